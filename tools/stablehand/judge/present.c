// SPDX-License-Identifier: GPL-2.0-only
/*
 * The answers about a patch's hunks (place/presence.h), file by file, added up.
 *
 * "present" ends the matter: the patch is not ported. A wrong "present" loses a fix
 * silently, a wrong "not present" leads to a refusal that a person sees. So all hunks have to
 * be there; a comment that differs does not count when code is. What only removes lines
 * proves nothing by itself (PRESENT_UNPROVEN): a branch that never had the lines looks the same.
 */
#include "judge/present.h"

#include <string.h>

#include "git/file_names.h"
#include "git/tree.h"
#include "place/presence_memo.h"
#include "util/alloc.h"
#include "util/interrupt.h"
#include "util/text.h"

#define TOLD_MAX 20		/* facts of a patch */
#define SHOWN_BYTES 120		/* of a line */

struct tally {
	size_t there, gone, part, absent;
	size_t comments;	/* of the absent ones: hunks that change comments only */
	struct evidence_list *evidence;
	struct evidence_list missing;
	struct presence_memo *memo;	/* or NULL */
};

/* A line of the file, from 1, as printable text. */
static char *shown(const char *data, size_t len, size_t number)
{
	const char *at = data, *end = data + len, *newline;

	while (--number && (newline = memchr(at, '\n', end - at)))
		at = newline + 1;
	newline = memchr(at, '\n', end - at);
	len = (newline ? newline : end) - at;
	if (len && at[len - 1] == '\r')
		len--;
	return text_excerpt(at, len, SHOWN_BYTES);
}

static void tell_there(const struct patch_hunk *hunk, const struct hunk_presence *presence,
		       const char *path, const char *data, size_t len, struct tally *tally)
{
	if (tally->evidence->count < TOLD_MAX) {
		_cleanup_free_ char *line = shown(data, len, presence->line);

		evidence_add(tally->evidence, EVIDENCE_LINE, path, presence->line,
			     "added by the hunk at line %zu of the patch, present here%s: %s",
			     hunk->line_number,
			     presence->grown ? " (in a form that has grown or is named otherwise)" : "",
			     line);
	}
}

static void tell_missing(const struct patch_hunk *hunk, const struct hunk_presence *presence,
			 const char *path, struct tally *tally)
{
	if (tally->missing.count >= TOLD_MAX)
		return;
	if (presence->doubtful)
		evidence_add(&tally->missing, EVIDENCE_FILE, path, presence->doubtful,
			     "a part of the hunk at line %zu of the patch, or another form of it, is "
			     "present here", hunk->line_number);
	else
		evidence_add(&tally->missing, EVIDENCE_FILE, path, 0,
			     "the hunk at line %zu of the patch is not present", hunk->line_number);
}

static void add_up(const struct patch_file *file, const struct file_presence *presence,
		   const char *path, const char *data, size_t len, struct tally *tally)
{
	for (size_t i = 0; i < presence->count; i++) {
		const struct hunk_presence *hunk = &presence->hunks[i];

		switch (hunk->presence) {
		case PRESENCE_THERE:
			tally->there++;
			tell_there(&file->hunks[i], hunk, path, data, len, tally);
			break;
		case PRESENCE_GONE:
			*(presence->result ? &tally->there : &tally->gone) += 1;
			break;
		case PRESENCE_PART:
			tally->part++;
			tell_missing(&file->hunks[i], hunk, path, tally);
			break;
		case PRESENCE_ABSENT:
			tally->absent++;
			tally->comments += hunk->is_comment;
			tell_missing(&file->hunks[i], hunk, path, tally);
			break;
		}
	}
	if (presence->result && tally->evidence->count < TOLD_MAX)
		evidence_add(tally->evidence, EVIDENCE_FILE, path, 0,
			     "byte for byte what the patch makes of it: blob %s of its index line",
			     file->new_blob);
}

/* Is this what the patch makes of the file that it adds, or what has become of that? */
static bool is_new_file(const struct patch_file *file, const char *data, size_t len)
{
	_cleanup_file_presence_ struct file_presence presence = { 0 };
	size_t at = 0;

	for (size_t h = 0; h < file->hunk_count && at <= len; h++)
		for (size_t i = 0; i < file->hunks[h].line_count; i++) {
			const struct patch_line *line = &file->hunks[h].lines[i];

			if (line->len > len - at || memcmp(line->text, data + at, line->len)) {
				at = SIZE_MAX;
				break;
			}
			at += line->len;
		}
	if (at == len)
		return true;
	presence_find(file, data, len, &presence);
	return file_presence_sum(&presence) == PRESENCE_THERE;
}

static void check_content(const struct patch_file *file, const char *path, const git_oid *id,
			  const char *data, size_t len, struct tally *tally)
{
	_cleanup_file_presence_ struct file_presence own = { 0 };

	if (file->change == PATCH_ADD) {
		bool same = is_new_file(file, data, len);

		*(same ? &tally->there : &tally->absent) += 1;
		evidence_add(same ? tally->evidence : &tally->missing, EVIDENCE_FILE, path, 0,
			     same ? "the file that the patch adds is present" :
			     "present, but differs from the file that the patch adds");
		return;
	}
	if (!tally->memo)
		presence_find(file, data, len, &own);
	add_up(file, tally->memo ? presence_memo_find(tally->memo, file, id, data, len) : &own, path, data,
	       len, tally);
}

static int check_blob(git_repository *repo, const struct patch_file *file, const char *path,
		      const git_oid *id, struct tally *tally, struct error **err)
{
	git_blob *blob;

	if (git_blob_lookup(&blob, repo, id))
		return error_git(err, ERROR_ENVIRONMENT, "reading %s", path);
	check_content(file, path, id, git_blob_rawcontent(blob), git_blob_rawsize(blob), tally);
	git_blob_free(blob);
	return 0;
}

static int check_file(git_repository *repo, const git_tree *tree, const struct patch_file *file,
		      struct tally *tally, struct error **err)
{
	_cleanup_free_ char *moved = NULL;
	const char *path = file->new_path;
	git_filemode_t mode;
	git_oid id;

	if (file->change == PATCH_DELETE || file->change == PATCH_RENAME) {
		bool there = tree_lookup(tree, file->old_path, &id, &mode);

		*(there ? &tally->absent : &tally->gone) += 1;
		if (there && tally->missing.count < TOLD_MAX)
			evidence_add(&tally->missing, EVIDENCE_FILE, file->old_path, 0,
				     "removed by the patch, but present here");
	}
	if (file->change == PATCH_DELETE)
		return 0;
	/* It may have moved since: fs/cifs/misc.c, fs/smb/client/misc.c. */
	if (!tree_lookup(tree, path, &id, &mode) && file->change == PATCH_MODIFY)
		path = moved = file_names_only(tree, file->new_path);
	if (!path || !tree_lookup(tree, path, &id, &mode) ||
	    (mode != GIT_FILEMODE_BLOB && mode != GIT_FILEMODE_BLOB_EXECUTABLE)) {
		tally->absent++;
		if (tally->missing.count < TOLD_MAX)
			evidence_add(&tally->missing, EVIDENCE_FILE, file->new_path, 0,
				     "no such file in this branch");
		return 0;
	}
	if (file->binary || (file->new_mode && file->change == PATCH_MODIFY &&
			     file->new_mode != (unsigned)mode))
		tally->absent++;
	else if (!file->hunk_count)
		tally->gone++;
	if (!file->hunk_count && file->change != PATCH_ADD)
		return 0;
	return check_blob(repo, file, path, &id, tally, err);
}

int present_check(git_repository *repo, const git_tree *tree, const struct patch *patch,
		  struct presence_memo *memo, struct evidence_list *evidence, enum present *ret_present, struct error **err)
{
	_cleanup_evidence_ struct evidence_list there = { 0 };
	struct tally tally = { .evidence = &there, .memo = memo };
	int rc = 0;

	for (size_t i = 0; i < patch->file_count && !rc; i++) {
		rc = check_file(repo, tree, &patch->files[i], &tally, err);
		if (!rc && interrupt_pending())
			rc = interrupt_error(err);
	}
	if ((tally.there || tally.gone) && tally.absent == tally.comments && !tally.part)
		tally.absent = 0;
	if (!rc && !tally.absent && !tally.part)
		*ret_present = tally.there ? PRESENT_YES : PRESENT_UNPROVEN;
	else if (!rc)
		*ret_present = tally.there || tally.part ? PRESENT_PARTLY : PRESENT_NO;
	if (!rc && (tally.there || tally.part)) {
		if (*ret_present == PRESENT_PARTLY)
			evidence_add(evidence, EVIDENCE_NOTE, NULL, 0,
				     "present in part: %zu of %zu changes",
				     tally.there,
				     tally.there + tally.absent + tally.part + tally.gone);
		evidence_move(evidence, &there);
		if (*ret_present == PRESENT_PARTLY)
			evidence_move(evidence, &tally.missing);
	}
	evidence_list_release(&tally.missing);
	return rc;
}
