// SPDX-License-Identifier: GPL-2.0-only
#include "git/store_gc.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "git/store_objects_parts.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"

#define WASTE_SHARE 10		/* a pack is written anew when one byte in so many can go */
#define ROOM_TO_SPARE (16u << 20)	/* bytes that stay free on the disk */

/* What becomes of a pack. */
struct pack_plan {
	uint32_t pack;
	uint64_t needed, total;		/* bytes of entries; before: of all with a mark */
	bool rewrite, remove;
};

struct plan {
	const struct store_objects *objects;
	struct pack_plan *packs;	/* by index of the pack */
	bool *stays;			/* of each copy */
	size_t objects_gone;
};

static bool is_needed(const struct store_copy *first)
{
	return first->owner != STORE_OWNER_NONE;
}

/* Packs of which most is needed come first: what is there twice stays in these. */
static int compare_waste(const void *a, const void *b)
{
	const struct pack_plan *x = *(struct pack_plan *const *)a;
	const struct pack_plan *y = *(struct pack_plan *const *)b;
	double share_x = (double)x->needed / x->total, share_y = (double)y->needed / y->total;

	if (share_x != share_y)
		return share_x > share_y ? -1 : 1;
	return x->total != y->total ? (x->total > y->total ? -1 : 1) : (x->pack < y->pack ? -1 : 1);
}

/* By index of the pack: which comes when. Loose objects come last. */
static uint32_t *rank_packs(struct plan *p)
{
	const struct store_objects *o = p->objects;
	struct pack_plan **order = xcalloc(o->pack_count + 1, sizeof(*order));
	uint32_t *ranks = xcalloc(o->pack_count + 1, sizeof(*ranks));
	const struct store_copy *first = NULL;

	for (size_t i = 0; i < o->count; i++) {
		const struct store_copy *copy = &o->copies[i];

		if (!first || !git_oid_equal(&first->oid, &copy->oid))
			first = copy;
		if (copy->pack == STORE_LOOSE)
			continue;
		p->packs[copy->pack].total += copy->bytes;
		if (is_needed(first) || o->packs[copy->pack].kept)
			p->packs[copy->pack].needed += copy->bytes;
	}
	for (size_t i = 0; i < o->pack_count; i++) {
		p->packs[i].pack = i;
		p->packs[i].total += !p->packs[i].total;
		order[i] = &p->packs[i];
	}
	qsort(order, o->pack_count, sizeof(*order), compare_waste);
	for (size_t i = 0; i < o->pack_count; i++)
		ranks[order[i]->pack] = i;
	ranks[o->pack_count] = UINT32_MAX;
	free(order);
	return ranks;
}

/* Each object that is needed stays in one place. */
static void choose_copies(struct plan *p, const uint32_t *ranks)
{
	const struct store_objects *o = p->objects;

	for (size_t i = 0, end; i < o->count; i = end) {
		size_t best = i;

		for (end = i; end < o->count && git_oid_equal(&o->copies[end].oid, &o->copies[i].oid);
		     end++) {
			uint32_t pack = o->copies[end].pack, than = o->copies[best].pack;

			p->stays[end] = pack != STORE_LOOSE && o->packs[pack].kept;
			if (pack != STORE_LOOSE &&
			    (than == STORE_LOOSE || ranks[pack] < ranks[than]))
				best = end;
		}
		if (is_needed(&o->copies[i]))
			p->stays[best] = true;
		else
			p->objects_gone += !p->stays[best];
	}
}

static void plan_packs(struct plan *p)
{
	const struct store_objects *o = p->objects;

	for (size_t i = 0; i < o->pack_count; i++)
		p->packs[i].needed = 0;
	for (size_t i = 0; i < o->count; i++)
		if (p->stays[i] && o->copies[i].pack != STORE_LOOSE)
			p->packs[o->copies[i].pack].needed += o->copies[i].bytes;
	for (size_t i = 0; i < o->pack_count; i++) {
		struct pack_plan *pack = &p->packs[i];

		if (o->packs[i].kept)
			continue;
		pack->remove = !pack->needed;
		pack->rewrite = pack->needed &&
				pack->total - pack->needed > pack->total / WASTE_SHARE;
	}
}

static void plan_init(struct plan *p, const struct store_objects *objects)
{
	_cleanup_free_ uint32_t *ranks = NULL;

	p->objects = objects;
	p->packs = xcalloc(objects->pack_count + 1, sizeof(*p->packs));
	p->stays = xcalloc(objects->count + 1, sizeof(*p->stays));
	ranks = rank_packs(p);
	choose_copies(p, ranks);
	plan_packs(p);
}

static void plan_release(struct plan *p)
{
	free(p->packs);
	free(p->stays);
}

/* Which is gone when its pack is removed, or nothing leads to a loose one, or a pack has it. */
static uint64_t loose_bytes(const struct plan *p)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < p->objects->count; i++)
		if (p->objects->copies[i].pack == STORE_LOOSE && !p->stays[i])
			bytes += p->objects->copies[i].bytes;
	return bytes;
}

struct store_gc store_gc_plan(const struct store_objects *objects)
{
	_cleanup_(plan_release) struct plan p = {0};
	struct store_gc gc = {0};

	plan_init(&p, objects);
	gc.objects = p.objects_gone;
	gc.bytes = loose_bytes(&p);
	for (size_t i = 0; i < objects->pack_count; i++) {
		const struct store_pack *pack = &objects->packs[i];

		gc.packs_removed += p.packs[i].remove;
		gc.packs_rewritten += p.packs[i].rewrite;
		if (p.packs[i].remove)
			gc.bytes += pack->bytes + pack->beside_bytes;
		else if (p.packs[i].rewrite)
			gc.bytes += p.packs[i].total - p.packs[i].needed;
	}
	return gc;
}

/* --- doing it */

/* The index first: without it a pack is not seen, and swept some day. */
static int remove_pack(const struct store_objects *o, const struct store_pack *pack,
		       struct error **err)
{
	static const char *const suffixes[] = { ".idx", ".rev", ".bitmap", ".mtimes", ".pack" };

	for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++) {
		_cleanup_free_ char *path = store_pack_path(o, pack, suffixes[i]);

		if (unlink(path) && errno != ENOENT)
			return error_errno(err, ERROR_ENVIRONMENT, "removing %s", path);
	}
	return 0;
}

/* An index over several packs, and one of commits, that somebody's git made: of what goes, too. */
static int remove_indexes_of_git(const struct store_objects *o, struct error **err)
{
	static const char *const names[] = {
		"objects/pack/multi-pack-index", "objects/info/commit-graph",
		"objects/info/commit-graphs",
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		_cleanup_free_ char *path = path_join(o->path, "%s", names[i]);

		if (path_remove(path, err))
			return -1;
	}
	return 0;
}

/* Is there room for so many bytes, and some to spare? */
static bool has_room(const struct store_objects *o, uint64_t bytes)
{
	struct statvfs fs;

	return !statvfs(o->path, &fs) &&
	       (uint64_t)fs.f_bavail * fs.f_frsize > bytes + ROOM_TO_SPARE;
}

static int rewrite_pack(const struct plan *p, git_repository *repo, size_t i, struct store_gc *done,
			struct error **err)
{
	const struct store_objects *o = p->objects;
	const struct store_pack *pack = &o->packs[i];
	_cleanup_error_ struct error *failure = NULL;
	uint64_t bytes;

	if (!has_room(o, p->packs[i].needed + pack->beside_bytes)) {
		done->no_room++;
		return 0;
	}
	if (store_pack_copy(o, repo, pack, p->stays, &bytes, &failure)) {
		/* Somebody else took the room. */
		if (failure->kind == ERROR_ENVIRONMENT && !has_room(o, p->packs[i].needed)) {
			done->no_room++;
			return 0;
		}
		error_move(err, &failure);
		return -1;
	}
	if (remove_pack(o, pack, err))
		return -1;
	done->packs_rewritten++;
	done->bytes += pack->bytes > bytes ? pack->bytes - bytes : 0;
	return 0;
}

static int remove_loose(const struct plan *p, struct error **err)
{
	const struct store_objects *o = p->objects;

	for (size_t i = 0; i < o->count; i++) {
		const char *hex = git_oid_tostr_s(&o->copies[i].oid);
		_cleanup_free_ char *path = path_join(o->path, "objects/%.2s/%s", hex, hex + 2);

		if (o->copies[i].pack == STORE_LOOSE && !p->stays[i] && unlink(path) &&
		    errno != ENOENT)
			return error_errno(err, ERROR_ENVIRONMENT, "removing %s", path);
	}
	return 0;
}

/* Cuts of histories that are gone would only be carried along. */
static int write_cuts(const struct store_objects *o, struct error **err)
{
	_cleanup_free_ char *path = path_join(o->path, STORE_SHALLOW);
	_cleanup_buf_ struct buf text = {0};
	size_t left = 0;

	for (size_t i = 0; i < o->cut_count; i++)
		if (store_objects_is_marked(o, &o->cuts[i])) {
			buf_printf(&text, "%s\n", git_oid_tostr_s(&o->cuts[i]));
			left++;
		}
	if (left == o->cut_count)
		return 0;
	return left ? file_write(path, text.data, text.len, 0666, err) : path_remove(path, err);
}

/* Removing comes first: it makes room for the rest. */
static int carry_out(const struct plan *p, git_repository *repo, struct store_gc *done,
		     struct error **err)
{
	const struct store_objects *o = p->objects;

	if (remove_indexes_of_git(o, err))
		return -1;
	for (size_t i = 0; i < o->pack_count; i++) {
		if (!p->packs[i].remove)
			continue;
		if (remove_pack(o, &o->packs[i], err))
			return -1;
		done->packs_removed++;
		done->bytes += o->packs[i].bytes + o->packs[i].beside_bytes;
	}
	if (remove_loose(p, err))
		return -1;
	done->bytes += loose_bytes(p);
	for (size_t i = 0; i < o->pack_count; i++)
		if (p->packs[i].rewrite && rewrite_pack(p, repo, i, done, err))
			return -1;
	return write_cuts(o, err);
}

int store_gc(const struct store_objects *objects, git_repository *repo, struct store_gc *ret_done,
	     struct error **err)
{
	_cleanup_(plan_release) struct plan p = {0};

	*ret_done = (struct store_gc){0};
	plan_init(&p, objects);
	ret_done->objects = p.objects_gone;
	return carry_out(&p, repo, ret_done, err);
}
