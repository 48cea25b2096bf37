/* SPDX-License-Identifier: GPL-2.0-only */
/* How the check of statements (statements.c) is split: what is odd in one function. */
#ifndef GATES_STATEMENTS_PARTS_H
#define GATES_STATEMENTS_PARTS_H

#include <stdbool.h>

#include "gates/change_parts.h"
#include "gates/tokens_parts.h"
#include "syntax/locals.h"
#include "verdict/reason.h"

#define GATE_CONDITIONS_MAX 16	/* nested #if that are told apart */

struct gate_oddity {
	enum reason reason;
	size_t token;
	char *key;		/* the code that it is about, its tokens with a blank between */
};

struct gate_oddities {
	struct gate_oddity *items;
	size_t count, alloc;
};

/* Add one; the key becomes the list's. */
void gate_oddity_add(struct gate_oddities *list, enum reason reason, size_t token, char *key);

void gate_oddities_release(struct gate_oddities *list);

/* Walk the statements of a function. The caller releases *ret_found. */
void gate_oddities_read(const struct gate_code *code, const struct cdef *function,
			struct gate_oddities *ret_found, struct gate_work *work);

/* The tokens of a function up to its end, past which nothing is true (statements_look.c). */
struct gate_body {
	const struct ctokens *tokens;
	size_t end;
};

/* Is token i that one character of punctuation, that word or operator? */
static inline bool gate_body_is(const struct gate_body *body, size_t i, char c)
{
	return i < body->end && gate_is(body->tokens, i, c);
}

static inline bool gate_body_has(const struct gate_body *body, size_t i, const char *word)
{
	return i < body->end && ctoken_is(body->tokens, i, word);
}

/* list_for_each_entry(), scoped_guard() and the like, which a block may follow. */
bool gate_takes_block(const struct gate_body *body, size_t i);

/* "void *p __free(kfree) = make();" may stand behind statements. */
bool gate_is_cleaned_up(const struct gate_body *body, size_t i, size_t end);

/* Does the statement of the tokens from i to end assign, increment or decrement? */
bool gate_assigns(const struct gate_body *body, size_t i, size_t end);

/* Does the statement up to `end` (behind its ';') end with a mere member, "a->b;"? */
bool gate_is_member_only(const struct gate_body *body, size_t i, size_t end);

/* What a function returns, as far as the words before its name tell. */
enum gate_returns {
	GATE_RETURNS_UNKNOWN,
	GATE_RETURNS_VOID,
	GATE_RETURNS_BOOL,
	GATE_RETURNS_NUMBER,
	GATE_RETURNS_POINTER,
	GATE_RETURNS_OTHER,
};

enum gate_returns gate_returns_of(const struct ctokens *tokens, const struct cdef *function);

/* Does the return at token i, up to `end` (behind its ';'), not fit the function's type? */
bool gate_is_of_other_type(const struct gate_body *body, enum gate_returns returns, size_t i,
			   size_t end);

struct gate_scope_name {
	uint32_t last;		/* declared in scope, plus 1; 0: none */
	uint32_t unseen;	/* how many of its declarations were not passed */
	bool parameter;
};

struct gate_scope_local {
	size_t depth;		/* of its block */
	uint32_t outer;		/* in scope, too, of the same name; plus 1 */
	uint64_t half;		/* of the #if that declares it; 0: none */
};

/* The variables of a function while its statements are walked (scopes.c). */
struct gate_scopes {
	const struct ctokens *tokens;
	size_t end;		/* of the function */
	struct locals locals;
	struct gate_scope_name *names;	/* at the first place that a name has in locals.by_name */
	uint32_t *place;	/* of each local: that place */
	struct gate_scope_local *of_locals;	/* of each local */
	uint32_t *by_statement;	/* declared for certain, by the statement that does it */
	size_t by_statement_count;
	uint32_t *in_scope;	/* locals, those of the innermost block last */
	size_t in_scope_count;
	uint64_t conditions[GATE_CONDITIONS_MAX];	/* halves that the place is in, as hashes */
	size_t condition_count;
	size_t *outside;	/* tokens that name a local where it is not declared */
	size_t outside_count, outside_alloc;
};

void gate_scopes_init(struct gate_scopes *scopes, const struct ctokens *tokens,
		      const struct cdef *function);
void gate_scopes_release(struct gate_scopes *scopes);

/* The first variable that the statement at token i declares for certain, or NULL. */
const struct local *gate_scopes_declared(const struct gate_scopes *scopes, size_t i);

/* Pass token i of a directive: #if, #else and #endif count. */
void gate_scopes_directive(struct gate_scopes *scopes, size_t i);

/*
 * The variables that the statement at token i declares, in a block of that depth, are in
 * scope from here on. Those that the same block has already are found: redeclarations.
 */
void gate_scopes_declare(struct gate_scopes *scopes, size_t i, size_t depth,
			 struct gate_oddities *found);

/* Note the locals that the tokens from i to end name where they are not declared. */
void gate_scopes_use(struct gate_scopes *scopes, size_t i, size_t end);

/* The block of that depth ends. */
void gate_scopes_leave(struct gate_scopes *scopes, size_t depth);

/* At the end of the function: tell what was noted, unless it may be declared unseen. */
void gate_scopes_tell(const struct gate_scopes *scopes, struct gate_oddities *found);

#endif
