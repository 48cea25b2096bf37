/* SPDX-License-Identifier: GPL-2.0-only */
/* Is a release open to a CVE, by the data of the vulns repository? */
#ifndef INDEX_CVE_STATUS_H
#define INDEX_CVE_STATUS_H

#include "index/cve_table.h"

enum cve_state {
	CVE_NOT_AFFECTED,	/* no release that it descends from had the fault */
	CVE_FIXED,		/* it had, and has the fix */
	CVE_OPEN,
	CVE_UNKNOWN,		/* the data cannot be read */
	CVE_REJECTED,		/* it is no CVE any more */
	CVE_STATE_LAST = CVE_REJECTED
};

/* The word, "not-affected", "fixed", "open", "unknown", "rejected". */
const char *cve_state_name(enum cve_state state);

struct cve_status {
	enum cve_state state;

	/*
	 * Open or fixed: the line that says since when (of several, one that is not fixed; then
	 * the first). Fixed: the line of the fix. Open: that of the stable release of this branch
	 * which has the fix and is later than ours; or NULL.
	 */
	const struct cve_range *since, *fixed;
};

/*
 * The state of a release (x.y.z). A CVE may have several culprits: a commit of mainline, and its
 * backports, each with lines of its own. The release is open to it when it has one of them and
 * not the fix that belongs to that one.
 */
void cve_status_of(const struct cve *cve, const struct kernel_version *release,
		   struct cve_status *ret_status);

/*
 * The version that mainline got the fix with, from which it is known how long it has been
 * public. false: the data names none.
 */
bool cve_mainline_fix(const struct cve *cve, struct cve_version *ret_version);

#endif
