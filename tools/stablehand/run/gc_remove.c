// SPDX-License-Identifier: GPL-2.0-only
/* What was chosen leaves. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "run/gc_parts.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/disk.h"
#include "util/file.h"
#include "util/interrupt.h"
#include "util/process.h"
#include "util/progress.h"

/* By another name first: of a folder that is half empty nobody takes anything for whole. */
static int remove_aside(const char *folder, const char *name, struct error **err)
{
	_cleanup_free_ char *path = path_join(folder, "%s", name);
	_cleanup_free_ char *aside = path_join(folder, STORED_ASIDE "%s", name);
	struct stat st;

	if (lstat(path, &st))
		return errno == ENOENT ? 0 : error_errno(err, ERROR_ENVIRONMENT, "%s", path);
	if (!S_ISDIR(st.st_mode) || !strncmp(name, STORED_ASIDE, strlen(STORED_ASIDE)))
		return path_remove(path, err);
	if (path_remove(aside, err))
		return -1;
	if (rename(path, aside))
		return error_errno(err, ERROR_ENVIRONMENT, "removing %s", path);
	return path_remove(aside, err);
}

/*
 * What says what is in the sources and the O= folder goes before these, the lock, which we hold,
 * stays: somebody may wait for it.
 */
static int remove_work(const char *work, struct error **err)
{
	static const char *const names[] = {
		"src.state", "src.index", "trust", "configured", "last-full", "last-incremental",
		"obj", "src", "selftests", "toolchain", "build.log", "external.log",
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (remove_aside(work, names[i], err))
			return -1;
	return 0;
}

/* It knows what of it was used last, and who compiles with it just now goes on. */
static int trim_ccache(const struct gc *gc, struct stored_thing *thing, struct error **err)
{
	static const char *const argv[] = {"ccache", "--cleanup", NULL};
	/* To ccache 0 is no limit. */
	_cleanup_free_ char *size = xasprintf("CCACHE_MAXSIZE=%lluKi", 1 +
					      (unsigned long long)gc->ccache_room / 1024);
	_cleanup_free_ char *folder = xasprintf("CCACHE_DIR=%s", thing->path);
	const char *const env[] = {folder, size, "CCACHE_MAXFILES=0", NULL};
	_cleanup_buf_ struct buf said = {0};
	struct process_exit how;
	uint64_t left;

	if (process_run(&(struct process_options){
				.argv = argv,
				.env = env,
				.output = &said,
				.errors = &said,
			}, &how, err))
		return -1;
	if (how.signal || how.status)
		return error_set(err, ERROR_ENVIRONMENT, "%s: ccache --cleanup: %.200s", thing->path,
				 buf_str(&said));
	if (disk_usage(thing->path, NULL, &left, NULL, err))
		return -1;
	thing->bytes = thing->bytes > left ? thing->bytes - left : 0;
	return 0;
}

static int remove_path(const struct stored_thing *thing, struct error **err)
{
	_cleanup_free_ char *folder = xstrdup(thing->path);
	char *slash = strrchr(folder, '/');

	if (thing->kind == STORED_WORK)
		return remove_work(thing->path, err);
	*slash = '\0';
	return remove_aside(folder, slash + 1, err);
}

/* A port before its release, a changelog as well: what a killed run leaves is complete. */
static int remove_refs(struct gc *gc, enum stored_ref_kind kind, struct error **err)
{
	for (size_t i = 0; i < gc->refs.count; i++) {
		const struct stored_ref *ref = &gc->refs.items[i];
		int rc;

		if (!ref->gone || ref->kind != kind)
			continue;
		rc = git_reference_remove(gc->refs.repo, ref->name);
		if (rc && rc != GIT_ENOTFOUND)
			return error_git(err, ERROR_ENVIRONMENT, "removing %s", ref->name);
	}
	return 0;
}

static void note_removed(const struct stored_thing *thing, struct stored *removed)
{
	struct stored_thing *copy = stored_add(removed, thing->kind, thing->branch, thing->what,
					       thing->name);

	copy->reason = xstrdup(thing->reason);
	copy->used = thing->used;
	if (thing->kind == STORED_RELEASE || thing->kind == STORED_PORT)
		return;
	copy->bytes = thing->bytes;
	removed->removed += thing->bytes;
}

static int remove_thing(const struct gc *gc, struct stored_thing *thing, struct error **err)
{
	if (thing->kind != STORED_CCACHE)
		return gc->options->dry_run || !thing->path ? 0 : remove_path(thing, err);
	if (!gc->options->dry_run)
		return trim_ccache(gc, thing, err);
	thing->bytes -= thing->bytes < gc->ccache_room ? thing->bytes : gc->ccache_room;
	return 0;
}

static int remove_things(struct gc *gc, struct stored *removed, struct error **err)
{
	for (size_t i = 0; i < gc->all.count; i++) {
		struct stored_thing *thing = &gc->all.things[i];

		if (!gc->marks[i].chosen)
			continue;
		if (interrupt_pending())
			return interrupt_error(err);
		progress_update(i, gc->all.count, 0, thing->name);
		if (remove_thing(gc, thing, err))
			return -1;
		note_removed(thing, removed);
	}
	return 0;
}

static void note_objects(const struct store_gc *objects, struct stored *removed)
{
	_cleanup_free_ char *what = NULL;
	struct stored_thing *thing;

	if (!objects->packs_removed && !objects->packs_rewritten && !objects->bytes)
		return;
	what = xasprintf("%zu packs removed, %zu written anew", objects->packs_removed,
			 objects->packs_rewritten);
	thing = stored_add(removed, STORED_OBJECTS, NULL, what, NULL);
	thing->count = objects->objects;
	thing->bytes = objects->bytes;
	thing->reason = xstrdup("nothing leads to them, or they are there twice");
	removed->removed += objects->bytes;
}

static int remove_objects(struct gc *gc, struct stored *removed, struct error **err)
{
	struct store_gc done = gc->objects;
	int rc = 0;

	if (!gc->refs.objects)
		return 0;
	if (gc->some_missing) {
		stored_note(removed, "objects of the store are missing, so none was dropped: "
			    "stablehand check");
		return 0;
	}
	if (!gc->locks.all)
		return 0;
	if (!gc->options->dry_run)
		rc = store_gc(gc->refs.objects, gc->refs.repo, &done, err);
	note_objects(&done, removed);
	if (done.no_room)
		stored_note(removed, "%zu packs stay as they are: there is no room to write what is "
			    "needed of them anew", done.no_room);
	return rc;
}

int gc_carry_out(struct gc *gc, struct stored *removed, struct error **err)
{
	int rc;

	if (gc->options->dry_run)
		return remove_things(gc, removed, err) || remove_objects(gc, removed, err) ? -1 : 0;
	progress_start("Removing what is not needed");
	rc = remove_things(gc, removed, err) || remove_refs(gc, STORED_REF_PORT, err) ||
	     remove_refs(gc, STORED_REF_CHANGELOG, err) ||
	     remove_refs(gc, STORED_REF_RELEASE, err) || remove_objects(gc, removed, err) ? -1 : 0;
	progress_end(rc ? "stopped" : NULL);
	return rc;
}
