// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who else fills in a pointer to a function that takes other parameters than before: functions
 * of the file that ".member = function" or "it->member = function" names, which take the old ones.
 */
#include <stdlib.h>
#include <string.h>

#include "gates/names_parts.h"
#include "gates/tokens_parts.h"
#include "gates/types_parts.h"
#include "gates/users_parts.h"
#include "syntax/cmembers.h"

/* "value (*name)(parameters)": what it takes and returns. */
struct callback {
	bool known;		/* once, and with a fixed number of parameters */
	size_t count;
	struct gate_type value, parameters[GATE_PARAMETERS_MAX];
};

struct changed {
	struct gate_check *check;
	const char *tag, *name;
	size_t tag_len, len;
	struct callback was, now;
};

static void read_parameters(struct gate_check *check, const struct ctokens *tokens, size_t open,
			    struct callback *callback)
{
	size_t end = ctokens_skip(tokens, open, tokens->count);
	bool variadic;

	for (size_t i = open; i < end; i++)
		if (tokens->items[i].directive)
			return;		/* an #if chooses among them */
	callback->count = ctokens_arguments(tokens, open, tokens->count, &variadic);
	callback->known = !variadic && callback->count <= GATE_PARAMETERS_MAX;
	for (size_t k = 0; callback->known && k < callback->count; k++)
		callback->parameters[k] = gate_parameter_type(check, tokens, open, k);
}

struct finding_of {
	struct gate_check *check;
	const struct ctokens *tokens;
	const struct cdef *record;
	const char *name;
	size_t len, count;
	struct callback *callback;
};

static void find(size_t token, bool own, void *data)
{
	struct finding_of *of = data;
	const struct ctokens *tokens = of->tokens;
	size_t first = token - 2;

	if (tokens->items[token].len != of->len ||
	    memcmp(ctoken_text(tokens, token), of->name, of->len))
		return;
	of->callback->known = false;
	if (of->count++ || !own || !gate_is(tokens, token - 1, '*') ||
	    !gate_is(tokens, token - 2, '(') || !gate_is(tokens, token + 1, ')') ||
	    !gate_is(tokens, token + 2, '('))
		return;
	while (first > of->record->body + 1 && !gate_is(tokens, first - 1, ';') &&
	       !gate_is(tokens, first - 1, '{') && !gate_is(tokens, first - 1, '}') &&
	       !tokens->items[first - 1].directive)
		first--;
	read_parameters(of->check, tokens, token + 2, of->callback);
	of->callback->value = gate_type_read(of->check, tokens, first, token - 2);
}

static bool callbacks_differ(const struct callback *a, const struct callback *b)
{
	if (a->count != b->count || gate_types_differ(&a->value, &b->value))
		return true;
	for (size_t k = 0; k < a->count; k++)
		if (gate_types_differ(&a->parameters[k], &b->parameters[k]))
			return true;
	return false;
}

/* Token i is filled in for the member: a function of the file that fitted it? */
static void check_filler(const struct changed *changed, const struct user_file *file, size_t i)
{
	const struct ctokens *tokens = &file->tokens;
	const char *name = ctoken_text(tokens, i);
	const struct cdef *def = cdefs_only(tokens, &file->defs, CDEF_FUNCTION, name,
					    tokens->items[i].len);
	struct callback callback = { 0 };

	if (!def || def->arguments >= def->end)
		return;
	read_parameters(changed->check, tokens, def->arguments, &callback);
	callback.value = gate_type_read(changed->check, tokens, def->first, def->name_token);
	if (callback.known && callbacks_differ(&callback, &changed->now) &&
	    !callbacks_differ(&callback, &changed->was))
		gate_find(changed->check, REASON_CHANGED_TYPE, GATE_REFUSES, file->path,
			  tokens->items[i].line + 1, name, tokens->items[i].len,
			  "%.*s of struct %.*s takes other parameters after the change than "
			  "%.*s(), which is filled in for it in %s", (int)changed->len,
			  changed->name, (int)changed->tag_len, changed->tag,
			  (int)tokens->items[i].len, name, file->path);
}

/* Is token i the member's name, and what follows "= function"? */
static bool is_filled(const struct changed *changed, const struct ctokens *tokens, size_t i)
{
	return gate_is_member_use(tokens, i) && tokens->items[i].len == changed->len &&
	       !memcmp(ctoken_text(tokens, i), changed->name, changed->len) &&
	       gate_is(tokens, i + 1, '=') && gate_is_name(tokens, i + 2) &&
	       (gate_is(tokens, i + 3, ',') || gate_is(tokens, i + 3, ';') ||
		gate_is(tokens, i + 3, '}'));
}

/* "struct TAG name = { .member = function }", or an array of them. */
static void look_at_variable(const struct changed *changed, const struct user_file *file,
			     const struct cdef *def)
{
	const struct ctokens *tokens = &file->tokens;
	size_t depth = 0, deep = 1, first = def->first;
	bool of_tag = false;

	for (; first < def->end && !gate_is(tokens, first, '='); first++) {
		of_tag |= ctoken_is(tokens, first, "struct") &&
			  tokens->items[first + 1].len == changed->tag_len &&
			  !memcmp(ctoken_text(tokens, first + 1), changed->tag, changed->tag_len);
		if (gate_is(tokens, first, '['))
			deep = 2;
	}
	for (size_t i = first; of_tag && i < def->end; i++) {
		depth += gate_is(tokens, i, '{');
		depth -= gate_is(tokens, i, '}') && depth;
		if (depth == deep && is_filled(changed, tokens, i) &&
		    (gate_is(tokens, i - 2, '{') || gate_is(tokens, i - 2, ',')))
			check_filler(changed, file, i + 2);
	}
}

static void look_at_function(const struct changed *changed, const struct user_file *file,
			     const struct cdef *def)
{
	const struct ctokens *tokens = &file->tokens;
	_cleanup_locals_ struct locals locals = { 0 };
	bool read = false;

	for (size_t i = def->body + 2; i < def->end; i++) {
		if (!is_filled(changed, tokens, i) || !gate_is_name(tokens, i - 2) ||
		    gate_is_member_use(tokens, i - 2))
			continue;
		if (!read)
			locals_read(&locals, tokens, def);
		read = true;
		if (gate_is_of_structure(tokens, &locals, i - 2, changed->tag, changed->tag_len) &&
		    !locals_have(&locals, ctoken_text(tokens, i + 2), tokens->items[i + 2].len))
			check_filler(changed, file, i + 2);
	}
}

static void look_at_file(const struct user_file *file, void *data)
{
	const struct changed *changed = data;

	for (size_t d = 0; d < file->defs.count && !gate_stops(&changed->check->work); d++) {
		const struct cdef *def = &file->defs.items[d];

		if (def->kind == CDEF_VARIABLE)
			look_at_variable(changed, file, def);
		else if (def->kind == CDEF_FUNCTION)
			look_at_function(changed, file, def);
	}
}

struct looking {
	struct gate_check *check;
	const struct gate_chunk *chunk;
	const struct cdef *old, *def;
	size_t names;
};

/* Does the change touch the declaration, from its name to the end of its parameters? */
static bool is_touched(const struct gate_chunk *chunk, size_t name)
{
	const struct ctokens *tokens = &chunk->after.tokens;
	size_t end = ctokens_skip(tokens, name + 2, tokens->count);

	for (size_t i = name - 2; i < end; i++)
		if (gate_is_added(chunk, i))
			return true;
	return false;
}

static void look_at_member(size_t token, bool own, void *data)
{
	struct looking *looking = data;
	struct gate_check *check = looking->check;
	const struct ctokens *before = &looking->chunk->before.tokens;
	const struct ctokens *after = &looking->chunk->after.tokens;
	struct changed changed = { check, after->text + looking->def->name,
				   ctoken_text(after, token), looking->def->name_len,
				   after->items[token].len };
	struct finding_of was = { check, before, looking->old, changed.name, changed.len, 0,
				  &changed.was };
	struct finding_of now = { check, after, looking->def, changed.name, changed.len, 0,
				  &changed.now };

	if (!own || !gate_is(after, token - 1, '*') || !gate_is(after, token + 1, ')') ||
	    !gate_is(after, token + 2, '(') || looking->names >= NAMES_MAX ||
	    gate_stops(&check->work) || !is_touched(looking->chunk, token))
		return;
	cmembers_read(before, looking->old, find, &was);
	if (!changed.was.known)
		return;
	cmembers_read(after, looking->def, find, &now);
	if (!changed.now.known || !callbacks_differ(&changed.was, &changed.now) ||
	    gate_is_macro(check, changed.name, changed.len))
		return;
	looking->names++;
	gate_each_user(check, changed.name, changed.len, changed.tag, changed.tag_len, look_at_file,
		       &changed);
}

void gate_check_callbacks(struct gate_check *check, const struct gate_chunk *chunk,
			  const struct cdef *old, const struct cdef *def)
{
	struct looking looking = { check, chunk, old, def };

	cmembers_read(&chunk->after.tokens, def, look_at_member, &looking);
}
