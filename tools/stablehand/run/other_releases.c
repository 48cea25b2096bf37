// SPDX-License-Identifier: GPL-2.0-only
#include "run/other_releases.h"

#include <stdlib.h>
#include <string.h>

#include "git/config.h"
#include "git/repo.h"
#include "kernel/branch.h"
#include "kernel/release.h"
#include "kernel/version.h"
#include "util/alloc.h"
#include "util/file.h"

void other_releases_release(struct other_releases *others)
{
	for (size_t i = 0; i < others->count; i++) {
		free((char *)others->items[i].name);
		free(others->versions[i]);
	}
	free(others->items);
	free(others->versions);
	*others = (struct other_releases){ 0 };
}

static int insert(const struct context *context, const char *name, struct release *release,
		  struct other_releases *others, struct error **err)
{
	struct adapt_source source;
	size_t at = 0, behind;

	if (repo_commit_tree(context->repo, &release->commit, &source.tree, err))
		return -1;
	source.name = xasprintf("%s %s", name, release->version);
	while (at < others->count && version_compare(others->versions[at], release->version) > 0)
		at++;
	behind = others->count - at;
	others->versions = xgrow(others->versions, others->count, &others->version_alloc,
				 sizeof(*others->versions));
	(void)ARRAY_ADD(others->items, others->count, others->alloc);
	memmove(others->items + at + 1, others->items + at, behind * sizeof(*others->items));
	memmove(others->versions + at + 1, others->versions + at,
		behind * sizeof(*others->versions));
	others->items[at] = source;
	others->versions[at] = TAKE_PTR(release->version);
	return 0;
}

static int add_latest(const struct context *context, const char *name,
		      struct other_releases *others, struct error **err)
{
	_cleanup_(release_clear) struct release release = { 0 };
	int found = release_latest(context->repo, name, &release, err);

	return found <= 0 ? found : insert(context, name, &release, others, err);
}

static bool has_version(const struct other_releases *others, const char *version)
{
	for (size_t i = 0; i < others->count; i++)
		if (!strcmp(others->versions[i], version))
			return true;
	return false;
}

int other_releases_resolved(const struct context *context, const char *branch,
			    const struct resolution_set *resolutions,
			    struct other_releases *others, struct error **err)
{
	for (size_t i = 0; i < resolutions->count; i++) {
		const struct resolution *resolution = resolutions->items[i];
		_cleanup_(release_clear) struct release release = { 0 };
		int found;

		if (strcmp(resolution->branch, branch) ||
		    has_version(others, resolution->release))
			continue;
		found = release_find(context->repo, branch, resolution->release, &release, err);
		if (found < 0 || (found && insert(context, branch, &release, others, err)))
			return -1;
	}
	return 0;
}

int other_releases_find(const struct context *context, const char *branch,
			struct other_releases *others, struct error **err)
{
	_cleanup_free_ char *folder = path_join(context->project, "kernels");
	char **names;
	int rc = 0;

	if (branch_list(folder, &names, err))
		return -1;
	for (char **name = names; *name && !rc; name++)
		if (strcmp(*name, branch))
			rc = add_latest(context, *name, others, err);
	config_free_strings(&names);
	return rc;
}
