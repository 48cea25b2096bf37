/* SPDX-License-Identifier: GPL-2.0-only */
/* Two versions of a patch beside each other. */
#ifndef REPORT_BESIDE_H
#define REPORT_BESIDE_H

#include "util/error.h"
#include "util/out.h"

struct beside_text {
	const char *title;
	const char *text;	/* a patch, or a mail with one */
};

/*
 * Print them, aligned line by line (by libgit2's difference of the texts): a column each, and
 * between them as sdiff has it '|' where the lines differ, '<' or '>' where one has none. Into a
 * pipe, each as wide as its longest line; on a terminal of BESIDE_MIN_WIDTH columns cut with
 * ellipses. Where it is narrower, below each other like a difference of the two: '-' in front of
 * lines of the left one alone, '+' of the right one.
 */
int beside_print(const struct beside_text *left, const struct beside_text *right, struct out *to,
		 struct error **err);

#define BESIDE_MIN_WIDTH 110

/* One patch alone, with the colours of a diff. */
void beside_print_one(const char *text, struct out *to);

#endif
