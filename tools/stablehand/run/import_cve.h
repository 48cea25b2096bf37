/* SPDX-License-Identifier: GPL-2.0-only */
/* A CVE becomes the patches that fix it upstream. */
#ifndef RUN_IMPORT_CVE_H
#define RUN_IMPORT_CVE_H

#include "door/incoming.h"
#include "run/context.h"
#include "run/import_source.h"
#include "util/error.h"

/*
 * Add the fix of "CVE-2025-37957", by the commits that the vulns repository names (the options', or
 * the project's). Each is taken from the first of these that has it:
 *
 *  - a patch that came in before, of that commit or of the CVE's title: its commit is then proven;
 *  - the upstream repository (the options', or the project's);
 *  - a branch in the store that has its history: the commit, or else its backport;
 *  - two releases of one branch in the store, between which the fix came: what differs in the
 *    files that the fix changes (run/import_release.h).
 *
 * What is not the commit itself is told. ERROR_INPUT: no vulns repository, no such CVE, one that
 * was rejected, or a fix that is nowhere, with what to do.
 */
int import_cve(struct context *context, const struct import_options *options, const char *id,
	       struct incoming *incoming, struct error **err);

#endif
