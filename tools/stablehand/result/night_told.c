// SPDX-License-Identifier: GPL-2.0-only
/* News of findings: opened, changed, closed. */
#include <string.h>

#include "result/night_parts.h"
#include "util/alloc.h"
#include "util/buf.h"

#define MAX_EVIDENCE 12

struct news *night_tell(struct night_adding *a, enum news_kind kind, const struct observation *o)
{
	struct news *n = ARRAY_ADD(a->night->news, a->night->news_count, a->night->news_alloc);

	n->kind = kind;
	n->branch = xstrdup(a->branch->branch);
	if (!o)
		return n;
	n->series = xstrdup(o->series);
	n->patch = xstrdup(o->patch);
	n->test = xstrdup(o->test);
	n->variant = xstrdup(o->variant);
	n->state = xstrdup(o->state);
	n->is = xstrdup(o->is);
	return n;
}

static bool same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/* What is known of a member by now, good or bad; NULL: nothing any more. */
static const struct observation *find_member(const struct night_adding *a,
					     const struct night_finding *f,
					     const struct finding_member *m)
{
	for (size_t i = 0; i < a->now->count; i++) {
		const struct observation *o = &a->now->items[i];

		if (o->kind == f->kind && same(o->test, m->test) && same(o->patch, m->patch) &&
		    same(o->variant, m->variant) && same(o->series, m->series) &&
		    same(o->state, f->state))
			return o;
	}
	return NULL;
}

static bool has_member(const struct night_finding *f, const struct finding_member *m)
{
	for (size_t i = 0; i < f->member_count; i++) {
		const struct finding_member *other = &f->members[i];

		if (same(other->test, m->test) && same(other->patch, m->patch) &&
		    same(other->variant, m->variant) && same(other->series, m->series))
			return true;
	}
	return false;
}

static void add_evidence(struct news *n, const char *text)
{
	if (text && *text && n->evidence_count < MAX_EVIDENCE)
		*ARRAY_ADD(n->evidence, n->evidence_count, n->evidence_alloc) = xstrdup(text);
}

static char *member_name(const struct night_finding *f, const struct finding_member *m)
{
	const struct observation o = {
		.series = m->series, .patch = m->patch, .test = m->test, .variant = m->variant,
		.state = f->state,
	};

	return observation_name(&o);
}

/* "x86/one_test, x86/two_test" of the members that the other finding does not have. */
static size_t name_others(const struct night_finding *f, const struct night_finding *other,
			  struct buf *names)
{
	size_t count = 0;

	for (size_t i = 0; i < f->member_count; i++) {
		_cleanup_free_ char *name = member_name(f, &f->members[i]);

		if (!has_member(other, &f->members[i]))
			buf_printf(names, "%s%s", count++ ? ", " : "", name);
	}
	return count;
}

/* --- opened */

/* " (was clean)", ", was pass at 9.1.7": what it was before. */
static char *before_of(const struct night_finding *f, const struct observation *o)
{
	if (!o || !o->good_is)
		return xstrdup("");
	if (f->kind == NEWS_VERDICT)
		return xasprintf(" (was %s)", o->good_is);
	if (f->kind != NEWS_BASE_REGRESSED || !o->good_release || !o->release)
		return xstrdup("");
	if (!strcmp(o->good_release, o->release))
		return xasprintf(", was %s at the same release", o->good_is);
	return xasprintf(", was %s at %s", o->good_is, o->good_release);
}

static struct news *tell_bad(struct night_adding *a, const struct night_finding *f)
{
	const struct observation *o = find_member(a, f, &f->members[0]);
	struct news *n = night_tell(a, f->kind, o);

	n->bad = true;
	n->finding = xstrdup(f->key);
	n->was = o ? xstrdup(o->good_is) : NULL;
	for (size_t i = 0; i < f->member_count; i++) {
		_cleanup_free_ char *name = member_name(f, &f->members[i]);
		_cleanup_free_ char *line = xasprintf("%s: %s", name, f->members[i].text);

		if (f->member_count > 1)
			add_evidence(n, line);
	}
	add_evidence(n, f->members[0].log);
	return n;
}

static void tell_opened(struct night_adding *a, const struct night_finding *f)
{
	_cleanup_free_ char *before = before_of(f, find_member(a, f, &f->members[0]));
	struct news *n = tell_bad(a, f);

	n->text = xasprintf("%s%s", f->text, before);
}

static void tell_changed(struct night_adding *a, const struct night_finding *f,
			 const struct night_finding *open)
{
	_cleanup_buf_ struct buf more = {0}, fewer = {0};
	size_t added = name_others(f, open, &more), gone = name_others(open, f, &fewer);
	struct news *n;

	if (strcmp(f->signature, open->signature)) {
		n = tell_bad(a, f);
		n->text = xasprintf("%s (before: %s)", f->text, open->text);
	} else if (added) {
		n = tell_bad(a, f);
		n->text = xasprintf("the same failure: %s", buf_str(&more));
	}
	if (gone) {
		n = night_tell(a, NEWS_FIXED, NULL);
		n->state = xstrdup(f->state);
		n->finding = xstrdup(f->key);
		n->text = xasprintf("%zu of %zu: %s", gone, open->member_count, buf_str(&fewer));
	}
}

/* --- closed */

static const char *const closed_words[NEWS_KIND_COUNT] = {
	[NEWS_BASE_REGRESSED] = "passes again",
	[NEWS_PORTED_REGRESSED] = "no longer worse than base",
	[NEWS_BASE_BUILD_BROKE] = "builds again",
	[NEWS_PORTED_BUILD_BROKE] = "builds again",
	[NEWS_UNTESTED] = "tests run again",
	[NEWS_LATER_FIX] = "the later fix is there, or is known no more",
	[NEWS_REVERTED] = "no longer known as reverted, or no longer ported",
	[NEWS_FAILED] = "there is an answer again",
};

static void tell_closed(struct night_adding *a, const struct night_finding *f)
{
	const struct observation *o = find_member(a, f, &f->members[0]);
	_cleanup_free_ char *name = member_name(f, &f->members[0]);
	struct news *n;

	/* It fails in another way now, which is a finding of its own. */
	if (o && o->bad)
		return;
	n = night_tell(a, NEWS_FIXED, o);
	n->state = n->state ? n->state : xstrdup(f->state);
	n->finding = xstrdup(f->key);
	if (!o && f->kind != NEWS_FAILED && f->kind != NEWS_LATER_FIX && f->kind != NEWS_REVERTED)
		n->text = xasprintf("%s: no longer asked for, or nothing is ported any more",
				    f->text);
	else if (f->kind == NEWS_VERDICT)
		n->text = xasprintf("%s: %s now%s", name, o->is,
				    strcmp(o->is, "present") ? "" : ": drop it");
	else if (f->member_count > 1)
		n->text = xasprintf("%zu tests, %s: %s", f->member_count, closed_words[f->kind],
				    f->text);
	else
		n->text = xasprintf("%s%s%s", name, *name ? ": " : "", closed_words[f->kind]);
}

void night_tell_findings(struct night_adding *a)
{
	for (size_t i = a->first; i < a->night->finding_count; i++) {
		const struct night_finding *f = &a->night->findings[i], *open = NULL;

		for (size_t k = 0; k < a->before->open_count && !open; k++)
			if (!strcmp(a->before->open[k].key, f->key))
				open = &a->before->open[k];
		if (open)
			tell_changed(a, f, open);
		else
			tell_opened(a, f);
	}
	for (size_t k = 0; k < a->before->open_count; k++) {
		const struct night_finding *open = &a->before->open[k];
		bool still = strcmp(open->branch, a->branch->branch) != 0;

		for (size_t i = a->first; i < a->night->finding_count && !still; i++)
			still = !strcmp(a->night->findings[i].key, open->key);
		if (!still)
			tell_closed(a, open);
	}
}
