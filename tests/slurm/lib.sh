# SPDX-License-Identifier: GPL-2.0-only
# What the tests on a cluster share: the project of tests/cli, a Slurm of their own, what is in
# its queue. The cluster goes with the test, whatever ends that.
. "$(dirname "$0")/../cli/lib.sh"
. "$(dirname "$0")/../cli/fixture.sh"
cluster=$top/tests/slurm/cluster
lab=$scratch/lab
end_cluster()
{
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
