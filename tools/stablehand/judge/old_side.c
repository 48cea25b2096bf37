// SPDX-License-Identifier: GPL-2.0-only
#include "judge/old_side.h"

#include <ctype.h>
#include <string.h>

#include "git/tree.h"
#include "place/hunk_heading.h"
#include "place/image.h"
#include "syntax/function.h"
#include "syntax/heading.h"
#include "syntax/lines.h"
#include "util/alloc.h"
#include "util/buf.h"

#define BUDGET 20000000L	/* steps for a file */

/* A file of the tree and what the patch does to it. */
struct site {
	const struct patch_file *file;
	struct lines lines;
	struct heading_index headings;
	struct lines added;		/* what the patch adds to it, in any hunk */
	struct old_side *side;
	struct heading heading;		/* of the hunk at hand */
	size_t found;			/* where its old side is; SIZE_MAX: nowhere */
	long budget;
};

/* A run of removed lines of a hunk: [start, end). */
struct run {
	const struct patch_hunk *hunk;
	size_t start, end;
	size_t rarest;			/* of its lines, that which is seldom in the file */
	bool unique;			/* that one is there once */
};

static bool has_word(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (isalnum((unsigned char)text[i]))
			return true;
	return false;
}

static void add_place(struct old_side *side, enum old_side_kind kind, const char *path,
		      size_t line, char *text)
{
	if (side->place_count < OLD_SIDE_PLACES_MAX)
		side->places[side->place_count++] = (struct old_side_place){
			.kind = kind, .path = xstrdup(path), .line = line, .text = TAKE_PTR(text),
		};
	free(text);
}

static bool is_same_line(const struct patch_line *line, const struct lines *lines, size_t at)
{
	return line->len == lines_len(lines, at) &&
	       !memcmp(line->text, lines_text(lines, at), line->len);
}

/* Is the nearest line with text above (step -1) or below the run the same here? */
static bool neighbour_agrees(const struct site *site, const struct run *run, size_t at, int step)
{
	const struct patch_hunk *hunk = run->hunk;
	size_t i = step < 0 ? run->start - 1 : run->end;
	size_t j = step < 0 ? at - 1 : at + (run->end - run->start);

	while (i < hunk->line_count && (hunk->lines[i].kind == '+' ||
					!has_word(hunk->lines[i].text, hunk->lines[i].len)))
		i += step;
	while (j < site->lines.count &&
	       !has_word(lines_text(&site->lines, j), lines_len(&site->lines, j)))
		j += step;
	return i < hunk->line_count && j < site->lines.count &&
	       is_same_line(&hunk->lines[i], &site->lines, j);
}

static bool is_below(const struct site *site, size_t at)
{
	return !site->heading.usable ||
	       heading_is_above(&site->heading, &site->lines, &site->headings, at);
}

static bool is_at(struct site *site, const struct run *run, size_t at)
{
	bool above, below;

	site->budget -= run->end - run->start;
	if (at > site->lines.count || run->end - run->start > site->lines.count - at ||
	    !is_below(site, at))
		return false;
	for (size_t i = run->start; i < run->end; i++)
		if (!is_same_line(&run->hunk->lines[i], &site->lines, at + i - run->start))
			return false;
	above = neighbour_agrees(site, run, at, -1);
	below = neighbour_agrees(site, run, at, 1);
	return (above && below) || ((above || below) && run->unique);
}

/* Do its lines say something? Finds the rarest; false also when one is not in the file. */
static bool weigh(const struct site *site, struct run *run, bool *ret_says)
{
	uint32_t fewest = UINT32_MAX;
	bool all = true;

	*ret_says = false;
	for (size_t i = run->start; i < run->end; i++) {
		const struct patch_line *line = &run->hunk->lines[i];
		uint32_t id = lines_id(&site->lines, line->text, line->len), count;

		if (has_word(line->text, line->len) &&
		    lines_id(&site->added, line->text, line->len) == LINES_NONE)
			*ret_says = true;
		all &= id != LINES_NONE;
		count = id == LINES_NONE ? 0 : lines_occurrences(&site->lines, id);
		if (count && count < fewest) {
			fewest = count;
			run->rarest = i;
		}
	}
	run->unique = fewest == 1;
	return all;
}

/* Returns false when the run is not here. One that says nothing is no obstacle. */
static bool look_for_run(struct site *site, struct run *run, size_t *says_count)
{
	const struct patch_line *line;
	bool says, all = weigh(site, run, &says);
	uint32_t id;

	if (!says)
		return true;
	++*says_count;
	if (!all)
		return false;
	line = &run->hunk->lines[run->rarest];
	id = lines_id(&site->lines, line->text, line->len);
	for (size_t i = site->lines.first[id]; i < site->lines.first[id + 1]; i++) {
		size_t at = site->lines.occurrences[i], before = run->rarest - run->start;

		if (site->budget <= 0)
			return false;
		if (at < before || !is_at(site, run, at - before))
			continue;
		add_place(site->side, OLD_SIDE_REMOVED, site->file->old_path, at + 1,
			  function_quote(&site->lines, at));
		return true;
	}
	return false;
}

/* What stands behind a line that begins a function is below that one. */
static void pass(struct site *site, const struct patch_line *line)
{
	if (line->kind != '+' && heading_begins_section(line->text, line->len) &&
	    !heading_is_label(line->text, line->len))
		site->heading = heading_read(line->text, line->len);
}

static void look_for_runs(struct site *site, const struct patch_hunk *hunk)
{
	size_t says = 0;
	bool here = true;

	for (size_t i = 0; i < hunk->line_count;) {
		struct run run = { .hunk = hunk, .start = i };

		while (i < hunk->line_count && hunk->lines[i].kind == '-')
			i++;
		run.end = i;
		if (run.end > run.start)
			here &= look_for_run(site, &run, &says);
		else
			i++;
		for (size_t passed = run.start; passed < i; passed++)
			pass(site, &hunk->lines[passed]);
	}
	site->side->hunks += !!says;
	site->side->removing += !!says;
	site->side->here += says && here;
}

static void on_match(size_t at, void *data)
{
	struct site *site = data;

	if (site->found == SIZE_MAX && is_below(site, at))
		site->found = at;
}

/* The number of lines of context with a word above (step 1) or below the added lines. */
static size_t context_words(const struct patch_hunk *hunk, size_t from, size_t step)
{
	size_t count = 0;

	for (size_t i = from; i < hunk->line_count && hunk->lines[i].kind == ' '; i += step)
		count += has_word(hunk->lines[i].text, hunk->lines[i].len);
	return count;
}

/* Nothing but added lines between lines of context that say something. */
static void look_for_context(struct site *site, const struct patch_hunk *hunk)
{
	_cleanup_image_ struct image image = { 0 };
	size_t above = 0;

	if (!context_words(hunk, 0, 1) || !context_words(hunk, hunk->line_count - 1, -1))
		return;
	site->side->hunks++;
	image_init(&image, &site->lines, hunk, '+');
	site->found = SIZE_MAX;
	if (!image_find(&image, &site->lines, &site->budget, on_match, site) ||
	    site->found == SIZE_MAX)
		return;
	while (hunk->lines[above].kind == ' ')
		above++;
	site->side->here++;
	add_place(site->side, OLD_SIDE_ADDED_BEHIND, site->file->old_path, site->found + above,
		  function_quote(&site->lines, site->found + above - 1));
}

static void look_at_hunk(struct site *site, const struct patch_hunk *hunk)
{
	bool removes = false, adds = false;

	site->heading = heading_of_hunk(hunk);
	for (size_t i = 0; i < hunk->line_count; i++) {
		removes |= hunk->lines[i].kind == '-';
		adds |= hunk->lines[i].kind == '+' &&
			has_word(hunk->lines[i].text, hunk->lines[i].len);
	}
	if (removes)
		look_for_runs(site, hunk);
	else if (adds)
		look_for_context(site, hunk);
}

/* Free with buf_release() after lines_release(). */
static bool read_added(const struct patch_file *file, struct buf *text, struct lines *ret_lines)
{
	for (size_t h = 0; h < file->hunk_count; h++)
		for (size_t i = 0; i < file->hunks[h].line_count; i++)
			if (file->hunks[h].lines[i].kind == '+')
				buf_add(text, file->hunks[h].lines[i].text,
					file->hunks[h].lines[i].len);
	return lines_init(ret_lines, buf_str(text), text->len);
}

static void look_at_file(const struct patch_file *file, const char *data, size_t len,
			 struct old_side *side)
{
	struct site site = { .file = file, .side = side, .budget = BUDGET };
	_cleanup_buf_ struct buf added = { 0 };

	if (!lines_init(&site.lines, data, len))
		return;
	if (read_added(file, &added, &site.added)) {
		heading_index_init(&site.headings, &site.lines);
		for (size_t h = 0; h < file->hunk_count; h++)
			look_at_hunk(&site, &file->hunks[h]);
		heading_index_release(&site.headings);
		lines_release(&site.added);
	}
	lines_release(&site.lines);
}

/* Is the file that the patch removes here as the patch has it? */
static void look_at_removed(const struct patch_file *file, const char *data, size_t len,
			    struct old_side *side)
{
	side->hunks++;
	side->removing++;
	for (size_t h = 0; h < file->hunk_count; h++)
		for (size_t i = 0; i < file->hunks[h].line_count; i++) {
			const struct patch_line *line = &file->hunks[h].lines[i];

			if (line->len > len || memcmp(line->text, data, line->len))
				return;
			data += line->len;
			len -= line->len;
		}
	if (len)
		return;
	side->here++;
	add_place(side, OLD_SIDE_FILE, file->old_path, 0, NULL);
}

int old_side_find(git_repository *repo, const git_tree *tree, const struct patch *patch,
		  struct old_side *ret_side, struct error **err)
{
	struct old_side side = { 0 };

	for (size_t i = 0; i < patch->file_count; i++) {
		const struct patch_file *file = &patch->files[i];
		git_filemode_t mode;
		git_blob *blob;
		git_oid id;

		if (!file->old_path || file->change == PATCH_COPY ||
		    !tree_lookup(tree, file->old_path, &id, &mode) ||
		    (mode != GIT_FILEMODE_BLOB && mode != GIT_FILEMODE_BLOB_EXECUTABLE))
			continue;
		if (git_blob_lookup(&blob, repo, &id)) {
			old_side_release(&side);
			return error_git(err, ERROR_ENVIRONMENT, "reading %s", file->old_path);
		}
		(file->change == PATCH_DELETE ? look_at_removed : look_at_file)(
			file, git_blob_rawcontent(blob), git_blob_rawsize(blob), &side);
		git_blob_free(blob);
	}
	*ret_side = side;
	return 0;
}

char *old_side_text(const struct old_side_place *place)
{
	switch (place->kind) {
	case OLD_SIDE_REMOVED:
		return xasprintf("removed by the patch, still here: %s", place->text);
	case OLD_SIDE_ADDED_BEHIND:
		return xasprintf("as it was before the patch, which adds lines behind: %s",
				 place->text);
	case OLD_SIDE_FILE:
		break;
	}
	return xstrdup("removed by the patch, but here as it was");
}

void old_side_release(struct old_side *side)
{
	for (size_t i = 0; i < side->place_count; i++) {
		free(side->places[i].path);
		free(side->places[i].text);
	}
	*side = (struct old_side){ 0 };
}
