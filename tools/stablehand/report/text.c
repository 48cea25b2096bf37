// SPDX-License-Identifier: GPL-2.0-only
/* The report as a person reads it: the answer first, then what backs it. */
#include <string.h>

#include "report/report.h"
#include "report/matrix.h"
#include "report/table.h"
#include "report/text_parts.h"
#include "result/summary.h"
#include "util/alloc.h"
#include "util/text.h"

void text_indented(struct out *to, const char *text, const char *indent)
{
	for (const char *line = text; *line;) {
		int len = strcspn(line, "\n");

		out_printf(to, "%s%.*s\n", indent, len, line);
		line += len + (line[len] == '\n');
	}
}

static void print_build_row(struct table *table, const struct state_result *state)
{
	const struct build_result *build = &state->build;
	_cleanup_free_ char *took = NULL;

	if (!state->has_build)
		return;
	took = text_duration(build->seconds);
	table_row(table);
	table_cell(table, STYLE_PLAIN, "%s", state->state);
	table_cell(table,
		   build->status == BUILD_OK ? STYLE_GOOD :
		   build->status == BUILD_FAILED ? STYLE_BAD : STYLE_DOUBT,
		   "%s", build_status_name(build->status));
	table_cell(table, STYLE_PLAIN, "%s", took);
	table_cell(table, STYLE_PLAIN, "%zu", build->compiled);
	if (build->has_selftests)
		table_cell(table, STYLE_PLAIN, "%zu of %zu", build->selftests.built,
			   build->selftests.built + build->selftests.not_built);
	else
		table_cell(table, STYLE_FAINT, "-");
	table_cell(table, STYLE_FAINT, "%s%s", build->folder, build->cached ? " (kept)" : "");
}

static void print_build_details(struct out *to, const struct state_result *state)
{
	const struct build_result *build = &state->build;

	if (!state->has_build)
		return;
	for (size_t i = 0; i < build->ungranted.count; i++) {
		const struct kconfig_gap *gap = &build->ungranted.gaps[i];

		out_printf(to, "  %s: %s=%s asked for (%s:%zu), got %s\n", state->state, gap->symbol,
			gap->wanted, gap->file, gap->line, gap->got);
	}
	for (size_t i = 0; i < state->not_built_count; i++) {
		_cleanup_free_ char *path = text_printable(state->not_built[i],
							   strlen(state->not_built[i]), false);

		out_printf(to, "  not built here: %s (the tested configuration does not compile it)\n",
			path);
	}
	for (size_t i = 0; i < state->new_warning_count; i++) {
		_cleanup_free_ char *line = text_printable(state->new_warnings[i],
							   strlen(state->new_warnings[i]), false);

		out_printf(to, "  new warning: %s\n", line);
	}
	text_code(&state->code, to);
	if (build->status != BUILD_FAILED)
		return;
	for (size_t i = 0; i < build->failing_count; i++)
		text_indented(to, build->failing[i], "  ");
	out_printf(to, "  log: %s\n", build->log);
}

/* What the series costs in code: each module of which the code is another. */
static void print_sizes(const struct series_result *series, struct out *to)
{
	static const char *const headings[] = {"MODULE", ">BASE", ">PORTED", ">BYTES MORE", NULL};
	struct table *table;

	if (!series->knows_sizes)
		return;
	out_printf(to, "\ncode of the modules, base against ported (%s)\n", series->name);
	table = table_new(headings, to);
	for (size_t i = 0; i < series->sizes.count; i++) {
		const struct code_size *size = &series->sizes.items[i];

		table_row(table);
		table_cell(table, STYLE_PLAIN, "%s", size->module);
		if (size->in_base)
			table_cell(table, STYLE_PLAIN, "%ju", (uintmax_t)size->base);
		else
			table_cell(table, STYLE_FAINT, "-");
		if (size->in_ported)
			table_cell(table, STYLE_PLAIN, "%ju", (uintmax_t)size->ported);
		else
			table_cell(table, STYLE_FAINT, "-");
		table_cell(table, STYLE_PLAIN, "%+jd",
			   (intmax_t)size->ported - (intmax_t)size->base);
	}
	table_print(table);
	out_printf(to, "  the same code: %zu other modules\n", series->sizes.same);
}

static void print_builds(const struct branch_result *b, struct out *to)
{
	static const char *const headings[] = {"STATE", "BUILD", ">TIME", ">OBJECTS",
					       "SELFTESTS", "FOLDER", NULL};
	struct table *table = table_new(headings, to);

	out_puts(to, "\nbuilds\n");
	print_build_row(table, &b->base);
	for (size_t s = 0; s < b->series_count; s++)
		print_build_row(table, &b->series[s].ported);
	table_print(table);
	print_build_details(to, &b->base);
	for (size_t s = 0; s < b->series_count; s++)
		print_build_details(to, &b->series[s].ported);
	for (size_t s = 0; s < b->series_count; s++)
		print_sizes(&b->series[s], to);
	for (size_t s = 0; s < b->series_count; s++)
		text_steps(&b->series[s].steps, b->series[s].name, to);
	for (size_t s = 0; s < b->series_count; s++)
		text_check(&b->series[s].check, b->series[s].name, to);
}

/* What was seen at another time than the verdicts. */
static void print_time(struct out *to, const struct branch_result *b, const struct seen *seen,
		       const char *what, const char *of)
{
	if (seen->at && (!b->seen.at || strcmp(seen->at, b->seen.at)))
		out_printf(to, "  as of %s, %s: %s%s%s\n", seen->at, seen->by, what, *of ? " of " : "", of);
}

static void print_times(const struct branch_result *b, struct out *to)
{
	if (b->seen.at)
		out_printf(to, "  as of %s, %s\n", b->seen.at, b->seen.by);
	print_time(to, b, &b->base.seen, "the build", "base");
	for (size_t v = 0; v < b->base.run_count; v++)
		print_time(to, b, &b->base.runs[v].seen, b->variants[v].name, "base");
	for (size_t i = 0; i < b->series_count; i++) {
		const struct series_result *s = &b->series[i];

		print_time(to, b, &s->ported.seen, "the build", s->name);
		for (size_t v = 0; v < s->ported.run_count; v++)
			print_time(to, b, &s->ported.runs[v].seen, b->variants[v].name, s->name);
		if (s->steps.count)
			print_time(to, b, &s->steps.seen, "each step", s->name);
		if (s->check.made)
			print_time(to, b, &s->check.seen, "the check", s->name);
		if (s->behaviour.count)
			print_time(to, b, &s->behaviour.seen, "behaviour", s->name);
		if (s->coverage.variant_count)
			print_time(to, b, &s->coverage.seen, "coverage", s->name);
	}
}

static void print_branch(const struct result *result, size_t branch, bool tell_times,
			 struct out *to)
{
	const struct branch_result *b = &result->branches[branch];
	bool built = b->base.has_build;
	_cleanup_free_ char *why = b->named ? NULL : branch_not_fetched(b), *line = NULL;

	if (why) {
		line = text_printable(why, strlen(why), false);
		out_printf(to, "%s  %s%s\n", b->branch, b->not_asked ? "" : "not fetched: ", line);
		return;
	}
	out_styled(to, STYLE_STRONG, "%s", b->branch);
	if (b->has_source)
		out_printf(to, "  %s, from %s", b->source.release.version,
			   b->source.source ? b->source.source : "the store");
	out_puts(to, "\n");
	if (tell_times)
		print_times(b, to);
	if (b->interrupted)
		out_printf(to, "  interrupted: stablehand run%s %s goes on from there\n",
			   b->options ? b->options : "", b->branch);
	for (size_t i = 0; b->has_source && i < b->source.tried_count; i++)
		text_indented(to, b->source.tried[i], "  passed over: ");
	for (size_t s = 0; s < b->series_count; s++) {
		text_patches(result, branch, s, to);
		built |= b->series[s].ported.has_build;
	}
	if (built)
		print_builds(b, to);
	text_tests(b, to);
	if (b->failure) {
		out_puts(to, "\n");
		text_indented(to, b->failure->message, "  ");
	}
}

/* Of the branches that were not fetched, those that nobody has asked about. */
static size_t not_asked(const struct result *result)
{
	size_t count = 0;

	for (size_t i = 0; i < result->count; i++)
		count += result->branches[i].not_asked;
	return count;
}

static void print_summary(const struct result *result, struct out *to)
{
	struct summary s = result_summary(result);
	size_t open = s.comparisons[COMPARISON_UNKNOWN], unknown = not_asked(result);

	out_printf(to, "\nsummary: %zu branch%s; patches: %zu ported, %zu refused", s.branches,
		s.branches == 1 ? "" : "es", s.landed, s.refused);
	if (s.blocked)
		out_printf(to, ", %zu blocked", s.blocked);
	if (s.unreadable)
		out_printf(to, ", %zu unreadable", s.unreadable);
	if (s.other)
		out_printf(to, ", %zu not needed", s.other);
	if (s.builds_ok || s.builds_failed)
		out_printf(to, "; builds: %zu ok, %zu failed", s.builds_ok, s.builds_failed);
	if (s.steps_ok || s.steps_failed)
		out_printf(to, "; steps: %zu ok, %zu failed", s.steps_ok, s.steps_failed);
	if (s.tests)
		out_printf(to, "; tests: %zu same, %zu fixed, %zu regressed, %zu flaky",
			s.comparisons[COMPARISON_SAME], s.comparisons[COMPARISON_FIXED],
			s.comparisons[COMPARISON_REGRESSED], s.comparisons[COMPARISON_FLAKY]);
	if (open)
		out_printf(to, ", %zu open", open);
	if (s.behaviour[CELL_MET] || s.behaviour[CELL_NOT_MET] || s.behaviour[CELL_NOT_RUN])
		out_printf(to, "; behaviour: %zu met, %zu not met, %zu not run",
			s.behaviour[CELL_MET], s.behaviour[CELL_NOT_MET],
			s.behaviour[CELL_NOT_RUN]);
	if (s.not_fetched > unknown)
		out_printf(to, "; %zu not fetched", s.not_fetched - unknown);
	if (unknown)
		out_printf(to, "; %zu not known yet", unknown);
	if (s.failures)
		out_printf(to, "; %zu branch%s without an answer", s.failures,
			s.failures == 1 ? "" : "es");
	out_puts(to, "\n");
}

/* Is there no more than a line to say of it? */
static bool is_brief(const struct branch_result *b)
{
	if (b->failure)
		return b->not_fetched && !b->named;
	return !b->series_count && !b->base.has_build && !state_not_run(&b->base) &&
	       !(b->has_source && b->source.tried_count);
}

static void print_all(const struct result *result, bool tell_times, struct out *to)
{
	for (size_t i = 0; i < result->count; i++) {
		if (i && !(is_brief(&result->branches[i - 1]) && is_brief(&result->branches[i])))
			out_puts(to, "\n");
		print_branch(result, i, tell_times, to);
	}
	matrix_unreadable(result, to);
	print_summary(result, to);
}

void report_text(const struct result *result, struct out *to)
{
	print_all(result, false, to);
}

void report_text_of_store(const struct result *result, struct out *to)
{
	print_all(result, true, to);
}
