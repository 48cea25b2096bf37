// SPDX-License-Identifier: GPL-2.0-only
/* What is known after a night: what it observed, and what earlier ones did. */
#include <string.h>

#include "result/night_parts.h"
#include "util/alloc.h"

static const char *text_of(const char *log)
{
	return log ? log : "";
}

/* Below 0: a test of base shows worse than it once did. */
static int compare_base(const char *was, const char *was_log, const struct observation *now)
{
	int before = was ? outcome_from_name(was) : -1, after = outcome_from_name(now->is);

	if (before < 0 || after < 0)
		return 0;
	return outcome_direction(before, text_of(was_log), after, text_of(now->kernel_log));
}

/* What it was when it was good last. */
static void remember_good(struct observation *now, const struct observation *was)
{
	bool before = was->bad;

	now->good_is = xstrdup(before ? was->good_is : was->is);
	now->good_log = xstrdup(before ? was->good_log : was->kernel_log);
	now->good_release = xstrdup(before ? was->good_release : was->release);
}

bool observation_is_worse(const struct observation *was, const struct observation *now)
{
	return was->bad ? compare_base(was->good_is, was->good_log, now) < 0 :
			  compare_base(was->is, was->kernel_log, now) < 0;
}

static void compare_with(struct observation *now, const struct observation *was)
{
	if (now->kind == NEWS_BASE_REGRESSED)
		now->bad = observation_is_worse(was, now);
	if (now->bad)
		remember_good(now, was);
}

static bool has_port(const struct branch_result *b, const char *series)
{
	for (size_t i = 0; i < b->series_count; i++)
		if (!strcmp(b->series[i].name, series))
			return series_has_port(&b->series[i]);
	return false;
}

/* Is there nothing any more that it could be known of? */
static bool is_over(const struct night_adding *a, const struct observation *o)
{
	if (!a->now->judged)
		return false;
	switch (o->kind) {
	case NEWS_VERDICT:
	case NEWS_LATER_FIX:
	case NEWS_REVERTED:
		return true;
	default:
		return o->series && o->state && strcmp(o->state, "base") &&
		       !has_port(a->branch, o->series);
	}
}

static void carry(struct night_adding *a, const struct observation *was)
{
	struct observation *o = observe(a->now, was->kind, was->is);

	free(o->is);
	*o = (struct observation){
		.kind = was->kind,
		.series = xstrdup(was->series),
		.patch = xstrdup(was->patch),
		.test = xstrdup(was->test),
		.variant = xstrdup(was->variant),
		.state = xstrdup(was->state),
		.about = xstrdup(was->about),
		.is = xstrdup(was->is),
		.bad = was->bad,
		.carried = true,
		.release = xstrdup(was->release),
		.text = xstrdup(was->text),
		.kernel_log = xstrdup(was->kernel_log),
		.signature = xstrdup(was->signature),
		.specific = was->specific,
		.group = xstrdup(was->group),
		.log = xstrdup(was->log),
		.good_is = xstrdup(was->good_is),
		.good_log = xstrdup(was->good_log),
		.good_release = xstrdup(was->good_release),
	};
}

void night_take_known(struct night_adding *a)
{
	const struct observations *known = a->before->known;

	for (size_t i = 0; known && i < a->now->count; i++) {
		const struct observation *was = observations_find(known, &a->now->items[i]);

		if (was)
			compare_with(&a->now->items[i], was);
	}
	/* The list is sorted until the first is added. */
	for (size_t i = 0, count = a->now->count; known && i < known->count; i++) {
		const struct observations looked = {.items = a->now->items, .count = count};

		if (!observations_find(&looked, &known->items[i]) && !is_over(a, &known->items[i]))
			carry(a, &known->items[i]);
	}
	observations_sort(a->now);
}
