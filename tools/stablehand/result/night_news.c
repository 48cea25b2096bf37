// SPDX-License-Identifier: GPL-2.0-only
#include "result/night_news.h"

#include <string.h>

#include "result/night_parts.h"
#include "util/alloc.h"

/* --- news that open no finding */

static void tell_release(struct night_adding *a, const struct observation *o,
			 const struct observation *was)
{
	struct news *n;

	if (was && !strcmp(was->is, o->is))
		return;
	n = night_tell(a, NEWS_RELEASE, o);
	n->was = was ? xstrdup(was->is) : NULL;
	n->text = was ? xasprintf("%s, was %s", o->is, was->is) :
			xasprintf("%s, looked at for the first time", o->is);
}

static void tell_source(struct night_adding *a, const struct observation *o,
			const struct observation *was)
{
	const char *before = was && was->signature ? was->signature : "";
	bool alike = was && !strcmp(was->is, o->is) &&
		     !strcmp(before, o->signature ? o->signature : "");
	struct news *n;

	if (alike || (!was && strcmp(o->is, "no answer")))
		return;
	n = night_tell(a, NEWS_SOURCE, o);
	n->was = was ? xstrdup(was->is) : NULL;
	if (!o->text)
		n->text = xstrdup("its sources answer again");
	else if (strcmp(o->is, "no answer"))
		n->text = xasprintf("passed over: %s", o->text);
	else
		n->text = xasprintf("no source answers, %s of the store is used: %s", o->release,
				    o->text);
}

static bool has_release(const struct observations *known)
{
	const struct observation release = {.kind = NEWS_RELEASE};

	return known && observations_find(known, &release);
}

/* What is bad, or was, is told as a finding. */
static void tell_verdict(struct night_adding *a, const struct observation *o,
			 const struct observation *was)
{
	_cleanup_free_ char *name = observation_name(o);
	const char *todo = strcmp(o->is, "present") ? "" : ": drop it";
	struct news *n;

	/* A branch that is looked at for the first time has no news of each patch. */
	if (!has_release(a->before->known) || o->bad ||
	    (was && (was->bad || !strcmp(was->is, o->is))))
		return;
	n = night_tell(a, NEWS_VERDICT, o);
	n->was = was ? xstrdup(was->is) : NULL;
	n->text = was ? xasprintf("%s: %s now (was %s)%s", name, o->is, was->is, todo) :
			xasprintf("%s: new, %s", name, o->is);
}

static void tell_gone(struct night_adding *a, const struct observation *was)
{
	_cleanup_free_ char *name = observation_name(was);
	struct news *n;

	if (was->bad)
		return;
	n = night_tell(a, NEWS_VERDICT, was);
	n->was = TAKE_PTR(n->is);
	n->text = xasprintf("%s: no longer given to the branch (was %s)", name, was->is);
}

/* A test of base that was no finding and shows more now. */
static void tell_base_better(struct night_adding *a, const struct observation *o,
			     const struct observation *was)
{
	int before = outcome_from_name(was->is), after = outcome_from_name(o->is);
	_cleanup_free_ char *name = observation_name(o);
	struct news *n;

	if (o->flaky) {
		n = night_tell(a, NEWS_FLAKY, o);
		n->was = xstrdup(was->is);
		n->text = xasprintf("%s: %s", name, o->flaky);
	}
	if (was->bad || o->bad || before < 0 || after < 0 ||
	    outcome_direction(before, was->kernel_log ? was->kernel_log : "", after,
			      o->kernel_log ? o->kernel_log : "") <= 0)
		return;
	n = night_tell(a, NEWS_FIXED, o);
	n->was = xstrdup(was->is);
	n->text = xasprintf("%s: %s at %s, was %s", name, o->text ? o->text : o->is,
			    o->release ? o->release : "?", was->text ? was->text : was->is);
}

static void tell_ported(struct night_adding *a, const struct observation *o,
			const struct observation *was)
{
	bool flaky = !strcmp(o->is, comparison_name(COMPARISON_FLAKY));
	bool fixed = !strcmp(o->is, comparison_name(COMPARISON_FIXED));
	_cleanup_free_ char *name = observation_name(o);
	struct news *n;

	if (!(flaky || fixed) || !strcmp(was ? was->is : "", o->is) || (!was && !flaky))
		return;
	n = night_tell(a, flaky ? NEWS_FLAKY : NEWS_FIXED, o);
	n->was = was ? xstrdup(was->is) : NULL;
	n->text = xasprintf("%s: %s%s", name, fixed ? "fixed by the patches: " : "",
			    o->text ? o->text : o->is);
}

static void tell_changes(struct night_adding *a)
{
	const struct observations *known = a->before->known;

	for (size_t i = 0; i < a->now->count; i++) {
		const struct observation *o = &a->now->items[i];
		const struct observation *was = known ? observations_find(known, o) : NULL;

		if (o->carried)
			continue;
		if (o->kind == NEWS_RELEASE)
			tell_release(a, o, was);
		else if (o->kind == NEWS_SOURCE)
			tell_source(a, o, was);
		else if (o->kind == NEWS_VERDICT)
			tell_verdict(a, o, was);
		else if (o->kind == NEWS_BASE_REGRESSED && was)
			tell_base_better(a, o, was);
		else if (o->kind == NEWS_PORTED_REGRESSED && !o->bad)
			tell_ported(a, o, was);
	}
	for (size_t i = 0; known && i < known->count; i++)
		if (known->items[i].kind == NEWS_VERDICT &&
		    !observations_find(a->now, &known->items[i]))
			tell_gone(a, &known->items[i]);
}

/* --- what the branch came to */

static void count_patches(const struct series_result *s, struct night_branch *b)
{
	for (size_t i = 0; i < s->patch_count; i++) {
		enum verdict verdict = s->patches[i].verdict;

		b->patches++;
		if (verdict_landed(verdict))
			b->ported++;
		else if (verdict == VERDICT_PRESENT || verdict == VERDICT_SUPERSEDED)
			b->present++;
		else if (verdict == VERDICT_NOT_AFFECTED)
			b->not_needed++;
		else
			b->refused++;
	}
}

static void count_build(const struct state_result *state, struct night_branch *b)
{
	if (!state->has_build || state->build.status == BUILD_NOT_BUILT)
		return;
	(*(state->build.status == BUILD_OK ? &b->builds_ok : &b->builds_failed))++;
}

static void count_all(const struct branch_result *from, struct night_branch *b)
{
	count_build(&from->base, b);
	for (size_t i = 0; i < from->series_count; i++) {
		const struct series_result *s = &from->series[i];

		count_patches(s, b);
		count_build(&s->ported, b);
		for (size_t v = 0; v < s->comparison_count; v++) {
			const struct comparison_table *table = s->comparisons[v];

			if (!table)
				continue;
			b->tests += table->count;
			b->base_passed += table->base_outcomes[OUTCOME_PASS];
			b->ported_passed += table->ported_outcomes[OUTCOME_PASS];
			b->regressed += table->totals[COMPARISON_REGRESSED] + table->new_and_bad;
			b->fixed += table->totals[COMPARISON_FIXED];
			b->flaky += table->totals[COMPARISON_FLAKY];
		}
	}
}

static void add_totals(struct night_adding *a)
{
	const struct branch_result *from = a->branch;
	const struct observation release = {.kind = NEWS_RELEASE};
	const struct observation *was = a->before->known ?
					observations_find(a->before->known, &release) : NULL;
	struct night_branch *b = ARRAY_ADD(a->night->branches, a->night->branch_count,
					   a->night->branch_alloc);

	b->branch = xstrdup(from->branch);
	b->release = xstrdup(from->has_source ? from->source.release.version : NULL);
	b->was_release = xstrdup(was ? was->is : NULL);
	b->compared_with = a->before->night;
	b->good = from->has_source && !from->failure && !from->interrupted;
	b->failure = from->failure ? xstrndup(from->failure->message,
					      strcspn(from->failure->message, "\n")) : NULL;
	b->from_store = from->has_source && from->source.from_store && from->source.tried_count;
	count_all(from, b);
}

void night_add_branch(struct night *night, const struct branch_result *branch,
		      const struct night_before *before, struct observations *now)
{
	struct night_adding adding = {
		.night = night,
		.branch = branch,
		.before = before,
		.now = now,
		.first = night->finding_count,
	};

	add_totals(&adding);
	night_take_known(&adding);
	night_group(&adding);
	tell_changes(&adding);
	night_tell_findings(&adding);
}

/* --- the end */

static int compare_news(const void *left, const void *right)
{
	const struct news *a = left, *b = right;

	if (a->kind != b->kind)
		return (int)a->kind - (int)b->kind;
	return strcmp(a->branch, b->branch) ? strcmp(a->branch, b->branch) :
					      strcmp(a->text, b->text);
}

static int compare_findings(const void *left, const void *right)
{
	const struct night_finding *a = left, *b = right;

	if (a->accepted != b->accepted)
		return a->accepted - b->accepted;
	return strcmp(a->branch, b->branch) ? strcmp(a->branch, b->branch) :
		a->kind != b->kind ? (int)a->kind - (int)b->kind : strcmp(a->text, b->text);
}

void night_finish(struct night *night)
{
	if (night->news_count)
		qsort(night->news, night->news_count, sizeof(*night->news), compare_news);
	if (night->finding_count)
		qsort(night->findings, night->finding_count, sizeof(*night->findings),
		      compare_findings);
	night_count_findings(night);
}
