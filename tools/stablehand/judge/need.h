/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Does a branch need a patch, whether or not it can be ported?
 *
 *  not-needed  it is there, something later does its work, or what it is about is not
 *              there: its verdict rests on evidence already.
 *  needed      it is not there, and what it changes is: most of its hunks find the file as
 *              it was before (judge/old_side.h); or it was placed, and
 *              - a hunk that removes lines finds them, or
 *              - a commit that its Fixes: names is in the branch, by history, changelog
 *                or the release that it came with, or else, where a history has it, by
 *                content (judge/fixed_content.h), or
 *              - its author asks for it ("Cc: stable@... # v5.15+") from a release on that
 *                the branch contains.
 *  unknown     neither. Of a refused patch a commit that it fixes is told as well, but
 *              shows nothing: newer branches have it and its fix.
 *
 * Where the patch fixes a CVE and the kernel's data on these is there (judge/need_cves.h), that
 * comes first:
 *
 *  needed      the release is open to it; what was refused only as far as the data goes: a
 *              release that is newer than it may have got another backport.
 *  not-needed  the release never had the fault, and neither a commit that it fixes is found in
 *              the branch nor its author asks for it.
 *  unknown     the verdict is not-affected, and the data says that the release is open to it:
 *              one of the two is wrong.
 */
#ifndef JUDGE_NEED_H
#define JUDGE_NEED_H

#include <git2.h>
#include <stdbool.h>

#include "index/cve_table.h"
#include "index/kernel_version.h"
#include "index/mentions.h"
#include "judge/history.h"
#include "series/patch.h"
#include "util/error.h"
#include "verdict/evidence.h"
#include "verdict/verdict.h"

/* A patch that was judged, and what is known about the branch; nothing belongs to it. */
struct need_question {
	git_repository *repo;
	const git_tree *tree;		/* before the patch */
	const struct patch *patch;
	enum verdict verdict;
	const struct kernel_version *version;	/* of the branch; NULL: not known */
	const struct mention *fixes;	/* what its Fixes: lines name, looked for */
	const struct first_release *fixed_releases;	/* of each of them */
	size_t fixes_count;
	const struct cve_table *cves;	/* NULL: there is none */
};

/*
 * Tell what the need rests on, as evidence of kind need. Errors: objects that cannot be
 * read, Ctrl-C.
 */
int need_assess(const struct need_question *question, struct evidence_list *evidence,
		enum need *ret_need, struct error **err);

/*
 * The release from which on a patch's author asks for it: of several that its "Cc:
 * stable@" lines name, the earliest. false: none says one.
 */
bool need_asked_from(const struct patch *patch, struct kernel_version *ret_version);

#endif
