// SPDX-License-Identifier: GPL-2.0-only
/* Where the hunks of a quoted diff are in a tree. */
#include <string.h>

#include "door/quoted_hunk_parts.h"
#include "git/tree.h"
#include "util/alloc.h"

bool quoted_read_file(const struct door_tree *tree, const char *path, struct file_lines *file,
		      git_oid *ret_id)
{
	git_filemode_t mode;
	git_tree *root;
	bool found;

	if (git_tree_lookup(&root, tree->repo, &tree->id))
		return false;
	found = tree_lookup(root, path, ret_id, &mode) && tree_read(root, path, &file->text);
	git_tree_free(root);
	if (!found)
		return false;
	for (const char *at = buf_str(&file->text), *end = at + file->text.len; at < end;) {
		const char *newline = memchr(at, '\n', end - at);
		struct indent_line *line = ARRAY_ADD(file->items, file->count, file->alloc);

		line->text = at;
		line->len = (newline ? newline : end) - at;
		at = newline ? newline + 1 : end;
	}
	return true;
}

void file_lines_release(struct file_lines *file)
{
	buf_release(&file->text);
	free(file->items);
	*file = (struct file_lines){ 0 };
}

static bool fits_at(const struct hunk *hunk, const struct file_lines *file, size_t place)
{
	size_t at = place;

	for (size_t i = 0; i < hunk->count; i++) {
		const struct hunk_line *line = &hunk->lines[i];

		if (line->kind == '+' || line->kind == '\\')
			continue;
		if (at >= file->count || !quoted_same_words(line->text, line->len, file->items[at].text,
						     file->items[at].len))
			return false;
		at++;
	}
	return true;
}

static bool same_lines(const struct file_lines *file, size_t a, size_t b, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (file->items[a + i].len != file->items[b + i].len ||
		    memcmp(file->items[a + i].text, file->items[b + i].text, file->items[a + i].len))
			return false;
	return true;
}

/* The place nearest to the one that the hunk names. *ret_sure: others are the same text. */
static bool place_hunk(struct hunk *hunk, const struct file_lines *file, bool *ret_sure)
{
	size_t wanted = hunk->old_start ? hunk->old_start - 1 : 0, best = 0, distance = 0;
	bool found = false, sure = true;

	for (size_t at = 0; at + hunk->old_count <= file->count; at++) {
		size_t far = at > wanted ? at - wanted : wanted - at;

		if (!fits_at(hunk, file, at))
			continue;
		sure &= !found || same_lines(file, best, at, hunk->old_count);
		if (!found || far < distance) {
			best = at;
			distance = far;
		}
		found = true;
	}
	hunk->place = best;
	*ret_sure = sure;
	return found;
}

static bool place_all(struct section *section, const struct file_lines *file, bool *ret_sure)
{
	*ret_sure = true;
	for (size_t i = 0; i < section->count; i++) {
		bool sure;

		if (!place_hunk(&section->hunks[i], file, &sure))
			return false;
		*ret_sure &= sure;
	}
	return true;
}

static bool is_blob(const git_oid *id, const char *abbreviated)
{
	char hex[GIT_OID_HEXSZ + 1];

	git_oid_tostr(hex, sizeof(hex), id);
	return abbreviated && !strncmp(hex, abbreviated, strlen(abbreviated));
}

const char *quoted_find_file(const struct mending *mending, struct section *section,
			     struct file_lines *ret_file)
{
	const char *name = NULL;
	bool taken_sure = false;

	for (size_t i = 0; i < mending->trees->count; i++) {
		const struct door_tree *tree = &mending->trees->items[i];
		struct file_lines file = { 0 };
		bool sure = false, exact = false, fits;
		git_oid id;

		fits = quoted_read_file(tree, section->old_path, &file, &id) &&
		       place_all(section, &file, &sure);
		exact = fits && is_blob(&id, section->old_blob);
		if (!fits || (name && !exact && (taken_sure || !sure))) {
			file_lines_release(&file);
			continue;
		}
		file_lines_release(ret_file);
		*ret_file = file;
		name = tree->name;
		taken_sure = sure;
		if (exact)
			break;
	}
	if (name) {
		place_all(section, ret_file, &taken_sure);
		mending->mended->near |= !taken_sure;
	}
	return name;
}
