// SPDX-License-Identifier: GPL-2.0-only
#include "run/build_states.h"

#include <string.h>
#include <unistd.h>

#include "git/config.h"
#include "git/repo.h"
#include "kernel/sources_used.h"
#include "kernel/warnings.h"
#include "run/build_step.h"
#include "run/check_folders.h"
#include "run/code_differences.h"
#include "run/each_step.h"
#include "run/executor_conf.h"
#include "run/needs.h"
#include "util/alloc.h"
#include "util/file.h"

#define COMPILER_MEMORY (1ull << 30)	/* before any has been seen at work */

static bool any_port(const struct branch_result *result)
{
	for (size_t i = 0; i < result->series_count; i++)
		if (series_has_port(&result->series[i]))
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

/* 0: as many as there are processors. */
static unsigned compilers(const struct context *context, const struct pipeline_options *options,
			  const struct branch *branch)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	if (context->executor)
		return options->jobs ? options->jobs : context->executor->build.cores;
	if (!options->memory)
		return options->jobs;
	return needs_fit(context->cache, "build", branch->name, options->memory, COMPILER_MEMORY,
			 options->jobs ? options->jobs : processors > 0 ? processors : 1);
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
			.arch = branch->arch,
			.cache = context->cache,
			.suite = branch->tests_folder,
			.jobs = compilers(context, options, branch),
			.retry_failed = options->retry,
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

/* The builds of one branch on their way. */
struct build_states {
	struct context *context;
	const struct pipeline_options *options;
	struct branch_result *result;
	struct building building;
	git_oid base;			/* tree */
	struct ported *ported;		/* one for each series of the result */
};

static void release(void *data)
{
	struct build_states *b = data;

	building_release(&b->building);
	free(b->ported);
	free(b);
}

static int base_built(void *data, struct error **err)
{
	struct build_states *b = data;

	(void)err;
	b->result->base.has_build = true;
	return 0;
}

/* One series on the branch. */
struct ported {
	struct build_states *states;
	struct series_result *series;
};

static int ported_built(void *data, struct error **err)
{
	struct ported *p = data;
	const struct state_result *base = &p->states->result->base;
	struct series_result *series = p->series;
	git_repository *repo = p->states->context->repo;

	series->ported.has_build = true;
	return find_not_built(repo, series, err) ||
	       find_new_warnings(base, &series->ported, err) ||
	       compare_code(repo, base, series, err) || compare_sizes(base, series, err) ? -1 : 0;
}

static void add_state(struct build_states *b, struct chain *chain, const git_oid *tree,
		      struct state_result *state, int (*then)(void *data, struct error **err),
		      void *data)
{
	struct build_step step = {
		.job = {.kind = BUILD_JOB_BUILD, .options = b->building.options},
		.build = &state->build,
		.then = then,
		.data = data,
	};

	step.job.options.tree = *tree;
	step.job.options.state = state->state;
	build_step_add(chain, &step);
}

static int add_series(struct build_states *b, struct chain *chain, struct series_result *series,
		      struct ported *ported, struct error **err)
{
	const struct pipeline_options *options = b->options;

	*ported = (struct ported){b, series};
	if (wants_state(options, "ported"))
		add_state(b, chain, &series->tree, &series->ported, ported_built, ported);
	if (wants_each(options))
		steps_add(chain, &b->building.options, &b->result->base, series);
	if (options->check)
		return checking_add(chain, &b->building.options, &b->base, series, err);
	return 0;
}

int build_states_add(struct chain *chain, const struct branch_run *run, struct error **err)
{
	struct build_states *b = graph_keep(chain->walk->graph, xcalloc(1, sizeof(*b)), release);
	struct branch_result *result = run->result;

	b->context = run->context;
	b->options = run->options;
	b->result = result;
	if (!any_port(result) && !run->options->base_too)
		return 0;
	if (building_open(run->context, run->options, run->branch, &b->building, err) ||
	    repo_commit_tree(run->context->repo, &result->source.release.commit, &b->base, err))
		return -1;
	b->ported = xcalloc(result->series_count + 1, sizeof(*b->ported));
	if (wants_state(run->options, "base"))
		add_state(b, chain, &b->base, &result->base, base_built, b);
	for (size_t i = 0; i < result->series_count; i++)
		if (series_has_port(&result->series[i]) &&
		    add_series(b, chain, &result->series[i], &b->ported[i], err))
			return -1;
	return 0;
}
