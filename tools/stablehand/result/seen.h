/* SPDX-License-Identifier: GPL-2.0-only */
/* When something became known, and by which program. */
#ifndef RESULT_SEEN_H
#define RESULT_SEEN_H

struct seen {
	char *at;		/* UTC, "2026-11-24T17:03:59Z"; NULL: as the whole that it is part of */
	char *by;		/* "stablehand 0.1"; NULL with it */
};

/* Now, and by this program; what it held is freed. */
void seen_now(struct seen *seen);

/* Take over `whole`, unless it has a time of its own. */
void seen_inherit(struct seen *seen, const struct seen *whole);

/* Free what it holds and zero it. */
void seen_release(struct seen *seen);

#endif
