#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Ported patches in the forms of maintainers, each given to who checks it: git am, git send-email,
# quilt, dpkg-source, lintian, rpmbuild. The tests name a checker that is not installed, and fail.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"
make_project
stablehand="$STABLEHAND -C $project"
out=$project/out
id=2222222222222222222222222222222222222222

# Two patches: one moves, the other is adapted by nothing; both from upstream.
sed -i "s/^From: Test Author.*/&\nX-Upstream-Commit: $id (v9.6)/" "$project/patches/fix/0001-guard.patch"
cat >"$project/patches/fix/0002-other.patch" <<'END'
From: =?utf-8?q?J=C3=B6rg_Author?= <joerg@example.com>
Date: Sat, 24 Jun 2023 09:46:38 +0200
Subject: [PATCH] kvm: say who reads it
X-Upstream-Commit: 3333333333333333333333333333333333333333 (v9.7)

[PATCH] stands here, as do Jörg's words.

Signed-off-by: Jörg Author <joerg@example.com>
---
diff --git a/include/other.h b/include/other.h
--- a/include/other.h
+++ b/include/other.h
@@ -1 +1,2 @@
 /* Read by what this configuration leaves out. */
+/* And by nobody else. */
END
# A third, in a series of its own.
mkdir -p "$project/patches/one"
sed -e 's/other\.h/old.h/g' -e 's/^ .*Read by what.*/ \/* Read by nobody. *\//' \
	-e 's/^Subject: .*/Subject: [PATCH] kvm: the one/' -e 's/3333333333/4444444444/' \
	"$project/patches/fix/0002-other.patch" >"$project/patches/one/0001-one.patch"
printf '%s\n' fix/0001-guard.patch fix/0002-other.patch one/0001-one.patch >"$project/series.conf"

# needs PROGRAM PACKAGE: a checker is part of the test, not an option.
needs()
{
	command -v "$1" >/dev/null 2>&1 || [ -x "/usr/lib/git-core/$1" ] ||
		{ echo "$1 is missing: apt-get install $2"; return 1; }
}

# The release with its history in a repository of its own, at the ported commits' base.
unpack()
{
	store=$XDG_CACHE_HOME/stablehand/store.git
	rm -rf "$scratch/tree"
	git init -q "$scratch/tree" &&
		git -C "$scratch/tree" fetch -q "$store" refs/newest/9.1.y &&
		git -C "$scratch/tree" reset -q --hard FETCH_HEAD
}
# told REPOSITORY COMMIT: tree, author, date and message.
told()
{
	git -C "$1" log -1 --format='%T%n%an <%ae> %ad%n%B' --date=raw "$2"
}
same_commits()
{
	for back in "$@"; do
		told "$scratch/tree" "$back" >"$scratch/made"
		told "$store" "refs/ports/9.1.y/fix$(echo "$back" | sed 's/HEAD//')" >"$scratch/ported"
		cmp "$scratch/made" "$scratch/ported" || { diff "$scratch/made" "$scratch/ported"; return 1; }
	done
}

ported()
{
	run 0 $stablehand port 9.1.y
}
stable()
{
	run 0 $stablehand export --form stable 9.1.y && says 'fix: 2 patches in' &&
		says 'git send-email --to=stable@vger.kernel.org --thread --no-chain-reply-to \*\.patch' &&
		[ -f "$out/stable/9.1.y/fix/0000-cover-letter.patch" ]
}
very_commits()
{
	unpack && git -C "$scratch/tree" am -q "$out/stable/9.1.y/fix/9.1.y.mbox" && same_commits HEAD HEAD~1 &&
		[ "$(cat "$out"/stable/9.1.y/fix/000[12]-*.patch | md5sum)" = \
		  "$(md5sum <"$out/stable/9.1.y/fix/9.1.y.mbox")" ]
}
# What stable's checking bot demands of each mail, read as it reads them.
bot()
{
	perl -e '
		use strict; my @reply; my $bad = 0; my $n = 0;
		for my $file (@ARGV) {
			open my $f, "<", $file or die; local $/; my $mail = <$f>; $n++;
			my ($head, $body) = split /\n\n/, $mail, 2; $head =~ s/\n[ \t]+/ /g;
			my ($subject) = $head =~ /^Subject: (.*)/m;
			print("$file: no branch: $subject\n"), $bad++ unless $subject =~ /^\[PATCH 9\.1\.y( \d+\/\d+)?\] /;
			print("$file: no commit upstream\n"), $bad++
				unless $body =~ /^(?:commit [0-9a-f]{40} upstream\.|\[ Upstream commit [0-9a-f]{40} \])$/m;
			print("$file: cherry picked\n"), $bad++ if $body =~ /cherry picked from/;
			my ($message) = split /^---$/m, $body;
			my @signed = $message =~ /^Signed-off-by: (.*)$/mg;
			print("$file: last sign-off: $signed[-1]\n"), $bad++
				unless $signed[-1] eq "Test Person <test\@example.com>";
			print("$file: something behind it\n"), $bad++ unless $message =~ /^Signed-off-by: .*\n\z/m;
			push @reply, $head =~ /^In-Reply-To: <(.*)>$/m;
		}
		my %reply = map { $_ => 1 } @reply;
		print("answers: @reply\n"), $bad++ if keys %reply > 1 || (@reply && @reply != $n);
		exit($bad ? 1 : 0)' "$@"
}
bot_takes_it()
{
	bot "$out"/stable/9.1.y/fix/000[12]-*.patch && bot "$out"/stable/9.1.y/one/0001-*.patch
}
# The same again changes nothing, and nothing is moved aside.
twice()
{
	( cd "$out" && find stable -type f -exec md5sum {} + | sort ) >"$scratch/first"
	run 0 $stablehand export --form stable 9.1.y && ! says 'moved aside' >/dev/null &&
		( cd "$out" && find stable -type f -exec md5sum {} + | sort ) | cmp - "$scratch/first"
}
aside()
{
	run 0 $stablehand export --form stable --in-reply-to 1@gregkh 9.1.y && says 'moved aside: .*fix\.old-1' &&
		[ -f "$out/stable/9.1.y/fix.old-1/0001-kvm-guard-the-fault-code.patch" ]
}
# Every part answers that message, the cover too; send-email sends it so.
threading()
{
	bot "$out"/stable/9.1.y/fix/000[12]-*.patch || return 1
	[ "$(grep -l '^In-Reply-To: <1@gregkh>' "$out"/stable/9.1.y/fix/*.patch | wc -l)" = 3 ] &&
		says "send-email --to=stable@vger.kernel.org --no-thread --in-reply-to='<1@gregkh>'"
}
# The very line that is printed, with --dry-run.
send_email()
{
	needs git-send-email git-email || return 1
	line=$(sed -n 's/^  git send-email/git send-email --dry-run --confirm=never --suppress-cc=all/p' "$scratch/out" | head -n 1)
	( cd "$out/stable/9.1.y/fix" && eval "$line" ) >"$scratch/sent" 2>&1 </dev/null || { cat "$scratch/sent"; return 1; }
	[ "$(grep -c '^In-Reply-To: <1@gregkh>' "$scratch/sent")" = 3 ] &&
		[ "$(grep -c '^Subject: \[PATCH 9.1.y [012]/2\]' "$scratch/sent")" = 3 ] || { cat "$scratch/sent"; return 1; }
}
# The id of a mail "FAILED: patch ..." that the series was imported from.
answer()
{
	cat >"$project/patches/one/answers.conf" <<END
[answer "9.1.y"]
	message-id = 2026112301-some-word-0001@gregkh
	to = Some Body <somebody@example.org>
	commit = 4444444444333333333333333333333333333333
END
	run 0 $stablehand export --form stable --series one 9.1.y || return 1
	grep -q '^In-Reply-To: <2026112301-some-word-0001@gregkh>' "$out"/stable/9.1.y/one/0001-kvm-the-one.patch &&
		says "in-reply-to='<2026112301-some-word-0001@gregkh>'" && says "cc='Some Body <somebody@example.org>'"
}
# One patch has no cover: what a reviewer wants to know stands below its "---".
alone()
{
	mail=$out/stable/9.1.y/one/0001-kvm-the-one.patch
	[ ! -e "$out/stable/9.1.y/one/0000-cover-letter.patch" ] && grep -q '^Subject: \[PATCH 9.1.y\] kvm: the one' "$mail" &&
		sed '1,/^---$/d' "$mail" | grep -q 'selftests not run'
}
short_id()
{
	sed -i 's/^X-Upstream-Commit: 4*3*/X-Upstream-Commit: 444444444433/' "$project/patches/one/0001-one.patch"
	run 2 $stablehand export --form stable --series one 9.1.y && complains 'only said as 444444444433' || return 1
	sed -i 's/^X-Upstream-Commit: 4*3*/X-Upstream-Commit: 4444444444333333333333333333333333333333/' "$project/patches/one/0001-one.patch"
}
object()
{
	run 0 $stablehand --json export --form stable 9.1.y &&
		json '@{$j->{deliveries}} == 2 && $j->{deliveries}[0]{patches} == 2 && @{$j->{deliveries}[0]{files}} == 4'
}
bundle()
{
	run 0 $stablehand export --form git --series fix 9.1.y && unpack && cd "$out/git/9.1.y/fix" &&
		git -C "$scratch/tree" fetch -q "$out/git/9.1.y/fix/fix.bundle" refs/heads/fix-9.1.y &&
		[ "$(git -C "$scratch/tree" rev-parse FETCH_HEAD)" = "$(git -C "$store" rev-parse refs/ports/9.1.y/fix)" ]
}
bundle_twice()
{
	md5sum "$out/git/9.1.y/fix/fix.bundle" >"$scratch/first" &&
		run 0 $stablehand export --form git --series fix 9.1.y && ! says 'moved aside' >/dev/null && md5sum -c "$scratch/first"
}
pushed()
{
	git init -q --bare "$scratch/remote.git" && git -C "$scratch/remote.git" fetch -q "$store" refs/newest/9.1.y || return 1
	line=$(sed -n 's/^  \(git -C .* push .*\)/\1/p' "$scratch/out" | sed "s,REMOTE,$scratch/remote.git,")
	eval "$line" && git -C "$scratch/remote.git" rev-parse refs/heads/fix-9.1.y
}
refusals()
{
	run 2 $stablehand export 9.1.y && complains 'form' &&
		run 2 $stablehand export --form xyz 9.1.y && run 2 $stablehand export --form stable 1.1.y &&
		run 2 $stablehand export --form stable --in-reply-to 'a b' 9.1.y && complains 'not a message id' &&
		run 2 $stablehand export --form stable --in-reply-to "1@x
Bcc: y" 9.1.y && run 2 $stablehand export --form stable --cve 'CVE-1;x' 9.1.y
}

check "the patches are ported" ported
check "stable: a cover, a mail for each, and the line that sends them" stable
check "stable: git am makes the very commits of the mails" very_commits
check "stable: what its bot demands" bot_takes_it
check "stable: the same again is the same" twice
check "stable: an older export goes aside as a whole" aside
check "stable: all parts answer one message" threading
check "stable: the printed line works, as far as --dry-run tells" send_email
check "stable: who asked gets the answer" answer
check "stable: one patch has no cover" alone
check "stable: an abbreviated id that no history has is refused" short_id
check "--json" object
check "git: the bundle has the very commits" bundle
check "git: the same again is the same" bundle_twice
check "git: what is printed pushes them" pushed
check "what is not understood is refused" refusals
done_testing
