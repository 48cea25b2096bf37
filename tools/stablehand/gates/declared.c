// SPDX-License-Identifier: GPL-2.0-only
/*
 * The names that a code declares, told by the shape of its statements. In doubt a
 * name counts as declared: one too many hides a finding, one too few refuses a good
 * patch.
 */
#include "gates/check_parts.h"
#include "gates/tokens_parts.h"
#include "syntax/cmembers.h"

static void add(struct name_set *names, const struct ctokens *tokens, size_t i)
{
	name_set_add(names, ctoken_text(tokens, i), tokens->items[i].len);
}

/* All names in a macro's or parameter list's brackets. Returns where they end. */
static size_t add_names_within(struct name_set *names, const struct ctokens *tokens, size_t open,
			       size_t end, struct gate_work *work)
{
	size_t close = ctokens_skip(tokens, open, end);

	for (size_t i = open + 1; i < close && !gate_stops(work); i++)
		if (gate_is_name(tokens, i))
			add(names, tokens, i);
	return close;
}

/* The parameters of a function: the last name of each, or that in (*name). */
static void add_parameters(struct name_set *names, const struct ctokens *tokens, size_t open,
			   size_t end)
{
	size_t close = ctokens_skip(tokens, open, end);

	for (size_t i = open + 1; i < close; i++) {
		if (gate_is_name(tokens, i) && i + 1 < tokens->count &&
		    (gate_is(tokens, i + 1, ',') || gate_is(tokens, i + 1, ')') ||
		     gate_is(tokens, i + 1, '[')))
			add(names, tokens, i);
		/* to(*from)(...) */
		if (gate_is(tokens, i, '*') && gate_is(tokens, i - 1, '(') &&
		    gate_is_name(tokens, i + 1))
			add(names, tokens, i + 1);
	}
}

/*
 * The statement that begins at token i, if it declares: what stands before a
 * ',' ';' '=' '[' of its top level, and a structure that it defines. All names in front
 * of *names_end were added.
 */
static void add_declaration(struct name_set *names, const struct ctokens *tokens, size_t i,
			    size_t end, size_t *names_end, struct gate_work *work)
{
	bool expected = true;
	size_t at = i;

	if (!gate_is_word(tokens, i) || gate_begins_statement(tokens, i))
		return;
	if (gate_is(tokens, i + 1, '(') && gate_is(tokens, i + 2, '*') &&
	    gate_is_name(tokens, i + 3) && gate_is(tokens, i + 4, ')') &&
	    gate_is(tokens, i + 5, '(')) {
		add(names, tokens, i + 3);
		return;
	}
	if (gate_is(tokens, i + 1, '(')) {
		/* DECLARE_BITMAP(name, n), LIST_HEAD(name), CLASS(type, name)(...) */
		if (gate_is_upper_case(tokens, i) && i >= *names_end)
			*names_end = add_names_within(names, tokens, i + 1, end, work);
		if (!ctoken_is(tokens, i, "typeof") && !ctoken_is(tokens, i, "__typeof__"))
			return;
		at = ctokens_skip(tokens, i + 1, end) - 1;
	}
	if (!gate_is_word(tokens, at + 1) && !gate_is(tokens, at + 1, '*') &&
	    !(gate_is(tokens, at + 1, '{') &&
	      (ctoken_is(tokens, at, "struct") || ctoken_is(tokens, at, "union"))))
		return;
	for (; at < end && !gate_is(tokens, at, ';') && !gate_is(tokens, at, '}') &&
	       !gate_stops(work);
	     at++) {
		if (gate_is(tokens, at, '(')) {
			if (gate_is(tokens, at + 1, '*') && gate_is_name(tokens, at + 2))
				add(names, tokens, at + 2);
			at = ctokens_skip(tokens, at, end) - 1;
		} else if (gate_is(tokens, at, '[') || gate_is(tokens, at, '{')) {
			at = ctokens_skip(tokens, at, end) - 1;
		} else if (gate_is(tokens, at, ',')) {
			expected = true;
		} else if (gate_is(tokens, at, '=')) {
			expected = false;
		} else if (expected && gate_is_name(tokens, at) && at > i &&
			   (gate_is(tokens, at + 1, ',') || gate_is(tokens, at + 1, ';') ||
			    gate_is(tokens, at + 1, '=') || gate_is(tokens, at + 1, '[') ||
			    gate_is(tokens, at + 1, ':') || gate_is(tokens, at + 1, '{') ||
			    (gate_is_word(tokens, at + 1) && at > i))) {
			/* "T x __free(kfree) = ..." declares x, and T is no harm. */
			add(names, tokens, at);
		}
	}
}

static void declared_in_body(const struct ctokens *tokens, size_t body, size_t end,
			     struct name_set *names, struct gate_work *work)
{
	size_t names_end = 0;

	for (size_t i = body; i + 1 < end && !gate_stops(work); i++) {
		if (gate_is(tokens, i, '{') || gate_is(tokens, i, '}') || gate_is(tokens, i, ';') ||
		    (gate_is(tokens, i, '(') && ctoken_is(tokens, i - 1, "for")) ||
		    (gate_is(tokens, i, ':') && gate_is_word(tokens, i - 1)))
			add_declaration(names, tokens, i + 1, end, &names_end, work);
		/* A label. */
		if (gate_is_name(tokens, i) && gate_is(tokens, i + 1, ':') &&
		    (gate_is(tokens, i - 1, ';') || gate_is(tokens, i - 1, '}') ||
		     gate_is(tokens, i - 1, '{') || gate_is(tokens, i - 1, ':') ||
		     tokens->items[i].first))
			add(names, tokens, i);
	}
}

struct member_target {
	const struct ctokens *tokens;
	struct name_set *declared, *members;
};

static void on_member(size_t token, bool own, void *data)
{
	struct member_target *target = data;

	add(target->members, target->tokens, token);
	add(target->declared, target->tokens, token);
}

void gate_declared(const struct gate_code *code, struct name_set *declared,
		   struct name_set *members, struct gate_work *work)
{
	const struct ctokens *tokens = &code->tokens;
	struct member_target target = { tokens, declared, members };

	/* Assembler in a header: ".macro name". */
	for (size_t i = 0; i + 2 < tokens->count && !gate_stops(work); i++)
		if (gate_is(tokens, i, '.') && ctoken_is(tokens, i + 1, "macro") &&
		    gate_is_name(tokens, i + 2))
			add(declared, tokens, i + 2);
	for (size_t i = 0; i < code->defs.count && !gate_stops(work); i++) {
		const struct cdef *def = &code->defs.items[i];

		if (def->name_len)
			name_set_add(declared, tokens->text + def->name, def->name_len);
		if (def->kind == CDEF_RECORD)
			cmembers_read(tokens, def, on_member, &target);
		if (def->arguments < def->end)
			add_parameters(declared, tokens, def->arguments, def->end);
		/* What a macro's body declares, and a name that it puts together. */
		if (def->kind == CDEF_MACRO)
			declared_in_body(tokens, def->first, def->end, declared, work);
		if (def->kind == CDEF_FUNCTION)
			declared_in_body(tokens, def->body, def->end, declared, work);
		/* FNAME(x), and what TRACE_EVENT(x, ...) and the like are given. */
		if (def->name_token < def->arguments && def->kind == CDEF_FUNCTION &&
		    gate_is(tokens, def->name_token + 1, '(') &&
		    def->name_token + 1 < def->arguments)
			add_names_within(declared, tokens, def->name_token + 1, def->end, work);
	}
}
