/* SPDX-License-Identifier: GPL-2.0-only */
/* The patches of series.conf as rows of a result. */
#ifndef RUN_SERIES_ROWS_H
#define RUN_SERIES_ROWS_H

#include "result/result.h"
#include "series/series_conf.h"

/*
 * Add a row for each patch of series.conf (of one series, if not NULL), and
 * note which branches the profile gives it to. The branches are there already.
 */
void series_rows_add(struct result *result, const struct series_conf *conf, const char *profile,
		     const char *series);

#endif
