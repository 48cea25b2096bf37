// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who else uses what the change alters: a function or macro that takes another number of
 * arguments than before is called, and declared, in files that the change does not touch.
 *
 * The index says which files have the name; they are read as they are after the change.
 * A name that is defined anywhere else as well (a static function of another file, one for each
 * architecture) is left alone, as it is not known which one a file means.
 */
#include <stdlib.h>
#include <string.h>

#include "gates/names_parts.h"
#include "gates/tokens_parts.h"

#define FILES_MAX 400	/* that have a name, and in which it is looked for */
#define NAMES_MAX 32	/* of a change */

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

/* Is the name defined in a file that is not changed? */
static bool is_defined_elsewhere(struct gate_check *check, const char *name, size_t len)
{
	struct symbol_defs defs;
	struct symbol_def def;

	symbol_defs_of(check->gates->index, name, len, SYMBOL_ANYWHERE, NULL, &defs);
	while (symbol_defs_next(&defs, &def)) {
		_cleanup_free_ char *path = xasprintf("%s%s", def.folder, def.file);

		if (def.kind != CDEF_PROTOTYPE && def.kind != CDEF_RECORD &&
		    !changed_file(check, path))
			return true;
	}
	return false;
}

static void tell(struct gate_check *check, const char *path, size_t line, const char *name,
		 size_t len, size_t arguments, const char *how)
{
	gate_find(check, REASON_ARGUMENT_COUNT, GATE_REFUSES, path, line, name, len,
		  "%.*s() takes another number of arguments after the change, but is %s with %zu "
		  "in a file that the change leaves as it is", (int)len, name, how, arguments);
}

/* A place that names it in a file that is not changed: a call, or a prototype, that does not fit? */
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

static void check_file(struct gate_check *check, const char *path, const char *name, size_t len)
{
	_cleanup_ctokens_ struct ctokens tokens = { 0 };
	_cleanup_cdefs_ struct cdefs defs = { 0 };
	_cleanup_buf_ struct buf text = { 0 };
	size_t path_len = strlen(path);

	if (path_len < 3 || path[path_len - 2] != '.' || !strchr("ch", path[path_len - 1]) ||
	    gate_is_of_user_space(path) || changed_file(check, path) ||
	    !check->gates->read_after(path, &text, check->gates->data) ||
	    !memmem(text.data, text.len, name, len))
		return;
	ctokens_read(&tokens, buf_str(&text), text.len, false);
	cdefs_read(&tokens, &defs);
	check_use(check, path, &tokens, &defs, name, len);
}

static void check_users(struct gate_check *check, const char *name, size_t len)
{
	struct symbol_files files;
	size_t count = 0;
	char *path;

	if (is_defined_elsewhere(check, name, len))
		return;
	symbol_files_of(check->gates->index, name, len, &files);
	while (count++ < FILES_MAX && !gate_stops(&check->work) &&
	       (path = symbol_files_next(&files))) {
		check_file(check, path, name, len);
		free(path);
	}
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
			const char *name = chunk->after.tokens.text + def->name;

			if (def->kind > CDEF_MACRO || def->arguments >= def->end ||
			    !gate_touches(chunk, def) || is_of_file(chunk, def) ||
			    gate_is_of_user_space(chunk->file->path) ||
			    !takes_another_number(chunk, def) ||
			    !name_set_add(&asked, name, def->name_len))
				continue;
			names++;
			check_users(check, name, def->name_len);
		}
	}
	name_set_release(&asked);
}
