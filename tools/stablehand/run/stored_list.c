// SPDX-License-Identifier: GPL-2.0-only
#include "run/stored_list.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

#include "run/stored_parts.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/progress.h"

int listing_each(struct listing *l, const char *folder,
		 int (*on_entry)(struct listing *listing, const char *path, const char *name,
				 struct error **err),
		 struct error **err)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	int rc = 0;

	while (!rc && dir && (entry = readdir(dir))) {
		_cleanup_free_ char *path = path_join(folder, "%s", entry->d_name);

		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			rc = on_entry(l, path, entry->d_name, err);
	}
	if (dir)
		closedir(dir);
	return rc;
}

int listing_measure(struct listing *l, struct stored_thing *thing, const char *path,
		    struct error **err)
{
	thing->path = xstrdup(path);
	return disk_usage(path, &l->seen, &thing->bytes, &thing->used, err);
}

/* --- the cache */

static int add_index(struct listing *l, const char *path, const char *name, struct error **err)
{
	const char *folder = strrchr(path, '/');

	/* "stablehand-symbols/0123....names" */
	while (folder > path && folder[-1] != '/')
		folder--;
	return listing_measure(l, stored_add(l->stored, STORED_INDEX, NULL, NULL, folder), path, err);
}

static int add_indexes(struct listing *l, const char *path, const char *name, struct error **err)
{
	struct stat st;

	if (strncmp(name, "stablehand-", 11) || lstat(path, &st) || !S_ISDIR(st.st_mode))
		return 0;
	return listing_each(l, path, add_index, err);
}

/* What the store takes beyond what was told of it. */
static int add_rest_of_store(struct listing *l, const char *path, size_t first, struct error **err)
{
	uint64_t all, told = 0;

	if (disk_usage(path, NULL, &all, NULL, err))
		return -1;
	for (size_t i = first; i < l->stored->count; i++)
		told += l->stored->things[i].bytes;
	if (all > told)
		stored_add(l->stored, STORED_OTHER, NULL, "store.git", "store.git")->bytes =
			all - told;
	return 0;
}

static int add_store(struct listing *l, struct stored_refs *refs, struct error **err)
{
	_cleanup_free_ char *path = path_join(l->context->cache, "store.git");
	size_t first = l->stored->count;

	return stored_refs_measure(refs, l->stored, err) ||
	       listing_each(l, path, add_indexes, err) ||
	       add_rest_of_store(l, path, first, err) ? -1 : 0;
}

/* Not a link that leads to one: what is there is somebody else's. */
static bool is_folder(const char *path)
{
	struct stat st;

	return !lstat(path, &st) && S_ISDIR(st.st_mode);
}

static bool is_aside(const char *name)
{
	return !strncmp(name, STORED_ASIDE, strlen(STORED_ASIDE));
}

/* What somebody who was killed had begun to remove of a work folder. */
static int add_aside(struct listing *l, const char *path, const char *name, struct error **err)
{
	size_t start = strlen(l->context->cache) + strlen("/work/");
	_cleanup_free_ char *branch = xstrndup(path + start, strcspn(path + start, "/"));
	_cleanup_free_ char *below = path_join("work", "%s/%s", branch, name);

	if (!is_aside(name))
		return 0;
	return listing_measure(l, stored_add(l->stored, STORED_LEFTOVER, branch, "work", below), path,
			       err);
}

/* The folder, without that. */
static int add_work(struct listing *l, const char *path, const char *name, struct error **err)
{
	_cleanup_free_ char *below = path_join("work", "%s", name);
	size_t work = l->stored->count;

	if (listing_measure(l, stored_add(l->stored, STORED_WORK, name, NULL, below), path, err) ||
	    (is_folder(path) && listing_each(l, path, add_aside, err)))
		return -1;
	for (size_t i = work + 1; i < l->stored->count; i++)
		l->stored->things[work].bytes -= l->stored->things[i].bytes;
	return 0;
}

/* "<cache>/initramfs/6.1.y/<key of a job>" */
static int add_initramfs(struct listing *l, const char *path, const char *name, struct error **err)
{
	size_t start = strlen(l->context->cache) + strlen("/initramfs/");
	_cleanup_free_ char *branch = xstrndup(path + start, strcspn(path + start, "/"));
	_cleanup_free_ char *below = path_join("initramfs", "%s/%s", branch, name);

	return listing_measure(l, stored_add(l->stored, STORED_INITRAMFS, branch, NULL, below), path,
			       err);
}

static int add_initramfs_of(struct listing *l, const char *path, const char *name,
			    struct error **err)
{
	return is_folder(path) ? listing_each(l, path, add_initramfs, err) : 0;
}

static int add_download(struct listing *l, const char *path, const char *name, struct error **err)
{
	_cleanup_free_ char *below = path_join("downloads", "%s", name);
	size_t len = strlen(name);
	bool lock = len > 5 && !strcmp(name + len - 5, ".lock");

	return listing_measure(l, stored_add(l->stored, lock ? STORED_OTHER : STORED_DOWNLOAD, NULL,
					     lock ? "locks" : NULL, below), path, err);
}

static int add_top(struct listing *l, const char *path, const char *name, struct error **err)
{
	static const char *const elsewhere[] = {
		"store.git", "jobs", "builds", "work", "initramfs", "downloads",
	};
	bool apt = !strcmp(name, "apt"), ccache = !strcmp(name, "ccache") && is_folder(path);
	enum stored_kind kind = apt ? STORED_APT : ccache ? STORED_CCACHE :
				is_aside(name) ? STORED_LEFTOVER : STORED_OTHER;

	for (size_t i = 0; i < ARRAY_SIZE(elsewhere); i++)
		if (!strcmp(name, elsewhere[i]))
			return 0;
	return listing_measure(l, stored_add(l->stored, kind, NULL, apt || ccache ? NULL : name, name), path,
			       err);
}

static int each_of(struct listing *l, const char *name,
		   int (*on_entry)(struct listing *listing, const char *path, const char *entry,
				   struct error **err), struct error **err)
{
	_cleanup_free_ char *folder = path_join(l->context->cache, "%s", name);

	return listing_each(l, folder, on_entry, err);
}

static int list_cache(struct listing *l, struct stored_refs *refs, struct error **err)
{
	return add_store(l, refs, err) || listing_jobs(l, err) || listing_builds(l, err) ||
	       each_of(l, "work", add_work, err) || each_of(l, "initramfs", add_initramfs_of, err) ||
	       each_of(l, "downloads", add_download, err) ||
	       listing_each(l, l->context->cache, add_top, err) ? -1 : 0;
}

/* --- the state */

/* "<state>/logs/6.1.y/20261130-171300-4711" */
static int add_log(struct listing *l, const char *path, const char *name, struct error **err)
{
	size_t start = strlen(l->context->state) + strlen("/logs/");
	_cleanup_free_ char *branch = xstrndup(path + start, strcspn(path + start, "/"));
	_cleanup_free_ char *below = path_join("logs", "%s/%s", branch, name);

	return listing_measure(l, stored_add(l->stored, STORED_LOG, branch, NULL, below), path, err);
}

static int add_logs(struct listing *l, const char *path, const char *name, struct error **err)
{
	if (is_folder(path))
		return listing_each(l, path, add_log, err);
	return listing_measure(l, stored_add(l->stored, STORED_OTHER, NULL, "logs", name), path, err);
}

static int add_state(struct listing *l, const char *path, const char *name, struct error **err)
{
	bool database = !strncmp(name, "results.db", 10);

	if (!strcmp(name, "logs"))
		return listing_each(l, path, add_logs, err);
	return listing_measure(l, stored_add(l->stored, database ? STORED_DATABASE : STORED_OTHER,
					     NULL, name, name), path, err);
}

int stored_list(struct context *context, struct stored_refs *refs, struct stored *stored,
		struct error **err)
{
	struct listing l = { .context = context, .stored = stored };
	int rc;

	stored->cache = xstrdup(context->cache);
	stored->state = xstrdup(context->state);
	progress_start("Looking at what is kept");
	rc = (!context->results && context_results_to_read(context, err)) ||
	     list_cache(&l, refs, err) || listing_each(&l, context->state, add_state, err) ? -1 : 0;
	progress_end(rc ? "failed" : NULL);
	for (size_t i = 0; i < stored->count; i++)
		stored->bytes += stored->things[i].bytes;
	listing_release_links(&l);
	disk_seen_release(&l.seen);
	return rc;
}
