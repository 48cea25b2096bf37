// SPDX-License-Identifier: GPL-2.0-only
#include "run/lint_releases.h"

#include <string.h>
#include <time.h>

#include "git/config.h"
#include "kernel/branch.h"
#include "kernel/release.h"
#include "util/alloc.h"
#include "util/file.h"

void lint_releases_release(struct lint_releases *releases)
{
	for (size_t i = 0; releases->names && releases->names[i]; i++)
		free(releases->names[i]);
	free(releases->names);
	free(releases->changelogs);
	free(releases->items);
	*releases = (struct lint_releases){ 0 };
}

static bool has_ended(const struct context *context, const char *name)
{
	_cleanup_free_ char *path = path_join(context->project, "kernels/%s.conf", name);
	_cleanup_branch_ struct branch *branch = NULL;
	time_t now = time(NULL);
	struct tm date;
	char today[11];

	if (branch_load(path, &branch, NULL))
		return true;
	strftime(today, sizeof(today), "%Y-%m-%d", gmtime_r(&now, &date));
	return branch_ended(branch, today);
}

/* Its newest release, if there is one. */
static int add(const struct context *context, const char *name, struct lint_releases *releases,
	       struct error **err)
{
	_cleanup_(release_clear) struct release release = { 0 };
	int found = release_latest(context->repo, name, &release, err);
	_cleanup_free_ char *changelog = NULL;
	struct lint_release *item;
	git_oid *id;

	if (found <= 0)
		return found;
	item = &releases->items[releases->count];
	id = &releases->changelogs[releases->count];
	item->branch = releases->names[2 * releases->count] = xstrdup(name);
	item->version = releases->names[2 * releases->count + 1] = xstrdup(release.version);
	item->commit = release.commit;
	changelog = release_changelog_ref(name, release.version);
	if (!git_reference_name_to_id(id, context->repo, changelog))
		item->changelog = id;
	releases->count++;
	return 0;
}

int lint_releases_find(const struct context *context, const char *branch,
		       struct lint_releases *ret, struct error **err)
{
	_cleanup_free_ char *kernels = path_join(context->project, "kernels");
	_cleanup_(config_free_strings) char **names = NULL;
	_cleanup_lint_releases_ struct lint_releases releases = { 0 };
	size_t count = 0, at = 0;

	if (branch_list(kernels, &names, err))
		return -1;
	while (names[count])
		count++;
	releases.items = xcalloc(count + 1, sizeof(*releases.items));
	releases.changelogs = xcalloc(count + 1, sizeof(*releases.changelogs));
	releases.names = xcalloc(2 * count + 1, sizeof(*releases.names));
	while (at < count && strcmp(names[at], branch))
		at++;
	if (at < count && add(context, names[at], &releases, err))
		return -1;
	for (size_t i = at + 1; i < count && releases.count; i++)
		if (!has_ended(context, names[i]) && add(context, names[i], &releases, err))
			return -1;
	*ret = releases;
	releases = (struct lint_releases){ 0 };
	return 0;
}
