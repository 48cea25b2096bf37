// SPDX-License-Identifier: GPL-2.0-only
#include "util/buf.h"

#include <stdio.h>
#include <string.h>

#include "util/alloc.h"

char *buf_reserve(struct buf *buf, size_t len)
{
	size_t need = buf->len + len + 1;

	if (need > buf->alloc) {
		size_t alloc = buf->alloc ? buf->alloc : 64;
		char *data;

		while (alloc < need)
			alloc *= 2;
		data = xmalloc(alloc);
		if (buf->len)
			memcpy(data, buf->data, buf->len);
		free(buf->data);
		buf->data = data;
		buf->alloc = alloc;
		buf->data[buf->len] = '\0';
		alloc_close(buf->data + need, alloc - need);
	}
	alloc_open(buf->data + buf->len, len + 1);
	return buf->data + buf->len;
}

void buf_add(struct buf *buf, const void *data, size_t len)
{
	char *to = buf_reserve(buf, len);

	if (len)
		memcpy(to, data, len);
	buf->len += len;
	buf->data[buf->len] = '\0';
}

void buf_puts(struct buf *buf, const char *text)
{
	buf_add(buf, text, strlen(text));
}

void buf_printf(struct buf *buf, const char *fmt, ...)
{
	_cleanup_free_ char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	buf_puts(buf, text);
}

const char *buf_str(const struct buf *buf)
{
	return buf->data ? buf->data : "";
}

char *buf_detach(struct buf *buf)
{
	char *data = buf->data ? buf->data : xstrdup("");

	*buf = (struct buf){0};
	return data;
}

void buf_clear(struct buf *buf)
{
	buf->len = 0;
	if (buf->data)
		buf->data[0] = '\0';
}

void buf_release(struct buf *buf)
{
	free(buf->data);
	*buf = (struct buf){0};
}
