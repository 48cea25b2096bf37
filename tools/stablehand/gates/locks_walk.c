// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which locks and references a function holds where it returns, and where the
 * paths to a label meet.
 *
 * The statements are walked once, in order, with one set of what is held. Where both
 * branches of an if go on, the first one counts; a loop counts as run once; each case
 * of a switch starts from the state at its head. A goto stores the set at its label,
 * and a second path that gets there with another set is an exit of its own. A trylock,
 * or a lock whose result is tested, is held on one side of a condition that is not
 * evaluated: such locks are not judged at all.
 *
 * This is wrong for some code (a lock that one of two branches drops). It is wrong in
 * the same way before and after a change, and locks.c reports only what is new. What
 * is reported wrongly all the same costs a second look: the finding raises the risk,
 * and only adapt/ refuses by it what it put together itself.
 */
#include "gates/locks_parts.h"

#include <stdlib.h>
#include <string.h>

#include "gates/function_pairs.h"
#include "util/alloc.h"
#include "util/buf.h"

#define HELD_MAX 16
#define DEPTH_MAX 64
#define LABELS_MAX 64
#define ARGUMENT_MAX 256	/* tokens of what is locked */

/* A set of locks and references: bit i is keys[i] of the walk. */
typedef uint32_t held_t;

/* The state at a place of the function. */
struct path {
	bool alive;		/* control gets here */
	held_t held;
	held_t put;		/* references that were taken and put again */
};

struct label {
	size_t word;		/* token of its name */
	held_t first;		/* held on the first path to it */
	held_t differ;		/* held on that path or on another one, but not on both */
	uint32_t line;		/* where that other path comes from */
	bool reached;
};

struct lock_walk {
	const struct ctokens *tokens;
	const struct ctree *tree;
	const struct cdef *function;
	bool too_deep;			/* the rest is not looked at */
	char *keys[HELD_MAX];
	size_t key_count;
	held_t taken, released;		/* anywhere in the function */
	held_t conditional;		/* by trylock and the like, or twice: not judged */
	held_t references;
	struct label labels[LABELS_MAX];
	size_t label_count;
	bool has_break;			/* of the loop or switch that the walk is in */
	held_t at_break;		/* held at the first of them */
	struct gate_locks *locks;
	struct gate_work *work;
};

static bool is(const struct lock_walk *walk, size_t i, char c)
{
	const struct ctoken *token = &walk->tokens->items[i];

	return i < walk->function->end && token->kind == CTOKEN_PUNCT && token->len == 1 &&
	       walk->tokens->text[token->start] == c;
}

static bool word(const struct lock_walk *walk, size_t i, const char *text)
{
	return i < walk->function->end && ctoken_is(walk->tokens, i, text);
}

/* The bit of a lock: what takes it, and its first argument; 0 when that is too much. */
static held_t key_of(struct lock_walk *walk, const char *take, size_t open)
{
	size_t close = ctokens_skip(walk->tokens, open, walk->function->end) - 1;
	struct buf key = { 0 };

	if (close > open + ARGUMENT_MAX)
		return 0;
	buf_printf(&key, "%s(", take);
	for (size_t i = open + 1; i < close; i++) {
		if (is(walk, i, ','))
			break;
		if (is(walk, i, '(') || is(walk, i, '[')) {
			size_t end = ctokens_skip(walk->tokens, i, close);

			for (; i < end; i++)
				buf_add(&key, ctoken_text(walk->tokens, i),
					walk->tokens->items[i].len);
			i--;
			continue;
		}
		buf_add(&key, ctoken_text(walk->tokens, i), walk->tokens->items[i].len);
	}
	buf_puts(&key, ")");
	for (size_t i = 0; i < walk->key_count; i++)
		if (!strcmp(walk->keys[i], key.data)) {
			buf_release(&key);
			return (held_t)1 << i;
		}
	if (walk->key_count == HELD_MAX) {
		buf_release(&key);
		return 0;
	}
	walk->keys[walk->key_count] = buf_detach(&key);
	return (held_t)1 << walk->key_count++;
}

static void add_one(struct lock_walk *walk, size_t key, bool twice, const char *label,
		    size_t label_len, uint32_t line)
{
	*ARRAY_ADD(walk->locks->items, walk->locks->count, walk->locks->alloc) =
		(struct gate_lock_exit){
			.key = xstrdup(walk->keys[key]),
			.label = label ? xstrndup(label, label_len) : NULL,
			.line = line,
			.reference = walk->references >> key & 1,
			.twice = twice,
		};
}

static void add_exit(struct lock_walk *walk, held_t held, const char *label, size_t label_len,
		     uint32_t line)
{
	held &= walk->taken;
	for (size_t i = 0; i < walk->key_count; i++)
		if (held >> i & 1)
			add_one(walk, i, false, label, label_len, line);
}

/* A variable that gets another value is about another object. */
static void forget(struct lock_walk *walk, size_t name, struct path *path)
{
	const char *text = ctoken_text(walk->tokens, name);
	size_t len = walk->tokens->items[name].len;

	for (size_t i = 0; i < walk->key_count; i++) {
		const char *argument = strchr(walk->keys[i], '(') + 1;

		if (walk->references >> i & 1 && !strncmp(argument, text, len) &&
		    !clex_is_word(argument[len])) {
			path->held &= ~((held_t)1 << i);
			path->put &= ~((held_t)1 << i);
		}
	}
}

/* Is it one that whoever has it can take again? */
static bool nests(const char *key)
{
	static const char *const parts[] = { "read", "rcu", "irq", "_bh", "preempt" };

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		if (strstr(key, parts[i]) && strstr(key, parts[i]) < strchr(key, '('))
			return true;
	return false;
}

static void acquire(struct lock_walk *walk, const struct gate_pair *pair, held_t key, uint32_t line,
		 struct path *path)
{
	for (size_t i = 0; i < walk->key_count && !pair->reference; i++)
		if (path->alive && path->held & key & (held_t)1 << i && !nests(walk->keys[i]))
			add_one(walk, i, true, NULL, 0, line);
	/* Of two of one object, how many are left cannot be told. */
	if (pair->conditional || (pair->reference && path->held & key))
		walk->conditional |= key;
	walk->taken |= key;
	path->held |= key;
	path->put &= ~key;
}

static void release(struct lock_walk *walk, const struct gate_pair *pair, held_t key, uint32_t line,
		 struct path *path)
{
	walk->released |= key;
	for (size_t i = 0; i < walk->key_count; i++)
		if (pair->reference && path->alive && path->put & key & (held_t)1 << i)
			add_one(walk, i, true, NULL, 0, line);
	if (pair->reference && path->held & key)
		path->put |= key;
	path->held &= ~key;
}

/* Is the value of the call at token i looked at? */
static bool has_value(const struct lock_walk *walk, size_t i)
{
	return is(walk, i - 1, '=') || is(walk, i - 1, '(') || is(walk, i - 1, '!') ||
	       word(walk, i - 1, "return");
}

/* The calls among tokens from i to end. */
static void scan(struct lock_walk *walk, size_t i, size_t end, struct path *path)
{
	for (; i < end && !gate_stops(walk->work); i++) {
		const struct ctoken *token = &walk->tokens->items[i];
		struct gate_pair pair;
		held_t key;
		int kind;

		if (token->kind != CTOKEN_WORD || token->directive)
			continue;
		if (is(walk, i + 1, '=') && !ctoken_is(walk->tokens, i - 1, "->") &&
		    !ctoken_is(walk->tokens, i - 1, "."))
			forget(walk, i, path);
		if (!is(walk, i + 1, '('))
			continue;
		kind = gate_pair_of(ctoken_text(walk->tokens, i), token->len, &pair);
		if (!kind)
			continue;
		key = key_of(walk, pair.take, i + 1);
		walk->references |= pair.reference ? key : 0;
		if (!pair.reference && (pair.conditional || (pair.own && has_value(walk, i))))
			walk->conditional |= key;
		else if (kind > 0)
			acquire(walk, &pair, key, token->line, path);
		else
			release(walk, &pair, key, token->line, path);
	}
}

static struct label *label_at(struct lock_walk *walk, size_t token)
{
	const struct ctoken *a = &walk->tokens->items[token];

	for (size_t i = 0; i < walk->label_count; i++) {
		const struct ctoken *b = &walk->tokens->items[walk->labels[i].word];

		if (a->len == b->len &&
		    !memcmp(walk->tokens->text + a->start, walk->tokens->text + b->start, a->len))
			return &walk->labels[i];
	}
	if (walk->label_count == LABELS_MAX)
		return NULL;
	walk->labels[walk->label_count] = (struct label){ .word = token };
	return &walk->labels[walk->label_count++];
}

static void reach(struct lock_walk *walk, struct label *label, held_t held, uint32_t line)
{
	if (!label->reached) {
		label->first = held;
		label->reached = true;
	} else if ((label->first ^ held) & ~label->differ) {
		label->differ |= label->first ^ held;
		label->line = line;
	}
}

static void statement(struct lock_walk *walk, uint32_t node, struct path *path, int depth);

/* The statements in a node, from a child of it on. */
static void statements(struct lock_walk *walk, uint32_t child, struct path *path, int depth)
{
	while (child != CTREE_NONE && !walk->too_deep && !gate_stops(walk->work)) {
		statement(walk, child, path, depth + 1);
		child = ctree_next(walk->tree, child);
	}
}

/* The first child behind the condition, or the macro's arguments, whose calls are looked at. */
static uint32_t behind_condition(struct lock_walk *walk, uint32_t node, struct path *path)
{
	const struct ctree_node *nodes = walk->tree->nodes;
	uint32_t child = ctree_child(walk->tree, node);

	/* There is none where an #else cut it off. */
	while (child != CTREE_NONE && (nodes[child].kind == CTREE_CONDITION ||
				       nodes[child].kind == CTREE_ARGUMENTS)) {
		scan(walk, nodes[node].first, nodes[child].end, path);
		child = ctree_next(walk->tree, child);
	}
	return child;
}

static void if_statement(struct lock_walk *walk, uint32_t node, struct path *path, int depth)
{
	const struct ctree_node *nodes = walk->tree->nodes;
	uint32_t child = behind_condition(walk, node, path);
	struct path taken = *path, other = *path;

	for (; child != CTREE_NONE; child = ctree_next(walk->tree, child))
		if (nodes[child].kind == CTREE_ELSE)
			statements(walk, ctree_child(walk->tree, child), &other, depth);
		else
			statement(walk, child, &taken, depth + 1);
	*path = taken.alive ? taken : other;
	if (taken.alive && other.alive)
		path->put = taken.put & other.put;
}

/* Each case begins as the switch did, unless the one above goes on. */
static void cases(struct lock_walk *walk, uint32_t block, struct path *path, struct path *inside,
		  int depth)
{
	for (uint32_t child = ctree_child(walk->tree, block);
	     child != CTREE_NONE && !gate_stops(walk->work);
	     child = ctree_next(walk->tree, child)) {
		if (walk->tree->nodes[child].kind != CTREE_CASE)
			statement(walk, child, inside, depth + 1);
		else if (!inside->alive)
			*inside = *path;
	}
}

/* A loop or a switch, whose body begins with a child. */
static void breakable(struct lock_walk *walk, uint32_t child, struct path *path, bool endless,
		      bool is_switch, int depth)
{
	bool outer_break = walk->has_break;
	held_t outer_at = walk->at_break;
	struct path inside = *path;

	walk->has_break = false;
	for (; child != CTREE_NONE; child = ctree_next(walk->tree, child)) {
		enum ctree_kind kind = ctree_seems(walk->tree, child);

		if (is_switch && kind == CTREE_BLOCK)
			cases(walk, child, path, &inside, depth);
		else if (kind != CTREE_CONDITION)	/* of a do */
			statement(walk, child, &inside, depth + 1);
	}
	if (walk->has_break && (endless || is_switch))
		*path = (struct path){ .alive = true, .held = walk->at_break };
	else if (endless)
		path->alive = false;
	else if (inside.alive)
		path->held = inside.held;
	walk->has_break = outer_break;
	walk->at_break = outer_at;
}

static bool is_endless(const struct lock_walk *walk, size_t i)
{
	if (word(walk, i, "for"))
		return is(walk, i + 2, ';') && is(walk, i + 3, ';');
	return word(walk, i, "while") && is(walk, i + 3, ')') &&
	       (word(walk, i + 2, "1") || word(walk, i + 2, "true"));
}

static void jump(struct lock_walk *walk, const struct ctree_node *node, struct path *path)
{
	size_t i = node->first;
	uint32_t line = walk->tokens->items[i].line;

	scan(walk, i, node->end, path);
	if (path->alive && word(walk, i, "return")) {
		add_exit(walk, path->held, NULL, 0, line);
	} else if (path->alive && word(walk, i, "goto")) {
		struct label *label = label_at(walk, i + 1);

		if (label)
			reach(walk, label, path->held, line);
	} else if (path->alive && word(walk, i, "break") && !walk->has_break) {
		walk->has_break = true;
		walk->at_break = path->held;
	}
	path->alive = false;
}

static void arrive(struct lock_walk *walk, size_t name, struct path *path)
{
	struct label *label = label_at(walk, name);

	if (label && path->alive)
		reach(walk, label, path->held, walk->tokens->items[name].line);
	else if (label && label->reached)
		path->held = label->first;
	/* On one of the ways it may be held still. */
	path->put = 0;
	path->alive = true;
}

static void statement(struct lock_walk *walk, uint32_t node, struct path *path, int depth)
{
	const struct ctree_node *at = &walk->tree->nodes[node];

	walk->too_deep |= depth > DEPTH_MAX;
	if (walk->too_deep)
		return;
	switch (ctree_seems(walk->tree, node)) {
	case CTREE_DIRECTIVE:
		return;
	case CTREE_BLOCK:
		statements(walk, ctree_child(walk->tree, node), path, depth);
		return;
	case CTREE_IF:
		if_statement(walk, node, path, depth);
		return;
	case CTREE_JUMP:
		jump(walk, at, path);
		return;
	case CTREE_DO:
		breakable(walk, ctree_child(walk->tree, node), path, false, false, depth);
		return;
	case CTREE_LOOP: case CTREE_SWITCH:
		breakable(walk, behind_condition(walk, node, path), path,
			  is_endless(walk, at->first), word(walk, at->first, "switch"), depth);
		return;
	case CTREE_MACRO:
		/* list_for_each_entry(...), scoped_guard(...), with what they control, or none. */
		breakable(walk, behind_condition(walk, node, path), path, false, false, depth);
		return;
	case CTREE_CASE:
		path->alive = true;
		return;
	case CTREE_LABEL:
		arrive(walk, at->first, path);
		return;
	default:
		scan(walk, at->first, at->end, path);
	}
}

void gate_locks_read(const struct gate_code *code, const struct cdef *function,
		     struct gate_locks *ret_locks, struct gate_work *work)
{
	const struct ctokens *tokens = &code->tokens;
	struct lock_walk walk = {
		.tokens = tokens,
		.tree = &code->defs.tree,
		.function = function,
		.locks = ret_locks,
		.work = work,
	};
	struct path path = { .alive = true };
	held_t both;

	*ret_locks = (struct gate_locks){ 0 };
	for (uint32_t body = cdef_body(&code->defs, function, CTREE_NONE); body != CTREE_NONE;
	     body = cdef_body(&code->defs, function, body))
		statements(&walk, ctree_child(&code->defs.tree, body), &path, 0);
	if (path.alive && function->end > function->body)
		add_exit(&walk, path.held, NULL, 0, tokens->items[function->end - 1].line);
	for (size_t i = 0; i < walk.label_count; i++)
		if (walk.labels[i].differ)
			add_exit(&walk, walk.labels[i].differ,
				 ctoken_text(tokens, walk.labels[i].word),
				 tokens->items[walk.labels[i].word].len, walk.labels[i].line);
	/* A function that only takes, or only releases, is meant to. */
	both = walk.taken & walk.released & ~walk.conditional;
	for (size_t k = 0; k < walk.key_count; k++)
		if (both >> k & 1)
			*ARRAY_ADD(ret_locks->judged, ret_locks->judged_count,
				   ret_locks->judged_alloc) = xstrdup(walk.keys[k]);
	for (size_t k = 0; k < walk.key_count; k++)
		if ((walk.released & ~walk.taken & ~walk.conditional & ~walk.references) >> k & 1)
			*ARRAY_ADD(ret_locks->released, ret_locks->released_count,
				   ret_locks->released_alloc) = xstrdup(walk.keys[k]);
	for (size_t i = 0; i < ret_locks->count; i++)
		for (size_t k = 0; k < walk.key_count; k++)
			if (both >> k & 1 && !strcmp(walk.keys[k], ret_locks->items[i].key))
				ret_locks->items[i].judged = true;
	for (size_t i = 0; i < walk.key_count; i++)
		free(walk.keys[i]);
}

void gate_locks_release(struct gate_locks *locks)
{
	for (size_t i = 0; i < locks->count; i++) {
		free(locks->items[i].key);
		free(locks->items[i].label);
	}
	for (size_t i = 0; i < locks->judged_count; i++)
		free(locks->judged[i]);
	for (size_t i = 0; i < locks->released_count; i++)
		free(locks->released[i]);
	free(locks->released);
	free(locks->judged);
	free(locks->items);
	*locks = (struct gate_locks){ 0 };
}
