// SPDX-License-Identifier: GPL-2.0-only
#include "gates/types_parts.h"

#include <stdlib.h>
#include <string.h>

#include "gates/tokens_parts.h"
#include "gates/users_parts.h"

#define DEPTH_MAX 6		/* typedefs of typedefs */
#define DEFINITIONS_MAX 16	/* of a typedef */

static const struct gate_type unknown;

static bool is_one_of(const struct ctokens *tokens, size_t i, const char *const *words)
{
	for (; *words; words++)
		if (ctoken_is(tokens, i, *words))
			return true;
	return false;
}

/* Not bool, which takes pointers as well. */
static bool is_number(const struct ctokens *tokens, size_t i)
{
	static const char *const words[] = { "char", "short", "int", "long", "signed", "unsigned",
					     "float", "double", NULL };

	return is_one_of(tokens, i, words);
}

/* It says nothing of the kind of the value. */
static bool is_qualifier(const struct ctokens *tokens, size_t i)
{
	static const char *const words[] = { "static", "extern", "inline", "register", "volatile",
					     "restrict", "__inline", "__inline__", "__always_inline",
					     "noinline", "asmlinkage", "__init", "__exit",
					     "__must_check", "__user", "__iomem", "__rcu", "__percpu",
					     "__maybe_unused", "__read_mostly", NULL };

	return is_one_of(tokens, i, words);
}

static void set_tag(struct gate_type *type, const char *tag, size_t len)
{
	type->base = len < TYPE_TAG_MAX ? BASE_RECORD : BASE_UNKNOWN;
	if (type->base == BASE_RECORD)
		memcpy(type->tag, tag, len);
}

static struct gate_type read_type(struct gate_check *check, const struct ctokens *tokens,
				  size_t first, size_t end, int depth);

/* "typedef TYPE name;" */
static struct gate_type read_typedef(struct gate_check *check, const struct ctokens *tokens,
				     const struct cdef *def, int depth)
{
	struct gate_type type = { 0 };
	size_t body = def->first + 1;

	if (!ctoken_is(tokens, def->first, "typedef"))
		return unknown;
	while (body < def->name_token && !gate_is(tokens, body, '{'))
		body++;
	for (size_t i = body < def->name_token ? ctokens_skip(tokens, body, def->end) : def->first;
	     i < def->end; i++)
		if (gate_is(tokens, i, '('))	/* of a function, or with attributes */
			return unknown;
	if (body == def->name_token)
		return read_type(check, tokens, def->first + 1, def->end, depth);
	/* What has a body, and the name right behind it. */
	if (ctokens_skip(tokens, body, def->end) != def->name_token ||
	    gate_is(tokens, def->name_token + 1, '['))
		return unknown;
	if (ctoken_is(tokens, def->first + 1, "enum"))
		type.base = BASE_NUMBER;
	else if (gate_is_name(tokens, def->first + 2))
		set_tag(&type, ctoken_text(tokens, def->first + 2),
			tokens->items[def->first + 2].len);
	else
		set_tag(&type, tokens->text + def->name, def->name_len);
	return type;
}

static bool is_same(const struct gate_type *a, const struct gate_type *b)
{
	return a->base == b->base && a->pointers == b->pointers && a->array == b->array &&
	       !strcmp(a->tag, b->tag);
}

/* What all typedefs of a name agree on: those of architectures may differ. */
static struct gate_type typedef_of(struct gate_check *check, const char *name, size_t len,
				   int depth)
{
	struct gate_type all = { 0 };
	struct symbol_defs defs;
	struct symbol_def def;
	size_t count = 0;

	if (depth >= DEPTH_MAX)
		return unknown;
	symbol_defs_of(check->gates->index, name, len, SYMBOL_ANYWHERE, NULL, &defs);
	while (symbol_defs_next(&defs, &def)) {
		_cleanup_free_ char *path = xasprintf("%s%s", def.folder, def.file);
		struct gate_type type = { 0 };
		struct user_file file;
		size_t at = 0;
		const struct cdef *found;

		if (def.kind == CDEF_MACRO || ++count > DEFINITIONS_MAX)
			return unknown;
		if (def.kind != CDEF_TYPEDEF)
			continue;
		if (user_file_read(check, path, name, len, name, len, &file)) {
			found = cdefs_named(&file.tokens, &file.defs, CDEF_TYPEDEF, name, len, &at);
			if (found)
				type = read_typedef(check, &file.tokens, found, depth + 1);
			while (found && (found = cdefs_named(&file.tokens, &file.defs, CDEF_TYPEDEF,
							     name, len, &at))) {
				struct gate_type other = read_typedef(check, &file.tokens, found,
								      depth + 1);

				if (!is_same(&type, &other))
					type = unknown;
			}
		}
		user_file_release(&file);
		if (!type.base || (all.base && !is_same(&all, &type)))
			return unknown;
		all = type;
	}
	return all;
}

static struct gate_type read_type(struct gate_check *check, const struct ctokens *tokens,
				  size_t first, size_t end, int depth)
{
	struct gate_type type = { 0 }, base = { 0 };
	bool constant = false, named = false;

	for (size_t i = first; i < end; i++) {
		if (tokens->items[i].directive || gate_is(tokens, i, '('))
			return unknown;
		if (gate_is(tokens, i, '[')) {
			if (type.array)
				return unknown;
			type.array = true;
			type.pointers++;
			i = ctokens_skip(tokens, i, end) - 1;
		} else if (gate_is(tokens, i, '*')) {
			type.pointers++;
		} else if (gate_is(tokens, i, ',')) {
			/* "int *a, b": b is what stands in front of the stars */
			type.pointers = 0;
			type.array = false;
			named = false;
		} else if (ctoken_is(tokens, i, "const")) {
			constant |= !type.pointers;
		} else if (is_qualifier(tokens, i)) {
			continue;
		} else if (!gate_is_word(tokens, i)) {
			return gate_is(tokens, i, ';') && i + 1 == end ? type : unknown;
		} else if (!base.base && (ctoken_is(tokens, i, "struct") ||
					  ctoken_is(tokens, i, "union"))) {
			if (!gate_is_name(tokens, ++i) || i >= end)
				return unknown;
			set_tag(&base, ctoken_text(tokens, i), tokens->items[i].len);
		} else if (!base.base && ctoken_is(tokens, i, "enum")) {
			base.base = BASE_NUMBER;
			i++;
		} else if (!base.base && ctoken_is(tokens, i, "void")) {
			base.base = BASE_VOID;
		} else if ((!base.base || base.base == BASE_NUMBER) && is_number(tokens, i)) {
			base.base = BASE_NUMBER;
		} else if (!base.base) {
			base = typedef_of(check, ctoken_text(tokens, i), tokens->items[i].len,
					  depth);
			if (!base.base || base.array)
				return unknown;
		} else if (named || !gate_is_name(tokens, i)) {
			return unknown;
		} else {
			named = true;
		}
		type.base = base.base;
		memcpy(type.tag, base.tag, sizeof(type.tag));
	}
	if (!base.base)
		return unknown;
	/* A typedef of a pointer is const itself, not what it points to. */
	type.constant = constant && !base.pointers;
	type.pointers += base.pointers;
	return type;
}

struct gate_type gate_type_read(struct gate_check *check, const struct ctokens *tokens,
				size_t first, size_t end)
{
	return read_type(check, tokens, first, end, 0);
}

struct gate_type gate_parameter_type(struct gate_check *check, const struct ctokens *tokens,
				     size_t open, size_t k)
{
	size_t first, end;

	if (!gate_argument_at(tokens, open, k, &first, &end))
		return unknown;
	return gate_type_read(check, tokens, first, end);
}

struct gate_type gate_type_of_local(struct gate_check *check, const struct ctokens *tokens,
				    const struct locals *locals, size_t token)
{
	const char *name = ctoken_text(tokens, token);
	size_t len = tokens->items[token].len, first, end;
	const struct local *local = locals_find(locals, name, len);

	if (!local || !local->certain || locals_named(locals, name, len, &first) != 1)
		return unknown;
	end = local->type_end + 1;
	if (gate_is(tokens, end, '['))
		end = ctokens_skip(tokens, end, tokens->count);
	return gate_type_read(check, tokens, local->type, end);
}

struct gate_type gate_type_of_value(struct gate_check *check, const struct ctokens *tokens,
				    const struct locals *locals, size_t first, size_t end)
{
	struct gate_type type = { 0 };

	if (end == first + 1 && tokens->items[first].kind == CTOKEN_NUMBER) {
		/* 0 is a pointer as well. */
		type.base = ctoken_is(tokens, first, "0") ? BASE_UNKNOWN : BASE_NUMBER;
	} else if (end == first + 1 && ctoken_is(tokens, first, "NULL")) {
		type.base = BASE_VOID;
		type.pointers = 1;
	} else if (end == first + 1 && gate_is_name(tokens, first)) {
		type = gate_type_of_local(check, tokens, locals, first);
	} else if (end == first + 2 && gate_is_name(tokens, first + 1)) {
		type = gate_type_of_local(check, tokens, locals, first + 1);
		if (gate_is(tokens, first, '&') && !type.array)
			type.pointers++;
		else if (gate_is(tokens, first, '*') && type.pointers == 1)
			type.pointers = 0;
		else
			type = unknown;
	}
	return type;
}

bool gate_type_rejects(const struct gate_type *type, const struct gate_type *value)
{
	if (!type->base || !value->base)
		return false;
	if (!type->pointers != !value->pointers)
		return true;
	if (!type->pointers)
		return type->base != value->base || strcmp(type->tag, value->tag);
	if ((type->base == BASE_VOID && type->pointers == 1) ||
	    (value->base == BASE_VOID && value->pointers == 1))
		return false;
	return type->pointers != value->pointers || type->base != value->base ||
	       strcmp(type->tag, value->tag) ||
	       (type->pointers == 1 && value->constant && !type->constant);
}

bool gate_types_differ(const struct gate_type *a, const struct gate_type *b)
{
	return gate_type_rejects(a, b) || gate_type_rejects(b, a);
}

bool gate_type_rejects_now(const struct gate_type *was, const struct gate_type *now,
			   const struct gate_type *value)
{
	return gate_type_rejects(now, value) && was->base && !gate_type_rejects(was, value);
}
