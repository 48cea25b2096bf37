// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who else uses the members of structures that the change alters: one that a structure no longer
 * has, and a pointer to a function that takes another number of arguments than before.
 *
 * Only uses by a parameter or variable of the function are known to be of that structure:
 * "it->member" where "it" is a "struct TAG *". A pointer that is declared more than once (in both
 * halves of an #if) takes what any of its declarations takes.
 */
#include <stdlib.h>
#include <string.h>

#include "gates/names_parts.h"
#include "gates/tokens_parts.h"
#include "gates/users_parts.h"
#include "syntax/cmembers.h"

/* "type (*name)(...)" in a structure. */
struct pointer {
	const char *name;
	size_t len;
	size_t arguments;	/* SIZE_MAX: any number, it ends in "..." */
};

/* In the order of their names, and of the numbers of their arguments. */
struct pointers {
	const struct ctokens *tokens;
	struct pointer *items;
	size_t count, alloc;
};

static void pointers_release(struct pointers *pointers)
{
	free(pointers->items);
}
#define _cleanup_pointers_ _cleanup_(pointers_release)

static int name_order(const void *a, const void *b)
{
	const struct pointer *x = a, *y = b;
	int order = memcmp(x->name, y->name, x->len < y->len ? x->len : y->len);

	return order ? order : (x->len > y->len) - (x->len < y->len);
}

static int pointer_order(const void *a, const void *b)
{
	const struct pointer *x = a, *y = b;
	int order = name_order(x, y);

	return order ? order : (x->arguments > y->arguments) - (x->arguments < y->arguments);
}

static void add_pointer(size_t token, bool own, void *data)
{
	struct pointers *pointers = data;
	const struct ctokens *tokens = pointers->tokens;
	struct pointer *pointer;
	bool variadic;

	if (!own || !token || token + 2 >= tokens->count || !gate_is(tokens, token - 1, '*') ||
	    !gate_is(tokens, token + 1, ')') || !gate_is(tokens, token + 2, '('))
		return;
	pointer = ARRAY_ADD(pointers->items, pointers->count, pointers->alloc);
	pointer->name = ctoken_text(tokens, token);
	pointer->len = tokens->items[token].len;
	pointer->arguments = ctokens_arguments(tokens, token + 2, tokens->count, &variadic);
	if (variadic)
		pointer->arguments = SIZE_MAX;
}

/* The caller releases *ret_pointers, which point into the tokens. */
static void pointers_read(const struct ctokens *tokens, const struct cdef *record,
			  struct pointers *ret_pointers)
{
	*ret_pointers = (struct pointers){ .tokens = tokens };
	cmembers_read(tokens, record, add_pointer, ret_pointers);
	if (ret_pointers->count)
		qsort(ret_pointers->items, ret_pointers->count, sizeof(*ret_pointers->items),
		      pointer_order);
}

static bool pointers_have(const struct pointers *pointers, const struct pointer *key,
			  int (*order)(const void *, const void *))
{
	return pointers->count && bsearch(key, pointers->items, pointers->count,
					  sizeof(*pointers->items), order);
}

/* Does the pointer of that name, or one of them, take that many? */
static bool pointers_take(const struct pointers *pointers, const char *name, size_t len,
			  size_t arguments)
{
	const struct pointer exact = { name, len, arguments }, any = { name, len, SIZE_MAX };

	return pointers_have(pointers, &exact, pointer_order) ||
	       pointers_have(pointers, &any, pointer_order);
}

bool gate_is_of_structure(const struct ctokens *tokens, const struct locals *locals, size_t i,
			  const char *tag, size_t len)
{
	size_t first;
	const struct local *local = locals_find(locals, ctoken_text(tokens, i),
						tokens->items[i].len);

	if (!local || !local->certain ||
	    locals_named(locals, ctoken_text(tokens, i), tokens->items[i].len, &first) != 1)
		return false;
	for (size_t t = local->type; t < local->type_end; t++)
		if (ctoken_is(tokens, t, "struct") && tokens->items[t + 1].len == len &&
		    !memcmp(ctoken_text(tokens, t + 1), tag, len))
			return true;
	return false;
}

/* A member of struct TAG that is used as it was before the change. */
struct member {
	const char *tag, *name;
	size_t tag_len, len;
	const struct pointers *pointers;	/* it is one of these; NULL: it is gone */
};

static void tell_gone(struct gate_check *check, const struct user_file *file,
		      const struct member *member, size_t i)
{
	gate_find(check, REASON_MISSING_MEMBER, GATE_REFUSES, file->path,
		  file->tokens.items[i].line + 1, member->name, member->len,
		  "struct %.*s has no member %.*s after the change, but it is still used in %s",
		  (int)member->tag_len, member->tag, (int)member->len, member->name, file->path);
}

/* Token i is the pointer's name: is it called with a number of arguments that it does not take? */
static void check_pointer_call(struct gate_check *check, const struct user_file *file,
			       const struct member *member, size_t i)
{
	const struct ctokens *tokens = &file->tokens;
	size_t arguments;

	if (!gate_is(tokens, i + 1, '('))
		return;
	arguments = ctokens_arguments(tokens, i + 1, tokens->count, NULL);
	if (!pointers_take(member->pointers, member->name, member->len, arguments))
		gate_find(check, REASON_ARGUMENT_COUNT, GATE_REFUSES, file->path,
			  tokens->items[i].line + 1, member->name, member->len,
			  "%.*s() of struct %.*s takes another number of arguments after the "
			  "change, but is called with %zu in %s", (int)member->len, member->name,
			  (int)member->tag_len, member->tag, arguments, file->path);
}

/* Uses of the member by the structure's variables in the functions of a file. */
static void check_member_uses(struct gate_check *check, const struct user_file *file,
			      const struct member *member)
{
	const struct ctokens *tokens = &file->tokens;

	for (size_t d = 0; d < file->defs.count && !gate_stops(&check->work); d++) {
		const struct cdef *def = &file->defs.items[d];
		_cleanup_locals_ struct locals locals = { 0 };
		bool read = false;

		for (size_t i = def->body + 2; def->kind == CDEF_FUNCTION && i < def->end; i++) {
			if (!gate_is_member_use(tokens, i) || tokens->items[i].len != member->len ||
			    memcmp(ctoken_text(tokens, i), member->name, member->len) ||
			    !gate_is_name(tokens, i - 2) || gate_is_member_use(tokens, i - 2))
				continue;
			if (!read)
				locals_read(&locals, tokens, def);
			read = true;
			if (!gate_is_of_structure(tokens, &locals, i - 2, member->tag, member->tag_len))
				continue;
			if (member->pointers)
				check_pointer_call(check, file, member, i);
			else
				tell_gone(check, file, member, i);
		}
	}
}

static void check_member(struct gate_check *check, const struct member *member)
{
	struct symbol_files files;
	size_t count = 0;
	char *path;

	if (gate_is_macro(check, member->name, member->len))
		return;
	symbol_files_of(check->gates->index, member->name, member->len, &files);
	while (count++ < FILES_MAX && !gate_stops(&check->work) &&
	       (path = symbol_files_next(&files))) {
		struct user_file file;

		if (user_file_read(check, path, member->name, member->len, member->tag,
				   member->tag_len, &file))
			check_member_uses(check, &file, member);
		user_file_release(&file);
		free(path);
	}
}

struct member_names {
	const struct ctokens *tokens;
	struct name_set set;
};

static void add_member(size_t token, bool own, void *data)
{
	struct member_names *names = data;

	name_set_add(&names->set, ctoken_text(names->tokens, token),
		     names->tokens->items[token].len);
}

struct gone_members {
	struct gate_check *check;
	const struct ctokens *tokens;	/* before */
	const struct name_set *after;
	const char *tag;
	size_t tag_len, count;
};

static void look_at_member(size_t token, bool own, void *data)
{
	struct gone_members *gone = data;
	const char *name = ctoken_text(gone->tokens, token);
	size_t len = gone->tokens->items[token].len;

	if (own && !name_set_has(gone->after, name, len) && gone->count++ < NAMES_MAX) {
		const struct member member = { gone->tag, name, gone->tag_len, len, NULL };

		check_member(gone->check, &member);
	}
}

static void check_pointers(struct gate_check *check, const struct ctokens *before,
			   const struct cdef *old, const struct ctokens *after,
			   const struct cdef *def)
{
	_cleanup_pointers_ struct pointers was = { 0 }, now = { 0 };
	size_t names = 0;
	bool agree = false;	/* a declaration of this name with one of before */

	pointers_read(before, old, &was);
	pointers_read(after, def, &now);
	for (size_t i = 0; i < now.count && names < NAMES_MAX && !gate_stops(&check->work); i++) {
		const struct pointer *pointer = &now.items[i];
		const struct member member = { after->text + def->name, pointer->name,
					       def->name_len, pointer->len, &now };

		agree |= pointers_have(&was, pointer, pointer_order);
		if (i + 1 < now.count && !name_order(pointer, pointer + 1))
			continue;
		if (!agree && pointers_have(&was, pointer, name_order)) {
			names++;
			check_member(check, &member);
		}
		agree = false;
	}
}

/* What a structure had before the change and has no more, or no longer as it was. */
void gate_check_structure(struct gate_check *check, const struct gate_chunk *chunk,
			  const struct cdef *def)
{
	const struct ctokens *after = &chunk->after.tokens, *before = &chunk->before.tokens;
	const char *tag = after->text + def->name;
	const struct cdef *old = cdefs_only(before, &chunk->before.defs, CDEF_RECORD, tag,
					    def->name_len);
	struct member_names names = { .tokens = after };
	struct gone_members gone = { check, before, &names.set, tag, def->name_len, 0 };

	if (old && cdefs_only(after, &chunk->after.defs, CDEF_RECORD, tag, def->name_len) &&
	    !gate_is_defined_elsewhere(check, tag, def->name_len, true)) {
		check_pointers(check, before, old, after, def);
		gate_check_member_types(check, chunk, old, def);
		gate_check_callbacks(check, chunk, old, def);
		if (cmembers_read(after, def, add_member, &names))
			cmembers_read(before, old, look_at_member, &gone);
	}
	name_set_release(&names.set);
}
