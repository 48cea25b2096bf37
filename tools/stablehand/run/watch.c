// SPDX-License-Identifier: GPL-2.0-only
#include "run/watch.h"

#include <string.h>

#include "judge/history.h"
#include "util/alloc.h"

/* The subjects that are looked for, each once, and the first commit that reverts it. */
struct watched {
	const char *subject;
	char *revert;			/* 12 hex digits; NULL: none is known */
};

struct watching {
	struct watched *items;
	size_t count, alloc;
	size_t now;
};

static void watching_release(struct watching *w)
{
	for (size_t i = 0; i < w->count; i++)
		free(w->items[i].revert);
	free(w->items);
}

static struct watched *find(struct watching *w, const char *subject)
{
	for (size_t i = 0; i < w->count; i++)
		if (!strcmp(w->items[i].subject, subject))
			return &w->items[i];
	return NULL;
}

static void found(const struct history_commit *commit, void *data)
{
	struct watching *w = data;
	struct watched *item = &w->items[w->now];

	if (!item->revert)
		item->revert = xasprintf("%.12s", commit->of ? commit->of :
					 git_oid_tostr_s(&commit->id));
}

static void look(const struct history_index *index, void *data)
{
	struct watching *w = data;

	for (w->now = 0; w->now < w->count; w->now++)
		history_index_find(index, HISTORY_REVERTS, w->items[w->now].subject, found, w);
}

static bool goes_along(const struct series_result *s, const struct patch_result *p)
{
	_cleanup_free_ char *title = xasprintf("Revert \"%s\"", p->subject);

	for (size_t i = 0; i < s->patch_count; i++)
		if (!strcmp(s->patches[i].subject, title))
			return true;
	return false;
}

static void collect(struct watching *w, const struct branch_result *b)
{
	for (size_t i = 0; i < b->series_count; i++)
		for (size_t p = 0; p < b->series[i].patch_count; p++) {
			const struct patch_result *patch = &b->series[i].patches[p];

			if (verdict_landed(patch->verdict) && !find(w, patch->subject))
				ARRAY_ADD(w->items, w->count, w->alloc)->subject = patch->subject;
		}
}

static void tell(struct watching *w, const struct branch_result *b, struct observations *list)
{
	for (size_t i = 0; i < b->series_count; i++)
		for (size_t p = 0; p < b->series[i].patch_count; p++) {
			const struct patch_result *patch = &b->series[i].patches[p];
			const struct watched *item = verdict_landed(patch->verdict) ?
						     find(w, patch->subject) : NULL;
			struct observation *o;

			if (!item || !item->revert || goes_along(&b->series[i], patch))
				continue;
			o = observe(list, NEWS_REVERTED, "reverted");
			o->series = xstrdup(b->series[i].name);
			o->patch = xstrdup(patch->name);
			o->about = xstrdup(item->revert);
			o->release = xstrdup(b->has_source ? b->source.release.version : NULL);
			o->text = xasprintf("was reverted by %s", item->revert);
			o->bad = true;
			o->signature = xstrdup(item->revert);
		}
	observations_sort(list);
}

int watch_reverts(struct context *context, const struct result *result,
		  struct observations *observed, struct error **err)
{
	_cleanup_(watching_release) struct watching w = {0};

	for (size_t i = 0; i < result->count; i++)
		collect(&w, &result->branches[i]);
	if (!w.count)
		return 0;
	if (history_each(context->repo, look, &w, err))
		return -1;
	for (size_t i = 0; i < result->count; i++)
		tell(&w, &result->branches[i], &observed[i]);
	return 0;
}
