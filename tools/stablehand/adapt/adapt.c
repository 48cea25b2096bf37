// SPDX-License-Identifier: GPL-2.0-only
#include "adapt/adapt.h"

#include <git2.h>
#include <stdlib.h>
#include <string.h>

#include "adapt/adapt_parts.h"
#include "gates/gates.h"
#include "util/alloc.h"

const char *rung_name(enum rung rung)
{
	static const char *const names[] = {
		[RUNG_EXACT] = "exact",
		[RUNG_OFFSET] = "offset",
		[RUNG_FUNCTION] = "function",
		[RUNG_MOVED] = "moved",
		[RUNG_TOKEN] = "token",
		[RUNG_SUBSTITUTION] = "substitution",
		[RUNG_SIGNATURE] = "signature",
		[RUNG_INLINED] = "inlined",
		[RUNG_REFUSED] = "refused",
	};

	return names[rung];
}

const char *rung_say(enum rung rung)
{
	static const char *const texts[] = {
		[RUNG_EXACT] = "at its line",
		[RUNG_OFFSET] = "at another line",
		[RUNG_FUNCTION] = "placed by its function, the lines around it differ",
		[RUNG_MOVED] = "placed by its surroundings, in another function",
		[RUNG_TOKEN] = "merged by words with the lines that are here",
		[RUNG_SUBSTITUTION] = "with the names that this branch has",
		[RUNG_SIGNATURE] = "with the arguments that functions take in this branch",
		[RUNG_INLINED] = "where this branch has the code of the function",
		[RUNG_REFUSED] = "refused",
	};

	return texts[rung];
}

struct adapt_bytes adapt_keep(struct adapter *adapter, char *text)
{
	*ARRAY_ADD(adapter->kept, adapter->kept_count, adapter->kept_alloc) = text;
	return (struct adapt_bytes){ text, strlen(text) };
}

static bool side_init(struct side *side, struct atom_table *table, struct adapt_bytes bytes)
{
	ctokens_read(&side->tokens, bytes.data, bytes.len, true);
	if (!atom_text_init(&side->text, table, &side->tokens))
		return false;
	ctokens_drop_comments(&side->tokens);
	cdefs_read(&side->tokens, &side->defs);
	return true;
}

static void side_release(struct side *side)
{
	atom_text_release(&side->text);
	ctokens_release(&side->tokens);
	cdefs_release(&side->defs);
}

void adapt_say(struct adapt_change *change, char *text)
{
	free(change->text);
	change->text = text;
}

bool adapt_refuse(struct adapt_change *change, const char *why)
{
	/* What was said of how it was made no longer holds. */
	if (*why && change->rung != RUNG_REFUSED)
		adapt_say(change, NULL);
	change->rung = RUNG_REFUSED;
	if (!change->text)
		change->text = xstrdup(why);
	return false;
}

static bool same_region(const struct adapter *adapter, const struct adapt_change *change)
{
	if (change->a_count != change->b_count)
		return false;
	for (size_t i = 0; i < change->a_count; i++)
		if (adapter->a.text.lines[change->a_line + i].id !=
		    adapter->b.text.lines[change->b_line + i].id)
			return false;
	return true;
}

static void write_pieces(const struct pieces *pieces, struct buf *text)
{
	for (size_t i = 0; i < pieces->count; i++) {
		const struct piece *piece = &pieces->items[i];

		buf_add(text, piece->space.data, piece->space.len);
		buf_add(text, piece->text.data, piece->text.len);
	}
	buf_add(text, pieces->tail.data, pieces->tail.len);
}

static void raise_rung(struct adapt_change *change, enum rung rung)
{
	if (change->rung < rung)
		change->rung = rung;
}

/* Lines of A further in, or out, as B's code is. */
static void indent(struct buf *text, int tabs)
{
	_cleanup_buf_ struct buf old = *text;
	const char *end = old.data + old.len;

	*text = (struct buf){ 0 };
	for (const char *at = old.data; at < end; ) {
		const char *next = memchr(at, '\n', end - at);

		next = next ? next + 1 : end;
		for (int i = tabs; i < 0 && *at == '\t'; i++)
			at++;
		for (int i = 0; i < tabs && *at != '\n'; i++)
			buf_add(text, "\t", 1);
		buf_add(text, at, next - at);
		at = next;
	}
}

static bool make_text(struct adapter *adapter, struct adapt_change *change, struct buf *text,
		      struct pieces *pieces)
{
	bool same = same_region(adapter, change), swapped, passed, pointed;

	if (!adapt_merge(adapter, change, pieces))
		return adapt_refuse(change, "the branch has other code there than the change expects");
	if (!same)
		raise_rung(change, RUNG_TOKEN);
	if (!adapt_names(adapter, change, pieces, &swapped))
		return adapt_refuse(change, "");
	if (swapped)
		raise_rung(change, RUNG_SUBSTITUTION);
	if (!adapt_pointers(adapter, change, pieces, &pointed))
		return adapt_refuse(change, "");
	if (pointed)
		raise_rung(change, RUNG_SUBSTITUTION);
	if (!adapt_signatures(adapter, change, pieces, &passed))
		return adapt_refuse(change, "");
	if (passed)
		raise_rung(change, RUNG_SIGNATURE);
	if (same && !swapped && !passed && !pointed) {
		struct adapt_bytes bytes = adapt_lines_of(&adapter->n.text, change->n_line, change->n_count);

		buf_add(text, bytes.data, bytes.len);
	} else {
		write_pieces(pieces, text);
	}
	if (change->deeper && (same || !change->a_count))
		indent(text, change->deeper);
	adapt_end_lines(adapter, text);
	return true;
}

static bool carry(struct adapter *adapter, struct adapt_change *change, struct buf *text)
{
	struct pieces pieces = { 0 };
	bool made = make_text(adapter, change, text, &pieces);

	free(pieces.items);
	return made;
}

static bool brings(const char *name, size_t len, void *data)
{
	const struct adapt_tree *tree = data;

	return tree->brings && tree->brings(tree->data, name, len);
}

static bool read_file(const char *path, struct buf *text, void *data)
{
	return adapt_tree_read(data, path, text);
}

/* Names are looked up in the tree; NULL: they are not. */
static void look_through_gates(const struct adapt_tree *tree, const struct gate_file *file,
			       struct finding_list *findings)
{
	struct gates gates = { 0 };

	if (tree)
		gates = (struct gates){
			.index = tree->index, .brings = brings, .read = read_file, .data = (void *)tree,
		};
	gates_check(&gates, file, 1, findings);
}

/*
 * What the change lacks in its own place, too, comes with another part of it:
 * whoever has the whole patch will see whether it does.
 */
static bool comes_along(const struct finding_list *in_a, const struct finding *finding)
{
	for (size_t i = 0; i < in_a->count; i++)
		if (in_a->items[i].reason == finding->reason && finding->name && in_a->items[i].name &&
		    !strcmp(in_a->items[i].name, finding->name))
			return true;
	return false;
}

/* Code that was put together has to be right; what its author wrote may be meant so. */
static bool weighs(const struct finding *finding)
{
	return finding->refuses || finding->reason == REASON_CONTEXT_IMBALANCE || finding->reason == REASON_REFERENCE_IMBALANCE ||
	       finding->reason == REASON_DUPLICATE_LINES;
}

/* The gates of any port. */
static bool pass_gates(struct adapter *adapter)
{
	const struct adapt_options *options = adapter->options;
	struct adapt_result *result = &adapter->result;
	_cleanup_findings_ struct finding_list in_a = { 0 }, in_b = { 0 };
	struct gate_file a = {
		.before = options->a_old.data, .before_len = options->a_old.len,
		.after = options->a_new.data, .after_len = options->a_new.len,
	};
	struct gate_file b = {
		.before = options->b_old.data, .before_len = options->b_old.len,
		.after = buf_str(&result->content), .after_len = result->content.len,
		.source_before = a.before, .source_before_len = a.before_len,
		.source_after = a.after, .source_after_len = a.after_len,
	};

	b.path = options->tree_b && options->tree_b->path ? options->tree_b->path : options->name;
	a.path = options->tree_a && options->tree_a->path ? options->tree_a->path : b.path;
	if (!b.path)
		return true;
	look_through_gates(options->part ? NULL : options->tree_b, &b, &in_b);
	if (!in_b.count)
		return true;
	if (!options->part)
		look_through_gates(options->tree_a, &a, &in_a);
	for (size_t i = 0; i < in_b.count; i++)
		if (weighs(&in_b.items[i]) && !comes_along(&in_a, &in_b.items[i]))
			return adapt_refuse(&result->changes[0], in_b.items[i].text);
	return true;
}

/* Finish the whole result, and look at it. */
static bool check(struct adapter *adapter)
{
	struct adapt_result *result = &adapter->result;
	struct side made;
	char *wrong;

	adapt_drop_unused(adapter, &made);
	wrong = adapt_check(adapter, &made);
	side_release(&made);
	if (!wrong)
		return pass_gates(adapter);
	adapt_refuse(&result->changes[0], wrong);
	free(wrong);
	return false;
}

int adapt_file(const struct adapt_options *options, struct adapt_result *ret_result,
	       struct error **err)
{
	struct adapter adapter = { .options = options, .table = atom_table_new() };
	struct buf *texts = NULL;
	int rc = 0;

	if (!side_init(&adapter.a, adapter.table, options->a_old) ||
	    !side_init(&adapter.n, adapter.table, options->a_new) ||
	    !side_init(&adapter.b, adapter.table, options->b_old))
		rc = error_set(err, ERROR_INPUT, "too large to adapt");
	else
		rc = adapt_find_changes(&adapter, err);
	if (!rc) {
		struct adapt_result *result = &adapter.result;

		adapter.partners = xcalloc(adapter.a.text.line_count + 1, sizeof(uint32_t));
		adapter.aligned = xcalloc(adapter.a.text.line_count + 1, 1);
		result->adapted = true;
		/* All are placed first: names are learned from all lines that are aligned. */
		for (size_t i = 0; i < result->change_count; i++)
			adapt_locate(&adapter, i);
		adapt_learn(&adapter);
		texts = xcalloc(result->change_count + 1, sizeof(*texts));
		for (size_t i = 0; i < result->change_count; i++) {
			if (result->changes[i].rung == RUNG_REFUSED ||
			    !carry(&adapter, &result->changes[i], &texts[i]))
				result->adapted = false;
			if (result->changes[i].rung > result->rung)
				result->rung = result->changes[i].rung;
		}
		result->adapted = result->adapted && adapt_compose(&adapter, texts) && check(&adapter);
		if (!result->adapted)
			result->rung = RUNG_REFUSED;
		for (size_t i = 0; i < result->change_count; i++)
			buf_release(&texts[i]);
	}
	free(texts);
	free(adapter.partners);
	free(adapter.aligned);
	free(adapter.swaps);
	for (size_t i = 0; i < adapter.kept_count; i++)
		free(adapter.kept[i]);
	free(adapter.kept);
	side_release(&adapter.a);
	side_release(&adapter.n);
	side_release(&adapter.b);
	atom_table_free(adapter.table);
	if (rc)
		adapt_result_release(&adapter.result);
	else
		*ret_result = adapter.result;
	return rc;
}

void adapt_result_release(struct adapt_result *result)
{
	for (size_t i = 0; i < result->change_count; i++) {
		free(result->changes[i].text);
	}
	free(result->changes);
	buf_release(&result->content);
	*result = (struct adapt_result){ 0 };
}
