/* SPDX-License-Identifier: GPL-2.0-only */
/* How gates.c is split. */
#ifndef GATES_GATES_PARTS_H
#define GATES_GATES_PARTS_H

#include "gates/function_pairs.h"
#include "gates/gates.h"
#include "index/records.h"
#include "syntax/cdefs.h"
#include "syntax/locals.h"
#include "util/alloc.h"

/* Lines that were changed, from 0: those of `after` stand for those of `before`. */
struct gate_range {
	uint32_t first, count;
	uint32_t old_first, old_count;
};

struct gate_ranges {
	struct gate_range *items;
	size_t count, alloc;
};

/* Compare two texts. false when they cannot be compared (too large). */
bool gate_ranges_read(const char *before, size_t before_len, const char *after, size_t after_len,
		      struct gate_ranges *ret_ranges);

/* One side of the code around a change: whole functions and declarations. */
struct gate_code {
	uint32_t first_line;		/* of the file, from 0 */
	struct ctokens tokens;
	struct cdefs defs;
};

struct gate_chunk {
	const struct gate_file *file;
	struct gate_range *ranges;	/* those of it */
	size_t range_count;
	struct gate_code before, after;
};

struct gate_chunks {
	struct gate_chunk *items;
	size_t count, alloc;
};

/* Add the code around each of the ranges of a file, read as tokens. */
void gate_chunks_add(struct gate_chunks *chunks, const struct gate_file *file,
		     const struct gate_ranges *ranges);

void gate_chunks_release(struct gate_chunks *chunks);

/* Is token i of the code after on an added line? */
bool gate_is_added(const struct gate_chunk *chunk, size_t i);

/* A set of names. */
struct gate_names {
	uint64_t *slots;
	size_t mask, count;
};

void gate_names_add(struct gate_names *names, const char *name, size_t len);
bool gate_names_has(const struct gate_names *names, const char *name, size_t len);
void gate_names_release(struct gate_names *names);

/* A check while it runs. */
struct gate_check {
	const struct gates *gates;
	struct gate_chunks chunks;
	struct gate_names declared;	/* by the code after, in any of the files */
	struct gate_names members;	/* of structures that it defines */
	struct gate_names told;
	struct records *records;	/* of the branch; NULL: not known */
	struct locals locals;		/* of the function that was looked at last, */
	const struct gate_chunk *locals_chunk;	/* in this code after; NULL: none */
	const struct cdef *locals_function;
	struct finding_list *findings;
};

void gate_find(struct gate_check *check, enum reason reason, enum risk risk, const char *path,
	       size_t line, const char *name, size_t name_len, const char *fmt, ...)
	__attribute__((format(printf, 8, 9)));

/* risk of gate_find() */
#define GATE_REFUSES RISK_NONE

/* Names of all kinds that a code declares. */
void gate_declared(const struct gate_code *code, struct gate_names *declared,
		   struct gate_names *members);

/* Is token i that byte of punctuation? Past the end nothing is. */
static inline bool gate_is(const struct ctokens *tokens, size_t i, char c)
{
	const struct ctoken *token = &tokens->items[i];

	return i < tokens->count && token->kind == CTOKEN_PUNCT && token->len == 1 &&
	       tokens->text[token->start] == c;
}

static inline bool gate_is_word(const struct ctokens *tokens, size_t i)
{
	return i < tokens->count && tokens->items[i].kind == CTOKEN_WORD;
}

/* A word, and no keyword. */
static inline bool gate_is_name(const struct ctokens *tokens, size_t i)
{
	return gate_is_word(tokens, i) && !clex_is_keyword(ctoken_text(tokens, i), tokens->items[i].len);
}

/* The line of token i of the code after, in its file, from 1. */
size_t gate_line_of(const struct gate_chunk *chunk, size_t i);

/* Does an earlier patch of the series bring the name? */
bool gate_brings(const struct gate_check *check, const char *name, size_t len);

/* Those of a function of the code after. They are the check's, until others are asked for. */
const struct locals *gate_locals(struct gate_check *check, const struct gate_chunk *chunk,
				 const struct cdef *function);

/* Is the file for programs, and not for the kernel? Its headers are not in the tree. */
bool gate_is_of_user_space(const char *path);

/* Is token i named as a member, behind '.' or "->"? */
bool gate_is_member_use(const struct ctokens *tokens, size_t i);

/* Look at the member that token i of the code after names, in a function or outside (NULL). */
void gate_check_member(struct gate_check *check, const struct gate_chunk *chunk,
		       const struct cdef *function, size_t i);

/* Look at a name (no member, not called) that token i of the code after uses in a function. */
void gate_check_local(struct gate_check *check, const struct gate_chunk *chunk,
		      const struct cdef *function, size_t i);

void gate_check_names(struct gate_check *check, const struct gate_chunk *chunk);
void gate_check_brackets(struct gate_check *check, const struct gate_chunk *chunk);
void gate_check_labels(struct gate_check *check, const struct gate_chunk *chunk);
void gate_check_locks(struct gate_check *check, const struct gate_chunk *chunk);
void gate_check_twice(struct gate_check *check, const struct gate_chunk *chunk);
void gate_check_statements(struct gate_check *check, const struct gate_chunk *chunk);

/* The function of that name among the definitions, or NULL. */
const struct cdef *gate_function(const struct gate_code *code, const char *name, size_t len);

/* Does the change touch the definition (of the code after)? */
bool gate_touches(const struct gate_chunk *chunk, const struct cdef *def);

/*
 * What leaving a function and reaching its labels finds locked, as lines of
 * text "mutex_lock &a->b" in a list that rises. Written as: "key" held on
 * leaving at a line; label and key where the ways to it differ.
 */
struct gate_lock_exit {
	bool reference;		/* it is one, no lock */
	bool twice;		/* given back there although it was already; a lock: taken */
	bool judged;		/* of what the function both takes and gives back */
	char *key;
	char *label;		/* NULL: on leaving */
	uint32_t line;		/* of the code, from 0 */
};

struct gate_locks {
	struct gate_lock_exit *items;
	size_t count, alloc;
	char **judged;		/* keys that are both taken and given back */
	size_t judged_count, judged_alloc;
	char **given;		/* keys of locks that are only given back */
	size_t given_count, given_alloc;
};

void gate_locks_read(const struct ctokens *tokens, const struct cdef *function,
		     struct gate_locks *ret_locks);
void gate_locks_release(struct gate_locks *locks);

#endif
