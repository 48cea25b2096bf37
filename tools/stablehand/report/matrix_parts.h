/* SPDX-License-Identifier: GPL-2.0-only */
/* How matrix_text() is split; nothing else needs this. */
#ifndef REPORT_MATRIX_PARTS_H
#define REPORT_MATRIX_PARTS_H

#include <stdbool.h>

#include "report/matrix.h"

/* What of a result the matrix shows, and how wide it may be. */
struct sheet {
	const struct result *result;
	struct out *to;
	size_t width;
	size_t *branches, branch_count;	/* those that have an answer, or will; indexes */
	size_t *rows, row_count;	/* those that some branch is given; indexes */
	bool several_series;
};

/* What a patch is called by in the sheet: its subject, or else the name of its file. */
const char *sheet_label(const struct sheet *sheet, size_t row);

/* "clean", "blocked by 2", "-" (not given), "..." (not known yet). Allocated. */
char *sheet_word(const struct sheet *sheet, size_t branch, size_t row);

/* The style of that. */
enum style sheet_style(const struct sheet *sheet, size_t branch, size_t row);

/* The release of a branch, or "". */
const char *sheet_release(const struct sheet *sheet, size_t branch);

/*
 * Branches down, patches across, with words or with one letter each, and the patches below. False,
 * with nothing printed: they do not fit either.
 */
bool sheet_print_turned(const struct sheet *sheet);

/* All that is told below the matrix. */
void matrix_notes(const struct result *result, struct out *to);

#endif
