/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Version numbers of kernels: 6.1.192 (kernel.org), 6.1.192-2 (Debian),
 * 6.12.117-1~deb12u1, 6.1.192-g0123456789ab (a commit after 6.1.192).
 */
#ifndef KERNEL_VERSION_H
#define KERNEL_VERSION_H

#include <stdbool.h>
#include <stddef.h>

#include "util/error.h"

/*
 * The order of deb-version(7), but with "-rcN" before the release: <0, 0 or >0 as `a` is older
 * than, the same as or newer than `b`. Digits compare as numbers of any length, '~' sorts before
 * the end of the text, letters before other characters. Any text is accepted.
 */
int version_compare(const char *a, const char *b);

/*
 * Is this text usable as a version: begins with a digit, only letters, digits
 * and ".+-~", at most 100 characters?
 */
bool version_valid(const char *version);

/*
 * The version that the top Makefile of a kernel tree (`text`, len bytes; its
 * first few lines are enough) states: VERSION.PATCHLEVEL.SUBLEVELEXTRAVERSION,
 * as `make kernelversion` prints. The caller frees *ret_version. A Makefile
 * without these is an ERROR_INPUT.
 */
int version_from_makefile(const char *text, size_t len, char **ret_version, struct error **err);

#endif
