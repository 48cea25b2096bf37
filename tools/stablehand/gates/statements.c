// SPDX-License-Identifier: GPL-2.0-only
/* Statements that nobody writes, where the function did not have them before the change. */
#include "gates/statements_parts.h"

#include <stdlib.h>
#include <string.h>

#include "gates/check_parts.h"
#include "gates/tally_parts.h"

void gate_oddity_add(struct gate_oddities *list, enum reason reason, size_t token, char *key)
{
	*ARRAY_ADD(list->items, list->count, list->alloc) =
		(struct gate_oddity){ reason, token, key };
}

void gate_oddities_release(struct gate_oddities *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->items[i].key);
	free(list->items);
	*list = (struct gate_oddities){ 0 };
}

static char *kind_of(const struct gate_oddity *oddity)
{
	return xasprintf("%d %s", oddity->reason, oddity->key);
}

static void count(struct gate_tally *tally, const struct gate_oddities *list)
{
	for (size_t i = 0; i < list->count; i++) {
		_cleanup_free_ char *kind = kind_of(&list->items[i]);

		gate_tally_add(tally, kind);
	}
}

/* Are there more like it than before? A block may follow where one did before. */
static bool is_new(const struct gate_tally *before, const struct gate_tally *after,
		   const struct gate_oddity *oddity)
{
	_cleanup_free_ char *kind = kind_of(oddity);
	size_t were = gate_tally_of(before, kind);

	return oddity->reason == REASON_UNEXPECTED_BLOCK ? !were :
							   gate_tally_of(after, kind) > were;
}

static void tell(struct gate_check *check, const struct gate_chunk *chunk, const struct cdef *after,
		 const struct gate_oddity *oddity)
{
	static const char *const texts[] = {
		[REASON_UNREACHABLE_CODE] = "unreachable code: ",
		[REASON_DECLARATION_AFTER_STATEMENT] = "declaration after statement: ",
		[REASON_NO_EFFECT] = "statement without effect: ",
		[REASON_MULTIPLE_STATEMENTS] = "second statement on a line: ",
		[REASON_UNEXPECTED_BLOCK] = "followed by a block, as nowhere else here: ",
		[REASON_STRAY_JUMP] = "not within a loop or switch that it could leave: ",
		[REASON_RETURN_TYPE] = "does not return the function's type: ",
		[REASON_REDECLARATION] = "redeclaration: ",
		[REASON_OUT_OF_SCOPE] = "used out of scope: ",
		[REASON_ELSE_WITHOUT_IF] = "else without if: ",
		[REASON_MISLEADING_INDENTATION] = "misleading indentation: ",
	};

	gate_find(check, oddity->reason, GATE_REFUSES, chunk->file->path,
		  gate_line_of(chunk, oddity->token), oddity->key, strlen(oddity->key),
		  "%.*s(): %s%.80s", (int)after->name_len, chunk->after.tokens.text + after->name,
		  texts[oddity->reason], oddity->key);
}

static void check_function(struct gate_check *check, const struct gate_chunk *chunk,
			   const struct cdef *after)
{
	const struct cdef *before = gate_function(
		&chunk->before, chunk->after.tokens.text + after->name, after->name_len);
	struct gate_oddities now, then = { 0 };
	struct gate_tally after_tally = { 0 }, before_tally = { 0 };

	gate_oddities_read(&chunk->after, after, &now, &check->work);
	if (before && now.count)
		gate_oddities_read(&chunk->before, before, &then, &check->work);
	count(&after_tally, &now);
	count(&before_tally, &then);
	for (size_t i = 0; i < now.count; i++)
		if (is_new(&before_tally, &after_tally, &now.items[i]))
			tell(check, chunk, after, &now.items[i]);
	gate_tally_release(&after_tally);
	gate_tally_release(&before_tally);
	gate_oddities_release(&now);
	gate_oddities_release(&then);
}

void gate_check_statements(struct gate_check *check, const struct gate_chunk *chunk)
{
	/* Else there is no telling what the author wrote so. */
	if (!chunk->file->source_after)
		return;
	for (size_t d = 0; d < chunk->after.defs.count && !gate_stops(&check->work); d++)
		if (chunk->after.defs.items[d].kind == CDEF_FUNCTION &&
		    gate_touches(chunk, &chunk->after.defs.items[d]))
			check_function(check, chunk, &chunk->after.defs.items[d]);
}
