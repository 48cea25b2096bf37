// SPDX-License-Identifier: GPL-2.0-only
#include "port/words.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include "util/alloc.h"

#define TOKENS_MAX 1000000u	/* of one hunk */
#define CALLS_MAX 32		/* nested parentheses that are kept track of */
#define WORD_MAX 200		/* bytes; what is longer is no identifier */

/* A word, or a byte of punctuation; '"' stands for a whole string. */
struct token {
	const char *text;
	unsigned len;		/* of a word; 0: punctuation */
	bool added;
	bool first;		/* on its line */
	bool column_0;
	bool define;		/* a word after #define */
};

struct tokens {
	struct token *items;
	size_t count, alloc;
};

bool words_is_part(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

bool words_is_c_file(const char *path)
{
	size_t len = strlen(path);

	return len > 2 && path[len - 2] == '.' && strchr("ch", path[len - 1]);
}

static bool is_among(const struct token *token, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(list[i]) == token->len && !memcmp(list[i], token->text, token->len))
			return true;
	return false;
}

static bool is_keyword(const struct token *token)
{
	static const char *const keywords[] = {
		"auto", "bool", "break", "case", "char", "const", "continue", "default",
		"do", "double", "else", "enum", "extern", "float", "for", "goto", "if",
		"inline", "int", "long", "register", "restrict", "return", "short", "signed",
		"sizeof", "static", "struct", "switch", "typedef", "typeof", "union",
		"unsigned", "void", "volatile", "while", "asm", "__asm__", "__attribute__",
		"__typeof__", "__VA_ARGS__", "__func__", "__FILE__", "__LINE__",
	};

	return is_among(token, keywords, ARRAY_SIZE(keywords));
}

/* Words that stand before an expression: what follows them is used. */
static bool precedes_use(const struct token *token)
{
	static const char *const list[] = {
		"return", "goto", "case", "else", "sizeof", "typeof", "__typeof__", "do",
		"struct", "union", "enum", "defined",
	};

	return is_among(token, list, ARRAY_SIZE(list));
}

static size_t hash(const char *text, size_t len)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)text[i]) * 0x100000001b3u;
	return h ^ h >> 29;
}

static unsigned *find_slot(const struct words *words, const char *text, size_t len)
{
	size_t slot = hash(text, len) & words->mask;

	while (words->table[slot]) {
		const char *there = words->items[words->table[slot] - 1].text;

		if (!strncmp(there, text, len) && !there[len])
			break;
		slot = (slot + 1) & words->mask;
	}
	return &words->table[slot];
}

struct word *words_find(const struct words *words, const char *text, size_t len)
{
	unsigned *slot = words->table ? find_slot(words, text, len) : NULL;

	return slot && *slot ? &words->items[*slot - 1] : NULL;
}

static struct word *get(struct words *words, const struct token *token, const char *path)
{
	unsigned *slot;
	struct word *word;

	if (!words->table) {
		words->mask = 4 * 32768 - 1;	/* a power of two above WORDS_MAX */
		words->table = xcalloc(words->mask + 1, sizeof(*words->table));
	}
	slot = find_slot(words, token->text, token->len);
	if (*slot)
		return &words->items[*slot - 1];
	if (words->count >= WORDS_MAX)
		return NULL;
	word = ARRAY_ADD(words->items, words->count, words->alloc);
	*word = (struct word){
		.text = xstrndup(token->text, token->len),
		.path = path,
	};
	*slot = words->count;
	return word;
}

void words_add(struct words *words, const char *name)
{
	const struct token token = { .text = name, .len = strlen(name) };

	get(words, &token, NULL);
}

static void add_token(struct tokens *tokens, struct token token)
{
	if (tokens->count < TOKENS_MAX)
		*ARRAY_ADD(tokens->items, tokens->count, tokens->alloc) = token;
}

static size_t skip_string(const char *text, size_t len, size_t at)
{
	char quote = text[at++];

	while (at < len && text[at] != quote)
		at += text[at] == '\\' ? 2 : 1;
	return at < len ? at + 1 : len;
}

/* A line that goes on with a comment begun above the hunk: " * text". */
static bool is_comment_line(const char *text, size_t len)
{
	size_t i = 0;

	while (i < len && isspace((unsigned char)text[i]))
		i++;
	return i < len && text[i] == '*' &&
	       (i + 1 == len || isspace((unsigned char)text[i + 1]) || text[i + 1] == '/');
}

/* A line of the preprocessor: gives where its tokens are to be read from, or len. */
static size_t skip_directive(const char *text, size_t len, bool *ret_define)
{
	size_t i = 0;

	while (i < len && isspace((unsigned char)text[i]))
		i++;
	*ret_define = false;
	if (i == len || text[i] != '#')
		return 0;
	do
		i++;
	while (i < len && isspace((unsigned char)text[i]));
	if (len - i < 7 || memcmp(text + i, "define", 6))
		return len;
	*ret_define = true;
	return i + 6;
}

/* Split a line into tokens; *in_comment goes from line to line. */
static void read_line(struct tokens *tokens, const struct patch_line *line, bool *in_comment)
{
	const char *text = line->text;
	size_t len = line->len, i;
	bool first = true, define;

	if (!*in_comment && is_comment_line(text, len)) {
		*in_comment = !memmem(text, len, "*/", 2);
		return;
	}
	i = *in_comment ? 0 : skip_directive(text, len, &define);
	if (*in_comment)
		define = false;
	while (i < len) {
		struct token token = { .added = line->kind == '+', .first = first };

		if (*in_comment) {
			const char *end = memmem(text + i, len - i, "*/", 2);

			*in_comment = !end;
			i = end ? (size_t)(end - text) + 2 : len;
			continue;
		}
		if (isspace((unsigned char)text[i])) {
			i++;
			continue;
		}
		if (text[i] == '/' && i + 1 < len && text[i + 1] == '*') {
			*in_comment = true;
			i += 2;
			continue;
		}
		if (text[i] == '/' && i + 1 < len && text[i + 1] == '/')
			break;
		token.text = text + i;
		token.column_0 = i == 0;
		token.define = define;
		if (text[i] == '"' || text[i] == '\'') {
			i = skip_string(text, len, i);
		} else if (words_is_part(text[i])) {
			size_t start = i;

			while (i < len && words_is_part(text[i]))
				i++;
			define = false;
			if (isdigit((unsigned char)text[start]) || i - start > WORD_MAX)
				continue;
			token.len = i - start;
		} else {
			i++;
		}
		first = false;
		add_token(tokens, token);
	}
}

static bool is_punct(const struct tokens *tokens, size_t at, char c)
{
	return at < tokens->count && !tokens->items[at].len && *tokens->items[at].text == c;
}

static bool has_lower(const struct token *token)
{
	for (unsigned i = 0; i < token->len; i++)
		if (islower((unsigned char)token->text[i]))
			return true;
	return false;
}

/* Where the statement of a token is, as far as it can be told from before it. */
struct statement {
	size_t start;		/* index of its first token */
	size_t depth;		/* open parentheses */
	size_t calls[CALLS_MAX];	/* index of the token before each of them */
	bool declares;		/* it began as a declaration */
	bool in_enum;		/* in the braces of one */
};

static bool is_tracepoint_field(const struct token *token)
{
	static const char *const list[] = {
		"__field", "__field_struct", "__field_desc", "__array", "__string", "__string_len",
		"__dynamic_array", "__bitmask", "__cpumask",
	};

	return is_among(token, list, ARRAY_SIZE(list));
}

/* Is it in the parentheses of a macro that declares it? */
static bool by_call(const struct tokens *tokens, const struct statement *statement)
{
	const struct token *call;

	if (!statement->depth || statement->depth > CALLS_MAX)
		return false;
	call = &tokens->items[statement->calls[statement->depth - 1]];
	/* The parameters of #define NAME(a, b). */
	return call->define || (call->len && is_tracepoint_field(call));
}

/* typeof(x) name */
static bool after_typeof(const struct tokens *tokens, size_t at, const struct statement *statement)
{
	static const char *const list[] = { "typeof", "__typeof__", "const" };

	return is_punct(tokens, at - 1, ')') && !statement->depth && statement->start < at &&
	       is_among(&tokens->items[statement->start], list, ARRAY_SIZE(list));
}

/* DEFINE_MUTEX(name), TRACE_EVENT(name, ...: a macro that declares its arguments. */
static bool by_macro(const struct tokens *tokens, size_t at, const struct statement *statement)
{
	const struct token *macro = &tokens->items[statement->start];

	return statement->depth && macro->len && statement->start < at && !has_lower(macro) &&
	       (macro->column_0 || memmem(macro->text, macro->len, "DEFINE", 6) ||
		memmem(macro->text, macro->len, "DECLARE", 7) ||
		memmem(macro->text, macro->len, "LIST_HEAD", 9));
}

/* FOO, or FOO = 1, on a line of its own: of an enum. */
static bool is_enumerator(const struct tokens *tokens, size_t at,
			  const struct statement *statement)
{
	const struct token *next = &tokens->items[at + 1];

	if (!tokens->items[at].first || statement->depth || has_lower(&tokens->items[at]))
		return false;
	if (at + 1 == tokens->count || next->first)
		return true;
	if (is_punct(tokens, at + 1, ','))
		return true;
	if (!is_punct(tokens, at + 1, '='))
		return false;
	for (size_t i = at + 1; i < tokens->count && !tokens->items[i].first; i++)
		if (is_punct(tokens, i, ';'))
			return false;
	return true;
}

static bool is_declared(const struct tokens *tokens, size_t at, const struct statement *statement)
{
	static const char *const tags[] = { "struct", "union", "enum" };
	const struct token *token = &tokens->items[at], *previous;
	size_t stars = at;

	if (token->define || statement->in_enum || by_macro(tokens, at, statement) ||
	    by_call(tokens, statement) || is_enumerator(tokens, at, statement))
		return true;
	if (is_punct(tokens, at + 1, ':') && token->first && !is_punct(tokens, at + 2, ':'))
		return true;
	if (!at)
		return false;
	previous = token - 1;
	if (previous->len && is_among(previous, tags, ARRAY_SIZE(tags)))
		return is_punct(tokens, at + 1, '{') || is_punct(tokens, at + 1, ';');
	if (previous->len && at > statement->start && !precedes_use(previous))
		return true;
	if (statement->declares && !statement->depth && is_punct(tokens, at - 1, ','))
		return true;
	if (after_typeof(tokens, at, statement))
		return true;
	while (stars && is_punct(tokens, stars - 1, '*'))
		stars--;
	if (stars == at || !has_lower(token))
		return false;
	/* type *name, (*name)( */
	if (stars && is_punct(tokens, stars - 1, '('))
		return is_punct(tokens, at + 1, ')') &&
		       (is_punct(tokens, at + 2, '(') || is_punct(tokens, at + 2, '['));
	if (statement->declares && !statement->depth && stars && is_punct(tokens, stars - 1, ','))
		return true;
	if (!stars || !tokens->items[stars - 1].len || precedes_use(&tokens->items[stars - 1]))
		return false;
	return stars - 1 <= statement->start || tokens->items[stars - 2].len ||
	       is_punct(tokens, stars - 2, '(') || is_punct(tokens, stars - 2, ',');
}

/* Follow a byte of punctuation. */
static void take_punct(const struct tokens *tokens, size_t at, struct statement *statement)
{
	char c = *tokens->items[at].text;

	if (c == '(') {
		if (statement->depth < CALLS_MAX)
			statement->calls[statement->depth] = at ? at - 1 : at;
		statement->depth++;
	} else if (c == ')') {
		statement->depth -= !!statement->depth;
	} else if (c == '{' || c == '}' || (!statement->depth && (c == ';' || c == ':'))) {
		const struct token *first = &tokens->items[statement->start];
		bool begins_enum = c == '{' && statement->start < at && first->len == 4 &&
				   !memcmp(first->text, "enum", 4);

		*statement = (struct statement){ .start = at + 1, .in_enum = begins_enum };
	}
}

static void take_new_side(struct words *words, const struct tokens *tokens, const char *path)
{
	struct statement statement = { 0 };

	for (size_t i = 0; i < tokens->count; i++) {
		const struct token *token = &tokens->items[i];
		bool declared, directive = token->define;
		struct word *word;

		if (!token->len) {
			take_punct(tokens, i, &statement);
			continue;
		}
		declared = is_declared(tokens, i, &statement);
		statement.declares |= declared && !statement.depth;
		if (!is_keyword(token)) {
			word = get(words, token, path);
			if (word) {
				word->declared |= declared;
				word->before |= !token->added;
				word->added |= token->added;
				word->called |= is_punct(tokens, i + 1, '(');
			}
		}
		if (directive)
			statement = (struct statement){ .start = i + 1 };
	}
}

static void take_removed(struct words *words, const struct tokens *tokens, const char *path)
{
	for (size_t i = 0; i < tokens->count; i++) {
		const struct token *token = &tokens->items[i];
		struct word *word = token->len && !is_keyword(token) ? get(words, token, path) :
				    NULL;

		if (word) {
			word->before = word->removed = true;
			word->called |= is_punct(tokens, i + 1, '(');
		}
	}
}

void words_of_patch(struct words *words, const struct patch *patch)
{
	struct tokens tokens = { 0 };

	for (size_t f = 0; f < patch->file_count; f++) {
		const struct patch_file *file = &patch->files[f];
		const char *path = file->new_path ? file->new_path : file->old_path;

		for (size_t h = 0; h < file->hunk_count && words_is_c_file(path); h++) {
			const struct patch_hunk *hunk = &file->hunks[h];
			bool in_new = false, in_old = false;

			tokens.count = 0;
			for (size_t i = 0; i < hunk->line_count; i++)
				if (hunk->lines[i].kind != '-')
					read_line(&tokens, &hunk->lines[i], &in_new);
			take_new_side(words, &tokens, path);
			tokens.count = 0;
			for (size_t i = 0; i < hunk->line_count; i++)
				if (hunk->lines[i].kind == '-')
					read_line(&tokens, &hunk->lines[i], &in_old);
			take_removed(words, &tokens, path);
		}
	}
	free(tokens.items);
}

void words_release(struct words *words)
{
	for (size_t i = 0; i < words->count; i++)
		free(words->items[i].text);
	free(words->items);
	free(words->table);
	memset(words, 0, sizeof(*words));
}
