#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What comes in and the branches: quoted patches whose white space the releases give back, and
# what becomes of ports, mails and resolutions of patches that changed or left.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"
make_project
# Who is who in the tree.
printf 'GUARD\nM:\tTest Author <author@example.com>\n' >"$scratch/linux-9.1.7/MAINTAINERS"
tar -C "$scratch" -cJf "$scratch/linux-9.1.7.tar.xz" linux-9.1.7
rm -rf "$project/patches/fix"
: >"$project/series.conf"
stablehand="$STABLEHAND -C $project"
in=$scratch/in
out=$project/out/9.1.y
mkdir -p "$in"
make_patch "$in/original.patch"

# The archive of a mailing list: white space lost, addresses made unreadable, quoted in a reply.
mangle()
{
	echo "Re: [PATCH] kvm: guard the fault code"
	echo
	echo "From: A Reviewer"
	echo
	sed 's/[ \t][ \t]*/ /g; s/^ //; s/ $//; s/@example\.com/@xxxxxxxxxxx/; /^From 1/d' "$1" |
		sed 's/^/> /; s/ $//'
}
# diff_of FILE: its diff alone.
diff_of()
{
	sed -n '/^diff --git/,$p' "$1" | sed '/^-- $/,$d'
}
quoted()
{
	mangle "$in/original.patch" >"$in/quoted.txt"
	sed -i '/^> Refuse codes/i\
Nobody would send such a code, would they?' "$in/quoted.txt"
	# The answer takes the place of the blank line before the tags.
	sed -i '/^> Refuse codes/{n;s/^>$/So be it./}' "$in/quoted.txt"
	echo 'I think that is fine.' >>"$in/quoted.txt"
	run 0 $stablehand fetch 9.1.y && run 0 $stablehand import --series quoted "$in/quoted.txt" &&
		says 'changed: .*its white space was lost: 6 lines are as in 9\.1\.7$' &&
		says 'look at: .*: 2 added lines are indented by the code around' &&
		says 'left out: .*: 5 lines that are not quoted$' &&
		says 'changed: .*2 addresses \(user@xxx\) as in MAINTAINERS$' || return 1
	file=$project/patches/quoted/0001-kvm-guard-the-fault-code.patch
	diff_of "$in/original.patch" >"$scratch/expected"
	diff_of "$file" | diff "$scratch/expected" - &&
		grep -A1 '^Refuse codes' "$file" | grep -q '^$' &&
		grep -q '^Signed-off-by: Test Author <author@example.com>$' "$file" &&
		grep -q '^From: Test Author <author@example.com>$' "$file" &&
		grep -q '^Date: Fri, 23 Jun 2023 09:46:38 -0700$' "$file" &&
		! grep -q 'Nobody would' "$file" && run 0 $stablehand status && says 'clean$'
}
# Only the marks: nothing has to be looked for.
quoted_whole()
{
	sed '/^From 1/d; s/^/> /' "$in/original.patch" >"$in/whole.txt"
	run 0 $stablehand import --series whole "$in/whole.txt" && ! says 'white space' &&
		diff_of "$project/patches/whole/0001-kvm-guard-the-fault-code.patch" >"$scratch/whole" &&
		diff "$scratch/expected" "$scratch/whole" || return 1
	# In a mail that is sent as one, where nobody is quoted but the patch.
	{
		printf 'From: R <r@example.org>\nSubject: Re: [PATCH v3 2/7] kvm: guard the fault code\n'
		printf 'Message-ID: <r@example.org>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n'
		printf 'Content-Transfer-Encoding: base64\n\n'
		sed '1,/^$/d' "$in/original.patch" | sed 's/^/> /' | base64
	} >"$in/reply.eml"
	run 0 $stablehand import --series reply "$in/reply.eml" &&
		says 'look at: .*: who wrote it is not quoted: its first Signed-off-by is taken$' &&
		grep -q '^From: Test Author <author@example.com>' "$project/patches/reply/0001-kvm-guard-the-fault-code.patch"
}
# A release that has the added lines knows what was in them.
quoted_known()
{
	make_tree 9.2.1 1
	perl -0pi -e 's/(\tint direct = 1;\n\n)/$1\tif (code & 256)\n\t\tcode  &=\t~256;\n\n/' "$tree/arch/x86/kvm/guard.c"
	tar -C "$scratch" -cJf "$scratch/linux-9.2.1.tar.xz" linux-9.2.1
	make_branch 9.2.y 9.2.1
	run 0 $stablehand fetch 9.2.y && run 0 $stablehand import --series known "$in/quoted.txt" &&
		says 'changed: .*: 3 added lines are as a release has them$' &&
		grep -q "^+		code  &=	~256;$" "$project/patches/known/0001-kvm-guard-the-fault-code.patch"
}
quoted_wrong()
{
	sed 's/^> int direct = 1;/> int indirect = 2;/' "$in/quoted.txt" >"$in/wrong.txt"
	run 2 $stablehand import --series wrong "$in/wrong.txt" &&
		complains 'white space of this diff is lost, and no release that is known has these lines of arch/x86/kvm/guard\.c' || return 1
	sed '/^> + code/,$d' "$in/quoted.txt" >"$in/wrong.txt"
	run 2 $stablehand import --series wrong "$in/wrong.txt" && complains 'wrong\.txt:[0-9]*: a hunk with fewer lines than it says' || return 1
	sed 's/^> return direct;/&\n> -x\n> -y/' "$in/quoted.txt" >"$in/wrong.txt"
	run 2 $stablehand import --series wrong "$in/wrong.txt" && complains 'a hunk with more lines than it says' || return 1
	sed 's/^> @@ -16,6/> @@ -16,99999999999999/' "$in/quoted.txt" >"$in/wrong.txt"
	run 2 $stablehand import --series wrong "$in/wrong.txt" && complains "a hunk's header that cannot be read" || return 1
	sed 's,^> --- a.*,> --- /dev/null,' "$in/quoted.txt" >"$in/wrong.txt"
	run 2 $stablehand import --series wrong "$in/wrong.txt" && complains 'a hunk with lines of a file that is not named' || return 1
	sed 's,arch/x86/kvm,../../etc,g' "$in/quoted.txt" >"$in/wrong.txt"
	run 2 $stablehand import --series wrong "$in/wrong.txt" && [ ! -e "$project/patches/wrong" ]
}

# As ever: `port` goes by what series.conf has now.
changed()
{
	rm -rf "$project/patches/"*
	: >"$project/series.conf"
	cp "$in/original.patch" "$in/0001-guard.patch"
	sed 's/^From 1/From 2/; s/guard the fault code/another one/; s/256/512/g; s/-16,6 +16,9/-6,6 +6,9/' "$in/original.patch" >"$in/0002-other.patch"
	run 0 $stablehand import --series fix "$in/0001-guard.patch" && run 0 $stablehand port 9.1.y &&
		grep -q 'code & 256' "$out/fix/0001-kvm-guard-the-fault-code.patch" || return 1
	sed -i 's/256/1024/g' "$in/0001-guard.patch"
	run 0 $stablehand import --series fix "$in/0001-guard.patch" && says '^  changed +0001-guard\.patch' &&
		says 'was ported of these before \(refs/ports/, out/\) stays until stablehand port replaces it$' &&
		grep -q 'code & 256' "$out/fix/0001-kvm-guard-the-fault-code.patch" || return 1
	run 0 $stablehand port 9.1.y && grep -q 'code & 1024' "$out/fix/0001-kvm-guard-the-fault-code.patch" &&
		grep -q 'code & 256' "$out/fix.old-1/0001-kvm-guard-the-fault-code.patch"
}
series_gone()
{
	store=$XDG_CACHE_HOME/stablehand/store.git
	git --git-dir="$store" rev-parse -q --verify refs/ports/9.1.y/fix >"$scratch/ref" || return 1
	mkdir "$out/mine" && echo mine >"$out/mine/0001-note.patch"
	cp "$in/original.patch" "$in/0003-new.patch"
	: >"$project/series.conf"
	run 0 $stablehand import --series new "$in/0003-new.patch" && run 0 $stablehand port 9.1.y &&
		complains 'series\.conf has no series fix any more: its patches of an earlier run were moved to .*/fix\.old-2$' &&
		[ ! -e "$out/fix" ] && [ -e "$out/fix.old-2" ] && [ -e "$out/mine/0001-note.patch" ] &&
		! git --git-dir="$store" rev-parse -q --verify refs/ports/9.1.y/fix && [ -e "$out/new" ]
}
resolutions()
{
	mkdir -p "$project/patches/new/resolutions"
	cat >"$project/patches/new/resolutions/0003-new.9.1.y.00000000.resolution" <<'END'
Version: 1
Patch: 0003-new.patch
Settles: 0123456789abcdef arch/x86/kvm/guard.c
Made-on: 9.1.y 9.1.7
Author: Test Author <author@example.com>
Date: 2026-11-24

diff --git a/include/old.h b/include/old.h
--- a/include/old.h
+++ b/include/old.h
@@ -1 +1 @@
-/* Read by nobody. */
+/* Read by me. */
END
	sed -i 's/256/2048/g' "$in/0003-new.patch"
	run 0 $stablehand import --series new "$in/0003-new.patch" &&
		says 'look at: 0003-new\.9\.1\.y\.00000000\.resolution: settles hunks that 0003-new\.patch has no more: it is not taken any more$' || return 1
	run 0 $stablehand import --drop --series new "$in/0002-other.patch" && says '^  left +0003-new\.patch$' &&
		says 'left out: 1 resolution of patches that left stays in resolutions/' &&
		[ -e "$project/patches/new/resolutions/0003-new.9.1.y.00000000.resolution" ] &&
		run 0 $stablehand status
}

check "a quoted patch whose white space is lost becomes what it was" quoted
check "a quoted patch that is whole" quoted_whole
check "added lines that a release has" quoted_known
check "quoted patches that cannot be made whole are refused" quoted_wrong
check "a patch that changed: the next port replaces its mails" changed
check "a series that left series.conf: its mails and reference go with the next port" series_gone
check "resolutions of patches that changed or left are told" resolutions
done_testing
