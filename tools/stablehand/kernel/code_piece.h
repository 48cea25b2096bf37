/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Do two pieces of machine code or data, of two object files, do the same once they are
 * linked?
 *
 * Their bytes alone do not tell: a change elsewhere in a section moves all that follows, and
 * with it every address. So a piece is walked from one relocation to the next. The bytes in
 * between must be equal, but for the distance of a jump or call within the section, which
 * the assembler has settled already: it is decoded (arch/arch.h) and must lead to the same
 * place. Of a relocation type and place must be the same, not the addend.
 *
 * Two places are the same if they are at the same offset in a symbol of the same name (the
 * compiler's numbers, ".isra.0", do not count); or, where nothing has a name there, if they
 * hold the same string, or are the same jump table of the function at hand; or if their
 * whole sections are equal to the last byte. A place that cannot be told counts as another,
 * so in doubt the answer is "differs".
 *
 * A PC-relative field counts from the end of its instruction, and how far that is depends
 * on the immediate behind it. Instead of disassembling, all distances that the architecture
 * has are tried, the same on both sides.
 *
 * Line numbers in the code (__LINE__, an immediate of four bytes) may differ by as much as
 * the change moved the lines; that is told apart.
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
