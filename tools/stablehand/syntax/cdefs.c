// SPDX-License-Identifier: GPL-2.0-only
#include "syntax/cdefs.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

struct cdef_reader {
	const struct ctokens *tokens;
	struct cdefs defs;
	size_t at;		/* next token */
	size_t start;		/* of the declaration that is being read */
	bool unbalanced;	/* some '(' has no ')': none is skipped from there on */
};

static bool is(const struct cdef_reader *reader, size_t i, char c)
{
	const struct ctoken *token = &reader->tokens->items[i];

	return i < reader->tokens->count && token->kind == CTOKEN_PUNCT && token->len == 1 &&
	       reader->tokens->text[token->start] == c;
}

static bool is_word(const struct cdef_reader *reader, size_t i)
{
	return i < reader->tokens->count && reader->tokens->items[i].kind == CTOKEN_WORD;
}

static bool is_keyword(const struct cdef_reader *reader, size_t i)
{
	return is_word(reader, i) &&
	       clex_is_keyword(ctoken_text(reader->tokens, i), reader->tokens->items[i].len);
}

/* The token before, without those of directives; 0 when there is none. */
static size_t code_before(const struct ctokens *tokens, size_t i)
{
	do
		i -= i > 0;
	while (i && tokens->items[i].directive);
	return i;
}

static struct cdef *add(struct cdef_reader *reader, enum cdef_kind kind, size_t first, size_t end,
			size_t name, size_t name_end)
{
	const struct ctoken *items = reader->tokens->items;
	struct cdef *def = ARRAY_ADD(reader->defs.items, reader->defs.count, reader->defs.alloc);

	*def = (struct cdef){
		.kind = kind,
		.name = items[name].start,
		.name_len = name < name_end ? items[name_end - 1].start + items[name_end - 1].len -
						      items[name].start :
					      0,
		.name_token = name,
		.first = first,
		.end = end,
		.body = end,
		.arguments = end,
		.first_line = items[first].line,
		.last_line = items[end - 1].line,
	};
	return def;
}

/* Past a line of the preprocessor; #define defines a macro. */
static void read_directive(struct cdef_reader *reader)
{
	const struct ctokens *tokens = reader->tokens;
	size_t first = reader->at, end = first + 1;
	struct cdef *def;

	while (end < tokens->count && tokens->items[end].directive &&
	       !(tokens->items[end].first && ctoken_is(tokens, end, "#")))
		end++;
	reader->at = end;
	if (!ctoken_is(tokens, first + 1, "define") || first + 2 >= end ||
	    !is_word(reader, first + 2))
		return;
	def = add(reader, CDEF_MACRO, first, end, first + 2, first + 3);
	if (is(reader, first + 3, '(') && first + 3 < end &&
	    tokens->items[first + 3].start == def->name + def->name_len)
		def->arguments = first + 3;
}

/* Past a bracket, directives within it being those of both halves of an #if. */
static size_t skip_braces(struct cdef_reader *reader, size_t open)
{
	const struct ctokens *tokens = reader->tokens;
	size_t stack[64], depth = 0, levels = 0;
	size_t i = open;

	while (i < tokens->count) {
		if (tokens->items[i].directive) {
			reader->at = i;
			read_directive(reader);
			if (ctoken_is(tokens, i + 1, "if") || ctoken_is(tokens, i + 1, "ifdef") ||
			    ctoken_is(tokens, i + 1, "ifndef")) {
				if (levels < ARRAY_SIZE(stack))
					stack[levels] = depth;
				levels++;
			} else if (levels && (ctoken_is(tokens, i + 1, "else") ||
					      ctoken_is(tokens, i + 1, "elif"))) {
				if (levels <= ARRAY_SIZE(stack))
					depth = stack[levels - 1];
			} else if (levels && ctoken_is(tokens, i + 1, "endif")) {
				levels--;
			}
			i = reader->at;
			continue;
		}
		if (is(reader, i, '{')) {
			depth++;
		} else if (is(reader, i, '}')) {
			if (depth <= 1)
				return i + 1;
			/* A '}' in the first column ends the body, whatever was miscounted. */
			if (tokens->items[i].first == 2)
				return i + 1;
			depth--;
		}
		i++;
	}
	return tokens->count;
}

/* Words in front of a '(' that belong to a declaration without naming it. */
static bool is_attribute(const struct cdef_reader *reader, size_t i)
{
	static const char *const names[] = {
		"__attribute__",     "__attribute",	  "__printf",		"__scanf",
		"__section",	     "__acquires",	  "__releases",		"__must_hold",
		"__acquires_shared", "__releases_shared", "__must_hold_shared", "__aligned",
		"__alloc_size",	     "__alloc_align",	  "__no_sanitize",	"__counted_by",
		"__guarded_by",	     "__cond_acquires",	  "__declspec",		"__assume_aligned",
		"__malloc",	     "__realloc_size",	  "__typeof__",		"typeof",
		"__context__",	     "__diagnose_as",
	};
	const struct ctoken *token = &reader->tokens->items[i];

	for (size_t j = 0; j < ARRAY_SIZE(names); j++)
		if (token->len == strlen(names[j]) &&
		    !memcmp(reader->tokens->text + token->start, names[j], token->len))
			return true;
	return false;
}

static bool is_macro_name(const struct cdef_reader *reader, size_t i)
{
	const struct ctoken *token = &reader->tokens->items[i];

	for (size_t j = 0; j < token->len; j++)
		if (islower((unsigned char)reader->tokens->text[token->start + j]))
			return false;
	return true;
}

/*
 * Name and parameters of a function in the tokens of its head; false when this
 * is no function's head.
 */
static bool find_name(const struct cdef_reader *reader, size_t start, size_t end,
		      size_t *ret_name, size_t *ret_name_end, size_t *ret_arguments)
{
	const struct ctokens *tokens = reader->tokens;

	for (size_t i = start; i < end; i++) {
		size_t close;

		if (is(reader, i, '=') && !tokens->items[i].directive)
			return false;
		if (!is(reader, i, '(') || tokens->items[i].directive)
			continue;
		close = ctokens_skip(tokens, i, end);
		if (i == start || !is_word(reader, i - 1) || is_keyword(reader, i - 1) ||
		    is_attribute(reader, i - 1)) {
			/* (*name(parameters))(...) is not looked into. */
			i = close - 1;
			continue;
		}
		if (is(reader, close, '(') && close < end) {
			*ret_name = i - 1;
			*ret_name_end = close;
			*ret_arguments = close;
			return true;
		}
		*ret_arguments = i;
		if (i - 1 == start && is_macro_name(reader, start) && is_word(reader, i + 1)) {
			*ret_name = i + 1;
			*ret_name_end = i + 2;
			/* SYSCALL_DEFINE2(_time, ...) names what it defines just so. */
			return true;
		}
		*ret_name = i - 1;
		*ret_name_end = i;
		return true;
	}
	return false;
}

static void read_constants(struct cdef_reader *reader, size_t open, size_t end)
{
	bool expected = true;

	for (size_t i = open + 1; i + 1 < end; i++) {
		const struct ctoken *token = &reader->tokens->items[i];

		if (token->directive)
			continue;
		if (is(reader, i, ',')) {
			expected = true;
		} else if (is(reader, i, '(') || is(reader, i, '{') || is(reader, i, '[')) {
			i = ctokens_skip(reader->tokens, i, end) - 1;
		} else {
			if (expected && token->kind == CTOKEN_WORD)
				add(reader, CDEF_CONSTANT, i, i + 1, i, i + 1);
			expected = false;
		}
	}
}

/* struct NAME {, union NAME {, enum NAME { at token i (the keyword): past its '}'. */
static size_t read_record(struct cdef_reader *reader, size_t i, size_t open)
{
	bool is_enum = ctoken_is(reader->tokens, i, "enum");
	size_t name = open, end, index = reader->defs.count;
	struct cdef *def;

	for (size_t j = i + 1; j < open; j++)
		if (is_word(reader, j) && !is_attribute(reader, j)) {
			name = j;
			break;
		} else if (is(reader, j, '(')) {
			j = ctokens_skip(reader->tokens, j, open) - 1;
		}
	add(reader, is_enum ? CDEF_ENUM : CDEF_RECORD, i, open + 1, name,
	    name < open ? name + 1 : name);
	end = skip_braces(reader, open);
	def = &reader->defs.items[index];
	def->body = open;
	def->end = def->arguments = end;
	def->last_line = reader->tokens->items[end - 1].line;
	if (is_enum)
		read_constants(reader, open, end);
	return end;
}

/* DEFINE_x, DECLARE_x, LIST_HEAD and the like in front of a '(': what is in it is defined. */
static bool defines_argument(const struct cdef_reader *reader, size_t i)
{
	const struct ctoken *token = &reader->tokens->items[i];
	const char *text = reader->tokens->text + token->start;

	return memmem(text, token->len, "DEFINE", 6) || memmem(text, token->len, "DECLARE", 7) ||
	       memmem(text, token->len, "_HEAD", 5) || memmem(text, token->len, "EVENT", 5);
}

/* Everything up to a ';' at the top level has been seen: from start to end, without braces. */
static void read_declaration(struct cdef_reader *reader, size_t start, size_t end)
{
	const struct ctokens *tokens = reader->tokens;
	size_t name, name_end, arguments;

	if (ctoken_is(tokens, start, "typedef")) {
		size_t last = end;

		/* typedef ... name; or typedef ret (*name)(...); */
		for (size_t i = start; i < end; i++) {
			if (is(reader, i, '(') && is(reader, i + 1, '*') &&
			    is_word(reader, i + 2)) {
				last = i + 2;
				break;
			}
			if (is(reader, i, '(') && is_word(reader, i - 1) &&
			    !is_attribute(reader, i - 1)) {
				last = i - 1;
				break;
			}
			if (is(reader, i, '{'))
				i = ctokens_skip(tokens, i, end) - 1;
			else if (is_word(reader, i) && !is_attribute(reader, i))
				last = i;
		}
		if (last < end)
			add(reader, CDEF_TYPEDEF, start, end, last, last + 1);
		return;
	}
	if (end == start + 3 &&
	    (ctoken_is(tokens, start, "struct") || ctoken_is(tokens, start, "union") ||
	     ctoken_is(tokens, start, "enum")))
		return;		/* only said to be there */
	if (find_name(reader, start, end, &name, &name_end, &arguments)) {
		struct cdef *def;

		if (name == arguments + 1) {
			/* DEFINE_MUTEX(a); but EXPORT_SYMBOL(a) and module_init(a) define nothing. */
			if (defines_argument(reader, start))
				add(reader, CDEF_VARIABLE, start, end, name, name_end);
			return;
		}
		def = add(reader, CDEF_PROTOTYPE, start, end, name, name_end);
		def->arguments = arguments;
		return;
	}
	for (size_t i = start + 1; i < end; i++) {
		size_t before;

		if (tokens->items[i].directive)
			continue;
		before = code_before(tokens, i);
		if (is(reader, i, '{') || is(reader, i, '('))
			i = ctokens_skip(tokens, i, end) - 1;
		else if ((is(reader, i, '=') || is(reader, i, '[') || is(reader, i, ';') ||
			  is(reader, i, ',')) &&
			 is_word(reader, before) && !is_keyword(reader, before)) {
			add(reader, CDEF_VARIABLE, start, end, before, before + 1);
			return;
		}
	}
}

/* A '{' at the top level. */
static void read_braces(struct cdef_reader *reader)
{
	const struct ctokens *tokens = reader->tokens;
	size_t open = reader->at, start = reader->start, keyword = open;
	size_t name, name_end, arguments, index, end;
	bool initializer = false;

	for (size_t i = start; i < open; i++) {
		if (is(reader, i, '='))
			initializer = true;
		if (is(reader, i, '('))
			i = ctokens_skip(tokens, i, open) - 1;
		else if (ctoken_is(tokens, i, "struct") || ctoken_is(tokens, i, "union") ||
			 ctoken_is(tokens, i, "enum"))
			keyword = i;
	}
	if (!initializer && find_name(reader, start, open, &name, &name_end, &arguments)) {
		index = reader->defs.count;
		add(reader, CDEF_FUNCTION, start, open + 1, name, name_end)->arguments = arguments;
		end = skip_braces(reader, open);
		reader->defs.items[index].body = open;
		reader->defs.items[index].end = end;
		reader->defs.items[index].last_line = tokens->items[end - 1].line;
		reader->at = reader->start = end;
		return;
	}
	if (!initializer && keyword < open) {
		reader->at = read_record(reader, keyword, open);
		return;		/* what it declares follows, up to the ';' */
	}
	if (start == open || (open == start + 2 && ctoken_is(tokens, start, "extern"))) {
		/* extern "C" { }: what is in it counts as outside. */
		reader->at = reader->start = open + 1;
		return;
	}
	reader->at = skip_braces(reader, open);
}

void cdefs_read(const struct ctokens *tokens, struct cdefs *ret_defs)
{
	struct cdef_reader reader = { .tokens = tokens };

	while (reader.at < tokens->count) {
		size_t at = reader.at;

		if (tokens->items[at].directive) {
			/* A directive amid a declaration does not end it. */
			bool between = reader.start == at;

			read_directive(&reader);
			if (between)
				reader.start = reader.at;
			continue;
		}
		/* MACRO(x) without ';' ends where the next declaration begins in column 0. */
		if (at > reader.start + 1 && tokens->items[at].first == 2 && is_word(&reader, at) &&
		    is(&reader, code_before(tokens, at), ')') &&
		    is(&reader, reader.start + 1, '(') && is_word(&reader, reader.start) &&
		    !is_attribute(&reader, reader.start))
			reader.start = at;
		if (is(&reader, at, '{')) {
			read_braces(&reader);
		} else if (is(&reader, at, '(') || is(&reader, at, '[')) {
			size_t close = reader.unbalanced ? at + 1 :
				       ctokens_skip(tokens, at, tokens->count);

			reader.unbalanced |= close == tokens->count && at + 1 < close;
			reader.at = reader.unbalanced ? at + 1 : close;
		} else if (is(&reader, at, ';')) {
			reader.at++;
			if (at > reader.start)
				read_declaration(&reader, reader.start, reader.at);
			reader.start = reader.at;
		} else if (is(&reader, at, '}')) {
			reader.start = ++reader.at;
		} else {
			reader.at++;
		}
	}
	*ret_defs = reader.defs;
}

void cdefs_release(struct cdefs *defs)
{
	free(defs->items);
	*defs = (struct cdefs){ 0 };
}

const struct cdef *cdefs_at_line(const struct cdefs *defs, enum cdef_kind kind, uint32_t line)
{
	const struct cdef *found = NULL;

	for (size_t i = 0; i < defs->count; i++) {
		const struct cdef *def = &defs->items[i];

		if (def->kind == kind && def->first_line <= line && line <= def->last_line)
			found = def;
	}
	return found;
}

const struct cdef *cdefs_named(const struct ctokens *tokens, const struct cdefs *defs,
			       enum cdef_kind kind, const char *name, size_t len, size_t *at)
{
	for (size_t i = *at; i < defs->count; i++) {
		const struct cdef *def = &defs->items[i];

		if (def->kind == kind && def->name_len == len &&
		    !memcmp(tokens->text + def->name, name, len)) {
			*at = i + 1;
			return def;
		}
	}
	*at = defs->count;
	return NULL;
}

const struct cdef *cdefs_only(const struct ctokens *tokens, const struct cdefs *defs,
			      enum cdef_kind kind, const char *name, size_t len)
{
	size_t at = 0;
	const struct cdef *found = cdefs_named(tokens, defs, kind, name, len, &at);

	return found && cdefs_named(tokens, defs, kind, name, len, &at) ? NULL : found;
}

size_t ctokens_arguments(const struct ctokens *tokens, size_t i, size_t end, bool *ret_variadic)
{
	size_t close = ctokens_skip(tokens, i, end), count = 1;

	if (ret_variadic)
		*ret_variadic = close >= i + 3 && ctoken_is(tokens, close - 2, "...");
	if (close <= i + 2 || (close == i + 3 && ctoken_is(tokens, i + 1, "void")))
		return 0;
	for (size_t j = i + 1; j + 1 < close; j++) {
		if (ctoken_is(tokens, j, ","))
			count++;
		else if (ctoken_is(tokens, j, "(") || ctoken_is(tokens, j, "[") ||
			 ctoken_is(tokens, j, "{"))
			j = ctokens_skip(tokens, j, close) - 1;
	}
	return count;
}

bool cdef_has_label(const struct ctokens *tokens, const struct cdef *function, size_t i)
{
	if (tokens->items[i].kind != CTOKEN_WORD || i <= function->body ||
	    !ctoken_is(tokens, i + 1, ":") || ctoken_is(tokens, i, "default") ||
	    ctoken_is(tokens, i, "case"))
		return false;
	if (!tokens->items[i].first && !ctoken_is(tokens, i - 1, ";") &&
	    !ctoken_is(tokens, i - 1, "}") && !ctoken_is(tokens, i - 1, "{") &&
	    !ctoken_is(tokens, i - 1, ":"))
		return false;
	/* Back over the statement that it would be amid. */
	while (--i > function->body && !ctoken_is(tokens, i, ";") && !ctoken_is(tokens, i, "}") &&
	       !ctoken_is(tokens, i, "{"))
		if (ctoken_is(tokens, i, "?"))
			return false;
	return true;
}
