/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The threads of an import and what goes between them:
 *
 *	archive -> reader -> queue of whole files -> workers -> pack, list of the tree's files
 *
 * The reader decodes the archive in its order (import_xz.h has threads of its own) and
 * queues each file with its content. It waits while more than 48 MiB are queued or being
 * packed, so memory is bounded whatever the archive holds; a larger file goes alone. The
 * workers, one a processor and at most four, take the files in order: content that the
 * store was given before (import_contents.h) keeps its blob, all other is hashed,
 * compressed and put into the pack. In which order they finish does not matter: the pack
 * is found by ids, and the list is sorted at the end. The caller's thread shows progress.
 *
 * The first error of any thread is the one that is told; it wakes all others, which then
 * neither queue nor take another file. All threads have ended before anything is freed.
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
