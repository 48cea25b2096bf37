/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of port share: the series in port.c, one patch, its commit. */
#ifndef PORT_PORT_PARTS_H
#define PORT_PORT_PARTS_H

#include <git2.h>
#include <stddef.h>

#include "port/port.h"
#include "util/error.h"

struct adapt_series;
struct judge;

/*
 * port_patch.c: port patch `index` of the options, whose entry in *result is initialised, to
 * result->tree: decided by the judge alone; else placed, resolved or adapted, in this order, each
 * judged before it counts. If it landed, result->commit and result->tree are those after it; if it
 * was refused, result->landed is false. judge and adapting may be NULL: nothing is judged, or
 * adapted. Returns 0, also for a refusal; -1 with *err set, the patch named.
 */
int port_one_patch(const struct port_options *options, const git_commit *release,
		   struct judge *judge, struct adapt_series *adapting, size_t index,
		   struct port_result *result, struct error **err);

/*
 * port_commit.c: the commit of a patch that landed, with *tree_id on top of
 * *parent_id, to ported->commit and ported->tree. Its message has the note of
 * ported->deviation; its author and date are the patch's, else the committer's and
 * the release's, so that the same port gives the same commit. -1 with *err set.
 */
int port_commit(const struct port_options *options, const struct patch *patch,
		const git_commit *release, const git_oid *parent_id, const git_oid *tree_id,
		struct port_patch *ported, struct error **err);

#endif
