/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A commit of a stable branch held against the commit upstream that it is a backport of.
 *
 *  left out	a hunk of the original that the file does not have after the backport, although
 *		what it changes is there: it could still be placed (place/place.h). One that has no
 *		place is another matter: the branch has not got what it is about.
 *  misplaced	a change that is in another function than upstream, where the branch has the
 *		function that it was made in, and the same change is not there
 *
 * Whitespace at the ends of lines does not count, nor do hunks of comments alone.
 */
#ifndef JUDGE_BACKPORT_H
#define JUDGE_BACKPORT_H

#include <git2.h>
#include <stdbool.h>
#include <stddef.h>

#include "series/patch.h"
#include "util/error.h"

enum backport_fault {
	BACKPORT_LEFT_OUT,
	BACKPORT_MISPLACED,
};

struct backport_finding {
	enum backport_fault fault;
	bool doubtful;		/* left out of what is no code of the kernel, or some of it is there */
	char *path;		/* in the branch, after the backport */
	size_t line;		/* from 1; 0: none */
	char *text;		/* valid UTF-8 */
};

struct backport_findings {
	struct backport_finding *items;
	size_t count, alloc;
};

/* Both commits: what they change, and the trees with it. Nothing belongs to it. */
struct backport_question {
	git_repository *repo;
	const struct patch *original, *backport;
	const git_tree *original_after;
	const git_tree *before, *after;		/* of the backport */
};

/*
 * Compare. At most 100 findings. Errors: objects that cannot be read, Ctrl-C. The caller
 * releases *ret.
 */
int backport_compare(const struct backport_question *question, struct backport_findings *ret,
		     struct error **err);

void backport_findings_release(struct backport_findings *findings);
#define _cleanup_backport_findings_ __attribute__((cleanup(backport_findings_release)))

#endif
