#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Boot variants and settings of tests: data that decides how VMs are started.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"
make_project
stablehand="$STABLEHAND -C $project"
mkdir "$project/kernels/vm"
cat >"$project/kernels/vm/variants.conf" <<'END'
[variant "plain"]
	what = as it comes
[variant "shadow"]
	what = the other way
	parameter = kvm.shadow=1
	parameter = quiet
	touches = arch/x86/kvm/*
[variant "sealed"]
	what = sealed guests
	engine = none
	touches = arch/x86/kvm/guard.c
[variant "net"]
	parameter = net.x=1
	touches = net/*
END
cat >"$project/kernels/vm/tests.conf" <<'END'
[test "two_test"]
	on = tcg
	argument = -n
	argument = 5
	timeout = 77
	reason = counts to a million by default
[test "one_test"]
	on = another
	argument = --never
	reason = not on this engine
END

what_the_series_calls_for()
{
	run 0 $stablehand run 9.1.y || return 1
	says 'base against ported .fix., plain' && says 'base against ported .fix., shadow' &&
		! says 'against.*net' && says '  shadow: the other way' &&
		says 'cpu .*console=ttyS0,115200 .* kvm\.shadow=1 quiet' &&
		[ "$(grep -c 'same 4, fixed 0' "$scratch/out")" = 2 ] &&
		[ "$(grep 'boot .* kvm\.shadow=1 quiet$' "$scratch/qemu.log" | sort -u | wc -l)" = 2 ] &&
		! grep -q 'net\.x' "$scratch/qemu.log"
}
hardware_that_none_has()
{
	run 0 $stablehand report 9.1.y &&
		says 'compiled, not run: arch/x86/kvm/guard\.c .sealed, which no engine has: sealed guests' &&
		! says 'against ported .fix., sealed' &&
		run 0 $stablehand --json report 9.1.y && json '@{$j->{branches}[0]{only_compiled}} == 1'
}
how_to_repeat()
{
	run 0 $stablehand report 9.1.y &&
		says 'again, one test: stablehand test --series fix --variant plain --tests [a-z0-9_/]+ --again 9\.1\.y$' &&
		says 'a shell in the VM: stablehand test --shell --series fix --variant shadow 9\.1\.y$' &&
		run 0 $stablehand run --profile distro --release 9.1.7 9.1.y &&
		says 'again, one test: stablehand test --series fix --profile distro --release 9\.1\.7 --variant plain --tests [a-z0-9_/]+ --again 9\.1\.y$' &&
		says 'a shell in the VM: stablehand test --shell --series fix --profile distro --release 9\.1\.7 --variant shadow 9\.1\.y$'
}
settings_reach_the_guest()
{
	grep -qx 'test x86/two_test 77 -n 5' "$scratch/qemu.log" &&
		grep -qx 'test x86/one_test 30 ' "$scratch/qemu.log" &&
		! grep -q -- --never "$scratch/qemu.log"
}
records_of_each()
{
	run 0 $stablehand --json report 9.1.y &&
		json '@{$j->{branches}[0]{tests}} == 8' &&
		json '@{$j->{branches}[0]{runs}} == 4' &&
		json '!grep { my $m = join "\n", @{$_->{made_by}}; $m !~ /^release 9.1.7$/m || $m !~ /^config sha256 [0-9a-f]{64}$/m || $m !~ /^gcc/m || $m !~ /QEMU/ || $m !~ /-append console/ } @{$j->{branches}[0]{runs}}' &&
		json '4 == grep { $_->{variant} eq "shadow" } @{$j->{branches}[0]{tests}}' &&
		json 'join(",", map { $_->{name} } @{$j->{branches}[0]{variants}}) eq "plain,shadow"'
}
engine_not_there()
{
	printf '#!/bin/sh\nexit 0\n' >"$scratch/bin/bochs" && chmod +x "$scratch/bin/bochs" &&
		cp "$project/kernels/vm/variants.conf" "$scratch/variants" &&
		cat >>"$project/kernels/vm/variants.conf" <<'END'
[variant "other"]
	engine = bochs
	otherwise = that part was only compiled
	touches = arch/x86/kvm/*
END
	run 0 $stablehand run 9.1.y && says '^other was not run: that part was only compiled' &&
		says 'bochs does not report a Bochs version' &&
		[ "$(grep -c 'same 4, fixed 0' "$scratch/out")" = 2 ] &&
		run 0 $stablehand --json report 9.1.y &&
		json '$j->{branches}[0]{variants_not_run}[0]{name} eq "other"' &&
		json '@{$j->{branches}[0]{variants}} == 2' &&
		run 3 $stablehand test --variant other 9.1.y &&
		sed -i '/otherwise/d' "$project/kernels/vm/variants.conf" &&
		run 3 $stablehand test 9.1.y && says 'variant other: .*does not report a Bochs version'
	status=$?
	cp "$scratch/variants" "$project/kernels/vm/variants.conf"
	return $status
}
mark_ported()
{
	cp "$(answer $stablehand --json report 9.1.y | perl -MJSON::PP -e '
		local $/; my $j = decode_json(<STDIN>);
		print $_->{folder} for grep { $_->{state} eq "ported" } @{$j->{branches}[0]{builds}}')/bzImage" \
		"$scratch/ported.image"
}
regression_in_one()
{
	mark_ported || return 1
	echo "x86/two_test fail" >"$scratch/behaviour.kvm.shadow=1"
	run 1 $stablehand run --again 9.1.y &&
		[ "$(grep -c 'regressed 1' "$scratch/out")" = 1 ] &&
		says 'tests: 7 same, 0 fixed, 1 regressed' &&
		run 0 $stablehand report --variant plain 9.1.y && says 'same 4' &&
		run 1 $stablehand report --variant shadow 9.1.y
	status=$?
	rm "$scratch/behaviour.kvm.shadow=1"
	return $status
}
asked_for()
{
	run 0 $stablehand test --variant net --tests one_test 9.1.y &&
		says 'against ported .fix., net' && says 'same 1' &&
		run 2 $stablehand test --variant no-such 9.1.y && complains 'no-such: no such boot variant'
}
branch_restricts()
{
	printf '\tvariant = plain\n' >>"$project/kernels/9.1.y.conf"
	run 0 $stablehand run 9.1.y && ! says 'ported .fix., shadow' &&
		run 0 $stablehand report 9.1.y && ! says 'ported .fix., shadow'
}
changed_setting_runs_again()
{
	sed -i 's/argument = 5/argument = 6/' "$project/kernels/vm/tests.conf"
	run 0 $stablehand run 9.1.y && grep -qx 'test x86/two_test 77 -n 6' "$scratch/qemu.log"
}
# Not beside another VM: when all others have ended.
runs_alone()
{
	sed -i 's/\targument = 6/\targument = 7\n\tpatience = 77/' "$project/kernels/vm/tests.conf"
	: >"$scratch/qemu.log"
	run 0 $stablehand run --patient 9.1.y && [ "$(grep -c '^test x86/two_test' "$scratch/qemu.log")" = 2 ] &&
		awk '/^test x86.two_test/ { alone = 1; next } /^test / && alone { exit 1 }' "$scratch/qemu.log"
}
broken_file()
{
	echo '	colour = red' >>"$project/kernels/vm/variants.conf"
	run 2 $stablehand test 9.1.y && says 'unknown key colour'
}

check "the variants that the series calls for are run and compared" what_the_series_calls_for
check "a test's arguments and time limit reach the guest" settings_reach_the_guest
check "what is for hardware that no engine has is told as not run" hardware_that_none_has
check "the report says how to repeat one test, and how to look" how_to_repeat
check "each variant has records of its own" records_of_each
check "a variant whose engine is not installed is told" engine_not_there
check "a regression in one variant is one of that variant" regression_in_one
check "--variant runs any one of them" asked_for
check "a branch can restrict them" branch_restricts
check "a changed setting makes new records" changed_setting_runs_again
check "with --patient a test that needs it runs after all others" runs_alone
check "an unknown key: exit 2" broken_file
done_testing
