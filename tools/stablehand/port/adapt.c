// SPDX-License-Identifier: GPL-2.0-only
#include "port/adapt.h"

#include <git2.h>
#include <stdlib.h>
#include <string.h>

#include "port/adapt_parts.h"
#include "port/gates.h"
#include "util/alloc.h"

#define CONTEXT_LINES 3	/* that a patch shows around a change */
#define NEAR_LINES 4	/* in which an added line must not be there already */
#define GAP_LINES 3	/* of B between the lines that an insertion is between */

const char *rung_name(enum rung rung)
{
	static const char *const names[] = {
		[RUNG_EXACT] = "exact",
		[RUNG_OFFSET] = "offset",
		[RUNG_FUNCTION] = "function",
		[RUNG_MOVED] = "moved",
		[RUNG_TOKEN] = "token",
		[RUNG_SUBSTITUTION] = "substitution",
		[RUNG_SIGNATURE] = "signature",
		[RUNG_DROPPED] = "dropped",
		[RUNG_REFUSED] = "refused",
	};

	return names[rung];
}

const char *rung_say(enum rung rung)
{
	static const char *const texts[] = {
		[RUNG_EXACT] = "at its line",
		[RUNG_OFFSET] = "at another line",
		[RUNG_FUNCTION] = "placed by its function, the lines around it differ",
		[RUNG_MOVED] = "placed by its surroundings, in another function",
		[RUNG_TOKEN] = "merged by words with the lines that are here",
		[RUNG_SUBSTITUTION] = "with the names that this branch has",
		[RUNG_SIGNATURE] = "with the arguments that functions take here",
		[RUNG_DROPPED] = "left out: this branch does not have what it changes",
		[RUNG_REFUSED] = "refused",
	};

	return texts[rung];
}

struct adapt_bytes adapt_keep(struct adapter *adapter, char *text)
{
	*ARRAY_ADD(adapter->kept, adapter->kept_count, adapter->kept_alloc) = text;
	return (struct adapt_bytes){ text, strlen(text) };
}

static bool side_init(struct side *side, struct atom_table *table, struct adapt_bytes bytes)
{
	if (!atom_text_init(&side->text, table, bytes.data, bytes.len))
		return false;
	ctokens_read(&side->tokens, bytes.data, bytes.len, false);
	cdefs_read(&side->tokens, &side->defs);
	return true;
}

static void side_release(struct side *side)
{
	atom_text_release(&side->text);
	ctokens_release(&side->tokens);
	cdefs_release(&side->defs);
}

static int take_hunk(const git_diff_delta *delta, const git_diff_hunk *hunk, void *data)
{
	struct adapter *adapter = data;
	struct adapt_result *result = &adapter->result;
	struct adapt_change *change = ARRAY_ADD(result->changes, result->change_count,
						result->change_alloc);

	change->a_count = hunk->old_lines;
	change->n_count = hunk->new_lines;
	/* With no lines, git names the line before the place. */
	change->a_line = hunk->old_start - (hunk->old_lines ? 1 : 0);
	change->n_line = hunk->new_start - (hunk->new_lines ? 1 : 0);
	return 0;
}

struct versions {
	const struct adapter *adapter;
	size_t a, n;		/* first lines */
};

static int score_versions(const void *data, size_t i, size_t j)
{
	const struct versions *versions = data;
	const struct atom_text *a = &versions->adapter->a.text, *n = &versions->adapter->n.text;
	unsigned likeness;

	if (!a->lines[versions->a + i].id || !n->lines[versions->n + j].id)
		return 0;
	likeness = atom_line_likeness(a, versions->a + i, n, versions->n + j);
	return likeness < 50 ? 0 : likeness;
}

/* What lines open less what they close; not 0 either when they close what they did not open. */
static long depth_of(const struct atom_text *text, size_t line, size_t count)
{
	long depth = 0, least = 0;

	for (; count; line++, count--) {
		const struct atom_line *l = &text->lines[line];

		for (size_t i = l->first; i < l->first + l->count; i++) {
			const struct atom *atom = &text->atoms[i];
			char c = text->data[atom->start];

			if (atom->kind != ATOM_PUNCT || atom->len != 1)
				continue;
			depth += !!strchr("([{", c) - !!strchr(")]}", c);
			if (depth < least)
				least = depth;
		}
	}
	return depth ? depth : least;
}

/*
 * Lines that follow or go before those that a change replaces are an insertion
 * of their own: where B has other lines between, each goes to its own place.
 */
static void split_change(struct adapter *adapter, size_t index)
{
	struct adapt_result *result = &adapter->result;
	struct adapt_change change = result->changes[index], *more;
	struct versions versions = { adapter, change.a_line, change.n_line };
	_cleanup_free_ uint32_t *pairs = NULL;
	size_t behind;

	if (!change.a_count || change.n_count <= change.a_count || change.n_count > 2000)
		return;
	pairs = xcalloc(change.a_count, sizeof(*pairs));
	if (!align(change.a_count, change.n_count, score_versions, 10, NULL, &versions, pairs))
		return;
	for (size_t i = 0; i < change.a_count; i++)
		if (pairs[i] == ALIGN_NONE)
			return;
	behind = change.n_count - 1 - pairs[change.a_count - 1];
	if (behind && depth_of(&adapter->n.text, change.n_line + change.n_count - behind, behind))
		behind = 0;	/* not amid a statement or block */
	if (pairs[0] && depth_of(&adapter->n.text, change.n_line, pairs[0]))
		pairs[0] = 0;
	if (behind) {
		result->changes[index].n_count -= behind;
		more = ARRAY_ADD(result->changes, result->change_count, result->change_alloc);
		more->a_line = change.a_line + change.a_count;
		more->n_line = change.n_line + change.n_count - behind;
		more->n_count = behind;
		more->part = true;
	}
	if (pairs[0]) {
		result->changes[index].n_line += pairs[0];
		result->changes[index].n_count -= pairs[0];
		more = ARRAY_ADD(result->changes, result->change_count, result->change_alloc);
		more->a_line = change.a_line;
		more->n_line = change.n_line;
		more->n_count = pairs[0];
		more->part = true;
	}
}

static int find_changes(struct adapter *adapter, struct error **err)
{
	const struct adapt_options *options = adapter->options;
	git_diff_options diff = GIT_DIFF_OPTIONS_INIT;

	diff.context_lines = 0;
	diff.flags = GIT_DIFF_FORCE_TEXT | GIT_DIFF_INDENT_HEURISTIC | GIT_DIFF_PATIENCE;
	if (git_diff_buffers(options->a_old.data, options->a_old.len, NULL, options->a_new.data,
			     options->a_new.len, NULL, &diff, NULL, NULL, take_hunk, NULL, adapter))
		return error_git(err, ERROR_INPUT, "comparing the two versions");
	for (size_t i = 0, count = adapter->result.change_count; i < count; i++)
		split_change(adapter, i);
	return 0;
}

static uint32_t partner(const struct adapter *adapter, size_t line)
{
	return line < adapter->a.text.line_count && adapter->aligned[line] ?
	       adapter->partners[line] : ALIGN_NONE;
}

static bool exact_partner(const struct adapter *adapter, size_t line)
{
	uint32_t j = partner(adapter, line);

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
		j = partner(adapter, line);
		if (last != ALIGN_NONE && j != last + step)
			break;
		last = j;
		weight += adapter->a.text.lines[line].weight;
	}
	return weight;
}

static bool refuse(struct adapt_change *change, const char *why)
{
	change->rung = RUNG_REFUSED;
	if (!change->text)
		change->text = xstrdup(why);
	return false;
}

static bool same_bytes(const struct atom_text *x, size_t i, const struct atom_text *y, size_t j)
{
	const struct atom_line *p = &x->lines[i], *q = &y->lines[j];

	return p->len == q->len && !memcmp(x->data + p->start, y->data + q->start, p->len);
}

/* Are the lines above and below an insertion neighbours in B, too? */
static bool fits_between(const struct adapter *adapter, size_t at)
{
	uint32_t above = at ? partner(adapter, at - 1) : ALIGN_NONE;

	return above != ALIGN_NONE && partner(adapter, at) == above + 1;
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
	return change->part ? partner(adapter, line) != ALIGN_NONE : exact_partner(adapter, line);
}

static bool b_line_is(const struct adapter *adapter, size_t b, size_t a)
{
	return b < adapter->b.text.line_count && a < adapter->a.text.line_count &&
	       adapter->b.text.lines[b].id == adapter->a.text.lines[a].id;
}

/* Does the line look like a declaration: two words, or word and pointer, up to ; or =? */
static bool declares(const struct atom_text *text, size_t line)
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

/* Does the change take such a line away elsewhere? */
static bool is_removed_line(const struct adapter *adapter, uint32_t id)
{
	for (size_t c = 0; c < adapter->result.change_count; c++) {
		const struct adapt_change *change = &adapter->result.changes[c];

		for (size_t i = 0; i < change->a_count; i++)
			if (adapter->a.text.lines[change->a_line + i].id == id)
				return true;
	}
	return false;
}

static bool has_line(const struct atom_text *text, size_t start, size_t end, uint32_t id)
{
	for (size_t i = start; i < end && i < text->line_count; i++)
		if (text->lines[i].id == id)
			return true;
	return false;
}

/* Is a line among those around a place? */
static bool is_near(const struct atom_text *text, size_t place, uint32_t id)
{
	return has_line(text, place > NEAR_LINES ? place - NEAR_LINES : 0, place + NEAR_LINES, id);
}

/* Is everything of note that is added there already, right above or below the place? */
static bool is_there(const struct adapter *adapter, const struct adapt_change *change)
{
	const struct atom_text *b = &adapter->b.text, *n = &adapter->n.text, *a = &adapter->a.text;
	bool any = false;

	for (size_t i = change->n_line; i < change->n_line + change->n_count; i++) {
		uint32_t id = n->lines[i].id;

		if (n->lines[i].weight < 10)
			continue;
		if (is_removed_line(adapter, id) || is_near(a, change->a_line, id) ||
		    !is_near(b, change->b_line, id))
			return false;
		any = true;
	}
	return any;
}

/* Is all that is added, several lines, elsewhere in B's function, and not in A's? */
static bool is_elsewhere(const struct adapter *adapter, const struct adapt_change *change)
{
	const struct atom_text *a = &adapter->a.text, *b = &adapter->b.text, *n = &adapter->n.text;
	const struct cdef *in_a = adapt_definition_around(&adapter->a, change->a_line, change->a_line);
	const struct cdef *in_b = adapt_definition_around(&adapter->b, change->b_line, change->b_line);
	size_t lines = 0;

	if (!in_a || !in_b || in_a->kind != CDEF_FUNCTION || in_b->kind != CDEF_FUNCTION)
		return false;
	for (size_t i = change->n_line; i < change->n_line + change->n_count; i++) {
		uint32_t id = n->lines[i].id;

		if (n->lines[i].weight < 8)
			continue;
		if (is_removed_line(adapter, id) ||
		    has_line(a, in_a->first_line, in_a->last_line + 1, id) ||
		    !has_line(b, in_b->first_line, in_b->last_line + 1, id))
			return false;
		lines++;
	}
	return lines > 1;
}

/* Where lines are put that replace none. */
static bool place_insertion(const struct adapter *adapter, struct adapt_change *change)
{
	const struct atom_text *a = &adapter->a.text, *b = &adapter->b.text, *n = &adapter->n.text;
	size_t at, up, down, low, high;
	bool has_up = false, has_down = false, above, below;

	slide_insertion(adapter, change);
	at = up = down = change->a_line;
	if (fits_between(adapter, at)) {
		if (!is_held(adapter, change, -1) && !is_held(adapter, change, 1))
			return refuse(change, "the lines around it are other ones");
		change->b_line = partner(adapter, at);
		return true;
	}
	while (up && adapter->aligned[up - 1] && !has_up) {
		up--;
		has_up = partner(adapter, up) != ALIGN_NONE && a->lines[up].id;
	}
	while (down < a->line_count && adapter->aligned[down] && !has_down) {
		has_down = partner(adapter, down) != ALIGN_NONE && a->lines[down].id;
		if (!has_down)
			down++;
	}
	if (!has_up && !has_down && (a->line_count || b->line_count))
		return refuse(change, "nothing of its surroundings is there");
	if (!a->line_count)
		return true;		/* both are empty */
	above = at && (change->part ? partner(adapter, at - 1) != ALIGN_NONE : exact_partner(adapter, at - 1));
	below = change->part ? partner(adapter, at) != ALIGN_NONE : exact_partner(adapter, at);
	low = has_up ? partner(adapter, up) + 1 : 0;
	high = has_down ? partner(adapter, down) : b->line_count;
	if (!above && !below) {
		/* B lacks the lines on either side; what is beyond them follows each other. */
		if (!has_up || !has_down || low != high || at - up > 4 || down - at > 4 ||
		    !exact_partner(adapter, up) || !exact_partner(adapter, down))
			return refuse(change, "the lines around it are not there");
		change->b_line = low;
		return true;
	}
	if (above && below) {
		/* B has lines between the two. */
		low = partner(adapter, at - 1) + 1;
		high = partner(adapter, at);
		if (low > high)
			return refuse(change, "the lines around it are in another order");
		if (count_lines(b, low, high) > GAP_LINES &&
		    !(declares(b, low) && declares(n, change->n_line)))
			return refuse(change, "the branch has other code between the lines around it");
		if (declares(b, low) && !declares(n, change->n_line))
			change->b_line = high;
		else if (b_line_is(adapter, low, at))
			change->b_line = low;
		else if (high && b_line_is(adapter, high - 1, at - 1))
			change->b_line = high;
		else if (!n->lines[change->n_line].id)
			change->b_line = high;
		else
			change->b_line = run_weight(adapter, at - 1, -1) >= run_weight(adapter, at, 1) ?
					 low : high;
		return true;
	}
	if (!is_held(adapter, change, -1) && !is_held(adapter, change, 1))
		return refuse(change, "the lines around it are other ones");
	change->b_line = above ? partner(adapter, at - 1) + 1 : partner(adapter, at);
	return change->b_line >= low && change->b_line <= high ? true :
	       refuse(change, "the lines around it are in another order");
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
		uint32_t j = partner(adapter, i);

		if (j == ALIGN_NONE)
			continue;
		if (first == SIZE_MAX)
			first = j;
		else if (j < last)
			return refuse(change, "the lines that it changes are in another order");
		last = j;
	}
	/* Lines at either end without partner are those that B has there instead, if any. */
	while (head < change->a_count && partner(adapter, start + head) == ALIGN_NONE)
		head++;
	while (tail < change->a_count && partner(adapter, end - 1 - tail) == ALIGN_NONE)
		tail++;
	if (head && start && partner(adapter, start - 1) != ALIGN_NONE &&
	    partner(adapter, start - 1) < first)
		first = partner(adapter, start - 1) + 1;
	if (tail && partner(adapter, end) != ALIGN_NONE && partner(adapter, end) + 1 > last)
		last = partner(adapter, end) - 1;
	if (first == SIZE_MAX)
		return refuse(change, "the lines that it changes are not there");
	change->b_line = first;
	change->b_count = last + 1 > first ? last + 1 - first : 0;
	if (change->b_count > change->a_count + change->a_count / 4 + (head || tail ? 0 : 2))
		return refuse(change, "the branch has more code there than the change replaces");
	return true;
}

static bool same_region(const struct adapter *adapter, const struct adapt_change *change)
{
	if (change->a_count != change->b_count)
		return false;
	for (size_t i = 0; i < change->a_count; i++)
		if (adapter->a.text.lines[change->a_line + i].id !=
		    adapter->b.text.lines[change->b_line + i].id)
			return false;
	return true;
}

static struct adapt_bytes bytes_of(const struct atom_text *text, size_t line, size_t count)
{
	size_t start = line < text->line_count ? text->lines[line].start : text->len;
	size_t end = line + count < text->line_count ? text->lines[line + count].start : text->len;

	return (struct adapt_bytes){ text->data + start, end - start };
}

static void write_pieces(const struct pieces *pieces, struct buf *text)
{
	for (size_t i = 0; i < pieces->count; i++) {
		const struct piece *piece = &pieces->items[i];

		buf_add(text, piece->space.data, piece->space.len);
		buf_add(text, piece->text.data, piece->text.len);
	}
	buf_add(text, pieces->tail.data, pieces->tail.len);
}

static bool make_text(struct adapter *adapter, struct adapt_change *change, struct buf *text,
		      struct pieces *pieces)
{
	bool same = same_region(adapter, change), swapped;

	if (!adapt_merge(adapter, change, pieces))
		return refuse(change, "the branch has other code there than the change expects");
	if (!same)
		change->rung = RUNG_TOKEN;
	if (!adapt_names(adapter, change, pieces, &swapped))
		return refuse(change, "");
	if (swapped)
		change->rung = RUNG_SUBSTITUTION;
	if (same && !swapped) {
		struct adapt_bytes bytes = bytes_of(&adapter->n.text, change->n_line, change->n_count);

		buf_add(text, bytes.data, bytes.len);
	} else {
		write_pieces(pieces, text);
	}
	return true;
}

static bool place_change(struct adapter *adapter, struct adapt_change *change)
{
	return change->a_count ? place_replacement(adapter, change) :
				 place_insertion(adapter, change);
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

static bool place(struct adapter *adapter, struct adapt_change *change)
{
	size_t end = change->a_line + change->a_count;
	bool moved;

	if (!adapt_align_around(adapter, change->a_line, end, &moved, &change->text))
		return refuse(change, "");
	if (!place_change(adapter, change)) {
		/* Its function is another one here; perhaps the code is elsewhere. */
		_cleanup_free_ uint32_t *partners = adapter->partners;
		_cleanup_free_ uint8_t *aligned = adapter->aligned;
		size_t count = adapter->a.text.line_count + 1;
		char *why = TAKE_PTR(change->text);

		adapter->partners = xcalloc(count, sizeof(*partners));
		adapter->aligned = xcalloc(count, 1);
		moved = adapt_align_window(adapter, change->a_line, end) &&
			place_change(adapter, change);
		if (!moved) {
			free(change->text);
			change->text = why;
		} else {
			free(why);
		}
		free(adapter->partners);
		free(adapter->aligned);
		adapter->partners = TAKE_PTR(partners);
		adapter->aligned = TAKE_PTR(aligned);
		if (!moved)
			return refuse(change, "");
	}
	if (!change->a_count && is_there(adapter, change))
		return refuse(change, "what it adds is there already, next to the place");
	if (!change->a_count && is_elsewhere(adapter, change))
		return refuse(change, "what it adds is there already, elsewhere in the function");
	change->rung = moved ? RUNG_MOVED : !same_context(adapter, change) ? RUNG_FUNCTION :
		       change->a_line == change->b_line ? RUNG_EXACT : RUNG_OFFSET;
	return true;
}

static bool carry(struct adapter *adapter, struct adapt_change *change, struct buf *text)
{
	struct pieces pieces = { 0 };
	bool made = make_text(adapter, change, text, &pieces);

	free(pieces.items);
	return made;
}

static int compare_places(const void *a, const void *b)
{
	const struct adapt_change *x = *(const struct adapt_change *const *)a;
	const struct adapt_change *y = *(const struct adapt_change *const *)b;

	if (x->b_line != y->b_line)
		return x->b_line < y->b_line ? -1 : 1;
	if (!x->b_count != !y->b_count)
		return x->b_count ? 1 : -1;
	return x < y ? -1 : x > y;
}

/* B with all changes; false when two of them are about the same lines. */
static bool compose(struct adapter *adapter, const struct buf *texts)
{
	struct adapt_result *result = &adapter->result;
	_cleanup_free_ struct adapt_change **order = xcalloc(result->change_count + 1, sizeof(*order));
	struct adapt_bytes bytes;
	size_t at = 0;

	for (size_t i = 0; i < result->change_count; i++)
		order[i] = &result->changes[i];
	qsort(order, result->change_count, sizeof(*order), compare_places);
	for (size_t i = 0; i < result->change_count; i++) {
		const struct buf *text = &texts[order[i] - result->changes];

		if (order[i]->b_line < at)
			return refuse(order[i], "two changes would go to the same lines");
		bytes = bytes_of(&adapter->b.text, at, order[i]->b_line - at);
		buf_add(&result->content, bytes.data, bytes.len);
		buf_add(&result->content, buf_str(text), text->len);
		at = order[i]->b_line + order[i]->b_count;
	}
	bytes = bytes_of(&adapter->b.text, at, adapter->b.text.line_count - at);
	buf_add(&result->content, bytes.data, bytes.len);
	return true;
}

/*
 * A name that A's tree does not have either comes with another part of the change:
 * whoever has the whole patch will see whether it does.
 */
static bool is_brought(const struct adapter *adapter, const struct gate_finding *finding)
{
	const struct adapt_tree *tree = adapter->options->tree_a;

	return finding->gate == GATE_NAME && finding->name && tree &&
	       !adapt_tree_has(tree, finding->name, strlen(finding->name));
}

static bool brings(const char *name, size_t len, void *data)
{
	const struct adapt_tree *tree = data;

	return tree->brings && tree->brings(tree->data, name, len);
}

/* The gates of any port; what the change does in its own place, too, is its author's. */
static bool pass_gates(struct adapter *adapter)
{
	const struct adapt_options *options = adapter->options;
	struct adapt_result *result = &adapter->result;
	_cleanup_gate_findings_ struct gate_findings findings = { 0 };
	struct gates gates = {
		.index = options->tree_b ? options->tree_b->index : NULL,
		.brings = options->tree_b ? brings : NULL,
		.data = (void *)options->tree_b,
	};
	struct gate_file file = {
		.path = options->tree_b ? options->tree_b->path : NULL,
		.before = options->b_old.data, .before_len = options->b_old.len,
		.after = buf_str(&result->content), .after_len = result->content.len,
		.source_before = options->a_old.data, .source_before_len = options->a_old.len,
		.source_after = options->a_new.data, .source_after_len = options->a_new.len,
	};

	if (!file.path)
		return true;
	gates_check(&gates, &file, 1, &findings);
	for (size_t i = 0; i < findings.count; i++)
		if (findings.items[i].refuses && !is_brought(adapter, &findings.items[i]))
			return refuse(&result->changes[0], findings.items[i].text);
	return true;
}

/* Look at the whole result. */
static bool check(struct adapter *adapter)
{
	struct adapt_result *result = &adapter->result;
	struct side made = { 0 };
	char *wrong;

	if (!side_init(&made, adapter->table,
		       (struct adapt_bytes){ buf_str(&result->content), result->content.len }))
		return false;
	wrong = adapt_check(adapter, &made);
	side_release(&made);
	if (!wrong)
		return pass_gates(adapter);
	refuse(&result->changes[0], wrong);
	free(wrong);
	return false;
}

int adapt_file(const struct adapt_options *options, struct adapt_result *ret_result,
	       struct error **err)
{
	struct adapter adapter = { .options = options, .table = atom_table_new() };
	struct buf *texts = NULL;
	int rc = 0;

	if (!side_init(&adapter.a, adapter.table, options->a_old) ||
	    !side_init(&adapter.n, adapter.table, options->a_new) ||
	    !side_init(&adapter.b, adapter.table, options->b_old))
		rc = error_set(err, ERROR_INPUT, "too large to adapt");
	else
		rc = find_changes(&adapter, err);
	if (!rc) {
		struct adapt_result *result = &adapter.result;

		adapter.partners = xcalloc(adapter.a.text.line_count + 1, sizeof(uint32_t));
		adapter.aligned = xcalloc(adapter.a.text.line_count + 1, 1);
		texts = xcalloc(result->change_count + 1, sizeof(*texts));
		result->adapted = result->change_count > 0;
		/* All are placed first: names are learned from all lines that are aligned. */
		for (size_t i = 0; i < result->change_count; i++)
			place(&adapter, &result->changes[i]);
		adapt_learn(&adapter);
		for (size_t i = 0; i < result->change_count; i++) {
			if (result->changes[i].rung == RUNG_REFUSED ||
			    !carry(&adapter, &result->changes[i], &texts[i]))
				result->adapted = false;
			if (result->changes[i].rung > result->rung)
				result->rung = result->changes[i].rung;
		}
		if (result->adapted)
			result->adapted = compose(&adapter, texts) && check(&adapter);
		if (!result->adapted)
			result->rung = RUNG_REFUSED;
		for (size_t i = 0; i < result->change_count; i++)
			buf_release(&texts[i]);
	}
	free(texts);
	free(adapter.partners);
	free(adapter.aligned);
	free(adapter.swaps);
	for (size_t i = 0; i < adapter.kept_count; i++)
		free(adapter.kept[i]);
	free(adapter.kept);
	side_release(&adapter.a);
	side_release(&adapter.n);
	side_release(&adapter.b);
	atom_table_free(adapter.table);
	if (rc)
		adapt_result_release(&adapter.result);
	else
		*ret_result = adapter.result;
	return rc;
}

void adapt_result_release(struct adapt_result *result)
{
	for (size_t i = 0; i < result->change_count; i++) {
		free(result->changes[i].text);
	}
	free(result->changes);
	buf_release(&result->content);
	*result = (struct adapt_result){ 0 };
}
