// SPDX-License-Identifier: GPL-2.0-only
/* The report as a person reads it: the answer first, then what backs it. */
#include <string.h>

#include "report/matrix.h"
#include "report/report.h"
#include "report/table.h"
#include "util/alloc.h"
#include "util/text.h"

static enum table_style outcome_style(enum outcome outcome)
{
	if (outcome == OUTCOME_PASS)
		return TABLE_GOOD;
	return outcome == OUTCOME_SKIP ? TABLE_FAINT : TABLE_BAD;
}

static enum table_style comparison_style(enum comparison comparison)
{
	switch (comparison) {
	case COMPARISON_SAME:
		return TABLE_PLAIN;
	case COMPARISON_FIXED:
		return TABLE_GOOD;
	case COMPARISON_REGRESSED:
		return TABLE_BAD;
	default:
		return TABLE_DOUBT;
	}
}

/* Text that may have several lines, each indented. */
static void print_indented(FILE *to, const char *text, const char *indent)
{
	_cleanup_free_ char *printable = text_printable(text, strlen(text), true);

	for (const char *line = printable; *line;) {
		int len = strcspn(line, "\n");

		fprintf(to, "%s%.*s\n", indent, len, line);
		line += len + (line[len] == '\n');
	}
}

static void print_evidence(FILE *to, const struct port_patch *patch)
{
	for (size_t i = 0; i < patch->evidence.count; i++) {
		const struct evidence *e = &patch->evidence.items[i];

		if (e->path && e->line)
			fprintf(to, "    %s:%zu\n", e->path, e->line);
		else if (e->path)
			fprintf(to, "    %s\n", e->path);
		print_indented(to, e->text, e->path ? "      " : "    ");
	}
}

static void print_patches(const struct series_report *series, FILE *to, bool color)
{
	static const char *const headings[] = {"VERDICT", "PATCH", "RISK", "UPSTREAM", NULL};
	struct table *table = table_new(headings, to, color);

	fprintf(to, "\n%s\n", series->port.series);
	for (size_t i = 0; i < series->port.patch_count; i++) {
		const struct port_patch *p = &series->port.patches[i];

		table_row(table);
		table_cell(table, matrix_style(p->verdict), "%s", verdict_name(p->verdict));
		table_cell(table, TABLE_PLAIN, "%s", p->subject);
		table_cell(table, p->risk == RISK_HIGH ? TABLE_BAD :
				  p->risk == RISK_MEDIUM ? TABLE_DOUBT : TABLE_FAINT,
			   "%s", p->risk == RISK_NONE ? "-" : risk_name(p->risk));
		table_cell(table, TABLE_FAINT, "%.12s%s%s", p->upstream ? p->upstream : "-",
			   p->upstream_version ? " " : "",
			   p->upstream_version ? p->upstream_version : "");
	}
	table_print(table);
	for (size_t i = 0; i < series->port.patch_count; i++)
		print_evidence(to, &series->port.patches[i]);
	for (char **path = series->written; path && *path; path++)
		fprintf(to, "  written: %s\n", *path);
}

static void print_build_row(struct table *table, const struct state_report *state)
{
	const struct build_result *build = &state->build;
	_cleanup_free_ char *took = NULL;

	if (!state->has_build)
		return;
	took = text_duration(build->seconds);
	table_row(table);
	table_cell(table, TABLE_PLAIN, "%s", state->state);
	table_cell(table,
		   build->status == BUILD_OK ? TABLE_GOOD :
		   build->status == BUILD_FAILED ? TABLE_BAD : TABLE_DOUBT,
		   "%s", build_status_name(build->status));
	table_cell(table, TABLE_PLAIN, "%s", took);
	table_cell(table, TABLE_PLAIN, "%zu", build->compiled);
	if (build->has_selftests)
		table_cell(table, TABLE_PLAIN, "%zu of %zu", build->selftests.built,
			   build->selftests.built + build->selftests.not_built);
	else
		table_cell(table, TABLE_FAINT, "-");
	table_cell(table, TABLE_FAINT, "%s%s", build->folder, build->cached ? " (kept)" : "");
}

static void print_build_details(FILE *to, const struct state_report *state)
{
	const struct build_result *build = &state->build;

	if (!state->has_build)
		return;
	for (size_t i = 0; i < build->ungranted.count; i++) {
		const struct kconfig_gap *gap = &build->ungranted.gaps[i];

		fprintf(to, "  %s: %s=%s asked for (%s:%zu), got %s\n", state->state, gap->symbol,
			gap->wanted, gap->file, gap->line, gap->got);
	}
	for (size_t i = 0; i < state->not_built_count; i++) {
		_cleanup_free_ char *path = text_printable(state->not_built[i],
							   strlen(state->not_built[i]), false);

		fprintf(to, "  not built here: %s (the tested configuration does not compile it)\n",
			path);
	}
	if (build->status != BUILD_FAILED)
		return;
	for (size_t i = 0; i < build->failing_count; i++)
		print_indented(to, build->failing[i], "  ");
	fprintf(to, "  log: %s\n", build->log);
}

static void print_builds(const struct branch_report *b, FILE *to, bool color)
{
	static const char *const headings[] = {"STATE", "BUILD", ">TIME", ">OBJECTS",
					       "SELFTESTS", "FOLDER", NULL};
	struct table *table = table_new(headings, to, color);

	fputs("\nbuilds\n", to);
	print_build_row(table, &b->base);
	for (size_t s = 0; s < b->series_count; s++)
		print_build_row(table, &b->series[s].ported);
	table_print(table);
	print_build_details(to, &b->base);
	for (size_t s = 0; s < b->series_count; s++)
		print_build_details(to, &b->series[s].ported);
}

static void outcome_row(struct table *table, const char *state, const size_t *outcomes)
{
	size_t total = 0;

	table_row(table);
	table_cell(table, TABLE_PLAIN, "%s", state);
	for (int o = 0; o < OUTCOME_COUNT; o++) {
		table_cell(table, outcomes[o] ? outcome_style(o) : TABLE_FAINT, "%zu", outcomes[o]);
		total += outcomes[o];
	}
	table_cell(table, TABLE_PLAIN, "%zu", total);
}

/* Tests that are not "same", each with the reason. */
static void print_differences(const struct comparison_table *c, FILE *to, bool color)
{
	static const char *const headings[] = {"COMPARISON", "TEST", "WHY", NULL};
	struct table *table;

	if (c->totals[COMPARISON_SAME] == c->count)
		return;
	table = table_new(headings, to, color);
	for (size_t i = 0; i < c->count; i++) {
		const struct test_row *row = &c->rows[i];

		if (row->comparison == COMPARISON_SAME)
			continue;
		table_row(table);
		table_cell(table, comparison_style(row->comparison), "%s",
			   comparison_name(row->comparison));
		table_cell(table, TABLE_PLAIN, "%s", row->test);
		table_cell(table, TABLE_PLAIN, "%s", row->reason);
	}
	table_print(table);
}

/* What did not pass, by outcome on the ported state, with each test's own words. */
static void print_not_passed(const struct comparison_table *c, FILE *to, bool color)
{
	static const char *const headings[] = {"BASE", "PORTED", "TEST", "~MESSAGE", NULL};
	struct table *table = table_new(headings, to, color);
	size_t shown = 0;

	for (int o = OUTCOME_FAIL; o <= OUTCOME_COUNT; o++) {
		/* Skips last: there are many, and they say the least. */
		enum outcome outcome = o == OUTCOME_COUNT ? OUTCOME_SKIP : (enum outcome)o;

		if (o == OUTCOME_SKIP)
			continue;
		for (size_t i = 0; i < c->count; i++) {
			const struct test_row *row = &c->rows[i];
			const struct record *r = row->ported ? row->ported : row->base;

			if (r->outcome != outcome)
				continue;
			table_row(table);
			if (row->base)
				table_cell(table, outcome_style(row->base->outcome), "%s",
					   outcome_name(row->base->outcome));
			else
				table_cell(table, TABLE_DOUBT, "-");
			if (row->ported)
				table_cell(table, outcome_style(row->ported->outcome), "%s",
					   outcome_name(row->ported->outcome));
			else
				table_cell(table, TABLE_DOUBT, "-");
			table_cell(table, TABLE_PLAIN, "%s", row->test);
			table_cell(table, TABLE_FAINT, "%s", r->message);
			shown++;
		}
	}
	if (shown)
		fprintf(to, "\n  not passed: %zu\n", shown);
	table_print(table);
}

/* Complaints of the kernel, which count even where the test passed. */
static void print_kernel_logs(const struct comparison_table *c, FILE *to)
{
	for (size_t i = 0; i < c->count; i++) {
		const struct test_row *row = &c->rows[i];
		const struct record *const records[] = {row->base, row->ported};
		static const char *const states[] = {"base", "ported"};

		for (int s = 0; s < 2; s++) {
			if (!records[s] || !records[s]->kernel_log[0])
				continue;
			fprintf(to, "  kernel log during %s (%s):\n", row->test, states[s]);
			print_indented(to, records[s]->kernel_log, "    ");
		}
	}
}

static void print_engine(const struct branch_report *b, FILE *to)
{
	if (b->engine)
		fprintf(to, "  %s\n", b->engine);
	if (b->accelerator)
		fprintf(to, "  %s\n", b->accelerator);
}

static struct table *outcome_table(FILE *to, bool color)
{
	static const char *const headings[] = {"STATE", ">PASS", ">FAIL", ">SKIP", ">TIMEOUT",
					       ">CRASH", ">NOT-BUILT", ">TOTAL", NULL};

	return table_new(headings, to, color);
}

static void print_tests(const struct branch_report *b, const struct series_report *series,
			FILE *to, bool color)
{
	const struct comparison_table *c = &series->comparison;
	struct table *table = outcome_table(to, color);

	fprintf(to, "\nselftests, base against ported (%s)\n", series->port.series);
	print_engine(b, to);
	outcome_row(table, "base", c->base_outcomes);
	outcome_row(table, "ported", c->ported_outcomes);
	table_print(table);
	fputs("\n  ", to);
	for (int i = 0; i < COMPARISON_COUNT; i++)
		if (c->totals[i] || i <= COMPARISON_FLAKY)
			fprintf(to, "%s%s %zu", i ? ", " : "", comparison_name(i), c->totals[i]);
	fputc('\n', to);
	print_differences(c, to, color);
	print_not_passed(c, to, color);
	print_kernel_logs(c, to);
}

/* A state that was tested without another to compare it with. */
static void print_alone(const struct branch_report *b, const struct state_report *state, FILE *to,
			bool color)
{
	struct table *table;

	if (!state->alone.count)
		return;
	fprintf(to, "\nselftests, %s alone: nothing to compare it with\n", state->state);
	print_engine(b, to);
	table = outcome_table(to, color);
	outcome_row(table, state->state, state->alone.base_outcomes);
	table_print(table);
	print_not_passed(&state->alone, to, color);
	print_kernel_logs(&state->alone, to);
}

static void print_not_run(const struct state_report *state, FILE *to)
{
	if (!state->not_run)
		return;
	fprintf(to, "\n%s was not tested:\n", state->state);
	print_indented(to, state->not_run, "  ");
}

static void print_branch(const struct branch_report *b, FILE *to, bool color)
{
	bool built = b->base.has_build;
	_cleanup_free_ char *why = b->named ? NULL : report_not_fetched(b), *line = NULL;

	if (why) {
		line = text_printable(why, strlen(why), false);
		fprintf(to, "%s  not fetched: %s\n", b->branch, line);
		return;
	}
	fprintf(to, "%s%s%s", color ? "\033[1m" : "", b->branch, color ? "\033[0m" : "");
	if (b->has_source)
		fprintf(to, "  %s, from %s", b->source.release.version, b->source.source);
	fputc('\n', to);
	for (size_t i = 0; b->has_source && i < b->source.tried_count; i++)
		print_indented(to, b->source.tried[i], "  passed over: ");
	for (size_t s = 0; s < b->series_count; s++) {
		print_patches(&b->series[s], to, color);
		built |= b->series[s].ported.has_build;
	}
	if (built)
		print_builds(b, to, color);
	print_not_run(&b->base, to);
	print_alone(b, &b->base, to, color);
	for (size_t s = 0; s < b->series_count; s++) {
		print_not_run(&b->series[s].ported, to);
		print_alone(b, &b->series[s].ported, to, color);
		if (b->series[s].has_comparison)
			print_tests(b, &b->series[s], to, color);
	}
	if (b->failure) {
		fputc('\n', to);
		print_indented(to, b->failure->message, "  ");
	}
}

static void print_summary(const struct report *report, FILE *to)
{
	struct summary s = report_summary(report);
	size_t open = s.comparisons[COMPARISON_UNKNOWN];

	fprintf(to, "\nsummary: %zu branch%s; patches: %zu ported, %zu refused", s.branches,
		s.branches == 1 ? "" : "es", s.landed, s.refused);
	if (s.other)
		fprintf(to, ", %zu not needed", s.other);
	if (s.builds_ok || s.builds_failed)
		fprintf(to, "; builds: %zu ok, %zu failed", s.builds_ok, s.builds_failed);
	if (s.tests)
		fprintf(to, "; tests: %zu same, %zu fixed, %zu regressed, %zu flaky",
			s.comparisons[COMPARISON_SAME], s.comparisons[COMPARISON_FIXED],
			s.comparisons[COMPARISON_REGRESSED], s.comparisons[COMPARISON_FLAKY]);
	if (open)
		fprintf(to, ", %zu open", open);
	if (s.not_fetched)
		fprintf(to, "; %zu not fetched", s.not_fetched);
	if (s.failures)
		fprintf(to, "; %zu branch%s without an answer", s.failures,
			s.failures == 1 ? "" : "es");
	fputc('\n', to);
}

/* Is there no more than a line to say of it? */
static bool is_brief(const struct branch_report *b)
{
	if (b->failure)
		return b->not_fetched && !b->named;
	return !b->series_count && !b->base.has_build && !b->base.not_run &&
	       !(b->has_source && b->source.tried_count);
}

void report_text(const struct report *report, FILE *to, bool color)
{
	for (size_t i = 0; i < report->count; i++) {
		if (i && !(is_brief(&report->branches[i - 1]) && is_brief(&report->branches[i])))
			fputc('\n', to);
		print_branch(&report->branches[i], to, color);
	}
	print_summary(report, to);
}
