// SPDX-License-Identifier: GPL-2.0-only
/* Patches of SUSE's kernel-source: tags in the header, and lines for its series.conf. */
#include <string.h>

#include "deliver/form_parts.h"
#include "util/alloc.h"

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
		return error_set(err, ERROR_INPUT, "%s: Patch-mainline needs the release that first had "
				 "it: X-Upstream-Commit: %.12s (v6.6)", patch->name,
				 work->full_ids[i]);
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

static int write_patches(const struct form_work *work, struct error **err)
{
	const struct delivery *delivery = work->delivery;
	_cleanup_buf_ struct buf sorted = { 0 }, others = { 0 };

	for (size_t i = 0; i < delivery->count; i++) {
		_cleanup_free_ char *name = name_of(work, i);
		_cleanup_buf_ struct buf lines = { 0 };
		struct form_mail mail = { .prefix = NULL };

		if (add_tags(work, i, &lines, err))
			return -1;
		mail.more = buf_str(&lines);
		buf_printf(work->full_ids[i] ? &sorted : &others, "\tpatches.suse/%s\n", name);
		if (form_add_mail(work, i, &mail,
				  &delivery_add(work->files, "patches.suse/%s", name)->text, err))
			return -1;
	}
	buf_printf(&delivery_add(work->files, "series.conf")->text,
		   "\t# in the sorted section\n%s\t# behind it: not upstream\n%s", buf_str(&sorted),
		   buf_str(&others));
	buf_puts(&work->files->next, "cp patches.suse/* KERNEL-SOURCE/patches.suse/\n"
		 "scripts/git_sort/series_insert.py patches.suse/...\n");
	return 0;
}

const struct form form_suse = {
	.name = "suse",
	.summary = "patches.suse and lines for series.conf",
	.bug_help = "References, bsc#1234567",
	.message = message,
	.write = write_patches,
};
