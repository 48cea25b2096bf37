// SPDX-License-Identifier: GPL-2.0-only
#include "result/merge.h"

#include <string.h>

#include "util/alloc.h"

/* Give each part of what is known the time that it was seen. */
static void tell_times(struct branch_result *b)
{
	seen_inherit(&b->base.seen, &b->seen);
	for (size_t v = 0; v < b->base.run_count; v++)
		seen_inherit(&b->base.runs[v].seen, &b->seen);
	for (size_t i = 0; i < b->series_count; i++) {
		struct series_result *s = &b->series[i];

		seen_inherit(&s->ported.seen, &b->seen);
		for (size_t v = 0; v < s->ported.run_count; v++)
			seen_inherit(&s->ported.runs[v].seen, &b->seen);
		seen_inherit(&s->steps.seen, &b->seen);
		seen_inherit(&s->check.seen, &b->seen);
		seen_inherit(&s->behaviour.seen, &b->seen);
		seen_inherit(&s->coverage.seen, &b->seen);
	}
}

/* --- a state */

/* Does what was made with the build that is known still hold? */
static bool build_holds(const struct state_result *news, const struct state_result *known)
{
	return known->has_build &&
	       (!news->has_build || !strcmp(news->build.key, known->build.key));
}

/* The build, with what belongs to it, but not the runs. */
static void take_build(struct state_result *news, struct state_result *known)
{
	struct test_run *runs = news->runs;
	size_t run_count = news->run_count;
	char *state = news->state;

	if (news->has_build || !known->has_build)
		return;
	*news = *known;
	news->state = state;
	news->runs = runs;
	news->run_count = run_count;
	*known = (struct state_result){
		.state = known->state,
		.runs = known->runs,
		.run_count = known->run_count,
	};
}

/* --- boot variants */

static size_t find_variant(const struct branch_result *b, const char *name)
{
	size_t v = 0;

	while (v < b->variant_count && strcmp(b->variants[v].name, name))
		v++;
	return v;
}

static void add_run(struct state_result *state, size_t count)
{
	struct test_run *runs = xcalloc(count + 1, sizeof(*runs));

	if (state->run_count)
		memcpy(runs, state->runs, state->run_count * sizeof(*runs));
	free(state->runs);
	state->runs = runs;
	state->run_count = count;
}

/* Room for the runs and comparisons of all variants, of which the first few may be there. */
static void make_room(struct branch_result *b)
{
	add_run(&b->base, b->variant_count);
	for (size_t i = 0; i < b->series_count; i++) {
		struct series_result *s = &b->series[i];

		add_run(&s->ported, b->variant_count);
		for (size_t v = 0; v < s->comparison_count; v++)
			series_drop_comparison(s, v);
		free(s->comparisons);
		s->comparisons = xcalloc(b->variant_count + 1, sizeof(*s->comparisons));
		s->comparison_count = b->variant_count;
	}
}

/* One who was not run this time: the run that is known. */
static void take_run(struct state_result *news, size_t to, struct state_result *known, size_t from)
{
	if (from >= known->run_count || !known->runs[from].run_key || news->runs[to].run_key ||
	    news->runs[to].not_run)
		return;
	news->runs[to] = known->runs[from];
	known->runs[from] = (struct test_run){0};
}

static struct series_result *find_series(struct branch_result *b, const char *name)
{
	for (size_t i = 0; i < b->series_count; i++)
		if (!strcmp(b->series[i].name, name))
			return &b->series[i];
	return NULL;
}

/* Is it the same series, and what was made of the release the same? */
static bool is_same_port(const struct series_result *a, const struct series_result *b)
{
	return git_oid_equal(&a->base_tree, &b->base_tree) && git_oid_equal(&a->tree, &b->tree);
}

static bool ran_anything(const struct branch_result *b)
{
	bool any = false;

	for (size_t v = 0; v < b->base.run_count; v++)
		any |= b->base.runs[v].run_key != NULL;
	for (size_t i = 0; i < b->series_count; i++)
		for (size_t v = 0; v < b->series[i].ported.run_count; v++)
			any |= b->series[i].ported.runs[v].run_key != NULL;
	return any;
}

/* Variants that are known, unless the event has tested in all that there are. */
static void take_variants(struct branch_result *news, const struct branch_result *known,
			  const struct merge_scope *scope)
{
	bool all = scope->series || scope->some_variants || !ran_anything(news);

	for (size_t i = 0; all && i < known->variant_count; i++) {
		const struct variant_result *v = &known->variants[i];

		if (find_variant(news, v->name) == news->variant_count)
			branch_add_variant(news, v->name, v->what, xstrdup(v->engine),
					   xstrdup(v->accelerator));
	}
	make_room(news);
}

/* The runs of a state, when its build holds. */
static void take_runs(const struct branch_result *news, struct state_result *to,
		      const struct branch_result *known, struct state_result *from)
{
	for (size_t v = 0; v < known->variant_count; v++) {
		size_t at = find_variant(news, known->variants[v].name);

		if (at < news->variant_count)
			take_run(to, at, from, v);
	}
}

/* --- what a series has once */

static bool has_cell(const struct behaviour_result *b, const struct behaviour_cell *cell)
{
	for (size_t i = 0; i < b->count; i++)
		if (!strcmp(b->cells[i].test, cell->test) &&
		    !strcmp(b->cells[i].variant, cell->variant) &&
		    !strcmp(b->cells[i].state, cell->state))
			return true;
	return false;
}

/* Cells that the event did not look at; the notes are made of all. */
static void take_cells(struct behaviour_result *news, struct behaviour_result *known)
{
	size_t kept = 0;

	if (!news->count) {
		seen_release(&news->seen);
		*news = *known;
		*known = (struct behaviour_result){0};
		return;
	}
	for (size_t i = 0; i < known->count; i++) {
		if (has_cell(news, &known->cells[i]))
			known->cells[kept++] = known->cells[i];
		else
			*ARRAY_ADD(news->cells, news->count, news->alloc) = known->cells[i];
	}
	known->count = kept;
	behaviour_result_note(news);
}

#define TAKE(to, from)						\
	({							\
		(to) = (from);					\
		memset(&(from), 0, sizeof(from));		\
	})

static void merge_series(struct series_result *news, struct series_result *known, bool base_holds)
{
	bool holds = build_holds(&news->ported, &known->ported);

	if (!news->knows_sizes && known->knows_sizes && base_holds && holds) {
		news->knows_sizes = true;
		TAKE(news->sizes, known->sizes);
	}
	take_build(&news->ported, &known->ported);
	if (!news->steps.count)
		TAKE(news->steps, known->steps);
	if (!news->check.made)
		TAKE(news->check, known->check);
	if (!news->coverage.variant_count && holds)
		TAKE(news->coverage, known->coverage);
	take_cells(&news->behaviour, &known->behaviour);
}

/* --- rows, which are numbered alike in both */

static bool is_of(const struct result *result, size_t row, const char *series)
{
	return !strcmp(result->rows[row].series, series);
}

/* Rows of the other series, behind those that are there; each with what the branch wants of it. */
static void take_rows(struct result *news, struct result *known, const char *series)
{
	bool *wanted = xcalloc(news->row_count + known->row_count + 1, sizeof(*wanted));
	struct branch_result *b = &news->branches[0];

	if (b->wanted)
		memcpy(wanted, b->wanted, news->row_count * sizeof(*wanted));
	free(b->wanted);
	b->wanted = wanted;
	for (size_t row = 0; row < known->row_count; row++) {
		if (is_of(known, row, series))
			continue;
		wanted[news->row_count] = known->branches[0].wanted && known->branches[0].wanted[row];
		*ARRAY_ADD(news->rows, news->row_count, news->row_alloc) = known->rows[row];
		known->rows[row] = (struct result_row){.series = xstrdup(series)};
	}
}

/* All of it, its runs put in the order of the variants that there are now. */
static void take_series(struct branch_result *news, struct branch_result *known,
			struct series_result *was)
{
	struct series_result *s = ARRAY_ADD(news->series, news->series_count, news->series_alloc);
	struct state_result from = {.runs = was->ported.runs, .run_count = was->ported.run_count};

	TAKE(*s, *was);
	s->ported.runs = NULL;
	s->ported.run_count = 0;
	make_room(news);
	take_runs(news, &s->ported, known, &from);
	state_result_release(&from);
	*was = (struct series_result){.name = xstrdup("")};
}

static void take_other_series(struct result *news, struct result *known, const char *series)
{
	struct branch_result *b = &news->branches[0], *old = &known->branches[0];

	take_rows(news, known, series);
	for (size_t i = 0; i < old->series_count; i++)
		if (strcmp(old->series[i].name, series) && !find_series(b, old->series[i].name))
			take_series(b, old, &old->series[i]);
}

static bool is_same_release(const struct branch_result *a, const struct branch_result *b)
{
	return a->has_source && b->has_source &&
	       git_oid_equal(&a->source.release.commit, &b->source.release.commit);
}

void result_merge(struct result *result, struct result *old, const struct merge_scope *scope)
{
	struct branch_result *news = &result->branches[0], *known = &old->branches[0];
	bool base_holds, tested = ran_anything(news);

	if (!is_same_release(news, known))
		return;
	tell_times(known);
	/* A base that is new in any way is another one for the series that are compared with it. */
	base_holds = build_holds(&news->base, &known->base);
	take_variants(news, known, scope);
	take_build(&news->base, &known->base);
	if (base_holds)
		take_runs(news, &news->base, known, &known->base);
	for (size_t i = 0; i < news->series_count; i++) {
		struct series_result *s = &news->series[i], *was = find_series(known, s->name);
		bool holds;

		if (!was || !is_same_port(s, was))
			continue;
		holds = build_holds(&s->ported, &was->ported);
		merge_series(s, was, base_holds);
		if (holds)
			take_runs(news, &s->ported, known, &was->ported);
	}
	if (!news->only_compiled_count) {
		TAKE(news->only_compiled, known->only_compiled);
		TAKE(news->only_compiled_count, known->only_compiled_count);
		TAKE(news->only_compiled_alloc, known->only_compiled_alloc);
	}
	if (!news->absent_count && !tested) {
		TAKE(news->absent, known->absent);
		TAKE(news->absent_count, known->absent_count);
		TAKE(news->absent_alloc, known->absent_alloc);
	}
	/* Last, as their runs are of the variants that are known. */
	if (scope->series)
		take_other_series(result, old, scope->series);
}
