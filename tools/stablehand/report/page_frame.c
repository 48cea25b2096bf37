// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "report/page_parts.h"

/* Nothing is loaded but the style sheet, nothing runs, nothing is sent. */
#define POLICY "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'"

void doc_begin(struct doc *doc, const char *title, const char *const *crumbs)
{
	struct buf *html = &doc->html;

	html_add(html, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		 "<meta http-equiv=\"Content-Security-Policy\" content=\"" POLICY "\">\n"
		 "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		 "<meta name=\"color-scheme\" content=\"light dark\">\n"
		 "<meta name=\"referrer\" content=\"no-referrer\">\n"
		 "<title>%s</title>\n<link rel=\"stylesheet\" href=\"%sstyle.css\">\n</head>\n<body>\n"
		 "<a class=\"skip\" href=\"#main\">Skip to the content</a>\n"
		 "<header class=\"bar\"><nav aria-label=\"Where you are\"><ol>", title, doc->root);
	for (; *crumbs; crumbs += 2)
		if (crumbs[1])
			html_add(html, "<li><a href=\"%s%s\">%s</a></li>", doc->root, crumbs[1],
				 crumbs[0]);
		else
			html_add(html, "<li><span aria-current=\"page\">%s</span></li>", crumbs[0]);
	html_add(html, "</ol></nav></header>\n<main id=\"main\" tabindex=\"-1\">\n");
}

/* The latest of what was looked at: a page of the same result says the same. */
static const struct seen *last_seen(const struct result *result)
{
	static const struct seen none;
	const struct seen *last = &none;

	for (size_t i = 0; i < result->count; i++) {
		const struct seen *seen = &result->branches[i].seen;

		if (seen->at && (!last->at || strcmp(seen->at, last->at) > 0))
			last = seen;
	}
	return last;
}

int doc_end(struct doc *doc, const char *path, struct error **err)
{
	const struct seen *seen = last_seen(doc->pages->result);
	int rc;

	html_add(&doc->html, "</main>\n<footer class=\"bar\"><p>");
	if (seen->at) {
		html_add(&doc->html, "%s, as of ", seen->by);
		html_time(&doc->html, seen->at);
	} else {
		html_add(&doc->html, "stablehand");
	}
	html_add(&doc->html, "</p></footer>\n</body>\n</html>\n");
	rc = site_add(doc->pages->site, path, &doc->html, err);
	buf_release(&doc->html);
	return rc;
}

void section_begin(struct doc *doc, const char *id, const char *heading)
{
	html_add(&doc->html, "<section id=\"%s\" aria-labelledby=\"%s-heading\">\n"
		 "<h2 id=\"%s-heading\">%s</h2>\n", id, id, id, heading);
}

void section_end(struct doc *doc)
{
	html_add(&doc->html, "</section>\n");
}

void html_table_begin(struct doc *doc, const char *class, const char *caption,
		      const char *const *columns)
{
	html_add(&doc->html, "<div class=\"scroll\" role=\"region\" aria-label=\"%s\" tabindex=\"0\">\n"
		 "<table class=\"%s\">\n<caption><span>%s</span></caption>\n<thead>\n<tr>", caption, class, caption);
	for (; *columns; columns++) {
		bool right = **columns == '>';

		html_add(&doc->html, right ? "<th scope=\"col\" class=\"num\">%s</th>" :
					     "<th scope=\"col\">%s</th>", *columns + right);
	}
	html_add(&doc->html, "</tr>\n</thead>\n<tbody>\n");
}

void html_table_end(struct doc *doc)
{
	html_add(&doc->html, "</tbody>\n</table>\n</div>\n");
}
