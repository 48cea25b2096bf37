/* SPDX-License-Identifier: GPL-2.0-only */
/* A folder of files that appears whole, in the place of the one that was there. */
#ifndef REPORT_PAGE_SITE_H
#define REPORT_PAGE_SITE_H

#include "util/buf.h"
#include "util/error.h"

struct file_batch;

/* One on its way. Zeroed: none. */
struct page_site {
	char *target;			/* absolute, links followed */
	char *aside;			/* beside it, until it is whole; or NULL */
	struct file_batch *files;
};

/*
 * Begin one at `path`, which need not be there. A folder that is neither empty nor one that
 * this made is ERROR_INPUT, and left alone.
 */
int site_begin(const char *path, struct page_site *ret_site, struct error **err);

/* Add a file; `path` is relative, its folders are made. */
int site_add(struct page_site *site, const char *path, const struct buf *content,
	     struct error **err);

/*
 * Put it in its place when all of it is on the disk. Who reads meanwhile sees the old one or
 * the new, but where the file system cannot exchange folders: there nothing for a moment.
 */
int site_publish(struct page_site *site, struct error **err);

/* Remove what is not published, and free. Fits _cleanup_(). */
void site_release(struct page_site *site);

#endif
