/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How the reader of a tree is split: ctree_read.c goes from token to token and ends what
 * is open, ctree_statement.c begins statements, ctree_expression.c follows what is in
 * them, ctree_halves.c reads lines of the preprocessor, ctree_words.c knows words.
 *
 * The nodes that are open are the one on top and its parents; nothing calls itself.
 */
#ifndef SYNTAX_CTREE_PARTS_H
#define SYNTAX_CTREE_PARTS_H

#include "syntax/ctree.h"

/* state of a declaration or statement: what stands in it, outside of brackets. */
enum {
	SHAPE_LEAD = 1,		/* nothing yet but words, '*' and brackets of types */
	SHAPE_ONE = 2,		/* a word */
	SHAPE_TWO = 4,		/* a second one: a type and a name */
	SHAPE_EQUALS = 8,
	SHAPE_CALL = 16,	/* name(...) */
	SHAPE_JUST_CALL = 32,	/* name(...) is all so far */
	SHAPE_RECORD = 64,	/* struct or union, with its braces perhaps to come */
	SHAPE_ENUM = 128,
	SHAPE_DECLARES = 256,
	SHAPE_ODD = 512,	/* something that makes no sense here */
};

/* state of an if, a loop and the like: what comes next. */
enum {
	AWAIT_CONDITION = 1,
	AWAIT_BODY,
	AWAIT_ELSE,		/* or the while of a do */
	AWAIT_END,		/* the ';' of a do */
};

/* state of a #define's body that is code. */
enum { BODY_IS_CODE = 1 };

/* An #if that is open: what was open at it. */
struct ctree_half {
	uint32_t node;
	uint8_t kind;
	uint16_t state;
};

struct ctree_reader {
	const struct ctokens *tokens;
	struct ctree *tree;
	size_t at;		/* next token */
	size_t stop;		/* of what is read: the file, or the body of a #define */
	size_t previous;	/* the last token that is no directive's; at first none: 0 */
	uint32_t top;		/* innermost open node */
	uint32_t depth;		/* open nodes */
	uint32_t braces;	/* those of them that have a brace */
	uint32_t function;	/* block of the function that is open, or CTREE_NONE */
	uint32_t unread;	/* open brackets of what is too deep */
	bool in_define;
	size_t code_from, code_at;	/* of ctree_next_code() */
	struct ctree_half *halves;
	size_t half_count, half_alloc;
	bool begins_half;	/* of the last #if, with the next token of code */
};

/* Why a node ends before what should end it. */
enum ctree_early { EARLY_BROKEN, EARLY_HALF };

/* The open node on top. Valid until the next one is opened. */
static inline struct ctree_node *ctree_top(const struct ctree_reader *reader)
{
	return &reader->tree->nodes[reader->top];
}

static inline bool ctree_is(const struct ctree_reader *reader, size_t i, char c)
{
	const struct ctoken *token = &reader->tokens->items[i];

	return i < reader->stop && token->kind == CTOKEN_PUNCT && token->len == 1 &&
	       reader->tokens->text[token->start] == c;
}

static inline bool ctree_is_word(const struct ctree_reader *reader, size_t i)
{
	return i < reader->stop && reader->tokens->items[i].kind == CTOKEN_WORD;
}

/* Open a node that begins with the next token. */
void ctree_open(struct ctree_reader *reader, enum ctree_kind kind, uint16_t state);

/* Close the node on top, behind the token that was passed last. */
void ctree_close(struct ctree_reader *reader);

/* Pass the next token. */
static inline void ctree_pass(struct ctree_reader *reader)
{
	reader->previous = reader->at++;
	reader->tree->steps++;
}

/* The next token as an unknown node of its own. */
void ctree_pass_unknown(struct ctree_reader *reader);

/* Close what is open above a node. */
void ctree_unwind(struct ctree_reader *reader, uint32_t node, enum ctree_early why);

/* A statement has ended: so have those that it was the body of, unless an else follows. */
void ctree_complete(struct ctree_reader *reader);

/* The next token that is no directive's, or the stop. */
size_t ctree_next_code(struct ctree_reader *reader);

/* Is it one of the kinds? */
bool ctree_is_list(const struct ctree_node *node);	/* of statements, definitions or members */
bool ctree_is_control(enum ctree_kind kind);	/* takes a statement as its body */
bool ctree_has_brace(enum ctree_kind kind);	/* ends with a '}', but for extern "C" */
bool ctree_has_shape(enum ctree_kind kind);	/* state is a shape */

/* Where a statement or definition begins, or what a list ends with. */
void ctree_begin(struct ctree_reader *reader);

/* A token in an if, loop and the like, outside of their statements. */
void ctree_control(struct ctree_reader *reader);

/* A token in a statement, a declaration or brackets. */
void ctree_follow(struct ctree_reader *reader);

/* The first token of code behind an #else or #elif. */
void ctree_begin_half(struct ctree_reader *reader);

/* A line of the preprocessor; of a #define, up to what it stands for. */
void ctree_directive(struct ctree_reader *reader);

/* The end of what a #define stands for. */
void ctree_end_define(struct ctree_reader *reader, size_t file_stop);

enum ctree_word {
	WORD_OTHER,
	WORD_TYPE,		/* a keyword that stands in types and declarations */
	WORD_RECORD,		/* struct, union */
	WORD_ENUM,
	WORD_TYPEOF,		/* and attributes: brackets belong to it, and no call */
	WORD_ASM,
	WORD_SIZEOF,
	WORD_IF, WORD_ELSE, WORD_LOOP, WORD_SWITCH, WORD_DO, WORD_JUMP, WORD_CASE,
};

/* What a word token is; WORD_OTHER for what is no word. */
enum ctree_word ctree_word(const struct ctree_reader *reader, size_t i);

/* Words in front of a '(' that belong to a declaration without naming it. */
bool ctree_is_attribute(const char *word, size_t len);

#endif
