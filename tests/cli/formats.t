#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A result in forms that other programs read, each held against what checks it.
. "$(dirname "$0")/lib.sh"
full=$top/tests/fuzz/corpus/result_json/full
formats=$top/tests/cli/formats
"$formats/hostile" "$full" >"$scratch/hostile.json"
printf '{"schema": 2, "rows": [], "branches": []}' >"$scratch/empty.json"
results="$full $scratch/hostile.json"

is_junit()
{
	xmllint --noout --nonet --schema "$formats/junit.xsd" "$1"
}
junit()
{
	for file in $results; do
		run 1 "$STABLEHAND" report --format junit --from "$file" && is_junit "$scratch/out" || return 1
		# What the head says is what is there.
		[ "$(xmllint --xpath 'concat(/*/@tests, " ", /*/@failures, " ", /*/@errors)' "$scratch/out")" = \
			"26 5 2" ] &&
			[ "$(xmllint --xpath 'concat(count(//testcase), " ", count(//failure), " ", count(//error), " ",
				count(//skipped), " ", sum(//testsuite/@skipped))' "$scratch/out")" = "26 5 2 8 8" ] || return 1
	done
	run 0 "$STABLEHAND" report --format junit --from "$scratch/empty.json" && is_junit "$scratch/out"
}
# The schema is none that takes everything.
junit_schema()
{
	run 1 "$STABLEHAND" report --format junit --from "$full" || return 1
	for change in 's/tests="26"//' 's/<failure /<failed /' 's/ time="0.000"/ time="soon"/' \
		's/ timestamp="2026-11-24T17:03:59"/ timestamp="today"/' 's/classname="9_1_y"//'; do
		sed "$change" "$scratch/out" >"$scratch/wrong.xml"
		! cmp -s "$scratch/out" "$scratch/wrong.xml" && ! is_junit "$scratch/wrong.xml" 2>/dev/null ||
			{ echo "passes: $change"; return 1; }
	done
}
tap_of()
{
	perl -MTAP::Parser -e 'local $/; open my $f, "<", shift or die;
		my $p = TAP::Parser->new({tap => scalar <$f>}); $p->run;
		print join " ", $p->tests_run, "failed", $p->failed, "wrong", $p->parse_errors' "$1"
}
ktap()
{
	for file in $results; do
		run 1 "$STABLEHAND" report --format ktap --from "$file" &&
			[ "$("$formats/ktap" "$scratch/out")" = "passed 11 failed 7 skipped 8" ] || return 1
		[ "$(tap_of "$scratch/out")" = "3 failed 1 3 wrong" ] || { tap_of "$scratch/out"; return 1; }
	done
	run 0 "$STABLEHAND" report --format ktap --from "$scratch/empty.json" && "$formats/ktap" "$scratch/out" &&
		[ "$(tap_of "$scratch/out")" = "0 failed wrong" ]
}
ktap_check()
{
	run 1 "$STABLEHAND" report --format ktap --from "$full" || return 1
	for change in 's/^  1\.\.15/  1..16/' 's/^not ok 1/ok 1/' 's/^    ok 2 /    ok 3 /' \
		's/^  # Subtest: 9.2.y/  # Subtest: 9.3.y/' '/KTAP version 1/d'; do
		sed "$change" "$scratch/out" >"$scratch/wrong.ktap"
		! "$formats/ktap" "$scratch/wrong.ktap" >/dev/null 2>&1 || { echo "passes: $change"; return 1; }
	done
}
kcidb()
{
	for file in $results; do
		run 1 "$STABLEHAND" report --format kcidb --from "$file" &&
			[ "$("$formats/kcidb" "$scratch/out")" = \
				"checkouts 4 builds 3 tests 10 ERROR 1 FAIL 2 PASS 4 SKIP 3" ] || return 1
		# Made again it has the same ids.
		cp "$scratch/out" "$scratch/once" && run 1 "$STABLEHAND" report --format kcidb --from "$file" &&
			cmp "$scratch/once" "$scratch/out" || return 1
	done
	run 0 "$STABLEHAND" report --format kcidb --from "$scratch/empty.json" && "$formats/kcidb" "$scratch/out"
}
kcidb_check()
{
	run 1 "$STABLEHAND" report --format kcidb --from "$full" || return 1
	for change in 's/"status": "FAIL"/"status": "BAD"/' 's/"path": "kself/"path": "k#elf/' \
		's/"checkout_id": "stablehand:ck-./"checkout_id": "stablehand:ck-/' \
		's/"build_id": "stablehand:b-.../"build_id": "stablehand:b-000/' 's/"minor": 3/"minor": 4/' \
		's/"valid": true/"valid": true, "extra": 1/' '0,/"id": /s/ck-./ck-/'; do
		sed "$change" "$scratch/out" >"$scratch/wrong.json"
		! cmp -s "$scratch/out" "$scratch/wrong.json" && ! "$formats/kcidb" "$scratch/wrong.json" >/dev/null 2>&1 ||
			{ echo "passes: $change"; return 1; }
	done
}
kcidb_origin()
{
	mkdir -p "$scratch/project/kernels" && : >"$scratch/project/series.conf" || return 1
	printf '[kcidb]\n\torigin = my_lab2\n' >"$scratch/project/stablehand.conf"
	run 1 "$STABLEHAND" -C "$scratch/project" report --format kcidb --from "$full" &&
		"$formats/kcidb" "$scratch/out" && says '"id": "my_lab2:ck-' && ! grep -q stablehand: "$scratch/out" || return 1
	for origin in 'My Lab' 'a:b' '"a\nb"' ''; do
		printf '[kcidb]\n\torigin = %s\n' "$origin" >"$scratch/project/stablehand.conf"
		run 2 "$STABLEHAND" -C "$scratch/project" report --format kcidb --from "$full" &&
			complains 'origin' && [ ! -s "$scratch/out" ] || return 1
	done
}
text_and_json()
{
	run 1 "$STABLEHAND" report --from "$full" && cp "$scratch/out" "$scratch/text" &&
		run 1 "$STABLEHAND" --json report --from "$full" && cp "$scratch/out" "$scratch/json" &&
		run 1 "$STABLEHAND" report --format text --from "$full" && cmp "$scratch/out" "$scratch/text" &&
		run 1 "$STABLEHAND" report --format json --from "$full" && cmp "$scratch/out" "$scratch/json" &&
		run 1 "$STABLEHAND" --json report --format json --from "$full" && cmp "$scratch/out" "$scratch/json"
}
out_file()
{
	run 1 "$STABLEHAND" report --format ktap --from "$full" && cp "$scratch/out" "$scratch/expected" &&
		run 1 "$STABLEHAND" report --format ktap --out - --from "$full" &&
		cmp "$scratch/out" "$scratch/expected" &&
		run 1 "$STABLEHAND" report --format ktap --out "$scratch/file" --from "$full" &&
		[ ! -s "$scratch/out" ] && cmp "$scratch/file" "$scratch/expected" &&
		run 1 "$STABLEHAND" report --format json --out "$scratch/file" --from "$full" &&
		cmp "$scratch/file" "$scratch/json" && [ "$(ls "$scratch" | grep -c '^file')" = 1 ] &&
		run 2 "$STABLEHAND" --json report --out "$scratch/other" --from "$full" &&
		json '$j->{error}{message} =~ /--format json --out/' && [ ! -e "$scratch/other" ]
}
out_elsewhere()
{
	mkfifo "$scratch/fifo"
	run 2 "$STABLEHAND" report --out "$scratch/fifo" --from "$full" && complains 'fifo: not a plain file' &&
		run 2 "$STABLEHAND" report --out "$scratch" --from "$full" && complains 'not a plain file' &&
		run 2 "$STABLEHAND" report --out /dev/null --from "$full" && [ -c /dev/null ] &&
		run 3 "$STABLEHAND" report --out "$scratch/no/where" --from "$full" && complains 'no/where' || return 1
	[ -e /dev/full ] || return 1
	"$STABLEHAND" report --format junit --from "$full" >/dev/full 2>"$scratch/err"
	[ $? = 3 ] && complains 'No space left'
}
wrong_words()
{
	run 2 "$STABLEHAND" report --format xml --from "$full" && complains '--format xml: text, json' &&
		run 2 "$STABLEHAND" --json report --format junit --from "$full" && json '$j->{error}{kind} eq "input"'
}

check "JUnit XML is as Jenkins takes it, and has every case, whatever the names are" junit
check "the schema of it finds what is wrong" junit_schema
check "KTAP is as the kernel has it, and has every case, whatever the names are" ktap
check "what checks it finds what is wrong" ktap_check
check "KCIDB's schema takes it, and every test has its build, whatever the names are" kcidb
check "what checks it finds what is wrong, too" kcidb_check
check "the origin is the project's; one that KCIDB does not take: exit 2" kcidb_origin
check "text and json are what is printed without a format" text_and_json
check "--out writes the file that would be printed, and nothing else" out_file
check "--out replaces no device, pipe or folder; a full disk is told" out_elsewhere
check "a format that is not there, or two of them: exit 2" wrong_words
done_testing
