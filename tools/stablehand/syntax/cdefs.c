// SPDX-License-Identifier: GPL-2.0-only
#include "syntax/cdefs.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "syntax/ctree_parts.h"
#include "util/alloc.h"

struct cdef_reader {
	const struct ctokens *tokens;
	struct cdefs defs;
	/*
	 * Where the declaration began that is being read: with the half that an #else cut
	 * off, if the head of a definition is in both halves.
	 */
	size_t start;
	size_t cut;		/* definition that an #else cut amid its braces, plus 1; 0: none */
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

/* A line of the preprocessor: #define defines a macro. */
static void read_directive(struct cdef_reader *reader, size_t first, size_t end)
{
	const struct ctokens *tokens = reader->tokens;
	struct cdef *def;

	if (!ctoken_is(tokens, first + 1, "define") || first + 2 >= end ||
	    !is_word(reader, first + 2))
		return;
	def = add(reader, CDEF_MACRO, first, end, first + 2, first + 3);
	if (is(reader, first + 3, '(') && first + 3 < end &&
	    tokens->items[first + 3].start == def->name + def->name_len)
		def->arguments = first + 3;
}

/* Those within a node. */
static void read_directives(struct cdef_reader *reader, uint32_t node)
{
	const struct ctree *tree = &reader->defs.tree;

	for (uint32_t i = node + 1; i < tree->nodes[node].behind; i++)
		if (tree->nodes[i].kind == CTREE_DIRECTIVE)
			read_directive(reader, tree->nodes[i].first, tree->nodes[i].end);
}

static bool is_attribute(const struct cdef_reader *reader, size_t i)
{
	return ctree_is_attribute(ctoken_text(reader->tokens, i), reader->tokens->items[i].len);
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

/* The keyword, outside of brackets, of the structure whose '{' is at token open; open: none. */
static size_t record_keyword(const struct cdef_reader *reader, size_t open)
{
	const struct ctokens *tokens = reader->tokens;
	size_t keyword = open;

	for (size_t i = reader->start; i < open; i++) {
		if (is(reader, i, '('))
			i = ctokens_skip(tokens, i, open) - 1;
		else if (ctoken_is(tokens, i, "struct") || ctoken_is(tokens, i, "union") ||
			 ctoken_is(tokens, i, "enum"))
			keyword = i;
	}
	return keyword;
}

/* struct NAME {, union NAME { or enum NAME { with its '{' at the node. */
static void read_record(struct cdef_reader *reader, uint32_t node)
{
	size_t open = reader->defs.tree.nodes[node].first, end = reader->defs.tree.nodes[node].end;
	size_t keyword = record_keyword(reader, open), name = open;
	bool is_enum = ctoken_is(reader->tokens, keyword, "enum");
	struct cdef *def;

	if (keyword == open)
		return;
	for (size_t j = keyword + 1; j < open; j++)
		if (is_word(reader, j) && !is_attribute(reader, j)) {
			name = j;
			break;
		} else if (is(reader, j, '(')) {
			j = ctokens_skip(reader->tokens, j, open) - 1;
		}
	def = add(reader, is_enum ? CDEF_ENUM : CDEF_RECORD, keyword, open + 1, name,
		  name < open ? name + 1 : name);
	def->body = open;
	def->end = def->arguments = end;
	def->last_line = reader->tokens->items[end - 1].line;
	read_directives(reader, node);
	if (is_enum)
		read_constants(reader, open, end);
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

/* A function with its '{' at the node, which is in it. */
static void read_function(struct cdef_reader *reader, uint32_t node)
{
	const struct ctree_node *body = &reader->defs.tree.nodes[node];
	size_t name, name_end, arguments;
	struct cdef *def;

	if (!find_name(reader, reader->start, body->first, &name, &name_end, &arguments))
		return;
	def = add(reader, CDEF_FUNCTION, reader->start, body->first + 1, name, name_end);
	def->arguments = arguments;
	def->body = body->first;
	def->end = body->end;
	def->last_line = reader->tokens->items[body->end - 1].line;
}

/* Is it the braces of a structure or enumeration, though they may be unfinished? */
static bool is_record(const struct ctree_node *node)
{
	return node->opened_as == CTREE_MEMBERS || node->opened_as == CTREE_ENUMERATORS;
}

/* Is a node the braces of the function or structure that it is in? */
static bool is_body(const struct cdef_reader *reader, uint32_t node)
{
	const struct ctree_node *nodes = reader->defs.tree.nodes;

	return is_record(&nodes[node]) ||
	       (nodes[nodes[node].parent].kind == CTREE_FUNCTION &&
		is(reader, nodes[node].first, '{'));
}

/*
 * Where an #else cuts a definition amid its braces, each half has a head and a '{' of its
 * own: the definition is the first one's, up to the end of the last.
 */
static void read_body(struct cdef_reader *reader, uint32_t node)
{
	const struct ctree_node *body = &reader->defs.tree.nodes[node];
	bool cut = body->flags & CTREE_CUT && !is(reader, body->end - 1, '}');
	size_t before = reader->defs.count;

	if (reader->cut) {
		struct cdef *def = &reader->defs.items[reader->cut - 1];

		def->end = body->end;
		def->last_line = reader->tokens->items[body->end - 1].line;
		if (def->kind != CDEF_FUNCTION)
			def->arguments = def->end;
	} else if (is_record(body)) {
		read_record(reader, node);
		reader->cut = reader->defs.count > before ? before + 1 : 0;
	} else {
		read_function(reader, node);
		reader->cut = reader->defs.count;
	}
	if (!cut)
		reader->cut = 0;
	if (!is_record(body))
		read_directives(reader, node);
}

/* A definition outside of functions: what is in it comes with it, in its order. */
static void read_item(struct cdef_reader *reader, uint32_t node)
{
	const struct ctree *tree = &reader->defs.tree;
	const struct ctree_node *item = &tree->nodes[node];

	for (uint32_t child = ctree_child(tree, node); child != CTREE_NONE;
	     child = ctree_next(tree, child)) {
		const struct ctree_node *inner = &tree->nodes[child];

		if (inner->kind == CTREE_DIRECTIVE)
			read_directive(reader, inner->first, inner->end);
		else if (is_body(reader, child))
			read_body(reader, child);
		else
			read_directives(reader, child);
	}
	if (item->kind != CTREE_FUNCTION && item->end > item->first + 1 &&
	    is(reader, item->end - 1, ';'))
		read_declaration(reader, reader->start, item->end);
}

void cdefs_read(const struct ctokens *tokens, struct cdefs *ret_defs)
{
	struct cdef_reader reader = { .tokens = tokens };
	struct ctree *tree = &reader.defs.tree;
	bool goes_on = false;

	ctree_read(tree, tokens);
	for (uint32_t node = 1; node < tree->count;) {
		const struct ctree_node *item = &tree->nodes[node];

		if (item->kind == CTREE_LINKAGE) {
			goes_on = false;
			node++;
			continue;
		}
		if (item->kind == CTREE_DIRECTIVE) {
			read_directive(&reader, item->first, item->end);
		} else {
			if (!goes_on)
				reader.start = item->first;
			read_item(&reader, node);
			goes_on = item->kind == CTREE_DECLARATION && item->flags & CTREE_CUT &&
				  !is(&reader, item->end - 1, ';');
		}
		node = item->behind;
	}
	*ret_defs = reader.defs;
}

void cdefs_release(struct cdefs *defs)
{
	free(defs->items);
	ctree_release(&defs->tree);
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

uint32_t cdef_body(const struct cdefs *defs, const struct cdef *function, uint32_t block)
{
	const struct ctree *tree = &defs->tree;
	uint32_t node;

	if (block == CTREE_NONE)
		return function->body < function->end ? ctree_at(tree, function->body) : CTREE_NONE;
	/* Behind the function that the block is in, another one may go on with it. */
	node = tree->nodes[tree->nodes[block].parent].behind;
	for (; node < tree->count && tree->nodes[node].first < function->end;
	     node = tree->nodes[node].behind) {
		uint32_t other = ctree_child_of(tree, node, CTREE_BLOCK);

		if (other != CTREE_NONE)
			return other;
	}
	return CTREE_NONE;
}
