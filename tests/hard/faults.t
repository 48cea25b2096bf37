#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Calls that fail, one in each trial: memory, writes, syncs, renames, files and folders to be made,
# reads, removals, mappings. Each trial ends well or with a clean error, and the next run, without
# faults, has the same results as if nothing had been. TRIALS: of each command and kind (30).
# KINDS: only these ("read map").
. "$(dirname "$0")/../cli/lib.sh"
. "$(dirname "$0")/../cli/fixture.sh"
. "$(dirname "$0")/lib.sh"
make_project
stablehand="$STABLEHAND -C $project"
trials=${TRIALS:-30}
cc -O1 -shared -fPIC -o "$scratch/fail.so" "$(dirname "$0")/fail.c" -ldl || exit 1
tried=0

# one STATE KIND AT COMMAND...
one()
{
	state=$1 kind=$2 at=$3
	shift 3
	begin "$state"
	status=0
	env FAIL_CALL="$kind" FAIL_AT="$at" LD_PRELOAD="$scratch/fail.so" timeout -s KILL 120 "$@" \
		>"$scratch/out" 2>"$scratch/err" </dev/null || status=$?
	tried=$((tried + 1))
	case $status in
	0|1|3) ;;
	*) echo "$kind $at: exit $status: $*"; tail -n 5 "$scratch/out" "$scratch/err"; return 1 ;;
	esac
	if [ $status = 3 ] && ! [ -s "$scratch/out" ] && ! [ -s "$scratch/err" ]; then
		echo "$kind $at: exit 3 without a word: $*"
		return 1
	fi
	ends_well "$kind $at"
}

# Evenly over all calls of the kind that the command makes.
all_of()
{
	state=$1 kind=$2 failed=0
	shift 2
	begin "$state"
	rm -f "$scratch/counts"
	env FAIL_CALL="$kind" FAIL_COUNTS="$scratch/counts" LD_PRELOAD="$scratch/fail.so" "$@" \
		>/dev/null 2>&1 </dev/null
	most=$(sort -n "$scratch/counts" | tail -n 1)
	for at in $(perl -e '
			my ($most, $trials) = @ARGV;
			my $step = $trials > 1 ? ($most - 1) / ($trials - 1) : 0;
			my %seen;
			print join " ", grep { !$seen{$_}++ } map { 1 + int($_ * $step + 0.5) } 0 .. $trials - 1
			' "$most" "$trials"); do
		one "$state" "$kind" "$at" "$@" || failed=$((failed + 1))
	done
	[ "$failed" = 0 ]
}

run 0 $stablehand run 9.1.y || exit 1
known >"$scratch/expected"
begin none
run 0 $stablehand fetch 9.1.y && keep fetched || exit 1
for kind in ${KINDS:-write sync rename create mkdir unlink read map malloc}; do
	check "fetch: $kind" all_of none $kind $stablehand fetch 9.1.y
	check "port: $kind" all_of fetched $kind $stablehand port 9.1.y
	check "run: $kind" all_of fetched $kind $stablehand run 9.1.y
done
echo "# $tried trials" >&2
done_testing
