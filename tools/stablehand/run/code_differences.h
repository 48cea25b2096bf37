/* SPDX-License-Identifier: GPL-2.0-only */
/* The code that a series made, against that of its branch's base. */
#ifndef RUN_CODE_DIFFERENCES_H
#define RUN_CODE_DIFFERENCES_H

#include "report/report.h"
#include "util/error.h"

/*
 * Compare the modules of both builds and tell in series->ported.code. Nothing
 * is done when one of them is not there or failed.
 */
int compare_code(const struct state_report *base, struct series_report *series,
		 struct error **err);

#endif
