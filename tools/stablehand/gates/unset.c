// SPDX-License-Identifier: GPL-2.0-only
/*
 * Variables that are read before anything gives them a value: a check that went in front
 * of what it checks.
 *
 * A variable that is declared without a value is followed through its function in the
 * order of the text. The first place that names it decides: if that place can only read
 * it (a member of what it points to, a condition, what is returned), no way leads from an
 * assignment to there, since there is no label and no loop between the declaration and
 * it. Whatever else names it may be a macro that assigns, and ends the search.
 */
#include <string.h>

#include "gates/check_parts.h"
#include "gates/tokens_parts.h"

#define LOCALS_MAX 256	/* of a function, that are followed: each through its body */

enum use {
	USE_NONE,	/* it only names the type */
	USE_READS,
	USE_UNKNOWN,	/* it assigns, or may do so */
};

static bool is_any(const struct ctokens *tokens, size_t i, const char *const *words, size_t count)
{
	for (size_t w = 0; w < count; w++)
		if (ctoken_is(tokens, i, words[w]))
			return true;
	return false;
}

/* Functions and macros that read what they are given, and do nothing else. */
static bool is_test(const struct ctokens *tokens, size_t i)
{
	static const char *const tests[] = {
		"likely", "unlikely", "IS_ERR", "IS_ERR_OR_NULL", "PTR_ERR", "WARN_ON",
		"WARN_ON_ONCE", "BUG_ON",
	};

	return is_any(tokens, i, tests, ARRAY_SIZE(tests));
}

static bool asks_for_type(const struct ctokens *tokens, size_t i)
{
	static const char *const words[] = {
		"sizeof", "typeof", "__typeof__", "__typeof", "_Alignof", "__alignof__", "offsetof",
	};

	return is_any(tokens, i, words, ARRAY_SIZE(words));
}

/* Is token i a '*' that reads what a pointer points to? */
static bool dereferences(const struct ctokens *tokens, size_t i)
{
	return gate_is(tokens, i, '*') && i &&
	       (gate_is(tokens, i - 1, '(') || gate_is(tokens, i - 1, '=') ||
		gate_is(tokens, i - 1, ',') || gate_is(tokens, i - 1, '!') ||
		ctoken_is(tokens, i - 1, "&&") || ctoken_is(tokens, i - 1, "||"));
}

static bool is_assigned(const struct ctokens *tokens, size_t i)
{
	const struct ctoken *next = &tokens->items[i + 1];

	if (i + 1 >= tokens->count)
		return true;
	/* = += <<= and so on, but not == != <= >= */
	return next->kind == CTOKEN_PUNCT && tokens->text[next->start + next->len - 1] == '=' &&
	       !ctoken_is(tokens, i + 1, "==") && !ctoken_is(tokens, i + 1, "!=") &&
	       !ctoken_is(tokens, i + 1, "<=") && !ctoken_is(tokens, i + 1, ">=");
}

/* What token i does with the variable that it names, as far as the nodes around it tell. */
static enum use use_at(const struct ctokens *tokens, const struct ctree *tree, size_t i,
		       uint32_t function)
{
	bool condition = false;
	bool reads = ctoken_is(tokens, i + 1, "->") || gate_is(tokens, i - 1, '!') ||
		     dereferences(tokens, i - 1) || ctoken_is(tokens, i - 1, "return");

	if (asks_for_type(tokens, i - 1) ||
	    (gate_is(tokens, i - 1, '*') && asks_for_type(tokens, i - 2)))
		return USE_NONE;
	for (uint32_t at = ctree_at(tree, i); at != function; at = tree->nodes[at].parent) {
		const struct ctree_node *node;

		if (at == CTREE_NONE)
			return USE_UNKNOWN;
		node = &tree->nodes[at];
		switch (node->kind) {
		case CTREE_ARGUMENTS:
		case CTREE_PARENTHESES:
			if (node->first && asks_for_type(tokens, node->first - 1))
				return USE_NONE;
			if (node->kind == CTREE_ARGUMENTS &&
			    !(node->first && is_test(tokens, node->first - 1)))
				return USE_UNKNOWN;
			break;
		case CTREE_CONDITION:
			condition = true;
			break;
		case CTREE_BLOCK:
		case CTREE_STATEMENT:
		case CTREE_JUMP:
		case CTREE_IF:
		case CTREE_ELSE:
			break;
		default:
			return USE_UNKNOWN;
		}
	}
	if (is_assigned(tokens, i) || gate_is(tokens, i - 1, '&') || gate_is(tokens, i + 1, '[') ||
	    gate_is(tokens, i + 1, '.') || gate_is(tokens, i + 1, '(') ||
	    ctoken_is(tokens, i + 1, "++") || ctoken_is(tokens, i + 1, "--") ||
	    ctoken_is(tokens, i - 1, "++") || ctoken_is(tokens, i - 1, "--"))
		return USE_UNKNOWN;
	return reads || condition ? USE_READS : USE_UNKNOWN;
}

/* Is it declared without a value, and has a way to get one? Not arrays, structures, statics. */
static bool begins_unset(const struct ctokens *tokens, const struct local *local, size_t name)
{
	bool pointer = false, record = false;

	if (!local->certain || local->parameter ||
	    (!gate_is(tokens, name + 1, ';') && !gate_is(tokens, name + 1, ',')))
		return false;
	for (size_t i = local->type; i < local->type_end; i++) {
		if (ctoken_is(tokens, i, "static") || ctoken_is(tokens, i, "extern") ||
		    ctoken_is(tokens, i, "register"))
			return false;
		pointer |= gate_is(tokens, i, '*');
		record |= ctoken_is(tokens, i, "struct") || ctoken_is(tokens, i, "union");
	}
	return pointer || !record;
}

/*
 * The token that reads a variable before it is given a value; 0: none does, as far as can
 * be told. Its declaration is token `name`.
 */
static size_t first_read(const struct gate_code *code, const struct cdef *function, size_t name,
			 struct gate_work *work)
{
	const struct ctokens *tokens = &code->tokens;
	const struct ctree *tree = &code->defs.tree;
	uint32_t node = ctree_at(tree, function->body);

	for (size_t i = name + 1; i + 1 < function->end && !gate_stops(work); i++) {
		enum use use;

		if (ctree_is_label(tree, tokens, i))
			return 0;
		if (!gate_is_word(tokens, i) || tokens->items[i].len != tokens->items[name].len ||
		    memcmp(ctoken_text(tokens, i), ctoken_text(tokens, name),
			   tokens->items[name].len) ||
		    gate_is_member_use(tokens, i))
			continue;
		use = tokens->items[i].directive ? USE_UNKNOWN : use_at(tokens, tree, i, node);
		if (use != USE_NONE)
			return use == USE_READS ? i : 0;
	}
	return 0;
}

/* The token that has the name of a local. */
static size_t token_of(const struct ctokens *tokens, const struct local *local, size_t end)
{
	for (size_t i = local->type_end; i < end; i++)
		if (tokens->items[i].start == local->start)
			return i;
	return end;
}

/* The same of the only variable of that name, in the function before the change. */
static bool was_read(struct gate_check *check, const struct gate_chunk *chunk,
		     const struct cdef *before, const char *name, size_t len)
{
	const struct ctokens *tokens = &chunk->before.tokens;
	_cleanup_locals_ struct locals locals = { 0 };
	const struct local *local;
	size_t at;

	locals_read(&locals, tokens, before);
	local = locals_find(&locals, name, len);
	at = local ? token_of(tokens, local, before->end) : before->end;
	return at < before->end && begins_unset(tokens, local, at) &&
	       first_read(&chunk->before, before, at, &check->work);
}

static void check_function(struct gate_check *check, const struct gate_chunk *chunk,
			   const struct cdef *after)
{
	const struct ctokens *tokens = &chunk->after.tokens;
	const struct locals *locals = gate_locals(check, chunk, after);
	const struct cdef *before = gate_function(&chunk->before, tokens->text + after->name,
						  after->name_len);

	for (size_t l = 0; l < locals->count && l < LOCALS_MAX && !gate_stops(&check->work); l++) {
		const struct local *local = &locals->items[l];
		const char *name = locals->text + local->start;
		size_t first, read = 0, at = token_of(tokens, local, after->end);

		if (at < after->end && begins_unset(tokens, local, at) &&
		    locals_named(locals, name, local->len, &first) == 1)
			read = first_read(&chunk->after, after, at, &check->work);
		if (!read || (before && was_read(check, chunk, before, name, local->len)))
			continue;
		gate_find(check, REASON_UNSET_VARIABLE, GATE_REFUSES, chunk->file->path,
			  gate_line_of(chunk, read), name, local->len,
			  "%.*s(): %.*s is used before it is assigned", (int)after->name_len,
			  tokens->text + after->name, (int)local->len, name);
	}
}

void gate_check_unset(struct gate_check *check, const struct gate_chunk *chunk)
{
	for (size_t d = 0; d < chunk->after.defs.count && !gate_stops(&check->work); d++) {
		const struct cdef *def = &chunk->after.defs.items[d];

		if (def->kind == CDEF_FUNCTION && def->body < def->end &&
		    gate_touches(chunk, def))
			check_function(check, chunk, def);
	}
}
