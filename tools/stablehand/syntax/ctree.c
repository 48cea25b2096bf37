// SPDX-License-Identifier: GPL-2.0-only
#include "syntax/ctree.h"

#include <stdlib.h>

void ctree_release(struct ctree *tree)
{
	free(tree->nodes);
	*tree = (struct ctree){ 0 };
}

uint32_t ctree_child_of(const struct ctree *tree, uint32_t node, enum ctree_kind kind)
{
	for (uint32_t child = ctree_child(tree, node); child != CTREE_NONE;
	     child = ctree_next(tree, child))
		if (tree->nodes[child].kind == kind)
			return child;
	return CTREE_NONE;
}

uint32_t ctree_at(const struct ctree *tree, size_t token)
{
	uint32_t low = 0, high = tree->count;

	/* The last node that begins at the token or before; it may have ended. */
	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;

		if (tree->nodes[middle].first <= token)
			low = middle;
		else
			high = middle;
	}
	while (low && tree->nodes[low].end <= token)
		low = tree->nodes[low].parent;
	return low;
}

bool ctree_is_label(const struct ctree *tree, const struct ctokens *tokens, size_t i)
{
	const struct ctree_node *node;

	if (!ctoken_is(tokens, i + 1, ":"))
		return false;
	node = &tree->nodes[ctree_at(tree, i)];
	return node->kind == CTREE_LABEL && node->first == i;
}

const char *ctree_kind_name(enum ctree_kind kind)
{
	static const char *const names[] = {
		[CTREE_FILE] = "file",
		[CTREE_LINKAGE] = "linkage",
		[CTREE_DIRECTIVE] = "directive",
		[CTREE_MACRO_BODY] = "macro-body",
		[CTREE_FUNCTION] = "function",
		[CTREE_DECLARATION] = "declaration",
		[CTREE_MEMBERS] = "members",
		[CTREE_ENUMERATORS] = "enumerators",
		[CTREE_BLOCK] = "block",
		[CTREE_STATEMENT] = "statement",
		[CTREE_ASM] = "asm",
		[CTREE_JUMP] = "jump",
		[CTREE_LABEL] = "label",
		[CTREE_CASE] = "case",
		[CTREE_IF] = "if",
		[CTREE_ELSE] = "else",
		[CTREE_LOOP] = "loop",
		[CTREE_SWITCH] = "switch",
		[CTREE_DO] = "do",
		[CTREE_MACRO] = "macro",
		[CTREE_CONDITION] = "condition",
		[CTREE_ARGUMENTS] = "arguments",
		[CTREE_PARENTHESES] = "parentheses",
		[CTREE_STATEMENT_EXPRESSION] = "statement-expression",
		[CTREE_INDEX] = "index",
		[CTREE_BRACES] = "braces",
		[CTREE_UNKNOWN] = "unknown",
	};

	return names[kind];
}
