/* SPDX-License-Identifier: GPL-2.0-only */
/* How presence.c is split. */
#ifndef PLACE_PRESENCE_PARTS_H
#define PLACE_PRESENCE_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "series/patch.h"
#include "syntax/atoms.h"
#include "syntax/clex.h"
#include "syntax/lines.h"

/* A line of a text, or of one side of a hunk, without what does not count. */
struct plain_line {
	uint64_t key;		/* equal lines have equal ones; 0: nothing in it */
	uint32_t first, count;	/* atoms */
	uint32_t weight;	/* 3 for each word, 1 for each operator */
};

/* What a text is read for. */
enum plain_kind {
	PLAIN_CODE,	/* C, without its comments */
	PLAIN_COMMENTS,	/* C, with its comments as if they were code */
	PLAIN_WORDS,	/* anything else: words and other bytes */
};

/* A text as lines of atoms. */
struct plain_text {
	const char *data;		/* the caller's */
	struct atom *atoms;
	size_t atom_count;
	struct plain_line *lines;
	size_t line_count;
};

/*
 * Read a text. within_comment: it begins in the middle of one. false: it is too large. The
 * caller releases it in any case; the atoms' bytes belong to `data`.
 */
bool plain_text_read(struct plain_text *text, struct atom_table *table, const char *data,
		     size_t len, enum plain_kind kind, bool within_comment);
void plain_text_release(struct plain_text *text);

/* Are two runs of atoms the same? */
bool plain_same_atoms(const struct atom *a, size_t a_count, const struct atom *b, size_t b_count);

/*
 * Do lines [first, end) of a side stand in the file from one of its lines on, with nothing but
 * blank lines in between? *ret_behind: the line behind them.
 */
bool plain_stands(const struct plain_text *side, size_t first, size_t end,
		  const struct plain_text *file, size_t line, size_t *ret_behind);

/* Are these atoms all operators? */
bool plain_is_punctuation(const struct plain_text *text, size_t line);

/*
 * Does a line begin or end a section: with a '}' or a word, but not a label, in its first column?
 * data: what the text was read from.
 */
bool plain_bounds_section(const struct plain_text *text, size_t line, const char *data);

/* How alike two lines are, 0 to 100, as atom_line_likeness(). */
unsigned plain_likeness(const struct plain_text *a, size_t i, const struct plain_text *b, size_t j);

/* The file that is searched. */
struct haystack {
	struct plain_text text;
	struct key_line *keys;		/* sorted by key, then line */
	size_t key_count;
	uint32_t *sections;		/* of each line; those that begin or end one: odd */
	uint32_t *uses;			/* of each atom's id (see haystack_uses()) */
	size_t use_count;
};

struct key_line {
	uint64_t key;
	uint32_t line;
};

bool haystack_init(struct haystack *stack, struct atom_table *table, const char *data, size_t len,
		   enum plain_kind kind);
void haystack_release(struct haystack *stack);

/* The lines with a key: *ret_count of them, rising. */
const struct key_line *haystack_lines(const struct haystack *stack, uint64_t key,
				      size_t *ret_count);

/* How often an atom is in the file. */
uint32_t haystack_uses(const struct haystack *stack, uint32_t id);

/*
 * What is left to be done for a hunk and for all of a file. Patches of others are read, so what
 * could grow faster than they do is counted.
 */
struct work {
	uint64_t hunk, all;	/* steps, each about a comparison of two numbers */
	bool stopped;		/* that was not enough, or Ctrl-C has come: nothing is known */
};

#define HEADING_STEPS 16	/* for a line that is compared with a heading */

/* Take so many steps. false: it is stopped, and what is answered does not count. */
bool work_take(struct work *work, uint64_t steps);

/* One side of a hunk. */
struct side {
	struct plain_text text;
	uint32_t *ids;			/* of its atoms, sorted */
	uint64_t *keys;			/* of its lines, sorted */
	size_t back_start, back_count;	/* lines of the file that are aligned, and for each */
	uint32_t *back;			/* its partner */
	char *data;
	uint32_t *hunk_lines;	/* of each line of the text: its index in the hunk */
	uint32_t *partners;	/* of each line: its line in the file; ALIGN_NONE */
};

/* Read the side without lines of kind `other`. The caller releases it. */
void side_init(struct side *side, struct atom_table *table, const struct patch_hunk *hunk,
	       char other, enum plain_kind kind);
void side_release(struct side *side);

bool side_has_atom(const struct side *side, uint32_t id);
bool side_has_key(const struct side *side, uint64_t key);

/* Lines [start, end) of the file. */
struct window {
	size_t start, end;
};

/*
 * Where in a region of the file the hunk belongs by most of its context; of equally good
 * places, the one nearest to the line `expected` (from 0). false: it is nowhere.
 */
bool window_choose(struct work *work, const struct haystack *stack, const struct side *old,
		   const struct side *new, const struct patch_hunk *hunk,
		   const struct window *region, size_t expected, struct window *ret_window);

/* Align a side's lines with those of a window: fills its partners. */
void window_align(struct work *work, const struct haystack *stack, const struct window *window,
		  struct side *side);

/* A run of removed and added lines of a hunk. */
struct hunk_change {
	size_t start, end;		/* lines of the hunk */
	size_t old_start, old_end;	/* of the old side */
	size_t new_start, new_end;	/* of the new side */
};

/* A hunk that is looked for in a file. */
struct search {
	struct work *work;
	size_t weight_old, weight_new;	/* of what the file has exactly as that side */
	const struct haystack *stack;
	const char *text;		/* the file's bytes */
	const struct lines *lines;	/* and its lines */
	const struct patch_hunk *hunk;
	struct side old, new;
	bool whole;			/* the window is just the whole new side */
	bool context;			/* the hunk has a line of context with a word */
	bool in_function;		/* it is a function, not a structure or so */
	struct window function;		/* that the hunk is for; or all */
	struct window region, window;
};

/*
 * Do lines [first, end) of a side, and the nearest line with text above and below them, stand in
 * the file just so, with nothing but blank lines in between?
 */
bool side_stands(const struct search *search, const struct side *side, size_t first, size_t end);

/* Is an atom a word or number, no operator? */
static inline bool plain_is_word(const struct atom *atom)
{
	return atom->kind != ATOM_PUNCT;
}

/* The atoms of lines [first, end): *ret_count of them, one behind the other. */
const struct atom *plain_atoms(const struct plain_text *text, size_t first, size_t end,
			       size_t *ret_count);

/* Is atom i of an array the first one with its id? */
bool plain_is_first(const struct atom *atoms, size_t i);

/* The line that has an atom, by its index in the text. */
size_t plain_line_of(const struct plain_text *text, size_t atom);

/* "return", "goto" ...: a word before which another one stands without being declared by it? */
bool plain_starts_statement(const char *data, const struct atom *atom);

/* Is one of two words within the other? */
bool name_is_within(const char *a, size_t a_len, const char *b, size_t b_len);

/* Is a line of a side paired with one of the file that has the same in it? */
bool side_is_exact(const struct search *search, const struct side *side, size_t line);

/* Lines [start, end) of the file in which a change would be. */
struct zone {
	size_t start, end;
	bool above, below;	/* bounded by the very lines next to the change */
	bool words_above, words_below;	/* which have a word */
	bool bounded;		/* by lines of context on both sides, wherever they are */
};

/* Lines of a side, aligned atom by atom with a zone. */
struct match {
	bool whole;		/* every word and operator is there */
	size_t words;		/* all of the lines' */
	size_t more;		/* atoms that only the file has, between the first and the last */
	size_t before, behind;	/* and in the rest of the zone */
	bool inverted;		/* of these, operators but no word: "!x" is not "x" */
	size_t renamed;
	size_t first, last;	/* atoms of the file: the first and the last that are paired */
};

/* The zone of lines [first, end) of a side, both of which are aligned with the window. */
struct zone zone_find(const struct search *search, const struct side *side, size_t first,
		      size_t end);

/* Align these lines with a zone atom by atom. What is too much work matches nothing. */
struct match match_lines(const struct search *search, const struct side *side, size_t first,
			 size_t end, const struct zone *zone);

/*
 * Code that the hunk moves is on both sides. Which of the two the file has, the better alignment
 * tells: is what matches a line of `kind` of the other side there, and so not what is looked for?
 */
bool match_is_moved(const struct search *search, const struct match *match,
		    const struct side *other, char kind);

/*
 * presence_region.c: the lines of the function that the hunk names and around it, or all, also
 * where lines is NULL. *ret_function: those of the function itself; *ret_in_function: it is one.
 */
struct window region_find(struct work *work, const struct lines *lines,
			  const struct patch_hunk *hunk, struct window *ret_function,
			  bool *ret_in_function);

/* Is a line of the file in the function that the change is for, if the file has that? */
bool change_is_in_function(const struct search *search, const struct hunk_change *change,
			   size_t line);

/*
 * presence_whole.c: the search's window becomes just the whole new side, where that stands nearest
 * to the line `expected` (from 0). false: it stands nowhere in its region.
 */
bool window_find_whole(struct search *search, size_t expected);

/*
 * Does the whole old side stand in the function, but not where the new side is? whole: that is all
 * of the window.
 */
bool side_old_occurs(const struct search *search, bool whole);

enum change_state {
	CHANGE_ABSENT,
	CHANGE_DOUBTFUL,	/* the file has a part of it, or it in another form */
	CHANGE_THERE,
	CHANGE_GONE,		/* it only removes, and that is not there */
	CHANGE_NEUTRAL,		/* it alters only what does not count */
};

struct change_answer {
	enum change_state state;
	bool weak;		/* gone, but perhaps only because the file has it otherwise */
	bool grown;
	bool elsewhere;		/* there, but not where it belongs: it has moved */
	size_t first;		/* line of the file where it begins, from 0 */
	size_t line;		/* of the file that shows it best, from 0 */
};

/*
 * Is what a change removes not in the file? new_fits_better: more of the file is as the new side
 * is.
 */
bool change_is_removed(const struct search *search, const struct hunk_change *change,
		       bool new_fits_better);

/* May it, of which that is so, be there nevertheless, elsewhere or under another name? */
bool change_is_weakly_removed(const struct search *search, const struct hunk_change *change);

/* Has the file a part of what the change brings in or near its zone? *ret_line: where, from 0. */
bool change_is_begun(const struct search *search, const struct hunk_change *change,
		     const struct zone *zone, size_t *ret_line);

/*
 * Are all lines that the change brings in the file already, once, but not where they belong:
 * entries in the same list, others nearby? *ret_line: where, from 0.
 */
bool change_is_misplaced(const struct search *search, const struct hunk_change *change,
			 const struct zone *zone, size_t *ret_line);

/*
 * Is a change there? Both sides are aligned with the window. whole: all of the new side stands
 * there, and not the old one.
 */
struct change_answer change_look(const struct search *search, const struct hunk_change *change,
				 bool whole);

/* presence_result.c */

/* Digits of a blob's id on an index line that tell it; git writes no fewer. */
#define RESULT_DIGITS_MIN 7u

/*
 * Is the file the patch's result: has it the id that the index line names, and does it show all
 * hunks where the patch says?
 */
bool presence_is_result(const struct patch_file *file, const char *data, size_t len);

#endif
