// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/building.h"

#include <string.h>

#include "git/config.h"
#include "git/repo.h"
#include "util/alloc.h"
#include "util/file.h"

static bool landed_somewhere(const struct branch_report *report)
{
	for (size_t i = 0; i < report->series_count; i++)
		if (report->series[i].port.landed)
			return true;
	return false;
}

static bool wants_state(const struct pipeline_options *options, const char *state)
{
	return !options->state || !strcmp(options->state, state);
}

static int build_state(struct build_options *build, const git_oid *tree,
		       struct state_report *state, struct error **err)
{
	build->tree = *tree;
	build->state = state->state;
	if (build_run(build, &state->build, err))
		return -1;
	state->has_build = true;
	return 0;
}

int building_run(struct context *context, const struct pipeline_options *options,
		 const struct branch *branch, struct branch_report *report, struct error **err)
{
	_cleanup_git_config_ git_config *config = NULL;
	_cleanup_(config_free_strings) char **modules = NULL, **fragments = NULL;
	struct build_options build = {
		.repo = context->repo,
		.branch = branch->name,
		.cache = context->cache,
		.suite = branch->tests_folder,
		.jobs = options->jobs,
		.retry_failed = options->retry,
		.known_only = options->known_only,
	};
	size_t count = 0, alloc = 0;
	git_oid base;

	if (!landed_somewhere(report) && !options->base_too)
		return 0;
	if (config_open(branch->path, &config, err))
		return -1;
	modules = config_strings(config, "build.module");
	for (char **name = branch->fragments; *name; name++)
		*ARRAY_ADD(fragments, count, alloc) =
			path_join(context->project, "kernels/config/%s", *name);
	*ARRAY_ADD(fragments, count, alloc) = NULL;
	build.modules = (const char *const *)modules;
	build.fragments = (const char *const *)fragments;

	if (repo_commit_tree(context->repo, &report->source.release.commit, &base, err))
		return -1;
	if (wants_state(options, "base") && build_state(&build, &base, &report->base, err))
		return -1;
	for (size_t i = 0; i < report->series_count; i++) {
		struct series_report *series = &report->series[i];

		if (series->port.landed && wants_state(options, "ported") &&
		    build_state(&build, &series->port.tree, &series->ported, err))
			return -1;
	}
	return 0;
}
