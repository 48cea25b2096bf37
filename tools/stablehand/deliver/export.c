// SPDX-License-Identifier: GPL-2.0-only
#include "deliver/export.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "deliver/mail.h"
#include "git/staging.h"
#include "git/tree_diff.h"
#include "util/alloc.h"
#include "util/file.h"

#define STAT_WIDTH 72
#define NAME_BYTES 52		/* of the subject, as `git format-patch` */
#define NUMBER_DIGITS 4
#define WORTH_HELP 8		/* mails */
#define SIGNATURE "-- \nstablehand "	/* the end of a mail, before the version */

static int make_diff(git_repository *repo, git_commit *commit, git_diff **ret_diff,
		     struct error **err)
{
	git_commit *parent;
	int rc;

	if (git_commit_parent(&parent, commit, 0))
		return error_git(err, ERROR_ENVIRONMENT, "reading the parent of a commit");
	rc = tree_diff(repo, git_commit_tree_id(parent), git_commit_tree_id(commit), ret_diff, err);
	git_commit_free(parent);
	return rc;
}

/* The summary is made from the text, as each from the diff would compare the files again. */
static int add_diff(git_diff *diff, struct buf *mail, struct error **err)
{
	git_buf text = { 0 }, summary = { 0 };
	git_diff_stats *stats = NULL;
	git_diff *written = NULL;
	int rc = git_diff_to_buf(&text, diff, GIT_DIFF_FORMAT_PATCH);

	if (!rc)
		rc = git_diff_from_buffer(&written, text.ptr, text.size);
	if (!rc)
		rc = git_diff_get_stats(&stats, written);
	if (!rc)
		rc = git_diff_stats_to_buf(&summary, stats, GIT_DIFF_STATS_FULL |
					   GIT_DIFF_STATS_INCLUDE_SUMMARY, STAT_WIDTH);
	if (rc) {
		rc = error_git(err, ERROR_ENVIRONMENT, "writing a diff");
	} else {
		buf_add(mail, summary.ptr, summary.size);
		buf_puts(mail, "\n");
		buf_add(mail, text.ptr, text.size);
	}
	git_diff_stats_free(stats);
	git_diff_free(written);
	git_buf_dispose(&summary);
	git_buf_dispose(&text);
	return rc;
}

int export_mail(git_repository *repo, const git_oid *id, const char *prefix, size_t number,
		size_t total, struct buf *ret_mail, struct error **err)
{
	_cleanup_free_ char *place = NULL;
	_cleanup_buf_ struct buf mail = { 0 };
	git_commit *commit = NULL;
	git_diff *diff = NULL;
	int rc;

	if (git_commit_lookup(&commit, repo, id))
		return error_git(err, ERROR_ENVIRONMENT, "reading a ported commit");
	place = total > 1 ? xasprintf("%s %zu/%zu", prefix, number, total) : xstrdup(prefix);
	rc = make_diff(repo, commit, &diff, err);
	if (!rc)
		rc = mail_add_header(&mail, commit, place, err);
	if (!rc) {
		mail_add_message(&mail, commit);
		buf_puts(&mail, "---\n");
		rc = add_diff(diff, &mail, err);
	}
	if (!rc) {
		buf_puts(&mail, SIGNATURE STABLEHAND_VERSION "\n\n");
		buf_add(ret_mail, mail.data, mail.len);
	}
	git_diff_free(diff);
	git_commit_free(commit);
	return rc;
}

char *export_file_name(size_t number, const char *subject)
{
	_cleanup_buf_ struct buf name = { 0 };
	bool gap = false;

	for (const char *p = subject; *p; p++) {
		if (!isalnum((unsigned char)*p) && *p != '_' && *p != '.') {
			gap = true;
			continue;
		}
		if (*p == '.' && name.len && !gap && name.data[name.len - 1] == '.')
			continue;
		if (gap && name.len)
			buf_puts(&name, "-");
		gap = false;
		buf_add(&name, p, 1);
		if (name.len >= NAME_BYTES)
			break;
	}
	while (name.len && strchr(".-", name.data[name.len - 1]))
		name.data[--name.len] = '\0';
	return xasprintf("%0*zu-%s.patch", NUMBER_DIGITS, number, name.len ? name.data : "patch");
}

/* "0001-....patch" */
static bool is_mail_name(const char *name)
{
	size_t len = strlen(name), digits = strspn(name, "0123456789");

	return digits >= NUMBER_DIGITS && name[digits] == '-' && len > digits + 6 &&
	       !strcmp(name + len - 6, ".patch");
}

/* A mail that an earlier port wrote, which its end tells; not what others put beside them. */
static bool is_ours(int dir, const char *name)
{
	char tail[128];
	_cleanup_close_ int fd = is_mail_name(name) ? openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) : -1;
	off_t size = fd < 0 ? 0 : lseek(fd, 0, SEEK_END);
	ssize_t len;

	if (size <= 0)
		return false;
	len = pread(fd, tail, sizeof(tail), size > (off_t)sizeof(tail) ? size - (off_t)sizeof(tail) : 0);
	return len > 0 && memmem(tail, len, SIGNATURE, strlen(SIGNATURE));
}

static int remove_stale(const char *dir, char *const *keep, struct error **err)
{
	DIR *folder = opendir(dir);
	struct dirent *entry;
	int rc = 0;

	if (!folder)
		return errno == ENOENT ? 0 : error_errno(err, ERROR_ENVIRONMENT, "%s", dir);
	while (!rc && (entry = readdir(folder))) {
		bool kept = !is_ours(dirfd(folder), entry->d_name);

		for (size_t i = 0; keep[i] && !kept; i++)
			kept = !strcmp(strrchr(keep[i], '/') + 1, entry->d_name);
		if (!kept && unlinkat(dirfd(folder), entry->d_name, 0) && errno != ENOENT)
			rc = error_errno(err, ERROR_ENVIRONMENT, "%s/%s", dir, entry->d_name);
	}
	closedir(folder);
	return rc;
}

static void free_paths(char **paths)
{
	for (size_t i = 0; paths[i]; i++)
		free(paths[i]);
	free(paths);
}

/* The mails of a port, made by two threads, each taking the next one. */
struct mails {
	const struct port_result *result;
	const char *dir, *prefix;
	const struct port_patch **patches;	/* those with a commit */
	size_t total;
	char **paths;

	pthread_mutex_t lock;	/* for all below */
	struct file_batch *batch;
	size_t next;
	struct error *err;	/* the first one; then no more are made */
	bool failed;
};

static int make_mail(struct mails *mails, git_repository *repo, size_t i, struct error **err)
{
	const struct port_patch *ported = mails->patches[i];
	_cleanup_free_ char *name = export_file_name(i + 1, ported->subject);
	_cleanup_buf_ struct buf mail = { 0 };
	int rc;

	if (export_mail(repo, &ported->commit, mails->prefix, i + 1, mails->total, &mail, err))
		return -1;
	mails->paths[i] = path_join(mails->dir, "%s", name);
	pthread_mutex_lock(&mails->lock);
	rc = file_batch_add(mails->batch, mails->paths[i], mail.data, mail.len, 0644, err);
	pthread_mutex_unlock(&mails->lock);
	return rc;
}

static bool take_next(struct mails *mails, size_t *ret)
{
	bool more;

	pthread_mutex_lock(&mails->lock);
	more = !mails->failed && mails->next < mails->total;
	if (more)
		*ret = mails->next++;
	pthread_mutex_unlock(&mails->lock);
	return more;
}

static void make_mails(struct mails *mails, git_repository *repo)
{
	struct error *err = NULL;
	size_t i;

	while (take_next(mails, &i)) {
		if (!make_mail(mails, repo, i, &err))
			continue;
		pthread_mutex_lock(&mails->lock);
		if (!mails->failed)
			error_move(&mails->err, &err);
		mails->failed = true;
		pthread_mutex_unlock(&mails->lock);
		error_clear(&err);
	}
}

static void *help(void *data)
{
	struct mails *mails = data;
	git_repository *repo;

	/* Without it, the other one makes them all. */
	if (staging_open_repo(mails->result->objects, &repo, NULL))
		return NULL;
	make_mails(mails, repo);
	git_repository_free(repo);
	return NULL;
}

static int write_mails(const struct port_result *result, const char *dir, size_t total,
		       struct file_batch *batch, char **paths, struct error **err)
{
	_cleanup_free_ char *prefix = xasprintf("PATCH %s", result->branch);
	_cleanup_free_ const struct port_patch **patches = xcalloc(total + 1, sizeof(*patches));
	struct mails mails = {
		.result = result, .dir = dir, .prefix = prefix, .patches = patches,
		.paths = paths, .batch = batch,
	};
	pthread_t helper;
	bool helped;

	for (size_t i = 0; mails.total < total; i++)
		if (result->patches[i].has_commit)
			patches[mails.total++] = &result->patches[i];
	pthread_mutex_init(&mails.lock, NULL);
	helped = total >= WORTH_HELP && !pthread_create(&helper, NULL, help, &mails);
	make_mails(&mails, staging_repo(result->objects));
	if (helped)
		pthread_join(helper, NULL);
	pthread_mutex_destroy(&mails.lock);
	if (!mails.failed)
		return 0;
	/* What was made behind the one that failed would not end the list. */
	for (size_t i = 0; i < total; i++)
		free(TAKE_PTR(paths[i]));
	error_move(err, &mails.err);
	return -1;
}

int port_write_patches(const struct port_result *result, const char *out_dir, char ***ret_paths,
		       struct error **err)
{
	_cleanup_file_batch_ struct file_batch batch = { 0 };
	_cleanup_free_ char *dir = NULL;
	size_t total = 0;
	char **paths;
	int rc = 0;

	if (!path_is_safe(result->branch, strlen(result->branch)) ||
	    !path_is_safe(result->series, strlen(result->series)))
		return error_set(err, ERROR_INPUT, "%s, %s: not usable as the name of a folder",
				 result->branch, result->series);
	for (size_t i = 0; i < result->patch_count && result->landed; i++)
		total += result->patches[i].has_commit;
	paths = xcalloc(total + 1, sizeof(*paths));
	dir = path_join(out_dir, "%s/%s", result->branch, result->series);
	if (total)
		rc = dir_make(dir, err);
	if (!rc)
		rc = write_mails(result, dir, total, &batch, paths, err);
	if (!rc)
		rc = file_batch_publish(&batch, err);
	if (!rc)
		rc = remove_stale(dir, paths, err);
	if (rc || !ret_paths)
		free_paths(paths);
	else
		*ret_paths = paths;
	return rc;
}
