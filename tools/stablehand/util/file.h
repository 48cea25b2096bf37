/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files that are never seen half-written, folders, locks, and checks of paths
 * that come from outside. All paths are as the caller gives them; nothing
 * here changes the working directory.
 */
#ifndef UTIL_FILE_H
#define UTIL_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "util/buf.h"
#include "util/error.h"

/*
 * Read a whole file into buf (appended). A file above max bytes is an
 * ERROR_INPUT; one that is not there is ERROR_INPUT with errno left ENOENT.
 */
int file_read(const char *path, size_t max, struct buf *buf, struct error **err);

/*
 * The same for what somebody names on the command line, which may be a pipe: <(command). Of
 * any other path a FIFO or device is ERROR_INPUT (errno EINVAL), and waited for by nobody.
 */
int stream_read(const char *path, size_t max, struct buf *buf, struct error **err);

/*
 * Write a file: aside in the same folder, fsync, rename over `path`. Readers
 * see the old content or the new. mode as for open(2).
 */
int file_write(const char *path, const void *data, size_t len, mode_t mode, struct error **err);

/*
 * Several files that are to appear together, as file_write() would write each,
 * but for the price of two syncs: all are aside and on the disk before the
 * first is renamed. A crash in between leaves some old and some new, each
 * whole. Zeroed: empty.
 */
struct file_batch {
	struct file_aside *files;
	size_t count, alloc;
};

/* Write one aside, unless it is there with just this content. A path may occur once. */
int file_batch_add(struct file_batch *batch, const char *path, const void *data, size_t len,
		   mode_t mode, struct error **err);

/* Sync and rename all; the batch is empty then, on failure also. */
int file_batch_publish(struct file_batch *batch, struct error **err);

/* Remove what is aside and empty the batch. */
void file_batch_release(struct file_batch *batch);
#define _cleanup_file_batch_ __attribute__((cleanup(file_batch_release)))

/* Make a folder and those above it. One that exists is fine. */
int dir_make(const char *path, struct error **err);

/*
 * Remove a file, or a folder and everything below it; symbolic links are
 * removed, never followed. Not being there is fine.
 */
int path_remove(const char *path, struct error **err);

bool path_exists(const char *path);

/*
 * Remove from a folder what killed processes left beside files that they wrote
 * (file_write()): "name.PID.tmp" of a process that is no more, files and folders.
 */
void dir_sweep(const char *path);

/* Is any part of `below` (a path in the folder) a symbolic link? ERROR_INPUT then. */
int path_check_links(const char *folder, const char *below, struct error **err);

/*
 * Keep at most `max` of the plain files right in a folder, those changed last.
 * What cannot be removed stays.
 */
void dir_prune(const char *path, size_t max);

/*
 * Is `path` (not NUL-terminated, len bytes) safe to join below a folder:
 * relative, no empty, "." or ".." part, no part that is ".git" here or on NTFS
 * ("GIT~1", ".git. ", ".git:x"; libgit2 takes none of them), no NUL, no
 * newline, at most 4096 bytes?
 */
bool path_is_safe(const char *path, size_t len);

/* The same of one name: it has no slash either. */
bool path_is_name(const char *name);

/* Is a path one below the folder, by its text alone? */
bool path_is_below(const char *path, const char *folder);

/* Allocated "<dir>/<formatted>". The caller frees it. */
char *path_join(const char *dir, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/*
 * Take an exclusive lock on the file `path` (made if need be). When another
 * process holds it: `on_wait(holder, data)` is called once with what that
 * process wrote about itself, then we wait, checking interrupt_pending().
 * The lock ends with the process or with close() of *ret_fd.
 */
int file_lock(const char *path, void (*on_wait)(const char *holder, void *data), void *data,
	      int *ret_fd, struct error **err);

/*
 * The same without waiting: 1; 0 and *ret_holder, what that process wrote about itself, which the
 * caller frees. Works on a full disk; where nothing may be written a file that is there is
 * locked, and one that is not needs no lock (*ret_fd is -1 then).
 */
int file_lock_try(const char *path, int *ret_fd, char **ret_holder, struct error **err);

/* Seconds on the monotonic clock. */
double clock_seconds(void);

static inline void close_cleanup_(int *fd);
#define _cleanup_close_ __attribute__((cleanup(close_cleanup_)))

#include <unistd.h>
static inline void close_cleanup_(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

#endif
