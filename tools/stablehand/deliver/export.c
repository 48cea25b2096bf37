// SPDX-License-Identifier: GPL-2.0-only
#include "deliver/export.h"

#include <limits.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>

#include "deliver/mail.h"
#include "deliver/written_before.h"
#include "git/staging.h"
#include "git/tree_diff.h"
#include "series/patch_file_name.h"
#include "util/alloc.h"
#include "util/file.h"

#define STAT_WIDTH 72
#define WORTH_HELP 8		/* mails */

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

/*
 * The summary is made from the text, as each from the diff would compare the files again;
 * libgit2 does not read all that it writes (names in quotes, say): then it is made from the diff.
 */
static int get_stats(git_diff *diff, const git_buf *text, git_diff_stats **ret_stats)
{
	git_diff *written = NULL;
	int rc = git_diff_from_buffer(&written, text->ptr, text->size);

	if (!rc)
		rc = git_diff_get_stats(ret_stats, written);
	git_diff_free(written);
	return rc ? git_diff_get_stats(ret_stats, diff) : 0;
}

int export_diff(git_diff *diff, bool summary, struct buf *ret, struct error **err)
{
	git_buf text = { 0 }, stat = { 0 };
	git_diff_stats *stats = NULL;
	int rc = git_diff_to_buf(&text, diff, GIT_DIFF_FORMAT_PATCH);

	if (!rc && summary)
		rc = get_stats(diff, &text, &stats);
	if (!rc && summary)
		rc = git_diff_stats_to_buf(&stat, stats, GIT_DIFF_STATS_FULL |
					   GIT_DIFF_STATS_INCLUDE_SUMMARY, STAT_WIDTH);
	if (rc) {
		rc = error_git(err, ERROR_ENVIRONMENT, "writing a diff");
	} else {
		buf_add(ret, stat.ptr, stat.size);
		buf_puts(ret, summary ? "\n" : "");
		buf_add(ret, text.ptr, text.size);
	}
	git_diff_stats_free(stats);
	git_buf_dispose(&stat);
	git_buf_dispose(&text);
	return rc;
}

/* A name that is too long for a folder is one that `git am` cannot write. */
static int check_paths(const git_diff *diff, struct error **err)
{
	for (size_t i = 0; i < git_diff_num_deltas(diff); i++) {
		const char *path = git_diff_get_delta(diff, i)->new_file.path;

		if (strlen(path) >= PATH_MAX)
			return error_set(err, ERROR_INPUT,
					 "git am cannot write a file whose path has "
					 "%zu bytes: %.100s...",
					 strlen(path), path);
		for (const char *at = path; *at; at += strcspn(at, "/"), at += *at == '/')
			if (strcspn(at, "/") > NAME_MAX)
				return error_set(err, ERROR_INPUT,
						 "git am cannot write a file whose "
						 "name has %zu bytes: %.100s...",
						 strcspn(at, "/"), at);
	}
	return 0;
}

static bool is_8bit(const struct buf *text)
{
	for (size_t i = 0; i < text->len; i++)
		if ((unsigned char)text->data[i] >= 0x80)
			return true;
	return false;
}

static int add_mail(git_commit *commit, const git_diff *diff, const struct buf *text,
		    const struct export_options *options, struct buf *mail, struct error **err)
{
	_cleanup_free_ char *place = options->prefix && options->total > 1 ?
		xasprintf("%s %zu/%zu", options->prefix, options->number, options->total) :
		xstrdup(options->prefix);

	if (mail_check(commit, err) || check_paths(diff, err))
		return -1;
	mail_add_header(mail, commit, place, options->more,
			options->says_8bit && is_8bit(text));
	mail_add_message(mail, commit);
	buf_puts(mail, "---\n");
	buf_puts(mail, options->below ? options->below : "");
	buf_add(mail, text->data, text->len);
	if (options->behind)
		buf_printf(mail, "\n%s", options->behind);
	buf_puts(mail, WRITTEN_SIGNATURE STABLEHAND_VERSION "\n\n");
	return 0;
}

int export_mail_with(git_repository *repo, const git_oid *id, const struct export_options *options,
		     struct buf *ret_mail, struct error **err)
{
	_cleanup_buf_ struct buf mail = { 0 }, text = { 0 };
	git_commit *commit = NULL;
	git_diff *diff = NULL;
	int rc;

	if (git_commit_lookup(&commit, repo, id))
		return error_git(err, ERROR_ENVIRONMENT, "reading a ported commit");
	rc = make_diff(repo, commit, &diff, err);
	if (!rc)
		rc = export_diff(diff, true, &text, err);
	if (!rc)
		rc = add_mail(commit, diff, &text, options, &mail, err);
	if (!rc)
		buf_add(ret_mail, mail.data, mail.len);
	git_diff_free(diff);
	git_commit_free(commit);
	return rc;
}

int export_mail(git_repository *repo, const git_oid *id, const char *prefix, size_t number,
		size_t total, struct buf *ret_mail, struct error **err)
{
	const struct export_options options = { prefix, number, total };

	return export_mail_with(repo, id, &options, ret_mail, err);
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
	struct buf *texts;	/* one for each path */

	pthread_mutex_t lock;	/* for all below */
	size_t next;
	struct error *err;	/* the first one; then no more are made */
	bool failed;
};

static int make_mail(struct mails *mails, git_repository *repo, size_t i, struct error **err)
{
	const struct port_patch *ported = mails->patches[i];
	_cleanup_free_ char *name = patch_file_name(i + 1, ported->subject);

	if (export_mail(repo, &ported->commit, mails->prefix, i + 1, mails->total,
			&mails->texts[i], err))
		return -1;
	mails->paths[i] = path_join(mails->dir, "%s", name);
	return 0;
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

static int make_all(const struct port_result *result, const char *dir, size_t total,
		    char **paths, struct buf *texts, struct error **err)
{
	_cleanup_free_ char *prefix = xasprintf("PATCH %s", result->branch);
	_cleanup_free_ const struct port_patch **patches = xcalloc(total + 1, sizeof(*patches));
	struct mails mails = {
		.result = result, .dir = dir, .prefix = prefix, .patches = patches,
		.paths = paths, .texts = texts,
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

static int write_all(const char *dir, char *const *paths, const struct buf *texts,
		     struct error **err)
{
	_cleanup_file_batch_ struct file_batch batch = { 0 };

	if (*paths && dir_make(dir, err))
		return -1;
	for (size_t i = 0; paths[i]; i++)
		if (file_batch_add(&batch, paths[i], texts[i].data, texts[i].len, 0644, err))
			return -1;
	return file_batch_publish(&batch, err);
}

static void free_texts(struct buf *texts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		buf_release(&texts[i]);
	free(texts);
}

int port_write_patches(const struct port_result *result, const char *out_dir, char ***ret_paths,
		       char **ret_aside, struct error **err)
{
	_cleanup_free_ char *dir = NULL, *aside = NULL, *below = NULL;
	struct buf *texts;
	size_t total = 0;
	char **paths;
	int rc;

	if (!path_is_safe(result->branch, strlen(result->branch)) ||
	    !path_is_safe(result->series, strlen(result->series)))
		return error_set(err, ERROR_INPUT, "%s, %s: not usable as the name of a folder",
				 result->branch, result->series);
	for (size_t i = 0; i < result->patch_count && port_counts(result); i++)
		total += result->patches[i].has_commit;
	paths = xcalloc(total + 1, sizeof(*paths));
	texts = xcalloc(total + 1, sizeof(*texts));
	below = xasprintf("%s/%s", result->branch, result->series);
	dir = path_join(out_dir, "%s", below);
	rc = path_check_links(out_dir, below, err);
	if (!rc)
		dir_sweep(dir);
	if (!rc)
		rc = make_all(result, dir, total, paths, texts, err);
	if (!rc)
		rc = written_before(dir, paths, texts, &aside, err);
	if (!rc)
		rc = write_all(dir, paths, texts, err);
	free_texts(texts, total);
	if (rc || !ret_paths)
		free_paths(paths);
	else
		*ret_paths = paths;
	if (!rc && ret_aside)
		*ret_aside = TAKE_PTR(aside);
	return rc;
}
