// SPDX-License-Identifier: GPL-2.0-only
#include "report/page.h"

#include <string.h>

#include "report/page_names.h"
#include "report/page_parts.h"
#include "result/rows.h"
#include "util/alloc.h"

#define TESTS_MAX 2000		/* pages of tests in a site */

const struct page_test *pages_test(const struct pages *pages, const struct test_row *row)
{
	for (size_t i = 0; i < pages->test_count; i++)
		if (pages->tests[i].row == row)
			return &pages->tests[i];
	return NULL;
}

/* --- which pages there are */

static void add_table(struct pages *pages, struct name_set *taken, const struct page_test *what,
		      const struct comparison_table *table)
{
	const struct branch_result *b = &pages->result->branches[what->branch];

	for (size_t i = 0; table && i < table->count; i++) {
		const struct test_row *row = &table->rows[i];
		_cleanup_free_ char *name = NULL;
		struct page_test *test;

		if (!test_row_is_notable(row))
			continue;
		if (pages->test_count == TESTS_MAX) {
			pages->tests_left_out++;
			continue;
		}
		name = xasprintf("%s.%s.%s", what->series ? what->series->name : "base",
				 b->variants[what->variant].name, row->test);
		test = ARRAY_ADD(pages->tests, pages->test_count, pages->test_alloc);
		*test = *what;
		test->row = row;
		test->file = page_file_name(taken, name);
	}
}

static void add_tests(struct pages *pages, size_t branch)
{
	const struct branch_result *b = &pages->result->branches[branch];
	struct page_test what = {.branch = branch};
	struct name_set taken = {0};

	for (what.variant = 0; what.variant < b->base.run_count; what.variant++)
		add_table(pages, &taken, &what, &b->base.runs[what.variant].alone);
	for (size_t s = 0; s < b->series_count; s++) {
		const struct series_result *series = &b->series[s];

		what.series = series;
		for (what.variant = 0; what.variant < series->ported.run_count; what.variant++)
			add_table(pages, &taken, &what, &series->ported.runs[what.variant].alone);
		for (what.variant = 0; what.variant < series->comparison_count; what.variant++)
			add_table(pages, &taken, &what, series->comparisons[what.variant]);
	}
	name_set_release(&taken);
}

static void add_patches(struct pages *pages, size_t branch)
{
	const struct result *result = pages->result;
	struct name_set taken = {0};

	for (size_t row = 0; row < result->row_count; row++) {
		_cleanup_free_ char *name = NULL;

		if (!result_patch(result, branch, row))
			continue;
		name = xasprintf("%s-%02zu", result->rows[row].series, result->rows[row].place);
		pages->patches[branch * result->row_count + row] = page_file_name(&taken, name);
	}
	name_set_release(&taken);
}

static void pages_plan(struct pages *pages)
{
	const struct result *result = pages->result;
	struct name_set taken = {0};

	pages->branches = xcalloc(result->count + 1, sizeof(*pages->branches));
	pages->patches = xcalloc(result->count * result->row_count + 1, sizeof(*pages->patches));
	for (size_t b = 0; b < result->count; b++) {
		pages->branches[b] = page_file_name(&taken, result->branches[b].branch);
		add_patches(pages, b);
		add_tests(pages, b);
	}
	name_set_release(&taken);
}

static void pages_release(struct pages *pages)
{
	for (size_t b = 0; b < pages->result->count; b++)
		free(pages->branches[b]);
	for (size_t i = 0; i < pages->result->count * pages->result->row_count; i++)
		free(pages->patches[i]);
	for (size_t i = 0; i < pages->test_count; i++)
		free(pages->tests[i].file);
	free(pages->branches);
	free(pages->patches);
	free(pages->tests);
}

/* --- writing them */

static int write_patches(const struct pages *pages, size_t branch, struct error **err)
{
	for (size_t row = 0; row < pages->result->row_count; row++)
		if (result_patch(pages->result, branch, row) && page_patch(pages, branch, row, err))
			return -1;
	return 0;
}

static int write_all(const struct pages *pages, struct error **err)
{
	struct buf style = {.data = (char *)page_style, .len = strlen(page_style)};

	if (site_add(pages->site, "style.css", &style, err) || page_index(pages, err))
		return -1;
	for (size_t b = 0; b < pages->result->count; b++)
		if (page_branch(pages, b, err) || write_patches(pages, b, err))
			return -1;
	for (size_t i = 0; i < pages->test_count; i++)
		if (page_test(pages, &pages->tests[i], err))
			return -1;
	return site_publish(pages->site, err);
}

int page_write(const struct result *result, const struct nights *nights, const char *folder,
	       struct error **err)
{
	static const struct nights none;
	_cleanup_(site_release) struct page_site site = {0};
	struct pages pages = {.result = result, .nights = nights ? nights : &none, .site = &site};
	int rc;

	if (site_begin(folder, &site, err))
		return -1;
	pages_plan(&pages);
	rc = write_all(&pages, err);
	pages_release(&pages);
	return rc;
}
