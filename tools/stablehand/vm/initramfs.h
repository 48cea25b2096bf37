/* SPDX-License-Identifier: GPL-2.0-only */
/* The file system of a test VM: a newc cpio archive, kept by its content. */
#ifndef VM_INITRAMFS_H
#define VM_INITRAMFS_H

#include <stddef.h>
#include <sys/types.h>

#include "arch/arch.h"
#include "util/error.h"

struct initramfs_file {
	const char *path;	/* in the guest, relative to its root: "tests/kvm/x86_64/smm_test" */
	const char *source;	/* on the host; may be run in the guest if here, or if it begins with #! */
};

struct initramfs_module {
	const char *source;	/* a .ko file on the host */
	const char *parameters;	/* "npt=0 nested=1"; or NULL */
};

struct initramfs_options {
	const char *init;	/* the guest's PID 1 */
	const struct initramfs_module *modules;	/* loaded in order of dependency */
	size_t module_count;
	const struct initramfs_file *files;
	size_t file_count;
	const char *busybox;	/* static busybox for test scripts; NULL: no shell */
	const char *folder;	/* where archives are kept; made if need be */
};

/*
 * Make the archive, or find the one made before of the same content:
 * *ret_path is "<folder>/<sha256>.cpio", the caller frees it. Beside it is the
 * sum of its own bytes, by which one that was changed since is made again. The same
 * input gives the same bytes. ERROR_INPUT when a source cannot be read, is no module
 * or a guest path is not safe or named twice; ERROR_ENVIRONMENT when one is of a build that
 * is not as it was published (kernel/manifest.h).
 */
int initramfs_make(const struct initramfs_options *options, char **ret_path, struct error **err);

/*
 * Is an archive still what initramfs_make() wrote? For just before it is used; one without a sum
 * passes. Else an ERROR_ENVIRONMENT that says what to do.
 */
int initramfs_require(const char *path, struct error **err);

/*
 * The host's static busybox, or NULL: scripts will be skipped, as in VMs of another
 * architecture than the host's. The caller frees it.
 */
char *initramfs_find_busybox(const struct arch *arch);

#endif
