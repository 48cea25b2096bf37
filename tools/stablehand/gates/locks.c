// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is locked, and what references are held, where a function is left and
 * on the ways to its labels. Its
 * statements are gone through once, in order: an if that is not left counts
 * as taken, a loop as gone through once. That is wrong of some code in the
 * same way before and after a change; only what is new is told.
 */
#include <stdlib.h>

#include "gates/gates_parts.h"

#define HELD_MAX 16
#define DEPTH_MAX 64
#define LABELS_MAX 64

/* Locks that are held: bit i stands for keys[i] of the walk. */
typedef uint32_t held_t;

struct way {
	bool alive;
	held_t held;
	held_t gone;		/* references that were taken and are given back */
};

struct label {
	size_t word;		/* token of its name */
	held_t first;		/* of the first way to it */
	held_t differ;		/* what another way had otherwise */
	uint32_t line;		/* of that other way */
	bool reached;
};

struct walk {
	const struct ctokens *tokens;
	const struct cdef *function;
	char *keys[HELD_MAX];
	size_t key_count;
	held_t taken, given;		/* ever */
	held_t conditional;		/* by trylock and the like, or twice: not judged */
	held_t references;
	struct label labels[LABELS_MAX];
	size_t label_count;
	bool has_break;
	held_t at_break;
	struct gate_locks *locks;
};

static bool is(const struct walk *walk, size_t i, char c)
{
	const struct ctoken *token = &walk->tokens->items[i];

	return i < walk->function->end && token->kind == CTOKEN_PUNCT && token->len == 1 &&
	       walk->tokens->text[token->start] == c;
}

static bool word(const struct walk *walk, size_t i, const char *text)
{
	return i < walk->function->end && ctoken_is(walk->tokens, i, text);
}

/* The bit of a lock: what takes it, and its first argument; 0 when there are too many. */
static held_t key_of(struct walk *walk, const char *take, size_t open)
{
	size_t close = ctokens_skip(walk->tokens, open, walk->function->end) - 1;
	struct buf key = { 0 };

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

static void add_one(struct walk *walk, size_t key, bool twice, const char *label, size_t label_len,
		    uint32_t line)
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

static void add_exit(struct walk *walk, held_t held, const char *label, size_t label_len,
		     uint32_t line)
{
	held &= walk->taken;
	for (size_t i = 0; i < walk->key_count; i++)
		if (held >> i & 1)
			add_one(walk, i, false, label, label_len, line);
}

/* A variable that gets another value is about another object. */
static void forget(struct walk *walk, size_t name, struct way *way)
{
	const char *text = ctoken_text(walk->tokens, name);
	size_t len = walk->tokens->items[name].len;

	for (size_t i = 0; i < walk->key_count; i++) {
		const char *argument = strchr(walk->keys[i], '(') + 1;

		if (walk->references >> i & 1 && !strncmp(argument, text, len) &&
		    !clex_is_word(argument[len])) {
			way->held &= ~((held_t)1 << i);
			way->gone &= ~((held_t)1 << i);
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

static void take(struct walk *walk, const struct gate_pair *pair, held_t key, uint32_t line,
		 struct way *way)
{
	for (size_t i = 0; i < walk->key_count && !pair->reference; i++)
		if (way->alive && way->held & key & (held_t)1 << i && !nests(walk->keys[i]))
			add_one(walk, i, true, NULL, 0, line);
	/* Of two of one object, how many are left cannot be told. */
	if (pair->conditional || (pair->reference && way->held & key))
		walk->conditional |= key;
	walk->taken |= key;
	way->held |= key;
	way->gone &= ~key;
}

static void give(struct walk *walk, const struct gate_pair *pair, held_t key, uint32_t line,
		 struct way *way)
{
	walk->given |= key;
	for (size_t i = 0; i < walk->key_count; i++)
		if (pair->reference && way->alive && way->gone & key & (held_t)1 << i)
			add_one(walk, i, true, NULL, 0, line);
	if (pair->reference && way->held & key)
		way->gone |= key;
	way->held &= ~key;
}

/* Is the value of the call at token i looked at? */
static bool has_value(const struct walk *walk, size_t i)
{
	return is(walk, i - 1, '=') || is(walk, i - 1, '(') || is(walk, i - 1, '!') ||
	       word(walk, i - 1, "return");
}

/* The calls among tokens from i to end. */
static void scan(struct walk *walk, size_t i, size_t end, struct way *way)
{
	for (; i < end; i++) {
		const struct ctoken *token = &walk->tokens->items[i];
		struct gate_pair pair;
		held_t key;
		int kind;

		if (token->kind != CTOKEN_WORD || token->directive)
			continue;
		if (is(walk, i + 1, '=') && !ctoken_is(walk->tokens, i - 1, "->") &&
		    !ctoken_is(walk->tokens, i - 1, "."))
			forget(walk, i, way);
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
			take(walk, &pair, key, token->line, way);
		else
			give(walk, &pair, key, token->line, way);
	}
}

static struct label *label_at(struct walk *walk, size_t token)
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

static void reach(struct walk *walk, struct label *label, held_t held, uint32_t line)
{
	if (!label->reached) {
		label->first = held;
		label->reached = true;
	} else if (label->first != held && !(label->differ & (label->first ^ held))) {
		label->differ |= label->first ^ held;
		label->line = line;
	}
}

static size_t end_of_statement(const struct walk *walk, size_t i)
{
	while (i < walk->function->end && !is(walk, i, ';') && !is(walk, i, '}')) {
		if (is(walk, i, '(') || is(walk, i, '[') || is(walk, i, '{'))
			i = ctokens_skip(walk->tokens, i, walk->function->end);
		else
			i++;
	}
	return i + is(walk, i, ';');
}

static size_t statement(struct walk *walk, size_t i, struct way *way, int depth);

/* From behind the '{' to behind the '}'. */
static size_t block(struct walk *walk, size_t i, struct way *way, int depth)
{
	while (i < walk->function->end && !is(walk, i, '}'))
		i = statement(walk, i, way, depth + 1);
	return i + 1;
}

/* Behind the condition in brackets at token i, whose calls are looked at. */
static size_t condition(struct walk *walk, size_t i, struct way *way)
{
	size_t end = i;

	if (is(walk, i, '('))
		end = ctokens_skip(walk->tokens, i, walk->function->end);
	scan(walk, i, end, way);
	return end;
}

static size_t if_statement(struct walk *walk, size_t i, struct way *way, int depth)
{
	struct way taken, other;

	i = condition(walk, i + 1, way);
	taken = other = *way;
	i = statement(walk, i, &taken, depth + 1);
	if (word(walk, i, "else"))
		i = statement(walk, i + 1, &other, depth + 1);
	*way = taken.alive ? taken : other;
	if (taken.alive && other.alive)
		way->gone = taken.gone & other.gone;
	return i;
}

/* A loop or a switch, at whose body i is. */
static size_t breakable(struct walk *walk, size_t i, struct way *way, bool endless, bool cases,
			int depth)
{
	bool outer_break = walk->has_break;
	held_t outer_at = walk->at_break;
	struct way inside = *way;

	walk->has_break = false;
	if (cases && is(walk, i, '{')) {
		/* Each case begins as the switch did, unless the one above goes on. */
		for (i++; i < walk->function->end && !is(walk, i, '}');) {
			if (word(walk, i, "case") || word(walk, i, "default")) {
				while (i < walk->function->end && !is(walk, i, ':') && !is(walk, i, '}'))
					i++;
				i += is(walk, i, ':');
				if (!inside.alive)
					inside = *way;
				continue;
			}
			i = statement(walk, i, &inside, depth + 1);
		}
		i++;
	} else {
		i = statement(walk, i, &inside, depth + 1);
	}
	if (walk->has_break && (endless || cases))
		*way = (struct way){ .alive = true, .held = walk->at_break };
	else if (endless)
		way->alive = false;
	else if (inside.alive)
		way->held = inside.held;
	walk->has_break = outer_break;
	walk->at_break = outer_at;
	return i;
}

static bool is_endless(const struct walk *walk, size_t i)
{
	if (word(walk, i, "for"))
		return is(walk, i + 2, ';') && is(walk, i + 3, ';');
	return word(walk, i, "while") && is(walk, i + 3, ')') &&
	       (word(walk, i + 2, "1") || word(walk, i + 2, "true"));
}

static bool is_label(const struct walk *walk, size_t i)
{
	return walk->tokens->items[i].kind == CTOKEN_WORD && is(walk, i + 1, ':') &&
	       !word(walk, i, "default");
}

static size_t jump(struct walk *walk, size_t i, struct way *way)
{
	uint32_t line = walk->tokens->items[i].line;
	size_t end = end_of_statement(walk, i);

	scan(walk, i, end, way);
	if (way->alive && word(walk, i, "return")) {
		add_exit(walk, way->held, NULL, 0, line);
	} else if (way->alive && word(walk, i, "goto")) {
		struct label *label = label_at(walk, i + 1);

		if (label)
			reach(walk, label, way->held, line);
	} else if (way->alive && word(walk, i, "break") && !walk->has_break) {
		walk->has_break = true;
		walk->at_break = way->held;
	}
	way->alive = false;
	return end;
}

static size_t statement(struct walk *walk, size_t i, struct way *way, int depth)
{
	size_t end = walk->function->end;

	while (i < end && walk->tokens->items[i].directive)
		i++;
	if (i >= end || depth > DEPTH_MAX)
		return end;
	if (is(walk, i, '}'))
		return i;
	if (is(walk, i, '{'))
		return block(walk, i + 1, way, depth);
	if (word(walk, i, "if"))
		return if_statement(walk, i, way, depth);
	if (word(walk, i, "return") || word(walk, i, "goto") || word(walk, i, "break") ||
	    word(walk, i, "continue"))
		return jump(walk, i, way);
	if (word(walk, i, "do"))
		return end_of_statement(walk, breakable(walk, i + 1, way, false, false, depth));
	if (word(walk, i, "while") || word(walk, i, "for") || word(walk, i, "switch")) {
		bool endless = is_endless(walk, i), cases = word(walk, i, "switch");

		return breakable(walk, condition(walk, i + 1, way), way, endless, cases, depth);
	}
	if (word(walk, i, "else"))
		return statement(walk, i + 1, way, depth + 1);
	if (word(walk, i, "case") || word(walk, i, "default")) {
		while (i < end && !is(walk, i, ':') && !is(walk, i, '}') && !is(walk, i, ';'))
			i++;
		way->alive = true;
		return i + !is(walk, i, '}');
	}
	if (is_label(walk, i)) {
		struct label *label = label_at(walk, i);

		if (label && way->alive)
			reach(walk, label, way->held, walk->tokens->items[i].line);
		else if (label && label->reached)
			way->held = label->first;
		/* On one of the ways it may be held still. */
		way->gone = 0;
		way->alive = true;
		return i + 2;
	}
	if (walk->tokens->items[i].kind == CTOKEN_WORD && is(walk, i + 1, '(')) {
		size_t behind = ctokens_skip(walk->tokens, i + 1, end);

		/* list_for_each_entry(...) {, scoped_guard(...) { */
		if (is(walk, behind, '{')) {
			scan(walk, i, behind, way);
			return breakable(walk, behind, way, false, false, depth);
		}
	}
	{
		size_t behind = end_of_statement(walk, i);

		scan(walk, i, behind, way);
		return behind > i ? behind : i + 1;
	}
}

void gate_locks_read(const struct ctokens *tokens, const struct cdef *function,
		     struct gate_locks *ret_locks)
{
	struct walk walk = { .tokens = tokens, .function = function, .locks = ret_locks };
	struct way way = { .alive = true };
	held_t both;

	*ret_locks = (struct gate_locks){ 0 };
	if (function->body + 1 < function->end)
		block(&walk, function->body + 1, &way, 0);
	if (way.alive && function->end > function->body)
		add_exit(&walk, way.held, NULL, 0, tokens->items[function->end - 1].line);
	for (size_t i = 0; i < walk.label_count; i++)
		if (walk.labels[i].differ)
			add_exit(&walk, walk.labels[i].differ, ctoken_text(tokens, walk.labels[i].word),
				 tokens->items[walk.labels[i].word].len, walk.labels[i].line);
	/* A function that only takes, or only gives back, is made to. */
	both = walk.taken & walk.given & ~walk.conditional;
	for (size_t k = 0; k < walk.key_count; k++)
		if (both >> k & 1)
			*ARRAY_ADD(ret_locks->judged, ret_locks->judged_count, ret_locks->judged_alloc) =
				xstrdup(walk.keys[k]);
	for (size_t k = 0; k < walk.key_count; k++)
		if ((walk.given & ~walk.taken & ~walk.conditional & ~walk.references) >> k & 1)
			*ARRAY_ADD(ret_locks->given, ret_locks->given_count, ret_locks->given_alloc) =
				xstrdup(walk.keys[k]);
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
	for (size_t i = 0; i < locks->given_count; i++)
		free(locks->given[i]);
	free(locks->given);
	free(locks->judged);
	free(locks->items);
	*locks = (struct gate_locks){ 0 };
}

/* How many ways out, or to a label, there are with the lock in doubt. */
static size_t count_like(const struct gate_locks *locks, const struct gate_lock_exit *exit)
{
	size_t count = 0;

	for (size_t i = 0; i < locks->count; i++)
		count += !strcmp(locks->items[i].key, exit->key) &&
			 locks->items[i].twice == exit->twice &&
			 !locks->items[i].label == !exit->label &&
			 (!exit->label || !strcmp(locks->items[i].label, exit->label));
	return count;
}

static bool was_judged(const struct gate_locks *locks, const char *key)
{
	for (size_t i = 0; i < locks->judged_count; i++)
		if (!strcmp(locks->judged[i], key))
			return true;
	return false;
}

/*
 * References are handed over as often as they are given back: what is new with
 * the change may be kept on purpose, what was given back before was not.
 */
static bool is_told(const struct gate_locks *before, const struct gate_lock_exit *exit)
{
	return !exit->reference || exit->twice || was_judged(before, exit->key);
}

static void check_function(struct gate_check *check, const struct gate_chunk *chunk,
			   const struct cdef *after, const struct cdef *before)
{
	const struct ctokens *tokens = &chunk->after.tokens;
	struct gate_locks locks_after, locks_before = { 0 };

	gate_locks_read(tokens, after, &locks_after);
	if (before && (locks_after.count || locks_after.given_count))
		gate_locks_read(&chunk->before.tokens, before, &locks_before);
	for (size_t i = 0; i < locks_after.count; i++) {
		const struct gate_lock_exit *exit = &locks_after.items[i];
		size_t line = (size_t)chunk->after.first_line + exit->line + 1;
		enum reason reason = exit->reference ? REASON_REFERENCE_IMBALANCE : REASON_CONTEXT_IMBALANCE;

		if (!exit->judged || count_like(&locks_after, exit) <= count_like(&locks_before, exit) ||
		    !is_told(&locks_before, exit))
			continue;
		if (exit->twice && !exit->reference)
			gate_find(check, REASON_CONTEXT_IMBALANCE, RISK_HIGH, chunk->file->path, line, exit->key,
				  strlen(exit->key), "%.*s() takes %s twice, as it did not before",
				  (int)after->name_len, tokens->text + after->name, exit->key);
		else if (exit->twice)
			gate_find(check, REASON_REFERENCE_IMBALANCE, RISK_HIGH, chunk->file->path, line, exit->key,
				  strlen(exit->key),
				  "%.*s() gives back twice what %s took, as it did not before",
				  (int)after->name_len, tokens->text + after->name, exit->key);
		else if (exit->label)
			gate_find(check, reason, RISK_HIGH, chunk->file->path, line, exit->key,
				  strlen(exit->key),
				  "%.*s(): the ways to the label %s differ in %s, as they did not before",
				  (int)after->name_len, tokens->text + after->name, exit->label,
				  exit->key);
		else
			gate_find(check, reason, RISK_HIGH, chunk->file->path, line, exit->key,
				  strlen(exit->key),
				  "%.*s() is left with what %s took, as it was not before",
				  (int)after->name_len, tokens->text + after->name, exit->key);
	}
	for (size_t i = 0; i < locks_after.given_count; i++) {
		const char *key = locks_after.given[i];

		if (was_judged(&locks_before, key))
			gate_find(check, REASON_CONTEXT_IMBALANCE, RISK_HIGH, chunk->file->path,
				  (size_t)chunk->after.first_line + after->first_line + 1, key, strlen(key),
				  "%.*s() gives back what %s took before, and no longer takes it",
				  (int)after->name_len, tokens->text + after->name, key);
	}
	gate_locks_release(&locks_after);
	gate_locks_release(&locks_before);
}

void gate_check_locks(struct gate_check *check, const struct gate_chunk *chunk)
{
	const struct ctokens *tokens = &chunk->after.tokens;

	for (size_t d = 0; d < chunk->after.defs.count; d++) {
		const struct cdef *after = &chunk->after.defs.items[d];

		if (after->kind == CDEF_FUNCTION && gate_touches(chunk, after))
			check_function(check, chunk, after,
				       gate_function(&chunk->before, tokens->text + after->name,
						     after->name_len));
	}
}
