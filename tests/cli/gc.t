#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What is kept and what leaves: du, gc.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"
make_project
stablehand="$STABLEHAND -C $project"
cache=$XDG_CACHE_HOME/stablehand
state=$XDG_STATE_HOME/stablehand
store=$cache/store.git

# everything: all that is kept, by its content.
everything()
{
	(cd "$scratch" && find cache state -type f ! -path '*/locks/*' ! -name '*.lock' \
		! -name lock ! -name 'results.db-*' -exec sha1sum {} + | sort -k 2)
}
# answers FILE: what is told of the branch by the store and by a look.
answers()
{
	{ $stablehand report; $stablehand status; } >"$1" 2>/dev/null
	[ -s "$1" ]
}
refs()
{
	git -C "$store" for-each-ref --format='%(refname)' | tr '\n' ' '
}
whole()
{
	git -C "$store" fsck --full >"$scratch/fsck" 2>&1 || { cat "$scratch/fsck"; return 1; }
	run 0 $stablehand check
}
# old PATH...: as if it had not been used for ten weeks.
old()
{
	touch -d '70 days ago' "$@"
}

# Three releases, each built and tested.
three_releases()
{
	run 0 $stablehand run 9.1.y || return 1
	for n in 8 9; do
		make_tree 9.1.$n $n
		head -c 60000 /dev/urandom | base64 >"$scratch/linux-9.1.$n/include/only$n.h"
		tar -C "$scratch" -cJf "$scratch/linux-9.1.$n.tar.xz" "linux-9.1.$n"
		make_branch 9.1.y 9.1.$n
		run 0 $stablehand run --refresh 9.1.y || return 1
	done
	rm -f "$store"/objects/pack/*.rev
}
sizes_told()
{
	run 0 $stablehand du && says '^  KIND +BRANCH +WHAT +COUNT +SIZE +LAST USED' &&
		says '^  release +9\.1\.y +9\.1\.8 +1 +[0-9.]+ KiB' &&
		says '^  objects +shared by releases +1 ' && says '^  build +9\.1\.y +base +3 ' &&
		says '^  build +9\.1\.y +ported +3 ' && says '^  work +9\.1\.y +1 ' &&
		says '^  log +9\.1\.y +3 ' && says '^  database +results\.db ' &&
		says "^[0-9.]+ MiB in $cache and $state$" &&
		run 0 $stablehand --json du &&
		json 'my $s = 0; $s += $_->{bytes} for @{$j->{stored}}; $s == $j->{bytes}' &&
		json 'my ($r) = grep { $_->{kind} eq "release" && $_->{what} eq "9.1.8" } @{$j->{stored}};
			$r->{bytes} > 30000 && $r->{bytes} < 200000' || return 1
	# As du(1) counts, but for what is written meanwhile.
	du=$(du -s --block-size=1 "$cache" "$state" | awk '{ s += $1 } END { print s }')
	json "abs(\$j->{bytes} - $du) < 200000"
}
du_changes_nothing()
{
	everything >"$scratch/before"
	run 0 $stablehand du && everything >"$scratch/after" && cmp "$scratch/before" "$scratch/after"
}
nothing_kept_yet()
{
	for command in du gc 'gc --dry-run'; do
		run 0 env XDG_CACHE_HOME="$scratch/none" XDG_STATE_HOME="$scratch/none" \
			$stablehand $command && says '^0 B' || return 1
	done
}
bad_sizes()
{
	for size in '' 0 -1 abc 1.5 1.5.5G 10X G 100GB ' 1G' 0K 99999999999T 9999999999999999999999; do
		run 2 $stablehand gc --disk "$size" && complains 'not a size' || { echo "$size"; return 1; }
	done
	run 2 $stablehand gc --keep 0 && run 2 $stablehand gc --keep x && run 2 $stablehand gc 9.1.y || return 1
	for value in lots 0 ''; do
		printf '[limits]\n\tdisk = %s\n' "$value" >"$project/stablehand.conf"
		run 2 $stablehand gc && complains 'stablehand.conf: limits.disk' || return 1
	done
	rm "$project/stablehand.conf"
}
dry_run_removes_nothing()
{
	everything >"$scratch/before"
	run 0 $stablehand gc --dry-run && says '^  release +9\.1\.y +9\.1\.7 +- older than the newest' &&
		says '^  objects .* written anew +[0-9.]+ ' && ! grep -q '9\.1\.8' "$scratch/out" &&
		says '^[0-9.]+ .iB can go, [0-9.]+ MiB would be left$' &&
		everything >"$scratch/after" && cmp "$scratch/before" "$scratch/after"
}
# The same lines, and what is told is what is gone.
same_as_dry_run()
{
	run 0 $stablehand gc --dry-run --keep 1 || return 1
	grep '^  ' "$scratch/out" >"$scratch/dry"
	cp -a "$scratch/cache" "$scratch/cache.before" && cp -a "$scratch/state" "$scratch/state.before" || return 1
	answers "$scratch/answers.before" || return 1
	run 0 $stablehand gc --keep 1 || return 1
	grep '^  ' "$scratch/out" >"$scratch/wet"
	diff "$scratch/dry" "$scratch/wet" && says '^[0-9.]+ .iB removed, [0-9.]+ MiB are left$'
}
only_the_newest_is_left()
{
	refs | grep -q 'refs/kernels/9.1.y/9.1.9 refs/newest/9.1.y refs/ports/9.1.y/fix ' || { refs; return 1; }
	refs | grep -q '9\.1\.[78]' && { refs; return 1; }
	run 0 $stablehand --json du &&
		json '!grep { $_->{what} && $_->{what} eq "nothing leads to them" } @{$j->{stored}}' &&
		json '!grep { $_->{what} && $_->{what} eq "second copies" } @{$j->{stored}}' && whole
}
answers_are_the_same()
{
	answers "$scratch/answers.after" && diff "$scratch/answers.before" "$scratch/answers.after"
}
# Builds used lately stay without a limit, so nothing has to be made again.
nothing_made_again()
{
	before=$(wc -l <"$scratch/qemu.log")
	run 0 $stablehand run 9.1.y && says 'same 4' && [ "$(wc -l <"$scratch/qemu.log")" = "$before" ]
}
second_time_nothing()
{
	run 0 $stablehand gc --keep 1 && says '^0 B removed' && [ "$(wc -l <"$scratch/out")" = 1 ]
}
restore()
{
	rm -rf "$scratch/cache" "$scratch/state"
	cp -a "$scratch/cache.before" "$scratch/cache" && cp -a "$scratch/state.before" "$scratch/state"
}
# By age: leftovers, jobs, logs, downloads.
by_age()
{
	restore
	mkdir -p "$cache/builds/.removed-x" "$cache/initramfs/9.1.y/key" "$cache/downloads" &&
		echo x >"$cache/initramfs/9.1.y/key/a.cpio" && echo '{}' >"$cache/jobs/x.1.json" &&
		echo x >"$cache/downloads/abc.part" && mkdir -p "$state/logs/9.1.y/old" &&
		echo x >"$state/logs/9.1.y/old/a.log" || return 1
	old "$cache/downloads/abc.part" "$state/logs/9.1.y/old" "$cache"/jobs/*
	run 0 $stablehand gc && says '^  leftover +builds \.removed-x ' &&
		says '^  initramfs +9\.1\.y +key .* left by something that was killed' &&
		says '^  leftover +jobs x\.1\.json' && says '^  download +abc\.part .* downloaded in part' &&
		says '^  log +9\.1\.y +old .*of no build that has to stay, last used 20' &&
		says '^  job +9\.1\.y +build [0-9a-f]{12} .*its results are elsewhere' &&
		[ ! -e "$cache/builds/.removed-x" ] && [ ! -e "$cache/initramfs/9.1.y/key" ] &&
		[ ! -e "$cache/downloads/abc.part" ] && [ ! -e "$state/logs/9.1.y/old" ] &&
		[ -z "$(ls "$cache/jobs")" ] && [ "$(ls "$state/logs/9.1.y" | wc -l)" = 3 ]
}
# Of what is used lately as much leaves as the limit asks for.
to_a_limit()
{
	restore
	run 1 $stablehand gc --disk 1K && says '^more than the limit: what is left is needed$' &&
		says '^  build +9\.1\.y +base [0-9a-f]{12} .*of no tree that stays' &&
		says '^  work +9\.1\.y ' && [ "$(ls "$state/logs/9.1.y" | wc -l)" = 1 ] || return 1
	# Base and ported of the newest, and what was tested with them.
	[ "$(ls "$cache/builds" | grep -c '^[0-9a-f]\{64\}$')" = 2 ] && whole &&
		answers "$scratch/answers.after" && diff "$scratch/answers.before" "$scratch/answers.after" &&
		nothing_made_again || return 1
	run 1 $stablehand gc --disk 1K --json && json '$j->{over_limit} && $j->{limit} == 1024'
}
limit_is_held()
{
	restore
	bytes=$(du -s --block-size=1 "$cache" "$state" | awk '{ s += $1 } END { print int(s / 1024) - 60 }')
	printf '[limits]\n\tdisk = %sK\n' "$bytes" >"$project/stablehand.conf"
	run 0 $stablehand gc && says " of the limit of " && ! grep -q '^  work' "$scratch/out"
	status=$?
	rm "$project/stablehand.conf"
	return $status
}
# What was removed is made again, and only that.
made_again()
{
	restore
	run 1 $stablehand gc --disk 1K || return 1
	rm -rf "$cache"/builds/selftests-*
	run 0 $stablehand run 9.1.y && says 'same 4' && whole
}
in_use()
{
	restore
	everything >"$scratch/before"
	flock "$1" -c "echo 'process 4711' >\"$1\"; touch $scratch/locked; sleep 60" &
	holder=$!
	eventually test -e "$scratch/locked"
	rm -f "$scratch/locked"
	run "$2" $stablehand gc --keep 1 --disk 1K && says "^$3 is in use \\(process 4711\\): what is of it stays$"
	status=$?
	pkill -P "$holder" 2>/dev/null
	kill "$holder" 2>/dev/null
	wait "$holder" 2>/dev/null
	everything >"$scratch/after"
	return $status
}
branch_in_use()
{
	in_use "$cache/locks/9.1.y" 1 '9\.1\.y' && cmp "$scratch/before" "$scratch/after"
}
work_in_use()
{
	in_use "$cache/work/9.1.y/lock" 1 '9\.1\.y' && cmp "$scratch/before" "$scratch/after"
}
store_in_use()
{
	in_use "$store/stablehand-import.lock" 1 'the store of kernels' || return 1
	for file in before after; do
		grep ' cache/stablehand/store.git' "$scratch/$file" | grep -v names >"$scratch/$file.store"
	done
	cmp "$scratch/before.store" "$scratch/after.store"
}
# Killed at any moment, the rest works, and the next gc goes on.
killed()
{
	for ms in 005 010 015 020 025 030 035 040 050 060 080 100 150; do
		restore
		timeout -s KILL 0.$ms $stablehand gc --keep 1 --disk 1K >/dev/null 2>&1
		whole && run 0 $stablehand report 9.1.y && run 1 $stablehand gc --keep 1 --disk 1K && whole &&
			[ -z "$(find "$cache" "$state" -name '.removed-*')" ] &&
			run 0 $stablehand run 9.1.y && says 'same 4' || { echo "after $ms ms"; return 1; }
	done
}
# The tree of a work folder stays as long as that holds it: the next state is made from it.
work_stays_usable()
{
	restore
	make_branch 9.1.y 9.1.8
	rm -rf "$cache"/builds/*
	run 0 $stablehand build --release 9.1.8 9.1.y || return 1
	make_branch 9.1.y 9.1.9
	tree=$(sed -n 's/^at //p' "$cache/work/9.1.y/src.state")
	rm -rf "$cache"/builds/*
	run 0 $stablehand gc --keep 1 && says '9\.1\.8' && git -C "$store" cat-file -e "$tree:include/only8.h" &&
		mkdir "$cache/work/9.1.y/obj/mark" && run 0 $stablehand run 9.1.y && says 'same 4' &&
		[ -e "$cache/work/9.1.y/obj/mark" ] && run 0 $stablehand gc --keep 1 && says 'written anew|removed' &&
		! git -C "$store" cat-file -e "$tree" 2>/dev/null && whole
}
# What a killed gc had begun to remove goes with the next, wherever it is.
begun_to_be_removed()
{
	restore
	for folder in "$cache/work/9.1.y" "$cache/builds" "$cache/jobs" "$cache" "$state/logs/9.1.y"; do
		mkdir -p "$folder/.removed-x" && echo x >"$folder/.removed-x/file" || return 1
	done
	run 0 $stablehand gc --dry-run && [ "$(grep -c 'left by something that was killed' "$scratch/out")" = 5 ] &&
		run 0 $stablehand gc && [ -z "$(find "$cache" "$state" -name '.removed-*')" ] &&
		[ -e "$cache/work/9.1.y/src.state" ]
}
# A store that somebody's git has packed, with deltas and what else it makes; a pack to keep.
packed_by_git()
{
	restore
	git -C "$store" repack -adfq && git -C "$store" multi-pack-index write 2>/dev/null &&
		git -C "$store" commit-graph write --reachable 2>/dev/null
	git -C "$store" verify-pack -v "$store"/objects/pack/*.idx | grep -Eq '^[0-9a-f]{40} .* [0-9]+ [0-9a-f]{40}$' ||
		{ echo 'no delta'; return 1; }
	run 0 $stablehand gc --keep 1 && says '1 written anew' && whole &&
		run 0 $stablehand run 9.1.y && says 'same 4' || return 1
	restore
	git -C "$store" repack -adfq && touch "$(ls "$store"/objects/pack/*.pack | sed 's/pack$/keep/')" &&
		cp -a "$store/objects" "$scratch/objects.kept" && run 0 $stablehand gc --keep 1 &&
		diff -r "$store/objects/pack" "$scratch/objects.kept/pack"
}
loose_objects_leave()
{
	restore
	mkdir -p "$scratch/loose" && echo new >"$scratch/loose/file" &&
		id=$(git -C "$store" hash-object -w "$scratch/loose/file") &&
		run 0 $stablehand gc && ! git -C "$store" cat-file -e "$id" 2>/dev/null && whole
}
# Of a damaged store nothing is dropped.
damaged_store()
{
	restore
	blob=$(git -C "$store" rev-parse refs/kernels/9.1.y/9.1.8:include/only8.h)
	for pack in "$store"/objects/pack/*.pack; do
		mv "$pack" "$scratch/away.pack" && rm "${pack%pack}idx" &&
			git -C "$store" unpack-objects -q <"$scratch/away.pack" || return 1
	done
	find "$store/objects" -path "*$(echo "$blob" | cut -c 3-)" -exec rm {} +
	packs=$(find "$store/objects")
	run 0 $stablehand gc --keep 3 && says 'missing.*stablehand check' &&
		[ "$(find "$store/objects")" = "$packs" ]
}
strange_names()
{
	restore
	odd=$(printf 'a\033[31mb\nc')
	mkdir -p "$state/logs/$odd/x" "$cache/work/$odd" "$cache/builds/$odd" "$cache/$odd" || return 1
	ln -s /etc "$cache/builds/link"
	ln -s /etc "$state/logs/9.1.y/link"
	mkdir -p "$scratch/elsewhere/key" "$scratch/elsewhere/.removed-x" "$cache/initramfs"
	ln -s "$scratch/elsewhere" "$cache/initramfs/9.9.y"
	ln -s "$scratch/elsewhere" "$cache/work/9.9.y"
	run 0 $stablehand du && run 0 $stablehand --json du && run 1 $stablehand gc --disk 1K &&
		! grep -q "$(printf '\033')" "$scratch/out" && [ -e /etc/passwd ] &&
		[ -e "$scratch/elsewhere/key" ] && [ -e "$scratch/elsewhere/.removed-x" ] &&
		run 1 $stablehand --json gc --disk 1K
}
# What the last good night rests on stays, however old: the next one compares itself with it.
last_good_night()
{
	rm -rf "$scratch/cache" "$scratch/state"
	make_branch 9.1.y 9.1.7
	run 0 $stablehand nightly || return 1
	for n in 8 9; do
		make_branch 9.1.y 9.1.$n
		run 0 $stablehand run --refresh 9.1.y || return 1
	done
	run 1 $stablehand gc --keep 1 --disk 1K && says '^  release +9\.1\.y +9\.1\.8 ' &&
		refs | grep -q 'refs/kernels/9.1.y/9.1.7 refs/kernels/9.1.y/9.1.9 ' || { refs; return 1; }
	# Base and ported of the night and of the newest, and no other.
	[ "$(ls "$cache/builds" | grep -c '^[0-9a-f]\{64\}$')" = 4 ] || { ls "$cache/builds"; return 1; }
	run 0 $stablehand nightly && says '9\.1\.9' && run 1 $stablehand gc --keep 1 --disk 1K &&
		says '^  release +9\.1\.y +9\.1\.7 ' && whole
}
# An import at the same time neither loses objects nor is kept from its end.
beside_imports()
{
	restore
	for n in 11 12 13; do
		make_tree 9.1.$n $n
		make_branch 9.1.y 9.1.$n
		$stablehand fetch --refresh 9.1.y >"$scratch/fetch.out" 2>&1 &
		fetch=$!
		for _ in 1 2 3; do
			$stablehand gc --keep 1 >/dev/null 2>&1 || return 1
		done
		wait $fetch || { cat "$scratch/fetch.out"; return 1; }
		whole && refs | grep -q "refs/kernels/9.1.y/9.1.$n " || { refs; return 1; }
	done
	run 0 $stablehand run 9.1.y && says 'same 4'
	status=$?
	make_branch 9.1.y 9.1.9
	return $status
}
# Without room on the disk, which only who may mount can make small.
full_disk()
{
	restore && make_branch 9.1.y 9.1.9
	mkdir -p "$scratch/small" && mount -t tmpfs -o size=24m none "$scratch/small" 2>/dev/null || {
		echo 'no mount: not looked at'
		return 0
	}
	cp -a "$scratch/cache" "$scratch/state" "$scratch/small/"
	dd if=/dev/zero of="$scratch/small/fill" bs=4k 2>/dev/null
	[ "$(df --output=avail "$scratch/small" | tail -n 1)" -eq 0 ] &&
		XDG_CACHE_HOME=$scratch/small/cache XDG_STATE_HOME=$scratch/small/state run 1 $stablehand gc --keep 1 --disk 1K &&
		says 'no room to write what is needed of them anew' && says '^  build ' &&
		git -C "$scratch/small/cache/stablehand/store.git" fsck --full >/dev/null 2>&1 &&
		rm "$scratch/small/fill" &&
		XDG_CACHE_HOME=$scratch/small/cache XDG_STATE_HOME=$scratch/small/state run 1 $stablehand gc --keep 1 --disk 1K &&
		says 'written anew'
	status=$?
	umount "$scratch/small"
	return $status
}

# By ccache itself, which knows what was used last; as much as the limit asks for.
ccache_is_trimmed()
{
	export CCACHE_DIR="$cache/ccache"
	for n in 1 2 3 4 5 6 7 8; do
		{ printf 'int a%s;const char b%s[]="' "$n" "$n"; head -c 200000 /dev/urandom | base64 -w0; echo '";'; } >"$scratch/$n.c"
		CCACHE_NOCOMPRESS=1 ccache gcc -c -o "$scratch/$n.o" "$scratch/$n.c" || return 1
	done
	printf 'max_size = 3G\n' >"$cache/ccache/ccache.conf"
	unset CCACHE_DIR
	run 0 $stablehand du && says '^  ccache +1 +[0-9.]+ [KM]iB' || return 1
	size=$(du -sB1 "$cache/ccache" | cut -f1)
	run 1 $stablehand gc --disk 1K --dry-run && says '^ *ccache' &&
		[ "$(du -sB1 "$cache/ccache" | cut -f1)" = "$size" ] || return 1
	run 1 $stablehand gc --disk 1K && says 'ccache' && [ "$(du -sB1 "$cache/ccache" | cut -f1)" -lt $((size / 3)) ] &&
		grep -q 'max_size = 3G' "$cache/ccache/ccache.conf" && run 0 $stablehand run 9.1.y && whole
}

check "du, gc of nothing" nothing_kept_yet
check "three releases, built and tested" three_releases
check "du tells sizes" sizes_told
check "du changes nothing" du_changes_nothing
check "bad sizes and counts exit 2" bad_sizes
check "gc --dry-run removes nothing" dry_run_removes_nothing
check "gc removes what --dry-run told" same_as_dry_run
check "the newest release is left, whole" only_the_newest_is_left
check "status and report say the same" answers_are_the_same
check "nothing is made again" nothing_made_again
check "a second time nothing is removed" second_time_nothing
check "what is old leaves" by_age
check "to a limit that cannot be held" to_a_limit
check "to a limit that can" limit_is_held
check "what was removed is made again" made_again
check "what a work folder holds stays" work_stays_usable
check "a branch in use stays" branch_in_use
check "a work folder in use stays" work_in_use
check "a store in use stays" store_in_use
check "killed at any moment" killed
check "what was begun to be removed" begun_to_be_removed
check "packs made by git" packed_by_git
check "loose objects" loose_objects_leave
check "objects that are missing" damaged_store
check "strange names and links" strange_names
check "beside imports" beside_imports
check "the last good night" last_good_night
as_root "a full disk" full_disk
check "what ccache keeps is trimmed by ccache, its settings stay" ccache_is_trimmed
done_testing
