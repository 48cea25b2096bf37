#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Runs on an executor of type slurm, on three nodes of this machine.
. "$(dirname "$0")/lib.sh"

# What came of a run, without paths, times and how it came to it.
outcome()
{
	answer $stablehand --json report 9.1.y | perl -MJSON::PP -e '
		local $/; my $j = decode_json(<STDIN>); my $b = $j->{branches}[0];
		print JSON::PP->new->canonical->encode({
			patches => [map { [$_->{verdict}, $_->{commit}] } @{$b->{patches}}],
			builds => [map { [$_->{state}, $_->{status}, $_->{key}] } @{$b->{builds}}],
			tests => [map { [$_->{test}, $_->{comparison}, $_->{base}, $_->{ported}] }
				@{$b->{tests}}]}), "\n"'
}
local_first()
{
	run 0 $stablehand run 9.1.y && outcome >"$scratch/local" && [ -s "$scratch/local" ] &&
		rm -rf "$XDG_CACHE_HOME" "$XDG_STATE_HOME"
}
same_on_nodes()
{
	run 0 $stablehand run --executor lab 9.1.y && says 'same 4, fixed 0' &&
		complains '^9\.1\.y: testing \(tcg\): on node n[123]' || return 1
	XDG_CACHE_HOME=$shared
	outcome >"$scratch/nodes.outcome"
	XDG_CACHE_HOME=$scratch/cache
	cmp "$scratch/local" "$scratch/nodes.outcome" ||
		{ cat "$scratch/local" "$scratch/nodes.outcome"; return 1; }
}
nothing_twice()
{
	before=$(ls "$shared/stablehand/lab" | grep -c list)
	run 0 $stablehand run --executor lab 9.1.y && says 'same 4, fixed 0' &&
		[ "$(ls "$shared/stablehand/lab" | grep -c list)" = "$before" ]
}
host_told()
{
	for result in "$shared"/stablehand/jobs/*/result.json; do
		grep -q '"kind": "fetch"' "$result" && continue
		cp "$result" "$scratch/out"
		json '$j->{values}{host}{node} =~ /^n[123]$/ && $j->{values}{used}{memory} > 0' ||
			return 1
	done
	grep -q '^node n[123]$' "$shared"/stablehand/logs/9.1.y/*/attempt-1/base-*.host
}
# Both states of a comparison, on the same one.
hosts_compared()
{
	run 0 $stablehand report 9.1.y && says '^  on n[123]' &&
		run 0 $stablehand --json report 9.1.y && json '3 == grep {
			($_->{records}{base}{host} // "") =~ /^n[123]/ &&
			$_->{records}{ported}{host} eq $_->{records}{base}{host} }
			@{$j->{branches}[0]{tests}}'
}
# Where base was built is the work tree that the ported state is built in.
one_node_built_both()
{
	[ "$(ls -d "$scratch"/nodes/*/stablehand/work/9.1.y/src | wc -l)" = 1 ]
}
unknown_executor()
{
	run 2 $stablehand run --executor lob 9.1.y &&
		complains "no executor 'lob'; there is: local lab"
}

check "a local run to compare with" local_first
check "the same verdicts, keys and outcomes on nodes" same_on_nodes
check "what is done is not sent again" nothing_twice
check "what came says which node it came from" host_told
check "the report names the node of each test, one of both states" hosts_compared
check "both states are built on one node" one_node_built_both
check "an executor that is not configured: exit 2" unknown_executor
check "nothing is left in the queue" empty_queue
done_testing
