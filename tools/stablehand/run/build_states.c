// SPDX-License-Identifier: GPL-2.0-only
#include "run/build_states.h"

#include <string.h>

#include "git/config.h"
#include "git/repo.h"
#include "kernel/sources_used.h"
#include "kernel/warnings.h"
#include "run/check_folders.h"
#include "run/code_differences.h"
#include "run/each_step.h"
#include "util/alloc.h"
#include "util/file.h"

static bool landed_somewhere(const struct branch_result *result)
{
	for (size_t i = 0; i < result->series_count; i++)
		if (result->series[i].landed)
			return true;
	return false;
}

static bool wants_each(const struct pipeline_options *options)
{
	return options->state && !strcmp(options->state, PIPELINE_EACH);
}

/* Each step is compared with base, and the last one is the ported state. */
static bool wants_state(const struct pipeline_options *options, const char *state)
{
	return !options->state || wants_each(options) || !strcmp(options->state, state);
}

static int build_state(struct build_options *build, const git_oid *tree,
		       struct state_result *state, struct error **err)
{
	build->tree = *tree;
	build->state = state->state;
	if (build_run(build, &state->build, err))
		return -1;
	state->has_build = true;
	return 0;
}

/* Is it part of what the suite is built from? The list is of the kernel only. */
static bool suite_may_read(const char *suite, const char *path)
{
	static const char *const shared[] = {"tools/include/", "tools/arch/", "tools/lib/"};
	size_t len = strlen(suite), above = strlen("tools/testing/selftests/");

	if (!strncmp(path, suite, len) && path[len] == '/')
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(shared); i++)
		if (!strncmp(path, shared[i], strlen(shared[i])))
			return true;
	/* kselftest.h and the like lie beside the suites. */
	return !strncmp(path, "tools/testing/selftests/", above) && !strchr(path + above, '/');
}

static bool is_listed(const struct state_result *state, const char *path)
{
	for (size_t i = 0; i < state->not_built_count; i++)
		if (!strcmp(state->not_built[i], path))
			return true;
	return false;
}

static bool in_tree(git_tree *tree, const char *path)
{
	git_tree_entry *entry;

	if (git_tree_entry_bypath(&entry, tree, path))
		return false;
	git_tree_entry_free(entry);
	return true;
}

static void note_not_built(struct series_result *series, const struct sources_used *used,
			   git_tree *tree)
{
	struct state_result *state = &series->ported;
	const struct build_result *build = &state->build;

	for (size_t p = 0; p < series->patch_count; p++) {
		const struct patch_result *patch = &series->patches[p];

		for (size_t h = 0; verdict_landed(patch->verdict) && h < patch->hunks.count; h++) {
			const char *path = patch->hunks.items[h].path;

			/* One that the series removed has nothing to compile. */
			if (!sources_used_is_code(path) || sources_used_contains(used, path) ||
			    (build->has_selftests && suite_may_read(build->selftests.suite, path)) ||
			    is_listed(state, path) || !in_tree(tree, path))
				continue;
			*ARRAY_ADD(state->not_built, state->not_built_count,
				   state->not_built_alloc) = xstrdup(path);
		}
	}
}

/* Which files that the series touches does the kernel just built leave out? */
static int find_not_built(git_repository *repo, struct series_result *series, struct error **err)
{
	_cleanup_(sources_used_release) struct sources_used used = {0};
	git_tree *tree;
	int rc;

	if (series->ported.build.status != BUILD_OK)
		return 0;
	rc = sources_used_read(series->ported.build.folder, &used, err);
	if (rc <= 0)
		return rc;
	if (git_tree_lookup(&tree, repo, &series->tree))
		return error_git(err, ERROR_ENVIRONMENT, "the tree of %s", series->name);
	note_not_built(series, &used, tree);
	series->ported.knows_sources = true;
	git_tree_free(tree);
	return 0;
}

/* Does the compiler warn of something that it did not in the base build? */
static int find_new_warnings(const struct state_result *base, struct state_result *ported,
			     struct error **err)
{
	if (!base->has_build || base->build.status != BUILD_OK || ported->build.status == BUILD_NOT_BUILT)
		return 0;
	return warnings_compare(base->build.log, ported->build.log, &ported->new_warnings,
				&ported->new_warning_count, &ported->new_warning_alloc, err);
}

static int compare_sizes(const struct state_result *base, struct series_result *series,
			 struct error **err)
{
	if (!base->has_build || base->build.status != BUILD_OK ||
	    series->ported.build.status != BUILD_OK)
		return 0;
	series->knows_sizes = true;
	return code_sizes_compare(&base->build, &series->ported.build, &series->sizes, err);
}

int building_open(struct context *context, const struct pipeline_options *options,
		  const struct branch *branch, struct building *ret_building, struct error **err)
{
	_cleanup_git_config_ git_config *config = NULL;
	char **fragments = NULL;
	size_t count = 0, alloc = 0;

	if (config_open(branch->path, &config, err))
		return -1;
	for (char **name = branch->fragments; *name; name++)
		*ARRAY_ADD(fragments, count, alloc) =
			path_join(context->project, "kernels/config/%s", *name);
	*ARRAY_ADD(fragments, count, alloc) = NULL;
	*ret_building = (struct building){
		.modules = config_strings(config, "build.module"),
		.fragments = fragments,
		.options = {
			.repo = context->repo,
			.branch = branch->name,
			.cache = context->cache,
			.suite = branch->tests_folder,
			.jobs = options->jobs,
			.retry_failed = options->retry,
			.known_only = options->known_only,
		},
	};
	ret_building->options.modules = (const char *const *)ret_building->modules;
	ret_building->options.fragments = (const char *const *)ret_building->fragments;
	return 0;
}

void building_release(struct building *building)
{
	config_free_strings(&building->modules);
	config_free_strings(&building->fragments);
}

int building_run(struct context *context, const struct pipeline_options *options,
		 const struct branch *branch, struct branch_result *result, struct error **err)
{
	_cleanup_(building_release) struct building building = {0};
	git_oid base;

	if (!landed_somewhere(result) && !options->base_too)
		return 0;
	if (building_open(context, options, branch, &building, err) ||
	    repo_commit_tree(context->repo, &result->source.release.commit, &base, err))
		return -1;
	if (wants_state(options, "base") &&
	    build_state(&building.options, &base, &result->base, err))
		return -1;
	for (size_t i = 0; i < result->series_count; i++) {
		struct series_result *series = &result->series[i];

		if (series->landed && wants_state(options, "ported") &&
		    (build_state(&building.options, &series->tree, &series->ported, err) ||
		     find_not_built(context->repo, series, err) ||
		     find_new_warnings(&result->base, &series->ported, err) ||
		     compare_code(context->repo, &result->base, series, err) ||
		     compare_sizes(&result->base, series, err)))
			return -1;
		if (series->landed && (wants_each(options) || options->known_only) &&
		    steps_run(&building.options, &result->base, series, err))
			return -1;
		if (series->landed && (options->check || options->known_only) &&
		    checking_run(&building.options, &base, series, err))
			return -1;
	}
	return 0;
}
