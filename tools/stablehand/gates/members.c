// SPDX-License-Identifier: GPL-2.0-only
/* Have the structures that added lines use the members that they name? */
#include <string.h>

#include "gates/names_parts.h"
#include "gates/tokens_parts.h"

#define NAMED_ALIKE_MAX 64	/* variables of a function: with more, their type is not told */
#define CHAIN_MAX 32		/* members: a->b->c ... */

/* TAG of a parameter or variable "struct TAG *name"; false: it is no structure. */
static bool tag_of(const struct ctokens *tokens, const struct local *local,
		   struct record_tag *ret_tag)
{
	size_t i = local->type;

	while (ctoken_is(tokens, i, "const") || ctoken_is(tokens, i, "static") ||
	       ctoken_is(tokens, i, "volatile"))
		i++;
	if ((!ctoken_is(tokens, i, "struct") && !ctoken_is(tokens, i, "union")) ||
	    !gate_is_word(tokens, i + 1) || gate_is(tokens, i + 2, '{') ||
	    tokens->items[i + 1].len > RECORD_TAG_MAX)
		return false;
	ret_tag->len = tokens->items[i + 1].len;
	memcpy(ret_tag->name, ctoken_text(tokens, i + 1), ret_tag->len);
	return true;
}

/* Likewise by the name of the variable. false, too, where several of that name differ. */
static bool variable_type(struct gate_check *check, const struct gate_chunk *chunk,
			  const struct cdef *function, const char *name, size_t len,
			  struct record_tag *ret_tag)
{
	const struct locals *locals = gate_locals(check, chunk, function);
	size_t first, count = locals_named(locals, name, len, &first);
	bool found = false;

	if (count > NAMED_ALIKE_MAX)
		return false;
	for (size_t l = first; l < first + count; l++) {
		const struct local *local = &locals->items[locals->by_name[l]];
		struct record_tag tag;

		if (!local->certain || !tag_of(&chunk->after.tokens, local, &tag) ||
		    (found &&
		     (tag.len != ret_tag->len || memcmp(tag.name, ret_tag->name, tag.len))))
			return false;
		*ret_tag = tag;
		found = true;
	}
	return found;
}

/* The structure that the expression ending with token i is of: x, x[...], a->x, a.b[...]->x. */
static bool type_of(struct gate_check *check, const struct gate_chunk *chunk,
		    const struct cdef *function, size_t i, int chain, struct record_tag *ret_tag)
{
	const struct ctokens *tokens = &chunk->after.tokens;
	struct record_tag outer;

	while (gate_is(tokens, i, ']')) {
		uint32_t open = tokens->partners[i];

		if (open == UINT32_MAX || open <= function->body)
			return false;
		i = open - 1;
	}
	if (!gate_is_name(tokens, i))
		return false;
	if (!gate_is_member_use(tokens, i))
		return variable_type(check, chunk, function, ctoken_text(tokens, i),
				     tokens->items[i].len, ret_tag);
	return check->records && i > function->body + 2 && chain < CHAIN_MAX &&
	       type_of(check, chunk, function, i - 2, chain + 1, &outer) &&
	       records_member_type(check->records, outer.name, outer.len, ctoken_text(tokens, i),
				   tokens->items[i].len, chunk->file->path, ret_tag);
}

/* "#define p_bools symtab[0]": a macro in place of a member. */
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

	/* Members that begin with "__" look like attributes. */
	if ((len > 2 && !memcmp(name, "__", 2)) || gate_is_of_user_space(path) ||
	    name_set_has(&check->members, name, len) || gate_brings(check, name, len) ||
	    ctoken_is(tokens, i + 1, "##") || is_macro(index, name, len, path) ||
	    gate_is_macro_parameter(tokens, i))
		return;
	if (function && i > function->body + 2 && type_of(check, chunk, function, i - 2, 0, &tag) &&
	    symbol_index_record_has(index, tag.name, tag.len, name, len, path) == SYMBOL_NO &&
	    !(check->records &&
	      records_may_have(check->records, tag.name, tag.len, name, len, path))) {
		gate_find(check, REASON_MISSING_MEMBER, GATE_REFUSES, path, gate_line_of(chunk, i),
			  name, len, "struct %.*s has no member %.*s in this branch", (int)tag.len,
			  tag.name, (int)len, name);
		return;
	}
	if (symbol_index_is_member(index, name, len) ||
	    symbol_index_has(index, name, len, SYMBOL_NEAR, path))
		return;
	gate_find(check, REASON_MISSING_MEMBER, GATE_REFUSES, path, gate_line_of(chunk, i), name,
		  len, "no structure that this file can see has a member %.*s", (int)len, name);
}
