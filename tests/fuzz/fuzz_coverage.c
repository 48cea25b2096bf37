// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "vm/coverage.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void on_count(const char *name, size_t len, long long count, void *data)
{
	const char *text = *(const char **)data;

	if (name < text || !len || len > COVERAGE_NAME_MAX || memchr(name, '\n', len) ||
	    memchr(name, ' ', len) || name[len] != ' ')
		abort();
	for (size_t i = 0; i < len; i++)
		if (!isgraph((unsigned char)name[i]))
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const char *text = (const char *)data;

	coverage_parse(text, len, on_count, &text);
	return 0;
}
