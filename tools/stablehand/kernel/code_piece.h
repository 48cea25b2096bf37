/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pieces of the sections of two object files, one beside the other. Same is
 * what does the same when it is linked, wherever the linker puts what it
 * leads to; the files are parsed (code_object.h) and stay as they are.
 */
#ifndef KERNEL_CODE_PIECE_H
#define KERNEL_CODE_PIECE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/code.h"
#include "kernel/code_object.h"

/* The two that are compared, a before b, and what moved lines are (code.h). */
struct code_pair {
	struct code_object a, b;
	code_line_moves_fn *moves;
	const void *data;
};

/* A piece of a section of one of them. */
struct code_piece {
	const struct code_object *object;
	size_t section;
	uint64_t start, size;
};

static inline const struct code_section *code_piece_section(const struct code_piece *piece)
{
	return &piece->object->sections[piece->section];
}

/*
 * Are they the same? `code`: they are the pieces of whole functions, whose jumps
 * and tables may lead into themselves. Sets *lines when numbers of lines differ,
 * and only by as much as the change moved them.
 */
bool code_piece_same(const struct code_pair *pair, const struct code_piece *a,
		     const struct code_piece *b, bool code, bool *lines);

/* Have they the same name, but for the numbers that the compiler adds? */
bool code_same_plain_name(const struct code_symbol *a, const struct code_symbol *b);

/* Are the numbers in these bytes, `width` (at most 4) of them, of a line that the change moved? */
bool code_line_moved(const struct code_pair *pair, const unsigned char *x, const unsigned char *y,
		     size_t width);

#endif
