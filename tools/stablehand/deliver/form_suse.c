// SPDX-License-Identifier: GPL-2.0-only
/* Patches of SUSE's kernel-source: tags in the header, and lines for its series.conf. */
#include <string.h>

#include "deliver/form_parts.h"
#include "deliver/suse_series.h"
#include "util/alloc.h"
#include "util/file.h"

#define MAX_SERIES (64u << 20)

/* Where it comes from is in the header. */
static int message(const struct form_work *work, size_t i, struct buf *ret, struct error **err)
{
	_cleanup_message_parts_ struct message_parts parts = { 0 };

	if (message_parts_read(work->delivery, i, &parts, err))
		return -1;
	form_compose(work, i, &parts, NULL, NULL, true, ret);
	return 0;
}

static int add_tags(const struct form_work *work, size_t i, struct buf *lines, struct error **err)
{
	const struct delivery *delivery = work->delivery;
	const struct delivery_patch *patch = &delivery->patches[i];

	if (!work->full_ids[i])
		buf_puts(lines, "Patch-mainline: Not yet, no commit upstream is known\n");
	else if (patch->upstream_version)
		buf_printf(lines, "Patch-mainline: %s\nGit-commit: %s\n", patch->upstream_version,
			   work->full_ids[i]);
	else
		return error_set(err, ERROR_INPUT,
				 "%s: Patch-mainline needs the release that first had "
				 "it: X-Upstream-Commit: %.12s (v6.6)",
				 patch->name, work->full_ids[i]);
	buf_printf(lines, "References: %s%s%s\n", delivery->bug ? delivery->bug : "",
		   delivery->bug && delivery->cve ? " " : "",
		   delivery->cve ? delivery->cve : delivery->bug ? "" : "git-fixes");
	return 0;
}

/* The name of the file without its number, which a place in series.conf says; no name twice. */
static char *name_of(const struct form_work *work, size_t i)
{
	_cleanup_free_ char *numbered = form_file_name(work, i);
	const char *name = strchr(numbered, '-') + 1;

	for (size_t k = 0; k < work->files->count; k++)
		if (!strcmp(strrchr(work->files->items[k].path, '/') + 1, name))
			return TAKE_PTR(numbered);
	return xstrdup(name);
}

/* The lines alone: where they go is not known. */
static void add_lines(const struct form_work *work, const struct suse_patch *patches, bool upstream,
		      const char *where, struct buf *text)
{
	bool any = false;

	for (size_t i = 0; i < work->delivery->count; i++) {
		if (upstream != !!patches[i].commit)
			continue;
		if (!any)
			buf_printf(text, "\t# %s\n", where);
		buf_printf(text, "\t%s\n", patches[i].path);
		any = true;
	}
}

static void say_insert(const struct form_work *work, const struct suse_patch *patches,
		       struct buf *next)
{
	bool any = false;

	for (size_t i = 0; i < work->delivery->count; i++) {
		if (!patches[i].commit)
			continue;
		buf_printf(next, "%s %s", any ? "" : "cd KERNEL-SOURCE && scripts/series_insert",
			   patches[i].path);
		any = true;
	}
	buf_puts(next, any ? "\n" : "");
}

static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? xstrndup(path, slash > path ? slash - path : 1) : xstrdup(".");
}

static int add_series(const struct form_work *work, const struct suse_patch *patches,
		      struct error **err)
{
	const struct delivery *delivery = work->delivery;
	struct buf *text = &delivery_add(work->files, "series.conf")->text;
	struct buf *next = &work->files->next;
	_cleanup_buf_ struct buf before = { 0 }, notes = { 0 };
	_cleanup_free_ char *folder = NULL;

	buf_puts(next, "cp patches.suse/* KERNEL-SOURCE/patches.suse/\n");
	if (!delivery->series_conf) {
		add_lines(work, patches, true, "in the sorted section", text);
		add_lines(work, patches, false, "out-of-tree patches, at the end of it", text);
		say_insert(work, patches, next);
		return 0;
	}
	folder = folder_of(delivery->series_conf);
	if (file_read(delivery->series_conf, MAX_SERIES, &before, err))
		return -1;
	if (memchr(buf_str(&before), '\0', before.len))
		return error_set(err, ERROR_INPUT, "%s: has a NUL byte", delivery->series_conf);
	if (suse_series_insert(folder, buf_str(&before), patches, delivery->count, text, &notes,
			       err))
		return error_wrap(err, "%s", delivery->series_conf);
	for (const char *at = buf_str(&notes); *at; at += strcspn(at, "\n") + 1)
		buf_printf(next, "# %.*s\n", (int)strcspn(at, "\n"), at);
	buf_puts(next, "cp series.conf KERNEL-SOURCE/\n");
	return 0;
}

static int write_patches(const struct form_work *work, struct error **err)
{
	const struct delivery *delivery = work->delivery;
	struct suse_patch *patches = xcalloc(delivery->count, sizeof(*patches));
	char **paths = xcalloc(delivery->count, sizeof(*paths));
	int rc = 0;

	for (size_t i = 0; i < delivery->count && !rc; i++) {
		_cleanup_free_ char *name = name_of(work, i);
		_cleanup_buf_ struct buf lines = { 0 };
		struct form_mail mail = { .prefix = NULL };

		paths[i] = xasprintf("patches.suse/%s", name);
		patches[i] = (struct suse_patch){
			.path = paths[i],
			.commit = work->full_ids[i],
			.mainline = delivery->patches[i].upstream_version,
		};
		rc = add_tags(work, i, &lines, err);
		mail.more = buf_str(&lines);
		if (!rc)
			rc = form_add_mail(work, i, &mail,
					   &delivery_add(work->files, "%s", paths[i])->text, err);
	}
	if (!rc)
		rc = add_series(work, patches, err);
	for (size_t i = 0; i < delivery->count; i++)
		free(paths[i]);
	free(paths);
	free(patches);
	return rc;
}

const struct form form_suse = {
	.name = "suse",
	.summary = "patches.suse and lines for series.conf",
	.bug_help = "References, bsc#1234567",
	.has_series_conf = true,
	.message = message,
	.write = write_patches,
};
