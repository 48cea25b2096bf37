// SPDX-License-Identifier: GPL-2.0-only
/*
 * Locks and references that a change gives back in a function that never had them: where
 * the change was made the function takes them, here somebody else does.
 */
#include <string.h>

#include "gates/check_parts.h"
#include "gates/function_pairs.h"
#include "gates/tokens_parts.h"

#define PAIRS_MAX 16	/* of a function, that are looked for: each through its body */

/* Does a function call one of a pair, as told by what takes: what releases (-1), or either (0)? */
static bool has_pair(const struct ctokens *tokens, const struct cdef *function, const char *take,
		     int only, struct gate_work *work)
{
	for (size_t i = function->body; i + 1 < function->end && !gate_stops(work); i++) {
		struct gate_pair pair;
		int kind;

		if (!gate_is_word(tokens, i) || !gate_is(tokens, i + 1, '('))
			continue;
		kind = gate_pair_of(ctoken_text(tokens, i), tokens->items[i].len, &pair);
		if (kind && (!only || kind == only) && !strcmp(pair.take, take))
			return true;
	}
	return false;
}

/*
 * Does the function where the change was made take it? 1: yes; 0: no, so that its author
 * releases what others took; -1: it is not known.
 */
static int is_taken_in_source(struct gate_check *check, const struct gate_file *file,
			      const char *name, size_t len, const char *take)
{
	_cleanup_ctokens_ struct ctokens tokens = { 0 };
	_cleanup_cdefs_ struct cdefs defs = { 0 };
	const struct cdef *function;
	size_t at = 0;

	if (!file->source_after)
		return -1;
	ctokens_read(&tokens, file->source_after, file->source_after_len, false);
	cdefs_read(&tokens, &defs);
	function = cdefs_named(&tokens, &defs, CDEF_FUNCTION, name, len, &at);
	return function ? has_pair(&tokens, function, take, 1, &check->work) : -1;
}

static void tell(struct gate_check *check, const struct gate_chunk *chunk,
		 const struct cdef *function, size_t i, const struct gate_pair *pair)
{
	const struct ctokens *tokens = &chunk->after.tokens;
	const char *name = tokens->text + function->name;
	int taken = is_taken_in_source(check, chunk->file, name, function->name_len, pair->take);

	/* Who puts a reference often was handed it. */
	if (!taken || (taken < 0 && pair->reference))
		return;
	gate_find(check, pair->reference ? REASON_REFERENCE_IMBALANCE : REASON_CONTEXT_IMBALANCE,
		  taken > 0 ? GATE_REFUSES : RISK_HIGH, chunk->file->path, gate_line_of(chunk, i),
		  pair->take, strlen(pair->take),
		  "%.*s() would call %.*s() without having called %s() (%s imbalance)",
		  (int)function->name_len, name, (int)tokens->items[i].len, ctoken_text(tokens, i),
		  pair->take, pair->reference ? "reference" : "context");
}

static void check_function(struct gate_check *check, const struct gate_chunk *chunk,
			   const struct cdef *after, const struct cdef *before)
{
	const struct ctokens *tokens = &chunk->after.tokens;
	struct name_set asked = { 0 };
	size_t count = 0;

	for (size_t i = after->body; i + 1 < after->end && count < PAIRS_MAX &&
	     !gate_stops(&check->work); i++) {
		struct gate_pair pair;

		if (!gate_is_word(tokens, i) || !gate_is(tokens, i + 1, '(') ||
		    gate_is_member_use(tokens, i) || tokens->items[i].directive ||
		    !gate_is_added(chunk, i) ||
		    gate_pair_of(ctoken_text(tokens, i), tokens->items[i].len, &pair) >= 0 ||
		    !name_set_add(&asked, pair.take, strlen(pair.take)) || !++count ||
		    has_pair(tokens, after, pair.take, 1, &check->work) ||
		    has_pair(&chunk->before.tokens, before, pair.take, 0, &check->work))
			continue;
		tell(check, chunk, after, i, &pair);
	}
	name_set_release(&asked);
}

void gate_check_held(struct gate_check *check, const struct gate_chunk *chunk)
{
	const struct ctokens *tokens = &chunk->after.tokens;

	for (size_t d = 0; d < chunk->after.defs.count && !gate_stops(&check->work); d++) {
		const struct cdef *after = &chunk->after.defs.items[d], *before;

		if (after->kind != CDEF_FUNCTION || !gate_touches(chunk, after))
			continue;
		before = gate_function(&chunk->before, tokens->text + after->name, after->name_len);
		if (before)
			check_function(check, chunk, after, before);
	}
}
