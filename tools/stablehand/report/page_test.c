// SPDX-License-Identifier: GPL-2.0-only
/* One test with something to look at: what both states showed, their kernel messages and output. */
#include <string.h>

#include "report/page_parts.h"
#include "util/alloc.h"
#include "util/text.h"

#define LOG_MAX (96u << 10)	/* bytes of one log on a page */
#define MESSAGE_MAX 4000

struct side {
	const char *state;
	const struct test_record *record;
};

static void add_row(struct buf *html, const struct side *side)
{
	const struct test_record *r = side->record;

	html_add(html, "<tr><th scope=\"row\">%s</th>", side->state);
	if (!r) {
		html_add(html, "<td class=\"none\" colspan=\"4\">not run</td></tr>\n");
		return;
	}
	html_mark_cell(html, mark_of_outcome(r->outcome));
	html_add(html, "<td class=\"num\">%.1f s</td><td class=\"why\">", r->seconds);
	html_excerpt(html, r->message, MESSAGE_MAX);
	html_add(html, "</td><td><code>%s</code></td></tr>\n", r->log);
}

static void add_log(struct doc *doc, const struct side *side, const char *what, const char *text,
		    const char *otherwise)
{
	struct buf *html = &doc->html;

	html_add(html, "<div>\n<h3>%s</h3>\n", side->state);
	if (!side->record)
		html_add(html, "<p class=\"none\">Not run.</p>\n");
	else if (!text || !*text)
		html_add(html, "<p class=\"none\">%s</p>\n", otherwise);
	else {
		html_add(html, "<pre tabindex=\"0\" role=\"region\" aria-label=\"%s of %s\">", what, side->state);
		html_excerpt(html, text, LOG_MAX);
		html_add(html, "</pre>\n");
	}
	html_add(html, "</div>\n");
}

static void add_logs(struct doc *doc, const struct side *sides)
{
	section_begin(doc, "kernel", "Kernel messages");
	html_add(&doc->html, "<div class=\"pair\">\n");
	for (int i = 0; i < 2; i++)
		add_log(doc, &sides[i], "Kernel messages",
			sides[i].record ? sides[i].record->kernel_log : NULL, "The kernel did not complain.");
	html_add(&doc->html, "</div>\n");
	section_end(doc);
	section_begin(doc, "log", "Log of the test");
	html_add(&doc->html, "<div class=\"pair\">\n");
	for (int i = 0; i < 2; i++)
		add_log(doc, &sides[i], "Log", sides[i].record ? sides[i].record->output : NULL,
			sides[i].record && sides[i].record->output ? "It wrote nothing." :
			"Not part of what this page was made from.");
	html_add(&doc->html, "</div>\n");
	section_end(doc);
}

static void add_head(struct doc *doc, const struct page_test *test)
{
	const struct branch_result *b = &doc->pages->result->branches[test->branch];
	const struct variant_result *v = &b->variants[test->variant];
	struct buf *html = &doc->html;

	html_add(html, "<h1>%s</h1>\n<p class=\"sub\">%s, %s on <a href=\"../../branch/%s.html\">%s</a> "
		 "%s</p>\n<p class=\"lead\">", test->row->test, test->series ? test->series->name : "base alone",
		 v->name, doc->pages->branches[test->branch], b->branch,
		 b->has_source ? b->source.release.version : NULL);
	html_chip(html, mark_of_comparison(test->row->comparison));
	html_add(html, " %s</p>\n", test->row->reason);
	if (v->what || v->engine)
		html_add(html, "<p class=\"muted\">%s: %s%s%s%s%s</p>\n", v->name, v->what,
			 v->what && v->engine ? "; " : "", v->engine, v->accelerator ? ", " : "",
			 v->accelerator);
}

/* Which machine each side ran on; of most tests it is the same. */
static void add_hosts(struct doc *doc, const struct side *sides)
{
	const char *hosts[2];

	for (int i = 0; i < 2; i++)
		hosts[i] = sides[i].record ? sides[i].record->host : NULL;
	if (hosts[0] && hosts[1] && !strcmp(hosts[0], hosts[1])) {
		html_add(&doc->html, "<p class=\"muted\">Both on %s</p>\n", hosts[0]);
		return;
	}
	for (int i = 0; i < 2; i++)
		if (hosts[i])
			html_add(&doc->html, "<p class=\"muted\">%s on %s</p>\n", sides[i].state,
				 hosts[i]);
}

int page_test(const struct pages *pages, const struct page_test *test, struct error **err)
{
	static const char *const columns[] = {"State", "Outcome", ">Time", "Message", "Console log", NULL};
	const struct branch_result *b = &pages->result->branches[test->branch];
	const struct side sides[] = {{"base", test->row->base}, {"ported", test->row->ported}};
	_cleanup_free_ char *up = xasprintf("branch/%s.html", pages->branches[test->branch]);
	_cleanup_free_ char *path = xasprintf("test/%s/%s.html", pages->branches[test->branch], test->file);
	_cleanup_free_ char *title = xasprintf("%s on %s: %s", test->row->test, b->branch,
					       comparison_name(test->row->comparison));
	const char *const crumbs[] = {"stablehand", "index.html", b->branch, up, test->row->test, NULL,
				      NULL};
	struct doc doc = {.pages = pages, .root = "../../"};

	doc_begin(&doc, title, crumbs);
	add_head(&doc, test);
	section_begin(&doc, "outcome", "Outcome");
	html_table_begin(&doc, "list", "What it showed when it was first run", columns);
	for (int i = 0; i < 2; i++)
		add_row(&doc.html, &sides[i]);
	html_table_end(&doc);
	add_hosts(&doc, sides);
	html_add(&doc.html, "<p>Again: <code>stablehand test %s%s%s --variant %s --tests %s --again %s</code></p>\n",
		 test->series ? "--series " : "--base", test->series ? test->series->name : NULL, b->options,
		 b->variants[test->variant].name, test->row->test, b->branch);
	section_end(&doc);
	add_logs(&doc, sides);
	page_test_nights(&doc, b->branch, b->variants[test->variant].name, test->row->test);
	return doc_end(&doc, path, err);
}
