/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A result as a folder of web pages: index.html, one for each branch, for each patch on a
 * branch and for each test with something to look at. Files alone: no network, no script, one
 * style sheet. The same result gives the same bytes.
 */
#ifndef REPORT_PAGE_H
#define REPORT_PAGE_H

#include "result/night.h"
#include "result/result.h"
#include "util/error.h"

/*
 * Write it to `folder`, all of it or nothing (report/page_site.h). nights, the newest first, may
 * be NULL: none is known; any number of them costs little (report/page_trend.h). What was read of patches,
 * ports and tests (run/texts.h) is shown; where it was not, that is said. libgit2, which compares
 * patches, is started (git/start.h).
 */
int page_write(const struct result *result, const struct nights *nights, const char *folder,
	       struct error **err);

#endif
