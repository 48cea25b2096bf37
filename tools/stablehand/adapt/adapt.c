// SPDX-License-Identifier: GPL-2.0-only
/*
 * The way of a change, from three files to a fourth:
 *
 *	input		the three versions cut up; nothing is written to it from here on
 *	changes		what turns A_OLD into A_NEW
 *	already		which of them B has
 *	locate		where each goes in B; lines of A and B are aligned on the way
 *	substitutions	what B calls otherwise, learned from the lines that are aligned
 *	merge		the lines of each change merged with those that B has there
 *	names, pointers, signatures	what B has otherwise in them
 *	compose		B with all of it
 *	drop_unused	variables and labels that this leaves without use
 *	check_result, check_meaning, check_gates	does the file hold?
 *
 * All changes are located before the first is merged, as names are learned from all lines that
 * were aligned. The first step that is in doubt refuses the change, and with it the file; the
 * other changes are carried on nevertheless, so that all that is wrong is said at once.
 */
#include "adapt/adapt.h"

#include <stdlib.h>
#include <string.h>

#include "adapt/alignment.h"
#include "adapt/already.h"
#include "adapt/changes.h"
#include "adapt/check_gates.h"
#include "adapt/check_meaning.h"
#include "adapt/check_result.h"
#include "adapt/compose.h"
#include "adapt/drop_unused.h"
#include "adapt/indentation.h"
#include "adapt/input.h"
#include "adapt/locate.h"
#include "adapt/merge.h"
#include "adapt/names.h"
#include "adapt/pieces.h"
#include "adapt/pointers.h"
#include "adapt/signatures.h"
#include "adapt/substitutions.h"
#include "util/alloc.h"

/* Are the replaced lines the same in B, white space aside? */
static bool same_region(const struct adapt_input *in, const struct adapt_change *change)
{
	if (change->a_count != change->b_count)
		return false;
	for (size_t i = 0; i < change->a_count; i++)
		if (in->a.text.lines[change->a_line + i].id !=
		    in->b.text.lines[change->b_line + i].id)
			return false;
	return true;
}

/* Are all lines of a text includes that B has, under the names of B? */
static bool are_includes_there(const struct adapt_input *in, const struct buf *text)
{
	const struct atom_text *b = &in->b.text;
	bool any = false;

	for (const char *at = buf_str(text), *end = at + text->len; at < end;) {
		const char *newline = memchr(at, '\n', end - at);
		size_t len = (newline ? newline + 1 : end) - at;
		bool found = len == 1;

		if (!found && (len < 8 || memcmp(at, "#include", 8)))
			return false;
		for (size_t i = 0; i < b->line_count && !found; i++)
			any |= found = b->lines[i].len == len &&
				       !memcmp(b->data + b->lines[i].start, at, len);
		if (!found)
			return false;
		at += len;
	}
	return any;
}

/* Make the text of a change for B. false: refused. */
static bool make_text(const struct adapt_input *in, const struct alignment *alignment,
		      const struct substitutions *learned, const struct change_list *changes,
		      struct adapt_change *change, struct buf *text)
{
	_cleanup_pieces_ struct pieces pieces = { 0 };
	bool same = same_region(in, change), swapped, passed, pointed;

	if (!merge_change(in, changes, change, &pieces))
		return change_refuse(change,
				     "the code that it changes differs in this branch");
	if (!same)
		change_raise_rung(change, RUNG_TOKEN);
	if (!names_settle(in, learned, change, &pieces, &swapped) ||
	    !pointers_settle(in, change, &pieces, &pointed))
		return change_refuse(change, "");
	if (swapped || pointed)
		change_raise_rung(change, RUNG_SUBSTITUTION);
	if (!signatures_settle(in, alignment, change, &pieces, &passed))
		return change_refuse(change, "");
	if (passed)
		change_raise_rung(change, RUNG_SIGNATURE);
	if (same && !swapped && !passed && !pointed) {
		struct adapt_bytes bytes = text_lines(&in->n.text, change->n_line, change->n_count);

		buf_add(text, bytes.data, bytes.len);
	} else {
		pieces_write(&pieces, text);
	}
	if (change->deeper && (same || !change->a_count))
		indentation_shift(text, change->deeper);
	compose_line_ends(in, text);
	if (!change->a_count && are_includes_there(in, text))
		change->there = true;
	return true;
}

/* Locate all changes and make the text of each. false: at least one is refused. */
static bool carry_all(const struct adapt_input *in, struct change_list *changes,
		      struct buf **ret_texts)
{
	_cleanup_alignment_ struct alignment alignment = { 0 };
	struct substitutions learned;
	bool carried = true;

	alignment_init(&alignment, &in->a, &in->b);
	/* Code inlined in several places adds changes, which are placed already. */
	for (size_t i = 0; i < changes->count; i++)
		if (!changes->items[i].there && changes->items[i].rung != RUNG_REFUSED)
			change_locate(in, &alignment, changes, i);
	substitutions_learn(&alignment, changes, &learned);
	*ret_texts = xcalloc(changes->count, sizeof(**ret_texts));
	for (size_t i = 0; i < changes->count; i++) {
		struct adapt_change *change = &changes->items[i];

		if (change->there)
			continue;
		if (change->rung == RUNG_REFUSED ||
		    !make_text(in, &alignment, &learned, changes, change, &(*ret_texts)[i]))
			carried = false;
	}
	substitutions_release(&learned);
	return carried;
}

/* Check the resulting file. false: the first change is refused. */
static bool check(const struct adapt_input *in, struct change_list *changes, struct buf *content)
{
	_cleanup_free_ char *wrong = NULL;
	struct source_file made;

	drop_unused(in, changes, content, &made);
	wrong = check_result(in, changes, &made);
	if (!wrong)
		wrong = check_meaning(in, changes, &made);
	source_file_release(&made);
	return wrong ? change_refuse(&changes->items[0], wrong) : check_gates(in, changes, content);
}

static enum rung boldest(const struct change_list *changes)
{
	enum rung rung = RUNG_EXACT;

	for (size_t i = 0; i < changes->count; i++)
		if (changes->items[i].rung > rung)
			rung = changes->items[i].rung;
	return rung;
}

/* Carry what is not there over to B. */
static void carry(const struct adapt_input *in, struct change_list *changes,
		  struct adapt_result *result)
{
	struct buf *texts;

	result->adapted = carry_all(in, changes, &texts) &&
			  compose_file(in, changes, texts, &result->content) &&
			  check(in, changes, &result->content);
	result->rung = result->adapted ? boldest(changes) : RUNG_REFUSED;
	for (size_t i = 0; i < changes->count; i++)
		buf_release(&texts[i]);
	free(texts);
}

/*
 * Of a file that has a part of the change, the rest is not touched: it may be there in another
 * form, or have been left out on purpose.
 */
static void refuse_rest(struct change_list *changes)
{
	for (size_t i = 0; i < changes->count; i++)
		if (!changes->items[i].there)
			change_refuse(&changes->items[i], "other changes of the patch to this file "
							  "are there already, but not this one");
}

int adapt_file(const struct adapt_options *options, struct adapt_result *ret_result,
	       struct error **err)
{
	struct adapt_result result = { 0 };
	struct change_list changes;
	struct adapt_input in;
	bool adds;

	if (adapt_input_read(options, &in, err))
		return -1;
	if (changes_find(&in, &changes, err)) {
		adapt_input_release(&in);
		return -1;
	}
	if (already_find(options, &changes, &result.presence, &adds, err)) {
		change_list_release(&changes);
		adapt_input_release(&in);
		return -1;
	}
	if (result.presence == PRESENCE_PART && adds)
		refuse_rest(&changes);
	if (result.presence >= PRESENCE_GONE) {
		result.adapted = true;
		buf_add(&result.content, options->b_old.data, options->b_old.len);
	} else {
		carry(&in, &changes, &result);
	}
	adapt_input_release(&in);
	result.changes = changes.items;
	result.change_count = changes.count;
	*ret_result = result;
	return 0;
}

void adapt_result_release(struct adapt_result *result)
{
	for (size_t i = 0; i < result->change_count; i++)
		free(result->changes[i].text);
	free(result->changes);
	buf_release(&result->content);
	*result = (struct adapt_result){ 0 };
}
