// SPDX-License-Identifier: GPL-2.0-only
#include "run/behaviour_states.h"

#include <stdio.h>
#include <string.h>

#include "git/config.h"
#include "git/repo.h"
#include "run/build_step.h"
#include "util/alloc.h"
#include "util/file.h"

#define PROJECT_PATCHES "patches/"

/* The patches behind FROM, as paths; ERROR_INPUT for one that leaves its folder. */
static int list_patches(const struct behaviour *b, const struct porting *porting, const char *text,
			char ***ret_paths, struct error **err)
{
	_cleanup_free_ char *copy = xstrdup(text);
	char *rest = copy, *word, **paths = NULL;
	size_t count = 0, alloc = 0;
	int rc = 0;

	while ((word = strsep(&rest, " ")) && !rc) {
		bool project = !strncmp(word, PROJECT_PATCHES, strlen(PROJECT_PATCHES));

		if (!*word)
			continue;
		if (!path_is_safe(word, strlen(word)))
			rc = error_set(err, ERROR_INPUT, "%s: path leaves its folder", word);
		else
			*ARRAY_ADD(paths, count, alloc) =
				path_join(project ? porting->context->project : b->folder, "%s",
					  word);
	}
	*ARRAY_ADD(paths, count, alloc) = NULL;
	*ret_paths = paths;
	return rc;
}

/* What a profile gives of the series here; nothing landed: the release as it is. */
static int find_profile(const struct behaviour *b, const struct porting *porting,
			const char *profile, struct state_tree *state, git_oid *commit,
			struct error **err)
{
	_cleanup_free_ char *ref = xasprintf("%s.%s", b->series, state->state->name);
	struct porting other = *porting;
	struct port_result result;
	size_t count;

	other.profile = profile;
	other.ref = ref;
	other.on_result = NULL;
	if (porting_run(&other, b->series, &result, &count, err))
		return -1;
	for (size_t i = 0; i < result.patch_count && !state->why_not; i++)
		if (verdict_is_missing(result.patches[i].verdict))
			state->why_not = xasprintf("%s: %s", result.patches[i].name,
						   verdict_name(result.patches[i].verdict));
	*commit = result.commit;
	state->tree = result.tree;
	state->has_tree = !state->why_not;
	port_result_release(&result);
	return 0;
}

int state_tree_find(const struct behaviour *behaviour, const struct porting *porting,
		    struct state_tree *state, struct error **err)
{
	const char *text = behaviour_tree(state->state, porting->result->branch);
	size_t len = text ? strcspn(text, " ") : 0;
	_cleanup_free_ char *from = text ? xstrndup(text, len) : NULL;
	_cleanup_free_ char *ref = xasprintf("%s.%s", behaviour->series, state->state->name);
	_cleanup_(config_free_strings) char **paths = NULL;
	git_oid commit = porting->result->source.release.commit;
	struct porting other = *porting;

	if (!text) {
		state->why_not = xasprintf("no tree for %s", porting->result->branch);
		return 0;
	}
	if (strcmp(from, "base")) {
		if (strcmp(from, "stable") && strcmp(from, "distro"))
			return error_set(err, ERROR_INPUT, "state %s: %s: base, stable or distro",
					 state->state->name, from);
		if (find_profile(behaviour, porting, from, state, &commit, err))
			return -1;
	} else {
		if (repo_commit_tree(porting->context->repo, &commit, &state->tree, err))
			return -1;
		state->has_tree = true;
	}
	if (list_patches(behaviour, porting, text + len, &paths, err))
		return -1;
	if (!*paths || !state->has_tree)
		return 0;
	other.ref = ref;
	if (porting_add(&other, &commit, paths, &commit, &state->tree, &state->why_not, err))
		return -1;
	state->has_tree = !state->why_not;
	return 0;
}

struct external_item *behaviour_items(const struct behaviour *b)
{
	struct external_item *items = xcalloc(b->source_count + 1, sizeof(*items));

	for (size_t i = 0; i < b->source_count; i++) {
		const struct behaviour_source *s = &b->sources[i];

		items[i] = (struct external_item){
			.kind = s->module ? EXTERNAL_MODULE :
				s->makefile ? EXTERNAL_SELFTEST : EXTERNAL_PROGRAM,
			.name = s->name,
			.source = s->makefile ? s->makefile : s->source,
		};
	}
	return items;
}

/* A state that is being built. */
struct state_build {
	struct chain *chain;
	struct state_tree *state;
	struct build_step external;	/* when there is a kernel */
};

static int built(void *data, struct error **err)
{
	struct state_build *b = data;
	struct state_tree *state = b->state;

	(void)err;
	state->has_build = true;
	if (state->build.status == BUILD_FAILED)
		state->why_not = xasprintf("build failed: %s", state->build.failing[0]);
	if (state->build.status == BUILD_OK)
		build_step_add(b->chain, &b->external);
	return 0;
}

void state_tree_add(struct chain *chain, const struct behaviour *behaviour,
		    const struct build_options *options, const struct external_item *items,
		    struct state_tree *state)
{
	struct state_build *b = graph_keep(chain->walk->graph, xcalloc(1, sizeof(*b)), free);
	struct build_step step = {
		.job = {.kind = BUILD_JOB_BUILD, .options = *options},
		.build = &state->build,
		.then = built,
		.data = b,
	};

	step.job.options.tree = state->tree;
	step.job.options.state = state->state->name;
	*b = (struct state_build){.chain = chain, .state = state, .external = {
		.job = {
			.kind = BUILD_JOB_EXTERNAL,
			.options = step.job.options,
			.folder = behaviour->folder,
			.items = items,
			.item_count = behaviour->source_count,
		},
		.external = &state->external,
		.kernel = &state->build,
	}};
	build_step_add(chain, &step);
}

void state_tree_release(struct state_tree *state)
{
	free(state->why_not);
	if (state->has_build)
		build_result_release(&state->build);
	external_result_release(&state->external);
}
