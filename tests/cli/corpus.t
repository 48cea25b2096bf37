#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# tests/bench/make-corpus on releases made here, and bench-adapt over its pairs.
. "$(dirname "$0")/lib.sh"

store=$XDG_CACHE_HOME/stablehand/store.git
mkdir -p "$XDG_CACHE_HOME/stablehand"
git init -q --bare "$store"
git init -q "$scratch/tree"

# release BRANCH VERSION: what the tree holds now
release()
{
	git -C "$scratch/tree" add -A
	git -C "$scratch/tree" commit -q -m "$1 $2"
	git -C "$scratch/tree" push -q "$store" "HEAD:refs/kernels/$1/$2"
}

# Files of a branch: $1 is how its locks are taken, $2 the folder of moved.c.
write_branch()
{
	rm -rf "$scratch/tree"/*
	mkdir -p "$scratch/tree/$2"
	cd "$scratch/tree" || exit 1
	for name in same context space renamed removed added both new; do
		cat >$name.c <<END
int ${name}_before(void)
{
	return 0;
}

int $name(int n)
{
	int sum = 0, index = n;

	$1(&guard);
	sum += compute_everything(index, n);
	release_it(&guard);
	return sum;
}
END
	done
	cp same.c "$2/moved.c"
	cd "$scratch" || exit 1
}

# fix FILE SED: a change that a release has
fix()
{
	sed -i "$2" "$scratch/tree/$1"
}

write_branch take_lock new/place
release 9.9.y 9.9.10-1
for file in same context space removed both new/place/moved; do
	fix $file.c 's/^	sum += .*/	if (index > 0)\n		sum += compute_everything(index, n);/'
done
fix renamed.c 's/^	return sum;/	take_lock(\&another_guard_of_it);\n	return sum;/'
fix added.c 's/^	sum += .*/	if (index > 0 \&\& allowed_by_policy(index))\n		sum += compute_everything(index, n);/'
fix new.c 's/^	return sum;/	return sum + 1;/'
release 9.9.y 9.9.11-1

write_branch grab_lock old/place
fix same.c 's/grab_lock/take_lock/'
fix old/place/moved.c 's/grab_lock/take_lock/'
fix removed.c 's/everything(index, n)/everything(n, index, 0)/'
fix both.c 's/everything(index, n)/everything(n, index, 0)/'
release 8.8.y 8.8.20-1
for file in same context old/place/moved; do
	fix $file.c 's/^	sum += .*/	if (index > 0)\n		sum += compute_everything(index, n);/'
done
fix space.c 's/^	sum += .*/	if (index > 0)\n	    sum += compute_everything(index,n);/'
fix removed.c 's/^	sum += .*/	if (index > 0)\n		sum += compute_everything(index, n);/'
fix both.c 's/^	sum += .*/	if (index > 0)\n		sum += compute_everything(n, index, 0);/'
fix renamed.c 's/^	return sum;/	grab_lock(\&another_guard_of_it);\n	return sum;/'
fix added.c 's/^	sum += .*/	if (index > 0 \&\& policy_allows(index, 0))\n		sum += compute_everything(index, n);/'
fix new.c 's/^	int sum = 0, index = n;/	unsigned long long other = 5;/'
release 8.8.y 8.8.21-1

corpus=$scratch/corpus
check "make-corpus works from the releases of the store" \
	run 0 "$top/tests/bench/make-corpus" --offline "$corpus" 9.9.y:8.8.y
check "it counts the classes" says '^9.9-8.8: C0 2, C1 1, C2 1, C3 1, C4 1, C5 1, C6 1$'

# class_of PATH: of the pair of that file of the newer branch
class_of()
{
	perl -MJSON::PP -e '
		my $path = shift;
		for (@ARGV) {
			open(my $f, "<", $_) or die; local $/; my $m = decode_json(<$f>);
			print "$m->{class} $m->{path_b} $m->{function_b}\n" if $m->{path_a} eq $path;
		}' "$1" "$corpus"/*/*/meta.json
}
is_class()
{
	said=$(class_of "$1")
	[ "$said" = "$2" ] || { echo "$1: '$said', not '$2'"; return 1; }
}
check "the same hunks are C0" is_class same.c "C0 same.c same"
check "a moved file is found" is_class new/place/moved.c "C0 old/place/moved.c same"
check "other context is C1" is_class context.c "C1 context.c context"
check "other spacing is C2" is_class space.c "C2 space.c space"
check "a renaming is C3" is_class renamed.c "C3 renamed.c renamed"
check "other removed lines are C4" is_class removed.c "C4 removed.c removed"
check "other added lines are C5" is_class added.c "C5 added.c added"
check "both are C6" is_class both.c "C6 both.c both"
check "another fix is no pair" is_class new.c ""

git_blob()
{
	pair=$(dirname "$(grep -l '"path_a" : "context.c"' "$corpus"/*/*/meta.json)")
	git -C "$store" show "refs/kernels/$1:context.c" | cmp - "$pair/$2.c"
}
check "a_old is the release before" git_blob 9.9.y/9.9.10-1 a_old
check "a_new is the release after" git_blob 9.9.y/9.9.11-1 a_new
check "b_old is the release before" git_blob 8.8.y/8.8.20-1 b_old
check "b_new is the release after" git_blob 8.8.y/8.8.21-1 b_new
check "a corpus is not written over" \
	run 3 "$top/tests/bench/make-corpus" --offline "$corpus" 9.9.y:8.8.y
check "a branch of one release is an error" \
	run 3 "$top/tests/bench/make-corpus" --offline "$scratch/none" 7.7.y:8.8.y
check "and nothing is left of it" test ! -e "$scratch/none"

# A stand-in for the program, whose fetch makes the store; nothing else is on offer.
project=$scratch/project
mkdir -p "$project/tests/bench" "$project/kernels" "$scratch/bin"
cp "$top/tests/bench/make-corpus" "$project/tests/bench/"
for branch in 9.9.y 8.8.y; do
	printf '[source "debian"]\n\tpackage = linux-source\n' >"$project/kernels/$branch.conf"
done
cat >"$scratch/bin/fetching" <<END
#!/bin/sh
mkdir -p "$scratch/fresh/stablehand"
[ -e "$scratch/fresh/stablehand/store.git" ] || cp -r "$store" "$scratch/fresh/stablehand/"
END
printf '#!/bin/sh\n' >"$scratch/bin/apt-cache"
chmod +x "$scratch/bin/fetching" "$scratch/bin/apt-cache"
check "it begins without a store" run 0 env PATH="$scratch/bin:$PATH" XDG_CACHE_HOME="$scratch/fresh" \
	STABLEHAND="$scratch/bin/fetching" "$project/tests/bench/make-corpus" "$scratch/first" 9.9.y:8.8.y
check "and finds the same pairs" diff -r "$corpus" "$scratch/first"

check "bench-adapt runs a peer over it" run 0 "$top/tests/bench/bench-adapt" \
	--only "git merge-file" --json "$scratch/adapt.json" "$corpus"
check "it uses the trees before the change" says '^8 pairs of .* in the store for 8, '
check "what the peer gets right is counted" says '^  C0 +2 +0 +0 +0 +0 +2 +100.0 +0.0$'
check "what it gets wrong is counted" says '^  C3 +0 +0 +1 +0 +0 +1 +0.0 +100.0$'
outcomes()
{
	cp "$scratch/adapt.json" "$scratch/out"
	json '$j->{tools}{"git merge-file"}{classes}{hard}{n} == 6 &&
	      $j->{tools}{"git merge-file"}{version} =~ /^git version/ &&
	      @{$j->{tools}{"git merge-file"}{pairs}} == 8'
}
check "every outcome is kept" outcomes

done_testing
