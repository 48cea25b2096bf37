// SPDX-License-Identifier: GPL-2.0-only
#include "adapt/pieces.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

bool piece_is(const struct pieces *pieces, size_t i, const char *text)
{
	return i < pieces->count && pieces->items[i].text.len == strlen(text) &&
	       !memcmp(pieces->items[i].text.data, text, pieces->items[i].text.len);
}

void pieces_replace(struct pieces *pieces, size_t at, size_t count, const struct piece *with,
		    size_t with_count)
{
	size_t old = pieces->count;

	for (size_t i = count; i < with_count; i++)
		(void)ARRAY_ADD(pieces->items, pieces->count, pieces->alloc);
	memmove(pieces->items + at + with_count, pieces->items + at + count,
		(old - at - count) * sizeof(*with));
	if (with_count)
		memcpy(pieces->items + at, with, with_count * sizeof(*with));
	pieces->count = old - count + with_count;
}

struct adapt_bytes pieces_keep(struct pieces *pieces, char *text)
{
	*ARRAY_ADD(pieces->kept, pieces->kept_count, pieces->kept_alloc) = text;
	return (struct adapt_bytes){ text, strlen(text) };
}

void pieces_write(const struct pieces *pieces, struct buf *text)
{
	for (size_t i = 0; i < pieces->count; i++) {
		const struct piece *piece = &pieces->items[i];

		buf_add(text, piece->space.data, piece->space.len);
		buf_add(text, piece->text.data, piece->text.len);
	}
	buf_add(text, pieces->tail.data, pieces->tail.len);
}

void pieces_release(struct pieces *pieces)
{
	for (size_t i = 0; i < pieces->kept_count; i++)
		free(pieces->kept[i]);
	free(pieces->kept);
	free(pieces->items);
	*pieces = (struct pieces){ 0 };
}
