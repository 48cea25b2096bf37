// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which variables of a function are declared at a place of it.
 *
 * locals_read() knows the declarations, but not their blocks. While the statements are
 * walked, scopes_declare() notes for each the depth of its block and the half of an
 * #if that it is in, and scopes_leave() forgets those of a block. A name is out of scope where
 * it is a local, none of its declarations holds, and each of them was passed as a
 * declaration somewhere: one that is made in a way that is not recognized (by a macro)
 * would be missing, so names with such a declaration are left alone.
 */
#include "gates/statements_parts.h"

#include <stdlib.h>
#include <string.h>

#include "gates/tokens_parts.h"
#include "util/alloc.h"
#include "util/name_hash.h"

static bool is(const struct gate_scopes *scopes, size_t i, char c)
{
	return i < scopes->end && gate_is(scopes->tokens, i, c);
}

static bool word(const struct gate_scopes *scopes, size_t i, const char *text)
{
	return i < scopes->end && ctoken_is(scopes->tokens, i, text);
}

void gate_scopes_init(struct gate_scopes *scopes, const struct ctokens *tokens,
		      const struct cdef *function)
{
	*scopes = (struct gate_scopes){ .tokens = tokens, .end = function->end };
	locals_read(&scopes->locals, tokens, function);
	scopes->depths = xcalloc(scopes->locals.count + 1, sizeof(*scopes->depths));
	scopes->seen = xcalloc(scopes->locals.count + 1, sizeof(*scopes->seen));
	scopes->halves = xcalloc(scopes->locals.count + 1, sizeof(*scopes->halves));
}

void gate_scopes_release(struct gate_scopes *scopes)
{
	free(scopes->depths);
	free(scopes->seen);
	free(scopes->halves);
	free(scopes->outside);
	locals_release(&scopes->locals);
}

/* Of an #if the hash of its condition, the same for the same one; of an #else the opposite. */
static uint64_t hash_of_condition(const struct gate_scopes *scopes, size_t i)
{
	uint32_t line = scopes->tokens->items[i].line;
	uint64_t hash = word(scopes, i, "else") ? ~scopes->conditions[scopes->condition_count - 1] :
						  1;

	for (; i < scopes->end && scopes->tokens->items[i].line == line &&
	       scopes->tokens->items[i].directive;
	     i++)
		hash = hash_mix(hash ^ name_hash(ctoken_text(scopes->tokens, i),
						 scopes->tokens->items[i].len),
				0x9ae16a3b2f90404fu);
	return hash | 1;
}

void gate_scopes_directive(struct gate_scopes *scopes, size_t i)
{
	if (!is(scopes, i, '#') || !scopes->tokens->items[i].first)
		return;
	if (word(scopes, i + 1, "if") || word(scopes, i + 1, "ifdef") ||
	    word(scopes, i + 1, "ifndef"))
		scopes->condition_count++;
	else if (word(scopes, i + 1, "endif"))
		scopes->condition_count -= scopes->condition_count > 0;
	else if (!word(scopes, i + 1, "else") && !word(scopes, i + 1, "elif"))
		return;
	if (!word(scopes, i + 1, "endif") && scopes->condition_count &&
	    scopes->condition_count <= GATE_CONDITIONS_MAX)
		scopes->conditions[scopes->condition_count - 1] = hash_of_condition(scopes, i + 1);
}

/* Is the place within that half of an #if (0: none)? */
static bool is_in_half(const struct gate_scopes *scopes, uint64_t half)
{
	bool in = !half;

	for (size_t i = 0; i < scopes->condition_count && i < GATE_CONDITIONS_MAX; i++)
		in |= scopes->conditions[i] == half;
	return in;
}

static bool same_name(const struct locals *locals, size_t x, size_t y)
{
	return locals->items[x].len == locals->items[y].len &&
	       !memcmp(locals->text + locals->items[x].start, locals->text + locals->items[y].start,
		       locals->items[x].len);
}

void gate_scopes_declare(struct gate_scopes *scopes, size_t i, size_t depth,
			 struct gate_oddities *found)
{
	const struct locals *locals = &scopes->locals;

	for (size_t l = 0; l < locals->count; l++) {
		if (!locals->items[l].certain || locals->items[l].parameter ||
		    locals->items[l].type != i)
			continue;
		for (size_t other = 0; other < locals->count; other++)
			if (other != l && same_name(locals, l, other) &&
			    is_in_half(scopes, scopes->halves[other]) &&
			    (scopes->depths[other] == depth + 1 ||
			     (!depth && locals->items[other].parameter &&
			      locals->items[other].certain)))
				gate_oddity_add(found, REASON_REDECLARATION, i,
						xstrndup(locals->text + locals->items[l].start,
							 locals->items[l].len));
		scopes->depths[l] = depth + 1;
		scopes->seen[l] = true;
		scopes->halves[l] = scopes->condition_count &&
						    scopes->condition_count <= GATE_CONDITIONS_MAX ?
					    scopes->conditions[scopes->condition_count - 1] :
					    0;
	}
}

void gate_scopes_use(struct gate_scopes *scopes, size_t i, size_t end)
{
	const struct ctokens *tokens = scopes->tokens;

	for (; i < end && i < scopes->end; i++) {
		const char *name = ctoken_text(tokens, i);
		bool local = false, there = false;
		size_t declared = 0;

		if (tokens->items[i].kind != CTOKEN_WORD || gate_is_member_use(tokens, i) ||
		    word(scopes, i - 1, "struct") || word(scopes, i - 1, "union") ||
		    word(scopes, i - 1, "enum") || word(scopes, i - 1, "goto"))
			continue;
		for (size_t l = 0; l < scopes->locals.count && !there; l++) {
			const struct local *item = &scopes->locals.items[l];

			if (item->len != tokens->items[i].len ||
			    memcmp(scopes->locals.text + item->start, name, item->len))
				continue;
			local = true;
			/* Of two declarations each half may have its own. */
			declared += scopes->depths[l] > 0;
			there = item->parameter || declared > 1 ||
				(scopes->depths[l] && is_in_half(scopes, scopes->halves[l]));
		}
		if (local && !there)
			*ARRAY_ADD(scopes->outside, scopes->outside_count, scopes->outside_alloc) =
				i;
	}
}

void gate_scopes_tell(const struct gate_scopes *scopes, struct gate_oddities *found)
{
	for (size_t o = 0; o < scopes->outside_count; o++) {
		size_t i = scopes->outside[o];
		bool seen = true;

		for (size_t l = 0; l < scopes->locals.count; l++)
			if (scopes->locals.items[l].len == scopes->tokens->items[i].len &&
			    !memcmp(scopes->locals.text + scopes->locals.items[l].start,
				    ctoken_text(scopes->tokens, i), scopes->tokens->items[i].len))
				seen &= scopes->seen[l];
		if (seen)
			gate_oddity_add(found, REASON_OUT_OF_SCOPE, i,
					xstrndup(ctoken_text(scopes->tokens, i),
						 scopes->tokens->items[i].len));
	}
}

void gate_scopes_leave(struct gate_scopes *scopes, size_t depth)
{
	for (size_t l = 0; l < scopes->locals.count; l++)
		if (scopes->depths[l] == depth + 1)
			scopes->depths[l] = 0;
}
