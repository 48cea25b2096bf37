// SPDX-License-Identifier: GPL-2.0-only
/* Patches for a spec file, and its lines; with messages as kernel-ark and CIQ have them. */
#include <string.h>

#include "deliver/form_parts.h"
#include "util/alloc.h"

#define FIRST_NUMBER 9001	/* above those that a kernel's spec file has */
#define LINUS "git://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git"

static int author_of(const struct form_work *work, size_t i, char **ret, struct error **err)
{
	const git_signature *author;
	git_commit *commit;

	if (git_commit_lookup(&commit, work->delivery->repo, &work->delivery->patches[i].commit))
		return error_git(err, ERROR_ENVIRONMENT, "reading a ported commit");
	author = git_commit_author(commit);
	*ret = xasprintf("%s <%s>", author->name, author->email);
	git_commit_free(commit);
	return 0;
}

static void add_pick(const struct form_work *work, size_t i, struct buf *lines)
{
	if (work->full_ids[i])
		buf_printf(lines, "(cherry picked from commit %s)\n", work->full_ids[i]);
}

static int ark_message(const struct form_work *work, size_t i, struct buf *ret, struct error **err)
{
	const struct delivery *delivery = work->delivery;
	_cleanup_message_parts_ struct message_parts parts = { 0 };
	_cleanup_buf_ struct buf above = { 0 }, lines = { 0 };

	if (message_parts_read(delivery, i, &parts, err))
		return -1;
	if (delivery->bug)
		buf_printf(&above, "JIRA: %s\n", delivery->bug);
	if (delivery->cve)
		buf_printf(&above, "CVE: %s\n", delivery->cve);
	buf_printf(&above, "Upstream Status: %s\n", work->full_ids[i] ? LINUS : "RHEL only");
	if (form_is_backport(work, i))
		buf_printf(&above, "Conflicts: %s\n", delivery->patches[i].note);
	add_pick(work, i, &lines);
	form_compose(work, i, &parts, buf_str(&above), buf_str(&lines), false, ret);
	return 0;
}

static int ciq_message(const struct form_work *work, size_t i, struct buf *ret, struct error **err)
{
	const struct delivery *delivery = work->delivery;
	_cleanup_message_parts_ struct message_parts parts = { 0 };
	_cleanup_buf_ struct buf above = { 0 }, lines = { 0 };
	_cleanup_free_ char *author = NULL;

	if (message_parts_read(delivery, i, &parts, err) || author_of(work, i, &author, err))
		return -1;
	if (delivery->bug)
		buf_printf(&above, "jira %s\n", delivery->bug);
	if (delivery->cve)
		buf_printf(&above, "cve %s\n", delivery->cve);
	buf_printf(&above, "commit-author %s\n", author);
	if (work->full_ids[i])
		buf_printf(&above, "commit %s\n", work->full_ids[i]);
	if (form_is_backport(work, i))
		buf_printf(&above, "upstream-diff %s\n", delivery->patches[i].note);
	add_pick(work, i, &lines);
	form_compose(work, i, &parts, buf_str(&above), buf_str(&lines), false, ret);
	return 0;
}

static int write_patches(const struct form_work *work, struct error **err)
{
	const struct delivery *delivery = work->delivery;
	_cleanup_buf_ struct buf spec = { 0 };

	for (size_t i = 0; i < delivery->count; i++) {
		_cleanup_free_ char *name = form_file_name(work, i);
		const struct form_mail mail = { .prefix = "PATCH" };

		buf_printf(&spec, "Patch%zu: %s\n", FIRST_NUMBER + i, name);
		if (form_add_mail(work, i, &mail, &delivery_add(work->files, "%s", name)->text,
				  err))
			return -1;
	}
	buf_puts(&spec, "\n# below %prep\n");
	for (size_t i = 0; i < delivery->count; i++)
		buf_printf(&spec, "%%patch -P %zu -p1\n", FIRST_NUMBER + i);
	delivery_add(work->files, "%s.spec-lines", delivery->series)->text = spec;
	spec = (struct buf){ 0 };
	buf_printf(&work->files->next, "cp *.patch ~/rpmbuild/SOURCES/\n");
	return 0;
}

const struct form form_rpm = {
	.name = "rpm",
	.summary = "lines of a spec file, and patches",
	.write = write_patches,
};

const struct form form_rpm_ark = {
	.name = "rpm-ark",
	.summary = "the same with kernel-ark's messages",
	.bug_help = "jira",
	.message = ark_message,
	.write = write_patches,
};

const struct form form_rpm_ciq = {
	.name = "rpm-ciq",
	.summary = "the same with CIQ's messages",
	.bug_help = "jira",
	.message = ciq_message,
	.write = write_patches,
};
