// SPDX-License-Identifier: GPL-2.0-only
/* Patches for linux-yocto and its layers, and the .scc file that names them. */
#include <string.h>

#include "deliver/form_parts.h"
#include "util/alloc.h"

static int message(const struct form_work *work, size_t i, struct buf *ret, struct error **err)
{
	_cleanup_message_parts_ struct message_parts parts = { 0 };
	_cleanup_free_ char *url = form_url(work, i);
	_cleanup_buf_ struct buf lines = { 0 };

	if (message_parts_read(work->delivery, i, &parts, err))
		return -1;
	if (work->delivery->cve)
		buf_printf(&lines, "CVE: %s\n", work->delivery->cve);
	if (url)
		buf_printf(&lines, "Upstream-Status: Backport [%s]\n", url);
	else
		buf_puts(&lines, "Upstream-Status: Pending\n");
	form_compose(work, i, &parts, NULL, buf_str(&lines), true, ret);
	return 0;
}

static int write_patches(const struct form_work *work, struct error **err)
{
	const struct delivery *delivery = work->delivery;
	_cleanup_buf_ struct buf scc = { 0 };

	buf_printf(&scc, "define KFEATURE_DESCRIPTION \"%s\"\n\n", delivery->series);
	for (size_t i = 0; i < delivery->count; i++) {
		_cleanup_free_ char *name = form_file_name(work, i);
		const struct form_mail mail = { .prefix = "PATCH" };

		buf_printf(&scc, "patch %s\n", name);
		if (form_add_mail(work, i, &mail, &delivery_add(work->files, "%s", name)->text,
				  err))
			return -1;
	}
	delivery_add(work->files, "%s.scc", delivery->series)->text = scc;
	scc = (struct buf){ 0 };
	buf_printf(&work->files->next, "KERNEL_FEATURES:append = \" %s.scc\"\n", delivery->series);
	return 0;
}

const struct form form_yocto = {
	.name = "yocto",
	.summary = "patches with Upstream-Status, and a .scc",
	.message = message,
	.write = write_patches,
};
