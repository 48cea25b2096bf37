/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of port share: the series in port.c, one patch, its commit. */
#ifndef PORT_PORT_PARTS_H
#define PORT_PORT_PARTS_H

#include <git2.h>
#include <stdbool.h>
#include <stddef.h>

#include "port/port.h"
#include "util/error.h"

struct adapt_series;
struct judge;
struct presence_memo;
struct withheld_list;

/* What a series is ported with. */
struct port_tools {
	struct judge *judge;		/* NULL: nothing is judged */
	struct adapt_series *adapting;	/* NULL: nothing is adapted */
	const struct withheld_list *withheld;	/* before this one, not ported */
	struct presence_memo *presences;	/* of the patches' files */
};

/*
 * port_patch.c: port patch `index` of the options, whose entry in *result is initialised, to
 * result->tree: decided by the judge alone; else placed, resolved or adapted, in this order, each
 * judged before it counts; what is refused may turn out to be blocked. If it landed,
 * result->commit and result->tree are those after it. Returns 0, also for a refusal; -1 with *err
 * set, the patch named.
 */
int port_one_patch(const struct port_options *options, const git_commit *release,
		   const struct port_tools *tools, size_t index, struct port_result *result,
		   struct error **err);

/*
 * port_hunks.c: the number of a hunk in its file, from 1, by the line of its @@ in the patch; 0: it
 * has none.
 */
size_t port_hunk_number(const struct patch *patch, size_t patch_line);

/* port_hunks.c: add where each hunk went, or why nowhere, to the evidence. */
void port_tell_hunks(const struct patch *patch, const struct hunk_outcome_list *hunks,
		     struct evidence_list *evidence);

/*
 * port_blocked.c: does patch `index`, which was refused on `tree`, need one of those that were not
 * ported: a name, a file or lines that it brings, or what it changes? Then ported->verdict becomes
 * blocked, and the evidence begins with which and why.
 */
int port_find_blockers(const struct port_options *options, const struct port_tools *tools,
		       size_t index, const git_oid *tree, struct port_patch *ported,
		       struct error **err);

/*
 * port_blocked.c: is patch `index` a fix (Fixes:) of one that was not ported? Then it is blocked,
 * as above.
 */
bool port_is_fix_of_withheld(const struct port_options *options, const struct port_tools *tools,
			     size_t index, struct port_patch *ported);

/*
 * port_without.c: of patch `index`, which landed: tell which patches that were not ported change
 * the same files. Where they change the same function *risk rises to medium.
 */
void port_tell_without(const struct port_options *options, const struct port_tools *tools,
		       size_t index, struct evidence_list *evidence, enum risk *risk);

/*
 * port_commit.c: the commit of a patch that landed, with *tree_id on top of
 * *parent_id, to ported->commit and ported->tree. Its message is the patch's, or the branch's own
 * (NULL: there is none; port/resolution.h), and has the note of
 * ported->deviation; its author and date are the patch's, else the committer's and
 * the release's, so that the same port gives the same commit. -1 with *err set.
 */
int port_commit(const struct port_options *options, const struct patch *patch,
		const git_commit *release, const char *own_message, const git_oid *parent_id,
		const git_oid *tree_id, struct port_patch *ported, struct error **err);

#endif
