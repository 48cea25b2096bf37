// SPDX-License-Identifier: GPL-2.0-only
/* The original beside the port: rows of a table, the words that differ marked. */
#include <ctype.h>
#include <git2.h>
#include <stdint.h>
#include <string.h>

#include "report/beside_pairs.h"
#include "report/page_parts.h"
#include "util/alloc.h"

#define ROWS_MAX 4000
#define LINE_MAX_BYTES 2000	/* of a line; longer ones are cut, and their words not compared */
#define JUMPS_MAX 40

/* --- words of a line */

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

/* A word, a run of blanks, or one other character. */
static size_t token_len(const char *at)
{
	size_t len = 1;

	if (*at == ' ')
		return strspn(at, " ");
	while (is_word(*at) && is_word(at[len]))
		len++;
	return len;
}

/* Each token on a line of its own, so that comparing lines compares words. */
static void add_tokens(const char *line, struct buf *lines)
{
	while (*line) {
		size_t len = token_len(line);

		buf_add(lines, line, len);
		buf_puts(lines, "\n");
		line += len;
	}
}

/* What the comparison of two lines' tokens comes to: HTML of both. */
struct words {
	struct buf left, right;
	char last;		/* origin of the token before */
	size_t same, other;	/* bytes that are not blank */
};

static void close_mark(struct words *w)
{
	if (w->last == GIT_DIFF_LINE_DELETION)
		buf_puts(&w->left, "</del>");
	else if (w->last == GIT_DIFF_LINE_ADDITION)
		buf_puts(&w->right, "</ins>");
}

static int add_token(const git_diff_delta *delta, const git_diff_hunk *hunk,
		     const git_diff_line *line, void *data)
{
	struct words *w = data;
	size_t len = line->content_len;
	char origin;

	if (len && line->content[len - 1] == '\n')
		len--;
	if (line->origin != GIT_DIFF_LINE_CONTEXT && line->origin != GIT_DIFF_LINE_DELETION &&
	    line->origin != GIT_DIFF_LINE_ADDITION)
		return 0;
	/* Blanks alone are no words. */
	origin = len && *line->content == ' ' ? GIT_DIFF_LINE_CONTEXT : line->origin;
	if (origin != w->last) {
		close_mark(w);
		if (origin == GIT_DIFF_LINE_DELETION)
			buf_puts(&w->left, "<del>");
		else if (origin == GIT_DIFF_LINE_ADDITION)
			buf_puts(&w->right, "<ins>");
		w->last = origin;
	}
	if (line->origin != GIT_DIFF_LINE_ADDITION)
		html_text(&w->left, line->content, len);
	if (line->origin != GIT_DIFF_LINE_DELETION)
		html_text(&w->right, line->content, len);
	*(line->origin == GIT_DIFF_LINE_CONTEXT ? &w->same : &w->other) +=
		len && *line->content != ' ' ? len : 0;
	return 0;
}

static void words_release(struct words *w)
{
	buf_release(&w->left);
	buf_release(&w->right);
}

/* False: they have too little in common for marks to help. */
static bool compare_words(const char *left, const char *right, struct words *w)
{
	_cleanup_buf_ struct buf a = {0}, b = {0};
	git_diff_options options = GIT_DIFF_OPTIONS_INIT;

	if (strlen(left) > LINE_MAX_BYTES || strlen(right) > LINE_MAX_BYTES)
		return false;
	add_tokens(left, &a);
	add_tokens(right, &b);
	options.context_lines = UINT32_MAX / 4;
	options.flags = GIT_DIFF_FORCE_TEXT | GIT_DIFF_MINIMAL;
	if (git_diff_buffers(buf_str(&a), a.len, NULL, buf_str(&b), b.len, NULL, &options, NULL, NULL,
			     NULL, add_token, w))
		return false;
	close_mark(w);
	return w->same * 3 >= w->other;
}

/* --- rows */

static bool starts(const char *line, const char *with)
{
	return !strncmp(line, with, strlen(with));
}

/* What a line is in a patch. */
static const char *class_of(const char *line)
{
	if (!strcmp(line, "---"))
		return "text";
	if (starts(line, "diff --git ") || starts(line, "--- ") || starts(line, "+++ "))
		return "file";
	if (starts(line, "@@ ") || starts(line, "index "))
		return "cut";
	return *line == '+' ? "add" : *line == '-' ? "del" : "text";
}

static void add_line(struct buf *html, const char *line, size_t number, const struct buf *marked)
{
	size_t len = line ? strlen(line) : 0;

	if (!line) {
		html_add(html, "<td class=\"no\"></td><td class=\"code absent\"></td>");
		return;
	}
	html_add(html, "<td class=\"no\">%zu</td><td class=\"code %s\">", number, class_of(line));
	if (marked)
		buf_add(html, marked->data, marked->len);
	else
		html_text(html, line, len < LINE_MAX_BYTES ? len : LINE_MAX_BYTES);
	html_add(html, len > LINE_MAX_BYTES && !marked ? "\u2026</td>" : "</td>");
}

static void add_row(struct buf *html, const struct pair *pair, size_t left, size_t right,
		    size_t difference)
{
	_cleanup_(words_release) struct words words = {.last = GIT_DIFF_LINE_CONTEXT};
	bool same = pair_is_same(pair), marked = false;

	if (same)
		html_add(html, "<tr>");
	else if (difference)
		html_add(html, "<tr class=\"differs\" id=\"difference-%zu\">", difference);
	else
		html_add(html, "<tr class=\"differs\">");
	if (!same && pair->left && pair->right)
		marked = compare_words(pair->left, pair->right, &words);
	add_line(html, pair->left, left, marked ? &words.left : NULL);
	add_line(html, pair->right, right, marked ? &words.right : NULL);
	html_add(html, "</tr>\n");
}

/* Does a stretch of lines that differ begin here? */
static bool begins(const struct pairs *pairs, size_t i)
{
	return !pair_is_same(&pairs->items[i]) && (!i || pair_is_same(&pairs->items[i - 1]));
}

static void add_jumps(struct buf *html, const struct pairs *pairs)
{
	size_t count = 0;

	for (size_t i = 0; i < pairs->count && i < ROWS_MAX; i++)
		count += begins(pairs, i);
	if (!count) {
		html_add(html, "<p>Nothing differs.</p>\n");
		return;
	}
	html_add(html, "<nav class=\"jumps\" aria-label=\"Differences\"><ul><li class=\"muted\">%s</li>",
		 count == 1 ? "1 place differs:" : "Places that differ:");
	for (size_t i = 1; i <= count && i <= JUMPS_MAX; i++)
		html_add(html, "<li><a href=\"#difference-%zu\">%zu</a></li>", i, i);
	if (count > JUMPS_MAX)
		html_add(html, "<li class=\"muted\">and %zu more</li>", count - JUMPS_MAX);
	html_add(html, "</ul></nav>\n");
}

int page_beside(struct doc *doc, const char *original, const char *ported, struct error **err)
{
	static const char *const columns[] = {">Line", "Original", ">Line", "Port", NULL};
	_cleanup_(pairs_release) struct pairs pairs = {0};
	size_t left = 0, right = 0, difference = 0;

	if (pairs_align(original, ported, &pairs, err))
		return -1;
	add_jumps(&doc->html, &pairs);
	html_table_begin(doc, "beside", "The patch as it was given, and as it was ported", columns);
	for (size_t i = 0; i < pairs.count && i < ROWS_MAX; i++) {
		const struct pair *pair = &pairs.items[i];
		bool first = begins(&pairs, i);

		left += pair->left != NULL;
		right += pair->right != NULL;
		difference += first;
		add_row(&doc->html, pair, left, right, first ? difference : 0);
	}
	html_table_end(doc);
	if (pairs.count > ROWS_MAX)
		html_add(&doc->html, "<p class=\"cut\">%zu lines more are left out: stablehand show has "
			 "them.</p>\n", pairs.count - ROWS_MAX);
	return 0;
}
