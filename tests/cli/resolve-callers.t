#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A patch gives a function another parameter and converts its caller in a second file. The
# resolution of a branch that has no such call leaves that hunk out; on a branch that has the call
# in other words, where the name by which the resolution knows its absence is missing too, it
# must not be taken as it is: the call would be left with too few arguments.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"

make_project
stablehand()
{
	"$STABLEHAND" -C "$project" "$@"
}
guard=arch/x86/kvm/guard.c
flush=arch/x86/kvm/flush.c

# tree VERSION SUBLEVEL HEAD CALL: translate() begins with HEAD, and flush() has CALL in it.
tree()
{
	make_tree "$1" "$2"
	echo 'int translate(int code, int access);' >>"$tree/include/guard.h"
	cat >>"$tree/$guard" <<END

int translate(int code, int access)
{
	int real = first(code);

	$3
	if (access)
		return -1;
	return real;
}
END
	cat >"$tree/$flush" <<END
#include "../../../include/guard.h"
#define ACCESS_OTHER 1

int flush(int code, int fast);
int flush(int code, int fast)
{
	int again = code & 4;

$4
	return again ? code : 0;
}
END
	tar -C "$scratch" -cJf "$scratch/linux-$1.tar.xz" "linux-$1"
}
older='real = code & 1 ? real : -real;'
nested='	if (!fast && again) {
		code = translate(code, 0);
		if (code < 0)
			return 1;
	}'
tree 9.1.7 7 "$older" '	again |= fast;'
tree 9.2.3 3 "$older" "$nested"
tree 9.3.2 2 "$older" "	again += ACCESS_FINAL;
$nested"
tree 9.4.1 1 'real += 2;' '	if (!fast)
		code = translate(code,
				 ACCESS_FINAL);'
make_branch 9.1.y 9.1.7
make_branch 9.2.y 9.2.3
make_branch 9.3.y 9.3.2
make_branch 9.4.y 9.4.1

# The patch, made for the newest.
cp -r "$tree" "$scratch/new"
sed -i 's/translate(int code, int access)/translate(int code, int access, int flags)/' \
	"$scratch/new/include/guard.h" "$scratch/new/$guard"
sed -i 's/^	real += 2;/	real += flags \& 2;/' "$scratch/new/$guard"
sed -i 's/ACCESS_FINAL);/ACCESS_FINAL, 0);/' "$scratch/new/$flush"
{
	sed '/^---$/,$d' "$project/patches/fix/0001-guard.patch"
	echo ---
	(cd "$scratch" && diff -urN "${tree##*/}" new | sed "s,^--- ${tree##*/}/\([^	]*\).*,--- a/\1,
		s,^+++ new/\([^	]*\).*,+++ b/\1,; /^diff /d")
} >"$scratch/made"
mv "$scratch/made" "$project/patches/fix/0001-guard.patch"
recorded=$project/patches/fix/resolutions

check "the releases are fetched" run 0 stablehand fetch
check "the patch was made for the newest" run 0 stablehand explain 9.4.y 1
check "where it is clean" says '^9\.4\.y .* clean'
check "the oldest refuses it" run 1 stablehand explain 9.1.y 1

work=$scratch/work
check "there it is settled" run 0 stablehand resolve 9.1.y 1 --files "$work"
cp "$scratch/linux-9.1.7/$flush" "$work/$flush"
perl -0pi -e 's/<<<<<<< [^\n]*\n(.*?)\|\|\|\|\|\|\| .*?>>>>>>> [^\n]*\n/$1/sg;
	s/translate\(int code, int access\)/translate(int code, int access, int flags)/;
	s/real = code & 1/real = code & 1 \& ~flags/' "$work/$guard"
check "without the call, which is not there" run 0 stablehand resolve 9.1.y 1 --from "$work" --note "no call"
check "as resolved" says '^9\.1\.y .* resolved'
check "it is known by a name that its file lacks" \
	sh -c "grep -Eq '^Dropped: [0-9a-f]{16} ACCESS_FINAL$' '$recorded'/*"

# Where that name is, the resolution is not for.
check "a file with that name is another" run 1 stablehand explain 9.3.y 1
check "of which it says nothing" says 'ACCESS_FINAL is not in this file there, but here it is'

# Where it is absent as well, the call itself tells.
check "a call in other words is one" run 1 stablehand explain 9.2.y 1
check "so the patch is refused" says '^9\.2\.y .* refused'
check "and the call is named" says "translate\(\) takes another number of arguments after the change, but is called with 2 in $flush"
check "with its line" says "gate +$flush:10\$"
check "a port of it is none" run 1 stablehand port 9.2.y
check "nothing is written" sh -c "! ls '$project'/out/9.2.y/fix/*.patch"

# Until somebody has looked at it.
again=$scratch/again
check "it is settled there" run 0 stablehand resolve 9.2.y 1 --files "$again"
cp "$work/$guard" "$again/$guard"
sed 's/translate(code, 0)/translate(code, 0, 0)/' "$scratch/linux-9.2.3/$flush" >"$again/$flush"
check "with the call" run 0 stablehand resolve 9.2.y 1 --from "$again" --note "another call"
check "as resolved" says '^9\.2\.y .* resolved'
check "the port is written" run 0 stablehand port 9.2.y
check "with the call converted" grep -q '^+		code = translate(code, 0, 0);' "$project"/out/9.2.y/fix/0001-*.patch
check "the oldest keeps its own" run 0 stablehand port 9.1.y
check "without the call" sh -c "! grep -q flush.c '$project'/out/9.1.y/fix/0001-*.patch"
done_testing
