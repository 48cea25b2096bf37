/* SPDX-License-Identifier: GPL-2.0-only */
/* Tidying up, between choosing and doing (run/gc.h); nothing else needs this. */
#ifndef RUN_GC_PARTS_H
#define RUN_GC_PARTS_H

#include "git/store_gc.h"
#include "run/gc.h"
#include "run/gc_locks.h"
#include "run/stored_list.h"
#include "run/stored_refs.h"

enum gc_class {
	GC_STAYS,
	GC_LAST,		/* it costs time to make it again */
	GC_SPARE,		/* it can go when there is need of room */
	GC_GOES,		/* it goes in any case */
};

/* What is thought of a thing; as the things of the list, by index. */
struct gc_mark {
	enum gc_class class;
	bool pinned;		/* a build that the last good night rests on */
	bool needed;		/* belongs to what always stays */
	bool chosen;
};

/* A tree of a release that stays, or of a port on it. */
struct gc_tree {
	char hex[GIT_OID_HEXSZ + 1];
	bool newest;		/* the base of the newest release, or all of a port on it */
};

struct gc {
	struct context *context;
	const struct gc_options *options;
	struct gc_locks locks;
	struct stored_refs refs;
	struct stored all;
	struct gc_mark *marks;
	struct gc_tree *trees;
	size_t tree_count, tree_alloc;
	time_t now;
	struct store_gc objects;	/* that leave with the releases that do */
	bool some_missing;		/* objects; none is dropped then */
	uint64_t ccache_room;		/* bytes that the limit leaves to ccache's folder */
};

/* Note what the last good nights rest on. */
int gc_pin(struct gc *gc, struct error **err);

/* Which releases and ports leave: all but `keep` of a branch. What leads to the rest is marked. */
int gc_choose_releases(struct gc *gc, size_t keep, struct error **err);

/* The trees of what stays. */
int gc_find_trees(struct gc *gc, struct error **err);

/* Note what belongs to builds that stay: selftests, what tests bring along, logs. */
int gc_find_needed(struct gc *gc, struct error **err);

/* What is thought of each thing, with the reason, by what leaves. */
void gc_classify(struct gc *gc);

/* Remove what was chosen and note it in `removed`; with dry_run only the latter. */
int gc_carry_out(struct gc *gc, struct stored *removed, struct error **err);

#endif
