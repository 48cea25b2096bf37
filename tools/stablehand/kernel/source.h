/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Getting the newest (or a given) release of a branch into the store, from
 * the first of its sources that answers. What is in the store already is
 * neither downloaded nor read again.
 */
#ifndef KERNEL_SOURCE_H
#define KERNEL_SOURCE_H

#include <git2.h>
#include <stdbool.h>
#include <stdint.h>

#include "kernel/branch.h"
#include "kernel/release.h"
#include "util/error.h"

struct source_result;

struct source_options {
	git_repository *repo;		/* the store */
	const struct branch *branch;
	const char *cache_dir;		/* downloads, apt's lists, times of checks */
	const char *want_version;	/* NULL: the newest */

	/*
	 * A branch that was checked within so many seconds, and has a release,
	 * is not checked again; 0: always check. Does not matter for
	 * want_version, which is looked for in the store first in any case.
	 */
	long max_age;

	/* Do not ask any source: the store has it or it is an error. */
	bool offline;

	/*
	 * When every source fails, be content with the newest release of the
	 * store: result.from_store is set and result.tried says why.
	 */
	bool fall_back;

	/*
	 * Folder with the machine's apt sources (sources.list and
	 * sources.list.d); NULL: /etc/apt.
	 */
	const char *apt_etc_dir;

	/*
	 * Gets a release from a source of type rc, which needs rooms that stand above this one
	 * (run/rc_source.h); as the functions of source_kinds.h. NULL: such a source has none.
	 */
	int (*fetch_rc)(const struct source_options *options, const struct branch_source *source,
			struct source_result *result, struct error **err);

	/*
	 * Set to true when it fails because no source has (or offline: the
	 * store does not have) a release; any other failure, like a full disk
	 * or a damaged archive, leaves it alone. Or NULL.
	 */
	bool *ret_no_answer;
};

struct source_result {
	struct release release;
	char *source;			/* name of the source that gave it; "store" when none was asked */
	bool already_there;		/* nothing was written */
	bool from_store;		/* fell back, or offline, or checked recently */
	bool stale;			/* lists could not be refreshed: counts as no check */
	size_t objects_written;
	uint64_t bytes_written;		/* size of the new pack */
	uint64_t bytes_read;		/* size of the archive that was read */
	char **tried;			/* why other sources or versions were passed over, a line each */
	size_t tried_count;
};

/*
 * Fetch. The caller frees with source_result_clear(). When no source gives a
 * release: ERROR_ENVIRONMENT with each one's reason, a line each. A wrong
 * checksum or a damaged archive is such a reason, too: the next source is
 * tried, and nothing of it is in the store.
 */
int source_fetch(const struct source_options *options, struct source_result *ret,
		 struct error **err);

/*
 * What source_fetch() would give without asking any source: 1 and *ret, as there; 0: it
 * would ask; -1.
 */
int source_known(const struct source_options *options, struct source_result *ret,
		 struct error **err);

/* Add a line to result->tried; the text is copied. */
void source_add_tried(struct source_result *result, const char *text);

/* Free what a result holds and zero it. Fits _cleanup_(). */
void source_result_clear(struct source_result *result);

#endif
