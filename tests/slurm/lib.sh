# SPDX-License-Identifier: GPL-2.0-only
# What the tests on a cluster share: the project of tests/cli, a Slurm of their own, what is in
# its queue. The cluster goes with the test, whatever ends that.
. "$(dirname "$0")/../cli/lib.sh"
. "$(dirname "$0")/../cli/fixture.sh"
cluster=$top/tests/slurm/cluster
lab=$scratch/lab
job=	# the id of a run in the background
end_cluster()
{
	[ -z "$job" ] || kill -KILL "$job" 2>/dev/null
	"$cluster" stop "$lab" >/dev/null 2>&1
	rm -rf "$scratch"
}
trap end_cluster EXIT
trap 'exit 1' HUP INT TERM
make_project
"$cluster" start "$lab" || { echo "Bail out! no Slurm"; exit 1; }
export SLURM_CONF=$lab/slurm.conf
shared=$scratch/shared
cat >"$project/stablehand.conf" <<END
[executor "lab"]
	type = slurm
	folder = $shared
	scratch = $scratch/nodes
	pause = 2s
	build-cores = 1
	suite-cores = 2
	suite-memory = 1G
END
stablehand="$STABLEHAND -C $project"

# in_queue STATE: how many of our jobs squeue shows in it.
in_queue()
{
	squeue --noheader --array --name=stablehand --states="$1" --format=%i 2>/dev/null | wc -l
}
# queued STATE [AT-LEAST]
queued()
{
	[ "$(in_queue "$1")" -ge "${2-1}" ]
}
empty_queue()
{
	[ "$(in_queue PENDING,RUNNING,COMPLETING)" = 0 ]
}

slow=$HOME/slow	# while it is there, a build takes until it is stopped

fresh()
{
	rm -rf "$shared" "$scratch/nodes" "$XDG_STATE_HOME" "$scratch/behaviour" "$slow"
	: >"$scratch/qemu.log"
}
# In the background, with its id in $job and what it says in $scratch/bg.
begin_run()
{
	$stablehand run --executor lab 9.1.y >"$scratch/bg.out" 2>"$scratch/bg" </dev/null &
	job=$!
}
# ended STATUS: wait for it.
ended()
{
	status=0
	wait "$job" || status=$?
	job=
	[ "$status" = "$1" ] && return 0
	echo "exit $status, expected $1"
	tail -n 30 "$scratch/bg.out" "$scratch/bg"
	return 1
}
told()
{
	grep -Eq -- "$1" "$scratch/bg" || { echo "no '$1' in:"; cat "$scratch/bg"; return 1; }
}
well()
{
	ended 0 && grep -q 'same 4, fixed 0, regressed 0' "$scratch/bg.out"
}
# The node that a job of ours is on.
busy_node()
{
	node=$(squeue --noheader --name=stablehand --states=RUNNING --format=%N | head -n 1)
	[ -n "$node" ]
}
# Has a build got to where it waits?
making()
{
	ls "$scratch"/nodes/*/stablehand/work/9.1.y/build.log
}
lists()
{
	ls "$shared/stablehand/lab" | grep -c '\.list$'
}
