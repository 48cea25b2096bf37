// SPDX-License-Identifier: GPL-2.0-only
/*
 * Local variables and labels of B whose last use went with the change. The compiler
 * would warn of them, unless it does so where the change was made.
 */
#include "adapt/drop_unused.h"

#include <ctype.h>
#include <string.h>

#include "adapt/adapt.h"
#include "adapt/changes.h"
#include "adapt/input.h"
#include "syntax/locals.h"
#include "util/alloc.h"

#define ROUNDS_MAX 16	/* one variable or label each */

static bool is_name(const struct ctokens *tokens, size_t i, struct adapt_bytes name)
{
	return tokens->items[i].kind == CTOKEN_WORD && tokens->items[i].len == name.len &&
	       !memcmp(ctoken_text(tokens, i), name.data, name.len);
}

/* Is it the name of a member or a tag? */
static bool is_other(const struct ctokens *tokens, size_t i)
{
	static const char *const before[] = { "->", ".", "struct", "union", "enum" };

	for (size_t w = 0; w < ARRAY_SIZE(before); w++)
		if (ctoken_is(tokens, i - 1, before[w]))
			return true;
	return false;
}

/* The number of times a function names it. */
static size_t count_uses(const struct ctokens *tokens, const struct cdef *function,
			 struct adapt_bytes name)
{
	size_t count = 0;

	for (size_t i = function->body; i < function->end; i++)
		count += is_name(tokens, i, name) && !is_other(tokens, i);
	return count;
}

/* Does a macro of the file name it? */
static bool is_in_macro(const struct ctokens *tokens, struct adapt_bytes name)
{
	for (size_t i = 0; i < tokens->count; i++)
		if (tokens->items[i].directive && is_name(tokens, i, name))
			return true;
	return false;
}

static const struct cdef *only_function(const struct source_file *file, struct adapt_bytes name)
{
	return cdefs_only(&file->tokens, &file->defs, CDEF_FUNCTION, name.data, name.len);
}

/* Calls may have side effects, except container_of() and macros in capitals. */
static bool may_do_something(const struct ctokens *tokens, size_t i, size_t end)
{
	for (; i < end; i++) {
		const char *text = ctoken_text(tokens, i);
		bool loud = true;

		if (ctoken_is(tokens, i, "++") || ctoken_is(tokens, i, "--"))
			return true;
		if (tokens->items[i].kind != CTOKEN_WORD || !ctoken_is(tokens, i + 1, "("))
			continue;
		for (uint32_t c = 0; c < tokens->items[i].len; c++)
			loud &= !islower((unsigned char)text[c]);
		if (!loud && !ctoken_is(tokens, i, "container_of") &&
		    !ctoken_is(tokens, i, "sizeof"))
			return true;
	}
	return false;
}

struct byte_range {
	size_t start, end;	/* bytes */
};

static bool is_blank(const char *text, size_t from, size_t to)
{
	while (from < to && (text[from] == ' ' || text[from] == '\t'))
		from++;
	return from == to;
}

/* Cut whole lines: a declaration of nothing else. */
static bool cut_lines(const struct ctokens *tokens, size_t type, size_t semicolon,
		      struct byte_range *ret)
{
	size_t start = tokens->items[type].start, end = tokens->items[semicolon].start + 1;
	const char *line = start ? memrchr(tokens->text, '\n', start) : NULL;
	const char *newline = memchr(tokens->text + end, '\n', tokens->len - end);

	*ret = (struct byte_range){ line ? (size_t)(line + 1 - tokens->text) : 0,
			     newline ? (size_t)(newline + 1 - tokens->text) : tokens->len };
	return newline && is_blank(tokens->text, ret->start, start) &&
	       is_blank(tokens->text, end, newline - tokens->text);
}

/* The part of the declaration at token `type` that declares the variable at token `name`. */
static bool find_cut(const struct ctokens *tokens, size_t type, size_t name, size_t end,
		     struct byte_range *ret)
{
	size_t semicolon = type, before = 0, behind = 0;
	bool several = false;

	for (; semicolon < end && !ctoken_is(tokens, semicolon, ";"); semicolon++) {
		if (ctoken_is(tokens, semicolon, "(") || ctoken_is(tokens, semicolon, "{") ||
		    ctoken_is(tokens, semicolon, "[")) {
			semicolon = ctokens_skip(tokens, semicolon, end) - 1;
			continue;
		}
		/* static, or marked as possibly unused by an attribute */
		if (tokens->items[semicolon].directive || ctoken_is(tokens, semicolon, "static") ||
		    (tokens->items[semicolon].kind == CTOKEN_WORD && semicolon != name &&
		     !strncmp(ctoken_text(tokens, semicolon), "__", 2) &&
		     ctoken_is(tokens, semicolon + 1, "(")) ||
		    ctoken_is(tokens, semicolon, "__maybe_unused"))
			return false;
		if (!ctoken_is(tokens, semicolon, ","))
			continue;
		several = true;
		if (semicolon < name)
			before = semicolon;
		else if (!behind)
			behind = semicolon;
	}
	if (semicolon == end || may_do_something(tokens, name, behind ? behind : semicolon))
		return false;
	if (!several)
		return cut_lines(tokens, type, semicolon, ret);
	if (before) {
		/* From the end of the previous declarator to its own end. */
		const struct ctoken *last = &tokens->items[before - 1];

		*ret = (struct byte_range){ last->start + last->len,
				     tokens->items[behind ? behind : semicolon].start };
		return true;
	}
	/* The first declarator: up to the next, whose own '*' stays. */
	while (name > type && ctoken_is(tokens, name - 1, "*"))
		name--;
	*ret = (struct byte_range){ tokens->items[name].start, tokens->items[behind + 1].start };
	return true;
}

static bool is_unused(const struct adapt_input *in, const struct source_file *made,
		      const struct cdef *before, const struct cdef *after, struct adapt_bytes name)
{
	struct adapt_bytes function = { made->tokens.text + after->name, after->name_len };
	const struct cdef *in_a = only_function(&in->n, function);

	return count_uses(&made->tokens, after, name) == 1 &&
	       count_uses(&in->b.tokens, before, name) > 1 &&
	       (!in_a || count_uses(&in->n.tokens, in_a, name) != 1) &&
	       !is_in_macro(&in->b.tokens, name);
}

/* The last of the changes to a function of B, or NULL. */
static struct adapt_change *change_to(const struct change_list *changes,
				      const struct cdef *function)
{
	struct adapt_change *change = NULL;

	for (size_t i = 0; i < changes->count; i++) {
		struct adapt_change *next = &changes->items[i];

		if (next->b_line >= function->first_line && next->b_line <= function->last_line)
			change = next;
	}
	return change;
}

/* The next unused variable; false: there is none. */
static bool find_unused(const struct adapt_input *in, const struct change_list *changes,
			const struct source_file *made, struct byte_range *ret_cut,
			const struct cdef **ret_function, struct adapt_bytes *ret_name)
{
	for (size_t d = 0; d < made->defs.count; d++) {
		const struct cdef *after = &made->defs.items[d], *before;
		struct adapt_bytes function = { made->tokens.text + after->name, after->name_len };
		_cleanup_locals_ struct locals locals = { 0 };

		if (after->kind != CDEF_FUNCTION || !(before = only_function(&in->b, function)) ||
		    !change_to(changes, before) || !only_function(made, function))
			continue;
		locals_read(&locals, &made->tokens, after);
		for (size_t i = 0; i < locals.count; i++) {
			const struct local *local = &locals.items[i];
			size_t at = local->type;

			*ret_name = (struct adapt_bytes){ made->tokens.text + local->start,
							  local->len };
			if (local->parameter || !local->certain || !made->tokens.items[at].first ||
			    !is_unused(in, made, before, after, *ret_name))
				continue;
			while (made->tokens.items[at].start != local->start)
				at++;
			if (find_cut(&made->tokens, local->type, at, after->end, ret_cut)) {
				*ret_function = before;
				return true;
			}
		}
	}
	return false;
}

static bool has_goto(const struct ctokens *tokens, const struct cdef *function,
		     struct adapt_bytes name)
{
	for (size_t i = function->body; i < function->end; i++)
		if (is_name(tokens, i, name) &&
		    (ctoken_is(tokens, i - 1, "goto") || ctoken_is(tokens, i - 1, "&&")))
			return true;
	return false;
}

/* The next label, alone on its line, that lost its last goto; false: there is none. */
static bool find_unused_label(const struct adapt_input *in, const struct change_list *changes,
			      const struct source_file *made, struct byte_range *ret_cut,
			      const struct cdef **ret_function, struct adapt_bytes *ret_name)
{
	const struct ctokens *tokens = &made->tokens;

	for (size_t d = 0; d < made->defs.count; d++) {
		const struct cdef *after = &made->defs.items[d], *before, *in_a;
		struct adapt_bytes function = { tokens->text + after->name, after->name_len };

		if (after->kind != CDEF_FUNCTION || !(before = only_function(&in->b, function)) ||
		    !change_to(changes, before) || !only_function(made, function))
			continue;
		in_a = only_function(&in->n, function);
		for (size_t i = after->body; i < after->end; i++) {
			struct adapt_bytes name = { ctoken_text(tokens, i), tokens->items[i].len };

			if (!tokens->items[i].first ||
			    !ctree_is_label(&made->defs.tree, tokens, i) ||
			    has_goto(tokens, after, name) ||
			    !has_goto(&in->b.tokens, before, name) ||
			    is_in_macro(&in->b.tokens, name) ||
			    (in_a && count_uses(&in->n.tokens, in_a, name) == 1) ||
			    !cut_lines(tokens, i, i + 1, ret_cut))
				continue;
			*ret_function = before;
			*ret_name = name;
			return true;
		}
	}
	return false;
}

static void tell(struct change_list *changes, const struct cdef *function, struct adapt_bytes name)
{
	struct adapt_change *change = change_to(changes, function);

	change_raise_rung(change, RUNG_TOKEN);
	change_say(change, xasprintf("%s%sremoved %.*s, which is no longer used",
				    change->text ? change->text : "", change->text ? "; " : "",
				    (int)name.len, name.data));
}

void drop_unused(const struct adapt_input *in, struct change_list *changes, struct buf *content,
		 struct source_file *ret_made)
{
	/* Its removal may leave another one unused. */
	for (int round = 0; ; round++) {
		struct source_file made = { 0 };
		struct buf shorter = { 0 };
		const struct cdef *function;
		struct adapt_bytes name;
		struct byte_range cut;

		source_file_read_code(&made,
				      (struct adapt_bytes){ buf_str(content), content->len });
		if (round == ROUNDS_MAX ||
		    (!find_unused(in, changes, &made, &cut, &function, &name) &&
		     !find_unused_label(in, changes, &made, &cut, &function, &name))) {
			*ret_made = made;
			return;
		}
		tell(changes, function, name);
		buf_add(&shorter, content->data, cut.start);
		buf_add(&shorter, content->data + cut.end, content->len - cut.end);
		source_file_release(&made);
		buf_release(content);
		*content = shorter;
	}
}
