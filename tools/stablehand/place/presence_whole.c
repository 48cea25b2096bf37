// SPDX-License-Identifier: GPL-2.0-only
/* Where in a file the whole of one side of a hunk stands, context included, just so. */
#include "place/presence_parts.h"

#define OCCURS_MAX 4096		/* places at which a side is compared */

/*
 * Does the whole old side, context included, stand at a line of the file? *ret_elsewhere: with
 * other lines of context than those of the new side.
 */
static bool old_stands(const struct search *search, size_t line, bool *ret_elsewhere)
{
	const struct plain_text *old = &search->old.text, *file = &search->stack->text;
	size_t new = 0;

	*ret_elsewhere = false;
	for (size_t i = 0; i < old->line_count; i++) {
		const struct patch_line *of = &search->hunk->lines[search->old.hunk_lines[i]];

		if (of->kind == ' ')
			while (search->new.hunk_lines[new] != search->old.hunk_lines[i])
				new++;
		if (!old->lines[i].key)
			continue;
		while (line < file->line_count && !file->lines[line].key)
			line++;
		if (line == file->line_count || file->lines[line].key != old->lines[i].key)
			return false;
		*ret_elsewhere |= of->kind == '-' || search->new.partners[new] != line;
		line++;
	}
	return true;
}

bool side_old_occurs(const struct search *search, bool whole)
{
	const struct plain_text *old = &search->old.text;
	const struct key_line *found;
	size_t first = 0, count;

	while (first < old->line_count && !old->lines[first].key)
		first++;
	if (first == old->line_count)
		return false;
	found = haystack_lines(search->stack, old->lines[first].key, &count);
	if (!work_take(search->work, (uint64_t)OCCURS_MAX * search->hunk->line_count))
		return true;
	for (size_t c = 0; c < count && c < OCCURS_MAX; c++) {
		bool elsewhere;

		/* A block that ends as the line above it does has the old side in it. */
		if (whole && found[c].line >= search->window.start &&
		    found[c].line < search->window.end)
			continue;
		if (found[c].line >= search->function.start &&
		    found[c].line < search->function.end &&
		    old_stands(search, found[c].line, &elsewhere) && elsewhere)
			return true;
	}
	return false;
}

bool window_find_whole(struct search *search, size_t expected)
{
	const struct plain_text *new = &search->new.text;
	size_t first = 0, count, nearest = SIZE_MAX, end;
	const struct key_line *found;

	while (first < new->line_count && !new->lines[first].key)
		first++;
	if (!search->context || first == new->line_count)
		return false;
	found = haystack_lines(search->stack, new->lines[first].key, &count);
	for (size_t c = 0; c < count && c < OCCURS_MAX; c++) {
		size_t line = found[c].line;
		size_t far = line > expected ? line - expected : expected - line;

		if (far >= nearest || line < search->region.start || line >= search->region.end)
			continue;
		if (!work_take(search->work, new->line_count))
			return false;
		if (!plain_stands(new, 0, new->line_count, &search->stack->text, line, &end))
			continue;
		nearest = far;
		search->window = (struct window){ line, end };
	}
	return nearest != SIZE_MAX;
}
