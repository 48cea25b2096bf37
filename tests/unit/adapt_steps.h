/* SPDX-License-Identifier: GPL-2.0-only */
/* A step of an adaptation by itself: what it is given is set up from three small texts. */
#ifndef TESTS_ADAPT_STEPS_H
#define TESTS_ADAPT_STEPS_H

#include "unit.h"

#include "adapt/adapt.h"
#include "adapt/alignment.h"
#include "adapt/changes.h"
#include "adapt/input.h"
#include "adapt/pieces.h"

struct steps {
	struct adapt_options options;
	struct adapt_input in;
	struct change_list changes; /* of A_OLD, not located */
	struct alignment alignment; /* of nothing yet */
};

static inline struct adapt_bytes bytes_of(const char *text)
{
	return (struct adapt_bytes){ text, strlen(text) };
}

/* Set up in place: the input keeps a pointer to the options. */
static inline void steps_begin(struct steps *steps, const char *a_old, const char *a_new,
			       const char *b_old)
{
	_cleanup_error_ struct error *err = NULL;

	*steps = (struct steps){ .options = {
					 .a_old = bytes_of(a_old),
					 .a_new = bytes_of(a_new),
					 .b_old = bytes_of(b_old),
				 } };
	assert_works(adapt_input_read(&steps->options, &steps->in, &err), err);
	assert_works(changes_find(&steps->in, &steps->changes, &err), err);
	alignment_init(&steps->alignment, &steps->in.a, &steps->in.b);
}

static inline void steps_end(struct steps *steps)
{
	alignment_release(&steps->alignment);
	change_list_release(&steps->changes);
	adapt_input_release(&steps->in);
}
#define _cleanup_steps_ __attribute__((cleanup(steps_end)))

/* Align all of A_OLD with all of B_OLD. */
static inline void steps_align(struct steps *steps)
{
	assert_true(alignment_align(&steps->alignment,
				    (struct line_range){ 0, steps->in.a.text.line_count },
				    (struct line_range){ 0, steps->in.b.text.line_count }));
}

/* The number, from 0, of the only line of a text that is `line`, without its newline. */
static inline size_t line_number(const struct atom_text *text, const char *line)
{
	size_t found = SIZE_MAX;

	for (size_t i = 0; i < text->line_count; i++) {
		const struct atom_line *l = &text->lines[i];

		if (l->len < strlen(line) || memcmp(text->data + l->start, line, strlen(line)) ||
		    (l->len > strlen(line) && text->data[l->start + strlen(line)] != '\n'))
			continue;
		if (found != SIZE_MAX)
			fail_msg("there is more than one line \"%s\"", line);
		found = i;
	}
	if (found == SIZE_MAX)
		fail_msg("there is no line \"%s\"", line);
	return found;
}

/* Have a change go in front of a line of B_OLD, or replace as many from there on as it does in A. */
static inline void steps_place(struct steps *steps, struct adapt_change *change, const char *line)
{
	change->b_line = line_number(&steps->in.b.text, line);
	change->b_count = change->a_count;
}

/* Pieces of the lines that a change has in A_NEW, all of them added by it. */
static inline void steps_pieces(const struct steps *steps, const struct adapt_change *change,
				struct pieces *pieces)
{
	const struct atom_text *n = &steps->in.n.text;
	size_t end = n->lines[change->n_line].start;

	for (size_t line = change->n_line; line < change->n_line + change->n_count; line++)
		for (size_t i = 0; i < n->lines[line].count; i++) {
			const struct atom *atom = &atom_line_atoms(n, line)[i];

			*ARRAY_ADD(pieces->items, pieces->count, pieces->alloc) = (struct piece){
				.space = { n->data + end, atom->start - end },
				.text = { n->data + atom->start, atom->len },
				.id = atom->id,
				.kind = atom->kind,
				.directive = atom->directive,
				.added = true,
			};
			end = atom->start + atom->len;
		}
	pieces->tail = bytes_of("\n");
}

/* The first piece that is this text. */
static inline size_t piece_number(const struct pieces *pieces, const char *text)
{
	for (size_t i = 0; i < pieces->count; i++)
		if (piece_is(pieces, i, text))
			return i;
	fail_msg("there is no piece \"%s\"", text);
	return 0;
}

#endif
