// SPDX-License-Identifier: GPL-2.0-only
#include "adapt/check_result.h"

#include <stdlib.h>
#include <string.h>

#include "adapt/check_definitions.h"
#include "adapt/input.h"
#include "syntax/locals.h"
#include "util/alloc.h"

struct definition_count {
	const char *name;
	uint32_t len, kind;
	long count;
};

struct definition_counts {
	struct definition_count *items;
	size_t count, alloc;
};

static int compare_names(const void *a, const void *b)
{
	const struct definition_count *x = a, *y = b;
	int order = memcmp(x->name, y->name, x->len < y->len ? x->len : y->len);

	if (order)
		return order;
	if (x->len != y->len)
		return x->len < y->len ? -1 : 1;
	return x->kind < y->kind ? -1 : x->kind > y->kind;
}

static void count_definitions(struct definition_counts *list, const struct source_file *file,
			      long sign)
{
	for (size_t i = 0; i < file->defs.count; i++) {
		const struct cdef *def = &file->defs.items[i];

		if (!def->name_len || def->kind == CDEF_PROTOTYPE || def->kind == CDEF_VARIABLE)
			continue;
		*ARRAY_ADD(list->items, list->count, list->alloc) = (struct definition_count){
			file->tokens.text + def->name, def->name_len, def->kind, sign,
		};
	}
}

/* The change has to add and remove the same definitions in B as in A. */
static char *compare_definitions(const struct adapt_input *in, const struct source_file *made)
{
	struct definition_counts list = { 0 };
	char *wrong = NULL;

	count_definitions(&list, made, 1);
	count_definitions(&list, &in->b, -1);
	count_definitions(&list, &in->n, -1);
	count_definitions(&list, &in->a, 1);
	if (list.count)
		qsort(list.items, list.count, sizeof(*list.items), compare_names);
	for (size_t i = 0; i < list.count && !wrong; ) {
		size_t j = i;
		long sum = 0;

		for (; j < list.count && !compare_names(&list.items[i], &list.items[j]); j++)
			sum += list.items[j].count;
		if (sum)
			wrong = xasprintf("%.*s would be defined %s than the change intends",
					  (int)list.items[i].len, list.items[i].name,
					  sum > 0 ? "more often" : "less often");
		i = j;
	}
	free(list.items);
	return wrong;
}

/* Is it the name of a member or a structure? */
static bool is_other(const struct ctokens *tokens, size_t i)
{
	static const char *const before[] = { "->", ".", "struct", "union", "enum" };

	for (size_t w = 0; w < ARRAY_SIZE(before); w++)
		if (ctoken_is(tokens, i - 1, before[w]))
			return true;
	return false;
}

static bool uses(const struct ctokens *tokens, const struct cdef *def, const char *name, size_t len)
{
	for (size_t i = def->body; i < def->end; i++) {
		const struct ctoken *token = &tokens->items[i];

		if (token->kind == CTOKEN_WORD && token->len == len &&
		    !memcmp(tokens->text + token->start, name, len) && !is_other(tokens, i))
			return true;
	}
	return false;
}

/* Does A_NEW's function use the name without a declaration, as a macro declares it? */
static bool is_so_in_source(const struct source_file *n, const struct source_file *made,
			    const struct cdef *new, const char *name, size_t len)
{
	_cleanup_locals_ struct locals locals = { 0 };
	const struct cdef *function;
	size_t at = 0;

	function = cdefs_named(&n->tokens, &n->defs, CDEF_FUNCTION, made->tokens.text + new->name,
			       new->name_len, &at);
	if (!function)
		return false;
	locals_read(&locals, &n->tokens, function);
	return !locals_have(&locals, name, len) && uses(&n->tokens, function, name, len);
}

/* A variable whose declaration is removed must not be used any more. */
static char *check_locals(const struct source_file *n, const struct source_file *b,
			  const struct cdef *old, const struct source_file *made,
			  const struct cdef *new)
{
	_cleanup_locals_ struct locals before = { 0 }, after = { 0 };

	locals_read(&before, &b->tokens, old);
	locals_read(&after, &made->tokens, new);
	for (size_t i = 0; i < before.count; i++) {
		const char *name = before.text + before.items[i].start;
		size_t len = before.items[i].len;

		if (before.items[i].certain && !locals_have(&after, name, len) &&
		    uses(&made->tokens, new, name, len) &&
		    !is_so_in_source(n, made, new, name, len))
			return xasprintf("%.*s is still used, but would no longer be declared",
					 (int)len, name);
	}
	return NULL;
}

/* Every goto needs its label, and every label a goto. */
static char *check_labels(const struct source_file *made, const struct cdef *def)
{
	const struct ctokens *tokens = &made->tokens;
	const struct ctree *tree = &made->defs.tree;

	for (size_t i = def->body; i < def->end; i++) {
		const struct ctoken *token = &tokens->items[i];
		bool is_goto = token->kind == CTOKEN_WORD && i > def->body &&
			       ctoken_is(tokens, i - 1, "goto");
		bool found = false;

		if (!is_goto && !ctree_is_label(tree, tokens, i))
			continue;
		for (size_t j = def->body; j < def->end && !found; j++)
			found = tokens->items[j].len == token->len &&
				!memcmp(tokens->text + tokens->items[j].start,
					tokens->text + token->start, token->len) &&
				(is_goto ? ctree_is_label(tree, tokens, j) :
				 j > def->body && (ctoken_is(tokens, j - 1, "goto") ||
						   ctoken_is(tokens, j - 1, "&&")));
		if (!found)
			return xasprintf(is_goto ? "label %.*s used but not defined" :
					 "label %.*s defined but not used",
					 (int)token->len, tokens->text + token->start);
	}
	return NULL;
}

static char *check_function(const struct source_file *n, const struct source_file *b,
			    const struct source_file *made, const struct cdef *def)
{
	_cleanup_free_ char *before = NULL;
	const struct cdef *old;
	size_t at = 0;
	char *wrong;

	old = cdefs_named(&b->tokens, &b->defs, CDEF_FUNCTION, made->tokens.text + def->name,
			  def->name_len, &at);
	if (!old)
		return check_labels(made, def);
	/* Several of that name (branches of an #if) cannot be told apart. */
	if (cdefs_named(&b->tokens, &b->defs, CDEF_FUNCTION, made->tokens.text + def->name,
			def->name_len, &at))
		return NULL;
	wrong = check_locals(n, b, old, made, def);
	if (wrong)
		return wrong;
	before = check_labels(b, old);
	return before ? NULL : check_labels(made, def);
}

char *check_result(const struct adapt_input *in, const struct change_list *changes,
		   const struct source_file *made)
{
	char *wrong = compare_definitions(in, made);

	if (!wrong)
		wrong = check_definitions(in, changes, made);
	for (size_t i = 0; i < made->defs.count && !wrong; i++)
		if (made->defs.items[i].kind == CDEF_FUNCTION)
			wrong = check_function(&in->n, &in->b, made, &made->defs.items[i]);
	return wrong;
}
