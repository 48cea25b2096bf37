// SPDX-License-Identifier: GPL-2.0-only
#include "report/delivery_text.h"

#include <stdbool.h>
#include <string.h>

#include "result/order.h"
#include "result/rows.h"
#include "util/alloc.h"
#include "util/text.h"

#define COLUMNS 70		/* those of a form's indentation are left */

static const struct series_result *find_series(const struct branch_result *branch, const char *name)
{
	for (size_t i = 0; branch && i < branch->series_count; i++)
		if (!strcmp(branch->series[i].name, name))
			return &branch->series[i];
	return NULL;
}

/* The place of a patch in its series, from 1. */
static size_t place_of(const struct result *result, size_t branch, const char *series, size_t i)
{
	return result_row_of(result, branch, series, i)->place;
}

/* "1-4 resolved, 5 refused" */
static void add_verdicts(const struct result *result, size_t branch,
			 const struct series_result *series, struct buf *ret)
{
	for (size_t i = 0, end; i < series->patch_count; i = end) {
		enum verdict verdict = series->patches[i].verdict;

		for (end = i + 1; end < series->patch_count; end++)
			if (series->patches[end].verdict != verdict)
				break;
		buf_puts(ret, i ? ", " : " ");
		if (series->patch_count > 1) {
			buf_printf(ret, "%zu", place_of(result, branch, series->name, i));
			if (end > i + 1)
				buf_printf(ret, "-%zu",
					   place_of(result, branch, series->name, end - 1));
			buf_puts(ret, " ");
		}
		buf_puts(ret, verdict_name(verdict));
	}
}

void delivery_verdicts(const struct result *result, const char *name, struct buf *ret)
{
	for (size_t i = 0; i < result->count; i++) {
		const struct branch_result *branch = &result->branches[i];
		const struct series_result *series = find_series(branch, name);

		buf_printf(ret, "%s:", branch->branch);
		if (series)
			add_verdicts(result, i, series, ret);
		else if (branch->failure)
			buf_puts(ret, branch->not_fetched ? " not looked at" : " no answer");
		else
			buf_puts(ret, " takes none of it");
		buf_puts(ret, "\n");
	}
}

/* A line, broken at blanks before the last column of a mail; what follows is indented. */
static void add_wrapped(struct buf *ret, const char *line)
{
	size_t column = 0;

	while (*line) {
		size_t len = strcspn(line, " ");

		if (column && column + 1 + len > COLUMNS) {
			buf_puts(ret, "\n ");
			column = 1;
		}
		if (column)
			buf_puts(ret, " ");
		buf_add(ret, line, len);
		column += !!column + len;
		line += len;
		line += strspn(line, " ");
	}
	buf_puts(ret, "\n");
}

static void tell_build(const struct series_result *series, struct buf *ret)
{
	const struct state_result *ported = &series->ported;
	const struct steps_result *steps = &series->steps;

	if (!ported->has_build || ported->build.status == BUILD_NOT_BUILT)
		buf_puts(ret, "not built\n");
	else
		buf_printf(
			ret, "%s: %zu files compiled, %zu new %s, %.*s\n",
			ported->build.status == BUILD_OK ? "built" : "DOES NOT BUILD",
			ported->build.compiled, ported->new_warning_count,
			ported->new_warning_count == 1 ? "warning" : "warnings",
			(int)strcspn(ported->build.toolchain ? ported->build.toolchain : "", "\n"),
			ported->build.toolchain ? ported->build.toolchain : "");
	if (steps->count)
		buf_printf(ret, "built after each patch: %zu of %zu steps build\n",
			   steps_result_count(steps, BUILD_OK), steps->count);
	else if (series->patch_count > 1)
		buf_puts(ret, "not built after each patch by itself\n");
	for (size_t i = 0; i < ported->not_built_count; i++)
		buf_printf(ret, "not compiled by the tested configuration: %s\n",
			   ported->not_built[i]);
}

static void tell_check(const struct check_comparison *check, struct buf *ret)
{
	if (!check->made)
		return;
	buf_printf(ret, "W=1%s%s in %s: %zu new messages; %zu of %zu exported checksums change\n",
		   check->sparse ? " and sparse " : "", check->sparse ? check->sparse : "",
		   check->folders, check->new_message_count, check->symbol_count, check->exported);
}

static void add_outcomes(const size_t *outcomes, struct buf *ret)
{
	bool any = false;

	for (size_t i = 0; i < OUTCOME_COUNT; i++) {
		if (!outcomes[i] || i == OUTCOME_NOT_BUILT)
			continue;
		buf_printf(ret, "%s%zu %s", any ? ", " : "", outcomes[i], outcome_name(i));
		any = true;
	}
}

/* Rows that are the same as neither state builds the test. */
static size_t alike_unbuilt(const struct comparison_table *c)
{
	size_t count = 0;

	for (size_t i = 0; i < c->count; i++)
		count += c->rows[i].comparison == COMPARISON_SAME && c->rows[i].ported &&
			 c->rows[i].ported->outcome == OUTCOME_NOT_BUILT;
	return count;
}

/* "2 of 66 tests run on base and on ported: 2 same, ..." */
static void tell_comparison(const struct comparison_table *c, const struct build_result *build,
			    struct buf *ret)
{
	size_t not_built = c->ported_outcomes[OUTCOME_NOT_BUILT], run = 0;
	_cleanup_buf_ struct buf line = { 0 };

	for (size_t i = 0; i < c->count; i++)
		run += c->rows[i].base && c->rows[i].ported &&
		       c->rows[i].ported->outcome != OUTCOME_NOT_BUILT;
	buf_printf(&line, "%zu", run);
	if (build->has_selftests && build->selftests.built >= run)
		buf_printf(&line, " of %zu tests", build->selftests.built);
	else
		buf_puts(&line, run == 1 ? " test" : " tests");
	buf_puts(&line, " run on base and on ported:");
	for (size_t i = 0; i < COMPARISON_COUNT; i++) {
		size_t count = c->totals[i] - (i == COMPARISON_SAME ? alike_unbuilt(c) : 0);

		buf_printf(&line, "%s %zu %s", i ? "," : "", count, comparison_name(i));
	}
	buf_puts(&line, "; ported: ");
	add_outcomes(c->ported_outcomes, &line);
	if (not_built)
		buf_printf(&line, "; %zu %s not build", not_built, not_built == 1 ? "does" : "do");
	add_wrapped(ret, buf_str(&line));
	for (size_t i = 0; i < c->count; i++)
		if (c->rows[i].comparison == COMPARISON_REGRESSED)
			buf_printf(ret, "regressed: %s\n", c->rows[i].test);
}

static void tell_tests(const struct branch_result *branch, const struct series_result *series,
		       const char *untested, struct buf *ret)
{
	bool any = false;

	for (size_t v = 0; v < series->comparison_count && v < branch->variant_count; v++) {
		const struct variant_result *variant = &branch->variants[v];
		_cleanup_buf_ struct buf line = { 0 };

		if (!series->comparisons[v])
			continue;
		any = true;
		buf_printf(&line, "selftests%s%s in %s%s%s:",
			   variant_is_default(variant) ? "" : ", ",
			   variant_is_default(variant) ? "" : variant->name,
			   variant->engine ? variant->engine : "a VM",
			   variant->accelerator ? ", " : "",
			   variant->accelerator ? variant->accelerator : "");
		add_wrapped(ret, buf_str(&line));
		tell_comparison(series->comparisons[v], &series->ported.build, ret);
	}
	if (!any)
		buf_puts(ret, "selftests not run\n");
	else if (untested && *untested)
		buf_printf(ret, "selftests not run in boot variants: %s\n", untested);
	if (series->behaviour.count)
		buf_printf(ret, "behaviour tests: %zu as expected, %zu not, %zu not run\n",
			   behaviour_result_count(&series->behaviour, CELL_MET),
			   behaviour_result_count(&series->behaviour, CELL_NOT_MET),
			   behaviour_result_count(&series->behaviour, CELL_NOT_RUN));
	for (size_t i = 0; i < branch->absent_count; i++)
		buf_printf(ret, "not run in %s: %s\n", branch->absent[i].name,
			   branch->absent[i].reason);
	for (size_t i = 0; i < branch->only_compiled_count; i++)
		buf_printf(ret, "only compiled: %s\n", branch->only_compiled[i]);
}

void delivery_tested(const struct branch_result *known, const char *name, const git_oid *tree,
		     const char *untested, struct buf *ret)
{
	const struct series_result *series = find_series(known, name);

	if (!series || !git_oid_equal(&series->tree, tree)) {
		buf_puts(ret, "not built and not run: nothing is kept of this tree\n");
		return;
	}
	tell_build(series, ret);
	tell_check(&series->check, ret);
	tell_tests(known, series, untested, ret);
}

/* The branches that are newer than this one; the gap may begin with one that is older still. */
static void add_gap(const struct result *result, const struct order_gap *gap, size_t branch,
		    const char *series, struct buf *ret)
{
	const struct patch_result *patch = result_patch(result, branch, gap->row);
	bool any = false;

	if (!patch || !patch->has_commit || strcmp(result->rows[gap->row].series, series))
		return;
	for (size_t k = 0; k < gap->lack_count; k++) {
		const struct order_lack *lack = &gap->lacks[k];

		if (lack->branch <= branch)
			continue;
		if (!any)
			buf_printf(ret, "%zu: newer branches", result->rows[gap->row].place);
		buf_printf(ret, "%s %s (%s, %s)", any ? "," : "",
			   result->branches[lack->branch].branch, lack->why,
			   lack->need == NEED_NEEDED ? "needed" : "need not known");
		any = true;
	}
	buf_puts(ret, any ? "\n" : "");
}

void delivery_open(const struct result *result, size_t branch, const char *name, struct buf *ret)
{
	const struct series_result *series = find_series(&result->branches[branch], name);
	struct order_gaps gaps;

	for (size_t i = 0; series && i < series->patch_count; i++) {
		const struct patch_result *patch = &series->patches[i];

		if (verdict_is_missing(patch->verdict))
			buf_printf(ret, "%zu is %s: %s\n", place_of(result, branch, name, i),
				   verdict_name(patch->verdict), patch->subject);
	}
	order_check(result, &gaps);
	for (size_t i = 0; i < gaps.count; i++)
		add_gap(result, &gaps.items[i], branch, name, ret);
	order_gaps_release(&gaps);
}
