#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What tests/mutate-series would break in a port: each added line of code, and each name of the
# series' own that is used as a value.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"

make_project
make_branch 9.1.y 9.1.7
sed -i -e 's/^+	if (code & 256)$/+	\/* Not all. *\/\n+	int mask = code \& 256;\n+\n+	if (mask)/' \
	-e 's/@@ -16,6 +16,9 @@/@@ -16,6 +16,12 @@/' "$project/patches/fix/0001-guard.patch"
check "the release is fetched" run 0 "$STABLEHAND" -C "$project" fetch
mutate()
{
	XDG_CACHE_HOME=${XDG_CACHE_HOME:-$HOME/.cache} "$(dirname "$0")/../mutate-series" --profile stable "$@"
}
check "the mutants are listed" run 0 mutate --list "$project" 9.1.y
check "a line that is out" says '^ *[0-9]+ arch/x86/kvm/guard\.c:[0-9]+ \[-	int mask = code & 256;-\]$'
check "a name that is 0" says '^ *[0-9]+ arch/x86/kvm/guard\.c:[0-9]+ 	if \(\[mask -> 0\]\)$'
check "no comment is one" sh -c "! grep -q 'Not all' '$scratch/out'"
check "and what is declared or assigned is no value" sh -c "[ \$(grep -c . '$scratch/out') = 4 ]"
check "of one kind only" run 0 mutate --list --kind value "$project" 9.1.y
check "that is one" sh -c "[ \$(grep -c . '$scratch/out') = 1 ]"
check "a mutant that is not there" run 2 mutate --list --only 9 "$project" 9.1.y
check "is told" complains 'there are 4 mutants'
check "a branch without a port" run 2 mutate --list "$project" 9.9.y
done_testing
