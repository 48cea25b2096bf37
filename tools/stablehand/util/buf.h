/* SPDX-License-Identifier: GPL-2.0-only */
/* A growing byte buffer, always followed by a NUL that len does not count. */
#ifndef UTIL_BUF_H
#define UTIL_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct buf {
	char *data;		/* never NULL once something was added */
	size_t len;
	size_t alloc;
};

/* Append len bytes, a string, or a formatted text. */
void buf_add(struct buf *buf, const void *data, size_t len);
void buf_puts(struct buf *buf, const char *text);
void buf_printf(struct buf *buf, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Make room for len more bytes and return where they go; len is not changed. */
char *buf_reserve(struct buf *buf, size_t len);

/* The text as a string ("" when empty); owned by buf. */
const char *buf_str(const struct buf *buf);

/* Hand the memory to the caller (who frees it) and leave buf empty. */
char *buf_detach(struct buf *buf);

/* Forget the content, keep the memory. */
void buf_clear(struct buf *buf);

/* Free the memory; buf may be used again. Fits _cleanup_(). */
void buf_release(struct buf *buf);

#define _cleanup_buf_ __attribute__((cleanup(buf_release)))

#endif
