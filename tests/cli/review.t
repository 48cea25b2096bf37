#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What a stable branch ships, looked through: made-up releases with one fault each, a good step, a
# queue, and a history held against upstream's.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"
make_project
stablehand="$STABLEHAND -C $project"

# release SUBLEVEL: a copy of the newest tree, to be changed; then archive SUBLEVEL makes a
# release of it, which is fetched.
release()
{
	rm -rf "$scratch/linux-9.1.$1"
	cp -r "$tree" "$scratch/linux-9.1.$1"
	tree=$scratch/linux-9.1.$1
	sed -i "s/^SUBLEVEL = .*/SUBLEVEL = $1/" "$tree/Makefile"
}
archive()
{
	tar -C "$scratch" -cJf "$scratch/linux-9.1.$1.tar.xz" "linux-9.1.$1"
	make_branch 9.1.y "9.1.$1"
	run 0 $stablehand fetch
}
mkdir -p "$tree/drivers"
cat >"$tree/include/guard.h" <<'END'
int guard_take(int code, int how);
int guard_drop(int code);
END
cat >"$tree/drivers/one.c" <<'END'
#include "../include/guard.h"

int one_open(int code)
{
	int r = guard_take(code, 1);

	if (r)
		return r;
	return guard_drop(code);
}

int one_close(int code)
{
	int r = guard_take(code, 2);

	if (r)
		return r;
	return guard_drop(code);
}
END
cp "$tree/drivers/one.c" "$tree/drivers/two.c"
sed -i 's/one_/two_/' "$tree/drivers/two.c"
tar -C "$scratch" -cJf "$scratch/linux-9.1.7.tar.xz" linux-9.1.7

first()
{
	run 0 $stablehand fetch && run 2 $stablehand review 9.1.y &&
		complains 'the store has no release of 9.1.y before 9.1.7'
}
# A good step: code, a comment, a new file.
good()
{
	release 8
	sed -i 's/return r;/return r < 0 ? r : 0;/' "$tree/drivers/one.c"
	echo 'int three_open(int code) { return code; }' >"$tree/drivers/three.c"
	archive 8 && run 0 $stablehand review 9.1.y && says '^9.1.y  9.1.7..9.1.8: 2 C files changed, 1 other' &&
		says '0 certain, 0 likely, 0 possible' && says 'the releases have no history'
}
undefined()
{
	release 9
	sed -i '0,/return r < 0/s//vm_flags_set(r, 1);\n\t\treturn r < 0/' "$tree/drivers/one.c"
	archive 9 && run 1 $stablehand review 9.1.8..9.1.9 && says '^  drivers/one.c:8  missing-name' &&
		says 'vm_flags_set is used' && says '^1 certain'
}
# Both files call it with two.
signature()
{
	release 10
	sed -i 's/int guard_take(int code, int how)/int guard_take(int code)/' "$tree/include/guard.h"
	sed -i 's/guard_take(code, .)/guard_take(code)/' "$tree/drivers/one.c"
	archive 10 && run 1 $stablehand review 9.1.y && says '^  drivers/two.c:5  argument-count' &&
		says 'guard_take\(\) takes another number of arguments' && ! says 'one.c' >/dev/null
}
removed()
{
	release 11
	sed -i '/guard_drop/d' "$tree/include/guard.h"
	archive 11 && run 1 $stablehand review 9.1.10..9.1.11 && says '^  drivers/one.c:10  missing-name' &&
		says 'guard_drop is no longer defined \(it was in include/guard.h\)'
}
# Over several releases; a fault that a later one mended is none.
over()
{
	release 12
	cp "$scratch/linux-9.1.8/drivers/"*.c "$tree/drivers" &&
		cp "$scratch/linux-9.1.8/include/guard.h" "$tree/include"
	archive 12 && run 0 $stablehand review 9.1.7..9.1.12
}
object()
{
	run 1 $stablehand --json review 9.1.8..9.1.9 &&
		json '$j->{review}{branch} eq "9.1.y" && $j->{review}{files} == 1 && @{$j->{review}{findings}} == 1' &&
		json '$j->{review}{findings}[0]{reason} eq "missing-name" && $j->{review}{findings}[0]{line} == 8
			&& $j->{review}{findings}[0]{sureness} eq "certain" && $j->{review}{findings}[0]{harm} eq "build"'
}
# What the store does not have is asked for: the archive is that of 9.1.10.
fetches()
{
	(
		export XDG_CACHE_HOME="$scratch/other"
		make_branch 9.1.y 9.1.9 && run 0 $stablehand fetch && make_branch 9.1.y 9.1.10 &&
			sed -i '/path = /a\\tversion = 9.1.10' "$project/kernels/9.1.y.conf" &&
			run 1 $stablehand review 9.1.9..9.1.10 && says '^9.1.y  9.1.9..9.1.10: ' &&
			run 3 $stablehand review 9.1.8..9.1.9 && complains 'no source gives release 9.1.8'
	)
}

# A queue over the newest release.
make_queue()
{
	rm -rf "$scratch/queue" "$scratch/b" && mkdir -p "$scratch/queue"
	make_branch 9.1.y 9.1.12
	cp -r "$scratch/linux-9.1.12" "$scratch/b"
}
# patch NAME TITLE BODY: what $scratch/b differs in becomes a patch of the queue.
patch()
{
	{
		printf 'From: Test Author <author@example.com>\nSubject: %s\nDate: Fri, 23 Jun 2023 09:46:38 -0700\n\n%s\n\nSigned-off-by: Test Author <author@example.com>\n---\n' "$2" "$3"
		(cd "$scratch" && diff -Nru linux-9.1.12 b | sed 's,^--- linux-9.1.12/,--- a/,')
	} >"$scratch/queue/$1"
	echo "$1" >>"$scratch/queue/series"
	rm -rf "$scratch/b" && cp -r "$scratch/linux-9.1.12" "$scratch/b"
}
queue_good()
{
	make_queue
	sed -i 's/return r < 0/return r <= 0/' "$scratch/b/drivers/one.c"
	patch good.patch 'one: also zero' 'Because.'
	run 0 $stablehand review 9.1.y --queue "$scratch/queue" && says '1 commit, 0 compared'
}
queue_bad()
{
	make_queue
	sed -i '0,/return r < 0/s//return missing_helper(r) ? 1 : r < 0/' "$scratch/b/drivers/one.c"
	patch bad.patch 'one: ask the helper' 'Because.'
	run 1 $stablehand review 9.1.y --queue "$scratch/queue" && says '^  drivers/one.c:8  missing-name' &&
		says 'in .*bad.patch "one: ask the helper"'
}
queue_refused()
{
	make_queue
	sed -i 's/return r < 0/return r <= 0/' "$scratch/b/drivers/one.c"
	patch good.patch 'one: also zero' 'Because.'
	sed -i 's/return r < 0/return r > 0/' "$scratch/b/drivers/one.c"
	patch late.patch 'one: not zero' 'Because.'
	run 1 $stablehand review 9.1.y --queue "$scratch/queue" && says '^  drivers/one.c.*not-applied' && says 'late.patch'
}
# The same patches as a mailbox, the numbers in another order than the mails.
queue_mailbox()
{
	make_queue
	sed -i 's/return r < 0/return r <= 0/' "$scratch/b/drivers/one.c"
	patch 1.patch '[PATCH 9.1 1/2] one: also zero' 'Because.'
	cp -r "$scratch/linux-9.1.12" "$scratch/c"
	{
		printf 'From x Mon Sep 17 00:00:00 2001\nFrom: T <t@example.com>\nSubject: [PATCH 9.1 0/2] 9.1.13-rc1 review\nMessage-ID: <0@x>\n\nHello.\n\n'
		printf 'From x Mon Sep 17 00:00:00 2001\n'
		sed 's/r <= 0/r != 0/; s/r < 0/r <= 0/; s,1/2,2/2,' "$scratch/queue/1.patch"
		printf '\nFrom x Mon Sep 17 00:00:00 2001\n'
		cat "$scratch/queue/1.patch"
	} >"$scratch/rc.mbox"
	run 0 $stablehand review 9.1.y --queue "$scratch/rc.mbox" && says '2 commits'
}
queue_strange()
{
	mkdir -p "$scratch/empty"
	run 2 $stablehand review 9.1.y --queue "$scratch/empty" && run 2 $stablehand review 9.1.y --queue "$scratch/nowhere" &&
		printf 'no mail\n' >"$scratch/text" && run 2 $stablehand review 9.1.y --queue "$scratch/text" &&
		run 2 $stablehand review 9.1.8..9.1.9 --queue "$scratch/queue" && : >"$scratch/nothing" &&
		run 2 $stablehand review 9.1.y --queue "$scratch/nothing"
}
# Nothing of a queue stays in the store.
queue_leaves_nothing()
{
	before=$(find "$XDG_CACHE_HOME/stablehand/store.git/objects" -type f | sort | cksum)
	run 1 $stablehand review 9.1.y --queue "$scratch/queue" || run 0 $stablehand review 9.1.y --queue "$scratch/queue"
	[ "$before" = "$(find "$XDG_CACHE_HOME/stablehand/store.git/objects" -type f | sort | cksum)" ]
}

in_linux()
{
	git -C "$scratch/linux" -c user.name='Test Author' -c user.email=author@example.com "$@"
}
# commit TITLE BODY: all that is changed; its id is printed.
commit()
{
	printf '%s\n\n%s\n\nSigned-off-by: Test Author <author@example.com>\n' "$1" "$2" |
		in_linux commit -q -a -F - && git -C "$scratch/linux" rev-parse HEAD
}
one=$scratch/linux/drivers/one.c two=$scratch/linux/drivers/two.c

# A stable branch and mainline, in one repository. Upstream: a fix in both files, one in the second
# function, one that is fixed later, one that is reverted.
make_history()
{
	git init -q "$scratch/linux"
	cp -r "$scratch/linux-9.1.12/." "$scratch/linux"
	in_linux add -A && in_linux commit -q -m 'Linux 9.1.12'
	in_linux branch -q -m master && in_linux branch -q linux-9.1.y
	sed -i 's/r = guard_take(code, 1)/r = code ? guard_take(code, 1) : 0/' "$one" "$two"
	both=$(commit 'drivers: do not take zero' 'Because.')
	sed -i '15a\\tif (code > 255)\n\t\treturn -1;' "$one"
	place=$(commit 'drivers: only the low byte' 'Because.')
	echo '/* Three. */' >>"$two"
	buggy=$(commit 'drivers: three of these' 'Because.')
	echo '/* Mended. */' >>"$scratch/linux/drivers/three.c"
	commit 'drivers: mend three of these' "Fixes: $(echo "$buggy" | cut -c1-12) (\"drivers: three of these\")" >/dev/null
	echo '/* Four. */' >>"$scratch/linux/include/old.h"
	reverted=$(commit 'drivers: four of these' 'Because.')
	sed -i '$d' "$scratch/linux/include/old.h"
	commit 'Revert "drivers: four of these"' "This reverts commit $reverted." >/dev/null
	in_linux cat-file -e "$reverted"
}

# stable TITLE ID [NOTE]: what is changed on the branch becomes a backport.
stable()
{
	commit "$1" "commit $2 upstream.

Because.${3:+

$3}" >/dev/null
}
on_branch()
{
	in_linux checkout -q -f -B linux-9.1.y "$(git -C "$scratch/linux" rev-list --max-parents=0 master)"
}
look()
{
	expected=$1
	shift
	run "$expected" $stablehand review "$(git -C "$scratch/linux" rev-list --max-parents=0 master)..linux-9.1.y" --git "$scratch/linux" "$@"
}
whole()
{
	on_branch
	in_linux cherry-pick -x "$both" >/dev/null && in_linux cherry-pick -x "$place" >/dev/null &&
		look 0 && says '2 commits, 2 compared' && ! says 'no commit upstream' >/dev/null
}
left_out()
{
	on_branch
	sed -i 's/r = guard_take(code, 1)/r = code ? guard_take(code, 1) : 0/' "$one"
	stable 'drivers: do not take zero' "$both"
	look 1 && says '^  drivers/two.c:[0-9]+  left-out' && says 'hunk #1 of 1 of the original .*although it applies' &&
		says "upstream $(echo "$both" | cut -c1-12)"
}
# It says that it is left out: that is only possible.
noted()
{
	on_branch
	sed -i 's/r = guard_take(code, 1)/r = code ? guard_take(code, 1) : 0/' "$one"
	stable 'drivers: do not take zero' "$both" '[ back: dropped two.c, which is not affected ]'
	look 0 && says '1 possible' && look 1 --all && says 'left-out'
}
misplaced()
{
	on_branch
	sed -i '5a\\tif (code > 255)\n\t\treturn -1;' "$one"
	stable 'drivers: only the low byte' "$place"
	look 1 && says '^  drivers/one.c:6  misplaced' && says 'is in one_close\(\) upstream, here in one_open\(\)'
}
later_fix()
{
	on_branch
	in_linux cherry-pick -x "$buggy" >/dev/null
	look 1 && says 'later-fix' && says '\("drivers: mend three of these"\), which the branch does not have' &&
		in_linux cherry-pick -x "$(git -C "$scratch/linux" log --format=%H --grep='^drivers: mend' master)" >/dev/null &&
		look 0
}
reverted()
{
	on_branch
	in_linux cherry-pick -x "$reverted" >/dev/null
	look 1 && says 'reverted' && says 'upstream reverted it with'
}
unnamed()
{
	on_branch
	echo '/* x */' >>"$one"
	commit 'drivers: our own' 'Because.' >/dev/null
	echo '/* y */' >>"$one"
	stable 'drivers: of nowhere' 0123456789abcdef0123456789abcdef01234567
	look 0 && says '1 of the commits names no commit upstream' && says '1 commits? upstream (is|are) in no repository'
}
# The queue of a branch whose upstream is a repository.
queue_upstream()
{
	make_queue
	printf '[upstream]\n\tpath = %s\n' "$scratch/linux" >"$project/stablehand.conf"
	in_linux checkout -q -f master
	sed -i 's/r = guard_take(code, 1)/r = code ? guard_take(code, 1) : 0/' "$scratch/b/drivers/one.c"
	patch part.patch 'drivers: do not take zero' "commit $both upstream."
	bad=0
	run 1 $stablehand review 9.1.y --queue "$scratch/queue" || bad=1
	rm "$project/stablehand.conf"
	[ $bad = 0 ] && says 'left-out' && says 'part.patch'
}
# Neither the repository nor its objects are written to.
leaves_git_alone()
{
	before=$(cd "$scratch/linux" && find . -type f | sort | xargs cksum)
	look 0 >/dev/null || look 1
	[ "$before" = "$(cd "$scratch/linux" && find . -type f | sort | xargs cksum)" ]
}
borrowed()
{
	git clone -q --shared "$scratch/linux" "$scratch/clone" 2>/dev/null
	run 0 $stablehand review master~1..master --git "$scratch/clone"
}

strange()
{
	for what in 9.1.8.. ..9.1.8 9.1.8...9.1.9 9.1.8..9.9.9 9.1.8..x 9.7.y 'a b' "$(printf '9.1.8..\033[31m')" ''; do
		run 2 $stablehand review "$what" || { [ $status = 3 ] && [ "$what" = 9.1.8..9.9.9 ]; } || return 1
	done
	run 2 $stablehand review 9.1.8 && run 2 $stablehand review && run 2 $stablehand review a..b --git "$scratch/nowhere" &&
		run 2 $stablehand review nothing..master --git "$scratch/linux" && run 2 $stablehand review master --git "$scratch/linux" &&
		run 2 $stablehand review a..b --git "$scratch/linux" --queue "$scratch/queue" && ! grep -q "$(printf '\033')" "$scratch/err"
}
# Names and titles with escapes are shown, not obeyed.
escaped()
{
	on_branch
	odd=$(printf 'drivers/e\033[31m.c')
	printf 'int e(void)\n{\n\treturn not_there(1);\n}\n' >"$scratch/linux/$odd"
	in_linux add -A && in_linux commit -q -m "$(printf 'evil\033[2J title')"
	look 1 && says 'not_there' && ! grep -q "$(printf '\033')" "$scratch/out" && look 1 --json
}
# The same trees; releases of one content.
same()
{
	run 0 $stablehand review 9.1.9..9.1.9 && says '0 C files changed'
}
interrupted()
{
	for i in $(seq 3000); do printf 'int f%s(int a)\n{\n\treturn g%s(a);\n}\n' "$i" "$i"; done >"$scratch/linux/drivers/big.c"
	in_linux add -A && in_linux commit -q -m big
	timeout -s INT 0.05 $stablehand review linux-9.1.y~1..linux-9.1.y --git "$scratch/linux" >"$scratch/out" 2>"$scratch/err" </dev/null
	[ $? = 124 ] || [ $? = 130 ] || [ $? = 1 ]
	run 1 $stablehand review linux-9.1.y~1..linux-9.1.y --git "$scratch/linux"
}

check 'one release is no step' first
check 'a good step has no findings' good
check 'a function that nothing defines' undefined
check 'a caller that a new signature left behind' signature
check 'what is defined no more is still called' removed
check 'a step over several releases is looked at as one' over
check 'the object is as the schema has it' object
check 'releases that the store does not have are fetched' fetches
check 'a queue without findings' queue_good
check 'a queue with a function that nothing defines' queue_bad
check 'a patch of a queue that does not apply' queue_refused
check 'a queue in a mailbox, by its numbers' queue_mailbox
check 'a queue that is none' queue_strange
check 'a queue leaves nothing in the store' queue_leaves_nothing
check 'a history' make_history
check 'commits that are as upstream' whole
check 'a hunk that is left out' left_out
check 'a hunk that is left out on purpose' noted
check 'a change in another function than upstream' misplaced
check 'a later fix that the branch does not have' later_fix
check 'a revert that the branch does not have' reverted
check 'commits without an original' unnamed
check 'a queue against upstream' queue_upstream
check 'the repository is only read' leaves_git_alone
check 'a repository that borrows its objects' borrowed
check 'names and titles with escapes' escaped
check 'a release against itself' same
check 'what is no step' strange
check 'Ctrl-C' interrupted
done_testing
