// SPDX-License-Identifier: GPL-2.0-only
/*
 * Does a function use a variable that only other functions of its file declare?
 * The check of names does not see that: somewhere in the branch nearly every short
 * word is declared.
 */
#include <ctype.h>
#include <string.h>

#include "gates/names_parts.h"
#include "gates/tokens_parts.h"

static bool same(const struct ctokens *tokens, size_t i, const char *name, size_t len)
{
	return tokens->items[i].kind == CTOKEN_WORD && tokens->items[i].len == len &&
	       !memcmp(ctoken_text(tokens, i), name, len);
}

static bool is_like_a_local(const char *name, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (isupper((unsigned char)name[i]))
			return false;
	return true;
}

/* TEST_F(x, y): the macro may add parameters. */
static bool is_made_by_macro(const struct ctokens *tokens, const struct cdef *function)
{
	return ctoken_is(tokens, function->first + 1, "(");
}

/*
 * May the function declare it in a way that locals_read() does not recognize: as an inline
 * structure, a pointer to a function, or by a macro with a block?
 */
static bool may_be_declared(const struct ctokens *tokens, const struct cdef *function,
			    const char *name, size_t len)
{
	for (size_t i = function->body + 1; i + 1 < function->end; i++) {
		if (same(tokens, i, name, len) &&
		    (ctoken_is(tokens, i - 1, "}") ||
		     (ctoken_is(tokens, i - 1, "*") && ctoken_is(tokens, i - 2, "("))))
			return true;
		if (tokens->items[i].kind == CTOKEN_WORD && ctoken_is(tokens, i + 1, "(") &&
		    !clex_is_keyword(ctoken_text(tokens, i), tokens->items[i].len) &&
		    ctoken_is(tokens, ctokens_skip(tokens, i + 1, function->end), "{"))
			return true;
	}
	return false;
}

/*
 * Is token i a name by itself: not called, no label or tag, and no argument either, as
 * macros take names of members, or declare what they are given?
 */
static bool is_plain(const struct ctokens *tokens, size_t i)
{
	static const char *const before[] = {
		"struct", "union", "enum", "goto", "#", "##", "(", ","
	};

	for (size_t w = 0; w < ARRAY_SIZE(before); w++)
		if (i && ctoken_is(tokens, i - 1, before[w]))
			return false;
	return !tokens->items[i].directive && !gate_is_member_use(tokens, i) &&
	       !ctoken_is(tokens, i + 1, "(") && !ctoken_is(tokens, i + 1, ":") &&
	       !ctoken_is(tokens, i + 1, "##");
}

static bool is_local_of(const struct gate_code *code, const struct cdef *function, const char *name,
			size_t len, bool *ret_certain)
{
	_cleanup_locals_ struct locals locals = { 0 };
	const struct local *local;

	locals_read(&locals, &code->tokens, function);
	local = locals_find(&locals, name, len);
	*ret_certain = local && local->certain;
	return local;
}

/* Did the function use the name before the change? A macro may declare it. */
static bool was_used(const struct gate_chunk *chunk, const struct cdef *function, const char *name,
		     size_t len)
{
	const struct cdef *before = gate_function(
		&chunk->before, chunk->after.tokens.text + function->name, function->name_len);

	for (size_t i = before ? before->body : 0; before && i < before->end; i++)
		if (same(&chunk->before.tokens, i, name, len) && is_plain(&chunk->before.tokens, i))
			return true;
	return false;
}

/* Does anything that the file can see define it, in the branch or with the change? */
static bool is_defined(struct gate_check *check, const char *path, const char *name, size_t len)
{
	struct symbol_defs defs;
	struct symbol_def def;

	symbol_defs_of(check->gates->index, name, len, SYMBOL_NEAR, path, &defs);
	while (symbol_defs_next(&defs, &def))
		if (def.kind != CDEF_RECORD && def.kind != CDEF_ENUM && def.kind != CDEF_TYPEDEF &&
		    symbol_def_is_visible(&def))
			return true;
	for (size_t c = 0; c < check->chunks.count; c++) {
		const struct gate_code *code = &check->chunks.items[c].after;

		for (size_t d = 0; d < code->defs.count; d++)
			if (code->defs.items[d].name_len == len &&
			    !memcmp(code->tokens.text + code->defs.items[d].name, name, len))
				return true;
	}
	return gate_brings(check, name, len);
}

/* Is it a variable of another function of the file, and nothing outside of functions? */
static bool is_of_another(const struct gate_file *file, const char *name, size_t len)
{
	struct gate_code code = { 0 };
	bool found = false, outside = false;
	size_t at = 0;

	ctokens_read(&code.tokens, file->after, file->after_len, false);
	cdefs_read(&code.tokens, &code.defs);
	for (size_t d = 0; d < code.defs.count && !outside; d++) {
		const struct cdef *def = &code.defs.items[d];
		bool used = false, certain = false;

		if (def->kind != CDEF_FUNCTION)
			continue;
		for (; at < def->first && !outside; at++)
			outside = same(&code.tokens, at, name, len) &&
				  !gate_is_member_use(&code.tokens, at);
		for (; at < def->end; at++)
			used |= same(&code.tokens, at, name, len);
		found |= used && is_local_of(&code, def, name, len, &certain) && certain;
	}
	for (; at < code.tokens.count && !outside; at++)
		outside = same(&code.tokens, at, name, len) &&
			  !gate_is_member_use(&code.tokens, at);
	ctokens_release(&code.tokens);
	cdefs_release(&code.defs);
	return found && !outside;
}

void gate_check_local(struct gate_check *check, const struct gate_chunk *chunk,
		      const struct cdef *function, size_t i)
{
	const struct ctokens *tokens = &chunk->after.tokens;
	const char *name = ctoken_text(tokens, i), *path = chunk->file->path;
	size_t len = tokens->items[i].len;

	/* A name that is nowhere is reported by the check of names. */
	if (!symbol_index_has(check->gates->index, name, len, SYMBOL_NEAR, path) ||
	    !symbol_index_knows_definitions(check->gates->index) || !is_like_a_local(name, len) ||
	    !is_plain(tokens, i) || is_made_by_macro(tokens, function) ||
	    locals_have(gate_locals(check, chunk, function), name, len) ||
	    may_be_declared(tokens, function, name, len) || is_defined(check, path, name, len) ||
	    was_used(chunk, function, name, len) || !is_of_another(chunk->file, name, len))
		return;
	gate_find(check, REASON_UNDECLARED_VARIABLE, GATE_REFUSES, path, gate_line_of(chunk, i),
		  name, len, "%.*s() does not declare %.*s", (int)function->name_len,
		  tokens->text + function->name, (int)len, name);
}
