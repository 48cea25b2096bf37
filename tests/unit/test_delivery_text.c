// SPDX-License-Identifier: GPL-2.0-only
/* What a mail says of what was tested, and what was not. */
#include "unit.h"

#include "report/delivery_text.h"

#define BUILT "built: 12 files compiled, 1 new warning, gcc 12\n"

static const git_oid tree = { { 1 } }, other_tree = { { 2 } };

/* What is kept of a branch: one patch that is built, nothing run. */
static struct branch_result branch;
static struct series_result *series;

static int setup(void **state)
{
	branch = (struct branch_result){ .branch = xstrdup("6.1.y") };
	series = ARRAY_ADD(branch.series, branch.series_count, branch.series_alloc);
	series->name = xstrdup("fix");
	series->tree = tree;
	ARRAY_ADD(series->patches, series->patch_count, series->patch_alloc)->name = xstrdup("0001");
	series->ported.state = xstrdup("ported");
	series->ported.has_build = true;
	series->ported.build.status = BUILD_OK;
	series->ported.build.compiled = 12;
	series->ported.new_warning_count = 0;
	series->ported.build.toolchain = xstrdup("gcc 12\nld 2.40\n");
	*ARRAY_ADD(series->ported.new_warnings, series->ported.new_warning_count,
		   series->ported.new_warning_alloc) = xstrdup("x.c:1: warning");
	series->ported.build.has_selftests = true;
	series->ported.build.selftests.built = 66;
	return 0;
}

static int teardown(void **state)
{
	branch_result_release(&branch);
	return 0;
}

/* A variant with its comparison, which has no rows yet. */
static struct comparison_table *add_variant(const char *name)
{
	branch_add_variant(&branch, name, NULL, xstrdup("an engine"), xstrdup("tcg"));
	branch_make_runs(&branch);
	return series->comparisons[branch.variant_count - 1] =
		xcalloc(1, sizeof(struct comparison_table));
}

static struct test_record *record(enum outcome outcome)
{
	struct test_record *one = xcalloc(1, sizeof(*one));

	one->outcome = outcome;
	one->message = xstrdup("");
	one->kernel_log = xstrdup("");
	one->log = xstrdup("");
	return one;
}

static void add_row(struct comparison_table *table, const char *test, enum outcome base,
		    enum outcome ported, enum comparison comparison)
{
	*ARRAY_ADD(table->rows, table->count, table->alloc) = (struct test_row){
		.test = xstrdup(test),
		.base = record(base),
		.ported = record(ported),
		.comparison = comparison,
		.reason = xstrdup(""),
	};
}

static void assert_told(const struct branch_result *known, const git_oid *of, const char *untested,
			const char *expected)
{
	_cleanup_buf_ struct buf text = { 0 };

	delivery_tested(known, "fix", of, untested, &text);
	assert_string_equal(buf_str(&text), expected);
}

/* Of another tree, or another series, nothing is said about this one. */
static void nothing_kept(void **state)
{
	static const char nothing[] = "not built and not run: nothing is kept of this tree\n";

	assert_told(NULL, &tree, NULL, nothing);
	assert_told(&branch, &other_tree, "a", nothing);
	free(series->name);
	series->name = xstrdup("fixes");
	assert_told(&branch, &tree, NULL, nothing);
}

static void built(void **state)
{
	assert_told(&branch, &tree, "npt=0", BUILT "selftests not run\n");
	ARRAY_ADD(series->patches, series->patch_count, series->patch_alloc)->name = xstrdup("0002");
	series->ported.build.status = BUILD_FAILED;
	assert_told(&branch, &tree, NULL, "DOES NOT BUILD: 12 files compiled, 1 new warning, gcc 12\n"
		    "not built after each patch by itself\nselftests not run\n");
	series->ported.has_build = false;
	assert_told(&branch, &tree, NULL, "not built\nnot built after each patch by itself\n"
		    "selftests not run\n");
	series->ported.has_build = true;
}

static void run(void **state)
{
	struct comparison_table *table = add_variant("npt=1");

	add_row(table, "a", OUTCOME_PASS, OUTCOME_PASS, COMPARISON_SAME);
	add_row(table, "b", OUTCOME_FAIL, OUTCOME_PASS, COMPARISON_FIXED);
	add_row(table, "c", OUTCOME_PASS, OUTCOME_CRASH, COMPARISON_REGRESSED);
	add_row(table, "d", OUTCOME_NOT_BUILT, OUTCOME_NOT_BUILT, COMPARISON_SAME);
	comparison_count(table);
	assert_told(&branch, &tree, "npt=0, ept=1", BUILT "selftests, npt=1 in an engine, tcg:\n"
		    "3 of 66 tests run on base and on ported: 1 same, 1 fixed, 1 regressed,\n"
		    "  0 flaky, 0 unknown; ported: 2 pass, 1 crash; 1 does not build\n"
		    "regressed: c\nselftests not run in boot variants: npt=0, ept=1\n");
}

/* How many there are is said only where it is known. */
static void run_of_unknown(void **state)
{
	struct comparison_table *table = add_variant("default");

	series->ported.build.has_selftests = false;
	add_row(table, "a", OUTCOME_SKIP, OUTCOME_SKIP, COMPARISON_SAME);
	comparison_count(table);
	branch_add_absent(&branch, "ept=1", NULL, "only compiled", "bochs is missing");
	*ARRAY_ADD(branch.only_compiled, branch.only_compiled_count, branch.only_compiled_alloc) =
		xstrdup("vmx/tdx.c");
	assert_told(&branch, &tree, "", BUILT "selftests in an engine, tcg:\n"
		    "1 test run on base and on ported: 1 same, 0 fixed, 0 regressed, 0\n"
		    "  flaky, 0 unknown; ported: 1 skip\nnot run in ept=1: bochs is missing\n"
		    "only compiled: vmx/tdx.c\n");
}

/* One side alone compares nothing. */
static void one_side(void **state)
{
	struct comparison_table *table = add_variant("default");

	add_row(table, "a", OUTCOME_PASS, OUTCOME_PASS, COMPARISON_UNKNOWN);
	free(table->rows[0].base->message);
	free(table->rows[0].base->kernel_log);
	free(table->rows[0].base->log);
	free(TAKE_PTR(table->rows[0].base));
	comparison_count(table);
	assert_told(&branch, &tree, NULL, BUILT "selftests in an engine, tcg:\n"
		    "0 of 66 tests run on base and on ported: 0 same, 0 fixed, 0 regressed,\n"
		    "  0 flaky, 1 unknown; ported: 1 pass\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(nothing_kept, setup, teardown),
		cmocka_unit_test_setup_teardown(built, setup, teardown),
		cmocka_unit_test_setup_teardown(run, setup, teardown),
		cmocka_unit_test_setup_teardown(run_of_unknown, setup, teardown),
		cmocka_unit_test_setup_teardown(one_side, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
