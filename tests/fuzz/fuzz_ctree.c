// SPDX-License-Identifier: GPL-2.0-only
/* The tree of any text: its leaves give the text back, its nodes lie in each other in order. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "syntax/ctree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* Work for a token, and for the file: far more than any text has been seen to take. */
#define STEPS_FOR_A_TOKEN 300
#define STEPS_FOR_A_FILE 1000

static void check_leaves(const struct ctokens *tokens)
{
	char *copy = malloc(tokens->len + 1);
	size_t at = 0;

	if (!copy)
		abort();
	for (size_t i = 0; i < tokens->count; i++) {
		const struct ctoken *token = &tokens->items[i];

		if (token->start < at || !token->len || token->start + token->len > tokens->len)
			abort();
		/* A leaf is a token and the blanks in front of it; the last are behind all. */
		memcpy(copy + at, tokens->text + at, token->start + token->len - at);
		at = token->start + token->len;
	}
	memcpy(copy + at, tokens->text + at, tokens->len - at);
	if (memcmp(copy, tokens->text, tokens->len))
		abort();
	free(copy);
}

static void check_nodes(const struct ctree *tree, const struct ctokens *tokens)
{
	if (!tree->count || tree->nodes[0].first || tree->nodes[0].end != tokens->count ||
	    tree->nodes[0].behind != tree->count)
		abort();
	for (uint32_t i = 0; i < tree->count; i++) {
		const struct ctree_node *node = &tree->nodes[i];
		size_t at = node->first;

		if (node->flags & CTREE_OPEN || node->first > node->end || node->behind <= i ||
		    node->behind > tree->count || !ctree_kind_name(node->kind) ||
		    (i && node->first == node->end && !(node->flags & CTREE_CUT)))
			abort();
		for (uint32_t child = ctree_child(tree, i); child != CTREE_NONE;
		     child = ctree_next(tree, child)) {
			if (tree->nodes[child].parent != i || tree->nodes[child].first < at ||
			    tree->nodes[child].end > node->end)
				abort();
			at = tree->nodes[child].end;
		}
	}
	for (size_t token = 0; token < tokens->count; token++) {
		const struct ctree_node *node = &tree->nodes[ctree_at(tree, token)];

		if (token < node->first || token >= node->end)
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	for (int comments = 0; comments < 2; comments++) {
		_cleanup_ctokens_ struct ctokens tokens = { 0 };
		_cleanup_ctree_ struct ctree tree = { 0 };

		ctokens_read(&tokens, (const char *)data, len, comments);
		ctree_read(&tree, &tokens);
		check_leaves(&tokens);
		check_nodes(&tree, &tokens);
		if (tree.steps > STEPS_FOR_A_FILE + STEPS_FOR_A_TOKEN * tokens.count)
			abort();
	}
	return 0;
}
