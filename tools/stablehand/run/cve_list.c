// SPDX-License-Identifier: GPL-2.0-only
#include "run/cve_list.h"

#include <limits.h>
#include <string.h>

#include "git/config.h"
#include "git/repo.h"
#include "index/cve_status.h"
#include "index/mentions.h"
#include "kernel/branch.h"
#include "kernel/release.h"
#include "kernel/sources_used.h"
#include "run/build_states.h"
#include "run/pipeline.h"
#include "run/vulns.h"
#include "util/alloc.h"
#include "util/file.h"

/* A branch while it is looked at. */
struct looking {
	struct context *context;
	const struct cve_list_options *options;
	const struct cve_table *table;
	struct release release;		/* version NULL: there is none */
	git_oid tree;
	struct kernel_version version;
	struct sources_used used;
	struct cve_branch *branch;	/* that is filled */
};

static bool is_at(const char *path, const char *wanted)
{
	size_t len = strlen(wanted);

	while (len && wanted[len - 1] == '/')
		len--;
	return !strncmp(path, wanted, len) && (!path[len] || path[len] == '/');
}

static bool is_wanted(const struct looking *looking, const struct cve *cve)
{
	const char *id = looking->options->id;

	if (id)
		return cve->id == cve_id_read(id, strlen(id));
	if (!looking->options->path)
		return true;
	for (size_t i = 0; i < cve->path_count; i++)
		if (is_at(cve_path(cve, i), looking->options->path))
			return true;
	return false;
}

static char *commit_text(const uint8_t commit[CVE_COMMIT_BYTES])
{
	git_oid id;

	git_oid_fromraw(&id, commit);
	return git_oid_is_zero(&id) ? NULL : xstrdup(git_oid_tostr_s(&id));
}

/*
 * Which of the files does the kernel leave out? A build names what it read: of a file that is no
 * code, or of one that this release does not have, it says nothing.
 */
static void note_built(const struct looking *looking, const struct cve *cve, struct cve_row *row)
{
	bool any = false;

	if (!looking->branch->knows_built)
		return;
	for (size_t i = 0; i < cve->path_count; i++) {
		const char *path = cve_path(cve, i);

		if (!sources_used_is_code(path))
			any = true;
		else if (sources_used_contains(&looking->used, path))
			row->built = CVE_BUILT_YES;
		else
			*ARRAY_ADD(row->not_built, row->not_built_count, row->not_built_alloc) =
				xstrdup(path);
	}
	if (row->built == CVE_BUILT_UNKNOWN && row->not_built_count && !any)
		row->built = CVE_BUILT_NO;
}

static enum cve_row_state row_state(enum cve_state state)
{
	switch (state) {
	case CVE_OPEN:
		return CVE_ROW_OPEN;
	case CVE_FIXED:
		return CVE_ROW_FIXED;
	case CVE_NOT_AFFECTED:
		return CVE_ROW_NOT_AFFECTED;
	case CVE_UNKNOWN:
	case CVE_REJECTED:
		break;
	}
	return CVE_ROW_UNKNOWN;
}

static void add_row(const struct looking *looking, const struct cve *cve,
		    const struct cve_status *status)
{
	struct cve_branch *branch = looking->branch;
	struct cve_row *row = ARRAY_ADD(branch->rows, branch->row_count, branch->row_alloc);
	struct cve_version mainline;

	row->id = cve_id_text(cve->id);
	row->title = xstrdup(cve->title);
	row->vector = *cve->vector ? xstrdup(cve->vector) : NULL;
	row->score = cve->score;
	row->state = row_state(status->state);
	if (*cve->problem || row->state == CVE_ROW_UNKNOWN)
		row->problem = xstrdup(*cve->problem ? cve->problem : "no versions");
	if (status->since) {
		row->since = cve_version_text(&status->since->since);
		row->since_commit = commit_text(status->since->since_commit);
	}
	if (status->fixed) {
		row->fixed = cve_version_text(&status->fixed->fixed);
		row->fixed_commit = commit_text(status->fixed->fixed_commit);
	}
	if (cve_mainline_fix(cve, &mainline))
		row->mainline = cve_version_text(&mainline);
	for (size_t i = 0; i < cve->fix_count; i++)
		*ARRAY_ADD(row->fixes, row->fix_count, row->fix_alloc) =
			commit_text(cve->fixes[i]);
	for (size_t i = 0; i < cve->path_count; i++)
		*ARRAY_ADD(row->paths, row->path_count, row->path_alloc) =
			xstrdup(cve_path(cve, i));
	note_built(looking, cve, row);
}

static void add_rows(const struct looking *looking)
{
	for (size_t i = 0; i < cve_table_count(looking->table); i++) {
		struct cve_status status;
		struct cve cve;

		cve_table_at(looking->table, i, &cve);
		cve_status_of(&cve, &looking->version, &status);
		/* Of one that cannot be read the files may not be known either. */
		if (!is_wanted(looking, &cve) &&
		    (looking->options->id || !*cve.problem || cve.path_count))
			continue;
		looking->branch->fixed += status.state == CVE_FIXED;
		looking->branch->not_affected += status.state == CVE_NOT_AFFECTED;
		if (looking->options->id || status.state == CVE_OPEN || status.state == CVE_UNKNOWN)
			add_row(looking, &cve, &status);
	}
}

/* The data is of some day, and a distribution takes fixes earlier: does the release name one? */
static int note_named(const struct looking *looking, struct error **err)
{
	struct cve_branch *branch = looking->branch;
	_cleanup_free_ char *ref = release_changelog_ref(branch->branch, branch->release);
	struct mentions mentions = { 0 };
	git_oid changelog;
	bool has = !git_reference_name_to_id(&changelog, looking->context->repo, ref);
	int rc;

	for (size_t i = 0; i < branch->row_count; i++) {
		const struct cve_row *row = &branch->rows[i];

		mentions_add(&mentions, row->fix_count ? row->fixes[0] : NULL,
			     *row->title ? row->title : NULL);
	}
	rc = mentions_search(looking->context->repo, &looking->release.commit,
			     has ? &changelog : NULL, &mentions, err);
	for (size_t i = 0; i < branch->row_count && !rc; i++) {
		const struct mention *mention = &mentions.items[i];

		if (branch->rows[i].state == CVE_ROW_OPEN && mention->found &&
		    !mention->reverted && mention->evidence.count)
			branch->rows[i].named = xstrdup(mention->evidence.items[0].text);
	}
	mentions_release(&mentions);
	return rc;
}

/* By the build of the release as it is, if there is one. */
static int find_built(struct looking *looking, struct error **err)
{
	const struct pipeline_options nothing = { 0 };
	_cleanup_free_ char *path = path_join(looking->context->project, "kernels/%s.conf",
					      looking->branch->branch);
	_cleanup_(building_release) struct building building = { 0 };
	_cleanup_branch_ struct branch *branch = NULL;
	struct build_result build;
	int rc;

	if (branch_load(path, &branch, err) ||
	    building_open(looking->context, &nothing, branch, &building, err))
		return -1;
	building.options.tree = looking->tree;
	building.options.state = "base";
	building.options.suite = NULL;
	building.options.known_only = true;
	if (build_run(&building.options, &build, err))
		return -1;
	rc = build.status == BUILD_OK ? sources_used_read(build.folder, &looking->used, err) : 0;
	looking->branch->knows_built = rc > 0;
	build_result_release(&build);
	return rc < 0 ? -1 : 0;
}

/* "6.1.y" without a release: what any of them has. */
static int version_of_name(const char *branch, struct kernel_version *ret_version,
			   struct error **err)
{
	const char *end = strrchr(branch, '.');
	_cleanup_free_ char *numbers = end && !strcmp(end, ".y") ?
					       xstrndup(branch, end - branch) : xstrdup(branch);

	if (!kernel_version_read(numbers, ret_version))
		return error_set(err, ERROR_INPUT,
				 "%s: no release of it is in the store, and its name is no version; "
				 "'stablehand fetch %s' gets one", branch, branch);
	ret_version->stable = UINT_MAX;
	return 0;
}

static int find_version(struct looking *looking, struct error **err)
{
	const char *name = looking->branch->branch, *wanted = looking->options->version;
	git_repository *repo = looking->context->repo;
	git_tree *tree;
	bool known;
	int found;

	found = wanted ? release_find(repo, name, wanted, &looking->release, err) :
			 release_latest(repo, name, &looking->release, err);
	if (found < 0)
		return -1;
	if (!found && wanted)
		return error_set(err, ERROR_INPUT, "%s: no release %s in the store", name, wanted);
	if (!found)
		return version_of_name(name, &looking->version, err);
	looking->branch->release = xstrdup(looking->release.version);
	if (repo_commit_tree(repo, &looking->release.commit, &looking->tree, err))
		return -1;
	if (git_tree_lookup(&tree, repo, &looking->tree))
		return error_git(err, ERROR_ENVIRONMENT, "reading the tree of %s",
				 looking->release.version);
	known = kernel_version_of_tree(tree, &looking->version);
	git_tree_free(tree);
	if (!known)
		return error_set(err, ERROR_INPUT, "%s %s: its Makefile says no version", name,
				 looking->release.version);
	return 0;
}

static void note_newest(struct looking *looking)
{
	const struct kernel_version *version = &looking->version;
	unsigned int newest = cve_table_newest(looking->table, version);

	if (!newest)
		return;
	looking->branch->newest = xasprintf("%u.%u.%u", version->major, version->minor, newest);
	looking->branch->beyond = looking->release.version && version->stable > newest;
}

static int look(struct looking *looking, struct error **err)
{
	if (find_version(looking, err))
		return -1;
	note_newest(looking);
	if (looking->release.version && find_built(looking, err))
		return -1;
	add_rows(looking);
	if (looking->release.version && note_named(looking, err))
		return -1;
	cve_branch_sort(looking->branch);
	return 0;
}

static int look_at(struct context *context, const struct cve_list_options *options,
		   const struct cve_table *table, const char *name, struct cves *cves,
		   struct error **err)
{
	struct looking looking = {
		.context = context,
		.options = options,
		.table = table,
		.branch = ARRAY_ADD(cves->branches, cves->branch_count, cves->branch_alloc),
	};
	int rc;

	looking.branch->branch = xstrdup(name);
	rc = look(&looking, err);
	release_clear(&looking.release);
	sources_used_release(&looking.used);
	return rc;
}

static void describe(const struct cve_table *table, const struct cve_list_options *options,
		     struct cves *cves)
{
	git_oid commit;

	cve_table_commit(table, &commit, &cves->time);
	cves->commit = xstrdup(git_oid_tostr_s(&commit));
	cves->path = xstrdup(options->path);
	cves->id = xstrdup(options->id);
	for (size_t i = 0; i < cve_table_count(table); i++) {
		struct cve cve;

		cve_table_at(table, i, &cve);
		cves->rejected += cve.rejected;
		cves->count += !cve.rejected;
	}
}

static int check_id(const struct cve_table *table, const char *id, const struct cves *cves,
		    struct error **err)
{
	uint64_t number = cve_id_read(id, strlen(id));
	struct cve cve;

	if (!number)
		return error_set(err, ERROR_INPUT, "%s: an id is CVE-YEAR-NUMBER", id);
	if (!cve_table_find(table, number, &cve))
		return error_set(err, ERROR_INPUT, "%s: vulns %.12s does not have it", id,
				 cves->commit);
	if (cve.rejected)
		return error_set(err, ERROR_INPUT, "%s was rejected (vulns %.12s)", id, cves->commit);
	return 0;
}

/* One that no file can be at would be an answer of nothing. */
static int check_path(const char *path, struct error **err)
{
	size_t len = path ? strlen(path) : 0;

	while (len && path[len - 1] == '/')
		len--;
	if (!path || path_is_safe(path, len))
		return 0;
	return error_set(err, ERROR_INPUT,
			 "--path %s: a file or folder of the kernel's tree, like arch/x86/kvm", path);
}

int cve_list(struct context *context, const struct cve_list_options *options,
	     struct cves *ret_cves, struct error **err)
{
	_cleanup_free_ char *kernels = path_join(context->project, "kernels");
	_cleanup_(config_free_strings) char **names = NULL;
	_cleanup_cve_table_ struct cve_table *table = NULL;
	_cleanup_(cves_release) struct cves cves = { 0 };

	if (check_path(options->path, err) || branch_list(kernels, &names, err) ||
	    (options->branch && pipeline_check_branch(options->branch, kernels, names, err)) ||
	    vulns_open(context, options->vulns, &table, err))
		return -1;
	if (!table)
		return error_set(err, ERROR_INPUT,
				 "no vulns repository: name a copy of the kernel's (--vulns DIR, or "
				 "path in [vulns] of stablehand.conf)");
	describe(table, options, &cves);
	if (options->id && check_id(table, options->id, &cves, err))
		return -1;
	for (char **name = names; *name; name++)
		if ((!options->branch || !strcmp(options->branch, *name)) &&
		    look_at(context, options, table, *name, &cves, err))
			return -1;
	*ret_cves = cves;
	cves = (struct cves){ 0 };
	return 0;
}
