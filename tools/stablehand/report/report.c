// SPDX-License-Identifier: GPL-2.0-only
#include "report/report.h"

#include <string.h>

#include "util/alloc.h"
#include "util/buf.h"

struct branch_report *report_add(struct report *report, const char *branch)
{
	struct branch_report *b = ARRAY_ADD(report->branches, report->count, report->alloc);

	b->branch = xstrdup(branch);
	b->base.state = xstrdup("base");
	return b;
}

static void state_release(struct state_report *state)
{
	free(state->state);
	if (state->has_build)
		build_result_release(&state->build);
	for (size_t i = 0; i < state->run_count; i++) {
		free(state->runs[i].run_key);
		free(state->runs[i].made_by);
		comparison_release(&state->runs[i].alone);
		attempts_release(&state->runs[i].attempts);
		free(state->runs[i].not_run);
	}
	free(state->runs);
	for (size_t i = 0; i < state->not_built_count; i++)
		free(state->not_built[i]);
	free(state->not_built);
	for (size_t i = 0; i < state->new_warning_count; i++)
		free(state->new_warnings[i]);
	free(state->new_warnings);
	code_report_release(&state->code);
}

static void drop_comparison(struct comparison_table **comparison)
{
	if (*comparison)
		comparison_release(*comparison);
	free(*comparison);
	*comparison = NULL;
}

static void series_release(struct series_report *series)
{
	for (size_t i = 0; i < series->comparison_count; i++)
		drop_comparison(&series->comparisons[i]);
	free(series->comparisons);
	behaviour_report_release(&series->behaviour);
	state_release(&series->ported);
	code_sizes_release(&series->sizes);
	check_report_release(&series->check);
	steps_report_release(&series->steps);
	coverage_report_release(&series->coverage);
	port_result_release(&series->port);
	for (char **path = series->written; path && *path; path++)
		free(*path);
	free(series->written);
}

void report_release(struct report *report)
{
	for (size_t i = 0; i < report->count; i++) {
		struct branch_report *b = &report->branches[i];

		for (size_t s = 0; s < b->series_count; s++)
			series_release(&b->series[s]);
		free(b->series);
		state_release(&b->base);
		if (b->has_source)
			source_result_clear(&b->source);
		free(b->branch);
		free(b->options);
		free(b->eol);
		free(b->wanted);
		for (size_t v = 0; v < b->variant_count; v++) {
			free(b->variants[v].name);
			free(b->variants[v].what);
			free(b->variants[v].engine);
			free(b->variants[v].accelerator);
		}
		free(b->variants);
		for (size_t c = 0; c < b->only_compiled_count; c++)
			free(b->only_compiled[c]);
		free(b->only_compiled);
		for (size_t v = 0; v < b->absent_count; v++) {
			free(b->absent[v].name);
			free(b->absent[v].what);
			free(b->absent[v].otherwise);
			free(b->absent[v].reason);
		}
		free(b->absent);
		error_clear(&b->failure);
	}
	for (size_t i = 0; i < report->row_count; i++) {
		free(report->rows[i].series);
		free(report->rows[i].name);
		free(report->rows[i].subject);
	}
	free(report->rows);
	free(report->branches);
	*report = (struct report){0};
}

void report_add_variant(struct branch_report *branch, const char *name, const char *what,
			char *engine, char *accelerator)
{
	struct variant_report *v = ARRAY_ADD(branch->variants, branch->variant_count,
					     branch->variant_alloc);

	v->name = xstrdup(name);
	v->what = xstrdup(what);
	v->engine = engine;
	v->accelerator = accelerator;
}

void report_add_absent(struct branch_report *branch, const char *name, const char *what,
		       const char *otherwise, const char *reason)
{
	struct absent_variant *a;

	for (size_t i = 0; i < branch->absent_count; i++)
		if (!strcmp(branch->absent[i].name, name))
			return;
	a = ARRAY_ADD(branch->absent, branch->absent_count, branch->absent_alloc);
	a->name = xstrdup(name);
	a->what = xstrdup(what);
	a->otherwise = xstrdup(otherwise);
	a->reason = xstrdup(reason);
}

static void make_runs(struct state_report *state, size_t count)
{
	state->runs = xcalloc(count + 1, sizeof(*state->runs));
	state->run_count = count;
}

void report_make_runs(struct branch_report *branch)
{
	size_t count = branch->variant_count;

	make_runs(&branch->base, count);
	for (size_t i = 0; i < branch->series_count; i++) {
		struct series_report *series = &branch->series[i];

		make_runs(&series->ported, count);
		series->comparisons = xcalloc(count + 1, sizeof(*series->comparisons));
		series->comparison_count = count;
	}
}

void report_drop_comparisons(struct branch_report *branch)
{
	for (size_t v = 0; v < branch->base.run_count; v++)
		comparison_release(&branch->base.runs[v].alone);
	for (size_t i = 0; i < branch->series_count; i++) {
		struct series_report *series = &branch->series[i];

		for (size_t v = 0; v < series->comparison_count; v++)
			drop_comparison(&series->comparisons[v]);
		for (size_t v = 0; v < series->ported.run_count; v++)
			comparison_release(&series->ported.runs[v].alone);
	}
}

const char *report_not_run(const struct state_report *state)
{
	for (size_t i = 0; i < state->run_count; i++)
		if (state->runs[i].not_run)
			return state->runs[i].not_run;
	return NULL;
}

static void count_state(const struct state_report *state, struct summary *summary)
{
	if (!state->has_build)
		return;
	if (state->build.status == BUILD_OK)
		summary->builds_ok++;
	else if (state->build.status == BUILD_FAILED)
		summary->builds_failed++;
	if (report_not_run(state))
		summary->untested++;
}

static void count_tests(const struct comparison_table *table, struct summary *summary)
{
	if (!table)
		return;
	summary->tests += table->count;
	summary->new_and_bad += table->new_and_bad;
	for (int c = 0; c < COMPARISON_COUNT; c++)
		summary->comparisons[c] += table->totals[c];
}

struct summary report_summary(const struct report *report)
{
	struct summary summary = {.branches = report->count};

	for (size_t i = 0; i < report->count; i++) {
		const struct branch_report *b = &report->branches[i];

		summary.not_fetched += b->not_fetched;
		if (b->failure && !(b->not_fetched && !b->named))
			summary.failures++;
		count_state(&b->base, &summary);
		for (size_t s = 0; s < b->series_count; s++) {
			const struct series_report *series = &b->series[s];

			for (size_t p = 0; p < series->port.patch_count; p++) {
				enum verdict verdict = series->port.patches[p].verdict;

				if (verdict_landed(verdict))
					summary.landed++;
				else if (verdict == VERDICT_REFUSED)
					summary.refused++;
				else
					summary.other++;
			}
			count_state(&series->ported, &summary);
			summary.steps_ok += steps_report_count(&series->steps, BUILD_OK);
			summary.steps_failed += steps_report_count(&series->steps, BUILD_FAILED);
			for (size_t v = 0; v < series->comparison_count; v++)
				count_tests(series->comparisons[v], &summary);
			for (int c = 0; c < CELL_COUNT; c++)
				summary.behaviour[c] += behaviour_report_count(&series->behaviour, c);
		}
	}
	return summary;
}

char *report_not_fetched(const struct branch_report *branch)
{
	struct buf line = {0};
	const char *at, *rest;

	if (!branch->not_fetched)
		return NULL;
	at = branch->failure->message;
	if (!strncmp(at, branch->branch, strlen(branch->branch)) &&
	    !strncmp(at + strlen(branch->branch), ": ", 2))
		at += strlen(branch->branch) + 2;
	/* With reasons, the first line only introduces them. */
	rest = strchr(at, '\n');
	for (at = rest ? rest : at; *at;) {
		size_t len;

		at += strspn(at, "\n ");
		len = strcspn(at, "\n");
		if (len)
			buf_printf(&line, "%s%.*s", line.len ? "; " : "", (int)len, at);
		at += len;
	}
	return buf_detach(&line);
}

int report_exit_code(const struct report *report)
{
	struct summary summary = report_summary(report);

	for (size_t i = 0; i < report->count; i++) {
		const struct branch_report *b = &report->branches[i];

		if (b->failure &&
		    (b->named || !b->not_fetched || summary.not_fetched == report->count))
			return error_exit_code(b->failure);
	}
	return summary.refused || summary.builds_failed || summary.steps_failed ||
	       summary.untested ||
	       summary.new_and_bad ||
	       summary.comparisons[COMPARISON_REGRESSED] || summary.behaviour[CELL_NOT_MET];
}
