#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Closed descriptors and small limits: the right reason, and nothing damaged.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"
make_project
stablehand="$STABLEHAND -C $project"
commands='fetch|status|explain 9.1.y 1|port|build|run|report|check'

# each FUNCTION: FUNCTION COMMAND for every command.
each()
{
	function=$1
	old_ifs=$IFS
	IFS='|'
	for command in $commands; do
		IFS=$old_ifs
		"$function" "$command" || { echo "$command"; return 1; }
	done
	IFS=$old_ifs
}
few_files_of()
{
	for n in 4 5 6 7 8 10 12 16 20 24 28 32 36 40; do
		run 3 sh -c "ulimit -n $n; exec $stablehand $1" &&
			complains "^stablehand: $n files may be open at once, 256 are needed: ulimit -n 256" ||
			return 1
	done
}
soft_limit_of()
{
	run 0 sh -c "ulimit -S -n 20; exec $stablehand $1"
}
# What closed descriptors are is no reason to write anywhere else: a store and results that are
# as they were written tell.
closed_of()
{
	for closed in '<&-' '>&-' '2>&-' '<&- >&-' '<&- 2>&-' '>&- 2>&-' '<&- >&- 2>&-'; do
		sh -c "exec $stablehand $1 $closed" >"$scratch/out" 2>"$scratch/err" </dev/null
		code=$?
		# What is said on a closed standard output cannot be read by anybody.
		case "$closed:$code" in
		*' >&-'*:3 | '>&-'*:3 | *:0) ;;
		*) echo "$closed: exit $code"; cat "$scratch/err"; return 1 ;;
		esac
	done
	run 0 $stablehand check
}
small_files_of()
{
	for f in 0 1 2 4 8 16 32; do
		sh -c "ulimit -f $f; exec $stablehand $1" >"$scratch/out" 2>"$scratch/err" </dev/null
		code=$?
		[ $code = 0 ] || [ $code = 3 ] || { echo "-f $f: exit $code"; cat "$scratch/err"; return 1; }
	done
	run 0 $stablehand run && run 0 $stablehand check
}
# A sanitizer needs terabytes of addresses: the plain program beside it is asked.
little_memory_of()
{
	plain=$(echo "$stablehand" | sed 's,/build/dev/stablehand,/build/stablehand,')
	for v in 25000 40000 60000 100000 200000; do
		sh -c "ulimit -v $v; exec $plain $1" >"$scratch/out" 2>"$scratch/err" </dev/null
		code=$?
		[ $code = 0 ] || [ $code = 3 ] || { echo "-v $v: exit $code"; cat "$scratch/err"; return 1; }
		! complains 'apt-get install' >/dev/null || return 1
	done
}
help_needs_nothing()
{
	run 0 sh -c "ulimit -n 6; exec $STABLEHAND help" && run 0 sh -c "ulimit -n 6; exec $STABLEHAND --version"
}

check "with few open files allowed, the reason is told" each few_files_of
check "help needs none" help_needs_nothing
check "a soft limit is raised" each soft_limit_of
check "descriptors 0 to 2 closed, in any combination" each closed_of
check "small files only" each small_files_of
check "little memory" each little_memory_of
done_testing
