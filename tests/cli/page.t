#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Web pages: whole, linked, well-formed, the same each time; nothing that came in is markup.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"
make_project
stablehand="$STABLEHAND -C $project"
page=$scratch/page
database=$XDG_STATE_HOME/stablehand/results.db
made_up=$top/tests/cli/page-result
sound="$top/tests/cli/page-check"

# shows FILE PATTERN: an extended regular expression matches in a page.
shows()
{
	grep -Eq -- "$2" "$page/$1" || { echo "no '$2' in $1"; return 1; }
}
of_the_store()
{
	run 0 $stablehand run 9.1.y && run 0 $stablehand report --html "$page" || return 1
	[ ! -s "$scratch/out" ] && "$sound" "$page" &&
		shows index.html '<title>stablehand: patches on stable branches</title>' &&
		shows index.html '<a href="patch/9.1.y/fix-01.html">.*clean' &&
		shows branch/9.1.y.html 'same 4' && shows branch/9.1.y.html 'Passed or skipped'
}
beside()
{
	shows patch/9.1.y/fix-01.html 'Subject: \[PATCH\] ' &&
		shows patch/9.1.y/fix-01.html 'Subject: \[PATCH<ins> 9\.1\.y</ins>\]|PATCH <ins>9\.1\.y</ins>\]' &&
		shows patch/9.1.y/fix-01.html '<tr class="differs" id="difference-1">'
}
# Ports are in the cache, which may go; original patches stay.
without_the_cache()
{
	mv "$XDG_CACHE_HOME/stablehand" "$scratch/aside" && run 0 $stablehand report --html "$page" &&
		shows patch/9.1.y/fix-01.html 'The port is not kept on this machine any more' &&
		shows patch/9.1.y/fix-01.html 'Subject: \[PATCH\] ' && "$sound" "$page" &&
		[ ! -e "$XDG_CACHE_HOME/stablehand/store.git" ]
	status=$?
	rm -rf "$XDG_CACHE_HOME/stablehand" && mv "$scratch/aside" "$XDG_CACHE_HOME/stablehand" && return $status
}
# The texts go with the result, so that the page is the same anywhere.
from_a_file()
{
	run 0 $stablehand report --html "$page" && run 0 $stablehand --json report --texts || return 1
	cp "$scratch/out" "$scratch/saved.json" && json '$j->{branches}[0]{patches}[0]{original} =~ /^diff --git/m &&
		$j->{branches}[0]{patches}[0]{ported} =~ /^Subject: \[PATCH 9\.1\.y\]/m' &&
		run 0 $STABLEHAND report --from "$scratch/saved.json" --html "$scratch/again" &&
		diff -r "$page" "$scratch/again" || return 1
	run 0 $stablehand --json report && json '!exists $j->{branches}[0]{patches}[0]{original}' &&
		cp "$scratch/out" "$scratch/bare.json" &&
		run 0 $STABLEHAND report --from "$scratch/bare.json" --html "$page" && "$sound" "$page" &&
		shows patch/9.1.y/fix-01.html 'are not part of what this page was made from'
}
nothing_known()
{
	XDG_STATE_HOME=$scratch/empty run 3 $stablehand report --html "$page" && "$sound" "$page" &&
		shows index.html 'nothing is known of it yet' && shows index.html 'No branch has an answer yet'
}
refuses_a_folder()
{
	mkdir -p "$scratch/mine/deep" && echo mine >"$scratch/mine/deep/file" || return 1
	run 2 $stablehand report --html "$scratch/mine" && complains 'not empty, and no page of stablehand' &&
		[ "$(cat "$scratch/mine/deep/file")" = mine ] && run 2 $stablehand report --html "" &&
		run 2 $stablehand report --html "$scratch/mine/deep/file" &&
		run 2 $stablehand --json report --html "$scratch/mine" &&
		json '$j->{error}{kind} eq "input"'
}
as_nobody()
{
	mkdir "$scratch/closed" && chmod 555 "$scratch/closed" || return 1
	chmod 755 "$scratch" && cp "$STABLEHAND" "$scratch/program" && cp "$scratch/saved.json" "$scratch/public.json" &&
		chmod 644 "$scratch/public.json" || return 1
	run 3 setpriv --reuid=65534 --regid=65534 --clear-groups \
		"$scratch/program" report --from "$scratch/public.json" --html "$scratch/closed/page" &&
		complains 'Permission denied' && [ -z "$(ls -A "$scratch/closed")" ]
}
# A made-up result with all there is, and with names, messages and logs that would break out.
hostile()
{
	"$made_up" hostile >"$scratch/hostile.json" &&
		run 3 $STABLEHAND --json report --from "$scratch/hostile.json" &&
		run 3 $STABLEHAND report --from "$scratch/hostile.json" --html "$page" || return 1
	"$sound" "$page" && shows index.html '&lt;script&gt;alert' && shows index.html 'xe2.x80.xae' || return 1
	! grep -rnP '<script|<[^>]* on[a-z]*=|[\x00-\x08\x0b-\x1f\x7f]' "$page" --include=*.html
}
big_log()
{
	"$made_up" big >"$scratch/big.json" && run 3 $STABLEHAND report --from "$scratch/big.json" --html "$page" &&
		"$sound" "$page" && shows "$(cd "$page" && ls test/6.1.y/*.html | head -n 1)" '[0-9]+ bytes left out' ||
		return 1
	[ "$(du -sk "$page" | cut -f 1)" -lt 20000 ]
}
is_the_same_again()
{
	"$made_up" plain >"$scratch/plain.json" && for to in one two; do
		run 3 $STABLEHAND report --from "$scratch/plain.json" --html "$scratch/$to" || return 1
	done
	diff -r "$scratch/one" "$scratch/two" && [ -z "$(ls -A "$scratch" | grep '\.tmp')" ]
}
# What is red on the page is what makes the command exit with 1.
findings_are_said()
{
	page=$scratch/one
	"$sound" "$page" && shows index.html '<h1 class="bad">.*[0-9]+ findings' &&
		shows index.html '<a href="patch/6.1.y/fix-03.html">fix/03</a>' &&
		shows index.html '<a href="test/6.1.y/[^"]*">x86/slow_test</a>.*pass, now fail' &&
		shows index.html 'no answer.*no source gave a release' &&
		shows branch/6.1.y.html '<a href="../test/6.1.y/[^"]*">x86/slow_test</a>' || return 1
	shows "$(cd "$page" && ls test/6.1.y/*slow_test*)" 'WARNING: at arch/x86/kvm/x86.c:1' &&
		shows "$(cd "$page" && ls test/6.1.y/*slow_test*)" 'Both on n1, EPYC' &&
		shows index.html 'not given' && shows index.html '<a href="branch/6.1.y.html#untested">[0-9]+ more of 6.1.y' &&
		shows branch/6.1.y.html 'only compiled: no test ran through it' &&
		shows branch/6.1.y.html 'this configuration does not compile it' &&
		shows branch/6.1.y.html 'skipped: they say that they cannot run there'
}
# Where stablehand.conf says; one that cannot be written is said, and is no finding.
a_night_writes_it()
{
	printf '[nightly]\n\tpage = ../night/page\n' >"$project/stablehand.conf"
	run 0 $stablehand nightly && "$sound" "$scratch/night/page" &&
		grep -q 'Of the night of' "$scratch/night/page/index.html" &&
		grep -q '<tr class="differs"' "$scratch/night/page/patch/9.1.y/fix-01.html" || return 1
	printf '[nightly]\n\tpage = ../mine\n' >"$project/stablehand.conf"
	run 0 $stablehand nightly && complains '^page: .*not empty, and no page' && rm "$project/stablehand.conf"
}
# Nights that the store has: news and findings of the newest, trends, those before.
with_nights()
{
	"$made_up" store "$project" 400 | sed "s/'6\.1\.y'/'9.1.y'/; s/\"6\.1\.y\"/\"9.1.y\"/g" >"$scratch/nights.sql" &&
		sqlite3 "$database" 'DELETE FROM finding; DELETE FROM news; DELETE FROM night_branch; DELETE FROM night' &&
		sqlite3 "$database" <"$scratch/nights.sql" &&
		run 1 $stablehand report --html "$page" 9.1.y && "$sound" "$page" || return 1
	shows index.html '<h1 class="bad">.*1 open finding<' && shows index.html '6.1.1 to &lt;b&gt;6.1.2&lt;/b&gt;' &&
		shows index.html 'Open after the night of .*2025-02-04.*: 1 that count, 1 accepted' &&
		shows index.html '2 alike' && shows index.html 'accepted</span> on 2026-01-01: it is not wanted' &&
		shows index.html '<svg class="spark".*<title id="trend-1-title">' &&
		shows branch/9.1.y.html '400 nights from 2024-01-02 to 2025-02-04, between 60 and 222 passed' &&
		shows branch/9.1.y.html 'Each of the 180 points is the least of about 2 nights' &&
		shows branch/9.1.y.html '370 nights before these are in the trend' &&
		shows "$(cd "$page" && ls test/9.1.y/*slow_test* | head -n 1)" 'x86/slow_test .npt=1.: pass, now fail'
}
interrupted()
{
	$STABLEHAND report --from "$scratch/big.json" --html "$scratch/one" >"$scratch/out" 2>&1 &
	pid=$!
	kill -INT $pid 2>"$scratch/err"
	wait $pid
	"$sound" "$scratch/one" && [ -z "$(ls -A "$scratch" | grep '\.tmp')" ]
}

check "of what the store has" of_the_store
check "the original is beside the port, the words that differ marked" beside
check "what is not in the cache any more is said" without_the_cache
check "from a file, with the texts or without" from_a_file
check "where nothing is known" nothing_known
check "a folder that is not a page is refused and left alone" refuses_a_folder
as_root "a folder that may not be written" as_nobody
check "names, messages and logs are text, whatever they hold" hostile
check "a long log is cut, and that is said" big_log
check "the same result gives the same bytes" is_the_same_again
check "findings, and what was not tested" findings_are_said
check "a night writes it, where that is configured" a_night_writes_it
check "nights: news, open findings, trends" with_nights
check "a signal leaves the page that was there" interrupted
done_testing
