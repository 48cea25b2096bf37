#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Behaviour tests of a series that has nothing to do with KVM's error codes: a
# program, a module and a selftest built against each state, expectations met
# and not met, and states that are the same tree or no tree at all.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"
make_project
stablehand="$STABLEHAND -C $project"
folder=$project/tests/behaviour/fix
mkdir -p "$folder/probe"
echo 'obj-m := probe.o' >"$folder/probe/Kbuild"
printf '#include "guard.h"\nint probe;\n' >"$folder/probe/probe.c"
echo 'int main(void) { return 0; }' >"$folder/look.c"
cat >"$folder/suite.mk" <<'END'
include Makefile
$(EXTERNAL_OUTPUT): x86/one_test.c $(EXTERNAL_SOURCE)/look.c
	$(CC) -static -o $@ $<
END
cat >"$folder/twice.patch" <<'END'
twice
---
--- a/arch/x86/kvm/guard.c
+++ b/arch/x86/kvm/guard.c
@@ -16,3 +16,3 @@
 	int r = first(code);
-	int direct = 1;
+	int direct = 2;
 
END
cat >"$folder/behaviour.conf" <<'END'
[module "probe"]
	source = probe
[program "look"]
	source = look.c
[program "suite_look"]
	makefile = suite.mk
[state "before"]
	what = as it was
	tree = 9.* base
[state "after"]
	tree = * stable
[state "later"]
	tree = * distro
[state "twice"]
	tree = 9.1.y base twice.patch
[state "elsewhere"]
	tree = 5.10.y base
[variant "slow"]
	parameter = slow=1
[test "looking"]
	what = whether it looks
	program = look
	argument = --now
	timeout = 20
[test "slowly"]
	program = suite_look
	variant = slow
[expect "looking before *"]
	outcome = pass
	says = ^output of looking
[expect "looking after 9.1.y"]
	outcome = pass
	kernel = WARNING: .* fixture$
[expect "looking later *"]
	outcome = pass
[expect "looking twice *"]
	outcome = pass
[expect "looking elsewhere *"]
	outcome = pass
[expect "slowly before * slow"]
	outcome = pass
END

# What the ported kernel does is told by its image; its state is built first.
expectations_met()
{
	run 0 $stablehand build 9.1.y || return 1
	cp "$(answer $stablehand --json report 9.1.y | perl -MJSON::PP -e '
		local $/; my $j = decode_json(<STDIN>);
		print $_->{folder} for grep { $_->{state} eq "ported" } @{$j->{branches}[0]{builds}}')/bzImage" \
		"$scratch/ported.image"
	echo "looking warn" >"$scratch/behaviour.ported"
	run 0 $stablehand test --behaviour 9.1.y || return 1
	says '^behaviour .fix.$' && says '  before: as it was' && says '  looking: whether it looks' &&
		says 'looking +default +before +met +pass +output of looking' &&
		says 'looking +default +after +met +pass +WARNING: CPU: 0 PID: 1 at fixture' &&
		says 'looking +default +later +not run +- +the same tree as after' &&
		says 'looking +default +twice +met +pass' &&
		says 'looking +default +elsewhere +not run +- +no tree for 9\.1\.y' &&
		says 'slowly +slow +before +met +pass' &&
		says "the kernel's warning is the only difference between before and after" &&
		says 'behaviour: 4 met, 0 not met, 2 not run' && ! says selftests, &&
		grep -qx 'test looking 30 --now' "$scratch/qemu.log" &&
		grep -q 'boot .* slow=1$' "$scratch/qemu.log"
}
only_when_asked_for()
{
	before=$(grep -c 'test looking' "$scratch/qemu.log")
	run 0 $stablehand test --again --tests one_test 9.1.y && says 'same 1' && ! says '^behaviour' &&
		run 0 $stablehand test --behaviour --tests slowly 9.1.y && says 'slowly +slow +before' &&
		! says 'looking +default' || return 1
	[ "$(grep -c 'test looking' "$scratch/qemu.log")" = "$before" ]
}
known_afterwards()
{
	before=$(wc -l <"$scratch/qemu.log")
	run 0 $stablehand test --behaviour 9.1.y && says '4 met' &&
		run 0 $stablehand report 9.1.y && says '4 met' &&
		run 0 $stablehand --json report 9.1.y &&
		json '@{$j->{branches}[0]{behaviour}[0]{cells}} == 6' || return 1
	[ "$(wc -l <"$scratch/qemu.log")" = "$before" ]
}
selftests_alone()
{
	before=$(grep -c 'test looking' "$scratch/qemu.log")
	run 0 $stablehand test --selftests --again 9.1.y && says 'same 4' && ! says '^behaviour' &&
		run 0 $stablehand report --selftests 9.1.y && says 'same 4' && ! says '^behaviour' &&
		run 2 $stablehand test --selftests --behaviour 9.1.y &&
		complains 'selftests and --behaviour' || return 1
	[ "$(grep -c 'test looking' "$scratch/qemu.log")" = "$before" ]
}
not_met()
{
	rm "$scratch/behaviour.ported"
	run 1 $stablehand test --behaviour --again 9.1.y &&
		says 'looking +default +after +not met +pass' &&
		says "kernel log: 'WARNING: .* fixture.' 0 times, expected once" &&
		says 'behaviour: 3 met, 1 not met'
}
does_not_compile()
{
	echo 'int main(void) { return 0 1; }' >"$folder/look.c"
	run 1 $stablehand test --behaviour 9.1.y &&
		says 'looking +default +before +not met +- +look does not compile: .*error' &&
		says 'slowly +slow +before +met'
	status=$?
	echo 'int main(void) { return 0; }' >"$folder/look.c"
	return $status
}
patch_of_a_state_refused()
{
	sed -i 's/int direct = 1;/int direct = 7;/' "$folder/twice.patch"
	run 1 $stablehand test --behaviour 9.1.y &&
		says 'looking +default +twice +not run +- +twice.patch: refused'
}
broken_file()
{
	echo '	outcome = splendid' >>"$folder/behaviour.conf"
	run 2 $stablehand test --behaviour 9.1.y && says 'behaviour\.conf: .*not an outcome'
}

check "expectations are met, state by state" expectations_met
check "--tests names the suite's or a series' own" only_when_asked_for
check "it is known afterwards" known_afterwards
check "--selftests: nothing of it" selftests_alone
check "an expectation that is not met is a finding, exit 1" not_met
check "a program that does not compile is told, the rest runs" does_not_compile
check "a state whose patch does not fit is told" patch_of_a_state_refused
check "a broken file: exit 2, with the reason" broken_file
done_testing
