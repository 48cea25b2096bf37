/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A bootable CD image for engines that boot a PC from a medium only: ISO 9660
 * with an El Torito entry, on it SYSLINUX's loader for CDs, a kernel and an
 * initramfs. Written by libarchive, without privileges or other programs.
 */
#ifndef VM_MEDIUM_H
#define VM_MEDIUM_H

#include "util/error.h"

#define MEDIUM_PACKAGES "isolinux syslinux-common"

/* Is the loader there? ERROR_ENVIRONMENT, naming the packages, when it is not. */
int medium_check(struct error **err);

/*
 * Write the image to path, in place of what is there; it appears whole or not
 * at all. parameters is the kernel's command line, one line. ERROR_INPUT when
 * kernel or initramfs cannot be read.
 */
int medium_make(const char *path, const char *kernel, const char *initramfs,
		const char *parameters, struct error **err);

#endif
