/* SPDX-License-Identifier: GPL-2.0-only */
/* Tables of adaptations between two small trees: every row is tried, and those that fail are named. */
#ifndef TESTS_ADAPT_TREE_TABLE_H
#define TESTS_ADAPT_TREE_TABLE_H

#include "adapt_trees.h"

struct tree_row {
	const char *what;
	const char *a_api, *b_api;		/* declared in the header of each tree */
	const char *a_old, *a_new, *b_old;
	const char *b_new;			/* NULL: refused */
	enum rung rung;
};

static inline void check_tree_rows(const struct tree_row *rows, size_t count)
{
	size_t failed = 0;

	for (size_t i = 0; i < count; i++) {
		const struct tree_row *row = &rows[i];
		const char *expected = row->b_new ? row->b_new : "";
		enum rung rung = row->b_new ? row->rung : RUNG_REFUSED;
		_cleanup_adapt_result_ struct adapt_result result = { 0 };
		_cleanup_error_ struct error *err = NULL;
		char *dir = scratch_make(), *folders[2];
		struct adapt_tree trees[2];
		struct adapt_options options = {
			.a_old = { row->a_old, strlen(row->a_old) },
			.a_new = { row->a_new, strlen(row->a_new) },
			.b_old = { row->b_old, strlen(row->b_old) },
			.tree_a = &trees[0],
			.tree_b = &trees[1],
			.part = true,
		};
		const char *made;

		make_tree(dir, "a", row->a_api, row->a_old, &folders[0], &trees[0]);
		make_tree(dir, "b", row->b_api, row->b_old, &folders[1], &trees[1]);
		assert_works(adapt_file(&options, &result, &err), err);
		made = result.adapted ? buf_str(&result.content) : "";
		if (strcmp(made, expected) || result.rung != rung) {
			print_error("%s: %s, expected %s\n", row->what, rung_name(result.rung),
				    rung_name(rung));
			for (size_t c = 0; c < result.change_count; c++)
				print_error("change: %s\n", result.changes[c].text ?
					    result.changes[c].text : "-");
			print_error("--- made\n%s--- expected\n%s---\n", made, expected);
			failed++;
		}
		for (size_t t = 0; t < 2; t++) {
			symbol_index_free(trees[t].index);
			free(folders[t]);
		}
		scratch_remove(dir);
	}
	if (failed)
		fail_msg("%zu of %zu", failed, count);
}

#define CHECK_TREES(rows) check_tree_rows(rows, ARRAY_SIZE(rows))

#endif
