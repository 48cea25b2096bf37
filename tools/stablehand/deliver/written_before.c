// SPDX-License-Identifier: GPL-2.0-only
#include "deliver/written_before.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "util/alloc.h"
#include "util/file.h"

#define MAX_BYTES (64u << 20)	/* of one that is compared */

/* "0001-....patch" */
static bool is_mail_name(const char *name)
{
	size_t len = strlen(name), digits = strspn(name, "0123456789");

	return digits >= 4 && name[digits] == '-' && len > digits + 6 &&
	       !strcmp(name + len - 6, ".patch");
}

/* A mail that an earlier port wrote, which its end tells; not what others put beside them. */
static bool is_ours(int dir, const char *name)
{
	char tail[128];
	_cleanup_close_ int fd = is_mail_name(name) ?
		openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) : -1;
	off_t size = fd < 0 ? 0 : lseek(fd, 0, SEEK_END);
	ssize_t len;

	if (size <= 0)
		return false;
	len = pread(fd, tail, sizeof(tail),
		    size > (off_t)sizeof(tail) ? size - (off_t)sizeof(tail) : 0);
	return len > 0 && memmem(tail, len, WRITTEN_SIGNATURE, strlen(WRITTEN_SIGNATURE));
}

/* Is it to be there as it is? */
static bool is_kept(const char *dir, const char *name, char *const *paths, const struct buf *texts)
{
	_cleanup_free_ char *path = path_join(dir, "%s", name);
	_cleanup_buf_ struct buf there = { 0 };
	size_t i = 0;

	while (paths[i] && strcmp(paths[i], path))
		i++;
	return paths[i] && !file_read(path, MAX_BYTES, &there, NULL) &&
	       there.len == texts[i].len && !memcmp(buf_str(&there), buf_str(&texts[i]), there.len);
}

int move_folder_aside(const char *dir, char **ret_aside, struct error **err)
{
	for (size_t number = 1;; number++) {
		_cleanup_free_ char *to = xasprintf("%s.old-%zu", dir, number);

		if (path_exists(to))
			continue;
		if (rename(dir, to))
			return error_errno(err, ERROR_ENVIRONMENT, "moving %s to %s", dir, to);
		*ret_aside = TAKE_PTR(to);
		return 0;
	}
}

int written_before(const char *dir, char *const *paths, const struct buf *texts, char **ret_aside,
		   struct error **err)
{
	DIR *folder = opendir(dir);
	struct dirent *entry;
	bool stale = false;

	*ret_aside = NULL;
	if (!folder)
		return errno == ENOENT ? 0 : error_errno(err, ERROR_ENVIRONMENT, "%s", dir);
	while (!stale && (entry = readdir(folder)))
		stale = is_ours(dirfd(folder), entry->d_name) &&
			!is_kept(dir, entry->d_name, paths, texts);
	closedir(folder);
	return stale ? move_folder_aside(dir, ret_aside, err) : 0;
}
