#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What was settled on one release of a branch, on later ones.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"

make_project
stablehand()
{
	"$STABLEHAND" -C "$project" "$@"
}
rewrite()
{
	source=$scratch/linux-$1/arch/x86/kvm/guard.c
	sed -i '/^int handle_fault(int code)$/,$d' "$source"
	cat >>"$source"
	tar -C "$scratch" -cJf "$scratch/linux-$1.tar.xz" "linux-$1"
}
guard=arch/x86/kvm/guard.c

make_tree 9.1.7 7
rewrite 9.1.7 <<'END'
int handle_fault(int code)
{
	static unsigned long seen;

	seen++;
	return first(code) ? (int)seen : -1;
}
END
make_branch 9.1.y 9.1.7
check "the release is fetched" run 0 stablehand fetch
check "--files writes what is to be resolved" run 0 stablehand resolve 9.1.y 1 --files "$scratch/work"
cp "$scratch/linux-9.1.7/$guard" "$scratch/work/$guard"
sed -i "s/^	seen++;/	if (code \\& 256)\n		code \\&= ~256;\n	seen++;/" "$scratch/work/$guard"
check "it is settled" run 0 stablehand resolve 9.1.y 1 --from "$scratch/work" --note "where faults are counted"

# --- other lines around: adapted, as the file that it was made for is in the store
make_tree 9.1.9 9
rewrite 9.1.9 <<'END'
int handle_fault(int code)
{
	static unsigned long seen;

	seen++;
	return first(code) ? (int)seen : -22;
}
END
sed -i 's/linux-9\.1\.7/linux-9.1.9/' "$project/kernels/9.1.y.conf"
check "a point release with other lines around is fetched" run 0 stablehand fetch --refresh 9.1.y
check "and takes it" run 0 stablehand explain 9.1.y 1
check "as resolved there" says '^9\.1\.y  9\.1\.9  resolved'
check "its hunk adapted, which is said" says 'hunk of the resolution, made for line 15, adapted: '
check "with more risk" says 'medium: a hunk of the resolution is adapted'
check "port writes that patch" run 0 stablehand port
patched=$(echo "$project"/out/9.1.y/fix/0001-*.patch)
check "which git am takes" sh -c "cd '$scratch/linux-9.1.9' && git init -q . && git add -f . &&
	git commit -qm base && git am -q '$patched'"
check "with both changes" sh -c "cd '$scratch/linux-9.1.9' &&
	grep -q 'if (code & 256)' $guard && grep -q 'seen : -22;' $guard"

# --- one that applies as it is comes before one that has to be adapted
made=$(echo "$project"/patches/fix/resolutions/*)
later=$(echo "$made" | sed 's/[0-9a-f]*\.resolution$/00000000.resolution/')
sed 's/ : -1;/ : -22;/; s/^Made-on: 9\.1\.y 9\.1\.7/Made-on: 9.1.y 9.1.9/' "$made" >"$later"
check "settled on both releases" run 0 stablehand explain 9.1.y 1
check "that of this one is taken" says '1 part of the patch settled on 9\.1\.y 9\.1\.9 '
check "as it is" sh -c "! grep -q adapted '$scratch/out'"
rm "$later"

# --- where the store no longer has the release that it was made on, nothing is guessed
store=$XDG_CACHE_HOME/stablehand/store.git
git --git-dir="$store" update-ref refs/kept "$(git --git-dir="$store" rev-parse refs/kernels/9.1.y/9.1.7)"
git --git-dir="$store" update-ref -d refs/kernels/9.1.y/9.1.7
check "without that release it is refused" run 1 stablehand explain 9.1.y 1
check "with what differs" says 'made on 9\.1\.y 9\.1\.7, is not taken: does not apply here: hunk at line'
git --git-dir="$store" update-ref refs/kernels/9.1.y/9.1.7 refs/kept

# --- nor is one of another branch
sed 's/9\.1\.9/9.2.3/' "$project/kernels/9.1.y.conf" >"$project/kernels/9.2.y.conf"
cp -R "$scratch/linux-9.1.9" "$scratch/linux-9.2.3"
rm -rf "$scratch/linux-9.2.3/.git"
sed -i 's/^VERSION.*/VERSION = 9/; s/^PATCHLEVEL.*/PATCHLEVEL = 2/; s/^SUBLEVEL.*/SUBLEVEL = 3/' "$scratch/linux-9.2.3/Makefile"
git -C "$scratch/linux-9.1.9" show HEAD~1:$guard >"$scratch/linux-9.2.3/$guard"
tar -C "$scratch" -cJf "$scratch/linux-9.2.3.tar.xz" linux-9.2.3
check "another branch with the same function is fetched" run 0 stablehand fetch 9.2.y
check "it is refused there" run 1 stablehand explain 9.2.y 1
check "as nobody settled it on that branch" says 'made on 9\.1\.y 9\.1\.7, is not taken: does not apply here: hunk at line'

# --- a later release that has changed what was settled
make_tree 9.1.10 10
rewrite 9.1.10 <<'END'
int handle_fault(int code)
{
	return count_fault(first(code));
}
END
sed -i 's/linux-9\.1\.9/linux-9.1.10/' "$project/kernels/9.1.y.conf"
check "a point release with another function is fetched" run 0 stablehand fetch --refresh 9.1.y
check "and does not take it" run 1 stablehand explain 9.1.y 1
check "with the reason" says 'made on 9\.1\.y 9\.1\.7, is not taken: does not apply here: hunk at line'

done_testing
