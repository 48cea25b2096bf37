// SPDX-License-Identifier: GPL-2.0-only
/* Does the branch have what added lines name? */
#include <stdlib.h>

#include "gates/names_parts.h"
#include "gates/tokens_parts.h"
#include "index/symbols.h"

bool gate_is_macro(struct gate_check *check, const char *name, size_t len)
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

bool gate_is_built_in(const char *name, size_t len)
{
	static const char *const names[] = {
		"__func__", "__FUNCTION__", "__FILE__", "__LINE__", "__VA_ARGS__", "__VA_OPT__",
		"__COUNTER__", "defined", "NULL", "true", "false", "__has_attribute",
		"__attribute", "__restrict", "__signed__", "__const", "__label__", "__int128",
	};

	/* $: the register of an assembler. */
	if (*name == '$' || (len > 10 && !memcmp(name, "__builtin_", 10)))
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (strlen(names[i]) == len && !memcmp(names[i], name, len))
			return true;
	return false;
}

#define ARGUMENTS_MAX 1000	/* tokens; a list without an end is walked from each of its names */

/*
 * Is token i given to a macro of the file that puts names together: read_reg(STATUS) with
 * "#define read_reg(r) readl(base + REG_##r)"?
 */
static bool is_pasted(struct gate_check *check, const struct gate_chunk *chunk, size_t i)
{
	const struct ctokens *tokens = &chunk->after.tokens;
	size_t open = i, first = i > ARGUMENTS_MAX ? i - ARGUMENTS_MAX : 0;

	while (open > first && (gate_is(tokens, open - 1, ',') || gate_is_word(tokens, open - 1)))
		open--;
	return open > 1 && gate_is(tokens, open - 1, '(') && gate_is_name(tokens, open - 2) &&
	       gate_is_pasting(&check->file_words, &check->work, chunk->file,
			       ctoken_text(tokens, open - 2), tokens->items[open - 2].len);
}

/* Has the file a name that it can mean? */
static bool is_known(struct gate_check *check, const char *name, size_t len, const char *path)
{
	const struct gates *gates = check->gates;

	if (!gates->before)
		return symbol_index_has(gates->index, name, len, SYMBOL_NEAR, path);
	return symbol_index_has(gates->before, name, len, SYMBOL_NEAR, path) ||
	       !gate_is_only_used(check, path, name, len, NULL);
}

static void check_name(struct gate_check *check, const struct gate_chunk *chunk, size_t i)
{
	const struct ctokens *tokens = &chunk->after.tokens;
	const char *name = ctoken_text(tokens, i), *path = chunk->file->path;
	size_t len = tokens->items[i].len;

	if (gate_is_built_in(name, len) || symbols_is_made(name, len) ||
	    name_set_has(&check->declared, name, len) || gate_brings(check, name, len) ||
	    is_known(check, name, len, path))
		return;
	/* Part of a name that ## puts together. */
	if (ctoken_is(tokens, i + 1, "##") || (i && ctoken_is(tokens, i - 1, "##")) ||
	    is_pasted(check, chunk, i))
		return;
	gate_find(check, REASON_MISSING_NAME, GATE_REFUSES, path, gate_line_of(chunk, i), name, len,
		  "missing prerequisite: %.*s is used, but nothing that this file can see "
		  "has that name", (int)len, name);
}

/* A structure that the branch only mentions, as "struct foo" in a comment, is missing. */
static void check_tag(struct gate_check *check, const struct gate_chunk *chunk, size_t i)
{
	const struct ctokens *tokens = &chunk->after.tokens;
	const char *name = ctoken_text(tokens, i), *path = chunk->file->path;
	size_t len = tokens->items[i].len;
	struct symbol_defs defs;
	struct symbol_def def;

	/* An undefined structure compiles as long as nothing looks into it. */
	if (!chunk->file->source_after || !i || !ctoken_is(tokens, i - 1, "struct") ||
	    tokens->items[i].directive || gate_is_of_user_space(path) ||
	    !symbol_index_knows_definitions(check->gates->index) || gate_brings(check, name, len) ||
	    name_set_has(&check->declared, name, len))
		return;
	symbol_defs_of(check->gates->index, name, len, SYMBOL_ANYWHERE, NULL, &defs);
	while (symbol_defs_next(&defs, &def))
		if (def.kind == CDEF_RECORD || def.kind == CDEF_MACRO)
			return;
	if (gate_had_tag(&check->file_words, &check->work, chunk->file, name, len))
		return;
	gate_find(check, REASON_MISSING_NAME, GATE_REFUSES, path, gate_line_of(chunk, i), name, len,
		  "missing prerequisite: struct %.*s is not defined in this branch", (int)len,
		  name);
}

static bool is_built_as_gnu89(struct gate_check *check)
{
	struct buf makefile = { 0 };

	if (!check->knows_makefile) {
		check->knows_makefile = true;
		check->built_as_gnu89 =
			check->gates->read &&
			check->gates->read("Makefile", &makefile, check->gates->data) &&
			memmem(makefile.data, makefile.len, "-std=gnu89", 10);
		buf_release(&makefile);
	}
	return check->built_as_gnu89;
}

/* for (int i = 0; ...) where the branch's Makefile says gnu89. */
static void check_loop_variable(struct gate_check *check, const struct gate_chunk *chunk, size_t i)
{
	const struct ctokens *tokens = &chunk->after.tokens;

	if (!ctoken_is(tokens, i, "for") || !gate_is(tokens, i + 1, '(') ||
	    (!gate_is_word(tokens, i + 3) && !gate_is(tokens, i + 3, '*')) ||
	    !gate_is_word(tokens, i + 2) || tokens->items[i].directive)
		return;
	if (is_built_as_gnu89(check))
		gate_find(check, REASON_LOOP_DECLARATION, RISK_HIGH, chunk->file->path,
			  gate_line_of(chunk, i), "for", 3,
			  "variable declared in for (), but this branch is built as gnu89");
}

/* #include <x>: is it in one of the folders that the kernel's rules search? */
static bool header_is_there(struct symbol_index *index, const char *header, size_t len)
{
	static const char *const folders[] = { "include/", "include/uapi/" };
	const char *slash = memchr(header, '/', len);
	int folder_len = slash ? (int)(slash + 1 - header) : 0;
	_cleanup_free_ char *folder = xasprintf("include/%.*s", folder_len, header);
	_cleanup_free_ char *uapi = xasprintf("include/uapi/%.*s", folder_len, header);

	/* <nvhe/pkvm.h>: found by an option of the folder's Makefile. */
	if (!symbol_index_has_folder(index, folder) && !symbol_index_has_folder(index, uapi))
		return true;
	/* Made by the build, or wrapped by it. */
	if ((len > 10 && !memcmp(header, "generated/", 10)) ||
	    (len == 15 && !memcmp(header, "linux/version.h", 15)) ||
	    (len > 4 && !memcmp(header, "asm/", 4)))
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
		_cleanup_free_ char *path = xasprintf("%s%.*s", folders[i], (int)len, header);

		if (symbol_index_has_file(index, path))
			return true;
	}
	return symbol_index_arch_has_file(index, header, len);
}

static void check_include(struct gate_check *check, const struct gate_chunk *chunk, size_t i)
{
	const struct ctokens *tokens = &chunk->after.tokens;
	const char *text = ctoken_text(tokens, i);
	size_t len = tokens->items[i].len;

	if (gate_is_of_user_space(chunk->file->path) || len < 3 || text[0] != '<' ||
	    text[len - 1] != '>' || !symbol_index_knows_definitions(check->gates->index) ||
	    !memchr(text, '/', len))
		return;
	for (size_t f = 0; f < check->file_count; f++) {
		const char *path = check->files[f].path;
		size_t n = strlen(path);

		/* The change brings it. */
		if (check->files[f].after && n > len - 2 &&
		    !memcmp(path + n - (len - 2), text + 1, len - 2))
			return;
	}
	if (header_is_there(check->gates->index, text + 1, len - 2) ||
	    gate_brings(check, text, len))
		return;
	gate_find(check, REASON_MISSING_HEADER, GATE_REFUSES, chunk->file->path,
		  gate_line_of(chunk, i), text, len,
		  "missing header: #include %.*s, which this branch does not have", (int)len, text);
}

/* The function whose body a token is in, or NULL. *at: for tokens in rising order, 0 at first. */
static const struct cdef *function_with(const struct gate_code *code, size_t token, size_t *at)
{
	const struct cdef *defs = code->defs.items;

	while (*at < code->defs.count &&
	       (defs[*at].kind != CDEF_FUNCTION || defs[*at].end <= token))
		++*at;
	return *at < code->defs.count && defs[*at].body < token ? &defs[*at] : NULL;
}

static bool is_new(const struct gate_chunk *chunk, const struct cdef *function)
{
	return gate_touches(chunk, function) &&
	       !gate_function(&chunk->before, chunk->after.tokens.text + function->name,
			      function->name_len);
}

/* Where the names of a directive are looked at: in what a #define stands for. */
struct directive {
	size_t first;		/* its '#' */
	bool define;
};

static bool is_looked_at(const struct ctokens *tokens, size_t i, struct directive *directive)
{
	if (!tokens->items[i].directive)
		return true;
	if (tokens->items[i].first && gate_is(tokens, i, '#'))
		*directive = (struct directive){ i, ctoken_is(tokens, i + 1, "define") };
	return directive->define && i > directive->first + 2;
}

/* An added name of the code after, and those of functions that are new. */
static void check_token(struct gate_check *check, const struct gate_chunk *chunk,
			const struct cdef *function, bool added, bool fresh, size_t i)
{
	const struct ctokens *tokens = &chunk->after.tokens;

	/* The diff may take lines of a new function for those of another one. */
	if (function && (added || fresh) && !gate_is_member_use(tokens, i))
		gate_check_local(check, chunk, function, i);
	if (!added)
		return;
	if (gate_is_member_use(tokens, i)) {
		gate_check_member(check, chunk, function, i);
		return;
	}
	check_name(check, chunk, i);
	check_tag(check, chunk, i);
	if (function && gate_is(tokens, i + 1, '(') && !tokens->items[i].directive)
		gate_check_call(check, chunk, function, i);
}

void gate_check_names(struct gate_check *check, const struct gate_chunk *chunk)
{
	const struct ctokens *tokens = &chunk->after.tokens;
	struct directive directive = { 0 };
	const struct cdef *asked = NULL;
	bool fresh = false;
	size_t at = 0;

	for (size_t i = 0; i < tokens->count && !gate_stops(&check->work); i++) {
		const struct cdef *function;
		bool added = gate_is_added(chunk, i), looked_at;

		if (tokens->items[i].kind == CTOKEN_STRING && i > 1 && tokens->items[i].directive &&
		    ctoken_is(tokens, i - 1, "include") && added)
			check_include(check, chunk, i);
		if (added)
			check_loop_variable(check, chunk, i);
		looked_at = is_looked_at(tokens, i, &directive);
		if (!gate_is_name(tokens, i) || !looked_at)
			continue;
		function = function_with(&chunk->after, i, &at);
		if (function && function != asked) {
			asked = function;
			fresh = is_new(chunk, function);
		}
		check_token(check, chunk, function, added, fresh, i);
	}
}
