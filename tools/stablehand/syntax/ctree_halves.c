// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lines of the preprocessor. At an #if what is open is noted; at the first code behind
 * its #else or #elif the same is open again: what the half before opened is closed, and
 * of what it closed there is a second node. A half without code changes nothing. Where
 * that is too much, the half goes on in what is open in both, so that the work stays in
 * proportion to the tokens.
 */
#include "syntax/ctree_parts.h"

#include "util/alloc.h"

#define REOPENED_MAX 64		/* nodes, by one directive */

/* The state that a node has while a node of that kind is open in it. */
static uint16_t state_around(const struct ctree_node *node, enum ctree_kind inside)
{
	if (!ctree_is_control(node->kind))
		return node->state;
	return inside == CTREE_CONDITION ? AWAIT_CONDITION :
	       inside == CTREE_ELSE	 ? AWAIT_ELSE :
					   AWAIT_BODY;
}

/* What a node was while one of that kind was open in it: a function is one from its '{' on. */
static enum ctree_kind kind_around(const struct ctree_node *node, enum ctree_kind inside)
{
	bool bracket = inside == CTREE_ARGUMENTS || inside == CTREE_PARENTHESES ||
		       inside == CTREE_INDEX || inside == CTREE_BRACES;

	return bracket || node->kind == CTREE_UNKNOWN ? node->opened_as : node->kind;
}

void ctree_begin_half(struct ctree_reader *reader)
{
	struct ctree_half *half = &reader->halves[reader->half_count - 1];
	struct ctree *tree = reader->tree;
	uint32_t closed[REOPENED_MAX], node = half->node;
	uint8_t kinds[REOPENED_MAX], kind = half->kind;
	uint16_t states[REOPENED_MAX], state = half->state;
	size_t count = 0;

	while (!(tree->nodes[node].flags & CTREE_OPEN)) {
		uint32_t parent = tree->nodes[node].parent;

		if (count < REOPENED_MAX) {
			closed[count] = node;
			kinds[count] = kind;
			states[count] = state;
		}
		count++;
		state = state_around(&tree->nodes[parent], kind);
		kind = kind_around(&tree->nodes[parent], kind);
		node = parent;
		tree->steps++;
	}
	ctree_unwind(reader, node, EARLY_HALF);
	tree->nodes[node].state = state;
	if (count <= REOPENED_MAX && reader->depth + count < CTREE_MAX_DEPTH)
		while (count--) {
			tree->nodes[closed[count]].flags |= CTREE_CUT;
			ctree_open(reader, kinds[count], states[count]);
			ctree_top(reader)->flags |= CTREE_CUT;
		}
	half->node = reader->top;
	reader->begins_half = false;
}

/* An #else, #elif or #endif without an #if is passed like any other directive. */
static void read_condition(struct ctree_reader *reader, size_t word)
{
	const struct ctokens *tokens = reader->tokens;
	size_t count = reader->half_count;

	if (!ctree_is_word(reader, word) || !tokens->items[word].directive)
		return;
	if (ctoken_is(tokens, word, "if") || ctoken_is(tokens, word, "ifdef") ||
	    ctoken_is(tokens, word, "ifndef")) {
		if (reader->begins_half)
			ctree_begin_half(reader);
		*ARRAY_ADD(reader->halves, reader->half_count, reader->half_alloc) =
			(struct ctree_half){ reader->top, ctree_top(reader)->kind,
					     ctree_top(reader)->state };
	} else if (count && ctoken_is(tokens, word, "endif")) {
		reader->half_count--;
		reader->begins_half = false;
	} else if (count && (ctoken_is(tokens, word, "else") || ctoken_is(tokens, word, "elif") ||
			     ctoken_is(tokens, word, "elifdef") ||
			     ctoken_is(tokens, word, "elifndef"))) {
		reader->begins_half = true;
	}
}

/* Does the text of a #define begin as code, rather than as an expression or a part of one? */
static bool is_code(const struct ctree_reader *reader, size_t i)
{
	switch (ctree_word(reader, i)) {
	case WORD_OTHER: case WORD_TYPE: case WORD_RECORD: case WORD_ENUM: case WORD_TYPEOF:
	case WORD_SIZEOF: case WORD_ELSE:
		return false;
	default:
		return true;
	}
}

/* #define NAME or NAME(...): pass the name and its parameters; begin the body. */
static void read_define(struct ctree_reader *reader, size_t end)
{
	const struct ctokens *tokens = reader->tokens;
	size_t name = reader->at + 2;

	reader->at = name + 1 < end ? name + 1 : end;
	if (reader->at < end && ctree_is(reader, reader->at, '(') &&
	    tokens->items[reader->at].start ==
		    tokens->items[name].start + tokens->items[name].len) {
		size_t close = reader->at;

		while (close < end && !ctree_is(reader, close, ')'))
			close++;
		reader->at = close < end ? close + 1 : end;
	}
	reader->tree->steps += reader->at - name;
	if (reader->at == end)
		return;
	reader->stop = end;
	reader->in_define = true;
	ctree_open(reader, CTREE_MACRO_BODY, 0);
	if (is_code(reader, reader->at))
		ctree_top(reader)->state = BODY_IS_CODE;
}

void ctree_directive(struct ctree_reader *reader)
{
	const struct ctokens *tokens = reader->tokens;
	size_t first = reader->at, end = first + 1;

	while (end < reader->stop && tokens->items[end].directive &&
	       !(tokens->items[end].first && ctree_is(reader, end, '#')))
		end++;
	read_condition(reader, first + 1);
	ctree_open(reader, CTREE_DIRECTIVE, 0);
	if (end > first + 2 && ctoken_is(tokens, first + 1, "define"))
		read_define(reader, end);
	if (reader->in_define)
		return;
	reader->tree->steps += end - first;
	reader->at = end;
	ctree_close(reader);
}

void ctree_end_define(struct ctree_reader *reader, size_t file_stop)
{
	while (ctree_top(reader)->kind != CTREE_MACRO_BODY)
		ctree_unwind(reader, ctree_top(reader)->parent, EARLY_HALF);
	ctree_close(reader);
	reader->stop = file_stop;
	reader->in_define = false;
	ctree_close(reader);
}
