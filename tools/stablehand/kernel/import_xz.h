/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Decoding .xz by several threads, which libarchive's own filter does not:
 * most of the time of an import goes there. Data of several blocks (as `xz -T`
 * makes, and Debian) is decoded side by side, any other by one thread.
 */
#ifndef KERNEL_IMPORT_XZ_H
#define KERNEL_IMPORT_XZ_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct import_xz;

/* Do these first bytes of a stream begin .xz data? */
bool import_xz_begins(const void *data, size_t len);

/*
 * Begin. `fill` is called for more input and returns its length, 0 at the end
 * and -1 on an error, which it has told; *ret has to live until the next call.
 */
struct import_xz *import_xz_new(ssize_t (*fill)(void *data, const void **ret), void *data);

/*
 * The next piece: its length, 0 at the end of the data, which is whole and
 * whose checksums are right; -1 when `fill` failed (*ret_why is NULL) or the
 * data is damaged, truncated or wants more than 256 MiB (*ret_why says which).
 * *ret lives until the next call.
 */
ssize_t import_xz_read(struct import_xz *xz, const void **ret, const char **ret_why);

/* NULL-safe. */
void import_xz_free(struct import_xz *xz);

#endif
