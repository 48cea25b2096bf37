/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Do the lines that a port changes go back to those of its patch? Lines are compared by
 * their words, white space aside, and those without a letter or digit are not looked at.
 */
#ifndef PORT_CHANGED_LINES_H
#define PORT_CHANGED_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "series/patch.h"

struct changed_lines {
	bool same;		/* the port adds and removes the lines of the patch, and no others */
	size_t lost;		/* hunks of the patch none of whose lines is in the port */
	const char *path;	/* of the first of them, in the patch, which it belongs to */
	size_t number;		/* in its file, from 1 */
};

struct changed_lines changed_lines_compare(const struct patch *patch, const struct patch *port);

#endif
