// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which variables of a function are declared at a place of it.
 *
 * locals_read() knows the declarations, but not their blocks. While the statements are
 * walked, scopes_declare() puts each on a stack, with the depth of its block and the half
 * of an #if that it is in, and scopes_leave() takes off those of a block; those of a name
 * are linked. A name is out of scope where it is a local, none of its declarations holds,
 * and each of them was passed as a declaration somewhere: one that is made in a way that is
 * not recognized (by a macro) would be missing, so names with such a declaration are left
 * alone.
 */
#include "gates/statements_parts.h"

#include <stdlib.h>
#include <string.h>

#include "gates/tokens_parts.h"
#include "util/alloc.h"
#include "util/name_hash.h"

#define ALIKE_MAX 16	/* variables of a name in a block, of which each is told */

static bool is(const struct gate_scopes *scopes, size_t i, char c)
{
	return i < scopes->end && gate_is(scopes->tokens, i, c);
}

static bool word(const struct gate_scopes *scopes, size_t i, const char *text)
{
	return i < scopes->end && ctoken_is(scopes->tokens, i, text);
}

static int compare_statements(const void *a, const void *b, void *data)
{
	const struct gate_scopes *scopes = data;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	uint32_t first = scopes->locals.items[x].type, second = scopes->locals.items[y].type;

	return first != second ? (first > second) - (first < second) : (x > y) - (x < y);
}

void gate_scopes_init(struct gate_scopes *scopes, const struct ctokens *tokens,
		      const struct cdef *function)
{
	const struct locals *locals = &scopes->locals;
	size_t count;

	*scopes = (struct gate_scopes){ .tokens = tokens, .end = function->end };
	locals_read(&scopes->locals, tokens, function);
	count = locals->count + 1;
	scopes->names = xcalloc(count, sizeof(*scopes->names));
	scopes->place = xcalloc(count, sizeof(*scopes->place));
	scopes->of_locals = xcalloc(count, sizeof(*scopes->of_locals));
	scopes->by_statement = xcalloc(count, sizeof(*scopes->by_statement));
	scopes->in_scope = xcalloc(count, sizeof(*scopes->in_scope));
	for (size_t at = 0, first = 0; at < locals->count; at++) {
		const struct local *local = &locals->items[locals->by_name[at]];
		const struct local *head = &locals->items[locals->by_name[first]];

		if (local->len != head->len ||
		    memcmp(locals->text + local->start, locals->text + head->start, head->len))
			first = at;
		scopes->place[locals->by_name[at]] = first;
		scopes->names[first].unseen++;
		scopes->names[first].parameter |= local->parameter;
	}
	for (size_t l = 0; l < locals->count; l++)
		if (locals->items[l].certain && !locals->items[l].parameter)
			scopes->by_statement[scopes->by_statement_count++] = l;
	qsort_r(scopes->by_statement, scopes->by_statement_count, sizeof(*scopes->by_statement),
		compare_statements, scopes);
}

void gate_scopes_release(struct gate_scopes *scopes)
{
	free(scopes->names);
	free(scopes->place);
	free(scopes->of_locals);
	free(scopes->by_statement);
	free(scopes->in_scope);
	free(scopes->outside);
	locals_release(&scopes->locals);
}

/* Where the declarations of the statement at token i begin in by_statement. */
static size_t statement_place(const struct gate_scopes *scopes, size_t i)
{
	size_t low = 0, high = scopes->by_statement_count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (scopes->locals.items[scopes->by_statement[middle]].type < i)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_declared_at(const struct gate_scopes *scopes, size_t place, size_t i)
{
	return place < scopes->by_statement_count &&
	       scopes->locals.items[scopes->by_statement[place]].type == i;
}

const struct local *gate_scopes_declared(const struct gate_scopes *scopes, size_t i)
{
	size_t place = statement_place(scopes, i);

	return is_declared_at(scopes, place, i) ?
		       &scopes->locals.items[scopes->by_statement[place]] : NULL;
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

static void redeclared(const struct gate_scopes *scopes, uint32_t local, size_t i,
		       struct gate_oddities *found)
{
	const struct local *item = &scopes->locals.items[local];

	gate_oddity_add(found, REASON_REDECLARATION, i,
			xstrndup(scopes->locals.text + item->start, item->len));
}

/* The declarations of the same block, and at the outermost one the parameters. */
static void find_redeclared(const struct gate_scopes *scopes, uint32_t local, size_t i,
			    size_t depth, struct gate_oddities *found)
{
	const struct locals *locals = &scopes->locals;
	uint32_t place = scopes->place[local];
	const struct gate_scope_name *name = &scopes->names[place];
	size_t alike = 0;

	for (size_t at = place; !depth && name->parameter && at < locals->count &&
				alike < ALIKE_MAX; at++) {
		uint32_t other = locals->by_name[at];

		if (scopes->place[other] != place || !locals->items[other].parameter)
			break;
		alike += locals->items[other].certain;
		if (locals->items[other].certain)
			redeclared(scopes, local, i, found);
	}
	for (uint32_t other = name->last; other && alike < ALIKE_MAX;
	     other = scopes->of_locals[other - 1].outer) {
		if (scopes->of_locals[other - 1].depth != depth)
			break;
		alike++;
		if (is_in_half(scopes, scopes->of_locals[other - 1].half))
			redeclared(scopes, local, i, found);
	}
}

void gate_scopes_declare(struct gate_scopes *scopes, size_t i, size_t depth,
			 struct gate_oddities *found)
{
	for (size_t at = statement_place(scopes, i); is_declared_at(scopes, at, i); at++) {
		uint32_t local = scopes->by_statement[at];
		struct gate_scope_name *name = &scopes->names[scopes->place[local]];
		bool conditional = scopes->condition_count &&
				   scopes->condition_count <= GATE_CONDITIONS_MAX;

		find_redeclared(scopes, local, i, depth, found);
		scopes->of_locals[local] = (struct gate_scope_local){
			.depth = depth,
			.outer = name->last,
			.half = conditional ? scopes->conditions[scopes->condition_count - 1] : 0,
		};
		name->last = local + 1;
		name->unseen--;
		scopes->in_scope[scopes->in_scope_count++] = local;
	}
}

/* The name of token i, if it is one of a local; else NULL. */
static const struct gate_scope_name *name_at(const struct gate_scopes *scopes, size_t i)
{
	const struct local *local = locals_find(&scopes->locals, ctoken_text(scopes->tokens, i),
						scopes->tokens->items[i].len);

	return local ? &scopes->names[scopes->place[local - scopes->locals.items]] : NULL;
}

void gate_scopes_use(struct gate_scopes *scopes, size_t i, size_t end)
{
	const struct ctokens *tokens = scopes->tokens;

	for (; i < end && i < scopes->end; i++) {
		const struct gate_scope_name *name;

		if (tokens->items[i].kind != CTOKEN_WORD || gate_is_member_use(tokens, i) ||
		    word(scopes, i - 1, "struct") || word(scopes, i - 1, "union") ||
		    word(scopes, i - 1, "enum") || word(scopes, i - 1, "goto"))
			continue;
		name = name_at(scopes, i);
		/* Of two declarations each half may have its own. */
		if (!name || name->parameter ||
		    (name->last && (scopes->of_locals[name->last - 1].outer ||
				    is_in_half(scopes, scopes->of_locals[name->last - 1].half))))
			continue;
		*ARRAY_ADD(scopes->outside, scopes->outside_count, scopes->outside_alloc) = i;
	}
}

void gate_scopes_tell(const struct gate_scopes *scopes, struct gate_oddities *found)
{
	for (size_t o = 0; o < scopes->outside_count; o++) {
		size_t i = scopes->outside[o];

		if (!name_at(scopes, i)->unseen)
			gate_oddity_add(found, REASON_OUT_OF_SCOPE, i,
					xstrndup(ctoken_text(scopes->tokens, i),
						 scopes->tokens->items[i].len));
	}
}

void gate_scopes_leave(struct gate_scopes *scopes, size_t depth)
{
	while (scopes->in_scope_count) {
		uint32_t local = scopes->in_scope[scopes->in_scope_count - 1];

		if (scopes->of_locals[local].depth < depth)
			return;
		scopes->names[scopes->place[local]].last = scopes->of_locals[local].outer;
		scopes->in_scope_count--;
	}
}
