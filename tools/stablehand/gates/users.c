// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who else uses what the change alters: a function or macro that takes another number of
 * arguments than before, or arguments of another type, is called, and declared, where the change
 * does not touch it; and so is a member used that a structure no longer has.
 *
 * The index says which files have the name; they are read as they are after the change.
 * A name that is defined anywhere else as well (a static function of another file, one for each
 * architecture) is left alone, as it is not known which one a file means.
 */
#include <stdlib.h>
#include <string.h>

#include "gates/names_parts.h"
#include "gates/tokens_parts.h"
#include "gates/users_parts.h"

/* Is it only seen in its own file? */
static bool is_of_file(const struct gate_chunk *chunk, const struct cdef *def)
{
	const struct ctokens *tokens = &chunk->after.tokens;
	size_t len = strlen(chunk->file->path);

	if (chunk->file->path[len - 1] == 'h')
		return false;
	if (def->kind == CDEF_MACRO)
		return true;
	for (size_t i = def->first; i < def->name_token; i++)
		if (ctoken_is(tokens, i, "static"))
			return true;
	return false;
}

/*
 * Does a definition of the code after take another number of arguments than all of that name
 * did before? false, too, when there was none.
 */
static bool takes_another_number(const struct gate_chunk *chunk, const struct cdef *def)
{
	const struct ctokens *after = &chunk->after.tokens, *before = &chunk->before.tokens;
	bool variadic, was_variadic, found = false;
	size_t count = ctokens_arguments(after, def->arguments, def->end, &variadic);

	for (size_t d = 0; d < chunk->before.defs.count; d++) {
		const struct cdef *old = &chunk->before.defs.items[d];

		if (old->kind != def->kind || old->name_len != def->name_len ||
		    memcmp(before->text + old->name, after->text + def->name, def->name_len))
			continue;
		if (old->arguments >= old->end ||
		    (ctokens_arguments(before, old->arguments, old->end, &was_variadic) == count &&
		     was_variadic == variadic))
			return false;
		found = true;
	}
	return found;
}

/* The file as the change leaves it, when it is one of those that are changed. */
static const struct gate_file *changed_file(const struct gate_check *check, const char *path)
{
	for (size_t f = 0; f < check->file_count; f++)
		if (!strcmp(check->files[f].path, path))
			return &check->files[f];
	return NULL;
}

/* Do two of the changed files define a structure of that name? */
static bool is_defined_twice(struct gate_check *check, const char *name, size_t len)
{
	struct symbol_defs defs;
	struct symbol_def def;
	size_t count = 0;

	symbol_defs_of(check->gates->index, name, len, SYMBOL_ANYWHERE, NULL, &defs);
	while (symbol_defs_next(&defs, &def))
		count += def.kind == CDEF_RECORD;
	return count > 1;
}

bool gate_is_defined_elsewhere(struct gate_check *check, const char *name, size_t len,
			       bool structure)
{
	struct symbol_defs defs;
	struct symbol_def def;

	symbol_defs_of(check->gates->index, name, len, SYMBOL_ANYWHERE, NULL, &defs);
	while (symbol_defs_next(&defs, &def)) {
		_cleanup_free_ char *path = xasprintf("%s%s", def.folder, def.file);

		if (def.kind != CDEF_PROTOTYPE && (def.kind == CDEF_RECORD) == structure &&
		    !changed_file(check, path))
			return true;
	}
	/* A function may have a stub; two structures of a name are two. */
	return structure && is_defined_twice(check, name, len);
}

static void tell(struct gate_check *check, const char *path, size_t line, const char *name,
		 size_t len, size_t arguments, const char *how)
{
	gate_find(check, REASON_ARGUMENT_COUNT, GATE_REFUSES, path, line, name, len,
		  "%.*s() takes another number of arguments after the change, but is %s with %zu "
		  "in %s", (int)len, name, how, arguments, path);
}

/* Places that name it in a file: a call, or a prototype, that does not fit? */
static void check_use(struct gate_check *check, const char *path, const struct ctokens *tokens,
		      const struct cdefs *defs, const char *name, size_t len)
{
	for (size_t i = 0; i + 1 < tokens->count && !gate_stops(&check->work); i++) {
		const struct cdef *function;
		bool variadic;
		size_t arguments;

		if (tokens->items[i].len != len || tokens->items[i].kind != CTOKEN_WORD ||
		    memcmp(ctoken_text(tokens, i), name, len) || !gate_is(tokens, i + 1, '(') ||
		    gate_is_member_use(tokens, i) || tokens->items[i].directive)
			continue;
		arguments = ctokens_arguments(tokens, i + 1, tokens->count, &variadic);
		if (gate_taken_by_change(check, name, len, arguments))
			continue;
		function = cdefs_at_line(defs, CDEF_FUNCTION, tokens->items[i].line);
		if (function && function->body < i && i < function->end) {
			_cleanup_locals_ struct locals locals = { 0 };

			/* A variable of that name is called. */
			locals_read(&locals, tokens, function);
			if (!locals_have(&locals, name, len))
				tell(check, path, tokens->items[i].line + 1, name, len, arguments,
				     "called");
		} else if (!function && !variadic && cdefs_only(tokens, defs, CDEF_PROTOTYPE, name, len)) {
			tell(check, path, tokens->items[i].line + 1, name, len, arguments,
			     "declared");
		}
	}
}

void user_file_release(struct user_file *file)
{
	cdefs_release(&file->defs);
	ctokens_release(&file->tokens);
	buf_release(&file->text);
}

bool user_file_read(struct gate_check *check, const char *path, const char *name, size_t len,
		    const char *other, size_t other_len, struct user_file *ret_file)
{
	const struct gate_file *changed = changed_file(check, path);
	size_t path_len = strlen(path);

	*ret_file = (struct user_file){ .path = path };
	if (path_len < 3 || path[path_len - 2] != '.' || !strchr("ch", path[path_len - 1]) ||
	    gate_is_of_user_space(path))
		return false;
	if (changed && changed->after)
		buf_add(&ret_file->text, changed->after, changed->after_len);
	else if (changed || !check->gates->read_after(path, &ret_file->text, check->gates->data))
		return false;
	if (!memmem(buf_str(&ret_file->text), ret_file->text.len, name, len) ||
	    !memmem(buf_str(&ret_file->text), ret_file->text.len, other, other_len))
		return false;
	ctokens_read(&ret_file->tokens, buf_str(&ret_file->text), ret_file->text.len, false);
	cdefs_read(&ret_file->tokens, &ret_file->defs);
	return true;
}

void gate_each_user(struct gate_check *check, const char *name, size_t len, const char *other,
		    size_t other_len, void (*look)(const struct user_file *file, void *data),
		    void *data)
{
	struct symbol_files files;
	size_t count = 0;
	char *path;

	symbol_files_of(check->gates->index, name, len, &files);
	while (count++ < FILES_MAX && !gate_stops(&check->work) &&
	       (path = symbol_files_next(&files))) {
		struct user_file file;

		if (user_file_read(check, path, name, len, other, other_len, &file))
			look(&file, data);
		user_file_release(&file);
		free(path);
	}
}

struct name {
	struct gate_check *check;
	const char *text;
	size_t len;
};

static void look_at_file(const struct user_file *file, void *data)
{
	const struct name *name = data;

	check_use(name->check, file->path, &file->tokens, &file->defs, name->text, name->len);
}

/* A function or macro that the change touches, and others can see. */
static bool check_definition(struct gate_check *check, const struct gate_chunk *chunk,
			     const struct cdef *def, struct name_set *asked)
{
	struct name name = { check, chunk->after.tokens.text + def->name, def->name_len };
	bool counts = takes_another_number(chunk, def);

	if ((!counts && !gate_has_other_types(check, chunk, def)) ||
	    !name_set_add(asked, name.text, name.len))
		return false;
	if (gate_is_defined_elsewhere(check, name.text, name.len, false))
		return true;
	if (counts)
		gate_each_user(check, name.text, name.len, name.text, name.len, look_at_file, &name);
	else
		gate_check_signature(check, chunk, def);
	return true;
}

void gate_check_users(struct gate_check *check)
{
	struct name_set asked = { 0 };
	size_t names = 0;

	if (!check->gates->index || !check->gates->read_after ||
	    !symbol_index_knows_definitions(check->gates->index))
		return;
	for (size_t c = 0; c < check->chunks.count && names < NAMES_MAX; c++) {
		const struct gate_chunk *chunk = &check->chunks.items[c];

		for (size_t d = 0; d < chunk->after.defs.count && names < NAMES_MAX; d++) {
			const struct cdef *def = &chunk->after.defs.items[d];

			if (def->kind == CDEF_RECORD && def->name_len && gate_touches(chunk, def) &&
			    !gate_is_of_user_space(chunk->file->path))
				gate_check_structure(check, chunk, def);
			if (def->kind > CDEF_MACRO || def->arguments >= def->end ||
			    !gate_touches(chunk, def) || is_of_file(chunk, def) ||
			    gate_is_of_user_space(chunk->file->path))
				continue;
			names += check_definition(check, chunk, def, &asked);
		}
	}
	name_set_release(&asked);
}
