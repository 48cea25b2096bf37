#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Which tests run through the functions that a series changes.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"
make_project
stablehand="$STABLEHAND -C $project"

# The fixture's kernel has no headers to build the real module with.
tree=$scratch/linux-9.1.7
sed -i 's|\$(CC) -c -I.*|$(CC) -c -o $(M)/$(obj-m) $(src)/include/module.c|' "$tree/Makefile"
cat >"$tree/include/module.c" <<'END'
static const char name[] __attribute__((section(".modinfo"), used)) =
	"name=stablehand_coverage\0depends=";
END
echo '#define __always_inline inline __attribute__((__always_inline__))' >>"$tree/include/guard.h"
tar -C "$scratch" -cJf "$scratch/linux-9.1.7.tar.xz" linux-9.1.7

# A second patch: one function that is inlined, one that no test reaches, one in
# a file that the configuration leaves out.
cat >"$project/patches/fix/0002-more.patch" <<'END'
From: Test Author <author@example.com>
Date: Fri, 23 Jun 2023 09:46:38 -0700
Subject: [PATCH] kvm: more functions

Signed-off-by: Test Author <author@example.com>
---
diff --git a/arch/x86/kvm/guard.c b/arch/x86/kvm/guard.c
--- a/arch/x86/kvm/guard.c
+++ b/arch/x86/kvm/guard.c
@@ -4,10 +4,21 @@
 static int first(int code)
 {
 	int r = 0;
 
 	if (code)
 		r = 1;
 	return r;
 }
 
+static __always_inline int limit(int code)
+{
+	return code & 4095;
+}
+
+int lonely(int code);
+int lonely(int code)
+{
+	return limit(code) + first(code);
+}
+
 int handle_fault(int code);
diff --git a/include/other.h b/include/other.h
--- a/include/other.h
+++ b/include/other.h
@@ -1 +1,5 @@
 /* Read by what this configuration leaves out. */
+static inline int left_out(void)
+{
+	return 0;
+}
END
echo fix/0002-more.patch >>"$project/series.conf"

table()
{
	cat >"$scratch/says" <<'END'
x86/one_test coverage kvm:handle_fault 12
x86/two_test coverage kvm:handle_fault 3
END
	run 0 $stablehand test --coverage 9.1.y &&
		says '^coverage: tests that ran through the functions that fix changes' &&
		says '  default: 3 tests' && says 'guard.c:25 +kvm:handle_fault +2 +one_test, two_test' &&
		says 'guard.c:19 +kvm:lonely +0 +only compiled' &&
		says 'guard.c:13 +limit +- +inlined, only compiled; see kvm:lonely' &&
		says 'other.h:2 +left_out +- +not compiled by this configuration' &&
		says 'ran through: 1, only compiled: 2, cannot be told: 1'
}
# Only the ported kernel is built, and each test is run once, by the program that counts.
by_the_counting_program()
{
	run 0 $stablehand --json report 9.1.y &&
		json '@{$j->{branches}[0]{builds}} == 1 && $j->{branches}[0]{builds}[0]{state} eq "ported"' &&
		json '$j->{branches}[0]{builds}[0]{status} eq "ok"' || return 1
	grep -c '^test' "$scratch/qemu.log" | grep -qx 3 || { cat "$scratch/qemu.log"; return 1; }
	grep -q '^test x86/one_test [0-9]* [0-9]* /tests/x86/one_test$' "$scratch/qemu.log" ||
		{ cat "$scratch/qemu.log"; return 1; }
}
kept()
{
	before=$(wc -l <"$scratch/qemu.log")
	run 0 $stablehand test --coverage 9.1.y && says 'handle_fault +2 ' || return 1
	run 0 $stablehand report 9.1.y && says 'handle_fault +2 +one_test, two_test' || return 1
	[ "$(wc -l <"$scratch/qemu.log")" = "$before" ] || { cat "$scratch/qemu.log"; return 1; }
	run 0 $stablehand --json report 9.1.y &&
		json '@{$j->{branches}[0]{coverage}} == 1' &&
		json 'my ($f) = grep { ($_->{symbol} // "") eq "kvm:handle_fault" }
			@{$j->{branches}[0]{coverage}[0]{coverage}{functions}};
			$f->{ran} && $f->{file} eq "arch/x86/kvm/guard.c" &&
			@{$f->{variants}[0]{tests}} == 2 && $f->{variants}[0]{tests}[0]{count} == 12' &&
		json 'my ($f) = grep { $_->{function} eq "left_out" }
			@{$j->{branches}[0]{coverage}[0]{coverage}{functions}}; !$f->{built} && !$f->{ran}'
}
# Its own records: the outcomes that are compared come from runs without probes.
apart_from_the_tests()
{
	run 0 $stablehand test 9.1.y && says 'same 4' &&
		says 'coverage' && return 1
	grep -c '^test x86/one_test' "$scratch/qemu.log" | grep -qx 3
}
# A test says what it likes: names that are not watched, twice, too much, bytes of no text.
hostile()
{
	printf '%s\n' 'x86/one_test coverage kvm:unknown 5' 'x86/one_test coverage kvm:lonely 99999999999999999999' \
		'x86/one_test coverage kvm:lonely 7' 'x86/one_test coverage kvm:lonely 8' \
		"x86/one_test coverage kvm:$(printf '\033')[31mhandle_fault 5" \
		'x86/two_test coverage kvm:handle_fault -99999' >"$scratch/says"
	run 0 $stablehand test --coverage --again 9.1.y && says 'kvm:lonely +1 +one_test$' &&
		says 'kvm:handle_fault +0 +only compiled' && ! grep -q unknown "$scratch/out" &&
		says 'limit +- +inlined; see kvm:lonely' && ! grep -q "$(printf '\033')" "$scratch/out"
}
cannot_be_watched()
{
	printf '%s\n' 'x86/one_test coverage kvm:lonely -22' 'x86/one_test coverage kvm:handle_fault -2' \
		>"$scratch/says"
	run 0 $stablehand test --coverage --again 9.1.y &&
		says 'kvm:lonely +- +cannot be watched \(Invalid argument\)' &&
		says 'kvm:handle_fault +- +only compiled: no VM loads its module'
}
some_tests()
{
	echo 'x86/one_test coverage kvm:handle_fault 12' >"$scratch/says"
	before=$(grep -c '^test' "$scratch/qemu.log")
	run 0 $stablehand test --coverage --again --tests one_test 9.1.y || return 1
	[ "$(grep -c '^test' "$scratch/qemu.log")" = $((before + 1)) ] &&
		run 2 $stablehand test --coverage --tests no_such_test 9.1.y &&
		says 'no such test' &&
		run 2 $stablehand test --coverage --state base 9.1.y && complains 'ported state'
}

# The series' behaviour tests run, too, and in variants of their own alone.
behaviour_tests()
{
	folder=$project/tests/behaviour/fix
	mkdir -p "$folder"
	echo 'int main(void) { return 0; }' >"$folder/look.c"
	cat >"$folder/behaviour.conf" <<'END'
[program "look"]
	source = look.c
[state "after"]
	tree = * stable
[variant "slow"]
	parameter = slow=1
[test "looking"]
	program = look
	argument = --now
	timeout = 20
[test "slowly"]
	program = look
	variant = slow
[test "elsewhere"]
	program = look
[expect "looking after *"]
	outcome = pass
[expect "slowly after *"]
	outcome = pass
[expect "elsewhere after 5.*"]
	outcome = pass
END
	printf '%s\n' 'behaviour/looking coverage kvm:lonely 2' 'behaviour/slowly coverage kvm:handle_fault 9' \
		'x86/one_test coverage kvm:handle_fault 12' >"$scratch/says"
	run 0 $stablehand test --coverage 9.1.y && says 'default: 4 tests, slow: 1 tests' &&
		says 'kvm:lonely +1 +0 +looking$' && says 'kvm:handle_fault +1 +1 +one_test, slowly$' &&
		grep -q '^test behaviour/looking [0-9]* [0-9]* /behaviour/look --now$' "$scratch/qemu.log" &&
		! grep -q 'behaviour/elsewhere' "$scratch/qemu.log" || { cat "$scratch/qemu.log"; return 1; }
	run 0 $stablehand test --coverage --variant slow --again 9.1.y && says '^  slow: 1 tests' &&
		run 0 $stablehand test --coverage --tests looking 9.1.y &&
		run 2 $stablehand test --coverage --variant fast 9.1.y && says 'no such boot variant'
}

check "a table of functions and tests" table
check "each test runs once, counted, on the ported kernel" by_the_counting_program
check "what is known is not run again, and reported" kept
check "the comparison runs without probes" apart_from_the_tests
check "what a guest says is believed no further than it goes" hostile
check "what cannot be watched is said" cannot_be_watched
check "some tests only" some_tests
check "behaviour tests, in their own variants, too" behaviour_tests
done_testing
