/* SPDX-License-Identifier: GPL-2.0-only */
/* Tables of adaptations of one file: every row is tried, and those that fail are named. */
#ifndef TESTS_ADAPT_TABLE_H
#define TESTS_ADAPT_TABLE_H

#include "unit.h"

#include "adapt/adapt.h"

struct row {
	const char *what;		/* printed when it fails */
	const char *a_old, *a_new, *b_old;
	const char *b_new;		/* NULL: refused */
	enum rung rung;			/* of what is adapted */
	const char *names;		/* of B's tree, a line each; NULL: its names are not known
		*/
	const char *a_names;		/* likewise of A's */
};

/* B's file after the change of a row ("": refused), its rung, and what is said of its changes. */
static inline char *adapt_row(const struct row *row, const struct renamings *renamings, enum rung
	*ret_rung,
			      struct buf *said)
{
	_cleanup_adapt_result_ struct adapt_result result = { 0 };
	_cleanup_error_ struct error *err = NULL;
	_cleanup_symbol_index_ struct symbol_index *in_a =
		row->a_names ? symbol_index_of_names(row->a_names, strlen(row->a_names)) : NULL;
	_cleanup_symbol_index_ struct symbol_index *in_b =
		row->names ? symbol_index_of_names(row->names, strlen(row->names)) : NULL;
	struct adapt_tree tree_a = { .index = in_a }, tree_b = { .index = in_b };
	struct adapt_options options = {
		.a_old = { row->a_old, strlen(row->a_old) },
		.a_new = { row->a_new, strlen(row->a_new) },
		.b_old = { row->b_old, strlen(row->b_old) },
		.tree_a = in_a ? &tree_a : NULL,
		.tree_b = in_b ? &tree_b : NULL,
		.renamings = renamings,
	};

	assert_works(adapt_file(&options, &result, &err), err);
	*ret_rung = result.rung;
	for (size_t i = 0; i < result.change_count; i++)
		buf_printf(said, "change to line %zu: %s\n", result.changes[i].a_line + 1,
			   result.changes[i].text ? result.changes[i].text : "-");
	return xstrdup(result.adapted ? buf_str(&result.content) : "");
}

static inline void check_rows(const struct row *rows, size_t count, const struct renamings
	*renamings)
{
	size_t failed = 0;

	for (size_t i = 0; i < count; i++) {
		const char *expected = rows[i].b_new ? rows[i].b_new : "";
		enum rung rung = rows[i].b_new ? rows[i].rung : RUNG_REFUSED, got;
		_cleanup_buf_ struct buf said = { 0 };
		_cleanup_free_ char *made = adapt_row(&rows[i], renamings, &got, &said);

		if (!strcmp(made, expected) && got == rung)
			continue;
		print_error("%s: %s, expected %s\n%s--- made\n%s--- expected\n%s---\n",
			    rows[i].what,
			    rung_name(got), rung_name(rung), buf_str(&said), made, expected);
		failed++;
	}
	if (failed)
		fail_msg("%zu of %zu", failed, count);
}

#define CHECK_ROWS(rows) check_rows(rows, ARRAY_SIZE(rows), NULL)

#endif
