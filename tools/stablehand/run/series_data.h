/* SPDX-License-Identifier: GPL-2.0-only */
/* What a project says of its series, read and checked as a whole. */
#ifndef RUN_SERIES_DATA_H
#define RUN_SERIES_DATA_H

#include "run/context.h"
#include "series/series_conf.h"

/*
 * Read series.conf: its patches are there, its guards name branches of kernels/ or profiles, and
 * the rules of each series are of its patches. Else ERROR_INPUT with the place of all that is
 * wrong, a line each: what is spelled wrongly would change in silence what goes where. The caller frees *ret_conf.
 */
int series_data_read(const struct context *context, struct series_conf **ret_conf,
		     struct error **err);

#endif
