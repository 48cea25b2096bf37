// SPDX-License-Identifier: GPL-2.0-only
#include "run/check_folders.h"

#include <string.h>

#include "index/changed_definitions.h"
#include "kernel/check.h"
#include "kernel/warnings.h"
#include "run/build_step.h"
#include "util/alloc.h"
#include "util/buf.h"

struct folders {
	char **items;		/* NULL-terminated when they are all there */
	size_t count, alloc;
};

static void add_folder(struct folders *folders, char *owned)
{
	for (size_t i = 0; owned && i < folders->count; i++) {
		if (!strcmp(folders->items[i], owned)) {
			free(owned);
			return;
		}
	}
	*ARRAY_ADD(folders->items, folders->count, folders->alloc) = owned;
}

/* The folders by which kbuild makes what the series changes. */
static int find_folders(const struct build_options *options, const struct series_result *series,
			struct folders *folders, struct error **err)
{
	git_tree *tree;
	int rc = git_tree_lookup(&tree, options->repo, &series->tree);

	if (rc)
		return error_git(err, ERROR_ENVIRONMENT, "the tree of %s", series->name);
	for (size_t p = 0; p < series->patch_count; p++) {
		const struct patch_result *patch = &series->patches[p];

		for (size_t h = 0; verdict_landed(patch->verdict) && h < patch->hunks.count; h++) {
			char *folder = check_folder(tree, patch->hunks.items[h].path);

			if (folder)
				add_folder(folders, folder);
		}
	}
	git_tree_free(tree);
	add_folder(folders, NULL);
	folders->count--;
	return 0;
}

static bool is_header(const char *path)
{
	size_t len = strlen(path);

	return len > 2 && !strcmp(path + len - 2, ".h") && strncmp(path, "tools/", 6);
}

/* The structures of headers that the series changes: what checksums come from. */
static int find_structures(git_repository *repo, struct series_result *series, struct error **err)
{
	_cleanup_(changed_defs_release) struct changed_defs changed = {0};
	struct check_comparison *check = &series->check;

	if (changed_defs_find(repo, &series->base_tree, &series->tree, CDEF_RECORD, &changed, err))
		return -1;
	for (size_t i = 0; i < changed.count; i++)
		if (is_header(changed.items[i].path))
			*ARRAY_ADD(check->structures, check->structure_count,
				   check->structure_alloc) =
				xasprintf("%s (%s:%zu)", changed.items[i].name,
					  changed.items[i].path, changed.items[i].line);
	return 0;
}

static char *join(const struct folders *folders)
{
	struct buf text = {0};

	for (size_t i = 0; i < folders->count; i++)
		buf_printf(&text, "%s%s", i ? ", " : "", folders->items[i]);
	return buf_detach(&text);
}

/* One series on its way. */
struct checking {
	git_repository *repo;
	struct folders folders;
	struct series_result *series;
	struct check_result base, ported;
};

static void release(void *data)
{
	struct checking *c = data;

	for (size_t i = 0; i < c->folders.count; i++)
		free(c->folders.items[i]);
	free(c->folders.items);
	check_result_release(&c->base);
	check_result_release(&c->ported);
	free(c);
}

/* Both states are there: what is new? */
static int compare(void *data, struct error **err)
{
	struct checking *c = data;
	struct check_comparison *result = &c->series->check;

	result->made = true;
	result->folders = join(&c->folders);
	check_comparison_take(result, &c->base, &c->ported);
	return warnings_compare(result->base.log, result->ported.log, &result->new_messages,
				&result->new_message_count, &result->new_message_alloc, err) ||
	       find_structures(c->repo, c->series, err) ? -1 : 0;
}

int checking_add(struct chain *chain, const struct build_options *options, const git_oid *base,
		 struct series_result *series, struct error **err)
{
	struct checking *c = graph_keep(chain->walk->graph, xcalloc(1, sizeof(*c)), release);
	struct build_step step = {
		.job = {.kind = BUILD_JOB_CHECK, .options = *options},
		.data = c,
	};

	c->repo = options->repo;
	c->series = series;
	if (find_folders(options, series, &c->folders, err))
		return -1;
	if (!c->folders.count)
		return 0;
	step.job.folders = c->folders.items;
	/* Base first: the folders are left as the whole series has them. */
	step.job.options.tree = *base;
	step.job.options.state = "base";
	step.check = &c->base;
	build_step_add(chain, &step);
	step.job.options.tree = series->tree;
	step.job.options.state = "ported";
	step.check = &c->ported;
	step.then = compare;
	build_step_add(chain, &step);
	return 0;
}
