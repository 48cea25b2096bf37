// SPDX-License-Identifier: GPL-2.0-only
#include "port/conflict.h"

#include <string.h>

#include "adapt/apply.h"
#include "git/start.h"
#include "git/file_names.h"
#include "git/tree.h"
#include "place/place.h"
#include "series/patch_of_trees.h"
#include "series/patch_part.h"
#include "syntax/identifier.h"
#include "syntax/lines.h"
#include "util/alloc.h"

struct conflict_maker {
	git_repository *repo;
	const struct patch *patch;
	const char *label;
	const struct patch_part *parts;
	bool *left;		/* the parts to settle */
	git_tree *rest;
	struct conflict *to;
};

static const struct hunk_outcome *outcome_at(const struct hunk_outcome_list *hunks, size_t line)
{
	for (size_t i = 0; i < hunks->count; i++)
		if (hunks->items[i].patch_line == line)
			return &hunks->items[i];
	return NULL;
}

static void leave(struct conflict *to, const struct patch_part *part)
{
	struct settled *settled = ARRAY_ADD(to->parts, to->part_count, to->part_alloc);

	memcpy(settled->digest, part->digest, sizeof(settled->digest));
	settled->path = xstrdup(part->file->old_path ? part->file->old_path :
				part->file->new_path);
}

/* The hunks that were refused, alone or with their file; all of them if none was. */
static void find_left(const struct hunk_outcome_list *hunks, const struct patch_part *parts,
		      size_t count, bool *left)
{
	bool any = false;

	for (size_t i = 0; i < count; i++) {
		const struct hunk_outcome *outcome = parts[i].hunk ?
			outcome_at(hunks, parts[i].hunk->line_number) : NULL;

		left[i] = parts[i].hunk && (!outcome || outcome->verdict == VERDICT_REFUSED);
		any |= left[i];
	}
	for (size_t i = 0; i < count && !any; i++)
		left[i] = true;
}

/* Place the rest; if that does not apply either, everything is to be settled. */
static int place_rest(git_repository *repo, const git_oid *base, const struct patch *patch,
		      size_t part_count, bool *left, git_oid *ret_tree, struct error **err)
{
	_cleanup_patch_without_ struct patch *rest = patch_without(patch, left);
	_cleanup_apply_result_ struct apply_result applied = { 0 };

	git_oid_cpy(ret_tree, base);
	if (!rest->file_count)
		return 0;
	if (apply_patch(repo, base, rest, APPLY_AS_IS, NULL, NULL, &applied, err))
		return -1;
	if (applied.verdict != VERDICT_REFUSED)
		git_oid_cpy(ret_tree, &applied.tree);
	else
		memset(left, true, part_count * sizeof(*left));
	return 0;
}

/* The file with one side of each hunk, at the hunk's most likely place. */
static void put_side(const struct lines *lines, const struct patch_file *file,
		     const struct hunk_outcome_list *places, char other, struct buf *text)
{
	size_t done = 0;

	for (size_t i = 0; i < file->hunk_count; i++) {
		const struct patch_hunk *hunk = &file->hunks[i];
		size_t line = places->items[i].line ? places->items[i].line : hunk->old_start;
		size_t at = line ? line - 1 : 0, end;

		if (at > lines->count)
			at = lines->count;
		if (at < done)
			at = done;
		end = at + hunk->old_count < lines->count ? at + hunk->old_count : lines->count;
		buf_add(text, lines->data + lines->starts[done],
			lines->starts[at] - lines->starts[done]);
		for (size_t j = 0; j < hunk->line_count; j++)
			if (hunk->lines[j].kind != other)
				buf_add(text, hunk->lines[j].text, hunk->lines[j].len);
		done = end;
	}
	buf_add(text, lines->data + lines->starts[done], lines->len - lines->starts[done]);
}

static size_t count_conflicts(const struct buf *text)
{
	size_t count = 0;

	for (const char *at = buf_str(text); (at = strstr(at, "<<<<<<< ")); at++)
		count += at == text->data || at[-1] == '\n';
	return count;
}

static int merge(const struct conflict_maker *maker, const struct lines *lines,
		 const struct patch_file *file, const struct hunk_outcome_list *places,
		 struct conflict_file *to, struct error **err)
{
	git_merge_file_options options = GIT_MERGE_FILE_OPTIONS_INIT;
	git_merge_file_input base = GIT_MERGE_FILE_INPUT_INIT, ours = base, theirs = base;
	_cleanup_buf_ struct buf old_side = { 0 }, new_side = { 0 };
	git_merge_file_result merged = { 0 };

	put_side(lines, file, places, '+', &old_side);
	put_side(lines, file, places, '-', &new_side);
	base.ptr = buf_str(&old_side);
	base.size = old_side.len;
	ours.ptr = lines->data;
	ours.size = lines->len;
	theirs.ptr = buf_str(&new_side);
	theirs.size = new_side.len;
	options.flags = GIT_MERGE_FILE_STYLE_DIFF3;
	options.ancestor_label = "what the patch changes";
	options.our_label = maker->label;
	options.their_label = maker->patch->name;
	libgit2_start();
	if (git_merge_file(&merged, &base, &ours, &theirs, &options))
		return error_git(err, ERROR_ENVIRONMENT, "merging %s", to->path);
	buf_add(&to->text, merged.ptr, merged.len);
	git_merge_file_result_free(&merged);
	to->conflicts = count_conflicts(&to->text);
	return 0;
}

static int show(const struct conflict_maker *maker, const struct patch_file *file, const char *data,
		size_t len, struct conflict_file *to, struct error **err)
{
	_cleanup_place_result_ struct place_result placed = { 0 };
	struct place_options options = {
		.data = data, .len = len, .path = to->path, .file = file,
	};
	struct lines lines;
	int rc;

	place_hunks(&options, &placed);
	if (placed.placed) {
		buf_add(&to->text, buf_str(&placed.content), placed.content.len);
		return 0;
	}
	if (!lines_init(&lines, data, len))
		return error_set(err, ERROR_INPUT, "%s: too large", to->path);
	rc = merge(maker, &lines, file, &placed.hunks, to, err);
	lines_release(&lines);
	return rc;
}

/* Add a file that has hunks to settle, as it is in the branch. */
static int add_file(const struct conflict_maker *maker, const struct patch_file *file,
		    struct error **err)
{
	const char *path = file->old_path ? file->old_path : file->new_path;
	struct conflict *to = maker->to;
	struct conflict_file *added;
	git_filemode_t mode;
	git_blob *blob = NULL;
	git_oid id;
	bool there;
	int rc;

	if (!file->hunk_count)
		return 0;
	added = ARRAY_ADD(to->files, to->file_count, to->file_alloc);
	there = tree_lookup(maker->rest, path, &id, &mode);
	added->path = there ? NULL : file_names_only(maker->rest, path);
	if (added->path)
		there = tree_lookup(maker->rest, added->path, &id, &mode);
	else
		added->path = xstrdup(path);
	there = there && mode != GIT_FILEMODE_TREE && mode != GIT_FILEMODE_COMMIT;
	if (there && git_blob_lookup(&blob, maker->repo, &id))
		return error_git(err, ERROR_ENVIRONMENT, "reading %s", added->path);
	added->absent = !there;
	rc = show(maker, file, there ? git_blob_rawcontent(blob) : "",
		  there ? git_blob_rawsize(blob) : 0, added, err);
	git_blob_free(blob);
	return rc;
}

static int add_files(struct conflict_maker *maker, size_t part_count, struct error **err)
{
	_cleanup_free_ bool *kept = xcalloc(part_count, sizeof(*kept));
	_cleanup_patch_without_ struct patch *left = NULL;

	for (size_t i = 0; i < part_count; i++) {
		kept[i] = !maker->left[i];
		if (maker->left[i])
			leave(maker->to, &maker->parts[i]);
	}
	left = patch_without(maker->patch, kept);
	for (size_t i = 0; i < left->file_count; i++)
		if (add_file(maker, &left->files[i], err))
			return -1;
	return 0;
}

int conflict_make(git_repository *repo, const git_oid *base, const struct patch *patch,
		  const struct hunk_outcome_list *hunks, const git_oid *rest, const char *label,
		  struct conflict *ret_conflict, struct error **err)
{
	_cleanup_free_ struct patch_part *parts = NULL;
	_cleanup_free_ bool *left = NULL;
	struct conflict conflict = { 0 };
	struct conflict_maker maker = {
		.repo = repo, .patch = patch, .label = label, .to = &conflict
	};
	size_t count;
	int rc;

	patch_parts(patch, &parts, &count);
	left = xcalloc(count, sizeof(*left));
	find_left(hunks, parts, count, left);
	if (rest)
		git_oid_cpy(&conflict.rest, rest);
	else if (place_rest(repo, base, patch, count, left, &conflict.rest, err))
		return -1;
	if (git_tree_lookup(&maker.rest, repo, &conflict.rest))
		return error_git(err, ERROR_ENVIRONMENT, "reading a tree");
	maker.parts = parts;
	maker.left = left;
	rc = add_files(&maker, count, err);
	git_tree_free(maker.rest);
	if (rc)
		conflict_release(&conflict);
	else
		*ret_conflict = conflict;
	return rc;
}

void conflict_make_whole(const git_oid *base, const struct patch *patch,
			 struct conflict *ret_conflict)
{
	_cleanup_free_ struct patch_part *parts = NULL;
	size_t count;

	*ret_conflict = (struct conflict){ 0 };
	git_oid_cpy(&ret_conflict->rest, base);
	patch_parts(patch, &parts, &count);
	for (size_t i = 0; i < count; i++)
		leave(ret_conflict, &parts[i]);
}

/* All lines of one kind in a file's hunks, each with a newline. */
static void add_lines(const struct patch_file *file, char kind, struct buf *text)
{
	for (size_t i = 0; i < file->hunk_count; i++)
		for (size_t j = 0; j < file->hunks[i].line_count; j++) {
			const struct patch_line *line = &file->hunks[i].lines[j];

			if (line->kind != kind)
				continue;
			buf_add(text, line->text, line->len);
			if (!line->len || line->text[line->len - 1] != '\n')
				buf_puts(text, "\n");
		}
}

static bool has_word(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (identifier_is_part(text[i]))
			return true;
	return false;
}

/* Is a line of kind_a in `a`, with a word in it, also one of kind_b in `b`? */
static bool share_line(const struct patch_file *a, char kind_a, const struct patch_file *b,
		       char kind_b)
{
	_cleanup_buf_ struct buf text_a = { 0 }, text_b = { 0 };
	struct lines lines_a, lines_b;
	bool shared = false;

	add_lines(a, kind_a, &text_a);
	add_lines(b, kind_b, &text_b);
	if (!lines_init(&lines_a, buf_str(&text_a), text_a.len))
		return true;
	if (!lines_init(&lines_b, buf_str(&text_b), text_b.len)) {
		lines_release(&lines_a);
		return true;
	}
	for (size_t i = 0; i < lines_a.count && !shared; i++)
		shared = has_word(lines_text(&lines_a, i), lines_len(&lines_a, i)) &&
			 lines_id(&lines_b, lines_text(&lines_a, i), lines_len(&lines_a, i)) !=
			 LINES_NONE;
	lines_release(&lines_a);
	lines_release(&lines_b);
	return shared;
}

int conflict_undone(git_repository *repo, const git_oid *base, const struct conflict *conflict,
		    const git_oid *answer, bool *ret_undone, struct error **err)
{
	_cleanup_patch_ struct patch *rest = NULL, *further = NULL;
	bool undone = git_oid_equal(answer, &conflict->rest);

	if (undone || git_oid_equal(base, &conflict->rest)) {
		*ret_undone = undone;
		return 0;
	}
	if (patch_of_trees(repo, base, &conflict->rest, "rest", &rest, err) ||
	    patch_of_trees(repo, &conflict->rest, answer, "answer", &further, err))
		return -1;
	for (size_t i = 0; i < rest->file_count && !undone; i++)
		for (size_t j = 0; j < further->file_count && !undone; j++) {
			const struct patch_file *a = &rest->files[i], *b = &further->files[j];

			if (a->new_path && b->old_path && !strcmp(a->new_path, b->old_path))
				undone = share_line(a, '+', b, '-') || share_line(a, '-', b, '+');
		}
	*ret_undone = undone;
	return 0;
}

void conflict_release(struct conflict *conflict)
{
	for (size_t i = 0; i < conflict->part_count; i++) {
		free(conflict->parts[i].path);
		free(conflict->parts[i].lacks);
	}
	for (size_t i = 0; i < conflict->file_count; i++) {
		free(conflict->files[i].path);
		buf_release(&conflict->files[i].text);
	}
	free(conflict->parts);
	free(conflict->files);
	memset(conflict, 0, sizeof(*conflict));
}
