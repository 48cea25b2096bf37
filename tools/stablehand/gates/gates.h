/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What code that was ported has to fulfil, however it was placed. Files before
 * and after in the branch, bytes in, findings out. Only what the change
 * touches is read: the functions and declarations around it.
 *
 * These refuse (`refuses`):
 *  - an identifier in an added line that neither the branch has where the file
 *    could see it, nor the change or an earlier patch of the series brings;
 *  - an #include <x> of a header that the branch does not have;
 *  - a call with another number of arguments than any definition takes that
 *    the file can see;
 *  - a member that its structure lacks (of a variable, or of a member in turn, when
 *    its type can be told; else any structure);
 *  - a variable that its function does not declare, but others of the file do;
 *  - brackets or #if that are not closed and were before;
 *  - a goto to a label that the function does not have;
 *  - a function that ends amid its text, however many braces there are;
 *  - statements that nobody writes: behind a jump with nothing that leads there,
 *    without effect, two on a line, declarations behind statements, a block
 *    behind what takes none, an else without its if, a variable outside of its block,
 *    an indentation that says something else, as the function did not have them
 *    before; and a structure that nothing defines. Only where the files of the
 *    change's own place are known.
 * These raise the risk:
 *  - high: a label that nothing jumps to any more; a lock held on leaving the
 *    function, or on one of several ways to a label, or taken while it is held, or
 *    given back and no longer taken, as it was not before; a
 *    reference likewise, of those that the function gave back before, and one
 *    that is given back twice;
 *    added lines that stand twice in a row; a variable declared in for (), where the
 *    branch's Makefile says gnu89 (a folder may say otherwise);
 *  - medium: a call of a function that only mentions of were found of.
 *
 * Findings that the change has in its own place, too (source_after), are left
 * out: they are what its author wrote.
 */
#ifndef GATES_GATES_H
#define GATES_GATES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "index/symbol_index.h"
#include "util/buf.h"
#include "verdict/finding.h"

/* One file; texts belong to the caller. NULL: it is not there. */
struct gate_file {
	const char *path;	/* in the branch */
	const char *before, *after;
	size_t before_len, after_len;
	/* The same where the change was made; NULL: not known. */
	const char *source_before, *source_after;
	size_t source_before_len, source_after_len;
};

struct gates {
	struct symbol_index *index;	/* of the branch before the series; NULL: not looked up */
	/* Does an earlier patch of the series bring the name? NULL: there is none. */
	bool (*brings)(const char *name, size_t len, void *data);
	/* Append a file of the branch; false: it cannot. NULL: none can be read. */
	bool (*read)(const char *path, struct buf *text, void *data);
	void *data;
};

/* Check files that are changed together. The caller releases *ret_findings. */
void gates_check(const struct gates *gates, const struct gate_file *files, size_t count,
		 struct finding_list *ret_findings);

#endif
