#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What is printed: nothing from outside reaches the terminal as more than text; descriptors
# that are closed; readers that go.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"
make_project
stablehand="$STABLEHAND -C $project"
escape=$(printf '\033')

# A member of the archive is named like a sequence that clears the screen; it is a fifo, for
# which the archive is passed over, and named.
hostile_name()
{
	mkdir -p "$scratch/hostile"
	tar -C "$scratch/hostile" -xJf "$scratch/linux-9.1.7.tar.xz"
	mkfifo "$scratch/hostile/linux-9.1.7/arch/${escape}[2Jx"
	tar -C "$scratch/hostile" -cJf "$scratch/hostile.tar.xz" linux-9.1.7
	cat >"$project/kernels/9.7.y.conf" <<END
[source "hostile"]
	type = tarball
	path = $scratch/hostile.tar.xz
	version = 9.7.1
[source "next"]
	type = tarball
	path = $scratch/linux-9.1.7.tar.xz
END
	run 3 $stablehand fetch 9.7.y && complains 'arch/.x1b\[2Jx: neither a file' && ! grep -q "$escape" "$scratch/out" "$scratch/err"
}
hostile_argument()
{
	run 2 $stablehand status "x${escape}[2J" && ! grep -q "$escape" "$scratch/err" &&
		complains 'x\\x1b\[2J: no such branch' &&
		run 2 "$STABLEHAND" "c${escape}c" && ! grep -q "$escape" "$scratch/err" &&
		complains "no command 'c.x1bc'"
}
hostile_path()
{
	run 2 "$STABLEHAND" -C "$scratch/${escape}[2J" status && ! grep -q "$escape" "$scratch/err"
}
# The subject of a patch comes from a mail.
hostile_subject()
{
	sed -i "s/^Subject: .*/Subject: [PATCH] kvm: guard ${escape}[2Jthe fault code/" "$project"/patches/*/0001-guard.patch
	run 0 $stablehand port 9.1.y && ! grep -q "$escape" "$scratch/out" "$scratch/err" &&
		run 0 $stablehand --json port 9.1.y && ! grep -q "$escape" "$scratch/out" &&
		json '@{$j->{branches}} == 1'
}
closed_output()
{
	status=0
	"$STABLEHAND" help >&- 2>"$scratch/err" || status=$?
	[ $status = 3 ] && complains 'writing standard output: Bad file descriptor'
}
# A lock file or a database must not become what is printed on.
closed_error()
{
	status=0
	XDG_CACHE_HOME=$scratch/fresh $stablehand fetch 9.1.y 2>&- >"$scratch/out" || status=$?
	[ $status = 0 ] && says '^9\.1\.y  9\.1\.7' || return 1
	! grep -rlE ' \.\.\.|: done \(' "$scratch/fresh/stablehand"
}
closed_all()
{
	status=0
	$stablehand port 9.1.y <&- >&- 2>&- || status=$?
	[ $status = 3 ] && ! grep -rl 'ported' "$XDG_CACHE_HOME/stablehand/locks" &&
		[ -n "$(find "$project/out" -name '*.patch')" ]
}
# The code is the one of a command that SIGPIPE ended, and nothing is said.
reader_goes()
{
	mkfifo "$scratch/fifo"
	# Opened and closed at once, before anything is written.
	( : <"$scratch/fifo" ) &
	status=0
	( exec >"$scratch/fifo"; wait; sleep 0.5; exec $stablehand help ) 2>"$scratch/err" || status=$?
	rm "$scratch/fifo"
	[ $status = 141 ] && [ ! -s "$scratch/err" ]
}
full_disk()
{
	status=0
	"$STABLEHAND" help >/dev/full 2>"$scratch/err" || status=$?
	[ $status = 3 ] && complains 'writing standard output: No space left on device'
}
# The object is on standard error, as the file that is made is on standard output.
one_object()
{
	printf 'a\nb\nc\n' >"$scratch/a.old" && printf 'a\nB\nc\n' >"$scratch/a.new" || return 1
	status=0
	"$STABLEHAND" --json adapt-file "$scratch/a.old" "$scratch/a.new" "$scratch/a.old" \
		>/dev/full 2>"$scratch/err" || status=$?
	[ $status = 3 ] && valid adapt-file && complains 'No space left on device' || return 1
	"$STABLEHAND" --json adapt-file "$scratch/a.old" "$scratch/a.new" "$scratch/a.old" \
		>"$scratch/out" 2>"$scratch/err" && valid adapt-file && cmp "$scratch/a.new" "$scratch/out"
}
# Of a file that was made, without the object that was asked for.
object_lost()
{
	status=0
	"$STABLEHAND" --json adapt-file "$scratch/a.old" "$scratch/a.new" "$scratch/a.old" \
		>"$scratch/out" 2>/dev/full || status=$?
	[ $status = 3 ] && cmp "$scratch/a.new" "$scratch/out" || { echo "exit $status"; return 1; }
}
# ulimit -f: an error like any other, no death by a signal.
size_limit()
{
	status=0
	( ulimit -f 1; exec $stablehand port 9.1.y --out "$scratch/limited" ) \
		>"$scratch/limit.out" 2>"$scratch/limit.err" || status=$?
	cat "$scratch/limit.out" "$scratch/limit.err"
	[ $status = 3 ] && grep -q 'File too large' "$scratch/limit.err" || { echo "exit $status"; return 1; }
}
check "a hostile name in an archive is escaped" hostile_name
check "a hostile argument is escaped" hostile_argument
check "a hostile folder is escaped" hostile_path
check "a hostile subject is escaped, in text and in JSON" hostile_subject
check "a closed standard output is told" closed_output
check "with standard error closed nothing is written into other files" closed_error
check "with all three closed as well" closed_all
check "a reader who goes is no error" reader_goes
check "a full disk is one" full_disk
check "with --json its object is the only one" one_object
check "an object that cannot be written is an error" object_lost
check "a limit on the size of files is one" size_limit
done_testing
