/* SPDX-License-Identifier: GPL-2.0-only */
/* The formats, one file each; the table in report/format.h is the way to them. */
#ifndef REPORT_FORMAT_PARTS_H
#define REPORT_FORMAT_PARTS_H

#include "report/format.h"

/*
 * JUnit XML as Jenkins reads it: a testsuite for each suite of report/cases.h. Classes are
 * "6_1_y.SERIES.ported.VARIANT", as Jenkins takes what is before the last dot for a package.
 */
int junit_write(const struct result *result, const struct format_options *options, struct out *to,
		struct error **err);

/*
 * KTAP, version 1 (Documentation/dev-tools/ktap.rst): a subtest a branch, in it one a suite. What
 * is in error is "not ok" with the directive ERROR or TIMEOUT.
 */
int ktap_write(const struct result *result, const struct format_options *options, struct out *to,
	       struct error **err);

#endif
