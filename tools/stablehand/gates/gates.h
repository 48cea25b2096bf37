/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The gates: checks that ported code has to pass, however it was placed. Files before
 * and after the change in, findings out. Only the functions and declarations that the
 * change touches are read, and only what the change brings is reported: what was so
 * before is left alone.
 *
 * These refuse (each with its code, verdict/reason.h):
 *  missing-name		an identifier in an added line that nothing the file can see
 *			declares, neither in the branch, nor in the change, nor in an earlier
 *			patch of the series; a structure that nothing defines (*)
 *  missing-header	an #include <x> of a header that the branch does not have
 *  argument-count	a call with another number of arguments than any definition takes
 *			that the file can see (medium, if an argument may be a macro)
 *			a function or macro that takes another number of arguments than before,
 *			and is called or declared with the old one anywhere in the branch; likewise
 *			a member that is a pointer to a function
 *  missing-member	a member that its structure lacks, as far as the type can be told;
 *			else one that no structure has
 *			one that a structure has no more, and that is used anywhere in the branch
 *  undeclared-variable	a variable that its function does not declare, but others of the
 *			file do
 *  unbalanced-brackets	brackets or #if that are not closed; a function that would end
 *			before its last brace
 *  missing-label	a goto to a label that the function does not have
 *  unreachable-code, no-effect, multiple-statements, declaration-after-statement,
 *  unexpected-block, else-without-if, out-of-scope, redeclaration, stray-jump,
 *  return-type, misleading-indentation
 *			statements that nobody writes (*)
 *  unset-variable	a variable that is read where nothing can have assigned it yet
 *  context-imbalance, reference-imbalance
 *			the release of what the function takes where the change was made, and
 *			neither takes nor released here before; a way out that no longer gives
 *			back by hand what all ways out gave back before (*)
 *  missing-option	CONFIG_X that is in no Kconfig file, neither in the branch nor in the change
 *  argument-type	a string for a macro that makes one of its argument, or the reverse; a
 *			pointer to const for a function that takes another one
 *  changed-type	a parameter, return value, member or callback becomes of another kind (number,
 *			structure, pointer to another one), and a use anywhere in the branch that is
 *			certain to fit the old one only
 *  (*) only where the files of the change's own place are known
 *
 * These raise the risk to high:
 *  unused-label	nothing jumps to a label any more
 *  context-imbalance	a lock that is held on return, or on some paths to a label only, or
 *			taken while it is held, or released and no longer taken
 *  reference-imbalance	likewise a reference that the function put before; one put twice
 *  duplicate-lines	added lines that appear twice in a row
 *  loop-declaration	a variable declared in for () where the branch's Makefile says gnu89
 *			(that of a folder may say otherwise)
 * And to medium:
 *  no-definition	a call of a function that only mentions were found of
 *
 * Findings that the change has in its own place, too (source_after), are left out: they
 * are what its author wrote.
 */
#ifndef GATES_GATES_H
#define GATES_GATES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "index/symbol_index.h"
#include "util/buf.h"
#include "verdict/finding.h"

/* One file; the texts are the caller's. NULL: it is not there. */
struct gate_file {
	const char *path;	/* in the branch */
	const char *before, *after;
	size_t before_len, after_len;
	/* The file before and after the change where it was made; NULL: not known. */
	const char *source_before, *source_after;
	size_t source_before_len, source_after_len;
};

struct gates {
	struct symbol_index *index;	/* of the branch before the series; NULL: not looked up */
	/*
	 * NULL, or the index of the tree before a step that is in the branch already: then `index`
	 * is that of the tree after it, where each name occurs at least where it is used. A name is
	 * missing when the tree before has none such, and nothing in the one after defines it.
	 */
	struct symbol_index *before;
	/* Does an earlier patch of the series add the name? NULL: there is none. */
	bool (*brings)(const char *name, size_t len, void *data);
	/* Append a file of the branch to the text; false: it cannot be read. NULL: none can. */
	bool (*read)(const char *path, struct buf *text, void *data);
	/* The same of a file as it is after the change. NULL: files that it leaves are not read. */
	bool (*read_after)(const char *path, struct buf *text, void *data);
	void *data;
	uint64_t *steps;	/* NULL, or what the rounds of its loops are added to */
};

/*
 * Check files that are changed together. At most 200 findings; the caller releases
 * *ret_findings. An object that the index cannot read is found by symbol_index_check().
 * Takes time in proportion to the files, but for the logarithm of a sort. false: Ctrl-C,
 * and nothing is found.
 */
bool gates_check(const struct gates *gates, const struct gate_file *files, size_t count,
		 struct finding_list *ret_findings);

/*
 * Only what the change means for the files that it leaves: who else uses what takes other
 * arguments, lost members (argument-count, missing-member) or, with gates->before, is no longer
 * defined (missing-name). Needs gates->index and gates->read_after. Arguments and value as those
 * of gates_check().
 */
bool gates_check_users(const struct gates *gates, const struct gate_file *files, size_t count,
		       struct finding_list *ret_findings);

#endif
