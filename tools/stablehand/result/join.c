// SPDX-License-Identifier: GPL-2.0-only
#include "result/join.h"

#include <string.h>

#include "util/alloc.h"
#include "util/buf.h"
#include "util/name_set.h"
#include "util/suggest.h"

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
					.place = row->place,
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

/* --- does it have what is asked for? */

/* Call each() for the name of each test that anything is known of. */
static void each_test(const struct result *result, void (*each)(const char *test, void *data),
		      void *data)
{
	for (size_t i = 0; i < result->count; i++) {
		const struct branch_result *b = &result->branches[i];

		for (size_t v = 0; v < b->base.run_count; v++)
			for (size_t t = 0; t < b->base.runs[v].alone.count; t++)
				each(b->base.runs[v].alone.rows[t].test, data);
		for (size_t j = 0; j < b->series_count; j++) {
			const struct series_result *s = &b->series[j];

			for (size_t v = 0; v < s->ported.run_count; v++)
				for (size_t t = 0; t < s->ported.runs[v].alone.count; t++)
					each(s->ported.runs[v].alone.rows[t].test, data);
			for (size_t v = 0; v < s->comparison_count; v++)
				for (size_t t = 0; s->comparisons[v] && t < s->comparisons[v]->count; t++)
					each(s->comparisons[v]->rows[t].test, data);
			for (size_t c = 0; c < s->behaviour.count; c++)
				each(s->behaviour.cells[c].test, data);
		}
	}
}

struct wanted_test {
	const char *name;
	bool found;
};

static void find_test(const char *test, void *data)
{
	struct wanted_test *wanted = data;

	wanted->found |= test_is_listed(wanted->name, test);
}

static int check_tests(const struct result *result, const char *list, struct error **err)
{
	while (*list) {
		size_t len = strcspn(list, ",");
		_cleanup_free_ char *name = xasprintf("%.*s", (int)len, list);
		struct wanted_test wanted = {.name = name};

		each_test(result, find_test, &wanted);
		if (!wanted.found)
			return error_set(err, ERROR_INPUT, "--tests %s: nothing is known of such a test",
					 name);
		list += len + (list[len] == ',');
	}
	return 0;
}

/* Add a name, once; is it the one that is wanted? */
static bool add_name(struct name_set *names, struct buf *text, const char *name,
		     struct suggestion *wanted)
{
	suggest_look(wanted, name);
	if (name_set_add(names, name, strlen(name)))
		buf_printf(text, " %s", name);
	return !strcmp(name, wanted->word);
}

/* The series of the rows. */
static bool find_series(const struct result *result, struct suggestion *wanted, struct name_set *names,
			struct buf *text)
{
	bool found = false;

	for (size_t i = 0; i < result->row_count; i++)
		found |= add_name(names, text, result->rows[i].series, wanted);
	return found;
}

static bool find_variant(const struct result *result, struct suggestion *wanted, struct name_set *names,
			 struct buf *text)
{
	bool found = false;

	for (size_t i = 0; i < result->count; i++) {
		const struct branch_result *b = &result->branches[i];

		for (size_t v = 0; v < b->variant_count; v++)
			found |= add_name(names, text, b->variants[v].name, wanted);
		for (size_t v = 0; v < b->absent_count; v++)
			found |= add_name(names, text, b->absent[v].name, wanted);
		for (size_t s = 0; s < b->series_count; s++)
			for (size_t c = 0; c < b->series[s].behaviour.count; c++)
				found |= add_name(names, text, b->series[s].behaviour.cells[c].variant,
						  wanted);
	}
	return found;
}

static int check_name(const struct result *result, const char *option, const char *what,
		      const char *wanted,
		      bool (*find)(const struct result *result, struct suggestion *wanted,
				   struct name_set *names, struct buf *text),
		      struct error **err)
{
	struct suggestion suggestion = {.word = wanted};
	struct name_set names = {0};
	_cleanup_buf_ struct buf text = {0};
	_cleanup_free_ char *meant = NULL;
	bool found = find(result, &suggestion, &names, &text);

	name_set_release(&names);
	if (found)
		return 0;
	meant = suggest_text(&suggestion);
	return error_set(err, ERROR_INPUT, "%s %s: nothing is known of such a %s%s%s%s", option, wanted,
			 what, meant, text.len ? "; there are:" : "", buf_str(&text));
}

int result_check_filter(const struct result *result, const struct result_filter *filter,
			struct error **err)
{
	bool any = false;

	for (size_t i = 0; i < result->count; i++)
		any |= !result->branches[i].not_asked;
	if (!any)
		return 0;
	if ((filter->series && check_name(result, "--series", "series", filter->series, find_series, err)) ||
	    (filter->variant &&
	     check_name(result, "--variant", "boot variant", filter->variant, find_variant, err)) ||
	    (filter->tests && check_tests(result, filter->tests, err)))
		return -1;
	return 0;
}

/* --- a part of it */

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
