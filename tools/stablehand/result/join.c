// SPDX-License-Identifier: GPL-2.0-only
#include "result/join.h"

#include <string.h>

#include "util/alloc.h"

static size_t find_row(const struct result *result, const struct result_row *row)
{
	size_t i = 0;

	while (i < result->row_count && (strcmp(result->rows[i].series, row->series) ||
					 strcmp(result->rows[i].name, row->name)))
		i++;
	return i;
}

static void grow_wanted(struct result *result, size_t from, size_t to)
{
	for (size_t b = 0; b < result->count; b++) {
		bool *wanted = xcalloc(to + 1, sizeof(*wanted));

		if (!result->branches[b].wanted) {
			free(wanted);
			continue;
		}
		memcpy(wanted, result->branches[b].wanted, from * sizeof(*wanted));
		free(result->branches[b].wanted);
		result->branches[b].wanted = wanted;
	}
}

/* The rows of `more` join those of `whole`; *ret_at, allocated, is where each got to. */
static void join_rows(struct result *whole, struct result *more, size_t **ret_at)
{
	size_t *at = xcalloc(more->row_count + 1, sizeof(*at)), before = whole->row_count;

	for (size_t i = 0; i < more->row_count; i++) {
		struct result_row *row = &more->rows[i];

		at[i] = find_row(whole, row);
		if (at[i] == whole->row_count) {
			*ARRAY_ADD(whole->rows, whole->row_count, whole->row_alloc) =
				(struct result_row){
					.number = row->number,
					.series = xstrdup(row->series),
					.name = xstrdup(row->name),
				};
		}
		if (!whole->rows[at[i]].subject)
			whole->rows[at[i]].subject = TAKE_PTR(row->subject);
	}
	if (whole->row_count > before)
		grow_wanted(whole, before, whole->row_count);
	*ret_at = at;
}

void result_join(struct result *whole, struct result *more)
{
	_cleanup_free_ size_t *at = NULL;

	join_rows(whole, more, &at);
	for (size_t b = 0; b < more->count; b++) {
		struct branch_result *to = ARRAY_ADD(whole->branches, whole->count, whole->alloc);
		bool *wanted = xcalloc(whole->row_count + 1, sizeof(*wanted));

		*to = more->branches[b];
		for (size_t row = 0; to->wanted && row < more->row_count; row++)
			wanted[at[row]] |= to->wanted[row];
		free(to->wanted);
		to->wanted = wanted;
	}
	more->count = 0;
	result_release(more);
}

/* --- a part of it */

bool test_is_listed(const char *list, const char *test)
{
	const char *slash = strrchr(test, '/');

	if (!list)
		return true;
	while (*list) {
		size_t len = strcspn(list, ",");

		if ((len == strlen(test) && !strncmp(list, test, len)) ||
		    (slash && len == strlen(slash + 1) && !strncmp(list, slash + 1, len)))
			return true;
		list += len + (list[len] == ',');
	}
	return false;
}

static bool is_named(const char *wanted, const char *name)
{
	return !wanted || !strcmp(wanted, name);
}

static void filter_rows(struct result *result, const struct result_filter *filter)
{
	size_t kept = 0;

	for (size_t i = 0; i < result->row_count; i++) {
		struct result_row row = result->rows[i];

		if (!is_named(filter->series, row.series)) {
			free(row.series);
			free(row.name);
			free(row.subject);
			continue;
		}
		for (size_t b = 0; b < result->count; b++)
			if (result->branches[b].wanted)
				result->branches[b].wanted[kept] = result->branches[b].wanted[i];
		result->rows[kept++] = row;
	}
	result->row_count = kept;
}

static void filter_table(struct comparison_table *table, const struct result_filter *filter)
{
	size_t kept = 0;

	for (size_t i = 0; i < table->count; i++) {
		if (test_is_listed(filter->tests, table->rows[i].test))
			table->rows[kept++] = table->rows[i];
		else
			test_row_release(&table->rows[i]);
	}
	table->count = kept;
	comparison_count(table);
}

static void filter_cells(struct behaviour_result *b, const struct result_filter *filter)
{
	size_t kept = 0;

	for (size_t i = 0; i < b->count; i++) {
		if (!filter->only_selftests && is_named(filter->variant, b->cells[i].variant) &&
		    test_is_listed(filter->tests, b->cells[i].test))
			b->cells[kept++] = b->cells[i];
		else
			behaviour_cell_release(&b->cells[i]);
	}
	b->count = kept;
	behaviour_result_note(b);
}

static void drop_run(struct state_result *state, size_t v)
{
	if (v >= state->run_count)
		return;
	test_run_release(&state->runs[v]);
}

static void filter_runs(struct branch_result *b, const struct result_filter *filter)
{
	for (size_t v = 0; v < b->base.run_count; v++) {
		bool wanted = !filter->only_behaviour && is_named(filter->variant, b->variants[v].name);

		if (wanted)
			filter_table(&b->base.runs[v].alone, filter);
		else
			drop_run(&b->base, v);
		for (size_t i = 0; i < b->series_count; i++) {
			struct series_result *s = &b->series[i];

			if (wanted) {
				filter_table(&s->ported.runs[v].alone, filter);
				if (s->comparisons[v])
					filter_table(s->comparisons[v], filter);
			} else {
				drop_run(&s->ported, v);
				series_drop_comparison(s, v);
			}
		}
	}
}

static bool any_port(const struct branch_result *b)
{
	bool any = false;

	for (size_t i = 0; i < b->series_count; i++)
		any |= series_has_port(&b->series[i]);
	return any;
}

static void filter_series(struct branch_result *b, const struct result_filter *filter)
{
	size_t kept = 0;

	for (size_t i = 0; i < b->series_count; i++) {
		if (is_named(filter->series, b->series[i].name))
			b->series[kept++] = b->series[i];
		else
			series_result_release(&b->series[i]);
	}
	b->series_count = kept;
}

static void drop_builds(struct branch_result *b)
{
	for (size_t v = 0; v < b->base.run_count; v++)
		drop_run(&b->base, v);
	if (b->base.has_build)
		build_result_release(&b->base.build);
	b->base.has_build = false;
}

void result_filter(struct result *result, const struct result_filter *filter)
{
	filter_rows(result, filter);
	for (size_t i = 0; i < result->count; i++) {
		struct branch_result *b = &result->branches[i];

		filter_series(b, filter);
		filter_runs(b, filter);
		for (size_t s = 0; s < b->series_count; s++) {
			filter_cells(&b->series[s].behaviour, filter);
			if (filter->only_behaviour)
				coverage_result_release(&b->series[s].coverage);
		}
		if (!filter->base_too && !any_port(b))
			drop_builds(b);
	}
}
