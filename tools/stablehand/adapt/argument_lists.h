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
struct arguments {
	struct adapt_bytes raw[ARGUMENTS_MAX];
	char *items[ARGUMENTS_MAX];
	size_t count;
};

/* Where each of the shorter of two lists is in the longer one. */
struct argument_mapping {
	size_t at[ARGUMENTS_MAX];
	size_t from, to;		/* arguments of A and B */
	struct adapt_bytes more[ARGUMENTS_MAX];	/* what B has at a place that A lacks */
};

/*
 * Read "(a, b)" at token i. false: it is not closed, or has too many. The bytes
 * are those of the tokens' text; the caller releases the list.
 */
bool arguments_read(const struct ctokens *tokens, size_t i, size_t end, struct arguments *ret_list);

void arguments_release(struct arguments *list);
#define _cleanup_arguments_ __attribute__((cleanup(arguments_release)))

/* "int a, char *b", allocated. */
char *arguments_say(const struct arguments *list);

/*
 * How the shorter list (either may be) is in the longer one, in its order, by
 * the whole text of each or, of parameters, by their types. false when it is
 * not, or in several ways, or when they are of the same length.
 */
bool arguments_map(const struct arguments *a, const struct arguments *b, bool types,
		   struct argument_mapping *ret);

/*
 * Do the parameters at place k of two lists take other things: a pointer and a
 * value, or pointers to other types; of two macros: things of other names? Not told
 * of pointers to functions, and of numbers of other widths.
 */
bool arguments_differ_in_type(const struct arguments *a, const struct arguments *b, size_t k,
			      bool macro);

/* Have two lists of parameters the same names, each once, but in another order? */
bool arguments_reordered(const struct arguments *a, const struct arguments *b);

bool arguments_same_mapping(const struct argument_mapping *x, const struct argument_mapping *y);

#endif
