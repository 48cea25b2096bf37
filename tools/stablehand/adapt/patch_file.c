// SPDX-License-Identifier: GPL-2.0-only
#include "adapt/patch_file.h"

#include "adapt/adapt.h"
#include "adapt/context.h"
#include "adapt/original.h"
#include "index/symbols.h"
#include "syntax/words.h"
#include "util/alloc.h"

/* The outcome of one hunk: the boldest of the changes that it consists of. */
static void add_outcome(const struct adapt_result *adapted, const struct adapt_original *original,
			const struct patch_file *file, size_t i, const char *path,
			struct hunk_outcome_list *list)
{
	_cleanup_buf_ struct buf how = { 0 };
	enum rung rung = RUNG_EXACT;
	size_t start = original->lines[i], end = start + file->hunks[i].old_count;
	size_t line = SIZE_MAX, refused_at = 0, there = 0, all = 0;
	struct hunk_outcome *outcome = ARRAY_ADD(list->items, list->count, list->alloc);

	for (size_t c = 0; c < adapted->change_count; c++) {
		const struct adapt_change *change = &adapted->changes[c];

		if (change->a_line < start || change->a_line > end ||
		    (change->a_count && change->a_line == end))
			continue;
		all++;
		if (change->there) {
			there++;
			if (change->b_line < line)
				line = change->b_line;
			continue;
		}
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
	if (all && there == all) {
		outcome->verdict = VERDICT_PRESENT;
		return;
	}
	outcome->verdict = rung == RUNG_REFUSED ? VERDICT_REFUSED :
			   rung == RUNG_EXACT ? VERDICT_CLEAN :
			   rung == RUNG_OFFSET ? VERDICT_MOVED : VERDICT_ADAPTED;
	if (rung == RUNG_REFUSED)
		outcome->reason = xstrdup(how.len ? buf_str(&how) : "cannot be adapted");
	outcome->risk = rung == RUNG_FUNCTION || rung == RUNG_SUBSTITUTION ? RISK_MEDIUM :
			rung > RUNG_OFFSET && rung < RUNG_REFUSED ? RISK_HIGH : RISK_NONE;
	if (outcome->risk != RISK_NONE)
		outcome->reason = xasprintf("%s%s%s", rung_say(rung), how.len ? ": " : "",
					    buf_str(&how));
}

static bool brings(const void *data, const char *name, size_t len)
{
	const struct adapt_context *context = data;
	const struct word *own = context->own ? words_find(context->own, name, len) : NULL;

	return (own && own->declared) ||
	       (context->brought && words_find(context->brought, name, len));
}

/* Adapt the change of the original to the file of the branch. */
static int adapt_original(const struct adapt_context *context, const struct patch_file *file,
			  const struct adapt_original *original, const char *path,
			  struct adapt_bytes here, struct adapt_patch_result *ret_result,
			  struct error **err)
{
	_cleanup_adapt_result_ struct adapt_result adapted = { 0 };
	struct adapt_patch_result result = { 0 };
	struct adapt_tree tree = { .path = path, .brings = brings, .data = context };
	struct adapt_options options = {
		.a_old = { buf_str(&original->old), original->old.len },
		.a_new = { buf_str(&original->new), original->new.len },
		.b_old = here,
		.tree_b = &tree,
		.renamings = context->renamings,
		.part = true,
	};
	git_tree *files = NULL;
	int rc;

	if (symbols_index(context->symbols, &tree.index, err))
		return -1;
	if (git_tree_lookup(&files, context->repo, &context->symbols->tree))
		return error_git(err, ERROR_ENVIRONMENT, "reading the tree of the branch");
	tree.tree = files;
	rc = adapt_file(&options, &adapted, err);
	git_tree_free(files);
	if (rc)
		return -1;
	evidence_add(&result.evidence, EVIDENCE_FILE, path, 0, "compared with %s", original->where);
	for (size_t i = 0; i < file->hunk_count; i++)
		add_outcome(&adapted, original, file, i, path, &result.hunks);
	result.adapted = adapted.adapted;
	result.content = adapted.content;
	adapted.content = (struct buf){ 0 };
	*ret_result = result;
	return 0;
}

int adapt_patch_file(const struct adapt_context *context, const struct patch_file *file,
		     const char *path, struct adapt_bytes here,
		     struct adapt_patch_result *ret_result, struct error **err)
{
	_cleanup_adapt_original_ struct adapt_original own = { 0 };
	const struct adapt_original *original;

	*ret_result = (struct adapt_patch_result){ 0 };
	if (adapt_originals_find(context->originals, file, &original, err))
		return -1;
	/* The hunks may apply here and only use other names. */
	if (!original && adapt_original_take(file, here, "the file of this branch", &own))
		original = &own;
	return original ? adapt_original(context, file, original, path, here, ret_result, err) : 0;
}

void adapt_patch_result_release(struct adapt_patch_result *result)
{
	hunk_outcome_list_release(&result->hunks);
	evidence_list_release(&result->evidence);
	buf_release(&result->content);
	*result = (struct adapt_patch_result){ 0 };
}
