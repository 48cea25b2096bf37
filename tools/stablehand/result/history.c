// SPDX-License-Identifier: GPL-2.0-only
#include "result/history.h"

#include <string.h>

#include "result/comparison.h"
#include "util/alloc.h"

static bool same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/* Are both of the same test, run in the same way in the same state? */
static bool is_of_line(const struct history_record *a, const struct history_record *b)
{
	return !strcmp(a->test, b->test) && !strcmp(a->branch, b->branch) &&
	       !strcmp(a->state, b->state) && !strcmp(a->variant, b->variant) &&
	       same(a->series, b->series);
}

/* Do all attempts of its run say the same? */
static bool is_steady(const struct history *history, const struct history_record *record)
{
	for (size_t i = 0; i < history->record_count; i++) {
		const struct history_record *other = &history->records[i];

		if (is_of_line(record, other) && !strcmp(record->run_key, other->run_key) &&
		    strcmp(record->outcome, other->outcome))
			return false;
	}
	return true;
}

static bool says_something(const struct history *history, const struct history_record *record)
{
	int outcome = outcome_from_name(record->outcome);

	return record->attempt == 1 && outcome >= 0 && outcome != OUTCOME_SKIP &&
	       is_steady(history, record);
}

static int direction(const struct history_record *before, const struct history_record *after)
{
	return outcome_direction(outcome_from_name(before->outcome), before->kernel_log,
				 outcome_from_name(after->outcome), after->kernel_log);
}

static struct history_event copy_event(const struct history_event *event)
{
	return (struct history_event){
		.id = event->id,
		.at = xstrdup(event->at),
		.program = xstrdup(event->program),
		.command = xstrdup(event->command),
	};
}

static void add_regression(struct history *history, const struct history_record *good,
			   const struct history_record *bad)
{
	*ARRAY_ADD(history->regressions, history->regression_count, history->regression_alloc) =
		(struct history_regression){
			.test = xstrdup(bad->test),
			.branch = xstrdup(bad->branch),
			.state = xstrdup(bad->state),
			.variant = xstrdup(bad->variant),
			.series = xstrdup(bad->series),
			.good = xstrdup(good->release),
			.bad = xstrdup(bad->release),
			.was = xstrdup(good->outcome),
			.is = xstrdup(bad->outcome),
			.message = xstrdup(bad->message),
			.boot = xstrdup(bad->boot),
			.good_made = copy_event(&good->made),
			.bad_made = copy_event(&bad->made),
		};
}

/* What was tested before is not recorded again: is the branch back at a release that was good? */
static void find_set_back(struct history *history, size_t first, const struct history_record *good,
			  struct history_regression *open)
{
	for (size_t i = first; i < history->record_count && !open->fixed; i++) {
		const struct history_record *record = &history->records[i];

		if (record->newest && is_of_line(&history->records[first], record) &&
		    says_something(history, record) && direction(good, record) >= 0)
			open->fixed = xstrdup(record->release);
	}
}

/* One test in one state and variant, from its first record on. */
static void follow(struct history *history, size_t first)
{
	const struct history_record *last = NULL, *good = NULL;
	size_t open = 0;		/* number of the regression that is not fixed, and one */

	for (size_t i = first; i < history->record_count; i++) {
		const struct history_record *record = &history->records[i];

		if (!is_of_line(&history->records[first], record) || !says_something(history, record))
			continue;
		if (open && direction(good, record) >= 0) {
			history->regressions[open - 1].fixed = xstrdup(record->release);
			open = 0;
		}
		if (last && !open && direction(last, record) < 0) {
			add_regression(history, last, record);
			open = history->regression_count;
			good = last;
		}
		last = record;
	}
	if (open)
		find_set_back(history, first, good, &history->regressions[open - 1]);
}

void history_find_regressions(struct history *history)
{
	for (size_t i = 0; i < history->record_count; i++) {
		bool begun = false;

		for (size_t j = 0; j < i && !begun; j++)
			begun = is_of_line(&history->records[j], &history->records[i]);
		if (!begun)
			follow(history, i);
	}
}

void history_event_release(struct history_event *event)
{
	free(event->at);
	free(event->program);
	free(event->command);
	*event = (struct history_event){0};
}

static void release_verdict(struct history_verdict *v)
{
	free(v->branch);
	free(v->release);
	free(v->series);
	free(v->patch);
	free(v->verdict);
	free(v->need);
	free(v->risk);
	free(v->commit);
	history_event_release(&v->first);
	history_event_release(&v->last);
}

static void release_build(struct history_build *b)
{
	free(b->key);
	free(b->branch);
	free(b->release);
	free(b->state);
	free(b->status);
	free(b->series);
	free(b->folder);
	history_event_release(&b->made);
}

static void release_record(struct history_record *r)
{
	free(r->test);
	free(r->branch);
	free(r->release);
	free(r->state);
	free(r->variant);
	free(r->series);
	free(r->run_key);
	free(r->build_key);
	free(r->build_status);
	free(r->outcome);
	free(r->message);
	free(r->kernel_log);
	free(r->boot);
	free(r->seen);
	history_event_release(&r->made);
}

static void release_regression(struct history_regression *r)
{
	free(r->test);
	free(r->branch);
	free(r->state);
	free(r->variant);
	free(r->series);
	free(r->good);
	free(r->bad);
	free(r->was);
	free(r->is);
	free(r->message);
	free(r->boot);
	free(r->fixed);
	history_event_release(&r->good_made);
	history_event_release(&r->bad_made);
}

void history_release(struct history *history)
{
	for (size_t i = 0; i < history->verdict_count; i++)
		release_verdict(&history->verdicts[i]);
	for (size_t i = 0; i < history->build_count; i++)
		release_build(&history->builds[i]);
	for (size_t i = 0; i < history->record_count; i++)
		release_record(&history->records[i]);
	for (size_t i = 0; i < history->regression_count; i++)
		release_regression(&history->regressions[i]);
	free(history->verdicts);
	free(history->builds);
	free(history->records);
	free(history->regressions);
	free(history->name);
	*history = (struct history){0};
}
