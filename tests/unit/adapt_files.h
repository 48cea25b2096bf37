/* SPDX-License-Identifier: GPL-2.0-only */
/* Adaptation of one file, without trees. */
#ifndef TESTS_ADAPT_FILES_H
#define TESTS_ADAPT_FILES_H

#include "unit.h"

#include "adapt/adapt.h"

/* What B becomes ("" when refused), for files and a list of the names of B's tree (or NULL). */
static inline char *adapt_rung(const char *a_old, const char *a_new, const char *b_old, const char *names,
			const struct renamings *renamings, enum rung *ret_rung)
{
	_cleanup_adapt_result_ struct adapt_result result = { 0 };
	_cleanup_error_ struct error *err = NULL;
	_cleanup_symbol_index_ struct symbol_index *index =
		names ? symbol_index_of_names(names, strlen(names)) : NULL;
	struct adapt_tree tree = { .index = index };
	struct adapt_options options = {
		.a_old = { a_old, strlen(a_old) },
		.a_new = { a_new, strlen(a_new) },
		.b_old = { b_old, strlen(b_old) },
		.tree_b = names ? &tree : NULL,
		.renamings = renamings,
	};

	assert_works(adapt_file(&options, &result, &err), err);
	if (ret_rung)
		*ret_rung = result.adapted ? result.rung : RUNG_REFUSED;
	return xstrdup(result.adapted ? buf_str(&result.content) : "");
}

static inline void check(const char *a_old, const char *a_new, const char *b_old, const char *b_new,
		  enum rung rung)
{
	enum rung got;
	_cleanup_free_ char *made = adapt_rung(a_old, a_new, b_old, NULL, NULL, &got);

	assert_string_equal(made, b_new);
	assert_string_equal(rung_name(got), rung_name(rung));
}

#endif
