/* SPDX-License-Identifier: GPL-2.0-only */
/* How a change got to its place. */
#ifndef ADAPT_RUNG_H
#define ADAPT_RUNG_H

/* From the surest to the boldest. */
enum rung {
	RUNG_EXACT,		/* same lines around it, at the same line */
	RUNG_OFFSET,		/* same lines around it, elsewhere */
	RUNG_FUNCTION,		/* in the same function, lines around it differ */
	RUNG_MOVED,		/* in another function or place, by its surroundings */
	RUNG_TOKEN,		/* changed lines differ, merged token by token */
	RUNG_SUBSTITUTION,	/* names replaced by those of B */
	RUNG_SIGNATURE,		/* calls given the arguments that B's functions take */
	RUNG_INLINED,		/* a function's code, in the functions that have it inlined */
	RUNG_REFUSED,
};

/* The word, "exact" ... "refused". */
const char *rung_name(enum rung rung);

/* The same for people, as part of a sentence. */
const char *rung_say(enum rung rung);

#endif
