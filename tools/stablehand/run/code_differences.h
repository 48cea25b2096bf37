/* SPDX-License-Identifier: GPL-2.0-only */
/* The code that a series made, against that of its branch's base. */
#ifndef RUN_CODE_DIFFERENCES_H
#define RUN_CODE_DIFFERENCES_H

#include <git2.h>

#include "result/series.h"
#include "util/error.h"

/*
 * Compare the modules of both builds, whose trees `repo` has, and tell in
 * series->ported.code. Nothing is done when one of them is not there or failed.
 */
int compare_code(git_repository *repo, const struct state_result *base,
		 struct series_result *series, struct error **err);

#endif
