#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Every step of a series built by itself.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"
make_project
stablehand="$STABLEHAND -C $project"

# step FILE SUBJECT OLD NEW: a patch that changes the line OLD of guard.c.
step()
{
	cat >"$project/patches/fix/$1" <<END
From: Test Author <author@example.com>
Date: Fri, 23 Jun 2023 09:46:38 -0700
Subject: [PATCH] $2

Signed-off-by: Test Author <author@example.com>
---
diff --git a/arch/x86/kvm/guard.c b/arch/x86/kvm/guard.c
--- a/arch/x86/kvm/guard.c
+++ b/arch/x86/kvm/guard.c
@@ -8,5 +8,5 @@ static int first(int code)
 	if (code)
-		$3
+		$4
 	return r;
 }
 
END
	echo "fix/$1" >>"$project/series.conf"
}
folder_of_ported()
{
	answer $stablehand --json report 9.1.y | perl -MJSON::PP -e '
		local $/; my $j = decode_json(<STDIN>);
		print $_->{folder} for grep { $_->{state} eq "ported" } @{$j->{branches}[0]{builds}}'
}

# Three steps, of which only the whole is good: the second does not compile, the third mends it.
broken_in_the_middle()
{
	: >"$project/series.conf"
	step 0001-one.patch 'kvm: first step' 'r = 1;' 'r = 2;'
	step 0002-two.patch 'kvm: breaks the build' 'r = 2;' 'r = code(1);'
	step 0003-three.patch 'kvm: mends it' 'r = code(1);' 'r = 3;'
	run 0 $stablehand build 9.1.y && says 'builds: 2 ok, 0 failed' &&
		! grep -q 'each step' "$scratch/out" || return 1
	run 1 $stablehand build --state each 9.1.y && says '^each step of fix by itself' &&
		says '1 +ok .* kvm: first step' && says '2 +failed .* kvm: breaks the build' &&
		says '3 +ok .* kvm: mends it' &&
		says "step 2: .*guard.c:9:.*error: called object" &&
		says 'builds: 2 ok, 0 failed; steps: 2 ok, 1 failed'
}
# The work folders hold the whole series again.
restored()
{
	work=$XDG_CACHE_HOME/stablehand/work/9.1.y
	grep -q 'r = 3;' "$work/src/arch/x86/kvm/guard.c" &&
		cmp "$work/obj/arch/x86/kvm/kvm.ko" "$(folder_of_ported)/modules/arch/x86/kvm/kvm.ko"
}
kept()
{
	run 1 $stablehand build --state each 9.1.y && says '2 +failed .* kvm: breaks the build' &&
		! grep -q 'building' "$scratch/err" || { cat "$scratch/err"; return 1; }
	run 1 $stablehand --json report 9.1.y &&
		json 'join(" ", map { $_->{status} } @{$j->{branches}[0]{each_step}[0]{steps}}) eq "ok failed ok"' &&
		json '!grep { !$_->{cached} } @{$j->{branches}[0]{each_step}[0]{steps}}' &&
		json '$j->{branches}[0]{each_step}[0]{steps}[1]{failing}[0] =~ /called object/' &&
		json '$j->{summary}{steps_failed} == 1'
}
retried()
{
	run 1 $stablehand build --state each --retry 9.1.y && complains 'building patch 2' &&
		! grep -q 'building patch 1' "$scratch/err"
}
# A step that compiles and makes the compiler warn.
warning_of_a_step()
{
	: >"$project/series.conf"
	step 0001-one.patch 'kvm: first step' 'r = 1;' 'r = 2;'
	step 0002-two.patch 'kvm: warns' 'r = 2;' 'r = "text" + 2;'
	step 0003-three.patch 'kvm: no more' 'r = "text" + 2;' 'r = 3;'
	run 0 $stablehand build --state each 9.1.y && says '1 +ok +.* 1 +0 +kvm: first step' &&
		says '2 +ok +.* 1 +1 +kvm: warns' && says '3 +ok +.* 0 +kvm: no more' &&
		says 'step 2: new warning: arch/x86/kvm/guard.c:9: '
}
only_of_build()
{
	run 2 $stablehand test --state each 9.1.y && complains 'base or ported' &&
		run 2 $stablehand build --state nothing 9.1.y && complains 'base, ported or each'
}

check "the step that does not build is named" broken_in_the_middle
check "the folders are as the whole series has them" restored
check "what is known is not built again" kept
check "--retry builds what failed" retried
check "a warning belongs to its step" warning_of_a_step
check "--state each is for build" only_of_build
done_testing
