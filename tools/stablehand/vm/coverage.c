// SPDX-License-Identifier: GPL-2.0-only
#include "vm/coverage.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#define HEAD "coverage "
#define MAX_DIGITS 18		/* of a number that fits */

static size_t name_length(const char *text, size_t len)
{
	size_t n = 0;

	while (n < len && (isalnum((unsigned char)text[n]) || (text[n] && strchr("_.:-", text[n]))))
		n++;
	return n;
}

static bool read_count(const char *text, size_t len, long long *ret_count)
{
	bool negative = len && *text == '-';
	long long count = 0;

	if (negative) {
		text++;
		len--;
	}
	if (!len || len > MAX_DIGITS)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (!isdigit((unsigned char)text[i]))
			return false;
		count = count * 10 + text[i] - '0';
	}
	*ret_count = negative ? -count : count;
	return true;
}

void coverage_parse(const char *text, size_t len,
		    void (*found)(const char *name, size_t len, long long count, void *data),
		    void *data)
{
	const char *end = text + len;

	while (text < end) {
		const char *newline = memchr(text, '\n', end - text);
		const char *stop = newline ? newline : end, *name = text + strlen(HEAD);
		long long count;
		size_t n;

		if ((size_t)(stop - text) > strlen(HEAD) && !memcmp(text, HEAD, strlen(HEAD))) {
			n = name_length(name, stop - name);
			if (n && n <= COVERAGE_NAME_MAX && name + n < stop && name[n] == ' ' &&
			    read_count(name + n + 1, stop - name - n - 1, &count))
				found(name, n, count, data);
		}
		text = stop + 1;
	}
}
