#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Runs that are stopped or killed, and what a folder, a compiler or a configuration can do to one:
# nothing is lost, nothing is left in the queue, nothing is made twice.
. "$(dirname "$0")/lib.sh"

ctrl_c()
{
	fresh
	touch "$slow"
	begin_run
	eventually queued RUNNING && eventually making || return 1
	kill -INT "$job"
	ended 130 && eventually empty_queue && eventually nothing_left
}
# A run that was killed with a build on a node and one in the queue.
killed_run()
{
	fresh
	touch "$slow"
	begin_run
	eventually queued RUNNING && eventually queued PENDING || return 1
	kill -KILL "$job"
	wait "$job" 2>/dev/null
	queued RUNNING
}
killed_and_cancelled()
{
	killed_run || return 1
	run 0 $stablehand job cancel --executor lab && says '^2 cancelled$' &&
		eventually empty_queue && eventually nothing_left
}
killed_and_taken_up()
{
	killed_run || return 1
	before=$(lists)
	begin_run
	eventually told 'build job [0-9]+_0, sent by a run before, is taken up' || return 1
	rm "$slow"
	well || return 1
	# Both builds were there; the tests alone were sent anew.
	[ "$(lists)" = $((before + 1)) ]
}
# A gcc that says something else on the node that is taken first.
other_gcc()
{
	fresh
	cat >"$scratch/bin/gcc" <<-'END'
		#!/bin/sh
		[ "$SLURMD_NODENAME" != n1 ] || [ "$1" != --version ] || { echo gcc 0.1; exit 0; }
		exec /usr/bin/gcc "$@"
	END
	chmod +x "$scratch/bin/gcc"
	begin_run
	well && told 'node n1: build key is .*, expected .*: the toolchain'
	status=$?
	rm "$scratch/bin/gcc"
	return $status
}
# Where jobs write is away for a moment.
folder_away()
{
	fresh
	touch "$slow"
	begin_run
	eventually queued RUNNING && eventually queued PENDING || return 1
	eventually making && rm -rf "$shared/stablehand/builds" &&
		touch "$shared/stablehand/builds" || return 1
	rm "$slow"
	eventually told 'node n[123]: .*builds' || return 1
	rm "$shared/stablehand/builds"
	well
}
no_partition()
{
	fresh
	sed -i 's/^\(.*suite-cores.*\)$/\1\n\tpartition = none/' "$project/stablehand.conf"
	run 3 $stablehand run --executor lab 9.1.y
	status=$?
	sed -i '/partition/d' "$project/stablehand.conf"
	[ $status = 0 ] && says 'executor lab: sbatch: .*[Pp]artition'
}

check "Ctrl-C takes all out of the queue, and nothing is left on a node" ctrl_c
check "kill -9, then job cancel: the same" killed_and_cancelled
check "kill -9, then another run: what is in the queue is taken up" killed_and_taken_up
check "a node with another gcc is told, and not asked again" other_gcc
check "a folder that is away for a moment" folder_away
check "a partition that is not there: exit 3, with sbatch's words" no_partition
done_testing
