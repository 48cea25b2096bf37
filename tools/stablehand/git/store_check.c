// SPDX-License-Identifier: GPL-2.0-only
#include "git/store_check.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <git2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "git/start.h"
#include "git/store_check_parts.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"

#define ASIDE "damaged"
#define REFERENCE_MAX 4096		/* bytes; ours have 41 */
#define FOLDERS_MAX 16			/* of references, one in another */

void store_check_tell(struct store_check *check, const char *what, const char *why)
{
	struct store_report *report = check->report;

	*ARRAY_ADD(report->damaged, report->damaged_count, report->damaged_alloc) =
		xasprintf("%s: %s", what, why);
}

int store_check_aside(struct store_check *check, const char *name, struct error **err)
{
	_cleanup_free_ char *from = path_join(check->path, "%s", name);
	_cleanup_free_ char *folder = path_join(check->path, ASIDE);
	_cleanup_free_ char *flat = xstrdup(name);
	_cleanup_free_ char *to = NULL;

	if (!check->mend)
		return 0;
	for (char *at = flat; *at; at++)
		if (*at == '/')
			*at = '-';
	to = path_join(folder, "%s", flat);
	if (dir_make(folder, err))
		return -1;
	if (path_exists(to) && path_remove(to, err))
		return -1;
	if (rename(from, to) && errno != ENOENT)
		return error_errno(err, ERROR_ENVIRONMENT, "putting %s aside", from);
	return 0;
}

static bool is_reference(const struct buf *text)
{
	if (text->len > 5 && !memcmp(text->data, "ref: ", 5))
		return true;
	if (text->len < GIT_OID_HEXSZ ||
	    (text->len > GIT_OID_HEXSZ && text->data[GIT_OID_HEXSZ] != '\n'))
		return false;
	for (size_t i = 0; i < GIT_OID_HEXSZ; i++)
		if (!isxdigit((unsigned char)text->data[i]))
			return false;
	return true;
}

static int check_reference_file(struct store_check *check, const char *name, struct error **err)
{
	_cleanup_free_ char *path = path_join(check->path, "%s", name);
	_cleanup_buf_ struct buf text = {0};
	const char *why = NULL;

	if (file_read(path, REFERENCE_MAX, &text, NULL))
		why = "cannot be read";
	else if (!text.len)
		why = "empty";
	else if (!is_reference(&text))
		why = "not a reference";
	if (!why)
		return 0;
	store_check_tell(check, name, why);
	return store_check_aside(check, name, err);
}

/* The files of a folder of references. Locks of running or killed writers are none. */
static int check_reference_folder(struct store_check *check, const char *folder, int depth,
				  struct error **err)
{
	_cleanup_free_ char *path = path_join(check->path, "%s", folder);
	DIR *dir = opendir(path);
	struct dirent *entry;
	int rc = 0;

	while (!rc && dir && (entry = readdir(dir))) {
		_cleanup_free_ char *name = path_join(folder, "%s", entry->d_name);
		size_t len = strlen(name);
		struct stat st;

		if (entry->d_name[0] == '.' || (len > 5 && !strcmp(name + len - 5, ".lock")) ||
		    fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW))
			continue;
		if (S_ISDIR(st.st_mode) && depth < FOLDERS_MAX)
			rc = check_reference_folder(check, name, depth + 1, err);
		else
			rc = check_reference_file(check, name, err);
	}
	if (dir)
		closedir(dir);
	return rc;
}

/* The few files without which it is no repository are made again. */
static int open_repository(struct store_check *check, struct error **err)
{
	git_repository_init_options options = GIT_REPOSITORY_INIT_OPTIONS_INIT;
	const unsigned flags = GIT_REPOSITORY_OPEN_NO_SEARCH | GIT_REPOSITORY_OPEN_BARE;

	if (!git_repository_open_ext(&check->repo, check->path, flags, NULL))
		return 0;
	store_check_tell(check, "config, HEAD", git_error_last() ? git_error_last()->message :
			 "cannot be read");
	if (!check->mend)
		return 0;
	options.flags = GIT_REPOSITORY_INIT_BARE | GIT_REPOSITORY_INIT_MKPATH;
	if (store_check_aside(check, "config", err) || store_check_aside(check, "HEAD", err))
		return -1;
	if (git_repository_init_ext(&check->repo, check->path, &options))
		return error_git(err, ERROR_ENVIRONMENT, "%s", check->path);
	return 0;
}

static void close_repository(struct store_check *check)
{
	git_repository_free(check->repo);
	check->repo = NULL;
}

/* Objects are looked for anew, among the packs that are left. */
static int look_again(struct store_check *check, struct error **err)
{
	if (!check->repo)
		return 0;
	close_repository(check);
	return open_repository(check, err);
}

int store_check(const char *path, bool mend, struct store_report *report, struct error **err)
{
	struct store_check check = { .path = path, .mend = mend, .report = report };
	struct stat st;
	int rc;

	*report = (struct store_report){0};
	if (stat(path, &st))
		return errno == ENOENT ? 0 : error_errno(err, ERROR_ENVIRONMENT, "%s", path);
	libgit2_start();
	rc = open_repository(&check, err) || store_check_packs(&check, err) ||
	     store_check_loose(&check, err) ||
	     check_reference_folder(&check, "refs", 0, err) || look_again(&check, err) ||
	     (check.repo && store_check_reach(&check, err)) ? -1 : 0;
	close_repository(&check);
	store_check_release(&check);
	return rc;
}

void store_report_release(struct store_report *report)
{
	for (size_t i = 0; i < report->damaged_count; i++)
		free(report->damaged[i]);
	free(report->damaged);
	*report = (struct store_report){0};
}
