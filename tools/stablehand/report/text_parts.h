/* SPDX-License-Identifier: GPL-2.0-only */
/* How report_text() is split; nothing else needs this. */
#ifndef REPORT_TEXT_PARTS_H
#define REPORT_TEXT_PARTS_H

#include <stdbool.h>

#include "result/result.h"
#include "util/out.h"

/* Text that may have several lines, made printable, each behind indent. */
void text_indented(struct out *to, const char *text, const char *indent);

/*
 * The patches of a series on a branch (indexes): a table of the verdicts, what backs
 * each of them, and the files that were written. Patches have their numbers when
 * the report is of more than one.
 */
void text_patches(const struct result *result, size_t branch, size_t series, struct out *to);

/* The selftests of a branch: each state alone or base against ported, by variant. */
void text_tests(const struct branch_result *b, struct out *to);

/* Each of these prints nothing where there is nothing to tell. */
void text_steps(const struct steps_result *steps, const char *series, struct out *to);
void text_check(const struct check_comparison *check, const char *series, struct out *to);
void text_code(const struct code_result *code, struct out *to);
void text_coverage(const struct coverage_result *coverage, const char *series, struct out *to);

/*
 * asked: options for the command that repeats a test, as struct branch_result has
 * them; or NULL.
 */
void text_behaviour(const struct behaviour_result *behaviour, const char *branch,
		    const char *series, const char *asked, struct out *to);

#endif
