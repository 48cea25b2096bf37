// SPDX-License-Identifier: GPL-2.0-only
/* The outcomes of tests as a person reads them, and how two states compare. */
#include <string.h>

#include "report/table.h"
#include "report/text_parts.h"
#include "result/result.h"
#include "util/alloc.h"
#include "util/text.h"

static enum style outcome_style(enum outcome outcome)
{
	if (outcome == OUTCOME_PASS)
		return STYLE_GOOD;
	return outcome == OUTCOME_SKIP ? STYLE_FAINT : STYLE_BAD;
}

static enum style comparison_style(enum comparison comparison)
{
	switch (comparison) {
	case COMPARISON_SAME:
		return STYLE_PLAIN;
	case COMPARISON_FIXED:
		return STYLE_GOOD;
	case COMPARISON_REGRESSED:
		return STYLE_BAD;
	default:
		return STYLE_DOUBT;
	}
}

static void outcome_row(struct table *table, const char *state, const size_t *outcomes)
{
	size_t total = 0;

	table_row(table);
	table_cell(table, STYLE_PLAIN, "%s", state);
	for (int o = 0; o < OUTCOME_COUNT; o++) {
		table_cell(table, outcomes[o] ? outcome_style(o) : STYLE_FAINT, "%zu", outcomes[o]);
		total += outcomes[o];
	}
	table_cell(table, STYLE_PLAIN, "%zu", total);
}

/* Tests that are not "same", each with the reason. */
static void print_differences(const struct comparison_table *c, struct out *to)
{
	static const char *const headings[] = {"COMPARISON", "TEST", "WHY", NULL};
	struct table *table;

	if (c->totals[COMPARISON_SAME] == c->count)
		return;
	table = table_new(headings, to);
	for (size_t i = 0; i < c->count; i++) {
		const struct test_row *row = &c->rows[i];

		if (row->comparison == COMPARISON_SAME)
			continue;
		table_row(table);
		table_cell(table, comparison_style(row->comparison), "%s",
			   comparison_name(row->comparison));
		table_cell(table, STYLE_PLAIN, "%s", row->test);
		table_cell(table, STYLE_PLAIN, "%s", row->reason);
	}
	table_print(table);
}

/* What did not pass, by outcome on the ported state, with each test's own words. */
static void print_not_passed(const struct comparison_table *c, struct out *to)
{
	static const char *const headings[] = {"BASE", "PORTED", "TEST", "~MESSAGE", NULL};
	struct table *table = table_new(headings, to);
	size_t shown = 0;

	for (int o = OUTCOME_FAIL; o <= OUTCOME_COUNT; o++) {
		/* Skips last: there are many, and they say the least. */
		enum outcome outcome = o == OUTCOME_COUNT ? OUTCOME_SKIP : (enum outcome)o;

		if (o == OUTCOME_SKIP)
			continue;
		for (size_t i = 0; i < c->count; i++) {
			const struct test_row *row = &c->rows[i];
			const struct test_record *r = row->ported ? row->ported : row->base;

			if (r->outcome != outcome)
				continue;
			table_row(table);
			if (row->base)
				table_cell(table, outcome_style(row->base->outcome), "%s",
					   outcome_name(row->base->outcome));
			else
				table_cell(table, STYLE_DOUBT, "-");
			if (row->ported)
				table_cell(table, outcome_style(row->ported->outcome), "%s",
					   outcome_name(row->ported->outcome));
			else
				table_cell(table, STYLE_DOUBT, "-");
			table_cell(table, STYLE_PLAIN, "%s", row->test);
			table_cell(table, STYLE_FAINT, "%s", r->message);
			shown++;
		}
	}
	if (shown)
		out_printf(to, "\n  not passed: %zu\n", shown);
	table_print(table);
}

/* Complaints of the kernel, which count even where the test passed. */
static void print_kernel_logs(const struct comparison_table *c, struct out *to)
{
	for (size_t i = 0; i < c->count; i++) {
		const struct test_row *row = &c->rows[i];
		const struct test_record *const records[] = {row->base, row->ported};
		static const char *const states[] = {"base", "ported"};

		for (int s = 0; s < 2; s++) {
			if (!records[s] || !records[s]->kernel_log[0])
				continue;
			out_printf(to, "  kernel log during %s (%s):\n", row->test, states[s]);
			text_indented(to, records[s]->kernel_log, "    ");
		}
	}
}

/* What they ran in: "npt=0: shadow paging", the engine, and the machine that it ran on. */
static void print_variant(const struct branch_result *b, size_t v,
			  const struct comparison_table *c, struct out *to)
{
	const struct variant_result *variant = &b->variants[v];
	_cleanup_free_ char *hosts = comparison_hosts(c);

	if (variant->what)
		out_printf(to, "  %s: %s\n", variant->name, variant->what);
	if (variant->engine)
		out_printf(to, "  %s\n", variant->engine);
	if (variant->accelerator)
		out_printf(to, "  %s\n", variant->accelerator);
	if (hosts)
		out_printf(to, "  on %s\n", hosts);
}

/* ", npt=0", unless there is nothing to tell apart. */
static void print_variant_name(const struct branch_result *b, size_t v, struct out *to)
{
	if (!variant_is_default(&b->variants[v]))
		out_printf(to, ", %s", b->variants[v].name);
}

static struct table *outcome_table(struct out *to)
{
	static const char *const headings[] = {"STATE", ">PASS", ">FAIL", ">SKIP", ">TIMEOUT",
					       ">CRASH", ">NOT-BUILT", ">TOTAL", NULL};

	return table_new(headings, to);
}

/* The test that one will want to see again first: a difference, else what did not pass. */
static const char *worth_repeating(const struct comparison_table *c)
{
	const char *test = NULL;

	for (size_t i = 0; i < c->count; i++) {
		const struct test_row *row = &c->rows[i];
		const struct test_record *r = row->ported ? row->ported : row->base;

		if (row->comparison == COMPARISON_REGRESSED || row->comparison == COMPARISON_FLAKY)
			return row->test;
		if (!test && r->outcome != OUTCOME_PASS && r->outcome != OUTCOME_SKIP &&
		    r->outcome != OUTCOME_NOT_BUILT)
			test = row->test;
	}
	return test ? test : c->count ? c->rows[0].test : NULL;
}

/* How to run one test again, and how to look by hand. series: NULL: base alone. */
static void print_repeat(const struct branch_result *b, const char *series, size_t v,
			 const char *test, struct out *to)
{
	const char *options = b->options ? b->options : "";

	if (!test)
		return;
	out_printf(to, "\n  again, one test: stablehand test %s%s%s --variant %s --tests %s --again %s\n",
		series ? "--series " : "--base", series ? series : "", options,
		b->variants[v].name, test, b->branch);
	out_printf(to, "  a shell in the VM: stablehand test --shell %s%s%s --variant %s %s\n",
		series ? "--series " : "--base --state base", series ? series : "", options,
		b->variants[v].name, b->branch);
}

static void print_compared(const struct branch_result *b, const struct series_result *series,
			   size_t v, struct out *to)
{
	const struct comparison_table *c = series->comparisons[v];
	struct table *table = outcome_table(to);

	out_printf(to, "\nselftests, base against ported (%s)", series->name);
	print_variant_name(b, v, to);
	out_puts(to, "\n");
	print_variant(b, v, c, to);
	outcome_row(table, "base", c->base_outcomes);
	outcome_row(table, "ported", c->ported_outcomes);
	table_print(table);
	out_puts(to, "\n  ");
	for (int i = 0; i < COMPARISON_COUNT; i++)
		if (c->totals[i] || i <= COMPARISON_FLAKY)
			out_printf(to, "%s%s %zu", i ? ", " : "", comparison_name(i), c->totals[i]);
	out_puts(to, "\n");
	print_differences(c, to);
	print_not_passed(c, to);
	print_kernel_logs(c, to);
	print_repeat(b, series->name, v, worth_repeating(c), to);
}

/* A state that was tested without another to compare it with. */
static void print_alone(const struct branch_result *b, const struct state_result *state, size_t v,
			struct out *to)
{
	const struct comparison_table *alone = &state->runs[v].alone;
	struct table *table;

	if (!alone->count)
		return;
	out_printf(to, "\nselftests, %s alone: nothing to compare it with", state->state);
	print_variant_name(b, v, to);
	out_puts(to, "\n");
	print_variant(b, v, alone, to);
	table = outcome_table(to);
	outcome_row(table, state->state,
		    state == &b->base ? alone->base_outcomes : alone->ported_outcomes);
	table_print(table);
	print_not_passed(alone, to);
	print_kernel_logs(alone, to);
	print_repeat(b, NULL, v, worth_repeating(alone), to);
}

static void print_state(const struct branch_result *b, const struct state_result *state, struct out *to)
{
	for (size_t v = 0; v < state->run_count; v++) {
		if (state->runs[v].not_run) {
			out_printf(to, "\n%s was not tested", state->state);
			print_variant_name(b, v, to);
			out_puts(to, ":\n");
			text_indented(to, state->runs[v].not_run, "  ");
		}
		print_alone(b, state, v, to);
	}
}

/* What was not tested is said as plainly as what was. */
static void print_absent(const struct branch_result *b, struct out *to)
{
	for (size_t i = 0; i < b->absent_count; i++) {
		const struct absent_variant *a = &b->absent[i];

		out_printf(to, "\n%s was not run: %s\n", a->name, a->otherwise);
		if (a->what)
			out_printf(to, "  %s: %s\n", a->name, a->what);
		out_printf(to, "  %s\n", a->reason);
	}
}

void text_tests(const struct branch_result *b, struct out *to)
{
	for (size_t i = 0; i < b->only_compiled_count; i++)
		out_printf(to, "%s  compiled, not run: %s\n", i ? "" : "\n", b->only_compiled[i]);
	print_state(b, &b->base, to);
	for (size_t s = 0; s < b->series_count; s++) {
		const struct series_result *series = &b->series[s];

		print_state(b, &series->ported, to);
		for (size_t v = 0; v < series->comparison_count; v++)
			if (series->comparisons[v])
				print_compared(b, series, v, to);
		text_behaviour(&series->behaviour, b->branch, series->name,
				      b->options, to);
		text_coverage(&series->coverage, series->name, to);
	}
	print_absent(b, to);
}
