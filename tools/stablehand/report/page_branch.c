// SPDX-License-Identifier: GPL-2.0-only
/* All that is known of a branch. */
#include <string.h>

#include "report/page_parts.h"
#include "result/rows.h"
#include "util/alloc.h"

#define UNTESTED_MAX 1000

static void add_head(struct doc *doc, size_t index, size_t findings)
{
	const struct branch_result *b = &doc->pages->result->branches[index];
	struct buf *html = &doc->html;

	html_add(html, "<h1>%s</h1>\n", b->branch);
	if (!b->has_source) {
		html_add(html, "<p class=\"lead\">%s</p>\n",
			 b->not_asked ? "Nothing is known of it yet." :
			 b->not_fetched ? "Not fetched." : "No answer.");
		return;
	}
	html_add(html, "<p class=\"lead %s\"><span class=\"sign\" aria-hidden=\"true\">%s</span> ",
		 findings ? "bad" : "good", findings ? "\u2717" : "\u2713");
	if (findings)
		html_add(html, findings == 1 ? "%zu finding" : "%zu findings", findings);
	else
		html_add(html, "No findings");
	html_add(html, "</p>\n<dl class=\"figures\"><div><dt>Release</dt><dd>%s</dd></div>"
		 "<div><dt>From</dt><dd>%s</dd></div><div><dt>Looked at</dt><dd>",
		 b->source.release.version, b->source.source ? b->source.source : "the store");
	html_time(html, b->seen.at);
	html_add(html, "</dd></div>");
	if (b->eol)
		html_add(html, "<div><dt>End of life</dt><dd%s>%s</dd></div>", b->ended ? " " : "", b->eol);
	html_add(html, "</dl>\n");
}

static void add_patch(struct doc *doc, size_t index, size_t row)
{
	const struct pages *pages = doc->pages;
	const struct result *result = pages->result;
	const struct patch_result *p = result_patch(result, index, row);
	struct buf *html = &doc->html;

	html_add(html, "<tr><td class=\"num\">%zu</td><th scope=\"row\"><a href=\"../patch/%s/%s.html\">%s</a>"
		 "</th>", result->rows[row].place, pages->branches[index],
		 pages->patches[index * result->row_count + row], p->subject);
	html_mark_cell(html, mark_of_verdict(p->verdict));
	html_add(html, "<td class=\"%s\">%s</td>", mark_of_need(p->need).class, mark_of_need(p->need).word);
	if (p->risk == RISK_NONE)
		html_add(html, "<td class=\"none\">\u2013</td>");
	else
		html_mark_cell(html, mark_of_risk(p->risk));
	html_add(html, "<td><code>%.12s</code> %s%s</td><td class=\"why\">", p->upstream, p->upstream_version,
		 p->unproven ? "?" : "");
	/* A note has the line breaks of a commit message. */
	for (const char *note = p->deviation.note; note && *note; note += strcspn(note, "\n") + 1) {
		html_add(html, "%.*s ", (int)strcspn(note, "\n"), note);
		if (!note[strcspn(note, "\n")])
			break;
	}
	html_add(html, "</td></tr>\n");
}

static void add_series(struct doc *doc, size_t index, const struct series_result *s)
{
	static const char *const columns[] = {">#", "Patch", "Verdict", "Need", "Risk", "Upstream",
					      "Deviation", NULL};
	const struct result *result = doc->pages->result;
	_cleanup_free_ char *caption = xasprintf("Patches of %s", s->name);

	html_table_begin(doc, "list", caption, columns);
	for (size_t row = 0; row < result->row_count; row++)
		if (!strcmp(result->rows[row].series, s->name) && result_patch(result, index, row))
			add_patch(doc, index, row);
	html_table_end(doc);
	if (s->kept_from_stable)
		html_add(&doc->html, "<p>Not stable@ material: %zu of %zu patches, which series.conf keeps from "
			 "profile stable.</p>\n", s->kept_from_stable, s->patch_count);
	if (s->whole && series_missing(s))
		html_add(&doc->html, "<p>%s makes sense as a whole only: nothing is written.</p>\n", s->name);
}

static void add_patches(struct doc *doc, size_t index)
{
	const struct branch_result *b = &doc->pages->result->branches[index];

	section_begin(doc, "patches", "Patches");
	for (size_t i = 0; i < b->series_count; i++)
		add_series(doc, index, &b->series[i]);
	if (!b->series_count)
		html_add(&doc->html, "<p>None is given to it, or there is no answer.</p>\n");
	section_end(doc);
}

static void add_untested(struct doc *doc, size_t index)
{
	static const char *const columns[] = {"Branch", "What", "Why", NULL};
	size_t count;

	section_begin(doc, "untested", "Not tested");
	html_table_begin(doc, "list", "What was not tested, and why", columns);
	count = page_untested(doc, index, UNTESTED_MAX);
	if (!count)
		html_add(&doc->html, "<tr><td colspan=\"3\">Nothing: all of it was tested.</td></tr>\n");
	html_table_end(doc);
	if (count > UNTESTED_MAX)
		html_add(&doc->html, "<p class=\"cut\">%zu more</p>\n", count - UNTESTED_MAX);
	section_end(doc);
}

int page_branch(const struct pages *pages, size_t index, struct error **err)
{
	const struct branch_result *b = &pages->result->branches[index];
	_cleanup_free_ char *title = xasprintf("%s: patches, builds, tests", b->branch);
	_cleanup_free_ char *path = xasprintf("branch/%s.html", pages->branches[index]);
	const char *const crumbs[] = {"stablehand", "index.html", b->branch, NULL, NULL};
	struct doc doc = {.pages = pages, .root = "../"}, list = {.pages = pages, .root = "../"};
	size_t findings = page_findings(&list, index);

	doc_begin(&doc, title, crumbs);
	add_head(&doc, index, findings);
	if (findings) {
		section_begin(&doc, "findings", "Findings");
		html_add(&doc.html, "<ul class=\"findings\">\n");
		buf_add(&doc.html, list.html.data, list.html.len);
		html_add(&doc.html, "</ul>\n");
		section_end(&doc);
	}
	buf_release(&list.html);
	add_patches(&doc, index);
	page_nights(&doc, b->branch);
	page_tests(&doc, index);
	page_behaviour(&doc, b);
	page_builds(&doc, b);
	add_untested(&doc, index);
	return doc_end(&doc, path, err);
}
