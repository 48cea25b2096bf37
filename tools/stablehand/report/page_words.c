// SPDX-License-Identifier: GPL-2.0-only
/* A colour never says anything alone: each value has a sign and a word, too. */
#include "report/page_parts.h"

struct mark mark_of_verdict(enum verdict verdict)
{
	static const struct mark marks[] = {
		[VERDICT_NOT_AFFECTED] = {"faint", "\u2013"},
		[VERDICT_PRESENT] = {"good", "\u25cf"},
		[VERDICT_SUPERSEDED] = {"faint", "\u00bb"},
		[VERDICT_CLEAN] = {"good", "\u2713"},
		[VERDICT_MOVED] = {"good", "\u2195"},
		[VERDICT_ADAPTED] = {"doubt", "\u2248"},
		[VERDICT_RESOLVED] = {"doubt", "\u25c6"},
		[VERDICT_REFUSED] = {"bad", "\u2717"},
		[VERDICT_BLOCKED] = {"bad", "\u2298"},
		[VERDICT_UNREADABLE] = {"bad", "?"},
	};
	struct mark mark = marks[verdict];

	mark.word = verdict_name(verdict);
	return mark;
}

struct mark mark_of_need(enum need need)
{
	static const struct mark marks[] = {
		[NEED_UNKNOWN] = {"doubt", "?", "unknown"},
		[NEED_NEEDED] = {"plain", "\u2192", "needed"},
		[NEED_NOT_NEEDED] = {"faint", "\u2013", "not needed"},
	};

	return marks[need];
}

struct mark mark_of_risk(enum risk risk)
{
	static const struct mark marks[] = {
		[RISK_NONE] = {"faint", "\u2013", "none"},
		[RISK_LOW] = {"plain", "\u25cb", "low"},
		[RISK_MEDIUM] = {"doubt", "\u25d0", "medium"},
		[RISK_HIGH] = {"bad", "\u25cf", "high"},
	};

	return marks[risk];
}

struct mark mark_of_outcome(enum outcome outcome)
{
	static const struct mark marks[] = {
		[OUTCOME_PASS] = {"good", "\u2713"},
		[OUTCOME_FAIL] = {"bad", "\u2717"},
		[OUTCOME_SKIP] = {"faint", "\u2013"},
		[OUTCOME_TIMEOUT] = {"bad", "\u2026"},
		[OUTCOME_CRASH] = {"bad", "!"},
		[OUTCOME_NOT_BUILT] = {"bad", "\u2298"},
	};
	struct mark mark = marks[outcome];

	mark.word = outcome_name(outcome);
	return mark;
}

struct mark mark_of_comparison(enum comparison comparison)
{
	static const struct mark marks[] = {
		[COMPARISON_SAME] = {"plain", "="},
		[COMPARISON_FIXED] = {"good", "\u2191"},
		[COMPARISON_REGRESSED] = {"bad", "\u2193"},
		[COMPARISON_FLAKY] = {"doubt", "\u2195"},
		[COMPARISON_UNKNOWN] = {"doubt", "?"},
	};
	struct mark mark = marks[comparison];

	mark.word = comparison_name(comparison);
	return mark;
}

struct mark mark_of_build(enum build_status status)
{
	static const struct mark marks[] = {
		[BUILD_OK] = {"good", "\u2713"},
		[BUILD_FAILED] = {"bad", "\u2717"},
		[BUILD_NOT_BUILT] = {"doubt", "\u2013"},
	};
	struct mark mark = marks[status];

	mark.word = build_status_name(status);
	return mark;
}

struct mark mark_of_cell(enum cell_result result)
{
	static const struct mark marks[] = {
		[CELL_MET] = {"good", "\u2713"},
		[CELL_NOT_MET] = {"bad", "\u2717"},
		[CELL_NOT_RUN] = {"doubt", "\u2013"},
	};
	struct mark mark = marks[result];

	mark.word = cell_result_name(result);
	return mark;
}

void html_mark(struct buf *html, struct mark mark)
{
	html_add(html, "<span class=\"sign\" aria-hidden=\"true\">%s</span> %s", mark.sign, mark.word);
}

void html_chip(struct buf *html, struct mark mark)
{
	html_add(html, "<span class=\"chip %s\">", mark.class);
	html_mark(html, mark);
	html_add(html, "</span>");
}

void html_mark_cell(struct buf *html, struct mark mark)
{
	html_add(html, "<td class=\"mark %s\">", mark.class);
	html_mark(html, mark);
	html_add(html, "</td>");
}
