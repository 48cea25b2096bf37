// SPDX-License-Identifier: GPL-2.0-only
#include "series/patch_file_name.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "util/alloc.h"
#include "util/buf.h"

#define NAME_BYTES 52		/* of the subject, as `git format-patch` */
#define NUMBER_DIGITS 4

char *patch_file_name(size_t number, const char *subject)
{
	_cleanup_buf_ struct buf name = { 0 };
	bool gap = false;

	for (const char *p = subject; *p; p++) {
		if (!isalnum((unsigned char)*p) && *p != '_' && *p != '.') {
			gap = true;
			continue;
		}
		if (*p == '.' && name.len && !gap && name.data[name.len - 1] == '.')
			continue;
		if (gap && name.len)
			buf_puts(&name, "-");
		gap = false;
		buf_add(&name, p, 1);
		if (name.len >= NAME_BYTES)
			break;
	}
	while (name.len && strchr(".-", name.data[name.len - 1]))
		name.data[--name.len] = '\0';
	return xasprintf("%0*zu-%s.patch", NUMBER_DIGITS, number, name.len ? name.data : "patch");
}
