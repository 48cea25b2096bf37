#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A source of type rc: the next release as it is under review, from mails or a quilt queue.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"
make_project
stablehand="$STABLEHAND -C $project"
store=$XDG_CACHE_HOME/stablehand/store.git
mbox=$scratch/rc.mbox
work=$scratch/linux-9.1.7

# The commits under review: a change, a new file, a rename with a change, a mode, an empty file.
make_commits()
{
	git -C "$work" init -q && git -C "$work" add -A && git -C "$work" commit -qm 9.1.7 &&
		echo '/* Changed. */' >>"$work/include/other.h" && git -C "$work" commit -qam "other: change" &&
		echo '/* New. */' >"$work/include/new.h" && git -C "$work" add -A &&
		git -C "$work" commit -qm "new: add" &&
		git -C "$work" mv include/new.h include/newer.h && echo '/* More. */' >>"$work/include/newer.h" &&
		git -C "$work" commit -qam "new: rename, and change" &&
		chmod +x "$work/include/newer.h" && git -C "$work" commit -qam "newer: executable" &&
		echo '/* Changed again. */' >>"$work/include/other.h" && git -C "$work" commit -qam "other: again"
}
mails()	# the five patches, as mails that answer the announcement
{
	git -C "$work" format-patch -q --stdout --subject-prefix='PATCH 9.1' -n --in-reply-to=rc1@example.com \
		--thread=shallow "${1:-HEAD~5}..HEAD"
}
announce()	# VERSION COUNT [ID]
{
	printf 'From nobody Mon Sep 17 00:00:00 2001\nFrom: "Maintainer, The" <stable@example.com>\nMessage-ID: <%s>\n' \
		"${3:-rc1@example.com}"
	printf 'Subject: [PATCH 9.1 00/%s] %s review\nDate: Fri, 23 Jun 2023 09:46:38 -0700\n' "$2" "$1"
	printf 'X-KernelTest-Branch: linux-9.1.y\nX-KernelTest-Version: %s\n\nThis is the start.\n\n' "$1"
}
conf()	# PATH [BASE]
{
	cat >"$project/kernels/9.1.y.conf" <<END
[branch]
	longterm = true
[source "review"]
	type = rc
	path = $1
${2:+	base = $2}
[source "archive"]
	type = tarball
	path = $scratch/linux-${release:-9.1.7}.tar.xz
[build]
	fragment = base.config
	module = kvm
[tests]
	folder = tools/testing/selftests/kvm
END
}
fetched()	# VERSION: it is what the branch is at now
{
	run 0 $stablehand --json fetch --refresh 9.1.y && json '$j->{branches}[0]{release} eq "'"$1"'"' || {
		cat "$scratch/out" "$scratch/err"
		return 1
	}
}
tree_of()
{
	git --git-dir "$store" rev-parse "refs/kernels/9.1.y/$1^{tree}"
}
passed_over()	# REASON: the queue is not taken, and the release that there is stands
{
	run 0 $stablehand fetch --refresh 9.1.y && complains "review: .*$1" &&
		[ "$(git --git-dir "$store" rev-parse refs/newest/9.1.y)" = \
			"$(git --git-dir "$store" rev-parse refs/kernels/9.1.y/9.1.7)" ]
}

mailbox()
{
	make_commits && conf "$mbox" && { announce 9.1.8-rc1 5; mails; } >"$mbox" && fetched 9.1.8-rc1 || return 1
	# The very tree of the commits, but for its version.
	sed -i 's/^SUBLEVEL = 7/SUBLEVEL = 8/; s/^EXTRAVERSION =/& -rc1/' "$work/Makefile"
	git -C "$work" commit -qam version
	[ "$(git -C "$work" rev-parse 'HEAD^{tree}')" = "$(tree_of 9.1.8-rc1)" ] || return 1
	git -C "$work" reset -q --hard HEAD~1
	git --git-dir "$store" log --format=%s refs/kernels/9.1.y/9.1.8-rc1 >"$scratch/out"
	says '^other: change$' && says '^new: rename, and change$' && says '^9.1.8-rc1$' &&
		[ "$(wc -l <"$scratch/out")" = 7 ] || { cat "$scratch/out"; return 1; }
}
known_again()
{
	before=$(git --git-dir "$store" rev-parse refs/kernels/9.1.y/9.1.8-rc1)
	fetched 9.1.8-rc1 && json '$j->{branches}[0]{already_there}' &&
		[ "$(git --git-dir "$store" rev-parse refs/kernels/9.1.y/9.1.8-rc1)" = "$before" ] &&
		git --git-dir "$store" fsck --no-dangling >"$scratch/out" 2>&1 && ! grep -q error "$scratch/out"
}
nightly_answers()
{
	run 0 $stablehand nightly --base && says 'release: 9\.1\.8-rc1, looked at for the first time' &&
		run 0 $stablehand report --format rc-mail 9.1.y && says '^Subject: Re: \[PATCH 9\.1 00/5\] 9\.1\.8-rc1 review$' &&
		says '^In-Reply-To: <rc1@example\.com>$' && says '^To: "Maintainer, The" <stable@example\.com>' &&
		says '^\* kernel: 9\.1\.8-rc1$'
}
# rc2 came, in the same mailbox; its patches answer it.
second_rc()
{
	{ announce 9.1.8-rc1 5; mails; announce 9.1.8-rc2 4 rc2@example.com; mails HEAD~5 |
		sed 's/rc1@example/rc2@example/; /^Subject: .*5\/5/,$d' | sed 's,/5\],/4],'; } >"$mbox"
	# Without the headers of the fifth mail, what is left of it has to be cut off.
	perl -0pi -e 's/From [0-9a-f]{40} [^\n]*\nFrom: [^\n]*\nDate: [^\n]*\n\z//' "$mbox"
	fetched 9.1.8-rc2 && run 0 $stablehand nightly --base && says 'release: 9\.1\.8-rc2, was 9\.1\.8-rc1'
}
released()
{
	make_tree 9.1.8 8
	release=9.1.8
	conf "$mbox"
	release=9.1.7
	fetched 9.1.8 && complains 'review: 9\.1\.8-rc2 is over: archive has 9\.1\.8' && fetched 9.1.8
}
does_not_apply()
{
	conf "$mbox" && { announce 9.1.8-rc3 5 rc1@example.com; mails | sed 's/Read by what/Read by who/'; } >"$mbox"
	passed_over 'patch 001/005, "other: change", does not apply to 9\.1\.7.*include/other\.h'
}
missing_patch()
{
	{ announce 9.1.8-rc4 7; mails | sed 's,/5\],/7],'; } >"$mbox"
	passed_over '2 of 7 patches missing: 6, 7'
}
cut()
{
	{ announce 9.1.8-rc4 5; mails; } >"$mbox"
	perl -e 'truncate $ARGV[0], (-s $ARGV[0]) - 60' "$mbox"
	passed_over 'rc\.mbox'
}
twice()
{
	{ announce 9.1.8-rc5 5; mails; mails; announce 9.1.8-rc5 5; } >"$mbox"
	fetched 9.1.8-rc5
}
twice_and_different()
{
	{ announce 9.1.8-rc6 5; mails; mails | sed 's/^Message-I[dD]: </&other-/; s/Changed again/Changed otherwise/'; } >"$mbox"
	passed_over 'two mails are 5/5 and differ'
}
binary()
{
	git -C "$work" checkout -q -b binary && printf '\000\001' >"$work/include/blob.bin" &&
		git -C "$work" add -A && git -C "$work" commit -qm "blob: add" || return 1
	{ announce 9.1.8-rc7 1; git -C "$work" format-patch -q --stdout --binary -1 -n --subject-prefix='PATCH 9.1'; } >"$mbox"
	passed_over 'patch 001/001, "blob: add", does not apply.*blob\.bin.*binary'
}
not_an_rc()
{
	mails >"$mbox" && passed_over 'no announcement of an -rc' &&
		echo nothing >"$mbox" && passed_over 'no announcement|not a mail' && : >"$mbox" && passed_over 'no announcement' &&
		rm "$mbox" && passed_over 'No such file' && mkfifo "$mbox" && passed_over 'rc\.mbox' &&
		rm "$mbox" && { announce 8.2.3-rc1 5; mails; } >"$mbox" && passed_over '8\.2\.3-rc1, which is not one of 9\.1\.y'
}
base_is_missing()
{
	{ announce 9.1.22-rc1 5; mails; } >"$mbox"
	passed_over '9\.1\.21, which the queue is for, is in no source'
}
leaves_the_tree()
{
	{ announce 9.1.8-rc8 5; mails | sed 's,[ab]/include/other\.h,&/../../../../../etc/x,g'; } >"$mbox"
	passed_over 'rc\.mbox'
}
queue()
{
	git -C "$work" checkout -q - && mkdir -p "$scratch/queue-9.1" &&
		git -C "$work" format-patch -q -N --no-numbered -o "$scratch/queue-9.1" HEAD~5..HEAD &&
		(cd "$scratch/queue-9.1" && ls -- *.patch >series) && conf ../../queue-9.1 && fetched 9.1.8-rc0 &&
		git --git-dir "$store" show refs/kernels/9.1.y/9.1.8-rc0:Makefile >"$scratch/out" && says '^EXTRAVERSION = -rc0$' &&
		run 0 $stablehand report --format rc-mail 9.1.y
}
queue_grows()
{
	sed -i '$d' "$scratch/queue-9.1/series" && run 0 $stablehand --json fetch --refresh 9.1.y &&
		json '$j->{branches}[0]{release} =~ /^9\.1\.8-rc0-g[0-9a-f]{12}$/' && run 0 $stablehand --json fetch --refresh 9.1.y &&
		json '$j->{branches}[0]{already_there}'
}
queue_is_hostile()
{
	echo ../../etc/passwd >"$scratch/queue-9.1/series" && passed_over 'series' &&
		echo '0001-other-change.patch -R' >"$scratch/queue-9.1/series" && passed_over 'series' &&
		echo '0001-other-change.patch -p0' >"$scratch/queue-9.1/series" && passed_over 'only -p1' &&
		echo 'gone.patch' >"$scratch/queue-9.1/series" && passed_over 'gone\.patch' &&
		: >"$scratch/queue-9.1/series" && passed_over 'nothing is queued' &&
		mkfifo "$scratch/queue-9.1/pipe.patch" && echo pipe.patch >"$scratch/queue-9.1/series" && passed_over 'pipe\.patch' &&
		printf '+x 0001-other-change.patch\n' >"$scratch/queue-9.1/series" && passed_over 'guards'
}
by_base()
{
	echo 0001-other-change.patch >"$scratch/queue-9.1/series" && conf ../../queue-9.1 9.1.8 &&
		fetched 9.1.9-rc0 && conf ../../queue-9.1 8.8.8 && passed_over '8\.8\.8, which the queue is for'
}
alone()
{
	cat >"$project/kernels/9.1.y.conf" <<END
[source "review"]
	type = rc
	path = ../../queue-9.1
END
	run 3 $stablehand fetch --refresh 9.1.y && complains 'which release the queue is for is not known' || return 1
	sed -i 's/^.path.*/&\n\turl = x/' "$project/kernels/9.1.y.conf"
	run 2 $stablehand fetch 9.1.y && says 'unknown key source\.review\.url' || return 1
	printf '[source "review"]\ntype = rc\n' >"$project/kernels/9.1.y.conf"
	run 2 $stablehand fetch 9.1.y && says '"review" has no path'
}

check "an announced -rc becomes the release: base and patches, a commit each, and the version" mailbox
check "it is not made again" known_again
check "nightly tests it, and report answers its announcement" nightly_answers
check "a second -rc in the same mailbox takes its place" second_rc
check "a release that is out ends the review" released
check "a patch that does not apply is named, and the branch stays where it was" does_not_apply
check "patches missing from the numbering are named" missing_patch
check "a mailbox that was cut is refused" cut
check "mails that came twice count once" twice
check "two mails with one number that differ are refused" twice_and_different
check "a binary patch is named" binary
check "what is no -rc of the branch is refused" not_an_rc
check "a base that nobody has is named" base_is_missing
check "a path that leaves the tree is refused" leaves_the_tree
check "a quilt queue is the release that it will be" queue
check "a queue that changed is another release" queue_grows
check "a series that leaves its folder, reverses, guards or names nothing is refused" queue_is_hostile
check "base = says what a queue is for" by_base
check "a queue without another source needs a base; its keys are checked" alone
done_testing
