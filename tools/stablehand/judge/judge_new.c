// SPDX-License-Identifier: GPL-2.0-only
/* What history, changelog and version tell of all patches of a series, asked for once. */
#include "judge/judge_parts.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "judge/contained.h"
#include "util/alloc.h"
#include "util/text.h"

#define FIXES_MAX 64		/* Fixes: lines of a patch that are looked at */

/* 'Fixes: 4f4aa80e3b88 ("KVM: X86: title")' */
static void read_fixes(struct judged *judged, const char *trailer)
{
	const char *at = trailer + 6, *open, *close;
	struct fixed *fixed;
	size_t digits;

	while (isspace((unsigned char)*at))
		at++;
	for (digits = 0; isxdigit((unsigned char)at[digits]); digits++)
		;
	open = strstr(at, "(\"");
	close = strrchr(at, '"');
	if (judged->fixes_count >= FIXES_MAX || (digits < 8 && !open))
		return;
	fixed = ARRAY_ADD(judged->fixes, judged->fixes_count, judged->fixes_alloc);
	*fixed = (struct fixed){ 0 };
	if (text_is_hex(at, digits, 12, GIT_OID_HEXSZ)) {
		fixed->id = xstrndup(at, digits);
		for (char *c = fixed->id; *c; c++)
			*c = tolower((unsigned char)*c);
	}
	if (open && close > open + 2)
		fixed->title = xstrndup(open + 2, close - open - 2);
}

static void add_mentions(struct judge *judge, size_t index)
{
	const struct patch *patch = judge->options.patches[index];
	struct judged *judged = &judge->patches[index];

	for (size_t i = 0; i < patch->trailer_count; i++)
		if (!strncasecmp(patch->trailers[i], "Fixes:", 6))
			read_fixes(judged, patch->trailers[i]);
	judged->mention = judge->mentions.count;
	mentions_add(&judge->mentions, patch->upstream, patch->subject);
	for (size_t i = 0; i < judged->fixes_count; i++)
		mentions_add(&judge->mentions, judged->fixes[i].id, judged->fixes[i].title);
}

/* The first releases of the patches and of what they fix. */
static int read_releases(struct judge *judge, struct error **err)
{
	_cleanup_free_ const char **ids = xcalloc(judge->later_mention + 1, sizeof(*ids));

	judge->releases = xcalloc(judge->later_mention + 1, sizeof(*judge->releases));
	for (size_t i = 0; i < judge->later_mention; i++)
		ids[i] = judge->mentions.items[i].id;
	return history_first_releases(judge->options.repo, ids, judge->later_mention,
				      judge->releases, err);
}

/* The version of the release, and which patches are older than it. */
static int read_versions(struct judge *judge, struct error **err)
{
	git_tree *tree;

	if (read_releases(judge, err))
		return -1;

	if (git_tree_lookup(&tree, judge->options.repo, &judge->options.base_tree))
		return error_git(err, ERROR_ENVIRONMENT, "reading the tree of the release");
	judge->has_version = kernel_version_of_tree(tree, &judge->version);
	git_tree_free(tree);
	for (size_t i = 0; judge->has_version && i < judge->options.patch_count; i++)
		judge->patches[i].contained = contained_by_version(
			judge->options.patches[i], &judge->releases[judge->patches[i].mention],
			&judge->version);
	return 0;
}

int judge_new(const struct judge_options *options, struct judge **ret_judge, struct error **err)
{
	struct judge *judge = xcalloc(1, sizeof(*judge));

	judge->options = *options;
	judge->symbols = (struct symbols){ .repo = options->repo, .tree = options->base_tree };
	judge->patches = xcalloc(options->patch_count, sizeof(*judge->patches));
	for (size_t i = 0; i < options->patch_count; i++)
		add_mentions(judge, i);
	if (history_find_fixes(options->repo, options->patches, options->patch_count, &judge->later,
			       err)) {
		judge_free(judge);
		return -1;
	}
	judge->later_mention = judge->mentions.count;
	for (size_t i = 0; i < judge->later.count; i++)
		mentions_add(&judge->mentions, judge->later.items[i].id,
			     judge->later.items[i].title);
	if (mentions_search(options->repo, &options->release, options->changelog,
			    &judge->mentions, err) ||
	    read_versions(judge, err)) {
		judge_free(judge);
		return -1;
	}
	*ret_judge = judge;
	return 0;
}

void judge_free(struct judge *judge)
{
	if (!judge)
		return;
	for (size_t i = 0; i < judge->options.patch_count; i++) {
		struct judged *judged = &judge->patches[i];

		for (size_t j = 0; j < judged->fixes_count; j++) {
			free(judged->fixes[j].id);
			free(judged->fixes[j].title);
		}
		free(judged->fixes);
		free(judged->contained);
		words_release(&judged->words);
		words_release(&judged->missing);
		patch_free(judged->placed);
	}
	free(judge->patches);
	free(judge->releases);
	mentions_release(&judge->mentions);
	patch_ids_free(judge->patch_ids);
	words_release(&judge->brought);
	symbols_release(&judge->symbols);
	later_fixes_release(&judge->later);
	free(judge);
}
