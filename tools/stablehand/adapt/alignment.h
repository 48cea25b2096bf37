/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which line of B corresponds to each line of A (its partner). Ranges of lines are aligned as
 * changes need them; lines outside of these were not asked for yet. Only the functions of this
 * header write an alignment, and only three steps call those that do: adapt/surroundings.c
 * aligns, adapt/placement.c follows lines that have moved, adapt/inlined.c forgets.
 */
#ifndef ADAPT_ALIGNMENT_H
#define ADAPT_ALIGNMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "adapt/source_file.h"
#include "syntax/align.h"

struct alignment {
	const struct source_file *a, *b;	/* the caller's */
	uint32_t *partners;			/* lines of B, or ALIGN_NONE; private */
	bool *asked;				/* lines of A that were aligned; private */
};

/* An empty alignment. Both files have to live as long; the caller releases it. */
void alignment_init(struct alignment *alignment, const struct source_file *a,
		    const struct source_file *b);

void alignment_release(struct alignment *alignment);
#define _cleanup_alignment_ __attribute__((cleanup(alignment_release)))

/* Was a line of A aligned? false for one behind the last. */
static inline bool alignment_asked(const struct alignment *alignment, size_t line)
{
	return line < alignment->a->text.line_count && alignment->asked[line];
}

/* B's line for one of A's, or ALIGN_NONE: it has none, or was not asked for. */
static inline uint32_t alignment_partner(const struct alignment *alignment, size_t line)
{
	return alignment_asked(alignment, line) ? alignment->partners[line] : ALIGN_NONE;
}

/* Has a line of A a partner that is the same but for white space? */
bool alignment_is_exact(const struct alignment *alignment, size_t line);

/*
 * Find the partners of lines `a` of A among lines `b` of B, replacing those that they had. false:
 * too many to compare (ALIGN_MAX_CELLS); none of the lines has a partner then.
 */
bool alignment_align(struct alignment *alignment, struct line_range a, struct line_range b);

/* Make b_line the partner of a line that was asked for. */
void alignment_set(struct alignment *alignment, size_t line, uint32_t b_line);

/* As if these lines had never been asked for. */
void alignment_forget(struct alignment *alignment, struct line_range a);

#endif
