// SPDX-License-Identifier: GPL-2.0-only
#include "adapt/rename_by_rule.h"

#include <stdlib.h>
#include <string.h>

#include "adapt/adapt.h"
#include "adapt/changes.h"
#include "adapt/input.h"
#include "adapt/pieces.h"
#include "adapt/renamings.h"
#include "util/alloc.h"

#define VARIABLES_MAX 8		/* of a rule */
#define ARGUMENT_ATOMS 64

struct rule_match {
	size_t start, end;			/* pieces */
	struct adapt_bytes names[VARIABLES_MAX];	/* "$x" */
	size_t starts[VARIABLES_MAX], ends[VARIABLES_MAX];	/* pieces that it stands for */
	size_t count;
};

/* The end of the pieces from `at` on that $word matches: up to a comma or closing bracket. */
static size_t argument_end(const struct pieces *pieces, size_t at)
{
	long depth = 0;
	size_t i = at;

	for (; i < pieces->count && i < at + ARGUMENT_ATOMS; i++) {
		const struct piece *piece = &pieces->items[i];
		char c = *piece->text.data;

		if (piece->kind != ATOM_PUNCT || piece->text.len != 1)
			continue;
		if (!depth && strchr(",)]};", c))
			return i;
		depth += !!strchr("([{", c) - !!strchr(")]}", c);
	}
	return at;
}

static bool match_rule(const struct renaming *renaming, const struct pieces *pieces, size_t at,
		       struct rule_match *match)
{
	const struct ctokens *from = &renaming->from_tokens;
	size_t i = at;

	*match = (struct rule_match){ .start = at };
	for (size_t t = 0; t < from->count; t++) {
		struct adapt_bytes text = { ctoken_text(from, t), from->items[t].len };

		if (i >= pieces->count)
			return false;
		if (*text.data == '$') {
			size_t end = argument_end(pieces, i);

			if (end == i || match->count == VARIABLES_MAX)
				return false;
			match->names[match->count] = text;
			match->starts[match->count] = i;
			match->ends[match->count++] = end;
			i = end;
		} else if (pieces->items[i].text.len == text.len &&
			   !memcmp(pieces->items[i].text.data, text.data, text.len)) {
			i++;
		} else {
			return false;
		}
	}
	match->end = i;
	return true;
}

static void add_bracket(struct pieces *with, struct adapt_bytes space, const char *bracket)
{
	*ARRAY_ADD(with->items, with->count, with->alloc) = (struct piece){
		.space = space,
		.text = { bracket, 1 },
		.kind = ATOM_PUNCT,
		.added = true,
	};
}

/*
 * Is it a single operand: names, members, calls? Else an adjacent operator would bind only a part.
 */
static bool is_operand(const struct pieces *pieces, size_t i, size_t end)
{
	long depth = 0;

	for (size_t k = i; k < end; k++) {
		const struct piece *piece = &pieces->items[k];
		char c = *piece->text.data;

		if (piece->kind != ATOM_PUNCT)
			continue;
		if (piece->text.len == 1 && strchr("([", c))
			depth++;
		else if (piece->text.len == 1 && strchr(")]", c))
			depth--;
		else if (!depth && c != '.' && !piece_is(pieces, k, "->"))
			return false;
	}
	return true;
}

/* Is a tightly binding operator next to token t of a rule? */
static bool binds(const struct ctokens *tokens, size_t t)
{
	return ctoken_is(tokens, t + 1, "->") || ctoken_is(tokens, t + 1, ".") ||
	       (t && (ctoken_is(tokens, t - 1, "!") || ctoken_is(tokens, t - 1, "*") ||
		      ctoken_is(tokens, t - 1, "&")));
}

static void apply_rule(const struct adapt_input *in, struct pieces *pieces,
		       const struct renaming *renaming, const struct rule_match *match)
{
	const struct ctokens *to = &renaming->to_tokens;
	struct pieces with = { 0 };

	for (size_t t = 0; t < to->count; t++) {
		const struct ctoken *token = &to->items[t];
		size_t from = t ? token[-1].start + token[-1].len : token->start;
		struct adapt_bytes space = { to->text + from, token->start - from };
		struct adapt_bytes text = { to->text + token->start, token->len };
		size_t v = 0;
		bool bracket;

		while (v < match->count && !(*text.data == '$' && match->names[v].len == text.len &&
					     !memcmp(match->names[v].data, text.data, text.len)))
			v++;
		if (v == match->count) {
			*ARRAY_ADD(with.items, with.count, with.alloc) = (struct piece){
				.space = space,
				.text = text,
				.kind = token->kind == CTOKEN_WORD ? ATOM_WORD : ATOM_PUNCT,
				.id = atom_table_word(in->table, text.data, text.len),
				.directive = pieces->items[match->start].directive,
				.added = true,
			};
			continue;
		}
		bracket = binds(to, t) && !is_operand(pieces, match->starts[v], match->ends[v]);
		if (bracket)
			add_bracket(&with, space, "(");
		for (size_t i = match->starts[v]; i < match->ends[v]; i++) {
			*ARRAY_ADD(with.items, with.count, with.alloc) = pieces->items[i];
			if (i == match->starts[v])
				with.items[with.count - 1].space =
					bracket ? (struct adapt_bytes){ "", 0 } : space;
		}
		if (bracket)
			add_bracket(&with, (struct adapt_bytes){ "", 0 }, ")");
	}
	if (with.count)
		with.items[0].space = pieces->items[match->start].space;
	pieces_replace(pieces, match->start, match->end - match->start, with.items, with.count);
	free(with.items);
}

static bool known_in_b(const struct adapt_input *in, const char *name, size_t len)
{
	const struct adapt_tree *tree = in->options->tree_b;
	uint32_t id = atom_table_word(in->table, name, len);

	return (id && text_has_word(&in->b.text, id)) ||
	       (tree && adapt_tree_has(tree, name, len));
}

/* Does every name that a rule produces exist in B? */
static bool rule_fits_b(const struct adapt_input *in, const struct renaming *renaming)
{
	for (size_t t = 0; t < renaming->to_tokens.count; t++) {
		const struct ctoken *token = &renaming->to_tokens.items[t];
		const char *name = renaming->to + token->start;

		if (token->kind == CTOKEN_WORD && *name != '$' &&
		    !clex_is_keyword(name, token->len) && !known_in_b(in, name, token->len))
			return false;
	}
	return true;
}

/* Does the changed function, as in A_NEW, have one of these words? */
static bool function_has(const struct adapt_input *in, const struct adapt_change *change,
			 const char *words)
{
	const struct source_file *n = &in->n;
	const struct cdef *def =
		definition_around(n, change->n_line, change->n_line + change->n_count);

	for (size_t len; *words; words += len + (words[len] == ' ')) {
		len = strcspn(words, " ");
		for (size_t i = def ? def->first : 0; i < (def ? def->end : n->tokens.count); i++)
			if (n->tokens.items[i].len == len &&
			    !memcmp(ctoken_text(&n->tokens, i), words, len))
				return true;
	}
	return false;
}

bool rename_by_rule(const struct adapt_input *in, const struct adapt_change *change,
			  struct pieces *pieces, size_t i)
{
	const struct renamings *renamings = in->options->renamings;
	struct adapt_bytes name = pieces->items[i].text;
	struct rule_match match;

	for (size_t r = 0; renamings && r < renamings->count; r++) {
		const struct renaming *renaming = &renamings->items[r];

		if (strlen(renaming->name) != name.len ||
		    memcmp(renaming->name, name.data, name.len) || !rule_fits_b(in, renaming) ||
		    (renaming->without && function_has(in, change, renaming->without)))
			continue;
		for (size_t o = 0; o < renaming->from_tokens.count && o <= i; o++)
			if (ctoken_is(&renaming->from_tokens, o, renaming->name) &&
			    match_rule(renaming, pieces, i - o, &match)) {
				apply_rule(in, pieces, renaming, &match);
				return true;
			}
	}
	return false;
}

/*
 * The number of pieces of "<name>" in "#include <name>" at piece i; the name is appended, as its
 * pieces may come from different files. 0: not an #include.
 */
static size_t read_include(const struct pieces *pieces, size_t i, struct buf *name)
{
	size_t end = i + 2;

	if (!piece_is(pieces, i, "#") || !piece_is(pieces, i + 1, "include") ||
	    !piece_is(pieces, i + 2, "<") || !pieces->items[i].added)
		return 0;
	while (end < pieces->count && !piece_is(pieces, end, ">"))
		end++;
	if (end == pieces->count)
		return 0;
	for (size_t j = i + 3; j < end; j++)
		buf_add(name, pieces->items[j].text.data, pieces->items[j].text.len);
	return end + 1 - (i + 2);
}

bool rename_include(const struct adapt_input *in, struct adapt_change *change,
			  struct pieces *pieces, size_t i, bool *ret_swapped)
{
	const struct adapt_options *options = in->options;
	_cleanup_buf_ struct buf name = { 0 };
	size_t count = read_include(pieces, i, &name);
	struct rule_match match;

	if (!count || !options->tree_b ||
	    adapt_tree_has_header(options->tree_b, buf_str(&name), name.len))
		return true;
	for (size_t r = 0; options->renamings && r < options->renamings->count; r++) {
		const struct renaming *renaming = &options->renamings->items[r];
		size_t to_len = strlen(renaming->to);

		if (strlen(renaming->name) != name.len ||
		    memcmp(renaming->name, name.data, name.len) || to_len < 3 ||
		    !adapt_tree_has_header(options->tree_b, renaming->to + 1, to_len - 2) ||
		    !match_rule(renaming, pieces, i + 2, &match))
			continue;
		apply_rule(in, pieces, renaming, &match);
		*ret_swapped = true;
		return true;
	}
	if (options->tree_a && !adapt_tree_has_header(options->tree_a, name.data, name.len))
		return true;		/* it comes with another part of the change */
	change_say(change, xasprintf("header %.*s does not exist in this branch", (int)name.len,
				     name.data));
	return false;
}
