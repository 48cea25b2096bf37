/* SPDX-License-Identifier: GPL-2.0-only */
/* How rc_mail_write() is split; nothing else needs this. */
#ifndef REPORT_RC_MAIL_PARTS_H
#define REPORT_RC_MAIL_PARTS_H

#include <stdbool.h>

#include "result/earlier.h"
#include "result/result.h"
#include "util/buf.h"

/* What a mail says, a list of lines each ("* x86/one_test: pass, now fail", "  | a log"). */
struct rc_lists {
	struct buf regressed, fixed;	/* against the earlier release */
	struct buf unsettled;		/* flaky, or a difference that was not repeated */
	struct buf failing;		/* not worse than before, or without a before */
	struct buf untested;		/* what was not built, not run, not known */
	struct buf totals;
	size_t regressed_count, fixed_count, unsettled_count, failing_count, untested_count;
	bool well;			/* Tested-by: may be said */
};

/* Look at the base of a branch; earlier may be NULL. Free with rc_lists_release(). */
void rc_lists_make(const struct branch_result *branch, const struct earlier *earlier,
		   struct rc_lists *ret);
void rc_lists_release(struct rc_lists *lists);

#endif
