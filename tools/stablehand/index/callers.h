/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which functions call one, in the folder of its file and what is beside it:
 * for arch/x86/kvm/mmu/mmu.c in arch/x86/kvm/, for mm/slub.c in mm/. C sources
 * are read once, and cut into tokens where they have the name.
 */
#ifndef INDEX_CALLERS_H
#define INDEX_CALLERS_H

#include <git2.h>
#include <stdbool.h>
#include <stddef.h>

#include "util/error.h"

#define CALLERS_MAX_FILES 400		/* of a folder; with more nothing is said */

struct callers;

/* Of a tree, which has to live as long. The caller frees it. */
struct callers *callers_new(git_repository *repo, const git_oid *tree);
void callers_free(struct callers *callers);	/* NULL-safe */

struct caller {
	char *path;
	size_t line;		/* of the call, from 1 */
	char *function;		/* that calls */
};

struct caller_list {
	struct caller *items;	/* each function once, by path and line */
	size_t count, alloc;
};

/*
 * Those of a function that the file at `path` has; only in this file when it is
 * `local`. *ret_known is false when there are too many files to look at.
 * The caller releases *ret_list.
 */
int callers_of(struct callers *callers, const char *path, const char *function, size_t len,
	       bool local, bool *ret_known, struct caller_list *ret_list, struct error **err);

void caller_list_release(struct caller_list *list);
#define _cleanup_caller_list_ __attribute__((cleanup(caller_list_release)))

#endif
