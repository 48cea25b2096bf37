// SPDX-License-Identifier: GPL-2.0-only
#include "door/indent.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "util/alloc.h"
#include "util/buf.h"

#define TAB 8
#define MAX_DEPTH 64

/* What is known at the end of the lines above. */
struct scan {
	bool comment;			/* inside of a block comment */
	size_t comment_column;		/* where it began */
	size_t open[MAX_DEPTH];		/* columns behind "(" or "[" that are open; 0: last on its line */
	size_t depth;
	bool string;
	char quote;
};

/* A line of code, as the next one is told by it. */
struct code {
	size_t line;
	size_t column;			/* of the first line of its statement */
	char last;			/* last character that is code */
	bool header;			/* if, for, else, ...: without a brace, and what follows is its body */
	bool label;
};

static size_t column_of(const struct indent_line *line)
{
	size_t column = 0;

	for (size_t i = 0; i < line->len; i++) {
		if (line->text[i] == '\t')
			column += TAB - column % TAB;
		else if (line->text[i] == ' ')
			column++;
		else
			break;
	}
	return column;
}

static void open_bracket(struct scan *scan, size_t column, bool last)
{
	if (scan->depth < MAX_DEPTH)
		scan->open[scan->depth] = last ? 0 : column;
	scan->depth++;
}

/* Is there only white space, or a comment, from here to the line's end? */
static bool nothing_behind(const struct indent_line *line, size_t at)
{
	while (at < line->len && isspace((unsigned char)line->text[at]))
		at++;
	return at == line->len || (at + 1 < line->len && line->text[at] == '/' &&
				   strchr("*/", line->text[at + 1]));
}

/* Follow one line; the last character that is code goes to *last. */
static void scan_line(struct scan *scan, const struct indent_line *line, char *last)
{
	size_t column = 0;

	*last = '\0';
	scan->string = false;
	for (size_t i = 0; i < line->len; i++) {
		char c = line->text[i], next = i + 1 < line->len ? line->text[i + 1] : '\0';

		column += c == '\t' ? TAB - column % TAB : 1;
		if (scan->comment) {
			if (c == '*' && next == '/') {
				scan->comment = false;
				i++, column++;
			}
		} else if (scan->string) {
			if (c == '\\')
				i++, column++;
			else if (c == scan->quote)
				scan->string = false;
		} else if (c == '/' && next == '*') {
			scan->comment = true;
			scan->comment_column = column - 1;
			i++, column++;
		} else if (c == '/' && next == '/') {
			break;
		} else if (c == '"' || c == '\'') {
			scan->string = true;
			scan->quote = c;
			*last = c;
		} else if (!isspace((unsigned char)c)) {
			*last = c;
			if (c == '(' || c == '[')
				open_bracket(scan, column, nothing_behind(line, i + 1));
			else if ((c == ')' || c == ']') && scan->depth)
				scan->depth--;
		}
	}
}

static bool is_word(const char *text, size_t len, const char *word)
{
	size_t n = strlen(word);

	return len >= n && !memcmp(text, word, n) &&
	       (len == n || (!isalnum((unsigned char)text[n]) && text[n] != '_'));
}

static const char *first_of(const struct indent_line *line, size_t *ret_len)
{
	size_t at = 0;

	while (at < line->len && isspace((unsigned char)line->text[at]))
		at++;
	*ret_len = line->len - at;
	return line->text + at;
}

/* "if (x)", "else", "for_each_x(y)": what follows belongs to it when it has no brace. */
static bool is_header(const char *text, size_t len)
{
	static const char *const words[] = { "if", "else", "for", "while", "do", "switch" };
	size_t word = 0;

	if (len && *text == '}')
		for (text++, len--; len && *text == ' '; len--)
			text++;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (is_word(text, len, words[i]))
			return true;
	while (word < len && (isalnum((unsigned char)text[word]) || text[word] == '_'))
		word++;
	return memmem(text, word, "for_each", 8) != NULL;
}

/* "out:", not "case X:" or "default:", which is_case() tells. */
static bool is_label(const char *text, size_t len)
{
	size_t word = 0;

	while (word < len && (isalnum((unsigned char)text[word]) || text[word] == '_'))
		word++;
	return word && word + 1 == len && text[word] == ':' && !is_word(text, len, "default");
}

static bool is_case(const char *text, size_t len)
{
	return is_word(text, len, "case") || is_word(text, len, "default");
}

struct codes {
	struct code *items;
	size_t count, alloc;
};

/* The statements above, each by the line that ends it so far. */
static void scan_all(struct scan *scan, const struct indent_line *above, size_t count,
		     struct codes *codes)
{
	size_t statement = 0;
	bool inside = false;

	for (size_t i = 0; i < count; i++) {
		size_t len;
		const char *text = first_of(&above[i], &len);
		bool comment = scan->comment;
		struct code *code;
		char last;

		scan_line(scan, &above[i], &last);
		if (!last || (!comment && *text == '#'))
			continue;
		if (!inside)
			statement = i;
		inside = scan->depth > 0;
		if (inside)
			continue;
		code = ARRAY_ADD(codes->items, codes->count, codes->alloc);
		code->line = i;
		code->column = column_of(&above[statement]);
		code->last = last;
		text = first_of(&above[statement], &len);
		code->header = is_header(text, len) && last != ';' && last != '{';
		text = first_of(&above[i], &len);
		code->label = is_label(text, len);
		if (last == ':' && is_case(text, len))
			code->header = false;
	}
}

/* Where the next statement stands. */
static size_t next_column(const struct codes *codes)
{
	const struct code *last = codes->count ? &codes->items[codes->count - 1] : NULL;
	size_t column, i = codes->count;

	if (!last)
		return 0;
	column = last->column;
	if (last->label)
		return column ? column : TAB;
	if (last->last == '{' || last->last == ':' || last->header)
		return column + TAB;
	if (last->last == ';' || last->last == '}') {
		/* Behind the body of headers without braces, these are over. */
		for (i--; i && codes->items[i - 1].header && codes->items[i - 1].column < column; i--)
			column = codes->items[i - 1].column;
		return column;
	}
	if (last->last == ',' || (last->last == ')' && !column))
		return column;
	return column + TAB;
}

static char *white_space(size_t column)
{
	struct buf text = { 0 };

	buf_puts(&text, "");
	for (; column >= TAB; column -= TAB)
		buf_puts(&text, "\t");
	while (column--)
		buf_puts(&text, " ");
	return buf_detach(&text);
}

char *indent_guess(const struct indent_line *above, size_t count, const char *text, size_t len)
{
	struct scan scan = { 0 };
	struct codes codes = { 0 };
	const struct code *last;
	size_t column;

	scan_all(&scan, above, count, &codes);
	last = codes.count ? &codes.items[codes.count - 1] : NULL;
	column = next_column(&codes);
	if (scan.comment) {
		column = scan.comment_column + 1;
	} else if (*text == '#') {
		column = 0;
	} else if (scan.depth) {
		size_t open = scan.depth <= MAX_DEPTH ? scan.open[scan.depth - 1] : 0;

		if (open)
			column = open;
		else if (*text != ')')
			column += TAB;
	} else if (is_label(text, len)) {
		column = 0;
	} else if (*text == '}' || is_case(text, len)) {
		/* "switch (x) {" and its cases stand below each other. */
		column = column >= TAB ? column - TAB : 0;
	} else if (*text == '{' && last && last->header) {
		column = last->column;
	}
	free(codes.items);
	return white_space(column);
}
