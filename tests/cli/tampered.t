#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Files of a work tree and of builds that somebody else has changed.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"
make_project
stablehand="$STABLEHAND -C $project"
cache=$XDG_CACHE_HOME/stablehand

# The folder of a build: base or ported.
folder_of()
{
	run 0 $stablehand --json report 9.1.y >/dev/null &&
		perl -MJSON::PP -0777 -ne 'my $j = decode_json($_);
			print $_->{folder} for grep { $_->{state} eq "'"$1"'" } @{$j->{branches}[0]{builds}}' <"$scratch/out"
}
# One byte is another, size and time are the same.
damage()
{
	cp -p "$1" "$scratch/times" && printf '\377' | dd of="$1" conv=notrunc status=none &&
		touch -r "$scratch/times" "$1"
}
line_in_a_source()
{
	run 0 $stablehand build --base 9.1.y || return 1
	rm -r "$cache/builds" && echo '# stray' >>"$cache/work/9.1.y/src/Makefile" &&
		echo x >"$cache/work/9.1.y/src/arch/x86/kvm/stray.h" &&
		run 0 $stablehand build --base 9.1.y &&
		complains '^9.1.y: the work tree differed from base: 1 restored, 1 stray removed \(Makefile, \.\.\.\)' &&
		[ ! -e "$cache/work/9.1.y/src/arch/x86/kvm/stray.h" ] || return 1
	run 0 $stablehand build --base 9.1.y && ! complains differed
}
damaged_image()
{
	run 0 $stablehand run 9.1.y || return 1
	damage "$(folder_of ported)/bzImage" &&
		run 0 $stablehand run --again 9.1.y &&
		complains 'builds/[0-9a-f]{12}\.\.\.: bzImage is damaged, building again' && says 'same 4' &&
		run 0 $stablehand run 9.1.y && ! complains damaged
}
missing_module()
{
	rm "$(folder_of base)/modules/arch/x86/kvm/kvm.ko" &&
		run 0 $stablehand build 9.1.y &&
		complains 'builds/[0-9a-f]{12}\.\.\.: modules/arch/x86/kvm/kvm.ko is missing, building again' &&
		[ -e "$(folder_of base)/modules/arch/x86/kvm/kvm.ko" ]
}
damaged_selftest()
{
	for file in "$cache"/builds/selftests-*/x86/one_test; do damage "$file" || return 1; done
	run 0 $stablehand run --again 9.1.y &&
		complains 'builds/selftests-[0-9a-f]{12}\.\.\.: x86/one_test is damaged, building again' &&
		says 'same 4'
}

# The VM that boots first does the damage, the next one is to find it.
damaged_between_boots()
{
	run 0 $stablehand run 9.1.y || return 1
	folder_of ported >"$scratch/harm" && cp "$(cat "$scratch/harm")/bzImage" "$scratch/ported.image"
	mv "$scratch/bin/qemu-system-x86_64" "$scratch/bin/qemu" &&
		cat >"$scratch/bin/qemu-system-x86_64" <<END
#!/bin/sh
"$scratch/bin/qemu" "\$@"
[ \$# = 1 ] || printf '\\377' | dd of="\$(cat "$scratch/harm")/bzImage" conv=notrunc status=none
END
	chmod +x "$scratch/bin/qemu-system-x86_64" && echo "x86/two_test fail" >"$scratch/behaviour.ported"
	run 3 $stablehand run --again 9.1.y; ok=$?
	mv "$scratch/bin/qemu" "$scratch/bin/qemu-system-x86_64"
	rm "$scratch/behaviour.ported"
	[ $ok = 0 ] && says 'builds/[0-9a-f]{12}\.\.\.: bzImage is damaged; the next run builds it again' &&
		run 0 $stablehand run --again 9.1.y && complains 'bzImage is damaged, building again'
}

check "a line in a source of the work tree is not built" line_in_a_source
check "a damaged kernel is built again before it is booted" damaged_image
check "so is one of which a module is missing" missing_module
check "and a suite of selftests" damaged_selftest
check "nothing is booted that was damaged since it was found" damaged_between_boots
done_testing
