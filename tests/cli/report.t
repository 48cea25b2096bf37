#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What is known, from the store or a file, without starting anything.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"
make_project
stablehand="$STABLEHAND -C $project"
database=$XDG_STATE_HOME/stablehand/results.db

nothing_yet()
{
	run 3 $stablehand report && says '^9\.1\.y  nothing is known of it yet: stablehand run 9\.1\.y$' &&
		says '^summary: .*; 1 not known yet' && ! says 'not fetched' &&
		[ ! -e "$database" ] && run 3 $stablehand --json report 9.1.y &&
		json '!$j->{branches}[0]{asked} && $j->{branches}[0]{failure}{kind} eq "environment"' &&
		run 2 $stablehand report 9.9.y && complains 'no such branch'
}
# The leak check cannot run in a process that is traced.
starts_nothing()
{
	ASAN_OPTIONS="$ASAN_OPTIONS:detect_leaks=0" run 0 strace -f -qq -e trace=execve,fork,vfork,clone,clone3 -o "$scratch/trace" $stablehand "$@" ||
		return 1
	[ "$(wc -l <"$scratch/trace")" = 1 ] && grep -q ' execve(' "$scratch/trace" ||
		{ cat "$scratch/trace"; return 1; }
}
from_the_store()
{
	run 0 $stablehand run 9.1.y || return 1
	cp "$scratch/out" "$scratch/run.out"
	boots=$(wc -l <"$scratch/qemu.log")
	starts_nothing report 9.1.y && says 'same 4, fixed 0, regressed 0' &&
		says '^  as of [0-9T:Z-]+, stablehand [0-9.]+$' &&
		[ "$(wc -l <"$scratch/qemu.log")" = "$boots" ]
}
# But for the line that says as of when, it is what run printed.
as_run_printed_it()
{
	run 0 $stablehand report 9.1.y || return 1
	grep -v '^  as of ' "$scratch/out" | sed 's/ (kept)$//' >"$scratch/report.out"
	diff "$scratch/run.out" "$scratch/report.out"
}
events()
{
	sqlite3 "$database" 'SELECT group_concat(command || exit_code, " ") FROM event'
}
every_command_leaves_an_event()
{
	run 0 $stablehand port 9.1.y && run 0 $stablehand status 9.1.y && run 0 $stablehand build 9.1.y &&
		run 0 $stablehand test --tests one_test 9.1.y && run 0 $stablehand fetch 9.1.y &&
		run 0 $stablehand explain 9.1.y 1 && run 0 $stablehand report 9.1.y || return 1
	[ "$(events)" = "run0 port0 status0 build0 test0" ] || { events; return 1; }
	[ "$(sqlite3 "$database" 'SELECT arguments FROM event WHERE command = "test"')" = \
		'["--tests","one_test","9.1.y"]' ] &&
		[ "$(sqlite3 "$database" 'SELECT json_extract(result, "$.schema") FROM event' | sort -u)" = 2 ]
}
# The last event tested one; what is known is all four.
knows_more_than_the_last_event()
{
	run 0 $stablehand --json report 9.1.y && json '@{$j->{branches}[0]{tests}} == 4' &&
		json '@{$j->{branches}[0]{builds}} == 2 && $j->{branches}[0]{patches}[0]{verdict} eq "clean"' &&
		run 0 $stablehand --json report --tests two_test 9.1.y && json '@{$j->{branches}[0]{tests}} == 1'
}
# A name that no test has says nothing about the branch.
misnamed_test()
{
	run 0 $stablehand report 9.1.y && cp "$scratch/out" "$scratch/before" || return 1
	run 2 $stablehand test --tests no_such_test 9.1.y && run 0 $stablehand report 9.1.y &&
		diff "$scratch/before" "$scratch/out"
}
# What is not there is no answer, and no finding.
unknown_names()
{
	run 2 $stablehand report --series no-such 9.1.y && complains '--series no-such: .*; there are: fix$' &&
		run 2 $stablehand report --variant no-such 9.1.y && complains '--variant no-such: .*there are:' &&
		run 2 $stablehand report --tests one_test,no_such_test 9.1.y &&
		complains '--tests no_such_test: nothing is known of such a test' &&
		run 2 $stablehand report --profile no-such 9.1.y && complains '--profile no-such: stable or distro' &&
		run 3 $stablehand report --release 9.9.9 9.1.y &&
		says 'nothing is known of release 9\.9\.9; known: 9\.1\.7$' &&
		run 3 $stablehand report --profile distro 9.1.y &&
		says 'stablehand run --profile distro 9\.1\.y$' &&
		run 0 $stablehand report --series fix --tests two_test,x86/one_test 9.1.y && says 'same 2' &&
		run 2 $stablehand --json report --series no-such 9.1.y && json '$j->{error}{kind} eq "input"'
}
# as_reader COMMAND...: as one who may write nowhere; a user who is root becomes another.
as_reader()
{
	chmod a+rx "$scratch" && chmod -R a-w "$XDG_STATE_HOME" "$XDG_CACHE_HOME/stablehand/locks" &&
		chmod a-w "$XDG_CACHE_HOME" "$XDG_CACHE_HOME/stablehand" || return 1
	[ "$(id -u)" = 0 ] && set -- setpriv --reuid 65534 --clear-groups "$@"
	"$@"
	reader=$?
	chmod -R u+w "$XDG_STATE_HOME" "$XDG_CACHE_HOME/stablehand/locks"
	chmod u+w "$XDG_CACHE_HOME" "$XDG_CACHE_HOME/stablehand"
	return $reader
}
may_only_read()
{
	run 0 $stablehand report 9.1.y && cp "$scratch/out" "$scratch/before" || return 1
	as_reader $stablehand report 9.1.y >"$scratch/out" && diff "$scratch/before" "$scratch/out" || return 1
	# While somebody else has it open, too.
	sqlite3 "$database" 'CREATE TABLE extra (a); DROP TABLE extra' '.shell sleep 1' &
	as_reader $stablehand report 9.1.y >"$scratch/out"
	status=$?
	wait
	[ $status = 0 ] && diff "$scratch/before" "$scratch/out"
}
# Where somebody keeps it to himself it is not as if nothing were known.
may_not_even_read()
{
	chmod a+rx "$scratch" && chmod 700 "$XDG_STATE_HOME/stablehand" || return 1
	status=0
	setpriv --reuid 65534 --clear-groups $stablehand report 9.1.y >"$scratch/out" 2>"$scratch/err" || status=$?
	chmod 755 "$XDG_STATE_HOME/stablehand"
	[ $status = 3 ] && complains 'results\.db: Permission denied'
}
# A store of somebody else's: git does not trust it, and we say what to do.
store_of_another()
{
	chown -R 65534 "$XDG_CACHE_HOME/stablehand/store.git" || return 1
	run 3 $stablehand status 9.1.y
	status=$?
	chown -R 0 "$XDG_CACHE_HOME/stablehand/store.git"
	[ $status = 0 ] && complains 'store\.git belongs to .*XDG_CACHE_HOME.*safe\.directory'
}
# What is read is no less than the schema asks for.
stricter_values()
{
	full=$top/tests/fuzz/corpus/result_json/full
	run 1 $stablehand report --from "$full" || return 1
	sed -E 's/("at": "[0-9-]*T[0-9:]*Z)"/\1x"/' "$full" >"$scratch/time.json"
	sed 's/"errno": [0-9]*/"errno": -1/' "$full" >"$scratch/errno.json"
	sed '/"branch":/s/9\.2\.y/9.1.y/' "$full" >"$scratch/branch.json"
	sed 's/"0002-adapted.patch"/"0001-guard.patch"/' "$full" >"$scratch/row.json"
	sed 's/"series": "other"/"series": "fix"/' "$full" >"$scratch/series.json"
	sed -E 's/("release_commit": "e)/\1x/; s/xe/x/' "$full" >"$scratch/id.json"
	run 2 $stablehand report --from "$scratch/id.json" && complains 'release_commit: is no object id' &&
		run 2 $stablehand report --from "$scratch/time.json" && complains 'seen\.at: is no time' &&
		run 2 $stablehand report --from "$scratch/errno.json" && complains 'errno: is no error number'
}
from_a_file()
{
	run 0 $stablehand --json report 9.1.y && cp "$scratch/out" "$scratch/saved.json" &&
		run 0 $stablehand report 9.1.y && cp "$scratch/out" "$scratch/text" || return 1
	# Nowhere near the project or its store.
	mkdir -p "$scratch/elsewhere"
	stablehand="env -C $scratch/elsewhere XDG_STATE_HOME=$scratch/none $STABLEHAND"
	starts_nothing_but_env report --from "$scratch/saved.json" && diff "$scratch/text" "$scratch/out" &&
		run 0 $stablehand --json report --from "$scratch/saved.json" &&
		diff "$scratch/saved.json" "$scratch/out" && [ ! -e "$scratch/none" ]
	status=$?
	stablehand="$STABLEHAND -C $project"
	return $status
}
starts_nothing_but_env()
{
	ASAN_OPTIONS="$ASAN_OPTIONS:detect_leaks=0" run 0 strace -f -qq -e trace=execve -o "$scratch/trace" $stablehand "$@" || return 1
	[ "$(grep -c 'execve.* = 0$' "$scratch/trace")" = 2 ] || { cat "$scratch/trace"; return 1; }
}
from_standard_input()
{
	status=0
	"$STABLEHAND" -C "$scratch" report --from - <"$scratch/saved.json" >"$scratch/out" 2>"$scratch/err" ||
		status=$?
	[ "$status" = 0 ] && diff "$scratch/text" "$scratch/out"
}
a_file_that_is_none()
{
	head -c 1000 "$scratch/saved.json" >"$scratch/cut.json"
	sed 's/"schema": 2/"schema": 7/' "$scratch/saved.json" >"$scratch/later.json"
	run 2 $stablehand report --from "$scratch/cut.json" && complains 'cut\.json: line [0-9]+: ' &&
		run 2 $stablehand report --from "$scratch/later.json" && complains 'schema 7; this program' &&
		run 2 $stablehand report --from "$scratch/saved.json" 9.1.y &&
		run 2 $stablehand --json report --from "$scratch/no-such" && json '$j->{error}{exit_code} == 2'
}
# The database as the program before events made it, with the builds of that time.
upgrade()
{
	sqlite3 "$database" .dump | grep '^INSERT INTO "*\(run\|record\)"* ' >"$scratch/rows.sql" &&
		rm -f "$database" "$database"-* &&
		{ grep '^CREATE TABLE' "$top/tests/unit/results_v1.sql"; echo 'BEGIN;'
		  cat "$scratch/rows.sql"; echo 'COMMIT; PRAGMA user_version = 1;'; } | sqlite3 "$database" || return 1
	: >"$scratch/qemu.log"
	ls -l --time-style=+%s.%N "$XDG_CACHE_HOME/stablehand/builds" >"$scratch/builds"
	run 3 $stablehand report 9.1.y && run 0 $stablehand run 9.1.y && says 'same 4, fixed 0' || return 1
	[ ! -s "$scratch/qemu.log" ] || { cat "$scratch/qemu.log"; return 1; }
	ls -l --time-style=+%s.%N "$XDG_CACHE_HOME/stablehand/builds" | diff "$scratch/builds" - &&
		run 0 $stablehand report 9.1.y && says 'same 4, fixed 0' &&
		[ "$(sqlite3 "$database" 'PRAGMA user_version')" = 4 ]
}
# Versions that no program of ours wrote yet, or ever will.
other_versions()
{
	sqlite3 "$database" 'PRAGMA user_version = 99' && run 3 $stablehand report 9.1.y &&
		complains 'made by a newer stablehand \(version 99\)' &&
		sqlite3 "$database" 'PRAGMA user_version = -1' && run 3 $stablehand report 9.1.y &&
		complains 'not made by stablehand \(version -1\)'
	status=$?
	sqlite3 "$database" 'PRAGMA user_version = 4' && return $status
}
# What --json can hold is all in the schema, and the fixture of the unit test has all of it.
schema_is_used_up()
{
	/usr/bin/env python3 - "$top/tools/stablehand/result/schema.json" \
		"$top/tests/fuzz/corpus/result_json/full" <<'END'
import json, sys
schema, full = (json.load(open(path)) for path in sys.argv[1:])
seen = set()

def walk(kind, value):
    kind = schema["$defs"][kind["$ref"].split("/")[-1]] if "$ref" in kind else kind
    for one in kind.get("oneOf", []):
        if value is not None and "$ref" in one:
            walk(one, value)
    for name, inner in kind.get("properties", {}).items():
        if isinstance(value, dict) and name in value:
            seen.add((id(kind), name))
            walk(inner, value[name])
    for item in value if isinstance(value, list) else []:
        walk(kind.get("items", {}), item)

def all_of(kind, done):
    if "$ref" in kind:
        name = kind["$ref"].split("/")[-1]
        if name not in done:
            done.add(name)
            yield from all_of(schema["$defs"][name], done)
        return
    for name, inner in kind.get("properties", {}).items():
        yield (id(kind), name), name
        yield from all_of(inner, done)
    for inner in kind.get("oneOf", []) + [kind["items"]] if "items" in kind else kind.get("oneOf", []):
        yield from all_of(inner, done)

walk({"$ref": "#/$defs/result"}, full)
lacking = [name for key, name in all_of({"$ref": "#/$defs/result"}, set()) if key not in seen]
print("not in the fixture:", lacking)
# What an entry of `order` says needs branches that are not in it.
sys.exit([name for name in lacking if name not in
          ("series", "patch", "number", "id", "goes_to", "lacking", "branch", "why",
			    "need")] != [])
END
}
stray_field()
{
	sed 's/"schema": 2,/"schema": 2, "stray": 1,/' "$scratch/saved.json" >"$scratch/stray.json"
	! "$top/tests/cli/validate" "$top/tools/stablehand/result/schema.json" "$scratch/stray.json"
}

check "before anything was asked nothing is known, and no database made" nothing_yet
check "a run is known, and the report of it starts no process" from_the_store
check "it is what run printed, and as of when" as_run_printed_it
check "port, build, test, run and status leave events; other commands do not" every_command_leaves_an_event
check "what one event did not look at stays known" knows_more_than_the_last_event
check "a test that is not there changes nothing that is known" misnamed_test
check "a series, variant, test, profile or release that is not there: exit 2, named" unknown_names
check "who may only read is told the same" may_only_read
as_root "a database that may not even be read: exit 3, named" may_not_even_read
as_root "a store of somebody else's: exit 3, and what to do" store_of_another
check "a time or an error number that is none: exit 2" stricter_values
check "a saved result is shown as it was, without a project" from_a_file
check "also from standard input" from_standard_input
check "one that is cut, of a later schema or not there: exit 2" a_file_that_is_none
check "with the database of version 1, run builds and boots nothing" upgrade
check "a database of another version: exit 3, named" other_versions
check "every field of the schema is in the fixture that is read and written" schema_is_used_up
check "a field that the schema does not have is found" stray_field
done_testing
