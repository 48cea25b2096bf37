#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A branch of another architecture: cross tools, an engine and boot variants of its own. The
# compiler and QEMU are stand-ins, so that nothing of them has to be installed.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"
make_project
conf=$project/kernels/9.1.y.conf
sed -i 's/^\[branch\]/&\n\tarch = arm64/' "$conf"
sed -i 's/bzImage/Image/g; s,arch/x86/boot,arch/arm64/boot,g' "$tree/Makefile"
tar -C "$scratch" -cJf "$scratch/linux-9.1.7.tar.xz" linux-9.1.7
# The program beside a PID 1 of its own; the stand-in for QEMU does not look into it.
mkdir "$scratch/program" "$project/kernels/vm"
cp "$STABLEHAND" "$scratch/program/stablehand"
stablehand="$scratch/program/stablehand -C $project"
cat >"$project/kernels/vm/variants.conf" <<'END'
[variant "npt=1"]
	parameter = kvm_amd.npt=1
[variant "vhe"]
	arch = arm64
[variant "nvhe-a57"]
	arch = arm64
	model = cortex-a57
	parameter = kvm-arm.mode=nvhe
	touches = arch/x86/kvm/*
[variant "protected"]
	arch = arm64
	parameter = kvm-arm.mode=protected
	touches = virt/kvm/*
END
# Those of the machine, if it has some, do not count.
hide=$scratch/hide
mkdir "$hide"
ln -s /usr/bin/* "$hide"
rm -f "$hide"/aarch64-linux-gnu-*

what_is_missing_is_named()
{
	run 3 env PATH="$hide" $scratch/program/stablehand -C $project build 9.1.y &&
		says 'aarch64-linux-gnu-gcc' &&
			says 'gcc-aarch64-linux-gnu libc6-dev-arm64-cross'
}
check 'the cross tools that a build lacks are named with their packages' what_is_missing_is_named

for program in gcc ld strip; do
	printf '#!/bin/sh\necho "$@" >>%s/cross.log\nexec %s "$@"\n' "$scratch" $program \
		>"$scratch/bin/aarch64-linux-gnu-$program"
	chmod +x "$scratch/bin/aarch64-linux-gnu-$program"
done
sed 's/open my $log/open my $words, ">>", "$scratch\/words.log"; print $words "@ARGV\\n"; &/' \
	"$scratch/bin/qemu-system-x86_64" >"$scratch/bin/qemu-system-aarch64"
chmod +x "$scratch/bin/qemu-system-aarch64"

no_guest()
{
	run 3 $stablehand run 9.1.y && says 'guest-init-arm64'
}
check 'PID 1 of the architecture has to be there' no_guest
echo arm64 >"$scratch/program/guest-init-arm64"

runs()
{
	run 0 $stablehand run 9.1.y && [ -s "$scratch/cross.log" ] &&
		grep -q -- '-device virtserialport,chardev=results' "$scratch/words.log"
}
check 'kernel and tests come from the cross compiler, results through virtio' runs

variants()
{
	grep -q -- '-cpu max,pauth-impdef=on,lpa2=off .*-append console=ttyAMA0' "$scratch/words.log" &&
		grep -q -- '-cpu cortex-a57 .* kvm-arm.mode=nvhe$' "$scratch/words.log" &&
		! grep -q 'npt\|protected' "$scratch/words.log"
}
check 'only its variants that the series calls for are booted, each on its CPU' variants

again()
{
	: >"$scratch/words.log" && : >"$scratch/cross.log" && run 0 $stablehand run 9.1.y &&
		[ ! -s "$scratch/words.log" ] && ! grep -qv -e --version "$scratch/cross.log"
}
check 'what is kept is neither built nor booted again' again

other_key()
{
	before=$(ls "$XDG_CACHE_HOME/stablehand/builds" | wc -l)
	sed -i '/arch = arm64/d' "$conf"
	sed -i 's,/Image,/bzImage,' "$conf"
	$stablehand build 9.1.y >/dev/null 2>&1
	[ "$(ls "$XDG_CACHE_HOME/stablehand/builds" | wc -l)" -gt "$before" ]
}
check 'a build for another architecture is another one' other_key
done_testing
