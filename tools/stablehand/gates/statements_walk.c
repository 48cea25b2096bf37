// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is odd about the statements of a function.
 *
 * One pass over its tree, with a level for each open block: whether code there can be
 * reached, whether statements came before. Nothing is evaluated, and macros are taken for
 * what they look like. That a function has an oddity means little, therefore; that a
 * change adds one means that something was put where it does not belong.
 */
#include "gates/statements_parts.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "gates/tokens_parts.h"
#include "util/alloc.h"
#include "util/buf.h"

#define DEPTH_MAX 64		/* of blocks */
#define NESTED_MAX 256		/* of statements that are each controlled by another one */

/* What a jump can leave. */
struct inside {
	bool loop;		/* by continue */
	bool breakable;		/* by break: a loop or a switch */
};

/* A block while its statements are walked. */
struct level {
	bool behind;		/* a statement */
	bool dead;		/* a jump, with no label or case since */
	bool half;		/* behind a line of the preprocessor */
	size_t alone; /* token of the last statement, if controlled without braces; else 0 */
	size_t depth;
};

/* How a statement comes to be executed. */
struct control {
	bool by_other;		/* by the condition, else or do at walk->control */
	struct inside inside;
	unsigned nested;
};

struct statement_walk {
	struct gate_body body;
	const struct ctree *tree;
	enum gate_returns returns;
	struct gate_scopes scopes;
	size_t control;		/* the last condition, else or do */
	bool too_deep;		/* the rest is not looked at */
	struct gate_oddities *found;
	struct gate_work *work;
};

static bool is(const struct statement_walk *walk, size_t i, char c)
{
	return gate_body_is(&walk->body, i, c);
}

static bool word(const struct statement_walk *walk, size_t i, const char *text)
{
	return gate_body_has(&walk->body, i, text);
}

static void add(struct statement_walk *walk, enum reason reason, size_t first, size_t end)
{
	struct buf key = { 0 };

	buf_puts(&key, "");
	for (size_t i = first; i < end && i < walk->body.end; i++)
		buf_printf(&key, "%s%.*s", i > first ? " " : "",
			   (int)walk->body.tokens->items[i].len, ctoken_text(walk->body.tokens, i));
	gate_oddity_add(walk->found, reason, first, buf_detach(&key));
}

/* A statement that begins behind another one on its line. */
static void check_line(struct statement_walk *walk, size_t i, size_t end)
{
	if (!walk->body.tokens->items[i].first && is(walk, i - 1, ';'))
		add(walk, REASON_MULTIPLE_STATEMENTS, i, end);
}

static unsigned column_of(const struct statement_walk *walk, size_t i)
{
	const char *text = walk->body.tokens->text;
	size_t at = walk->body.tokens->items[i].start, start = at;
	unsigned column = 0;

	while (start && text[start - 1] != '\n')
		start--;
	for (; start < at && isblank((unsigned char)text[start]); start++)
		column = text[start] == '\t' ? (column / 8 + 1) * 8 : column + 1;
	return column;
}

/*
 * A statement that is indented no deeper than the condition that controls it, or as
 * deep as the controlled one above although nothing controls it.
 */
static void check_indentation(struct statement_walk *walk, size_t i, size_t end,
			      const struct level *level, bool controlled)
{
	bool odd;

	if (!walk->body.tokens->items[i].first)
		return;
	if (controlled)
		odd = column_of(walk, i) <= column_of(walk, walk->control);
	else
		odd = level->alone && column_of(walk, i) == column_of(walk, level->alone) &&
		      column_of(walk, level->alone) > column_of(walk, walk->control);
	if (odd)
		add(walk, REASON_MISLEADING_INDENTATION, i, end);
}

/* break or continue outside of what it leaves, a return of another type. */
static void check_jump(struct statement_walk *walk, size_t i, size_t end, struct inside inside)
{
	if ((word(walk, i, "continue") && !inside.loop) ||
	    (word(walk, i, "break") && !inside.breakable))
		add(walk, REASON_STRAY_JUMP, i, end);
	if (word(walk, i, "return") && gate_is_of_other_type(&walk->body, walk->returns, i, end))
		add(walk, REASON_RETURN_TYPE, i, end);
}

/* A statement without a block or condition. */
static void simple(struct statement_walk *walk, const struct ctree_node *node,
		   struct level *level, struct control control)
{
	const struct ctokens *tokens = walk->body.tokens;
	size_t i = node->first, end = node->end;
	const struct local *local = gate_scopes_declared(&walk->scopes, i);
	bool jumps = ctree_seems(walk->tree, node - walk->tree->nodes) == CTREE_JUMP;

	if (level->dead && !control.by_other)
		add(walk, REASON_UNREACHABLE_CODE, i, end);
	if (!control.by_other)
		check_line(walk, i, end);
	check_jump(walk, i, end, control.inside);
	if (local)
		gate_scopes_declare(&walk->scopes, i, level->depth, walk->found);
	gate_scopes_use(&walk->scopes, i, end);
	check_indentation(walk, i, end, level, control.by_other);
	level->alone = control.by_other && tokens->items[i].first ? i : 0;
	if (local && level->behind && !control.by_other &&
	    !gate_is_cleaned_up(&walk->body, i, end))
		gate_oddity_add(walk->found, REASON_DECLARATION_AFTER_STATEMENT, i,
				xstrndup(tokens->text + local->start, local->len));
	if (!local && !jumps && !gate_assigns(&walk->body, i, end) &&
	    gate_is_member_only(&walk->body, i, end))
		add(walk, REASON_NO_EFFECT, i, end - 1);
	if (!local && node->kind != CTREE_DECLARATION &&
	    !(tokens->items[i].kind == CTOKEN_WORD && gate_is_upper_case(tokens, i)))
		level->behind = true;
	if (!control.by_other)
		level->dead = jumps;
}

static void statement(struct statement_walk *walk, uint32_t node, struct level *level,
		      struct control control);

/* A condition, else or do was passed: the next statement is controlled by it. */
static struct control take_control(struct statement_walk *walk, size_t i, struct level *level,
				   struct control control, struct inside inside)
{
	level->behind = true;
	level->dead = false;
	level->half = false;
	walk->control = i;
	return (struct control){ true, inside, control.nested + 1 };
}

/* The statements of a block. */
static void statements(struct statement_walk *walk, uint32_t node, struct level *level,
		       struct control control)
{
	control.by_other = false;
	for (uint32_t child = ctree_child(walk->tree, node);
	     child != CTREE_NONE && !walk->too_deep && !gate_stops(walk->work);
	     child = ctree_next(walk->tree, child)) {
		const struct ctree_node *at = &walk->tree->nodes[child];

		statement(walk, child, level, control);
		/* What an else without if controls stands behind it. */
		control.by_other = at->kind == CTREE_UNKNOWN && at->end == at->first + 1 &&
				   word(walk, at->first, "else");
	}
}

static void block(struct statement_walk *walk, uint32_t node, struct level *outer,
		  struct control control)
{
	struct level level = { .depth = outer->depth + 1 };
	size_t open = walk->tree->nodes[node].first;

	outer->behind = true;
	outer->alone = 0;
	outer->half = false;
	/* "} {": what was between them is gone. */
	if (!control.by_other) {
		outer->dead = false;
		if (is(walk, open - 1, '}') && !walk->body.tokens->items[open].first)
			add(walk, REASON_MULTIPLE_STATEMENTS, open, open + 1);
	}
	walk->too_deep |= level.depth == DEPTH_MAX;
	statements(walk, node, &level, control);
	gate_scopes_leave(&walk->scopes, level.depth);
	outer->dead = false;
}

static void line_of_preprocessor(struct statement_walk *walk, size_t i, struct level *level)
{
	gate_scopes_directive(&walk->scopes, i);
	level->dead = false;
	level->alone = 0;
	level->half = true;
}

/* The statements that a condition, else or do controls, from a child of it on. */
static void controlled(struct statement_walk *walk, uint32_t child, struct level *level,
		       struct control control)
{
	for (; child != CTREE_NONE && !walk->too_deep; child = ctree_next(walk->tree, child)) {
		const struct ctree_node *at = &walk->tree->nodes[child];

		if (at->kind == CTREE_CONDITION)	/* of a do */
			gate_scopes_use(&walk->scopes, at->first, at->end);
		else if (at->kind != CTREE_ELSE)
			statement(walk, child, level, control);
	}
}

/* Behind the condition of an if, a loop or a switch, or the arguments of a macro. */
static size_t behind_condition(const struct statement_walk *walk, uint32_t node, uint32_t *ret_body)
{
	const struct ctree_node *nodes = walk->tree->nodes;
	uint32_t child = ctree_child(walk->tree, node);
	size_t behind = nodes[node].first + 1;

	for (; child != CTREE_NONE && (nodes[child].kind == CTREE_CONDITION ||
				       nodes[child].kind == CTREE_ARGUMENTS);
	     child = ctree_next(walk->tree, child))
		behind = nodes[child].end;
	*ret_body = child;
	return behind;
}

static struct inside inside_of(enum ctree_kind kind, struct inside inside)
{
	if (kind == CTREE_SWITCH)
		return (struct inside){ inside.loop, true };
	return kind == CTREE_IF ? inside : (struct inside){ true, true };
}

/* Is it the second half of what an #else cut, whose condition is in the first? */
static bool goes_on(const struct statement_walk *walk, uint32_t node)
{
	const struct ctree_node *at = &walk->tree->nodes[node];
	size_t i = at->first;

	return at->flags & CTREE_CUT && at->kind != CTREE_MACRO && !word(walk, i, "if") &&
	       !word(walk, i, "for") && !word(walk, i, "while") && !word(walk, i, "switch");
}

/* if (...), a loop, a switch, or a macro that a statement follows. */
static struct control condition(struct statement_walk *walk, uint32_t node, size_t behind,
				struct level *level, struct control control)
{
	size_t i = walk->tree->nodes[node].first;
	struct inside inside = inside_of(ctree_seems(walk->tree, node), control.inside);

	if (goes_on(walk, node))
		return take_control(walk, walk->control, level, control, inside);
	if (!control.by_other) {
		check_line(walk, i, behind);
		if (level->dead)
			add(walk, REASON_UNREACHABLE_CODE, i, behind);
	}
	gate_scopes_use(&walk->scopes, i, behind);
	level->alone = 0;
	return take_control(walk, i, level, control, inside);
}

/* An if with its elses, each of which may hold the next one. */
static void if_statement(struct statement_walk *walk, uint32_t node, struct level *level,
			 struct control control)
{
	unsigned nested;
	uint32_t body;
	size_t first;

	for (;;) {
		size_t behind = behind_condition(walk, node, &body);

		controlled(walk, body, level, condition(walk, node, behind, level, control));
		node = ctree_child_of(walk->tree, node, CTREE_ELSE);
		if (node == CTREE_NONE || walk->too_deep)
			return;
		nested = control.nested;
		first = walk->tree->nodes[node].first;
		control = take_control(walk, word(walk, first, "else") ? first : walk->control,
				       level, control, control.inside);
		control.nested = nested;
		body = ctree_child(walk->tree, node);
		if (body == CTREE_NONE || walk->tree->nodes[body].kind != CTREE_IF ||
		    ctree_next(walk->tree, body) != CTREE_NONE) {
			controlled(walk, body, level, control);
			return;
		}
		node = body;
	}
}

static void macro(struct statement_walk *walk, uint32_t node, struct level *level,
		  struct control control)
{
	size_t i = walk->tree->nodes[node].first, behind;
	uint32_t body;

	behind = behind_condition(walk, node, &body);
	if (behind == i + 1 && body == CTREE_NONE) {
		/* A word by itself may stand for anything. */
		level->dead = false;
		level->alone = 0;
		return;
	}
	if (body == CTREE_NONE) {
		simple(walk, &walk->tree->nodes[node], level, control);
		return;
	}
	if (walk->tree->nodes[body].kind == CTREE_BLOCK && !gate_takes_block(&walk->body, i) &&
	    !gate_is_upper_case(walk->body.tokens, i))
		add(walk, REASON_UNEXPECTED_BLOCK, i, i + 1);
	controlled(walk, body, level, condition(walk, node, behind, level, control));
}

static void statement(struct statement_walk *walk, uint32_t node, struct level *level,
		      struct control control)
{
	const struct ctree_node *at = &walk->tree->nodes[node];
	const struct inside all = { true, true };
	uint32_t body;

	walk->too_deep |= control.nested > NESTED_MAX;
	if (walk->too_deep || at->first == at->end)
		return;
	switch (ctree_seems(walk->tree, node)) {
	case CTREE_DIRECTIVE:
		line_of_preprocessor(walk, at->first, level);
		return;
	case CTREE_BLOCK:
		block(walk, node, level, control);
		return;
	case CTREE_CASE:
		gate_scopes_use(&walk->scopes, at->first + 1, at->first + 2);
		*level = (struct level){ .depth = level->depth };
		return;
	case CTREE_LABEL:
		level->dead = false;
		level->alone = 0;
		return;
	case CTREE_IF:
		if_statement(walk, node, level, control);
		return;
	case CTREE_LOOP: case CTREE_SWITCH: {
		size_t behind = behind_condition(walk, node, &body);

		controlled(walk, body, level,
			   condition(walk, node, behind, level, control));
		return;
	}
	case CTREE_DO:
		controlled(walk, ctree_child(walk->tree, node), level,
			   take_control(walk, at->first, level, control, all));
		return;
	case CTREE_MACRO:
		macro(walk, node, level, control);
		return;
	case CTREE_UNKNOWN:
		if (!word(walk, at->first, "else"))
			return;
		/* The if may be in the other half. */
		if (!level->half)
			add(walk, REASON_ELSE_WITHOUT_IF, at->first, at->first + 2);
		take_control(walk, at->first, level, control, control.inside);
		return;
	default:
		if (!is(walk, at->first, ';'))
			simple(walk, at, level, control);
		level->half = false;
	}
}

static void walk_function(struct statement_walk *walk, const struct gate_code *code,
			  const struct cdef *function)
{
	struct level level = { 0 };

	for (uint32_t body = cdef_body(&code->defs, function, CTREE_NONE);
	     body != CTREE_NONE && !walk->too_deep;
	     body = cdef_body(&code->defs, function, body))
		statements(walk, body, &level, (struct control){ 0 });
}

void gate_oddities_read(const struct gate_code *code, const struct cdef *function,
			struct gate_oddities *ret_found, struct gate_work *work)
{
	struct statement_walk walk = {
		.body = { &code->tokens, function->end },
		.tree = &code->defs.tree,
		.found = ret_found,
		.work = work,
	};

	*ret_found = (struct gate_oddities){ 0 };
	walk.returns = gate_returns_of(&code->tokens, function);
	gate_scopes_init(&walk.scopes, &code->tokens, function);
	walk_function(&walk, code, function);
	gate_scopes_tell(&walk.scopes, ret_found);
	gate_scopes_release(&walk.scopes);
}
