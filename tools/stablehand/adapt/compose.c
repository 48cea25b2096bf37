// SPDX-License-Identifier: GPL-2.0-only
#include "adapt/compose.h"

#include <stdlib.h>

#include "adapt/adapt.h"
#include "adapt/changes.h"
#include "adapt/input.h"
#include "util/alloc.h"

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

/* Append lines; a last line without newline gets one first. */
static void add_lines(struct buf *content, const char *data, size_t len)
{
	if (len && content->len && content->data[content->len - 1] != '\n')
		buf_puts(content, "\n");
	buf_add(content, data, len);
}

/* The line ending of a text: CR LF (1), LF (0), mixed or none (-1). */
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

void compose_line_ends(const struct adapt_input *in, struct buf *text)
{
	int from = line_ends(&in->n.text), to = line_ends(&in->b.text);
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

bool compose_file(const struct adapt_input *in, struct change_list *changes,
		  const struct buf *texts, struct buf *content)
{
	_cleanup_free_ struct adapt_change **order = xcalloc(changes->count, sizeof(*order));
	struct adapt_bytes bytes;
	size_t at = 0;

	for (size_t i = 0; i < changes->count; i++)
		order[i] = &changes->items[i];
	qsort(order, changes->count, sizeof(*order), compare_places);
	for (size_t i = 0; i < changes->count; i++) {
		const struct buf *text = &texts[order[i] - changes->items];

		if (order[i]->there)
			continue;
		if (order[i]->b_line < at)
			return change_refuse(order[i], "two changes to the same lines");
		bytes = text_lines(&in->b.text, at, order[i]->b_line - at);
		add_lines(content, bytes.data, bytes.len);
		add_lines(content, buf_str(text), text->len);
		at = order[i]->b_line + order[i]->b_count;
	}
	bytes = text_lines(&in->b.text, at, in->b.text.line_count - at);
	add_lines(content, bytes.data, bytes.len);
	return true;
}
