// SPDX-License-Identifier: GPL-2.0-only
/* What can go, and why. */
#include <string.h>

#include "kernel/version.h"
#include "run/gc_parts.h"
#include "run/job.h"
#include "store/uses.h"
#include "util/alloc.h"
#include "util/disk.h"
#include "util/process.h"
#include "util/text.h"

#define DAY (24 * 60 * 60)
#define BUILD_DAYS 14		/* without use */
#define LOG_DAYS 30

/* --- releases */

/* Is a release newer than another one of its branch? */
static bool is_newer(const struct stored_ref *a, const struct stored_ref *b)
{
	if (a->newest != b->newest)
		return a->newest;
	return version_compare(a->what, b->what) > 0;
}

static size_t count_newer(const struct gc *gc, const struct stored_ref *release)
{
	size_t count = 0;

	for (size_t i = 0; i < gc->refs.count; i++) {
		const struct stored_ref *other = &gc->refs.items[i];

		count += other->kind == STORED_REF_RELEASE && other->what && other != release &&
			 !strcmp(other->branch, release->branch) && is_newer(other, release);
	}
	return count;
}

static bool leaves(const struct gc *gc, const struct stored_ref *ref, size_t keep)
{
	return ref->kind == STORED_REF_RELEASE && ref->what && gc->locks.store &&
	       gc_locks_has(&gc->locks, ref->branch) && !ref->newest && !ref->pinned &&
	       count_newer(gc, ref) >= keep;
}

/* What belongs to a release that leaves, goes with it. */
static void choose_others(struct gc *gc)
{
	for (size_t i = 0; i < gc->refs.count; i++) {
		struct stored_ref *ref = &gc->refs.items[i];

		if (ref->kind == STORED_REF_PORT)
			ref->gone = ref->base && ref->base->gone;
		for (size_t r = 0; ref->kind == STORED_REF_CHANGELOG && r < gc->refs.count; r++) {
			const struct stored_ref *release = &gc->refs.items[r];

			if (release->kind == STORED_REF_RELEASE && release->gone && ref->what &&
			    !strcmp(release->branch, ref->branch) &&
			    !strcmp(release->what, ref->what))
				ref->gone = true;
		}
	}
}

int gc_choose_releases(struct gc *gc, size_t keep, struct error **err)
{
	int rc;

	for (size_t i = 0; i < gc->refs.count; i++)
		gc->refs.items[i].gone = leaves(gc, &gc->refs.items[i], keep);
	choose_others(gc);
	gc->objects = (struct store_gc){0};
	if (!gc->refs.objects)
		return 0;
	rc = stored_refs_mark_left(&gc->refs, err);
	gc->some_missing = !rc;
	if (rc > 0 && gc->locks.all)
		gc->objects = store_gc_plan(gc->refs.objects);
	return rc < 0 ? -1 : 0;
}

/* --- trees */

static void add_tree(struct gc *gc, const git_commit *commit, bool newest)
{
	struct gc_tree *tree = ARRAY_ADD(gc->trees, gc->tree_count, gc->tree_alloc);

	git_oid_tostr(tree->hex, sizeof(tree->hex), git_commit_tree_id(commit));
	tree->newest = newest;
}

/* Of a port every commit down to its release, of a release its own. */
static int add_trees_of(struct gc *gc, const struct stored_ref *ref, struct error **err)
{
	const struct stored_ref *base = ref->kind == STORED_REF_PORT ? ref->base : ref;
	git_oid at = ref->oid;

	while (base) {
		bool last = git_oid_equal(&at, &base->oid);
		git_commit *commit;

		if (last && ref != base)
			break;
		if (git_commit_lookup(&commit, gc->refs.repo, &at))
			return error_git(err, ERROR_ENVIRONMENT, "reading %s", ref->name);
		add_tree(gc, commit, base->newest && git_oid_equal(&at, &ref->oid));
		if (!git_commit_parentcount(commit))
			last = true;
		else
			at = *git_commit_parent_id(commit, 0);
		git_commit_free(commit);
		if (last)
			break;
	}
	return 0;
}

int gc_find_trees(struct gc *gc, struct error **err)
{
	gc->tree_count = 0;
	for (size_t i = 0; i < gc->refs.count; i++) {
		const struct stored_ref *ref = &gc->refs.items[i];

		if (!ref->gone && ref->what &&
		    (ref->kind == STORED_REF_RELEASE || ref->kind == STORED_REF_PORT) &&
		    add_trees_of(gc, ref, err))
			return -1;
	}
	return 0;
}

static const struct gc_tree *find_tree(const struct gc *gc, const char *hex)
{
	const struct gc_tree *found = NULL;

	for (size_t i = 0; hex && i < gc->tree_count; i++)
		if (!strcmp(gc->trees[i].hex, hex) && (!found || gc->trees[i].newest))
			found = &gc->trees[i];
	return found;
}

/* --- what belongs to builds that stay */

static const char *base_name(const struct stored_thing *thing)
{
	const char *slash = thing->name ? strrchr(thing->name, '/') : NULL;

	return slash ? slash + 1 : thing->name ? thing->name : "";
}

static bool is_old(const struct gc *gc, const struct stored_thing *thing, int days)
{
	return thing->used < gc->now - (time_t)days * DAY;
}

/* Of several builds of one tree (compilers, configurations) the one used last is the one. */
static bool is_used_last(const struct gc *gc, const struct stored_thing *thing)
{
	for (size_t i = 0; i < gc->all.count; i++) {
		const struct stored_thing *other = &gc->all.things[i];

		if (other->kind == thing->kind && other->tree && !strcmp(other->tree, thing->tree) &&
		    other->used > thing->used)
			return false;
	}
	return true;
}

static bool is_needed_build(const struct gc *gc, size_t i)
{
	const struct stored_thing *thing = &gc->all.things[i];
	const struct gc_tree *tree = find_tree(gc, thing->tree);

	if (gc->marks[i].pinned)
		return true;
	return tree && tree->newest &&
	       (is_used_last(gc, thing) || !is_old(gc, thing, BUILD_DAYS));
}

/* A run's description names the folders that it was made with. */
static void need_named(const char *description, void *data)
{
	struct gc *gc = data;

	for (size_t i = 0; i < gc->all.count; i++)
		if ((gc->all.things[i].kind == STORED_SELFTESTS ||
		     gc->all.things[i].kind == STORED_EXTERNAL) &&
		    strstr(description, base_name(&gc->all.things[i])))
			gc->marks[i].needed = true;
}

static void need_log(const char *log, void *data)
{
	struct gc *gc = data;

	for (size_t i = 0; i < gc->all.count; i++) {
		const struct stored_thing *thing = &gc->all.things[i];
		size_t len = thing->kind == STORED_LOG ? strlen(thing->path) : 0;

		if (len && !strncmp(log, thing->path, len) && log[len] == '/')
			gc->marks[i].needed = true;
	}
}

static void pin_release(const char *branch, const char *release, void *data)
{
	struct gc *gc = data;

	for (size_t i = 0; i < gc->refs.count; i++) {
		struct stored_ref *ref = &gc->refs.items[i];

		if (ref->kind == STORED_REF_RELEASE && ref->what && !strcmp(ref->branch, branch) &&
		    !strcmp(ref->what, release))
			ref->pinned = true;
	}
}

static void pin_build(const char *key, void *data)
{
	struct gc *gc = data;

	for (size_t i = 0; i < gc->all.count; i++)
		if (gc->all.things[i].kind == STORED_BUILD &&
		    !strcmp(base_name(&gc->all.things[i]), key))
			gc->marks[i].pinned = true;
}

int gc_pin(struct gc *gc, struct error **err)
{
	if (!gc->context->results)
		return 0;
	return results_last_good(gc->context->results, pin_release, pin_build, gc, err);
}

int gc_find_needed(struct gc *gc, struct error **err)
{
	for (size_t i = 0; i < gc->all.count; i++)
		gc->marks[i] = (struct gc_mark){ .pinned = gc->marks[i].pinned };
	for (size_t i = 0; i < gc->all.count; i++) {
		const struct stored_thing *thing = &gc->all.things[i];

		if ((thing->kind != STORED_BUILD && thing->kind != STORED_SELFTESTS &&
		     thing->kind != STORED_EXTERNAL) || !thing->tree || !is_needed_build(gc, i))
			continue;
		gc->marks[i].needed = true;
		if (thing->kind == STORED_BUILD && gc->context->results &&
		    results_used_with(gc->context->results, base_name(thing), need_named, need_log, gc,
				      err))
			return -1;
	}
	return 0;
}

/* --- each thing */

static char *date_of(time_t time)
{
	char text[32] = "?";
	struct tm tm;

	if (gmtime_r(&time, &tm))
		strftime(text, sizeof(text), "%Y-%m-%d", &tm);
	return xstrdup(text);
}

static enum gc_class by_age(const struct gc *gc, struct stored_thing *thing, int days,
			    const char *what)
{
	_cleanup_free_ char *date = date_of(thing->used);

	thing->reason = xasprintf("%s, last used %s", what, date);
	return is_old(gc, thing, days) ? GC_GOES : GC_SPARE;
}

static enum gc_class last(struct stored_thing *thing, const char *why)
{
	thing->reason = xstrdup(why);
	return GC_LAST;
}

static enum gc_class goes(struct stored_thing *thing, const char *why)
{
	thing->reason = xstrdup(why);
	return GC_GOES;
}

static enum gc_class classify_build(const struct gc *gc, struct stored_thing *thing)
{
	const struct gc_tree *tree = find_tree(gc, thing->tree);

	if (!tree)
		return by_age(gc, thing, BUILD_DAYS, thing->tree ? "of no tree that stays" :
			      "of a tree that is not known");
	if (tree->newest && thing->kind == STORED_BUILD)
		return by_age(gc, thing, BUILD_DAYS, "not the last build of its tree");
	return last(thing, tree->newest ? "of the newest release, built again in minutes" :
		    "of an older release, or of a part of a port");
}

/* Which tree, blob or commit an index is of. */
static enum gc_class classify_index(const struct gc *gc, struct stored_thing *thing)
{
	const char *name = base_name(thing);
	git_oid oid;

	if (!gc->refs.objects || gc->some_missing ||
	    !text_is_hex(name, strcspn(name, "."), GIT_OID_HEXSZ, GIT_OID_HEXSZ))
		return GC_STAYS;
	/* CVEs are of a commit of another repository. */
	if (!strncmp(thing->name, "stablehand-cves/", 16) || git_oid_fromstrn(&oid, name, GIT_OID_HEXSZ))
		return GC_STAYS;
	if (store_objects_is_marked(gc->refs.objects, &oid))
		return last(thing, "made again in seconds");
	return by_age(gc, thing, BUILD_DAYS, "of no tree that stays");
}

static bool has_release(const struct gc *gc, const char *branch)
{
	for (size_t i = 0; i < gc->refs.count; i++)
		if (gc->refs.items[i].kind == STORED_REF_RELEASE &&
		    !strcmp(gc->refs.items[i].branch, branch))
			return true;
	return false;
}

static enum gc_class classify_work(const struct gc *gc, struct stored_thing *thing)
{
	if (!has_release(gc, thing->branch))
		return by_age(gc, thing, BUILD_DAYS, "of a branch without a release");
	return last(thing, "the next build is one from nothing");
}

static enum gc_class classify_ref(const struct gc *gc, struct stored_thing *thing)
{
	_cleanup_free_ char *size = size_text(thing->bytes);

	for (size_t i = 0; i < gc->refs.count; i++) {
		if (!gc->refs.items[i].gone || strcmp(gc->refs.items[i].name, thing->name))
			continue;
		thing->reason = thing->kind == STORED_PORT ?
			xstrdup("its release is removed") :
			xasprintf("older than the newest of its branch; only it has %s of objects",
				  size);
		return GC_GOES;
	}
	return GC_STAYS;
}

static enum gc_class classify(const struct gc *gc, struct stored_thing *thing)
{
	if (!gc_locks_has(&gc->locks, thing->branch))
		return GC_STAYS;
	switch (thing->kind) {
	case STORED_RELEASE:
	case STORED_PORT:
		return classify_ref(gc, thing);
	case STORED_INDEX:
		return classify_index(gc, thing);
	case STORED_BUILD:
	case STORED_STEP:
	case STORED_SELFTESTS:
	case STORED_EXTERNAL:
	case STORED_CHECK:
		return classify_build(gc, thing);
	case STORED_JOB:
		return by_age(gc, thing, LOG_DAYS, "its results are elsewhere");
	case STORED_LOG:
		if (*base_name(thing) == '.')
			return goes(thing, "left by something that was killed");
		return by_age(gc, thing, LOG_DAYS, "of no build that has to stay");
	case STORED_DOWNLOAD:
		return by_age(gc, thing, BUILD_DAYS, "downloaded in part");
	case STORED_LEFTOVER:
	case STORED_INITRAMFS:
		return goes(thing, "left by something that was killed");
	case STORED_WORK:
		return classify_work(gc, thing);
	case STORED_CCACHE:
		/* Least recently used first is its own order. */
		return process_in_path("ccache") ?
		       last(thing, "compiled again where it is needed; ccache chose what") : GC_STAYS;
	case STORED_APT:
		return last(thing, "lists of packages, which are asked for again");
	case STORED_OBJECTS:
	case STORED_DATABASE:
	case STORED_OTHER:
		break;
	}
	return GC_STAYS;
}

void gc_classify(struct gc *gc)
{
	for (size_t i = 0; i < gc->all.count; i++) {
		struct stored_thing *thing = &gc->all.things[i];

		free(TAKE_PTR(thing->reason));
		gc->marks[i].class = gc->marks[i].needed ? GC_STAYS : classify(gc, thing);
	}
}
