#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# tests/mutate: what the unit tests notice is caught, what they do not survives, and the
# sources stay as they are. In a house of one room, built by the project's own Makefile.
. "$(dirname "$0")/lib.sh"

house=$scratch/house
mkdir -p "$house/tools/stablehand/syntax" "$house/tests/unit"
cp "$top/Makefile" "$house"
cp "$top/tests/mutate" "$house/tests"
echo 'syntax:' >"$house/tools/rooms"
cat >"$house/tools/stablehand/syntax/tiny.h" <<'C'
int larger(int a, int b);
int unseen(int a);
int count(int n);
C
cat >"$house/tools/stablehand/syntax/tiny.c" <<'C'
#include "syntax/tiny.h"
#define NO_SITE 1

static const int sizes[4] = {0};

/* a == b is no code */
int larger(int a, int b)
{
	return a > b ? a : b;
}

int unseen(int a)
{
	return a + 2;
}

int count(int n)
{
	unsigned int seen = sizes[1];

	for (volatile long i = 0; i < n; i++)
		seen++;
	return seen;
}
C
# Compares two equal numbers, too, and never calls unseen(). Links to no other library.
cat >"$house/tests/unit/test_tiny.c" <<'C'
#include "syntax/tiny.h"

int main(void)
{
	return !(larger(3, 2) == 3 && larger(2, 3) == 3 && larger(4, 4) == 4 &&
		 count(0) == 0 && count(3) == 3);
}
C
# Fails, but is linked with nothing that is broken here.
cat >"$house/tests/unit/test_unrelated.c" <<'C'
int main(void)
{
	return 1;
}
C
# mutate OPTION...
mutate()
{
	"$house/tests/mutate" --rooms syntax --count 100 --timeout 3 "$@"
}
all()
{
	(cd "$house" && find tools tests -type f -exec sha256sum {} + | sort) >"$scratch/before"
	run 1 mutate --at-least 15 &&
		says '^caught by test_tiny +syntax/tiny\.c:[0-9]+ larger: return \[a > b -> !\(\.\.\.\)\] \?' &&
		says '^SURVIVED +syntax/tiny\.c:[0-9]+ unseen: return a \[\+ -> -\] 2;$' &&
		says '^SURVIVED +syntax/tiny\.c:[0-9]+ unseen: return a \+ \[2 -> 0\];$'
}
# larger: the condition, ">" as ">="; unseen: "+", "2"; count: 1, 0, the condition, "<" as
# "<=", i++, seen++. Equal numbers are as large as each other; sizes[0] is 0, too, which the
# compiler sees.
counted()
{
	says '^6 of 9 caught \(seed 1\); of 10 sites; 0 did not compile, 1 changed nothing$' &&
		says '^Too few: 15 are asked for\.$' && [ "$(grep -c ^SURVIVED "$scratch/out")" = 3 ] &&
		says '^changes nothing .*: unsigned int seen = sizes\[\[1 -> 0\]\];$'
}
hang()
{
	says '^caught by test_tiny \((hangs|crashes)\) .*\[\+\+ -> --\]'
}
untouched()
{
	(cd "$house" && find tools tests -type f -exec sha256sum {} + | sort) >"$scratch/after"
	cmp "$scratch/before" "$scratch/after" &&
		[ "$(cd "$house/build" && ls)" = mutate ] && ! ls -d "$house"/build/mutate/run.*
}
no_other_sites()
{
	! grep -E 'NO_SITE|\{0\}|\[4|is no code' "$scratch/out"
}
enough()
{
	run 0 mutate --at-least 6 && says '^Enough: 6 are asked for\.$'
}
same_seed()
{
	run 0 mutate --list --count 5 --seed x && mv "$scratch/out" "$scratch/first" &&
		run 0 mutate --list --count 5 --seed x && cmp "$scratch/first" "$scratch/out" &&
		[ "$(wc -l <"$scratch/out")" = 5 ] &&
		run 0 mutate --list --count 5 --seed y && ! cmp -s "$scratch/first" "$scratch/out"
}
listed()
{
	printf '# known\n%s\n\tEqual numbers are alike.\n' \
		'syntax/tiny.c larger: return a [> -> >=] b ? a : b;' >"$house/tests/mutate.equivalent"
	run 0 mutate --list && ! says '\[> -> >=\]' && says '\[a > b -> '
}
without_reason()
{
	printf '%s\n' 'syntax/tiny.c unseen: return a [+ -> -] 2;' >"$house/tests/mutate.equivalent"
	run 2 mutate --list && complains 'no reason is given for: syntax/tiny\.c unseen'
}
outdated()
{
	printf '%s\n\tx\n' 'syntax/tiny.c gone: a [+ -> -] b;' >"$house/tests/mutate.equivalent"
	run 0 mutate --list && complains 'nothing is like: syntax/tiny\.c gone'
	printf '%s\n\tx\n' 'syntax/gone.c gone: a [+ -> -] b;' >"$house/tests/mutate.equivalent"
	run 0 mutate --list && complains 'nothing is like: syntax/gone\.c gone'
}
# Of files that are not looked at nothing can be told.
of_others()
{
	echo 'int other;' >"$house/tools/stablehand/syntax/other.c"
	printf '%s\n\tx\n' 'syntax/other.c f: a [+ -> -] b;' >"$house/tests/mutate.equivalent"
	run 0 "$house/tests/mutate" --list --rooms syntax/tiny && [ ! -s "$scratch/err" ] &&
		rm "$house/tools/stablehand/syntax/other.c"
}
failing()
{
	rm "$house/tests/mutate.equivalent"
	sed -i 's/return !/return /' "$house/tests/unit/test_tiny.c"
	run 2 mutate && complains 'test_tiny fails without any mutant'
}
# As it is in the project: what is listed is there, and there is enough to draw from.
in_the_project()
{
	run 0 "$top/tests/mutate" --list --count 40 --seed "$$" && [ ! -s "$scratch/err" ] &&
		[ "$(wc -l <"$scratch/out")" = 40 ]
}
check "a mutant that a test notices is caught, one that none notices survives" all
check "all sites are drawn, each once" counted
check "a test that hangs has caught the mutant" hang
check "the sources stay as they are, and nothing is left behind" untouched
check "what is not compiled here, types and {0} are no sites" no_other_sites
check "exit 0 when enough are caught" enough
check "the same seed draws the same mutants" same_seed
check "a listed equivalent is not drawn" listed
check "an equivalent needs a reason" without_reason
check "an equivalent that is nowhere is told" outdated
check "but not of files that are not looked at" of_others
check "a test that fails without a mutant stops it" failing
check "the project's own mutants are drawn, and its equivalents are all there" in_the_project
done_testing
