#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A branch with a history: a patch is there by its patch-id, whatever title the commit has.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"
make_project
stablehand="$STABLEHAND -C $project"
linux=$scratch/repository
guard=$linux/arch/x86/kvm/guard.c

in_linux()
{
	git -C "$linux" -c user.name='Test Author' -c user.email=author@example.com "$@"
}
# commit TITLE: what was changed.
commit()
{
	in_linux commit -q -a -m "$1" && in_linux rev-parse HEAD
}
# The patch under another title, and what became of its lines later.
make_history()
{
	make_tree 9.1 0
	git init -q "$linux" && cp -r "$scratch/linux-9.1/." "$linux" && in_linux add -A &&
		in_linux commit -q -m 'Linux 9.1' && in_linux tag v9.1 || return 1
	cat >"$project/kernels/9.1.y.conf" <<END
[source "stable"]
	type = git
	url = file://$linux
	branch = main
	since = v9.1
[build]
	fragment = base.config
END
	# The first behind the tag has nothing in the store to be compared with.
	sed -i 's/^SUBLEVEL = .*/SUBLEVEL = 1/' "$linux/Makefile" && commit 'Linux 9.1.1' &&
		git -C "$linux" apply "$project/patches/fix/0001-guard.patch" && made=$(commit 'x86: mend fault codes')
}
changed_later()
{
	perl -0pi -e 's/\tint direct = 1;\n\n\tif \(code & 256\)\n\t\tcode &= ~256;\n/\tint direct = mode(code);\n\n\tcode = known(code);\n/' \
		"$guard" && grep -q known "$guard" && commit 'x86: known codes alone' && run 0 $stablehand fetch 9.1.y
}
present()
{
	run 0 $stablehand status 9.1.y && says '1 kvm: guard the fault code +present$' &&
		run 0 $stablehand explain 9.1.y 1 &&
		says "commit $(echo "$made" | cut -c1-12) here .\"x86: mend fault codes\". makes the same change .equal patch-id." &&
		says 'neither what it removes nor what it adds is here: changed later' &&
		run 0 $stablehand --json status 9.1.y &&
		json 'my $p = $j->{branches}[0]{patches}[0]; $p->{verdict} eq "present" &&
			grep { $_->{kind} eq "commit" && $_->{text} =~ /equal patch-id/ } @{$p->{evidence}}'
}
# White space and where it stands do not matter.
moved()
{
	sed -i 's/^@@ -16,6 +16,9 @@/@@ -116,6 +116,9 @@/; s/^+\tif (code & 256)/+\tif (code  \& 256)/' \
		"$project/patches/fix/0001-guard.patch" &&
		run 0 $stablehand status 9.1.y && says '1 kvm: guard the fault code +present$'
}
another_change()
{
	cp "$project/patches/fix/0001-guard.patch" "$scratch/kept"
	sed -i 's/^+\tif (code  & 256)/+\tif (code \& 512)/' "$project/patches/fix/0001-guard.patch"
	run 1 $stablehand status 9.1.y && says '1 kvm: guard the fault code +refused$' &&
		run 1 $stablehand explain 9.1.y 1 && ! says 'same change'
	status=$?
	cp "$scratch/kept" "$project/patches/fix/0001-guard.patch"
	return $status
}
# Taken back under a title that does not say so: history and content are quoted, nothing is placed.
taken_back()
{
	in_linux reset -q --hard "$made" && in_linux revert --no-edit "$made" >/dev/null &&
		in_linux commit -q --amend -m 'x86: codes as before' && echo '/* More. */' >>"$linux/include/old.h" &&
		commit 'more' && run 0 $stablehand fetch 9.1.y && run 1 $stablehand explain 9.1.y 1 &&
		says 'refused' && says 'makes the same change' && says '"x86: codes as before". takes it back' &&
		says 'it was reverted here'
}
reverted_by_title()
{
	in_linux reset -q --hard "$made" &&
		perl -0pi -e 's/\tif \(code & 256\)\n\t\tcode &= ~256;\n\n//; s/int direct = 1/int direct = mode(code)/' "$guard" &&
		commit 'Revert "x86: mend fault codes"' && run 0 $stablehand fetch 9.1.y &&
		run 1 $stablehand explain 9.1.y 1 && says 'refused' && says 'reverts that' && says 'it was reverted here'
}
# Taken back, and made again: it is there, changed since.
made_again()
{
	in_linux reset -q --hard "$made" && in_linux revert --no-edit "$made" >/dev/null &&
		in_linux commit -q --amend -m 'x86: codes as before' && in_linux cherry-pick "$made" >/dev/null &&
		in_linux commit -q --amend -m 'x86: mend them after all' && changed_later &&
		run 0 $stablehand explain 9.1.y 1 && says '"x86: mend them after all". makes the same change' && ! says 'takes it back'
}

check "a branch with a history" make_history
check "its lines were changed later" changed_later
check "present: the commit is quoted" present
check "white space and line numbers do not matter" moved
check "another change is not there" another_change
check "taken back under another title" taken_back
check "reverted by title" reverted_by_title
check "taken back and made again" made_again
done_testing
