/* SPDX-License-Identifier: GPL-2.0-only */
/* From the functions that a series changes to symbols of the built kernel. */
#ifndef RUN_COVERAGE_ROWS_H
#define RUN_COVERAGE_ROWS_H

#include <git2.h>

#include "result/series.h"
#include "util/error.h"

/*
 * Fill the rows of series->coverage, without hits, from the difference of base
 * and ported tree (of repo) and from the modules and the System.map of the ported build.
 * What lies below tools/ is no part of the kernel and left out. A function
 * without a symbol is looked for in its callers: in its file, for one of a
 * header in all files that the series changes.
 */
int coverage_rows_make(git_repository *repo, struct series_result *series, struct error **err);

#endif
