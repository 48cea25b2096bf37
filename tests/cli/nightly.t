#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Nights: what is new, told once; findings that stay open, close, and are accepted.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"
make_project
stablehand="$STABLEHAND -C $project"

boots()
{
	grep -c '^boot' "$scratch/qemu.log" 2>/dev/null || true
}
# A release of 9.1.y whose base is other code, so that it is built and tested anew.
new_release()
{
	make_tree "9.1.$1" "$1" && make_branch 9.1.y "9.1.$1"
}
key_of()	# WORD: the key of the open finding that the last --json has of it
{
	perl -MJSON::PP -e 'local $/; open my $f, "<", $ARGV[0]; my $j = decode_json(<$f>);
		print map { $_->{key} } grep { $_->{text} =~ /$ARGV[1]/ } @{$j->{night}{findings}}' \
		"$scratch/out" "$1"
}

first_night()
{
	run 0 $stablehand nightly && says '^night 1, 20[0-9-]+ [0-9:]+ UTC: 1 branch, 1 patch ' &&
		says '^  9\.1\.y  release: 9\.1\.7, looked at for the first time$' &&
		says '1 ported, 0 present, 0 not needed, 0 refused' &&
		says '4 tests compared, 0 open findings$' && ! says '^open:' >/dev/null
}
nothing_new_is_one_line()
{
	before=$(boots)
	run 0 $stablehand nightly && [ "$(wc -l <"$scratch/out")" = 1 ] &&
		says '^nothing new: 1 branch, 1 patch .*4 tests compared, 0 open findings$' &&
		[ "$(boots)" = "$before" ] || { cat "$scratch/out"; return 1; }
	run 0 $stablehand --json nightly && json '$j->{night}{jobs} == 0' &&
		json '!@{$j->{night}{news}} && $j->{night}{id} == 3' &&
		json '$j->{night}{branches}[0]{compared_with} == 2'
}
base_regression()
{
	new_release 8
	echo "x86/two_test fail" >"$scratch/behaviour"
	run 1 $stablehand --json nightly &&
		json 'my @n = @{$j->{night}{news}}; @n == 2 && $n[0]{kind} eq "release" &&
			$n[0]{was} eq "9.1.7" && $n[0]{is} eq "9.1.8"' &&
		json 'my $n = $j->{night}{news}[1]; $n->{kind} eq "base-regressed" && $n->{bad} &&
			$n->{test} eq "x86/two_test" && $n->{was} eq "pass" && $n->{is} eq "fail" &&
			$n->{text} =~ /was pass at 9\.1\.7$/ && $n->{finding}' &&
		json 'my ($f) = @{$j->{night}{findings}}; $f->{good_release} eq "9.1.7" &&
			$f->{release} eq "9.1.8" && $f->{first_night} == 4' &&
		json '$j->{night}{open} == 1 && $j->{night}{jobs} > 0'
}
it_stays_open()
{
	run 1 $stablehand nightly && [ "$(wc -l <"$scratch/out")" = 1 ] &&
		says '^nothing new: .* 1 open finding$'
}
last_night_again()
{
	run 1 $stablehand nightly --last && says '^nothing new: ' &&
		run 0 $stablehand nightly --list 2 && says '^night 5, .*: 0 pieces of news, 1 open' &&
		says '^night 4, .*: 2 pieces of news' && ! says '^night 3' >/dev/null &&
		run 0 $stablehand --json nightly --list 3 && json '@{$j->{nights}} == 3' &&
		json '@{$j->{nights}[0]{findings}} == 1 && !@{$j->{nights}[1]{findings}}' &&
		run 2 $stablehand nightly --list 0
}
it_closes_by_itself()
{
	new_release 9
	rm -f "$scratch/behaviour"
	run 0 $stablehand nightly && says '^  9\.1\.y  fixed: x86/two_test: passes again  \[9\.1\.y-' &&
		says '0 open findings' && ! says '^open:' >/dev/null
}
mark_ported()
{
	folder=$(answer $stablehand --json report 9.1.y | perl -MJSON::PP -e '
		local $/; my $j = decode_json(<STDIN>);
		print $_->{folder} for grep { $_->{state} eq "ported" } @{$j->{branches}[0]{builds}}')
	cp "$(find "$folder" -name bzImage)" "$scratch/ported.image"
}
ported_regression()
{
	mark_ported || return 1
	new_release 10
	echo "x86/one_test fail" >"$scratch/behaviour.ported"
	run 1 $stablehand nightly &&
		says '^  9\.1\.y  ported regressed: x86/one_test: pass, now fail .*seen 4 times' &&
		! says 'base regressed' >/dev/null && says '^open:$' &&
		says '^  9\.1\.y-[0-9a-f]{10}  ported regressed: x86/one_test' &&
		says 'first bad 9\.1\.10|at 9\.1\.10'
}
accepted_does_not_count()
{
	run 1 $stablehand --json nightly --last || return 1
	key=$(key_of one_test)
	run 2 $stablehand accept "$key" && complains 'say why: --reason' &&
		run 2 $stablehand accept 9.1.y-nonesuch --reason x &&
		complains "no such open finding; there are: $key" &&
		run 2 $stablehand accept --reason x && complains 'which finding' &&
		run 2 $stablehand accept "$key" --reason ' ' &&
		run 2 $stablehand accept "$key" --reason x --until tomorrow &&
		run 2 $stablehand accept "$key" --reason x --until 2020-01-01 &&
		run 2 $stablehand accept "$key" --reason x --until 2027-02-30 &&
		[ ! -e "$project/accepted.conf" ] &&
		run 0 $stablehand accept "$key" --reason 'the "test" is wrong; # known' &&
		says 'accepted on 20[0-9-]+: the "test" is wrong; # known$' &&
		grep -q "^\[accepted \"$key\"\]$" "$project/accepted.conf" || return 1
	run 0 $stablehand nightly && says '^nothing new: .* 0 open findings, 1 accepted$' &&
		run 0 $stablehand --json accept &&
		json '$j->{accepted}[0]{holds} && $j->{open_findings}[0]{accepted}{reason} =~ /"test"/'
}
another_failure_counts_again()
{
	new_release 11
	echo "x86/one_test crash" >"$scratch/behaviour.ported"
	run 1 $stablehand nightly && says '^  9\.1\.y  ported regressed: x86/one_test.*Kernel panic' &&
		says '1 open finding'
}
dropped_and_until()
{
	run 0 $stablehand accept "$key" --drop && ! grep -q reason "$project/accepted.conf" &&
		run 2 $stablehand accept "$key" --drop || return 1
	run 1 $stablehand --json nightly --last || return 1
	key=$(key_of one_test)
	run 0 $stablehand accept "$key" --reason known --until 2099-12-31 &&
		run 0 $stablehand nightly && says '0 open findings, 1 accepted' || return 1
	sed -i 's/2099-12-31/2020-12-31/' "$project/accepted.conf"
	run 1 $stablehand nightly && run 0 $stablehand accept &&
		says 'counts again: was accepted until 2020-12-31$' || return 1
	sed -i 's/2020-12-31/soon/' "$project/accepted.conf"
	run 2 $stablehand accept && complains "'soon' is not a date"
	rm -f "$project/accepted.conf" "$scratch/behaviour.ported"
}
flaky_is_told_once()
{
	new_release 20
	echo "x86/two_test flaky" >"$scratch/behaviour.ported"
	run 0 $stablehand nightly &&
		says '^  9\.1\.y  flaky: x86/two_test: base pass and pass, ported fail .*and pass$' &&
		says '0 open findings' || return 1
	rm -f "$scratch/behaviour.ported"
	run 0 $stablehand nightly && says '^nothing new'
}
base_is_flaky()
{
	new_release 21
	rm -f "$scratch/flaked"
	# Both states run at the same time: of base alone.
	echo "x86/one_test flaky" >"$scratch/behaviour"
	echo "x86/one_test pass" >"$scratch/behaviour.ported"
	run 0 $stablehand nightly && says '^  9\.1\.y  flaky: x86/one_test: base fail \(exit 254\), then pass$' &&
		says '0 open findings' && ! says 'base regressed' >/dev/null || return 1
	rm -f "$scratch/behaviour" "$scratch/behaviour.ported"
	run 0 $stablehand nightly && says '^nothing new'
}
build_breaks()
{
	new_release 12
	cp "$project/patches/fix/0001-guard.patch" "$scratch/good.patch"
	sed -i 's/+		code &= ~256;/+		code \&= ~256 1;/' "$project/patches/fix/0001-guard.patch"
	run 1 $stablehand nightly && says '^  9\.1\.y  ported does not build: fix ported: build failed: ' &&
		! says 'base does not build' >/dev/null || return 1
	cp "$scratch/good.patch" "$project/patches/fix/0001-guard.patch"
	run 0 $stablehand nightly && says '^  9\.1\.y  fixed: fix ported: builds again'
}
base_breaks()
{
	make_tree 9.1.13 13
	sed -i 's/^int handle_fault(int code);/int handle_fault(int code) 1;/' "$scratch/linux-9.1.13/arch/x86/kvm/guard.c"
	tar -C "$scratch" -cJf "$scratch/linux-9.1.13.tar.xz" linux-9.1.13
	make_branch 9.1.y 9.1.13
	run 1 $stablehand nightly && says '^  9\.1\.y  base does not build: base: build failed' &&
		! says 'ported does not build' >/dev/null || return 1
	new_release 14
	run 0 $stablehand nightly && says '^  9\.1\.y  fixed: base: builds again'
}
no_longer_fits()
{
	make_tree 9.1.15 15
	sed -i 's/int direct = 1;/int direct = 2;/; s/if (!r)/if (r == 0)/' "$scratch/linux-9.1.15/arch/x86/kvm/guard.c"
	tar -C "$scratch" -cJf "$scratch/linux-9.1.15.tar.xz" linux-9.1.15
	make_branch 9.1.y 9.1.15
	run 1 $stablehand nightly &&
		says '^  9\.1\.y  verdict: fix/0001-guard\.patch: refused: .* \(was clean\)  \[9\.1\.y-'
}
present_now_drop_it()
{
	make_tree 9.1.16 16
	(cd "$scratch/linux-9.1.16" && patch -sp1 <"$project/patches/fix/0001-guard.patch")
	tar -C "$scratch" -cJf "$scratch/linux-9.1.16.tar.xz" linux-9.1.16
	make_branch 9.1.y 9.1.16
	run 0 $stablehand nightly && says '^  9\.1\.y  fixed: fix/0001-guard\.patch: present now: drop it'
}
source_in_trouble()
{
	sed -i 's,path = .*,path = /nonexistent/linux-9.1.17.tar.xz,' "$project/kernels/9.1.y.conf"
	run 0 $stablehand nightly &&
		says '^  9\.1\.y  source: no source answers, 9\.1\.16 of the store is used: .*nonexistent' || return 1
	run 0 $stablehand nightly && says '^nothing new: 1 branch \(1 from the store\)' || return 1
	make_branch 9.1.y 9.1.16
	run 0 $stablehand nightly && says '^  9\.1\.y  source: its sources answer again'
}
never_twice()
{
	new_release 18
	touch "$HOME/slow"
	$stablehand -q nightly >"$scratch/long" 2>&1 &
	first=$!
	eventually grep -q "process $first" "$scratch"/cache/stablehand/locks/nightly-*
	run 3 $stablehand nightly && complains "a night of .* is going on \(process $first\)"
	rc=$?
	kill -9 $first
	wait $first 2>/dev/null
	return $rc
}
killed_and_gone_on_with()
{
	# The night above was killed while it built 9.1.18.
	rm -f "$HOME/slow"
	eventually nothing_left
	run 0 $stablehand nightly && says '^  9\.1\.y  release: 9\.1\.18, was 9\.1\.16$' &&
		run 0 $stablehand nightly && says '^nothing new'
}
time_is_up()
{
	new_release 19
	touch "$HOME/slow"
	printf '[limits]\n\ttime = 2s\n' >"$project/stablehand.conf"
	run 0 $stablehand nightly && says '^not all was done: the time of \[limits\] was up' &&
		says '^  9\.1\.y  release: 9\.1\.19' && nothing_left || return 1
	rm -f "$HOME/slow"
	printf '[limits]\n\ttime = soon\n' >"$project/stablehand.conf"
	run 2 $stablehand nightly && complains 'limits\.time = soon: not a time' || return 1
	rm -f "$project/stablehand.conf"
	run 0 $stablehand nightly && says '^nothing new: .*4 tests compared'
}
some_branches()
{
	make_tree 9.2.3 3 && make_branch 9.2.y 9.2.3
	sed -i 's/int direct = 1;/int direct = 2;/; s/if (!r)/if (r == 0)/' "$scratch/linux-9.2.3/arch/x86/kvm/guard.c"
	tar -C "$scratch" -cJf "$scratch/linux-9.2.3.tar.xz" linux-9.2.3
	run 1 $stablehand nightly 9.2.y && says '9\.2\.y  verdict: .*refused' || return 1
	# A finding of a branch that is not looked at stays open.
	run 1 $stablehand nightly 9.1.y && says '^nothing new: 1 branch.* 1 open finding$' || return 1
	rm "$project/kernels/9.2.y.conf"
	run 0 $stablehand nightly && says '9\.2\.y  fixed: .*not in kernels/ any more'
}
strange_input()
{
	run 2 $stablehand nightly --tests= && run 2 $stablehand nightly --tests nonesuch &&
		complains 'no such test' || return 1
	# Said at once, not after the work.
	mkfifo "$project/accepted.conf"
	before=$(answer $stablehand --json nightly --list 1 | grep -c '"id"')
	run 2 timeout 10 $stablehand nightly && complains 'accepted.conf: not a regular file'
	status=$?
	rm "$project/accepted.conf"
	[ "$(answer $stablehand --json nightly --list 1 | grep -c '"id"')" = "$before" ] && return $status
}
interrupted()
{
	new_release 22
	touch "$HOME/slow"
	nights=$($stablehand nightly --list 1 | head -n 1)
	timeout --foreground -s INT 4 $stablehand -q nightly >/dev/null 2>&1
	[ $? != 0 ] && eventually nothing_left && rm -f "$HOME/slow" &&
		[ "$($stablehand nightly --list 1 | head -n 1)" = "$nights" ] &&
		run 0 $stablehand nightly && says 'release: 9\.1\.22, was 9\.1\.21'
}
hostile_names()
{
	run 2 $stablehand accept "$(printf 'a\033[31mb')" --reason x && ! grep -q "$(printf '\033')" "$scratch/err"
}
check "the first night tells what there is" first_night
check "a night without news is one line, and builds and boots nothing" nothing_new_is_one_line
check "a regression of base: release to release" base_regression
check "it stays open, and is told once" it_stays_open
check "the last nights again" last_night_again
check "it closes by itself" it_closes_by_itself
check "a regression of ported" ported_regression
check "what is accepted does not count" accepted_does_not_count
check "another failure of the same test counts again" another_failure_counts_again
check "accept: until, --drop, a broken file" dropped_and_until
check "a build that the patches broke" build_breaks
check "a build that the release broke" base_breaks
check "a patch that no longer fits" no_longer_fits
check "a patch that is present now" present_now_drop_it
check "a source in trouble is news, not a stop" source_in_trouble
check "never two at once" never_twice
check "a night that was killed is gone on with" killed_and_gone_on_with
check "the time is up" time_is_up
check "a flaky test is told once, and is no finding" flaky_is_told_once
check "a test of base that fails once is flaky, no regression" base_is_flaky
check "some of the branches; a branch that is gone" some_branches
check "hostile keys" hostile_names
check "strange input is told before the work" strange_input
check "Ctrl-C leaves no night" interrupted
done_testing
