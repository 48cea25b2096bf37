// SPDX-License-Identifier: GPL-2.0-only
/* The selftests of a branch: each state in each variant, what differs, what did not pass, all. */
#include <string.h>

#include "report/page_parts.h"
#include "util/alloc.h"

#define ROWS_MAX 2000
#define REASON_MAX 600

/* A run or a comparison, and where it is from. */
struct shown {
	struct doc *doc;
	size_t branch, variant;
	const char *series;		/* NULL: base alone */
	const struct comparison_table *table;
	bool compared;
	const char *what;		/* "base against ported (fix), npt=1": unlike all others */
};

static void add_outcomes(struct buf *html, const char *state, const size_t *outcomes)
{
	size_t total = 0;

	html_add(html, "<tr><th scope=\"row\">%s</th>", state);
	for (int o = 0; o < OUTCOME_COUNT; o++) {
		html_add(html, "<td class=\"num %s\">%zu</td>",
			 outcomes[o] ? mark_of_outcome(o).class : "zero", outcomes[o]);
		total += outcomes[o];
	}
	html_add(html, "<td class=\"num\">%zu</td></tr>\n", total);
}

static void add_totals(const struct shown *s)
{
	static const char *const columns[] = {"State", ">Pass", ">Fail", ">Skip", ">Timeout", ">Crash",
					      ">Not built", ">Total", NULL};
	_cleanup_free_ char *caption = xasprintf("Outcomes, %s", s->what);
	bool base = false, ported = false;

	for (int o = 0; o < OUTCOME_COUNT; o++) {
		base |= s->table->base_outcomes[o] != 0;
		ported |= s->table->ported_outcomes[o] != 0;
	}
	html_table_begin(s->doc, "list", caption, columns);
	if (base)
		add_outcomes(&s->doc->html, "base", s->table->base_outcomes);
	if (ported)
		add_outcomes(&s->doc->html, "ported", s->table->ported_outcomes);
	html_table_end(s->doc);
	if (!s->compared)
		return;
	html_add(&s->doc->html, "<p>");
	for (int c = 0; c < COMPARISON_COUNT; c++) {
		struct mark mark = mark_of_comparison(c);

		if (!s->table->totals[c] && c > COMPARISON_FLAKY)
			continue;
		html_add(&s->doc->html, "%s<span class=\"%s\">%s %zu</span>", c ? ", " : "",
			 s->table->totals[c] ? mark.class : "zero", mark.word, s->table->totals[c]);
	}
	html_add(&s->doc->html, "</p>\n");
}

static void add_outcome(struct buf *html, const struct test_record *r)
{
	if (r)
		html_mark_cell(html, mark_of_outcome(r->outcome));
	else
		html_add(html, "<td class=\"none\">not run</td>");
}

static void add_row(const struct shown *s, const struct test_row *row)
{
	const struct pages *pages = s->doc->pages;
	const struct page_test *page = pages_test(pages, row);
	const struct test_record *r = row->ported ? row->ported : row->base;
	const char *why = *row->reason ? row->reason : r->message;
	double seconds = (row->base ? row->base->seconds : 0) + (row->ported ? row->ported->seconds : 0);
	struct buf *html = &s->doc->html;

	if (page)
		html_add(html, "<tr><th scope=\"row\"><a href=\"../test/%s/%s.html\">%s</a></th>",
			 pages->branches[s->branch], page->file, row->test);
	else
		html_add(html, "<tr><th scope=\"row\">%s</th>", row->test);
	add_outcome(html, row->base);
	add_outcome(html, row->ported);
	if (s->compared)
		html_mark_cell(html, mark_of_comparison(row->comparison));
	html_add(html, "<td class=\"num\">%.1f s</td><td class=\"why\">", seconds);
	html_excerpt(html, why, REASON_MAX);
	html_add(html, "</td></tr>\n");
}

static size_t count_rows(const struct shown *s, bool notable)
{
	size_t count = 0;

	for (size_t i = 0; i < s->table->count; i++)
		count += test_row_is_notable(&s->table->rows[i]) == notable;
	return count;
}

static void add_rows(const struct shown *s, bool notable, const char *caption_of)
{
	static const char *const compared[] = {"Test", "Base", "Ported", "Comparison", ">Time",
					       "Why or message", NULL};
	static const char *const alone[] = {"Test", "Base", "Ported", ">Time", "Message", NULL};
	_cleanup_free_ char *caption = xasprintf("%s, %s", caption_of, s->what);
	size_t shown = 0, count = count_rows(s, notable);

	html_table_begin(s->doc, "list", caption, s->compared ? compared : alone);
	for (size_t i = 0; i < s->table->count && shown < ROWS_MAX; i++)
		if (test_row_is_notable(&s->table->rows[i]) == notable) {
			add_row(s, &s->table->rows[i]);
			shown++;
		}
	html_table_end(s->doc);
	if (count > shown)
		html_add(&s->doc->html, "<p class=\"cut\">%zu more are left out.</p>\n", count - shown);
}

static void add_table(const struct shown *s)
{
	const struct branch_result *b = &s->doc->pages->result->branches[s->branch];
	const struct variant_result *v = &b->variants[s->variant];
	size_t rest = count_rows(s, false);

	html_add(&s->doc->html, "<h3>%s</h3>\n", s->what);
	if (v->what || v->engine)
		html_add(&s->doc->html, "<p class=\"muted\">%s%s%s%s%s</p>\n", v->what,
			 v->what && v->engine ? "; " : "", v->engine, v->accelerator ? ", " : "",
			 v->accelerator);
	add_totals(s);
	if (count_rows(s, true))
		add_rows(s, true, s->compared ? "Different, or not passed" : "Not passed");
	if (!rest)
		return;
	html_add(&s->doc->html, "<details><summary>%zu others, passed or skipped, %s</summary>\n", rest,
		 s->what);
	add_rows(s, false, "Passed or skipped");
	html_add(&s->doc->html, "</details>\n");
}

static bool add_alone(struct doc *doc, size_t branch, const struct state_result *state,
		      const char *series)
{
	const struct branch_result *b = &doc->pages->result->branches[branch];
	bool any = false;

	for (size_t v = 0; v < state->run_count; v++) {
		_cleanup_free_ char *what = NULL;
		struct shown s = {doc, branch, v, series, &state->runs[v].alone, false, NULL};

		if (!state->runs[v].alone.count)
			continue;
		any = true;
		what = xasprintf("%s%s%s%s alone, %s", state->state, series ? " (" : "", series ? series : "",
				 series ? ")" : "", b->variants[v].name);
		s.what = what;
		add_table(&s);
	}
	return any;
}

void page_tests(struct doc *doc, size_t branch)
{
	const struct branch_result *b = &doc->pages->result->branches[branch];
	bool any;

	section_begin(doc, "tests", "Selftests");
	any = add_alone(doc, branch, &b->base, NULL);
	for (size_t i = 0; i < b->series_count; i++) {
		const struct series_result *series = &b->series[i];

		any |= add_alone(doc, branch, &series->ported, series->name);
		for (size_t v = 0; v < series->comparison_count; v++) {
			_cleanup_free_ char *what = NULL;
			struct shown s = {doc, branch, v, series->name, series->comparisons[v], true, NULL};

			if (!s.table)
				continue;
			any = true;
			what = xasprintf("base against ported (%s), %s", series->name, b->variants[v].name);
			s.what = what;
			add_table(&s);
		}
	}
	if (!any)
		html_add(&doc->html, "<p>None was run.</p>\n");
	section_end(doc);
}
