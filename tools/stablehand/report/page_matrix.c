// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "report/page_parts.h"
#include "result/rows.h"
#include "util/alloc.h"

/* Which branches and rows are in it: those with an answer, those that one is given. */
static bool has_answer(const struct branch_result *b)
{
	return b->has_source && !b->failure;
}

static bool row_is_given(const struct result *result, size_t row)
{
	for (size_t b = 0; b < result->count; b++)
		if (result->branches[b].wanted && result->branches[b].wanted[row])
			return true;
	return false;
}

static void add_head(struct doc *doc)
{
	const struct result *result = doc->pages->result;
	struct buf *html = &doc->html;

	html_add(html, "<div class=\"scroll\" role=\"region\" aria-label=\"Every patch on every branch\" "
		 "tabindex=\"0\">\n<table class=\"matrix\">\n<caption><span>Every patch on every branch: the "
		 "verdict, whether it is needed, how much risk its port has</span></caption>\n<thead>\n<tr>"
		 "<th scope=\"col\" class=\"num\">#</th><th scope=\"col\">Patch</th>");
	for (size_t b = 0; b < result->count; b++)
		if (has_answer(&result->branches[b]))
			html_add(html, "<th scope=\"col\"><a href=\"branch/%s.html\">%s</a><small>%s</small></th>",
				 doc->pages->branches[b], result->branches[b].branch,
				 result->branches[b].source.release.version);
	html_add(html, "</tr>\n</thead>\n");
}

static void add_cell(struct doc *doc, size_t branch, size_t row)
{
	const struct pages *pages = doc->pages;
	const struct patch_result *p = result_patch(pages->result, branch, row);
	const char *file = pages->patches[branch * pages->result->row_count + row];
	struct buf *html = &doc->html;
	size_t by;
	struct mark mark;

	if (!p || !file) {
		html_add(html, "<td class=\"none\">%s</td>", p ? "" : "not given");
		return;
	}
	mark = mark_of_verdict(p->verdict);
	by = result_blocker(pages->result, branch, row);
	html_add(html, "<td class=\"mark %s\"><a href=\"patch/%s/%s.html\">", mark.class,
		 pages->branches[branch], file);
	html_mark(html, mark);
	if (by)
		html_add(html, " by %zu", by);
	html_add(html, "</a><small>%s", p->need == NEED_UNKNOWN ? "need unknown" :
					mark_of_need(p->need).word);
	if (p->risk != RISK_NONE)
		html_add(html, " \u00b7 <span class=\"risk-%s\">%s risk</span>", risk_name(p->risk),
			 risk_name(p->risk));
	html_add(html, "</small></td>");
}

static void add_row(struct doc *doc, size_t row)
{
	const struct result *result = doc->pages->result;
	const struct result_row *r = &result->rows[row];

	html_add(&doc->html, "<tr><td class=\"num\">%zu</td><th scope=\"row\">%s</th>", r->place,
		 r->subject ? r->subject : r->name);
	for (size_t b = 0; b < result->count; b++)
		if (has_answer(&result->branches[b]))
			add_cell(doc, b, row);
	html_add(&doc->html, "</tr>\n");
}

static void add_group(struct doc *doc, const char *series, size_t columns, bool first)
{
	html_add(&doc->html, first ? "<tbody>\n" : "</tbody>\n<tbody>\n");
	html_add(&doc->html, "<tr class=\"group\"><th scope=\"rowgroup\" colspan=\"%zu\">"
		 "<span>%s</span></th></tr>\n", columns, series);
}

/* What the signs say, each once. */
static void add_legend(struct doc *doc)
{
	static const char *const meanings[] = {
		[VERDICT_NOT_AFFECTED] = "the branch lacks what the patch is about",
		[VERDICT_PRESENT] = "it is there already",
		[VERDICT_SUPERSEDED] = "something later does its work",
		[VERDICT_CLEAN] = "ported, on the same lines",
		[VERDICT_MOVED] = "ported, at an offset",
		[VERDICT_ADAPTED] = "ported, context or lines differ",
		[VERDICT_RESOLVED] = "ported, as a person settled it",
		[VERDICT_REFUSED] = "not ported",
		[VERDICT_BLOCKED] = "not ported: needs one that is not",
		[VERDICT_UNREADABLE] = "no patch that can be read",
	};

	html_add(&doc->html, "<details class=\"legend\"><summary>What the verdicts mean</summary>\n<dl>\n");
	for (int v = 0; v <= VERDICT_LAST; v++) {
		html_add(&doc->html, "<div><dt>");
		html_chip(&doc->html, mark_of_verdict(v));
		html_add(&doc->html, "</dt><dd>%s</dd></div>\n", meanings[v]);
	}
	html_add(&doc->html, "</dl>\n</details>\n");
}

void page_matrix(struct doc *doc)
{
	const struct result *result = doc->pages->result;
	const char *series = NULL;
	size_t answers = 0, rows = 0;

	for (size_t b = 0; b < result->count; b++)
		answers += has_answer(&result->branches[b]);
	for (size_t row = 0; row < result->row_count; row++)
		rows += row_is_given(result, row);
	if (!answers || !rows) {
		html_add(&doc->html, "<p>No branch has an answer yet.</p>\n");
		return;
	}
	add_head(doc);
	for (size_t row = 0; row < result->row_count; row++) {
		const char *name = result->rows[row].series;

		if (!row_is_given(result, row))
			continue;
		if (!series || strcmp(series, name))
			add_group(doc, name, answers + 2, !series);
		series = name;
		add_row(doc, row);
	}
	html_add(&doc->html, "</tbody>\n</table>\n</div>\n");
	add_legend(doc);
}
