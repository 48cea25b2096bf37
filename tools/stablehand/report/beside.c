// SPDX-License-Identifier: GPL-2.0-only
#include "report/beside.h"

#include <string.h>

#include "report/beside_pairs.h"
#include "report/table.h"
#include "util/alloc.h"
#include "util/text.h"

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
		bool same = pair_is_same(pair), has_right = pair->right && *pair->right;
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
		if (pair_is_same(&pairs->items[i])) {
			out_puts(to, " ");
			out_styled(to, line_style(line), "%s", line);
			out_puts(to, "\n");
			continue;
		}
		while (end < pairs->count && !pair_is_same(&pairs->items[end]))
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

	if (pairs_align(left->text, right->text, &pairs, err))
		return -1;
	if (width == TABLE_UNLIMITED)
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
		_cleanup_free_ char *shown = pair_line(line, len);

		out_styled(to, line_style(shown), "%s", shown);
		out_puts(to, "\n");
		line += len + (line[len] == '\n');
	}
}
