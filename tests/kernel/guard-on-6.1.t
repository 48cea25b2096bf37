#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The flagship series on the real 6.1: fetched from Debian, ported, built, and a
# dozen selftests run on base and ported, for AMD in QEMU and for Intel in Bochs. Sources and builds are kept
# in the cache as always; outcomes are not: the tests run each time.
cache=${XDG_CACHE_HOME:-$HOME/.cache}
case $cache in /*) ;; *) cache=$HOME/.cache ;; esac
. "$(dirname "$0")/../cli/lib.sh"
# Real programs are confined as they are for users.
unset STABLEHAND_CONFINE
export XDG_CACHE_HOME=$cache
stablehand="$STABLEHAND -C $top"
tests=x86_64/cpuid_test,x86_64/state_test,x86_64/smm_test,x86_64/sync_regs_test
tests=$tests,x86_64/svm_vmcall_test,x86_64/svm_int_ctl_test,x86_64/userspace_io_test
tests=$tests,x86_64/set_sregs_test,x86_64/vmx_msrs_test,x86_64/svm_nested_shutdown_test
tests=$tests,x86_64/platform_info_test,x86_64/cr4_cpuid_sync_test,kvm_create_max_vcpus

whole_run()
{
	"$STABLEHAND" -C "$top" --json run --out "$scratch/patches" --tests "$tests" 6.1.y \
		>"$scratch/out" 2>"$scratch/err" </dev/null
	status=$?
	sed 's/^/# /' "$scratch/err" >&2
	[ $status = 0 ] || { echo "exit $status"; tail -n 30 "$scratch/err" "$scratch/out"; return 1; }
	valid run
}
ported()
{
	json '$j->{branches}[0]{patches}[0]{verdict} =~ /^(clean|moved)$/' &&
		json '$j->{branches}[0]{patches}[0]{upstream} =~ /^d09f711233a4/'
}
built()
{
	json '@{$j->{branches}[0]{builds}} == 2' &&
		json '!grep { $_->{status} ne "ok" } @{$j->{branches}[0]{builds}}' &&
		json '!grep { @{$_->{ungranted}} } @{$j->{branches}[0]{builds}}' &&
		json '$j->{branches}[0]{builds}[0]{selftests}{built} > 50'
}
tested()
{
	json 'join(",", map { $_->{name} } @{$j->{branches}[0]{variants}}) eq "npt=1,npt=0,ept=1,ept=0"' &&
		json '@{$j->{branches}[0]{tests}} == 4 * 13' &&
		json '!grep { $_->{comparison} ne "same" } @{$j->{branches}[0]{tests}}' &&
		passed npt=1 svm_vmcall_test && passed ept=1 vmx_msrs_test
}
# passed VARIANT TEST: nine tests or more pass in it, and this one.
passed()
{
	json "(grep { \$_->{variant} eq '$1' && \$_->{base} eq 'pass' && \$_->{ported} eq 'pass' }
		@{\$j->{branches}[0]{tests}}) >= 9" &&
		json "grep { \$_->{variant} eq '$1' && \$_->{name} =~ /$2/ && \$_->{base} eq 'pass' }
			@{\$j->{branches}[0]{tests}}"
}
git_takes_it()
{
	patch=$(ls "$scratch"/patches/6.1.y/kvm-pferr/0001-*.patch) &&
		commit=$(perl -MJSON::PP -e 'local $/; my $j = decode_json(<STDIN>);
			print $j->{branches}[0]{patches}[0]{commit}' <"$scratch/out") &&
		git init -q "$scratch/tree" && cd "$scratch/tree" &&
		git --git-dir="$XDG_CACHE_HOME/stablehand/store.git" archive "$commit~" arch/x86/kvm |
			tar x && git add -A && git commit -qm base &&
		git apply --check "$patch" && git am -q "$patch" &&
		git show --stat --format= | grep -q 'arch/x86/kvm/mmu/mmu.c | 11'
}
known_afterwards()
{
	run 0 $stablehand report --tests "$tests" 6.1.y && says 'same 13, fixed 0, regressed 0'
}

check "run: exit 0" whole_run
check "the guard is ported" ported
check "base and ported are built, every option granted" built
check "a dozen selftests for each vendor, the same on both" tested
check "git apply and git am take the patch" git_takes_it
check "report knows it afterwards" known_afterwards
done_testing
