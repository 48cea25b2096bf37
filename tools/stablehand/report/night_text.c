// SPDX-License-Identifier: GPL-2.0-only
#include "report/night_text.h"

#include <stdio.h>
#include <string.h>

#include "report/table.h"
#include "util/alloc.h"
#include "util/buf.h"

/* What people call the kinds. */
static const char *const words[NEWS_KIND_COUNT] = {
	[NEWS_RELEASE] = "release",
	[NEWS_VERDICT] = "verdict",
	[NEWS_BASE_REGRESSED] = "base regressed",
	[NEWS_PORTED_REGRESSED] = "ported regressed",
	[NEWS_BASE_BUILD_BROKE] = "base does not build",
	[NEWS_PORTED_BUILD_BROKE] = "ported does not build",
	[NEWS_UNTESTED] = "not tested",
	[NEWS_FLAKY] = "flaky",
	[NEWS_LATER_FIX] = "later fix",
	[NEWS_REVERTED] = "reverted",
	[NEWS_FAILED] = "no answer",
	[NEWS_SOURCE] = "source",
	[NEWS_FIXED] = "fixed",
};

static const char *plural(size_t count, const char *one, const char *more)
{
	return count == 1 ? one : more;
}

static void add_count(struct buf *text, size_t count, const char *one, const char *more)
{
	buf_printf(text, "%s%zu %s", text->len ? ", " : "", count, plural(count, one, more));
}

char *night_summary(const struct night *night)
{
	size_t patches = 0, ported = 0, present = 0, not_needed = 0, refused = 0, tests = 0;
	size_t lost = 0, stored = 0;
	struct buf text = {0};

	for (size_t i = 0; i < night->branch_count; i++) {
		const struct night_branch *b = &night->branches[i];

		patches += b->patches;
		ported += b->ported;
		present += b->present;
		not_needed += b->not_needed;
		refused += b->refused;
		tests += b->tests;
		lost += b->failure != NULL;
		stored += b->from_store;
	}
	add_count(&text, night->branch_count, "branch", "branches");
	if (lost)
		buf_printf(&text, " (%zu without an answer)", lost);
	if (stored)
		buf_printf(&text, " (%zu from the store)", stored);
	add_count(&text, patches, "patch", "patches");
	buf_printf(&text, " (%zu ported, %zu present, %zu not needed, %zu refused)", ported,
		   present, not_needed, refused);
	add_count(&text, tests, "test compared", "tests compared");
	add_count(&text, night->open, "open finding", "open findings");
	if (night->accepted)
		add_count(&text, night->accepted, "accepted", "accepted");
	return buf_detach(&text);
}

static enum style style_of(const struct news *n)
{
	return n->bad ? STYLE_BAD : n->kind == NEWS_FIXED ? STYLE_GOOD :
	       n->kind == NEWS_FLAKY || n->kind == NEWS_SOURCE ? STYLE_DOUBT : STYLE_PLAIN;
}

static size_t branch_width(const struct night *night)
{
	size_t width = 0;

	for (size_t i = 0; i < night->news_count; i++)
		if (strlen(night->news[i].branch) > width)
			width = strlen(night->news[i].branch);
	return width < 40 ? width : 40;
}

static void one_news(const struct news *n, size_t width, struct out *to)
{
	out_printf(to, "  %-*s  ", (int)width, n->branch);
	out_styled(to, style_of(n), "%s", words[n->kind]);
	out_printf(to, ": %s", n->text);
	if (n->finding)
		out_styled(to, STYLE_FAINT, "  [%s]", n->finding);
	out_puts(to, "\n");
	for (size_t i = 0; i < n->evidence_count; i++)
		out_printf(to, "  %-*s    %s\n", (int)width, "", n->evidence[i]);
}

static char *minute(const char *at)
{
	/* "2026-12-01T04:12:33Z" */
	return xasprintf("%.10s %.5s", at, strlen(at) > 16 ? at + 11 : "");
}

static void one_finding(const struct night_finding *f, struct out *to)
{
	_cleanup_free_ char *since = minute(f->first_at);

	out_puts(to, "  ");
	out_styled(to, f->accepted ? STYLE_FAINT : STYLE_BAD, "%s", f->key);
	out_printf(to, "  %s: %s\n", words[f->kind], f->text);
	out_printf(to, "    since %s", since);
	if (f->good_release && f->release && strcmp(f->good_release, f->release))
		out_printf(to, ", last good %s, first bad %s", f->good_release, f->release);
	else if (f->release)
		out_printf(to, ", at %s", f->release);
	out_puts(to, "\n");
	if (f->accepted)
		out_printf(to, "    accepted on %s%s%s: %s\n", f->accepted_on,
			   f->accepted_until ? " until " : "",
			   f->accepted_until ? f->accepted_until : "", f->accepted_reason);
	else if (f->accepted_lapsed)
		out_printf(to, "    counts again: %s\n", f->accepted_lapsed);
}

void night_findings_text(const struct night_finding *findings, size_t count, struct out *to)
{
	for (size_t i = 0; i < count; i++)
		one_finding(&findings[i], to);
}

static size_t not_accepted(const struct night *night)
{
	size_t count = 0;

	while (count < night->finding_count && !night->findings[count].accepted)
		count++;
	return count;
}

void night_text(const struct night *night, struct out *to)
{
	_cleanup_free_ char *summary = night_summary(night), *at = minute(night->seen.at);
	size_t open = not_accepted(night), width = branch_width(night);

	if (night->stopped)
		out_printf(to, "not all was done: %s; the next night goes on\n", night->stopped);
	if (!night->news_count) {
		out_printf(to, "nothing new: %s\n", summary);
		return;
	}
	out_styled(to, STYLE_STRONG, "night %zu, %s UTC", night->id, at);
	out_printf(to, ": %s\n\nnew:\n", summary);
	for (size_t i = 0; i < night->news_count; i++)
		one_news(&night->news[i], width, to);
	if (open)
		out_puts(to, "\nopen:\n");
	night_findings_text(night->findings, open, to);
	if (night->accepted)
		out_printf(to, "\n%zu %s accepted (stablehand accept lists them)\n",
			   night->accepted, plural(night->accepted, "finding is", "findings are"));
}

char *night_news_text(const struct night *night)
{
	struct out to = {.width = TABLE_UNLIMITED};
	char *text = NULL;
	size_t len;

	to.file = open_memstream(&text, &len);
	if (!to.file)
		return xstrdup("");
	night_text(night, &to);
	fclose(to.file);
	return text;
}

void nights_text(const struct nights *nights, struct out *to)
{
	for (size_t i = 0; i < nights->count; i++) {
		const struct night *night = &nights->items[i];
		_cleanup_free_ char *at = minute(night->seen.at);

		out_printf(to, "night %zu, %s UTC: %zu %s, %zu open, %zu accepted\n", night->id, at,
			   night->news_count,
			   plural(night->news_count, "piece of news", "pieces of news"),
			   night->open, night->accepted);
		for (size_t n = 0; n < night->news_count; n++)
			one_news(&night->news[n], branch_width(night), to);
	}
}
