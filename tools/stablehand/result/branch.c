// SPDX-License-Identifier: GPL-2.0-only
#include "result/branch.h"

#include <string.h>

#include "util/alloc.h"
#include "util/buf.h"
#include "vm/variant.h"

void branch_add_variant(struct branch_result *branch, const char *name, const char *what,
			char *engine, char *accelerator)
{
	struct variant_result *v = ARRAY_ADD(branch->variants, branch->variant_count,
					     branch->variant_alloc);

	v->name = xstrdup(name);
	v->what = xstrdup(what);
	v->engine = engine;
	v->accelerator = accelerator;
}

bool variant_is_default(const struct variant_result *variant)
{
	return !strcmp(variant->name, VARIANT_DEFAULT);
}

void branch_add_absent(struct branch_result *branch, const char *name, const char *what,
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

static void make_state_runs(struct state_result *state, size_t count)
{
	state->runs = xcalloc(count + 1, sizeof(*state->runs));
	state->run_count = count;
}

void branch_make_runs(struct branch_result *branch)
{
	size_t count = branch->variant_count;

	make_state_runs(&branch->base, count);
	for (size_t i = 0; i < branch->series_count; i++) {
		struct series_result *series = &branch->series[i];

		make_state_runs(&series->ported, count);
		series->comparisons = xcalloc(count + 1, sizeof(*series->comparisons));
		series->comparison_count = count;
	}
}

/* The outcomes of a run that has no other to be compared with. */
static void count_alone(struct test_run *run, bool is_base)
{
	const struct attempts none = {0};

	if (run->run_key)
		comparison_make(is_base ? &run->attempts : &none, is_base ? &none : &run->attempts,
				&run->alone);
}

static void compare_variant(struct branch_result *branch, size_t v)
{
	struct test_run *base = &branch->base.runs[v];
	bool base_compared = false;

	for (size_t i = 0; i < branch->series_count; i++) {
		struct series_result *series = &branch->series[i];
		struct test_run *ported = &series->ported.runs[v];

		if (!ported->run_key || !base->run_key) {
			count_alone(ported, false);
			continue;
		}
		series->comparisons[v] = xcalloc(1, sizeof(**series->comparisons));
		comparison_make(&base->attempts, &ported->attempts, series->comparisons[v]);
		base_compared = true;
	}
	if (!base_compared)
		count_alone(base, true);
}

void branch_compare(struct branch_result *branch)
{
	branch_drop_comparisons(branch);
	for (size_t v = 0; v < branch->variant_count; v++)
		compare_variant(branch, v);
}

void branch_drop_comparisons(struct branch_result *branch)
{
	for (size_t v = 0; v < branch->base.run_count; v++)
		comparison_release(&branch->base.runs[v].alone);
	for (size_t i = 0; i < branch->series_count; i++) {
		struct series_result *series = &branch->series[i];

		for (size_t v = 0; v < series->comparison_count; v++)
			series_drop_comparison(series, v);
		for (size_t v = 0; v < series->ported.run_count; v++)
			comparison_release(&series->ported.runs[v].alone);
	}
}

char *branch_not_fetched(const struct branch_result *branch)
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

static void release_variants(struct branch_result *branch)
{
	for (size_t v = 0; v < branch->variant_count; v++) {
		free(branch->variants[v].name);
		free(branch->variants[v].what);
		free(branch->variants[v].engine);
		free(branch->variants[v].accelerator);
	}
	free(branch->variants);
	for (size_t v = 0; v < branch->absent_count; v++) {
		free(branch->absent[v].name);
		free(branch->absent[v].what);
		free(branch->absent[v].otherwise);
		free(branch->absent[v].reason);
	}
	free(branch->absent);
}

void branch_result_release(struct branch_result *branch)
{
	for (size_t s = 0; s < branch->series_count; s++)
		series_result_release(&branch->series[s]);
	free(branch->series);
	state_result_release(&branch->base);
	source_result_clear(&branch->source);
	free(branch->branch);
	seen_release(&branch->seen);
	free(branch->options);
	free(branch->eol);
	free(branch->wanted);
	for (size_t i = 0; i < branch->only_compiled_count; i++)
		free(branch->only_compiled[i]);
	free(branch->only_compiled);
	release_variants(branch);
	error_clear(&branch->failure);
	*branch = (struct branch_result){0};
}
