// SPDX-License-Identifier: GPL-2.0-only
/* In which boot variants the states of a branch were tested, to JSON and back. */
#include <string.h>

#include "result/json_parts.h"

static void variant(struct json_io *io, struct variant_result *v)
{
	io_text(io, "name", &v->name);
	io_text_or_null(io, "what", &v->what);
	io_text_or_null(io, "engine", &v->engine);
	io_text_or_null(io, "accelerator", &v->accelerator);
}

/* The index of a variant of the branch by its name. */
static bool find_variant(struct json_io *io, const struct branch_result *b, size_t *ret_index)
{
	_cleanup_free_ char *name = NULL;

	io_text(io, "variant", &name);
	for (size_t v = 0; name && v < b->variant_count; v++) {
		if (!strcmp(b->variants[v].name, name)) {
			*ret_index = v;
			return true;
		}
	}
	io_complain(io, "variant", "the branch has none of that name");
	return false;
}

/* "series" of an entry that is of base, whose is null, or of a ported state. */
static bool find_state(struct json_io *io, struct branch_result *b, struct state_result **ret_state,
		       struct series_result **ret_series)
{
	_cleanup_free_ char *name = NULL;

	io_text_or_null(io, "series", &name);
	*ret_series = name ? json_find_series(io, b, name) : NULL;
	*ret_state = *ret_series ? &(*ret_series)->ported : &b->base;
	return !*io->failed;
}

/* --- runs */

/* `compared` is told, as there may be runs of both states that were not. */
static void run(struct json_io *io, struct test_run *r, bool *compared)
{
	io_text_or_null(io, "key", &r->run_key);
	if (io_has(io, "made_by", r->made_by, false))
		io_lines(io, "made_by", &r->made_by);
	io_text_or_null(io, "not_run", &r->not_run);
	io_bool(io, "compared", compared);
	json_seen(io, &r->seen);
}

static void write_runs(struct json_list *list, struct branch_result *b, struct series_result *s,
		       size_t *index)
{
	struct state_result *state = s ? &s->ported : &b->base;

	for (size_t v = 0; v < state->run_count; v++) {
		bool compared = s && v < s->comparison_count && s->comparisons[v];
		struct json_io io;

		if (!state->runs[v].run_key && !state->runs[v].not_run)
			continue;
		io = io_item(list, (*index)++);
		io_text_or_null(&io, "series", s ? &s->name : &(char *){NULL});
		io_text(&io, "state", &state->state);
		io_text(&io, "variant", &b->variants[v].name);
		run(&io, &state->runs[v], &compared);
	}
}

static void read_run(struct json_io *io, struct branch_result *b)
{
	struct series_result *series;
	struct state_result *state;
	bool compared = false;
	size_t v;

	if (!find_state(io, b, &state, &series) || !find_variant(io, b, &v))
		return;
	if (state->runs[v].run_key || state->runs[v].not_run) {
		io_complain(io, "variant", "twice");
		return;
	}
	run(io, &state->runs[v], &compared);
	if (compared && series)
		series->comparisons[v] = xcalloc(1, sizeof(**series->comparisons));
}

static void runs(struct json_io *io, struct branch_result *b)
{
	struct json_list list = io_list(io, "runs", 0);
	size_t index = 0;

	if (!io->reading) {
		write_runs(&list, b, NULL, &index);
		for (size_t s = 0; s < b->series_count; s++)
			write_runs(&list, b, &b->series[s], &index);
		return;
	}
	for (size_t i = 0; i < list.count && !*io->failed; i++) {
		struct json_io item = io_item(&list, i);

		read_run(&item, b);
	}
}

/* --- tests */

static void record(struct json_io *io, struct test_record *r)
{
	io_enum(io, "outcome", &r->outcome, OUTCOME_COUNT - 1, outcome_name);
	io_text(io, "message", &r->message);
	io_double(io, "seconds", &r->seconds);
	io_lines(io, "kernel_log", &r->kernel_log);
	io_text(io, "log", &r->log);
	io_text_optional(io, "host", &r->host);
	io_text_optional(io, "output", &r->output);
}

static void record_or_null(struct json_io *io, const char *name, struct test_record **r)
{
	struct json_io inner;

	if (!io_has(io, name, *r, false))
		return;
	inner = io_object(io, name);
	if (io->reading)
		*r = xcalloc(1, sizeof(**r));
	record(&inner, *r);
}

/* The outcomes again, beside the name, and how long both took. */
static void write_brief(struct json_io *io, const struct test_row *row)
{
	char *base = row->base ? (char *)outcome_name(row->base->outcome) : NULL;
	char *ported = row->ported ? (char *)outcome_name(row->ported->outcome) : NULL;
	double seconds = (row->base ? row->base->seconds : 0) +
			 (row->ported ? row->ported->seconds : 0);

	io_text_or_null(io, "base", &base);
	io_text_or_null(io, "ported", &ported);
	io_double(io, "seconds", &seconds);
}

static void row(struct json_io *io, struct test_row *r)
{
	struct json_io records;

	io_text(io, "name", &r->test);
	if (!io->reading)
		write_brief(io, r);
	io_enum(io, "comparison", &r->comparison, COMPARISON_COUNT - 1, comparison_name);
	io_text(io, "reason", &r->reason);
	records = io_object(io, "records");
	record_or_null(&records, "base", &r->base);
	record_or_null(&records, "ported", &r->ported);
	if (!r->base && !r->ported)
		io_complain(io, "records", "neither base nor ported");
}

static void write_table(struct json_list *list, struct branch_result *b, struct series_result *s,
			size_t v, const struct comparison_table *table, size_t *index)
{
	for (size_t i = 0; table && i < table->count; i++) {
		struct json_io io = io_item(list, (*index)++);

		io_text_or_null(&io, "series", s ? &s->name : &(char *){NULL});
		io_text(&io, "variant", &b->variants[v].name);
		row(&io, &table->rows[i]);
	}
}

static void read_row(struct json_io *io, struct branch_result *b)
{
	struct comparison_table *table;
	struct series_result *series;
	struct state_result *state;
	size_t v;

	if (!find_state(io, b, &state, &series) || !find_variant(io, b, &v))
		return;
	table = series && series->comparisons[v] ? series->comparisons[v] : &state->runs[v].alone;
	row(io, ARRAY_ADD(table->rows, table->count, table->alloc));
}

static void write_tests(struct json_list *list, struct branch_result *b)
{
	size_t index = 0;

	for (size_t v = 0; v < b->base.run_count; v++)
		write_table(list, b, NULL, v, &b->base.runs[v].alone, &index);
	for (size_t i = 0; i < b->series_count; i++) {
		struct series_result *s = &b->series[i];

		for (size_t v = 0; v < s->ported.run_count; v++)
			write_table(list, b, s, v, &s->ported.runs[v].alone, &index);
		for (size_t v = 0; v < s->comparison_count; v++)
			write_table(list, b, s, v, s->comparisons[v], &index);
	}
}

static void count_rows(struct branch_result *b)
{
	for (size_t v = 0; v < b->variant_count; v++) {
		comparison_count(&b->base.runs[v].alone);
		for (size_t i = 0; i < b->series_count; i++) {
			comparison_count(&b->series[i].ported.runs[v].alone);
			if (b->series[i].comparisons[v])
				comparison_count(b->series[i].comparisons[v]);
		}
	}
}

void json_tests(struct json_io *io, struct branch_result *b)
{
	struct json_list list;

	io_values(io, "variants", b->variants, b->variant_count, b->variant_alloc, variant);
	if (*io->failed)
		return;
	if (io->reading)
		branch_make_runs(b);
	runs(io, b);
	list = io_list(io, "tests", 0);
	if (!io->reading) {
		write_tests(&list, b);
		return;
	}
	for (size_t i = 0; i < list.count && !*io->failed; i++) {
		struct json_io item = io_item(&list, i);

		read_row(&item, b);
	}
	/* Rows are whole, or all is dropped. */
	if (!*io->failed)
		count_rows(b);
}
