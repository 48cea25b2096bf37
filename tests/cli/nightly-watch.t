#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What became upstream of patches that were ported: later fixes and reverts, as news of nights.
# libgit2 1.5 leaks 64 bytes in git_graph_descendant_of(), which is asked here.
export ASAN_OPTIONS=detect_leaks=0
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"
make_project
stablehand="$STABLEHAND -C $project"

# Mainline, as branch 9.2.y: the same tree, then the patch.
main=$scratch/main
make_tree 9.2 0
git init -q "$main"
cp -r "$scratch/linux-9.2/." "$main"
in_main()
{
	git -C "$main" -c user.name='Test Author' -c user.email=author@example.com "$@"
}
# upstream LINE SUBJECT BODY: one commit.
upstream()
{
	echo "$1" >>"$main/include/other.h"
	printf '%s\n\n%s\n\nSigned-off-by: Test Author <author@example.com>\n' "$2" "$3" |
		in_main commit -q -a -F -
}
in_main add -A && in_main commit -q -m 'Linux 9.2' && in_main tag v9.2
in_main am -q "$project/patches/fix/0001-guard.patch"
guard=$(git -C "$main" rev-parse HEAD)
cat >"$project/kernels/9.2.y.conf" <<END
[source "main"]
	type = git
	url = file://$main
	branch = main
	since = v9.2
[build]
	fragment = base.config
END

first_night()
{
	run 0 $stablehand nightly && says '1 ported, 1 present' && says '0 open findings'
}
later_fix()
{
	upstream '/* One. */' 'kvm: mend the guard' \
		"Fixes: $(echo "$guard" | cut -c1-12) (\"kvm: guard the fault code\")"
	run 1 $stablehand nightly &&
		says '^  9\.1\.y  later fix: fix/0001-guard\.patch: missing later fix: [0-9a-f]{12} \("kvm: mend the guard"\)' &&
		! says '9\.2\.y  later fix' >/dev/null && says '1 open finding' || return 1
	run 1 $stablehand nightly && says '^nothing new'
}
fix_goes_along()
{
	in_main format-patch -q -1 -o "$scratch/made" && mv "$scratch"/made/*.patch "$project/patches/fix/0002-mend.patch" &&
		echo fix/0002-mend.patch >>"$project/series.conf" || return 1
	run 0 $stablehand nightly && says '9\.1\.y  verdict: fix/0002-mend\.patch: new, ' &&
		says '9\.1\.y  fixed: .*the later fix is there'
}
reverted()
{
	upstream '/* Two. */' 'Revert "kvm: mend the guard"' 'It was wrong.'
	run 1 $stablehand nightly &&
		says '^  9\.1\.y  reverted: fix/0002-mend\.patch: was reverted by [0-9a-f]{12}  \[9\.1\.y-' || return 1
	run 1 $stablehand nightly && says '^nothing new'
}
check "nothing is known against it" first_night
check "a later fix of what was ported" later_fix
check "it goes along: closed" fix_goes_along
check "a revert of what was ported" reverted
done_testing
