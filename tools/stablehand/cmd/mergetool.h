/* SPDX-License-Identifier: GPL-2.0-only */
/* git's merge tool, for files with conflicts that are in no repository. */
#ifndef CMD_MERGETOOL_H
#define CMD_MERGETOOL_H

#include <stdbool.h>

#include "port/conflict.h"
#include "util/error.h"

/* Is one configured (merge.tool) for this folder? Without git there is none. */
bool mergetool_is_configured(const char *folder);

/*
 * Run it on the files of a conflict that have one, which answer_write() wrote below folder: git
 * gets an index of their three sides in a repository of its own, folder/.git, which is gone
 * afterwards. The tool writes what was merged in place of the file. config: the folder whose
 * configuration of git counts. ERROR_ENVIRONMENT when it cannot be run or was given up.
 */
int mergetool_run(const char *config, const char *folder, const struct conflict *conflict,
		  struct error **err);

/*
 * One side of a text with conflicts in git's diff3 style: 1 the base, 2 the branch's, 3 the
 * patch's. What is in no conflict is part of all.
 */
void mergetool_side(const char *text, int side, struct buf *ret_text);

#endif
