/* SPDX-License-Identifier: GPL-2.0-only */
/* What became of one patch on one branch. */
#ifndef RESULT_PATCH_H
#define RESULT_PATCH_H

#include <git2.h>
#include <stdbool.h>
#include <stddef.h>

#include "verdict/deviation.h"
#include "verdict/evidence.h"
#include "verdict/hunk_outcome.h"
#include "verdict/reason.h"
#include "verdict/risk.h"
#include "verdict/verdict.h"

struct patch_result {
	char *name;			/* of its file */
	char *subject;			/* as committed; never NULL */
	char *upstream;			/* id of the commit upstream; or NULL */
	char *upstream_version;		/* "v6.6"; or NULL */
	bool unproven;			/* upstream is what the mail's first line claims */
	enum verdict verdict;
	char *blocked_by;		/* blocked: file name of the patch that it needs; else NULL */
	enum need need;
	enum risk risk;			/* of a patch that landed and was judged */
	struct evidence_list evidence;
	struct hunk_outcome_list hunks;
	struct deviation deviation;	/* from the patch, where it was adapted or resolved */
	bool has_commit;		/* commit and tree are set */
	git_oid commit;
	git_oid tree;			/* after this patch */
	char *original;			/* the mail as it is in patches/; NULL: not read */
	char *ported;			/* the mail that port writes for it; NULL: none, or not read */
};

/* Free what it holds and zero it. */
void patch_result_release(struct patch_result *patch);

#endif
