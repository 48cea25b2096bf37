// SPDX-License-Identifier: GPL-2.0-only
/*
 * A change to a function that B does not have, its code still being in the functions that call
 * it in A. The change is made in each of these, or in none: a fix that is in one copy of the
 * code and not in the other would be worse than none.
 *
 * The body of A's function (declarations at its top and the return at its end aside) is aligned
 * with each caller in B. It is inlined there when the nearest lines above and below the change
 * are there in that order with nothing between them, at least two on one side being the same,
 * and one that says something being there only once. What the change adds has to mean the same
 * there: a variable or a return is only taken over if both bodies have it, or if the call in A
 * passes the caller's variable under the parameter's own name. Where no caller has the code, the
 * only function of B that A lacks may have it.
 *
 * As its lines have several partners then, or none, nothing is learned from them.
 */
#include "adapt/inlined.h"

#include <stdlib.h>
#include <string.h>

#include "adapt/adapt.h"
#include "adapt/alignment.h"
#include "adapt/changes.h"
#include "adapt/counterparts.h"
#include "adapt/indentation.h"
#include "adapt/input.h"
#include "adapt/placement.h"
#include "syntax/locals.h"
#include "util/alloc.h"

#define NEAR_LINES 3	/* on either side that have to be the same */
#define ANCHOR_LINES 2	/* on one side, at least */
#define TELLING 8	/* minimum weight of a line that tells something */

/*
 * The lines of a function's body without braces, declarations at the top and the return at the end,
 * which are not inlined.
 */
struct inlined_body {
	const struct cdef *def;
	size_t start, end;
};

static bool is_return(const struct atom_text *text, size_t line)
{
	const struct atom *first = &text->atoms[text->lines[line].first];

	return text->lines[line].count && first->len == strlen("return") &&
	       !memcmp(text->data + first->start, "return", first->len);
}

static struct inlined_body body_of(const struct source_file *file, const struct cdef *def)
{
	struct inlined_body body = { def, def->first_line, def->last_line };

	if (def->body < def->end)
		body.start = file->tokens.items[def->body].line + 1;
	while (body.start < body.end && (!file->text.lines[body.start].id ||
					 line_declares(&file->text, body.start)))
		body.start++;
	if (body.start < body.end && is_return(&file->text, body.end - 1))
		body.end--;
	while (body.start < body.end && !file->text.lines[body.end - 1].id)
		body.end--;
	return body;
}

static bool is_word_of(const struct ctokens *tokens, size_t i, const struct ctokens *other,
		       const struct cdef *def)
{
	return tokens->items[i].kind == CTOKEN_WORD && tokens->items[i].len == def->name_len &&
	       !memcmp(ctoken_text(tokens, i), other->text + def->name, def->name_len);
}

/* The token of the only call of `def` in a function; 0: none, or more than one. */
static size_t only_call(const struct source_file *file, const struct cdef *function,
			const struct cdef *def)
{
	size_t found = 0;

	for (size_t i = function->body; i < function->end; i++)
		if (is_word_of(&file->tokens, i, &file->tokens, def)) {
			if (found || !ctoken_is(&file->tokens, i + 1, "("))
				return 0;
			found = i;
		}
	return found;
}

static bool mentions(const struct source_file *file, const struct cdef *function,
		     const struct cdef *def)
{
	for (size_t i = function->body; i < function->end; i++)
		if (is_word_of(&file->tokens, i, &file->tokens, def))
			return true;
	return false;
}

/*
 * Are the nearest lines above (-1) or below (1) a change, up to the end of the body, in B in that
 * order without a gap? *ret_same: how many of them are the same.
 */
static bool holds(const struct alignment *alignment, const struct change_list *changes,
		  const struct inlined_body *body, const struct adapt_change *change, int step,
		  size_t *ret_same)
{
	const struct atom_text *a = &alignment->a->text, *b = &alignment->b->text;
	size_t line = step < 0 ? change->a_line - 1 : change->a_line + change->a_count;
	uint32_t last = ALIGN_NONE;

	*ret_same = 0;
	for (size_t n = 0; n < NEAR_LINES; line += step) {
		uint32_t j;

		if (line < body->start || line >= body->end)
			return true;
		if (!a->lines[line].id)
			continue;
		j = alignment_partner(alignment, line);
		if (j == ALIGN_NONE ||
		    (!alignment_is_exact(alignment, line) && !changes_remove(changes, line)))
			return false;
		for (uint32_t k = last; last != ALIGN_NONE && (k += step) != j; )
			if (k >= b->line_count || b->lines[k].id)
				return false;
		*ret_same += alignment_is_exact(alignment, line);
		last = j;
		n++;
	}
	return true;
}

/* Does a telling line around the change occur only once in B's function? */
static bool is_only_place(const struct alignment *alignment, const struct inlined_body *body,
			  const struct adapt_change *change, const struct cdef *there)
{
	const struct atom_text *a = &alignment->a->text, *b = &alignment->b->text;
	size_t line = body->start;

	if (change->a_line > body->start + NEAR_LINES)
		line = change->a_line - NEAR_LINES;
	for (; line < body->end && line < change->a_line + change->a_count + NEAR_LINES; line++) {
		size_t count = 0;

		if (!alignment_is_exact(alignment, line) || a->lines[line].weight < TELLING)
			continue;
		for (size_t j = there->first_line; j <= there->last_line; j++)
			count += b->lines[j].id == a->lines[line].id;
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

/* Does a line of the body have the word, and its partner in B as well? */
static bool in_both(const struct alignment *alignment, const struct inlined_body *body, uint32_t id)
{
	for (size_t line = body->start; line < body->end; line++)
		if (alignment_partner(alignment, line) != ALIGN_NONE &&
		    has_word(&alignment->a->text, line, id) &&
		    has_word(&alignment->b->text, alignment_partner(alignment, line), id))
			return true;
	return false;
}

/* Does the call at token `call` pass the variable with the parameter's own name? */
static bool is_passed_as_is(const struct source_file *file, size_t call, const char *name,
			    size_t len)
{
	const struct ctokens *tokens = &file->tokens;
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
 * Do the function's names that the change uses mean the same in the caller, and does a return it
 * adds leave the right function?
 */
static bool means_same(const struct adapt_input *in, const struct alignment *alignment,
		       const struct inlined_body *body, size_t call,
		       const struct adapt_change *change, const struct cdef *there)
{
	_cleanup_locals_ struct locals own = { 0 }, here = { 0 };
	const struct atom_text *n = &in->n.text;
	size_t end = change->n_line + change->n_count;
	bool means = true;

	if (!change->n_count)
		return true;
	locals_read(&own, &in->a.tokens, body->def);
	locals_read(&here, &in->b.tokens, there);
	for (size_t i = n->lines[change->n_line].first;
	     means && i < n->lines[end - 1].first + n->lines[end - 1].count; i++) {
		const char *word = n->data + n->atoms[i].start;
		size_t len = n->atoms[i].len;
		const struct local *local;

		if (n->atoms[i].kind != ATOM_WORD)
			continue;
		if (len == strlen("return") && !memcmp(word, "return", len)) {
			means = in_both(alignment, body, n->atoms[i].id);
			continue;
		}
		local = locals_find(&own, word, len);
		if (!local || in_both(alignment, body, n->atoms[i].id))
			continue;
		means = locals_have(&here, word, len) &&
			(!local->parameter || (call && is_passed_as_is(&in->a, call, word, len)));
	}
	return means;
}

static bool align_body(struct alignment *alignment, const struct inlined_body *body,
		       const struct cdef *there)
{
	return alignment_align(alignment, (struct line_range){ body->start, body->end },
			       definition_lines(there));
}

/* Place the change in a function of B, in place of the call in A; call 0: there is no such call. */
static enum inlined place_in(const struct adapt_input *in, struct alignment *alignment,
			     const struct change_list *changes, const struct inlined_body *body,
			     size_t call, const struct cdef *there, struct adapt_change *change)
{
	size_t above, below;

	if (!align_body(alignment, body, there) ||
	    !holds(alignment, changes, body, change, -1, &above) ||
	    !holds(alignment, changes, body, change, 1, &below) ||
	    (above < ANCHOR_LINES && below < ANCHOR_LINES))
		return INLINED_NOT;
	for (size_t i = change->a_line; i < change->a_line + change->a_count; i++)
		if (alignment_partner(alignment, i) == ALIGN_NONE)
			return INLINED_DOUBTFUL;
	return is_only_place(alignment, body, change, there) &&
			       placement_find(in, alignment, changes, change) &&
			       means_same(in, alignment, body, call, change, there) ?
		       INLINED_PLACED :
		       INLINED_DOUBTFUL;
}

struct inlined_places {
	struct adapt_change *items;
	size_t count, alloc;
	struct buf where;	/* "f(), g()" */
};

static enum inlined try_place(const struct adapt_input *in, struct alignment *alignment,
			      const struct change_list *changes, const struct inlined_body *body,
			      size_t call, const struct cdef *there,
			      const struct adapt_change *change, struct inlined_places *places)
{
	struct adapt_change place = *change;
	enum inlined found;

	place.text = NULL;
	found = place_in(in, alignment, changes, body, call, there, &place);
	if (found != INLINED_PLACED) {
		free(place.text);
		return found;
	}
	place.deeper = indentation_deeper(alignment, &place);
	buf_printf(&places->where, "%s%.*s()", places->count ? ", " : "", (int)there->name_len,
		   in->b.tokens.text + there->name);
	*ARRAY_ADD(places->items, places->count, places->alloc) = place;
	return INLINED_PLACED;
}

/* In all functions that call it in A; only in some of them is doubtful. */
static enum inlined find_in_callers(const struct adapt_input *in, struct alignment *alignment,
				    const struct change_list *changes,
				    const struct inlined_body *body,
				    const struct adapt_change *change,
				    struct inlined_places *places)
{
	size_t callers = 0;

	for (size_t i = 0; i < in->a.defs.count; i++) {
		const struct cdef *caller = &in->a.defs.items[i], *there;
		size_t call;

		if (caller->kind != CDEF_FUNCTION || caller == body->def ||
		    !mentions(&in->a, caller, body->def))
			continue;
		callers++;
		there = counterpart_of(in, caller);
		call = only_call(&in->a, caller, body->def);
		if (there && call &&
		    try_place(in, alignment, changes, body, call, there, change, places) ==
			    INLINED_DOUBTFUL)
			return INLINED_DOUBTFUL;
	}
	return !places->count		? INLINED_NOT :
	       places->count == callers ? INLINED_PLACED :
					  INLINED_DOUBTFUL;
}

/* In the only function that has its code and does not exist in A. */
static enum inlined find_in_others(const struct adapt_input *in, struct alignment *alignment,
				   const struct change_list *changes,
				   const struct inlined_body *body,
				   const struct adapt_change *change, struct inlined_places *places)
{
	const struct cdef *there = NULL;

	for (size_t i = 0; i < in->b.defs.count; i++) {
		const struct cdef *def = &in->b.defs.items[i];
		enum inlined found;
		size_t at = 0;

		if (def->kind != CDEF_FUNCTION ||
		    cdefs_named(&in->a.tokens, &in->a.defs, CDEF_FUNCTION,
				in->b.tokens.text + def->name, def->name_len, &at))
			continue;
		found = try_place(in, alignment, changes, body, 0, def, change, places);
		if (found == INLINED_DOUBTFUL || places->count > 1)
			return INLINED_DOUBTFUL;
		if (found == INLINED_PLACED)
			there = def;
	}
	if (!there)
		return INLINED_NOT;
	/* The alignment is that of the last function tried. */
	return align_body(alignment, body, there) ? INLINED_PLACED : INLINED_DOUBTFUL;
}

static void take_places(const struct adapt_input *in, struct change_list *changes, size_t index,
			const struct cdef *def, struct inlined_places *places)
{
	for (size_t i = 0; i < places->count; i++) {
		struct adapt_change *place =
			i ? ARRAY_ADD(changes->items, changes->count, changes->alloc) :
			    &changes->items[index];

		if (!i)
			change_say(place, NULL);
		*place = places->items[i];
		place->rung = RUNG_INLINED;
		place->placed = i > 0;
		place->text = xasprintf("%.*s() does not exist in this branch, its code is in %s",
					(int)def->name_len, in->a.tokens.text + def->name,
					buf_str(&places->where));
	}
}

enum inlined inlined_find(const struct adapt_input *in, struct alignment *alignment,
			  struct change_list *changes, size_t index)
{
	struct adapt_change change = changes->items[index];
	const struct cdef *def =
		definition_around(&in->a, change.a_line, change.a_line + change.a_count);
	const struct adapt_tree *tree = in->options->tree_b;
	struct inlined_places places = { 0 };
	struct inlined_body body;
	enum inlined found;

	if (!def || def->kind != CDEF_FUNCTION || counterpart_or_renamed(in, def) ||
	    (tree && adapt_tree_has(tree, in->a.tokens.text + def->name, def->name_len)))
		return INLINED_NOT;
	body = body_of(&in->a, def);
	if (change.a_line < body.start || change.a_line + change.a_count > body.end)
		return INLINED_NOT;
	alignment_forget(alignment, definition_lines(def));
	found = find_in_callers(in, alignment, changes, &body, &change, &places);
	if (found == INLINED_NOT)
		found = find_in_others(in, alignment, changes, &body, &change, &places);
	/* With several places, or none, lines have no single partner. */
	if (found != INLINED_PLACED || places.count > 1)
		alignment_forget(alignment, (struct line_range){ body.start, body.end });
	if (found == INLINED_PLACED)
		take_places(in, changes, index, def, &places);
	if (found == INLINED_DOUBTFUL)
		change_say(
			&changes->items[index],
			xasprintf("%.*s() does not exist in this branch, and its code is not found "
				  "exactly once in each caller, or has another meaning there",
				  (int)def->name_len, in->a.tokens.text + def->name));
	free(places.items);
	buf_release(&places.where);
	return found;
}
