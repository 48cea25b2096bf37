// SPDX-License-Identifier: GPL-2.0-only
/* What the patches of a series that were not ported mean for those after them. */
#include "port/port_parts.h"

#include <string.h>

#include "git/tree.h"
#include "judge/judge.h"
#include "judge/withheld.h"
#include "syntax/identifier.h"
#include "syntax/lines.h"
#include "util/alloc.h"
#include "util/text.h"

/* A refused patch and what it was refused on. */
struct seeking {
	const struct port_options *options;
	const struct port_tools *tools;
	size_t index;
	const struct patch *patch;
	const struct hunk_outcome_list *hunks;	/* of the patch */
	git_tree *tree;
};

/* A line that says something by itself: with a letter or a digit. */
static bool is_telling(const struct patch_line *line)
{
	for (size_t i = 0; i < line->len; i++)
		if (identifier_is_part(line->text[i]))
			return true;
	return false;
}

static bool is_same_line(const struct patch_line *a, const struct patch_line *b)
{
	return a->len == b->len && !memcmp(a->text, b->text, a->len);
}

static char *quote(const struct patch_line *line)
{
	size_t skip = 0, len = line->len;

	while (len && (line->text[len - 1] == '\n' || line->text[len - 1] == ' '))
		len--;
	while (skip < len && (line->text[skip] == '\t' || line->text[skip] == ' '))
		skip++;
	return text_excerpt(line->text + skip, len - skip, 120);
}

/* "uses f(), which it adds" or the like; NULL: no name. */
static char *needs_name(const struct seeking *s, const struct withheld_patch *withheld)
{
	const struct words *missing = s->tools->judge ?
		judge_missing(s->tools->judge, s->index) : NULL;

	for (size_t i = 0; missing && i < missing->count; i++) {
		const struct word *word = missing->items[i];

		if (word->called && withheld_changes(withheld, word->text))
			return xasprintf("calls %s() with the arguments that it gets there",
					 word->text);
		if (word->path ? withheld_adds_in(withheld, word->text, word->path) :
				 withheld_declares(withheld, word->text))
			return xasprintf("uses %s, which comes with it", word->text);
	}
	return NULL;
}

static bool is_there(const struct seeking *s, const char *path)
{
	git_filemode_t mode;
	git_oid id;

	return tree_lookup(s->tree, path, &id, &mode);
}

/* Does it take a file away? */
static bool takes_away(const struct patch *patch, const char *path)
{
	for (size_t i = 0; i < patch->file_count; i++) {
		const struct patch_file *file = &patch->files[i];

		if ((file->change == PATCH_DELETE || file->change == PATCH_RENAME) &&
		    !strcmp(file->old_path, path))
			return true;
	}
	return false;
}

static char *needs_file(const struct seeking *s, const struct withheld_patch *withheld)
{
	for (size_t i = 0; i < s->patch->file_count; i++) {
		const struct patch_file *file = &s->patch->files[i];

		if (file->change != PATCH_ADD && !is_there(s, file->old_path) &&
		    withheld_makes(withheld, file->old_path))
			return xasprintf("changes %s, which comes with it", file->old_path);
		if (file->change != PATCH_MODIFY && file->new_path && is_there(s, file->new_path) &&
		    takes_away(withheld->patch, file->new_path))
			return xasprintf("makes %s, which is to go with it", file->new_path);
	}
	return NULL;
}

static const struct hunk_outcome *outcome_of(const struct seeking *s, const struct patch_hunk *hunk)
{
	for (size_t i = 0; i < s->hunks->count; i++)
		if (s->hunks->items[i].patch_line == hunk->line_number)
			return &s->hunks->items[i];
	return NULL;
}

/* The longest line that a hunk expects, the file lacks, and `other` adds; or NULL. */
static const struct patch_line *expects_added(const struct patch_hunk *hunk,
					      const struct patch_hunk *other,
					      const struct lines *lines)
{
	const struct patch_line *longest = NULL;

	for (size_t i = 0; i < other->line_count; i++) {
		const struct patch_line *added = &other->lines[i];

		if (added->kind != '+' || !is_telling(added) ||
		    (longest && longest->len >= added->len) ||
		    lines_id(lines, added->text, added->len) != LINES_NONE)
			continue;
		for (size_t j = 0; j < hunk->line_count; j++)
			if (hunk->lines[j].kind != '+' && is_same_line(added, &hunk->lines[j]))
				longest = added;
	}
	return longest;
}

/* Are two lines next to each other before the change of a hunk? */
static bool has_seam(const struct patch_hunk *hunk, const struct patch_line *above,
		     const struct patch_line *below)
{
	const struct patch_line *last = NULL;

	for (size_t i = 0; i < hunk->line_count; i++) {
		const struct patch_line *line = &hunk->lines[i];

		if (line->kind == '+')
			continue;
		if (last && is_same_line(last, above) && is_same_line(line, below))
			return true;
		last = line;
	}
	return false;
}

/*
 * A line that `other` removes and the file still has, where a hunk expects what is around it side
 * by side; or NULL.
 */
static const struct patch_line *expects_removed(const struct patch_hunk *hunk,
						const struct patch_hunk *other,
						const struct lines *lines)
{
	const struct patch_line *above = NULL, *removed = NULL;

	for (size_t i = 0; i < other->line_count; i++) {
		const struct patch_line *line = &other->lines[i];

		if (line->kind == '-') {
			if (!removed && is_telling(line) &&
			    lines_id(lines, line->text, line->len) != LINES_NONE)
				removed = line;
			continue;
		}
		if (above && removed && (is_telling(above) || is_telling(line)) &&
		    has_seam(hunk, above, line))
			return removed;
		above = line;
		removed = NULL;
	}
	return NULL;
}

/* How a hunk that was refused needs what the patch does to the same file; or NULL. */
static char *needs_lines_of_file(const struct patch_hunk *hunk, size_t number, const char *path,
				 const struct patch *patch, const struct lines *lines)
{
	for (size_t f = 0; f < patch->file_count; f++) {
		const struct patch_file *file = &patch->files[f];

		if (!file->new_path || strcmp(file->new_path, path))
			continue;
		for (size_t h = 0; h < file->hunk_count; h++) {
			const struct patch_line *added, *removed = NULL;
			_cleanup_free_ char *text = NULL;

			added = expects_added(hunk, &file->hunks[h], lines);
			if (!added)
				removed = expects_removed(hunk, &file->hunks[h], lines);
			if (!added && !removed)
				continue;
			text = quote(added ? added : removed);
			return added ? xasprintf("hunk #%zu of %s expects \"%s\", which it adds",
						 number, path, text) :
				       xasprintf("hunk #%zu of %s expects that \"%s\" is gone, "
						 "which it removes", number, path, text);
		}
	}
	return NULL;
}

static bool changes_file(const struct patch *patch, const char *path)
{
	for (size_t i = 0; i < patch->file_count; i++)
		if (patch->files[i].new_path && !strcmp(patch->files[i].new_path, path))
			return true;
	return false;
}

static int needs_lines(const struct seeking *s, const struct withheld_patch *withheld,
		       const struct patch_file *file, char **ret_why, struct error **err)
{
	_cleanup_lines_ struct lines lines = { 0 };
	git_filemode_t mode;
	git_blob *blob;
	git_oid id;

	if (!file->old_path || !changes_file(withheld->patch, file->old_path) ||
	    !tree_lookup(s->tree, file->old_path, &id, &mode) ||
	    (mode != GIT_FILEMODE_BLOB && mode != GIT_FILEMODE_BLOB_EXECUTABLE))
		return 0;
	if (git_blob_lookup(&blob, s->options->repo, &id))
		return error_git(err, ERROR_ENVIRONMENT, "reading %s", file->old_path);
	if (lines_init(&lines, git_blob_rawcontent(blob), git_blob_rawsize(blob)))
		for (size_t h = 0; h < file->hunk_count && !*ret_why; h++) {
			const struct hunk_outcome *outcome = outcome_of(s, &file->hunks[h]);

			if (!outcome ||
			    (outcome->verdict == VERDICT_REFUSED && !outcome->adaptable))
				*ret_why = needs_lines_of_file(&file->hunks[h], h + 1,
							       file->old_path, withheld->patch,
							       &lines);
		}
	git_blob_free(blob);
	return 0;
}

/* Why the patch needs one that was not ported; NULL in *ret_why: as far as is known it does not. */
static int find_need(const struct seeking *s, const struct withheld_patch *withheld,
		     char **ret_why, struct error **err)
{
	bool partly = withheld->partly ||
		      (s->tools->judge && judge_is_partly_present(s->tools->judge, s->index));

	*ret_why = needs_file(s, withheld);
	if (!*ret_why)
		*ret_why = needs_name(s, withheld);
	/* Lines of what is there in part may be missing because they were changed since. */
	if (partly)
		return 0;
	for (size_t f = 0; f < s->patch->file_count && !*ret_why; f++)
		if (needs_lines(s, withheld, &s->patch->files[f], ret_why, err))
			return -1;
	return 0;
}

static void tell_blocker(const struct withheld_patch *withheld, const char *why,
			 struct evidence_list *evidence)
{
	evidence_add(evidence, EVIDENCE_DEPENDS, NULL, 0, "needs %s, which is %s: %s",
		     withheld->patch->name, verdict_name(withheld->verdict), why);
}

static void block(struct port_patch *ported, const struct withheld_patch *by,
		  struct evidence_list *why)
{
	ported->verdict = VERDICT_BLOCKED;
	ported->risk = RISK_NONE;
	ported->blocked_by = xstrdup(by->patch->name);
	evidence_move(why, &ported->evidence);
	evidence_move(&ported->evidence, why);
}

/* Does the text of an unreadable patch name a file that the other changes? */
static bool names_file_of(const struct patch *unreadable, const struct patch *patch)
{
	for (size_t i = 0; i < patch->file_count; i++) {
		const struct patch_file *file = &patch->files[i];
		const char *path = file->old_path ? file->old_path : file->new_path;

		if (unreadable->text.len &&
		    memmem(unreadable->text.data, unreadable->text.len, path, strlen(path)))
			return true;
	}
	return false;
}

int port_find_blockers(const struct port_options *options, const struct port_tools *tools,
		       size_t index, const git_oid *tree, struct port_patch *ported,
		       struct error **err)
{
	const struct withheld_list *list = tools->withheld;
	_cleanup_evidence_ struct evidence_list found = { 0 };
	const struct withheld_patch *first = NULL;
	struct seeking s = {
		.options = options, .tools = tools, .index = index,
		.patch = options->patches[index], .hunks = &ported->hunks,
	};
	int rc = 0;

	if (!list || !list->count)
		return 0;
	if (git_tree_lookup(&s.tree, options->repo, tree))
		return error_git(err, ERROR_ENVIRONMENT, "reading a tree");
	for (size_t i = 0; i < list->count && !rc; i++) {
		_cleanup_free_ char *why = NULL;

		if (list->items[i].verdict == VERDICT_UNREADABLE) {
			if (names_file_of(list->items[i].patch, s.patch))
				evidence_add(&ported->evidence, EVIDENCE_NOTE, NULL, 0,
					     "whether it needs %s is not known: that one is "
					     "unreadable, and names the same file",
					     list->items[i].patch->name);
			continue;
		}
		rc = find_need(&s, &list->items[i], &why, err);
		if (rc || !why)
			continue;
		first = first ? first : &list->items[i];
		tell_blocker(&list->items[i], why, &found);
	}
	git_tree_free(s.tree);
	if (!rc && first)
		block(ported, first, &found);
	return rc;
}

bool port_is_fix_of_withheld(const struct port_options *options, const struct port_tools *tools,
			     size_t index, struct port_patch *ported)
{
	const struct withheld_list *list = tools->withheld;
	_cleanup_evidence_ struct evidence_list found = { 0 };

	for (size_t i = 0; tools->judge && list && i < list->count; i++) {
		if (!judge_fixes(tools->judge, index, list->items[i].patch))
			continue;
		tell_blocker(&list->items[i], "fixes it", &found);
		block(ported, &list->items[i], &found);
		return true;
	}
	return false;
}
