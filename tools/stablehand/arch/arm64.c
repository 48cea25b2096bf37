// SPDX-License-Identifier: GPL-2.0-only
#include <elf.h>
#include <string.h>

#include "arch/arch_parts.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"

#define CMDLINE_MAX (64 << 10)

/*
 * Data alone is filled whole. In an instruction the field is some of its bits, which
 * RELA leaves zero; the others (its registers, its kind) are compared like any bytes.
 */
static size_t reloc_width(uint32_t type)
{
	switch (type) {
	case R_AARCH64_ABS64:
	case R_AARCH64_PREL64:
		return 8;
	case R_AARCH64_ABS32:
	case R_AARCH64_PREL32:
		return 4;
	case R_AARCH64_ABS16:
	case R_AARCH64_PREL16:
		return 2;
	}
	return 0;
}

/* All name their target itself: nothing is counted from behind the field. */
static bool reloc_is_relative(uint32_t type)
{
	(void)type;
	return false;
}

static bool reloc_is_pointer(uint32_t type)
{
	return type == R_AARCH64_ABS64;
}

/*
 * The instructions that hold a distance, by the bits that tell them; the field has `width`
 * bits from `shift` on, and counts instructions. "Arm Architecture Reference Manual", C4.1.
 */
static const struct {
	uint32_t mask, value;
	unsigned int shift, width;
} jumps[] = {
	{0x7c000000, 0x14000000, 0, 26},	/* b, bl */
	{0xff000000, 0x54000000, 5, 19},	/* b.cond, bc.cond */
	{0x7e000000, 0x34000000, 5, 19},	/* cbz, cbnz */
	{0x7e000000, 0x36000000, 5, 14},	/* tbz, tbnz */
	{0x3b000000, 0x18000000, 5, 19},	/* ldr of a literal, prfm */
};

static struct arch_jump jump(const unsigned char *bytes, size_t at, size_t size)
{
	uint32_t word;

	if (at % 4 || size - at < 4)
		return (struct arch_jump){0};
	word = bytes[at] | bytes[at + 1] << 8 | bytes[at + 2] << 16 | (uint32_t)bytes[at + 3] << 24;
	for (size_t i = 0; i < ARRAY_SIZE(jumps); i++) {
		uint32_t field = (UINT32_C(1) << jumps[i].width) - 1;
		uint32_t sign = UINT32_C(1) << (jumps[i].width - 1);
		int64_t by = word >> jumps[i].shift & field;

		if ((word & jumps[i].mask) != jumps[i].value)
			continue;
		return (struct arch_jump){
			.width = 4,
			.kind = word & ~(field << jumps[i].shift),
			.to = 4 * (by & sign ? by - 2 * (int64_t)sign : by),
		};
	}
	return (struct arch_jump){0};
}

/* The host's KVM gives its guests EL2 only where it was started for that. */
static bool nests(const char *root, char **ret_why)
{
	_cleanup_free_ char *path = path_join(root ? root : "", "proc/cmdline");
	_cleanup_buf_ struct buf cmdline = {0};

	if (!file_read(path, CMDLINE_MAX, &cmdline, NULL) &&
	    strstr(buf_str(&cmdline), "kvm-arm.mode=nested")) {
		*ret_why = xstrdup("kvm-arm.mode=nested");
		return true;
	}
	*ret_why = xstrdup("/dev/kvm exists, but the host was not started with kvm-arm.mode=nested");
	return false;
}

static const char *const selftest_inputs[] = {
	"arch/arm64/Makefile", "arch/arm64/include", "arch/arm64/tools", NULL,
};
static const char *const engines[] = {"qemu", NULL};
static const int ends[] = {0};

const struct arch arch_arm64 = {
	.name = "arm64",
	.build = {
		.make_arch = "ARCH=arm64",
		.cross = "aarch64-linux-gnu-",
		.packages = "gcc-aarch64-linux-gnu libc6-dev-arm64-cross",
		.image = "Image",
		.image_path = "arch/arm64/boot/Image",
		.selftest_inputs = selftest_inputs,
		.key = "arch arm64\n",
	},
	.object = {
		.machine = EM_AARCH64,
		.reloc_width = reloc_width,
		.reloc_is_relative = reloc_is_relative,
		.reloc_is_pointer = reloc_is_pointer,
		.ends = ends,
		.end_count = ARRAY_SIZE(ends),
		.jump = jump,
	},
	.vm = {
		.engines = engines,
		.host = "aarch64",
		.console = "console=ttyAMA0",
		.qemu = "qemu-system-aarch64",
		.qemu_packages = "qemu-system-arm",
		.qemu_kvm = "virt,accel=kvm,virtualization=on,gic-version=host",
		.qemu_tcg = "virt,accel=tcg,virtualization=on,gic-version=3",
		/*
		 * Pointer authentication by its real algorithm is most of the time that a guest
		 * takes; 52-bit addresses keep older kernels from booting.
		 */
		.qemu_tcg_cpu = "max,pauth-impdef=on,lpa2=off",
		.results = "virtserialport",
		.nests = nests,
	},
};
