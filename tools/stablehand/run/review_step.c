// SPDX-License-Identifier: GPL-2.0-only
/* What is to be reviewed: words become trees. */
#include <string.h>

#include "git/beside.h"
#include "git/config.h"
#include "git/repo.h"
#include "git/start.h"
#include "kernel/branch.h"
#include "kernel/release.h"
#include "kernel/source.h"
#include "kernel/version.h"
#include "run/branch_lock.h"
#include "run/pipeline.h"
#include "run/project_conf.h"
#include "run/rc_source.h"
#include "run/review_parts.h"
#include "util/alloc.h"
#include "util/file.h"

#define RECENT_SECONDS 3600

static int open_git(const char *path, git_repository *store, git_repository **ret_repo,
		    struct error **err)
{
	libgit2_start();
	if (git_repository_open_ext(ret_repo, path, 0, NULL))
		return error_git(err, ERROR_INPUT, "%s", path);
	return beside_add(store, *ret_repo, err);
}

/* Where a clone of the stable tree has Linus' branch. */
static bool find_mainline(git_repository *repo, git_oid *ret)
{
	static const char *const names[] = {
		"refs/heads/master", "refs/remotes/upstream/master", "refs/remotes/origin/master",
		"refs/remotes/mainline/master", "refs/remotes/torvalds/master",
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (!git_reference_name_to_id(ret, repo, names[i]))
			return true;
	return false;
}

int review_open_repositories(struct review_run *run, struct error **err)
{
	git_repository *store = run->context->repo;
	_cleanup_free_ char *path = NULL;

	if (project_conf_path(run->context, "upstream.path", &path, err))
		return -1;
	if (run->options->git && open_git(run->options->git, store, &run->git, err))
		return -1;
	if (path) {
		if (open_git(path, store, &run->upstream, err))
			return error_wrap(err, PROJECT_CONF ", [upstream]");
		run->has_upstream_tip = !git_reference_name_to_id(&run->upstream_tip, run->upstream,
								  "HEAD");
	} else if (run->git) {
		run->has_upstream_tip = find_mainline(run->git, &run->upstream_tip);
	}
	return 0;
}

/* The branch of a version: one that is named like it, else one that has it and takes any. */
static int find_branch(const struct review_run *run, const char *version, char **ret,
		       struct error **err)
{
	_cleanup_free_ char *kernels = path_join(run->context->project, "kernels");
	_cleanup_(config_free_strings) char **names = NULL;
	const char *found = NULL;

	if (!version_valid(version))
		return error_set(err, ERROR_INPUT, "%s: not a version; a step is FROM..TO, like "
				 "6.1.190..6.1.192, or a branch (commits: --git PATH)", version);
	if (branch_list(kernels, &names, err))
		return -1;
	for (char **name = names; *name; name++) {
		_cleanup_(release_clear) struct release release = { 0 };
		bool named = branch_takes(*name, version) && !branch_takes(*name, "0");
		int rc = named ? 1 : release_find_of(run->context->repo, *name, version, &release, err);

		if (rc < 0)
			return -1;
		if (rc && branch_takes(*name, version) && (!found || named))
			found = *name;
	}
	if (!found)
		return error_set(err, ERROR_INPUT, "%s: no branch of this project has that version",
				 version);
	*ret = xstrdup(found);
	return 0;
}

/* One that the store does not have is asked for. */
static int fetch(const struct review_run *run, const char *name, const char *version,
		 struct release *ret, struct error **err)
{
	_cleanup_free_ char *path = path_join(run->context->project, "kernels/%s.conf", name);
	_cleanup_branch_ struct branch *branch = NULL;
	_cleanup_(source_result_clear) struct source_result result = { 0 };
	_cleanup_close_ int lock = -1;

	if (branch_load(path, &branch, err) || branch_lock(run->context, name, &lock, err) ||
	    source_fetch(&(struct source_options){
				 .repo = run->context->repo,
				 .branch = branch,
				 .cache_dir = run->context->cache,
				 .want_version = version,
				.fetch_rc = rc_source_fetch,
				 .max_age = RECENT_SECONDS,
				 .fall_back = !version,
			 }, &result, err))
		return -1;
	*ret = result.release;
	result.release = (struct release){ 0 };
	return 0;
}

static int get_release(const struct review_run *run, const char *name, const char *version,
		       struct release *ret, struct error **err)
{
	git_repository *repo = run->context->repo;
	int found = version ? release_find_of(repo, name, version, ret, err) :
			      release_latest(repo, name, ret, err);

	if (found)
		return found < 0 ? -1 : 0;
	return fetch(run, name, version, ret, err);
}

/* The release of the branch that is next before another one. */
static int get_older(const struct review_run *run, const char *name, const struct release *newest,
		     struct release *ret, struct error **err)
{
	_cleanup_free_ char *glob = xasprintf("refs/kernels/%s/*", name), *best = NULL;
	git_reference_iterator *references;
	const char *ref;

	if (git_reference_iterator_glob_new(&references, run->context->repo, glob))
		return error_git(err, ERROR_ENVIRONMENT, "reading the releases in the store");
	while (!git_reference_next_name(&ref, references)) {
		_cleanup_free_ char *version = xstrdup(ref + strlen(glob) - 1);

		for (char *c = version; *c; c++)
			*c = *c == '_' ? '~' : *c;
		if (version_compare(version, newest->version) < 0 &&
		    (!best || version_compare(version, best) > 0)) {
			free(best);
			best = TAKE_PTR(version);
		}
	}
	git_reference_iterator_free(references);
	if (!best)
		return error_set(err, ERROR_INPUT, "the store has no release of %s before %s; "
				 "'stablehand fetch %s --release VERSION' gets one, or name both: "
				 "FROM..TO", name, newest->version, name);
	return release_find(run->context->repo, name, best, ret, err) == 1 ? 0 :
	       error_set(err, ERROR_INPUT, "%s %s is gone from the store", name, best);
}

static int take_releases(struct review_run *run, const char *branch, const struct release *from,
			 const struct release *to, struct error **err)
{
	_cleanup_free_ char *changelog = release_changelog_ref(branch, to->version);
	git_repository *repo = run->context->repo;

	run->review->branch = xstrdup(branch);
	run->review->from = xstrdup(from->version);
	run->review->to = xstrdup(run->options->queue ? run->options->queue : to->version);
	run->base = from->commit;
	run->tip = to->commit;
	run->has_changelog = !git_reference_name_to_id(&run->changelog, repo, changelog);
	return repo_commit_tree(repo, &from->commit, &run->before, err) ||
	       repo_commit_tree(repo, &to->commit, &run->after, err) ? -1 : 0;
}

/* "6.1.y": its newest release against the one before, or the queue against it. */
static int find_branch_step(struct review_run *run, const char *name, struct error **err)
{
	_cleanup_(release_clear) struct release to = { 0 }, from = { 0 };

	if (get_release(run, name, NULL, &to, err))
		return -1;
	if (run->options->queue)
		return take_releases(run, name, &to, &to, err);
	return get_older(run, name, &to, &from, err) || take_releases(run, name, &from, &to, err) ?
	       -1 : 0;
}

static int find_release_step(struct review_run *run, const char *from, const char *to,
			     struct error **err)
{
	_cleanup_(release_clear) struct release older = { 0 }, newer = { 0 };
	_cleanup_free_ char *from_branch = NULL, *to_branch = NULL;

	return find_branch(run, from, &from_branch, err) || find_branch(run, to, &to_branch, err) ||
	       get_release(run, from_branch, from, &older, err) ||
	       get_release(run, to_branch, to, &newer, err) ||
	       take_releases(run, to_branch, &older, &newer, err) ? -1 : 0;
}

static int find_revision(const struct review_run *run, const char *word, git_oid *ret_commit,
			 git_oid *ret_tree, struct error **err)
{
	_cleanup_free_ char *commit = xasprintf("%s^{commit}", word);
	git_object *object;

	if (git_revparse_single(&object, run->git, commit))
		return error_git(err, ERROR_INPUT, "%s in %s", word, run->options->git);
	*ret_commit = *git_object_id(object);
	*ret_tree = *git_commit_tree_id((git_commit *)object);
	git_object_free(object);
	return 0;
}

static int find_commit_step(struct review_run *run, const char *from, const char *to,
			    struct error **err)
{
	run->review->from = xstrdup(from);
	run->review->to = xstrdup(to);
	return find_revision(run, from, &run->base, &run->before, err) ||
	       find_revision(run, to, &run->tip, &run->after, err) ? -1 : 0;
}

int review_find_step(struct review_run *run, struct error **err)
{
	const char *what = run->options->what, *dots = strstr(what, "..");
	_cleanup_free_ char *kernels = path_join(run->context->project, "kernels");
	_cleanup_(config_free_strings) char **names = NULL;
	_cleanup_free_ char *from = dots ? xstrndup(what, dots - what) : NULL;

	if (dots && (!*from || !dots[2] || dots[2] == '.'))
		return error_set(err, ERROR_INPUT, "%s: a step is FROM..TO", what);
	if (run->options->git)
		return dots ? find_commit_step(run, from, dots + 2, err) :
			      error_set(err, ERROR_INPUT, "--git: name the commits, A..B");
	if (run->options->queue && dots)
		return error_set(err, ERROR_INPUT, "--queue: name the branch that it is for");
	if (dots)
		return find_release_step(run, from, dots + 2, err);
	return branch_list(kernels, &names, err) ||
	       pipeline_check_branch(what, kernels, names, err) || find_branch_step(run, what, err) ?
	       -1 : 0;
}
