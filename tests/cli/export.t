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
# From the mail that a patch failed to the mail that answers it.
failed_mail()
{
	cat >"$scratch/failed.eml" <<'END'
From: Stable Maintainer <stable@example.net>
To: author@example.com,stable@vger.kernel.org
Subject: FAILED: patch "[PATCH] kvm: late: Read it" failed to apply to 9.1-stable tree
Date: Mon, 26 Jun 2023 10:00:00 +0200
Message-ID: <2023062601-nine-one@example.net>


The patch below does not apply to the 9.1-stable tree.

git fetch https://git.kernel.org/pub/scm/linux/kernel/git/stable/linux.git/ linux-9.1.y
git checkout FETCH_HEAD
git cherry-pick -x 5555555555555555555555555555555555555555
git commit -s
git send-email --to '<stable@vger.kernel.org>' --in-reply-to '2023062601-nine-one@example.net' --subject-prefix 'PATCH 9.1.y' HEAD^..

Possible dependencies:

------------------ original commit in Linus's tree ------------------

From 5555555555555555555555555555555555555555 Mon Sep 17 00:00:00 2001
From: Test Author <author@example.com>
Date: Fri, 23 Jun 2023 09:46:38 -0700
Subject: [PATCH] kvm: late: Read it

Why it is read.

Signed-off-by: Test Author <author@example.com>

diff --git a/include/other.h b/include/other.h
index 0123456789ab..89abcdef0123 100644
--- a/include/other.h
+++ b/include/other.h
@@ -1 +1,2 @@
 /* Read by what this configuration leaves out. */
+/* Late. */
END
	cp "$project/series.conf" "$scratch/series.conf"
	run 0 $stablehand import "$scratch/failed.eml" && run 0 $stablehand export --form stable --series kvm-late-read-it 9.1.y || return 1
	mail=$out/stable/9.1.y/kvm-late-read-it/0001-kvm-late-Read-it.patch
	grep -q '^In-Reply-To: <2023062601-nine-one@example.net>$' "$mail" && grep -q '^Subject: \[PATCH 9.1.y\] kvm: late: Read it$' "$mail" &&
		grep -q '^commit 5\{40\} upstream\.$' "$mail" && bot "$mail" && says 'send-email .*--no-thread --in-reply-to=.<2023062601-nine-one@example.net>' &&
		says "--cc='Stable Maintainer <stable@example.net>'" && send_one || return 1
	cp "$scratch/series.conf" "$project/series.conf" && rm -r "$project/patches/kvm-late-read-it"
}
send_one()
{
	needs git-send-email git-email || return 1
	line=$(sed -n 's/^  git send-email/git send-email --dry-run --confirm=never --suppress-cc=all/p' "$scratch/out")
	( cd "$out/stable/9.1.y/kvm-late-read-it" && eval "$line" ) >"$scratch/sent" 2>&1 </dev/null &&
		grep -q '^In-Reply-To: <2023062601-nine-one@example.net>' "$scratch/sent" || { cat "$scratch/sent"; return 1; }
}
# What the patches are on top of. Of an archive nobody else has the commit: then the tree tells.
base_said()
{
	commit=$(git -C "$store" rev-parse refs/newest/9.1.y) && tree=$(git -C "$store" rev-parse "$commit^{tree}") || return 1
	grep -q "^base: 9.1.7, tree $tree$" "$out/stable/9.1.y/fix/0000-cover-letter.patch" &&
		grep -q "^base: 9.1.7, tree $tree$" "$out/stable/9.1.y/one/0001-kvm-the-one.patch" &&
		! grep -r '^base-commit:' "$out/stable" || return 1
	# A branch of a repository has its commit, which others have, too.
	make_tree 9.4 0
	git init -q "$scratch/main" && cp -r "$scratch/linux-9.4/." "$scratch/main" && git -C "$scratch/main" add -A &&
		git -C "$scratch/main" commit -q -m 'Linux 9.4' && git -C "$scratch/main" tag v9.4 &&
		git -C "$scratch/main" commit -q --allow-empty -m 'More.' || return 1
	cat >"$project/kernels/9.4.y.conf" <<END
[source "main"]
	type = git
	url = file://$scratch/main
	branch = $(git -C "$scratch/main" symbolic-ref --short HEAD)
	since = v9.4
[build]
	fragment = base.config
END
	run 0 $stablehand fetch 9.4.y && run 0 $stablehand export --form stable --series fix 9.4.y || return 1
	grep -q "^base-commit: $(git -C "$scratch/main" rev-parse HEAD)$" "$out/stable/9.4.y/fix/0000-cover-letter.patch" &&
		! grep -r '^base: ' "$out/stable/9.4.y" && rm "$project/kernels/9.4.y.conf"
}
# One patch has no cover: what a reviewer wants to know stands below its "---".
alone()
{
	mail=$out/stable/9.1.y/one/0001-kvm-the-one.patch
	[ ! -e "$out/stable/9.1.y/one/0000-cover-letter.patch" ] && grep -q '^Subject: \[PATCH 9.1.y\] kvm: the one' "$mail" &&
		sed '1,/^---$/d' "$mail" | grep -q 'selftests not run'
}
# What the rules say of a patch on a branch stands below its "---".
remarks()
{
	printf '[note "0002-other.patch"]\n\ttext = 9.1.y Nobody reads it here.\n\ttext = 9.2.y Nor here.\n' \
		>"$project/patches/fix/rules.conf"
	printf '[note "0001-one.patch"]\n\ttext = 9.?.y diff --git is what it begins with.\n' \
		>"$project/patches/one/rules.conf"
	run 0 $stablehand export --form stable 9.1.y || return 1
	[ "$(sed '1,/^---$/d' "$out"/stable/9.1.y/fix/0002-*.patch | head -n 1)" = "Nobody reads it here." ] &&
		! grep -q 'Nor here' "$out"/stable/9.1.y/fix/0002-*.patch &&
		! grep -q 'Nobody reads it here' "$out"/stable/9.1.y/fix/0001-*.patch &&
		[ "$(sed '1,/^---$/d' "$out"/stable/9.1.y/one/0001-*.patch | head -n 3)" = \
			" diff --git is what it begins with.

On each branch:" ] || return 1
	unpack && git -C "$scratch/tree" am -q "$out"/stable/9.1.y/fix/000[12]-*.patch || return 1
	rm "$project/patches/fix/rules.conf" "$project/patches/one/rules.conf"
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
# tree FOLDER: the id of the tree in a folder, without what packages put there.
tree_of()
{
	rm -rf "$scratch/index" && GIT_DIR=$scratch/tree/.git GIT_WORK_TREE=$1 GIT_INDEX_FILE=$scratch/index \
		sh -c 'git add -A . ":!debian" ":!.pc" && git write-tree'
}
ported_tree()
{
	git -C "$store" rev-parse 'refs/ports/9.1.y/fix^{tree}'
}
# base FOLDER: the files of the release, in a new folder.
base()
{
	unpack && rm -rf "$1" && mkdir -p "$1" && git -C "$scratch/tree" archive HEAD | tar -C "$1" -x
}
export_form()
{
	run 0 $stablehand export --series fix 9.1.y --form "$@"
}
# am FILE...: all of them in this order give the ported tree.
am()
{
	unpack && git -C "$scratch/tree" am -q "$@" &&
		[ "$(git -C "$scratch/tree" rev-parse 'HEAD^{tree}')" = "$(ported_tree)" ] &&
		[ "$(git -C "$scratch/tree" log --format='%an <%ae> %ad' --date=raw)" = \
		  "$(git -C "$store" log --format='%an <%ae> %ad' --date=raw refs/ports/9.1.y/fix)" ]
}
message()
{
	git -C "$scratch/tree" log -1 --format=%B "HEAD${1:-}" >"$scratch/message"
}
has()
{
	grep -Eq -- "$1" "$scratch/message" || { echo "no '$1' in:"; cat "$scratch/message"; return 1; }
}

dep3()
{
	export_form debian --bug 1012345 --cve CVE-2026-1234 || return 1
	patch=$out/debian/9.1.y/fix/debian/patches/bugfix/x86/0001-kvm-guard-the-fault-code.patch
	[ "$(cat "$out/debian/9.1.y/fix/debian/patches/series")" = "bugfix/x86/0001-kvm-guard-the-fault-code.patch
bugfix/all/0002-kvm-say-who-reads-it.patch" ] && sed '/^$/q' "$patch" >"$scratch/message" &&
		has "^Origin: upstream, https://git.kernel.org/linus/$id$" && has '^Forwarded: not-needed$' &&
		has "^Applied-Upstream: 9.6, https://git.kernel.org/linus/$id$" && has '^Last-Update: 2023-06-23$' &&
		has '^Bug-Debian: https://bugs.debian.org/1012345$' && has 'Bug-Debian-Security: .*/CVE-2026-1234$'
}
# A source package 3.0 (quilt) of the release; the patches go where the printed lines put them.
package()
{
	base "$scratch/deb/fixture-9.1.7" && cd "$scratch/deb" && tar -cJf fixture_9.1.7.orig.tar.xz fixture-9.1.7 &&
		mkdir -p fixture-9.1.7/debian/source fixture-9.1.7/debian/patches || return 1
	echo '3.0 (quilt)' >fixture-9.1.7/debian/source/format
	cat >fixture-9.1.7/debian/control <<'END'
Source: fixture
Section: kernel
Priority: optional
Maintainer: Test Person <test@example.com>
Standards-Version: 4.6.2

Package: fixture
Architecture: any
Description: a tree for tests
 It has a few files.
END
	cat >fixture-9.1.7/debian/changelog <<'END'
fixture (9.1.7-1) unstable; urgency=medium

  * Two patches.

 -- Test Person <test@example.com>  Fri, 23 Jun 2023 09:46:38 +0000
END
	printf '#!/usr/bin/make -f\n%%:\n\ttrue\n' >fixture-9.1.7/debian/rules
	chmod +x fixture-9.1.7/debian/rules
	( cd "$out/debian/9.1.y/fix" && PACKAGE=$scratch/deb/fixture-9.1.7 &&
		sed -n "s,^  \(c[pa].*\),\1,p" "$scratch/out" | sed "s,PACKAGE,$PACKAGE,g" >"$scratch/next" && . "$scratch/next" )
}
by_quilt()
{
	needs quilt quilt && package && cd "$scratch/deb/fixture-9.1.7" &&
		QUILT_PATCHES=debian/patches quilt push -a --fuzz=0 && [ "$(tree_of "$PWD")" = "$(ported_tree)" ]
}
by_dpkg_source()
{
	needs dpkg-source dpkg-dev && package && cd "$scratch/deb" && dpkg-source -b fixture-9.1.7 &&
		dpkg-source --no-check -x fixture_9.1.7-1.dsc unpacked && [ "$(tree_of "$scratch/deb/unpacked")" = "$(ported_tree)" ]
}
by_lintian()
{
	needs lintian lintian || return 1
	lintian --allow-root -I --pedantic "$scratch/deb/fixture_9.1.7-1.dsc" >"$scratch/lintian" 2>&1
	grep -q 'fixture source' "$scratch/lintian" || { cat "$scratch/lintian"; return 1; }
	! grep -Ei 'patch|quilt|dep-?3|series' "$scratch/lintian"
}
by_rpmbuild()
{
	needs rpmbuild rpm && export_form rpm && base "$scratch/rpm/fixture" && mkdir -p "$scratch/rpm/SOURCES" &&
		tar -C "$scratch/rpm" -cf "$scratch/rpm/SOURCES/fixture.tar" fixture && cp "$out"/rpm/9.1.y/fix/*.patch "$scratch/rpm/SOURCES" || return 1
	lines=$out/rpm/9.1.y/fix/fix.spec-lines
	{
		printf 'Name: fixture\nVersion: 9.1.7\nRelease: 1\nSummary: a tree\nLicense: GPL\nSource0: fixture.tar\n'
		grep '^Patch' "$lines"
		printf '\n%%description\nA tree.\n\n%%prep\n%%setup -q -n fixture\n'
		grep '^%patch' "$lines"
	} >"$scratch/rpm/fixture.spec"
	rpmbuild -bp --nodeps --define "_topdir $scratch/rpm" "$scratch/rpm/fixture.spec" &&
		[ "$(tree_of "$scratch/rpm/BUILD/fixture")" = "$(ported_tree)" ]
}
ark()
{
	export_form rpm-ark --bug KERNEL-1 --cve CVE-2026-1234 && am "$out"/rpm-ark/9.1.y/fix/*.patch && message '~1' &&
		has '^JIRA: KERNEL-1$' && has '^CVE: CVE-2026-1234$' && has '^Upstream Status: git://.*torvalds/linux.git$' &&
		has "^\(cherry picked from commit $id\)$"
}
ciq()
{
	export_form rpm-ciq --bug KERNEL-1 && am "$out"/rpm-ciq/9.1.y/fix/*.patch && message '~1' &&
		[ "$(sed -n 3,5p "$scratch/message")" = "jira KERNEL-1
commit-author Test Author <author@example.com>
commit $id" ]
}
yocto()
{
	export_form yocto --cve CVE-2026-1234 || return 1
	am $(sed -n "s,^patch ,$out/yocto/9.1.y/fix/,p" "$out/yocto/9.1.y/fix/fix.scc") && message '~1' &&
		has "^Upstream-Status: Backport \[https://git.kernel.org/linus/$id\]$" && has '^CVE: CVE-2026-1234$'
}
suse()
{
	export_form suse --bug 'bsc#1234567' && am "$out"/suse/9.1.y/fix/patches.suse/kvm-guard-the-fault-code.patch \
		"$out"/suse/9.1.y/fix/patches.suse/kvm-say-who-reads-it.patch &&
		sed '/^$/q' "$out/suse/9.1.y/fix/patches.suse/kvm-guard-the-fault-code.patch" >"$scratch/message" &&
		has '^Patch-mainline: v9.6$' && has "^Git-commit: $id$" && has '^References: bsc#1234567$' || return 1
	# In the order of series.conf, whose comments quilt knows.
	needs quilt quilt && base "$scratch/suse" && cd "$scratch/suse" &&
		cp -r "$out/suse/9.1.y/fix/patches.suse" ../suse.patches.suse && mkdir ../suse.all && mv ../suse.patches.suse ../suse.all/patches.suse &&
		sed 's/^[[:space:]]*//' "$out/suse/9.1.y/fix/series.conf" >../suse.all/series &&
		QUILT_PATCHES=../suse.all quilt push -a --fuzz=0 && [ "$(tree_of "$PWD")" = "$(ported_tree)" ]
}
# Into a series.conf of theirs, with guards; sequence-patch gives quilt what the guards select.
suse_place()
{
	source=$scratch/kernel-source
	rm -rf "$scratch/suse" && mkdir -p "$source/patches.suse" && base "$scratch/suse" || return 1
	cat >"$source/patches.suse/old.patch" <<'END'
From: Other Author <other@example.com>
Subject: kvm: old
Patch-mainline: v9.5-rc1
Git-commit: 9999999999999999999999999999999999999999

---
--- a/include/old.h
+++ b/include/old.h
@@ -1 +1,2 @@
END
	printf ' %s\n+/* Old. */\n' "$(head -n 1 "$scratch/suse/include/old.h")" >>"$source/patches.suse/old.patch"
	sed 's/v9.5-rc1/v9.9-rc1/; s/999999/888888/' "$source/patches.suse/old.patch" >"$source/patches.suse/late.patch"
	cat >"$source/series.conf" <<'END'
	########################################################
	# sorted patches
	########################################################
	patches.suse/old.patch
+other	patches.suse/late.patch
	########################################################
	# end of sorted patches
	########################################################
END
	export_form suse --bug 'bsc#1234567' --series-conf "$source/series.conf" &&
		says '# patches.suse/kvm-guard-the-fault-code.patch: behind patches.suse/old.patch \(v9.5-rc1\)' || return 1
	( cd "$out/suse/9.1.y/fix" && sed -n 's,^  \(cp .*\),\1,p' "$scratch/out" | sed "s,KERNEL-SOURCE,$source,g" >"$scratch/next" && . "$scratch/next" ) || return 1
	[ "$(grep -c . "$source/series.conf")" = 10 ] && sed 's/#.*//; /^+other/d; s/^[[:space:]]*//; /^$/d' "$source/series.conf" >"$source/series" &&
		[ "$(cat "$source/series")" = "patches.suse/old.patch
patches.suse/kvm-guard-the-fault-code.patch
patches.suse/kvm-say-who-reads-it.patch" ] && cd "$scratch/suse" && QUILT_PATCHES=$source quilt push -a --fuzz=0 || return 1
	# Once more, nothing goes in again.
	export_form suse --series-conf "$source/series.conf" && says 'guard-the-fault-code.patch: is there already' &&
		cmp "$out/suse/9.1.y/fix/series.conf" "$source/series.conf" &&
		run 2 $stablehand export --form debian --series-conf "$source/series.conf" 9.1.y && complains 'form debian has none' &&
		run 2 $stablehand export --form suse --series-conf "$scratch/none" 9.1.y
}
ubuntu()
{
	export_form ubuntu --bug 2012345 --for J/N --cve CVE-2026-1234 || return 1
	am "$out"/ubuntu/9.1.y/fix/000[12]-*.patch && message '~1' && [ "$(sed -n 3,4p "$scratch/message" | tr '\n' .)" = "BugLink: https://bugs.launchpad.net/bugs/2012345.." ] && [ "$(grep -v '^$' "$scratch/message" | tail -n 3)" = "(cherry picked from commit $id)
CVE-2026-1234
Signed-off-by: Test Person <test@example.com>" ] &&
		grep -q '^Subject: \[SRU\]\[J/N\]\[PATCH 0/2\] CVE-2026-1234$' "$out/ubuntu/9.1.y/fix/0000-cover-letter.patch" &&
		grep -q '^Subject: \[SRU\]\[J/N\]\[PATCH 1/2\] kvm: guard' "$out"/ubuntu/9.1.y/fix/0001-*.patch || return 1
	for heading in Impact Fix 'Test Plan' 'Where problems could occur' 'Other Info'; do
		grep -q "^\[$heading\]$" "$out/ubuntu/9.1.y/fix/0000-cover-letter.patch" || return 1
	done
	run 2 $stablehand export --form ubuntu 9.1.y && complains 'needs --bug' &&
		run 2 $stablehand export --form ubuntu --bug 1 9.1.y && complains 'needs --for'
}
# Of every form: the same again.
all_twice()
{
	for form in debian ubuntu suse rpm rpm-ark rpm-ciq yocto git; do
		set -- --form $form
		[ $form != ubuntu ] || set -- "$@" --bug 1 --for J
		run 0 $stablehand export --out "$scratch/once" "$@" 9.1.y && run 0 $stablehand export --out "$scratch/again" "$@" 9.1.y || return 1
	done
	diff -r "$scratch/once" "$scratch/again"
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
# The author's own cover letter is in the cover, without what git added to it, under its subject.
with_letter()
{
	printf 'From: A <a@example.com>\nSubject: [PATCH 0/2] kvm: who reads what\n\nWhy it is done.\n\nA (2):\n  one\n  two\n' \
		>"$project/patches/fix/0000-cover-letter.patch"
	run 0 $stablehand export --form stable --out "$out/letter" 9.1.y
	cover=$out/letter/stable/9.1.y/fix/0000-cover-letter.patch
	rm "$project/patches/fix/0000-cover-letter.patch"
	grep -q '^Why it is done\.$' "$cover" && ! grep -q '^A (2):' "$cover" &&
		grep -q '^Subject: \[PATCH 9.1.y 0/2\] kvm: who reads what$' "$cover"
}

check "stable: a cover, a mail for each, and the line that sends them" stable
check "stable: git am makes the very commits of the mails" very_commits
check "stable: what its bot demands" bot_takes_it
check "stable: the same again is the same" twice
check "stable: an older export goes aside as a whole" aside
check "stable: all parts answer one message" threading
check "stable: the printed line works, as far as --dry-run tells" send_email
check "stable: who asked gets the answer" answer
check "stable: the cover letter of the series is in the cover" with_letter
check "stable: one patch has no cover" alone
check "stable: from the mail that a patch failed to its answer" failed_mail
check "stable: what the patches are on top of" base_said
check "stable: a note for a branch stands below the ---" remarks
check "stable: an abbreviated id that no history has is refused" short_id
check "--json" object
check "git: the bundle has the very commits" bundle
check "git: the same again is the same" bundle_twice
check "git: what is printed pushes them" pushed
check "debian: series and DEP-3" dep3
check "debian: quilt applies it" by_quilt
check "debian: dpkg-source builds and unpacks it" by_dpkg_source
check "debian: lintian has nothing against the patches" by_lintian
check "rpm: rpmbuild -bp applies it" by_rpmbuild
check "rpm-ark: kernel-ark's message" ark
check "rpm-ciq: CIQ's message" ciq
check "yocto: git am in the order of the .scc" yocto
check "suse: tags, and quilt in the order of series.conf" suse
check "suse: a place in a series.conf of theirs" suse_place
check "ubuntu: a stable release update" ubuntu
check "every form: the same again is the same" all_twice
check "what is not understood is refused" refusals
done_testing
