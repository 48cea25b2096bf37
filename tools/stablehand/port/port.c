// SPDX-License-Identifier: GPL-2.0-only
#include "port/port_parts.h"

#include <string.h>

#include "git/ahead.h"
#include "git/repo.h"
#include "git/staging.h"
#include "git/tree.h"
#include "judge/judge.h"
#include "judge/upstream.h"
#include "judge/withheld.h"
#include "place/presence_memo.h"
#include "port/apply_series.h"
#include "series/commit_message.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/interrupt.h"
#include "util/progress.h"

#define AHEAD 32	/* minimum patches whose files are read ahead */
#define SHOWN_AFTER 1.0	/* seconds */

static void tell_upstream(struct port_patch *ported, const struct patch *patch, const char *proof)
{
	_cleanup_free_ char *version = patch->upstream_version ?
		xasprintf(" (%s)", patch->upstream_version) : xstrdup("");

	ported->unproven = patch->upstream_claimed && !proof;
	if (!patch->upstream_claimed)
		evidence_add(&ported->evidence, EVIDENCE_COMMIT, NULL, 0, "upstream %s%s",
			     patch->upstream, version);
	else if (proof)
		evidence_add(&ported->evidence, EVIDENCE_COMMIT, NULL, 0,
			     "upstream %s, as its first line says: %s", patch->upstream, proof);
	else
		evidence_add(&ported->evidence, EVIDENCE_COMMIT, NULL, 0,
			     "its first line names commit %s, which nothing here proves to be one "
			     "upstream; if it is, the header \"X-Upstream-Commit: %s\" says so",
			     patch->upstream, patch->upstream);
}

static void init_patch(struct port_patch *ported, const struct patch *patch, const char *proof)
{
	ported->name = xstrdup(patch->name);
	ported->subject = patch->unreadable ? xstrdup(patch->name) : message_subject(patch);
	ported->upstream = xstrdup(patch->upstream);
	ported->upstream_version = xstrdup(patch->upstream_version);
	if (patch->upstream)
		tell_upstream(ported, patch, proof);
}

/* Start reading the files of patches [from, to). */
static struct ahead *read_ahead(const struct port_options *options, const git_oid *tree_id,
				size_t from, size_t to)
{
	git_oid *ids = NULL;
	size_t count = 0, alloc = 0;
	git_filemode_t mode;
	git_tree *tree;

	if (git_tree_lookup(&tree, options->repo, tree_id))
		return NULL;
	for (size_t i = from; i < to && i < options->patch_count; i++)
		for (size_t f = 0; f < options->patches[i]->file_count; f++) {
			const char *path = options->patches[i]->files[f].old_path;
			git_oid id;

			if (path && tree_lookup(tree, path, &id, &mode) &&
			    mode != GIT_FILEMODE_COMMIT)
				*ARRAY_ADD(ids, count, alloc) = id;
		}
	git_tree_free(tree);
	return ahead_start(options->repo, ids, count);
}

static void finish_ahead(struct ahead **ahead)
{
	ahead_finish(*ahead);
}

static void free_adapting(struct adapt_series **adapting)
{
	adapt_series_free(*adapting);
}

static struct adapt_series *begin_adapting(const struct port_options *options,
					   const struct port_result *result,
					   struct presence_memo *presences)
{
	struct adapt_series_options adapting = {
		.repo = options->repo,
		.base_tree = result->base_tree,
		.sources = options->sources,
		.source_count = options->source_count,
		.own_releases = options->own_releases,
		.own_release_count = options->own_release_count,
		.renamings = options->renamings,
		.patches = options->patches,
		.patch_count = options->patch_count,
		.unapplied = options->unapplied,
		.presences = presences,
	};

	return options->source_count || options->own_release_count ? adapt_series_new(&adapting) :
								     NULL;
}

static void tell_progress(const struct port_options *options, const char *patch)
{
	struct port_progress *progress = options->progress;

	if (!progress)
		return;
	if (!progress->shown && clock_seconds() - progress->since >= SHOWN_AFTER) {
		progress_start("%s: porting", options->branch);
		progress->shown = true;
	}
	if (progress->shown)
		progress_update(progress->done, progress->total, 0, patch);
	progress->done++;
}

static int port_all(const struct port_options *options, const git_commit *release,
		    struct judge *judge, char *const *proofs, struct withheld_list *withheld,
		    struct presence_memo *presences, struct port_result *result, struct error **err)
{
	_cleanup_(free_adapting) struct adapt_series *adapting =
		begin_adapting(options, result, presences);
	const struct port_tools tools = { judge, adapting, withheld, presences };
	_cleanup_(finish_ahead) struct ahead *ahead = NULL;
	bool any = !options->patch_count;

	for (size_t i = 0; i < options->patch_count; i++) {
		struct port_patch *ported = &result->patches[i];
		const git_oid before = result->tree;

		if (interrupt_pending())
			return interrupt_error(err);
		tell_progress(options, options->patches[i]->name);
		if (i % AHEAD == 0) {
			ahead_finish(ahead);
			ahead = read_ahead(options, &result->base_tree, i ? i + AHEAD : 0,
					   i + 2 * AHEAD);
		}
		init_patch(ported, options->patches[i], proofs[i]);
		if (options->patches[i]->unreadable) {
			ported->verdict = VERDICT_UNREADABLE;
			evidence_add(&ported->evidence, EVIDENCE_NOTE, NULL, 0, "%s",
				     options->patches[i]->unreadable);
		} else if (port_one_patch(options, release, &tools, i, result, err)) {
			return -1;
		} else if (judge && judge_need(judge, i, &before, ported->verdict,
					       &ported->evidence, &ported->need, err)) {
			return -1;
		}
		if (verdict_is_missing(ported->verdict))
			withheld_add(withheld, options->patches[i], ported->verdict,
				     judge && judge_is_partly_present(judge, i));
		any |= ported->has_commit;
	}
	result->landed = any && !withheld->count;
	result->partly = any && withheld->count && !options->whole;
	return 0;
}

static int port_judged(const struct port_options *options, const git_commit *release,
		       struct port_result *result, struct error **err)
{
	_cleanup_withheld_ struct withheld_list withheld = { 0 };
	_cleanup_presence_memo_ struct presence_memo *presences = presence_memo_new();
	struct judge_options judging = {
		.repo = options->repo,
		.release = options->release,
		.base_tree = result->base_tree,
		.changelog = options->changelog,
		.rules_path = options->rules_path,
		.cves = options->cves,
		.patches = options->patches,
		.patch_count = options->patch_count,
		.withheld = &withheld,
		.presences = presences,
	};
	struct judge *judge = NULL;
	char **proofs;
	int rc = 0;

	if (upstream_prove(options->repo, options->patches, options->patch_count, &proofs, err))
		return -1;
	if (options->judge && options->patch_count)
		rc = judge_new(&judging, &judge, err);
	if (!rc)
		rc = port_all(options, release, judge, proofs, &withheld, presences, result, err);
	judge_free(judge);
	upstream_free_proofs(proofs, options->patch_count);
	return rc;
}

static int set_ref(git_repository *repo, const char *ref, const struct port_result *result,
		   struct error **err)
{
	if (port_counts(result) && result->patch_count)
		return repo_ref_set(repo, ref, &result->commit, "port", err);
	if (repo_ref_exists(repo, ref) && git_reference_remove(repo, ref))
		return error_git(err, ERROR_ENVIRONMENT, "removing %s", ref);
	return 0;
}

/* Publish the objects, then what the caller adds, then the reference, which makes it count. */
static int settle(const struct port_options *options, const char *ref,
		  const struct port_result *result, struct error **err)
{
	bool publish = !options->keep_ref && port_counts(result);

	if (publish)
		staging_start_publish(result->objects);
	if (options->on_result && options->on_result(result, options->data, err))
		return -1;
	if (publish && staging_finish_publish(result->objects, err))
		return -1;
	return options->keep_ref ? 0 : set_ref(options->repo, ref, result, err);
}

int port_series(const struct port_options *options, struct port_result *ret_result,
		struct error **err)
{
	_cleanup_free_ char *ref = xasprintf("refs/ports/%s/%s", options->branch, options->series);
	struct port_result result = { 0 };
	struct port_options staged = *options;
	git_commit *release;
	int valid = 0, rc;

	if (message_check_committer(options->committer_name, options->committer_email, err))
		return -1;
	if (git_reference_name_is_valid(&valid, ref) || !valid || strchr(options->branch, '/') ||
	    strchr(options->series, '/'))
		return error_set(err, ERROR_INPUT, "%s: not a valid reference name",
				 ref);
	if (git_commit_lookup(&release, options->repo, &options->release))
		return error_git(err, ERROR_INPUT, "reading the release of %s", options->branch);
	result.branch = xstrdup(options->branch);
	result.series = xstrdup(options->series);
	git_oid_cpy(&result.base_commit, &options->release);
	git_oid_cpy(&result.base_tree, git_commit_tree_id(release));
	git_oid_cpy(&result.commit, &result.base_commit);
	git_oid_cpy(&result.tree, &result.base_tree);
	result.patches = xcalloc(options->patch_count, sizeof(*result.patches));
	result.patch_count = options->patch_count;
	result.whole = options->whole;
	/* The staging verifies what is read, several times as fast. */
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
	rc = staging_new(options->repo, &result.objects, err);
	if (!rc) {
		staged.repo = staging_repo(result.objects);
		if (!options->keep_ref)
			staging_compress_ahead(result.objects);
		rc = port_judged(&staged, release, &result, err);
	}
	if (!rc)
		rc = settle(options, ref, &result, err);
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 1);
	git_commit_free(release);
	if (rc)
		port_result_release(&result);
	else
		*ret_result = result;
	return rc;
}

void port_result_release(struct port_result *result)
{
	for (size_t i = 0; i < result->patch_count; i++) {
		struct port_patch *ported = &result->patches[i];

		free(ported->name);
		free(ported->subject);
		free(ported->upstream);
		free(ported->upstream_version);
		free(ported->blocked_by);
		evidence_list_release(&ported->evidence);
		hunk_outcome_list_release(&ported->hunks);
		deviation_release(&ported->deviation);
	}
	staging_free(result->objects);
	free(result->patches);
	free(result->branch);
	free(result->series);
	memset(result, 0, sizeof(*result));
}
