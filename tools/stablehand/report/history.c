// SPDX-License-Identifier: GPL-2.0-only
#include "report/history.h"

#include <string.h>

#include "report/table.h"
#include "util/alloc.h"

#define KEY_SHOWN 12	/* digits */

/* "base", "ported (fix)", and how it was booted. */
static void print_state(struct table *table, const char *state, const char *series)
{
	table_cell(table, STYLE_PLAIN, series ? "%s (%s)" : "%s", state, series);
}

/* When, by what: "2026-11-30 17:03 run (#12, stablehand 0.1)". */
static void print_event(struct table *table, const struct history_event *event)
{
	if (event->id)
		table_cell(table, STYLE_FAINT, "%.10s %.5s %s (#%ld, %s)", event->at,
			   strlen(event->at) > 11 ? event->at + 11 : "", event->command, event->id,
			   event->program);
	else
		table_cell(table, STYLE_FAINT, "a run that did not end");
}

static enum style outcome_style(const char *outcome)
{
	if (!strcmp(outcome, "pass") || !strcmp(outcome, "ok"))
		return STYLE_GOOD;
	return !strcmp(outcome, "skip") ? STYLE_PLAIN : STYLE_BAD;
}

static void print_regressions(const struct history *history, struct out *to)
{
	static const char *const headings[] = {
		"TEST", "BRANCH", "STATE", "VARIANT", "LAST GOOD", "FIRST BAD", "FIXED IN", "~WHAT", NULL,
	};
	struct table *table;

	if (!history->regression_count)
		return;
	out_styled(to, STYLE_STRONG, "regressions\n");
	table = table_new(headings, to);
	for (size_t i = 0; i < history->regression_count; i++) {
		const struct history_regression *r = &history->regressions[i];

		table_row(table);
		table_cell(table, STYLE_PLAIN, "%s", r->test);
		table_cell(table, STYLE_PLAIN, "%s", r->branch);
		print_state(table, r->state, r->series);
		table_cell(table, STYLE_PLAIN, "%s", r->variant);
		table_cell(table, STYLE_GOOD, "%s (#%ld)", r->good, r->good_made.id);
		table_cell(table, STYLE_BAD, "%s (#%ld)", r->bad, r->bad_made.id);
		table_cell(table, STYLE_PLAIN, "%s", r->fixed ? r->fixed : "-");
		table_cell(table, STYLE_PLAIN, "%s, then %s%s%s", r->was, r->is,
			   *r->message ? ": " : "", r->message);
	}
	table_print(table);
	out_puts(to, "\n");
}

static void print_records(const struct history *history, struct out *to)
{
	static const char *const headings[] = {
		"TEST", "BRANCH", "RELEASE", "STATE", "VARIANT", ">TRY", "OUTCOME", ">SECONDS", "BUILD",
		"FIRST SEEN BY", "~MESSAGE", "~LOG", NULL,
	};
	struct table *table = table_new(headings, to);

	for (size_t i = 0; i < history->record_count; i++) {
		const struct history_record *r = &history->records[i];

		table_row(table);
		table_cell(table, STYLE_PLAIN, "%s", r->test);
		table_cell(table, STYLE_PLAIN, "%s", r->branch);
		table_cell(table, STYLE_PLAIN, "%s", *r->release ? r->release : "?");
		print_state(table, r->state, r->series);
		table_cell(table, STYLE_PLAIN, "%s", r->variant);
		table_cell(table, STYLE_PLAIN, "%d", r->attempt);
		table_cell(table, outcome_style(r->outcome), "%s", r->outcome);
		table_cell(table, STYLE_PLAIN, "%.1f", r->seconds);
		table_cell(table, STYLE_PLAIN, "%.*s", KEY_SHOWN, r->build_key ? r->build_key : "?");
		print_event(table, &r->made);
		table_cell(table, STYLE_PLAIN, "%s", r->message);
		table_cell(table, STYLE_FAINT, "%s", r->boot);
	}
	table_print(table);
}

static void print_verdicts(const struct history *history, struct out *to)
{
	static const char *const headings[] = {
		"PATCH", "BRANCH", "RELEASE", "VERDICT", "NEED", "RISK", "COMMIT", ">SEEN", "FIRST", "LAST",
		NULL,
	};
	struct table *table = table_new(headings, to);

	for (size_t i = 0; i < history->verdict_count; i++) {
		const struct history_verdict *v = &history->verdicts[i];

		table_row(table);
		table_cell(table, STYLE_PLAIN, "%s/%s", v->series, v->patch);
		table_cell(table, STYLE_PLAIN, "%s", v->branch);
		table_cell(table, STYLE_PLAIN, "%s", v->release);
		table_cell(table, STYLE_PLAIN, "%s", v->verdict);
		table_cell(table, STYLE_PLAIN, "%s", v->need);
		table_cell(table, STYLE_PLAIN, "%s", v->risk);
		table_cell(table, STYLE_PLAIN, "%.*s", KEY_SHOWN, v->commit ? v->commit : "-");
		table_cell(table, STYLE_PLAIN, "%zu", v->count);
		print_event(table, &v->first);
		print_event(table, &v->last);
	}
	table_print(table);
}

static void print_builds(const struct history *history, struct out *to)
{
	static const char *const headings[] = {
		"BUILD", "BRANCH", "RELEASE", "STATE", "STATUS", ">SECONDS", "FIRST SEEN BY", "~FOLDER",
		NULL,
	};
	struct table *table;

	if (!history->build_count)
		return;
	out_styled(to, STYLE_STRONG, "\nbuilds\n");
	table = table_new(headings, to);
	for (size_t i = 0; i < history->build_count; i++) {
		const struct history_build *b = &history->builds[i];

		table_row(table);
		table_cell(table, STYLE_PLAIN, "%.*s", KEY_SHOWN, b->key);
		table_cell(table, STYLE_PLAIN, "%s", b->branch);
		table_cell(table, STYLE_PLAIN, "%s", b->release);
		print_state(table, b->state, b->series);
		table_cell(table, outcome_style(b->status), "%s", b->status);
		table_cell(table, STYLE_PLAIN, "%.1f", b->seconds);
		print_event(table, &b->made);
		table_cell(table, STYLE_FAINT, "%s", b->folder ? b->folder : "removed");
	}
	table_print(table);
}

void history_text(const struct history *history, struct out *to)
{
	print_regressions(history, to);
	if (history->of_test) {
		print_records(history, to);
	} else {
		print_verdicts(history, to);
		print_builds(history, to);
	}
	if (history->cut)
		out_puts(to, "more is known: the oldest are left out\n");
}
