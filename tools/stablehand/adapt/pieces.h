/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The text that a change becomes in B, atom by atom: first as merged (adapt/merge.h), then
 * with names, pointers and arguments as B has them, each step writing the pieces anew.
 */
#ifndef ADAPT_PIECES_H
#define ADAPT_PIECES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "adapt/bytes.h"
#include "util/buf.h"

/* An atom of the result. Its bytes are those of a file of the input, of a rule, or kept. */
struct piece {
	struct adapt_bytes space, text;	/* white space in front of it, and itself */
	uint32_t id;			/* of the input's table; 0: none of the files has it */
	uint8_t kind, directive;	/* as in struct atom */
	bool added;			/* by the change, rather than B's own */
};

struct pieces {
	struct piece *items;
	size_t count, alloc;
	struct adapt_bytes tail;	/* white space behind the last */
	char **kept;			/* texts made on the way */
	size_t kept_count, kept_alloc;
};

/* Is piece i (false behind the end) just this text? */
bool piece_is(const struct pieces *pieces, size_t i, const char *text);

/* Put `with` in place of `count` pieces from `at` on. `with` may not be of these pieces. */
void pieces_replace(struct pieces *pieces, size_t at, size_t count, const struct piece *with,
		    size_t with_count);

/* A text for pieces to point to, which lives as long as they. Takes it over. */
struct adapt_bytes pieces_keep(struct pieces *pieces, char *text);

/* Append them as text. */
void pieces_write(const struct pieces *pieces, struct buf *text);

void pieces_release(struct pieces *pieces);
#define _cleanup_pieces_ __attribute__((cleanup(pieces_release)))

#endif
