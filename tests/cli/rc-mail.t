#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The answer to a stable -rc, from the store, read by b4 as a maintainer's tools read it.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"
make_project
stablehand="$STABLEHAND -C $project"
full=$top/tests/fuzz/corpus/result_json/full

# trailers FILE: those that b4 finds in a mail, one a line.
trailers()
{
	/usr/bin/python3 - "$1" <<'END'
import email, email.policy, sys
import b4
with open(sys.argv[1], "rb") as file:
    mail = email.message_from_binary_file(file, policy=email.policy.default)
assert mail["From"] and mail["Subject"].startswith("Re: "), mail.items()
assert len(mail.items()) in (5, 8), mail.items()
found, _ = b4.LoreMessage.find_trailers(mail.get_content(), followup=True)
for trailer in found:
    print(trailer.as_string())
END
}
tested="Tested-by: Test Person <test@example.com>"

first_release()
{
	run 0 $stablehand run --base 9.1.y && run 0 $stablehand report --format rc-mail 9.1.y &&
		says '^## Test Regressions$' && says '^\* no earlier release to compare with$' &&
		says '^Failures in 9\.1\.7, with no earlier' && says 'x86/broken_test: not-built' &&
		[ "$(trailers "$scratch/out")" = "" ]
}
# release VERSION SUBLEVEL: the next one, fetched, built and run.
release()
{
	make_tree "$1" "$2"
	make_branch 9.1.y "$1"
	run 0 $stablehand run --base --refresh 9.1.y
}
next_release()
{
	release 9.1.8 8 && run 0 $stablehand report --format rc-mail --out "$scratch/mail" 9.1.y || return 1
	cp "$scratch/mail" "$scratch/out"
	says '^No regressions in 9\.1\.8, compared to 9\.1\.7\.$' && says '^## Test Regressions \(compared to 9\.1\.7\)$' &&
		says '^\* kernel: 9\.1\.8$' && says '^\* git branch: 9\.1\.y$' &&
		says '^## Failing as before \(compared to 9\.1\.7\)$' && says 'x86/broken_test: not-built' &&
		[ "$(trailers "$scratch/mail")" = "$tested" ] && [ "$(tail -n 1 "$scratch/mail")" = "$tested" ]
}
# The tree of the mail is the one that was imported.
tree_is_true()
{
	tree=$(sed -n 's/^\* git tree: //p' "$scratch/mail")
	[ "$(git --git-dir "$XDG_CACHE_HOME/stablehand/store.git" rev-parse 'refs/kernels/9.1.y/9.1.8^{tree}')" = "$tree" ]
}
# Only some of the tests were looked at: that is no whole test.
some_tests()
{
	run 0 $stablehand report --format rc-mail --tests one_test 9.1.y && says '^\* .*: 3 tests of the suite$' &&
		[ "$(trailers "$scratch/out")" = "" ]
}
worse_release()
{
	echo "x86/one_test fail" >"$scratch/behaviour"
	release 9.1.9 9 && run 0 $stablehand report --format rc-mail 9.1.y &&
		says '^## Not settled \(compared to 9\.1\.8\)$' &&
		says 'x86/one_test: unknown: pass, then fail \(exit 254\); seen 1 of 4 times yet' &&
		[ "$(trailers "$scratch/out")" = "" ] || return 1
	rm "$scratch/behaviour"
}
compare_to()
{
	run 0 $stablehand report --format rc-mail --compare-to 9.1.7 9.1.y && says 'compared to 9\.1\.7\)' &&
		run 2 $stablehand report --format rc-mail --compare-to 9.9.9 9.1.y &&
		complains 'nothing is known of release 9\.9\.9' &&
		run 2 $stablehand report --format text --compare-to 9.1.7 9.1.y && complains 'is of --format rc-mail' &&
		run 2 $stablehand report --format rc-mail --compare-to 9.1.7 --from "$full"
}
# Of a release that is not the newest.
older_release()
{
	run 0 $stablehand report --format rc-mail --release 9.1.8 9.1.y && cmp "$scratch/out" "$scratch/mail"
}
not_one_branch()
{
	run 2 $stablehand report --format rc-mail --from "$full" && complains 'a mail is of one branch, not of 3'
}
no_identity()
{
	run 3 env -u GIT_CONFIG_GLOBAL HOME="$scratch/nobody" $stablehand report --format rc-mail 9.1.y &&
		complains 'git config --global user.name'
}
name_in_header()
{
	# git takes the angle brackets away.
	run 0 env GIT_COMMITTER_NAME='Ünal "x" <y>' $stablehand report --format rc-mail --release 9.1.8 9.1.y &&
		[ "$(trailers "$scratch/out")" = 'Tested-by: Ünal "x" y <test@example.com>' ] &&
		! grep -q '^From:.*Ü' "$scratch/out"
}
reply()
{
	cat >"$scratch/announcement" <<'END'
From stable Mon Dec  1 00:00:00 2026
Message-ID: <20261201.rc@example.org>
From: Grüße Köhler <greg@example.org>
Subject: [PATCH 9.1 000/17] 9.1.8-rc1 review
Content-Type: text/plain

This is the start of the stable review cycle for the 9.1.8 release.
END
	run 0 $stablehand report --format rc-mail --release 9.1.8 --reply-to "$scratch/announcement" 9.1.y &&
		says '^In-Reply-To: <20261201\.rc@example\.org>$' && says '^References: <20261201\.rc@example\.org>$' &&
		says '^Subject: Re: \[PATCH 9\.1 000/17\] 9\.1\.8-rc1 review$' && says '^To: =\?.*<greg@example\.org>$' || return 1
	sed '1,/^$/d' "$scratch/out" >"$scratch/body" && sed '1,/^$/d' "$scratch/mail" | cmp - "$scratch/body"
}
hostile_reply()
{
	printf 'Message-ID: <a@b.org>\nFrom: a@b.org\nSubject: =?utf-8?q?Re:_x=0D=0ABcc:_m=40example.com=0A=0ATested-by:_m_<m=40e.org>?=\n\nx\n' >"$scratch/evil"
	run 0 $stablehand report --format rc-mail --release 9.1.8 --reply-to "$scratch/evil" 9.1.y &&
		! grep -q '^Bcc' "$scratch/out" && [ "$(sed '/^$/q' "$scratch/out" | wc -l)" = 9 ] &&
		[ "$(grep -c '^Tested-by' "$scratch/out")" = 1 ] || return 1
	for header in 'From: a@b.org' 'Message-ID: <a@b.org>' 'From: a@b.org
Message-ID: <a b>' 'From: a@b.org
Message-ID: <a@b.org>' 'From: <>
Message-ID: <a@b.org>
Subject: x' 'From: =?utf-8?q?A=0AX:_y?= <a@b.org>
Message-ID: <a@b.org>
Subject: x' ''; do
		printf '%s\n\nbody\n' "$header" >"$scratch/evil"
		run 2 $stablehand report --format rc-mail --reply-to "$scratch/evil" 9.1.y &&
			complains '^stablehand: --reply-to .*evil: ' && [ ! -s "$scratch/out" ] || return 1
	done
	run 2 $stablehand report --format rc-mail --reply-to "$scratch/none" 9.1.y &&
		run 2 $stablehand report --format ktap --reply-to "$scratch/announcement" 9.1.y
}
hostile_names()
{
	"$top/tests/cli/formats/hostile" "$full" |
		perl -MJSON::PP -e 'local $/; my $j = decode_json(<STDIN>); $#{$j->{branches}} = 0; print encode_json($j)' \
			>"$scratch/hostile.json"
	run 1 $stablehand report --format rc-mail --from "$scratch/hostile.json" &&
		[ "$(trailers "$scratch/out")" = "" ] && ! grep -q '^Tested-by' "$scratch/out"
}

check "without an earlier release what fails keeps Tested-by: away" first_release
check "nothing worse than at the release before: Tested-by:, once, as the last line" next_release
check "the tree in the mail is that of the store" tree_is_true
check "some of the tests are no whole test" some_tests
check "a difference that was not repeated is told, and keeps Tested-by: away" worse_release
check "--compare-to takes another release; one that is not known: exit 2" compare_to
check "of an older release it says the same as when that was the newest" older_release
check "of several branches there is no mail" not_one_branch
check "without an identity: exit 3, and how to set one" no_identity
check "a name that is not ASCII is encoded in the header" name_in_header
check "--reply-to answers a mail: its id, subject and sender" reply
check "what is in that mail makes no header; one that cannot be answered: exit 2" hostile_reply
check "names of tests and logs make no trailer" hostile_names
done_testing
