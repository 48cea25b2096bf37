#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Files that are no files, links that lead elsewhere, what killed processes left.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"
make_project
stablehand="$STABLEHAND -C $project"

# fifo_as PATH COMMAND...: refused at once with a FIFO in place of a file that is read.
fifo_as()
{
	path=$1
	shift
	mv "$path" "$scratch/kept" && mkfifo "$path" || return 1
	timeout 20 "$@" >"$scratch/out" 2>"$scratch/err" </dev/null
	code=$?
	rm "$path" && mv "$scratch/kept" "$path"
	cat "$scratch/out" >>"$scratch/err"
	[ $code = 2 ] || [ $code = 3 ] || { echo "exit $code"; cat "$scratch/err"; return 1; }
	complains "$(basename "$path"): not a regular file"
}
linked_output()
{
	rm -rf "$project/out" && mkdir "$scratch/victim" "$project/out" && ln -s "$scratch/victim" "$project/out/9.1.y" &&
		run 2 $stablehand port 9.1.y && says 'out/9.1.y is a symbolic link, which is not followed' &&
		[ -z "$(ls "$scratch/victim")" ] && rm "$project/out/9.1.y" || return 1
	mkdir "$project/out/9.1.y" && ln -s "$scratch/victim" "$project/out/9.1.y/fix" &&
		run 2 $stablehand port 9.1.y && [ -z "$(ls "$scratch/victim")" ] &&
		rm -r "$project/out" && run 0 $stablehand port 9.1.y
}
# Those of the living are theirs.
left_over()
{
	sleep 100 &
	alive=$!
	(exit 0) &
	dead=$!
	wait "$dead"
	touch "$project/out/9.1.y/fix/a.$dead.tmp" "$project/out/9.1.y/fix/a.$alive.tmp" \
		"$project/out/9.1.y/fix/notes.tmp"
	run 0 $stablehand port 9.1.y
	kill "$alive"
	ls "$project/out/9.1.y/fix"
	[ ! -e "$project/out/9.1.y/fix/a.$dead.tmp" ] && [ -e "$project/out/9.1.y/fix/a.$alive.tmp" ] &&
		[ -e "$project/out/9.1.y/fix/notes.tmp" ]
}
hook_environment()
{
	git init -q "$scratch/other" && before=$(find "$scratch/other" | sort) || return 1
	for command in "port 9.1.y" "build 9.1.y" "run 9.1.y"; do
		run 0 env GIT_DIR="$scratch/other/.git" GIT_WORK_TREE="$scratch/other" \
			GIT_INDEX_FILE="$scratch/other/index" GIT_OBJECT_DIRECTORY="$scratch/other/objects" \
			$stablehand $command || return 1
	done
	[ "$before" = "$(find "$scratch/other" | sort)" ]
}
deep_archive()
{
	perl -e 'print "linux-9/", "a/" x 2100, "f"' >"$scratch/name"
	mkdir "$scratch/deep" && cp "$scratch/linux-9.1.7/Makefile" "$scratch/deep/Makefile" &&
		tar -C "$scratch/deep" -cf "$scratch/deep.tar" \
			--transform "s,^Makefile\$,$(cat "$scratch/name")," Makefile || return 1
	sed -i "s,path = .*,path = $scratch/deep.tar," "$project/kernels/9.1.y.conf"
	run 3 $stablehand fetch --refresh 9.1.y && complains 'a path of 42[0-9][0-9] bytes, more than 4096'
	ok=$?
	sed -i "s,path = .*,path = $scratch/linux-9.1.7.tar.xz," "$project/kernels/9.1.y.conf"
	return $ok
}

check "a release to begin with" run 0 $stablehand fetch 9.1.y
check "a FIFO as series.conf" fifo_as "$project/series.conf" $stablehand status
check "as a patch" fifo_as "$project/patches/fix/0001-guard.patch" $stablehand status
check "as a branch's file" fifo_as "$project/kernels/9.1.y.conf" $stablehand status
check "as a fragment of the configuration" fifo_as "$project/kernels/config/base.config" $stablehand build 9.1.y
check "as an archive" fifo_as "$scratch/linux-9.1.7.tar.xz" $stablehand fetch --refresh 9.1.y
check "a link among the mails is not followed" linked_output
check "what killed processes left is swept" left_over
check "variables that git sets for hooks change nothing" hook_environment
check "a path that is too long has an error of its own" deep_archive
done_testing
