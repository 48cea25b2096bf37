#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# kill -9 at random moments of a run, with a real make and the stand-in for QEMU: nothing is left
# running, and the next run goes on and has the same results. KILLS: how many (100). SEED: of the
# moments, which is printed.
. "$(dirname "$0")/../cli/lib.sh"
. "$(dirname "$0")/../cli/fixture.sh"
. "$(dirname "$0")/lib.sh"
make_project
stablehand="$STABLEHAND -C $project"
kills=${KILLS:-100} seed=${SEED:-$(date +%s)}
echo "# seed $seed" >&2

run 0 $stablehand run 9.1.y || exit 1
known >"$scratch/expected"
begin none
before=$(date +%s%N)
run 0 $stablehand run 9.1.y || exit 1
took=$((($(date +%s%N) - before) / 1000))

one()
{
	begin none
	$stablehand run 9.1.y >"$scratch/out" 2>"$scratch/err" </dev/null &
	pid=$!
	perl -e 'select undef, undef, undef, $ARGV[0] / 1e6' "$1"
	kill -9 $pid 2>/dev/null && killed=$((killed + 1))
	wait $pid 2>/dev/null
	eventually nothing_left || { nothing_left; return 1; }
	ends_well "killed after $1 us"
}
all_of_them()
{
	failed=0
	for at in $(perl -e 'srand $ARGV[0]; print join " ", map { int rand $ARGV[1] } 1 .. $ARGV[2]' \
			"$seed" "$took" "$kills"); do
		one "$at" || failed=$((failed + 1))
	done
	[ "$failed" = 0 ]
}
killed=0
check "$kills runs that are killed" all_of_them
echo "# $killed were killed before their end" >&2
done_testing
