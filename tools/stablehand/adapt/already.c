// SPDX-License-Identifier: GPL-2.0-only
#include "adapt/already.h"

#include <git2.h>
#include <stdlib.h>
#include <string.h>

#include "adapt/adapt.h"
#include "adapt/changes.h"
#include "git/start.h"
#include "series/patch.h"
#include "util/alloc.h"
#include "util/interrupt.h"

#define CONTEXT_LINES 10	/* around a change; a mail shows three */
#define NAME "file.c"		/* of a file whose name is not known */

/* Both versions of A as a patch. NULL in *ret_patch: they are equal. */
static int difference(const struct adapt_options *options, struct patch **ret_patch,
		      struct error **err)
{
	git_diff_options diff = GIT_DIFF_OPTIONS_INIT;
	git_patch *made = NULL;
	git_buf text = { 0 };
	int rc = -1;

	libgit2_start();
	diff.context_lines = CONTEXT_LINES;
	diff.flags = GIT_DIFF_FORCE_TEXT | GIT_DIFF_INDENT_HEURISTIC | GIT_DIFF_PATIENCE;
	if (git_patch_from_buffers(&made, options->a_old.data, options->a_old.len, NAME,
				   options->a_new.data, options->a_new.len, NAME, &diff) ||
	    git_patch_to_buf(&text, made)) {
		error_git(err, ERROR_INPUT, "comparing the two versions");
	} else {
		*ret_patch = NULL;
		rc = git_patch_num_hunks(made) ?
		     patch_parse("the change", text.ptr, text.size, ret_patch, err) : 0;
	}
	git_buf_dispose(&text);
	git_patch_free(made);
	return rc;
}

/* The name of the file tells what is a comment in it. */
static void take_name(const struct adapt_options *options, struct patch_file *file)
{
	const char *name = options->tree_b && options->tree_b->path ? options->tree_b->path :
								      options->name;

	if (!name)
		return;
	free(file->new_path);
	file->new_path = xstrdup(name);
}

/* Is every line of a change in the hunk, and done? */
static bool is_done(const struct patch_hunk *hunk, const struct hunk_presence *presence,
		    const struct adapt_change *change)
{
	/* For an empty range, a diff gives the line before it. */
	size_t old = hunk->old_start - (hunk->old_count ? 1 : 0);
	size_t new = hunk->new_start - (hunk->new_count ? 1 : 0);
	size_t done = 0;

	for (size_t i = 0; i < hunk->line_count; i++) {
		char kind = hunk->lines[i].kind;

		if (presence->done && presence->done[i])
			done += kind == '-' ? old >= change->a_line &&
						      old < change->a_line + change->a_count :
				kind == '+' ? new >= change->n_line &&
						      new < change->n_line + change->n_count : 0;
		old += kind != '+';
		new += kind != '-';
	}
	return done == change->a_count + change->n_count;
}

static void mark(const struct patch_hunk *hunk, const struct hunk_presence *presence,
		 struct change_list *changes)
{
	for (size_t i = 0; i < changes->count; i++) {
		struct adapt_change *change = &changes->items[i];

		if (change->there || !is_done(hunk, presence, change))
			continue;
		change->there = true;
		change->b_line = presence->line ? presence->line - 1 : 0;
		change_say(change, presence->line ?
			   xasprintf("present at line %zu", presence->line) :
			   xstrdup("what it removes is not there"));
	}
}

/* What the file has a part of already is not put in a second time. */
static void tell_doubt(const struct patch_hunk *hunk, const struct hunk_presence *presence,
		       struct change_list *changes)
{
	if (!presence->doubtful)
		return;
	for (size_t i = 0; i < changes->count; i++) {
		struct adapt_change *change = &changes->items[i];

		if (change->a_line + 1 >= hunk->old_start &&
		    change->a_line <= hunk->old_start + hunk->old_count && change->n_count &&
		    change->rung != RUNG_REFUSED) {
			change_say(change, xasprintf("a part of the change, or another form of it, "
						     "is there already, at line %zu",
						     presence->doubtful));
			change->rung = RUNG_REFUSED;
		}
	}
}

int already_find(const struct adapt_options *options, struct change_list *changes,
		 enum presence *ret_sum, bool *ret_adds, struct error **err)
{
	_cleanup_file_presence_ struct file_presence presence = { 0 };
	_cleanup_patch_ struct patch *patch = NULL;

	if (options->b_old.len == options->a_new.len &&
	    !memcmp(options->b_old.data, options->a_new.data, options->a_new.len)) {
		for (size_t i = 0; i < changes->count; i++) {
			changes->items[i].there = true;
			changes->items[i].b_line = changes->items[i].n_line;
		}
		*ret_sum = PRESENCE_THERE;
		*ret_adds = true;
		return 0;
	}
	if (difference(options, &patch, err))
		return -1;
	if (!patch) {
		*ret_sum = PRESENCE_ABSENT;
		*ret_adds = false;
		return 0;
	}
	take_name(options, &patch->files[0]);
	presence_find(&patch->files[0], options->b_old.data, options->b_old.len, &presence);
	if (interrupt_pending())
		return interrupt_error(err);
	*ret_sum = file_presence_sum(&presence);
	*ret_adds = file_presence_adds(&presence);
	for (size_t i = 0; i < presence.count; i++)
		tell_doubt(&patch->files[0].hunks[i], &presence.hunks[i], changes);
	for (size_t i = 0; i < presence.count; i++)
		mark(&patch->files[0].hunks[i], &presence.hunks[i], changes);
	return 0;
}
