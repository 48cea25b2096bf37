#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Runs that end early: Ctrl-C and kill -9 in each phase, a full disk, two at
# once. Nothing is left running, and the next run finishes the job.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"
make_project

reset()
{
	rm -rf "$XDG_CACHE_HOME" "$XDG_STATE_HOME" "$HOME/slow" "$scratch/behaviour" \
		"$scratch/qemu.pids" "$scratch/qemu.log"
	sed -i "s,path = .*,path = $scratch/linux-9.1.7.tar.xz," "$project/kernels/9.1.y.conf"
}

# start: a run in the background, $pid. What the last one said must not be taken for its own.
start()
{
	rm -f "$scratch/bg.out" "$scratch/bg.err"
	"$STABLEHAND" -C "$project" run 9.1.y >"$scratch/bg.out" 2>"$scratch/bg.err" </dev/null &
	pid=$!
}

# Bring a run into a phase. For fetch the archive is large and does not compress.
enter_fetch()
{
	if [ ! -e "$scratch/large.tar" ]; then
		mkdir "$scratch/linux-large"
		cp "$scratch/linux-9.1.7/Makefile" "$scratch/linux-large"
		for i in 1 2 3 4 5 6; do
			head -c 64M /dev/urandom >"$scratch/linux-large/$i"
		done
		tar -C "$scratch" -cf "$scratch/large.tar" linux-large
		rm -r "$scratch/linux-large"
	fi
	sed -i "s,path = .*,path = $scratch/large.tar," "$project/kernels/9.1.y.conf"
	start
	eventually grep -q importing "$scratch/bg.err"
}
enter_build()
{
	touch "$HOME/slow"
	start
	eventually building
}
building()
{
	for cmdline in /proc/[0-9]*/cmdline; do
		tr '\0' ' ' <"$cmdline" 2>/dev/null | grep -q "^make.*$scratch.*bzImage" && return 0
	done
	return 1
}
enter_test()
{
	echo "x86/two_test hang" >"$scratch/behaviour"
	start
	eventually hanging
}
# A test hangs, and one before it is recorded.
hanging()
{
	grep -q "test x86/two_test" "$scratch/qemu.log" && records | grep -q x86/one_test
}
records()
{
	sqlite3 "$XDG_STATE_HOME/stablehand/results.db" \
		'SELECT run_key, test, attempt, boot FROM record ORDER BY 1, 2, 3'
}

cut='^  interrupted: stablehand run 9\.1\.y goes on from there$'

# stopped_by SIGNAL STATUS PHASE
stopped_by()
{
	reset
	"enter_$3" || { cat "$scratch/bg.err"; return 1; }
	kill -"$1" "$pid"
	wait "$pid"
	status=$?
	[ "$status" = "$2" ] || { echo "exit $status"; cat "$scratch/bg.err"; return 1; }
	eventually nothing_left || return 1
	[ "$3" != test ] || records >"$scratch/records" || return 1
	# What was done until then is known, and that it is not all.
	if [ "$2 $3" = "130 build" ] || [ "$2 $3" = "130 test" ]; then
		run 1 "$STABLEHAND" -C "$project" report 9.1.y && says "$cut" || return 1
	fi
	# The next run finishes the job.
	rm -f "$HOME/slow" "$scratch/behaviour"
	sed -i "s,path = .*,path = $scratch/linux-9.1.7.tar.xz," "$project/kernels/9.1.y.conf"
	run 0 "$STABLEHAND" -C "$project" run 9.1.y && says 'same 4' &&
		run 0 "$STABLEHAND" -C "$project" report 9.1.y && ! says "$cut"
}

kept_records()
{
	# The tests before the one that hung: with the boot in which they ran.
	[ -s "$scratch/records" ] && records >"$scratch/all" &&
		[ -z "$(grep -vxFf "$scratch/all" "$scratch/records")" ] ||
		{ diff "$scratch/records" "$scratch/all"; cat "$scratch/qemu.log"; return 1; }
}

two_at_once()
{
	reset
	start
	run 0 "$STABLEHAND" -C "$project" run 9.1.y && says 'same 4' || return 1
	wait "$pid" || { cat "$scratch/bg.err"; return 1; }
	grep -q 'same 4' "$scratch/bg.out" || return 1
	[ "$(grep -c '^test ' "$scratch/qemu.log")" = 6 ] || { cat "$scratch/qemu.log"; return 1; }
}

first_runs_at_once()
{
	for round in 1 2 3 4 5; do
		reset
		for i in 1 2 3; do
			"$STABLEHAND" -C "$project" port 9.1.y >"$scratch/bg.$i" 2>&1 </dev/null &
			eval "pid$i=$!"
		done
		for i in 1 2 3; do
			eval "wait \$pid$i" || { cat "$scratch/bg.$i"; return 1; }
		done
	done
}

# On a file system of this many KiB for the cache.
full_disk()
{
	reset
	unshare -rm sh -c '
		mkdir -p "$XDG_CACHE_HOME" && mount -t tmpfs -o size='"$1"'k none "$XDG_CACHE_HOME" || exit 99
		"$0" -C "$1" run 9.1.y >"$2/out" 2>"$2/err" </dev/null
		echo $? >"$2/status"
		umount "$XDG_CACHE_HOME"' "$STABLEHAND" "$project" "$scratch"
	[ "$(cat "$scratch/status")" = 3 ] && cat "$scratch/out" "$scratch/err" >"$scratch/both" &&
		grep -qi 'no space left' "$scratch/both" ||
		{ cat "$scratch/status" "$scratch/out" "$scratch/err"; return 1; }
	run 0 "$STABLEHAND" -C "$project" run 9.1.y && says 'same 4'
}

# A process that is killed in the middle of writing a reference leaves its lock.
left_lock()
{
	reset
	run 0 "$STABLEHAND" -C "$project" port 9.1.y || return 1
	lock=$XDG_CACHE_HOME/stablehand/store.git/refs/ports/9.1.y/fix.lock
	echo x >"$lock" && touch -d '1 hour ago' "$lock"
	sed -i 's/^Refuse codes.*/Refuse all codes./' "$project/patches/fix/0001-guard.patch"
	run 0 "$STABLEHAND" -C "$project" port 9.1.y &&
		complains '^refs/ports/9.1.y/fix: removed a lock that a killed process left' && [ ! -e "$lock" ]
}
held_lock()
{
	echo x >"$lock"
	( sleep 1.5; rm "$lock" ) &
	sed -i 's/^Refuse all codes.*/Refuse codes that nobody knows./' "$project/patches/fix/0001-guard.patch"
	run 0 "$STABLEHAND" -C "$project" port 9.1.y && ! complains 'removed a lock' && wait $!
}

for phase in fetch build test; do
	check "Ctrl-C during $phase: exit 130, nothing left, the next run finishes" \
		stopped_by INT 130 $phase
	check "SIGTERM during $phase" stopped_by TERM 130 $phase
	check "kill -9 during $phase" stopped_by KILL 137 $phase
done
check "records of a killed run are kept" kept_records
check "a reference's lock that was left is removed, and told" left_lock
check "one that is held is waited for" held_lock
check "two runs at once: both finish, nothing is done twice" two_at_once
check "three first runs at once make the stores once" first_runs_at_once
for size in 8 60 400; do
	check "a disk full at $size KiB: exit 3, and the next run finishes" full_disk $size
done
done_testing
