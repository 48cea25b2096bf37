/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a C file defines, and where: functions, macros, structures, unions,
 * enumerations and their constants, typedefs, prototypes, variables. The tree of
 * the file tells where they are, the shape of a declaration what it names.
 */
#ifndef SYNTAX_CDEFS_H
#define SYNTAX_CDEFS_H

#include <stddef.h>
#include <stdint.h>

#include "syntax/ctree.h"

enum cdef_kind {
	CDEF_FUNCTION,
	CDEF_PROTOTYPE,
	CDEF_MACRO,
	CDEF_RECORD,		/* a structure or union with its members */
	CDEF_ENUM,
	CDEF_CONSTANT,		/* of an enumeration */
	CDEF_TYPEDEF,
	CDEF_VARIABLE,
};

struct cdef {
	enum cdef_kind kind;
	/*
	 * The name as written: "kvm_mmu_load"; for FNAME(walk)(...) all of
	 * "FNAME(walk)"; for SYSCALL_DEFINE3(open, ...) the macro's first
	 * argument. Empty for what has none (enum { ... }).
	 */
	uint32_t name, name_len;	/* bytes of the text */
	uint32_t name_token;		/* first token of the name */
	uint32_t first, end;		/* tokens: the first, and behind the last */
	uint32_t body;			/* token of the '{'; end when there is none */
	uint32_t first_line, last_line;	/* from 0 */
	uint32_t arguments;		/* token of the '(' of its parameters; end: none */
};

struct cdefs {
	struct cdef *items;	/* by first token; those inside a record or enum follow it */
	size_t count, alloc;
	struct ctree tree;	/* that of the tokens, which they were read from */
};

/*
 * Find the definitions among tokens that were read without comments. The
 * numbers of tokens and lines refer to them. After Ctrl-C those that were found until
 * then (syntax/ctree.h). The caller releases *ret_defs.
 */
void cdefs_read(const struct ctokens *tokens, struct cdefs *ret_defs);

void cdefs_release(struct cdefs *defs);
#define _cleanup_cdefs_ __attribute__((cleanup(cdefs_release)))

/* The innermost definition of a kind that has the line (from 0), or NULL. */
const struct cdef *cdefs_at_line(const struct cdefs *defs, enum cdef_kind kind, uint32_t line);

/* The next definition with that name from index *at on, which is moved behind it; or NULL. */
const struct cdef *cdefs_named(const struct ctokens *tokens, const struct cdefs *defs,
			       enum cdef_kind kind, const char *name, size_t len, size_t *at);

/* The only definition with that name, or NULL: there is none, or several. */
const struct cdef *cdefs_only(const struct ctokens *tokens, const struct cdefs *defs,
			      enum cdef_kind kind, const char *name, size_t len);

/*
 * The node of a function's block, or where an #else cut it the one behind `block`.
 * CTREE_NONE: the first; none, or no more.
 */
uint32_t cdef_body(const struct cdefs *defs, const struct cdef *function, uint32_t block);

/*
 * The number of parameters or arguments between the bracket '(' at token i and
 * its partner: 0 for () and (void). *ret_variadic (may be NULL): it ends in "...".
 */
size_t ctokens_arguments(const struct ctokens *tokens, size_t i, size_t end, bool *ret_variadic);

#endif
