/* SPDX-License-Identifier: GPL-2.0-only */
/* W=1, sparse and the checksums of exports, base against ported. */
#ifndef RUN_CHECK_FOLDERS_H
#define RUN_CHECK_FOLDERS_H

#include <git2.h>

#include "kernel/build.h"
#include "result/result.h"
#include "run/walk.h"
#include "util/error.h"

/*
 * Add what checks the folders that a ported series touches in both states (base: its
 * tree) and fills series->check.
 */
int checking_add(struct chain *chain, const struct build_options *options, const git_oid *base,
		 struct series_result *series, struct error **err);

#endif
