// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who else uses what the change alters: a function or macro that takes another number of
 * arguments than before is called, and declared, where the change does not touch it; and so
 * is a member used that a structure no longer has.
 *
 * The index says which files have the name; they are read as they are after the change.
 * A name that is defined anywhere else as well (a static function of another file, one for each
 * architecture) is left alone, as it is not known which one a file means.
 */
#include <stdlib.h>
#include <string.h>

#include "gates/names_parts.h"
#include "gates/tokens_parts.h"
#include "syntax/cmembers.h"

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

/* Is the name that of another structure, or of anything that can be called? */
static bool is_defined_elsewhere(struct gate_check *check, const char *name, size_t len,
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
	return false;
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

/* A file as it is after the change. */
struct user_file {
	const char *path;
	struct buf text;
	struct ctokens tokens;
	struct cdefs defs;
};

static void user_file_release(struct user_file *file)
{
	cdefs_release(&file->defs);
	ctokens_release(&file->tokens);
	buf_release(&file->text);
}

/* false: it is no C of the kernel, is not there any more, or has not both words. */
static bool user_file_read(struct gate_check *check, const char *path, const char *name, size_t len,
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

static void check_calls(struct gate_check *check, const char *name, size_t len)
{
	struct symbol_files files;
	size_t count = 0;
	char *path;

	if (is_defined_elsewhere(check, name, len, false))
		return;
	symbol_files_of(check->gates->index, name, len, &files);
	while (count++ < FILES_MAX && !gate_stops(&check->work) &&
	       (path = symbol_files_next(&files))) {
		struct user_file file;

		if (user_file_read(check, path, name, len, name, len, &file))
			check_use(check, path, &file.tokens, &file.defs, name, len);
		user_file_release(&file);
		free(path);
	}
}

/* Is token i a variable "struct TAG" or "struct TAG *" of the function? */
static bool is_of_structure(const struct ctokens *tokens, const struct locals *locals, size_t i,
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

/* Uses of a member that a structure has no more, by its variables in the functions of a file. */
static void check_member_uses(struct gate_check *check, const struct user_file *file,
			      const char *tag, size_t tag_len, const char *member, size_t len)
{
	const struct ctokens *tokens = &file->tokens;

	for (size_t d = 0; d < file->defs.count && !gate_stops(&check->work); d++) {
		const struct cdef *def = &file->defs.items[d];
		_cleanup_locals_ struct locals locals = { 0 };
		bool read = false;

		for (size_t i = def->body + 2; def->kind == CDEF_FUNCTION && i < def->end; i++) {
			if (!gate_is_member_use(tokens, i) || tokens->items[i].len != len ||
			    memcmp(ctoken_text(tokens, i), member, len) ||
			    !gate_is_name(tokens, i - 2) || gate_is_member_use(tokens, i - 2))
				continue;
			if (!read)
				locals_read(&locals, tokens, def);
			read = true;
			if (is_of_structure(tokens, &locals, i - 2, tag, tag_len))
				gate_find(check, REASON_MISSING_MEMBER, GATE_REFUSES, file->path,
					  tokens->items[i].line + 1, member, len,
					  "struct %.*s has no member %.*s after the change, but it "
					  "is still used in %s",
					  (int)tag_len, tag, (int)len, member, file->path);
		}
	}
}

/* "#define member other.member", in the branch or in the change. */
static bool is_macro(struct gate_check *check, const char *name, size_t len)
{
	const struct gate_definition *of_name;
	size_t count = gate_definitions_of(&check->definitions, name, len, &of_name);
	struct symbol_defs defs;
	struct symbol_def def;

	for (size_t d = 0; d < count; d++)
		if (of_name[d].def->kind == CDEF_MACRO)
			return true;
	symbol_defs_of(check->gates->index, name, len, SYMBOL_ANYWHERE, NULL, &defs);
	while (symbol_defs_next(&defs, &def))
		if (def.kind == CDEF_MACRO)
			return true;
	return false;
}

static void check_member(struct gate_check *check, const char *tag, size_t tag_len,
			 const char *member, size_t len)
{
	struct symbol_files files;
	size_t count = 0;
	char *path;

	if (is_macro(check, member, len))
		return;
	symbol_files_of(check->gates->index, member, len, &files);
	while (count++ < FILES_MAX && !gate_stops(&check->work) &&
	       (path = symbol_files_next(&files))) {
		struct user_file file;

		if (user_file_read(check, path, member, len, tag, tag_len, &file))
			check_member_uses(check, &file, tag, tag_len, member, len);
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

	if (own && !name_set_has(gone->after, name, len) && gone->count++ < NAMES_MAX)
		check_member(gone->check, gone->tag, gone->tag_len, name, len);
}

/* The members that a structure had before the change and has no more. */
static void check_structure(struct gate_check *check, const struct gate_chunk *chunk,
			    const struct cdef *def)
{
	const struct ctokens *after = &chunk->after.tokens, *before = &chunk->before.tokens;
	const char *tag = after->text + def->name;
	const struct cdef *old = cdefs_only(before, &chunk->before.defs, CDEF_RECORD, tag,
					    def->name_len);
	struct member_names names = { .tokens = after };
	struct gone_members gone = { check, before, &names.set, tag, def->name_len, 0 };

	if (old && cdefs_only(after, &chunk->after.defs, CDEF_RECORD, tag, def->name_len) &&
	    !is_defined_elsewhere(check, tag, def->name_len, true) &&
	    cmembers_read(after, def, add_member, &names))
		cmembers_read(before, old, look_at_member, &gone);
	name_set_release(&names.set);
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

			if (def->kind == CDEF_RECORD && def->name_len && gate_touches(chunk, def) &&
			    !gate_is_of_user_space(chunk->file->path))
				check_structure(check, chunk, def);
			if (def->kind > CDEF_MACRO || def->arguments >= def->end ||
			    !gate_touches(chunk, def) || is_of_file(chunk, def) ||
			    gate_is_of_user_space(chunk->file->path) ||
			    !takes_another_number(chunk, def) ||
			    !name_set_add(&asked, name, def->name_len))
				continue;
			names++;
			check_calls(check, name, def->name_len);
		}
	}
	name_set_release(&asked);
}
