// SPDX-License-Identifier: GPL-2.0-only
#include "report/beside.h"

#include <git2.h>
#include <stdint.h>
#include <string.h>

#include "report/table.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/text.h"

/* Lines that stand beside each other; NULL: none does. */
struct pair {
	char *left, *right;
};

struct pairs {
	struct pair *items;
	size_t count, alloc;
	size_t open;		/* from here on lines of the left have none beside them yet */
};

/* Printable, and with tabs as wide as they are shown. */
static char *line_text(const char *line, size_t len)
{
	_cleanup_free_ char *printable = text_printable(line, len, true);
	_cleanup_buf_ struct buf text = {0};
	size_t column = 0;

	while (len && (line[len - 1] == '\n' || line[len - 1] == '\r'))
		len--;
	for (const char *at = printable; *at && *at != '\n'; at++) {
		if (*at == '\t') {
			size_t blanks = 8 - column % 8;

			buf_printf(&text, "%*s", (int)blanks, "");
			column += blanks;
		} else {
			buf_add(&text, at, 1);
			column += (*at & 0xc0) != 0x80;
		}
	}
	return xstrdup(buf_str(&text));
}

/* A removed line waits for an added one, to stand beside it. */
static int add_line(const git_diff_delta *delta, const git_diff_hunk *hunk,
		    const git_diff_line *line, void *data)
{
	struct pairs *pairs = data;
	_cleanup_free_ char *text = line_text(line->content, line->content_len);

	(void)delta;
	(void)hunk;
	switch (line->origin) {
	case GIT_DIFF_LINE_CONTEXT:
		*ARRAY_ADD(pairs->items, pairs->count, pairs->alloc) =
			(struct pair){xstrdup(text), TAKE_PTR(text)};
		pairs->open = pairs->count;
		break;
	case GIT_DIFF_LINE_DELETION:
		ARRAY_ADD(pairs->items, pairs->count, pairs->alloc)->left = TAKE_PTR(text);
		break;
	case GIT_DIFF_LINE_ADDITION:
		if (pairs->open == pairs->count)
			(void)ARRAY_ADD(pairs->items, pairs->count, pairs->alloc);
		pairs->items[pairs->open++].right = TAKE_PTR(text);
		break;
	}
	return 0;
}

static void pairs_release(struct pairs *pairs)
{
	for (size_t i = 0; i < pairs->count; i++) {
		free(pairs->items[i].left);
		free(pairs->items[i].right);
	}
	free(pairs->items);
}

static int align(const char *left, const char *right, struct pairs *pairs, struct error **err)
{
	git_diff_options options = GIT_DIFF_OPTIONS_INIT;

	options.context_lines = UINT32_MAX / 4;
	options.flags = GIT_DIFF_FORCE_TEXT | GIT_DIFF_PATIENCE;
	if (git_diff_buffers(left, strlen(left), NULL, right, strlen(right), NULL, &options, NULL,
			     NULL, NULL, add_line, pairs))
		return error_git(err, ERROR_BUG, "comparing two patches");
	return 0;
}

static bool starts(const char *line, const char *with)
{
	return !strncmp(line, with, strlen(with));
}

static enum style line_style(const char *line)
{
	if (!line)
		return STYLE_PLAIN;
	if (starts(line, "diff --git ") || starts(line, "--- ") || starts(line, "+++ "))
		return STYLE_STRONG;
	if (starts(line, "@@ ") || starts(line, "index "))
		return STYLE_FAINT;
	return *line == '+' ? STYLE_GOOD : *line == '-' ? STYLE_BAD : STYLE_PLAIN;
}

static bool is_same(const struct pair *pair)
{
	return pair->left && pair->right && !strcmp(pair->left, pair->right);
}

static size_t widest(const struct pairs *pairs, const char *title)
{
	size_t width = strlen(title);

	for (size_t i = 0; i < pairs->count; i++) {
		const char *line = pairs->items[i].left;
		size_t wide = line ? text_width(line, strlen(line)) : 0;

		width = wide > width ? wide : width;
	}
	return width;
}

/* A cell of a line, filled up with blanks unless it is the last. */
static void print_cell(const char *line, size_t width, bool last, struct out *to)
{
	_cleanup_free_ char *cut = text_cut(line ? line : "", width);
	size_t used = text_width(cut, strlen(cut));

	if (*cut)
		out_styled(to, line_style(line), "%s", cut);
	if (!last && used < width)
		out_printf(to, "%*s", (int)(width - used), "");
}

static void print_columns(const struct pairs *pairs, const struct beside_text *left,
			  const struct beside_text *right, size_t width, struct out *to)
{
	print_cell(left->title, width, false, to);
	out_printf(to, "   %s\n", right->title);
	for (size_t i = 0; i < pairs->count; i++) {
		const struct pair *pair = &pairs->items[i];
		bool same = is_same(pair), has_right = pair->right && *pair->right;
		char mark = same ? ' ' : !pair->right ? '<' : !pair->left ? '>' : '|';

		print_cell(pair->left, width, same && !has_right, to);
		if (!same || has_right)
			out_styled(to, same ? STYLE_PLAIN : STYLE_DOUBT, " %c", mark);
		if (has_right) {
			out_puts(to, " ");
			print_cell(pair->right, width, true, to);
		}
		out_puts(to, "\n");
	}
}

static void print_side(const struct pairs *pairs, size_t first, size_t end, bool right,
		       struct out *to)
{
	for (size_t i = first; i < end; i++) {
		const char *line = right ? pairs->items[i].right : pairs->items[i].left;

		if (!line)
			continue;
		out_styled(to, STYLE_DOUBT, "%c", right ? '+' : '-');
		out_styled(to, line_style(line), "%s", line);
		out_puts(to, "\n");
	}
}

static void print_stacked(const struct pairs *pairs, const struct beside_text *left,
			  const struct beside_text *right, struct out *to)
{
	out_printf(to, "- %s\n+ %s\n\n", left->title, right->title);
	for (size_t i = 0, end; i < pairs->count; i = end) {
		const char *line = pairs->items[i].left;

		end = i + 1;
		if (is_same(&pairs->items[i])) {
			out_puts(to, " ");
			out_styled(to, line_style(line), "%s", line);
			out_puts(to, "\n");
			continue;
		}
		while (end < pairs->count && !is_same(&pairs->items[end]))
			end++;
		print_side(pairs, i, end, false, to);
		print_side(pairs, i, end, true, to);
	}
}

int beside_print(const struct beside_text *left, const struct beside_text *right, struct out *to,
		 struct error **err)
{
	_cleanup_(pairs_release) struct pairs pairs = {0};
	size_t width = table_width(to);

	if (align(left->text, right->text, &pairs, err))
		return -1;
	/* No line is other: the difference of the texts is empty. */
	if (!pairs.count)
		beside_print_one(left->text, to);
	else if (width == TABLE_UNLIMITED)
		print_columns(&pairs, left, right, widest(&pairs, left->title), to);
	else if (width >= BESIDE_MIN_WIDTH)
		print_columns(&pairs, left, right, (width - 3) / 2, to);
	else
		print_stacked(&pairs, left, right, to);
	return 0;
}

void beside_print_one(const char *text, struct out *to)
{
	for (const char *line = text; *line;) {
		size_t len = strcspn(line, "\n");
		_cleanup_free_ char *shown = line_text(line, len);

		out_styled(to, line_style(shown), "%s", shown);
		out_puts(to, "\n");
		line += len + (line[len] == '\n');
	}
}
