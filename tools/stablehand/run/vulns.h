/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's CVE data of a project: [vulns] path of stablehand.conf. */
#ifndef RUN_VULNS_H
#define RUN_VULNS_H

#include "index/cve_table.h"
#include "run/context.h"

/*
 * Its table. given: the repository instead of the one that is configured, or NULL. *ret_table is
 * NULL when neither is there. The caller frees it.
 */
int vulns_open(struct context *context, const char *given, struct cve_table **ret_table,
	       struct error **err);

/* Open the one that is configured, if there is one and it is not open, as context->cves. */
int vulns_use(struct context *context, struct error **err);

#endif
