// SPDX-License-Identifier: GPL-2.0-only
#include "report/page_trend.h"

#include <string.h>

#include "report/page_parts.h"
#include "util/alloc.h"

static const struct night_branch *tested(const struct night *night, const char *branch)
{
	for (size_t i = 0; i < night->branch_count; i++)
		if (!strcmp(night->branches[i].branch, branch))
			return night->branches[i].tests ? &night->branches[i] : NULL;
	return NULL;
}

static size_t less(size_t a, size_t b)
{
	return a < b ? a : b;
}

void trend_make(const struct nights *nights, const char *branch, struct trend *ret)
{
	struct trend trend = {.least = SIZE_MAX};
	size_t seen = 0;

	for (size_t i = 0; i < nights->count; i++)
		trend.nights += tested(&nights->items[i], branch) != NULL;
	trend.count = less(trend.nights, TREND_POINTS);
	for (size_t i = nights->count; i-- > 0;) {
		const struct night_branch *b = tested(&nights->items[i], branch);
		struct trend_point now, *point;

		if (!b)
			continue;
		now = (struct trend_point){b->base_passed, b->ported_passed};
		point = &trend.points[seen * trend.count / trend.nights];
		/* The first of its bucket sets it. */
		if (!seen || (seen - 1) * trend.count / trend.nights != seen * trend.count / trend.nights)
			*point = now;
		point->base = less(point->base, now.base);
		point->ported = less(point->ported, now.ported);
		trend.least = less(trend.least, less(now.base, now.ported));
		trend.most = now.base > trend.most ? now.base : trend.most;
		trend.most = now.ported > trend.most ? now.ported : trend.most;
		trend.first = seen ? trend.first : nights->items[i].seen.at;
		trend.last = nights->items[i].seen.at;
		trend.newest = now;
		seen++;
	}
	*ret = trend;
}

/* --- as a drawing */

/* Where a line of points goes, in a box of so many units. */
struct box {
	size_t left, top, width, height;
};

static double x_of(const struct trend *trend, const struct box *box, size_t i)
{
	return box->left + (trend->count < 2 ? 0.0 : (double)box->width * i / (trend->count - 1));
}

static double y_of(const struct trend *trend, const struct box *box, size_t value)
{
	size_t range = trend->most - trend->least;

	return box->top + box->height * (range ? (double)(trend->most - value) / range : 0.5);
}

static void add_line(struct buf *html, const struct trend *trend, const struct box *box, bool ported)
{
	html_add(html, "<polyline class=\"%s\" points=\"", ported ? "ported" : "base");
	for (size_t i = 0; i < trend->count; i++) {
		const struct trend_point *p = &trend->points[i];

		html_add(html, i ? " %.1f,%.1f" : "%.1f,%.1f", x_of(trend, box, i),
			 y_of(trend, box, ported ? p->ported : p->base));
	}
	html_add(html, "\"/>");
}

/* What a person who does not see the lines is told. */
static void add_words(struct doc *doc, const struct trend *trend, const char *branch)
{
	struct buf *html = &doc->html;

	doc->ids++;
	html_add(html, " role=\"img\" aria-labelledby=\"trend-%zu-title trend-%zu-desc\">"
		 "<title id=\"trend-%zu-title\">Selftests that passed on %s each night</title>"
		 "<desc id=\"trend-%zu-desc\">%zu nights from %.10s to %.10s, between %zu and %zu passed; last "
		 "base %zu, ported %zu</desc>", doc->ids, doc->ids, doc->ids, branch, doc->ids, trend->nights,
		 trend->first, trend->last, trend->least, trend->most, trend->newest.base,
		 trend->newest.ported);
}

void page_trend_small(struct doc *doc, const char *branch)
{
	static const struct box box = {2, 3, 116, 18};
	struct trend trend;

	trend_make(doc->pages->nights, branch, &trend);
	if (trend.count < 2) {
		html_add(&doc->html, "<td class=\"none\">\u2013</td>");
		return;
	}
	html_add(&doc->html, "<td><svg class=\"spark\" viewBox=\"0 0 120 24\" width=\"120\" height=\"24\"");
	add_words(doc, &trend, branch);
	add_line(&doc->html, &trend, &box, false);
	add_line(&doc->html, &trend, &box, true);
	html_add(&doc->html, "</svg></td>");
}

static void add_axis(struct buf *html, const struct trend *trend, const struct box *box)
{
	size_t right = box->left + box->width, bottom = box->top + box->height;

	html_add(html, "<path class=\"axis\" d=\"M%zu %zuH%zu M%zu %zuH%zu\"/>", box->left, box->top, right,
		 box->left, bottom, right);
	html_add(html, "<text x=\"%zu\" y=\"%zu\" text-anchor=\"end\">%zu</text>", box->left - 8,
		 box->top + 4, trend->most);
	if (trend->least != trend->most)
		html_add(html, "<text x=\"%zu\" y=\"%zu\" text-anchor=\"end\">%zu</text>", box->left - 8,
			 bottom + 4, trend->least);
	html_add(html, "<text x=\"%zu\" y=\"%zu\">%.10s</text>", box->left, bottom + 20, trend->first);
	html_add(html, "<text x=\"%zu\" y=\"%zu\" text-anchor=\"end\">%.10s</text>", right, bottom + 20,
		 trend->last);
}

/* The names of the lines at their ends, apart where the lines are not. */
static void add_names(struct buf *html, const struct trend *trend, const struct box *box)
{
	const struct trend_point *last = &trend->points[trend->count - 1];
	double base = y_of(trend, box, last->base), ported = y_of(trend, box, last->ported);
	size_t x = box->left + box->width + 8;

	if (base >= ported - 14 && base <= ported + 14) {
		bool above = base < ported;
		double middle = (base + ported) / 2;

		base = middle + (above ? -8 : 8);
		ported = middle + (above ? 8 : -8);
	}
	html_add(html, "<text x=\"%zu\" y=\"%.1f\">ported %zu</text><text x=\"%zu\" y=\"%.1f\">base %zu</text>",
		 x, ported + 4, trend->newest.ported, x, base + 4, trend->newest.base);
}

void page_trend(struct doc *doc, const char *branch)
{
	static const struct box box = {40, 14, 590, 120};
	struct buf *html = &doc->html;
	struct trend trend;

	trend_make(doc->pages->nights, branch, &trend);
	if (trend.count < 2) {
		html_add(html, trend.count ? "<p>It was tested in one night so far.</p>\n" :
					     "<p>No night tested it.</p>\n");
		return;
	}
	html_add(html, "<div class=\"scroll\" role=\"region\" aria-label=\"Trend of the selftests\" "
		 "tabindex=\"0\">\n<svg class=\"chart\" viewBox=\"0 0 720 164\"");
	add_words(doc, &trend, branch);
	add_axis(html, &trend, &box);
	add_line(html, &trend, &box, false);
	add_line(html, &trend, &box, true);
	add_names(html, &trend, &box);
	html_add(html, "</svg>\n</div>\n<p class=\"muted\">Selftests that passed each night: ported (solid), "
		 "base (dashed). %zu nights, between %zu and %zu passed.", trend.nights, trend.least,
		 trend.most);
	if (trend.nights > trend.count)
		html_add(html, " Each of the %zu points is the least of about %zu nights.", trend.count,
			 (trend.nights + trend.count / 2) / trend.count);
	html_add(html, "</p>\n");
}
