// SPDX-License-Identifier: GPL-2.0-only
/* What there is to do about a branch: all that makes a command exit with 1, and what is in its way. */
#include <string.h>

#include "report/next.h"
#include "report/page_parts.h"
#include "result/rows.h"
#include "util/alloc.h"

#define LINE_MAX_BYTES 400	/* of a message; the page that is linked has all */

/* A list that grows. */
struct findings {
	struct doc *doc;
	size_t branch, count;
};

static const struct branch_result *branch_of(const struct findings *f)
{
	return &f->doc->pages->result->branches[f->branch];
}

/* The item's mark and branch; what is said follows. */
static struct buf *item(struct findings *f, struct mark mark)
{
	struct buf *html = &f->doc->html;

	f->count++;
	html_add(html, "<li>");
	html_chip(html, mark);
	html_add(html, " <a class=\"branch\" href=\"%sbranch/%s.html\">%s</a> ", f->doc->root,
		 f->doc->pages->branches[f->branch], branch_of(f)->branch);
	return html;
}

/* The first line of a text. */
static void add_line(struct buf *html, const char *text)
{
	size_t len = strcspn(text, "\n");

	html_add(html, "%.*s", (int)(len < LINE_MAX_BYTES ? len : LINE_MAX_BYTES), text);
	if (len > LINE_MAX_BYTES)
		html_add(html, "\u2026");
}

static const char *reason(const struct patch_result *p)
{
	for (size_t i = 0; i < p->evidence.count; i++)
		if (next_is_reason(p, &p->evidence.items[i]))
			return p->evidence.items[i].text;
	return p->evidence.count ? p->evidence.items[0].text : "";
}

static void add_patches(struct findings *f)
{
	const struct pages *pages = f->doc->pages;
	const struct result *result = pages->result;

	for (size_t row = 0; row < result->row_count; row++) {
		const struct patch_result *p = result_patch(result, f->branch, row);
		const char *file = pages->patches[f->branch * result->row_count + row];
		_cleanup_free_ char *id = NULL;
		struct buf *html;

		if (!p || !file || !verdict_is_missing(p->verdict))
			continue;
		id = result_row_id(&result->rows[row]);
		html = item(f, mark_of_verdict(p->verdict));
		html_add(html, "<a href=\"%spatch/%s/%s.html\">%s</a> ", f->doc->root,
			 pages->branches[f->branch], file, id);
		if (p->verdict == VERDICT_BLOCKED)
			html_add(html, "needs %s/%02zu", result->rows[row].series,
				 result_blocker(result, f->branch, row));
		else
			add_line(html, reason(p));
		html_add(html, "</li>\n");
	}
}

static void add_build(struct findings *f, const char *series, const struct state_result *state)
{
	struct mark failed = {"bad", "\u2717", "build failed"};
	struct buf *html;

	if (!state->has_build || state->build.status != BUILD_FAILED)
		return;
	html = item(f, failed);
	html_add(html, series ? "ported (%s): " : "base: ", series);
	add_line(html, state->build.failing_count ? state->build.failing[0] : "see its log");
	html_add(html, "</li>\n");
}

static void add_steps(struct findings *f, const struct series_result *s)
{
	struct mark failed = {"bad", "\u2717", "step failed"};

	for (size_t i = 0; i < s->steps.count; i++) {
		const struct step_result *step = &s->steps.items[i];
		struct buf *html;

		if (step->build.status != BUILD_FAILED)
			continue;
		html = item(f, failed);
		html_add(html, "step %zu of %s does not build: ", step->number, s->name);
		add_line(html, step->build.failing_count ? step->build.failing[0] : "see its log");
		html_add(html, "</li>\n");
	}
}

static bool is_new_and_bad(const struct test_row *row)
{
	return !row->base && row->ported && row->ported->outcome != OUTCOME_PASS &&
	       row->ported->outcome != OUTCOME_SKIP;
}

static void add_tests(struct findings *f, const struct comparison_table *table, size_t v)
{
	const struct pages *pages = f->doc->pages;

	for (size_t i = 0; table && i < table->count; i++) {
		const struct test_row *row = &table->rows[i];
		const struct page_test *page = pages_test(pages, row);
		struct buf *html;

		if (row->comparison != COMPARISON_REGRESSED && !is_new_and_bad(row))
			continue;
		html = item(f, row->comparison == COMPARISON_REGRESSED ?
			    mark_of_comparison(row->comparison) : mark_of_outcome(row->ported->outcome));
		if (page)
			html_add(html, "<a href=\"%stest/%s/%s.html\">%s</a>", f->doc->root,
				 pages->branches[f->branch], page->file, row->test);
		else
			html_add(html, "%s", row->test);
		html_add(html, variant_is_default(&branch_of(f)->variants[v]) ? ": " : " (%s): ",
			 branch_of(f)->variants[v].name);
		add_line(html, row->reason);
		html_add(html, "</li>\n");
	}
}

static void add_not_run(struct findings *f, const struct state_result *state)
{
	struct mark mark = {"doubt", "\u2013", "not tested"};

	for (size_t v = 0; v < state->run_count; v++) {
		struct buf *html;

		if (!state->has_build || !state->runs[v].not_run)
			continue;
		html = item(f, mark);
		html_add(html, "%s, %s: ", state->state, branch_of(f)->variants[v].name);
		add_line(html, state->runs[v].not_run);
		html_add(html, "</li>\n");
	}
}

static void add_behaviour(struct findings *f, const struct behaviour_result *behaviour)
{
	for (size_t i = 0; i < behaviour->count; i++) {
		const struct behaviour_cell *cell = &behaviour->cells[i];
		struct buf *html;

		if (cell->result != CELL_NOT_MET)
			continue;
		html = item(f, mark_of_cell(cell->result));
		html_add(html, "%s, %s, %s: ", cell->test, cell->variant, cell->state);
		add_line(html, cell->why ? cell->why : "");
		html_add(html, "</li>\n");
	}
}

size_t page_findings(struct doc *doc, size_t branch)
{
	struct findings f = {doc, branch, 0};
	const struct branch_result *b = branch_of(&f);
	struct mark none = {"bad", "!", "no answer"};

	if (b->failure && !(b->not_fetched && !b->named)) {
		add_line(item(&f, none), b->failure->message);
		html_add(&doc->html, "</li>\n");
	}
	add_patches(&f);
	add_build(&f, NULL, &b->base);
	for (size_t i = 0; i < b->series_count; i++) {
		const struct series_result *s = &b->series[i];

		add_build(&f, s->name, &s->ported);
		add_steps(&f, s);
		for (size_t v = 0; v < s->comparison_count; v++)
			add_tests(&f, s->comparisons[v], v);
		add_behaviour(&f, &s->behaviour);
		add_not_run(&f, &s->ported);
	}
	add_not_run(&f, &b->base);
	return f.count;
}
