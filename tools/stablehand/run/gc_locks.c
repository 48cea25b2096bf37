// SPDX-License-Identifier: GPL-2.0-only
#include "run/gc_locks.h"

#include <dirent.h>
#include <string.h>

#include <git2.h>

#include "git/store_lock.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/text.h"

#define RELEASES "refs/kernels/"

struct taking {
	struct context *context;
	struct stored *stored;
	struct gc_locks *locks;
	char **names;			/* of branches, each once */
	size_t name_count, name_alloc;
};

/* Keep a lock that was tried for, or note who has it. 1, 0, -1. */
static int keep(struct taking *t, int rc, int fd, char *holder, const char *what)
{
	_cleanup_free_ char *by = holder ? text_printable(holder, strlen(holder), false) : NULL;
	_cleanup_free_ char *of = text_printable(what, strlen(what), false);

	if (rc > 0 && fd >= 0)
		*ARRAY_ADD(t->locks->fds, t->locks->fd_count, t->locks->fd_alloc) = fd;
	if (!rc)
		stored_note(t->stored, "%s is in use (%s): what is of it stays", of,
			    *by ? by : "unknown process");
	free(holder);
	return rc;
}

/* 1: it is ours, 0: somebody else has it. */
static int take(struct taking *t, const char *path, const char *what, struct error **err)
{
	char *holder = NULL;
	int fd = -1, rc = file_lock_try(path, &fd, &holder, err);

	return keep(t, rc, fd, holder, what);
}

static int take_branch(struct taking *t, const char *branch, struct error **err)
{
	_cleanup_free_ char *run = path_join(t->context->cache, "locks/%s", branch);
	_cleanup_free_ char *work = path_join(t->context->cache, "work/%s/lock", branch);
	_cleanup_free_ char *folder = path_join(t->context->cache, "work/%s", branch);
	int rc = take(t, run, branch, err);

	if (rc > 0 && path_exists(folder))
		rc = take(t, work, branch, err);
	if (!rc)
		*ARRAY_ADD(t->locks->busy, t->locks->busy_count, t->locks->busy_alloc) =
			xstrdup(branch);
	return rc < 0 ? -1 : 0;
}

static void add_name(struct taking *t, const char *name, size_t len)
{
	if (!len || *name == '.')
		return;
	for (size_t i = 0; i < t->name_count; i++)
		if (strlen(t->names[i]) == len && !memcmp(t->names[i], name, len))
			return;
	*ARRAY_ADD(t->names, t->name_count, t->name_alloc) = xstrndup(name, len);
}

static void add_entries(struct taking *t, const char *below)
{
	_cleanup_free_ char *path = path_join(t->context->cache, "%s", below);
	DIR *dir = opendir(path);
	struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		/* A lock, but of no branch: the one under which databases are opened. */
		if (strcmp(entry->d_name, "stores"))
			add_name(t, entry->d_name, strlen(entry->d_name));
	if (dir)
		closedir(dir);
}

static int add_releases(struct taking *t, struct error **err)
{
	git_strarray refs = {0};

	if (git_reference_list(&refs, t->context->repo))
		return error_git(err, ERROR_ENVIRONMENT, "listing the references of the store");
	for (size_t i = 0; i < refs.count; i++)
		if (!strncmp(refs.strings[i], RELEASES, strlen(RELEASES))) {
			const char *branch = refs.strings[i] + strlen(RELEASES);

			add_name(t, branch, strcspn(branch, "/"));
		}
	git_strarray_dispose(&refs);
	return 0;
}

static int take_store(struct taking *t, struct error **err)
{
	_cleanup_free_ char *path = path_join(t->context->cache, "store.git");
	char *holder = NULL;
	int fd = -1, rc;

	if (!path_exists(path))
		return 0;
	if (context_store(t->context, err))
		return -1;
	rc = store_lock_try(path, &fd, &holder, err);
	rc = keep(t, rc, fd, holder, "the store of kernels");
	t->locks->store = rc > 0;
	return rc < 0 ? -1 : 0;
}

int gc_locks_take(struct context *context, struct stored *stored, struct gc_locks *locks,
		  struct error **err)
{
	struct taking t = { context, stored, locks };
	_cleanup_free_ char *folder = path_join(context->cache, "locks");
	int rc;

	*locks = (struct gc_locks){0};
	/* On a full disk, too, where it cannot be made: then nobody else can lock, either. */
	dir_make(folder, NULL);
	rc = take_store(&t, err);
	add_entries(&t, "locks");
	add_entries(&t, "work");
	add_entries(&t, "initramfs");
	if (!rc && context->repo)
		rc = add_releases(&t, err);
	for (size_t i = 0; i < t.name_count; i++) {
		if (!rc)
			rc = take_branch(&t, t.names[i], err);
		free(t.names[i]);
	}
	free(t.names);
	locks->all = locks->store && !locks->busy_count;
	return rc;
}

bool gc_locks_has(const struct gc_locks *locks, const char *branch)
{
	if (!branch)
		return !locks->busy_count;
	for (size_t i = 0; i < locks->busy_count; i++)
		if (!strcmp(locks->busy[i], branch))
			return false;
	return true;
}

void gc_locks_release(struct gc_locks *locks)
{
	for (size_t i = 0; i < locks->fd_count; i++)
		close(locks->fds[i]);
	for (size_t i = 0; i < locks->busy_count; i++)
		free(locks->busy[i]);
	free(locks->fds);
	free(locks->busy);
	*locks = (struct gc_locks){0};
}
