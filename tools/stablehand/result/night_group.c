// SPDX-License-Identifier: GPL-2.0-only
/* Findings: what is bad, like failures as one. */
#include <string.h>

#include "result/night_parts.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/hash.h"

#define KEY_DIGITS 10
#define MAX_BLOCKED 64			/* patches that wait for each other in a row */
#define MAX_SIGNATURE 600

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

/* A patch that waits for another is one with the patch that is refused. */
static const struct observation *root_of(const struct night_adding *a, const struct observation *o)
{
	for (size_t i = 0; i < MAX_BLOCKED && o->group; i++) {
		const struct observation like = {
			.kind = o->kind, .series = o->series, .patch = o->group,
		};
		const struct observation *next = observations_find(a->now, &like);

		if (!next || !next->bad)
			break;
		o = next;
	}
	return o;
}

char *night_finding_key(const struct night_adding *a, const struct observation *o)
{
	const struct observation *root = root_of(a, o);
	/* What the kernel complained of is the same failure whichever test shows it. */
	bool by_signature = root->specific && root->signature;
	_cleanup_free_ char *id = xasprintf("%s\n%s\n%s\n%s\n%s\n%s", news_kind_name(root->kind),
					    or_empty(root->series), or_empty(root->patch),
					    or_empty(root->state), or_empty(root->about),
					    by_signature ? root->signature : or_empty(root->test));
	char hash[65];

	data_sha256(id, strlen(id), hash);
	return xasprintf("%s-%.*s", a->branch->branch, KEY_DIGITS, hash);
}

static bool is_default(const char *variant)
{
	const struct variant_result v = {.name = (char *)variant};

	return variant_is_default(&v);
}

char *observation_name(const struct observation *o)
{
	if (o->test && o->variant && !is_default(o->variant))
		return xasprintf("%s (%s)", o->test, o->variant);
	if (o->test)
		return xstrdup(o->test);
	if (o->patch)
		return xasprintf("%s/%s", or_empty(o->series), o->patch);
	if (o->series)
		return xasprintf("%s %s", o->series, or_empty(o->state));
	return xstrdup(or_empty(o->state));
}

static const struct night_finding *find_open(const struct night_before *before, const char *key)
{
	for (size_t i = 0; i < before->open_count; i++)
		if (!strcmp(before->open[i].key, key))
			return &before->open[i];
	return NULL;
}

static struct night_finding *finding_of(struct night_adding *a, const struct observation *o)
{
	struct night *night = a->night;
	_cleanup_free_ char *key = night_finding_key(a, o);
	const struct night_finding *open = find_open(a->before, key);
	struct night_finding *f;

	for (size_t i = a->first; i < night->finding_count; i++)
		if (!strcmp(night->findings[i].key, key))
			return &night->findings[i];
	f = ARRAY_ADD(night->findings, night->finding_count, night->finding_alloc);
	f->key = TAKE_PTR(key);
	f->kind = o->kind;
	f->branch = xstrdup(a->branch->branch);
	f->series = xstrdup(o->series);
	f->state = xstrdup(o->state);
	f->release = xstrdup(open ? open->release : o->release);
	f->good_release = xstrdup(open ? open->good_release : o->good_release);
	f->first_night = open ? open->first_night : 0;
	f->first_at = xstrdup(open ? open->first_at : night->seen.at);
	/* Until one of its members turns out to have been looked at. */
	f->last_night = open ? open->last_night : 0;
	f->last_at = xstrdup(open ? open->last_at : night->seen.at);
	return f;
}

static void add_signature(struct night_finding *f, const struct observation *o)
{
	const char *signature = or_empty(o->signature);
	char *both;

	if (!f->signature) {
		f->signature = xstrdup(signature);
	} else if (!strstr(f->signature, signature) && strlen(f->signature) < MAX_SIGNATURE) {
		both = xasprintf("%s; %s", f->signature, signature);
		free(f->signature);
		f->signature = both;
	}
}

static void add_member(struct night_adding *a, const struct observation *o)
{
	struct night_finding *f = finding_of(a, o);
	struct finding_member *m = ARRAY_ADD(f->members, f->member_count, f->member_alloc);

	m->series = xstrdup(o->series);
	m->patch = xstrdup(o->patch);
	m->test = xstrdup(o->test);
	m->variant = xstrdup(o->variant);
	m->text = xstrdup(or_empty(o->text));
	m->log = xstrdup(o->log);
	/* That one patch more waits for a refused one is not another reason. */
	if (!o->group || !f->signature)
		add_signature(f, o);
	if (!o->carried) {
		f->last_night = 0;
		free(f->last_at);
		f->last_at = xstrdup(a->night->seen.at);
	}
	if (f->member_count == 1) {
		_cleanup_free_ char *name = observation_name(o);

		f->text = *name ? xasprintf("%s: %s", name, m->text) : xstrdup(m->text);
	}
}

/* "12 tests: ..." */
static void name_group(struct night_finding *f)
{
	_cleanup_free_ char *first = NULL;

	if (f->member_count < 2)
		return;
	first = TAKE_PTR(f->text);
	f->text = f->kind == NEWS_VERDICT ?
		  xasprintf("%s, and %zu that %s it", first, f->member_count - 1,
			    f->member_count == 2 ? "needs" : "need") :
		  xasprintf("%zu tests: %s", f->member_count, f->members[0].text);
}

void night_group(struct night_adding *a)
{
	/* A refused patch first, then those that wait for it. */
	for (int waiting = 0; waiting < 2; waiting++)
		for (size_t i = 0; i < a->now->count; i++)
			if (a->now->items[i].bad && !a->now->items[i].group == !waiting)
				add_member(a, &a->now->items[i]);
	for (size_t i = a->first; i < a->night->finding_count; i++)
		name_group(&a->night->findings[i]);
}
