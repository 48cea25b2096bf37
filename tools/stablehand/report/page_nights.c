// SPDX-License-Identifier: GPL-2.0-only
/* What the nights told: the news and the open findings of the newest, those before in rows. */
#include <string.h>

#include "report/page_parts.h"
#include "util/alloc.h"

#define NEWS_MAX 200
#define MEMBERS_MAX 100
#define NIGHTS_SHOWN 30		/* rows of a branch */
#define TEXT_MAX 1000

static struct mark mark_of_news(const struct news *news)
{
	static const struct mark marks[NEWS_KIND_COUNT] = {
		[NEWS_RELEASE] = {"plain", "\u2191", "release"},
		[NEWS_VERDICT] = {"plain", "\u2192", "verdict"},
		[NEWS_BASE_REGRESSED] = {"bad", "\u2193", "base regressed"},
		[NEWS_PORTED_REGRESSED] = {"bad", "\u2193", "ported regressed"},
		[NEWS_BASE_BUILD_BROKE] = {"bad", "\u2717", "base build broke"},
		[NEWS_PORTED_BUILD_BROKE] = {"bad", "\u2717", "ported build broke"},
		[NEWS_UNTESTED] = {"doubt", "\u2013", "not tested"},
		[NEWS_FLAKY] = {"doubt", "\u2195", "flaky"},
		[NEWS_LATER_FIX] = {"doubt", "!", "later fix"},
		[NEWS_REVERTED] = {"bad", "!", "reverted"},
		[NEWS_FAILED] = {"bad", "!", "no answer"},
		[NEWS_SOURCE] = {"doubt", "!", "source"},
		[NEWS_FIXED] = {"good", "\u2713", "fixed"},
	};
	struct mark mark = marks[news->kind];

	if (news->kind == NEWS_VERDICT && news->bad)
		mark.class = "bad";
	return mark;
}

/* The branch with a link to its page, if there is one. */
static void add_branch(struct doc *doc, const char *name)
{
	const struct pages *pages = doc->pages;

	for (size_t b = 0; b < pages->result->count; b++)
		if (!strcmp(pages->result->branches[b].branch, name)) {
			html_add(&doc->html, " <a class=\"branch\" href=\"%sbranch/%s.html\">%s</a> ",
				 doc->root, pages->branches[b], name);
			return;
		}
	html_add(&doc->html, " <span class=\"branch\">%s</span> ", name);
}

static void add_news(struct doc *doc, const struct news *news)
{
	html_add(&doc->html, "<li>");
	html_chip(&doc->html, mark_of_news(news));
	add_branch(doc, news->branch);
	html_excerpt(&doc->html, news->text, TEXT_MAX);
	html_add(&doc->html, "</li>\n");
}

void page_news(struct doc *doc)
{
	const struct night *night = &doc->pages->nights->items[0];

	section_begin(doc, "news", "News");
	html_add(&doc->html, "<p class=\"muted\">Of the night of ");
	html_time(&doc->html, night->seen.at);
	html_add(&doc->html, night->jobs == 1 ? ": %zu build or boot." : ": %zu builds and boots.",
		 night->jobs);
	if (night->stopped)
		html_add(&doc->html, " It did not get to the end: %s.", night->stopped);
	html_add(&doc->html, "</p>\n");
	if (!night->news_count)
		html_add(&doc->html, "<p>Nothing new.</p>\n");
	else
		html_add(&doc->html, "<ul class=\"findings\">\n");
	for (size_t i = 0; i < night->news_count && i < NEWS_MAX; i++)
		add_news(doc, &night->news[i]);
	if (night->news_count)
		html_add(&doc->html, "</ul>\n");
	if (night->news_count > NEWS_MAX)
		html_add(&doc->html, "<p class=\"cut\">%zu more</p>\n", night->news_count - NEWS_MAX);
	section_end(doc);
}

/* --- open findings */

static void add_members(struct doc *doc, const struct night_finding *f)
{
	struct buf *html = &doc->html;

	if (f->member_count < 2)
		return;
	html_add(html, "<details><summary>%zu alike<span class=\"hidden\"> of %s</span></summary>\n<ul>\n",
		 f->member_count, f->key);
	for (size_t i = 0; i < f->member_count && i < MEMBERS_MAX; i++) {
		html_add(html, "<li>");
		html_excerpt(html, f->members[i].text, TEXT_MAX);
		html_add(html, "</li>\n");
	}
	html_add(html, "</ul>\n");
	if (f->member_count > MEMBERS_MAX)
		html_add(html, "<p class=\"cut\">%zu more</p>\n", f->member_count - MEMBERS_MAX);
	html_add(html, "</details>\n");
}

static void add_finding(struct doc *doc, const struct night_finding *f)
{
	const struct news kind = {.kind = f->kind, .bad = true};
	const struct mark accepted = {"faint", "\u2713", "accepted"};
	struct buf *html = &doc->html;

	html_add(html, "<li>");
	html_chip(html, mark_of_news(&kind));
	add_branch(doc, f->branch);
	html_excerpt(html, f->text, TEXT_MAX);
	html_add(html, "<br><span class=\"muted\">open since ");
	html_time(html, f->first_at);
	if (f->release)
		html_add(html, ", release %s", f->release);
	if (f->good_release)
		html_add(html, "; last good: %s", f->good_release);
	html_add(html, "; <code>%s</code></span>", f->key);
	if (f->accepted) {
		html_add(html, "<br>");
		html_chip(html, accepted);
		html_add(html, " on %s%s%s: %s", f->accepted_on, f->accepted_until ? ", until " : "",
			 f->accepted_until, f->accepted_reason);
	} else if (f->accepted_lapsed) {
		html_add(html, "<br>It was accepted, which does not hold any more: %s", f->accepted_lapsed);
	}
	add_members(doc, f);
	html_add(html, "</li>\n");
}

void page_night_findings(struct doc *doc)
{
	const struct night *night = &doc->pages->nights->items[0];

	html_add(&doc->html, "<p class=\"muted\">Open after the night of ");
	html_time(&doc->html, night->seen.at);
	html_add(&doc->html, ": %zu that count, %zu accepted.</p>\n", night->open, night->accepted);
	if (!night->finding_count)
		return;
	html_add(&doc->html, "<ul class=\"findings\">\n");
	for (size_t i = 0; i < night->finding_count && i < NEWS_MAX; i++)
		add_finding(doc, &night->findings[i]);
	html_add(&doc->html, "</ul>\n");
	if (night->finding_count > NEWS_MAX)
		html_add(&doc->html, "<p class=\"cut\">%zu more</p>\n", night->finding_count - NEWS_MAX);
}

/* --- nights before */

static const struct night_branch *find_branch(const struct night *night, const char *name)
{
	for (size_t i = 0; i < night->branch_count; i++)
		if (!strcmp(night->branches[i].branch, name))
			return &night->branches[i];
	return NULL;
}

static void add_number(struct buf *html, size_t count, const char *class)
{
	html_add(html, "<td class=\"num %s\">%zu</td>", count ? class : "zero", count);
}

static void add_night(struct buf *html, const struct night *night, const struct night_branch *b)
{
	html_add(html, "<tr><th scope=\"row\">");
	html_time(html, night->seen.at);
	html_add(html, "</th><td>%s</td>", b->release);
	if (b->failure) {
		html_add(html, "<td colspan=\"8\" class=\"bad\">%s</td></tr>\n", b->failure);
		return;
	}
	add_number(html, b->ported, "");
	add_number(html, b->refused, "bad");
	add_number(html, b->builds_failed, "bad");
	add_number(html, b->tests, "");
	add_number(html, b->base_passed, "");
	add_number(html, b->ported_passed, "");
	add_number(html, b->regressed, "bad");
	add_number(html, b->flaky, "doubt");
	html_add(html, "</tr>\n");
}

void page_nights(struct doc *doc, const char *branch)
{
	static const char *const columns[] = {
		"Night", "Release", ">Ported", ">Refused", ">Builds failed", ">Tests", ">Passed on base",
		">Passed ported", ">Regressed", ">Flaky", NULL};
	const struct nights *nights = doc->pages->nights;
	size_t shown = 0, more = 0;

	if (!nights->count)
		return;
	section_begin(doc, "nights", "Nights");
	page_trend(doc, branch);
	html_table_begin(doc, "list", "The last nights, the newest first", columns);
	for (size_t i = 0; i < nights->count; i++) {
		const struct night_branch *b = find_branch(&nights->items[i], branch);

		if (b && shown < NIGHTS_SHOWN) {
			add_night(&doc->html, &nights->items[i], b);
			shown++;
		} else {
			more += b != NULL;
		}
	}
	html_table_end(doc);
	if (more)
		html_add(&doc->html, "<p class=\"muted\">%zu nights before these are in the trend above.</p>\n",
			 more);
	section_end(doc);
}

static bool is_about(const struct news *news, const char *branch, const char *variant, const char *test)
{
	return news->test && !strcmp(news->test, test) && !strcmp(news->branch, branch) &&
	       (!news->variant || !strcmp(news->variant, variant));
}

void page_test_nights(struct doc *doc, const char *branch, const char *variant, const char *test)
{
	const struct nights *nights = doc->pages->nights;
	size_t shown = 0;

	if (!nights->count)
		return;
	section_begin(doc, "nights", "Nights before");
	for (size_t i = 0; i < nights->count && shown < NIGHTS_SHOWN; i++)
		for (size_t n = 0; n < nights->items[i].news_count && shown < NIGHTS_SHOWN; n++) {
			const struct news *news = &nights->items[i].news[n];

			if (!is_about(news, branch, variant, test))
				continue;
			html_add(&doc->html, shown++ ? "<li>" : "<ul class=\"findings\">\n<li>");
			html_time(&doc->html, nights->items[i].seen.at);
			html_add(&doc->html, " ");
			html_chip(&doc->html, mark_of_news(news));
			html_add(&doc->html, " ");
			html_excerpt(&doc->html, news->text, TEXT_MAX);
			html_add(&doc->html, "</li>\n");
		}
	html_add(&doc->html, shown ? "</ul>\n" : "<p>No night had news of it.</p>\n");
	section_end(doc);
}
