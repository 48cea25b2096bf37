/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Is the machine code of two builds of the same object the same? Two relocatable
 * files of one architecture (a module, an object) are compared function by function
 * and datum by datum (code_piece.h): the bytes, and for each relocation what it points
 * at, not where that has got to. What no patch that leaves the code alone would keep is
 * told apart: line numbers, in the bug table and in __LINE__ of the code.
 *
 * "Identical" is only said of what was compared to the last byte; an address
 * that cannot be told (a constant without a name that has moved) counts as
 * another. Left out are debug information, notes, and the tables that objtool
 * derives from the code.
 */
#ifndef KERNEL_CODE_H
#define KERNEL_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/error.h"

enum code_is {
	CODE_IDENTICAL,
	CODE_LINES,		/* but for line numbers */
	CODE_DIFFERS,
};

/* "identical", "lines" or "differs". */
const char *code_is_name(enum code_is is);

enum code_change_kind {
	CODE_CHANGED,
	CODE_CHANGED_LINES,
	CODE_ADDED,
	CODE_REMOVED,
};

/* "changed", "lines", "added" or "removed". */
const char *code_change_kind_name(enum code_change_kind kind);

struct code_change {
	enum code_change_kind kind;
	bool is_data;		/* else a function */
	char *name;		/* without the compiler's numbers; of a table its section's */
	char *file;		/* base name of the source that it is from; or NULL */
};

struct code_comparison {
	enum code_is is;
	struct code_change *changes;	/* by name */
	size_t count, alloc;
	char **files;		/* base names of the sources that the object is made of */
	size_t file_count, file_alloc;
};

/* Could a line number have become that one, as lines above it came or went? */
typedef bool code_line_moves_fn(uint32_t from, uint32_t to, const void *data);

/*
 * Compare the files at two paths. Errors: one that cannot be read, or is none of
 * these files (ERROR_INPUT). The caller releases *ret_comparison.
 */
int code_compare(const char *path_a, const char *path_b, code_line_moves_fn *moves,
		 const void *data, struct code_comparison *ret_comparison, struct error **err);

void code_comparison_release(struct code_comparison *comparison);
#define _cleanup_code_comparison_ __attribute__((cleanup(code_comparison_release)))

#endif
