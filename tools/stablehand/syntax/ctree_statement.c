// SPDX-License-Identifier: GPL-2.0-only
/* Where statements, definitions and members begin, and what controls them. */
#include "syntax/ctree_parts.h"

/* name: but not a::b */
static bool is_label(const struct ctree_reader *reader)
{
	return ctree_is_word(reader, reader->at) && ctree_is(reader, reader->at + 1, ':') &&
	       !ctree_is(reader, reader->at + 2, ':');
}

static void pass_as(struct ctree_reader *reader, enum ctree_kind kind, uint16_t state)
{
	ctree_open(reader, kind, state);
	ctree_pass(reader);
}

/* A '}' where a statement or definition could begin: the list ends. */
static void end_list(struct ctree_reader *reader)
{
	enum ctree_kind kind = ctree_top(reader)->kind, parent;

	if (kind == CTREE_FILE || kind == CTREE_MACRO_BODY) {
		ctree_pass_unknown(reader);
		return;
	}
	ctree_pass(reader);
	ctree_close(reader);
	parent = ctree_top(reader)->kind;
	if (kind != CTREE_BLOCK)
		return;
	if (parent == CTREE_FUNCTION)
		ctree_close(reader);
	else if (parent != CTREE_STATEMENT_EXPRESSION)
		ctree_complete(reader);
}

/* A stray bracket, or one that a list cannot begin with. */
static bool is_out_of_place(const struct ctree_reader *reader, enum ctree_kind list)
{
	size_t i = reader->at;

	return ctree_is(reader, i, ')') || ctree_is(reader, i, ']') ||
	       (ctree_is(reader, i, '{') && (list == CTREE_FILE || list == CTREE_LINKAGE));
}

static void begin_other(struct ctree_reader *reader, enum ctree_kind kind)
{
	ctree_open(reader, kind, SHAPE_LEAD);
	ctree_follow(reader);
}

static void begin_statement(struct ctree_reader *reader)
{
	switch (ctree_word(reader, reader->at)) {
	case WORD_IF:
		pass_as(reader, CTREE_IF, AWAIT_CONDITION);
		return;
	case WORD_LOOP:
		pass_as(reader, CTREE_LOOP, AWAIT_CONDITION);
		return;
	case WORD_SWITCH:
		pass_as(reader, CTREE_SWITCH, AWAIT_CONDITION);
		return;
	case WORD_DO:
		pass_as(reader, CTREE_DO, AWAIT_BODY);
		return;
	case WORD_ELSE:
		/* There is no if. */
		ctree_pass_unknown(reader);
		return;
	case WORD_CASE:
		pass_as(reader, CTREE_CASE, 0);
		return;
	case WORD_JUMP:
		pass_as(reader, CTREE_JUMP, 0);
		return;
	case WORD_ASM:
		pass_as(reader, CTREE_ASM, 0);
		return;
	default:
		begin_other(reader, CTREE_STATEMENT);
	}
}

void ctree_begin(struct ctree_reader *reader)
{
	enum ctree_kind list = ctree_top(reader)->kind;

	if (ctree_is(reader, reader->at, '}')) {
		end_list(reader);
	} else if (is_out_of_place(reader, list)) {
		ctree_pass_unknown(reader);
	} else if (list == CTREE_FILE || list == CTREE_LINKAGE || list == CTREE_MEMBERS) {
		begin_other(reader, CTREE_DECLARATION);
	} else if (ctree_is(reader, reader->at, '{')) {
		pass_as(reader, CTREE_BLOCK, 0);
	} else if (is_label(reader) && ctree_word(reader, reader->at) != WORD_CASE) {
		ctree_open(reader, CTREE_LABEL, 0);
		ctree_pass(reader);
		ctree_pass(reader);
		ctree_close(reader);
	} else {
		begin_statement(reader);
	}
}

/* What must come now does not. */
static void give_up(struct ctree_reader *reader)
{
	struct ctree_node *node = ctree_top(reader);

	if (node->kind != CTREE_MACRO)
		node->kind = CTREE_UNKNOWN;
	ctree_close(reader);
	ctree_complete(reader);
}

void ctree_control(struct ctree_reader *reader)
{
	struct ctree_node *node = ctree_top(reader);
	enum ctree_word word = ctree_word(reader, reader->at);

	switch (node->state) {
	case AWAIT_CONDITION:
		if (ctree_is(reader, reader->at, '('))
			pass_as(reader, CTREE_CONDITION, 0);
		else if (word == WORD_OTHER && ctree_is_word(reader, reader->at))
			ctree_pass(reader);	/* if IS_ENABLED(x) */
		else
			give_up(reader);
		return;
	case AWAIT_BODY:
		if (word == WORD_ELSE || ctree_is(reader, reader->at, '}') ||
		    is_out_of_place(reader, node->kind))
			give_up(reader);
		else
			ctree_begin(reader);
		return;
	case AWAIT_ELSE:
		if (node->kind == CTREE_IF && word == WORD_ELSE) {
			pass_as(reader, CTREE_ELSE, AWAIT_BODY);
		} else if (node->kind == CTREE_DO && word == WORD_LOOP) {
			node->state = AWAIT_CONDITION;
			ctree_pass(reader);
		} else {
			ctree_close(reader);
			ctree_complete(reader);
		}
		return;
	default:
		if (ctree_is(reader, reader->at, ';'))
			ctree_pass(reader);
		ctree_close(reader);
		ctree_complete(reader);
	}
}
