// SPDX-License-Identifier: GPL-2.0-only
#include "report/page_site.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "util/alloc.h"
#include "util/file.h"

/* What tells a folder that we made from any other. */
#define MARKER ".stablehand-page"
#define MARKER_TEXT "Made by stablehand, which will replace all of this folder.\n"

static bool is_ours(const char *folder)
{
	_cleanup_free_ char *marker = path_join(folder, MARKER);
	struct stat st;

	return !lstat(marker, &st) && S_ISREG(st.st_mode);
}

/* 1: a folder with nothing in it; 0: with something; -1: no folder, or it cannot be read. */
static int is_empty(const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	int empty = 1;

	if (!dir)
		return -1;
	while (empty && (entry = readdir(dir)))
		empty = !strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..");
	closedir(dir);
	return empty;
}

static int check_target(const char *target, struct error **err)
{
	int empty = is_empty(target);

	if (empty < 0)
		return errno == ENOENT ? 0 : error_errno(err, ERROR_INPUT, "%s", target);
	if (!empty && !is_ours(target))
		return error_set(err, ERROR_INPUT, "%s: not empty, and no page of stablehand's: name "
				 "another folder", target);
	return 0;
}

/* The absolute path, also of what is not there yet, whose parent is made. */
static int resolve(const char *path, char **ret_target, struct error **err)
{
	_cleanup_free_ char *copy = xstrdup(path), *parent = NULL, *there = NULL;
	size_t len = strlen(copy);
	char *slash;

	while (len > 1 && copy[len - 1] == '/')
		copy[--len] = '\0';
	there = realpath(copy, NULL);
	if (there) {
		*ret_target = TAKE_PTR(there);
		return 0;
	}
	slash = strrchr(copy, '/');
	if (!len || errno != ENOENT || !path_is_name(slash ? slash + 1 : copy))
		return error_set(err, ERROR_INPUT, "%s: no place for a page%s%s", path,
				 errno && errno != ENOENT ? ": " : "",
				 errno && errno != ENOENT ? strerror(errno) : "");
	if (slash)
		*slash = '\0';
	parent = xstrdup(!slash ? "." : *copy ? copy : "/");
	if (*parent != '.' && dir_make(parent, err))
		return -1;
	there = realpath(parent, NULL);
	if (!there)
		return error_errno(err, ERROR_ENVIRONMENT, "%s", parent);
	*ret_target = path_join(!strcmp(there, "/") ? "" : there, "%s", slash ? slash + 1 : copy);
	return 0;
}

/* Is it "NAME.PID.tmp" of a process that is no more? */
static bool is_left_over(const char *entry, const char *name)
{
	size_t len = strlen(name);
	char *end;
	long pid;

	if (strncmp(entry, name, len) || entry[len] != '.')
		return false;
	pid = strtol(entry + len + 1, &end, 10);
	return pid > 0 && pid <= INT_MAX && !strcmp(end, ".tmp") && kill(pid, 0) && errno == ESRCH;
}

/* What killed processes left beside the target, as far as it is ours. */
static void sweep(const char *target)
{
	const char *name = strrchr(target, '/') + 1;
	_cleanup_free_ char *parent = xstrndup(target, name - target);
	DIR *dir = opendir(parent);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		_cleanup_free_ char *path = path_join(parent, "%s", entry->d_name);

		if (is_left_over(entry->d_name, name) && is_ours(path))
			path_remove(path, NULL);
	}
	if (dir)
		closedir(dir);
}

int site_begin(const char *path, struct page_site *ret_site, struct error **err)
{
	_cleanup_(site_release) struct page_site site = {0};
	_cleanup_free_ char *marker = NULL, *aside = NULL;

	if (resolve(path, &site.target, err) || check_target(site.target, err))
		return -1;
	sweep(site.target);
	aside = xasprintf("%s.%d.tmp", site.target, (int)getpid());
	if (path_exists(aside) && !is_ours(aside))
		return error_set(err, ERROR_ENVIRONMENT, "%s: in the way", aside);
	if (path_remove(aside, err))
		return -1;
	if (mkdir(aside, 0777))
		return error_errno(err, ERROR_ENVIRONMENT, "%s", aside);
	site.aside = TAKE_PTR(aside);
	marker = path_join(site.aside, MARKER);
	if (file_write(marker, MARKER_TEXT, strlen(MARKER_TEXT), 0666, err))
		return -1;
	site.files = xcalloc(1, sizeof(*site.files));
	*ret_site = site;
	site = (struct page_site){0};
	return 0;
}

int site_add(struct page_site *site, const char *path, const struct buf *content,
	     struct error **err)
{
	_cleanup_free_ char *file = path_join(site->aside, "%s", path);
	_cleanup_free_ char *folder = xstrndup(file, strrchr(file, '/') - file);

	if (dir_make(folder, err))
		return -1;
	return file_batch_add(site->files, file, buf_str(content), content->len, 0666, err);
}

/* Old and new change places; or, where nothing can exchange them, one after the other. */
static int swap(const char *aside, const char *target)
{
	_cleanup_free_ char *old = NULL;

	if (!path_exists(target))
		return rename(aside, target);
	if (!renameat2(AT_FDCWD, aside, AT_FDCWD, target, RENAME_EXCHANGE))
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -1;
	old = xasprintf("%s.old", aside);
	if (rename(target, old))
		return -1;
	if (rename(aside, target)) {
		int why = errno;

		rename(old, target);
		errno = why;
		return -1;
	}
	return rename(old, aside);
}

int site_publish(struct page_site *site, struct error **err)
{
	if (file_batch_publish(site->files, err) || check_target(site->target, err))
		return -1;
	if (swap(site->aside, site->target))
		return error_errno(err, ERROR_ENVIRONMENT, "%s", site->target);
	/* What stands aside now is the old one, if there was one. */
	return path_remove(site->aside, err);
}

void site_release(struct page_site *site)
{
	if (site->files)
		file_batch_release(site->files);
	if (site->aside)
		path_remove(site->aside, NULL);
	free(site->files);
	free(site->aside);
	free(site->target);
	*site = (struct page_site){0};
}
