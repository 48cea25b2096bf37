// SPDX-License-Identifier: GPL-2.0-only
/* The diff of a quoted patch, whose white space may be lost, made whole by trees. */
#include <ctype.h>
#include <string.h>

#include "door/quoted_hunk_parts.h"
#include "util/alloc.h"

#define ABOVE_MAX 400		/* lines of the file above a hunk that tell how it is indented */

static void take_exact(struct hunk *hunk, const struct file_lines *file)
{
	size_t at = hunk->place;

	for (size_t i = 0; i < hunk->count; i++)
		if (hunk->lines[i].kind == ' ' || hunk->lines[i].kind == '-')
			hunk->lines[i].exact = file->items[at++];
}

/* Lines of the new file above line i of a hunk, as far as they are known. */
static void lines_above(const struct hunk *hunk, const struct file_lines *file, size_t i,
			struct indent_line **ret_lines, size_t *ret_count)
{
	size_t from = hunk->place > ABOVE_MAX ? hunk->place - ABOVE_MAX : 0, count = 0, alloc = 0;
	struct indent_line *lines = NULL;

	for (size_t at = from; at < hunk->place && at < file->count; at++)
		*ARRAY_ADD(lines, count, alloc) = file->items[at];
	for (size_t at = 0; at < i; at++)
		if (hunk->lines[at].kind == ' ' || hunk->lines[at].kind == '+')
			*ARRAY_ADD(lines, count, alloc) = hunk->lines[at].exact;
	*ret_lines = lines;
	*ret_count = count;
}

/* The run of added lines from `first` in a file that has it behind the same line. */
static bool find_run(const struct hunk *hunk, size_t first, size_t count,
		     const struct file_lines *file, size_t *ret_at)
{
	const struct hunk_line *before = NULL;

	for (size_t i = 0; i < first; i++)
		if (hunk->lines[i].kind == ' ' || hunk->lines[i].kind == '+')
			before = &hunk->lines[i];
	if (!before)
		return false;
	for (size_t at = 1; at + count <= file->count; at++) {
		size_t n = 0;

		if (file->items[at - 1].len != before->exact.len ||
		    memcmp(file->items[at - 1].text, before->exact.text, before->exact.len))
			continue;
		while (n < count && quoted_same_words(hunk->lines[first + n].text, hunk->lines[first + n].len,
					       file->items[at + n].text, file->items[at + n].len))
			n++;
		if (n == count) {
			*ret_at = at;
			return true;
		}
	}
	return false;
}

static bool is_blank_run(const struct hunk *hunk, size_t first, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (hunk->lines[first + i].len)
			return false;
	return true;
}

/* A run that some tree has: its lines become what they are there. */
static bool take_run(const struct mending *mending, const struct section *section,
		     struct hunk *hunk, size_t first, size_t count)
{
	for (size_t i = 0; section->old_path && i < mending->trees->count; i++) {
		struct file_lines file = { 0 };
		git_oid id;
		size_t at;

		if (!quoted_read_file(&mending->trees->items[i], section->old_path, &file, &id) ||
		    !find_run(hunk, first, count, &file, &at)) {
			file_lines_release(&file);
			continue;
		}
		for (size_t n = 0; n < count; n++) {
			struct hunk_line *line = &hunk->lines[first + n];

			line->made = xstrndup(file.items[at + n].text, file.items[at + n].len);
			line->exact = (struct indent_line){ line->made, file.items[at + n].len };
		}
		file_lines_release(&file);
		return true;
	}
	return false;
}

static void guess_line(struct hunk *hunk, const struct file_lines *file, size_t i)
{
	struct hunk_line *line = &hunk->lines[i];
	_cleanup_free_ struct indent_line *above = NULL;
	_cleanup_free_ char *indent = NULL;
	size_t count;

	if (!line->len) {
		line->exact = (struct indent_line){ "", 0 };
		return;
	}
	lines_above(hunk, file, i, &above, &count);
	indent = indent_guess(above, count, line->text, line->len);
	line->made = xasprintf("%s%.*s", indent, (int)line->len, line->text);
	line->exact = (struct indent_line){ line->made, strlen(line->made) };
}

/* Does the first line behind a guessed run stand where it would have been guessed? */
static bool agrees(const struct hunk *hunk, const struct file_lines *file, size_t i)
{
	_cleanup_free_ struct indent_line *above = NULL;
	_cleanup_free_ char *indent = NULL;
	const struct indent_line *line;
	size_t count;

	while (i < hunk->count && (hunk->lines[i].kind != ' ' || !hunk->lines[i].len))
		i++;
	if (i == hunk->count)
		return true;
	line = &hunk->lines[i].exact;
	lines_above(hunk, file, i, &above, &count);
	indent = indent_guess(above, count, hunk->lines[i].text, hunk->lines[i].len);
	return line->len >= strlen(indent) && !memcmp(line->text, indent, strlen(indent)) &&
	       !isspace((unsigned char)line->text[strlen(indent)]);
}

static void mend_added(struct mending *mending, const struct section *section, struct hunk *hunk,
		       const struct file_lines *file)
{
	for (size_t i = 0; i < hunk->count;) {
		size_t count = 0;

		while (i + count < hunk->count && hunk->lines[i + count].kind == '+')
			count++;
		if (!count) {
			i++;
			continue;
		}
		if (!is_blank_run(hunk, i, count) && take_run(mending, section, hunk, i, count)) {
			mending->mended->known += count;
		} else {
			for (size_t n = 0; n < count; n++) {
				guess_line(hunk, file, i + n);
				mending->mended->guessed += hunk->lines[i + n].len > 0;
			}
			mending->mended->against += !agrees(hunk, file, i + count);
		}
		i += count;
	}
}

static void write_section(const struct section *section, struct buf *diff)
{
	for (size_t i = 0; i < section->header_count; i++) {
		buf_add(diff, section->header[i].text, section->header[i].len);
		buf_puts(diff, "\n");
	}
	for (size_t h = 0; h < section->count; h++) {
		const struct hunk *hunk = &section->hunks[h];

		buf_add(diff, hunk->begins, hunk->begins_len);
		buf_puts(diff, "\n");
		for (size_t i = 0; i < hunk->count; i++) {
			const struct hunk_line *line = &hunk->lines[i];

			buf_add(diff, &line->kind, 1);
			if (line->kind == '\\')
				buf_printf(diff, " %.*s", (int)line->len, line->text);
			else
				buf_add(diff, line->exact.text, line->exact.len);
			buf_puts(diff, "\n");
		}
	}
}

static int mend_section(struct mending *mending, struct section *section, struct error **err)
{
	struct file_lines file = { 0 };
	const char *tree = NULL;

	if (section->old_path && section->count) {
		tree = quoted_find_file(mending, section, &file);
		if (!tree)
			return error_set(err, ERROR_INPUT, "%s:%zu: the white space of this diff is lost, "
					 "and no release that is known has these lines of %s "
					 "(stablehand fetch, or [upstream] path in stablehand.conf)",
					 mending->where, section->hunks[0].number, section->old_path);
		free(mending->mended->tree);
		mending->mended->tree = xstrdup(tree);
	}
	for (size_t i = 0; i < section->count; i++) {
		struct hunk *hunk = &section->hunks[i];

		if (!tree && hunk->old_count) {
			file_lines_release(&file);
			return error_set(err, ERROR_INPUT, "%s:%zu: a hunk with lines of a file that is "
					 "not named", mending->where, hunk->number);
		}
		take_exact(hunk, &file);
		mending->mended->context += hunk->old_count;
		mend_added(mending, section, hunk, &file);
	}
	write_section(section, mending->diff);
	file_lines_release(&file);
	return 0;
}

int quoted_mend(const struct quoted_lines *lines, size_t from, const char *where,
		const struct door_trees *trees, struct buf *diff, struct quoted_mended *ret_mended,
		struct error **err)
{
	struct quoted_mended mended = { 0 };
	struct mending mending = { lines, where, trees, diff, &mended };

	for (size_t at = from; at < lines->count;) {
		_cleanup_(section_release) struct section section = { 0 };

		if (quoted_read_section(&mending, at, &section, &at, err) ||
		    mend_section(&mending, &section, err)) {
			free(mended.tree);
			return -1;
		}
	}
	*ret_mended = mended;
	return 0;
}
