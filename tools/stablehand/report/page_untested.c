// SPDX-License-Identifier: GPL-2.0-only
/* What was not tested is said as plainly as what was. */
#include <string.h>

#include "report/page_parts.h"
#include "util/alloc.h"

#define TEXT_MAX 1000		/* bytes of a reason */

/* The rows of one branch. */
struct untested {
	struct doc *doc;
	const struct branch_result *branch;
	size_t count, max;
};

/* Begin a row, unless there are enough: NULL then. What and why are separated by add_why(). */
static struct buf *row(struct untested *u)
{
	struct buf *html = &u->doc->html;

	if (u->count++ >= u->max)
		return NULL;
	html_add(html, "<tr><th scope=\"row\">%s</th><td class=\"why\">", u->branch->branch);
	return html;
}

static void add_why(struct buf *html, const char *why)
{
	html_add(html, "</td><td class=\"why\">");
	html_excerpt(html, why, TEXT_MAX);
	html_add(html, "</td></tr>\n");
}

/* "what", "what of (series)"; what is a format of one text, or of none. */
static void add(struct untested *u, const char *what, const char *of, const char *why)
{
	struct buf *html = row(u);

	if (!html)
		return;
	html_add(html, of ? "%s (%s)" : "%s", what, of);
	add_why(html, why);
}

static void add_runs(struct untested *u, const struct state_result *state, const char *series)
{
	for (size_t v = 0; v < state->run_count; v++) {
		struct buf *html;

		if (!state->runs[v].not_run || !(html = row(u)))
			continue;
		html_add(html, "selftests of %s, %s", state->state, u->branch->variants[v].name);
		if (series)
			html_add(html, " (%s)", series);
		add_why(html, state->runs[v].not_run);
	}
}

/* Tests that ended in one way which says nothing about the kernel. */
static void add_outcome(struct untested *u, const size_t *outcomes, enum outcome outcome,
			const char *state, size_t v, const char *why)
{
	struct buf *html = outcomes[outcome] ? row(u) : NULL;

	if (!html)
		return;
	html_add(html, outcomes[outcome] == 1 ? "%zu selftest, %s, %s" : "%zu selftests, %s, %s",
		 outcomes[outcome], state, u->branch->variants[v].name);
	add_why(html, why);
}

static void add_outcomes(struct untested *u, const size_t *outcomes, const char *state, size_t v)
{
	add_outcome(u, outcomes, OUTCOME_NOT_BUILT, state, v, "they do not build");
	add_outcome(u, outcomes, OUTCOME_SKIP, state, v, "skipped: they say that they cannot run there");
	add_outcome(u, outcomes, OUTCOME_TIMEOUT, state, v, "they did not end within their time");
}

static void add_one_sided(struct untested *u, const struct comparison_table *table, size_t v)
{
	struct buf *html = table->totals[COMPARISON_UNKNOWN] ? row(u) : NULL;

	if (!html)
		return;
	html_add(html, "comparison of %zu selftests, %s", table->totals[COMPARISON_UNKNOWN],
		 u->branch->variants[v].name);
	add_why(html, "run on one side only, or not repeated often enough yet");
}

static void add_behaviour(struct untested *u, const struct behaviour_result *behaviour)
{
	for (size_t i = 0; i < behaviour->count; i++) {
		const struct behaviour_cell *cell = &behaviour->cells[i];
		struct buf *html;

		if (cell->result != CELL_NOT_RUN || !(html = row(u)))
			continue;
		html_add(html, "behaviour: %s, %s, %s", cell->test, cell->variant, cell->state);
		add_why(html, cell->why ? cell->why : "");
	}
}

static void add_coverage(struct untested *u, const struct coverage_result *coverage)
{
	for (size_t i = 0; i < coverage->count; i++) {
		const struct coverage_row *r = &coverage->rows[i];
		struct buf *html;

		if (r->unchanged || coverage_ran(coverage, r) || !(html = row(u)))
			continue;
		html_add(html, "%s() in %s", r->function, r->path);
		add_why(html, r->not_built ? "this configuration does not compile it" :
					     "only compiled: no test ran through it");
	}
}

static void add_patches(struct untested *u, const struct series_result *s)
{
	size_t missing = series_missing(s);
	struct buf *html = missing ? row(u) : NULL;

	if (!html)
		return;
	html_add(html, missing == 1 ? "%zu patch of %s" : "%zu patches of %s", missing, s->name);
	add_why(html, s->whole ? "not ported, and the series makes sense as a whole only: nothing of "
				 "it was built" : "not ported, so neither built nor run");
}

static void add_series(struct untested *u, const struct series_result *s)
{
	const struct state_result *ported = &s->ported;

	add_patches(u, s);
	if (series_has_port(s) && !ported->has_build)
		add(u, "the port", s->name, "not built, so nothing of it was run");
	add_runs(u, ported, s->name);
	if (ported->has_build && !ported->run_count && u->branch->base.run_count == 0)
		add(u, "the port", s->name, "built; no selftest was run");
	for (size_t v = 0; v < s->comparison_count; v++)
		if (s->comparisons[v]) {
			add_outcomes(u, s->comparisons[v]->ported_outcomes, "ported", v);
			add_one_sided(u, s->comparisons[v], v);
		}
	for (size_t i = 0; i < ported->not_built_count; i++)
		add(u, ported->not_built[i], s->name, "this configuration does not compile it");
	add_behaviour(u, &s->behaviour);
	add_coverage(u, &s->coverage);
	if (ported->has_build && !s->steps.count)
		add(u, "each patch by itself", s->name, "not built step by step (build --state each)");
	if (ported->has_build && !s->check.made)
		add(u, "W=1, sparse, kABI", s->name, "not checked (build --check)");
	else if (s->check.made && !s->check.sparse)
		add(u, "sparse", s->name, "it is not installed");
}

size_t page_untested(struct doc *doc, size_t branch, size_t max)
{
	const struct branch_result *b = &doc->pages->result->branches[branch];
	struct untested u = {doc, b, 0, max};

	if (b->failure)
		add(&u, "all of it", NULL, b->failure->message);
	if (b->interrupted)
		add(&u, "what was left", NULL, "interrupted before all was done");
	if (b->has_source && !b->base.has_build)
		add(&u, "base", NULL, "not built, so nothing was run");
	else if (b->base.has_build && !b->variant_count)
		add(&u, "base", NULL, "built; no selftest was run");
	add_runs(&u, &b->base, NULL);
	for (size_t i = 0; i < b->series_count; i++)
		add_series(&u, &b->series[i]);
	for (size_t i = 0; i < b->absent_count; i++) {
		_cleanup_free_ char *why = xasprintf("%s: %s", b->absent[i].otherwise, b->absent[i].reason);

		add(&u, b->absent[i].name, b->absent[i].what, why);
	}
	for (size_t i = 0; i < b->only_compiled_count; i++)
		add(&u, b->only_compiled[i], NULL, "compiled, not run");
	return u.count;
}
