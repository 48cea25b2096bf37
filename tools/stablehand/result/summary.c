// SPDX-License-Identifier: GPL-2.0-only
#include "result/summary.h"

static void count_state(const struct state_result *state, struct summary *summary)
{
	if (!state->has_build)
		return;
	if (state->build.status == BUILD_OK)
		summary->builds_ok++;
	else if (state->build.status == BUILD_FAILED)
		summary->builds_failed++;
	if (state_not_run(state))
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

struct summary result_summary(const struct result *result)
{
	struct summary summary = {.branches = result->count};

	for (size_t i = 0; i < result->count; i++) {
		const struct branch_result *b = &result->branches[i];

		summary.not_fetched += b->not_fetched;
		if (b->failure && !(b->not_fetched && !b->named))
			summary.failures++;
		count_state(&b->base, &summary);
		for (size_t s = 0; s < b->series_count; s++) {
			const struct series_result *series = &b->series[s];

			for (size_t p = 0; p < series->patch_count; p++) {
				enum verdict verdict = series->patches[p].verdict;

				if (verdict_landed(verdict))
					summary.landed++;
				else if (verdict == VERDICT_REFUSED)
					summary.refused++;
				else if (verdict == VERDICT_BLOCKED)
					summary.blocked++;
				else if (verdict == VERDICT_UNREADABLE)
					summary.unreadable++;
				else
					summary.other++;
			}
			count_state(&series->ported, &summary);
			summary.steps_ok += steps_result_count(&series->steps, BUILD_OK);
			summary.steps_failed += steps_result_count(&series->steps, BUILD_FAILED);
			for (size_t v = 0; v < series->comparison_count; v++)
				count_tests(series->comparisons[v], &summary);
			for (int c = 0; c < CELL_COUNT; c++)
				summary.behaviour[c] += behaviour_result_count(&series->behaviour, c);
		}
	}
	return summary;
}

int result_exit_code(const struct result *result)
{
	struct summary summary = result_summary(result);
	bool interrupted = false;

	for (size_t i = 0; i < result->count; i++) {
		const struct branch_result *b = &result->branches[i];

		interrupted |= b->interrupted;
		if (b->failure &&
		    (b->named || !b->not_fetched || summary.not_fetched == result->count))
			return error_exit_code(b->failure);
	}
	return summary.refused || summary.blocked || summary.unreadable || summary.builds_failed || summary.steps_failed ||
	       summary.untested || interrupted || summary.new_and_bad ||
	       summary.comparisons[COMPARISON_REGRESSED] || summary.behaviour[CELL_NOT_MET];
}
