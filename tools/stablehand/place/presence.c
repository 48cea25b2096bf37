// SPDX-License-Identifier: GPL-2.0-only
/*
 * A change that is in a file already must not go in again, and what it removes must not take
 * something else with it. A wrong "there" loses a fix in silence, so it takes proof, hunk by hunk
 * and in every kind of file:
 *
 * 1. The hunk's place is found by its context, below the function that its @@ line names if the
 *    file has that (presence_region.c, presence_window.c), and both of its sides are aligned there
 *    line by line.
 * 2. Each run of changed lines is looked at by itself (presence_change.c). White space does not
 *    count, nor do comments, unless the hunk has nothing else.
 * 3. A hunk is there when all its changes are; it is gone when it only removes and what it removes
 *    is not in the file.
 *
 * A file that is byte for byte what the patch makes of it, which the index line of git tells, has
 * all of them in the end (presence_result.c).
 */
#include "place/presence.h"

#include <stdlib.h>
#include <string.h>

#include "place/presence_parts.h"
#include "syntax/align.h"
#include "syntax/lines.h"
#include "util/alloc.h"

#define HUNK_STEPS (1ULL << 30)	/* of work for a hunk: some seconds */
#define FILE_STEPS (4ULL << 30)	/* and for a file */

/* What is searched, read when it is first needed. */
struct finder {
	const char *data;
	size_t len;
	struct atom_table *table;
	bool is_code;			/* C, or what is written like it */
	struct haystack stacks[PLAIN_WORDS + 1];
	bool has_stack[PLAIN_WORDS + 1], too_large;
	struct lines lines;
	bool has_lines;
	long drift;			/* of the hunk before */
	struct work work;
};

static const struct haystack *stack_of(struct finder *finder, enum plain_kind kind)
{
	if (!finder->has_stack[kind] &&
	    !haystack_init(&finder->stacks[kind], finder->table, finder->data, finder->len, kind))
		finder->too_large = true;
	finder->has_stack[kind] = true;
	return finder->too_large ? NULL : &finder->stacks[kind];
}

/* Is a file C, or assembler or a device tree, whose comments look the same? */
static bool is_code_path(const char *path)
{
	static const char *const suffixes[] = {
		".c", ".h", ".S", ".s", ".dts", ".dtsi", ".dtso", ".lds", ".y", ".l", ".rs", ".cc",
		".cpp", ".inc",
	};
	const char *suffix = path ? strrchr(path, '.') : NULL;

	for (size_t i = 0; suffix && i < ARRAY_SIZE(suffixes); i++)
		if (!strcmp(suffix, suffixes[i]))
			return true;
	return false;
}

static const struct lines *lines_of(struct finder *finder)
{
	if (!finder->has_lines)
		finder->has_lines = lines_init(&finder->lines, finder->data, finder->len);
	return finder->has_lines ? &finder->lines : NULL;
}

/* Is only white space or a comment different between two sides without their comments? */
static bool is_comment_hunk(const struct side *old, const struct side *new)
{
	return plain_same_atoms(old->text.atoms, old->text.atom_count, new->text.atoms,
				new->text.atom_count);
}

static void read_sides(struct finder *finder, struct search *search, enum plain_kind kind)
{
	side_release(&search->old);
	side_release(&search->new);
	side_init(&search->old, finder->table, search->hunk, '+', kind);
	side_init(&search->new, finder->table, search->hunk, '-', kind);
}

/* The next run of changed lines; `change` is the one before. */
static bool next_change(const struct patch_hunk *hunk, struct hunk_change *change)
{
	size_t i = change->end, old = change->old_end, new = change->new_end;

	for (; i < hunk->line_count && hunk->lines[i].kind == ' '; i++, old++, new++)
		;
	*change = (struct hunk_change){ i, i, old, old, new, new };
	for (; change->end < hunk->line_count && hunk->lines[change->end].kind != ' ';
	     change->end++)
		*(hunk->lines[change->end].kind == '-' ? &change->old_end : &change->new_end) += 1;
	return change->start < change->end;
}

static bool has_context(const struct search *search)
{
	const struct side *new = &search->new;

	for (size_t i = 0; i < new->text.line_count; i++)
		if (search->hunk->lines[new->hunk_lines[i]].kind == ' ' &&
		    new->text.lines[i].key && !plain_is_punctuation(&new->text, i))
			return true;
	return false;
}

static void mark(struct hunk_presence *presence, const struct hunk_change *change)
{
	for (size_t i = change->start; i < change->end; i++)
		presence->done[i] = true;
}

static void mark_all(struct hunk_presence *presence, const struct patch_hunk *hunk)
{
	for (size_t i = 0; i < hunk->line_count; i++)
		presence->done[i] = hunk->lines[i].kind != ' ';
}

/* Does the whole new side stand in the file, and not the old one? Then there is no more to ask. */
static bool is_whole(const struct search *search)
{
	return search->whole ||
	       (side_stands(search, &search->new, 0, search->new.text.line_count) &&
	       !side_stands(search, &search->old, 0, search->old.text.line_count));
}

/* How much of the file is paired exactly with a side. */
static size_t exact_weight(const struct search *search, const struct side *side)
{
	size_t weight = 0;

	for (size_t i = 0; i < side->text.line_count; i++)
		if (side_is_exact(search, side, i))
			weight += side->text.lines[i].weight;
	return weight;
}

static void look_at_changes(const struct search *search, struct hunk_presence *presence)
{
	struct hunk_change change = { 0 };
	size_t there = 0, gone = 0, weak = 0, absent = 0;
	bool whole = is_whole(search);

	while (!search->work->stopped && next_change(search->hunk, &change)) {
		struct change_answer answer = change_look(search, &change, whole);

		if (answer.state == CHANGE_THERE && !answer.elsewhere &&
		    !change_is_in_function(search, &change, answer.first))
			answer.state = CHANGE_ABSENT;

		switch (answer.state) {
		case CHANGE_DOUBTFUL:
			presence->doubtful = presence->doubtful ? presence->doubtful :
								  answer.line + 1;
			absent++;
			break;
		case CHANGE_ABSENT:
			absent++;
			break;
		case CHANGE_GONE:
			gone++;
			weak += answer.weak;
			mark(presence, &change);
			break;
		case CHANGE_THERE:
			if (!there++)
				presence->line = answer.line + 1;
			presence->grown |= answer.grown;
			mark(presence, &change);
			break;
		case CHANGE_NEUTRAL:
			break;
		}
	}
	/* What is not known to be gone does not count beside what is not there. */
	if (weak && absent && !there)
		gone = 0;
	/* Which of two places is meant, one with the change and one without it, is not known. */
	if (there && !absent && side_old_occurs(search, whole)) {
		presence->doubtful = presence->line;
		absent++;
	}
	presence->presence = absent ? there || gone ? PRESENCE_PART : PRESENCE_ABSENT :
			     there ? PRESENCE_THERE : gone ? PRESENCE_GONE : PRESENCE_ABSENT;
	presence->weak = weak && presence->presence == PRESENCE_GONE;
	if (presence->presence == PRESENCE_ABSENT)
		memset(presence->done, 0, search->hunk->line_count);
	/* What does not count goes the way of the rest. */
	if (presence->presence >= PRESENCE_GONE)
		mark_all(presence, search->hunk);
}

/* A hunk that changes white space only: are its lines there byte by byte? */
static void look_at_bytes(const struct search *search, struct hunk_presence *presence)
{
	size_t added = 0, there = 0;

	for (size_t i = 0; i < search->new.text.line_count; i++) {
		const struct patch_line *line = &search->hunk->lines[search->new.hunk_lines[i]];
		uint32_t partner = search->new.partners[i];

		if (line->kind != '+' || !search->new.text.lines[i].key)
			continue;
		added++;
		if (partner == ALIGN_NONE || !search->lines ||
		    lines_len(search->lines, partner) != line->len ||
		    memcmp(lines_text(search->lines, partner), line->text, line->len))
			continue;
		if (!there++)
			presence->line = partner + 1;
	}
	if (!added || there < added) {
		presence->line = 0;
		return;
	}
	presence->presence = PRESENCE_THERE;
	mark_all(presence, search->hunk);
}

/* How far from where it is said to be does the hunk stand, by its first line with a word? */
static void learn_drift(struct finder *finder, const struct search *search)
{
	const struct side *new = &search->new;

	for (size_t i = 0; i < new->text.line_count; i++)
		if (new->partners[i] != ALIGN_NONE && !plain_is_punctuation(&new->text, i) &&
		    search->hunk->lines[new->hunk_lines[i]].kind == ' ') {
			finder->drift = (long)new->partners[i] -
					(long)(search->hunk->new_start - 1 + i);
			return;
		}
}

/* What was too much work is not known. The next hunk may be less, unless all of it is used up. */
static void forget(struct finder *finder, struct hunk_presence *presence)
{
	free(presence->done);
	*presence = (struct hunk_presence){ .is_comment = presence->is_comment };
	finder->work.stopped = false;
}

static void look_at_hunk(struct finder *finder, const struct patch_hunk *hunk,
			 struct hunk_presence *presence)
{
	struct search search = { .work = &finder->work, .hunk = hunk, .text = finder->data };
	long expected = (long)hunk->new_start - 1 + finder->drift;
	enum plain_kind kind = finder->is_code ? PLAIN_CODE : PLAIN_WORDS;
	bool blank = false;

	finder->work.hunk = HUNK_STEPS;
	presence->done = xcalloc(hunk->line_count + 1, sizeof(*presence->done));
	read_sides(finder, &search, kind);
	if (is_comment_hunk(&search.old, &search.new)) {
		presence->is_comment = true;
		if (kind == PLAIN_CODE)
			kind = PLAIN_COMMENTS;
		read_sides(finder, &search, kind);
		blank = is_comment_hunk(&search.old, &search.new);
	}
	search.context = has_context(&search);
	search.stack = stack_of(finder, kind);
	if (search.stack) {
		search.lines = lines_of(finder);
		search.region = region_find(search.work, search.lines, hunk, &search.function,
					    &search.in_function);
		if (search.region.end > search.stack->text.line_count)
			search.region.end = search.stack->text.line_count;
		search.whole = window_find_whole(&search, expected < 0 ? 0 : expected);
		if (search.whole ||
		    window_choose(search.work, search.stack, &search.old, &search.new, hunk,
				  &search.region, expected < 0 ? 0 : expected, &search.window)) {
			window_align(search.work, search.stack, &search.window, &search.old);
			window_align(search.work, search.stack, &search.window, &search.new);
			learn_drift(finder, &search);
			search.weight_old = exact_weight(&search, &search.old);
			search.weight_new = exact_weight(&search, &search.new);
			if (blank)
				look_at_bytes(&search, presence);
			else
				look_at_changes(&search, presence);
		}
	}
	side_release(&search.old);
	side_release(&search.new);
	if (finder->work.stopped)
		forget(finder, presence);
}

/* What is gone, but perhaps is there under another name, needs another hunk that is there. */
static void drop_unconfirmed(struct file_presence *presence)
{
	bool there = false;

	for (size_t i = 0; i < presence->count; i++)
		there |= presence->hunks[i].presence == PRESENCE_THERE;
	for (size_t i = 0; i < presence->count && !there; i++) {
		struct hunk_presence *hunk = &presence->hunks[i];

		if (!hunk->weak)
			continue;
		hunk->presence = PRESENCE_ABSENT;
		free(hunk->done);
		hunk->done = NULL;
	}
}

/* All hunks are done, also those whose lines would not tell it. */
static void take_all(const struct patch_file *file, struct file_presence *presence)
{
	for (size_t h = 0; h < file->hunk_count; h++) {
		const struct patch_hunk *hunk = &file->hunks[h];
		struct hunk_presence *of = &presence->hunks[h];
		size_t line = hunk->new_start;

		if (of->presence == PRESENCE_THERE)
			continue;
		free(of->done);
		*of = (struct hunk_presence){
			.presence = PRESENCE_GONE,
			.is_comment = of->is_comment,
			.done = xcalloc(hunk->line_count + 1, sizeof(*of->done)),
		};
		mark_all(of, hunk);
		for (size_t i = 0; i < hunk->line_count; line += hunk->lines[i++].kind != '-')
			if (hunk->lines[i].kind == '+' && !of->line) {
				of->presence = PRESENCE_THERE;
				of->line = line;
			}
	}
}

void presence_find(const struct patch_file *file, const char *data, size_t len,
		   struct file_presence *ret_presence)
{
	struct finder finder = {
		.data = data,
		.len = len,
		.table = atom_table_new(),
		.is_code = is_code_path(file->new_path ? file->new_path : file->old_path),
		.work.all = FILE_STEPS,
	};

	ret_presence->hunks = xcalloc(file->hunk_count + 1, sizeof(*ret_presence->hunks));
	ret_presence->count = file->hunk_count;
	for (size_t i = 0; i < file->hunk_count; i++)
		look_at_hunk(&finder, &file->hunks[i], &ret_presence->hunks[i]);
	drop_unconfirmed(ret_presence);
	ret_presence->result = presence_is_result(file, data, len);
	if (ret_presence->result)
		take_all(file, ret_presence);
	for (size_t i = 0; i < ARRAY_SIZE(finder.stacks); i++)
		haystack_release(&finder.stacks[i]);
	if (finder.has_lines)
		lines_release(&finder.lines);
	atom_table_free(finder.table);
}

void file_presence_release(struct file_presence *presence)
{
	for (size_t i = 0; i < presence->count; i++)
		free(presence->hunks[i].done);
	free(presence->hunks);
	*presence = (struct file_presence){ 0 };
}

bool file_presence_adds(const struct file_presence *presence)
{
	for (size_t i = 0; i < presence->count; i++)
		if (presence->hunks[i].line)
			return true;
	return false;
}

enum presence file_presence_sum(const struct file_presence *presence)
{
	size_t there = 0, gone = 0, absent = 0, part = 0, comments = 0;

	for (size_t i = 0; i < presence->count; i++) {
		const struct hunk_presence *hunk = &presence->hunks[i];

		there += hunk->presence == PRESENCE_THERE;
		gone += hunk->presence == PRESENCE_GONE;
		part += hunk->presence == PRESENCE_PART;
		comments += hunk->presence == PRESENCE_ABSENT && hunk->is_comment;
		absent += hunk->presence == PRESENCE_ABSENT;
	}
	/* A comment that differs does not decide. */
	if (absent == comments && !part && (there || gone))
		absent = 0;
	if (absent || part)
		return there || gone || part ? PRESENCE_PART : PRESENCE_ABSENT;
	return there ? PRESENCE_THERE : gone ? PRESENCE_GONE : PRESENCE_ABSENT;
}
