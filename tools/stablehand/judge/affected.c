// SPDX-License-Identifier: GPL-2.0-only
#include "judge/affected.h"

#include <ctype.h>
#include <string.h>

#include "git/file_names.h"
#include "git/tree.h"
#include "index/symbols.h"
#include "place/hunk_heading.h"
#include "syntax/heading.h"
#include "syntax/identifier.h"
#include "syntax/lines.h"
#include "util/alloc.h"

#define TOLD_MAX 20
#define NAMES_MAX 64		/* functions of hunks that are looked for */

/* Names to be looked for from one file. */
struct wanted {
	struct symbol_query *queries;
	size_t count, alloc;
};

static void want(struct wanted *wanted, const char *name)
{
	*ARRAY_ADD(wanted->queries, wanted->count, wanted->alloc) =
		(struct symbol_query){ .name = name };
}

static bool is_brought(const struct affected *affected, const struct word *word)
{
	const struct word *other = words_find(affected->brought, word->text, strlen(word->text));

	return other && other->added;
}

/* Does the title name it, and is it no plain English word? */
static bool is_in_title(const struct patch *patch, const char *name)
{
	bool telling = strchr(name, '_');

	for (const char *at = name; *at; at++)
		telling |= isupper((unsigned char)*at) || isdigit((unsigned char)*at);
	return telling && patch->subject && strlen(name) > 2 &&
	       symbols_in_text(patch->subject, strlen(patch->subject), name);
}

/* Is one of the lines with text that a patch removes in its file here? */
static int removes_something(const struct affected *affected, bool *ret_removes,
			     struct error **err)
{
	*ret_removes = false;
	for (size_t f = 0; f < affected->patch->file_count && !*ret_removes; f++) {
		const struct patch_file *file = &affected->patch->files[f];
		_cleanup_lines_ struct lines lines = { 0 };
		git_filemode_t mode;
		git_blob *blob;
		git_oid id;

		if (!file->old_path || !tree_lookup(affected->tree, file->old_path, &id, &mode) ||
		    mode == GIT_FILEMODE_TREE || mode == GIT_FILEMODE_COMMIT)
			continue;
		if (git_blob_lookup(&blob, affected->repo, &id))
			return error_git(err, ERROR_ENVIRONMENT, "reading %s", file->old_path);
		*ret_removes = !lines_init(&lines, git_blob_rawcontent(blob),
					   git_blob_rawsize(blob));
		for (size_t h = 0; h < file->hunk_count && !*ret_removes; h++)
			for (size_t i = 0; i < file->hunks[h].line_count; i++) {
				const struct patch_line *line = &file->hunks[h].lines[i];
				bool telling = false;

				for (size_t j = 0; j < line->len; j++)
					telling |= identifier_is_part(line->text[j]);
				if (line->kind == '-' && telling &&
				    lines_id(&lines, line->text, line->len) != LINES_NONE)
					*ret_removes = true;
			}
		git_blob_free(blob);
	}
	return 0;
}

/* Is it about an identifier that does not exist in the tree? */
static int check_symbols(const struct affected *affected, struct evidence_list *evidence,
			 bool *ret_not, struct error **err)
{
	struct wanted wanted = { 0 };
	const char *path = NULL;
	bool removes;
	int rc = 0;

	for (size_t i = 0; i < affected->words->count; i++) {
		const struct word *word = affected->words->items[i];

		if (word->declared || word->called ||
		    symbols_is_made(word->text, strlen(word->text)) ||
		    !is_in_title(affected->patch, word->text) || is_brought(affected, word) ||
		    withheld_any_declares(affected->withheld, word->text))
			continue;
		path = path ? path : word->path;
		want(&wanted, word->text);
	}
	if (wanted.count)
		rc = removes_something(affected, &removes, err);
	if (wanted.count && !rc && !removes)
		rc = symbols_find(affected->symbols, path, SYMBOL_ANYWHERE,
				  wanted.queries, wanted.count, err);
	for (size_t i = 0; i < wanted.count && !rc && !removes; i++)
		if (!wanted.queries[i].found) {
			const struct word *word = words_find(affected->words,
							     wanted.queries[i].name,
							     strlen(wanted.queries[i].name));

			evidence_add(evidence, EVIDENCE_SYMBOL, word->path, 0,
				     "%s, which the patch is about but does not add, does not "
				     "exist in this branch", wanted.queries[i].name);
			*ret_not = true;
		}
	free(wanted.queries);
	return rc;
}

/* Is none of its files there, under any folder? */
static bool lacks_files(const struct affected *affected)
{
	const struct patch *patch = affected->patch;
	git_filemode_t mode;
	git_oid id;

	for (size_t i = 0; i < patch->file_count; i++)
		if (!patch->files[i].old_path || patch->files[i].change == PATCH_ADD ||
		    tree_lookup(affected->tree, patch->files[i].old_path, &id, &mode))
			return false;
	return patch->file_count <= NAMES_MAX;
}

static void want_once(struct wanted *wanted, const char *name, size_t len)
{
	for (size_t i = 0; i < wanted->count; i++)
		if (!strncmp(wanted->queries[i].name, name, len) && !wanted->queries[i].name[len])
			return;
	want(wanted, xstrndup(name, len));
}

/* May its code be somewhere else, under other names? Identifiers that it uses are. */
static int check_moved(const struct affected *affected, struct evidence_list *evidence,
		       bool *ret_moved, struct error **err)
{
	const char *path = affected->patch->files[0].old_path;
	struct wanted wanted = { 0 };
	size_t found = 0;
	int rc = 0;

	for (size_t i = 0; i < affected->words->count && wanted.count < NAMES_MAX; i++) {
		const struct word *word = affected->words->items[i];

		if (word->before && !word->declared && !word->called &&
		    !symbols_is_made(word->text, strlen(word->text)) &&
		    strchr(word->text, '_'))
			want(&wanted, word->text);
	}
	if (wanted.count)
		rc = symbols_find(affected->symbols, path, SYMBOL_ANYWHERE,
				  wanted.queries, wanted.count, err);
	for (size_t i = 0; i < wanted.count && !rc; i++)
		if (wanted.queries[i].found)
			wanted.queries[found++] = (struct symbol_query){
				.name = wanted.queries[i].name,
			};
	if (!rc && found)
		rc = symbols_find(affected->symbols, path, SYMBOL_NEAR,
				  wanted.queries, found, err);
	for (size_t i = 0, told = 0; i < found && !rc; i++)
		if (!wanted.queries[i].found && told++ < TOLD_MAX) {
			*ret_moved = true;
			evidence_add(
				evidence, EVIDENCE_SYMBOL, NULL, 0,
				"%s, which its code uses, is in this branch, but not where "
				"its file could see it: the code may be here under other names",
				wanted.queries[i].name);
		}
	free(wanted.queries);
	return rc;
}

static int check_files(const struct affected *affected, struct evidence_list *evidence,
		       bool *ret_not, struct error **err)
{
	const struct patch *patch = affected->patch;
	_cleanup_evidence_ struct evidence_list facts = { 0 };
	struct wanted wanted = { 0 };
	bool absent = true, moved = false;
	int rc = 0;

	if (!lacks_files(affected))
		return 0;
	for (size_t f = 0; f < patch->file_count && absent; f++) {
		const struct patch_file *file = &patch->files[f];

		absent = !file_names_have(affected->tree, file->old_path);
		evidence_add(&facts, EVIDENCE_FILE, file->old_path, 0,
			     "no file of this path or name in this branch");
		for (size_t h = 0; h < file->hunk_count && wanted.count < NAMES_MAX; h++) {
			struct heading heading = heading_of_hunk(&file->hunks[h]);

			if (heading.usable && heading.kind == HEADING_NAME && !heading.prefix)
				want_once(&wanted, heading.text, heading.len);
		}
	}
	if (absent && wanted.count)
		rc = symbols_find(affected->symbols, patch->files[0].old_path,
				  SYMBOL_ANYWHERE, wanted.queries, wanted.count, err);
	absent &= wanted.count && !rc;
	for (size_t i = 0; i < wanted.count; i++) {
		absent &= !wanted.queries[i].found &&
			  !withheld_any_declares(affected->withheld, wanted.queries[i].name);
		if (i < TOLD_MAX)
			evidence_add(&facts, EVIDENCE_SYMBOL, NULL, 0,
				     "%s(), which the patch changes, does not exist in this branch",
				     wanted.queries[i].name);
		free((char *)wanted.queries[i].name);
	}
	free(wanted.queries);
	if (absent)
		rc = check_moved(affected, evidence, &moved, err);
	if (absent && !rc && !moved) {
		evidence_move(evidence, &facts);
		*ret_not = true;
	}
	return rc;
}

/* Does the history go back to before the files that the patch changes existed? */
static int is_whole(const struct affected *affected, bool *ret_whole, struct error **err)
{
	const struct mentions *mentions = affected->mentions;
	git_commit *commit;
	git_tree *tree = NULL;
	git_filemode_t mode;
	git_oid id;

	*ret_whole = false;
	if (!mentions->whole || mentions->commits < 2)
		return 0;
	if (git_commit_lookup(&commit, affected->repo, &mentions->root) ||
	    git_commit_tree(&tree, commit)) {
		error_git(err, ERROR_ENVIRONMENT, "reading the first commit of the history");
		git_commit_free(commit);
		return -1;
	}
	*ret_whole = true;
	for (size_t i = 0; i < affected->patch->file_count; i++) {
		const char *path = affected->patch->files[i].old_path;

		if (path && tree_lookup(tree, path, &id, &mode))
			*ret_whole = false;
	}
	git_tree_free(tree);
	git_commit_free(commit);
	return 0;
}

/* Commits that Fixes: names. *ret_there: one of them is in the branch. */
static int check_fixes(const struct affected *affected, struct evidence_list *evidence,
		       bool *ret_there, bool *ret_not, struct error **err)
{
	_cleanup_evidence_ struct evidence_list absent = { 0 };
	bool whole, named = affected->fixes_count;

	if (is_whole(affected, &whole, err))
		return -1;
	for (size_t i = 0; i < affected->fixes_count; i++) {
		const struct mention *fixed = &affected->fixes[i];

		named &= !!fixed->id;
		*ret_there |= fixed->found;
		if (!fixed->found && fixed->id && whole)
			evidence_add(&absent, EVIDENCE_COMMIT, NULL, 0,
				     "what it fixes, %s, is not in the branch: the history (%zu "
				     "commit%s) is complete", fixed->id,
				     affected->mentions->commits,
				     affected->mentions->commits == 1 ? "" : "s");
	}
	if (whole && named && !*ret_there) {
		evidence_move(evidence, &absent);
		*ret_not = true;
	}
	return 0;
}

int affected_check(const struct affected *affected, struct evidence_list *evidence,
		   bool *ret_not, struct error **err)
{
	bool there = false;

	*ret_not = false;
	if (check_fixes(affected, evidence, &there, ret_not, err))
		return -1;
	if (there || *ret_not)
		return 0;
	if (check_files(affected, evidence, ret_not, err))
		return -1;
	return *ret_not ? 0 : check_symbols(affected, evidence, ret_not, err);
}

/* First look in the file itself, which is cheap and has most of them. */
static int look_in_file(const struct affected *affected, const char *path,
			struct wanted *wanted, struct error **err)
{
	git_filemode_t mode;
	size_t left = 0;
	git_blob *blob;
	git_oid id;

	if (!tree_lookup(affected->tree, path, &id, &mode) || mode == GIT_FILEMODE_TREE ||
	    mode == GIT_FILEMODE_COMMIT)
		return 0;
	if (git_blob_lookup(&blob, affected->repo, &id))
		return error_git(err, ERROR_ENVIRONMENT, "reading %s", path);
	symbols_mark(git_blob_rawcontent(blob), git_blob_rawsize(blob), wanted->queries,
		     wanted->count);
	for (size_t i = 0; i < wanted->count; i++)
		if (!wanted->queries[i].found)
			wanted->queries[left++] = wanted->queries[i];
	wanted->count = left;
	git_blob_free(blob);
	return 0;
}

/* The words from *at on that have the same file, which *at is moved behind. */
static int missing_in_file(const struct affected *affected, size_t *at,
			   struct evidence_list *evidence, struct words *missing,
			   struct error **err)
{
	const char *path = affected->words->items[*at]->path;
	struct wanted wanted = { 0 };
	int rc;

	for (; *at < affected->words->count; ++*at) {
		const struct word *word = affected->words->items[*at];

		if (word->path != path)
			break;
		if (word->added && !word->before && !word->declared &&
		    !symbols_is_made(word->text, strlen(word->text)) &&
		    !is_brought(affected, word))
			want(&wanted, word->text);
	}
	rc = wanted.count ? look_in_file(affected, path, &wanted, err) : 0;
	if (!rc && wanted.count)
		rc = symbols_find(affected->symbols, path, SYMBOL_NEAR,
				  wanted.queries, wanted.count, err);
	for (size_t i = 0; i < wanted.count && !rc; i++) {
		if (wanted.queries[i].found)
			continue;
		words_add(missing, wanted.queries[i].name);
		if (missing->count <= TOLD_MAX)
			evidence_add(evidence, EVIDENCE_SYMBOL, path, 0,
				     "missing prerequisite: %s is used, but nothing that this file "
				     "can see has that name", wanted.queries[i].name);
	}
	free(wanted.queries);
	return rc;
}

int affected_missing(const struct affected *affected, struct evidence_list *evidence,
		     struct words *missing, struct error **err)
{
	for (size_t at = 0; at < affected->words->count;)
		if (missing_in_file(affected, &at, evidence, missing, err))
			return -1;
	return 0;
}
