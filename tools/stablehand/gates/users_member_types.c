// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who else uses a member that becomes of another kind: "it->m.n" where m is a pointer now,
 * "it->m->n" where it is none any more, sums with what is a structure, values that fitted.
 */
#include <stdlib.h>
#include <string.h>

#include "gates/names_parts.h"
#include "gates/tokens_parts.h"
#include "gates/types_parts.h"
#include "gates/users_parts.h"
#include "syntax/cmembers.h"

/* A member by its name: how often it is declared, and where the last time. */
struct found {
	const struct ctokens *tokens;
	const char *name;
	size_t len, count, token;
};

static void find(size_t token, bool own, void *data)
{
	struct found *found = data;

	if (found->tokens->items[token].len == found->len &&
	    !memcmp(ctoken_text(found->tokens, token), found->name, found->len)) {
		found->count++;
		found->token = own ? token : 0;
	}
}

/* What "TYPE name" says; unknown for a pointer to a function and what macros make. */
static struct gate_type type_at(struct gate_check *check, const struct ctokens *tokens,
				const struct cdef *record, size_t name)
{
	struct gate_type type;
	size_t first = name, end = name + 1;

	while (first > record->body + 1 && !gate_is(tokens, first - 1, ';') &&
	       !gate_is(tokens, first - 1, '{') && !gate_is(tokens, first - 1, '}') &&
	       !tokens->items[first - 1].directive)
		first--;
	if (gate_is(tokens, first - 1, '}'))
		return (struct gate_type){ 0 };
	while (gate_is(tokens, end, '['))
		end = ctokens_skip(tokens, end, record->end);
	type = gate_type_read(check, tokens, first, end);
	/* "int a:1, b;" */
	return gate_is(tokens, end, '(') ? (struct gate_type){ 0 } : type;
}

struct changed {
	struct gate_check *check;
	const char *tag, *name;
	size_t tag_len, len;
	struct gate_type was, now;
};

static bool is_operator(const struct ctokens *tokens, size_t i)
{
	static const char *const words[] = { "++", "--", "+=", "-=", "|=", "&=", "==", "!=", "<",
					     ">", "<=", ">=", "&&", "||", "+", "-", "|", "&", "^" };

	for (size_t w = 0; w < ARRAY_SIZE(words); w++)
		if (ctoken_is(tokens, i, words[w]))
			return true;
	return false;
}

/* The operator behind the member, whose token is i, or in front of the variable. */
static bool operators_fit(const struct changed *changed, const struct ctokens *tokens, size_t i)
{
	const struct gate_type *now = &changed->now;

	if (ctoken_is(tokens, i + 1, "->"))
		return now->pointers == 1 && now->base != BASE_NUMBER;
	if (ctoken_is(tokens, i + 1, "."))
		return !now->pointers && now->base == BASE_RECORD;
	if (gate_is(tokens, i + 1, '['))
		return now->pointers > 0;
	if (now->pointers || now->base != BASE_RECORD)
		return true;
	/* A structure in a sum or a condition. */
	if (is_operator(tokens, i + 1) || gate_is(tokens, i - 3, '!'))
		return false;
	return !(gate_is(tokens, i + 1, ')') && gate_is(tokens, i - 3, '(') &&
		 (ctoken_is(tokens, i - 4, "if") || ctoken_is(tokens, i - 4, "while")));
}

/* The one value that it is given, or gives to a variable. */
static bool values_fit(const struct changed *changed, const struct ctokens *tokens,
		       const struct locals *locals, size_t i)
{
	struct gate_check *check = changed->check;
	struct gate_type other;
	size_t end = i + 2;

	if (gate_is(tokens, i + 1, '=')) {
		while (end < tokens->count && !gate_is(tokens, end, ';') && end < i + 5)
			end++;
		other = gate_type_of_value(check, tokens, locals, i + 2, end);
		return !gate_is(tokens, end, ';') ||
		       !gate_type_rejects_now(&changed->was, &changed->now, &other);
	}
	if (i < 5 || !gate_is(tokens, i + 1, ';') || !gate_is(tokens, i - 3, '=') ||
	    !gate_is_name(tokens, i - 4) || gate_is_member_use(tokens, i - 4))
		return true;
	other = gate_type_of_local(check, tokens, locals, i - 4);
	return !gate_type_rejects(&other, &changed->now) || !other.base ||
	       gate_type_rejects(&other, &changed->was);
}

static void look_at_file(const struct user_file *file, void *data)
{
	const struct changed *changed = data;
	struct gate_check *check = changed->check;
	const struct ctokens *tokens = &file->tokens;

	for (size_t d = 0; d < file->defs.count && !gate_stops(&check->work); d++) {
		const struct cdef *def = &file->defs.items[d];
		_cleanup_locals_ struct locals locals = { 0 };
		bool read = false;

		for (size_t i = def->body + 3; def->kind == CDEF_FUNCTION && i < def->end; i++) {
			if (!gate_is_member_use(tokens, i) || tokens->items[i].len != changed->len ||
			    memcmp(ctoken_text(tokens, i), changed->name, changed->len) ||
			    !gate_is_name(tokens, i - 2) || gate_is_member_use(tokens, i - 2))
				continue;
			if (!read)
				locals_read(&locals, tokens, def);
			read = true;
			if (gate_is_of_structure(tokens, &locals, i - 2, changed->tag,
						 changed->tag_len) &&
			    (!operators_fit(changed, tokens, i) ||
			     !values_fit(changed, tokens, &locals, i)))
				gate_find(check, REASON_CHANGED_TYPE, GATE_REFUSES, file->path,
					  tokens->items[i].line + 1, changed->name, changed->len,
					  "member %.*s of struct %.*s is of another type after the "
					  "change, but is used as before in %s", (int)changed->len,
					  changed->name, (int)changed->tag_len, changed->tag,
					  file->path);
		}
	}
}

struct looking {
	struct gate_check *check;
	const struct gate_chunk *chunk;
	const struct ctokens *before, *after;
	const struct cdef *old, *def;
	size_t names;
};

static void look_at_member(size_t token, bool own, void *data)
{
	struct looking *looking = data;
	struct found was = { looking->before, ctoken_text(looking->after, token),
			     looking->after->items[token].len };
	struct found now = { looking->after, was.name, was.len };
	struct changed changed = { looking->check, looking->after->text + looking->def->name,
				   was.name, looking->def->name_len, was.len };

	if (!own || !gate_is_added(looking->chunk, token) || looking->names >= NAMES_MAX ||
	    gate_stops(&looking->check->work))
		return;
	cmembers_read(looking->before, looking->old, find, &was);
	cmembers_read(looking->after, looking->def, find, &now);
	if (was.count != 1 || now.count != 1 || !was.token || !now.token)
		return;
	changed.was = type_at(looking->check, looking->before, looking->old, was.token);
	changed.now = type_at(looking->check, looking->after, looking->def, now.token);
	if (!gate_types_differ(&changed.was, &changed.now) ||
	    gate_is_macro(looking->check, was.name, was.len))
		return;
	looking->names++;
	gate_each_user(looking->check, changed.name, changed.len, changed.tag, changed.tag_len,
		       look_at_file, &changed);
}

void gate_check_member_types(struct gate_check *check, const struct gate_chunk *chunk,
			     const struct cdef *old, const struct cdef *def)
{
	struct looking looking = { check, chunk, &chunk->before.tokens, &chunk->after.tokens,
				   old, def };

	cmembers_read(looking.after, def, look_at_member, &looking);
}
