// SPDX-License-Identifier: GPL-2.0-only
/* What the change consists of: the lines in which A_NEW differs from A_OLD. */
#include <git2.h>
#include <string.h>

#include "adapt/adapt_parts.h"
#include "git/start.h"
#include "util/alloc.h"

#define ALIKE 50	/* likeness from which a line counts as changed, not replaced */

static int take_hunk(const git_diff_delta *delta, const git_diff_hunk *hunk, void *data)
{
	struct adapter *adapter = data;
	struct adapt_result *result = &adapter->result;
	struct adapt_change *change = ARRAY_ADD(result->changes, result->change_count,
						result->change_alloc);

	change->a_count = hunk->old_lines;
	change->n_count = hunk->new_lines;
	/* With no lines, git names the line before the place. */
	change->a_line = hunk->old_start - (hunk->old_lines ? 1 : 0);
	change->n_line = hunk->new_start - (hunk->new_lines ? 1 : 0);
	return 0;
}

struct versions {
	const struct adapter *adapter;
	size_t a, n;		/* first lines */
};

static int score_versions(const void *data, size_t i, size_t j)
{
	const struct versions *versions = data;
	const struct atom_text *a = &versions->adapter->a.text, *n = &versions->adapter->n.text;
	unsigned likeness;

	if (!a->lines[versions->a + i].id || !n->lines[versions->n + j].id)
		return 0;
	likeness = atom_line_likeness(a, versions->a + i, n, versions->n + j);
	return likeness < ALIKE ? 0 : likeness;
}

/* What lines open less what they close; not 0 either when they close what they did not open. */
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
 * Lines that follow or go before those that a change replaces are an insertion
 * of their own: where B has other lines between, each goes to its own place.
 */
static void split_change(struct adapter *adapter, size_t index)
{
	struct adapt_result *result = &adapter->result;
	struct adapt_change change = result->changes[index], *more;
	struct versions versions = { adapter, change.a_line, change.n_line };
	_cleanup_free_ uint32_t *pairs = NULL;
	size_t behind;

	if (!change.a_count || change.n_count <= change.a_count || change.n_count > 2000)
		return;
	pairs = xcalloc(change.a_count, sizeof(*pairs));
	if (!align(change.a_count, change.n_count, score_versions, 10, NULL, &versions, pairs))
		return;
	for (size_t i = 0; i < change.a_count; i++)
		if (pairs[i] == ALIGN_NONE)
			return;
	behind = change.n_count - 1 - pairs[change.a_count - 1];
	if (behind && depth_of(&adapter->n.text, change.n_line + change.n_count - behind, behind))
		behind = 0;	/* not amid a statement or block */
	if (pairs[0] && depth_of(&adapter->n.text, change.n_line, pairs[0]))
		pairs[0] = 0;
	if (behind) {
		result->changes[index].n_count -= behind;
		more = ARRAY_ADD(result->changes, result->change_count, result->change_alloc);
		more->a_line = change.a_line + change.a_count;
		more->n_line = change.n_line + change.n_count - behind;
		more->n_count = behind;
		more->part = true;
	}
	if (pairs[0]) {
		result->changes[index].n_line += pairs[0];
		result->changes[index].n_count -= pairs[0];
		more = ARRAY_ADD(result->changes, result->change_count, result->change_alloc);
		more->a_line = change.a_line;
		more->n_line = change.n_line;
		more->n_count = pairs[0];
		more->part = true;
	}
}

int adapt_find_changes(struct adapter *adapter, struct error **err)
{
	const struct adapt_options *options = adapter->options;
	git_diff_options diff = GIT_DIFF_OPTIONS_INIT;

	libgit2_start();
	diff.context_lines = 0;
	diff.flags = GIT_DIFF_FORCE_TEXT | GIT_DIFF_INDENT_HEURISTIC | GIT_DIFF_PATIENCE;
	if (git_diff_buffers(options->a_old.data, options->a_old.len, NULL, options->a_new.data,
			     options->a_new.len, NULL, &diff, NULL, NULL, take_hunk, NULL, adapter))
		return error_git(err, ERROR_INPUT, "comparing the two versions");
	for (size_t i = 0, count = adapter->result.change_count; i < count; i++)
		split_change(adapter, i);
	return 0;
}

bool adapt_removes(const struct adapter *adapter, size_t line)
{
	for (size_t i = 0; i < adapter->result.change_count; i++) {
		const struct adapt_change *change = &adapter->result.changes[i];

		if (change->a_line <= line && line < change->a_line + change->a_count)
			return true;
	}
	return false;
}

bool adapt_removes_like(const struct adapter *adapter, uint32_t id)
{
	for (size_t c = 0; c < adapter->result.change_count; c++) {
		const struct adapt_change *change = &adapter->result.changes[c];

		for (size_t i = 0; i < change->a_count; i++)
			if (adapter->a.text.lines[change->a_line + i].id == id)
				return true;
	}
	return false;
}
