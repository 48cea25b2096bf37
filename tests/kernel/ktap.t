#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What report --format ktap writes, read by the parser of the kernel's own KUnit, of each tree
# in the store that has one for KTAP (5.19 and later); where there is none 6.1 is fetched.
cache=${XDG_CACHE_HOME:-$HOME/.cache}
case $cache in /*) ;; *) cache=$HOME/.cache ;; esac
. "$(dirname "$0")/../cli/lib.sh"
export XDG_CACHE_HOME=$cache
store=$cache/stablehand/store.git
full=$top/tests/fuzz/corpus/result_json/full

# trees: the releases in the store, one a branch, that have the parser.
trees()
{
	git --git-dir "$store" for-each-ref --format='%(refname)' refs/kernels 2>/dev/null | sort -V |
		while read -r ref; do
			git --git-dir "$store" show "$ref:tools/testing/kunit/kunit_parser.py" 2>/dev/null |
				grep -q 'KTAP version' && echo "$ref"
		done | awk -F/ '{ last[$3] = $0 } END { for (b in last) print last[b] }' | sort -V
}
# parses REF FILE SUMMARY
parses()
{
	kunit=$scratch/kunit/${1##*/}
	mkdir -p "$kunit" && git --git-dir "$store" archive "$1" tools/testing/kunit | tar -x -C "$kunit" &&
		python3 "$kunit/tools/testing/kunit/kunit.py" parse "$2" >"$scratch/parsed" 2>&1
	tail -n 1 "$scratch/parsed" | grep -q "$3" && ! grep -q '\[ERROR\]' "$scratch/parsed" ||
		{ cat "$scratch/parsed"; return 1; }
}

"$top/tests/cli/formats/hostile" "$full" >"$scratch/hostile.json"
"$STABLEHAND" report --format ktap --from "$full" >"$scratch/full.ktap"
"$STABLEHAND" report --format ktap --from "$scratch/hostile.json" >"$scratch/hostile.ktap"
[ -n "$(trees)" ] || "$STABLEHAND" -C "$top" fetch 6.1.y
check "there is a parser to ask" [ -n "$(trees)" ]
for ref in $(trees); do
	for file in full hostile; do
		check "$file, by the parser of ${ref#refs/kernels/}" parses "$ref" "$scratch/$file.ktap" \
			'Ran 26 tests: passed: 11, failed: 7, skipped: 8'
	done
done
done_testing
