// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who else uses a function whose parameters or value the change makes of another kind: calls
 * whose arguments fit the old parameter and not the new one, values that are used of what
 * returns none any more or something else, and declarations that say the old types.
 */
#include <stdlib.h>
#include <string.h>

#include "gates/tokens_parts.h"
#include "gates/types_parts.h"
#include "gates/users_parts.h"

/* A function before and after the change; the number of parameters is the same. */
struct signature {
	struct gate_type value[2];
	struct gate_type parameters[GATE_PARAMETERS_MAX][2];
	size_t count;
};

struct asked {
	struct gate_check *check;
	const char *name;
	size_t len;
	struct signature signature;
};

static struct gate_type value_of(struct gate_check *check, const struct ctokens *tokens,
				 const struct cdef *def)
{
	return gate_type_read(check, tokens, def->first, def->name_token);
}

/* Word for word what it was, up to its last parameter? */
static bool is_heading_same(const struct ctokens *before, const struct cdef *old,
			    const struct ctokens *after, const struct cdef *def)
{
	size_t a = old->first, b = def->first;
	size_t a_end = ctokens_skip(before, old->arguments, old->end);
	size_t b_end = ctokens_skip(after, def->arguments, def->end);

	if (a_end - a != b_end - b)
		return false;
	for (; a < a_end; a++, b++)
		if (before->items[a].len != after->items[b].len ||
		    memcmp(ctoken_text(before, a), ctoken_text(after, b), before->items[a].len))
			return false;
	return true;
}

/* Is there a parameter, or the value, of another kind than before? */
static bool read_signature(struct gate_check *check, const struct gate_chunk *chunk,
			   const struct cdef *def, struct signature *ret_signature)
{
	const struct ctokens *after = &chunk->after.tokens, *before = &chunk->before.tokens;
	const char *name = after->text + def->name;
	const struct cdef *old = cdefs_only(before, &chunk->before.defs, def->kind, name,
					    def->name_len);
	struct signature *s = ret_signature;
	bool variadic, was_variadic, differs;

	if (!old || !cdefs_only(after, &chunk->after.defs, def->kind, name, def->name_len) ||
	    old->arguments >= old->end || is_heading_same(before, old, after, def))
		return false;
	*s = (struct signature){
		.value = { value_of(check, before, old), value_of(check, after, def) },
		.count = ctokens_arguments(after, def->arguments, def->end, &variadic),
	};
	if (s->count > GATE_PARAMETERS_MAX || variadic ||
	    ctokens_arguments(before, old->arguments, old->end, &was_variadic) != s->count ||
	    was_variadic)
		return false;
	differs = gate_types_differ(&s->value[0], &s->value[1]);
	for (size_t k = 0; k < s->count; k++) {
		s->parameters[k][0] = gate_parameter_type(check, before, old->arguments, k);
		s->parameters[k][1] = gate_parameter_type(check, after, def->arguments, k);
		differs |= gate_types_differ(&s->parameters[k][0], &s->parameters[k][1]);
	}
	return differs;
}

/* Is the call between tokens i and `close` (behind its bracket) part of an expression? */
static bool is_value_used(const struct ctokens *tokens, const struct cdef *function, size_t i,
			  size_t close)
{
	static const char *const in_front[] = { "=", "+=", "-=", "|=", "&=", "!", "==", "!=", "<",
						">", "<=", ">=", "&&", "||", "?", "+", "-", "|" };
	static const char *const behind[] = { "->", ".", "[", "==", "!=", "<", ">", "<=", ">=",
					      "&&", "||", "+", "-", "|", "&", "?" };

	for (size_t w = 0; w < ARRAY_SIZE(in_front); w++)
		if (ctoken_is(tokens, i - 1, in_front[w]))
			return true;
	for (size_t w = 0; w < ARRAY_SIZE(behind); w++)
		if (ctoken_is(tokens, close, behind[w]))
			return true;
	if (ctoken_is(tokens, i - 1, "return")) {
		/* "return f();" in what returns nothing itself is accepted. */
		for (size_t t = function->first; t < function->name_token; t++)
			if (ctoken_is(tokens, t, "void"))
				return false;
		return function->name_token > function->first;
	}
	return gate_is(tokens, i - 1, '(') &&
	       (ctoken_is(tokens, i - 2, "if") || ctoken_is(tokens, i - 2, "while") ||
		ctoken_is(tokens, i - 2, "switch"));
}

static void tell(struct asked *asked, const struct user_file *file, size_t i, const char *what)
{
	gate_find(asked->check, REASON_CHANGED_TYPE, GATE_REFUSES, file->path,
		  file->tokens.items[i].line + 1, asked->name, asked->len, "%.*s() %s in %s",
		  (int)asked->len, asked->name, what, file->path);
}

/* What a call's value is given to: a variable, or what the function returns. */
static struct gate_type taker(struct gate_check *check, const struct ctokens *tokens,
			      const struct locals *locals, const struct cdef *function, size_t i)
{
	if (gate_is(tokens, i - 1, '=') && gate_is_name(tokens, i - 2) &&
	    !gate_is_member_use(tokens, i - 2))
		return gate_type_of_local(check, tokens, locals, i - 2);
	if (ctoken_is(tokens, i - 1, "return"))
		return value_of(check, tokens, function);
	return (struct gate_type){ 0 };
}

/* Only what has no conversion of its own: "n = f() ? 1 : 0" takes anything. */
static bool value_fits(struct asked *asked, const struct ctokens *tokens,
		       const struct locals *locals, const struct cdef *function, size_t i, size_t close)
{
	const struct gate_type *was = &asked->signature.value[0], *now = &asked->signature.value[1];
	struct gate_type type;

	if (!gate_types_differ(was, now))
		return true;
	if (now->base == BASE_VOID && !now->pointers)
		return !is_value_used(tokens, function, i, close);
	if (ctoken_is(tokens, close, "->"))
		return now->pointers == 1 && now->base == BASE_RECORD;
	if (ctoken_is(tokens, close, "."))
		return !now->pointers && now->base == BASE_RECORD;
	if (!gate_is(tokens, close, ';'))
		return true;
	type = taker(asked->check, tokens, locals, function, i);
	return !gate_type_rejects(&type, now) || !type.base || gate_type_rejects(&type, was);
}

static void check_call(struct asked *asked, const struct user_file *file,
		       const struct cdef *function, size_t i)
{
	const struct ctokens *tokens = &file->tokens;
	const struct signature *s = &asked->signature;
	_cleanup_locals_ struct locals locals = { 0 };
	size_t first, end;

	locals_read(&locals, tokens, function);
	if (locals_have(&locals, asked->name, asked->len))
		return;		/* a variable of that name is called */
	for (size_t k = 0; k < s->count && gate_argument_at(tokens, i + 1, k, &first, &end); k++) {
		struct gate_type value = gate_type_of_value(asked->check, tokens, &locals, first,
							    end);

		if (gate_type_rejects_now(&s->parameters[k][0], &s->parameters[k][1], &value)) {
			tell(asked, file, i, "takes another type after the change, but is called "
					     "with the old one");
			return;
		}
	}
	if (!value_fits(asked, tokens, &locals, function, i,
			ctokens_skip(tokens, i + 1, tokens->count)))
		tell(asked, file, i, "returns another type after the change, but is used as before");
}

/* A declaration of it that says other types. */
static void check_declaration(struct asked *asked, const struct user_file *file,
			      const struct cdef *def, size_t i)
{
	const struct signature *s = &asked->signature;
	struct gate_type type = value_of(asked->check, &file->tokens, def);
	bool variadic, differs = gate_types_differ(&type, &s->value[1]);

	if (ctokens_arguments(&file->tokens, def->arguments, def->end, &variadic) != s->count ||
	    variadic)
		return;
	for (size_t k = 0; k < s->count; k++) {
		type = gate_parameter_type(asked->check, &file->tokens, def->arguments, k);
		differs |= gate_types_differ(&type, &s->parameters[k][1]);
	}
	if (differs)
		tell(asked, file, i, "has other types after the change, but is declared with the "
				     "old ones");
}

static void look_at_file(const struct user_file *file, void *data)
{
	struct asked *asked = data;
	const struct ctokens *tokens = &file->tokens;

	for (size_t i = 1; i + 1 < tokens->count && !gate_stops(&asked->check->work); i++) {
		const struct cdef *def;

		if (tokens->items[i].len != asked->len || !gate_is(tokens, i + 1, '(') ||
		    memcmp(ctoken_text(tokens, i), asked->name, asked->len) ||
		    gate_is_member_use(tokens, i) || tokens->items[i].directive)
			continue;
		def = cdefs_at_line(&file->defs, CDEF_FUNCTION, tokens->items[i].line);
		if (def && def->body < i && i < def->end) {
			check_call(asked, file, def, i);
			continue;
		}
		def = cdefs_at_line(&file->defs, CDEF_PROTOTYPE, tokens->items[i].line);
		if (def && def->name_token == i &&
		    cdefs_only(tokens, &file->defs, CDEF_PROTOTYPE, asked->name, asked->len))
			check_declaration(asked, file, def, i);
	}
}

bool gate_has_other_types(struct gate_check *check, const struct gate_chunk *chunk,
			  const struct cdef *def)
{
	struct signature signature;

	return def->kind <= CDEF_PROTOTYPE && read_signature(check, chunk, def, &signature);
}

void gate_check_signature(struct gate_check *check, const struct gate_chunk *chunk,
			  const struct cdef *def)
{
	struct asked asked = { check, chunk->after.tokens.text + def->name, def->name_len };

	if (read_signature(check, chunk, def, &asked.signature))
		gate_each_user(check, asked.name, asked.len, asked.name, asked.len, look_at_file, &asked);
}
