// SPDX-License-Identifier: GPL-2.0-only
/*
 * The lines in which A_NEW differs from A_OLD, by git's diff without context. A hunk of it
 * may hold two things: lines that are altered, and new ones next to these. In B other lines
 * may stand between the two, so the new ones become a change of their own, which finds its
 * own place. They are told from the altered ones by aligning both sides of the hunk line by
 * line: when all old lines have a line that they became, what is left above the first and
 * below the last of these is new. It is only split off whole, never amid a statement or block.
 */
#include "adapt/changes.h"

#include <git2.h>
#include <stdlib.h>
#include <string.h>

#include "adapt/adapt.h"
#include "adapt/input.h"
#include "git/start.h"
#include "syntax/align.h"
#include "util/alloc.h"

#define ALIKE 50		/* minimum likeness of an altered line; below it is replaced */
#define FOLLOWS 10		/* bonus for pairs in a row */
#define SPLIT_LINES_MAX 2000	/* of a hunk; a longer one is not split */

static int take_hunk(const git_diff_delta *delta, const git_diff_hunk *hunk, void *data)
{
	struct change_list *changes = data;
	struct adapt_change *change = ARRAY_ADD(changes->items, changes->count, changes->alloc);

	change->a_count = hunk->old_lines;
	change->n_count = hunk->new_lines;
	/* For an empty range, git gives the line before it. */
	change->a_line = hunk->old_start - (hunk->old_lines ? 1 : 0);
	change->n_line = hunk->new_start - (hunk->new_lines ? 1 : 0);
	return 0;
}

/* Both sides of a hunk. */
struct hunk_sides {
	const struct atom_text *a, *n;
	size_t a_first, n_first;	/* lines */
};

static int score_lines(const void *data, size_t i, size_t j)
{
	const struct hunk_sides *sides = data;
	unsigned likeness;

	if (!sides->a->lines[sides->a_first + i].id || !sides->n->lines[sides->n_first + j].id)
		return 0;
	likeness = atom_line_likeness(sides->a, sides->a_first + i, sides->n, sides->n_first + j);
	return likeness < ALIKE ? 0 : likeness;
}

/*
 * Nesting depth at the end of some lines; if that is 0, the minimum on the way, which is negative
 * when they close what they did not open.
 */
static long depth_of(const struct atom_text *text, size_t line, size_t count)
{
	long depth = 0, least = 0;

	for (; count; line++, count--) {
		const struct atom_line *l = &text->lines[line];

		for (size_t i = l->first; i < l->first + l->count; i++) {
			const struct atom *atom = &text->atoms[i];
			char c = text->data[atom->start];

			if (atom->kind != ATOM_PUNCT || atom->len != 1)
				continue;
			depth += !!strchr("([{", c) - !!strchr(")]}", c);
			if (depth < least)
				least = depth;
		}
	}
	return depth ? depth : least;
}

/*
 * New lines above or below the replaced ones become a change of their own: B may have other lines
 * in between.
 */
static void split_change(const struct adapt_input *in, struct change_list *changes, size_t index)
{
	struct adapt_change change = changes->items[index], *more;
	struct hunk_sides sides = { &in->a.text, &in->n.text, change.a_line, change.n_line };
	_cleanup_free_ uint32_t *pairs = NULL;
	size_t behind;

	if (!change.a_count || change.n_count <= change.a_count || change.n_count > SPLIT_LINES_MAX)
		return;
	pairs = xcalloc(change.a_count, sizeof(*pairs));
	if (!align(change.a_count, change.n_count, score_lines, FOLLOWS, NULL, &sides, pairs))
		return;
	for (size_t i = 0; i < change.a_count; i++)
		if (pairs[i] == ALIGN_NONE)
			return;
	behind = change.n_count - 1 - pairs[change.a_count - 1];
	if (behind && depth_of(&in->n.text, change.n_line + change.n_count - behind, behind))
		behind = 0;	/* not in the middle of a statement or block */
	if (pairs[0] && depth_of(&in->n.text, change.n_line, pairs[0]))
		pairs[0] = 0;
	if (behind) {
		changes->items[index].n_count -= behind;
		more = ARRAY_ADD(changes->items, changes->count, changes->alloc);
		more->a_line = change.a_line + change.a_count;
		more->n_line = change.n_line + change.n_count - behind;
		more->n_count = behind;
		more->part = true;
	}
	if (pairs[0]) {
		changes->items[index].n_line += pairs[0];
		changes->items[index].n_count -= pairs[0];
		more = ARRAY_ADD(changes->items, changes->count, changes->alloc);
		more->a_line = change.a_line;
		more->n_line = change.n_line;
		more->n_count = pairs[0];
		more->part = true;
	}
}

int changes_find(const struct adapt_input *in, struct change_list *ret_changes, struct error **err)
{
	const struct adapt_options *options = in->options;
	git_diff_options diff = GIT_DIFF_OPTIONS_INIT;
	struct change_list changes = { 0 };

	libgit2_start();
	diff.context_lines = 0;
	diff.flags = GIT_DIFF_FORCE_TEXT | GIT_DIFF_INDENT_HEURISTIC | GIT_DIFF_PATIENCE;
	if (git_diff_buffers(options->a_old.data, options->a_old.len, NULL, options->a_new.data,
			     options->a_new.len, NULL, &diff, NULL, NULL, take_hunk, NULL,
			     &changes)) {
		error_git(err, ERROR_INPUT, "comparing the two versions");
		change_list_release(&changes);
		return -1;
	}
	for (size_t i = 0, count = changes.count; i < count; i++)
		split_change(in, &changes, i);
	*ret_changes = changes;
	return 0;
}

void change_list_release(struct change_list *changes)
{
	for (size_t i = 0; i < changes->count; i++)
		free(changes->items[i].text);
	free(changes->items);
	*changes = (struct change_list){ 0 };
}

bool changes_remove(const struct change_list *changes, size_t line)
{
	for (size_t i = 0; i < changes->count; i++) {
		const struct adapt_change *change = &changes->items[i];

		if (change->a_line <= line && line < change->a_line + change->a_count)
			return true;
	}
	return false;
}

bool changes_remove_like(const struct change_list *changes, const struct atom_text *a, uint32_t id)
{
	for (size_t c = 0; c < changes->count; c++) {
		const struct adapt_change *change = &changes->items[c];

		for (size_t i = 0; i < change->a_count; i++)
			if (a->lines[change->a_line + i].id == id)
				return true;
	}
	return false;
}

void change_say(struct adapt_change *change, char *text)
{
	free(change->text);
	change->text = text;
}

bool change_refuse(struct adapt_change *change, const char *why)
{
	/* How it was made no longer matters. */
	if (*why && change->rung != RUNG_REFUSED)
		change_say(change, NULL);
	change->rung = RUNG_REFUSED;
	if (!change->text)
		change->text = xstrdup(why);
	return false;
}

void change_raise_rung(struct adapt_change *change, enum rung rung)
{
	if (change->rung < rung)
		change->rung = rung;
}
