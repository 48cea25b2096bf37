// SPDX-License-Identifier: GPL-2.0-only
/*
 * How the content of a patch is recognized in a tree.
 *
 * "present" ends the matter: the patch is not ported. A wrong "present" loses a fix
 * silently, a wrong "not present" leads to a refusal that a person sees. So a hunk counts as
 * present only if two things hold: its result is there, where a coincidence can be ruled
 * out, and what it replaces is not.
 *
 * Its result is there if the whole new side matches below its function, with at least two
 * lines of context, one of them with a word (is_whole()). Stable trees differ in context,
 * though. So else each run of added lines is searched for in the function, in order
 * (is_in_function()). A run alone may be a coincidence ("return 0;"): it has to have the
 * same neighbours as in the patch on both sides; or on one, or be of several lines, and
 * have an identifier that the rest of the function does not use, so that it was not there
 * for another reason.
 *
 * What it replaces is still there if the old side matches in the function at another
 * place, or a run of removed lines does that is no coincidence by the same rules. Then
 * the result is a look-alike, or a part of the change is missing.
 *
 * Hunks that only remove lines, or add only punctuation, prove nothing by themselves
 * (HUNK_UNPROVEN): a branch that never had the lines looks the same. judge.c wants
 * a mention in the history besides.
 */
#include "judge/present.h"

#include <ctype.h>
#include <string.h>

#include "git/tree.h"
#include "judge/present_parts.h"
#include "place/hunk_heading.h"
#include "place/image.h"
#include "syntax/function.h"
#include "syntax/heading.h"
#include "syntax/identifier.h"
#include "syntax/lines.h"
#include "util/alloc.h"

#define BUDGET 200000000L	/* steps for all hunks of a file, as in placing */
#define TOLD_MAX 20		/* facts of a patch */

enum hunk_state {
	HUNK_ABSENT,
	HUNK_THERE,
	HUNK_UNPROVEN,		/* looks the same in a branch that never had the lines */
};

struct tally {
	size_t there, unproven, absent;
	struct evidence_list *evidence;
	struct evidence_list missing;
};

static bool is_comment(const struct patch_line *line)
{
	size_t i = 0;

	while (i < line->len && isspace((unsigned char)line->text[i]))
		i++;
	return i + 1 < line->len && (line->text[i] == '*' ||
				     (line->text[i] == '/' && strchr("*/", line->text[i + 1])));
}

/* The first added line with a word: of code, or else of a comment. */
static const struct patch_line *first_telling(const struct patch_hunk *hunk)
{
	const struct patch_line *comment = NULL;

	for (size_t i = 0; i < hunk->line_count; i++) {
		const struct patch_line *line = &hunk->lines[i];

		if (line->kind != '+' || !present_has_word(line->text, line->len))
			continue;
		if (!is_comment(line))
			return line;
		if (!comment)
			comment = line;
	}
	return comment;
}

static void on_match(size_t at, void *data)
{
	struct present_checker *checker = data;

	if (at >= checker->skip_from && at < checker->skip_to)
		return;
	if (checker->heading.usable &&
	    !heading_is_above(&checker->heading, &checker->lines, &checker->headings, at))
		return;
	checker->found++;
	checker->at = at;
}

/* How often a side of the hunk (the lines not of kind `other`) is below its function. */
static bool count_side(struct present_checker *checker, const struct patch_hunk *hunk, char other,
		       size_t *ret_found)
{
	_cleanup_image_ struct image image = { 0 };
	bool done;

	checker->found = 0;
	image_init(&image, &checker->lines, hunk, other);
	done = image_find(&image, &checker->lines, &checker->budget, on_match, checker);
	*ret_found = checker->found;
	return done;
}

/* Does it have enough context for a match of the new side to mean something? */
static bool has_surroundings(const struct patch_hunk *hunk)
{
	size_t lines = 0, words = 0;

	for (size_t i = 0; i < hunk->line_count; i++)
		if (hunk->lines[i].kind == ' ') {
			lines += !present_is_blank(hunk->lines[i].text, hunk->lines[i].len);
			words += present_has_word(hunk->lines[i].text, hunk->lines[i].len);
		}
	return lines >= 2 && words;
}

/* Is the whole new side there, and the old side nowhere else? */
static bool is_whole(struct present_checker *checker, const struct patch_hunk *hunk, size_t *ret_at)
{
	size_t found, old;

	checker->skip_from = checker->skip_to = 0;
	if (!has_surroundings(hunk) || !count_side(checker, hunk, '-', &found) || !found ||
	    (found > 1 && !checker->heading.usable))
		return false;
	*ret_at = checker->at;
	checker->skip_from = checker->at;
	checker->skip_to = checker->at + hunk->new_count;
	return count_side(checker, hunk, '+', &old) && !old;
}

/* Are the added lines in the function that the hunk names, even if its context differs? */
static bool is_in_function(struct present_checker *checker, const struct patch_hunk *hunk,
			   size_t *ret_at)
{
	struct function_range range = { 0 };
	size_t old;

	if (!checker->heading.usable || checker->heading.kind != HEADING_NAME ||
	    checker->heading.prefix)
		return false;
	checker->skip_from = checker->skip_to = 0;
	if (!count_side(checker, hunk, '+', &old) || old)
		return false;
	while ((checker->budget -= checker->lines.count) > 0 &&
	       function_find(&checker->lines, checker->heading.text, checker->heading.len,
			     range.end, &range))
		if (present_in_range(checker, hunk, &range, ret_at))
			return true;
	return false;
}

static size_t find_line(const struct lines *lines, const struct patch_line *line, size_t from)
{
	for (size_t i = from; i < lines->count; i++)
		if (lines_len(lines, i) == line->len &&
		    !memcmp(lines_text(lines, i), line->text, line->len))
			return i;
	return from;
}

static void check_hunk(struct present_checker *checker, const struct patch_hunk *hunk,
		       const char *path, struct tally *tally)
{
	const struct patch_line *telling = first_telling(hunk);
	size_t at = 0;

	checker->heading = heading_of_hunk(hunk);
	if (!is_whole(checker, hunk, &at) && (!telling || !is_in_function(checker, hunk, &at))) {
		tally->absent++;
		if (tally->missing.count < TOLD_MAX)
			evidence_add(&tally->missing, EVIDENCE_FILE, path, 0,
				     "the hunk at line %zu of the patch is not present",
				     hunk->line_number);
		return;
	}
	if (!telling) {
		tally->unproven++;
		return;
	}
	tally->there++;
	if (tally->evidence->count < TOLD_MAX) {
		size_t line = find_line(&checker->lines, telling, at);
		_cleanup_free_ char *shown = function_quote(&checker->lines, line);

		evidence_add(tally->evidence, EVIDENCE_LINE, path, line + 1,
			     "added by the hunk at line %zu of the patch, present here: %s",
			     hunk->line_number, shown);
	}
}

/* Is this what the patch makes of the file that it adds? */
static bool is_new_file(const struct patch_file *file, const char *data, size_t len)
{
	for (size_t h = 0; h < file->hunk_count; h++)
		for (size_t i = 0; i < file->hunks[h].line_count; i++) {
			const struct patch_line *line = &file->hunks[h].lines[i];

			if (line->len > len || memcmp(line->text, data, line->len))
				return false;
			data += line->len;
			len -= line->len;
		}
	return !len;
}

static void check_content(const struct patch_file *file, const char *data, size_t len,
			  struct tally *tally)
{
	struct present_checker checker = { .budget = BUDGET };

	if (file->change == PATCH_ADD) {
		bool same = is_new_file(file, data, len);

		*(same ? &tally->there : &tally->absent) += 1;
		evidence_add(same ? tally->evidence : &tally->missing, EVIDENCE_FILE,
			     file->new_path, 0, same ? "the file that the patch adds is present" :
			     "present, but differs from the file that the patch adds");
		return;
	}
	if (!lines_init(&checker.lines, data, len)) {
		tally->absent++;
		return;
	}
	heading_index_init(&checker.headings, &checker.lines);
	for (size_t h = 0; h < file->hunk_count; h++)
		check_hunk(&checker, &file->hunks[h], file->new_path, tally);
	heading_index_release(&checker.headings);
	lines_release(&checker.lines);
}

/* Of a binary file only git's id tells: it is the one that the patch makes, or not. */
static void check_binary(const git_tree *tree, const struct patch_file *file, struct tally *tally)
{
	const char *path = file->new_path ? file->new_path : file->old_path;
	char hex[GIT_OID_HEXSZ + 1] = "";
	git_filemode_t mode;
	git_oid id;
	bool there = tree_lookup(tree, path, &id, &mode);

	if (there)
		git_oid_tostr(hex, sizeof(hex), &id);
	if (file->new_path ? there && file->new_blob && !strcmp(file->new_blob, hex) : !there)
		tally->unproven++;
	else
		tally->absent++;
}

static int check_file(git_repository *repo, const git_tree *tree, const struct patch_file *file,
		      struct tally *tally, struct error **err)
{
	git_filemode_t mode;
	git_blob *blob;
	git_oid id;

	if (file->binary) {
		check_binary(tree, file, tally);
		return 0;
	}
	if (file->change == PATCH_DELETE || file->change == PATCH_RENAME) {
		bool there = tree_lookup(tree, file->old_path, &id, &mode);

		*(there ? &tally->absent : &tally->unproven) += 1;
		if (there && tally->missing.count < TOLD_MAX)
			evidence_add(&tally->missing, EVIDENCE_FILE, file->old_path, 0,
				     "removed by the patch, but present here");
	}
	if (file->change == PATCH_DELETE)
		return 0;
	if (!tree_lookup(tree, file->new_path, &id, &mode) ||
	    (mode != GIT_FILEMODE_BLOB && mode != GIT_FILEMODE_BLOB_EXECUTABLE)) {
		tally->absent++;
		if (tally->missing.count < TOLD_MAX)
			evidence_add(&tally->missing, EVIDENCE_FILE, file->new_path, 0,
				     "no such file in this branch");
		return 0;
	}
	if (file->new_mode && file->change == PATCH_MODIFY && file->new_mode != (unsigned)mode)
		tally->absent++;
	else if (!file->hunk_count)
		tally->unproven++;
	if (!file->hunk_count && file->change != PATCH_ADD)
		return 0;
	if (git_blob_lookup(&blob, repo, &id))
		return error_git(err, ERROR_ENVIRONMENT, "reading %s", file->new_path);
	check_content(file, git_blob_rawcontent(blob), git_blob_rawsize(blob), tally);
	git_blob_free(blob);
	return 0;
}

int present_check(git_repository *repo, const git_tree *tree, const struct patch *patch,
		  struct evidence_list *evidence, enum present *ret_present, struct error **err)
{
	_cleanup_evidence_ struct evidence_list there = { 0 };
	struct tally tally = { .evidence = &there };
	int rc = 0;

	for (size_t i = 0; i < patch->file_count && !rc; i++)
		rc = check_file(repo, tree, &patch->files[i], &tally, err);
	if (!rc && !tally.absent) {
		*ret_present = tally.there ? PRESENT_YES : PRESENT_UNPROVEN;
	} else if (!rc) {
		*ret_present = tally.there ? PRESENT_PARTLY : PRESENT_NO;
	}
	if (!rc && tally.there) {
		if (*ret_present == PRESENT_PARTLY)
			evidence_add(evidence, EVIDENCE_NOTE, NULL, 0,
				     "present in part: %zu of %zu changes",
				     tally.there, tally.there + tally.absent + tally.unproven);
		evidence_move(evidence, &there);
		if (*ret_present == PRESENT_PARTLY)
			evidence_move(evidence, &tally.missing);
	}
	evidence_list_release(&tally.missing);
	return rc;
}
