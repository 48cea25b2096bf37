// SPDX-License-Identifier: GPL-2.0-only
/* A patch on a branch: what became of it, why, and the original beside the port. */
#include <string.h>

#include "report/page_parts.h"
#include "result/rows.h"
#include "util/alloc.h"

static void add_head(struct doc *doc, size_t branch, size_t row, const char *id)
{
	const struct branch_result *b = &doc->pages->result->branches[branch];
	const struct result_row *r = &doc->pages->result->rows[row];
	const struct patch_result *p = result_patch(doc->pages->result, branch, row);
	struct buf *html = &doc->html;

	html_add(html, "<h1>%s</h1>\n<p class=\"sub\">%s on <a href=\"../../branch/%s.html\">%s</a> %s</p>\n"
		 "<dl class=\"figures\"><div><dt>Verdict</dt><dd>", p->subject, id,
		 doc->pages->branches[branch], b->branch,
		 b->has_source ? b->source.release.version : NULL);
	html_chip(html, mark_of_verdict(p->verdict));
	html_add(html, "</dd></div>\n<div><dt>Need</dt><dd>");
	html_chip(html, mark_of_need(p->need));
	html_add(html, "</dd></div>\n");
	if (p->risk != RISK_NONE) {
		html_add(html, "<div><dt>Risk</dt><dd>");
		html_chip(html, mark_of_risk(p->risk));
		html_add(html, "</dd></div>\n");
	}
	if (p->upstream)
		html_add(html, "<div><dt>Upstream</dt><dd><code>%.12s</code> %s%s</dd></div>\n", p->upstream,
			 p->upstream_version, p->unproven ? " (not proven)" : "");
	html_add(html, "<div><dt>File</dt><dd><code>patches/%s/%s</code></dd></div>\n</dl>\n", r->series,
		 r->name);
}

/* The same patch on the others. */
static void add_others(struct doc *doc, size_t branch, size_t row)
{
	const struct pages *pages = doc->pages;
	const struct result *result = pages->result;
	bool any = false;

	for (size_t b = 0; b < result->count; b++) {
		const struct patch_result *p = result_patch(result, b, row);

		if (b == branch || !p)
			continue;
		html_add(&doc->html, any ? "" : "<nav class=\"jumps\" aria-label=\"The same patch on other "
			 "branches\"><ul><li class=\"muted\">On other branches:</li>");
		any = true;
		html_add(&doc->html, "<li><a href=\"../%s/%s.html\">%s</a> ", pages->branches[b],
			 pages->patches[b * result->row_count + row], result->branches[b].branch);
		html_chip(&doc->html, mark_of_verdict(p->verdict));
		html_add(&doc->html, "</li>");
	}
	html_add(&doc->html, any ? "</ul></nav>\n" : "");
}

/* Where the texts were not read, the places that differ are known all the same. */
static void add_spans(struct doc *doc, const struct deviation *deviation)
{
	static const char *const open[] = {"", "<del>", "<ins>"}, *const close[] = {"", "</del>", "</ins>"};

	html_add(&doc->html, "<pre tabindex=\"0\" role=\"region\" aria-label=\"Where the port differs from "
		 "the patch\">");
	for (size_t i = 0; i < deviation->count; i++) {
		const struct deviation_span *span = &deviation->spans[i];

		buf_puts(&doc->html, open[span->kind]);
		html_text(&doc->html, buf_str(&span->text), span->text.len);
		buf_puts(&doc->html, close[span->kind]);
	}
	html_add(&doc->html, "</pre>\n");
}

static int add_texts(struct doc *doc, const struct patch_result *p, struct error **err)
{
	int rc = 0;

	section_begin(doc, "beside", p->ported ? "The original beside the port" : "The patch");
	if (p->original && p->ported) {
		rc = page_beside(doc, p->original, p->ported, err);
	} else if (p->original) {
		if (p->has_commit)
			html_add(&doc->html, "<p>The port is not kept on this machine any more: stablehand "
				 "port makes it again.</p>\n");
		html_add(&doc->html, "<pre tabindex=\"0\" role=\"region\" aria-label=\"Text of the patch\">");
		html_excerpt(&doc->html, p->original, 256 << 10);
		html_add(&doc->html, "</pre>\n");
	} else {
		html_add(&doc->html, "<p>The texts of the patch and its port are not part of what this page "
			 "was made from.</p>\n");
	}
	if (!(p->original && p->ported) && p->deviation.count)
		add_spans(doc, &p->deviation);
	section_end(doc);
	return rc;
}

int page_patch(const struct pages *pages, size_t branch, size_t row, struct error **err)
{
	const struct result *result = pages->result;
	const struct patch_result *p = result_patch(result, branch, row);
	_cleanup_free_ char *id = result_row_id(&result->rows[row]);
	_cleanup_free_ char *up = xasprintf("branch/%s.html", pages->branches[branch]);
	_cleanup_free_ char *title = xasprintf("%s on %s: %s", id, result->branches[branch].branch,
					       verdict_name(p->verdict));
	_cleanup_free_ char *path = xasprintf("patch/%s/%s.html", pages->branches[branch],
					      pages->patches[branch * result->row_count + row]);
	const char *const crumbs[] = {"stablehand", "index.html", result->branches[branch].branch, up,
				      id, NULL, NULL};
	struct doc doc = {.pages = pages, .root = "../../"};

	doc_begin(&doc, title, crumbs);
	add_head(&doc, branch, row, id);
	add_others(&doc, branch, row);
	page_evidence(&doc, branch, row);
	if (add_texts(&doc, p, err)) {
		buf_release(&doc.html);
		return -1;
	}
	return doc_end(&doc, path, err);
}
