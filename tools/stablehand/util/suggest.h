/* SPDX-License-Identifier: GPL-2.0-only */
/* What somebody may have meant who mistyped a name. */
#ifndef UTIL_SUGGEST_H
#define UTIL_SUGGEST_H

#include <stddef.h>

/*
 * How many letters (bytes) have to be inserted, removed, changed or swapped with their
 * neighbour to make one of the other: the distance of Damerau and Levenshtein, without
 * edits within a swapped pair. Names longer than 63 bytes are farther than any other: 64.
 */
size_t suggest_distance(const char *a, const char *b);

/* Collects names for a word that is none of them. Zeroed, with `word` set, it is ready. */
struct suggestion {
	const char *word;
	const char *best;	/* the nearest name so far; NULL: none is near */
	size_t distance;	/* of that one */
};

/*
 * Look at one name; it must live as long as the suggestion is used. Near is what begins like
 * the word (with at least two letters), and else what differs from it by about a third of its
 * letters at most; of names that are equally near the first stays.
 */
void suggest_look(struct suggestion *suggestion, const char *name);

/* " (did you mean 'status'?)", or "". Allocated. */
char *suggest_text(const struct suggestion *suggestion);

#endif
