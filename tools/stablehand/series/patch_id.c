// SPDX-License-Identifier: GPL-2.0-only
#include "series/patch_id.h"

#include "util/buf.h"

#define MODE_OF_A_FILE 0100644u
#define NO_BLOB "0000000000000000000000000000000000000000"
#define A_BLOB "1111111111111111111111111111111111111111"
#define ANOTHER_BLOB "2222222222222222222222222222222222222222"

static bool is_plain_path(const char *path)
{
	for (; *path; path++)
		if ((unsigned char)*path <= ' ' || (unsigned char)*path >= 0x7f || *path == '"' ||
		    *path == '\\')
			return false;
	return true;
}

static bool has_id(const struct patch *patch)
{
	for (size_t i = 0; i < patch->file_count; i++) {
		const struct patch_file *file = &patch->files[i];

		if (file->binary || !file->hunk_count ||
		    (file->old_path && !is_plain_path(file->old_path)) ||
		    (file->new_path && !is_plain_path(file->new_path)))
			return false;
		if (file->change == PATCH_RENAME || file->change == PATCH_COPY ||
		    (file->change == PATCH_MODIFY && file->old_mode && file->new_mode &&
		     file->old_mode != file->new_mode))
			return false;
	}
	return patch->file_count;
}

static void add_line(struct buf *text, char kind, const struct patch_line *line)
{
	buf_add(text, &kind, 1);
	buf_add(text, line->text, line->len);
	if (!line->len || line->text[line->len - 1] != '\n')
		buf_puts(text, "\n\\ No newline at end of file\n");
}

/* What is removed stands before what is added, whichever way it is read. */
static void add_lines(struct buf *text, const struct patch_hunk *hunk, bool undone)
{
	size_t end;

	for (size_t at = 0; at < hunk->line_count; at = end) {
		end = at + 1;
		if (hunk->lines[at].kind == ' ') {
			add_line(text, ' ', &hunk->lines[at]);
			continue;
		}
		while (end < hunk->line_count && hunk->lines[end].kind != ' ')
			end++;
		for (size_t i = at; i < end; i++)
			if (hunk->lines[i].kind == (undone ? '+' : '-'))
				add_line(text, '-', &hunk->lines[i]);
		for (size_t i = at; i < end; i++)
			if (hunk->lines[i].kind == (undone ? '-' : '+'))
				add_line(text, '+', &hunk->lines[i]);
	}
}

static void add_file(struct buf *text, const struct patch_file *file, bool undone)
{
	const char *old = undone ? file->new_path : file->old_path;
	const char *new = undone ? file->old_path : file->new_path;
	unsigned mode = file->new_mode ? file->new_mode : file->old_mode;

	buf_printf(text, "diff --git a/%s b/%s\n", old ? old : new, new ? new : old);
	mode = mode ? mode : MODE_OF_A_FILE;
	/* Ids of blobs do not count, but without such a line libgit2 takes the mode for 0. */
	if (old && new)
		buf_printf(text, "index %s..%s %o\n", A_BLOB, ANOTHER_BLOB, mode);
	else
		buf_printf(text, "%s file mode %o\nindex %s..%s\n", old ? "deleted" : "new", mode,
			   old ? A_BLOB : NO_BLOB, old ? NO_BLOB : A_BLOB);
	buf_printf(text, "--- %s%s\n", old ? "a/" : "", old ? old : "/dev/null");
	buf_printf(text, "+++ %s%s\n", new ? "b/" : "", new ? new : "/dev/null");
	for (size_t i = 0; i < file->hunk_count; i++) {
		const struct patch_hunk *hunk = &file->hunks[i];

		buf_printf(text, "@@ -%zu,%zu +%zu,%zu @@\n",
			   undone ? hunk->new_start : hunk->old_start,
			   undone ? hunk->new_count : hunk->old_count,
			   undone ? hunk->old_start : hunk->new_start,
			   undone ? hunk->old_count : hunk->new_count);
		add_lines(text, hunk, undone);
	}
}

static bool find_id(const struct patch *patch, bool undone, git_oid *ret_id)
{
	_cleanup_buf_ struct buf text = { 0 };
	git_diff *diff;
	int rc;

	for (size_t i = 0; i < patch->file_count; i++)
		add_file(&text, &patch->files[i], undone);
	if (git_diff_from_buffer(&diff, text.data, text.len))
		return false;
	rc = git_diff_patchid(ret_id, diff, NULL);
	git_diff_free(diff);
	return !rc;
}

bool patch_id_of(const struct patch *patch, bool undone, git_oid *ret_id)
{
	git_oid back;

	return has_id(patch) && find_id(patch, undone, ret_id) && find_id(patch, !undone, &back) &&
	       !git_oid_equal(ret_id, &back);
}
