// SPDX-License-Identifier: GPL-2.0-only
#include "util/alloc.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define EXIT_ENVIRONMENT 3

/* Nothing is written half, nor cleaned up: that is the next run's, as after a kill. */
void *alloc_checked(void *p)
{
	static const char text[] = "stablehand: out of memory\n";

	if (!p) {
		/* The buffers of a stream could need memory. */
		(void)!write(STDERR_FILENO, text, sizeof(text) - 1);
		_exit(EXIT_ENVIRONMENT);
	}
	return p;
}

void *xmalloc(size_t size)
{
	return alloc_checked(malloc(size ? size : 1));
}

void *xcalloc(size_t count, size_t size)
{
	return alloc_checked(calloc(count ? count : 1, size ? size : 1));
}

void *xrealloc(void *old, size_t size)
{
	return alloc_checked(realloc(old, size ? size : 1));
}

char *xstrdup(const char *text)
{
	return text ? alloc_checked(strdup(text)) : NULL;
}

char *xstrndup(const char *text, size_t len)
{
	return alloc_checked(strndup(text, len));
}

char *xvasprintf(const char *fmt, va_list ap)
{
	char *text;

	if (vasprintf(&text, fmt, ap) < 0)
		text = NULL;
	return alloc_checked(text);
}

char *xasprintf(const char *fmt, ...)
{
	char *text;
	va_list ap;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	return text;
}

void *xgrow(void *array, size_t count, size_t *alloc, size_t size)
{
	size_t want = *alloc;

	while (want < count + 1) {
		if (want > SIZE_MAX / 2 / size)
			alloc_checked(NULL);
		want = want ? want * 2 : 8;
	}
	if (want != *alloc) {
		array = alloc_checked(realloc(array, want * size));
		*alloc = want;
		alloc_close((char *)array + count * size, (want - count) * size);
	}
	alloc_open((char *)array + count * size, size);
	memset((char *)array + count * size, 0, size);
	return array;
}
