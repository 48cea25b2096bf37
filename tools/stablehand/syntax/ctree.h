/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A file of C as a tree: definitions, blocks, statements, labels, calls,
 * initialisers, lines of the preprocessor. The reader is tolerant: macros stand
 * for syntax, and code may be cut anywhere. What it cannot read is a node of its
 * own, CTREE_UNKNOWN, and never a guess.
 *
 * Each token belongs to one innermost node, and with it the blanks (and comments
 * that were left out) in front of it: cut at the borders of nodes, the text can be
 * put together again byte by byte.
 *
 * Of #if and #else, both halves are read. Where their brackets differ, each half
 * begins in what was open at the #if, and the last one counts for what follows:
 * nodes that an #else cuts are closed there, and opened again for the next half.
 * Both parts have CTREE_CUT then.
 */
#ifndef SYNTAX_CTREE_H
#define SYNTAX_CTREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "syntax/clex.h"

#define CTREE_NONE UINT32_MAX
#define CTREE_MAX_DEPTH 2000	/* of nodes; what is deeper is not told apart */
#define CTREE_MAX_TOKENS (16u << 20)	/* the rest is one unknown node */

enum ctree_kind {
	CTREE_FILE,
	CTREE_LINKAGE,		/* { } of extern "C" */
	CTREE_DIRECTIVE,	/* a line of the preprocessor */
	CTREE_MACRO_BODY,	/* what a #define stands for */
	CTREE_FUNCTION,		/* a definition: its head, and a block */
	CTREE_DECLARATION,	/* of a type, a function, variables or members, up to the ';' */
	CTREE_MEMBERS,		/* { } of a structure or union */
	CTREE_ENUMERATORS,	/* { } of an enumeration */
	CTREE_BLOCK,		/* { } with statements */
	CTREE_STATEMENT,	/* an expression, or nothing, and its ';' */
	CTREE_ASM,
	CTREE_JUMP,		/* return, goto, break, continue */
	CTREE_LABEL,		/* name: */
	CTREE_CASE,		/* case value: and default: */
	CTREE_IF,		/* condition, statement, and perhaps a CTREE_ELSE */
	CTREE_ELSE,
	CTREE_LOOP,		/* for and while: condition, statement */
	CTREE_SWITCH,
	CTREE_DO,		/* do, statement, while, condition; */
	CTREE_MACRO,		/* MACRO(x) without ';', or with the statement that it controls */
	CTREE_CONDITION,	/* ( ) of one of these */
	CTREE_ARGUMENTS,	/* ( ) behind a name: of a call, or the parameters of a function */
	CTREE_PARENTHESES,	/* any other */
	CTREE_STATEMENT_EXPRESSION,	/* ({ }) */
	CTREE_INDEX,		/* [ ] */
	CTREE_BRACES,		/* { } of an initialiser, or code that a macro is given */
	CTREE_UNKNOWN,		/* cannot be read */
};

enum ctree_flag {
	CTREE_CUT = 1,		/* ended or begun by an #else, or by the end of a #define */
	CTREE_OPEN = 2,		/* while the tree is read only */
};

struct ctree_node {
	uint32_t kind : 6, flags : 4;
	uint32_t opened_as : 6;	/* its kind at first: it may have become unknown */
	uint32_t state : 16;	/* the reader's own */
	uint32_t first, end;	/* tokens: the first, and behind the last */
	uint32_t parent;	/* CTREE_NONE: the file */
	uint32_t behind;	/* the node behind those that are in it */
};

/* A node stands in front of those that are in it, which are in the order of the text. */
struct ctree {
	struct ctree_node *nodes;	/* 0: the file */
	size_t count, alloc;
	uint64_t steps;			/* work that was done: grows with the tokens alone */
};

/*
 * Read the tree of tokens. Takes time and memory in
 * proportion to the tokens, and a C stack that does not grow with them. After
 * Ctrl-C (interrupt_pending()) what is left is one unknown node: nothing that was found
 * in such a tree may be kept. The caller releases it.
 */
void ctree_read(struct ctree *tree, const struct ctokens *tokens);

void ctree_release(struct ctree *tree);
#define _cleanup_ctree_ __attribute__((cleanup(ctree_release)))

/* The first node in a node, the next one behind it in the same node; CTREE_NONE: no more. */
static inline uint32_t ctree_child(const struct ctree *tree, uint32_t node)
{
	return node + 1 < tree->nodes[node].behind ? node + 1 : CTREE_NONE;
}

static inline uint32_t ctree_next(const struct ctree *tree, uint32_t node)
{
	uint32_t parent = tree->nodes[node].parent, behind = tree->nodes[node].behind;

	return parent != CTREE_NONE && behind < tree->nodes[parent].behind ? behind : CTREE_NONE;
}

/* What it is, or, if it is unknown, what it was taken for at its begin. */
static inline enum ctree_kind ctree_seems(const struct ctree *tree, uint32_t node)
{
	const struct ctree_node *at = &tree->nodes[node];

	return at->kind == CTREE_UNKNOWN ? at->opened_as : at->kind;
}

/* The first node of a kind directly in a node, or CTREE_NONE. */
uint32_t ctree_child_of(const struct ctree *tree, uint32_t node, enum ctree_kind kind);

/* The innermost node that has a token. Takes time in the depth of the tree at most. */
uint32_t ctree_at(const struct ctree *tree, size_t token);

/* Does a label, name:, begin with token i? Not so case and default. */
bool ctree_is_label(const struct ctree *tree, const struct ctokens *tokens, size_t i);

/* What the kind is called: "function", "unknown". */
const char *ctree_kind_name(enum ctree_kind kind);

#endif
