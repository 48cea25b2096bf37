// SPDX-License-Identifier: GPL-2.0-only
#include "run/gc.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "run/gc_parts.h"
#include "util/alloc.h"
#include "util/file.h"

static void gc_release(struct gc *gc)
{
	gc_locks_release(&gc->locks);
	stored_refs_release(&gc->refs);
	stored_release(&gc->all);
	free(gc->marks);
	free(gc->trees);
}

/* What goes with that which was chosen; a release is in the objects. */
static uint64_t chosen_bytes(const struct gc *gc)
{
	uint64_t bytes = gc->objects.bytes;

	for (size_t i = 0; i < gc->all.count; i++)
		if (gc->marks[i].chosen && gc->all.things[i].kind != STORED_RELEASE &&
		    gc->all.things[i].kind != STORED_PORT)
			bytes += gc->all.things[i].bytes;
	return bytes;
}

static bool is_over(const struct gc *gc)
{
	return gc->options->limit && gc->all.bytes - chosen_bytes(gc) > gc->options->limit;
}

/* Least recently used first; in the order of their names what is of one second. */
static int compare_use(const void *a, const void *b, void *data)
{
	const struct gc *gc = data;
	const struct stored_thing *x = &gc->all.things[*(const size_t *)a];
	const struct stored_thing *y = &gc->all.things[*(const size_t *)b];

	/* A work folder costs most to make again, with what ccache has it costs less. */
	if ((x->kind == STORED_WORK) != (y->kind == STORED_WORK))
		return x->kind == STORED_WORK ? 1 : -1;
	if ((x->kind == STORED_CCACHE) != (y->kind == STORED_CCACHE))
		return x->kind == STORED_CCACHE ? 1 : -1;
	if (x->used != y->used)
		return x->used < y->used ? -1 : 1;
	return strcmp(x->name ? x->name : "", y->name ? y->name : "");
}

/* Of a class as much as is needed; of what goes in any case all. */
static void choose(struct gc *gc, enum gc_class class)
{
	_cleanup_free_ size_t *order = xcalloc(gc->all.count + 1, sizeof(*order));
	size_t count = 0;

	for (size_t i = 0; i < gc->all.count; i++)
		if (gc->marks[i].class == class)
			order[count++] = i;
	if (count)
		qsort_r(order, count, sizeof(*order), compare_use, gc);
	for (size_t i = 0; i < count && (class == GC_GOES || is_over(gc)); i++)
		gc->marks[order[i]].chosen = true;
}

static int judge(struct gc *gc, size_t keep, struct error **err)
{
	if (gc_choose_releases(gc, keep, err) || gc_find_trees(gc, err) || gc_find_needed(gc, err))
		return -1;
	gc_classify(gc);
	choose(gc, GC_GOES);
	if (is_over(gc))
		choose(gc, GC_SPARE);
	return 0;
}

/* Of ccache's folder only as much goes as is needed. */
static void find_ccache_room(struct gc *gc)
{
	uint64_t rest = gc->all.bytes - chosen_bytes(gc);

	gc->ccache_room = gc->options->limit > rest ? gc->options->limit - rest : 0;
}

static int choose_all(struct gc *gc, struct error **err)
{
	if (judge(gc, gc->options->keep, err) ||
	    (is_over(gc) && gc->options->keep > 1 && judge(gc, 1, err)))
		return -1;
	if (is_over(gc))
		choose(gc, GC_LAST);
	find_ccache_room(gc);
	return 0;
}

int gc_run(struct context *context, const struct gc_options *options, struct stored *removed,
	   struct error **err)
{
	_cleanup_(gc_release) struct gc gc = {
		.context = context,
		.options = options,
		.now = time(NULL),
	};

	*removed = (struct stored){ .dry_run = options->dry_run, .limit = options->limit };
	if (gc_locks_take(context, removed, &gc.locks, err) ||
	    stored_refs_load(context, removed, &gc.refs, err) ||
	    stored_list(context, &gc.refs, &gc.all, err))
		return -1;
	for (size_t i = 0; i < gc.all.note_count; i++)
		stored_note(removed, "%s", gc.all.notes[i]);
	gc.marks = xcalloc(gc.all.count + 1, sizeof(*gc.marks));
	removed->bytes = gc.all.bytes;
	return gc_pin(&gc, err) || choose_all(&gc, err) || gc_carry_out(&gc, removed, err) ? -1 : 0;
}
