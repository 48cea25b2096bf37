// SPDX-License-Identifier: GPL-2.0-only
#include "adapt/check_meaning.h"

#include <string.h>

#include "adapt/adapt.h"
#include "adapt/changes.h"
#include "adapt/input.h"
#include "syntax/locals.h"
#include "util/alloc.h"

#define NONE SIZE_MAX

static bool same_words(const struct ctokens *x, size_t i, const struct ctokens *y, size_t j)
{
	return x->items[i].len == y->items[j].len &&
	       !memcmp(ctoken_text(x, i), ctoken_text(y, j), x->items[i].len);
}

/* The first token on a line of a definition, or behind it; its end: there is none. */
static size_t token_at_line(const struct source_file *file, const struct cdef *def, size_t line)
{
	size_t i = def->first;

	while (i < def->end && file->tokens.items[i].line < line)
		i++;
	return i;
}

/* The label that a goto on one of the lines names: its token; NONE: there is no goto. */
static size_t goto_among(const struct source_file *file, const struct cdef *def, size_t line,
			 size_t count)
{
	const struct ctokens *tokens = &file->tokens;

	for (size_t i = token_at_line(file, def, line);
	     i + 1 < def->end && tokens->items[i].line < line + count; i++)
		if (ctoken_is(tokens, i, "goto") && tokens->items[i + 1].kind == CTOKEN_WORD)
			return i + 1;
	return NONE;
}

/* The line of a label, by the word that names it in a file; NONE: there is none. */
static size_t label_line(const struct source_file *file, const struct cdef *def,
			 const struct ctokens *names, size_t name)
{
	for (size_t i = def->body; i < def->end; i++)
		if (same_words(&file->tokens, i, names, name) &&
		    ctree_is_label(&file->defs.tree, &file->tokens, i))
			return file->tokens.items[i].line;
	return NONE;
}

static size_t code_lines(const struct atom_text *text, size_t line, size_t end)
{
	size_t count = 0;

	for (; line < end; line++)
		count += atom_line_is_code(text, line);
	return count;
}

/* A line of code behind B's label, up to the function's end, that is not behind A's. */
static size_t only_behind_b(const struct adapt_input *in, const struct cdef *a_def, size_t a_label,
			    const struct cdef *b_def, size_t b_label)
{
	const struct atom_text *a = &in->a.text, *b = &in->b.text;

	for (size_t j = b_label + 1; j < b_def->last_line; j++) {
		bool found = !atom_line_is_code(b, j);

		for (size_t i = a_label + 1; i < a_def->last_line && !found; i++)
			found = a->lines[i].id == b->lines[j].id;
		if (!found)
			return j;
	}
	return NONE;
}

/* A goto becomes a return: does B's label do more than A's? */
static char *check_way_out(const struct adapt_input *in, const struct adapt_change *change,
			   const struct cdef *a_def, const struct cdef *b_def)
{
	const struct atom_text *a = &in->a.text, *b = &in->b.text;
	size_t name, b_name, a_label, b_label, more;
	bool returns = false;

	for (size_t i = change->n_line; i < change->n_line + change->n_count; i++)
		returns |= atom_line_begins(&in->n.text, i, "return");
	if (!returns)
		return NULL;
	name = goto_among(&in->a, a_def, change->a_line, change->a_count);
	b_name = goto_among(&in->b, b_def, change->b_line, change->b_count);
	if (name == NONE || b_name == NONE)
		return NULL;
	a_label = label_line(&in->a, a_def, &in->a.tokens, name);
	b_label = label_line(&in->b, b_def, &in->b.tokens, b_name);
	if (a_label == NONE || b_label == NONE)
		return NULL;
	more = only_behind_b(in, a_def, a_label, b_def, b_label);
	if (more == NONE || code_lines(b, b_label + 1, b_def->last_line) <=
				    code_lines(a, a_label + 1, a_def->last_line))
		return NULL;
	return xasprintf("goto %.*s becomes return, but here the label does more (line %zu)",
			 (int)in->b.tokens.items[b_name].len,
			 ctoken_text(&in->b.tokens, b_name), more + 1);
}

/* The bracket of the first if () on one of the lines; NONE: there is none. */
static size_t condition_among(const struct source_file *file, const struct cdef *def, size_t line,
			      size_t count)
{
	const struct ctokens *tokens = &file->tokens;

	for (size_t i = token_at_line(file, def, line);
	     i + 1 < def->end && tokens->items[i].line < line + count; i++)
		if (ctoken_is(tokens, i, "if") && ctoken_is(tokens, i + 1, "("))
			return i + 1;
	return NONE;
}

/* How a condition tests a variable: what is around its only place there. */
struct test {
	size_t at;		/* of its name */
	bool negated;
	size_t operator, value;	/* NONE: by itself */
};

static bool is_operator(const struct ctokens *tokens, size_t i)
{
	static const char *const operators[] = { "==", "!=", "<", ">", "<=", ">=" };

	for (size_t w = 0; w < ARRAY_SIZE(operators); w++)
		if (ctoken_is(tokens, i, operators[w]))
			return true;
	return false;
}

/* false: it is not tested, or in another way. */
static bool test_of(const struct ctokens *tokens, size_t open, const struct ctokens *names,
		    size_t name, struct test *ret_test)
{
	size_t end = ctokens_skip(tokens, open, tokens->count), found = NONE;

	for (size_t i = open + 1; i + 1 < end; i++) {
		if (tokens->items[i].kind != CTOKEN_WORD || !same_words(tokens, i, names, name))
			continue;
		if (found != NONE || ctoken_is(tokens, i - 1, "->") ||
		    ctoken_is(tokens, i - 1, ".") || ctoken_is(tokens, i + 1, "->") ||
		    ctoken_is(tokens, i + 1, ".") || ctoken_is(tokens, i + 1, "[") ||
		    ctoken_is(tokens, i + 1, "("))
			return false;
		found = i;
	}
	if (found == NONE)
		return false;
	*ret_test = (struct test){ found, ctoken_is(tokens, found - 1, "!"), NONE, NONE };
	if (is_operator(tokens, found + 1))
		*ret_test = (struct test){ found, false, found + 1, found + 2 };
	return true;
}

static bool same_test(const struct ctokens *x, const struct test *a, const struct ctokens *y,
		      const struct test *b)
{
	if (a->negated != b->negated || (a->operator == NONE) != (b->operator == NONE))
		return false;
	return a->operator == NONE || (same_words(x, a->operator, y, b->operator) &&
				       same_words(x, a->value, y, b->value));
}

/* The function that the last "name = f(" above a token calls: its token; NONE. */
static size_t set_by(const struct ctokens *tokens, const struct cdef *def, size_t at,
		     const struct ctokens *names, size_t name)
{
	while (at-- > def->body + 1) {
		if (tokens->items[at].kind != CTOKEN_WORD || !same_words(tokens, at, names, name) ||
		    !ctoken_is(tokens, at + 1, "="))
			continue;
		return tokens->items[at + 2].kind == CTOKEN_WORD && ctoken_is(tokens, at + 3, "(") ?
			       at + 2 :
			       NONE;
	}
	return NONE;
}

/* A test of a variable is changed: does the same function set it in B? */
static char *check_tests(const struct adapt_input *in, const struct adapt_change *change,
			 const struct cdef *a_def, const struct cdef *b_def)
{
	const struct ctokens *a = &in->a.tokens, *n = &in->n.tokens, *b = &in->b.tokens;
	const struct cdef *n_def = definition_around(&in->n, change->n_line,
						     change->n_line + change->n_count);
	size_t before, after, here, end;

	if (!n_def)
		return NULL;
	before = condition_among(&in->a, a_def, change->a_line, change->a_count);
	after = condition_among(&in->n, n_def, change->n_line, change->n_count);
	here = condition_among(&in->b, b_def, change->b_line, change->b_count);
	if (before == NONE || after == NONE || here == NONE)
		return NULL;
	end = ctokens_skip(a, before, a_def->end);
	for (size_t i = before + 1; i < end; i++) {
		struct test was, is;
		size_t there, callee;

		if (a->items[i].kind != CTOKEN_WORD || !test_of(a, before, a, i, &was) ||
		    !test_of(n, after, a, i, &is) || same_test(a, &was, n, &is))
			continue;
		there = set_by(a, a_def, before, a, i);
		callee = set_by(b, b_def, here, a, i);
		if (there == NONE || callee == NONE || same_words(a, there, b, callee))
			continue;
		return xasprintf("the test of %.*s is changed, but here %.*s() sets it, not %.*s()",
				 (int)a->items[i].len, ctoken_text(a, i), (int)b->items[callee].len,
				 ctoken_text(b, callee), (int)a->items[there].len,
				 ctoken_text(a, there));
	}
	return NULL;
}

/* The same condition in a function of another file: its bracket; NONE: there is none, or two. */
static size_t condition_like(const struct source_file *file, const struct cdef *def,
			     const struct ctokens *like, size_t open, size_t end)
{
	const struct ctokens *tokens = &file->tokens;
	size_t found = NONE;

	for (size_t i = def->body + 1; i + (end - open) <= def->end; i++) {
		size_t same = 0;

		if (!ctoken_is(tokens, i, "(") || !ctoken_is(tokens, i - 1, "if"))
			continue;
		while (same < end - open && same_words(tokens, i + same, like, open + same))
			same++;
		if (same < end - open)
			continue;
		if (found != NONE)
			return NONE;
		found = i;
	}
	return found;
}

/* Does B's file test already so what that function gives: the token `callee`? */
static bool is_tested_so(const struct source_file *b, const struct ctokens *names, size_t name,
			 const struct test *test, const struct ctokens *made, size_t callee)
{
	const struct ctokens *tokens = &b->tokens;

	for (size_t d = 0; d < b->defs.count; d++) {
		const struct cdef *def = &b->defs.items[d];
		struct test is;

		for (size_t i = def->body + 1; def->kind == CDEF_FUNCTION && i < def->end; i++) {
			size_t by;

			if (!ctoken_is(tokens, i, "(") || !ctoken_is(tokens, i - 1, "if") ||
			    !test_of(tokens, i, names, name, &is) ||
			    !same_test(tokens, &is, names, test))
				continue;
			by = set_by(tokens, def, i, names, name);
			if (by != NONE && same_words(tokens, by, made, callee))
				return true;
		}
	}
	return false;
}

/* A test that the change adds: does the same function set the variable in B? */
static char *check_new_tests(const struct adapt_input *in, const struct adapt_change *change,
			     const struct cdef *a_def, const struct source_file *made)
{
	const struct ctokens *n = &in->n.tokens, *a = &in->a.tokens, *m = &made->tokens;
	const struct cdef *n_def = definition_around(&in->n, change->n_line,
						     change->n_line + change->n_count);
	size_t at = 0, open, old, end, here;
	const struct cdef *made_def;

	if (!n_def || n_def->kind != CDEF_FUNCTION)
		return NULL;
	open = condition_among(&in->n, n_def, change->n_line, change->n_count);
	made_def = cdefs_named(m, &made->defs, CDEF_FUNCTION, n->text + n_def->name,
			       n_def->name_len, &at);
	if (open == NONE || !made_def)
		return NULL;
	end = ctokens_skip(n, open, n_def->end);
	here = condition_like(made, made_def, n, open, end);
	old = condition_among(&in->a, a_def, change->a_line, change->a_count);
	for (size_t i = open + 1; here != NONE && i < end; i++) {
		struct test is, was;
		size_t there, callee;

		if (n->items[i].kind != CTOKEN_WORD || !test_of(n, open, n, i, &is) ||
		    (old != NONE && test_of(a, old, n, i, &was)))
			continue;
		there = set_by(n, n_def, open, n, i);
		callee = set_by(m, made_def, here, n, i);
		if (there == NONE || callee == NONE || same_words(n, there, m, callee) ||
		    is_tested_so(&in->b, n, i, &is, m, callee))
			continue;
		return xasprintf("a test of %.*s is added, but here %.*s() sets it, not %.*s()",
				 (int)n->items[i].len, ctoken_text(n, i),
				 (int)m->items[callee].len, ctoken_text(m, callee),
				 (int)n->items[there].len, ctoken_text(n, there));
	}
	return NULL;
}

/* TAG of a variable "struct TAG *name" of a function; NONE: it is none. */
static size_t tag_of(const struct source_file *file, const struct cdef *def, const char *name,
		     size_t len)
{
	_cleanup_locals_ struct locals locals = { 0 };
	const struct local *local;

	locals_read(&locals, &file->tokens, def);
	local = locals_find(&locals, name, len);
	for (size_t i = local && local->certain ? local->type : NONE;
	     i != NONE && i + 1 < local->type_end; i++)
		if (ctoken_is(&file->tokens, i, "struct") &&
		    file->tokens.items[i + 1].kind == CTOKEN_WORD)
			return i + 1;
	return NONE;
}

/* Does a function assign "x->m =" as the tokens at `like` do? */
static bool assigns(const struct source_file *file, const struct cdef *def,
		    const struct ctokens *names, size_t like)
{
	const struct ctokens *tokens = &file->tokens;

	for (size_t i = def->body + 1; i + 3 < def->end; i++)
		if (same_words(tokens, i, names, like) &&
		    same_words(tokens, i + 1, names, like + 1) &&
		    same_words(tokens, i + 2, names, like + 2) && ctoken_is(tokens, i + 3, "="))
			return true;
	return false;
}

/* Has the structure the member in B's tree, but not in A's any more? */
static bool is_only_here(const struct adapt_input *in, const struct source_file *b, size_t tag,
			 size_t member)
{
	const struct adapt_tree *here = in->options->tree_b, *there = in->options->tree_a;
	const char *name = ctoken_text(&b->tokens, tag), *text = ctoken_text(&b->tokens, member);
	size_t len = b->tokens.items[tag].len, text_len = b->tokens.items[member].len;

	return symbol_index_record_has(here->index, name, len, text, text_len, here->path) ==
		       SYMBOL_YES &&
	       symbol_index_record_has(there->index, name, len, text, text_len, there->path) ==
		       SYMBOL_NO;
}

/* An assignment to a member goes: does B's structure have the member, where A's has it no more? */
static char *check_assignments(const struct adapt_input *in, const struct adapt_change *change,
			       const struct cdef *b_def, const struct source_file *made)
{
	const struct ctokens *b = &in->b.tokens;
	size_t at = 0;
	const struct cdef *made_def = cdefs_named(&made->tokens, &made->defs, CDEF_FUNCTION,
						  b->text + b_def->name, b_def->name_len, &at);

	if (!made_def || !in->options->tree_a || !in->options->tree_b ||
	    !in->options->tree_a->index || !in->options->tree_b->index)
		return NULL;
	for (size_t i = token_at_line(&in->b, b_def, change->b_line);
	     i + 3 < b_def->end && b->items[i].line < change->b_line + change->b_count; i++) {
		size_t tag;

		if (b->items[i].kind != CTOKEN_WORD || !b->items[i].first ||
		    (!ctoken_is(b, i + 1, "->") && !ctoken_is(b, i + 1, ".")) ||
		    !ctoken_is(b, i + 3, "=") || assigns(made, made_def, b, i))
			continue;
		tag = tag_of(&in->b, b_def, ctoken_text(b, i), b->items[i].len);
		if (tag != NONE && is_only_here(in, &in->b, tag, i + 2))
			return xasprintf(
				"the assignment to %.*s%.*s%.*s would go, but unlike where the "
				"change was made struct %.*s has the member in this branch",
				(int)b->items[i].len, ctoken_text(b, i), (int)b->items[i + 1].len,
				ctoken_text(b, i + 1), (int)b->items[i + 2].len,
				ctoken_text(b, i + 2), (int)b->items[tag].len, ctoken_text(b, tag));
	}
	return NULL;
}

char *check_meaning(const struct adapt_input *in, const struct change_list *changes,
		    const struct source_file *made)
{
	char *wrong = NULL;

	for (size_t i = 0; i < changes->count && !wrong; i++) {
		const struct adapt_change *change = &changes->items[i];
		const struct cdef *a_def, *b_def;

		if (change->there)
			continue;
		a_def = definition_around(&in->a, change->a_line, change->a_line + change->a_count);
		if (change->n_count && a_def && a_def->kind == CDEF_FUNCTION)
			wrong = check_new_tests(in, change, a_def, made);
		if (!change->a_count || !change->b_count || wrong)
			continue;
		b_def = definition_around(&in->b, change->b_line, change->b_line + change->b_count);
		if (!a_def || !b_def || a_def->kind != CDEF_FUNCTION ||
		    b_def->kind != CDEF_FUNCTION)
			continue;
		wrong = check_way_out(in, change, a_def, b_def);
		if (!wrong)
			wrong = check_tests(in, change, a_def, b_def);
		if (!wrong)
			wrong = check_assignments(in, change, b_def, made);
	}
	return wrong;
}
