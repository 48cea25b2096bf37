// SPDX-License-Identifier: GPL-2.0-only
/* A branch's result as a list of observations. */
#include <stdio.h>
#include <string.h>

#include "result/observed.h"
#include "util/alloc.h"
#include "util/buf.h"

/* What is observed of. */
struct observing {
	const struct branch_result *branch;
	const char *release;
	struct observations *list;
};

static struct observation *add(const struct observing *o, enum news_kind kind, const char *is,
			       const char *series, const char *state)
{
	struct observation *new = observe(o->list, kind, is);

	new->series = xstrdup(series);
	new->state = xstrdup(state);
	new->release = xstrdup(o->release);
	return new;
}

static char *first_line(const char *text)
{
	return xstrndup(text, strcspn(text, "\n"));
}

static void turn_bad(struct observation *o, const char *failure)
{
	o->bad = true;
	o->signature = failure_signature(failure);
}

/* --- verdicts */

/* What says best why a patch went nowhere: a hunk's reason, what a gate says, the first fact. */
static char *why_not(const struct patch_result *p)
{
	for (size_t i = 0; i < p->hunks.count; i++) {
		const struct hunk_outcome *hunk = &p->hunks.items[i];

		if (hunk->verdict == VERDICT_REFUSED && hunk->reason) {
			_cleanup_free_ char *reason = first_line(hunk->reason);

			return xasprintf("%s: %s", hunk->path ? hunk->path : "", reason);
		}
	}
	for (size_t i = 0; i < p->evidence.count; i++)
		if (p->evidence.items[i].kind == EVIDENCE_GATE)
			return first_line(p->evidence.items[i].text);
	return first_line(p->evidence.count ? p->evidence.items[0].text : "");
}

static void observe_patch(const struct observing *on, const char *series,
			  const struct patch_result *p)
{
	struct observation *o = add(on, NEWS_VERDICT, verdict_name(p->verdict), series, NULL);
	_cleanup_free_ char *why = NULL;

	o->patch = xstrdup(p->name);
	if (p->verdict == VERDICT_REFUSED || p->verdict == VERDICT_UNREADABLE) {
		why = why_not(p);
		o->text = xasprintf("%s: %s", o->is, *why ? why : p->subject);
	} else if (p->verdict == VERDICT_BLOCKED) {
		why = xasprintf("needs %s", p->blocked_by ? p->blocked_by : "another");
		o->text = xasprintf("blocked: %s", why);
		o->group = xstrdup(p->blocked_by);
	} else {
		o->text = xstrdup(p->subject);
		return;
	}
	turn_bad(o, why);
}

/* Upstream knows fixes of what was shipped that do not go with it. */
static void observe_fixes(const struct observing *on, const char *series,
			  const struct patch_result *p)
{
	bool shipped = verdict_landed(p->verdict) || p->verdict == VERDICT_PRESENT;

	for (size_t i = 0; shipped && i < p->evidence.count; i++) {
		const struct evidence *e = &p->evidence.items[i];
		struct observation *o;

		if (e->kind != EVIDENCE_COMMIT || e->reason != REASON_MISSING_FIX)
			continue;
		o = add(on, NEWS_LATER_FIX, "missing", series, NULL);
		o->patch = xstrdup(p->name);
		o->about = first_line(e->text);
		o->text = first_line(e->text);
		o->bad = true;
		o->signature = xstrdup(o->about);
	}
}

static void observe_series(const struct observing *on, const struct series_result *s)
{
	for (size_t i = 0; i < s->patch_count; i++) {
		observe_patch(on, s->name, &s->patches[i]);
		observe_fixes(on, s->name, &s->patches[i]);
	}
}

/* --- builds */

static void observe_build(const struct observing *on, const struct state_result *state,
			  const char *series, bool base_is_good)
{
	enum news_kind kind = series ? NEWS_PORTED_BUILD_BROKE : NEWS_BASE_BUILD_BROKE;
	const struct build_result *build = &state->build;
	struct observation *o;

	/* What does not build unpatched says nothing of the patches. */
	if (!state->has_build || build->status == BUILD_NOT_BUILT ||
	    (series && build->status == BUILD_FAILED && !base_is_good))
		return;
	o = add(on, kind, build->status == BUILD_OK ? "ok" : "failed", series, state->state);
	o->log = xstrdup(build->log);
	if (build->status == BUILD_OK)
		return;
	o->text = xasprintf("build failed: %s", build->failing_count ? build->failing[0] : "?");
	turn_bad(o, build->failing_count ? build->failing[0] : "");
}

static void observe_not_run(const struct observing *on, const struct state_result *state,
			    const char *series)
{
	const char *why = state_not_run(state);
	bool ran = false;
	struct observation *o;

	for (size_t v = 0; v < state->run_count; v++)
		ran |= state->runs[v].run_key != NULL;
	if (!why && !ran)
		return;
	o = add(on, NEWS_UNTESTED, why ? "not run" : "run", series, state->state);
	if (why) {
		o->text = first_line(why);
		turn_bad(o, why);
	}
}

/* --- tests */

/* Does what a record says name the failure itself, not only that there was one? */
static bool is_specific(const struct test_record *r)
{
	_cleanup_free_ char *message = failure_signature(r->message);
	static const char *const plain[] = {"exit N", "signal N", "killed by signal N", "N", ""};

	if (r->kernel_log[0])
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(plain); i++)
		if (!strcmp(message, plain[i]))
			return false;
	return r->outcome == OUTCOME_CRASH || r->outcome == OUTCOME_NOT_BUILT;
}

static char *failure_of(const struct test_record *r)
{
	if (r->kernel_log[0])
		return xasprintf("%s, kernel: %.*s", outcome_name(r->outcome),
				 (int)strcspn(r->kernel_log, "\n"), r->kernel_log);
	if (r->message[0] && r->outcome != OUTCOME_PASS)
		return xasprintf("%s (%s)", outcome_name(r->outcome), r->message);
	return xstrdup(outcome_name(r->outcome));
}

static void describe_test(struct observation *o, const struct test_record *r)
{
	o->text = failure_of(r);
	o->specific = is_specific(r);
	o->log = *r->log ? xstrdup(r->log) : NULL;
}

/* Whether it has become worse only the night before can tell. */
static void observe_base_test(const struct observing *on, const struct test_row *row,
			      const char *variant)
{
	struct observation *o;

	if (!row->base)
		return;
	o = add(on, NEWS_BASE_REGRESSED, outcome_name(row->base->outcome), NULL, "base");
	o->test = xstrdup(row->test);
	o->variant = xstrdup(variant);
	o->kernel_log = *row->base->kernel_log ? xstrdup(row->base->kernel_log) : NULL;
	if (row->base->outcome == OUTCOME_PASS && !o->kernel_log)
		return;
	describe_test(o, row->base);
	o->signature = failure_signature(o->text);
}

static bool is_new_and_bad(const struct test_row *row)
{
	return !row->base && row->ported && row->ported->outcome != OUTCOME_PASS &&
	       row->ported->outcome != OUTCOME_SKIP;
}

static void observe_ported_test(const struct observing *on, const struct test_row *row,
				const char *series, const char *variant)
{
	bool bad = row->comparison == COMPARISON_REGRESSED || is_new_and_bad(row);
	_cleanup_free_ char *failure = NULL;
	struct observation *o;

	/* One side alone, or a difference that is not confirmed, says nothing. */
	if (!row->ported || (row->comparison == COMPARISON_UNKNOWN && row->base))
		return;
	o = add(on, NEWS_PORTED_REGRESSED, bad ? "regressed" : row->base ?
		comparison_name(row->comparison) : outcome_name(row->ported->outcome), series,
		"ported");
	o->test = xstrdup(row->test);
	o->variant = xstrdup(variant);
	if (!bad) {
		if (row->comparison == COMPARISON_FLAKY || row->comparison == COMPARISON_FIXED)
			o->text = xstrdup(row->reason);
		return;
	}
	describe_test(o, row->ported);
	if (row->base) {
		free(o->text);
		o->text = xstrdup(row->reason);
	}
	failure = failure_of(row->ported);
	turn_bad(o, failure);
}

static void observe_table(const struct observing *on, const struct comparison_table *table,
			  const char *series, const char *variant)
{
	for (size_t i = 0; table && i < table->count; i++) {
		observe_base_test(on, &table->rows[i], variant);
		if (series)
			observe_ported_test(on, &table->rows[i], series, variant);
	}
}

static void observe_tests(const struct observing *on)
{
	const struct branch_result *b = on->branch;

	for (size_t v = 0; v < b->variant_count; v++) {
		const char *variant = b->variants[v].name;

		if (v < b->base.run_count)
			observe_table(on, &b->base.runs[v].alone, NULL, variant);
		for (size_t i = 0; i < b->series_count; i++)
			if (v < b->series[i].comparison_count)
				observe_table(on, b->series[i].comparisons[v], b->series[i].name,
					      variant);
	}
}

static void observe_behaviour(const struct observing *on, const struct series_result *s)
{
	for (size_t i = 0; i < s->behaviour.count; i++) {
		const struct behaviour_cell *cell = &s->behaviour.cells[i];
		struct observation *o;

		if (cell->result == CELL_NOT_RUN)
			continue;
		o = add(on, NEWS_PORTED_REGRESSED, cell_result_name(cell->result), s->name,
			cell->state);
		o->test = xstrdup(cell->test);
		o->variant = xstrdup(cell->variant);
		o->about = xstrdup("behaviour");
		o->log = xstrdup(cell->log);
		if (cell->result == CELL_MET)
			continue;
		o->text = first_line(cell->why ? cell->why : "not as expected");
		turn_bad(o, o->text);
	}
}

/* --- sources, and branches without an answer */

static void observe_source(const struct observing *on)
{
	const struct source_result *s = &on->branch->source;
	bool lost = s->tried_count && s->from_store;
	_cleanup_buf_ struct buf lines = {0};
	const char *is = lost ? "no answer" : s->tried_count ? "trouble" : "ok";
	struct observation *o = add(on, NEWS_SOURCE, is, NULL, NULL);

	if (!s->tried_count)
		return;
	for (size_t i = 0; i < s->tried_count; i++)
		buf_printf(&lines, "%s%s", i ? "; " : "", s->tried[i]);
	o->text = first_line(buf_str(&lines));
	o->signature = failure_signature(buf_str(&lines));
}

static void observe_failure(const struct observing *on)
{
	const struct branch_result *b = on->branch;
	_cleanup_free_ char *missing = branch_not_fetched(b);
	struct observation *o;

	if (!b->failure) {
		add(on, NEWS_FAILED, "ok", NULL, NULL);
		return;
	}
	o = add(on, NEWS_FAILED, "failed", NULL, NULL);
	o->text = first_line(missing ? missing : b->failure->message);
	turn_bad(o, o->text);
}

void observe_branch(const struct branch_result *b, struct observations *ret)
{
	const struct observing on = {
		.branch = b,
		.release = b->has_source ? b->source.release.version : NULL,
		.list = ret,
	};
	bool base_is_good = !b->base.has_build || b->base.build.status != BUILD_FAILED;

	observe_failure(&on);
	if (b->has_source) {
		add(&on, NEWS_RELEASE, b->source.release.version, NULL, NULL);
		observe_source(&on);
	}
	observe_build(&on, &b->base, NULL, base_is_good);
	observe_not_run(&on, &b->base, NULL);
	observe_tests(&on);
	for (size_t i = 0; i < b->series_count; i++) {
		const struct series_result *s = &b->series[i];

		observe_series(&on, s);
		observe_build(&on, &s->ported, s->name, base_is_good);
		observe_not_run(&on, &s->ported, s->name);
		observe_behaviour(&on, s);
	}
	ret->judged = b->has_source && !b->failure && !b->interrupted;
	observations_sort(ret);
}
