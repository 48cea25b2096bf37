// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ways out of a function that a change adds. Where A just returns and B goes to a
 * label, B holds there what has to be given back, and a return that is new would
 * keep it.
 */
#include <string.h>

#include "port/adapt_parts.h"

static bool begins_with(const struct atom_text *text, size_t line, const char *word)
{
	const struct atom *first = text->atoms + text->lines[line].first;

	return text->lines[line].count && first->kind == ATOM_WORD && first->len == strlen(word) &&
	       !memcmp(text->data + first->start, word, first->len);
}

/* Does another part of the change take the line away: is it moved? */
static bool is_moved(const struct adapter *adapter, size_t n_line)
{
	for (size_t i = 0; i < adapter->result.change_count; i++) {
		const struct adapt_change *change = &adapter->result.changes[i];

		for (size_t k = change->a_line; k < change->a_line + change->a_count; k++)
			if (adapter->a.text.lines[k].id == adapter->n.text.lines[n_line].id)
				return true;
	}
	return false;
}

static bool adds_return(const struct adapter *adapter, const struct adapt_change *change)
{
	for (size_t i = change->n_line; i < change->n_line + change->n_count; i++)
		if (begins_with(&adapter->n.text, i, "return") && !is_moved(adapter, i))
			return true;
	return false;
}

static uint32_t partner(const struct adapter *adapter, size_t line)
{
	return adapter->aligned[line] ? adapter->partners[line] : ALIGN_NONE;
}

/* B's line for the condition on a line of A: behind the same statement, else the line's partner. */
static uint32_t condition_in_b(const struct adapter *adapter, size_t line)
{
	const struct atom_text *a = &adapter->a.text, *b = &adapter->b.text;
	uint32_t above = line ? partner(adapter, line - 1) : ALIGN_NONE;

	if (above != ALIGN_NONE && above + 1 < b->line_count && a->lines[line - 1].id == b->lines[above].id &&
	    a->lines[line].id == b->lines[above + 1].id)
		return above + 1;
	return partner(adapter, line);
}

/*
 * Does A leave its function on a line, under a condition that B has, too, and B go to a label
 * there? 1: it does; 0: B returns, too; -1: it is no such line, or not told.
 */
static int goes_instead(const struct adapter *adapter, size_t line)
{
	const struct atom_text *a = &adapter->a.text, *b = &adapter->b.text;
	uint32_t at;

	if (!line || !begins_with(a, line, "return") || !begins_with(a, line - 1, "if"))
		return -1;
	at = condition_in_b(adapter, line - 1);
	if (at == ALIGN_NONE || at + 1 >= b->line_count)
		return -1;
	return begins_with(b, at + 1, "goto") ? 1 : begins_with(b, at + 1, "return") ? 0 : -1;
}

bool adapt_keep_exits(const struct adapter *adapter, struct adapt_change *change)
{
	size_t end = change->a_line + change->a_count;
	const struct cdef *def = adapt_definition_around(&adapter->a, change->a_line, end);
	int above = -1, below = -1;

	if (!def || def->kind != CDEF_FUNCTION || !adds_return(adapter, change))
		return true;
	for (size_t i = change->a_line; i-- > def->first_line && above < 0; )
		above = goes_instead(adapter, i);
	for (size_t i = end; i <= def->last_line && below < 0; i++)
		below = goes_instead(adapter, i);
	return above == 1 || below == 1 ?
	       adapt_refuse(change, "the branch has something to give back on its ways out there") : true;
}
