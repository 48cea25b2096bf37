/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the histories in the store tell about a patch, of whatever branch they
 * are: later commits that fix it, and the commits that brought an identifier
 * which a branch lacks. Releases from archives have no history, and those
 * from git may be cut short: that nothing is found means little.
 */
#ifndef JUDGE_HISTORY_H
#define JUDGE_HISTORY_H

#include <git2.h>
#include <stdbool.h>
#include <stddef.h>

#include "index/history_index.h"
#include "index/kernel_version.h"
#include "series/patch.h"
#include "syntax/words.h"
#include "util/error.h"
#include "verdict/evidence.h"

/* Commits, newest first, compared with their parents when identifiers are looked for. */
#define HISTORY_MAX_COMPARED 3000u

/*
 * Call each() for the history of every release in the store. Errors: objects that cannot be
 * read, Ctrl-C.
 */
int history_each(git_repository *repo,
		 void (*each)(const struct history_index *index, void *data), void *data,
		 struct error **err);

/* What histories know of a commit: the release that it first was in, and where it is. */
struct first_release {
	bool known;
	struct kernel_version version;
	bool has_commit;
	git_oid commit;		/* itself, or else a copy of it */
};

/*
 * Find it in the histories that have the commit; of several the earliest. ids are count of
 * them, lower-case hex digits, or NULL; releases as many, filled in. Errors: as of
 * history_each().
 */
int history_first_releases(git_repository *repo, const char *const *ids, size_t count,
			   struct first_release *releases, struct error **err);

/* A commit whose Fixes: names a patch. */
struct later_fix {
	size_t patch;		/* index */
	char *id;		/* upstream's where the commit quotes one, else its own */
	char *title;
};

struct later_fixes {
	struct later_fix *items;	/* each once */
	size_t count, alloc;
};

/*
 * Find the commits of all histories whose Fixes: line has the upstream id or
 * the title of one of the patches. Errors: objects that cannot be read, Ctrl-C.
 * The caller releases *ret_fixes.
 */
int history_find_fixes(git_repository *repo, const struct patch *const *patches, size_t count,
		       struct later_fixes *ret_fixes, struct error **err);

void later_fixes_release(struct later_fixes *fixes);

/*
 * Tell, for each of the names, the commit that brought it: the oldest known
 * that has it in a C file whose version before had it not, one that defines
 * it before one that does not. Errors: as above.
 */
int history_tell_origins(git_repository *repo, const struct words *names,
			 struct evidence_list *evidence, struct error **err);

#endif
