#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What was ever seen of a test or a patch, and where a test got worse.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"
make_project
stablehand="$STABLEHAND -C $project"

nothing_known()
{
	run 2 $stablehand history two_test && complains 'two_test: nothing is known of a test or a patch' &&
		run 2 $stablehand history && run 2 $stablehand history '' && run 2 $stablehand history a b
}
# release N: the next one.
release()
{
	make_tree 9.1.$1 $1
	make_branch 9.1.y 9.1.$1
	$stablehand run --refresh 9.1.y >"$scratch/run.out" 2>&1
}
# two_test passes, fails on 9.1.8, is skipped on 9.1.9, passes again on 9.1.10.
four_releases()
{
	run 0 $stablehand run 9.1.y || return 1
	echo 'x86/two_test fail' >"$scratch/behaviour"
	release 8
	echo 'x86/two_test skip' >"$scratch/behaviour"
	release 9
	rm "$scratch/behaviour"
	release 10
}
regression_told()
{
	run 0 $stablehand history x86/two_test && says '^regressions$' &&
		says '^  x86/two_test +9\.1\.y +base +default +9\.1\.7 \(#1\) +9\.1\.8 \(#2\) +9\.1\.10 +pass, then fail: exit 254' &&
		says '^  x86/two_test +9\.1\.y +ported \(fix\) +default +9\.1\.7 \(#1\) +9\.1\.8 \(#2\) +9\.1\.10 ' &&
		[ "$(grep -c 'then' "$scratch/out")" = 2 ] &&
		says '^  x86/two_test +9\.1\.y +9\.1\.8 +base +default +1 +fail +0\.0 +[0-9a-f]{12} +20[0-9-]+ [0-9:]+ run \(#2, stablehand [0-9.]+\) +exit 254 +/.*/logs/' &&
		says '9\.1\.9 +base +default +1 +skip' && says '9\.1\.10 +ported \(fix\) +default +1 +pass'
}
regression_in_json()
{
	run 0 $stablehand --json history two_test &&
		json '$j->{of} eq "test" && !$j->{cut} && !@{$j->{verdicts}}' &&
		json 'my ($r) = grep { $_->{state} eq "base" } @{$j->{regressions}};
			@{$j->{regressions}} == 2 && $r->{last_good} eq "9.1.7" && $r->{first_bad} eq "9.1.8" &&
			$r->{fixed} eq "9.1.10" && $r->{bad_made}{event} == 2 && -e $r->{boot}' &&
		json 'my @r = grep { $_->{state} eq "base" } @{$j->{records}};
			join(" ", map { $_->{outcome} } @r) eq "pass fail skip pass" &&
			join(" ", map { $_->{release} } @r) eq "9.1.7 9.1.8 9.1.9 9.1.10" &&
			!grep { $_->{build} !~ /^[0-9a-f]{64}$/ || $_->{build_status} ne "ok" || !-e $_->{boot} } @r'
}
others_did_not()
{
	run 0 $stablehand history one_test && ! grep -q '^regressions' "$scratch/out" &&
		[ "$(grep -c 'x86/one_test' "$scratch/out")" = 8 ]
}
patch_told()
{
	for called in fix/1 fix/0001 fix/0001-guard.patch 0001-guard.patch guard GUARD fix; do
		run 0 $stablehand history "$called" &&
			says '^  fix/0001-guard\.patch +9\.1\.y +9\.1\.7 +clean +.*[0-9a-f]{12} +[0-9]+ +20[0-9-]+ [0-9:]+ run \(#1, ' &&
			says '^  fix/0001-guard\.patch +9\.1\.y +9\.1\.10 ' && says '^builds$' &&
			says '^  [0-9a-f]{12} +9\.1\.y +9\.1\.8 +ported \(fix\) +ok ' || { echo "$called"; return 1; }
	done
	run 0 $stablehand --json history fix/1 &&
		json '$j->{of} eq "patch" && @{$j->{verdicts}} == 4 && @{$j->{builds}} == 4' &&
		json '$j->{verdicts}[0]{release} eq "9.1.7" && $j->{verdicts}[3]{release} eq "9.1.10"'
}
same_verdicts_are_one()
{
	run 0 $stablehand status && run 0 $stablehand status && run 0 $stablehand --json history fix/1 &&
		json '@{$j->{verdicts}} == 4 && $j->{verdicts}[3]{count} >= 3 &&
			$j->{verdicts}[3]{last}{event} > $j->{verdicts}[3]{first}{event} &&
			$j->{verdicts}[3]{last}{command} eq "status"'
}
of_a_branch()
{
	run 0 $stablehand history --branch 9.1.y two_test && run 0 $stablehand history -b 9.1.y fix/1 &&
		run 2 $stablehand history --branch 9.2.y two_test && complains 'on 9\.2\.y' &&
		run 2 $stablehand history --branch 9.2.y fix/1
}
strange_names()
{
	for called in "x' OR 1=1 --" '%' '*' '[' 'fix/' 'fix/0' 'fix/99' 'fix/1x' 'two' "$(printf '\033[31m')" '/two_test' 'x86/'; do
		run 2 $stablehand history "$called" || { echo "$called"; return 1; }
		! grep -q "$(printf '\033')" "$scratch/err" || return 1
	done
	run 2 $stablehand history "$(head -c 100000 /dev/zero | tr '\0' a)"
}
# What another project in the same store has seen is not ours.
other_project()
{
	cp -a "$project" "$scratch/other" && run 2 $STABLEHAND -C "$scratch/other" history two_test &&
		run 2 $STABLEHAND -C "$scratch/other" history fix/1
}
# Nothing is written, and what was removed is told.
after_gc()
{
	run 1 $stablehand gc --keep 1 --disk 1K && run 0 $stablehand history fix/1 &&
		says '9\.1\.7 +ported \(fix\) +ok .* removed$' && regression_told && regression_in_json_after_gc
}
regression_in_json_after_gc()
{
	run 0 $stablehand --json history two_test && json '@{$j->{regressions}} == 2'
}

# What was tested before is not tested again: that it is good again is known all the same.
set_back()
{
	echo 'x86/two_test fail' >"$scratch/behaviour"
	release 11
	rm "$scratch/behaviour"
	run 0 $stablehand --json history two_test && json '@{$j->{regressions}} == 4 &&
		2 == grep { !defined $_->{fixed} } @{$j->{regressions}}' || return 1
	make_branch 9.1.y 9.1.10
	run 0 $stablehand run --refresh 9.1.y && run 0 $stablehand --json history two_test &&
		json '@{$j->{regressions}} == 4 && !grep { !defined $_->{fixed} } @{$j->{regressions}}' &&
		json '$j->{regressions}[-1]{fixed} eq "9.1.10"'
}

check "nothing is known" nothing_known
check "four releases" four_releases
check "a regression, its last good and first bad" regression_told
check "the same as JSON" regression_in_json
check "a test that did not regress" others_did_not
check "of a patch, by any of its names" patch_told
check "verdicts that are the same" same_verdicts_are_one
check "of one branch" of_a_branch
check "strange names" strange_names
check "another project" other_project
check "after gc" after_gc
check "a branch that went back to a good release" set_back
done_testing
