#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A guard that is deliberately broken is caught by kvm-pferr's behaviour tests:
# its WARN taken out, and on a branch where that shows, the bit not cleared.
# BRANCH names the branch (6.12.y; one with the guard in npf_interception).
cache=${XDG_CACHE_HOME:-$HOME/.cache}
case $cache in /*) ;; *) cache=$HOME/.cache ;; esac
. "$(dirname "$0")/../cli/lib.sh"
# Real programs are confined as they are for users.
unset STABLEHAND_CONFINE
export XDG_CACHE_HOME=$cache
branch=${BRANCH:-6.12.y}
project=$scratch/project
folder=$project/tests/behaviour/kvm-pferr
mkdir -p "$project/tests/behaviour"
cp -r "$top/kernels" "$top/patches" "$top/series.conf" "$project/"
cp -r "$top/tests/behaviour/kvm-pferr" "$project/tests/behaviour/"
for broken in silent leaky; do
	{
		printf 'break the guard\n---\n--- a/arch/x86/kvm/svm/svm.c\n+++ b/arch/x86/kvm/svm/svm.c\n'
		printf '@@ -2114,2 +2114,%d @@\n' $([ $broken = silent ] && echo 2 || echo 1)
		printf -- '-\tif (WARN_ON_ONCE(error_code & PFERR_SYNTHETIC_MASK))\n'
		printf -- '-\t\terror_code &= ~PFERR_SYNTHETIC_MASK;\n'
		case $broken in
		silent) printf '+\tif (error_code & PFERR_SYNTHETIC_MASK)\n+\t\terror_code &= ~PFERR_SYNTHETIC_MASK;\n' ;;
		leaky) printf '+\tWARN_ON_ONCE(error_code & PFERR_SYNTHETIC_MASK);\n' ;;
		esac
	} >"$folder/$broken.patch"
done
# The guard's own state, with the same expectations, on trees where it is broken.
break_it()
{
	cp "$top/tests/behaviour/kvm-pferr/behaviour.conf" "$folder/"
	sed -i '/^\[state "guard"\]/,/^\[/{/tree =/d;s/^\twhat = .*/&\n\ttree = * base '"$1"'.patch/}' \
		"$folder/behaviour.conf"
	status=0
	"$STABLEHAND" -C "$project" --json test --behaviour --again --variant npt=1 "$branch" \
		>"$scratch/out" 2>"$scratch/err" </dev/null || status=$?
	[ $status = 1 ] || { echo "exit $status"; tail -n 30 "$scratch/err" "$scratch/out"; return 1; }
	valid test
}
# caught TEST PATTERN: the guard's cell is not met, for this reason.
caught()
{
	json "grep { \$_->{test} eq '$1' && \$_->{state} eq 'guard' && \$_->{expected} eq 'not met' &&
		\$_->{why} =~ /$2/ } @{\$j->{branches}[0]{behaviour}[0]{cells}}"
}

check "a guard without its WARN is a finding" break_it silent
check "the missing warning is named" caught npf-bit48 'kernel log: .*npf_interception.* 0 times'
check "a guard that leaves the bit is a finding" break_it leaky
check "the VM that it stops is named" caught npf-bit49 'fail.*not pass'
done_testing
