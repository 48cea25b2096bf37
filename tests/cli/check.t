#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A second look at what a series touches: W=1, sparse, and checksums of exports.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"
make_project
stablehand="$STABLEHAND -C $project"

# A folder that the fixture's kernel makes like a real one does: with the checker
# called first, and with a checksum of what it exports, here of its source.
tree=$scratch/linux-9.1.7
echo 'obj-m := guard.o' >"$tree/arch/x86/kvm/Makefile"
cat >>"$tree/Makefile" <<'END'
.PHONY: arch/x86/kvm/
arch/x86/kvm/:
	@mkdir -p $(O)/arch/x86/kvm
	@grep -q CONFIG_MODVERSIONS=y $(O)/.config && ! grep -q WERROR=y $(O)/.config
	$(if $(C),$(CHECK) -D__KERNEL__ arch/x86/kvm/guard.c)
	$(CC) $(if $(W),-Wunused-variable) -c -o $(O)/arch/x86/kvm/guard.o arch/x86/kvm/guard.c
	@{ echo "#SYMVER handle_fault 0x$$(cksum <arch/x86/kvm/guard.c | cut -c1-7)"; \
		echo '#SYMVER same_fault 0x00000007'; \
		grep -q fault_mask arch/x86/kvm/guard.c && echo '#SYMVER fault_mask 0x00000008' || :; \
		} >$(O)/arch/x86/kvm/.guard.o.cmd
END
printf 'struct guard {\n\tint a;\n};\nstruct other {\n\tint a;\n};\n' >>"$tree/include/guard.h"
tar -C "$scratch" -cJf "$scratch/linux-9.1.7.tar.xz" linux-9.1.7
echo 'CONFIG_X_WERROR=y' >>"$project/kernels/config/base.config"

# It warns of "magic", and takes code with "future" for no C; older than a word of C,
# it takes nothing for C unless it is told what to read for it.
cat >"$scratch/bin/sparse" <<'END'
#!/bin/sh
old=$(dirname "$0")/old
[ "$1" = --version ] && { echo "0.0 ($([ -e "$old" ] && echo older || echo fixture))"; exit 0; }
for file; do :; done
case "$*" in
*__typeof_unqual__=*) ;;
*) [ ! -e "$old" ] || { echo "$file:1:1: error: no C" >&2; exit 1; } ;;
esac
echo "$file:1:1: warning: always said" >&2
grep -n magic "$file" /dev/null | sed 's/^\([^:]*\):\([0-9]*\):.*/\1:\2:1: warning: magic number/' >&2
! grep -q future "$file"
END
chmod +x "$scratch/bin/sparse"

# patch FILE BODY...: adds lines to guard.c, and a member to a structure.
patch()
{
	sed -i '/^diff --git a\/include/,$d' "$project/patches/fix/0001-guard.patch"
	cat >>"$project/patches/fix/0001-guard.patch" <<'END'
diff --git a/include/guard.h b/include/guard.h
--- a/include/guard.h
+++ b/include/guard.h
@@ -2,5 +2,6 @@
 struct guard {
 	int a;
+	int b;
 };
 struct other {
 	int a;
END
}

nothing_new()
{
	patch
	run 0 $stablehand build --check 9.1.y && says '^W=1 and sparse on arch/x86/kvm/, base against ported \(fix\)' &&
		says 'new messages: 0' && says 'sparse 0.0 \(fixture\) read 1 files' &&
		! grep -q 'gave up' "$scratch/out"
}
kabi()
{
	run 0 $stablehand report 9.1.y &&
		says 'kABI: 1 of 2 exported symbols get another checksum, 0 removed, 0 new' &&
		says 'another checksum: handle_fault$' &&
		says 'changed: guard \(include/guard.h:2\)' && ! grep -q 'changed: other' "$scratch/out" &&
		says 'not stable@ material' || return 1
	run 0 $stablehand --json report 9.1.y &&
		json 'my $c = $j->{branches}[0]{checks}[0]{check};
			"@{$c->{checksum_changed}}" eq "handle_fault" && $c->{exported} == 2 &&
			@{$c->{new_messages}} == 0 && $c->{structures}[0] =~ /guard/'
}
kept()
{
	run 0 $stablehand build --check 9.1.y && says 'new messages: 0' &&
		! grep -q checking "$scratch/err" || { cat "$scratch/err"; return 1; }
}
older_sparse()
{
	touch "$scratch/bin/old"
	run 0 $stablehand build --check 9.1.y && says 'sparse 0.0 \(older\) read 1 files' &&
		! grep -q 'gave up' "$scratch/out"
	told=$?
	rm "$scratch/bin/old"
	return $told
}
new_messages()
{
	sed -i 's/^+\t\tcode &= ~256;/+\t\tcode \&= ~256; \/* magic future fault_mask *\//' \
		"$project/patches/fix/0001-guard.patch"
	sed -i 's/^@@ -16,6 +16,9 @@ int handle_fault/@@ -16,6 +16,10 @@ int handle_fault/
		s/^+\tif (code & 256)/+\tint unused;\n&/' "$project/patches/fix/0001-guard.patch"
	run 0 $stablehand build --check 9.1.y && says 'new messages: 2' &&
		says 'new: arch/x86/kvm/guard.c:[0-9]*: unused variable' &&
		says 'new: arch/x86/kvm/guard.c:[0-9]*: magic number' &&
		says 'gave up on 1 files' && says 'not checked to the end: arch/x86/kvm/guard.c' &&
		says '1 new$' && says 'new: fault_mask'
}
without_sparse()
{
	mv "$scratch/bin/sparse" "$scratch/bin/sparse.away"
	PATH=$scratch/bin:$(echo "$PATH" | tr : '\n' | grep -v "^$scratch" | paste -sd:)
	if command -v sparse >/dev/null; then
		mkdir -p "$scratch/tools"
		for folder in $(echo "$PATH" | tr : ' '); do
			for file in "$folder"/*; do
				[ "${file##*/}" = sparse ] || ln -sf "$file" "$scratch/tools/" 2>/dev/null
			done
		done
		PATH=$scratch/tools
	fi
	run 0 $stablehand build --check 9.1.y && says 'sparse is not installed' &&
		says 'new: arch/x86/kvm/guard.c:[0-9]*: unused variable' &&
		! grep -q 'magic number' "$scratch/out"
}

check "no new message" nothing_new
check "what modules of others see" kabi
check "what is known is not checked again" kept
check "a sparse that is older than the kernel's C" older_sparse
check "new messages, and what sparse cannot check" new_messages
check "without sparse it is said" without_sparse
done_testing
