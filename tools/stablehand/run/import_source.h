/* SPDX-License-Identifier: GPL-2.0-only */
/* What people name as a source of patches, told apart, and read by who can. */
#ifndef RUN_IMPORT_SOURCE_H
#define RUN_IMPORT_SOURCE_H

#include "door/incoming.h"
#include "run/context.h"
#include "util/error.h"

enum import_kind {
	IMPORT_FILE,		/* a path that is there, and not one of a folder; "-" */
	IMPORT_FOLDER,
	IMPORT_MESSAGE_ID,	/* "<x@y>", "x@y", a URL of an archive that ends in one */
	IMPORT_COMMITS,		/* a commit, or A..B */
	IMPORT_CVE,		/* "CVE-2025-37957" */
};

struct import_options {
	const char *repository;	/* of commits; NULL: the project's [upstream] path */
	const char *vulns;	/* of CVEs; NULL: the project's [vulns] path */
};

/*
 * What a word names. A CVE is to be read after the others: what these brought may be its fix. A
 * path that is there is one; what has an '@' is a message id, unless it is "x@{...}", as revisions
 * have it; all else is a commit or a range.
 */
enum import_kind import_kind(const char *source);

/*
 * Add what a source has. The newest release of each branch that is in the store is where lost
 * white space is looked for. ERROR_INPUT says what is wrong with the source, ERROR_ENVIRONMENT
 * what the machine lacks.
 */
int import_source(struct context *context, const struct import_options *options,
		  const char *source, struct incoming *incoming, struct error **err);

#endif
