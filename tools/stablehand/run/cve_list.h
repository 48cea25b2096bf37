/* SPDX-License-Identifier: GPL-2.0-only */
/* What the branches of a project are open to. */
#ifndef RUN_CVE_LIST_H
#define RUN_CVE_LIST_H

#include "result/cves.h"
#include "run/context.h"

struct cve_list_options {
	const char *vulns;	/* the repository; NULL: the one that is configured */
	const char *branch;	/* NULL: all of kernels/ */
	const char *version;	/* a release other than the newest; or NULL */
	const char *id;		/* "CVE-2025-37957": only this one, whatever its state; or NULL */
	const char *path;	/* only CVEs whose fix changes this file, or one below it; or NULL */
};

/*
 * Look at the newest release of each branch that is in the store. Of one that has none any
 * release of its name is meant. ERROR_INPUT: no vulns repository is given or configured, or it
 * cannot be read; no such branch, release or CVE,
 * or one that was rejected. The caller releases *ret_cves.
 */
int cve_list(struct context *context, const struct cve_list_options *options,
	     struct cves *ret_cves, struct error **err);

#endif
