// SPDX-License-Identifier: GPL-2.0-only
#include "vm/reason.h"

#include <ctype.h>
#include <string.h>

#include "util/alloc.h"

#define REASON_BYTES 200

static int names_a_place(const char *line, size_t len)
{
	const char *end = line + len, *at = line;

	while ((at = memmem(at, end - at, ".c:", 3))) {
		const char *digits = at += 3;

		while (at < end && isdigit((unsigned char)*at))
			at++;
		if (at > digits && at < end && *at == ':')
			return 1;
	}
	return 0;
}

char *reason_of_failure(const char *output)
{
	while (*output) {
		size_t len = strcspn(output, "\n");
		const char *line = output;

		output += len + (output[len] == '\n');
		while (len && isblank((unsigned char)*line)) {
			line++;
			len--;
		}
		if (names_a_place(line, len))
			return xstrndup(line, len < REASON_BYTES ? len : REASON_BYTES);
	}
	return NULL;
}
