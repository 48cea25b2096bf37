/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A run of the checks over files that are changed together. gates.c drives it; a
 * check reads the gates, the code and what it declares, and reports by gate_find()
 * and nothing else.
 */
#ifndef GATES_CHECK_PARTS_H
#define GATES_CHECK_PARTS_H

#include "gates/facts_parts.h"
#include "gates/gates.h"
#include "index/records.h"
#include "syntax/locals.h"
#include "util/alloc.h"
#include "util/name_set.h"

/*
 * Opened minus closed brackets, counted twice: with the first and with the last half of
 * each #if, whose braces may differ.
 */
struct gate_balance {
	int round[2], square[2], curly[2];
	int conditions;
	int amid; /* braces alone in the first column that do not begin or end a definition */
};

struct gate_check {
	const struct gates *gates;
	const struct gate_file *files;
	size_t file_count;
	struct gate_work work;
	struct gate_chunks chunks;
	struct gate_definitions definitions;
	struct name_set declared;	/* names that the code after declares, in any file */
	struct name_set members;	/* members of structures that it defines */
	struct records *records;	/* of the branch; NULL: not known */

	/* Of gate_locals(): those of one function, kept until another one is asked for. */
	struct locals locals;
	const struct gate_chunk *locals_chunk;	/* NULL: none */
	const struct cdef *locals_function;

	/* Of what was asked last (facts_parts.h). */
	struct gate_function_words words_after, words_before;
	struct gate_file_words file_words;
	struct name_set calls;		/* "COUNT NAME PATH" of those that were looked up */
	bool built_as_gnu89, knows_makefile;
	const struct gate_file *weighed;	/* whose brackets these are; NULL: none */
	struct gate_balance weighed_before, weighed_after;

	/* Of gate_find(). */
	struct name_set told;
	struct finding_list *findings;
};

/* As the risk of gate_find(): the finding refuses. */
#define GATE_REFUSES RISK_NONE

/*
 * Report a finding at a line of the file (from 1), about a name or about none
 * (NULL). One with the same reason, path and name (without a name: the same
 * format) is reported once.
 */
void gate_find(struct gate_check *check, enum reason reason, enum risk risk, const char *path,
	       size_t line, const char *name, size_t name_len, const char *fmt, ...)
	__attribute__((format(printf, 8, 9)));

/* Does an earlier patch of the series add the name? */
bool gate_brings(const struct gate_check *check, const char *name, size_t len);

/* The locals of a function of the code after. They are the check's, valid until the next call. */
const struct locals *gate_locals(struct gate_check *check, const struct gate_chunk *chunk,
				 const struct cdef *function);

/* Is the file a program's, not the kernel's? The headers of programs are not in the tree. */
bool gate_is_of_user_space(const char *path);

/* Add the names that a code declares, and the members of its structures. */
void gate_declared(const struct gate_code *code, struct name_set *declared,
		   struct name_set *members, struct gate_work *work);

/* The checks. That of names needs gates->index. */
void gate_check_names(struct gate_check *check, const struct gate_chunk *chunk);
void gate_check_brackets(struct gate_check *check, const struct gate_chunk *chunk);
void gate_check_labels(struct gate_check *check, const struct gate_chunk *chunk);
void gate_check_locks(struct gate_check *check, const struct gate_chunk *chunk);
void gate_check_duplicates(struct gate_check *check, const struct gate_chunk *chunk);
void gate_check_statements(struct gate_check *check, const struct gate_chunk *chunk);
void gate_check_unset(struct gate_check *check, const struct gate_chunk *chunk);
void gate_check_held(struct gate_check *check, const struct gate_chunk *chunk);
void gate_check_given_back(struct gate_check *check, const struct gate_chunk *chunk);

/* Of all chunks at once. Needs gates->index and gates->read_after. */
void gate_check_users(struct gate_check *check);

/* Likewise, and gates->before: names that the change defines no more, and that are still used. */
void gate_check_removed(struct gate_check *check);

/* These need gates->index, too; the last one also gates->read. */
void gate_check_options(struct gate_check *check, const struct gate_chunk *chunk);
void gate_check_argument_types(struct gate_check *check, const struct gate_chunk *chunk);

#endif
