/* SPDX-License-Identifier: GPL-2.0-only */
/* What the behaviour tests of a series showed on a branch: a matrix of cells. */
#ifndef RESULT_BEHAVIOUR_H
#define RESULT_BEHAVIOUR_H

#include <stdbool.h>
#include <stddef.h>

#include "result/seen.h"

enum cell_result {
	CELL_MET,		/* it showed what is expected */
	CELL_NOT_MET,
	CELL_NOT_RUN,		/* why says the reason: not built, no such tree here */
	CELL_COUNT
};

/* One test in one variant of one state. All texts are allocated; `why` and on may be NULL. */
struct behaviour_cell {
	char *test, *variant, *state;
	char *test_what, *state_what;
	enum cell_result result;
	char *outcome;		/* "pass"; NULL: not run */
	char *shown;		/* a line of its log that tells what was seen */
	char *kernel_log;	/* all complaints of the kernel */
	char *output;
	char *why;		/* what is not as expected, or why it was not run */
	char *log;		/* of the boot */
};

struct behaviour_result {
	struct behaviour_cell *cells;	/* by test, then variant, then state */
	size_t count, alloc;
	char **notes;			/* what the cells tell together */
	size_t note_count, note_alloc;
	struct seen seen;
};

/*
 * When all cells are there: say anew where the kernel's complaint is the only thing
 * that tells two states apart.
 */
void behaviour_result_note(struct behaviour_result *result);

/* "met", "not met", "not run". */
const char *cell_result_name(enum cell_result result);

/* How many cells came out like that. */
size_t behaviour_result_count(const struct behaviour_result *result, enum cell_result which);

/* Free what it holds and zero it. */
void behaviour_cell_release(struct behaviour_cell *cell);
void behaviour_result_release(struct behaviour_result *result);

#endif
