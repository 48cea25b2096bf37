// SPDX-License-Identifier: GPL-2.0-only
/*
 * How much of a kernel the reader of C (syntax/ctree.h) cannot read.
 *
 *   make build/bench-tree; build/bench-tree STORE COMMIT [LINES]
 *
 * Prints "path: N unknown of M nodes" of each C file with unknown nodes, then the sums
 * over all of them. With LINES also the files of that many lines and more that have no
 * unknown node in a function. Of a file that is not in a store:
 *
 *   build/bench-tree FILE
 *
 * prints the tree.
 */
#include <git2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "git/start.h"
#include "syntax/ctree.h"
#include "syntax/identifier.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/interrupt.h"

static struct {
	git_repository *store;
	size_t lines;		/* as given; 0: not given */
	size_t files, nodes, unknown, tokens, unknown_tokens, large, large_read;
	size_t functions, functions_unknown;
} all;

static bool is_in_function(const struct ctree *tree, uint32_t node)
{
	while (node && tree->nodes[node].kind != CTREE_FUNCTION)
		node = tree->nodes[node].parent;
	return node;
}

static void look(const char *path, const char *text, size_t len)
{
	size_t unknown = 0, in_functions = 0, lines;
	_cleanup_ctokens_ struct ctokens tokens;
	_cleanup_ctree_ struct ctree tree;

	ctokens_read(&tokens, text, len, false);
	ctree_read(&tree, &tokens);
	if (interrupt_pending())
		exit(3);
	for (uint32_t i = 0; i < tree.count; i++) {
		const struct ctree_node *node = &tree.nodes[i];

		all.functions += node->kind == CTREE_FUNCTION;
		if (node->kind != CTREE_UNKNOWN)
			continue;
		unknown++;
		in_functions += is_in_function(&tree, i);
		if (node->parent == CTREE_NONE || tree.nodes[node->parent].kind != CTREE_UNKNOWN)
			all.unknown_tokens += node->end - node->first;
	}
	all.files++;
	all.nodes += tree.count;
	all.tokens += tokens.count;
	all.unknown += unknown;
	all.functions_unknown += in_functions;
	if (unknown)
		printf("%s: %zu unknown of %zu nodes\n", path, unknown, tree.count);
	lines = tokens.count ? tokens.items[tokens.count - 1].line + 1 : 0;
	if (all.lines && lines >= all.lines) {
		all.large++;
		all.large_read += !in_functions;
		if (!in_functions)
			printf("%s: %zu lines, no unknown node in a function\n", path, lines);
	}
}

static int on_entry(const char *folder, const git_tree_entry *entry, void *data)
{
	_cleanup_free_ char *path = xasprintf("%s%s", folder, git_tree_entry_name(entry));
	git_blob *blob;

	(void)data;
	if (git_tree_entry_type(entry) != GIT_OBJECT_BLOB || !path_is_c_file(path))
		return 0;
	if (git_blob_lookup(&blob, all.store, git_tree_entry_id(entry)))
		return -1;
	look(path, git_blob_rawcontent(blob), git_blob_rawsize(blob));
	git_blob_free(blob);
	return 0;
}

static int print_tree(const char *path)
{
	_cleanup_ctokens_ struct ctokens tokens = { 0 };
	_cleanup_ctree_ struct ctree tree = { 0 };
	struct error *err = NULL;
	struct buf text = { 0 };

	if (file_read(path, 64u << 20, &text, &err)) {
		fprintf(stderr, "tree: %s\n", err->message);
		return 3;
	}
	ctokens_read(&tokens, text.data, text.len, false);
	ctree_read(&tree, &tokens);
	if (interrupt_pending())
		return 3;
	for (uint32_t i = 0; i < tree.count; i++) {
		const struct ctree_node *node = &tree.nodes[i];
		int depth = 0;

		for (uint32_t up = i; up; up = tree.nodes[up].parent)
			depth++;
		printf("%*s%s%s", depth * 2, "", ctree_kind_name(node->kind),
		       node->flags & CTREE_CUT ? " (cut)" : "");
		if (node->first < node->end)
			printf(" %u-%u: %.*s", tokens.items[node->first].line + 1,
			       tokens.items[node->end - 1].line + 1,
			       (int)strcspn(ctoken_text(&tokens, node->first), "\n"),
			       ctoken_text(&tokens, node->first));
		printf("\n");
	}
	buf_release(&text);
	return 0;
}

int main(int argc, char **argv)
{
	git_object *tree;
	_cleanup_free_ char *name = NULL;

	if (argc == 2)
		return print_tree(argv[1]);
	libgit2_start();
	if (argc < 3 || git_repository_open_bare(&all.store, argv[1])) {
		fprintf(stderr, "usage: tree STORE COMMIT [LINES]\n       tree FILE\n");
		return 2;
	}
	all.lines = argc > 3 ? strtoul(argv[3], NULL, 10) : 0;
	name = xasprintf("%s^{tree}", argv[2]);
	if (git_revparse_single(&tree, all.store, name) ||
	    git_tree_walk((git_tree *)tree, GIT_TREEWALK_PRE, on_entry, NULL)) {
		fprintf(stderr, "tree: %s cannot be read\n", argv[2]);
		return 3;
	}
	printf("%zu files, %zu functions, %zu nodes, of them unknown %zu (%zu in functions)\n",
	       all.files, all.functions, all.nodes, all.unknown, all.functions_unknown);
	printf("%zu tokens, of them in unknown nodes %zu\n", all.tokens, all.unknown_tokens);
	if (all.lines)
		printf("%zu files of %zu lines and more, %zu without an unknown node in a "
		       "function\n", all.large, all.lines, all.large_read);
	git_object_free(tree);
	git_repository_free(all.store);
	return 0;
}
