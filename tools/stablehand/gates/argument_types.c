// SPDX-License-Identifier: GPL-2.0-only
/*
 * Arguments of added calls against what the branch's functions and macros take: a string
 * for a macro that makes one of its argument, a name where a macro puts a string together,
 * a pointer to const for a function that takes another one.
 *
 * Definitions are found by the index and read from their files. What several of a name do
 * not agree on is not told.
 */
#include <stdlib.h>
#include <string.h>

#include "gates/names_parts.h"
#include "gates/tokens_parts.h"

#define READS_MAX 64	/* of files, for the calls of a chunk */
#define ARGUMENTS_MAX 64
#define DEPTH_MAX 6	/* macros that hand an argument on */

enum takes {
	TAKES_ANY,	/* or it is not known */
	TAKES_NAME,	/* a macro that makes a string of it */
	TAKES_STRING,	/* a macro that appends it to a string */
	TAKES_NOT_CONST,	/* a function: a pointer to what it may write to */
};

struct reading {
	struct gate_check *check;
	const char *path;	/* the file that asks */
	size_t reads;
};

/* A file that has a definition. */
struct there {
	struct buf text;
	struct ctokens tokens;
	struct cdefs defs;
};

static void there_release(struct there *there)
{
	cdefs_release(&there->defs);
	ctokens_release(&there->tokens);
	buf_release(&there->text);
}

/* The definition that begins on the line that the index tells, or NULL. */
static const struct cdef *read_definition(struct reading *reading, const struct symbol_def *def,
					  const char *name, size_t len, struct there *there)
{
	const struct gates *gates = reading->check->gates;
	_cleanup_free_ char *path = xasprintf("%s%s", def->folder, def->file);

	if (!gates->read || reading->reads++ >= READS_MAX ||
	    !gates->read(path, &there->text, gates->data))
		return NULL;
	ctokens_read(&there->tokens, buf_str(&there->text), there->text.len, false);
	ctokens_pair(&there->tokens);
	cdefs_read(&there->tokens, &there->defs);
	for (size_t d = 0; d < there->defs.count; d++) {
		const struct cdef *found = &there->defs.items[d];

		if (found->kind == def->kind && found->first_line + 1 == def->line &&
		    found->name_len == len && !memcmp(there->tokens.text + found->name, name, len))
			return found;
	}
	return NULL;
}

/*
 * The call whose argument token i is, by itself: the token of its name, from `from` on, and
 * which argument. false: it is none.
 */
static bool call_around(const struct ctokens *tokens, size_t from, size_t i, size_t *ret_call,
			size_t *ret_k)
{
	size_t k = 0, at = i;

	if (i <= from + 1 || (!gate_is(tokens, i - 1, '(') && !gate_is(tokens, i - 1, ',')) ||
	    (!gate_is(tokens, i + 1, ')') && !gate_is(tokens, i + 1, ',')))
		return false;
	while (--at > from) {
		if (gate_is(tokens, at, ')') || gate_is(tokens, at, ']') ||
		    gate_is(tokens, at, '}')) {
			if (!tokens->partners || tokens->partners[at] == UINT32_MAX ||
			    tokens->partners[at] <= from)
				return false;
			at = tokens->partners[at];
		} else if (gate_is(tokens, at, ',')) {
			if (++k > ARGUMENTS_MAX)
				return false;
		} else if (gate_is(tokens, at, '(')) {
			*ret_k = k;
			*ret_call = at - 1;
			return gate_is_name(tokens, at - 1);
		} else if (gate_is(tokens, at, '{') || gate_is(tokens, at, '[') ||
			   gate_is(tokens, at, ';')) {
			return false;
		}
	}
	return false;
}

static enum takes takes(struct reading *reading, const char *name, size_t len, size_t k, int depth);

/* What a macro does with its parameter k. */
static enum takes macro_takes(struct reading *reading, const struct there *there,
			      const struct cdef *macro, size_t k, int depth)
{
	const struct ctokens *tokens = &there->tokens;
	enum takes all = TAKES_ANY;
	size_t first, end, body;

	if (macro->arguments >= macro->end ||
	    !gate_argument_at(tokens, macro->arguments, k, &first, &end) || !gate_is_name(tokens, first))
		return TAKES_ANY;
	body = ctokens_skip(tokens, macro->arguments, macro->end);
	for (size_t i = body; i < macro->end; i++) {
		enum takes one = TAKES_ANY;
		size_t call, place;

		if (!gate_is_word(tokens, i) || tokens->items[i].len != tokens->items[first].len ||
		    memcmp(ctoken_text(tokens, i), ctoken_text(tokens, first),
			   tokens->items[i].len))
			continue;
		if (gate_is(tokens, i - 1, '#')) {
			one = TAKES_NAME;
		} else if ((i > body && tokens->items[i - 1].kind == CTOKEN_STRING) ||
			   (i + 1 < macro->end && tokens->items[i + 1].kind == CTOKEN_STRING)) {
			one = TAKES_STRING;
		} else if (depth < DEPTH_MAX && i + 1 < macro->end &&
			   call_around(tokens, body, i, &call, &place)) {
			one = takes(reading, ctoken_text(tokens, call), tokens->items[call].len,
				    place, depth + 1);
		}
		if (one == TAKES_ANY || one == TAKES_NOT_CONST || (all && all != one))
			return TAKES_ANY;
		all = one;
	}
	return all;
}

/* Does a function take a pointer to something that is not const as its parameter k? */
static enum takes function_takes(const struct there *there, const struct cdef *def, size_t k)
{
	const struct ctokens *tokens = &there->tokens;
	size_t first, end, pointers = 0;

	if (def->arguments >= def->end || !gate_argument_at(tokens, def->arguments, k, &first, &end))
		return TAKES_ANY;
	for (size_t i = first; i < end; i++) {
		pointers += gate_is(tokens, i, '*');
		if (ctoken_is(tokens, i, "const") || gate_is(tokens, i, '(') ||
		    gate_is(tokens, i, '['))
			return TAKES_ANY;
	}
	return pointers == 1 ? TAKES_NOT_CONST : TAKES_ANY;
}

/* What all definitions of a name that the file can see take as argument k. */
static enum takes takes(struct reading *reading, const char *name, size_t len, size_t k, int depth)
{
	enum takes all = TAKES_ANY;
	struct symbol_defs defs;
	struct symbol_def def;

	symbol_defs_of(reading->check->gates->index, name, len, SYMBOL_NEAR, reading->path, &defs);
	while (symbol_defs_next(&defs, &def)) {
		struct there there = { 0 };
		const struct cdef *found;
		enum takes one = TAKES_ANY;

		if (!def.near || !symbol_def_is_visible(&def))
			continue;
		found = read_definition(reading, &def, name, len, &there);
		if (found && def.kind == CDEF_MACRO)
			one = macro_takes(reading, &there, found, k, depth);
		else if (found && def.kind <= CDEF_PROTOTYPE)
			one = function_takes(&there, found, k);
		there_release(&there);
		if (one == TAKES_ANY || (all && all != one))
			return TAKES_ANY;
		all = one;
	}
	return all;
}

/* Is token i a variable of the function that points to something const? */
static bool points_to_const(struct gate_check *check, const struct gate_chunk *chunk,
			    const struct cdef *function, size_t i)
{
	const struct ctokens *tokens = &chunk->after.tokens;
	const struct locals *locals;
	const struct local *local;
	size_t pointers = 0, first;
	bool constant = false;

	if (!function || !gate_is_name(tokens, i))
		return false;
	locals = gate_locals(check, chunk, function);
	local = locals_find(locals, ctoken_text(tokens, i), tokens->items[i].len);
	if (!local || !local->certain ||
	    locals_named(locals, ctoken_text(tokens, i), tokens->items[i].len, &first) != 1)
		return false;
	for (size_t t = local->type; t < local->type_end; t++) {
		pointers += gate_is(tokens, t, '*');
		constant |= !pointers && ctoken_is(tokens, t, "const");
	}
	return constant && pointers == 1;
}

/* A name that nothing defines: no macro, and no variable. */
static bool is_only_a_name(struct gate_check *check, const struct gate_chunk *chunk, size_t i)
{
	const char *name = ctoken_text(&chunk->after.tokens, i);
	size_t len = chunk->after.tokens.items[i].len;
	struct symbol_defs defs;
	struct symbol_def def;

	if (!gate_is_name(&chunk->after.tokens, i) || name_set_has(&check->declared, name, len) ||
	    gate_brings(check, name, len))
		return false;
	symbol_defs_of(check->gates->index, name, len, SYMBOL_ANYWHERE, chunk->file->path, &defs);
	return !symbol_defs_next(&defs, &def);
}

/*
 * Does the change define what token `call` names? A call outside of functions looks like a
 * prototype itself.
 */
static bool is_of_change(const struct gate_check *check, const struct gate_chunk *chunk, size_t call)
{
	const struct ctokens *tokens = &chunk->after.tokens;
	const struct gate_definition *of_name;
	size_t count = gate_definitions_of(&check->definitions, ctoken_text(tokens, call),
					   tokens->items[call].len, &of_name);

	for (size_t d = 0; d < count; d++)
		if (of_name[d].code != &chunk->after || of_name[d].def->name_token != call)
			return true;
	return gate_brings(check, ctoken_text(tokens, call), tokens->items[call].len);
}

static void tell(struct gate_check *check, const struct gate_chunk *chunk, size_t call, size_t i,
		 const char *what)
{
	const struct ctokens *tokens = &chunk->after.tokens;

	gate_find(check, REASON_ARGUMENT_TYPE, GATE_REFUSES, chunk->file->path,
		  gate_line_of(chunk, i), ctoken_text(tokens, call), tokens->items[call].len,
		  "%.*s() is given %.*s, %s", (int)tokens->items[call].len,
		  ctoken_text(tokens, call), (int)tokens->items[i].len, ctoken_text(tokens, i),
		  what);
}

static void check_argument(struct reading *reading, const struct gate_chunk *chunk,
			   const struct cdef *function, size_t i)
{
	struct gate_check *check = reading->check;
	const struct ctokens *tokens = &chunk->after.tokens;
	bool string = tokens->items[i].kind == CTOKEN_STRING, upper;
	size_t call, k;

	if (!string && !gate_is_name(tokens, i))
		return;
	if (!call_around(tokens, 0, i, &call, &k) || gate_is_member_use(tokens, call) ||
	    is_of_change(check, chunk, call))
		return;
	upper = gate_is_upper_case(tokens, call);
	if (string && upper) {
		if (takes(reading, ctoken_text(tokens, call), tokens->items[call].len, k, 0) ==
		    TAKES_NAME)
			tell(check, chunk, call, i,
			     "but the macro of this branch makes a string of a name");
	} else if (points_to_const(check, chunk, function, i)) {
		if (takes(reading, ctoken_text(tokens, call), tokens->items[call].len, k, 0) ==
		    TAKES_NOT_CONST)
			tell(check, chunk, call, i,
			     "a pointer to const, but takes one that is not in this branch");
	} else if (!function && upper && is_only_a_name(check, chunk, i)) {
		if (takes(reading, ctoken_text(tokens, call), tokens->items[call].len, k, 0) ==
		    TAKES_STRING)
			tell(check, chunk, call, i,
			     "but the macro of this branch takes a string");
	}
}

void gate_check_argument_types(struct gate_check *check, const struct gate_chunk *chunk)
{
	const struct ctokens *tokens = &chunk->after.tokens;
	const struct cdefs *defs = &chunk->after.defs;
	struct reading reading = { .check = check, .path = chunk->file->path };
	size_t at = 0;

	if (gate_is_of_user_space(chunk->file->path) || !check->gates->read ||
	    !symbol_index_knows_definitions(check->gates->index))
		return;
	for (size_t i = 1; i + 1 < tokens->count && !gate_stops(&check->work); i++) {
		const struct cdef *function;

		while (at < defs->count && (defs->items[at].kind != CDEF_FUNCTION ||
					    defs->items[at].end <= i))
			at++;
		function = at < defs->count && defs->items[at].body < i ? &defs->items[at] : NULL;
		if (!tokens->items[i].directive && gate_is_added(chunk, i))
			check_argument(&reading, chunk, function, i);
	}
}
