/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The threads of an import: one reads the archive (import_xz.h has more of
 * its own), as many as there are processors (at most four) hash and compress
 * the files into a pack, and the caller's shows the progress. What is between
 * them is bounded.
 */
#ifndef KERNEL_IMPORT_FLOW_H
#define KERNEL_IMPORT_FLOW_H

#include <git2.h>
#include <stdbool.h>
#include <stdint.h>

#include "git/pack.h"
#include "kernel/import_contents.h"
#include "kernel/import_tree.h"
#include "util/error.h"

struct import_flow_result {
	struct import_tree *tree;	/* all files; not finished */
	char *makefile;			/* first 4096 bytes of the tree's top Makefile, or NULL */
	int64_t newest;			/* seconds since 1970 */
	git_oid changelog;
	bool has_changelog;
};

/*
 * Read the archive behind fd (`size` bytes) into the pack. Files whose content
 * is known are not put again; all are noted. On success the
 * caller frees result->tree with import_tree_free(), after import_tree_finish()
 * which this function has called, and result->makefile.
 */
int import_flow(int fd, uint64_t size, struct pack *pack, struct import_contents *contents,
		struct import_flow_result *ret, struct error **err);

#endif
