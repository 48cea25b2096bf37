/* SPDX-License-Identifier: GPL-2.0-only */
/* A series of series.conf ported to the release of a branch, with all that belongs to it. */
#ifndef RUN_PORT_BRANCH_H
#define RUN_PORT_BRANCH_H

#include <stdbool.h>
#include <stddef.h>

#include "port/port.h"
#include "result/result.h"
#include "run/context.h"
#include "run/identity.h"
#include "series/series_conf.h"

/* Of a series, beside its patches: judge/rules.h. */
#define PORTING_RULES "rules.conf"

struct porting {
	const struct context *context;
	const struct identity *identity;
	const struct series_conf *conf;
	const char *profile;
	enum risk max_risk;			/* instead of that of the series; none: that */
	const struct branch_result *result;	/* of the branch: its release */
	const char *ref;			/* name below refs/ports/<branch>/; NULL: the series */
	bool keep_ref;				/* only look: no reference, and nothing in the store */
	int (*on_result)(const struct port_result *result, void *data, struct error **err);
	void *data;				/* port_options' */
	struct port_progress *progress;		/* or NULL */
	struct unapplied *unapplied;		/* or NULL */
};

/*
 * Port what the profile gives of the series, by its rules and resolutions.
 * *ret_count is how many patches that is. The caller releases *ret_result.
 */
int porting_run(const struct porting *porting, const char *series, struct port_result *ret_result,
		size_t *ret_count, struct error **err);

/*
 * Place patch files (paths, NULL-terminated) on a commit, unjudged, and give
 * the commit that comes of it, which `ref` (not NULL) then names. *ret_why
 * (allocated): one was refused, and why; else NULL.
 */
int porting_add(const struct porting *porting, const git_oid *commit, char *const *paths,
		git_oid *ret_commit, git_oid *ret_tree, char **ret_why, struct error **err);

#endif
