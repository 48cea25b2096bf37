// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is in statements, declarations and brackets. While its tokens pass, a statement
 * notes its shape, by which its kind is told at the end: what has begun with a type and
 * a name, and goes on with one of = ; , [ : is a declaration.
 */
#include "syntax/ctree_parts.h"

#include <ctype.h>
#include <string.h>

#define NESTED_LOOKED_AT 16	/* brackets that a wrong closing one may have left open */

static bool is_round(enum ctree_kind kind)
{
	return kind == CTREE_CONDITION || kind == CTREE_ARGUMENTS || kind == CTREE_PARENTHESES ||
	       kind == CTREE_STATEMENT_EXPRESSION;
}

static bool is_of_file(const struct ctree_reader *reader, const struct ctree_node *node)
{
	enum ctree_kind list = reader->tree->nodes[node->parent].kind;

	return list == CTREE_FILE || list == CTREE_LINKAGE;
}

/* The ';' at its end was passed. */
static void end_statement(struct ctree_reader *reader)
{
	struct ctree_node *node = ctree_top(reader);

	if (node->kind == CTREE_STATEMENT &&
	    node->state & (SHAPE_DECLARES | SHAPE_RECORD | SHAPE_ENUM))
		node->kind = CTREE_DECLARATION;
	if (node->state & SHAPE_ODD)
		node->kind = CTREE_UNKNOWN;
	ctree_close(reader);
	ctree_complete(reader);
}

static bool is_operand(const struct ctree_reader *reader, size_t i)
{
	return ctree_is_word(reader, i) && ctree_word(reader, i) == WORD_OTHER;
}

/* What is on the same line, or further in on a later one, belongs to the macro. */
static bool is_body_of(const struct ctree_reader *reader, size_t macro)
{
	const struct ctoken *items = reader->tokens->items;
	size_t columns[2] = { 0 }, at[2] = { macro, reader->at };

	if (!items[reader->at].first || !items[macro].first)
		return true;
	for (size_t i = 0; i < 2; i++) {
		const char *text = ctoken_text(reader->tokens, at[i]), *start = text;

		while (start > reader->tokens->text && start[-1] != '\n')
			start--;
		for (; start < text; start++)
			columns[i] = *start == '\t' ? (columns[i] / 8 + 1) * 8 : columns[i] + 1;
		reader->tree->steps++;
	}
	return columns[1] > columns[0];
}

/* A statement so far is MACRO(x): does it take what follows as its body, or end here? */
static bool end_macro(struct ctree_reader *reader)
{
	struct ctree_node *node = ctree_top(reader);
	size_t i = reader->at;
	bool word = ctree_is_word(reader, i);

	if (ctree_is(reader, i, '}'))
		return false;
	node->state &= ~SHAPE_JUST_CALL;
	if (node->kind != CTREE_STATEMENT || (!word && !ctree_is(reader, i, '{')))
		return false;
	/* "DECLARE_BITMAP(x, n) __aligned(8);" */
	if (word && !strncmp(ctoken_text(reader->tokens, i), "__", 2) && !ctree_word(reader, i))
		return false;
	/* "MACRO(type) name;": it stands for a type. */
	if (word && !reader->tokens->items[i].first && !ctree_word(reader, i) &&
	    (ctree_is(reader, i + 1, ';') || ctree_is(reader, i + 1, '=') ||
	     ctree_is(reader, i + 1, ',') || ctree_is(reader, i + 1, '['))) {
		node->state |= SHAPE_DECLARES;
		return false;
	}
	node->kind = CTREE_MACRO;
	node->state = AWAIT_BODY;
	if (word && !is_body_of(reader, node->first)) {
		ctree_close(reader);
		ctree_complete(reader);
	}
	return true;
}

static void follow_word(struct ctree_reader *reader)
{
	struct ctree_node *node = ctree_top(reader);
	enum ctree_word word = ctree_word(reader, reader->at);

	if (!ctree_has_shape(node->kind)) {
		ctree_pass(reader);
		return;
	}
	/* The ';' is missing. */
	if (word >= WORD_IF && !is_of_file(reader, node) && node->first < reader->at &&
	    node->kind != CTREE_ASM) {
		ctree_unwind(reader, node->parent, EARLY_BROKEN);
		ctree_complete(reader);
		return;
	}
	if (node->state & SHAPE_LEAD) {
		if (word == WORD_SIZEOF || word == WORD_ASM)
			node->state &= ~SHAPE_LEAD;
		else
			node->state |= node->state & SHAPE_ONE ? SHAPE_TWO : SHAPE_ONE;
	} else if (node->kind == CTREE_STATEMENT && word == WORD_OTHER &&
		   !(node->state & SHAPE_DECLARES) && is_operand(reader, reader->previous)) {
		node->state |= SHAPE_ODD;
	}
	if (!(node->state & SHAPE_EQUALS) && word == WORD_RECORD)
		node->state |= SHAPE_RECORD;
	if (!(node->state & SHAPE_EQUALS) && word == WORD_ENUM)
		node->state |= SHAPE_ENUM;
	ctree_pass(reader);
}

/* (*name)( in a declaration */
static bool is_function_pointer(const struct ctree_reader *reader)
{
	size_t i = reader->at;

	return ctree_is(reader, i + 1, '*') &&
	       (ctree_word(reader, i - 1) == WORD_TYPE ||
		(ctree_is_word(reader, i + 2) && ctree_is(reader, i + 3, ')') &&
		 ctree_is(reader, i + 4, '(')));
}

static void open_round(struct ctree_reader *reader)
{
	struct ctree_node *node = ctree_top(reader);
	bool begins = reader->at == node->first, call;
	size_t previous = reader->previous;

	if (ctree_is(reader, reader->at + 1, '{')) {
		if (ctree_has_shape(node->kind))
			node->state &= ~SHAPE_LEAD;
		ctree_open(reader, CTREE_STATEMENT_EXPRESSION, 0);
		ctree_pass(reader);
		ctree_open(reader, CTREE_BLOCK, 0);
		ctree_pass(reader);
		return;
	}
	call = !begins && (is_operand(reader, previous) || ctree_is(reader, previous, ')') ||
			   ctree_is(reader, previous, ']'));
	if (node->state & SHAPE_LEAD && ctree_has_shape(node->kind)) {
		if (node->state & SHAPE_ONE && is_function_pointer(reader)) {
			node->state = (node->state & ~SHAPE_LEAD) | SHAPE_DECLARES;
			call = false;
		} else if (begins || (call && !(node->state & SHAPE_TWO))) {
			node->state &= ~SHAPE_LEAD;
		}
	}
	if (call && ctree_has_shape(node->kind) && is_operand(reader, previous) &&
	    !(node->state & SHAPE_EQUALS))
		node->state |= SHAPE_CALL;
	ctree_open(reader, call ? CTREE_ARGUMENTS : CTREE_PARENTHESES, 0);
	ctree_pass(reader);
}

/* Behind a ')' that was passed: what has ended, and does anything end with it? */
static void close_round(struct ctree_reader *reader)
{
	struct ctree_node *inside = ctree_top(reader), *node;
	size_t next;

	ctree_pass(reader);
	ctree_close(reader);
	node = ctree_top(reader);
	if (inside->kind == CTREE_CONDITION) {
		node->state = node->kind == CTREE_DO ? AWAIT_END : AWAIT_BODY;
		return;
	}
	if (!ctree_has_shape(node->kind))
		return;
	if (inside->first == node->first + 1 && inside->kind == CTREE_ARGUMENTS)
		node->state |= SHAPE_JUST_CALL;
	/* MACRO(x) without ';' ends where the next definition begins in the first column. */
	if (node->kind != CTREE_DECLARATION || !is_of_file(reader, node) ||
	    !ctree_is(reader, node->first + 1, '(') ||
	    ctree_word(reader, node->first) != WORD_OTHER)
		return;
	next = ctree_next_code(reader);
	if (ctree_is_word(reader, next) && reader->tokens->items[next].first == 2) {
		node->kind = CTREE_MACRO;
		ctree_close(reader);
	}
}

/* The '{' in a definition outside of functions. */
static void open_definition(struct ctree_reader *reader)
{
	struct ctree_node *node = ctree_top(reader);
	uint16_t state = node->state;
	enum ctree_kind kind = CTREE_BRACES;

	if (state & SHAPE_EQUALS) {
		kind = CTREE_BRACES;
	} else if (state & SHAPE_CALL && is_of_file(reader, node)) {
		node->kind = CTREE_FUNCTION;
		/* "define_machine(x) { .name = ..." */
		kind = ctree_is(reader, reader->at + 1, '.') ? CTREE_BRACES : CTREE_BLOCK;
	} else if (state & (SHAPE_RECORD | SHAPE_ENUM)) {
		kind = state & SHAPE_RECORD ? CTREE_MEMBERS : CTREE_ENUMERATORS;
		/* Of the next one in the same declaration nothing is known. */
		node->state &= ~(SHAPE_RECORD | SHAPE_ENUM);
		node->state |= SHAPE_DECLARES | SHAPE_TWO;
	} else if (is_of_file(reader, node) && reader->at == node->first + 2 &&
		   ctoken_is(reader->tokens, node->first, "extern")) {
		node->kind = CTREE_LINKAGE;
		ctree_pass(reader);
		return;
	} else {
		node->state |= SHAPE_ODD;
	}
	ctree_open(reader, kind, 0);
	ctree_pass(reader);
}

/*
 * A '(' outside of functions that nothing closes ends in front of what stands in the first
 * column: the '{' of a function, or the next definition behind a ';'. false: there is none.
 */
static bool leave_brackets(struct ctree_reader *reader, size_t column_0)
{
	uint32_t up = reader->top;

	if (reader->braces || reader->in_define || column_0 >= reader->stop ||
	    reader->tokens->items[column_0].first != 2)
		return false;
	while (up && !ctree_has_shape(reader->tree->nodes[up].kind))
		up = reader->tree->nodes[up].parent;
	ctree_unwind(reader, up, EARLY_BROKEN);
	return true;
}

static void open_brace(struct ctree_reader *reader)
{
	struct ctree_node *node = ctree_top(reader);

	switch (node->kind) {
	case CTREE_CASE:
		ctree_unwind(reader, node->parent, EARLY_BROKEN);
		return;
	case CTREE_DECLARATION:
		open_definition(reader);
		return;
	case CTREE_STATEMENT:
		if (!(node->state & SHAPE_EQUALS) && node->state & SHAPE_LEAD) {
			open_definition(reader);
			return;
		}
		/* The '{' of a block would be amid the statement. */
		if (!ctree_is(reader, reader->previous, '=') &&
		    !ctree_is(reader, reader->previous, ')'))
			node->state |= SHAPE_ODD;
		break;
	case CTREE_STATEMENT_EXPRESSION:
		ctree_open(reader, CTREE_BLOCK, 0);
		ctree_pass(reader);
		return;
	default:
		if (leave_brackets(reader, reader->at))
			return;
	}
	ctree_open(reader, CTREE_BRACES, 0);
	ctree_pass(reader);
}

/* A bracket that does not close the one on top. */
static void close_other(struct ctree_reader *reader)
{
	bool round = ctree_is(reader, reader->at, ')');
	uint32_t up = reader->top;

	for (int i = 0; i < NESTED_LOOKED_AT; i++) {
		enum ctree_kind kind = reader->tree->nodes[up].kind;

		if (round ? is_round(kind) : kind == CTREE_INDEX) {
			ctree_unwind(reader, up, EARLY_BROKEN);
			return;
		}
		if (!is_round(kind) && kind != CTREE_INDEX)
			break;
		up = reader->tree->nodes[up].parent;
	}
	if (ctree_has_shape(ctree_top(reader)->kind))
		ctree_top(reader)->state |= SHAPE_ODD;
	ctree_pass_unknown(reader);
}

static void close_brace(struct ctree_reader *reader)
{
	struct ctree_node *node = ctree_top(reader);

	if (node->kind == CTREE_BRACES || node->kind == CTREE_ENUMERATORS) {
		ctree_pass(reader);
		ctree_close(reader);
		return;
	}
	if (node->kind == CTREE_MACRO_BODY) {
		ctree_pass_unknown(reader);
		return;
	}
	/* Up to what the brace ends, or to where definitions begin. */
	ctree_unwind(reader, node->parent, EARLY_BROKEN);
}

static void follow_operator(struct ctree_reader *reader)
{
	struct ctree_node *node = ctree_top(reader);
	const struct ctoken *token = &reader->tokens->items[reader->at];
	bool single = token->kind == CTOKEN_PUNCT && token->len == 1;
	char c = single ? reader->tokens->text[token->start] : '\0';

	if (node->kind == CTREE_CASE) {
		/* The state counts what is chosen by ?: */
		ctree_pass(reader);
		if (c == '?') {
			node->state += node->state < UINT16_MAX;
		} else if (c == ':' && node->state) {
			node->state--;
		} else if (c == ':' || c == ';') {
			node->kind = c == ';' ? CTREE_UNKNOWN : CTREE_CASE;
			ctree_close(reader);
		}
		return;
	}
	if (ctree_has_shape(node->kind)) {
		if (c && strchr("=;,[:", c) && node->state & SHAPE_LEAD &&
		    node->state & SHAPE_TWO)
			node->state |= SHAPE_DECLARES;
		if (c != '*' || !(node->state & SHAPE_ONE))
			node->state &= ~SHAPE_LEAD;
		if (c == '=')
			node->state |= SHAPE_EQUALS;
	}
	if (c == '[') {
		ctree_open(reader, CTREE_INDEX, 0);
		ctree_pass(reader);
		return;
	}
	if (c == ';' && is_round(node->kind) && !ctree_is(reader, reader->at + 1, ')') &&
	    leave_brackets(reader, reader->at + 1))
		return;
	ctree_pass(reader);
	if (c == ';' && ctree_has_shape(node->kind))
		end_statement(reader);
}

void ctree_follow(struct ctree_reader *reader)
{
	struct ctree_node *node = ctree_top(reader);
	size_t i = reader->at;

	if (ctree_has_shape(node->kind) && node->state & SHAPE_JUST_CALL && end_macro(reader))
		return;
	if (ctree_is_word(reader, i))
		follow_word(reader);
	else if (ctree_is(reader, i, '('))
		open_round(reader);
	else if (ctree_is(reader, i, '{'))
		open_brace(reader);
	else if (ctree_is(reader, i, '}'))
		close_brace(reader);
	else if (ctree_is(reader, i, ')') && is_round(node->kind))
		close_round(reader);
	else if (ctree_is(reader, i, ']') && node->kind == CTREE_INDEX) {
		ctree_pass(reader);
		ctree_close(reader);
	} else if (ctree_is(reader, i, ')') || ctree_is(reader, i, ']'))
		close_other(reader);
	else
		follow_operator(reader);
}
