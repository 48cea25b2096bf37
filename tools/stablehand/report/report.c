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
	free(state->run_key);
	comparison_release(&state->alone);
	attempts_release(&state->attempts);
	free(state->not_run);
	for (size_t i = 0; i < state->not_built_count; i++)
		free(state->not_built[i]);
	free(state->not_built);
}

static void series_release(struct series_report *series)
{
	if (series->has_comparison)
		comparison_release(&series->comparison);
	state_release(&series->ported);
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
		free(b->eol);
		free(b->wanted);
		free(b->engine);
		free(b->accelerator);
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

static void count_state(const struct state_report *state, struct summary *summary)
{
	if (!state->has_build)
		return;
	if (state->build.status == BUILD_OK)
		summary->builds_ok++;
	else if (state->build.status == BUILD_FAILED)
		summary->builds_failed++;
	if (state->not_run)
		summary->untested++;
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
			if (!series->has_comparison)
				continue;
			summary.tests += series->comparison.count;
			summary.new_and_bad += series->comparison.new_and_bad;
			for (int c = 0; c < COMPARISON_COUNT; c++)
				summary.comparisons[c] += series->comparison.totals[c];
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
	return summary.refused || summary.builds_failed || summary.untested ||
	       summary.new_and_bad ||
	       summary.comparisons[COMPARISON_REGRESSED];
}
