/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Port one series to one branch, in memory: each patch is placed on the tree
 * that the patch before it left, and becomes a commit. One that is not needed
 * (not-affected, present, superseded), cannot be placed (refused) or cannot be
 * read (unreadable) is left out, and those after it are judged and placed as
 * if it had not been there. One that cannot be placed because it needs one
 * that was left out so is blocked: it uses a name that the other brings (or a
 * function with its new arguments), changes a file that comes with it, expects
 * lines that it adds or a line gone that it removes (neither of them being
 * present in part), or fixes it (Fixes:).
 */
#ifndef PORT_PORT_H
#define PORT_PORT_H

#include <git2.h>
#include <stdbool.h>
#include <stddef.h>

#include "adapt/original.h"
#include "adapt/renamings.h"
#include "git/staging.h"
#include "index/cve_table.h"
#include "port/deviation.h"
#include "port/resolution.h"
#include "port/unapplied.h"
#include "series/patch.h"
#include "util/error.h"
#include "verdict/evidence.h"
#include "verdict/hunk_outcome.h"
#include "verdict/verdict.h"

struct port_result;

/* How far the series of one branch are; shown on the way when it takes longer than a second. */
struct port_progress {
	double since;			/* clock_seconds() when the first was begun */
	size_t done, total;		/* patches */
	bool shown;			/* the caller ends the step (util/progress.h) then */
};

struct port_options {
	git_repository *repo;		/* the store */
	git_oid release;		/* the commit to port to */
	const char *branch;		/* "6.1.y" */
	const char *series;		/* "kvm-pferr" */
	const struct patch *const *patches;	/* in order */
	size_t patch_count;
	const char *committer_name;	/* user.name; NULL or "": an ERROR_ENVIRONMENT */
	const char *committer_email;	/* user.email; likewise */
	bool keep_ref;			/* only look: leave the store as it is */

	/*
	 * Say first whether the branch needs a patch at all, and whether what
	 * it needs is there (judge/judge.h). false: place only.
	 */
	bool judge;
	const git_oid *changelog;	/* blob of the package's changelog; NULL: not known */
	const char *rules_path;		/* judge/rules.h; NULL or not there: none */
	const struct cve_table *cves;	/* the kernel's CVE data, for the need; NULL: none */

	/*
	 * What does not fit as it is, and is not settled by a resolution, is
	 * adapted (adapt/adapt.h): the releases in which the patches may have been
	 * made, the likeliest first; none: nothing is adapted.
	 */
	const struct adapt_source *sources;
	size_t source_count;
	const struct renamings *renamings;	/* or NULL */

	/*
	 * What is refused is looked up there (port/resolution.h); NULL: none. Those that were made
	 * on other releases of this branch are adapted where these are here.
	 */
	const struct resolution_set *resolutions;
	const struct adapt_source *own_releases;
	size_t own_release_count;

	bool whole;		/* the series makes sense only as a whole */
	enum risk max_risk;	/* of what is judged; more is refused; none: any is taken */

	struct port_progress *progress;	/* or NULL */
	struct unapplied *unapplied;	/* of the run; or NULL */

	/*
	 * NULL, or what to do with the result while its objects are being
	 * synced to the disk; the reference is set only if this works, too.
	 */
	int (*on_result)(const struct port_result *result, void *data, struct error **err);
	void *data;
};

struct port_patch {
	char *name;			/* of the patch */
	char *subject;			/* as committed; unreadable: the name; never NULL */
	char *upstream;			/* id of the commit upstream; or NULL */
	char *upstream_version;		/* "v6.6"; or NULL */
	bool unproven;			/* upstream is only claimed, and nothing proves it */
	enum verdict verdict;
	char *blocked_by;		/* name of the first patch that it needs; or NULL */
	enum need need;			/* unknown of one that was not judged */
	enum risk risk;			/* of a patch that landed and was judged */
	struct evidence_list evidence;
	struct hunk_outcome_list hunks;

	/*
	 * Adapted or resolved: how it differs from the patch; its note is in the
	 * commit's message.
	 */
	struct deviation deviation;
	bool has_rest;			/* refused, but not all of it: rest is set */
	git_oid rest; /* tree with the hunks that are not refused, for settling the others */
	bool has_commit;		/* commit and tree are set */
	git_oid commit;
	git_oid tree;			/* after this patch */
};

struct port_result {
	char *branch, *series;
	git_oid base_commit, base_tree;
	struct port_patch *patches;	/* one for each of the options' patches */
	size_t patch_count;
	struct staging *objects;	/* to read what was made, also when only looked at */
	bool landed;			/* every patch that is needed became a commit, one did */
	bool whole;			/* as in the options */
	bool partly;			/* not every one, but what did counts: not `whole` */
	git_oid commit, tree;		/* after the last commit made; the base's when none was */
};

/* Is there a port, of the whole series or of a part, that is written, built and tested? */
static inline bool port_counts(const struct port_result *result)
{
	return result->landed || result->partly;
}

/*
 * Do it. The same patches on the same release by the same committer give the
 * same commit ids: the committer's date is the patch's own date (a patch
 * without one: that of the release). A plain diff without an author has the
 * committer as its author and its file name as its subject, which the
 * evidence says. refs/ports/<branch>/<series> is set when there is a port (port_counts()),
 * after all that it leads to was synced to the disk, else (also without any
 * patch) removed. Refusals are results. Errors: a committer that is not
 * configured (ERROR_ENVIRONMENT, with the commands that do it), a release
 * that is not a commit, an unusable branch or series name, Ctrl-C. The caller
 * releases *ret_result, which is untouched on failure.
 */
int port_series(const struct port_options *options, struct port_result *ret_result,
		struct error **err);

/* Free what the result holds. Fits _cleanup_(). */
void port_result_release(struct port_result *result);

#endif
