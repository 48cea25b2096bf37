// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lines that are partners may begin and end at different places of a statement: what A has in
 * one line, B may have in two. A place that is between statements in A is moved over lines that
 * only B has until it is so in B, to the nearer side, by no more than REACH lines and never past
 * a line that A has, too. Where a line is not between statements in A either, the place stays.
 *
 * Being between is told by the last atom above the line: ; { } or :, or a comma outside of
 * brackets. What it does not tell is compared with A: whether the line is within a comment, is
 * continued behind a backslash, or follows the last item of a list that has no comma.
 */
#include "adapt/statement_edge.h"

#include <string.h>

#include "adapt/adapt.h"
#include "adapt/alignment.h"
#include "adapt/changes.h"
#include "adapt/input.h"

#define REACH 4		/* lines that a place is moved by at most */

static bool is_one_of(const struct atom_text *text, const struct atom *atom, const char *set)
{
	return atom->kind == ATOM_PUNCT && atom->len == 1 && strchr(set, text->data[atom->start]);
}

/* The number of open ( and [ in the definition where a line begins. */
static long open_brackets(const struct source_file *side, size_t line)
{
	const struct cdef *def = definition_around(side, line, line);
	const struct atom_text *text = &side->text;
	long open = 0;

	if (!def || line >= text->line_count)
		return 0;
	for (size_t i = text->lines[def->first_line].first; i < text->lines[line].first; i++) {
		const struct atom *atom = &text->atoms[i];

		if (!atom->directive)
			open += is_one_of(text, atom, "([") - is_one_of(text, atom, ")]");
	}
	return open;
}

/* Does a line begin between statements or list items? The last item needs no comma. */
static bool is_between(const struct source_file *side, size_t line)
{
	const struct atom_text *text = &side->text;
	size_t i = line < text->line_count ? text->lines[line].first : text->atom_count;

	if (i < text->atom_count && is_one_of(text, &text->atoms[i], "}"))
		return true;
	while (i && text->atoms[i - 1].kind == ATOM_COMMENT)
		i--;
	/* Macros are not expanded. */
	if (!i || text->atoms[i - 1].directive)
		return true;
	return is_one_of(text, &text->atoms[i - 1], ";{}:") ||
	       (is_one_of(text, &text->atoms[i - 1], ",") && !open_brackets(side, line));
}

/* Is a line of B the partner of a line of A outside of [start, end)? */
static bool is_partner(const struct alignment *alignment, size_t b_line, size_t start, size_t end)
{
	const struct atom_text *a = &alignment->a->text;

	for (size_t i = 0; i < a->line_count; i++)
		if (alignment_partner(alignment, i) == b_line && (i < start || i >= end) &&
		    a->lines[i].id)
			return true;
	return false;
}

static bool line_ends_with(const struct atom_text *text, size_t line, const char *end)
{
	const struct atom_line *l = &text->lines[line];
	size_t len = l->len;

	while (len && strchr(" \t\r\n", text->data[l->start + len - 1]))
		len--;
	return len >= strlen(end) &&
	       !memcmp(text->data + l->start + len - strlen(end), end, strlen(end));
}

/* Does a line continue the one before it, which ends with a backslash? */
static bool goes_on(const struct atom_text *text, size_t line)
{
	return line && line <= text->line_count && line_ends_with(text, line - 1, "\\");
}

static bool starts_comment(const struct atom_text *text, size_t line)
{
	const struct atom_line *l = &text->lines[line];
	const char *at = text->data + l->start, *end = at + l->len;

	while (at < end && strchr(" \t", *at))
		at++;
	return end - at > 1 && at[0] == '/' && (at[1] == '*' || at[1] == '/');
}

/* At the end of a list: does the last item, if any, end with a comma? */
static bool ends_item(const struct atom_text *text, size_t line)
{
	size_t i = line < text->line_count ? text->lines[line].first : text->atom_count;

	if (i == text->atom_count || !is_one_of(text, &text->atoms[i], "}"))
		return true;
	while (i && text->atoms[i - 1].kind == ATOM_COMMENT)
		i--;
	return !i || text->atoms[i - 1].directive || is_one_of(text, &text->atoms[i - 1], ";{}:,");
}

/* Is a line inside a comment that began above it? */
static bool is_in_comment(const struct atom_text *text, size_t line)
{
	const struct atom *last;
	size_t above = line;

	if (line >= text->line_count)
		return false;
	while (above && !text->lines[above - 1].id)
		above--;
	if (!above || !text->lines[above - 1].count)
		return false;
	last = text->atoms + text->lines[above - 1].first + text->lines[above - 1].count - 1;
	return last->kind == ATOM_COMMENT && !line_ends_with(text, above - 1, "*/") &&
	       text->lines[line].count &&
	       text->atoms[text->lines[line].first].kind == ATOM_COMMENT &&
	       !starts_comment(text, line);
}

/*
 * What atoms do not tell: is the place in a continued line, inside a comment or at the end of a
 * list without comma in one file only? For continued lines the end of the replaced lines counts as
 * well.
 */
static const char *differs(const struct adapt_input *in, const struct adapt_change *change)
{
	const struct atom_text *a = &in->a.text, *b = &in->b.text;
	size_t a_end = change->a_line + change->a_count, b_end = change->b_line + change->b_count;

	if (goes_on(a, change->a_line) != goes_on(b, change->b_line) ||
	    goes_on(a, a_end) != goes_on(b, b_end))
		return "line continuation differs in this branch";
	if (is_in_comment(a, change->a_line) != is_in_comment(b, change->b_line))
		return "would end up inside a comment, or outside of one";
	if (!change->a_count && ends_item(a, change->a_line) && !ends_item(b, change->b_line))
		return "no comma at the end of the list in this branch";
	return NULL;
}

static bool mend(const struct adapt_input *in, const struct alignment *alignment,
		 struct adapt_change *change)
{
	const struct source_file *a = &in->a, *b = &in->b;
	size_t a_end = change->a_line + change->a_count, b_end = change->b_line + change->b_count;
	size_t first = change->b_line, last = b_end;

	if (is_between(a, change->a_line))
		while (!is_between(b, first)) {
			if (!first || change->b_line - first == REACH ||
			    is_partner(alignment, first - 1, change->a_line, a_end))
				break;
			first--;
		}
	if (is_between(a, a_end))
		while (!is_between(b, last)) {
			if (last >= b->text.line_count || last - b_end == REACH ||
			    is_partner(alignment, last, change->a_line, a_end))
				break;
			last++;
		}
	if ((is_between(a, change->a_line) && !is_between(b, first)) ||
	    (is_between(a, a_end) && !is_between(b, last))) {
		if (!change->a_count && is_between(b, last))
			first = last;
		else if (!change->a_count && is_between(b, first))
			last = first;
		else
			return change_refuse(
				change, "would be in the middle of a statement of this branch");
	}
	if (!change->a_count) {
		/* To the nearer side. */
		if (last - b_end <= change->b_line - first || first == change->b_line)
			first = last;
		change->b_line = first;
		return true;
	}
	change->b_line = first;
	change->b_count = last - first;
	return true;
}

bool statement_edge_mend(const struct adapt_input *in, const struct alignment *alignment,
			 struct adapt_change *change)
{
	const char *why = mend(in, alignment, change) ? differs(in, change) : "";

	return why ? change_refuse(change, why) : true;
}
