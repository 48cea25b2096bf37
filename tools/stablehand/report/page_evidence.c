// SPDX-License-Identifier: GPL-2.0-only
/* Why a patch has its verdict: reasons first, then all else that is known of it. */
#include <string.h>

#include "report/next.h"
#include "report/page_parts.h"
#include "result/rows.h"
#include "util/alloc.h"

#define FACTS_MAX 400
#define TEXT_MAX 4000

static void add_place(struct buf *html, const char *path, size_t line)
{
	if (path && line)
		html_add(html, "<td><code>%s:%zu</code></td>", path, line);
	else if (path)
		html_add(html, "<td><code>%s</code></td>", path);
	else
		html_add(html, "<td></td>");
}

static void add_fact(struct buf *html, const struct evidence *e)
{
	html_add(html, "<tr><th scope=\"row\">%s</th>", evidence_kind_name(e->kind));
	add_place(html, e->path, e->line);
	html_add(html, "<td class=\"why\">");
	if (e->risk != RISK_NONE) {
		html_chip(html, mark_of_risk(e->risk));
		html_add(html, " ");
	}
	html_excerpt(html, e->text, TEXT_MAX);
	html_add(html, "</td></tr>\n");
}

static size_t count_facts(const struct patch_result *p, bool reasons)
{
	size_t count = 0;

	for (size_t i = 0; i < p->evidence.count; i++)
		count += next_is_reason(p, &p->evidence.items[i]) == reasons;
	return count;
}

static void add_facts(struct doc *doc, const struct patch_result *p, bool reasons)
{
	static const char *const columns[] = {"Kind", "Where", "What", NULL};
	size_t count = count_facts(p, reasons), shown = 0;

	if (!count)
		return;
	html_table_begin(doc, "list", reasons ? "What it is not ported for" : "Evidence", columns);
	for (size_t i = 0; i < p->evidence.count && shown < FACTS_MAX; i++)
		if (next_is_reason(p, &p->evidence.items[i]) == reasons) {
			add_fact(&doc->html, &p->evidence.items[i]);
			shown++;
		}
	html_table_end(doc);
	if (count > shown)
		html_add(&doc->html, "<p class=\"cut\">%zu more: stablehand explain has them.</p>\n",
			 count - shown);
}

static void add_hunk(struct buf *html, const struct hunk_outcome *h)
{
	html_add(html, "<tr><th scope=\"row\"><code>%s</code></th><td class=\"num\">%zu</td>", h->path,
		 h->wanted);
	if (h->line)
		html_add(html, "<td class=\"num\">%zu</td><td class=\"num\">%+lld</td>", h->line,
			 (long long)h->line - (long long)h->wanted);
	else
		html_add(html, "<td class=\"num none\">\u2013</td><td class=\"num none\">\u2013</td>");
	html_mark_cell(html, mark_of_verdict(h->verdict));
	html_add(html, "<td class=\"why\">");
	html_excerpt(html, h->reason ? h->reason : "", TEXT_MAX);
	html_add(html, "</td></tr>\n");
}

static void add_hunks(struct doc *doc, const struct patch_result *p)
{
	static const char *const columns[] = {
		"File", ">Line in the patch", ">Line here", ">Offset", "Verdict", "Why", NULL};
	size_t count = p->hunks.count < FACTS_MAX ? p->hunks.count : FACTS_MAX;

	if (!count)
		return;
	html_table_begin(doc, "list", "Hunks: where each went, or the nearest place", columns);
	for (size_t i = 0; i < count; i++)
		add_hunk(&doc->html, &p->hunks.items[i]);
	html_table_end(doc);
	if (p->hunks.count > count)
		html_add(&doc->html, "<p class=\"cut\">%zu more</p>\n", p->hunks.count - count);
}

void page_evidence(struct doc *doc, size_t branch, size_t row)
{
	const struct result *result = doc->pages->result;
	const struct patch_result *p = result_patch(result, branch, row);
	_cleanup_free_ char *next = next_command(result, branch, row);

	section_begin(doc, "why", "Why");
	if (p->deviation.note)
		html_add(&doc->html, "<p>Deviation from the patch: %s</p>\n", p->deviation.note);
	add_facts(doc, p, true);
	if (next)
		html_add(&doc->html, "<p>Next: <code>%s</code></p>\n", next);
	add_facts(doc, p, false);
	add_hunks(doc, p);
	if (!p->evidence.count && !p->hunks.count)
		html_add(&doc->html, "<p>Nothing is recorded.</p>\n");
	section_end(doc);
}
