#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The whole way on the fixture: fetch, port, build, test, compare, report.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"
make_project
stablehand="$STABLEHAND -C $project"

first_run()
{
	run 0 $stablehand run 9.1.y || return 1
	says '^9\.1\.y  9\.1\.7, from archive' && says 'clean +kvm: guard the fault code' &&
		says 'written: .*/out/9\.1\.y/fix/0001-kvm-guard-the-fault-code\.patch' &&
		says 'base +ok' && says 'ported +ok' && says 'base +3 +0 +0 +0 +0 +1 +4' &&
		says 'same 4, fixed 0, regressed 0, flaky 0' &&
		says 'not-built +not-built +x86/broken_test .*missing' &&
		says '^code of the modules, base against ported \(fix\)' &&
		says '^  kvm +[0-9]+ +[0-9]+ +\+[1-9][0-9]*$' && says 'the same code: 0 other modules'
}
git_takes_it()
{
	rm -rf "$scratch/check" && mkdir "$scratch/check" &&
		tar -C "$scratch/check" -xJf "$scratch/linux-9.1.7.tar.xz" &&
		cd "$scratch/check/linux-9.1.7" && git init -q && git add -A &&
		git commit -qm base && git apply --check "$project"/out/9.1.y/fix/0001-*.patch &&
		git am -q "$project"/out/9.1.y/fix/0001-*.patch &&
		[ "$(git log -1 --format=%an)" = "Test Author" ] &&
		git log -1 --format=%B | grep -q '^Signed-off-by: Test Person <test@example.com>$'
}
second_run_does_nothing()
{
	before=$(wc -l <"$scratch/qemu.log")
	run 0 $stablehand run 9.1.y && says 'same 4' || return 1
	[ "$(wc -l <"$scratch/qemu.log")" = "$before" ] || { cat "$scratch/qemu.log"; return 1; }
}
as_json()
{
	run 0 $stablehand --json report 9.1.y &&
		json '$j->{schema} == 2 && @{$j->{branches}} == 1' &&
		json '$j->{branches}[0]{release} eq "9.1.7"' &&
		json '$j->{branches}[0]{patches}[0]{verdict} eq "clean"' &&
		json '@{$j->{branches}[0]{builds}} == 2' &&
		json '@{$j->{branches}[0]{builds}[1]{not_built_here}} == 0' &&
		json '@{$j->{branches}[0]{tests}} == 4' &&
		json 'my ($m) = @{$j->{branches}[0]{cost}[0]{code_bytes}};
			$m->{module} eq "kvm" && $m->{ported} > $m->{base} && $m->{base} > 0' &&
		json '!grep { $_->{comparison} ne "same" } @{$j->{branches}[0]{tests}}' &&
		json '$j->{summary}{exit_code} == 0'
}
code_told()
{
	run 0 $stablehand report 9.1.y &&
		says '^  code of kvm\.ko: differs from base in handle_fault\(\)$' &&
		run 0 $stablehand --json report 9.1.y &&
		json 'my $c = $j->{branches}[0]{builds}[1]{code}; @{$c->{modules}} == 1 &&
			!@{$c->{not_compared}} && $c->{modules}[0]{module} eq "arch/x86/kvm/kvm.ko" &&
			$c->{modules}[0]{is} eq "differs"' &&
		json 'my @c = @{$j->{branches}[0]{builds}[1]{code}{modules}[0]{changes}}; @c == 1 &&
			$c[0]{is} eq "changed" && $c[0]{what} eq "function" &&
			$c[0]{name} eq "handle_fault"' &&
		json '!exists $j->{branches}[0]{builds}[0]{code}'
}
ungranted_told()
{
	echo 'CONFIG_C_DENIED=y' >>"$project/kernels/config/base.config"
	run 0 $stablehand build 9.1.y && says 'CONFIG_C_DENIED=y asked for .*base.config:3.*got n'
	status=$?
	sed -i '/DENIED/d' "$project/kernels/config/base.config"
	return $status
}
# Lets the fake QEMU know the ported kernel from base.
mark_ported()
{
	key=$(answer $stablehand --json report 9.1.y | perl -MJSON::PP -e '
		local $/; my $j = decode_json(<STDIN>);
		print $_->{folder} for grep { $_->{state} eq "ported" } @{$j->{branches}[0]{builds}}')
	cp "$key/bzImage" "$scratch/ported.image" 2>/dev/null ||
		cp "$(find "$key" -name bzImage)" "$scratch/ported.image"
}
regression_is_found()
{
	mark_ported || return 1
	echo "x86/two_test fail" >"$scratch/behaviour.ported"
	run 1 $stablehand run --again 9.1.y && says 'regressed +x86/two_test +pass, now fail .*seen 4 times' &&
		says 'same 3, fixed 0, regressed 1, flaky 0'
}
new_warning_is_a_regression()
{
	echo "x86/one_test warn" >"$scratch/behaviour.ported"
	run 1 $stablehand run --again 9.1.y && says 'regressed +x86/one_test .*WARNING: CPU: 0'
}
crash_goes_on()
{
	rm -f "$scratch/behaviour.ported"
	echo "x86/one_test crash" >"$scratch/behaviour"
	run 0 $stablehand run --again 9.1.y && says 'crash +crash +x86/one_test .*Kernel panic' &&
		says 'same 4'
}
hostile_output_is_escaped()
{
	rm -f "$scratch/behaviour"
	run 0 $stablehand run --again 9.1.y && ! grep -q "$(printf '\033')" "$scratch/out"
}
only_some_tests()
{
	run 0 $stablehand run --again --tests one_test,x86/two_test 9.1.y && says 'same 2' &&
		run 2 $stablehand test --tests no_such_test 9.1.y &&
		run 2 $stablehand test --tests= 9.1.y
}
dead_kernel_is_told_each_time()
{
	echo "boot dead" >"$scratch/behaviour"
	run 1 $stablehand run --again 9.1.y && says 'base was not tested' && says 'does not boot' &&
		run 1 $stablehand run 9.1.y && says 'does not boot' || return 1
	rm -f "$scratch/behaviour"
	run 0 $stablehand run 9.1.y && says 'same 4'
}
# A patch that breaks the build of a selftest, and brings a new one that fails.
tests_of_the_patch()
{
	cp "$project/patches/fix/0001-guard.patch" "$scratch/good.patch"
	cat >>"$project/patches/fix/0001-guard.patch" <<'END'
diff --git a/tools/testing/selftests/kvm/x86/two_test.c b/tools/testing/selftests/kvm/x86/two_test.c
--- a/tools/testing/selftests/kvm/x86/two_test.c
+++ b/tools/testing/selftests/kvm/x86/two_test.c
@@ -1 +1 @@
-int main(void) { return 0; }
+int main(void) { return 0 1; }
diff --git a/tools/testing/selftests/kvm/Makefile b/tools/testing/selftests/kvm/Makefile
--- a/tools/testing/selftests/kvm/Makefile
+++ b/tools/testing/selftests/kvm/Makefile
@@ -1 +1 @@
-TEST_GEN_PROGS := x86/one_test x86/two_test x86/slow_test x86/broken_test
+TEST_GEN_PROGS := x86/one_test x86/two_test x86/slow_test x86/broken_test x86/new_test
diff --git a/tools/testing/selftests/kvm/x86/new_test.c b/tools/testing/selftests/kvm/x86/new_test.c
new file mode 100644
--- /dev/null
+++ b/tools/testing/selftests/kvm/x86/new_test.c
@@ -0,0 +1 @@
+int main(void) { return 0; }
END
	echo "x86/new_test fail" >"$scratch/behaviour"
	run 1 $stablehand run 9.1.y && says 'regressed +x86/two_test +pass, now not-built' &&
		says 'unknown +x86/new_test +fail .exit 254.; not run on base'
	status=$?
	cp "$scratch/good.patch" "$project/patches/fix/0001-guard.patch"
	rm -f "$scratch/behaviour"
	return $status
}
# Of what a patch touches, only code that the kernel's build did not read is told;
# and a warning that base's log does not have.
not_built_here()
{
	cp "$project/patches/fix/0001-guard.patch" "$scratch/good.patch"
	sed -i 's/^+$/+#warning it is compiled/' "$project/patches/fix/0001-guard.patch"
	cat >>"$project/patches/fix/0001-guard.patch" <<'END'
diff --git a/include/guard.h b/include/guard.h
--- a/include/guard.h
+++ b/include/guard.h
@@ -1 +1 @@
-/* Read by guard.c. */
+/* Read by guard.c, which is compiled. */
diff --git a/include/other.h b/include/other.h
--- a/include/other.h
+++ b/include/other.h
@@ -1 +1 @@
-/* Read by what this configuration leaves out. */
+/* Read by what no configuration has. */
diff --git a/include/old.h b/include/old.h
deleted file mode 100644
--- a/include/old.h
+++ /dev/null
@@ -1 +0,0 @@
-/* Read by nobody. */
diff --git a/arch/x86/kvm/Kconfig b/arch/x86/kvm/Kconfig
new file mode 100644
--- /dev/null
+++ b/arch/x86/kvm/Kconfig
@@ -0,0 +1 @@
+# Nothing.
diff --git a/tools/testing/selftests/kvm/x86/two_test.c b/tools/testing/selftests/kvm/x86/two_test.c
--- a/tools/testing/selftests/kvm/x86/two_test.c
+++ b/tools/testing/selftests/kvm/x86/two_test.c
@@ -1 +1 @@
-int main(void) { return 0; }
+int main(void) { return 0 ; }
END
	run 0 $stablehand build 9.1.y &&
		says '^  not built here: include/other\.h .the tested configuration does not compile it' &&
		[ "$(grep -c 'not built here' "$scratch/out")" = 1 ] &&
		says '^  new warning: arch/x86/kvm/guard\.c:[0-9]*: #warning it is compiled' &&
		[ "$(grep -c 'new warning' "$scratch/out")" = 1 ] &&
		run 0 $stablehand --json report 9.1.y &&
		json 'join(" ", @{$j->{branches}[0]{builds}[1]{not_built_here}}) eq "include/other.h"' &&
		json '@{$j->{branches}[0]{builds}[1]{new_warnings}} == 1' &&
		json '!$j->{branches}[0]{builds}[0]{new_warnings}'
	status=$?
	cp "$scratch/good.patch" "$project/patches/fix/0001-guard.patch"
	return $status
}
base_alone()
{
	cp "$project/patches/fix/0001-guard.patch" "$scratch/good.patch"
	sed -i 's/int direct = 1;/int direct = 3;/' "$project/patches/fix/0001-guard.patch"
	run 1 $stablehand run --base 9.1.y && says 'refused' && says 'base alone' &&
		says 'base +3 +0 +0 +0 +0 +1 +4'
	status=$?
	cp "$scratch/good.patch" "$project/patches/fix/0001-guard.patch"
	return $status
}
series_taken_off()
{
	sed -i 's,^fix/,-9.1.y fix/,' "$project/series.conf"
	run 0 $stablehand port 9.1.y && [ -z "$(ls "$project/out/9.1.y/fix")" ]
	status=$?
	sed -i 's,^-9.1.y ,,' "$project/series.conf"
	return $status
}
next_release()
{
	make_tree 9.1.8 8
	sed -i '1a\\n/* One line more. */' "$scratch/linux-9.1.8/arch/x86/kvm/guard.c"
	tar -C "$scratch" -cJf "$scratch/linux-9.1.8.tar.xz" linux-9.1.8
	sed -i 's/9\.1\.7\.tar/9.1.8.tar/' "$project/kernels/9.1.y.conf"
	run 0 $stablehand port --refresh 9.1.y && says '^9\.1\.y  9\.1\.8' && says 'moved +kvm: guard'
}
refused()
{
	sed -i 's/int direct = 1;/int direct = 2;/' "$scratch/linux-9.1.8/arch/x86/kvm/guard.c"
	sed -i 's/^SUBLEVEL = 8/SUBLEVEL = 9/' "$scratch/linux-9.1.8/Makefile"
	tar -C "$scratch" -cJf "$scratch/linux-9.1.9.tar.xz" linux-9.1.8
	sed -i 's/9\.1\.8\.tar/9.1.9.tar/' "$project/kernels/9.1.y.conf"
	run 1 $stablehand run --refresh 9.1.y && says 'refused +kvm: guard' &&
		says 'arch/x86/kvm/guard.c:' && says 'int direct = 1;' && says 'int direct = 2;' &&
		[ -z "$(ls "$project/out/9.1.y/fix" 2>/dev/null)" ]
}
unknown_branch()
{
	run 2 $stablehand run 4.4.y && complains '4\.4\.y: no such branch'
}
broken_series_conf()
{
	echo '+9.1.y' >>"$project/series.conf"
	run 2 $stablehand port 9.1.y && complains 'series\.conf:2: '
	status=$?
	sed -i 2d "$project/series.conf"
	return $status
}
# bad_patch PATTERN SED: the patch, spoilt by a sed script, is unreadable, not a port.
bad_patch()
{
	patch=$project/patches/fix/0001-guard.patch
	cp "$patch" "$scratch/good.patch"
	sed -i "$2" "$patch"
	run 1 $stablehand port 9.1.y && says '^  unreadable 0001-guard\.patch' &&
		says "is unreadable: 0001-guard\.patch:[0-9]+: .*$1" && ! says written:
	status=$?
	cp "$scratch/good.patch" "$patch"
	return $status
}
binary_file()
{
	patch=$project/patches/fix/0001-guard.patch
	cp "$patch" "$scratch/good.patch"
	sed -i '/^--- a/,$d' "$patch"
	printf 'GIT binary patch\nliteral 3\nKcmZn\n\nliteral 2\nJcmZn\n\n' >>"$patch"
	run 1 $stablehand port 9.1.y && says '^  refused +kvm: guard the fault code' && says 'a binary file: ' &&
		run 1 $stablehand explain 9.1.y fix/01 && says '^refused because'
	status=$?
	cp "$scratch/good.patch" "$patch"
	return $status
}
no_committer()
{
	: >"$HOME/.gitconfig"
	run 3 $stablehand port 9.1.y && complains 'git config --global user.name'
}

# What series.conf keeps from profile stable is labelled, and only that.
label_of_distro_patches()
{
	echo '-stable fix/0001-guard.patch' >"$project/series.conf"
	run 0 $stablehand port --profile distro 9.1.y &&
		says 'not stable@ material: 1 of 1 patches'
	status=$?
	echo fix/0001-guard.patch >"$project/series.conf"
	[ $status = 0 ] && run 0 $stablehand port --profile distro 9.1.y &&
		! grep -q 'stable@' "$scratch/out"
}

check "run does the whole job" first_run
check "git apply and git am take the patch on an independent tree" git_takes_it
check "the same command again runs nothing" second_run_does_nothing
check "report as JSON" as_json
check "patches for distributions only are labelled" label_of_distro_patches
check "the functions whose code differs are told" code_told
check "an option that was not granted is told" ungranted_told
check "a regression is found, and confirmed" regression_is_found
check "a new warning of the kernel is a regression" new_warning_is_a_regression
check "a crash costs one record, the rest goes on" crash_goes_on
check "control characters of a guest are escaped" hostile_output_is_escaped
check "--tests runs only these" only_some_tests
check "a kernel that never comes up is a finding each time, and tried again" \
	dead_kernel_is_told_each_time
check "a selftest that no longer builds is a regression, a new failing one a finding" \
	tests_of_the_patch
check "a file that the configuration does not compile is told" not_built_here
check "--base tests a branch where nothing was ported" base_alone
check "a series taken off a branch takes its patches along" series_taken_off
check "the next release is fetched; the patch moves" next_release
check "a hunk that fits nowhere is refused, exit 1, with the reason" refused
check "unknown branch: exit 2" unknown_branch
check "broken series.conf: exit 2, with the line" broken_series_conf
check "a patch that leaves the tree: unreadable, with the line" \
	bad_patch 'leaves|unsafe|path' 's,\([ab]\)/arch/x86/kvm/guard.c,\1/../../etc/passwd,'
check "a patch with an absolute path: unreadable" \
	bad_patch 'path' 's,[ab]/arch/x86/kvm/guard.c,/etc/passwd,'
check "a binary file: refused, with the reason" binary_file
check "a truncated hunk: unreadable" bad_patch '' '$d'
check "no committer configured: exit 3, and how to set it" no_committer
done_testing
