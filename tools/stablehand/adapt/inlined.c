// SPDX-License-Identifier: GPL-2.0-only
/*
 * A change to a function that B does not have, its code still being in the
 * functions that call it in A. The change is made in each of these, or in
 * none: the lines around it have to be there, once, next to each other.
 */
#include <stdlib.h>
#include <string.h>

#include "adapt/adapt_parts.h"
#include "syntax/locals.h"
#include "util/alloc.h"

#define NEAR_LINES 3	/* on either side, that are to be the same */
#define ANCHOR_LINES 2	/* on one of both, at least */

/*
 * The lines of a function's body, without its brackets, the declarations at
 * its top and the return at its end, which is no part of what is inlined.
 */
struct body {
	const struct cdef *def;
	size_t start, end;
};

static bool is_return(const struct atom_text *text, size_t line)
{
	const struct atom *first = &text->atoms[text->lines[line].first];

	return text->lines[line].count && first->len == strlen("return") &&
	       !memcmp(text->data + first->start, "return", first->len);
}

static struct body body_of(const struct side *side, const struct cdef *def)
{
	struct body body = { def, def->first_line, def->last_line };

	if (def->body < def->end)
		body.start = side->tokens.items[def->body].line + 1;
	while (body.start < body.end && (!side->text.lines[body.start].id ||
					 adapt_declares(&side->text, body.start)))
		body.start++;
	if (body.start < body.end && is_return(&side->text, body.end - 1))
		body.end--;
	while (body.start < body.end && !side->text.lines[body.end - 1].id)
		body.end--;
	return body;
}

static bool is_word_of(const struct ctokens *tokens, size_t i, const struct ctokens *other,
		       const struct cdef *def)
{
	return tokens->items[i].kind == CTOKEN_WORD && tokens->items[i].len == def->name_len &&
	       !memcmp(ctoken_text(tokens, i), other->text + def->name, def->name_len);
}

/* The token of the only call of `def` in a function; 0: there is none or more than one. */
static size_t only_call(const struct side *side, const struct cdef *function, const struct cdef *def)
{
	size_t found = 0;

	for (size_t i = function->body; i < function->end; i++)
		if (is_word_of(&side->tokens, i, &side->tokens, def)) {
			if (found || !ctoken_is(&side->tokens, i + 1, "("))
				return 0;
			found = i;
		}
	return found;
}

static bool mentions(const struct side *side, const struct cdef *function, const struct cdef *def)
{
	for (size_t i = function->body; i < function->end; i++)
		if (is_word_of(&side->tokens, i, &side->tokens, def))
			return true;
	return false;
}

static bool is_same(const struct adapter *adapter, size_t line)
{
	uint32_t j = adapt_partner(adapter, line);

	return j != ALIGN_NONE && adapter->a.text.lines[line].id == adapter->b.text.lines[j].id;
}

/*
 * The nearest lines above (-1) or below a change, up to the end of the body,
 * are in B in that order with nothing between. Counts those that are the same.
 */
static bool holds(const struct adapter *adapter, const struct body *body,
		  const struct adapt_change *change, int step, size_t *ret_same)
{
	const struct atom_text *b = &adapter->b.text;
	size_t line = step < 0 ? change->a_line - 1 : change->a_line + change->a_count;
	uint32_t last = ALIGN_NONE;

	*ret_same = 0;
	for (size_t n = 0; n < NEAR_LINES; line += step) {
		uint32_t j;

		if (line < body->start || line >= body->end)
			return true;
		if (!adapter->a.text.lines[line].id)
			continue;
		j = adapt_partner(adapter, line);
		if (j == ALIGN_NONE || (!is_same(adapter, line) && !adapt_removes(adapter, line)))
			return false;
		for (uint32_t k = last; last != ALIGN_NONE && (k += step) != j; )
			if (k >= b->line_count || b->lines[k].id)
				return false;
		*ret_same += is_same(adapter, line);
		last = j;
		n++;
	}
	return true;
}

/* Are the lines that are the same there only once in B's function? */
static bool is_only_place(const struct adapter *adapter, const struct body *body,
			  const struct adapt_change *change, const struct cdef *there)
{
	for (size_t line = change->a_line > body->start + NEAR_LINES ? change->a_line - NEAR_LINES : body->start;
	     line < body->end && line < change->a_line + change->a_count + NEAR_LINES; line++) {
		size_t count = 0;

		if (!is_same(adapter, line) || adapter->a.text.lines[line].weight < 8)
			continue;
		for (size_t j = there->first_line; j <= there->last_line; j++)
			count += adapter->b.text.lines[j].id == adapter->a.text.lines[line].id;
		if (count == 1)
			return true;
	}
	return false;
}

static bool has_word(const struct atom_text *text, size_t line, uint32_t id)
{
	const struct atom_line *l = &text->lines[line];

	for (size_t i = l->first; i < l->first + l->count; i++)
		if (text->atoms[i].id == id && text->atoms[i].kind == ATOM_WORD)
			return true;
	return false;
}

/* Has a line of the body the word, and its partner in B, too? */
static bool in_both(const struct adapter *adapter, const struct body *body, uint32_t id)
{
	for (size_t line = body->start; line < body->end; line++)
		if (adapt_partner(adapter, line) != ALIGN_NONE && has_word(&adapter->a.text, line, id) &&
		    has_word(&adapter->b.text, adapt_partner(adapter, line), id))
			return true;
	return false;
}

/* Is a parameter given the variable of its own name by the call at token `call`? */
static bool is_passed_as_is(const struct side *side, size_t call, const char *name, size_t len)
{
	const struct ctokens *tokens = &side->tokens;
	size_t end = ctokens_skip(tokens, call + 1, tokens->count);

	for (size_t i = call + 2; i + 1 < end; i++)
		if (tokens->items[i].kind == CTOKEN_WORD && tokens->items[i].len == len &&
		    !memcmp(ctoken_text(tokens, i), name, len) &&
		    (ctoken_is(tokens, i - 1, ",") || i == call + 2) &&
		    (ctoken_is(tokens, i + 1, ",") || i + 2 == end))
			return true;
	return false;
}

/*
 * Do the names of the function that the change adds mean the same in the
 * caller, and does it leave it as its other lines do? Refuses if not.
 */
static bool means_same(struct adapter *adapter, const struct body *body, size_t call,
		       struct adapt_change *change, const struct cdef *there)
{
	_cleanup_locals_ struct locals own = { 0 }, here = { 0 };
	const struct atom_text *n = &adapter->n.text;
	size_t end = change->n_line + change->n_count;
	bool means = true;

	if (!change->n_count)
		return true;
	locals_read(&own, &adapter->a.tokens, body->def);
	locals_read(&here, &adapter->b.tokens, there);
	for (size_t i = n->lines[change->n_line].first;
	     means && i < n->lines[end - 1].first + n->lines[end - 1].count; i++) {
		const char *word = n->data + n->atoms[i].start;
		size_t len = n->atoms[i].len;
		const struct local *local;

		if (n->atoms[i].kind != ATOM_WORD)
			continue;
		if (len == strlen("return") && !memcmp(word, "return", len)) {
			means = in_both(adapter, body, n->atoms[i].id);
			continue;
		}
		local = locals_find(&own, word, len);
		if (!local || in_both(adapter, body, n->atoms[i].id))
			continue;
		means = locals_have(&here, word, len) &&
			(!local->parameter || (call && is_passed_as_is(&adapter->a, call, word, len)));
	}
	return means;
}

enum found { NOT_FOUND, FOUND, DOUBTFUL };

/* In a function of B; the call in A that it is inlined for, 0: another function calls it. */
static enum found place_in(struct adapter *adapter, const struct body *body, size_t call,
			   const struct cdef *there, struct adapt_change *change)
{
	size_t above, below;

	if (!adapt_align_lines(adapter, body->start, body->end, there->first_line, there->last_line + 1) ||
	    !holds(adapter, body, change, -1, &above) || !holds(adapter, body, change, 1, &below) ||
	    (above < ANCHOR_LINES && below < ANCHOR_LINES))
		return NOT_FOUND;
	for (size_t i = change->a_line; i < change->a_line + change->a_count; i++)
		if (adapt_partner(adapter, i) == ALIGN_NONE)
			return DOUBTFUL;
	return is_only_place(adapter, body, change, there) && adapt_place(adapter, change) &&
	       means_same(adapter, body, call, change, there) ? FOUND : DOUBTFUL;
}

struct places {
	struct adapt_change *items;
	size_t count, alloc;
	struct buf where;	/* "f(), g()" */
};

static enum found try_place(struct adapter *adapter, const struct body *body, size_t call,
			    const struct cdef *there, const struct adapt_change *change,
			    struct places *places)
{
	struct adapt_change place = *change;
	enum found found;

	place.text = NULL;
	found = place_in(adapter, body, call, there, &place);
	if (found != FOUND) {
		free(place.text);
		return found;
	}
	place.deeper = adapt_deeper(adapter, &place);
	buf_printf(&places->where, "%s%.*s()", places->count ? ", " : "", (int)there->name_len,
		   adapter->b.tokens.text + there->name);
	*ARRAY_ADD(places->items, places->count, places->alloc) = place;
	return FOUND;
}

/* In all functions that call it in A; in some of them only is doubtful. */
static enum found find_in_callers(struct adapter *adapter, const struct body *body,
				  const struct adapt_change *change, struct places *places)
{
	size_t callers = 0;

	for (size_t i = 0; i < adapter->a.defs.count; i++) {
		const struct cdef *caller = &adapter->a.defs.items[i], *there;
		size_t call;

		if (caller->kind != CDEF_FUNCTION || caller == body->def ||
		    !mentions(&adapter->a, caller, body->def))
			continue;
		callers++;
		there = adapt_counterpart(adapter, caller);
		call = only_call(&adapter->a, caller, body->def);
		if (there && call && try_place(adapter, body, call, there, change, places) == DOUBTFUL)
			return DOUBTFUL;
	}
	return !places->count ? NOT_FOUND : places->count == callers ? FOUND : DOUBTFUL;
}

/* In the only function that A lacks and that has its code. */
static enum found find_in_others(struct adapter *adapter, const struct body *body,
				 const struct adapt_change *change, struct places *places)
{
	const struct cdef *there = NULL;

	for (size_t i = 0; i < adapter->b.defs.count; i++) {
		const struct cdef *def = &adapter->b.defs.items[i];
		enum found found;
		size_t at = 0;

		if (def->kind != CDEF_FUNCTION ||
		    cdefs_named(&adapter->a.tokens, &adapter->a.defs, CDEF_FUNCTION,
				adapter->b.tokens.text + def->name, def->name_len, &at))
			continue;
		found = try_place(adapter, body, 0, def, change, places);
		if (found == DOUBTFUL || places->count > 1)
			return DOUBTFUL;
		if (found == FOUND)
			there = def;
	}
	if (!there)
		return NOT_FOUND;
	/* The others were looked at after it. */
	return adapt_align_lines(adapter, body->start, body->end, there->first_line,
				 there->last_line + 1) ? FOUND : DOUBTFUL;
}

static void take_places(struct adapter *adapter, size_t index, const struct cdef *def,
			struct places *places)
{
	struct adapt_result *result = &adapter->result;

	for (size_t i = 0; i < places->count; i++) {
		struct adapt_change *place = i ? ARRAY_ADD(result->changes, result->change_count,
							   result->change_alloc) :
						 &result->changes[index];

		if (!i)
			adapt_say(place, NULL);
		*place = places->items[i];
		place->rung = RUNG_INLINED;
		place->placed = i > 0;
		place->text = xasprintf("%.*s() is not in this branch, its code is in %s",
					(int)def->name_len, adapter->a.tokens.text + def->name,
					buf_str(&places->where));
	}
}

bool adapt_find_inlined(struct adapter *adapter, size_t index, bool *ret_doubtful)
{
	struct adapt_change change = adapter->result.changes[index];
	const struct cdef *def = adapt_definition_around(&adapter->a, change.a_line,
							 change.a_line + change.a_count);
	const struct adapt_tree *tree = adapter->options->tree_b;
	struct places places = { 0 };
	enum found found;
	struct body body;

	*ret_doubtful = false;
	if (!def || def->kind != CDEF_FUNCTION || adapt_stand_in(adapter, def) ||
	    (tree && adapt_tree_has(tree, adapter->a.tokens.text + def->name, def->name_len)))
		return false;
	body = body_of(&adapter->a, def);
	if (change.a_line < body.start || change.a_line + change.a_count > body.end)
		return false;
	memset(adapter->aligned + def->first_line, 0, def->last_line + 1 - def->first_line);
	found = find_in_callers(adapter, &body, &change, &places);
	if (found == NOT_FOUND)
		found = find_in_others(adapter, &body, &change, &places);
	/* Where it is in several places, or in none, no line has one partner. */
	if (found != FOUND || places.count > 1)
		memset(adapter->aligned + body.start, 0, body.end - body.start);
	if (found == FOUND)
		take_places(adapter, index, def, &places);
	if (found == DOUBTFUL)
		adapt_say(&adapter->result.changes[index],
			  xasprintf("%.*s() is not in this branch, and its code is not once in each "
				    "of its callers, or means something else there",
				    (int)def->name_len, adapter->a.tokens.text + def->name));
	*ret_doubtful = found == DOUBTFUL;
	free(places.items);
	buf_release(&places.where);
	return found == FOUND;
}
