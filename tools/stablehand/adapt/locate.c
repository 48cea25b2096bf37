// SPDX-License-Identifier: GPL-2.0-only
/* Which lines of B a change replaces, or between which it goes. */
#include <stdlib.h>
#include <string.h>

#include "adapt/adapt_parts.h"
#include "util/alloc.h"

#define CONTEXT_LINES 3	/* that a patch shows around a change */
#define NEAR_LINES 12	/* around a change, by which its code is put further in or out */
#define GAP_LINES 3	/* of B between the lines that an insertion is between */

static bool exact_partner(const struct adapter *adapter, size_t line)
{
	uint32_t j = adapt_partner(adapter, line);

	return j != ALIGN_NONE && adapter->a.text.lines[line].id == adapter->b.text.lines[j].id;
}

/* Weight of the lines that are the same, without gap, above (-1) or below (1) a place. */
static size_t run_weight(const struct adapter *adapter, size_t line, int step)
{
	size_t weight = 0;
	uint32_t last = ALIGN_NONE;

	for (int n = 0; n < 4; n++, line += step) {
		uint32_t j;

		if (line >= adapter->a.text.line_count || !exact_partner(adapter, line))
			break;
		j = adapt_partner(adapter, line);
		if (last != ALIGN_NONE && j != last + step)
			break;
		last = j;
		weight += adapter->a.text.lines[line].weight;
	}
	return weight;
}

static bool same_bytes(const struct atom_text *x, size_t i, const struct atom_text *y, size_t j)
{
	const struct atom_line *p = &x->lines[i], *q = &y->lines[j];

	return p->len == q->len && !memcmp(x->data + p->start, y->data + q->start, p->len);
}

/* Are the lines above and below an insertion neighbours in B, too? */
static bool fits_between(const struct adapter *adapter, size_t at)
{
	uint32_t above = at ? adapt_partner(adapter, at - 1) : ALIGN_NONE;

	return above != ALIGN_NONE && adapt_partner(adapter, at) == above + 1;
}

/*
 * Lines put between equal ones can as well be said to be put a line higher or
 * lower. Choose the place whose neighbours are neighbours in B.
 */
static void slide_insertion(const struct adapter *adapter, struct adapt_change *change)
{
	const struct atom_text *a = &adapter->a.text, *n = &adapter->n.text;
	struct adapt_change slid = *change;

	if (fits_between(adapter, change->a_line))
		return;
	while (slid.a_line && same_bytes(a, slid.a_line - 1, n, slid.n_line + slid.n_count - 1)) {
		slid.a_line--;
		slid.n_line--;
		if (fits_between(adapter, slid.a_line)) {
			*change = slid;
			return;
		}
	}
	slid = *change;
	while (slid.a_line < a->line_count && same_bytes(a, slid.a_line, n, slid.n_line)) {
		slid.a_line++;
		slid.n_line++;
		if (fits_between(adapter, slid.a_line)) {
			*change = slid;
			return;
		}
	}
}

/*
 * Is the nearest line above (step -1) or below (1) a place that is not blank the
 * same in B? For what was split off, a line that the change replaces will do.
 */
static bool is_held(const struct adapter *adapter, const struct adapt_change *change, int step)
{
	const struct atom_text *a = &adapter->a.text;
	size_t line = step < 0 ? change->a_line - 1 : change->a_line;

	while (line < a->line_count && !a->lines[line].id)
		line += step;
	return change->part ? adapt_partner(adapter, line) != ALIGN_NONE : exact_partner(adapter, line);
}

static bool b_line_is(const struct adapter *adapter, size_t b, size_t a)
{
	return b < adapter->b.text.line_count && a < adapter->a.text.line_count &&
	       adapter->b.text.lines[b].id == adapter->a.text.lines[a].id;
}

bool adapt_declares(const struct atom_text *text, size_t line)
{
	static const char *const control[] = { "return", "goto", "else", "case" };
	const struct atom_line *l = &text->lines[line];
	const struct atom *atoms;
	size_t i = 1;

	if (line >= text->line_count)
		return false;
	atoms = text->atoms + l->first;
	if (l->count < 3 || atoms[0].kind != ATOM_WORD)
		return false;
	for (size_t j = 0; j < ARRAY_SIZE(control); j++)
		if (atoms[0].len == strlen(control[j]) &&
		    !memcmp(text->data + atoms[0].start, control[j], atoms[0].len))
			return false;
	while (i < l->count && atoms[i].kind == ATOM_PUNCT && text->data[atoms[i].start] == '*')
		i++;
	return i < l->count && atoms[i].kind == ATOM_WORD;
}

/* Lines of B [low, high) that are neither blank nor alone on their line. */
static size_t count_lines(const struct atom_text *text, size_t low, size_t high)
{
	size_t count = 0;

	for (size_t i = low; i < high; i++)
		count += text->lines[i].weight > 2;
	return count;
}

/* ".open = f,": a member's value, whose place among the others means nothing. */
static bool is_designator(const struct atom_text *text, size_t line)
{
	const struct atom *atoms;

	if (line >= text->line_count || text->lines[line].count < 4)
		return false;
	atoms = text->atoms + text->lines[line].first;
	return atoms[0].len == 1 && text->data[atoms[0].start] == '.' && atoms[1].kind == ATOM_WORD;
}

/*
 * What is added outside of definitions is for what follows: where B has others between
 * its neighbours, it goes in front of the one that follows.
 */
static bool goes_in_front(const struct adapter *adapter, struct adapt_change *change)
{
	size_t at = change->a_line, up = at;
	uint32_t above = ALIGN_NONE;

	if (!adapter->a.text.lines[at].id || !exact_partner(adapter, at) || fits_between(adapter, at) ||
	    adapt_definition_around(&adapter->a, at, at))
		return false;
	while (up && adapter->aligned[up - 1] && (above == ALIGN_NONE || !adapter->a.text.lines[up].id))
		above = adapt_partner(adapter, --up);
	if (above == ALIGN_NONE || above >= adapt_partner(adapter, at))
		return false;
	change->b_line = adapt_partner(adapter, at);
	return true;
}

/* Where lines are put that replace none. */
static bool place_insertion(const struct adapter *adapter, struct adapt_change *change)
{
	const struct atom_text *a = &adapter->a.text, *b = &adapter->b.text, *n = &adapter->n.text;
	size_t at, up, down, low, high;
	bool has_up = false, has_down = false, above, below;

	if (change->a_line < a->line_count && goes_in_front(adapter, change))
		return true;
	slide_insertion(adapter, change);
	at = up = down = change->a_line;
	if (fits_between(adapter, at)) {
		if (!is_held(adapter, change, -1) && !is_held(adapter, change, 1))
			return adapt_refuse(change, "the lines around it are other ones");
		change->b_line = adapt_partner(adapter, at);
		return true;
	}
	while (up && adapter->aligned[up - 1] && !has_up) {
		up--;
		has_up = adapt_partner(adapter, up) != ALIGN_NONE && a->lines[up].id;
	}
	while (down < a->line_count && adapter->aligned[down] && !has_down) {
		has_down = adapt_partner(adapter, down) != ALIGN_NONE && a->lines[down].id;
		if (!has_down)
			down++;
	}
	if (!has_up && !has_down && (a->line_count || b->line_count))
		return adapt_refuse(change, "nothing of its surroundings is there");
	if (!a->line_count)
		return true;		/* both are empty */
	above = at && (change->part ? adapt_partner(adapter, at - 1) != ALIGN_NONE : exact_partner(adapter, at - 1));
	below = change->part ? adapt_partner(adapter, at) != ALIGN_NONE : exact_partner(adapter, at);
	low = has_up ? adapt_partner(adapter, up) + 1 : 0;
	high = has_down ? adapt_partner(adapter, down) : b->line_count;
	if (!above && !below) {
		/* B lacks the lines on either side; what is beyond them follows each other. */
		if (!has_up || !has_down || low != high || at - up > 4 || down - at > 4 ||
		    !exact_partner(adapter, up) || !exact_partner(adapter, down))
			return adapt_refuse(change, "the lines around it are not there");
		change->b_line = low;
		return true;
	}
	if (above && below) {
		/* B has lines between the two. */
		low = adapt_partner(adapter, at - 1) + 1;
		high = adapt_partner(adapter, at);
		if (low > high)
			return adapt_refuse(change, "the lines around it are in another order");
		if (count_lines(b, low, high) > GAP_LINES &&
		    !(adapt_declares(b, low) && adapt_declares(n, change->n_line)) &&
		    !(is_designator(a, at - 1) && is_designator(n, change->n_line) && is_designator(b, low)))
			return adapt_refuse(change, "the branch has other code between the lines around it");
		if (adapt_declares(b, low) && !adapt_declares(n, change->n_line))
			change->b_line = high;
		else if (change->part && n->lines[change->n_line].id &&
			 adapt_removes(adapter, at - 1) != adapt_removes(adapter, at))
			/* It belongs to the line that it was split off from. */
			change->b_line = adapt_removes(adapter, at - 1) ? low : high;
		else if (b_line_is(adapter, low, at))
			change->b_line = low;
		else if (high && b_line_is(adapter, high - 1, at - 1))
			change->b_line = high;
		else if (!n->lines[change->n_line].id || !adapt_definition_around(&adapter->a, at, at))
			change->b_line = high;
		else
			change->b_line = run_weight(adapter, at - 1, -1) >= run_weight(adapter, at, 1) ?
					 low : high;
		return true;
	}
	if (!is_held(adapter, change, -1) && !is_held(adapter, change, 1))
		return adapt_refuse(change, "the lines around it are other ones");
	change->b_line = above ? adapt_partner(adapter, at - 1) + 1 : adapt_partner(adapter, at);
	return change->b_line >= low && change->b_line <= high ? true :
	       adapt_refuse(change, "the lines around it are in another order");
}

/* The only line of B within the lines that were compared that is the same; or ALIGN_NONE. */
static uint32_t only_copy(const struct adapter *adapter, size_t line)
{
	const struct atom_text *a = &adapter->a.text, *b = &adapter->b.text;
	uint32_t low = UINT32_MAX, high = 0, found = ALIGN_NONE;
	size_t first = line, last = line;

	if (a->lines[line].weight < 8)
		return ALIGN_NONE;
	while (first && adapter->aligned[first - 1])
		first--;
	while (last < a->line_count && adapter->aligned[last])
		last++;
	for (size_t i = first; i < last; i++) {
		if (i != line && a->lines[i].id == a->lines[line].id)
			return ALIGN_NONE;
		if (adapter->partners[i] == ALIGN_NONE)
			continue;
		if (adapter->partners[i] < low)
			low = adapter->partners[i];
		if (adapter->partners[i] > high)
			high = adapter->partners[i];
	}
	for (uint32_t j = low; j <= high && j < b->line_count; j++) {
		if (b->lines[j].id != a->lines[line].id)
			continue;
		if (found != ALIGN_NONE)
			return ALIGN_NONE;
		found = j;
	}
	return found;
}

/* Lines that are the same elsewhere in B's function have moved there. */
static void follow_moved(const struct adapter *adapter, const struct adapt_change *change)
{
	for (size_t i = change->a_line; i < change->a_line + change->a_count; i++) {
		uint32_t copy;

		if (exact_partner(adapter, i))
			continue;
		copy = only_copy(adapter, i);
		if (copy != ALIGN_NONE)
			adapter->partners[i] = copy;
	}
}

/* Which lines of B stand for those that are replaced. */
static bool place_replacement(const struct adapter *adapter, struct adapt_change *change)
{
	size_t start = change->a_line, end = start + change->a_count;
	size_t first = SIZE_MAX, last = 0, head = 0, tail = 0;

	follow_moved(adapter, change);
	for (size_t i = start; i < end; i++) {
		uint32_t j = adapt_partner(adapter, i);

		if (j == ALIGN_NONE)
			continue;
		if (first == SIZE_MAX)
			first = j;
		else if (j < last)
			return adapt_refuse(change, "the lines that it changes are in another order");
		last = j;
	}
	/* Lines at either end without partner are those that B has there instead, if any. */
	while (head < change->a_count && adapt_partner(adapter, start + head) == ALIGN_NONE)
		head++;
	while (tail < change->a_count && adapt_partner(adapter, end - 1 - tail) == ALIGN_NONE)
		tail++;
	if (head && start && adapt_partner(adapter, start - 1) != ALIGN_NONE &&
	    adapt_partner(adapter, start - 1) < first)
		first = adapt_partner(adapter, start - 1) + 1;
	if (tail && adapt_partner(adapter, end) != ALIGN_NONE && adapt_partner(adapter, end) + 1 > last)
		last = adapt_partner(adapter, end) - 1;
	if (first == SIZE_MAX)
		return adapt_refuse(change, "the lines that it changes are not there");
	change->b_line = first;
	change->b_count = last + 1 > first ? last + 1 - first : 0;
	if (change->b_count > change->a_count + change->a_count / 4 + (head || tail ? 0 : 2))
		return adapt_refuse(change, "the branch has more code there than the change replaces");
	return true;
}

static bool place_change(struct adapter *adapter, struct adapt_change *change)
{
	if (!(change->a_count ? place_replacement(adapter, change) : place_insertion(adapter, change)))
		return false;
	adapt_pass_exports(adapter, change);
	return adapt_mend_seams(adapter, change);
}

/* Are the lines around a change, as many as a patch shows, and those it replaces the same? */
static bool same_context(const struct adapter *adapter, const struct adapt_change *change)
{
	const struct atom_text *a = &adapter->a.text, *b = &adapter->b.text;
	size_t above = change->a_line < CONTEXT_LINES ? change->a_line : CONTEXT_LINES;
	size_t below = a->line_count - change->a_line - change->a_count;
	size_t count;

	if (change->a_count != change->b_count || change->b_line < above)
		return false;
	count = above + change->a_count + (below < CONTEXT_LINES ? below : CONTEXT_LINES);
	for (size_t i = 0; i < count; i++) {
		size_t j = change->b_line - above + i;

		if (j >= b->line_count || !same_bytes(a, change->a_line - above + i, b, j))
			return false;
	}
	return true;
}

bool adapt_place(struct adapter *adapter, struct adapt_change *change)
{
	return place_change(adapter, change);
}

static size_t tabs(const struct atom_text *text, size_t line)
{
	size_t n = 0;

	while (n < text->lines[line].len && text->data[text->lines[line].start + n] == '\t')
		n++;
	return n;
}

/* Tabs that B has more on a line that both have; false: B does not have it. */
static bool is_deeper(const struct adapter *adapter, size_t line, int *ret_tabs)
{
	if (!exact_partner(adapter, line) || !adapter->a.text.lines[line].id)
		return false;
	*ret_tabs = (int)tabs(&adapter->b.text, adapt_partner(adapter, line)) - (int)tabs(&adapter->a.text, line);
	return true;
}

int adapt_deeper(const struct adapter *adapter, const struct adapt_change *change)
{
	size_t end = change->a_line + change->a_count, b_end = change->b_line + change->b_count;
	int more;

	/* Lines right next to it there, too, first: B may have put only one of them further in. */
	for (size_t way = 0; way < NEAR_LINES; way++)
		if ((adapt_partner(adapter, end + way) == b_end + way && is_deeper(adapter, end + way, &more)) ||
		    (adapt_partner(adapter, change->a_line - 1 - way) == change->b_line - 1 - way &&
		     is_deeper(adapter, change->a_line - 1 - way, &more)))
			return more;
	for (size_t way = 0; way < NEAR_LINES; way++)
		if (is_deeper(adapter, end + way, &more) ||
		    is_deeper(adapter, change->a_line - 1 - way, &more))
			return more;
	return 0;
}

/* The same, where the lines above and below a place agree. */
static int surely_deeper(const struct adapter *adapter, const struct adapt_change *change)
{
	size_t end = change->a_line + change->a_count;
	int above = 0, below = 0;
	bool has_above = false, has_below = false;

	for (size_t way = 0; way < NEAR_LINES; way++) {
		has_above = has_above || is_deeper(adapter, change->a_line - 1 - way, &above);
		has_below = has_below || is_deeper(adapter, end + way, &below);
	}
	return has_above && has_below && above == below ? above : 0;
}

bool adapt_locate(struct adapter *adapter, size_t index)
{
	struct adapt_change *change = &adapter->result.changes[index];
	size_t end = change->a_line + change->a_count;
	const char *why;
	bool moved, doubtful;

	if (change->placed || adapt_find_inlined(adapter, index, &doubtful))
		return true;
	if (doubtful || !adapt_align_around(adapter, change->a_line, end, &moved, &change->text))
		return adapt_refuse(change, "");
	if (!place_change(adapter, change)) {
		/* Its function is another one here; perhaps the code is elsewhere. */
		_cleanup_free_ uint32_t *partners = adapter->partners;
		_cleanup_free_ uint8_t *aligned = adapter->aligned;
		size_t count = adapter->a.text.line_count + 1;
		char *before = TAKE_PTR(change->text);

		adapter->partners = xcalloc(count, sizeof(*partners));
		adapter->aligned = xcalloc(count, 1);
		moved = adapt_align_window(adapter, change->a_line, end) &&
			place_change(adapter, change);
		if (moved)
			change->deeper = adapt_deeper(adapter, change);
		else if ((moved = adapt_place_whole(adapter, change)))
			adapt_say(change, NULL);
		if (!moved) {
			free(change->text);
			change->text = before;
		} else {
			free(before);
		}
		free(adapter->partners);
		free(adapter->aligned);
		adapter->partners = TAKE_PTR(partners);
		adapter->aligned = TAKE_PTR(aligned);
		if (!moved)
			return adapt_refuse(change, "");
	}
	if (!change->deeper)
		change->deeper = moved ? adapt_deeper(adapter, change) : surely_deeper(adapter, change);
	if (!adapt_keep_block(adapter, change) || !adapt_keep_entries(adapter, change) ||
	    !adapt_keep_exits(adapter, change))
		return false;
	why = change->a_count ? NULL : adapt_is_there(adapter, change);
	if (why)
		return adapt_refuse(change, why);
	change->rung = moved ? RUNG_MOVED : !same_context(adapter, change) ? RUNG_FUNCTION :
		       change->a_line == change->b_line ? RUNG_EXACT : RUNG_OFFSET;
	return true;
}
