// SPDX-License-Identifier: GPL-2.0-only
#include "util/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <limits.h>
#include <fts.h>
#include <libgen.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>

#include "util/alloc.h"
#include "util/interrupt.h"

#define SYNC_THREADS 32

static int read_all(int fd, const char *path, size_t max, struct buf *buf, struct error **err)
{
	size_t start = buf->len;

	for (;;) {
		char *to = buf_reserve(buf, 65536);
		ssize_t n = read(fd, to, 65536);

		if (n < 0 && errno == EINTR && !interrupt_pending())
			continue;
		if (n < 0 && errno == EINTR)
			return interrupt_error(err);
		if (n < 0)
			return error_errno(err, ERROR_ENVIRONMENT, "reading %s", path);
		if (!n)
			break;
		buf->len += n;
		buf->data[buf->len] = '\0';
		if (buf->len - start > max) {
			errno = EFBIG;
			return error_set(err, ERROR_INPUT, "%s: larger than %zu bytes", path, max);
		}
	}
	return 0;
}

static int read_file(const char *path, bool stream, size_t max, struct buf *buf,
		     struct error **err)
{
	/* One that is waited for must not block here. */
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | (stream ? 0 : O_NONBLOCK));
	struct stat st;

	if (fd < 0 && errno == EINTR && interrupt_pending())
		return interrupt_error(err);
	if (fd < 0 || fstat(fd, &st))
		return error_errno(err, ERROR_INPUT, "%s", path);
	if (S_ISDIR(st.st_mode)) {
		errno = EISDIR;
		return error_errno(err, ERROR_INPUT, "%s", path);
	}
	if (!stream && !S_ISREG(st.st_mode)) {
		errno = EINVAL;
		return error_set(err, ERROR_INPUT, "%s: not a regular file", path);
	}
	return read_all(fd, path, max, buf, err);
}

int file_read(const char *path, size_t max, struct buf *buf, struct error **err)
{
	return read_file(path, false, max, buf, err);
}

int stream_read(const char *path, size_t max, struct buf *buf, struct error **err)
{
	return read_file(path, true, max, buf, err);
}

static int sync_folder_of(const char *path)
{
	_cleanup_free_ char *copy = xstrdup(path);
	_cleanup_close_ int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 ? -1 : fsync(fd);
}

/* A file that is written under another name until it is whole. */
struct file_aside {
	char *path, *aside;	/* aside: NULL when nothing is there */
};

static void drop_aside(struct file_aside *file)
{
	if (file->aside)
		unlink(file->aside);
	free(file->aside);
	free(file->path);
}

static int add_aside(struct file_batch *batch, const char *path, const void *data, size_t len,
		     mode_t mode, struct error **err)
{
	struct file_aside *file = ARRAY_ADD(batch->files, batch->count, batch->alloc);
	_cleanup_free_ char *aside = xasprintf("%s.%d.tmp", path, (int)getpid());
	_cleanup_close_ int fd = open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
				      mode);
	const char *at = data;

	file->path = xstrdup(path);
	if (fd < 0)
		return error_errno(err, ERROR_ENVIRONMENT, "%s", aside);
	file->aside = TAKE_PTR(aside);
	while (len) {
		ssize_t n = write(fd, at, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_errno(err, ERROR_ENVIRONMENT, "writing %s", path);
		at += n;
		len -= n;
	}
	/* The disk begins now; who waits for one of several then waits for all at once. */
	sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE);
	return 0;
}

/* Is it a plain file with just this content? */
static bool holds(const char *path, const char *data, size_t len)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	char piece[16384];
	struct stat st;
	ssize_t n;

	if (fd < 0 || fstat(fd, &st) || !S_ISREG(st.st_mode) || st.st_size != (off_t)len)
		return false;
	while (len && (n = read(fd, piece, sizeof(piece))) > 0) {
		if ((size_t)n > len || memcmp(piece, data, n))
			return false;
		data += n;
		len -= n;
	}
	return !len;
}

int file_batch_add(struct file_batch *batch, const char *path, const void *data, size_t len,
		   mode_t mode, struct error **err)
{
	/* It is there already, and was synced before it got its name. */
	if (holds(path, data, len))
		return 0;
	return add_aside(batch, path, data, len, mode, err);
}

/* Is the last slash of both at the same place, with the same before it? */
static bool same_folder(const char *path, const char *other)
{
	const char *slash = strrchr(path, '/'), *of_other = strrchr(other, '/');
	size_t len = slash ? slash - path : 0;

	return len == (size_t)(of_other ? of_other - other : 0) && !strncmp(path, other, len);
}

/* Files that several threads sync. */
struct syncing {
	const struct file_batch *batch;
	atomic_size_t next;
	atomic_int error;	/* errno of a file that failed; 0: none */
	atomic_size_t failed;	/* which one */
};

/* Opened again, as there may be more of them than a process may have open. */
static void *sync_some(void *data)
{
	struct syncing *s = data;
	size_t i;

	while ((i = atomic_fetch_add(&s->next, 1)) < s->batch->count) {
		_cleanup_close_ int fd = open(s->batch->files[i].aside, O_RDONLY | O_CLOEXEC |
					      O_NOFOLLOW);

		if (fd < 0 || fsync(fd)) {
			atomic_store(&s->failed, i);
			atomic_store(&s->error, errno);
		}
	}
	return NULL;
}

/*
 * Each fsync() has the disk flush its cache and waits for that. Those that
 * wait at the same time share one flush, hence threads, many and idle.
 */
static int sync_files(const struct file_batch *batch, struct error **err)
{
	struct syncing s = {.batch = batch};
	pthread_t threads[SYNC_THREADS];
	size_t count = 0;

	while (count < SYNC_THREADS && count + 1 < batch->count &&
	       !pthread_create(&threads[count], NULL, sync_some, &s))
		count++;
	sync_some(&s);
	while (count)
		pthread_join(threads[--count], NULL);
	errno = atomic_load(&s.error);
	if (errno)
		return error_errno(err, ERROR_ENVIRONMENT, "writing %s",
				   batch->files[atomic_load(&s.failed)].path);
	return 0;
}

static int rename_files(struct file_batch *batch, struct error **err)
{
	for (size_t i = 0; i < batch->count; i++) {
		struct file_aside *file = &batch->files[i];

		if (rename(file->aside, file->path))
			return error_errno(err, ERROR_ENVIRONMENT, "writing %s", file->path);
		free(TAKE_PTR(file->aside));
	}
	for (size_t i = 0; i < batch->count; i++)
		if ((!i || !same_folder(batch->files[i].path, batch->files[i - 1].path)) &&
		    sync_folder_of(batch->files[i].path))
			return error_errno(err, ERROR_ENVIRONMENT, "writing %s",
					   batch->files[i].path);
	return 0;
}

int file_batch_publish(struct file_batch *batch, struct error **err)
{
	int rc = sync_files(batch, err);

	if (!rc)
		rc = rename_files(batch, err);
	file_batch_release(batch);
	return rc;
}

void file_batch_release(struct file_batch *batch)
{
	for (size_t i = 0; i < batch->count; i++)
		drop_aside(&batch->files[i]);
	free(batch->files);
	*batch = (struct file_batch){0};
}

int file_write(const char *path, const void *data, size_t len, mode_t mode, struct error **err)
{
	_cleanup_file_batch_ struct file_batch batch = {0};

	/* Also when it is there with this content: its time may be what is asked for. */
	if (add_aside(&batch, path, data, len, mode, err))
		return -1;
	return file_batch_publish(&batch, err);
}

int dir_make(const char *path, struct error **err)
{
	_cleanup_free_ char *copy = xstrdup(path);
	char *slash = copy;

	do {
		slash = strchr(slash + 1, '/');
		if (slash)
			*slash = '\0';
		if (mkdir(copy, 0777) && errno != EEXIST)
			return error_errno(err, ERROR_ENVIRONMENT, "making the folder %s", copy);
		if (slash)
			*slash = '/';
	} while (slash);
	return 0;
}

int path_remove(const char *path, struct error **err)
{
	char *const roots[] = {(char *)path, NULL};
	struct stat st;
	FTSENT *entry;
	int rc = 0;
	FTS *fts;

	if (lstat(path, &st))
		return errno == ENOENT ? 0 : error_errno(err, ERROR_ENVIRONMENT, "%s", path);
	fts = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_XDEV, NULL);
	if (!fts)
		return error_errno(err, ERROR_ENVIRONMENT, "removing %s", path);
	while (!rc && (entry = fts_read(fts))) {
		switch (entry->fts_info) {
		case FTS_D:
			break;
		case FTS_DP:
			rc = rmdir(entry->fts_accpath);
			break;
		default:
			rc = unlink(entry->fts_accpath);
		}
		if (rc && errno == ENOENT)
			rc = 0;
	}
	if (rc)
		error_errno(err, ERROR_ENVIRONMENT, "removing %s", path);
	fts_close(fts);
	return rc;
}

bool path_exists(const char *path)
{
	struct stat st;

	return !stat(path, &st);
}

struct dated_file {
	char *name;
	struct timespec changed;
};

static int compare_newest_first(const void *a, const void *b)
{
	const struct dated_file *x = a, *y = b;

	if (x->changed.tv_sec != y->changed.tv_sec)
		return x->changed.tv_sec > y->changed.tv_sec ? -1 : 1;
	if (x->changed.tv_nsec != y->changed.tv_nsec)
		return x->changed.tv_nsec > y->changed.tv_nsec ? -1 : 1;
	return strcmp(x->name, y->name);
}

void dir_prune(const char *path, size_t max)
{
	struct dated_file *files = NULL;
	size_t count = 0, alloc = 0;
	DIR *dir = opendir(path);
	struct dirent *entry;
	struct stat st;

	if (!dir)
		return;
	while ((entry = readdir(dir)))
		/* What begins with a dot is being written. */
		if (entry->d_name[0] != '.' &&
		    !fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) &&
		    S_ISREG(st.st_mode))
			*ARRAY_ADD(files, count, alloc) =
				(struct dated_file){ xstrdup(entry->d_name), st.st_mtim };
	if (count)
		qsort(files, count, sizeof(*files), compare_newest_first);
	for (size_t i = 0; i < count; i++) {
		if (i >= max)
			unlinkat(dirfd(dir), files[i].name, 0);
		free(files[i].name);
	}
	free(files);
	closedir(dir);
}

/* "name.PID.tmp" of a process that is no more. */
static bool is_left_over(const char *name)
{
	const char *dot, *end = name + strlen(name);
	char *rest;
	long pid;

	if (end - name < 7 || strcmp(end - 4, ".tmp"))
		return false;
	for (dot = end - 5; dot > name && *dot != '.';)
		dot--;
	pid = *dot == '.' ? strtol(dot + 1, &rest, 10) : 0;
	return pid > 0 && pid <= INT_MAX && rest == end - 4 && kill(pid, 0) && errno == ESRCH;
}

void dir_sweep(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		_cleanup_free_ char *below = path_join(path, "%s", entry->d_name);

		if (is_left_over(entry->d_name))
			path_remove(below, NULL);
	}
	if (dir)
		closedir(dir);
}

int path_check_links(const char *folder, const char *below, struct error **err)
{
	_cleanup_free_ char *path = path_join(folder, "%s", below);
	struct stat st;

	for (char *at = path + strlen(folder) + 1;; at++) {
		char was;

		at += strcspn(at, "/");
		was = *at;
		*at = '\0';
		if (!lstat(path, &st) && S_ISLNK(st.st_mode))
			return error_set(err, ERROR_INPUT, "%s is a symbolic link, which is not followed",
					 path);
		*at = was;
		if (!was)
			return 0;
	}
}

/* ".git", its short name, or what NTFS takes for one of them. */
static bool is_git_folder(const char *part, size_t len)
{
	size_t i = 4;

	if (len > 4 && !strncasecmp(part, "git~", 4) && part[4] >= '0' && part[4] <= '9')
		i = 5;
	else if (len < 4 || strncasecmp(part, ".git", 4))
		return false;
	while (i < len && (part[i] == ' ' || part[i] == '.'))
		i++;
	return i == len || part[i] == ':' || part[i] == '\\';
}

bool path_is_safe(const char *path, size_t len)
{
	if (!len || len > 4096 || memchr(path, '\0', len) || memchr(path, '\n', len))
		return false;
	for (size_t start = 0; start <= len;) {
		const char *part = path + start;
		const char *slash = memchr(part, '/', len - start);
		size_t n = slash ? (size_t)(slash - part) : len - start;

		if (!n || (n == 1 && part[0] == '.') || (n == 2 && !memcmp(part, "..", 2)) ||
		    is_git_folder(part, n))
			return false;
		start += n + 1;
		if (!slash)
			break;
		if (start == len)	/* ends in a slash */
			return false;
	}
	return true;
}

bool path_is_name(const char *name)
{
	return path_is_safe(name, strlen(name)) && !strchr(name, '/');
}

bool path_is_below(const char *path, const char *folder)
{
	size_t len = strlen(folder);

	return !strncmp(path, folder, len) && path[len] == '/' &&
	       path_is_safe(path + len + 1, strlen(path + len + 1));
}

char *path_join(const char *dir, const char *fmt, ...)
{
	_cleanup_free_ char *rest = NULL;
	va_list ap;

	va_start(ap, fmt);
	rest = xvasprintf(fmt, ap);
	va_end(ap);
	return xasprintf("%s/%s", dir, rest);
}

/* The first line of a lock file, allocated. */
static char *lock_holder(int fd)
{
	char holder[128] = "";
	ssize_t n = pread(fd, holder, sizeof(holder) - 1, 0);

	holder[n > 0 ? n : 0] = '\0';
	holder[strcspn(holder, "\n")] = '\0';
	return xstrdup(holder);
}

int file_lock(const char *path, void (*on_wait)(const char *holder, void *data), void *data,
	      int *ret_fd, struct error **err)
{
	_cleanup_close_ int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	bool told = false;

	if (fd < 0)
		return error_errno(err, ERROR_ENVIRONMENT, "%s", path);
	while (flock(fd, LOCK_EX | LOCK_NB)) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return error_errno(err, ERROR_ENVIRONMENT, "locking %s", path);
		if (!told && on_wait) {
			_cleanup_free_ char *holder = lock_holder(fd);

			on_wait(holder, data);
		}
		told = true;
		if (interrupt_pending())
			return interrupt_error(err);
		nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
	}
	if (ftruncate(fd, 0) || dprintf(fd, "process %d\n", (int)getpid()) < 0)
		return error_errno(err, ERROR_ENVIRONMENT, "writing %s", path);
	*ret_fd = fd;
	fd = -1;
	return 0;
}

int file_lock_try(const char *path, int *ret_fd, char **ret_holder, struct error **err)
{
	_cleanup_close_ int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	_cleanup_free_ char *own = xasprintf("process %d\n", (int)getpid());
	ssize_t len = strlen(own);

	if (fd < 0 && (errno == EROFS || errno == EACCES || errno == ENOSPC))
		fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno != ENOENT)
		return error_errno(err, ERROR_ENVIRONMENT, "%s", path);
	while (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB)) {
		if (errno == EINTR)
			continue;
		if (errno != EWOULDBLOCK)
			return error_errno(err, ERROR_ENVIRONMENT, "locking %s", path);
		*ret_holder = lock_holder(fd);
		return 0;
	}
	/* Who waits for us is told less when this cannot be written. */
	if (fd >= 0 && (pwrite(fd, own, len, 0) != len || ftruncate(fd, len)))
		errno = 0;
	*ret_fd = fd;
	fd = -1;
	return 1;
}

double clock_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}
