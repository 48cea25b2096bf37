// SPDX-License-Identifier: GPL-2.0-only
#include "adapt/patch_file.h"

#include <stdlib.h>
#include <string.h>

#include "adapt/adapt.h"
#include "git/tree.h"
#include "place/place.h"
#include "syntax/cdefs.h"
#include "util/alloc.h"
#include "util/interrupt.h"

/* The file before and after the patch, where it was made. */
struct made {
	struct buf old, new;
	struct hunk_outcome_list hunks;	/* where they are in `old` or, if backwards, in `new` */
	bool backwards;
	char *where;			/* "7.3.y 7.3.4-1, which has it" */
	const struct adapt_source *source;	/* that; NULL: by its id */
};

static void made_release(struct made *made)
{
	buf_release(&made->old);
	buf_release(&made->new);
	hunk_outcome_list_release(&made->hunks);
	free(made->where);
}

/* The file with its hunks turned round. The caller frees hunks and lines[i]. */
static struct patch_file turn_round(const struct patch_file *file, struct patch_line ***ret_lines)
{
	struct patch_file turned = *file;
	struct patch_line **all = xcalloc(file->hunk_count + 1, sizeof(*all));

	turned.hunks = xcalloc(file->hunk_count + 1, sizeof(*turned.hunks));
	for (size_t i = 0; i < file->hunk_count; i++) {
		const struct patch_hunk *hunk = &file->hunks[i];
		struct patch_line *lines = xcalloc(hunk->line_count + 1, sizeof(*lines));

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

static bool place(const struct patch_file *file, const char *data, size_t len, bool same_file,
		  struct buf *ret_content, struct hunk_outcome_list *ret_hunks)
{
	_cleanup_place_result_ struct place_result placed = { 0 };
	struct place_options options = {
		.data = data, .len = len, .path = file->old_path, .file = file,
		.same_file = same_file,
	};

	place_hunks(&options, &placed);
	if (!placed.placed)
		return false;
	*ret_content = placed.content;
	placed.content = (struct buf){ 0 };
	*ret_hunks = placed.hunks;
	placed.hunks = (struct hunk_outcome_list){ 0 };
	return true;
}

/* Is this blob the file before the patch, or after it? */
static bool try_bytes(const struct patch_file *file, const char *data, size_t len, bool same_file,
		      struct made *made)
{
	struct patch_line **lines;
	struct patch_file turned;
	bool found;

	if (place(file, data, len, same_file, &made->new, &made->hunks)) {
		buf_add(&made->old, data, len);
		return true;
	}
	turned = turn_round(file, &lines);
	found = place(&turned, data, len, same_file, &made->old, &made->hunks);
	if (found) {
		buf_add(&made->new, data, len);
		made->backwards = true;
	}
	for (size_t i = 0; i < file->hunk_count; i++)
		free(lines[i]);
	free(lines);
	free(turned.hunks);
	return found;
}

static int try_blob(const struct adapt_with *with, const struct patch_file *file,
		    const git_oid *id, bool same_file, struct made *made, bool *ret_found,
		    struct error **err)
{
	git_blob *blob;

	if (interrupt_pending())
		return interrupt_error(err);
	if (git_blob_lookup(&blob, with->repo, id))
		return error_git(err, ERROR_ENVIRONMENT, "reading %s", file->old_path);
	*ret_found = try_bytes(file, git_blob_rawcontent(blob), git_blob_rawsize(blob), same_file,
			       made);
	git_blob_free(blob);
	return 0;
}

/* The blob that an index line names, if the store has just one such. */
static bool find_named(const struct adapt_with *with, const char *hex, git_oid *ret_id)
{
	git_odb *odb = NULL;
	git_oid prefix;
	bool found = false;

	if (!hex || strlen(hex) < 7 || strlen(hex) > GIT_OID_HEXSZ ||
	    git_oid_fromstrn(&prefix, hex, strlen(hex)) || git_repository_odb(&odb, with->repo))
		return false;
	found = !git_odb_exists_prefix(ret_id, odb, &prefix, strlen(hex));
	git_odb_free(odb);
	return found;
}

static int find_made_by_id(const struct adapt_with *with, const struct patch_file *file,
			   struct made *made, bool *ret_found, struct error **err)
{
	const char *const named[] = { file->old_blob, file->new_blob };
	git_oid id;

	*ret_found = false;
	for (size_t i = 0; i < 2 && !*ret_found; i++) {
		if (!find_named(with, named[i], &id))
			continue;
		if (try_blob(with, file, &id, true, made, ret_found, err))
			return -1;
		if (*ret_found)
			made->where = xasprintf("blob %s of its index line", named[i]);
	}
	return 0;
}

static int find_made_in(const struct adapt_with *with, const struct adapt_source *source,
			const struct patch_file *file, struct made *made, bool *ret_found,
			struct error **err)
{
	const char *const paths[] = { file->old_path, file->new_path };
	git_filemode_t mode;
	git_tree *tree;
	git_oid id;
	int rc = 0;

	if (git_tree_lookup(&tree, with->repo, &source->tree))
		return error_git(err, ERROR_ENVIRONMENT, "reading the tree of %s", source->name);
	for (size_t i = 0; i < 2 && !*ret_found && !rc; i++)
		if (paths[i] && tree_lookup(tree, paths[i], &id, &mode) &&
		    mode != GIT_FILEMODE_TREE && mode != GIT_FILEMODE_COMMIT)
			rc = try_blob(with, file, &id, false, made, ret_found, err);
	git_tree_free(tree);
	if (!rc && *ret_found) {
		made->source = source;
		made->where = xasprintf("%s%s", source->name,
					made->backwards ? ", which has the patch" : "");
	}
	return rc;
}

/* `here` is what the branch has: the hunks may fit there and only use other names. NULL: nothing. */
static int find_made(const struct adapt_with *with, const struct patch_file *file,
		     const struct adapt_bytes *here, struct made *made, bool *ret_found,
		     struct error **err)
{
	int rc = find_made_by_id(with, file, made, ret_found, err);

	for (size_t i = 0; i < with->source_count && !*ret_found && !rc; i++)
		rc = find_made_in(with, &with->sources[i], file, made, ret_found, err);
	if (!rc && !*ret_found && here &&
	    place(file, here->data, here->len, false, &made->new, &made->hunks)) {
		buf_add(&made->old, here->data, here->len);
		made->where = xstrdup("the file of this branch");
		*ret_found = true;
	}
	return rc;
}

/* Lines of the old file that a hunk is about, from 0. */
static void hunk_range(const struct made *made, const struct patch_file *file, size_t i,
		       size_t *ret_start, size_t *ret_end)
{
	const struct patch_hunk *hunk = &file->hunks[i];
	long shift = 0;

	if (made->backwards)
		for (size_t j = 0; j < i; j++)
			shift += (long)file->hunks[j].old_count - (long)file->hunks[j].new_count;
	*ret_start = made->hunks.items[i].line + shift - 1;
	*ret_end = *ret_start + hunk->old_count;
}

/* What became of one hunk: the sum of the changes that it consists of. */
static void add_outcome(const struct adapt_result *adapted, const struct made *made,
			const struct patch_file *file, size_t i, const char *path,
			struct hunk_outcome_list *list)
{
	_cleanup_buf_ struct buf how = { 0 };
	enum rung rung = RUNG_EXACT;
	size_t start, end, line = SIZE_MAX, refused_at = 0;
	struct hunk_outcome *outcome = ARRAY_ADD(list->items, list->count, list->alloc);

	hunk_range(made, file, i, &start, &end);
	for (size_t c = 0; c < adapted->change_count; c++) {
		const struct adapt_change *change = &adapted->changes[c];

		if (change->a_line < start || change->a_line > end ||
		    (change->a_count && change->a_line == end))
			continue;
		if (change->rung > rung)
			rung = change->rung;
		if (change->rung != RUNG_REFUSED && change->b_line < line)
			line = change->b_line;
		if (change->text) {
			buf_printf(&how, "%s%s", how.len ? "; " : "", change->text);
			refused_at = change->b_line;
		}
	}
	outcome->path = xstrdup(path);
	outcome->patch_line = file->hunks[i].line_number;
	outcome->wanted = file->hunks[i].old_start;
	outcome->line = line == SIZE_MAX ? refused_at + 1 : line + 1;
	outcome->verdict = rung == RUNG_REFUSED ? VERDICT_REFUSED :
			   rung == RUNG_EXACT ? VERDICT_CLEAN :
			   rung == RUNG_OFFSET ? VERDICT_MOVED : VERDICT_ADAPTED;
	if (rung == RUNG_REFUSED)
		outcome->reason = xstrdup(how.len ? buf_str(&how) : "it cannot be adapted");
	outcome->risk = rung == RUNG_FUNCTION || rung == RUNG_SUBSTITUTION ? RISK_MEDIUM :
			rung > RUNG_OFFSET && rung < RUNG_REFUSED ? RISK_HIGH : RISK_NONE;
	if (outcome->risk != RISK_NONE)
		outcome->reason = xasprintf("%s%s%s", rung_say(rung), how.len ? ": " : "",
					    buf_str(&how));
}

static bool brings(const void *data, const char *name, size_t len)
{
	const struct adapt_with *with = data;
	const struct word *own = with->own ? words_find(with->own, name, len) : NULL;

	return (own && own->declared) || (with->brought && words_find(with->brought, name, len));
}

int adapt_patch_file(const struct adapt_with *with, const struct patch_file *file,
		     const char *path, const char *data, size_t len,
		     struct adapt_patch_result *ret_result, struct error **err)
{
	_cleanup_(made_release) struct made made = { 0 };
	_cleanup_adapt_result_ struct adapt_result adapted = { 0 };
	struct adapt_patch_result result = { 0 };
	struct adapt_tree tree = { .path = path, .brings = brings, .data = with };
	struct adapt_options options = {
		.b_old = { data, len }, .tree_b = &tree, .renamings = with->renamings, .part = true,
	};
	git_tree *files = NULL;
	bool found;

	*ret_result = result;
	if (find_made(with, file, &options.b_old, &made, &found, err))
		return -1;
	if (!found)
		return 0;
	if (symbols_index(with->symbols, &tree.index, err))
		return -1;
	if (git_tree_lookup(&files, with->repo, &with->symbols->tree))
		return error_git(err, ERROR_ENVIRONMENT, "reading the tree of the branch");
	tree.tree = files;
	options.a_old = (struct adapt_bytes){ buf_str(&made.old), made.old.len };
	options.a_new = (struct adapt_bytes){ buf_str(&made.new), made.new.len };
	if (adapt_file(&options, &adapted, err)) {
		git_tree_free(files);
		return -1;
	}
	git_tree_free(files);
	evidence_add(&result.evidence, EVIDENCE_FILE, path, 0, "compared with %s", made.where);
	for (size_t i = 0; i < file->hunk_count; i++)
		add_outcome(&adapted, &made, file, i, path, &result.hunks);
	result.adapted = adapted.adapted;
	result.content = adapted.content;
	adapted.content = (struct buf){ 0 };
	*ret_result = result;
	return 0;
}

int adapt_find_original(const struct adapt_with *with, const struct patch_file *file,
			struct adapt_original *ret_original, bool *ret_found, struct error **err)
{
	_cleanup_(made_release) struct made made = { 0 };
	struct adapt_original original = { 0 };

	if (find_made(with, file, NULL, &made, ret_found, err))
		return -1;
	if (!*ret_found)
		return 0;
	original.where = TAKE_PTR(made.where);
	original.source = made.source;
	original.lines = xcalloc(file->hunk_count + 1, sizeof(*original.lines));
	for (size_t i = 0; i < file->hunk_count; i++) {
		size_t end;

		hunk_range(&made, file, i, &original.lines[i], &end);
	}
	original.text = made.old;
	made.old = (struct buf){ 0 };
	*ret_original = original;
	return 0;
}

void adapt_original_release(struct adapt_original *original)
{
	free(original->where);
	free(original->lines);
	buf_release(&original->text);
	*original = (struct adapt_original){ 0 };
}

void adapt_patch_result_release(struct adapt_patch_result *result)
{
	hunk_outcome_list_release(&result->hunks);
	evidence_list_release(&result->evidence);
	buf_release(&result->content);
	*result = (struct adapt_patch_result){ 0 };
}

/* Files of the branch that define functions of the file, and how many of them. */
struct candidate {
	char *path;
	size_t count;
};

struct candidates {
	struct candidate *items;
	size_t count, alloc;
};

static void vote(struct candidates *candidates, const struct symbol_def *def)
{
	_cleanup_free_ char *path = xasprintf("%s%s", def->folder, def->file);
	struct candidate *candidate;

	for (size_t i = 0; i < candidates->count; i++)
		if (!strcmp(candidates->items[i].path, path)) {
			candidates->items[i].count++;
			return;
		}
	candidate = ARRAY_ADD(candidates->items, candidates->count, candidates->alloc);
	*candidate = (struct candidate){ TAKE_PTR(path), 1 };
}

static void vote_all(struct symbol_index *index, const struct made *made,
		     struct candidates *candidates, size_t *ret_functions)
{
	_cleanup_ctokens_ struct ctokens tokens = { 0 };
	_cleanup_cdefs_ struct cdefs defs = { 0 };

	*ret_functions = 0;
	ctokens_read(&tokens, buf_str(&made->old), made->old.len, false);
	cdefs_read(&tokens, &defs);
	for (size_t i = 0; i < defs.count; i++) {
		const struct cdef *def = &defs.items[i];
		struct symbol_defs found;
		struct symbol_def symbol;

		if (def->kind != CDEF_FUNCTION)
			continue;
		(*ret_functions)++;
		symbol_defs_of(index, tokens.text + def->name, def->name_len, SYMBOL_ANYWHERE, NULL,
			       &found);
		while (symbol_defs_next(&found, &symbol))
			if (symbol.kind == CDEF_FUNCTION)
				vote(candidates, &symbol);
	}
}

int adapt_find_moved(const struct adapt_with *with, const git_tree *tree,
		     const struct patch_file *file, char **ret_path,
		     struct evidence_list *evidence, struct error **err)
{
	_cleanup_(made_release) struct made made = { 0 };
	struct candidates candidates = { 0 };
	const struct candidate *best = NULL;
	struct symbol_index *index;
	size_t functions, second = 0;
	git_filemode_t mode;
	git_oid id;
	bool found;

	*ret_path = NULL;
	if (find_made(with, file, NULL, &made, &found, err))
		return -1;
	if (!found)
		return 0;
	if (symbols_index(with->symbols, &index, err))
		return -1;
	vote_all(index, &made, &candidates, &functions);
	for (size_t i = 0; i < candidates.count; i++) {
		const struct candidate *candidate = &candidates.items[i];

		if (!best || candidate->count > best->count) {
			second = best ? best->count : 0;
			best = candidate;
		} else if (candidate->count > second) {
			second = candidate->count;
		}
	}
	if (best && best->count * 2 >= functions && best->count > second &&
	    tree_lookup(tree, best->path, &id, &mode) && mode != GIT_FILEMODE_TREE) {
		*ret_path = xstrdup(best->path);
		evidence_add(evidence, EVIDENCE_FILE, best->path, 0,
			     "stands for %s: it defines %zu of its %zu functions",
			     file->old_path, best->count, functions);
	}
	for (size_t i = 0; i < candidates.count; i++)
		free(candidates.items[i].path);
	free(candidates.items);
	return 0;
}
