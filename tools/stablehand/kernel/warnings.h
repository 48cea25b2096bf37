/* SPDX-License-Identifier: GPL-2.0-only */
/* Warnings of the compiler in the log of a build. */
#ifndef KERNEL_WARNINGS_H
#define KERNEL_WARNINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "util/buf.h"
#include "util/error.h"

/*
 * Is a line of the log a warning ("<path>:<line>:<column>: warning: <text>")?
 * Then its path without what leads to the source tree, the line number in
 * *ret_number, and what follows the colon behind "warning". Parts of `line`.
 */
struct warning_line {
	const char *path;
	size_t path_len;
	size_t number;
	const char *text;
	size_t text_len;
};
bool warning_parse(const char *line, size_t len, struct warning_line *ret_warning);

/*
 * Add "path:line: text" for each warning in the log of a build that the log of
 * the base build does not have, wherever its line is there; each once. A base
 * that was built by parts has fewer in its log than its code has. A log that
 * is not there has none. Errors: a log that cannot be read.
 */
int warnings_compare(const char *base_log, const char *log, char ***warnings, size_t *count,
		     size_t *alloc, struct error **err);

#endif
