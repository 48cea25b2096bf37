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

/*
 * KCIDB's I/O schema 5.3, for KernelCI's collection of results: a checkout for each base and each
 * series that was ported or refused, its builds, their tests.
 *
 * Ids are hashes of what they stand for, so that the same is the same when it is sent again. The
 * commits of the store are told as misc, and not as git_commit_hash: those of archives exist
 * nowhere else. Behaviour tests are told of base and ported alone, as other trees have no build.
 * A test that was stopped at its time limit, or could not be run, is ERROR; without a program MISS.
 */
int kcidb_write(const struct result *result, const struct format_options *options, struct out *to,
		struct error **err);

/*
 * The answer to the announcement of a stable -rc: headers, a verdict in one line, the build,
 * regressions and fixes of base against an earlier release, what was not tested, totals.
 *
 * "Tested-by:" stands at the start of a line only when all is well: base was built and run to the
 * end in every variant, every test that was built has an outcome, and none is worse than at the
 * earlier release (without one: each passes or is skipped). What is not so is told. No other line
 * can be taken for a trailer, whatever names and logs hold: every line of theirs stands behind
 * "* " or "| ". ERROR_INPUT unless it is of one branch that has an answer.
 */
int rc_mail_write(const struct result *result, const struct format_options *options,
		  struct out *to, struct error **err);

#endif
