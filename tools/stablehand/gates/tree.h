/* SPDX-License-Identifier: GPL-2.0-only */
/* The gates (gates/gates.h) on the files of two trees: before and after a patch. */
#ifndef GATES_TREE_H
#define GATES_TREE_H

#include <git2.h>
#include <stdbool.h>

#include "gates/gates.h"
#include "index/symbols.h"
#include "series/patch.h"
#include "syntax/words.h"
#include "util/error.h"

/*
 * Check the C files of a patch as they are in the trees before and after it.
 * `brought` are the words of the earlier patches of the series. Files beyond 256 MiB
 * in all are not read. The caller releases *ret_findings. Errors: objects that
 * cannot be read, Ctrl-C.
 */
int gates_check_trees(struct symbols *symbols, const struct words *brought, const git_tree *before,
		      const git_tree *after, const struct patch *patch,
		      struct finding_list *ret_findings, struct error **err);

#endif
