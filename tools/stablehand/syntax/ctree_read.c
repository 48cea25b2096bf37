// SPDX-License-Identifier: GPL-2.0-only
/*
 * The loop over the tokens. Each round passes a token, or opens or closes a node; a
 * token opens a bounded number of nodes, and each node is closed once. That is why the
 * work is in proportion to the tokens: `steps` counts it.
 */
#include "syntax/ctree_parts.h"

#include <stdlib.h>

#include "util/alloc.h"
#include "util/interrupt.h"

#define ROUNDS_BETWEEN_LOOKS 4096	/* for Ctrl-C */

bool ctree_is_control(enum ctree_kind kind)
{
	return kind == CTREE_IF || kind == CTREE_ELSE || kind == CTREE_LOOP ||
	       kind == CTREE_SWITCH || kind == CTREE_DO || kind == CTREE_MACRO;
}

bool ctree_has_brace(enum ctree_kind kind)
{
	return kind == CTREE_MEMBERS || kind == CTREE_ENUMERATORS || kind == CTREE_BLOCK ||
	       kind == CTREE_BRACES;
}

bool ctree_has_shape(enum ctree_kind kind)
{
	return kind == CTREE_DECLARATION || kind == CTREE_STATEMENT || kind == CTREE_JUMP ||
	       kind == CTREE_ASM;
}

bool ctree_is_list(const struct ctree_node *node)
{
	return node->kind == CTREE_FILE || node->kind == CTREE_LINKAGE ||
	       node->kind == CTREE_MEMBERS || node->kind == CTREE_BLOCK ||
	       (node->kind == CTREE_MACRO_BODY && node->state == BODY_IS_CODE);
}

static bool has_brackets(enum ctree_kind kind)
{
	return ctree_has_brace(kind) || kind == CTREE_LINKAGE || kind == CTREE_CONDITION ||
	       kind == CTREE_ARGUMENTS || kind == CTREE_PARENTHESES ||
	       kind == CTREE_STATEMENT_EXPRESSION || kind == CTREE_INDEX;
}

void ctree_open(struct ctree_reader *reader, enum ctree_kind kind, uint16_t state)
{
	struct ctree *tree = reader->tree;
	uint32_t parent = reader->top;
	struct ctree_node *node = ARRAY_ADD(tree->nodes, tree->count, tree->alloc);

	*node = (struct ctree_node){
		.kind = kind,
		.opened_as = kind,
		.flags = CTREE_OPEN,
		.state = state,
		.first = reader->at,
		.parent = parent,
	};
	reader->top = tree->count - 1;
	reader->depth++;
	reader->braces += ctree_has_brace(kind);
	if (kind == CTREE_BLOCK && tree->nodes[parent].kind == CTREE_FUNCTION)
		reader->function = reader->top;
	tree->steps++;
}

void ctree_close(struct ctree_reader *reader)
{
	struct ctree_node *node = ctree_top(reader);

	node->end = reader->at;
	node->behind = reader->tree->count;
	node->flags &= ~CTREE_OPEN;
	reader->depth--;
	reader->braces -= ctree_has_brace(node->kind);
	if (reader->top == reader->function)
		reader->function = CTREE_NONE;
	reader->top = node->parent;
	reader->tree->steps++;
}

void ctree_pass_unknown(struct ctree_reader *reader)
{
	ctree_open(reader, CTREE_UNKNOWN, 0);
	ctree_pass(reader);
	ctree_close(reader);
}

/* MACRO or MACRO(x) without ';' is a statement, as far as anyone can tell. */
static bool is_macro(const struct ctree_reader *reader, const struct ctree_node *node)
{
	if (node->kind != CTREE_STATEMENT && node->kind != CTREE_DECLARATION)
		return false;
	return node->state & SHAPE_JUST_CALL ||
	       (reader->at == node->first + 1 && ctree_is_word(reader, node->first));
}

static void close_early(struct ctree_reader *reader, enum ctree_early why)
{
	struct ctree_node *node = ctree_top(reader);
	enum ctree_kind kind = node->kind;

	ctree_close(reader);
	if (is_macro(reader, node))
		node->kind = CTREE_MACRO;
	else if (why == EARLY_HALF)
		node->flags |= CTREE_CUT;
	else if (has_brackets(kind) || ctree_has_shape(kind) || kind == CTREE_CASE ||
		 (ctree_is_control(kind) && node->state != AWAIT_ELSE && node->state != AWAIT_END))
		node->kind = CTREE_UNKNOWN;
}

void ctree_unwind(struct ctree_reader *reader, uint32_t node, enum ctree_early why)
{
	while (reader->top != node)
		close_early(reader, why);
}

size_t ctree_next_code(struct ctree_reader *reader)
{
	size_t i = reader->at;

	/* What was found is true for every place up to it. */
	if (reader->in_define)
		return i;
	if (reader->code_from <= i && i <= reader->code_at)
		return reader->code_at;
	while (i < reader->stop && reader->tokens->items[i].directive) {
		i++;
		reader->tree->steps++;
	}
	reader->code_from = reader->at;
	reader->code_at = i;
	return i;
}

void ctree_complete(struct ctree_reader *reader)
{
	size_t next = ctree_next_code(reader);

	for (;;) {
		struct ctree_node *node = ctree_top(reader);

		if (!ctree_is_control(node->kind))
			return;
		if (node->kind == CTREE_IF && node->state == AWAIT_BODY &&
		    ctree_word(reader, next) == WORD_ELSE) {
			node->state = AWAIT_ELSE;
			return;
		}
		if (node->kind == CTREE_DO && node->state == AWAIT_BODY &&
		    next < reader->stop && ctoken_is(reader->tokens, next, "while")) {
			node->state = AWAIT_ELSE;
			return;
		}
		ctree_close(reader);
	}
}

static bool is_closing(const struct ctree_reader *reader, size_t i)
{
	return ctree_is(reader, i, ')') || ctree_is(reader, i, ']') || ctree_is(reader, i, '}');
}

/* What is nested too deep is passed up to the bracket that ends what it is in. */
static void pass_unread(struct ctree_reader *reader)
{
	size_t i = reader->at;
	bool opens = ctree_is(reader, i, '(') || ctree_is(reader, i, '[') ||
		     ctree_is(reader, i, '{');
	bool closes = is_closing(reader, i);

	if (closes && !reader->unread) {
		ctree_close(reader);
		ctree_complete(reader);
		return;
	}
	reader->unread += opens;
	reader->unread -= closes;
	ctree_pass(reader);
}

static void read_token(struct ctree_reader *reader)
{
	struct ctree_node *top = ctree_top(reader);

	if (top->kind == CTREE_FUNCTION) {
		ctree_close(reader);	/* its body is no block, or an #else has ended it */
	} else if (top->kind == CTREE_UNKNOWN) {
		pass_unread(reader);
	} else if (reader->depth >= CTREE_MAX_DEPTH && !is_closing(reader, reader->at)) {
		reader->unread = 0;
		ctree_open(reader, CTREE_UNKNOWN, 0);
		pass_unread(reader);
	} else if (reader->function != CTREE_NONE && ctree_is(reader, reader->at, '}') &&
		   reader->tokens->items[reader->at].first == 2 && !reader->in_define) {
		/* A '}' in the first column ends the body, whatever was miscounted. */
		ctree_unwind(reader, reader->function, EARLY_BROKEN);
		ctree_begin(reader);
	} else if (ctree_is_list(top)) {
		ctree_begin(reader);
	} else if (ctree_is_control(top->kind)) {
		ctree_control(reader);
	} else {
		ctree_follow(reader);
	}
}

void ctree_read(struct ctree *tree, const struct ctokens *tokens)
{
	size_t stop = tokens->count < CTREE_MAX_TOKENS ? tokens->count : CTREE_MAX_TOKENS;
	struct ctree_reader reader = {
		.tokens = tokens,
		.tree = tree,
		.stop = stop,
		.top = CTREE_NONE,
		.function = CTREE_NONE,
		.code_at = 0,
		.code_from = 1,
	};

	*tree = (struct ctree){ 0 };
	ctree_open(&reader, CTREE_FILE, 0);
	for (uint64_t round = 0;; round++) {
		if (round % ROUNDS_BETWEEN_LOOKS == 0 && interrupt_pending())
			stop = reader.stop = reader.at;
		if (reader.in_define && reader.at == reader.stop)
			ctree_end_define(&reader, stop);
		else if (reader.at == reader.stop)
			break;
		else if (tokens->items[reader.at].directive && !reader.in_define)
			ctree_directive(&reader);
		else if (reader.begins_half && !reader.in_define)
			ctree_begin_half(&reader);
		else
			read_token(&reader);
	}
	ctree_unwind(&reader, 0, EARLY_BROKEN);
	if (stop < tokens->count) {
		ctree_open(&reader, CTREE_UNKNOWN, 0);
		reader.at = tokens->count;
		ctree_close(&reader);
	}
	ctree_close(&reader);
	free(reader.halves);
}
