#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What is asked for by name and is not there is told before anything is checked out or built.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"
make_project
stablehand="$STABLEHAND -C $project"
tree=$scratch/linux-9.1.7
sed -i 's/^EXTRAVERSION =.*/EXTRAVERSION = -3/' "$tree/Makefile"
tar -C "$scratch" -cJf "$scratch/linux-9.1.7.tar.xz" linux-9.1.7

nothing_built()
{
	[ ! -e "$XDG_CACHE_HOME/stablehand/work/9.1.y/src/Makefile" ] &&
		[ ! -d "$XDG_CACHE_HOME/stablehand/builds" ]
}
release_without_its_revision()
{
	run 0 $stablehand fetch 9.1.y && says '9.1.7-3' &&
		run 0 $stablehand status --release 9.1.7 9.1.y && says '9.1.7-3' &&
		run 0 $stablehand status --release 9.1.7-3 9.1.y && says '9.1.7-3'
}
release_of_no_branch()
{
	run 2 $stablehand status --release 4.4 9.1.y && complains '4\.4' &&
		run 2 $stablehand build --release 9.2.7 9.1.y && nothing_built
}
# 9.1.71 and 9.1.7 are two releases.
release_that_begins_alike()
{
	for version in 9.1.71 9.1.70-3; do
		"$STABLEHAND" -C "$project" status --release $version 9.1.y >"$scratch/out" 2>"$scratch/err"
		[ $? != 0 ] || { echo "$version is taken for another"; return 1; }
	done
}
test_that_is_not_there()
{
	run 2 $stablehand test --tests two_tset 9.1.y
	[ "$status" = 2 ] || return 1
	cat "$scratch/out" >>"$scratch/err"
	complains 'two_tset' && complains "did you mean 'two_test'" && nothing_built
}
test_that_is_there()
{
	run 0 $stablehand test --tests two_test 9.1.y && says 'same 1'
}

check "a release without its Debian revision is found" release_without_its_revision
check "a release of another kernel is refused at once" release_of_no_branch
check "one that only begins alike is not taken" release_that_begins_alike
check "a test that no release has is told before a checkout" test_that_is_not_there
check "one that is there is run" test_that_is_there
done_testing
