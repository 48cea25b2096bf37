/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is delivered: the commits of a port, with all that a maintainer's form says about them. A
 * form (deliver/form.h) makes files of it.
 */
#ifndef DELIVER_DELIVERY_H
#define DELIVER_DELIVERY_H

#include <git2.h>
#include <stdbool.h>
#include <stddef.h>

#include "util/buf.h"
#include "util/error.h"

/* A patch that became a commit. */
struct delivery_patch {
	git_oid commit;
	const char *name;		/* of its file in the series */
	const char *subject;
	const char *upstream;		/* 12 to 40 hex digits; NULL: none is known */
	const char *upstream_version;	/* the release that first had it, "v6.6"; or NULL */
	const char *note;		/* how it differs from the patch; NULL: in no line */
	const char *verdict;		/* "adapted" */
	const char *remark;		/* what its receiver has to know on this branch; or NULL */
};

/* Nothing belongs to it. Texts are NULL where there is nothing to say, else end in a newline. */
struct delivery {
	git_repository *repo;		/* to read the commits from, and to write others to */
	const char *branch;		/* "6.1.y" */
	const char *series;
	const char *version;		/* of the release that was ported to */
	git_oid base;			/* its commit */
	const struct delivery_patch *patches;	/* in their order */
	size_t count;
	const char *committer_name, *committer_email;
	const char *letter;		/* the author's own cover letter of the series; or NULL */
	const char *title;		/* its subject; or NULL */
	const char *verdicts;		/* what became of the series on each branch */
	const char *tested;		/* what was built, run, compared, and what was not */
	const char *open;		/* what is left to be looked at */
	const char *reply_to;		/* the message to be answered, without <>; or NULL */
	const char *reply_whom;		/* its sender; or NULL */
	const char *bug;		/* number or address, of the form's own tracker; or NULL */
	const char *cve;		/* "CVE-2026-1234"; or NULL */
	const char *release_names;	/* what its distribution calls the release; or NULL */
	const char *series_conf;	/* the series.conf that the patches go into; or NULL */
};

struct delivery_file {
	char *path;			/* below the folder; path_is_safe() */
	struct buf text;
};

/* What a form wrote. */
struct delivery_files {
	struct delivery_file *items;
	size_t count, alloc;
	struct buf next;		/* what to do with them, a command a line */
};

/* Add an empty file; the pointer is valid until the next call. */
struct delivery_file *delivery_add(struct delivery_files *files, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Free what it holds and zero it. */
void delivery_files_release(struct delivery_files *files);
#define _cleanup_delivery_files_ __attribute__((cleanup(delivery_files_release)))

/*
 * Make the files those of a folder: written to a folder of their own beside it, which takes its
 * name when all are on the disk. When the same files are there already nothing is done; what is
 * there else is moved aside as a whole, to <folder>.old-1 or the next number that is free, whose
 * path, allocated, is put into *ret_aside (else NULL).
 */
int delivery_publish(const char *folder, const struct delivery_files *files, char **ret_aside,
		     struct error **err);

#endif
