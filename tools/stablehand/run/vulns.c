// SPDX-License-Identifier: GPL-2.0-only
#include "run/vulns.h"

#include "run/project_conf.h"
#include "util/alloc.h"

int vulns_open(struct context *context, const char *given, struct cve_table **ret_table,
	       struct error **err)
{
	_cleanup_free_ char *configured = NULL;

	if (!given && project_conf_path(context, "vulns.path", &configured, err))
		return -1;
	if (!given && !configured) {
		*ret_table = NULL;
		return 0;
	}
	if (context_store(context, err))
		return -1;
	return cve_table_open(context->repo, given ? given : configured, ret_table, err);
}

int vulns_use(struct context *context, struct error **err)
{
	return context->cves ? 0 : vulns_open(context, NULL, &context->cves, err);
}
