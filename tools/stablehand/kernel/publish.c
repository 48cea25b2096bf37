// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/publish.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/alloc.h"
#include "util/file.h"

int publish_begin(const char *aside, struct error **err)
{
	return path_remove(aside, err) || dir_make(aside, err) ? -1 : 0;
}

static int folder_of(const char *path, struct error **err)
{
	_cleanup_free_ char *folder = xstrdup(path);

	*strrchr(folder, '/') = '\0';
	return dir_make(folder, err);
}

/* copy_file_range() is not there on every file system that a cache may be on. */
static int copy_bytes(int in, int out)
{
	char bytes[65536];
	ssize_t n;

	while ((n = read(in, bytes, sizeof(bytes)))) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		for (ssize_t done = 0, wrote; done < n; done += wrote) {
			wrote = write(out, bytes + done, n - done);
			if (wrote < 0 && errno != EINTR)
				return -1;
			if (wrote < 0)
				wrote = 0;
		}
	}
	return 0;
}

int publish_copy(const char *from, const char *aside, const char *name, mode_t mode,
		 struct error **err)
{
	_cleanup_close_ int in = open(from, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	_cleanup_close_ int out = -1;
	_cleanup_free_ char *to = path_join(aside, "%s", name);
	struct stat st;

	if (in < 0 || fstat(in, &st))
		return error_errno(err, ERROR_ENVIRONMENT, "%s", from);
	if (!S_ISREG(st.st_mode))
		return error_set(err, ERROR_INPUT, "%s is not a regular file", from);
	if (folder_of(to, err))
		return -1;
	out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, mode);
	if (out < 0)
		return error_errno(err, ERROR_ENVIRONMENT, "%s", to);
	if (copy_bytes(in, out))
		return error_errno(err, ERROR_ENVIRONMENT, "copying %s to %s", from, to);
	return 0;
}

static int sync_path(const char *path, int more)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | more);

	return fd < 0 || fsync(fd) ? -1 : 0;
}

static int sync_all(const char *folder, struct error **err)
{
	char *const roots[] = {(char *)folder, NULL};
	FTS *fts = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	FTSENT *entry;
	int rc = fts ? 0 : -1;

	while (!rc && (entry = fts_read(fts)))
		if (entry->fts_info == FTS_F || entry->fts_info == FTS_DP)
			rc = sync_path(entry->fts_accpath, O_NOFOLLOW);
	if (rc)
		error_errno(err, ERROR_ENVIRONMENT, "syncing %s", folder);
	if (fts)
		fts_close(fts);
	return rc;
}

/* Put aside in the place of a folder that is there; the old one is then at aside. */
static int exchange(const char *aside, const char *target, struct error **err)
{
	if (!renameat2(AT_FDCWD, aside, AT_FDCWD, target, RENAME_EXCHANGE))
		return 0;
	/* Not every file system can: then there is a moment without either. */
	if (path_remove(target, err))
		return -1;
	if (rename(aside, target))
		return error_errno(err, ERROR_ENVIRONMENT, "renaming %s to %s", aside, target);
	return 0;
}

/* All of a folder into another one, which is not there. */
static int copy_all(const char *from, const char *to, struct error **err)
{
	char *const roots[] = {(char *)from, NULL};
	FTS *fts = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	size_t skip = strlen(from) + 1;
	FTSENT *entry;
	int rc = fts ? publish_begin(to, err) : error_errno(err, ERROR_ENVIRONMENT, "%s", from);

	while (!rc && (entry = fts_read(fts))) {
		if (entry->fts_info == FTS_F)
			rc = publish_copy(entry->fts_path, to, entry->fts_path + skip,
					  entry->fts_statp->st_mode & 0777, err);
		else if (entry->fts_info != FTS_D && entry->fts_info != FTS_DP)
			rc = error_set(err, ERROR_ENVIRONMENT, "%s: cannot be copied",
				       entry->fts_path);
	}
	if (fts)
		fts_close(fts);
	return rc;
}

/* From one file system to another: by way of a folder beside the target. */
static int finish_elsewhere(const char *aside, const char *target, bool replace,
			    struct error **err)
{
	char host[HOST_NAME_MAX + 1] = "";
	_cleanup_free_ char *beside = NULL;
	int rc;

	gethostname(host, sizeof(host) - 1);
	beside = xasprintf("%s.%s-%ld", target, host, (long)getpid());
	rc = copy_all(aside, beside, err) || publish_finish(beside, target, replace, err) ? -1 : 0;
	if (rc) {
		path_remove(beside, NULL);
		return -1;
	}
	return path_remove(aside, err);
}

int publish_finish(const char *aside, const char *target, bool replace, struct error **err)
{
	_cleanup_free_ char *above = xstrdup(target);

	if (folder_of(target, err) || sync_all(aside, err))
		return -1;
	if (rename(aside, target)) {
		if (errno == EXDEV)
			return finish_elsewhere(aside, target, replace, err);
		/* A link or a file that somebody has put there, and no folder of ours. */
		if (errno == ENOTDIR)
			return path_remove(target, err) ? -1 :
			       publish_finish(aside, target, replace, err);
		if (errno != EEXIST && errno != ENOTEMPTY)
			return error_errno(err, ERROR_ENVIRONMENT, "renaming %s to %s", aside,
					   target);
		if (replace && exchange(aside, target, err))
			return -1;
	}
	*strrchr(above, '/') = '\0';
	/* A node's is a link to the one that all see. */
	if (sync_path(above, 0))
		return error_errno(err, ERROR_ENVIRONMENT, "syncing %s", above);
	return path_remove(aside, err);
}
