// SPDX-License-Identifier: GPL-2.0-only
/* Tests: their outcomes in each state, how these compare, the behaviour tests. */
#include <string.h>

#include "report/cases_parts.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/name_set.h"

/* "timeout (killed after 120 s)", of a skip its reason, "" of one that just passed. Allocated. */
static char *outcome_text(const struct test_record *r)
{
	if (r->outcome == OUTCOME_PASS)
		return xstrdup(*r->kernel_log ? "pass, but the kernel complains" : "");
	if (r->outcome == OUTCOME_SKIP && *r->message)
		return xstrdup(r->message);
	if (!*r->message)
		return xstrdup(outcome_name(r->outcome));
	return xasprintf("%s (%s)", outcome_name(r->outcome), r->message);
}

static void add_record(const struct test_row *row, bool of_base, struct report_suite *suite)
{
	const struct test_record *r = of_base ? row->base : row->ported;
	_cleanup_free_ char *message = outcome_text(r);
	_cleanup_buf_ struct buf detail = {0};
	struct report_case *c;

	if (!of_base && *row->reason)
		buf_printf(&detail, "base against ported: %s: %s\n",
			   comparison_name(row->comparison), row->reason);
	if (*r->kernel_log)
		buf_printf(&detail, "kernel log during the test:\n%s", r->kernel_log);
	c = suite_add(suite, row->test, case_status_of(r->outcome), r->seconds, message,
		      buf_str(&detail));
	c->cause = r->outcome == OUTCOME_TIMEOUT   ? CAUSE_TIMEOUT :
		   r->outcome == OUTCOME_NOT_BUILT ? CAUSE_NOT_BUILT :
						     CAUSE_OTHER;
	if (row->base && row->ported && !of_base)
		c->compared = comparison_name(row->comparison);
}

/* The records of one side of a table, each test once over all tables. */
static void add_records(const struct comparison_table *table, bool of_base, struct name_set *told,
			struct report_suite *suite)
{
	for (size_t i = 0; table && i < table->count; i++) {
		const struct test_row *row = &table->rows[i];

		if ((of_base ? row->base : row->ported) &&
		    name_set_add(told, row->test, strlen(row->test)))
			add_record(row, of_base, suite);
	}
}

/* One state in one variant; series NULL: base, whose records stand in every series' tables. */
static void add_state(const struct result *result, size_t branch,
		      const struct series_result *series, size_t v, struct report_suites *to)
{
	const struct branch_result *b = &result->branches[branch];
	const struct state_result *state = series ? &series->ported : &b->base;
	const char *variant = b->variants[v].name;
	_cleanup_(name_set_release) struct name_set told = {0};
	const struct test_run *run = v < state->run_count ? &state->runs[v] : NULL;
	struct report_suite *suite;

	if (series)
		suite = suite_begin(result, branch, SUITE_STATE, run ? &run->seen : &b->seen, to,
				    series->name, state->state, variant, NULL);
	else
		suite = suite_begin(result, branch, SUITE_STATE, run ? &run->seen : &b->seen, to,
				    state->state, variant, NULL);
	suite->series = series ? series->name : NULL;
	suite->state = state->state;
	suite->variant = variant;
	if (run && run->not_run)
		suite_add(suite, "(tests)", CASE_ERROR, 0, run->not_run, run->not_run)->cause =
			CAUSE_NOT_RUN;
	for (size_t s = 0; s < b->series_count; s++) {
		const struct series_result *of = &b->series[s];

		if ((!series || series == of) && v < of->comparison_count)
			add_records(of->comparisons[v], !series, &told, suite);
	}
	if (run)
		add_records(&run->alone, !series, &told, suite);
	suite_end(to);
}

static enum case_status compared_status(const struct test_row *row)
{
	switch (row->comparison) {
	case COMPARISON_SAME:
	case COMPARISON_FIXED:
		return CASE_PASSED;
	case COMPARISON_REGRESSED:
		return CASE_FAILED;
	default:
		break;
	}
	/* A test that only ported has, and that does not pass there. */
	if (!row->base && row->ported && case_status_of(row->ported->outcome) != CASE_PASSED &&
	    case_status_of(row->ported->outcome) != CASE_SKIPPED)
		return CASE_FAILED;
	return CASE_SKIPPED;
}

static void add_compared(const struct result *result, size_t branch,
			 const struct series_result *series, size_t v, struct report_suites *to)
{
	const struct comparison_table *table = series->comparisons[v];
	const struct state_result *ported = &series->ported;
	const char *variant = result->branches[branch].variants[v].name;
	struct report_suite *suite;

	if (!table)
		return;
	suite = suite_begin(result, branch, SUITE_COMPARED,
			    v < ported->run_count ? &ported->runs[v].seen : &ported->seen, to,
			    series->name, "compared", variant, NULL);
	suite->series = series->name;
	suite->variant = variant;
	for (size_t i = 0; i < table->count; i++) {
		const struct test_row *row = &table->rows[i];
		_cleanup_free_ char *message = NULL;

		if (row->comparison != COMPARISON_SAME)
			message = xasprintf("%s: %s", comparison_name(row->comparison), row->reason);
		suite_add(suite, row->test, compared_status(row), 0, message,
			  row->ported ? row->ported->kernel_log : NULL);
	}
	suite_end(to);
}

/* --- behaviour */

static enum case_status cell_status(enum cell_result result)
{
	return result == CELL_MET ? CASE_PASSED : result == CELL_NOT_MET ? CASE_FAILED : CASE_SKIPPED;
}

static void add_cell(const struct behaviour_cell *cell, struct report_suite *suite)
{
	_cleanup_buf_ struct buf detail = {0};

	if (cell->shown)
		buf_printf(&detail, "%s\n", cell->shown);
	if (cell->kernel_log && *cell->kernel_log)
		buf_printf(&detail, "kernel log during the test:\n%s", cell->kernel_log);
	suite_add(suite, cell->test, cell_status(cell->result), 0,
		  cell->result == CELL_MET ? NULL : cell->why, buf_str(&detail));
}

/* The cells stand by test; here those of a state and a variant belong together. */
static void add_behaviour(const struct result *result, size_t branch,
			  const struct series_result *series, struct report_suites *to)
{
	const struct behaviour_result *behaviour = &series->behaviour;
	const struct behaviour_cell *cells = behaviour->cells;
	_cleanup_(name_set_release) struct name_set told = {0};

	for (size_t i = 0; i < behaviour->count; i++) {
		_cleanup_free_ char *pair = xasprintf("%s\n%s", cells[i].state, cells[i].variant);
		struct report_suite *suite;

		if (!name_set_add(&told, pair, strlen(pair)))
			continue;
		suite = suite_begin(result, branch, SUITE_BEHAVIOUR, &behaviour->seen, to,
				    series->name, "behaviour", cells[i].state, cells[i].variant,
				    NULL);
		suite->series = series->name;
		suite->state = cells[i].state;
		suite->variant = cells[i].variant;
		for (size_t k = i; k < behaviour->count; k++)
			if (!strcmp(cells[k].state, cells[i].state) &&
			    !strcmp(cells[k].variant, cells[i].variant))
				add_cell(&cells[k], suite);
	}
}

void suites_add_tests(const struct result *result, size_t branch, struct report_suites *to)
{
	const struct branch_result *b = &result->branches[branch];

	for (size_t v = 0; v < b->variant_count; v++)
		add_state(result, branch, NULL, v, to);
	for (size_t s = 0; s < b->series_count; s++) {
		const struct series_result *series = &b->series[s];

		for (size_t v = 0; v < b->variant_count; v++)
			add_state(result, branch, series, v, to);
		for (size_t v = 0; v < series->comparison_count; v++)
			add_compared(result, branch, series, v, to);
		add_behaviour(result, branch, series, to);
	}
}
