/* SPDX-License-Identifier: GPL-2.0-only */
/* How a port differs from the patch that it was made from (port/deviation.h). */
#ifndef VERDICT_DEVIATION_H
#define VERDICT_DEVIATION_H

#include <stddef.h>

#include "util/buf.h"

enum deviation_kind {
	DEVIATION_SAME,		/* in both */
	DEVIATION_ORIGINAL,	/* only in the patch as it was given */
	DEVIATION_PORTED,	/* only in the port */
};

/* The word, "same", "original" or "ported". */
const char *deviation_kind_name(enum deviation_kind kind);

struct deviation_span {
	enum deviation_kind kind;
	struct buf text;	/* as in the patch: any bytes but NUL, perhaps several lines */
};

/*
 * The spans of one kind and DEVIATION_SAME, one after the other, are excerpts of
 * that side: of each file that differs a line with its path, then hunks as in a
 * diff, "@@ function" (as the original has it) and lines that begin with ' ',
 * '-' or '+'. Of what is the same, two lines around a difference are there; "..."
 * stands for more.
 */
struct deviation {
	struct deviation_span *spans;
	size_t count, alloc;
	char *note;		/* "s/timer_delete/del_timer/, adjusted context"; NULL: none */
};

/* Free what it holds; it may be used again. */
void deviation_release(struct deviation *deviation);

#endif
