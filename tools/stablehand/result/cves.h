/* SPDX-License-Identifier: GPL-2.0-only */
/* What is known of the CVEs of branches, as values that own what they hold. */
#ifndef RESULT_CVES_H
#define RESULT_CVES_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum cve_built {
	CVE_BUILT_UNKNOWN,	/* no build of the release is there to look at */
	CVE_BUILT_NO,		/* nothing of what the fix changes is built */
	CVE_BUILT_YES,
	CVE_BUILT_LAST = CVE_BUILT_YES
};

/* The word, "unknown", "no", "yes". */
const char *cve_built_name(enum cve_built built);

enum cve_row_state {
	CVE_ROW_OPEN,
	CVE_ROW_FIXED,		/* only of one CVE that was asked for */
	CVE_ROW_NOT_AFFECTED,	/* likewise */
	CVE_ROW_UNKNOWN,	/* its data cannot be read */
	CVE_ROW_STATE_LAST = CVE_ROW_UNKNOWN
};

/* The word, "open", "fixed", "not-affected", "unknown". */
const char *cve_row_state_name(enum cve_row_state state);

/* A CVE that a branch is open to, or that was asked for. */
struct cve_row {
	enum cve_row_state state;
	char *id;		/* "CVE-2025-37957" */
	char *title;		/* "" when not known */
	char *vector;		/* of CVSS; or NULL */
	unsigned int score;	/* in tenths; 0: none */
	char *since;		/* the version that brought the fault; "0": since ever; or NULL */
	char *since_commit;	/* or NULL */
	char *fixed;		/* fixed: what has the fix; open: a later release that has; or NULL */
	char *fixed_commit;	/* what fixes it there; or NULL */
	char *mainline;		/* the version in which mainline was fixed; or NULL */
	char **fixes;		/* commits upstream */
	size_t fix_count, fix_alloc;
	char **paths;		/* that the fix changes */
	size_t path_count, path_alloc;
	char **not_built;	/* those of them that this configuration leaves out */
	size_t not_built_count, not_built_alloc;
	enum cve_built built;
	char *named;		/* what of the release names the fix all the same; or NULL */
	char *problem;		/* what of it could not be read; or NULL */
};

struct cve_branch {
	char *branch;		/* "6.1.y" */
	char *release;		/* or NULL: none is in the store, and any of the branch is meant */
	char *newest;		/* the newest release of it that the data knows; or NULL */
	bool beyond;		/* ours is newer than that */
	bool knows_built;
	size_t fixed, not_affected;	/* CVEs */
	struct cve_row *rows;	/* the most pressing first; those that are not known last */
	size_t row_count, row_alloc;
};

struct cves {
	char *commit;		/* of the vulns repository, 40 hex digits */
	int64_t time;		/* its date, seconds since 1970 */
	char *path;		/* only CVEs that touch it; or NULL */
	char *id;		/* only this one, of which each branch has a row; or NULL */
	size_t count, rejected;	/* CVEs in all, without those that were rejected; those */
	struct cve_branch *branches;
	size_t branch_count, branch_alloc;
};

/* Most pressing first: built, named by nothing, by score, by how long it has been public. */
void cve_branch_sort(struct cve_branch *branch);

/* Rows that say open, those that the release's own history names aside. */
size_t cve_branch_open(const struct cve_branch *branch);

/* The object that is printed with --json. A new reference. */
json_t *cves_to_json(const struct cves *cves);

void cves_release(struct cves *cves);

#endif
