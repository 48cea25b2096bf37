/* SPDX-License-Identifier: GPL-2.0-only */
/* Names and headers that are replaced by rule (adapt/renamings.h). */
#ifndef ADAPT_RENAME_BY_RULE_H
#define ADAPT_RENAME_BY_RULE_H

#include <stdbool.h>
#include <stddef.h>

struct adapt_change;
struct adapt_input;
struct pieces;

/*
 * Replace the name at piece i, which B does not have, by the first rule all of whose names B has
 * and none of whose words (`without`) are in the function. An argument that is more than one
 * operand gets brackets where the rule puts an operator next to it. false: there is none.
 */
bool rename_by_rule(const struct adapt_input *in, const struct adapt_change *change,
		    struct pieces *pieces, size_t i);

/*
 * If an #include begins at piece i, of a header that B does not have: replace it by that under
 * which B has it (*ret_swapped is set). false, with the reason in change->text: it has none.
 */
bool rename_include(const struct adapt_input *in, struct adapt_change *change,
		    struct pieces *pieces, size_t i, bool *ret_swapped);

#endif
