// SPDX-License-Identifier: GPL-2.0-only
#include <elf.h>
#include <string.h>

#include "arch/arch_parts.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"

#define CPUINFO_MAX (16 << 20)

static size_t reloc_width(uint32_t type)
{
	return type == R_X86_64_64 || type == R_X86_64_PC64 ? 8 : 4;
}

static bool reloc_is_relative(uint32_t type)
{
	return type == R_X86_64_PC32 || type == R_X86_64_PLT32 || type == R_X86_64_PC64;
}

static bool reloc_is_pointer(uint32_t type)
{
	return type == R_X86_64_64;
}

/* call (e8), jmp (e9, eb) and jcc (0f 80 to 0f 8f, 70 to 7f), counted from their end. */
static struct arch_jump jump(const unsigned char *bytes, size_t at, size_t size)
{
	unsigned char opcode = at ? bytes[at - 1] : 0;
	bool far = opcode == 0xe8 || opcode == 0xe9 ||
		   (at >= 2 && bytes[at - 2] == 0x0f && (opcode & 0xf0) == 0x80);
	bool near = opcode == 0xeb || (opcode & 0xf0) == 0x70;
	int32_t by;

	if (far && size - at >= 4) {
		memcpy(&by, bytes + at, 4);
		return (struct arch_jump){.width = 4, .kind = opcode, .to = 4 + (int64_t)by};
	}
	if (near && size - at >= 1)
		return (struct arch_jump){.width = 1, .kind = opcode, .to = 1 + (int8_t)bytes[at]};
	return (struct arch_jump){0};
}

/* Does the first "flags" line of cpuinfo hold this word? */
static bool has_flag(const char *cpuinfo, const char *flag)
{
	const char *at = strstr(cpuinfo, "\nflags");
	size_t len = strlen(flag);
	const char *end;

	if (!at)
		return false;
	at++;
	end = at + strcspn(at, "\n");
	while ((at = strstr(at, flag)) && at < end) {
		if (at[-1] == ' ' && (at[len] == ' ' || at[len] == '\n' || !at[len]))
			return true;
		at += len;
	}
	return false;
}

/* The CPU has SVM or VMX, and its KVM module allows nesting. */
static bool nests(const char *root, char **ret_why)
{
	_cleanup_free_ char *info = path_join(root ? root : "", "proc/cpuinfo");
	_cleanup_buf_ struct buf cpuinfo = {0}, nested = {0};
	_cleanup_free_ char *parameter = NULL;
	const char *module;

	file_read(info, CPUINFO_MAX, &cpuinfo, NULL);
	if (has_flag(buf_str(&cpuinfo), "svm")) {
		module = "kvm_amd";
	} else if (has_flag(buf_str(&cpuinfo), "vmx")) {
		module = "kvm_intel";
	} else {
		*ret_why = xstrdup("/dev/kvm exists, but the CPU has neither svm nor vmx");
		return false;
	}
	parameter = path_join(root ? root : "", "sys/module/%s/parameters/nested", module);
	if (file_read(parameter, 4096, &nested, NULL)) {
		*ret_why = xasprintf("the module %s is not loaded", module);
		return false;
	}
	if (!strchr("1Yy", buf_str(&nested)[0]) || !nested.len) {
		*ret_why = xasprintf("%s: nested virtualisation is off", module);
		return false;
	}
	*ret_why = xasprintf("%s, nested virtualisation on", module);
	return true;
}

static const char *const selftest_inputs[] = {
	"arch/x86/Makefile", "arch/x86/entry/syscalls", "arch/x86/include", NULL,
};
static const char *const engines[] = {"qemu", "bochs", NULL};
/* An immediate of 0, 1, 2 or 4 bytes may follow the field; or the field is counted from itself. */
static const int ends[] = {4, 5, 6, 8, 0};

const struct arch arch_x86_64 = {
	.name = "x86_64",
	.build = {
		.make_arch = "ARCH=x86_64",
		.cross = "",
		.image = "bzImage",
		.image_path = "arch/x86/boot/bzImage",
		.needs_libelf = true,	/* objtool, before anything else */
		.selftest_inputs = selftest_inputs,
		.key = "",
	},
	.object = {
		.machine = EM_X86_64,
		.reloc_width = reloc_width,
		.reloc_is_relative = reloc_is_relative,
		.reloc_is_pointer = reloc_is_pointer,
		.ends = ends,
		.end_count = ARRAY_SIZE(ends),
		.jump = jump,
	},
	.vm = {
		.engines = engines,
		.host = "x86_64",
		.console = "console=ttyS0,115200",
		.qemu = "qemu-system-x86_64",
		.qemu_packages = "qemu-system-x86",
		.qemu_kvm = "q35,accel=kvm,smm=on",
		.qemu_tcg = "q35,accel=tcg,smm=off",
		.qemu_tcg_cpu = "max",
		/*
		 * Emulated counters of all CPUs are one, which a kernel does not believe of
		 * AMD's: it would read the time from the HPET, for which every CPU waits in line.
		 */
		.tcg_parameters = "tsc=reliable",
		.nests = nests,
	},
};
