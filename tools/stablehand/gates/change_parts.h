/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The code around a change, before and after it: what the checks look at. They
 * only read it.
 */
#ifndef GATES_CHANGE_PARTS_H
#define GATES_CHANGE_PARTS_H

#include "gates/gates.h"
#include "gates/work_parts.h"
#include "syntax/cdefs.h"

/* Lines that were changed, from 0: those of `after` replace those of `before`. */
struct gate_range {
	uint32_t first, count;
	uint32_t old_first, old_count;
	size_t start, end;		/* bytes of `after`, set by gate_chunks_add() */
};

struct gate_ranges {
	struct gate_range *items;
	size_t count, alloc;
};

/* One side of the code around a change: whole functions and declarations. */
struct gate_code {
	uint32_t first_line;		/* in the file, from 0 */
	struct ctokens tokens;		/* their lines count from first_line */
	struct cdefs defs;
	uint32_t *functions;		/* indices of defs, by name, the first of a name first */
	size_t function_count;
};

struct gate_chunk {
	const struct gate_file *file;
	struct gate_range *ranges;	/* those within it */
	size_t range_count;
	struct gate_code before, after;
};

struct gate_chunks {
	struct gate_chunk *items;
	size_t count, alloc;
};

/* Diff two texts. false: they cannot be compared (64 MiB at most). The caller frees the items. */
bool gate_ranges_read(const char *before, size_t before_len, const char *after, size_t after_len,
		      struct gate_ranges *ret_ranges);

/*
 * Tokenize the code around each range of a file, the ranges being in its order. The code
 * begins behind the last line above that begins with '}' and ends with the first one
 * below. Ranges whose code overlaps share a chunk. Tokens and file point into the caller's texts.
 */
void gate_chunks_add(struct gate_chunks *chunks, const struct gate_file *file,
		     struct gate_ranges *ranges, struct gate_work *work);

void gate_chunks_release(struct gate_chunks *chunks);

/* Is token i of the code after on an added line? */
bool gate_is_added(const struct gate_chunk *chunk, size_t i);

/* The line of token i of the code after, in its file, from 1. */
size_t gate_line_of(const struct gate_chunk *chunk, size_t i);

/* Does the change touch the definition (of the code after)? */
bool gate_touches(const struct gate_chunk *chunk, const struct cdef *def);

/* The first function of that name, or NULL. */
const struct cdef *gate_function(const struct gate_code *code, const char *name, size_t len);

#endif
