// SPDX-License-Identifier: GPL-2.0-only
/* Which patches leave which trees as they are. */
#include "judge_fixture.h"

#include "port/apply_series.h"
#include "port/unapplied.h"

#define ONE " \tone();\n+\tnine();\n \ttwo();\n"
#define NEVER " \tnever();\n+\tnine();\n \tthere();\n"

static void remembered(void **state)
{
	_cleanup_free_ char *one_text = diff_of("a/f.c", "int f(void)", ONE);
	_cleanup_free_ char *never_text = diff_of("a/f.c", "int f(void)", NEVER);
	_cleanup_patch_ struct patch *one = patch_of("a: one", one_text);
	_cleanup_patch_ struct patch *again = patch_of("a: another title", one_text);
	_cleanup_patch_ struct patch *never = patch_of("a: never", never_text);
	git_oid one_id = unapplied_patch_id(one), again_id = unapplied_patch_id(again);
	git_oid never_id = unapplied_patch_id(never), tree, other;
	struct unapplied *unapplied = unapplied_new();

	/* What a patch does stands for it, not what it is called. */
	assert_true(git_oid_equal(&one_id, &again_id));
	assert_false(git_oid_equal(&one_id, &never_id));
	git_oid_fromstr(&tree, ID);
	git_oid_fromstr(&other, ID);
	other.id[0]++;
	assert_false(unapplied_has(unapplied, &tree, &one_id));
	unapplied_add(unapplied, &tree, &one_id);
	unapplied_add(unapplied, &tree, &one_id);
	assert_true(unapplied_has(unapplied, &tree, &again_id));
	assert_false(unapplied_has(unapplied, &tree, &never_id));
	assert_false(unapplied_has(unapplied, &other, &one_id));
	unapplied_free(unapplied);
	unapplied_free(NULL);
}

/* A source is followed the same way, whether or not it is known what does not apply to it. */
static void followed_alike(void **state)
{
	_cleanup_free_ char *one_text = diff_of("a/f.c", "int f(void)", ONE);
	_cleanup_free_ char *never_text = diff_of("a/f.c", "int f(void)", NEVER);
	_cleanup_free_ char *last_text = diff_of("a/f.c", "int f(void)",
						 " \tnine();\n-\ttwo();\n+\ttwo(2);\n \tthree();\n");
	_cleanup_patch_ struct patch *one = patch_of("a: one", one_text);
	_cleanup_patch_ struct patch *never = patch_of("a: never", never_text);
	_cleanup_patch_ struct patch *last = patch_of("a: last", last_text);
	const struct patch *const patches[] = { never, one, last };
	git_tree *here = TREE_OF({ "a/f.c", "int f(void)\n{\n\tone();\n\tnine();\n\ttwo();\n}\n" });
	git_tree *there = TREE_OF({ "a/f.c", "int f(void)\n{\n\tone();\n\ttwo();\n\tthree();\n}\n" });
	const struct adapt_source source = { .tree = *git_tree_id(there), .name = "9.9.y" };
	struct unapplied *unapplied = unapplied_new();
	git_oid never_id = unapplied_patch_id(never), one_id = unapplied_patch_id(one);
	struct adapt_series_options options = {
		.repo = store.repo, .base_tree = *git_tree_id(here), .sources = &source,
		.source_count = 1, .patches = patches, .patch_count = ARRAY_SIZE(patches),
	};
	git_oid first = { 0 };

	for (int round = 0; round < 3; round++) {
		struct adapt_series *series;
		struct apply_result applied;
		struct error *err = NULL;

		options.unapplied = round ? unapplied : NULL;
		series = adapt_series_new(&options);
		assert_works(adapt_series_apply(series, 2, git_tree_id(here), &applied, &err), err);
		assert_int_equal(applied.verdict, VERDICT_ADAPTED);
		if (!round)
			first = applied.tree;
		assert_true(git_oid_equal(&applied.tree, &first));
		apply_result_release(&applied);
		adapt_series_free(series);
		/* That which applies is applied each time. */
		assert_int_equal(unapplied_has(unapplied, &source.tree, &never_id), round > 0);
		assert_false(unapplied_has(unapplied, &source.tree, &one_id));
	}
	unapplied_free(unapplied);
	git_tree_free(here);
	git_tree_free(there);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(remembered),
		cmocka_unit_test_setup_teardown(followed_alike, store_setup, store_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
