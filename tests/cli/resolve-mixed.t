#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A patch of two hunks: one that no rule and no engine can place, which is settled
# once on an older branch and taken on the newer one, and one that is adapted.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"

make_project
stablehand()
{
	"$STABLEHAND" -C "$project" "$@"
}

# tree VERSION SUBLEVEL CHANGE: handle_fault() is another in these branches, first() a little.
tree()
{
	make_tree "$1" "$2"
	source=$tree/arch/x86/kvm/guard.c
	sed -i '/^int handle_fault(int code)$/,$d; s/^	int r = 0;$/	int r = 0;\n	int seen = 0;/
		s/^		r = 1;$/		r = 2 + seen;/' "$source"
	cat >>"$source" <<END
$3int handle_fault(int code)
{
	static unsigned long calls;

	calls++;
	return first(code) ? (int)calls : -1;
}
END
	tar -C "$scratch" -cJf "$scratch/linux-$1.tar.xz" "linux-$1"
}
tree 9.1.7 7 ''
tree 9.2.3 3 'static int other_before(void)
{
	return 7;
}

'
make_tree 9.3.1 1
make_branch 9.1.y 9.1.7
make_branch 9.2.y 9.2.3
make_branch 9.3.y 9.3.1
recorded=$project/patches/fix/resolutions
guard=arch/x86/kvm/guard.c
# The first hunk of the patch; the one of the fixture is the second.
sed -i '/^@@/i\
@@ -4,7 +4,8 @@\
 static int first(int code)\
 {\
 	int r = 0;\
+	int direct = code \& 1;\
 \
-	if (code)\
+	if (code \& ~direct)\
 		r = 1;\
 	return r;' "$project/patches/fix/0001-guard.patch"
sed -i 's/^@@ -16,6 +16,9 @@/@@ -16,6 +17,9 @@/' "$project/patches/fix/0001-guard.patch"

check "the releases are fetched" run 0 stablehand fetch
check "the patch was made for the newest" run 0 stablehand explain 9.3.y 1
check "where it is clean" says '^9\.3\.y .* clean'
for branch in 9.1.y 9.2.y; do
	check "$branch refuses it" run 1 stablehand explain $branch 1
	check "for the second hunk, which cannot be adapted either" says 'not adapted: '
	check "while the first one is" says 'hunk #1 at [0-9]+ adapted: '
	check "and only one is refused" sh -c "[ \"\$(grep -c 'of the patch): ' '$scratch/out')\" = 1 ]"
done

work=$scratch/work
check "only the second is to be resolved" run 0 stablehand resolve 9.1.y 1 --files "$work"
check "that is one conflict" says "$guard: 1 conflict"
check "the first is in the file, adapted" grep -q '^	if (code & ~direct)$' "$work/$guard"
perl -0pi -e 's/<<<<<<< [^\n]*\n(.*?)\|\|\|\|\|\|\| .*?>>>>>>> [^\n]*\n/$1/s;
	s/^\tcalls\+\+;\n/\tif (code & 256)\n\t\tcode &= ~256;\n$&/m' "$work/$guard"
check "the answer is taken" run 0 stablehand resolve 9.1.y 1 --from "$work" --note "counted now"
check "as resolved" says '^9\.1\.y .* resolved'
check "one part was settled" sh -c "[ \"\$(grep -c '^Settles: ' '$recorded'/*)\" = 1 ]"

check "the newer branch takes it" run 0 stablehand explain 9.2.y 1
check "as resolved there" says '^9\.2\.y .* resolved'
check "with whose it was" says 'settled on 9\.1\.y 9\.1\.7 by Test Person'
check "the other hunk is said to be adapted" says 'hunk #1 at [0-9]+ adapted: '
check "and the resolution's own is named" says 'hunk of the resolution'
check "the risk names the adaptation" says '^  risk +arch/x86/kvm/guard\.c:7'
check "and that nobody looked at the resolution here" says '^  risk +medium: settled on 9\.1\.y'
check "nothing calls it low" sh -c "! grep -q 'low: ' '$scratch/out'"
check "both are told apart in JSON" run 0 stablehand --json explain 9.2.y 1
check "hunk by hunk" json '
	join(" ", map { $_->{verdict} } @{$j->{patch}{hunks}}) eq "adapted resolved"'
check "the port is written" run 0 stablehand port 9.2.y
patched=$(echo "$project"/out/9.2.y/fix/0001-*.patch)
check "with both" sh -c "grep -q '^+	if (code & ~direct)' '$patched' &&
	grep -q '^+	if (code & 256)' '$patched'"
check "git apply takes it" sh -c "cd '$scratch/linux-9.2.3' && git init -q . && git apply --check '$patched'"

done_testing
