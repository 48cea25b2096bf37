#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A shell in the VM of one state.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"
make_project
stablehand="$STABLEHAND -C $project"

# type_in TEXT EXPECTED_STATUS OPTIONS...
type_in()
{
	status=0
	text=$1 expected=$2
	shift 2
	printf "$text" | timeout 60 $stablehand test --shell "$@" >"$scratch/out" 2>"$scratch/err" ||
		status=$?
	[ "$status" = "$expected" ] || { echo "exit $status"; cat "$scratch/out" "$scratch/err"; return 1; }
}
ported()
{
	answer $stablehand --json build 9.1.y >"$scratch/build" || return 1
	type_in 'look\n' 0 9.1.y && says 'fixture \$ ' && says 'typed look' && ! says summary &&
		complains 'tests are in /tests' && nothing_left
}
base()
{
	type_in '' 0 --state base 9.1.y && says 'typed exit'
}
# Every key goes through as it is, also those that a terminal acts on by itself;
# afterwards it is as it was.
terminal()
{
	: >"$scratch/out"
	(
		for second in $(seq 40); do
			grep -q 'fixture \$' "$scratch/out" && break
			sleep 1
		done
		printf 'look\r\003\032'
		sleep 1
		printf 'exit\r'
		sleep 1
	) | timeout 60 script -qec "stty -a >$scratch/tty.before; $stablehand test --shell 9.1.y; \
		echo status \$?; stty -a >$scratch/tty.after" /dev/null >"$scratch/out" 2>&1
	tr -d '\r' <"$scratch/out" >"$scratch/plain" && mv "$scratch/plain" "$scratch/out"
	grep -q "typed look" "$scratch/out" && grep -q "$(printf '\003\032')" "$scratch/out" &&
		says 'status 0$' && cmp "$scratch/tty.before" "$scratch/tty.after" ||
		{ cat -A "$scratch/out"; return 1; }
}
which_states()
{
	[ "$(sort -u "$scratch/qemu.log" | grep -c '^boot')" = 2 ]
}
one_branch()
{
	run 2 $stablehand test --shell && complains 'name one branch' &&
		run 2 $stablehand --json test --shell 9.1.y && complains 'not with --json' &&
		run 2 $stablehand test --shell --variant no-such 9.1.y && complains 'no such boot variant'
}
dead_kernel()
{
	echo "boot dead" >"$scratch/behaviour"
	type_in '' 3 9.1.y && says 'does not boot: Kernel panic'
	status=$?
	rm -f "$scratch/behaviour"
	return $status
}

check "what is typed goes to the console of the ported state" ported
check "--state base, and the end of input ends it" base
check "a terminal is raw while the shell runs" terminal
check "they were different kernels" which_states
check "it wants one branch, and a variant that is there" one_branch
check "a kernel that does not boot: exit 3, with the reason" dead_kernel
done_testing
