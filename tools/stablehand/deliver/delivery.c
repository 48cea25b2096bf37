// SPDX-License-Identifier: GPL-2.0-only
#include "deliver/delivery.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "deliver/written_before.h"
#include "util/alloc.h"
#include "util/file.h"

#define MAX_BYTES (256u << 20)	/* of one that is compared */
#define MAX_DEPTH 8

struct delivery_file *delivery_add(struct delivery_files *files, const char *fmt, ...)
{
	struct delivery_file *file = ARRAY_ADD(files->items, files->count, files->alloc);
	va_list args;

	va_start(args, fmt);
	if (vasprintf(&file->path, fmt, args) < 0)
		abort();
	va_end(args);
	return file;
}

void delivery_files_release(struct delivery_files *files)
{
	for (size_t i = 0; i < files->count; i++) {
		free(files->items[i].path);
		buf_release(&files->items[i].text);
	}
	free(files->items);
	buf_release(&files->next);
	*files = (struct delivery_files){ 0 };
}

/* How many files are below a folder? More than can be ours when it cannot be read. */
static size_t count_files(const char *folder, int depth)
{
	DIR *dir = depth < MAX_DEPTH ? opendir(folder) : NULL;
	struct dirent *entry;
	size_t count = 0;

	if (!dir)
		return SIZE_MAX / 2;
	while ((entry = readdir(dir))) {
		_cleanup_free_ char *path = path_join(folder, "%s", entry->d_name);
		struct stat st;

		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		if (!lstat(path, &st) && S_ISDIR(st.st_mode))
			count += count_files(path, depth + 1);
		else
			count++;
	}
	closedir(dir);
	return count;
}

static bool is_there(const char *folder, const struct delivery_files *files)
{
	if (count_files(folder, 0) != files->count)
		return false;
	for (size_t i = 0; i < files->count; i++) {
		_cleanup_free_ char *path = path_join(folder, "%s", files->items[i].path);
		const struct buf *text = &files->items[i].text;
		_cleanup_buf_ struct buf there = { 0 };

		if (file_read(path, MAX_BYTES, &there, NULL) || there.len != text->len ||
		    memcmp(buf_str(&there), buf_str(text), text->len))
			return false;
	}
	return true;
}

static int write_all(const char *folder, const struct delivery_files *files, struct error **err)
{
	_cleanup_file_batch_ struct file_batch batch = { 0 };

	for (size_t i = 0; i < files->count; i++) {
		const struct delivery_file *file = &files->items[i];
		_cleanup_free_ char *path = path_join(folder, "%s", file->path);
		_cleanup_free_ char *parent = xstrdup(path);

		if (!path_is_safe(file->path, strlen(file->path)))
			return error_set(err, ERROR_BUG, "%s: not a path below a folder",
					 file->path);
		*strrchr(parent, '/') = '\0';
		if (dir_make(parent, err) ||
		    file_batch_add(&batch, path, buf_str(&file->text), file->text.len, 0644, err))
			return -1;
	}
	return file_batch_publish(&batch, err);
}

int delivery_publish(const char *folder, const struct delivery_files *files, char **ret_aside,
		     struct error **err)
{
	_cleanup_free_ char *next = xasprintf("%s.%d.tmp", folder, (int)getpid());
	_cleanup_free_ char *aside = NULL;

	if (path_exists(folder) && is_there(folder, files)) {
		*ret_aside = NULL;
		return 0;
	}
	if (path_remove(next, err) || dir_make(next, err) || write_all(next, files, err))
		goto failed;
	if (path_exists(folder) && move_folder_aside(folder, &aside, err))
		goto failed;
	if (rename(next, folder)) {
		error_errno(err, ERROR_ENVIRONMENT, "%s", folder);
		goto failed;
	}
	*ret_aside = TAKE_PTR(aside);
	return 0;
failed:
	path_remove(next, NULL);
	return -1;
}
