#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What a stable maintainer would send back: a submission that is as it should be, the same with
# one fault each, and what b4 makes of the answer.
# libgit2 1.5 leaks 64 bytes in git_graph_descendant_of(), which is asked here; all else is
# still checked.
export ASAN_OPTIONS=detect_leaks=0
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"
make_project
stablehand="$STABLEHAND -C $project"

# Mainline, as branch 9.2.y: the same tree, then the fix, what was reverted, what was fixed later.
main=$scratch/main
make_tree 9.2 0
git init -q "$main"
cp -r "$scratch/linux-9.2/." "$main"
in_main()
{
	git -C "$main" -c user.name='Test Author' -c user.email=author@example.com "$@"
}
# upstream FILE LINE SUBJECT BODY: one commit, whose id is printed.
upstream()
{
	echo "$2" >>"$main/$1"
	printf '%s\n\n%s\n\nSigned-off-by: Test Author <author@example.com>\n' "$3" "$4" |
		in_main commit -q -a -F - && git -C "$main" rev-parse HEAD
}
in_main add -A && in_main commit -q -m 'Linux 9.2' && in_main tag v9.2
in_main am -q "$project/patches/fix/0001-guard.patch"
guard=$(git -C "$main" rev-parse HEAD)
reverted=$(upstream include/other.h '/* One. */' 'kvm: one' 'Because.')
upstream Makefile '# Two.' 'Revert "kvm: one"' "This reverts commit $reverted." >/dev/null
buggy=$(upstream include/old.h '/* Three. */' 'kvm: three' 'Because.')
upstream Makefile '# Four.' 'kvm: mend three' "Fixes: $(echo "$buggy" | cut -c1-12) (\"kvm: three\")" >/dev/null
loose=$(upstream include/other.h '/* Seven. */' 'kvm: seven' 'Fixes: 01234567 ("x")')
newer=$(upstream include/guard.h '/* Five. */' 'kvm: five' 'Because.')
cat >"$project/kernels/9.2.y.conf" <<END
[source "main"]
	type = git
	url = file://$main
	branch = main
	since = v9.2
[build]
	fragment = base.config
END

# A further branch without any of it: the tree as it was.
make_tree 9.3 1
make_branch 9.3.y 9.3
sed -i 's/longterm = true/longterm = true\n\teol = 2001-01/' "$project/kernels/9.3.y.conf"

# mail FILE SUBJECT COMMIT LINE: a submission for 9.1.y of one of these commits.
mail()
{
	cat <<END
From: Back Porter <porter@example.org>
Date: Fri, 23 Jun 2023 09:46:38 -0700
Message-ID: <1@porter>
Subject: [PATCH 9.1.y] $2

From: Test Author <author@example.com>

commit $3 upstream.

Because.

Signed-off-by: Test Author <author@example.com>
Signed-off-by: Back Porter <porter@example.org>
---
diff --git a/$1 b/$1
--- a/$1
+++ b/$1
@@ -1 +1,2 @@
$(sed -n '1s/^/ /p' "$scratch/linux-9.1.7/$1")
+$4
END
}
good()
{
	mail include/guard.h 'kvm: five' "$newer" '/* Five. */'
}
# faulty PATTERN, with the mail on standard input: exactly this is found.
faulty()
{
	cat >"$scratch/mail" && run 1 $stablehand lint "$scratch/mail" && says "^  (fail|warn): $1" &&
		[ "$(grep -cE '^  (fail|warn): ' "$scratch/out")" = "${2:-1}" ] || { cat "$scratch/out"; return 1; }
}

fetched()
{
	run 0 $stablehand fetch
}
well()
{
	good >"$scratch/mail" && run 0 $stablehand lint "$scratch/mail" &&
		says '1 patch: 0 to be sent back, 0 that may be'
}
no_upstream()
{
	good | sed '/^commit .* upstream/d' | faulty 'no-upstream: no commit upstream'
}
short_id()
{
	good | sed 's/^commit \(............\).* upstream/commit \1 upstream/' | faulty 'no-upstream: .* 12 digits, not 40'
}
picked()
{
	good | sed 's/^commit \(.*\) upstream\./(cherry picked from commit \1)/' | faulty 'no-upstream: "cherry picked from"'
}
subject()
{
	good | sed 's/kvm: five/kvm: fifth/' | faulty 'subject: the subject is not that of upstream: kvm: five'
}
author()
{
	good | sed 's/Test Author <author@example.com>/Back Porter <porter@example.org>/' |
		faulty 'author: the author is not that of upstream: Test Author <author@example.com>'
}
porter()
{
	good | sed '/^Signed-off-by: Back/d' | faulty 'sign-off: the last Signed-off-by is not that of who sends it'
}
unsigned()
{
	good | sed '/^Signed-off-by: /d' | faulty 'sign-off: no Signed-off-by$'
}
fixes()
{
	good | sed 's/^Signed-off-by: Test/Fixes: 01234567 ("x")\n&/' | faulty 'fixes: Fixes: with 8 digits, not 12'
}
untitled()
{
	good | sed 's/^Signed-off-by: Test/Fixes: 0123456789ab\n&/' | faulty 'fixes: Fixes: without'
}
# What upstream says that way, nobody changes; nor is it known to be otherwise without a history.
fixes_of_upstream()
{
	mail include/other.h 'kvm: seven' "$loose" '/* Seven. */' |
		sed 's/^Signed-off-by: Test/Fixes: 01234567 ("x")\n&/' >"$scratch/mail"
	run 0 $stablehand lint "$scratch/mail" && ! says ' fixes:' || return 1
	good | sed 's/^Signed-off-by: Test/Fixes: 01234567 ("x")\n&/; s/^commit ......../commit 00000000/' >"$scratch/mail"
	run 0 $stablehand lint "$scratch/mail" && says '^  note: fixes: Fixes: with 8 digits' || return 1
	good | sed 's/^Signed-off-by: Test/Fixes: 01234567 ("x")\n&/; /^commit .* upstream/d' >"$scratch/mail"
	run 1 $stablehand lint "$scratch/mail" && says '^  warn: fixes: Fixes: with 8 digits'
}
# Programs that helped have no address.
agents()
{
	good | sed 's/^Signed-off-by: Test/Assisted-by: Agent:model-1.2\nReported-by: Agent:model\n&/' >"$scratch/mail"
	run 0 $stablehand lint "$scratch/mail" || return 1
	for nobody in 'Agent:' ':model' 'Agent model' 'Agent: model'; do
		good | sed "s/^Signed-off-by: Test/Reported-by: $nobody\n&/" | faulty 'tag: no address: Reported-by: ' || return 1
	done
}
# The stable maintainers send what others of them have signed off.
review()
{
	good | sed 's/^From: Back Porter.*/From: Stable Maintainer <stable@example.net>/' |
		faulty 'sign-off: the last Signed-off-by' || return 1
	good | sed 's/^From: Back Porter.*/From: Stable Maintainer <stable@example.net>\nX-stable: review/' >"$scratch/mail"
	run 0 $stablehand lint "$scratch/mail" || return 1
	good | sed 's/^From: Back Porter.*/From: Stable Maintainer <stable@example.net>/; s/^Because\./X-stable: review/' |
		faulty 'sign-off: the last Signed-off-by'
}
noautosel()
{
	good | sed 's/^Signed-off-by: Test/Cc: <stable+noautosel@kernel.org> # too risky\n&/' |
		faulty 'noautosel: its author asks to keep it out of stable: # too risky'
}
misspelled()
{
	good | sed 's/^Signed-off-by: Test/Reviwed-by: A B <a@example.org>\n&/' | faulty 'tag: Reviwed-by: is spelled Reviewed-by'
}
nobody()
{
	good | sed 's/^Signed-off-by: Test/Reviewed-by: Somebody\n&/' | faulty 'tag: no address: Reviewed-by: Somebody'
}
branchless()
{
	good | sed 's/PATCH 9.1.y/PATCH/' | faulty 'no-branch: '
}
was_reverted()
{
	mail include/other.h 'kvm: one' "$reverted" '/* One. */' >"$scratch/mail"
	run 1 $stablehand lint "$scratch/mail" && says 'fail: reverted: it was reverted by [0-9a-f]{12}'
}
later_fix()
{
	mail include/old.h 'kvm: three' "$buggy" '/* Three. */' | faulty 'later-fix: .*\("kvm: mend three"\)'
}
elsewhere()
{
	good | sed 's/^ .*Read by guard.*/ no such line/' | faulty 'applies: it does not apply to 9.1.7'
}
# A newer branch that is supported and lacks it; one that is not any more is nobody's business.
lacks()
{
	good | grep -v '^commit' | sed 's/kvm: five/kvm: six/; s/^+.*/-gone/' >"$scratch/unused"
	sed -i '/eol = /d' "$project/kernels/9.3.y.conf"
	good | sed 's/^Signed-off-by: Test/Cc: stable@vger.kernel.org # v9.1+\n&/' | faulty 'newer-branch: 9.3.y needs it, too'
}
# A hundred lines are not sent back, but told.
large()
{
	good | sed "s/^@@ .*/@@ -1 +1,121 @@/; s/^+\/.*/$(seq -f '+\/* %g *\/' -s '\n' 120)/" >"$scratch/mail"
	$stablehand lint "$scratch/mail" >"$scratch/out"; says 'note: size: 121 lines' || return 1
	good | sed "s/^@@ .*/@@ -1 +1,100 @@/; s/^+\/.*/$(seq -f '+\/* %g *\/' -s '\n' 99)/" >"$scratch/mail"
	$stablehand lint "$scratch/mail" >"$scratch/out"; says '^1 patch: ' && ! says 'size:' >/dev/null
}
# The cover of a series is no patch; a fix that goes along is not missing.
series()
{
	{
		printf 'From x Mon Sep 17 00:00:00 2001\nFrom: Back Porter <porter@example.org>\nSubject: [PATCH 9.1.y 0/2] x\nMessage-ID: <0@p>\n\nHello.\n\n'
		printf 'From x Mon Sep 17 00:00:00 2001\n'
		mail include/old.h 'kvm: three' "$buggy" '/* Three. */'
		printf '\nFrom x Mon Sep 17 00:00:00 2001\n'
		mail include/other.h 'kvm: mend three' "$(git -C "$main" log --format=%H --grep='^kvm: mend' main)" '/* Four. */'
	} >"$scratch/mbox"
	$stablehand lint "$scratch/mbox" >"$scratch/out"; says '^2 patches' && ! says later-fix >/dev/null
}
standard_input()
{
	good >"$scratch/mail" && $stablehand lint <"$scratch/mail" >"$scratch/out" && says '^1 patch: 0'
}
object()
{
	good | sed '/^commit .* upstream/d' >"$scratch/mail" && run 1 $stablehand --json lint "$scratch/mail" &&
		json '$j->{lint}[0]{findings}[0]{rule} eq "no-upstream" && $j->{lint}[0]{findings}[0]{level} eq "fail"'
}
# A line for each finding, those with ERROR: are failures; nothing for what is good.
b4_patch()
{
	good | sed '/^commit .* upstream/d' | $stablehand -q lint --b4 patch >"$scratch/out"
	says '^ERROR: no-upstream: ' && [ "$(wc -l <"$scratch/out")" = 1 ] || return 1
	good | $stablehand -q lint --b4 patch >"$scratch/out" 2>&1 && [ ! -s "$scratch/out" ]
}
b4_series()
{
	good | sed '/^commit .* upstream/d' | $stablehand -q lint --b4 series >"$scratch/out"
	json '@$j == 1 && $j->[0]{tool} eq "stablehand" && $j->[0]{status} eq "fail" && $j->[0]{summary} =~ /no-upstream/' || return 1
	good | $stablehand -q lint --b4 series >"$scratch/out" && json '@$j == 1 && $j->[0]{status} eq "pass"' || return 1
	printf 'From: A B <a@example.org>\nSubject: [PATCH 9.1.y 0/2] x\nMessage-ID: <0@p>\n\nHello.\n' |
		$stablehand -q lint --b4 series >"$scratch/out" && json '$j->[0]{status} eq "pass" && $j->[0]{summary} eq "no patch to look at"'
}
hostile()
{
	escape=$(printf '\033')
	good | sed "s/kvm: five/kvm: five${escape}[2J/; s/^Signed-off-by: Test/Reviwed-by: ${escape}c <a@b>\n&/" >"$scratch/mail"
	$stablehand lint "$scratch/mail" >"$scratch/out" 2>&1
	! grep -q "$escape" "$scratch/out" && says 'is spelled' || return 1
	run 2 $stablehand lint "$scratch/none" && run 2 $stablehand lint --branch 1.1.y "$scratch/mail" &&
		printf 'no mail\n' >"$scratch/text" && run 2 $stablehand lint "$scratch/text"
}

check "the branches are there, one with a history" fetched
check "what is as it should be is let through" well
check "no commit upstream" no_upstream
check "an abbreviated id" short_id
check "picked, and not said as stable reads it" picked
check "another subject than upstream's" subject
check "another author than upstream's" author
check "who sends it has not signed it off" porter
check "nobody has" unsigned
check "Fixes: with too few digits" fixes
check "Fixes: without a title" untitled
check "Fixes: as upstream has it" fixes_of_upstream
check "a program in a tag" agents
check "a mail of a stable review" review
check "an author who asks to keep it out" noautosel
check "a tag that is misspelled" misspelled
check "a tag that names nobody" nobody
check "no branch in the subject" branchless
check "what was reverted since" was_reverted
check "a later fix that does not go along" later_fix
check "what does not apply" elsewhere
check "a newer branch that needs it" lacks
check "more than a hundred lines" large
check "a series with its cover, and its own fix" series
check "standard input" standard_input
check "--json" object
check "as b4's hook for each patch" b4_patch
check "as b4's hook for a series" b4_series
check "hostile mails, and what is none" hostile
done_testing
