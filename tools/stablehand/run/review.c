// SPDX-License-Identifier: GPL-2.0-only
#include "run/review_parts.h"

#include <stdlib.h>
#include <string.h>

#include "gates/step.h"
#include "git/staging.h"
#include "git/tree.h"
#include "index/symbols.h"
#include "util/alloc.h"
#include "util/file.h"

static void run_release(struct review_run *run)
{
	for (size_t i = 0; i < run->count; i++) {
		free(run->changes[i].id);
		free(run->changes[i].title);
		free(run->changes[i].upstream);
	}
	free(run->changes);
	staging_free(run->staging);
	git_repository_free(run->git);
	git_repository_free(run->upstream);
}

/* What a compiler would stop at, where it sees the line. */
static bool breaks_build(enum reason reason)
{
	switch (reason) {
	case REASON_MISSING_NAME:
	case REASON_MISSING_HEADER:
	case REASON_MISSING_MEMBER:
	case REASON_MISSING_LABEL:
	case REASON_ARGUMENT_COUNT:
	case REASON_UNDECLARED_VARIABLE:
	case REASON_OUT_OF_SCOPE:
	case REASON_REDECLARATION:
	case REASON_UNBALANCED_BRACKETS:
	case REASON_ARGUMENT_TYPE:
	case REASON_CHANGED_TYPE:
	case REASON_ELSE_WITHOUT_IF:
	case REASON_STRAY_JUMP:
		return true;
	default:
		return false;
	}
}

/* An option that no Kconfig file has is off: the code is not built, which may be meant. */
static void take_finding(struct review *review, const struct finding *from)
{
	bool option = from->reason == REASON_MISSING_OPTION;

	*review_add(review) = (struct review_finding){
		.kind = REVIEW_CODE,
		.sureness = from->refuses && !option ? REVIEW_CERTAIN : REVIEW_POSSIBLE,
		.harm = option ? REVIEW_HARM_NONE :
			breaks_build(from->reason) ? REVIEW_HARM_BUILD : REVIEW_HARM_RUN,
		.reason = xstrdup(reason_name(from->reason)),
		.path = xstrdup(from->path),
		.line = from->line,
		.name = xstrdup(from->name),
		.text = xstrdup(from->text),
	};
}

static int check_code(struct review_run *run, struct error **err)
{
	_cleanup_gates_step_ struct gates_step step = { 0 };
	struct review *review = run->review;

	if (gates_check_step(run->repo, &run->before, &run->after, &step, err))
		return -1;
	review->files = step.files;
	review->others = step.others;
	review->too_large = step.too_large;
	review->cut |= step.cut;
	for (size_t i = 0; i < step.findings.count; i++)
		take_finding(review, &step.findings.items[i]);
	return 0;
}

static size_t count_name(git_repository *repo, const git_oid *tree_id, const char *path,
			 const char *name)
{
	_cleanup_buf_ struct buf text = { 0 };
	size_t len = strlen(name), count = 0;
	git_tree *tree;

	if (git_tree_lookup(&tree, repo, tree_id))
		return 0;
	if (tree_read(tree, path, &text))
		for (const char *at = buf_str(&text), *end = at + text.len;
		     (at = memmem(at, end - at, name, len)); at += len)
			count++;
	git_tree_free(tree);
	return count;
}

/* The last change that brought more of the name into the file. */
static void find_change(const struct review_run *run, struct review_finding *finding)
{
	for (size_t i = run->count; i-- && finding->path && finding->name && !finding->commit;) {
		const struct review_change *change = &run->changes[i];

		if (count_name(run->repo, &change->after, finding->path, finding->name) >
		    count_name(run->repo, &change->before, finding->path, finding->name))
			review_name_change(finding, change);
	}
}

static int do_review(struct review_run *run, struct error **err)
{
	size_t code;

	if (review_open_repositories(run, err) || review_find_step(run, err) ||
	    (run->options->queue ? review_read_queue(run, err) : review_read_commits(run, err)))
		return -1;
	code = run->review->count;
	if (check_code(run, err))
		return -1;
	for (; code < run->review->count; code++)
		find_change(run, &run->review->findings[code]);
	return review_compare(run, err) || review_find_fixes(run, err) ? -1 : 0;
}

int review(struct context *context, const struct review_options *options,
	   struct review *ret_review, struct error **err)
{
	_cleanup_(review_release) struct review found = { 0 };
	struct review_run run = { .context = context, .options = options, .review = &found };
	int rc;

	if (options->queue && options->git)
		return error_set(err, ERROR_INPUT, "--queue and --git do not go together");
	if (dir_make(context->cache, err) || context_store(context, err))
		return -1;
	run.repo = context->repo;
	rc = do_review(&run, err);
	run_release(&run);
	if (rc)
		return -1;
	review_sort(&found);
	*ret_review = found;
	found = (struct review){ 0 };
	return 0;
}
