/* SPDX-License-Identifier: GPL-2.0-only */
/* The arguments of calls, or the parameters of functions, and how one list becomes another. */
#ifndef ADAPT_ARGUMENT_LISTS_H
#define ADAPT_ARGUMENT_LISTS_H

#include <stdbool.h>
#include <stddef.h>

#include "adapt/bytes.h"
#include "syntax/clex.h"

#define ARGUMENTS_MAX 16

/* Arguments or parameters: the bytes of each, and its words and operators one space apart. */
struct argument_list {
	struct adapt_bytes raw[ARGUMENTS_MAX];
	char *items[ARGUMENTS_MAX];
	size_t count;
};

/* The position of each argument of the shorter of two lists in the longer one. */
struct argument_mapping {
	size_t at[ARGUMENTS_MAX];
	size_t from, to;		/* arguments of A and B */
	struct adapt_bytes more[ARGUMENTS_MAX];	/* of B, at positions that A lacks */
};

/*
 * Read "(a, b)" at token i. false: the bracket is not closed, or there are too many arguments.
 * raw points into the tokens' text; the caller releases the list.
 */
bool arguments_read(const struct ctokens *tokens, size_t i, size_t end,
		    struct argument_list *ret_list);

void arguments_release(struct argument_list *list);
#define _cleanup_arguments_ __attribute__((cleanup(arguments_release)))

/* "int a, char *b", allocated. */
char *arguments_say(const struct argument_list *list);

/*
 * Map the shorter list (either may be) to the longer one, as a subsequence: by the whole text of
 * each argument or, with `types`, by the types of parameters. false: there is no such mapping or
 * more than one, or the lists have the same length.
 */
bool arguments_map(const struct argument_list *a, const struct argument_list *b, bool types,
		   struct argument_mapping *ret);

/*
 * Do the parameters at position k of two lists take different things: a pointer and a value, or
 * pointers to different types; for macros: parameters of different names? Function pointers and
 * numbers of different width do not count.
 */
bool arguments_differ_in_type(const struct argument_list *a, const struct argument_list *b,
			      size_t k, bool macro);

/* Do two lists of parameters have the same names, each once, in a different order? */
bool arguments_reordered(const struct argument_list *a, const struct argument_list *b);

/* Are two mappings equal, including what B has more? */
bool arguments_same_mapping(const struct argument_mapping *x, const struct argument_mapping *y);

#endif
