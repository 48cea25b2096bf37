// SPDX-License-Identifier: GPL-2.0-only
/* Has the structure that an added line reaches into the member that it names? */
#include "port/gates_parts.h"

static bool is(const struct ctokens *tokens, size_t i, char c)
{
	const struct ctoken *token = &tokens->items[i];

	return i < tokens->count && token->kind == CTOKEN_PUNCT && token->len == 1 &&
	       tokens->text[token->start] == c;
}

static bool is_word(const struct ctokens *tokens, size_t i)
{
	return i < tokens->count && tokens->items[i].kind == CTOKEN_WORD;
}

static bool is_name(const struct ctokens *tokens, size_t i)
{
	return is_word(tokens, i) &&
	       !clex_is_keyword(ctoken_text(tokens, i), tokens->items[i].len);
}

bool gate_is_member_use(const struct ctokens *tokens, size_t i)
{
	return i && (ctoken_is(tokens, i - 1, "->") || ctoken_is(tokens, i - 1, "."));
}

/* TAG of the declaration "struct TAG *name" in a function's parameters or body. */
static bool variable_type(const struct ctokens *tokens, const struct cdef *function, const char *name,
			  size_t len, struct record_tag *ret_tag)
{
	size_t tag = 0;

	for (size_t i = function->first; i + 3 < function->end; i++) {
		size_t at = i + 2;

		if (!ctoken_is(tokens, i, "struct") && !ctoken_is(tokens, i, "union"))
			continue;
		while (is(tokens, at, '*') || ctoken_is(tokens, at, "const") ||
		       (is_word(tokens, at) && tokens->items[at].len > 2 &&
			!memcmp(ctoken_text(tokens, at), "__", 2)))
			at++;
		if (!is_word(tokens, at) || tokens->items[at].len != len ||
		    memcmp(ctoken_text(tokens, at), name, len) || is(tokens, at + 1, '('))
			continue;
		/* Two of that name: which one is meant is not told. */
		if (tag && (tokens->items[i + 1].len != tokens->items[tag].len ||
			    memcmp(ctoken_text(tokens, i + 1), ctoken_text(tokens, tag),
				   tokens->items[i + 1].len)))
			return false;
		tag = i + 1;
	}
	if (!tag || tokens->items[tag].len > RECORD_TAG_MAX)
		return false;
	ret_tag->len = tokens->items[tag].len;
	memcpy(ret_tag->name, ctoken_text(tokens, tag), ret_tag->len);
	return true;
}

/* Of what structure is the expression that ends with token i: x, x[...], a->x, a.b[...]->x? */
static bool type_of(struct gate_check *check, const struct gate_chunk *chunk,
		    const struct cdef *function, size_t i, struct record_tag *ret_tag)
{
	const struct ctokens *tokens = &chunk->after.tokens;
	struct record_tag outer;

	while (is(tokens, i, ']')) {
		int depth = 0;

		do
			depth += is(tokens, i, ']') - is(tokens, i, '[');
		while (depth && i-- > function->body);
		if (i-- <= function->body)
			return false;
	}
	if (!is_name(tokens, i))
		return false;
	if (!gate_is_member_use(tokens, i))
		return variable_type(tokens, function, ctoken_text(tokens, i), tokens->items[i].len,
				     ret_tag);
	return check->records && i > function->body + 2 &&
	       type_of(check, chunk, function, i - 2, &outer) &&
	       records_member_type(check->records, outer.name, outer.len, ctoken_text(tokens, i),
				   tokens->items[i].len, chunk->file->path, ret_tag);
}

/* "#define p_bools symtab[0]": what stands for a member is none itself. */
static bool is_macro(struct symbol_index *index, const char *name, size_t len, const char *path)
{
	struct symbol_defs defs;
	struct symbol_def def;

	symbol_defs_of(index, name, len, SYMBOL_NEAR, path, &defs);
	while (symbol_defs_next(&defs, &def))
		if (def.kind == CDEF_MACRO && def.near)
			return true;
	return false;
}

void gate_check_member(struct gate_check *check, const struct gate_chunk *chunk,
		       const struct cdef *function, size_t i)
{
	const struct ctokens *tokens = &chunk->after.tokens;
	const char *name = ctoken_text(tokens, i), *path = chunk->file->path;
	struct symbol_index *index = check->gates->index;
	size_t len = tokens->items[i].len;
	struct record_tag tag;

	if (gate_names_has(&check->members, name, len) || gate_brings(check, name, len) ||
	    ctoken_is(tokens, i + 1, "##") || is_macro(index, name, len, path))
		return;
	if (function && i > function->body + 2 && type_of(check, chunk, function, i - 2, &tag) &&
	    symbol_index_record_has(index, tag.name, tag.len, name, len, path) == SYMBOL_NO) {
		gate_find(check, GATE_MEMBER, GATE_REFUSES, path, gate_line_of(chunk, i), name, len,
			  "it uses %.*s of struct %.*s, which has no such member here", (int)len,
			  name, (int)tag.len, tag.name);
		return;
	}
	if (symbol_index_is_member(index, name, len) ||
	    symbol_index_has(index, name, len, SYMBOL_NEAR, path))
		return;
	gate_find(check, GATE_MEMBER, GATE_REFUSES, path, gate_line_of(chunk, i), name, len,
		  "it uses the member %.*s, which is nowhere where this file could see it",
		  (int)len, name);
}
