/* SPDX-License-Identifier: GPL-2.0-only */
/* What the kernel's CVE data says of a patch that fixes a CVE. */
#ifndef JUDGE_NEED_CVES_H
#define JUDGE_NEED_CVES_H

#include "index/cve_table.h"
#include "verdict/evidence.h"

enum cves_say {
	CVES_NOTHING,		/* no data, no CVE, or it is fixed here by that data */
	CVES_OPEN,		/* the release is open to one */
	CVES_OPEN_THEN,		/* its branch was when the data ended, which it did before this release */
	CVES_NOT_AFFECTED,	/* the release never had the fault of any of them */
};

/*
 * Look up what a commit upstream fixes (12 to 40 hex digits; NULL: not known) and tell it as
 * evidence of kind need, with the commit of the data. cves: NULL: there is none.
 */
enum cves_say need_ask_cves(const struct cve_table *cves, const char *upstream,
			    const struct kernel_version *release, struct evidence_list *evidence);

#endif
