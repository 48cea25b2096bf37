// SPDX-License-Identifier: GPL-2.0-only
#include "port/changed_lines.h"

#include <ctype.h>

#include "util/buf.h"
#include "util/name_set.h"

/* A changed line as "+words in it"; false: it has no word, or is context. */
static bool read_line(const struct patch_line *line, struct buf *text)
{
	bool word = false, gap = false;

	buf_clear(text);
	if (line->kind == ' ')
		return false;
	buf_add(text, &line->kind, 1);
	for (size_t i = 0; i < line->len; i++) {
		char c = line->text[i];

		if (isspace((unsigned char)c)) {
			gap = text->len > 1;
			continue;
		}
		if (gap)
			buf_add(text, " ", 1);
		gap = false;
		word |= isalnum((unsigned char)c) != 0;
		buf_add(text, &c, 1);
	}
	return word;
}

static void add_lines(const struct patch *patch, struct name_set *lines, struct buf *text)
{
	for (size_t f = 0; f < patch->file_count; f++)
		for (size_t h = 0; h < patch->files[f].hunk_count; h++) {
			const struct patch_hunk *hunk = &patch->files[f].hunks[h];

			for (size_t i = 0; i < hunk->line_count; i++)
				if (read_line(&hunk->lines[i], text))
					name_set_add(lines, text->data, text->len);
		}
}

/* How many changed lines of a hunk are in the set; *ret_count: of how many. */
static size_t count_known(const struct patch_hunk *hunk, const struct name_set *lines,
			  struct buf *text, size_t *ret_count)
{
	size_t known = 0;

	*ret_count = 0;
	for (size_t i = 0; i < hunk->line_count; i++)
		if (read_line(&hunk->lines[i], text)) {
			++*ret_count;
			known += name_set_has(lines, text->data, text->len);
		}
	return known;
}

/* Look at the hunks of one side; false: it has lines that the other has not. */
static bool all_known(const struct patch *patch, const struct name_set *lines, struct buf *text,
		      struct changed_lines *lost)
{
	bool all = true;

	for (size_t f = 0; f < patch->file_count; f++) {
		const struct patch_file *file = &patch->files[f];

		for (size_t h = 0; h < file->hunk_count; h++) {
			size_t count, known = count_known(&file->hunks[h], lines, text, &count);

			all &= known == count;
			if (!lost || !count || known)
				continue;
			if (!lost->lost++) {
				lost->path = file->old_path ? file->old_path : file->new_path;
				lost->number = h + 1;
			}
		}
	}
	return all;
}

struct changed_lines changed_lines_compare(const struct patch *patch, const struct patch *port)
{
	struct name_set of_patch = { 0 }, of_port = { 0 };
	struct changed_lines result = { 0 };
	_cleanup_buf_ struct buf text = { 0 };

	add_lines(patch, &of_patch, &text);
	add_lines(port, &of_port, &text);
	result.same = all_known(patch, &of_port, &text, &result);
	result.same &= all_known(port, &of_patch, &text, NULL);
	name_set_release(&of_patch);
	name_set_release(&of_port);
	return result;
}
