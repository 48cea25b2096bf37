/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The architectures that kernels are built for and run on: one row each (x86.c, arm64.c), and
 * nothing about them anywhere else but in the engines (vm/) and, for what PID 1 of
 * the VM is compiled for, in guest/arch.h.
 *
 * A branch's file names the row ("arch = x86_64"); the first of the table is the default.
 */
#ifndef ARCH_ARCH_H
#define ARCH_ARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How its kernels and selftests are built. */
struct arch_build {
	const char *make_arch;		/* "ARCH=x86_64", as an argument of make */
	/*
	 * What stands before gcc, ld and strip, and is make's CROSS_COMPILE ("aarch64-linux-gnu-");
	 * "": nothing. With the Debian packages that have them.
	 */
	const char *cross, *packages;
	const char *image;		/* make's target, and the image's name: "bzImage" */
	const char *image_path;		/* where make leaves it, below O= */
	bool needs_libelf;		/* something of the build is compiled against libelf */
	/*
	 * Folders and files of the tree that its selftests are made from, besides those
	 * that all have; NULL-terminated.
	 */
	const char *const *selftest_inputs;
	/*
	 * Put into the keys of what is kept; "" for the one that was there before
	 * others were, so that its keys stay as they were.
	 */
	const char *key;
};

/* Where an instruction leads, as the bytes of its distance say. */
struct arch_jump {
	size_t width;			/* bytes of the distance; 0: it is none */
	unsigned int kind;		/* the instruction: two kinds never do the same */
	int64_t to;			/* counted from the first of these bytes */
};

/* Its object files, for the comparison of machine code. */
struct arch_object {
	uint16_t machine;		/* EM_* */
	size_t (*reloc_width)(uint32_t type);		/* bytes that a relocation fills */
	bool (*reloc_is_relative)(uint32_t type);	/* counted from the instruction */
	bool (*reloc_is_pointer)(uint32_t type);	/* 64 bits, an address */
	/*
	 * How far behind the field of a relative one that counting may begin, which depends
	 * on the instruction: what it points at is at addend + one of these.
	 */
	const int *ends;
	size_t end_count;
	/* Is what is at `at` (of `size` bytes) the distance of a jump or call? */
	struct arch_jump (*jump)(const unsigned char *bytes, size_t at, size_t size);
};

/* How a VM of it is started. */
struct arch_vm {
	const char *const *engines;	/* the names of those that can; NULL-terminated */
	const char *host;		/* what runs them by hardware, as uname -m has it */
	const char *console;		/* the kernel's parameter: "console=ttyS0,115200" */
	const char *qemu, *qemu_packages;	/* the program; Debian's packages that have it */
	const char *qemu_kvm, *qemu_tcg;	/* for -machine: type and options with each */
	const char *qemu_tcg_cpu;	/* the model and its flags where QEMU emulates: "max" */
	const char *results;		/* QEMU's device for the second line; NULL: a serial port */
	const char *tcg_parameters;	/* for the kernel when QEMU emulates; NULL: none */
	/*
	 * Can this machine run VMs inside its VMs by hardware? /dev/kvm is there.
	 * root is put before /proc and /sys (NULL: nothing). *ret_why is one line that tells
	 * what speaks for or against it; the caller frees it.
	 */
	bool (*nests)(const char *root, char **ret_why);
};

struct arch {
	const char *name;		/* in branch files, on screen, in results */
	struct arch_build build;
	struct arch_object object;
	struct arch_vm vm;
};

/* The one of a name, or NULL. */
const struct arch *arch_find(const char *name);

/* The one where nothing else is said. */
const struct arch *arch_default(void);

/* `arch`, or the default for NULL. */
const struct arch *arch_or_default(const struct arch *arch);

/* The one whose object files are of this machine (EM_*), or NULL. */
const struct arch *arch_of_object(uint16_t machine);

/* All names with ", " between them. The caller frees it. */
char *arch_names(void);

/* Can VMs of it be run by the engine of this name? */
bool arch_has_engine(const struct arch *arch, const char *engine);

#endif
