// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/treefiles.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/alloc.h"
#include "util/file.h"
#include "util/interrupt.h"
#include "util/progress.h"

#define MAX_THREADS 4
#define CHUNK 256		/* files that a thread takes at a time */
#define MAX_DEPTH 256

#define OPEN_DIR (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

/* The folders down to the last file, kept open for the next one. */
struct trail {
	int root;
	int fds[MAX_DEPTH];
	size_t ends[MAX_DEPTH];	/* length of the path of each */
	size_t depth;
	char *path;		/* the last file's */
};

static void trail_release(struct trail *trail)
{
	while (trail->depth)
		close(trail->fds[--trail->depth]);
	free(trail->path);
	if (trail->root >= 0)
		close(trail->root);
}

/* Keep only the folders that `path` shares with the last one. */
static void trail_rewind(struct trail *trail, const char *path)
{
	while (trail->depth) {
		size_t end = trail->ends[trail->depth - 1];

		if (strlen(path) > end && path[end] == '/' && !memcmp(path, trail->path, end))
			break;
		close(trail->fds[--trail->depth]);
	}
	free(trail->path);
	trail->path = xstrdup(path);
}

/* Open one folder; with `make`, put it there in place of whatever else is. */
static int open_folder(int at, const char *name, bool make)
{
	int fd = openat(at, name, OPEN_DIR);

	if (fd >= 0 || !make)
		return fd;
	if ((errno == ENOTDIR || errno == ELOOP) && unlinkat(at, name, 0) && errno != ENOENT &&
	    errno != EISDIR)
		return -1;
	if (mkdirat(at, name, 0777) && errno != EEXIST)
		return -1;
	return openat(at, name, OPEN_DIR);
}

/*
 * The descriptor of the folder of `path`, owned by the trail, and the name in
 * it. -1 with errno when it is not there (without `make`) or cannot be made.
 */
static int trail_open(struct trail *trail, const char *path, bool make, const char **ret_name)
{
	const char *at, *slash;

	trail_rewind(trail, path);
	at = path + (trail->depth ? trail->ends[trail->depth - 1] + 1 : 0);
	while ((slash = strchr(at, '/'))) {
		_cleanup_free_ char *name = xstrndup(at, slash - at);
		int above = trail->depth ? trail->fds[trail->depth - 1] : trail->root;
		int fd;

		if (trail->depth == MAX_DEPTH) {
			errno = ENAMETOOLONG;
			return -1;
		}
		fd = open_folder(above, name, make);
		if (fd < 0)
			return -1;
		trail->fds[trail->depth] = fd;
		trail->ends[trail->depth++] = slash - path;
		at = slash + 1;
	}
	*ret_name = at;
	return trail->depth ? trail->fds[trail->depth - 1] : trail->root;
}

static int trail_init(struct trail *trail, const char *dir, struct error **err)
{
	trail->root = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return trail->root < 0 ? error_errno(err, ERROR_ENVIRONMENT, "%s", dir) : 0;
}

static int write_all(int fd, const char *at, size_t len)
{
	while (len) {
		ssize_t n = write(fd, at, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		at += n;
		len -= n;
	}
	return 0;
}

static int put_file(int at, const char *name, const void *data, size_t len, bool executable,
		    struct stat *ret_stat)
{
	int fd = openat(at, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
			executable ? 0777 : 0666);
	int rc;

	if (fd < 0)
		return -1;
	rc = write_all(fd, data, len) || fstat(fd, ret_stat);
	return close(fd) || rc ? -1 : 0;
}

static int put_link(int at, const char *name, const void *data, size_t len,
		    struct stat *ret_stat)
{
	_cleanup_free_ char *target = xstrndup(data, len);

	return symlinkat(target, at, name) ||
	       fstatat(at, name, ret_stat, AT_SYMLINK_NOFOLLOW) ? -1 : 0;
}

static int write_one(struct trail *trail, git_odb *odb, git_index_entry *file,
		     const char *dir, struct error **err)
{
	git_odb_object *object;
	struct stat st;
	const char *name;
	int at, rc;

	at = trail_open(trail, file->path, true, &name);
	if (at < 0)
		return error_errno(err, ERROR_ENVIRONMENT, "writing %s/%s", dir, file->path);
	if (git_odb_read(&object, odb, &file->id))
		return error_git(err, ERROR_ENVIRONMENT, "reading %s from the store", file->path);
	for (int attempt = 0;; attempt++) {
		const void *data = git_odb_object_data(object);
		size_t len = git_odb_object_size(object);

		if (file->mode == GIT_FILEMODE_LINK)
			rc = put_link(at, name, data, len, &st);
		else
			rc = put_file(at, name, data, len,
				      file->mode == GIT_FILEMODE_BLOB_EXECUTABLE, &st);
		if (!rc || errno != EEXIST || attempt)
			break;
		/* A folder in the way holds build products only: its files are gone. */
		if (unlinkat(at, name, 0)) {
			_cleanup_free_ char *path = path_join(dir, "%s", file->path);

			if (errno == EISDIR && path_remove(path, err)) {
				git_odb_object_free(object);
				return -1;
			}
		}
	}
	if (rc)
		error_errno(err, ERROR_ENVIRONMENT, "writing %s/%s", dir, file->path);
	else
		treefiles_set_stat(file, &st);
	git_odb_object_free(object);
	return rc;
}

struct work {
	struct treefiles *list;	/* each entry is one thread's */
	git_odb *odb;
	const char *dir;
	atomic_size_t next, done;
	atomic_bool stop;
	pthread_mutex_t lock;
	struct error *error;	/* the first; under lock */
};

static int write_chunk(struct work *work, struct trail *trail, size_t start, bool show,
		       struct error **err)
{
	size_t end = start + CHUNK < work->list->count ? start + CHUNK : work->list->count;

	for (size_t i = start; i < end; i++) {
		git_index_entry *file = &work->list->files[i];

		if (atomic_load(&work->stop))
			return 0;
		if (interrupt_pending())
			return interrupt_error(err);
		if (write_one(trail, work->odb, file, work->dir, err))
			return -1;
		atomic_fetch_add(&work->done, 1);
		if (show)
			progress_update(atomic_load(&work->done), work->list->count, 0, file->path);
	}
	return 0;
}

static void write_chunks(struct work *work, bool show)
{
	struct trail trail = {.root = -1};
	struct error *error = NULL;
	int rc = trail_init(&trail, work->dir, &error);

	while (!rc && !atomic_load(&work->stop)) {
		size_t start = atomic_fetch_add(&work->next, CHUNK);

		if (start >= work->list->count)
			break;
		rc = write_chunk(work, &trail, start, show, &error);
	}
	if (rc) {
		atomic_store(&work->stop, true);
		pthread_mutex_lock(&work->lock);
		if (!work->error)
			work->error = TAKE_PTR(error);
		pthread_mutex_unlock(&work->lock);
		error_clear(&error);
	}
	trail_release(&trail);
}

static void *thread_main(void *data)
{
	write_chunks(data, false);
	return NULL;
}

int treefiles_write(struct treefiles *list, git_repository *repo, const char *dir,
		    struct error **err)
{
	struct work work = {.list = list, .dir = dir, .lock = PTHREAD_MUTEX_INITIALIZER};
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	pthread_t threads[MAX_THREADS - 1];
	int started = 0, wanted;

	if (git_repository_odb(&work.odb, repo))
		return error_git(err, ERROR_ENVIRONMENT, "opening the store");
	wanted = processors > MAX_THREADS ? MAX_THREADS : (int)processors;
	while (started < wanted - 1 && (size_t)(started + 1) * CHUNK < list->count &&
	       !pthread_create(&threads[started], NULL, thread_main, &work))
		started++;
	write_chunks(&work, true);
	while (started)
		pthread_join(threads[--started], NULL);
	git_odb_free(work.odb);
	if (!work.error)
		return 0;
	error_move(err, &work.error);
	return -1;
}

/* Remove the folders of a path that are empty now, from the innermost up. */
static void remove_empty_folders(int root, const char *path)
{
	_cleanup_free_ char *folder = xstrdup(path);
	char *slash;

	while ((slash = strrchr(folder, '/'))) {
		struct trail trail = {.root = dup(root)};
		const char *name;
		int at, rc;

		*slash = '\0';
		at = trail.root < 0 ? -1 : trail_open(&trail, folder, false, &name);
		rc = at < 0 ? -1 : unlinkat(at, name, AT_REMOVEDIR);
		trail_release(&trail);
		if (rc && errno != ENOENT)
			break;
	}
}

/* Is `next` in the folder of `path`, or below it? */
static bool same_folder(const char *path, const char *next)
{
	const char *slash = strrchr(path, '/');

	return slash && !strncmp(path, next, slash - path + 1);
}

int treefiles_remove(const struct treefiles *list, const char *dir, struct error **err)
{
	struct trail trail = {.root = -1};
	int rc = trail_init(&trail, dir, err);

	for (size_t i = 0; !rc && i < list->count; i++) {
		const char *path = list->files[i].path, *name;
		int at = trail_open(&trail, path, false, &name);

		if (interrupt_pending()) {
			rc = interrupt_error(err);
			break;
		}
		if ((at < 0 || unlinkat(at, name, 0)) && errno != ENOENT && errno != ENOTDIR &&
		    errno != ELOOP && errno != EISDIR) {
			rc = error_errno(err, ERROR_ENVIRONMENT, "removing %s/%s", dir, path);
			break;
		}
		if (i + 1 == list->count || !same_folder(path, list->files[i + 1].path))
			remove_empty_folders(trail.root, path);
	}
	trail_release(&trail);
	return rc;
}

static int sync_one(struct trail *trail, const git_index_entry *file)
{
	const char *name;
	int at = trail_open(trail, file->path, false, &name);

	if (at >= 0 && file->mode != GIT_FILEMODE_LINK) {
		_cleanup_close_ int fd = openat(at, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);

		if (fd >= 0 && fsync(fd))
			return -1;
	}
	/* Where the path breaks off, the innermost folder left says that the rest is gone. */
	for (size_t i = trail->depth; i-- > 0;)
		if (fsync(trail->fds[i]))
			return -1;
	return fsync(trail->root);
}

int treefiles_sync(const struct treefiles *list, const char *dir, struct error **err)
{
	struct trail trail = {.root = -1};
	int rc = trail_init(&trail, dir, err);

	for (size_t i = 0; !rc && i < list->count; i++)
		if (sync_one(&trail, &list->files[i]))
			rc = error_errno(err, ERROR_ENVIRONMENT, "syncing %s/%s", dir,
					 list->files[i].path);
	trail_release(&trail);
	return rc;
}

void treefiles_add(struct treefiles *list, const char *path, const git_oid *id, uint16_t mode)
{
	git_index_entry *file = ARRAY_ADD(list->files, list->count, list->alloc);

	file->path = xstrdup(path);
	git_oid_cpy(&file->id, id);
	file->mode = mode;
}

void treefiles_set_stat(git_index_entry *file, const struct stat *st)
{
	file->ctime.seconds = (int32_t)st->st_ctim.tv_sec;
	file->ctime.nanoseconds = st->st_ctim.tv_nsec;
	file->mtime.seconds = (int32_t)st->st_mtim.tv_sec;
	file->mtime.nanoseconds = st->st_mtim.tv_nsec;
	file->ino = (uint32_t)st->st_ino;
	file->file_size = (uint32_t)st->st_size;
}

void treefiles_release(struct treefiles *list)
{
	for (size_t i = 0; i < list->count; i++)
		free((char *)list->files[i].path);
	free(list->files);
	*list = (struct treefiles){0};
}
