// SPDX-License-Identifier: GPL-2.0-only
/* Files of debian/patches in a source package 3.0 (quilt), with DEP-3 in the header of the mail. */
#include <string.h>

#include "deliver/form_parts.h"
#include "util/alloc.h"

/* "https://bugs.debian.org/1" of a number; an address stays. */
static void add_bug(struct buf *lines, const char *bug)
{
	if (*bug == '#')
		bug++;
	buf_printf(lines, "Bug-Debian: %s%s\n", bug[strspn(bug, "0123456789")] ? "" :
		   "https://bugs.debian.org/", bug);
}

static int dep3(const struct form_work *work, size_t i, struct buf *lines, struct error **err)
{
	const struct delivery *delivery = work->delivery;
	const char *version = delivery->patches[i].upstream_version;
	_cleanup_free_ char *url = form_url(work, i), *date = NULL;

	if (form_date(work, i, &date, err))
		return -1;
	if (url)
		buf_printf(lines, "Origin: %s, %s\nForwarded: not-needed\n",
			   form_is_backport(work, i) ? "backport" : "upstream", url);
	else
		buf_puts(lines, "Origin: vendor\nForwarded: no\n");
	if (url && version)
		buf_printf(lines, "Applied-Upstream: %s, %s\n", version + (*version == 'v'), url);
	if (delivery->bug)
		add_bug(lines, delivery->bug);
	if (delivery->cve)
		buf_printf(lines,
			   "Bug-Debian-Security: https://security-tracker.debian.org/tracker/%s\n",
			   delivery->cve);
	buf_printf(lines, "Last-Update: %s\n", date);
	return 0;
}

static int write_patches(const struct form_work *work, struct error **err)
{
	_cleanup_buf_ struct buf series = { 0 };

	for (size_t i = 0; i < work->delivery->count; i++) {
		_cleanup_free_ char *name = form_file_name(work, i), *area = NULL;
		_cleanup_buf_ struct buf lines = { 0 };
		struct form_mail mail = { .prefix = NULL };

		if (form_area(work, i, &area, err) || dep3(work, i, &lines, err))
			return -1;
		mail.more = buf_str(&lines);
		buf_printf(&series, "bugfix/%s/%s\n", area, name);
		if (form_add_mail(work, i, &mail,
				  &delivery_add(work->files, "debian/patches/bugfix/%s/%s", area,
						name)->text, err))
			return -1;
	}
	delivery_add(work->files, "debian/patches/series")->text = series;
	series = (struct buf){ 0 };
	buf_puts(&work->files->next, "cp -r debian/patches/bugfix PACKAGE/debian/patches/\n"
		 "cat debian/patches/series >>PACKAGE/debian/patches/series\n");
	return 0;
}

const struct form form_debian = {
	.name = "debian",
	.summary = "debian/patches with DEP-3",
	.bug_help = "Debian's BTS",
	.write = write_patches,
};
