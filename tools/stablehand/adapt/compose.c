// SPDX-License-Identifier: GPL-2.0-only
/* The lines of B and those of the changes put together. */
#include <stdlib.h>
#include <string.h>

#include "adapt/adapt_parts.h"
#include "util/alloc.h"

struct adapt_bytes adapt_lines_of(const struct atom_text *text, size_t line, size_t count)
{
	size_t start = line < text->line_count ? text->lines[line].start : text->len;
	size_t end = line + count < text->line_count ? text->lines[line + count].start : text->len;

	return (struct adapt_bytes){ text->data + start, end - start };
}

static int compare_places(const void *a, const void *b)
{
	const struct adapt_change *x = *(const struct adapt_change *const *)a;
	const struct adapt_change *y = *(const struct adapt_change *const *)b;

	if (x->b_line != y->b_line)
		return x->b_line < y->b_line ? -1 : 1;
	if (!x->b_count != !y->b_count)
		return x->b_count ? 1 : -1;
	return x < y ? -1 : x > y;
}

/* Lines go on lines of their own, also behind one that a file ends with, without its newline. */
static void add_lines(struct buf *content, const char *data, size_t len)
{
	if (len && content->len && content->data[content->len - 1] != '\n')
		buf_puts(content, "\n");
	buf_add(content, data, len);
}

/* How the lines of a text end: "\r\n" (1), "\n" (0), or not all alike (-1). */
static int line_ends(const struct atom_text *text)
{
	int ends = -1;

	for (size_t i = 0; i < text->line_count; i++) {
		const struct atom_line *l = &text->lines[i];
		bool whole = l->len && text->data[l->start + l->len - 1] == '\n';
		int end = l->len > 1 && text->data[l->start + l->len - 2] == '\r';

		if (whole && i && ends != end)
			return -1;
		if (whole)
			ends = end;
	}
	return ends;
}

void adapt_end_lines(const struct adapter *adapter, struct buf *text)
{
	int from = line_ends(&adapter->n.text), to = line_ends(&adapter->b.text);
	_cleanup_buf_ struct buf old = *text;

	*text = (struct buf){ 0 };
	for (size_t i = 0; i < old.len; i++) {
		bool cr = old.data[i] == '\r' && i + 1 < old.len && old.data[i + 1] == '\n';
		bool bare = old.data[i] == '\n' && !(i && old.data[i - 1] == '\r');

		if (from == 0 && to == 1 && bare)
			buf_puts(text, "\r");
		if (!(from == 1 && to == 0 && cr))
			buf_add(text, old.data + i, 1);
	}
}

bool adapt_compose(struct adapter *adapter, const struct buf *texts)
{
	struct adapt_result *result = &adapter->result;
	_cleanup_free_ struct adapt_change **order = xcalloc(result->change_count + 1, sizeof(*order));
	struct adapt_bytes bytes;
	size_t at = 0;

	for (size_t i = 0; i < result->change_count; i++)
		order[i] = &result->changes[i];
	qsort(order, result->change_count, sizeof(*order), compare_places);
	for (size_t i = 0; i < result->change_count; i++) {
		const struct buf *text = &texts[order[i] - result->changes];

		if (order[i]->b_line < at)
			return adapt_refuse(order[i], "two changes would go to the same lines");
		bytes = adapt_lines_of(&adapter->b.text, at, order[i]->b_line - at);
		add_lines(&result->content, bytes.data, bytes.len);
		add_lines(&result->content, buf_str(text), text->len);
		at = order[i]->b_line + order[i]->b_count;
	}
	bytes = adapt_lines_of(&adapter->b.text, at, adapter->b.text.line_count - at);
	add_lines(&result->content, bytes.data, bytes.len);
	return true;
}
