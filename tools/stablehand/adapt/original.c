// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hunks are tried as they are and turned round. Turned round, they fit a file that has the
 * patch; what is made of it then is the file before the patch. A blob that the patch's index
 * line names comes first: if hunks fit there, it is the very file. Elsewhere they may fit a
 * file that differs in lines that no hunk shows, which is as good: what counts is that the
 * change makes sense there.
 */
#include "adapt/original.h"

#include <stdlib.h>
#include <string.h>

#include "git/tree.h"
#include "place/place.h"
#include "util/alloc.h"
#include "util/interrupt.h"

#define KEPT_BYTES (256u << 20)	/* of all texts of a patch */

enum search_state {
	NOT_SOUGHT,
	FOUND,
	NOWHERE,
};

struct sought {
	enum search_state state;
	struct adapt_original original;		/* when found */
};

struct adapt_originals {
	git_repository *repo;
	const struct patch *patch;
	const struct adapt_source *sources;
	size_t source_count;
	struct adapt_originals *whole;		/* of the whole patch; or NULL */
	struct sought *files;			/* one for each of the patch */
	size_t bytes, bytes_max;		/* of the texts that are kept */
};

void adapt_original_release(struct adapt_original *original)
{
	free(original->where);
	free(original->lines);
	buf_release(&original->old);
	buf_release(&original->new);
	*original = (struct adapt_original){ 0 };
}

/* The file with its hunks reversed. The caller frees hunks and lines[i]. */
static struct patch_file turn_round(const struct patch_file *file, struct patch_line ***ret_lines)
{
	struct patch_file turned = *file;
	struct patch_line **all = xcalloc(file->hunk_count, sizeof(*all));

	turned.hunks = xcalloc(file->hunk_count, sizeof(*turned.hunks));
	for (size_t i = 0; i < file->hunk_count; i++) {
		const struct patch_hunk *hunk = &file->hunks[i];
		struct patch_line *lines = xcalloc(hunk->line_count, sizeof(*lines));

		for (size_t j = 0; j < hunk->line_count; j++) {
			lines[j] = hunk->lines[j];
			if (lines[j].kind != ' ')
				lines[j].kind = lines[j].kind == '+' ? '-' : '+';
		}
		turned.hunks[i] = *hunk;
		turned.hunks[i].old_start = hunk->new_start;
		turned.hunks[i].old_count = hunk->new_count;
		turned.hunks[i].new_start = hunk->old_start;
		turned.hunks[i].new_count = hunk->old_count;
		turned.hunks[i].lines = lines;
		all[i] = lines;
	}
	*ret_lines = all;
	return turned;
}

/* Place the hunks; gives the resulting file and the line, from 0, of each hunk. */
static bool place(const struct patch_file *file, struct adapt_bytes bytes, bool same_file,
		  struct buf *ret_content, size_t **ret_lines)
{
	_cleanup_place_result_ struct place_result placed = { 0 };
	struct place_options options = {
		.data = bytes.data,
		.len = bytes.len,
		.path = file->old_path,
		.file = file,
		.same_file = same_file,
	};

	place_hunks(&options, &placed);
	if (!placed.placed)
		return false;
	*ret_lines = xcalloc(file->hunk_count, sizeof(**ret_lines));
	for (size_t i = 0; i < file->hunk_count; i++)
		(*ret_lines)[i] = placed.hunks.items[i].line - 1;
	*ret_content = placed.content;
	placed.content = (struct buf){ 0 };
	return true;
}

/* Is this the file before the patch, or (*ret_backwards) after it? */
static bool try_bytes(const struct patch_file *file, struct adapt_bytes bytes, bool same_file,
		      struct adapt_original *original, bool *ret_backwards)
{
	struct patch_line **lines;
	struct patch_file turned;
	size_t shift = 0;

	*ret_backwards = false;
	if (place(file, bytes, same_file, &original->new, &original->lines)) {
		buf_add(&original->old, bytes.data, bytes.len);
		return true;
	}
	turned = turn_round(file, &lines);
	*ret_backwards = place(&turned, bytes, same_file, &original->old, &original->lines);
	if (*ret_backwards)
		buf_add(&original->new, bytes.data, bytes.len);
	for (size_t i = 0; i < file->hunk_count; i++) {
		/* Lines are those of the file with the patch. */
		if (*ret_backwards)
			original->lines[i] += shift;
		shift += file->hunks[i].old_count - file->hunks[i].new_count;
		free(lines[i]);
	}
	free(lines);
	free(turned.hunks);
	return *ret_backwards;
}

bool adapt_original_take(const struct patch_file *file, struct adapt_bytes bytes, const char *where,
			 struct adapt_original *ret_original)
{
	struct adapt_original original = { 0 };

	if (!place(file, bytes, false, &original.new, &original.lines))
		return false;
	buf_add(&original.old, bytes.data, bytes.len);
	original.where = xstrdup(where);
	*ret_original = original;
	return true;
}

struct adapt_originals *adapt_originals_new(git_repository *repo, const struct patch *patch,
					    const struct adapt_source *sources, size_t source_count)
{
	struct adapt_originals *originals = xcalloc(1, sizeof(*originals));

	*originals = (struct adapt_originals){
		.repo = repo,
		.patch = patch,
		.sources = sources,
		.source_count = source_count,
		.bytes_max = KEPT_BYTES,
		.files = xcalloc(patch->file_count, sizeof(*originals->files)),
	};
	return originals;
}

struct adapt_originals *adapt_originals_of_part(struct adapt_originals *whole,
						const struct patch *part)
{
	struct adapt_originals *originals =
		adapt_originals_new(whole->repo, part, whole->sources, whole->source_count);

	originals->whole = whole;
	return originals;
}

void adapt_originals_limit(struct adapt_originals *originals, size_t bytes)
{
	originals->bytes_max = bytes;
}

void adapt_originals_free(struct adapt_originals *originals)
{
	if (!originals)
		return;
	for (size_t i = 0; i < originals->patch->file_count; i++)
		adapt_original_release(&originals->files[i].original);
	free(originals->files);
	free(originals);
}

static int try_blob(const struct adapt_originals *originals, const struct patch_file *file,
		    const git_oid *id, bool same_file, struct adapt_original *original,
		    bool *ret_found, bool *ret_backwards, struct error **err)
{
	git_blob *blob;

	if (interrupt_pending())
		return interrupt_error(err);
	if (git_blob_lookup(&blob, originals->repo, id))
		return error_git(err, ERROR_ENVIRONMENT, "reading %s", file->old_path);
	*ret_found = try_bytes(file,
			       (struct adapt_bytes){ git_blob_rawcontent(blob),
						     git_blob_rawsize(blob) },
			       same_file, original, ret_backwards);
	git_blob_free(blob);
	return 0;
}

/* The blob that an index line names, if it is unambiguous in the store. */
static bool find_named(const struct adapt_originals *originals, const char *hex, git_oid *ret_id)
{
	git_odb *odb = NULL;
	git_oid prefix;
	bool found = false;

	if (!hex || strlen(hex) < 7 || strlen(hex) > GIT_OID_HEXSZ ||
	    git_oid_fromstrn(&prefix, hex, strlen(hex)) ||
	    git_repository_odb(&odb, originals->repo))
		return false;
	found = !git_odb_exists_prefix(ret_id, odb, &prefix, strlen(hex));
	git_odb_free(odb);
	return found;
}

static int find_by_id(const struct adapt_originals *originals, const struct patch_file *file,
		      struct adapt_original *original, bool *ret_found, struct error **err)
{
	const char *const named[] = { file->old_blob, file->new_blob };
	bool backwards;
	git_oid id;

	*ret_found = false;
	for (size_t i = 0; i < ARRAY_SIZE(named) && !*ret_found; i++) {
		if (!find_named(originals, named[i], &id))
			continue;
		if (try_blob(originals, file, &id, true, original, ret_found, &backwards, err))
			return -1;
		if (*ret_found)
			original->where = xasprintf("blob %s of its index line", named[i]);
	}
	return 0;
}

static int find_in(const struct adapt_originals *originals, const struct adapt_source *source,
		   const struct patch_file *file, struct adapt_original *original, bool *ret_found,
		   struct error **err)
{
	const char *const paths[] = { file->old_path, file->new_path };
	bool backwards = false;
	git_filemode_t mode;
	git_tree *tree;
	git_oid id;
	int rc = 0;

	if (git_tree_lookup(&tree, originals->repo, &source->tree))
		return error_git(err, ERROR_ENVIRONMENT, "reading the tree of %s", source->name);
	for (size_t i = 0; i < ARRAY_SIZE(paths) && !*ret_found && !rc; i++)
		if (paths[i] && tree_lookup(tree, paths[i], &id, &mode) &&
		    mode != GIT_FILEMODE_TREE && mode != GIT_FILEMODE_COMMIT)
			rc = try_blob(originals, file, &id, false, original, ret_found, &backwards,
				      err);
	git_tree_free(tree);
	if (!rc && *ret_found) {
		original->source = source;
		original->where =
			xasprintf("%s%s", source->name, backwards ? ", which has the patch" : "");
	}
	return rc;
}

/* The whole patch's file for one of a part that has all of its hunks; or NULL. */
static const struct patch_file *whole_file(const struct adapt_originals *originals,
					   const struct patch_file *file)
{
	const struct patch *whole = originals->whole ? originals->whole->patch : NULL;

	for (size_t i = 0; whole && i < whole->file_count; i++)
		if (whole->files[i].line_number == file->line_number &&
		    whole->files[i].hunk_count == file->hunk_count)
			return &whole->files[i];
	return NULL;
}

/* Make room for a text: what is dropped is looked for again when it is asked for. */
static void keep(struct adapt_originals *originals, const struct adapt_original *original)
{
	size_t bytes = original->old.len + original->new.len;

	for (size_t i = 0; i < originals->patch->file_count &&
			   originals->bytes + bytes > originals->bytes_max; i++) {
		struct sought *other = &originals->files[i];

		if (other->state != FOUND)
			continue;
		originals->bytes -= other->original.old.len + other->original.new.len;
		adapt_original_release(&other->original);
		other->state = NOT_SOUGHT;
	}
	originals->bytes += bytes;
}

int adapt_originals_find(struct adapt_originals *originals, const struct patch_file *file,
			 const struct adapt_original **ret_original, struct error **err)
{
	const struct patch_file *whole = whole_file(originals, file);
	size_t index = file - originals->patch->files;
	struct adapt_original original = { 0 };
	struct sought *sought = &originals->files[index];
	bool found;
	int rc;

	if (whole)
		return adapt_originals_find(originals->whole, whole, ret_original, err);
	if (sought->state == NOT_SOUGHT) {
		rc = find_by_id(originals, file, &original, &found, err);
		for (size_t i = 0; i < originals->source_count && !found && !rc; i++)
			rc = find_in(originals, &originals->sources[i], file, &original, &found,
				     err);
		if (rc) {
			adapt_original_release(&original);
			return -1;
		}
		if (found)
			keep(originals, &original);
		sought->state = found ? FOUND : NOWHERE;
		sought->original = original;
	}
	*ret_original = sought->state == FOUND ? &sought->original : NULL;
	return 0;
}
