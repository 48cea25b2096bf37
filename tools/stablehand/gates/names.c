// SPDX-License-Identifier: GPL-2.0-only
/* Is what added lines name in the branch, and used as it is declared there? */
#include <ctype.h>
#include <stdlib.h>

#include "gates/gates_parts.h"
#include "index/symbols.h"
#include "syntax/cmembers.h"

static bool is_one_of(const struct ctokens *tokens, size_t i, const char *const *list, size_t count)
{
	for (size_t j = 0; j < count; j++)
		if (ctoken_is(tokens, i, list[j]))
			return true;
	return false;
}

/* Words that begin a statement which is no declaration. */
static bool begins_statement(const struct ctokens *tokens, size_t i)
{
	static const char *const words[] = {
		"return", "goto", "if", "while", "for", "switch", "break", "continue", "sizeof",
		"case", "default", "else", "do", "asm", "__asm__",
	};

	return is_one_of(tokens, i, words, ARRAY_SIZE(words));
}

static void add(struct gate_names *names, const struct ctokens *tokens, size_t i)
{
	gate_names_add(names, ctoken_text(tokens, i), tokens->items[i].len);
}

/* All names in a macro's or parameter list's brackets. */
static void add_names_within(struct gate_names *names, const struct ctokens *tokens, size_t open,
			     size_t end)
{
	size_t close = ctokens_skip(tokens, open, end);

	for (size_t i = open + 1; i < close; i++)
		if (gate_is_name(tokens, i))
			add(names, tokens, i);
}

/* The parameters of a function: the last name of each, or that in (*name). */
static void add_parameters(struct gate_names *names, const struct ctokens *tokens, size_t open,
			   size_t end)
{
	size_t close = ctokens_skip(tokens, open, end);

	for (size_t i = open + 1; i < close; i++) {
		if (gate_is_name(tokens, i) && i + 1 < tokens->count &&
		    (gate_is(tokens, i + 1, ',') || gate_is(tokens, i + 1, ')') || gate_is(tokens, i + 1, '[')))
			add(names, tokens, i);
		/* to(*from)(...) */
		if (gate_is(tokens, i, '*') && gate_is(tokens, i - 1, '(') && gate_is_name(tokens, i + 1))
			add(names, tokens, i + 1);
	}
}

/*
 * The statement that begins at token i, if it declares: what stands before a
 * ',' ';' '=' '[' of its top level.
 */
static void add_declaration(struct gate_names *names, const struct ctokens *tokens, size_t i,
			    size_t end)
{
	bool expected = true;
	size_t at = i;

	if (!gate_is_word(tokens, i) || begins_statement(tokens, i))
		return;
	if (gate_is(tokens, i + 1, '(') && gate_is(tokens, i + 2, '*') && gate_is_name(tokens, i + 3) &&
	    gate_is(tokens, i + 4, ')') && gate_is(tokens, i + 5, '(')) {
		add(names, tokens, i + 3);
		return;
	}
	if (gate_is(tokens, i + 1, '(')) {
		const char *text = ctoken_text(tokens, i);
		bool capitals = true;

		for (size_t j = 0; j < tokens->items[i].len; j++)
			capitals &= !islower((unsigned char)text[j]);
		/* DECLARE_BITMAP(name, n), LIST_HEAD(name), CLASS(type, name)(...) */
		if (capitals)
			add_names_within(names, tokens, i + 1, end);
		if (!ctoken_is(tokens, i, "typeof") && !ctoken_is(tokens, i, "__typeof__"))
			return;
		at = ctokens_skip(tokens, i + 1, end) - 1;
	}
	if (!gate_is_word(tokens, at + 1) && !gate_is(tokens, at + 1, '*') &&
	    !(gate_is(tokens, at + 1, '{') && (ctoken_is(tokens, at, "struct") || ctoken_is(tokens, at, "union"))))
		return;
	for (; at < end && !gate_is(tokens, at, ';'); at++) {
		if (gate_is(tokens, at, '(')) {
			if (gate_is(tokens, at + 1, '*') && gate_is_name(tokens, at + 2))
				add(names, tokens, at + 2);
			at = ctokens_skip(tokens, at, end) - 1;
		} else if (gate_is(tokens, at, '[') || gate_is(tokens, at, '{')) {
			at = ctokens_skip(tokens, at, end) - 1;
		} else if (gate_is(tokens, at, ',')) {
			expected = true;
		} else if (gate_is(tokens, at, '=')) {
			expected = false;
		} else if (expected && gate_is_name(tokens, at) && at > i &&
			   (gate_is(tokens, at + 1, ',') || gate_is(tokens, at + 1, ';') ||
			    gate_is(tokens, at + 1, '=') || gate_is(tokens, at + 1, '[') ||
			    gate_is(tokens, at + 1, ':') || (gate_is_word(tokens, at + 1) && at > i))) {
			/* "T x __free(kfree) = ..." declares x, and T is no harm. */
			add(names, tokens, at);
		}
	}
}

static void declared_in_body(const struct ctokens *tokens, size_t body, size_t end,
			     struct gate_names *names)
{
	for (size_t i = body; i + 1 < end; i++) {
		if (gate_is(tokens, i, '{') || gate_is(tokens, i, '}') || gate_is(tokens, i, ';') ||
		    (gate_is(tokens, i, '(') && ctoken_is(tokens, i - 1, "for")) ||
		    (gate_is(tokens, i, ':') && gate_is_word(tokens, i - 1)))
			add_declaration(names, tokens, i + 1, end);
		/* A label. */
		if (gate_is_name(tokens, i) && gate_is(tokens, i + 1, ':') &&
		    (gate_is(tokens, i - 1, ';') || gate_is(tokens, i - 1, '}') || gate_is(tokens, i - 1, '{') ||
		     gate_is(tokens, i - 1, ':') || tokens->items[i].first))
			add(names, tokens, i);
	}
}

struct member_target {
	const struct ctokens *tokens;
	struct gate_names *declared, *members;
};

static void on_member(size_t token, bool own, void *data)
{
	struct member_target *target = data;

	add(target->members, target->tokens, token);
	add(target->declared, target->tokens, token);
}

void gate_declared(const struct gate_code *code, struct gate_names *declared,
		   struct gate_names *members)
{
	const struct ctokens *tokens = &code->tokens;
	struct member_target target = { tokens, declared, members };

	/* Assembler in a header: ".macro name". */
	for (size_t i = 0; i + 2 < tokens->count; i++)
		if (gate_is(tokens, i, '.') && ctoken_is(tokens, i + 1, "macro") && gate_is_name(tokens, i + 2))
			add(declared, tokens, i + 2);
	for (size_t i = 0; i < code->defs.count; i++) {
		const struct cdef *def = &code->defs.items[i];

		if (def->name_len)
			gate_names_add(declared, tokens->text + def->name, def->name_len);
		if (def->kind == CDEF_RECORD)
			cmembers_read(tokens, def, on_member, &target);
		if (def->arguments < def->end)
			add_parameters(declared, tokens, def->arguments, def->end);
		/* What a macro's body declares, and a name that it puts together. */
		if (def->kind == CDEF_MACRO)
			declared_in_body(tokens, def->first, def->end, declared);
		if (def->kind == CDEF_FUNCTION)
			declared_in_body(tokens, def->body, def->end, declared);
		/* FNAME(x), and what TRACE_EVENT(x, ...) and the like are given. */
		if (def->name_token < def->arguments && def->kind == CDEF_FUNCTION &&
		    gate_is(tokens, def->name_token + 1, '(') && def->name_token + 1 < def->arguments)
			add_names_within(declared, tokens, def->name_token + 1, def->end);
	}
}

size_t gate_line_of(const struct gate_chunk *chunk, size_t i)
{
	return (size_t)chunk->after.first_line + chunk->after.tokens.items[i].line + 1;
}

bool gate_brings(const struct gate_check *check, const char *name, size_t len)
{
	return check->gates->brings && check->gates->brings(name, len, check->gates->data);
}

static bool is_built_in(const char *name, size_t len)
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

bool gate_is_of_user_space(const char *path)
{
	static const char *const folders[] = { "tools/", "samples/", "scripts/", "usr/" };
	size_t len = strlen(path);

	for (size_t i = 0; i < ARRAY_SIZE(folders); i++)
		if (!strncmp(path, folders[i], strlen(folders[i])))
			return true;
	return len > 6 && !strcmp(path + len - 6, ".bpf.c");
}

/*
 * Is token i given to a macro of the file that puts names together: read_reg(STATUS) with
 * "#define read_reg(r) readl(base + REG_##r)"?
 */
static bool is_pasted(const struct gate_chunk *chunk, size_t i)
{
	const struct ctokens *tokens = &chunk->after.tokens;
	const char *at = chunk->file->after, *end = at + chunk->file->after_len;
	_cleanup_free_ char *define = NULL;
	size_t open = i;

	while (open && (gate_is(tokens, open - 1, ',') || gate_is_word(tokens, open - 1)))
		open--;
	if (open < 2 || !gate_is(tokens, open - 1, '(') || !gate_is_name(tokens, open - 2))
		return false;
	define = xasprintf("#define %.*s(", (int)tokens->items[open - 2].len, ctoken_text(tokens, open - 2));
	for (; (at = memmem(at, end - at, define, strlen(define))); at++) {
		const char *line = at;

		/* To the end of the line that no backslash continues. */
		do {
			line = memchr(line + 1, '\n', end - line - 1);
		} while (line && line[-1] == '\\');
		if (memmem(at, (line ? line : end) - at, "##", 2))
			return true;
	}
	return false;
}

static void check_name(struct gate_check *check, const struct gate_chunk *chunk, size_t i)
{
	const struct ctokens *tokens = &chunk->after.tokens;
	const char *name = ctoken_text(tokens, i), *path = chunk->file->path;
	size_t len = tokens->items[i].len;

	if (symbol_index_has(check->gates->index, name, len, SYMBOL_NEAR, path) ||
	    is_built_in(name, len) || symbols_is_made(name, len) ||
	    gate_names_has(&check->declared, name, len) || gate_brings(check, name, len))
		return;
	/* A part of a name that ## puts together. */
	if (ctoken_is(tokens, i + 1, "##") || (i && ctoken_is(tokens, i - 1, "##")) || is_pasted(chunk, i))
		return;
	gate_find(check, REASON_MISSING_NAME, GATE_REFUSES, path, gate_line_of(chunk, i), name, len,
		  "a prerequisite is missing: it uses %.*s, which is nowhere where this file "
		  "could see it", (int)len, name);
}

/* A structure that is only spoken of: "struct foo" in a comment says nothing. */
static void check_tag(struct gate_check *check, const struct gate_chunk *chunk, size_t i)
{
	const struct ctokens *tokens = &chunk->after.tokens;
	const char *name = ctoken_text(tokens, i), *path = chunk->file->path;
	size_t len = tokens->items[i].len;
	_cleanup_free_ char *text = NULL;
	struct symbol_defs defs;
	struct symbol_def def;

	/* What its author wrote so compiles, as long as nobody looks into it. */
	if (!chunk->file->source_after || !i || !ctoken_is(tokens, i - 1, "struct") ||
	    tokens->items[i].directive || gate_is_of_user_space(path) ||
	    !symbol_index_knows_definitions(check->gates->index) || gate_brings(check, name, len) ||
	    gate_names_has(&check->declared, name, len))
		return;
	symbol_defs_of(check->gates->index, name, len, SYMBOL_ANYWHERE, NULL, &defs);
	while (symbol_defs_next(&defs, &def))
		if (def.kind == CDEF_RECORD || def.kind == CDEF_MACRO)
			return;
	text = xasprintf("struct %.*s", (int)len, name);
	if (chunk->file->before && memmem(chunk->file->before, chunk->file->before_len, text, strlen(text)))
		return;
	gate_find(check, REASON_MISSING_NAME, GATE_REFUSES, path, gate_line_of(chunk, i), name, len,
		  "a prerequisite is missing: struct %.*s is not defined in this branch", (int)len, name);
}

/* for (int i = 0; ...) where the branch is compiled as C of 1989. */
static void check_loop_variable(struct gate_check *check, const struct gate_chunk *chunk, size_t i)
{
	const struct ctokens *tokens = &chunk->after.tokens;
	struct buf makefile = { 0 };

	if (!ctoken_is(tokens, i, "for") || !gate_is(tokens, i + 1, '(') || !check->gates->read ||
	    (!gate_is_word(tokens, i + 3) && !gate_is(tokens, i + 3, '*')) || !gate_is_word(tokens, i + 2) ||
	    tokens->items[i].directive)
		return;
	if (check->gates->read("Makefile", &makefile, check->gates->data) &&
	    memmem(makefile.data, makefile.len, "-std=gnu89", 10))
		gate_find(check, REASON_LOOP_DECLARATION, RISK_HIGH, chunk->file->path,
			  gate_line_of(chunk, i), "for", 3,
			  "declares a variable in for (), which this branch's C (gnu89) does not have");
	buf_release(&makefile);
}

/* "2 (include/linux/x.h:12)" of the first definition that is seen. */
static char *what_it_takes(struct symbol_index *index, const char *name, size_t len,
			   const char *path)
{
	struct symbol_defs defs;
	struct symbol_def def;

	symbol_defs_of(index, name, len, SYMBOL_NEAR, path, &defs);
	while (symbol_defs_next(&defs, &def))
		if (def.called && def.near)
			return xasprintf("%u%s here, by %s%s:%u", def.parameters,
					 def.variadic ? " and more" : "", def.folder, def.file,
					 def.line);
	return xstrdup("another number");
}

/* Do its definitions in the code after take that many? false also when there are none. */
static bool taken_by_change(const struct gate_check *check, const char *name, size_t len,
			    size_t arguments)
{
	for (size_t c = 0; c < check->chunks.count; c++) {
		const struct gate_code *code = &check->chunks.items[c].after;

		for (size_t d = 0; d < code->defs.count; d++) {
			const struct cdef *def = &code->defs.items[d];
			size_t parameters;
			bool variadic;

			if (def->name_len != len || memcmp(code->tokens.text + def->name, name, len))
				continue;
			if (def->arguments >= def->end || def->kind > CDEF_MACRO)
				return true;
			parameters = ctokens_arguments(&code->tokens, def->arguments, def->end,
						       &variadic);
			if (parameters == arguments || (variadic && arguments + 1 >= parameters))
				return true;
		}
	}
	return false;
}

/* Is an argument a macro that may stand for several? */
static bool may_expand(const struct ctokens *tokens, size_t open, size_t end)
{
	size_t close = ctokens_skip(tokens, open, end);

	for (size_t i = open + 1; i + 1 < close; i++) {
		const char *text = ctoken_text(tokens, i);
		bool capitals = gate_is_name(tokens, i);

		for (size_t j = 0; j < tokens->items[i].len && capitals; j++)
			capitals = !islower((unsigned char)text[j]);
		if (capitals && (gate_is(tokens, i - 1, '(') || gate_is(tokens, i - 1, ',')))
			return true;
	}
	return false;
}

/* Is the name a parameter or variable of the function, that is called? */
static bool is_local(const struct ctokens *tokens, const struct cdef *function, size_t call)
{
	for (size_t i = function->arguments; i < function->end; i++) {
		if (i == call || tokens->items[i].len != tokens->items[call].len ||
		    memcmp(ctoken_text(tokens, i), ctoken_text(tokens, call), tokens->items[i].len))
			continue;
		if (i && (gate_is(tokens, i - 1, '*') || (gate_is_name(tokens, i - 1) &&
						     !begins_statement(tokens, i - 1))))
			return true;
	}
	return false;
}

static bool has_any_definition(struct symbol_index *index, const char *name, size_t len)
{
	struct symbol_defs defs;
	struct symbol_def def;

	symbol_defs_of(index, name, len, SYMBOL_ANYWHERE, NULL, &defs);
	return symbol_defs_next(&defs, &def);
}

static void check_call(struct gate_check *check, const struct gate_chunk *chunk,
		       const struct cdef *function, size_t i)
{
	const struct ctokens *tokens = &chunk->after.tokens;
	const char *name = ctoken_text(tokens, i), *path = chunk->file->path;
	struct symbol_index *index = check->gates->index;
	size_t len = tokens->items[i].len, arguments;

	if (gate_is_member_use(tokens, i) || is_local(tokens, function, i) || gate_is_of_user_space(path) ||
	    !symbol_index_knows_definitions(index) || gate_brings(check, name, len) ||
	    is_built_in(name, len))
		return;
	arguments = ctokens_arguments(tokens, i + 1, function->end, NULL);
	/* "(void)" is no argument of a call's own. */
	if (taken_by_change(check, name, len, arguments))
		return;
	switch (symbol_index_takes(index, name, len, arguments, path)) {
	case SYMBOL_YES:
		return;
	case SYMBOL_NO: {
		_cleanup_free_ char *takes = what_it_takes(index, name, len, path);
		bool may = may_expand(tokens, i + 1, function->end);

		gate_find(check, REASON_ARGUMENT_COUNT, may ? RISK_MEDIUM : GATE_REFUSES, path,
			  gate_line_of(chunk, i), name, len,
			  "it calls %.*s() with %zu argument%s, which takes %s", (int)len, name,
			  arguments, arguments == 1 ? "" : "s", takes);
		return;
	}
	case SYMBOL_UNKNOWN:
		break;
	}
	if (!gate_names_has(&check->declared, name, len) && !symbols_is_made(name, len) &&
	    !has_any_definition(index, name, len) &&
	    symbol_index_has(index, name, len, SYMBOL_NEAR, path))
		gate_find(check, REASON_NO_DEFINITION, RISK_MEDIUM, path, gate_line_of(chunk, i), name, len,
			  "it calls %.*s(), which is mentioned here, but no definition of it was "
			  "found (a macro may make it)", (int)len, name);
}

/* #include <x>: where the kernel's rules let the compiler look. */
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
	if ((len > 10 && !memcmp(header, "generated/", 10)) || (len > 4 && !memcmp(header, "asm/", 4)))
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

	if (gate_is_of_user_space(chunk->file->path) || len < 3 || text[0] != '<' || text[len - 1] != '>' ||
	    !symbol_index_knows_definitions(check->gates->index) || !memchr(text, '/', len))
		return;
	for (size_t c = 0; c < check->chunks.count; c++) {
		const char *path = check->chunks.items[c].file->path;
		size_t n = strlen(path);

		/* The change brings it. */
		if (n > len - 2 && !memcmp(path + n - (len - 2), text + 1, len - 2))
			return;
	}
	if (header_is_there(check->gates->index, text + 1, len - 2) || gate_brings(check, text, len))
		return;
	gate_find(check, REASON_MISSING_HEADER, GATE_REFUSES, chunk->file->path, gate_line_of(chunk, i), text, len,
		  "it includes %.*s, which is not in this branch", (int)len, text);
}

/* The function whose body a token is in; or NULL. Tokens come in their order: *at goes along. */
static const struct cdef *function_with(const struct gate_code *code, size_t token, size_t *at)
{
	const struct cdef *defs = code->defs.items;

	while (*at < code->defs.count && (defs[*at].kind != CDEF_FUNCTION || defs[*at].end <= token))
		++*at;
	return *at < code->defs.count && defs[*at].body < token ? &defs[*at] : NULL;
}

static bool is_new(const struct gate_chunk *chunk, const struct cdef *function)
{
	return gate_touches(chunk, function) &&
	       !gate_function(&chunk->before, chunk->after.tokens.text + function->name, function->name_len);
}

/* Words of a directive that are looked at: those of what #define and #if name are not. */
static bool is_looked_at(const struct ctokens *tokens, size_t i)
{
	size_t start = i;

	if (!tokens->items[i].directive)
		return true;
	while (start && !(tokens->items[start].first && gate_is(tokens, start, '#')))
		start--;
	return ctoken_is(tokens, start + 1, "define") && i > start + 2;
}

void gate_check_names(struct gate_check *check, const struct gate_chunk *chunk)
{
	const struct ctokens *tokens = &chunk->after.tokens;
	const struct cdef *asked = NULL;
	bool fresh = false;
	size_t at = 0;

	for (size_t i = 0; i < tokens->count; i++) {
		const struct cdef *function;
		bool added = gate_is_added(chunk, i);

		if (tokens->items[i].kind == CTOKEN_STRING && i > 1 && tokens->items[i].directive &&
		    ctoken_is(tokens, i - 1, "include") && added)
			check_include(check, chunk, i);
		if (added)
			check_loop_variable(check, chunk, i);
		if (!gate_is_name(tokens, i) || !is_looked_at(tokens, i))
			continue;
		function = function_with(&chunk->after, i, &at);
		if (function && function != asked) {
			asked = function;
			fresh = is_new(chunk, function);
		}
		/* Lines of another function may look like those of a new one. */
		if (function && (added || fresh) && !gate_is_member_use(tokens, i))
			gate_check_local(check, chunk, function, i);
		if (!added)
			continue;
		if (gate_is_member_use(tokens, i)) {
			gate_check_member(check, chunk, function, i);
			continue;
		}
		check_name(check, chunk, i);
		check_tag(check, chunk, i);
		if (function && gate_is(tokens, i + 1, '(') && !tokens->items[i].directive)
			check_call(check, chunk, function, i);
	}
}
