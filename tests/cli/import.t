#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What comes in becomes a series: files and folders, mails and mailboxes, commits, quoted mails;
# and what of it must not.
. "$(dirname "$0")/lib.sh"
project=$scratch/project
in=$scratch/in
mkdir -p "$project/kernels" "$project/patches" "$in"
: >"$project/series.conf"
stablehand="$STABLEHAND -C $project"

# mail FILE SUBJECT [HEADER...]: a patch as git format-patch writes it; one line in its own file.
mail()
{
	file=$1 subject=$2
	shift 2
	{
		for header in "$@"; do
			case $header in "From "*) echo "$header" ;; esac
		done
		echo "From: A U Thor <author@example.com>"
		echo "Date: Fri, 23 Jun 2023 09:46:38 -0700"
		echo "Subject: $subject"
		for header in "$@"; do
			case $header in "From "*) ;; *) echo "$header" ;; esac
		done
		cat <<'END_MAIL'

Why it is so.

Fixes: 0123456789ab ("kvm: begin")
Link: https://lore.kernel.org/r/20230623@example.com
Signed-off-by: A U Thor <author@example.com>
---
 arch/x86/kvm/one.c | 2 +-

diff --git a/arch/x86/kvm/one.c b/arch/x86/kvm/one.c
--- a/arch/x86/kvm/one.c
+++ b/arch/x86/kvm/one.c
@@ -1,3 +1,3 @@
 first
END_MAIL
		echo "-${old:-second}"
		echo "+${new:-changed}"
		echo " third"
		printf -- '-- \n2.39.5\n\n'
	} >"$file"
}

# paths SERIES: what series.conf has of it, guards too, on one line.
paths()
{
	grep -v '^#' "$project/series.conf" | grep "$1/" | sed 's/^\t//' | tr '\n' ' '
}
is()
{
	[ "$1" = "$2" ] || { echo "found    '$1'"; echo "expected '$2'"; return 1; }
}

one_file()
{
	mail "$in/fix.patch" "[PATCH] KVM: x86: Fix the first thing" \
		"From 1111111111111111111111111111111111111111 Mon Sep 17 00:00:00 2001"
	run 0 $stablehand import "$in/fix.patch" && says '^kvm-x86-fix-the-first-thing: 1 patch in ' &&
		says '^  new +fix\.patch +\(upstream 111111111111, by its first line only\)$' &&
		cmp "$in/fix.patch" "$project/patches/kvm-x86-fix-the-first-thing/fix.patch" &&
		is "$(paths kvm-x86-fix-the-first-thing)" 'kvm-x86-fix-the-first-thing/fix.patch '
}
twice()
{
	cp "$project/series.conf" "$scratch/before"
	run 0 $stablehand --json import "$in/fix.patch" &&
		json '!$j->{series_conf_changed} && $j->{patches}[0]{state} eq "same"' &&
		cmp "$scratch/before" "$project/series.conf"
}
dry_run()
{
	run 0 $stablehand import --dry-run --series dry "$in/fix.patch" && says 'nothing is written' &&
		[ ! -e "$project/patches/dry" ] && is "$(paths dry)" ''
}
folder()
{
	mkdir "$in/folder" "$in/folder/below"
	mail "$in/folder/0000-cover-letter.patch" "[PATCH 0/3] All"
	old=a mail "$in/folder/0001-a.patch" "[PATCH 1/3] kvm: a"
	old=b mail "$in/folder/0002-b.patch" "[PATCH 2/3] kvm: b"
	old=j mail "$in/folder/0010-j.patch" "[PATCH 3/3] kvm: j"
	echo read me >"$in/folder/README"
	ln -s /etc/passwd "$in/folder/0003-link.patch"
	mkfifo "$in/folder/0004-fifo.patch"
	run 0 $stablehand import --series set "$in/folder" &&
		says 'left out: 0000-cover-letter\.patch: a cover letter$' &&
		says 'left out: README: its name' && says 'left out: below: a folder$' &&
		says 'left out: 0003-link\.patch: a symbolic link$' &&
		says 'left out: 0004-fifo\.patch: not a plain file$' &&
		is "$(paths set)" 'set/0001-a.patch set/0002-b.patch set/0010-j.patch '
}
# Guards and comments that people wrote stay, and a new version goes where the old one was.
new_version()
{
	sed -i 's,^.*set/0002,# Only there.\n+6.1.y\tset/0002,' "$project/series.conf"
	old=b new=better mail "$in/folder/0002-b.patch" "[PATCH v2 2/4] kvm: b"
	old=c mail "$in/folder/0003-c.patch" "[PATCH v2 3/4] kvm: c"
	mv "$in/folder/0003-c.patch" "$in/folder/0005-c.patch"
	run 0 $stablehand import --series set "$in/folder" && says '^  changed +0002-b\.patch' &&
		says '^  new +0005-c\.patch' && says '^  same +0001-a\.patch' && grep -q '^# Only there' "$project/series.conf" || return 1
	is "$(grep -o 'set/.*' "$project/series.conf" | tr '\n' ' ')" \
		'set/0001-a.patch set/0002-b.patch set/0005-c.patch set/0010-j.patch ' &&
		grep -q '^+6\.1\.y.set/0002-b\.patch$' "$project/series.conf" &&
		grep -q '^+better' "$project/patches/set/0002-b.patch"
}
leaving()
{
	rm "$in/folder/0001-a.patch"
	cp "$project/series.conf" "$scratch/before"
	run 2 $stablehand import --series set "$in/folder" &&
		complains 'series set has 1 patch that did not come in now \(0001-a\.patch\): --keep leaves it in, --drop takes it out' &&
		cmp "$scratch/before" "$project/series.conf" &&
		run 0 $stablehand import --keep --series set "$in/folder" && says '^  kept +0001-a' &&
		cmp "$scratch/before" "$project/series.conf" || return 1
	printf '[not-affected "0001-a.patch"]\n\twithout = a\n' >"$project/patches/set/rules.conf"
	run 2 $stablehand import --drop --series set "$in/folder" &&
		complains 'rules\.conf has rules for 0001-a\.patch, which is to leave' || return 1
	rm "$project/patches/set/rules.conf"
	run 0 $stablehand import --drop --series set "$in/folder" && says '^  left +0001-a' &&
		[ -e "$project/patches/set/left/0001-a.patch" ] && [ ! -e "$project/patches/set/0001-a.patch" ] &&
		! grep -q 0001-a "$project/series.conf"
}
quilt()
{
	mkdir -p "$in/quilt/sub"
	old=q1 mail "$in/quilt/z-first.patch" "[PATCH] quilt: first"
	old=q2 mail "$in/quilt/sub/second.diff" "[PATCH] quilt: second"
	old=q3 mail "$in/quilt/unused.patch" "[PATCH] quilt: unused"
	printf '# All of them\nz-first.patch -p1 # why\n\n+suse sub/second.diff\n' >"$in/quilt/series"
	run 0 $stablehand import --series quilt "$in/quilt" &&
		says 'look at: sub/second\.diff: guards of the quilt series are not taken over: \+suse$' &&
		says 'left out: unused\.patch: not in the file series$' &&
		is "$(paths quilt)" 'quilt/z-first.patch quilt/0002-quilt-second.patch ' || return 1
	mkdir "$scratch/outside" && mv "$in/quilt/sub/second.diff" "$scratch/outside" &&
		rmdir "$in/quilt/sub" && ln -s "$scratch/outside" "$in/quilt/sub"
	run 2 $stablehand import --series quilt2 "$in/quilt" && complains 'leads out of the folder' || return 1
	echo ../folder/0002-b.patch >"$in/quilt/series"
	run 2 $stablehand import --series quilt2 "$in/quilt" &&
		complains 'series:1: \.\./folder/0002-b\.patch: the path has to stay below the folder' &&
		[ ! -e "$project/patches/quilt2" ]
}
# What a person wrote into the file that is there is not lost with the next version.
upstream_stays()
{
	mail "$in/up.patch" "[PATCH] kvm: up"
	run 0 $stablehand import --series up "$in/up.patch" || return 1
	sed -i '/^Subject/aX-Upstream-Commit: 2222222222222222222222222222222222222222 (v6.6)' \
		"$project/patches/up/up.patch"
	new=more mail "$in/up.patch" "[PATCH v2] kvm: up"
	run 0 $stablehand import --series up "$in/up.patch" && says 'changed: up\.patch: keeps X-Upstream-Commit: 2{40} \(v6\.6\)' &&
		says '^  changed +up\.patch +\(upstream 222222222222, v6\.6\)$' &&
		grep -q '^+more' "$project/patches/up/up.patch" &&
		run 0 $stablehand import --series up "$in/up.patch" && says '^  same '
}
bad_names()
{
	for name in ../x a/b .git -x '' 'a b' 'x.lock' 'a..b' "$(printf 'a\nb')" "$(printf '%065d' 1)"; do
		run 2 $stablehand import --series "$name" "$in/up.patch" && complains 'not a name for a series' ||
			{ echo "name: $name"; return 1; }
	done
	mail "$in/escape.patch" "[PATCH] ../../etc/passwd"
	run 0 $stablehand import "$in/escape.patch" && says '^etc-passwd: 1 patch in patches/etc-passwd$'
}
bad_sources()
{
	mkfifo "$in/fifo"
	run 2 $stablehand import "$in/fifo" && complains 'fifo: not a plain file$' &&
		run 2 $stablehand import /dev/zero && complains 'zero: not a plain file$' &&
		run 2 $stablehand import "$in/none" && run 2 $stablehand import && complains 'import needs SOURCE' || return 1
	mkdir "$in/empty"
	run 2 $stablehand import "$in/empty" && complains 'no patches in this folder$' || return 1
	echo nothing >"$in/empty/x.patch"
	run 2 $stablehand import "$in/empty" && complains 'x\.patch:2: no diff in it' || return 1
	sed 's,b/arch/x86/kvm/one.c,b/../../one.c,' "$in/up.patch" >"$in/out.patch"
	run 2 $stablehand import "$in/out.patch"
}
not_through_links()
{
	mkdir -p "$scratch/elsewhere"
	ln -s "$scratch/elsewhere" "$project/patches/linked"
	run 2 $stablehand import --series linked "$in/up.patch" && complains 'patches/linked: not a folder$' &&
		[ -z "$(ls "$scratch/elsewhere")" ]
}
not_over_others()
{
	mkdir -p "$project/patches/mine"
	echo mine >"$project/patches/mine/up.patch"
	run 2 $stablehand import --series mine "$in/up.patch" && complains 'that series\.conf does not name' &&
		is "$(cat "$project/patches/mine/up.patch")" mine
}

check "a patch file becomes a series of its subject's name, byte by byte" one_file
check "the same again changes nothing" twice
check "--dry-run writes nothing" dry_run
check "a folder: numbers in order, covers and others left out and told" folder
check "a new version keeps the name, the guards and the comments" new_version
check "a patch that is not there any more: --keep, --drop, or a question" leaving
check "a quilt series: options, comments, guards, nothing from outside of it" quilt
check "the commit upstream that the project knows stays" upstream_stays
check "names of series that are none" bad_names
check "sources that are none" bad_sources
check "nothing is written through a symbolic link" not_through_links
check "a file that nobody named is not replaced" not_over_others
done_testing
