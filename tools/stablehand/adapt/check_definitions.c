// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a change does to definitions has to fit the rest of B's file, which may use
 * them where A's does not: functions that get other parameters, functions and
 * members that go, names and values that are there already.
 */
#include "adapt/check_definitions.h"

#include <stdlib.h>

#include "adapt/adapt.h"
#include "adapt/changes.h"
#include "adapt/input.h"
#include "syntax/cmembers.h"
#include "util/alloc.h"

static struct adapt_bytes word_at(const struct ctokens *tokens, size_t i)
{
	return (struct adapt_bytes){ ctoken_text(tokens, i), tokens->items[i].len };
}

static struct adapt_bytes name_of(const struct source_file *file, const struct cdef *def)
{
	return (struct adapt_bytes){ file->tokens.text + def->name, def->name_len };
}

static bool is_word(const struct ctokens *tokens, size_t i, struct adapt_bytes word)
{
	return tokens->items[i].kind == CTOKEN_WORD && bytes_equal(word_at(tokens, i), word);
}

static bool is_member(const struct ctokens *tokens, size_t i)
{
	return i && (ctoken_is(tokens, i - 1, "->") || ctoken_is(tokens, i - 1, "."));
}

/* Does the file's code use the word, as a member or else not as one? */
static bool is_used(const struct source_file *file, struct adapt_bytes word, bool member)
{
	for (size_t i = 0; i < file->tokens.count; i++)
		if (is_word(&file->tokens, i, word) && is_member(&file->tokens, i) == member)
			return true;
	return false;
}

static size_t count_named(const struct source_file *file, enum cdef_kind kind,
			  struct adapt_bytes name)
{
	size_t count = 0, at = 0;

	while (cdefs_named(&file->tokens, &file->defs, kind, name.data, name.len, &at))
		count++;
	return count;
}

static const struct cdef *only_named(const struct source_file *file, enum cdef_kind kind,
				     struct adapt_bytes name)
{
	return cdefs_only(&file->tokens, &file->defs, kind, name.data, name.len);
}

/* Does any change touch a definition, of A_OLD or of A_NEW? */
static bool is_touched(const struct adapt_input *in, const struct change_list *changes,
		       const struct source_file *file, const struct cdef *def)
{
	for (size_t i = 0; i < changes->count; i++) {
		const struct adapt_change *change = &changes->items[i];
		size_t first = file == &in->n ? change->n_line : change->a_line;
		size_t count = file == &in->n ? change->n_count : change->a_count;

		if (first <= def->last_line && def->first_line < first + count + !count)
			return true;
	}
	return false;
}

/* The number of a function's parameters; SIZE_MAX: any, or unknown. */
static size_t parameters(const struct source_file *file, const struct cdef *def)
{
	bool variadic;
	size_t count;

	if (def->arguments >= def->end)
		return SIZE_MAX;
	count = ctokens_arguments(&file->tokens, def->arguments, def->end, &variadic);
	return variadic ? SIZE_MAX : count;
}

/* The line, from 1, of a call with that many arguments; 0: there is none. */
static uint32_t call_with(const struct source_file *file, struct adapt_bytes name, size_t arguments)
{
	const struct ctokens *tokens = &file->tokens;

	for (size_t i = 0; i + 1 < tokens->count; i++)
		if (is_word(tokens, i, name) && !is_member(tokens, i) &&
		    !tokens->items[i].directive && ctoken_is(tokens, i + 1, "(") &&
		    ctokens_arguments(tokens, i + 1, tokens->count, NULL) == arguments)
			return tokens->items[i].line + 1;
	return 0;
}

/* Functions whose parameters the change alters, or which it removes. */
static char *check_functions(const struct adapt_input *in, const struct change_list *changes,
			     const struct source_file *made)
{
	const struct source_file *a = &in->a, *b = &in->b;

	for (size_t i = 0; i < a->defs.count; i++) {
		const struct cdef *def = &a->defs.items[i], *old, *new;
		struct adapt_bytes name = name_of(a, def);
		size_t before, now;
		uint32_t line;

		if (def->kind != CDEF_FUNCTION || !is_touched(in, changes, a, def) ||
		    !(old = only_named(b, CDEF_FUNCTION, name)))
			continue;
		new = only_named(made, CDEF_FUNCTION, name);
		if (!new && !count_named(made, CDEF_FUNCTION, name) && is_used(made, name, false) &&
		    !is_used(&in->n, name, false))
			return xasprintf("%.*s() is still used, but would no longer be defined",
					 (int)name.len, name.data);
		if (!new)
			continue;
		before = parameters(b, old);
		now = parameters(made, new);
		if (before == now || before == SIZE_MAX || now == SIZE_MAX)
			continue;
		/* If A's file has such a call as well, another part of the change alters it. */
		line = call_with(made, name, before);
		if (line && !call_with(&in->n, name, before))
			return xasprintf("line %u still passes %zu arguments to %.*s(), "
					 "which would take %zu",
					 line, before, (int)name.len, name.data, now);
	}
	return NULL;
}

struct member_names {
	const struct ctokens *tokens;
	struct adapt_bytes *items;
	size_t count, alloc;
};

static void add_member(size_t token, bool own, void *data)
{
	struct member_names *members = data;

	if (own)
		*ARRAY_ADD(members->items, members->count, members->alloc) =
			word_at(members->tokens, token);
}

static size_t count_member(const struct member_names *members, struct adapt_bytes name)
{
	size_t count = 0;

	for (size_t i = 0; i < members->count; i++)
		count += bytes_equal(members->items[i], name);
	return count;
}

static char *compare_members(const struct adapt_input *in, const struct source_file *made,
			     const struct member_names *before, const struct member_names *now)
{
	for (size_t i = 0; i < before->count; i++) {
		struct adapt_bytes name = before->items[i];

		if (!count_member(now, name) && is_used(made, name, true) &&
		    !is_used(&in->n, name, true))
			return xasprintf("member %.*s is still used, but would be removed",
					 (int)name.len, name.data);
	}
	for (size_t i = 0; i < now->count; i++) {
		struct adapt_bytes name = now->items[i];

		if (count_member(now, name) > 1 && count_member(before, name) &&
		    count_member(now, name) > count_member(before, name))
			return xasprintf("duplicate member %.*s", (int)name.len,
					 name.data);
	}
	return NULL;
}

/* Structures that the change alters. */
static char *check_records(const struct adapt_input *in, const struct change_list *changes,
			   const struct source_file *made)
{
	const struct source_file *a = &in->a, *b = &in->b;
	char *wrong = NULL;

	for (size_t i = 0; i < a->defs.count && !wrong; i++) {
		const struct cdef *def = &a->defs.items[i], *old, *new;
		struct member_names before = { .tokens = &b->tokens },
				    now = { .tokens = &made->tokens };

		if (def->kind != CDEF_RECORD || !def->name_len || !is_touched(in, changes, a, def))
			continue;
		old = only_named(b, CDEF_RECORD, name_of(a, def));
		new = only_named(made, CDEF_RECORD, name_of(a, def));
		if (!old || !new || old->body >= old->end || new->body >= new->end)
			continue;
		if (cmembers_read(&b->tokens, old, add_member, &before) &&
		    cmembers_read(&made->tokens, new, add_member, &now))
			wrong = compare_members(in, made, &before, &now);
		free(before.items);
		free(now.items);
	}
	return wrong;
}

/*
 * Names that may be defined only once: what the change adds may exist in B, even with another
 * value.
 */
static char *check_twice(const struct adapt_input *in, const struct change_list *changes,
			 const struct source_file *made)
{
	static const enum cdef_kind kinds[] = { CDEF_FUNCTION, CDEF_CONSTANT, CDEF_MACRO,
						CDEF_RECORD, CDEF_TYPEDEF };
	const struct source_file *n = &in->n;

	for (size_t i = 0; i < n->defs.count; i++) {
		const struct cdef *def = &n->defs.items[i];
		struct adapt_bytes name = name_of(n, def);
		bool once = false;
		size_t now;

		for (size_t k = 0; k < ARRAY_SIZE(kinds); k++)
			once |= def->kind == kinds[k];
		if (!once || !name.len || !is_touched(in, changes, n, def) ||
		    (def->kind == CDEF_RECORD && def->body >= def->end) ||
		    count_named(&in->a, def->kind, name))
			continue;
		now = count_named(made, def->kind, name);
		if (now > count_named(n, def->kind, name) && count_named(&in->b, def->kind, name))
			return xasprintf("%.*s, which the change adds, is defined already",
					 (int)name.len, name.data);
	}
	return NULL;
}

/* Do two macros have the same value, which is all tokens behind the name? */
static bool same_value(const struct source_file *file, const struct cdef *x, const struct cdef *y)
{
	const struct ctokens *tokens = &file->tokens;
	size_t count = x->end - x->name_token - 1;

	if (!count || count != y->end - y->name_token - 1)
		return false;
	for (size_t i = 1; i <= count; i++)
		if (!bytes_equal(word_at(tokens, x->name_token + i),
				 word_at(tokens, y->name_token + i)))
			return false;
	return true;
}

/* Is the value a bit: BIT(3), 1 << 3? */
static bool is_bit(const struct source_file *file, const struct cdef *def)
{
	for (size_t i = def->name_token + 1; i < def->end; i++)
		if (ctoken_is(&file->tokens, i, "BIT") || ctoken_is(&file->tokens, i, "BIT_ULL") ||
		    ctoken_is(&file->tokens, i, "<<"))
			return true;
	return false;
}

/* Among the macros on the lines next to `at`, without a gap: one that is the same bit. */
static const struct cdef *same_bit(const struct source_file *file, size_t at)
{
	const struct cdef *def = &file->defs.items[at];

	for (int step = -1; step <= 1; step += 2) {
		uint32_t line = def->first_line;

		for (size_t i = at + step; i < file->defs.count; i += step) {
			const struct cdef *other = &file->defs.items[i];

			if (other->kind != CDEF_MACRO || other->first_line != line + step)
				break;
			line = other->first_line;
			if (same_value(file, def, other))
				return other;
		}
	}
	return NULL;
}

/* Flags that the change adds: the bit may be taken in B. */
static char *check_bits(const struct adapt_input *in, const struct change_list *changes,
			const struct source_file *made)
{
	const struct source_file *n = &in->n;

	for (size_t i = 0; i < n->defs.count; i++) {
		const struct cdef *def = &n->defs.items[i], *new, *other;
		struct adapt_bytes name = name_of(n, def);

		if (def->kind != CDEF_MACRO || !is_bit(n, def) ||
		    !is_touched(in, changes, n, def) || count_named(&in->b, CDEF_MACRO, name) ||
		    !(new = only_named(made, CDEF_MACRO, name)))
			continue;
		other = same_bit(made, new - made->defs.items);
		if (other && !count_named(&in->n, CDEF_MACRO, name_of(made, other)))
			return xasprintf("%.*s would be the same bit as %.*s", (int)name.len,
					 name.data, (int)other->name_len,
					 made->tokens.text + other->name);
	}
	return NULL;
}

char *check_definitions(const struct adapt_input *in, const struct change_list *changes,
			const struct source_file *made)
{
	char *wrong = check_functions(in, changes, made);

	if (!wrong)
		wrong = check_records(in, changes, made);
	if (!wrong)
		wrong = check_twice(in, changes, made);
	if (!wrong)
		wrong = check_bits(in, changes, made);
	return wrong;
}
