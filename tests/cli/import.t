#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What comes in becomes a series: files and folders, mails and mailboxes, commits, quoted mails;
# and what of it must not.
. "$(dirname "$0")/lib.sh"
project=$scratch/project
in=$scratch/in
mkdir -p "$project/kernels" "$project/patches" "$in"
: >"$project/series.conf"
stablehand="$STABLEHAND -C $project"

# mail FILE SUBJECT [HEADER...]: a patch as git format-patch writes it; one line in its own file.
mail()
{
	file=$1 subject=$2
	shift 2
	{
		for header in "$@"; do
			case $header in "From "*) echo "$header" ;; esac
		done
		echo "From: A U Thor <author@example.com>"
		echo "Date: Fri, 23 Jun 2023 09:46:38 -0700"
		echo "Subject: $subject"
		for header in "$@"; do
			case $header in "From "*) ;; *) echo "$header" ;; esac
		done
		cat <<'END_MAIL'

Why it is so.

Fixes: 0123456789ab ("kvm: begin")
Link: https://lore.kernel.org/r/20230623@example.com
Signed-off-by: A U Thor <author@example.com>
---
 arch/x86/kvm/one.c | 2 +-

diff --git a/arch/x86/kvm/one.c b/arch/x86/kvm/one.c
--- a/arch/x86/kvm/one.c
+++ b/arch/x86/kvm/one.c
@@ -1,3 +1,3 @@
 first
END_MAIL
		echo "-${old:-second}"
		echo "+${new:-changed}"
		echo " third"
		printf -- '-- \n2.39.5\n\n'
	} >"$file"
}

# paths SERIES: what series.conf has of it, guards too, on one line.
paths()
{
	grep -v '^#' "$project/series.conf" | grep "$1/" | sed 's/^\t//' | tr '\n' ' '
}
is()
{
	[ "$1" = "$2" ] || { echo "found    '$1'"; echo "expected '$2'"; return 1; }
}

one_file()
{
	mail "$in/fix.patch" "[PATCH] KVM: x86: Fix the first thing" \
		"From 1111111111111111111111111111111111111111 Mon Sep 17 00:00:00 2001"
	run 0 $stablehand import "$in/fix.patch" && says '^kvm-x86-fix-the-first-thing: 1 patch in ' &&
		says '^  new +fix\.patch +\(upstream 111111111111, by its first line only\)$' &&
		cmp "$in/fix.patch" "$project/patches/kvm-x86-fix-the-first-thing/fix.patch" &&
		is "$(paths kvm-x86-fix-the-first-thing)" 'kvm-x86-fix-the-first-thing/fix.patch '
}
twice()
{
	cp "$project/series.conf" "$scratch/before"
	run 0 $stablehand --json import "$in/fix.patch" &&
		json '!$j->{series_conf_changed} && $j->{patches}[0]{state} eq "same"' &&
		cmp "$scratch/before" "$project/series.conf"
}
dry_run()
{
	run 0 $stablehand import --dry-run --series dry "$in/fix.patch" && says 'nothing is written' &&
		[ ! -e "$project/patches/dry" ] && is "$(paths dry)" ''
}
folder()
{
	mkdir "$in/folder" "$in/folder/below"
	mail "$in/folder/0000-cover-letter.patch" "[PATCH 0/3] All"
	old=a mail "$in/folder/0001-a.patch" "[PATCH 1/3] kvm: a"
	old=b mail "$in/folder/0002-b.patch" "[PATCH 2/3] kvm: b"
	old=j mail "$in/folder/0010-j.patch" "[PATCH 3/3] kvm: j"
	echo read me >"$in/folder/README"
	ln -s /etc/passwd "$in/folder/0003-link.patch"
	mkfifo "$in/folder/0004-fifo.patch"
	run 0 $stablehand import --series set "$in/folder" &&
		says 'left out: 0000-cover-letter\.patch: a cover letter$' &&
		says 'left out: README: its name' && says 'left out: below: a folder$' &&
		says 'left out: 0003-link\.patch: a symbolic link$' &&
		says 'left out: 0004-fifo\.patch: not a plain file$' &&
		is "$(paths set)" 'set/0001-a.patch set/0002-b.patch set/0010-j.patch '
}
# Guards and comments that people wrote stay, and a new version goes where the old one was.
new_version()
{
	sed -i 's,^.*set/0002,# Only there.\n+6.1.y\tset/0002,' "$project/series.conf"
	old=b new=better mail "$in/folder/0002-b.patch" "[PATCH v2 2/4] kvm: b"
	old=c mail "$in/folder/0003-c.patch" "[PATCH v2 3/4] kvm: c"
	mv "$in/folder/0003-c.patch" "$in/folder/0005-c.patch"
	run 0 $stablehand import --series set "$in/folder" && says '^  changed +0002-b\.patch' &&
		says '^  new +0005-c\.patch' && says '^  same +0001-a\.patch' && grep -q '^# Only there' "$project/series.conf" || return 1
	is "$(grep -o 'set/.*' "$project/series.conf" | tr '\n' ' ')" \
		'set/0001-a.patch set/0002-b.patch set/0005-c.patch set/0010-j.patch ' &&
		grep -q '^+6\.1\.y.set/0002-b\.patch$' "$project/series.conf" &&
		grep -q '^+better' "$project/patches/set/0002-b.patch"
}
leaving()
{
	rm "$in/folder/0001-a.patch"
	cp "$project/series.conf" "$scratch/before"
	run 2 $stablehand import --series set "$in/folder" &&
		complains 'series set has 1 patch that did not come in now \(0001-a\.patch\): --keep leaves it in, --drop takes it out' &&
		cmp "$scratch/before" "$project/series.conf" &&
		run 0 $stablehand import --keep --series set "$in/folder" && says '^  kept +0001-a' &&
		cmp "$scratch/before" "$project/series.conf" || return 1
	printf '[not-affected "0001-a.patch"]\n\twithout = a\n' >"$project/patches/set/rules.conf"
	run 2 $stablehand import --drop --series set "$in/folder" &&
		complains 'rules\.conf has rules for 0001-a\.patch, which is to leave' || return 1
	rm "$project/patches/set/rules.conf"
	run 0 $stablehand import --drop --series set "$in/folder" && says '^  left +0001-a' &&
		[ -e "$project/patches/set/left/0001-a.patch" ] && [ ! -e "$project/patches/set/0001-a.patch" ] &&
		! grep -q 0001-a "$project/series.conf"
}
quilt()
{
	mkdir -p "$in/quilt/sub"
	old=q1 mail "$in/quilt/z-first.patch" "[PATCH] quilt: first"
	old=q2 mail "$in/quilt/sub/second.diff" "[PATCH] quilt: second"
	old=q3 mail "$in/quilt/unused.patch" "[PATCH] quilt: unused"
	printf '# All of them\nz-first.patch -p1 # why\n\n+suse sub/second.diff\n' >"$in/quilt/series"
	run 0 $stablehand import --series quilt "$in/quilt" &&
		says 'look at: sub/second\.diff: guards of the quilt series are not taken over: \+suse$' &&
		says 'left out: unused\.patch: not in the file series$' &&
		is "$(paths quilt)" 'quilt/z-first.patch quilt/0002-quilt-second.patch ' || return 1
	mkdir "$scratch/outside" && mv "$in/quilt/sub/second.diff" "$scratch/outside" &&
		rmdir "$in/quilt/sub" && ln -s "$scratch/outside" "$in/quilt/sub"
	run 2 $stablehand import --series quilt2 "$in/quilt" && complains 'leads out of the folder' || return 1
	echo ../folder/0002-b.patch >"$in/quilt/series"
	run 2 $stablehand import --series quilt2 "$in/quilt" &&
		complains 'series:1: \.\./folder/0002-b\.patch: the path has to stay below the folder' &&
		[ ! -e "$project/patches/quilt2" ]
}
# The headers of distributions stay, and say what a patch is upstream.
distributions()
{
	mkdir "$in/debian"
	{
		cat <<'END'
Description: Fix the third thing
 Because it is broken.
Author: A U Thor <author@example.com>
Origin: upstream, https://git.kernel.org/linus/9999999999999999999999999999999999999999
Bug-Debian: https://bugs.debian.org/1234
Last-Update: 2023-06-23

END
		sed -n '/^diff/,/^ third/p' "$in/quilt/z-first.patch"
	} >"$in/debian/fix-third.patch"
	{
		printf 'From: A U Thor <author@example.com>\nSubject: Fix the fourth\nGit-commit: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n'
		printf 'Patch-mainline: v6.6-rc1\nReferences: bsc#1234\n\nWhy.\n---\n'
		sed -n '/^diff/,/^ third/p' "$in/quilt/z-first.patch"
	} >"$in/debian/fix-fourth.patch"
	printf 'fix-third.patch\nfix-fourth.patch -p1\n' >"$in/debian/series"
	run 0 $stablehand import --series debian "$in/debian" &&
		says '^  new +fix-third\.patch +\(upstream 999999999999\)$' &&
		says '^  new +fix-fourth\.patch +\(upstream aaaaaaaaaaaa, v6\.6-rc1\)$' &&
		says 'lacks: all patches: no Fixes: tag$' && ! says 'lacks:.* no author' &&
		cmp "$in/debian/fix-third.patch" "$project/patches/debian/fix-third.patch"
}
# What a person wrote into the file that is there is not lost with the next version.
upstream_stays()
{
	mail "$in/up.patch" "[PATCH] kvm: up"
	run 0 $stablehand import --series up "$in/up.patch" || return 1
	sed -i '/^Subject/aX-Upstream-Commit: 2222222222222222222222222222222222222222 (v6.6)' \
		"$project/patches/up/up.patch"
	new=more mail "$in/up.patch" "[PATCH v2] kvm: up"
	run 0 $stablehand import --series up "$in/up.patch" && says 'changed: up\.patch: keeps X-Upstream-Commit: 2{40} \(v6\.6\)' &&
		says '^  changed +up\.patch +\(upstream 222222222222, v6\.6\)$' &&
		grep -q '^+more' "$project/patches/up/up.patch" &&
		run 0 $stablehand import --series up "$in/up.patch" && says '^  same '
}
bad_names()
{
	for name in ../x a/b .git -x '' 'a b' 'x.lock' 'a..b' "$(printf 'a\nb')" "$(printf '%065d' 1)"; do
		run 2 $stablehand import --series "$name" "$in/up.patch" && complains 'not a name for a series' ||
			{ echo "name: $name"; return 1; }
	done
	mail "$in/escape.patch" "[PATCH] ../../etc/passwd"
	run 0 $stablehand import "$in/escape.patch" && says '^etc-passwd: 1 patch in patches/etc-passwd$'
}
bad_sources()
{
	mkfifo "$in/fifo"
	run 2 $stablehand import "$in/fifo" && complains 'fifo: not a plain file$' &&
		run 2 $stablehand import /dev/zero && complains 'zero: not a plain file$' &&
		run 2 $stablehand import "$in/none" && run 2 $stablehand import && complains 'import needs SOURCE' || return 1
	mkdir "$in/empty"
	run 2 $stablehand import "$in/empty" && complains 'no patches in this folder$' || return 1
	echo nothing >"$in/empty/x.patch"
	run 2 $stablehand import "$in/empty" && complains 'x\.patch:2: no diff in it' || return 1
	sed 's,b/arch/x86/kvm/one.c,b/../../one.c,' "$in/up.patch" >"$in/out.patch"
	run 2 $stablehand import "$in/out.patch"
}
not_through_links()
{
	mkdir -p "$scratch/elsewhere"
	ln -s "$scratch/elsewhere" "$project/patches/linked"
	run 2 $stablehand import --series linked "$in/up.patch" && complains 'patches/linked: not a folder$' &&
		[ -z "$(ls "$scratch/elsewhere")" ]
}
not_over_others()
{
	mkdir -p "$project/patches/mine"
	echo mine >"$project/patches/mine/up.patch"
	run 2 $stablehand import --series mine "$in/up.patch" && complains 'that series\.conf does not name' &&
		is "$(cat "$project/patches/mine/up.patch")" mine
}

# One mailbox of git's: patches behind each other.
mailbox_of_git()
{
	: >"$in/all.mbox"
	for n in 0 1 2; do
		old=m$n mail "$in/part" "[PATCH $n/2] mbox: $n" "From ${n}111111111111111111111111111111111111111 Mon Sep 17 00:00:00 2001"
		[ $n = 0 ] && sed -i '/^diff/,$d' "$in/part"
		cat "$in/part" >>"$in/all.mbox"
	done
	run 0 $stablehand import --series gitbox "$in/all.mbox" && says 'left out: .*all\.mbox, mail 1: a cover letter' &&
		is "$(paths gitbox)" 'gitbox/0001-mbox-1.patch gitbox/0002-mbox-2.patch ' || return 1
	mkdir "$in/boxes" && cp "$in/all.mbox" "$in/boxes/x.patch" &&
		run 0 $stablehand import --series boxes "$in/boxes" && says 'left out: .*x\.patch, mail 1: a cover letter' &&
		is "$(paths boxes)" 'boxes/0001-mbox-1.patch boxes/0002-mbox-2.patch '
}

# letter FILE ID SUBJECT IN-REPLY-TO TEXT...: a mail without a patch, from A Reviewer.
letter()
{
	cat >>"$1" <<END
From mboxrd@z Thu Jan  1 00:00:00 1970
From: ${sender:-A Reviewer <reviewer@example.org>}
Date: Sat, 24 Jun 2023 09:46:38 -0700
Subject: $3
Message-ID: <$2>
In-Reply-To: <$4>

END
	shift 4
	printf '%s\n' "$@" '' >>"$in/thread.mbox"
}
# part ID SUBJECT IN-REPLY-TO: a mail of the thread that has a patch.
part()
{
	mail "$in/part" "$2" "Message-ID: <$1>" "In-Reply-To: <$3>" "X-Mailer: by hand"
	{ echo "From mboxrd@z Thu Jan  1 00:00:00 1970"; cat "$in/part"; } >>"$in/thread.mbox"
}
make_thread()
{
	: >"$in/thread.mbox"
	old=t0 part v1-1@example.com "[PATCH 1/2] thread: one" v1-0@example.com
	old=t1 part v1-2@example.com "[PATCH 2/2] thread: two" v1-0@example.com
	letter "$in/thread.mbox" old@example.org "Re: [PATCH 1/2] thread: one" v1-1@example.com 'No.'
	sender="A U Thor <author@example.com>" letter "$in/thread.mbox" v2-0@example.com \
		"[PATCH v2 0/3] thread: all of it" v1-0@example.com 'What it is about.'
	# Not in their order.
	old=t3 part v2-3@example.com "[PATCH v2 3/3] thread: three" v2-0@example.com
	old=t0 new=again part v2-1@example.com "[PATCH v2 1/3] thread: one" v2-0@example.com
	[ -n "$1" ] || old=t1 part v2-2@example.com "[PATCH v2 2/3] thread: two" v2-0@example.com
	letter "$in/thread.mbox" r1@example.org "Re: [PATCH v2 1/3] thread: one" v2-1@example.com \
		'> Why it is so.' 'Yes.' 'Reviewed-by: A Reviewer <reviewer@example.org>'
	letter "$in/thread.mbox" r2@example.org "Re: [PATCH v2 3/3] thread: three" v2-3@example.com \
		'Tested-by: Another <another@example.net>'
	letter "$in/thread.mbox" r3@example.org "Re: [PATCH v2 0/3] thread: all of it" v2-0@example.com \
		'Acked-by: A Reviewer <reviewer@example.org>'
}
thread()
{
	make_thread ''
	run 0 $stablehand import --series thread "$in/thread.mbox" && says '^thread: 3 patches in ' &&
		is "$(paths thread)" 'thread/0001-thread-one.patch thread/0002-thread-two.patch thread/0003-thread-three.patch ' &&
		says 'left out: \[PATCH 1/2\] thread: one: version 1, as there is version 2$' &&
		says 'left out: \[PATCH v2 0/3\] thread: all of it: a cover letter$' &&
		says 'changed: \[PATCH v2 1/3\] thread: one: Reviewed-by: A Reviewer .* \(from a reply\)$' &&
		says 'left out: Tested-by: Another .*: the mail is not from this address$' &&
		says 'left out: 4 replies, of which tags are taken$' &&
		says 'attestation: no signature that could be checked$' || return 1
	one=$project/patches/thread/0001-thread-one.patch
	grep -q '^+again' "$one" && grep -q '^Reviewed-by: A Reviewer <reviewer@example.org>' "$one" &&
		grep -q '^Acked-by: A Reviewer <reviewer@example.org>' "$project/patches/thread/0002-thread-two.patch" &&
		grep -qi '^Message-Id: <v2-1@example.com>' "$one" &&
		grep -q '^Link: https://lore.kernel.org/r/20230623@example.com' "$one" &&
		grep -q '^Fixes: 0123456789ab' "$one" && grep -q '^From: A U Thor <author@example.com>' "$one" || return 1
	cp -r "$project" "$scratch/before-thread"
	run 0 $stablehand import --series thread "$in/thread.mbox" && says 'series\.conf has them already' &&
		diff -r "$project" "$scratch/before-thread"
}
# Named by the cover letter; a mailbox in files.
maildir()
{
	mkdir -p "$in/maildir/cur" "$in/maildir/new" "$in/maildir/tmp"
	awk -v dir="$in/maildir/cur/" '/^From mboxrd@z/ { n++; next } { print > (dir sprintf("%03d:2,S", n)) }' \
		"$in/thread.mbox"
	run 0 $stablehand import "$in/maildir" && says '^thread-all-of-it: 3 patches in ' &&
		for n in 1-thread-one 2-thread-two 3-thread-three; do
			cmp "$project/patches/thread/000$n.patch" "$project/patches/thread-all-of-it/000$n.patch" || return 1
		done
}
missing()
{
	make_thread without-2
	run 1 $stablehand import --series incomplete "$in/thread.mbox" && says 'missing: patch 2/3 was not found$' &&
		is "$(paths incomplete)" 'incomplete/0001-thread-one.patch incomplete/0002-thread-three.patch ' || return 1
	run 1 $stablehand --json import --series incomplete "$in/thread.mbox" &&
		json '(grep { $_->{kind} eq "missing" } @{$j->{notes}})[0]{text} eq "patch 2/3 was not found"'
}
# A line of the message that a mailbox takes for the next mail, and the id that a sender gave.
odd_lines()
{
	: >"$in/thread.mbox"
	old=o1 part odd@example.com "[PATCH] odd: lines" none@example.com
	# Folded, and a name that has to stand in quotes.
	perl -pi -e 's/^(Subject: .PATCH. odd:) /$1\n\t/; s/^From: A U Thor /From: "A \\"O\\" Thor (Corp, Inc.)"\n /' "$in/thread.mbox"
	sed -i 's/^Why it is so.$/>From here on it is so./; s/^X-Mailer: .*/X-Upstream-Commit: 3333333333333333333333333333333333333333 (v6.7)/' "$in/thread.mbox"
	run 0 $stablehand import "$in/thread.mbox" && says '\(upstream 333333333333, v6\.7\)' &&
		git mailinfo /dev/null /dev/null <"$project/patches/odd-lines/0001-odd-lines.patch" |
			grep -q '^Author: A "O" Thor (Corp, Inc\.)$' &&
		grep -q '^From here on it is so\.$' "$project/patches/odd-lines/0001-odd-lines.patch"
}
# What is no patch by its subject, alone: a reply that proposes one.
reply_alone()
{
	old=ra mail "$in/reply.eml" "Re: [PATCH 3/5] alone: other" "Message-ID: <alone@example.com>" "In-Reply-To: <x@y>"
	run 0 $stablehand import --series alone "$in/reply.eml" &&
		says 'look at: .*reply\.eml: is no patch by its subject, and is taken as it is$' || return 1
	{ echo "From mboxrd@z Thu Jan  1 00:00:00 1970"; cat "$in/reply.eml"
	  echo "From mboxrd@z Thu Jan  1 00:00:00 1970"; sed 's/<alone/<two/' "$in/reply.eml"; } >"$in/two.mbox"
	run 2 $stablehand import --series two "$in/two.mbox" && complains 'b4 found no series in these mails, and more than one has a diff$'
}
# Signed with a key that is made here.
attested()
{
	export XDG_DATA_HOME=$scratch/data
	git config --global user.email author@example.com
	old=s1 mail "$in/signed.eml" "[PATCH] signed: one" "Message-ID: <signed@example.com>"
	# A signature has to be of the mail's time.
	sed -i "s/^Date: .*/Date: $(date -R)/" "$in/signed.eml"
	patatt genkey -n 20260101 || return 1
	git config --global patatt.signingkey ed25519:20260101
	git config --global patatt.selector 20260101
	git config --global patatt.keyringsrc "$XDG_DATA_HOME/patatt/public"
	patatt sign "$in/signed.eml" || return 1
	grep -qi '^X-Developer-Signature' "$in/signed.eml" || return 1
	run 0 $stablehand import "$in/signed.eml" && says 'attestation: .*signed by ed25519/author@example\.com$' &&
		grep -q '^X-Attestation: signed ed25519/author@example.com$' "$project/patches/signed-one/0001-signed-one.patch" || return 1
	sed -i 's/^+changed/+forged/' "$in/signed.eml"
	run 0 $stablehand import --series forged "$in/signed.eml" &&
		says 'look at: .*the signature of ed25519/author@example\.com is not valid, or not of' &&
		grep -q '^X-Attestation: bad-signature ed25519/' "$project/patches/forged/0001-signed-one.patch"
	status=$?
	git config --global user.email test@example.com
	return $status
}
without_b4()
{
	mkdir -p "$scratch/no-b4"
	for program in sh env setpriv git; do
		ln -sf "$(command -v $program)" "$scratch/no-b4/$program"
	done
	PATH=$scratch/no-b4 run 3 $stablehand import "$in/signed.eml" && complains 'b4 is needed .* apt-get install b4$'
}
# No network is asked: the archive is said to be where nobody listens.
message_ids()
{
	git config --global b4.midmask http://127.0.0.1:9/%s
	git config --global b4.searchmask http://127.0.0.1:9/%s
	run 3 $stablehand import '<v1-0@example.com>' && complains 'the thread of <v1-0@example\.com> could not be fetched, which asks the network' || return 1
	run 2 $stablehand import '--' '-x@y' && complains 'not a message id' &&
		run 2 $stablehand import 'https://lore.kernel.org/r/a b@c/' && complains 'not a message id'
}

# failed BRANCH ID: the mail that a patch does not apply to a stable tree.
failed()
{
	old=f1 mail "$in/part" "[PATCH] KVM: failing: Fix it" "From 4444444444444444444444444444444444444444 Mon Sep 17 00:00:00 2001"
	cat <<END
From: <gregkh@linuxfoundation.org>
To: author@example.com,stable@vger.kernel.org
Subject: FAILED: patch "[PATCH] KVM: failing: Fix it" failed to apply to $1-stable tree
Date: Mon, 26 Jun 2023 10:00:00 +0200
Message-ID: <$2>
MIME-Version: 1.0
Content-Type: text/plain; charset=ANSI_X3.4-1968
Content-Transfer-Encoding: 8bit


The patch below does not apply to the $1-stable tree.
If someone wants it applied there, or to any other stable or longterm
tree, then please email the backport, including the original git commit
id to <stable@vger.kernel.org>.

To reproduce the conflict and resubmit, you may use the following commands:

git fetch https://git.kernel.org/pub/scm/linux/kernel/git/stable/linux.git/ linux-$1.y
git checkout FETCH_HEAD
git cherry-pick -x 4444444444444444444444444444444444444444
# <resolve conflicts, build, test, etc.>
git commit -s
git send-email --to '<stable@vger.kernel.org>' --in-reply-to '$2' --subject-prefix 'PATCH $1.y' HEAD^..

Possible dependencies:

555555555555 ("KVM: failing: Prepare")

thanks,

greg k-h

------------------ original commit in Linus's tree ------------------

END
	cat "$in/part"
}
failed_mail()
{
	failed 6.1 2023062601-six-one@gregkh >"$in/failed-6.1.eml"
	run 0 $stablehand import "$in/failed-6.1.eml" &&
		says '^  new +0001-KVM-failing-Fix-it\.patch +\(upstream 444444444444\)$' &&
		says '^  to answer on 6\.1\.y: <2023062601-six-one@gregkh>$' &&
		says 'look at: .*may need 1 commits before it: 555555555555$' || return 1
	folder=$project/patches/kvm-failing-fix-it
	grep -q '^X-Upstream-Commit: 4\{40\}$' "$folder/0001-KVM-failing-Fix-it.patch" &&
		is "$(git config -f "$folder/answers.conf" answer.6.1.y.message-id)" 2023062601-six-one@gregkh &&
		is "$(git config -f "$folder/answers.conf" answer.6.1.y.commit)" 4444444444444444444444444444444444444444 || return 1
	# The same for another branch, in a mailbox, where "From " is escaped or is not.
	{ echo 'From x@y Mon Jun 26 10:00:00 2023'; failed 5.15 2023062602-five@gregkh | sed 's/^From 4/>From 4/'; echo
	  echo 'From x@y Mon Jun 26 10:00:00 2023'; failed 5.10 2023062603-ten@gregkh; } >"$in/failed.mbox"
	run 0 $stablehand import "$in/failed.mbox" && says '^  same +0001-KVM-failing' &&
		is "$(git config -f "$folder/answers.conf" answer.5.15.y.message-id)" 2023062602-five@gregkh &&
		is "$(git config -f "$folder/answers.conf" answer.5.10.y.message-id)" 2023062603-ten@gregkh || return 1
	cp "$folder/answers.conf" "$scratch/answers"
	run 0 $stablehand import "$in/failed.mbox" "$in/failed-6.1.eml" && cmp "$folder/answers.conf" "$scratch/answers"
}
failed_mails_that_lie()
{
	sed 's/^From 4/From 6/' "$in/failed-6.1.eml" >"$in/lie.eml"
	run 2 $stablehand import --series lie "$in/lie.eml" && complains 'says that 444444444444 failed, and holds 644444444444' || return 1
	sed '/^----/,$d' "$in/failed-6.1.eml" >"$in/lie.eml"
	run 2 $stablehand import --series lie "$in/lie.eml" && complains 'failed on 6\.1\.y, and is not in this mail: import 4{40} --git DIR' || return 1
	sed "s/--in-reply-to '[^']*'/--in-reply-to 'other@example.com'/" "$in/failed-6.1.eml" >"$in/lie.eml"
	run 0 $stablehand import --series lie "$in/lie.eml" && says 'look at: .*asks for an answer to <other@example\.com>, not to itself$'
}

commits()
{
	kernel=$in/kernel
	git init -q "$kernel" && mkdir -p "$kernel/arch/x86/kvm" || return 1
	printf 'first\nsecond\nthird\n' >"$kernel/arch/x86/kvm/one.c"
	(cd "$kernel" && git add . && git commit -qm 'the tree' && git tag base &&
	 sed -i s/second/2nd/ arch/x86/kvm/one.c &&
	 git commit -qam "KVM: Zwei für eins

Why.

---
Not the end.

Fixes: 0123456789ab (\"kvm: begin\")
Signed-off-by: J. Müller <mueller@example.com>" --author 'J. Müller <mueller@example.com>' &&
	 git notes add -m 'Seen on a big machine.' && git checkout -qb side base && echo x >side && git add side &&
	 git commit -qm 'side: x' && git checkout -q main && git merge -q --no-edit side 2>/dev/null &&
	 sed -i s/third/3rd/ arch/x86/kvm/one.c && git commit -qam "KVM: Three

commit 7777777777777777777777777777777777777777 upstream.

Signed-off-by: A <a@example.com>") || return 1
	id=$(git -C "$kernel" rev-parse main~2)
	run 0 $stablehand import --git "$kernel" --series commit main~2 &&
		says "^  new +0001-KVM-Zwei-f-r-eins\\.patch +\\(upstream $(echo $id | cut -c1-12)\\)\$" || return 1
	file=$project/patches/commit/0001-KVM-Zwei-f-r-eins.patch
	grep -q "^X-Upstream-Commit: $id\$" "$file" && grep -q '^    Seen on a big machine\.' "$file" &&
		git clone -q "$kernel" "$scratch/applied" && (cd "$scratch/applied" && git checkout -q base && git am -q "$file") &&
		is "$(git -C "$scratch/applied" rev-parse HEAD^{tree})" "$(git -C "$kernel" rev-parse main~2^{tree})" &&
		is "$(git -C "$scratch/applied" log -1 --format='%an %ae %at %s')" "$(git -C "$kernel" log -1 --format='%an %ae %at %s' main~2)" || return 1
	# Configured, and a range; a backport keeps the id that it names.
	printf '[upstream]\n\tpath = ../in/kernel\n' >"$project/stablehand.conf"
	run 0 $stablehand import --series range base..main && says 'left out: base\.\.main: 1 merge$' &&
		says 'KVM-Three\.patch +\(upstream 777777777777\)$' && is "$(paths range | wc -w)" 3 || return 1
	run 2 $stablehand import --series x main~1 && complains 'is a merge' &&
		run 2 $stablehand import --series x base && complains 'has no parent' &&
		run 2 $stablehand import --series x nothing && complains 'nothing in ' &&
		run 2 $stablehand import --series x main..main && complains 'no commits$' &&
		rm "$project/stablehand.conf" && run 2 $stablehand import --series x main && complains 'name its repository \(--git DIR'
}

# hostile STATUS PATTERN: what in/hostile.eml gives, soon, with nothing written.
hostile()
{
	run "$1" timeout 60 $stablehand import --series hostile "$in/hostile.eml" && complains "$2" &&
		[ ! -e "$project/patches/hostile" ] && is "$(paths hostile)" ''
}
# envelope: a header of a mail that a patch may come in, then what is read.
envelope()
{
	printf 'From: A <a@example.com>\nDate: Fri, 23 Jun 2023 09:46:38 -0700\nSubject: [PATCH] hostile\n%s\n' \
		'Message-ID: <hostile@example.com>'
	cat
}
many_parts()
{
	perl -e 'print "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n",
		"--b\nContent-Type: text/plain\n\nx\n" x 100000, "--b--\n"' | envelope >"$in/hostile.eml"
	hostile 2 'a mail with too many parts$' || return 1
	perl -e 'print "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b0\n\n";
		print "--b$_\nContent-Type: multipart/mixed; boundary=b", $_ + 1, "\n\n" for 0 .. 99999' |
		envelope >"$in/hostile.eml"
	hostile 2 'a mail with too many parts$' || return 1
	# The same without a Message-ID, which b4 is not asked about.
	sed -i '/^Message-ID/d' "$in/hostile.eml"
	hostile 2 'a mail with too many parts$'
}
nul_bytes()
{
	mail "$in/part" "[PATCH] hostile" "Message-ID: <hostile@example.com>"
	sed 's/^Why it/Why\x00it/' "$in/part" >"$in/hostile.eml"
	hostile 2 'hostile\.eml: a NUL byte in a mail$' || return 1
	head -c 3000000 /dev/zero >"$in/hostile.eml"
	hostile 2 'hostile\.eml:2: no diff in it'
}
endless_lines()
{
	{ printf 'Subject: [PATCH] '; head -c 5000000 /dev/zero | tr '\0' x; echo; echo; cat "$in/part"; } >"$in/hostile.eml"
	hostile 2 'a header of more than 1048576 bytes$' || return 1
	{ head -c 20000000 /dev/zero | tr '\0' x; } | sed '1s/^/\n/' | envelope >"$in/hostile.eml"
	hostile 2 'no patch in it$|no diff in it' || return 1
	# Within limits it is a patch like another: the line is in its message.
	{ sed '/^Why/q' "$in/part" | sed '/^Message-ID/d'; head -c 3000000 /dev/zero | tr '\0' y; echo; sed '1,/^Why/d' "$in/part"; } >"$in/long.eml"
	run 0 timeout 60 $stablehand import --series long "$in/long.eml"
}
many_mails()
{
	perl -e 'for (1 .. 20001) { print "From x Thu Jan  1 00:00:00 1970\nSubject: $_\n\nx\n\n" }' >"$in/hostile.eml"
	hostile 2 'more than 20000 mails$'
}
# One that answers itself, all answering each other.
circles()
{
	: >"$in/thread.mbox"
	old=c1 part circle-1@example.com "[PATCH 1/2] circle: one" circle-2@example.com
	old=c2 part circle-2@example.com "[PATCH 2/2] circle: two" circle-1@example.com
	letter "$in/thread.mbox" circle-3@example.com "Re: [PATCH 1/2] circle: one" circle-3@example.com 'Hm.'
	run 0 timeout 60 $stablehand import "$in/thread.mbox" && says '^circle-one: 2 patches'
}
escapes()
{
	mail "$in/part" "[PATCH] hostile"
	for path in a/../../etc/passwd /etc/passwd a/arch/../../x a/.git/config "a/arch/$(printf 'a\033[2J').c"; do
		sed "s,^\(--- \|+++ \)./arch/x86/kvm/one.c,\1$path,; /^diff --git/d" "$in/part" >"$in/hostile.eml"
		run 2 $stablehand import --series hostile "$in/hostile.eml" || { echo "path: $path"; return 1; }
		! grep -q "$(printf '\033')" "$scratch/err" && [ ! -e "$project/patches/hostile" ] || return 1
	done
	# A file that is named like an option or a path is only where it is said to be.
	mkdir -p "$in/names"
	mail "$in/names/--help.patch" "[PATCH] -rf /: \$(touch x) \`touch y\`; touch z"
	mail "$in/names/a b;c.patch" "[PATCH] kvm: b"
	run 0 $stablehand import --series names "$in/names" &&
		is "$(paths names)" 'names/0001-rf-touch-x-touch-y-touch-z.patch names/0002-kvm-b.patch ' &&
		[ ! -e x ] && [ ! -e y ] && [ ! -e z ]
}
forged()
{
	mail "$in/forged.patch" "[PATCH] forged: attestation" "X-Attestation: signed ed25519/torvalds@example.org"
	run 0 $stablehand import "$in/forged.patch" && says 'look at: .*: has an X-Attestation that was not checked here$' || return 1
	mail "$in/forged.eml" "[PATCH] forged: again" "X-Attestation: signed ed25519/torvalds@example.org" "Message-ID: <forged@example.org>"
	run 0 $stablehand import "$in/forged.eml" && ! grep -q X-Attestation "$project/patches/forged-again/0001-forged-again.patch"
}
folders_of_others()
{
	mkdir -p "$in/mailfolder/cur" "$in/mailfolder/new"
	mkfifo "$in/mailfolder/new/1"
	run 2 timeout 20 $stablehand import "$in/mailfolder" && complains 'new/1: not a plain file$' || return 1
	rm "$in/mailfolder/new/1" && ln -s /etc/passwd "$in/mailfolder/cur/2"
	run 2 $stablehand import "$in/mailfolder" && complains 'cur/2: a symbolic link$' || return 1
	rm "$in/mailfolder/cur/2"
	run 2 $stablehand import "$in/mailfolder" && complains 'no mail: no patch in it$'
}
lacks()
{
	mail "$in/lacks.patch" "[PATCH] kvm: lacks"
	sed -i '/^Fixes/d;/^Signed-off-by/d' "$in/lacks.patch"
	run 0 $stablehand import "$in/lacks.patch" && says 'lacks: no commit upstream is said' &&
		says 'lacks: no Fixes: tag$' && says 'lacks: no Signed-off-by: tag$' &&
		run 0 $stablehand import "$in/lacks.patch" "$in/up.patch" --series lacks &&
		says 'lacks: patch 1: no Fixes: tag$' && says 'lacks: all patches: no commit upstream'
}
# What only a first line says is looked up where commits are.
claims()
{
	id=$(git -C "$in/kernel" rev-parse main~2)
	git -C "$in/kernel" format-patch -q -1 --stdout main~2 >"$in/claim.patch"
	run 0 $stablehand import --series claim --git "$in/kernel" "$in/claim.patch" &&
		says 'changed: X-Upstream-Commit says of 1 patch which commit upstream it is' &&
		grep -q "^X-Upstream-Commit: $id\$" "$project/patches/claim/claim.patch" || return 1
	sed -i 's/Zwei/Drei/; s/^From [0-9a-f]*/From 8888888888888888888888888888888888888888/' "$in/claim.patch"
	run 0 $stablehand import --series claim2 --git "$in/kernel" "$in/claim.patch" &&
		says 'lacks: only the first line of the mail says which commit it is upstream' &&
		! grep -q X-Upstream "$project/patches/claim2/claim.patch"
}
# As a mail reader pipes it; and what is given twice.
piped()
{
	old=pp mail "$in/piped.eml" "[PATCH] piped: x" "Message-ID: <piped@example.com>"
	status=0
	$stablehand import - <"$in/piped.eml" >"$scratch/out" 2>"$scratch/err" || status=$?
	[ $status = 0 ] && says '^piped-x: 1 patch' && is "$(paths piped-x)" 'piped-x/0001-piped-x.patch ' || return 1
	status=0
	head -c 70000000 /dev/zero | $stablehand import --series zeros - >"$scratch/out" 2>"$scratch/err" || status=$?
	[ $status = 2 ] && complains 'standard input: larger than 64 MiB$'
}
copies()
{
	cp "$in/up.patch" "$in/copy.patch"
	run 0 $stablehand import --series copies "$in/up.patch" "$in/copy.patch" &&
		says 'left out: .*copy\.patch: the same as .*up\.patch$' && is "$(paths copies)" 'copies/up.patch '
}
# As Windows' mail programs and older ones send: line ends, character sets.
line_ends()
{
	old=le mail "$in/part" "[PATCH] ends: x" "Message-ID: <ends@example.com>" "MIME-Version: 1.0" \
		"Content-Type: text/plain; charset=iso-8859-1" "Content-Transfer-Encoding: base64"
	sed 's/^From: A U Thor/From: =?iso-8859-1?q?J=F6rg?= Thor/' "$in/part" | sed '/^$/q' >"$in/ends.eml"
	sed '1,/^$/d; s/^Signed-off-by: A U Thor/Signed-off-by: J\xf6rg Thor/; s/$/\r/' "$in/part" | base64 >>"$in/ends.eml"
	run 0 $stablehand import "$in/ends.eml" && file=$project/patches/ends-x/0001-ends-x.patch &&
		grep -q '^Signed-off-by: Jörg Thor <author@example.com>$' "$file" &&
		git mailinfo /dev/null "$scratch/patch" <"$file" | grep -q '^Author: Jörg Thor$' &&
		grep -q '^+changed$' "$scratch/patch"
}
at_once()
{
	for n in 1 2 3 4 5 6; do
		old=at$n mail "$in/at$n.patch" "[PATCH] at: $n"
		$stablehand import --series at$n "$in/at$n.patch" >"$scratch/at$n" 2>&1 &
	done
	wait
	for n in 1 2 3 4 5 6; do
		is "$(paths at$n)" "at$n/at$n.patch " || return 1
	done
}

check "a patch file becomes a series of its subject's name, byte by byte" one_file
check "the same again changes nothing" twice
check "--dry-run writes nothing" dry_run
check "a folder: numbers in order, covers and others left out and told" folder
check "a new version keeps the name, the guards and the comments" new_version
check "a patch that is not there any more: --keep, --drop, or a question" leaving
check "a quilt series: options, comments, guards, nothing from outside of it" quilt
check "the headers of Debian and SUSE" distributions
check "the commit upstream that the project knows stays" upstream_stays
check "names of series that are none" bad_names
check "sources that are none" bad_sources
check "nothing is written through a symbolic link" not_through_links
check "a file that nobody named is not replaced" not_over_others
check "a mailbox of git: each mail is a patch, covers left out" mailbox_of_git
check "a thread: the newest version, the tags of its replies, the same twice" thread
check "a maildir, named by its cover letter" maildir
check "patches of a thread that are missing are told, exit 1" missing
check "lines that look like a mail, and an upstream id that was sent" odd_lines
check "a mail that is no patch by its subject is taken alone, and told" reply_alone
check "who signed it is checked, shown and kept" attested
check "without b4 its package is named" without_b4
check "a message id asks the network, and says so" message_ids
check "a FAILED mail: branch, commit, patch, and the message to be answered" failed_mail
check "FAILED mails that contradict themselves" failed_mails_that_lie
check "commits: author, message, id, notes; ranges without merges" commits
check "what patches lack is told" lacks
check "a commit that only the first line says is looked up" claims
check "a mail of 100,000 parts, side by side or in each other, is refused" many_parts
check "NUL bytes are refused" nul_bytes
check "endless lines are bounded" endless_lines
check "a mailbox of too many mails is refused" many_mails
check "mails that answer each other in a circle" circles
check "paths and names that lead elsewhere are refused or made harmless" escapes
check "a forged attestation is not believed" forged
check "a mail folder with a FIFO, with a link, with nothing" folders_of_others
check "a mail from standard input" piped
check "the same patch twice is one" copies
check "line ends and character sets of others" line_ends
check "several imports at once keep each other's lines" at_once
done_testing
