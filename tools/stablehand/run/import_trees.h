/* SPDX-License-Identifier: GPL-2.0-only */
/* The trees in which lost white space is looked for. */
#ifndef RUN_IMPORT_TREES_H
#define RUN_IMPORT_TREES_H

#include "door/quoted.h"
#include "run/context.h"
#include "util/error.h"

struct import_trees {
	struct door_trees trees;
	git_repository *upstream;	/* opened here; or NULL */
	char **names;			/* of the trees, as many */
	size_t alloc, name_count, name_alloc;
};

/*
 * The tree that HEAD of [upstream] names (project_conf.h), when there is one, then the newest
 * release of each branch in the store, the newest branch first. There may be none. The store
 * belongs to the context, which has to live as long. The caller releases *ret_trees.
 */
int import_trees_open(struct context *context, struct import_trees *ret_trees,
		      struct error **err);

void import_trees_release(struct import_trees *trees);
#define _cleanup_import_trees_ __attribute__((cleanup(import_trees_release)))

#endif
