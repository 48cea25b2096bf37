#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What happens to nodes and daemons while jobs run: nothing is lost, nothing is left behind.
. "$(dirname "$0")/lib.sh"
make_tree 9.2.3 3
make_branch 9.2.y 9.2.3

# Slurm lets both wait for two minutes before they begin again; so they do that together.
node_dies_other_preempted()
{
	fresh
	touch "$slow"
	$stablehand run --executor lab >"$scratch/bg.out" 2>"$scratch/bg" </dev/null &
	job=$!
	eventually queued RUNNING 2 && eventually making || return 1
	busy_node
	died=$node
	"$cluster" down "$lab" "$died"
	node=$(squeue --noheader --name=stablehand --states=RUNNING --format=%N | grep -v "$died" |
		head -n 1)
	srun -p urgent -w "$node" --exclusive -n 1 sleep 1 >/dev/null 2>&1
	rm "$slow"
	ended 0 || return 1
	grep -q 'builds: 4 ok, 0 failed; tests: 8 same' "$scratch/bg.out" ||
		{ cat "$scratch/bg.out" "$scratch/bg"; return 1; }
	"$cluster" up "$lab" "$died"
	[ "$(grep -c 'begins again: node' "$scratch/bg")" -ge 2 ] || { cat "$scratch/bg"; return 1; }
}
slurmd_is_lost()
{
	fresh
	touch "$slow"
	begin_run
	eventually busy_node || return 1
	"$cluster" lose "$lab" "$node"
	"$cluster" up "$lab" "$node"
	rm "$slow"
	well
}
controller_is_away()
{
	fresh
	touch "$slow"
	begin_run
	eventually queued RUNNING || return 1
	# It writes down what it knows every five seconds.
	sleep 6
	"$cluster" lose "$lab" ctld
	rm "$slow"
	eventually told 'jobs go on without it' && kill -0 "$job" || return 1
	"$cluster" up "$lab" ctld
	well && told 'the controller answers again'
}
# A VM that does not end: the job stops it at its own limit, three times, and that is no regression.
hung()
{
	fresh
	echo 'x86/one_test hang' >"$scratch/behaviour"
	sed -i 's/^\(.*suite-cores.*\)$/\1\n\tsuite-time = 4s/' "$project/stablehand.conf"
	begin_run
	ended 3
	status=$?
	sed -i '/suite-time/d' "$project/stablehand.conf"
	[ $status = 0 ] && told 'node n[123]: suite job stopped at its limit of 4' &&
		grep -q 'executor lab: begun 3 times' "$scratch/bg.out" "$scratch/bg" &&
		! grep -Eq 'regressed [1-9]' "$scratch/bg.out" && eventually nothing_left &&
		eventually empty_queue && [ "$(sinfo --noheader --format=%t | sort -u)" = idle ]
}
check "a node that dies, one that gives way to others: their jobs begin again" \
	node_dies_other_preempted
check "a slurmd that is killed and comes back" slurmd_is_lost
check "a controller that is away for a while" controller_is_away
check "a VM that hangs: stopped by the job, told as the machine's, not a regression" hung
done_testing
