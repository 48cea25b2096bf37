#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Every #include is held against tools/rooms: the house as it is, and includes that may not be.
. "$(dirname "$0")/lib.sh"

# plant FILE LINE: a house with one line more in FILE
plant()
{
	rm -rf "$scratch/house"
	mkdir "$scratch/house"
	cp -r "$top/tools" "$scratch/house"
	printf '%s\n' "$2" >>"$scratch/house/tools/$1"
}
refuses()
{
	run 1 "$top/tests/rooms" "$scratch/house" && says "$1"
}
as_it_is()
{
	run 0 "$top/tests/rooms" && [ ! -s "$scratch/out" ]
}
upward()
{
	plant stablehand/syntax/lines.c '#include "gates/gates.h"' &&
		refuses '^tools/stablehand/syntax/lines\.c:[0-9]+: syntax may not include "gates/gates\.h"$'
}
# In a header, with blanks where the preprocessor takes them.
upward_in_header()
{
	plant stablehand/util/buf.h '  #  include   "git/repo.h"' &&
		refuses 'util/buf\.h:[0-9]+: util may not include'
}
private()
{
	plant stablehand/judge/risk.c '#include "gates/gates_parts.h"' &&
		refuses 'judge/risk\.c:[0-9]+: "gates/gates_parts\.h" is private to gates$'
}
prints()
{
	plant stablehand/kernel/build.c 'void f(void) { fprintf(stderr, "x"); }' &&
		refuses 'kernel/build\.c:[0-9]+: fprintf\(\) prints past util/out\.h$'
}
unlisted()
{
	plant rooms '' && mkdir "$scratch/house/tools/stablehand/attic" &&
		refuses '^tools/stablehand/attic: not in tools/rooms$'
}
without_folder()
{
	plant rooms 'cellar: util' && refuses '^tools/rooms: cellar has no folder$'
}
upside_down()
{
	plant rooms '' && sed -i 's/^util:/util: git/' "$scratch/house/tools/rooms" &&
		run 2 "$top/tests/rooms" "$scratch/house" && complains 'util uses git, which is not above it'
}
# What ARCHITECTURE.md names in backquotes: rooms and what lies in them, "*" and endings left out.
named()
{
	grep -o '`[a-z_]*/[a-z_./]*\**`' "$top/tools/ARCHITECTURE.md" | tr -d '`*' | sort -u |
	while read -r name; do
		case $name in
		# In the cache and the project, not in the house.
		builds/|jobs/|work/|locks/|logs/|out/) continue ;;
		esac
		for folder in tools tools/stablehand .; do
			ls -d "$top/$folder/$name"* >/dev/null 2>&1 && continue 2
		done
		echo "ARCHITECTURE.md names $name, which is nowhere"
		exit 1
	done
}
rooms_told()
{
	sed -n 's/^| `\([a-z]*\)` |.*/\1/p' "$top/tools/ARCHITECTURE.md" | sort >"$scratch/told"
	ls "$top/tools/stablehand" | sort | diff - "$scratch/told"
}
check "ARCHITECTURE.md names what is there" named
check "ARCHITECTURE.md tells of each room" rooms_told
check "no #include goes up" as_it_is
check "an upward include is found" upward
check "an upward include in a header, oddly spaced, is found" upward_in_header
check "an include of another room's private header is found" private
check "what prints past the one way out is found" prints
check "a folder that is no room is found" unlisted
check "a room without a folder is found" without_folder
check "a room may only use those above it in the table" upside_down
done_testing
