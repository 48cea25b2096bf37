/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which definitions of C files differ between two trees: functions, with the
 * names by which a linker may know them, or structures and unions. One has
 * changed when the later tree has no equal one of that name in the same file,
 * comments and blanks aside.
 */
#ifndef INDEX_CHANGED_DEFINITIONS_H
#define INDEX_CHANGED_DEFINITIONS_H

#include <git2.h>
#include <stddef.h>

#include "syntax/cdefs.h"
#include "util/error.h"

struct changed_def {
	char *path;
	char *name;		/* as written: "kvm_mmu_load", "FNAME(walk_addr)" */
	size_t line;		/* where it begins, from 1 */
	/*
	 * The names that a function may have when compiled: its own; for one that a macro
	 * names, what each definition of that macro in the file makes of it
	 * (#define FNAME(name) ept_##name: "ept_walk_addr").
	 */
	char **symbols;
	size_t symbol_count, symbol_alloc;
};

struct changed_defs {
	struct changed_def *items;	/* by path, then line */
	size_t count, alloc;
};

/*
 * Find those of a kind (CDEF_FUNCTION or CDEF_RECORD) in what differs between
 * the trees: .c and .h files. Those that the
 * later tree no longer has are not among them. The caller releases *ret_changed.
 */
int changed_defs_find(git_repository *repo, const git_oid *old_tree, const git_oid *new_tree,
		      enum cdef_kind kind, struct changed_defs *ret_changed, struct error **err);

/* The same for the two texts of one file (old may be NULL: there was none); added to *changed. */
void changed_defs_read(const char *path, const char *old_text, size_t old_len,
		       const char *new_text, size_t new_len, enum cdef_kind kind,
		       struct changed_defs *changed);

/* A function of a file that mentions another. */
struct caller {
	char *name;		/* as written */
	size_t line;		/* where it begins, from 1 */
};

struct callers {
	struct caller *items;	/* in their order in the file */
	size_t count, alloc;
};

/* The functions of a file (its text, as a whole) whose bodies mention a name, as written. */
void callers_find(const char *text, size_t len, const char *name, struct callers *ret_callers);

void callers_release(struct callers *callers);

/*
 * The names that a function of a file may have when compiled; added to the
 * list. name as in struct changed_def.
 */
void changed_symbols(const char *text, size_t len, const char *name, char ***symbols,
		     size_t *count, size_t *alloc);

void changed_defs_release(struct changed_defs *changed);

#endif
