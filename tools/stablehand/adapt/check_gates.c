// SPDX-License-Identifier: GPL-2.0-only
#include "adapt/check_gates.h"

#include <string.h>

#include "adapt/adapt.h"
#include "adapt/changes.h"
#include "adapt/input.h"
#include "gates/gates.h"
#include "util/buf.h"

static bool brings(const char *name, size_t len, void *data)
{
	const struct adapt_tree *tree = data;

	return tree->brings && tree->brings(tree->data, name, len);
}

static bool read_file(const char *path, struct buf *text, void *data)
{
	return adapt_tree_read(data, path, text);
}

/* With a tree, names are looked up in it. false: Ctrl-C. */
static bool look_through_gates(const struct adapt_tree *tree, const struct gate_file *file,
			       struct finding_list *findings)
{
	struct gates gates = { 0 };

	if (tree)
		gates = (struct gates){
			.index = tree->index,
			.brings = brings,
			.read = read_file,
			.data = (void *)tree,
		};
	return gates_check(&gates, file, 1, findings);
}

/*
 * What is missing in the source tree as well comes with another part of the change: whoever has the
 * whole patch will check that.
 */
static bool comes_along(const struct finding_list *in_a, const struct finding *finding)
{
	for (size_t i = 0; i < in_a->count; i++)
		if (in_a->items[i].reason == finding->reason && finding->name &&
		    in_a->items[i].name && !strcmp(in_a->items[i].name, finding->name))
			return true;
	return false;
}

/* Does a tree define a function or macro of that name, that can be called? */
static bool defines(const struct adapt_tree *tree, const char *name)
{
	struct symbol_defs defs;
	struct symbol_def def;

	if (!tree || !tree->index || !symbol_index_knows_definitions(tree->index))
		return false;
	symbol_defs_of(tree->index, name, strlen(name), SYMBOL_NEAR, tree->path, &defs);
	while (symbol_defs_next(&defs, &def))
		if (def.called && def.near)
			return true;
	return false;
}

/*
 * Merged code has to be right, even where the same in an author's code might be intended.
 * A function that A's tree defines and B's only mentions is missing: no macro makes it here.
 */
static bool weighs(const struct adapt_input *in, const struct finding *finding)
{
	return finding->refuses ||
	       (finding->reason == REASON_NO_DEFINITION && finding->name &&
		defines(in->options->tree_a, finding->name)) ||
	        finding->reason == REASON_CONTEXT_IMBALANCE ||
	       finding->reason == REASON_REFERENCE_IMBALANCE ||
	       finding->reason == REASON_DUPLICATE_LINES;
}

bool check_gates(const struct adapt_input *in, struct change_list *changes,
		 const struct buf *content)
{
	const struct adapt_options *options = in->options;
	_cleanup_findings_ struct finding_list in_a = { 0 }, in_b = { 0 };
	struct gate_file a = {
		.before = options->a_old.data, .before_len = options->a_old.len,
		.after = options->a_new.data, .after_len = options->a_new.len,
	};
	struct gate_file b = {
		.before = options->b_old.data, .before_len = options->b_old.len,
		.after = buf_str(content), .after_len = content->len,
		.source_before = a.before, .source_before_len = a.before_len,
		.source_after = a.after, .source_after_len = a.after_len,
	};

	b.path = options->tree_b && options->tree_b->path ? options->tree_b->path : options->name;
	a.path = options->tree_a && options->tree_a->path ? options->tree_a->path : b.path;
	if (!b.path)
		return true;
	if (!look_through_gates(options->part ? NULL : options->tree_b, &b, &in_b))
		return change_refuse(&changes->items[0], "interrupted");
	if (!in_b.count)
		return true;
	if (!options->part && !look_through_gates(options->tree_a, &a, &in_a))
		return change_refuse(&changes->items[0], "interrupted");
	for (size_t i = 0; i < in_b.count; i++)
		if (weighs(in, &in_b.items[i]) && !comes_along(&in_a, &in_b.items[i]))
			return change_refuse(&changes->items[0], in_b.items[i].text);
	return true;
}
