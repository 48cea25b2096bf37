// SPDX-License-Identifier: GPL-2.0-only
/* The first page: the answer, then what it rests on. */
#include <string.h>

#include "report/page_parts.h"
#include "result/summary.h"
#include "util/alloc.h"

#define UNTESTED_SHOWN 6	/* of a branch; its page has all */

static size_t with_answer(const struct result *result)
{
	size_t count = 0;

	for (size_t b = 0; b < result->count; b++)
		count += result->branches[b].has_source && !result->branches[b].failure;
	return count;
}

static void add_count(struct buf *html, size_t count, const char *one, const char *more)
{
	html_add(html, "%zu %s", count, count == 1 ? one : more);
}

/* The heading says it in three words, the line below in numbers. */
static void add_heading(struct doc *doc, size_t findings)
{
	struct buf *html = &doc->html;
	const char *const words[] = {doc->pages->nights->count ? "open finding" : "finding",
				     doc->pages->nights->count ? "open findings" : "findings"};

	html_add(html, "<h1 class=\"%s\"><span class=\"sign\" aria-hidden=\"true\">%s</span> ",
		 findings ? "bad" : "good", findings ? "\u2717" : "\u2713");
	if (findings)
		add_count(html, findings, words[0], words[1]);
	else
		html_add(html, "No %s", words[1]);
	html_add(html, "</h1>\n");
}

static void add_answer(struct doc *doc, size_t findings)
{
	const struct result *result = doc->pages->result;
	const struct summary s = result_summary(result);
	struct buf *html = &doc->html;

	add_heading(doc, findings);
	html_add(html, "<p class=\"lead\">");
	add_count(html, result->row_count, "patch", "patches");
	html_add(html, " on ");
	add_count(html, with_answer(result), "branch", "branches");
	html_add(html, ": %zu ported, %zu not needed or there already, %zu refused or blocked.", s.landed,
		 s.other, s.refused + s.blocked + s.unreadable);
	if (s.tests)
		html_add(html, " %zu tests compared: %zu regressed, %zu fixed, %zu flaky.", s.tests,
			 s.comparisons[COMPARISON_REGRESSED], s.comparisons[COMPARISON_FIXED],
			 s.comparisons[COMPARISON_FLAKY]);
	else
		html_add(html, " <strong class=\"doubt\">No selftest was compared.</strong>");
	html_add(html, "</p>\n");
}

static void add_jumps(struct doc *doc)
{
	html_add(&doc->html, "<nav class=\"jumps\" aria-label=\"On this page\"><ul>"
		 "<li><a href=\"#matrix\">Patches</a></li>");
	if (doc->pages->nights->count)
		html_add(&doc->html, "<li><a href=\"#news\">News</a></li>");
	html_add(&doc->html, "<li><a href=\"#findings\">Findings</a></li>"
		 "<li><a href=\"#branches\">Branches</a></li><li><a href=\"#untested\">Not tested</a></li>"
		 "</ul></nav>\n");
}

/* --- branches */

/* How the verdicts of a branch divide. */
struct division {
	size_t ported, there, not_needed, missing;
};

static struct division divide(const struct branch_result *b)
{
	struct division d = {0};

	for (size_t s = 0; s < b->series_count; s++)
		for (size_t p = 0; p < b->series[s].patch_count; p++) {
			enum verdict verdict = b->series[s].patches[p].verdict;

			if (verdict_landed(verdict))
				d.ported++;
			else if (verdict_is_missing(verdict))
				d.missing++;
			else if (verdict == VERDICT_NOT_AFFECTED)
				d.not_needed++;
			else
				d.there++;
		}
	return d;
}

/* Over all series and variants. */
struct tested {
	size_t tests, base, ported, regressed, flaky;
};

static void count_table(const struct comparison_table *table, struct tested *t)
{
	if (!table)
		return;
	t->tests += table->count;
	t->base += table->base_outcomes[OUTCOME_PASS];
	t->ported += table->ported_outcomes[OUTCOME_PASS];
	t->regressed += table->totals[COMPARISON_REGRESSED];
	t->flaky += table->totals[COMPARISON_FLAKY];
}

static struct tested count_tests(const struct branch_result *b)
{
	struct tested t = {0};

	for (size_t v = 0; v < b->base.run_count; v++)
		count_table(&b->base.runs[v].alone, &t);
	for (size_t s = 0; s < b->series_count; s++) {
		const struct series_result *series = &b->series[s];

		for (size_t v = 0; v < series->ported.run_count; v++)
			count_table(&series->ported.runs[v].alone, &t);
		for (size_t v = 0; v < series->comparison_count; v++)
			count_table(series->comparisons[v], &t);
	}
	return t;
}

static void add_build(struct buf *html, const struct state_result *state, const char *what)
{
	if (!state->has_build)
		return;
	html_add(html, "<span class=\"%s\"><span class=\"sign\" aria-hidden=\"true\">%s</span> %s %s</span> ",
		 mark_of_build(state->build.status).class, mark_of_build(state->build.status).sign, what,
		 build_status_name(state->build.status));
}

static void add_builds(struct buf *html, const struct branch_result *b)
{
	bool any = b->base.has_build;

	html_add(html, "<td>");
	add_build(html, &b->base, "base");
	for (size_t s = 0; s < b->series_count; s++) {
		any |= b->series[s].ported.has_build;
		add_build(html, &b->series[s].ported, b->series_count > 1 ? b->series[s].name : "ported");
	}
	html_add(html, any ? "</td>" : "<span class=\"none\">not built</span></td>");
}

/* A count that is worth a look when it is not zero. */
static void add_number(struct buf *html, size_t count, const char *class)
{
	html_add(html, "<td class=\"num %s\">%zu</td>", count ? class : "zero", count);
}

static void add_tests(struct buf *html, const struct branch_result *b)
{
	struct tested t = count_tests(b);

	if (!t.tests) {
		html_add(html, "<td class=\"num none\" colspan=\"5\">not tested</td>");
		return;
	}
	html_add(html, "<td class=\"num\">%zu</td><td class=\"num\">%zu</td><td class=\"num\">%zu</td>",
		 t.tests, t.base, t.ported);
	add_number(html, t.regressed, "bad");
	add_number(html, t.flaky, "doubt");
}

static void add_branch(struct doc *doc, size_t index)
{
	const struct branch_result *b = &doc->pages->result->branches[index];
	struct division d = divide(b);
	struct buf *html = &doc->html;

	html_add(html, "<tr><th scope=\"row\"><a href=\"branch/%s.html\">%s</a></th>",
		 doc->pages->branches[index], b->branch);
	if (!b->has_source) {
		html_add(html, "<td class=\"none\" colspan=\"%d\">%s</td></tr>\n",
			 doc->pages->nights->count ? 13 : 12, b->not_asked ? "nothing is known of it yet" :
			 b->not_fetched ? "not fetched" : "no answer");
		return;
	}
	html_add(html, "<td>%s</td><td>", b->source.release.version);
	html_time(html, b->seen.at);
	html_add(html, "</td>");
	add_number(html, d.ported, "");
	add_number(html, d.there, "");
	add_number(html, d.not_needed, "");
	add_number(html, d.missing, "bad");
	add_builds(html, b);
	add_tests(html, b);
	if (doc->pages->nights->count)
		page_trend_small(doc, b->branch);
	html_add(html, "</tr>\n");
}

static void add_branches(struct doc *doc)
{
	const char *const columns[] = {
		"Branch", "Release", "Looked at", ">Ported", ">There already", ">Not needed", ">Missing",
		"Builds", ">Tests", ">Passed on base", ">Passed ported", ">Regressed", ">Flaky",
		doc->pages->nights->count ? "Passed each night" : NULL, NULL};

	section_begin(doc, "branches", "Branches");
	html_table_begin(doc, "list", "Branches: release, patches, builds and selftests", columns);
	for (size_t b = 0; b < doc->pages->result->count; b++)
		add_branch(doc, b);
	html_table_end(doc);
	section_end(doc);
}

/* --- findings, what was not tested */

static void add_untested(struct doc *doc)
{
	static const char *const columns[] = {"Branch", "What", "Why", NULL};
	const struct pages *pages = doc->pages;
	size_t all = 0;

	section_begin(doc, "untested", "Not tested");
	html_table_begin(doc, "list", "What was not tested, and why", columns);
	for (size_t b = 0; b < pages->result->count; b++) {
		size_t count = page_untested(doc, b, UNTESTED_SHOWN);

		all += count;
		if (count > UNTESTED_SHOWN)
			html_add(&doc->html, "<tr><th scope=\"row\">%s</th><td colspan=\"2\">"
				 "<a href=\"branch/%s.html#untested\">%zu more of %s</a></td></tr>\n",
				 pages->result->branches[b].branch, pages->branches[b],
				 count - UNTESTED_SHOWN, pages->result->branches[b].branch);
	}
	if (!all)
		html_add(&doc->html, "<tr><td colspan=\"3\">Nothing: all of it was tested.</td></tr>\n");
	html_table_end(doc);
	section_end(doc);
}

/* As the newest night has them, with their history; without nights, as the result shows them. */
static void add_findings(struct doc *doc, const struct buf *list, size_t count)
{
	section_begin(doc, "findings", "Findings");
	if (doc->pages->nights->count) {
		page_night_findings(doc);
	} else if (count) {
		html_add(&doc->html, "<ul class=\"findings\">\n");
		buf_add(&doc->html, list->data, list->len);
		html_add(&doc->html, "</ul>\n");
	} else {
		html_add(&doc->html, "<p>None: nothing is refused, failed or regressed.</p>\n");
	}
	section_end(doc);
}

int page_index(const struct pages *pages, struct error **err)
{
	static const char *const crumbs[] = {"stablehand", NULL, NULL};
	struct doc doc = {.pages = pages, .root = ""}, list = {.pages = pages, .root = ""};
	size_t findings = 0;

	for (size_t b = 0; b < pages->result->count; b++)
		findings += page_findings(&list, b);
	doc_begin(&doc, "stablehand: patches on stable branches", crumbs);
	add_answer(&doc, pages->nights->count ? pages->nights->items[0].open : findings);
	add_jumps(&doc);
	section_begin(&doc, "matrix", "Patches");
	page_matrix(&doc);
	section_end(&doc);
	if (pages->nights->count)
		page_news(&doc);
	add_findings(&doc, &list.html, findings);
	add_branches(&doc);
	add_untested(&doc);
	buf_release(&list.html);
	return doc_end(&doc, "index.html", err);
}
