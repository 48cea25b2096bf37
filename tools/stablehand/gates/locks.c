// SPDX-License-Identifier: GPL-2.0-only
/* Locks and references that a function holds where it did not before the change. */
#include "gates/locks_parts.h"

#include <string.h>

#include "gates/check_parts.h"
#include "gates/tally_parts.h"

/* The same lock in the same doubt. */
static char *kind_of(const struct gate_lock_exit *exit)
{
	return xasprintf("%d %s %s", exit->twice, exit->key, exit->label ? exit->label : "");
}

static void count(struct gate_tally *tally, const struct gate_locks *locks)
{
	for (size_t i = 0; i < locks->count; i++) {
		_cleanup_free_ char *kind = kind_of(&locks->items[i]);

		gate_tally_add(tally, kind);
	}
}

static bool is_more(const struct gate_tally *after, const struct gate_tally *before,
		    const struct gate_lock_exit *exit)
{
	_cleanup_free_ char *kind = kind_of(exit);

	return gate_tally_of(after, kind) > gate_tally_of(before, kind);
}

static bool was_judged(const struct gate_locks *locks, const char *key)
{
	for (size_t i = 0; i < locks->judged_count; i++)
		if (!strcmp(locks->judged[i], key))
			return true;
	return false;
}

/*
 * A reference is handed over as often as it is put. One that is new with the change
 * may be kept on purpose; one that the function put before was not.
 */
static bool is_told(const struct gate_locks *before, const struct gate_lock_exit *exit)
{
	return !exit->reference || exit->twice || was_judged(before, exit->key);
}

static void tell_exit(struct gate_check *check, const struct gate_chunk *chunk,
		      const struct cdef *function, const struct gate_lock_exit *exit)
{
	enum reason reason = exit->reference ? REASON_REFERENCE_IMBALANCE :
					       REASON_CONTEXT_IMBALANCE;
	const char *name = chunk->after.tokens.text + function->name, *path = chunk->file->path;
	size_t line = (size_t)chunk->after.first_line + exit->line + 1, key_len = strlen(exit->key);
	int len = function->name_len;

	if (exit->twice && !exit->reference)
		gate_find(check, reason, RISK_HIGH, path, line, exit->key, key_len,
			  "%.*s() takes %s while it is held (context imbalance), unlike before",
			  len, name, exit->key);
	else if (exit->twice)
		gate_find(check, reason, RISK_HIGH, path, line, exit->key, key_len,
			  "%.*s() puts the reference of %s twice, unlike before", len, name,
			  exit->key);
	else if (exit->label)
		gate_find(check, reason, RISK_HIGH, path, line, exit->key, key_len,
			  "%.*s() reaches the label %s both with and without %s held (%s "
			  "imbalance), unlike before", len, name, exit->label, exit->key,
			  exit->reference ? "reference" : "context");
	else
		gate_find(check, reason, RISK_HIGH, path, line, exit->key, key_len,
			  "%.*s() returns with %s held (%s imbalance), unlike before", len, name,
			  exit->key, exit->reference ? "reference" : "context");
}

static void check_function(struct gate_check *check, const struct gate_chunk *chunk,
			   const struct cdef *after, const struct cdef *before)
{
	const struct ctokens *tokens = &chunk->after.tokens;
	struct gate_locks locks_after, locks_before = { 0 };
	struct gate_tally tally_after = { 0 }, tally_before = { 0 };

	gate_locks_read(&chunk->after, after, &locks_after, &check->work);
	if (before && (locks_after.count || locks_after.released_count))
		gate_locks_read(&chunk->before, before, &locks_before, &check->work);
	count(&tally_after, &locks_after);
	count(&tally_before, &locks_before);
	for (size_t i = 0; i < locks_after.count; i++) {
		const struct gate_lock_exit *exit = &locks_after.items[i];

		if (exit->judged && is_told(&locks_before, exit) &&
		    is_more(&tally_after, &tally_before, exit))
			tell_exit(check, chunk, after, exit);
	}
	for (size_t i = 0; i < locks_after.released_count; i++) {
		const char *key = locks_after.released[i];

		if (was_judged(&locks_before, key))
			gate_find(check, REASON_CONTEXT_IMBALANCE, RISK_HIGH, chunk->file->path,
				  (size_t)chunk->after.first_line + after->first_line + 1, key,
				  strlen(key),
				  "%.*s() releases what %s took before the change, and no longer "
				  "takes it (context imbalance)",
				  (int)after->name_len, tokens->text + after->name, key);
	}
	gate_tally_release(&tally_after);
	gate_tally_release(&tally_before);
	gate_locks_release(&locks_after);
	gate_locks_release(&locks_before);
}

void gate_check_locks(struct gate_check *check, const struct gate_chunk *chunk)
{
	const struct ctokens *tokens = &chunk->after.tokens;

	for (size_t d = 0; d < chunk->after.defs.count && !gate_stops(&check->work); d++) {
		const struct cdef *after = &chunk->after.defs.items[d];

		if (after->kind == CDEF_FUNCTION && gate_touches(chunk, after))
			check_function(check, chunk, after,
				       gate_function(&chunk->before, tokens->text + after->name,
						     after->name_len));
	}
}
