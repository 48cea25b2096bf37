// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a function gives back by hand on every way out, and after a change on some of them
 * only: code of a tree where __free() or a guard does that brings ways out that do not.
 *
 * What is followed: a variable that is given what a call returns, and a call of a function
 * whose name says that it gives back (put, free, release ...) with that variable as its only
 * argument. The nodes of the function are walked for each such pair, with one bit: is
 * it held? It is not where a condition says that there is nothing (!x, IS_ERR(x)), nor when it
 * was handed on (returned, or stored). A goto goes on behind its label; a loop counts as
 * run once. A function is told of only when it was held on no way out before the change, and is
 * on one after it: who keeps something on purpose, or takes it by a call of its own
 * (pm_runtime_get_sync(x)), is not understood.
 */
#include <string.h>

#include "gates/check_parts.h"
#include "gates/tokens_parts.h"

#define PAIRS_MAX 8	/* of a function: each is a walk */
#define JUMPS_MAX 256	/* of a walk, that are followed */
#define DEPTH_MAX 100

/* What is given back, by a call in `tokens`: the names of function and variable. */
struct pair {
	const struct ctokens *tokens;
	size_t release, variable;
};

struct state {
	bool alive;	/* control gets here */
	bool held;
};

struct walk {
	const struct gate_code *code;
	const struct cdef *function;
	const struct pair *pair;
	struct gate_work *work;
	size_t jumps;
	size_t exit;	/* token of a way out on which it is held; 0: none */
};

static bool same_name(const struct ctokens *x, size_t i, const struct ctokens *y, size_t j)
{
	return i < x->count && x->items[i].len == y->items[j].len &&
	       !memcmp(ctoken_text(x, i), ctoken_text(y, j), x->items[i].len);
}

/* Has the name such a part between '_'? */
static bool gives_back(const char *name, size_t len)
{
	static const char *const parts[] = {
		"put", "free", "kfree", "kvfree", "vfree", "release", "fput", "dput", "iput",
		"unref", "destroy", "close",
	};

	for (size_t start = 0; start < len;) {
		const char *end = memchr(name + start, '_', len - start);
		size_t part = (end ? (size_t)(end - name) : len) - start;

		for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
			if (strlen(parts[i]) == part && !memcmp(parts[i], name + start, part))
				return true;
		start += part + 1;
	}
	return false;
}

/* Is token i a call that gives back its only argument, a variable? */
static bool is_release(const struct ctokens *tokens, size_t i)
{
	return gate_is_name(tokens, i) && gate_is(tokens, i + 1, '(') &&
	       gate_is_name(tokens, i + 2) && gate_is(tokens, i + 3, ')') &&
	       !gate_is_member_use(tokens, i) &&
	       gives_back(ctoken_text(tokens, i), tokens->items[i].len);
}

static bool is_variable(const struct walk *walk, size_t i)
{
	const struct ctokens *tokens = &walk->code->tokens;

	return gate_is_word(tokens, i) && !gate_is_member_use(tokens, i) &&
	       same_name(tokens, i, walk->pair->tokens, walk->pair->variable);
}

/* What tokens from i to end do with it. */
static void pass(struct walk *walk, size_t i, size_t end, struct state *state)
{
	const struct ctokens *tokens = &walk->code->tokens;

	for (; i < end && !gate_stops(walk->work); i++) {
		if (is_release(tokens, i) && is_variable(walk, i + 2) &&
		    same_name(tokens, i, walk->pair->tokens, walk->pair->release)) {
			state->held = false;
			i += 2;
		} else if (is_variable(walk, i) && gate_is(tokens, i + 1, '=')) {
			state->held = gate_is_name(tokens, i + 2) && gate_is(tokens, i + 3, '(');
		} else if (is_variable(walk, i) && i && !gate_is(tokens, i + 1, '-') &&
			   !ctoken_is(tokens, i + 1, "->") &&
			   (gate_is(tokens, i - 1, '=') || ctoken_is(tokens, i - 1, "return"))) {
			state->held = false;
		}
	}
}

/* Does a condition hold only where there is nothing (-1), or where there is something (1)? */
static int tells(const struct walk *walk, size_t i, size_t end)
{
	const struct ctokens *tokens = &walk->code->tokens;

	for (; i < end; i++) {
		if (!is_variable(walk, i))
			continue;
		if (gate_is(tokens, i - 1, '!') ||
		    (ctoken_is(tokens, i + 1, "==") && ctoken_is(tokens, i + 2, "NULL")) ||
		    (gate_is(tokens, i - 1, '(') && i > 1 &&
		     (ctoken_is(tokens, i - 2, "IS_ERR") ||
		      ctoken_is(tokens, i - 2, "IS_ERR_OR_NULL"))))
			return -1;
		if (gate_is(tokens, i - 1, '(') && ctoken_is(tokens, i - 2, "if") &&
		    gate_is(tokens, i + 1, ')'))
			return 1;
	}
	return 0;
}

static void walk_nodes(struct walk *walk, uint32_t node, struct state *state, int depth);

static void leave(struct walk *walk, size_t token, const struct state *state)
{
	if (state->alive && state->held && !walk->exit)
		walk->exit = token;
}

/* The way behind the label that a goto names, up to the function's end. */
static void follow(struct walk *walk, size_t name, const struct state *from, int depth)
{
	const struct ctree *tree = &walk->code->defs.tree;
	const struct ctokens *tokens = &walk->code->tokens;
	struct state state = *from;

	if (++walk->jumps > JUMPS_MAX)
		return;
	for (size_t i = name + 1; i < walk->function->end; i++) {
		uint32_t node;

		if (!same_name(tokens, i, tokens, name) || !ctree_is_label(tree, tokens, i))
			continue;
		node = ctree_at(tree, i);
		while (node != CTREE_NONE && tree->nodes[node].kind != CTREE_LABEL)
			node = tree->nodes[node].parent;
		if (node != CTREE_NONE)
			walk_nodes(walk, ctree_next(tree, node), &state, depth + 1);
		leave(walk, walk->function->end - 1, &state);
		return;
	}
}

static void walk_if(struct walk *walk, uint32_t node, struct state *state, int depth)
{
	const struct ctree *tree = &walk->code->defs.tree;
	uint32_t condition = ctree_child(tree, node), statement, otherwise;
	struct state taken, other;
	int told;

	if (condition == CTREE_NONE || tree->nodes[condition].kind != CTREE_CONDITION)
		return;
	pass(walk, tree->nodes[condition].first, tree->nodes[condition].end, state);
	told = tells(walk, tree->nodes[condition].first, tree->nodes[condition].end);
	taken = other = *state;
	taken.held &= told >= 0;
	other.held &= told <= 0;
	statement = ctree_next(tree, condition);
	otherwise = ctree_child_of(tree, node, CTREE_ELSE);
	for (; statement != CTREE_NONE && statement != otherwise;
	     statement = ctree_next(tree, statement))
		walk_nodes(walk, statement, &taken, -depth - 1);
	if (otherwise != CTREE_NONE)
		walk_nodes(walk, ctree_child(tree, otherwise), &other, depth + 1);
	state->alive = taken.alive || other.alive;
	state->held = (taken.alive && taken.held) || (other.alive && other.held);
}

static void walk_jump(struct walk *walk, uint32_t node, struct state *state, int depth)
{
	const struct ctree_node *jump = &walk->code->defs.tree.nodes[node];
	const struct ctokens *tokens = &walk->code->tokens;

	pass(walk, jump->first, jump->end, state);
	if (state->alive && ctoken_is(tokens, jump->first, "return"))
		leave(walk, jump->first, state);
	else if (state->alive && state->held && ctoken_is(tokens, jump->first, "goto"))
		follow(walk, jump->first + 1, state, depth);
	state->alive = false;
}

static void walk_node(struct walk *walk, uint32_t node, struct state *state, int depth)
{
	const struct ctree *tree = &walk->code->defs.tree;
	const struct ctree_node *at = &tree->nodes[node];

	switch (at->kind) {
	case CTREE_IF:
		walk_if(walk, node, state, depth);
		return;
	case CTREE_JUMP:
		walk_jump(walk, node, state, depth);
		return;
	case CTREE_CASE:
		state->alive = true;
		return;
	case CTREE_LOOP:
	case CTREE_SWITCH:
	case CTREE_DO:
	case CTREE_MACRO:
	case CTREE_BLOCK: {
		struct state inside = *state;

		walk_nodes(walk, ctree_child(tree, node), &inside, depth + 1);
		if (at->kind == CTREE_BLOCK || inside.alive)
			*state = inside;
		return;
	}
	case CTREE_DIRECTIVE:
	case CTREE_LABEL:
		return;
	default:
		pass(walk, at->first, at->end, state);
	}
}

/* The node and those behind it; with a negative depth only the node itself. */
static void walk_nodes(struct walk *walk, uint32_t node, struct state *state, int depth)
{
	const struct ctree *tree = &walk->code->defs.tree;
	bool one = depth < 0;

	depth = one ? -depth : depth;
	for (; node != CTREE_NONE && depth < DEPTH_MAX && !gate_stops(walk->work);
	     node = ctree_next(tree, node)) {
		if (state->alive || tree->nodes[node].kind == CTREE_CASE)
			walk_node(walk, node, state, depth);
		if (one)
			return;
	}
}

/* A token of a way out of a function on which it is held; 0: there is none. */
static size_t exit_with(const struct gate_code *code, const struct cdef *function,
			const struct pair *pair, struct gate_work *work)
{
	struct walk walk = { .code = code, .function = function, .pair = pair, .work = work };
	uint32_t body = cdef_body(&code->defs, function, CTREE_NONE);
	struct state state = { .alive = true };

	if (body == CTREE_NONE)
		return 0;
	walk_nodes(&walk, ctree_child(&code->defs.tree, body), &state, 0);
	leave(&walk, function->end - 1, &state);
	return walk.exit;
}

/* "x __free(f) = ...": it is given back by itself. */
static bool frees_itself(const struct ctokens *tokens, const struct cdef *function,
			 const struct pair *pair)
{
	for (size_t i = function->body; i + 1 < function->end; i++)
		if (ctoken_is(tokens, i + 1, "__free") &&
		    same_name(tokens, i, pair->tokens, pair->variable))
			return true;
	return false;
}

static void check_pair(struct gate_check *check, const struct gate_chunk *chunk,
		       const struct cdef *before, const struct cdef *after, const struct pair *pair)
{
	const struct ctokens *tokens = pair->tokens;
	size_t exit = exit_with(&chunk->after, after, pair, &check->work);

	if (!exit || exit_with(&chunk->before, before, pair, &check->work) ||
	    frees_itself(&chunk->after.tokens, after, pair))
		return;
	gate_find(check, REASON_REFERENCE_IMBALANCE, GATE_REFUSES, chunk->file->path,
		  gate_line_of(chunk, exit), ctoken_text(tokens, pair->variable),
		  tokens->items[pair->variable].len,
		  "%.*s() may return without %.*s(%.*s), unlike before",
		  (int)before->name_len, tokens->text + before->name,
		  (int)tokens->items[pair->release].len, ctoken_text(tokens, pair->release),
		  (int)tokens->items[pair->variable].len, ctoken_text(tokens, pair->variable));
}

static void check_function(struct gate_check *check, const struct gate_chunk *chunk,
			   const struct cdef *before, const struct cdef *after)
{
	const struct ctokens *tokens = &chunk->before.tokens;
	struct name_set asked = { 0 };
	size_t count = 0;

	for (size_t i = before->body; i + 3 < before->end && count < PAIRS_MAX &&
	     !gate_stops(&check->work); i++) {
		const struct pair pair = { tokens, i, i + 2 };
		const struct ctoken *last = &tokens->items[i + 2];

		/* "put(x)" as one name. */
		if (!is_release(tokens, i) ||
		    !name_set_add(&asked, ctoken_text(tokens, i),
				  last->start + last->len - tokens->items[i].start))
			continue;
		count++;
		check_pair(check, chunk, before, after, &pair);
	}
	name_set_release(&asked);
}

void gate_check_given_back(struct gate_check *check, const struct gate_chunk *chunk)
{
	const struct ctokens *tokens = &chunk->after.tokens;

	/* Else there is no telling what the author meant. */
	if (!chunk->file->source_after)
		return;
	for (size_t d = 0; d < chunk->after.defs.count && !gate_stops(&check->work); d++) {
		const struct cdef *after = &chunk->after.defs.items[d], *before;

		if (after->kind != CDEF_FUNCTION || !gate_touches(chunk, after))
			continue;
		before = gate_function(&chunk->before, tokens->text + after->name, after->name_len);
		if (before && before->body < before->end)
			check_function(check, chunk, before, after);
	}
}
