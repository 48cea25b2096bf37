#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A store and a database that somebody, or a power cut, has damaged: said, put aside, and made
# again, by whatever command meets it first.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"
make_project
stablehand="$STABLEHAND -C $project"
cache=$XDG_CACHE_HOME/stablehand
store=$cache/store.git
database=$XDG_STATE_HOME/stablehand/results.db

keep()
{
	run 0 $stablehand run 9.1.y && cp -a "$XDG_CACHE_HOME" "$scratch/cache.kept" &&
		cp -a "$XDG_STATE_HOME" "$scratch/state.kept"
}
restore()
{
	rm -rf "$XDG_CACHE_HOME" "$XDG_STATE_HOME"
	cp -a "$scratch/cache.kept" "$XDG_CACHE_HOME" && cp -a "$scratch/state.kept" "$XDG_STATE_HOME"
}
# Names are expanded when the damage is done.
flip()
{
	for file in $*; do
		chmod u+w "$file" && printf '\377\000\377' |
			dd of="$file" bs=1 seek=$(($(stat -c %s "$file") / 2)) conv=notrunc status=none || return 1
	done
}
cut()
{
	for file in $*; do
		chmod u+w "$file" && truncate -s $(($(stat -c %s "$file") / 2)) "$file" || return 1
	done
}
empty()
{
	for file in $*; do : >"$file"; done
}

gone()
{
	rm $*
}

# mends "PATTERN" COMMAND...: for each command that reads the store: with the damage that
# COMMAND does the store is mended, which is said, and the next run finds nothing more to do.
mends()
{
	pattern=$1
	shift
	for command in "fetch --refresh 9.1.y" "port 9.1.y" "build 9.1.y" "run 9.1.y"; do
		restore && "$@" && run 0 $stablehand $command && complains "$pattern" || return 1
		run 0 $stablehand $command && ! complains "damaged|aside" || return 1
		run 0 $stablehand check && says '^as written' || return 1
		run 0 $stablehand run 9.1.y && says 'same 4' || return 1
	done
}
# A status asks no source: what has to be imported again is missing until it is.
status_says_so()
{
	restore && rm "$store"/objects/pack/*.pack && run 3 $stablehand status 9.1.y &&
		complains 'refs/kernels/9.1.y/9.1.7: objects are missing' &&
		says 'no release' && run 0 $stablehand fetch 9.1.y && run 0 $stablehand status 9.1.y
}
# Nothing that a command reads is damaged, but `check` looks at all of it.
check_finds()
{
	pattern=$1
	shift
	restore && "$@" && run 1 $stablehand check --dry-run && says "$pattern" &&
		run 1 $stablehand check -n && says "$pattern" &&
		run 1 $stablehand --json check && json '$j->{mended}' &&
		run 0 $stablehand check && says '^as written' && run 0 $stablehand run 9.1.y
}
# The records are there again: nothing is booted.
database_from_copy()
{
	restore && rm -f "$scratch/qemu.log" && "$@" && run 0 $stablehand port 9.1.y &&
		complains 'results.db is damaged: .*' && complains 'the copy of 20.* took its place' &&
		ls "$database".damaged-* >/dev/null && run 0 $stablehand run 9.1.y && says 'same 4' &&
		[ ! -e "$scratch/qemu.log" ]
}
database_without_copy()
{
	restore && rm -f "$database.copy" && echo hello >"$database" && run 0 $stablehand report 9.1.y
	[ "$status" = 3 ] || [ "$status" = 0 ] || return 1
	complains 'there is no copy' && run 0 $stablehand run 9.1.y && says 'same 4'
}
both_damaged()
{
	restore && echo hello >"$database" && echo hello >"$database.copy" &&
		run 0 $stablehand run 9.1.y && complains 'there is no copy' && says 'same 4'
}
error_is_an_object()
{
	restore && cut "$store/objects/pack/*.pack" &&
		run 0 $stablehand --json fetch 9.1.y && json '$j->{branches}[0]{release} eq "9.1.7"'
}
index_is_made_of_its_pack()
{
	restore && rm "$store"/objects/pack/*.idx && sed -i 's,path = .*,path = /nonexistent,' \
		"$project/kernels/9.1.y.conf" && run 1 $stablehand check && run 0 $stablehand status 9.1.y
	ok=$?
	sed -i "s,path = .*,path = $scratch/linux-9.1.7.tar.xz," "$project/kernels/9.1.y.conf"
	return $ok
}

check "what a run leaves is as it was written" keep
check "truncated packs" mends 'pack-.*: checksum differs' cut "$store/objects/pack/*.pack"
check "packs that are gone" mends 'pack-.*.pack: missing' gone "$store/objects/pack/*.pack"
check "flipped indexes of packs" mends 'pack-.*.idx: checksum differs' flip "$store/objects/pack/*.idx"
check "truncated indexes" mends 'pack-.*.idx: (checksum differs|truncated)' cut "$store/objects/pack/*.idx"
check "indexes that are gone" mends 'pack-.*.idx: missing' gone "$store/objects/pack/*.idx"
check "an index is made again without asking any source" index_is_made_of_its_pack
check "references that a power cut left empty" mends 'refs/kernels/9.1.y/9.1.7: empty' \
	empty "$store"/refs/kernels/9.1.y/9.1.7
check "a configuration that cannot be read" mends 'config, HEAD: ' cp /bin/true "$store/config"
check "status says what is missing" status_says_so
check "flipped packs" check_finds 'pack-.*.pack: checksum differs' flip "$store/objects/pack/*.pack"
check "an object in a file of its own" check_finds 'objects/ab/' sh -c \
	"mkdir -p $store/objects/ab && echo hello >$store/objects/ab/12345678901234567890123456789012345678"
check "a build" check_finds 'builds/.*: bzImage is damaged' sh -c "for f in $cache/builds/*/bzImage; do echo x >\$f; done"
check "a database that is no database comes from its copy" database_from_copy cp /bin/true "$database"
check "one that was cut" database_from_copy cut "$database"
check "without a copy it begins anew" database_without_copy
check "so it does when the copy is damaged, too" both_damaged
check "the answer of --json is one object" error_is_an_object
done_testing
