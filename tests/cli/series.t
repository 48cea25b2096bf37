#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Each patch of a series is judged and ported for itself: after one that is refused, that
# cannot be read, or that needs one of those.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"
make_project
stablehand="$STABLEHAND -C $project"
out=$project/out/9.1.y

# patch NUMBER SUBJECT: the mail of a patch of the series, whose diff is read.
patch()
{
	{
		cat <<END_MAIL
From: Test Author <author@example.com>
Date: Fri, 23 Jun 2023 09:46:38 -0700
Subject: [PATCH] kvm: $2

Why.

Signed-off-by: Test Author <author@example.com>
---
END_MAIL
		cat
	} >"$project/patches/fix/000$1.patch"
	echo "fix/000$1.patch" >>"$project/series.conf"
}

patch 2 "lost" <<'END_DIFF'
--- a/include/other.h
+++ b/include/other.h
@@ -1 +1 @@
-/* Read by nobody at all. */
+/* Read. */
--- a/include/guard.h
+++ b/include/guard.h
@@ -1 +1,2 @@
 /* Read by guard.c. */
+#define GUARD_BIT 4
END_DIFF
patch 3 "use the bit" <<'END_DIFF'
--- a/arch/x86/kvm/guard.c
+++ b/arch/x86/kvm/guard.c
@@ -7,3 +7,3 @@ static int first(int code)
 
-	if (code)
+	if (code & GUARD_BIT)
 		r = 1;
END_DIFF
patch 4 "cut" <<'END_DIFF'
--- a/include/old.h
+++ b/include/old.h
@@ -1,2 +1,2 @@
 /* Read by nobody. */
END_DIFF
patch 5 "say who reads" <<'END_DIFF'
--- a/include/old.h
+++ b/include/old.h
@@ -1 +1 @@
-/* Read by nobody. */
+/* Read by you. */
END_DIFF
patch 6 "say it again" <<'END_DIFF'
--- a/include/old.h
+++ b/include/old.h
@@ -1 +1 @@
-/* Read by you. */
+/* Read by you and me. */
END_DIFF

fetched()
{
	run 0 $stablehand fetch 9.1.y
}
matrix()
{
	run 1 $stablehand status && says '^  1 kvm: guard the fault code +clean$' &&
		says '^  2 kvm: lost +refused$' && says '^  3 kvm: use the bit +blocked by 2$' &&
		says '^  4 0004\.patch +unreadable$' && says '^  5 kvm: say who reads +clean$' &&
		says '^  6 kvm: say it again +clean$' || return 1
	[ "$(grep -c '0004.patch:[0-9]*: hunk at line' "$scratch/out")" = 1 ] &&
		says '^  fix/04 is unreadable: 0004\.patch:13: hunk at line 11 ends here'
}
matrix_as_json()
{
	run 1 $stablehand --json status &&
		json 'join(" ", map { $_->{verdict} } @{$j->{branches}[0]{patches}}) eq
			"clean refused blocked unreadable clean clean"' &&
		json '$j->{branches}[0]{patches}[2]{blocked_by} eq "0002.patch"' &&
		json '$j->{summary}{refused} == 1 && $j->{summary}{blocked} == 1 &&
			$j->{summary}{unreadable} == 1 && $j->{summary}{ported} == 3' &&
		json '$j->{branches}[0]{ports}[0]{partly} && !$j->{branches}[0]{ports}[0]{landed}'
}
explained()
{
	run 1 $stablehand explain 9.1.y 3 && says '^9\.1\.y  9\.1\.7  blocked$' &&
		says '^  depends +needs 0002\.patch, which is refused: uses GUARD_BIT, which comes with it$' &&
		run 1 $stablehand explain 9.1.y 4 && says '9\.1\.7  unreadable$' && says 'hunk at line 11 ends here'
}
not_resolved()
{
	run 2 $stablehand resolve 9.1.y 3 --files "$scratch/files" &&
		complains '0003\.patch needs 0002\.patch, .*: resolve that one first' &&
		run 2 $stablehand resolve 9.1.y 4 --files "$scratch/files" && complains '0004\.patch:13' &&
		run 0 $stablehand resolve 9.1.y 2 --files "$scratch/files"
}
names()
{
	(cd "$1" && echo *)
}
written()
{
	run 1 $stablehand port 9.1.y && says 'missing: 3 of 6 patches \(2, 3, 4\)$' &&
		says 'patches: 3 ported, 1 refused, 1 blocked, 1 unreadable$' || return 1
	[ "$(names "$out/fix")" = "0001-kvm-guard-the-fault-code.patch 0002-kvm-say-who-reads.patch 0003-kvm-say-it-again.patch" ] &&
		grep -q '^Subject: \[PATCH 9\.1\.y 3/3\] kvm: say it again' "$out/fix/0003-kvm-say-it-again.patch" &&
		(cd "$scratch/linux-9.1.7" && cat "$out"/fix/*.patch | git apply --check -)
}
again()
{
	run 1 $stablehand port 9.1.y && ! says 'moved aside' && [ "$(names "$out")" = fix ]
}
whole()
{
	printf '[series]\n\twhole = true\n' >"$project/patches/fix/rules.conf"
	run 1 $stablehand port 9.1.y &&
		says 'missing: 3 of 6 patches \(2, 3, 4\); the series makes sense as a whole only: nothing is written' &&
		says "moved aside: what an earlier run wrote, to $out/fix\\.old-1" && ! says '^  written: ' || return 1
	[ "$(names "$out")" = fix.old-1 ] &&
		[ "$(names "$out/fix.old-1")" = "0001-kvm-guard-the-fault-code.patch 0002-kvm-say-who-reads.patch 0003-kvm-say-it-again.patch" ] &&
		run 1 $stablehand --json port 9.1.y &&
		json '$j->{branches}[0]{ports}[0]{whole} && !$j->{branches}[0]{ports}[0]{partly} && !@{$j->{branches}[0]{ports}[0]{written}}'
}
# What the profile does not select is not missing from the whole; nor is what is there.
whole_of_what_is_selected()
{
	cp "$project/series.conf" "$scratch/series.conf"
	sed -i 's,^fix/000[234],-stable &,' "$project/series.conf"
	run 0 $stablehand port 9.1.y && says 'written: .*/0003-kvm-say-it-again' && ! says missing || return 1
	sed -i 's,^fix/0005,-stable &,' "$project/series.conf"
	run 1 $stablehand port 9.1.y && says 'missing: 1 of 2 patches \(6\)'
	status=$?
	cp "$scratch/series.conf" "$project/series.conf"
	rm "$project/patches/fix/rules.conf"
	return $status
}
# An option of the series that nobody knows, with a value that it cannot have.
wrong_rules()
{
	printf '[series]\n\tpart = true\n' >"$project/patches/fix/rules.conf"
	run 2 $stablehand status && complains 'series: unknown key part' || return 1
	printf '[series]\n\twhole = perhaps\n' >"$project/patches/fix/rules.conf"
	run 2 $stablehand status && complains 'series\.whole has to be true or false'
	status=$?
	rm "$project/patches/fix/rules.conf"
	return $status
}

# All that is wrong at once: what stands in series.conf, and in the rules.
all_at_once()
{
	cp "$project/series.conf" "$scratch/series.conf"
	echo '+9.9.y fix/0005.patch.not' >>"$project/series.conf"
	echo 'fix/0001-guard.patch' >>"$project/series.conf"
	run 2 $stablehand status && complains 'series\.conf:7: .*no such file' &&
		complains 'series\.conf:8: fix/0001-guard\.patch: duplicate entry' || return 1
	cp "$scratch/series.conf" "$project/series.conf"
	sed -i 's,^fix/000[56],+9.9.y &,' "$project/series.conf"
	printf '[series]\n\tpart = true\n[superseded "x"]\n\tcommit = 1\n' >"$project/patches/fix/rules.conf"
	run 2 $stablehand status && complains 'series\.conf:5: \+9\.9\.y: no branch' &&
		complains 'series\.conf:6: \+9\.9\.y: no branch' && complains 'unknown key part' &&
		complains 'superseded "x": the series has no such patch'
	status=$?
	cp "$scratch/series.conf" "$project/series.conf"
	rm "$project/patches/fix/rules.conf"
	return $status
}
# The commit of the first line of a mail is said where a history proves it.
claimed()
{
	sed -i "1i From $(printf '%040d' 7 | tr 0 a) Mon Sep 17 00:00:00 2001" "$project/patches/fix/0005.patch"
	run 1 $stablehand port 9.1.y && says 'which nothing here proves to be one upstream' &&
		says 'kvm: say who reads +[a-z-]+ +aaaaaaaaaaaa\?$' &&
		! grep -q 'commit a*7 upstream' "$out/fix/0002-kvm-say-who-reads.patch" &&
		run 1 $stablehand --json status && json '$j->{branches}[0]{patches}[4]{upstream_unproven} &&
			$j->{branches}[0]{patches}[4]{upstream} eq "a" x 39 . "7"'
}

# The option goes before what rules.conf says.
max_risk()
{
	cp "$project/series.conf" "$scratch/series.conf"
	sed -i 's/^@@ -16,6 +16,9 @@ .*/@@ -16,6 +16,9 @@ long handle_fault(int code)/' "$project/patches/fix/0001-guard.patch"
	echo fix/0001-guard.patch >"$project/series.conf"
	run 0 $stablehand status 9.1.y && run 0 $stablehand --json explain 9.1.y 1 &&
		json '$j->{patch}{risk} eq "medium"' && run 1 $stablehand status --max-risk low 9.1.y &&
		says '^  1 kvm: guard the fault code +refused$' && run 1 $stablehand explain --max-risk low 9.1.y 1 &&
		says 'clean, but its risk is medium: max-risk allows low' &&
		run 1 $stablehand --json explain --max-risk low 9.1.y 1 &&
		json 'grep { ($_->{reason} // "") eq "max-risk" } @{$j->{patch}{evidence}}' &&
		run 2 $stablehand resolve --max-risk low 9.1.y 1 --files "$scratch/none" &&
		complains 'max-risk allows low; --max-risk takes it' || return 1
	printf '[series]\n\tmax-risk = low\n' >"$project/patches/fix/rules.conf"
	run 1 $stablehand status 9.1.y && says ' refused$' && run 0 $stablehand status --max-risk high 9.1.y &&
		says ' clean$' && run 2 $stablehand status --max-risk none 9.1.y && complains 'low, medium or high' ||
		return 1
	printf '[series]\n\tmax-risk = none\n' >"$project/patches/fix/rules.conf"
	run 2 $stablehand status 9.1.y && complains 'series\.max-risk has to be low, medium or high'
	status=$?
	rm "$project/patches/fix/rules.conf"
	cp "$scratch/series.conf" "$project/series.conf"
	return $status
}

# What was ported is built like a whole series, step by step as well.
built()
{
	run 1 $stablehand --json build 9.1.y && json '@{$j->{branches}[0]{builds}} == 2 &&
		$j->{branches}[0]{builds}[1]{state} eq "ported" && $j->{branches}[0]{builds}[1]{status} eq "ok"' &&
		run 1 $stablehand --json build --state each 9.1.y &&
		json 'join(" ", map { $_->{number} // "?" } @{$j->{branches}[0]{each_step}[0]{steps}}) ne "" &&
			@{$j->{branches}[0]{each_step}[0]{steps}} == 3'
}

check "the release" fetched
check "refused, blocked, unreadable: the others have verdicts of their own" matrix
check "the same as JSON" matrix_as_json
check "explain says what a blocked one needs, and why one cannot be read" explained
check "what blocks is resolved first" not_resolved
check "port writes what was ported, and says what is missing" written
check "the same again moves nothing aside" again
check "what was ported is built, and each step of it" built
check "a series that makes sense as a whole only: nothing is written" whole
check "whole is what the profile selects" whole_of_what_is_selected
check "what is said of a series and is not known: exit 2" wrong_rules
check "all errors in the project's files at once" all_at_once
check "a commit that only the first line claims" claimed
check "what is riskier than is wanted is refused" max_risk
done_testing
