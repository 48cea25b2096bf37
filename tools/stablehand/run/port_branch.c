// SPDX-License-Identifier: GPL-2.0-only
#include "run/port_branch.h"

#include <string.h>

#include "judge/rules.h"
#include "kernel/release.h"
#include "port/resolution.h"
#include "run/other_releases.h"
#include "series/patch.h"
#include "util/alloc.h"
#include "util/file.h"

#define RENAMINGS_FILE "renamings.rules"	/* in kernels/ */
#define RESOLUTIONS "resolutions"	/* the folder beside them with what a person settled */

struct patch_set {
	struct patch **patches;
	size_t count, alloc;
};

static void patch_set_release(struct patch_set *set)
{
	for (size_t i = 0; i < set->count; i++)
		patch_free(set->patches[i]);
	free(set->patches);
}

static int read_patch(const char *path, struct patch_set *set, struct error **err)
{
	struct patch *patch;

	if (patch_read(path, &patch, err))
		return -1;
	*ARRAY_ADD(set->patches, set->count, set->alloc) = patch;
	return 0;
}

/* One that cannot be read is a patch of the series all the same: unreadable, and why. */
static int read_patch_or_why(const char *path, struct patch_set *set, struct error **err)
{
	_cleanup_error_ struct error *why = NULL;

	if (!read_patch(path, set, &why))
		return 0;
	if (why->kind != ERROR_INPUT) {
		error_move(err, &why);
		return -1;
	}
	*ARRAY_ADD(set->patches, set->count, set->alloc) =
		patch_unreadable(path, why->message);
	return 0;
}

static int read_patches(const struct context *context, const struct series_conf *conf,
			const char *branch, const char *profile, const char *series,
			struct patch_set *set, struct error **err)
{
	_cleanup_free_ const struct series_entry **entries = NULL;
	size_t count;

	series_conf_select(conf, branch, profile, series, &entries, &count);
	for (size_t i = 0; i < count; i++) {
		_cleanup_free_ char *path = path_join(context->project, "patches/%s",
						      entries[i]->path);

		if (read_patch_or_why(path, set, err))
			return error_wrap(err, "patches/%s", entries[i]->series);
	}
	return 0;
}

/* Debian's changelog of the release, which lists what was taken from upstream. */
static bool find_changelog(const struct context *context, const struct branch_result *result,
			   git_oid *ret)
{
	_cleanup_free_ char *ref = release_changelog_ref(result->branch,
							 result->source.release.version);

	return !git_reference_name_to_id(ret, context->repo, ref);
}

int porting_run(const struct porting *porting, const char *series, struct port_result *ret_result,
		size_t *ret_count, struct error **err)
{
	const struct context *context = porting->context;
	const struct branch_result *result = porting->result;
	_cleanup_(patch_set_release) struct patch_set set = {0};
	_cleanup_free_ char *rules = path_join(context->project, "patches/%s/" PORTING_RULES, series);
	_cleanup_free_ char *folder = path_join(context->project, "patches/%s/" RESOLUTIONS, series);
	_cleanup_free_ char *names = path_join(context->project, "kernels/" RENAMINGS_FILE);
	_cleanup_resolution_set_ struct resolution_set resolutions = {0};
	_cleanup_renamings_ struct renamings renamings = {0};
	_cleanup_other_releases_ struct other_releases others = {0}, own = {0};
	struct series_rule of_series;
	git_oid changelog;
	struct port_options port = {
		.judge = true,
		.changelog = find_changelog(context, result, &changelog) ? &changelog : NULL,
		.rules_path = rules,
		.cves = context->cves,
		.renamings = &renamings,
		.resolutions = &resolutions,
		.keep_ref = porting->keep_ref,
		.repo = context->repo,
		.release = result->source.release.commit,
		.branch = result->branch,
		.series = porting->ref ? porting->ref : series,
		.committer_name = porting->identity->name,
		.committer_email = porting->identity->email,
		.on_result = porting->on_result,
		.data = porting->data,
		.progress = porting->progress,
		.unapplied = porting->unapplied,
	};

	if (read_patches(context, porting->conf, result->branch, porting->profile, series, &set,
			 err) ||
	    series_rule_read(rules, &of_series, err) ||
	    resolution_set_load(folder, &resolutions, err) ||
	    renamings_read(names, &renamings, err) ||
	    other_releases_find(context, result->branch, &others, err) ||
	    other_releases_resolved(context, result->branch, &resolutions, &own, err))
		return -1;
	port.whole = of_series.whole;
	port.max_risk = porting->max_risk != RISK_NONE ? porting->max_risk : of_series.max_risk;
	port.sources = others.items;
	port.source_count = others.count;
	port.own_releases = own.items;
	port.own_release_count = own.count;
	port.patches = (const struct patch *const *)set.patches;
	port.patch_count = set.count;
	*ret_count = set.count;
	return port_series(&port, ret_result, err);
}

int porting_add(const struct porting *porting, const git_oid *commit, char *const *paths,
		git_oid *ret_commit, git_oid *ret_tree, char **ret_why, struct error **err)
{
	_cleanup_(patch_set_release) struct patch_set set = {0};
	struct port_options port = {
		.whole = true,
		.keep_ref = porting->keep_ref,
		.repo = porting->context->repo,
		.release = *commit,
		.branch = porting->result->branch,
		.series = porting->ref,
		.committer_name = porting->identity->name,
		.committer_email = porting->identity->email,
	};
	struct port_result result;
	char *why = NULL;

	for (; *paths; paths++)
		if (read_patch(*paths, &set, err))
			return -1;
	port.patches = (const struct patch *const *)set.patches;
	port.patch_count = set.count;
	if (port_series(&port, &result, err))
		return -1;
	for (size_t i = 0; i < result.patch_count && !why; i++)
		if (!result.patches[i].has_commit)
			why = xasprintf("%s: %s", result.patches[i].name,
					verdict_name(result.patches[i].verdict));
	*ret_commit = result.commit;
	*ret_tree = result.tree;
	*ret_why = why;
	port_result_release(&result);
	return 0;
}
