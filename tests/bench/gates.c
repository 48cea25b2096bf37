// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the gates of a port say of changes that are in a kernel: of each C file that
 * differs between two commits of a store, with the names of the later one. These were
 * released, and so a refusal is one too many, or a find.
 *
 *   gates STORE FROM TO
 *
 * Prints "path:line reason" of each, then "FILES REFUSED-FILES" as the last line.
 */
#include <git2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "git/start.h"
#include "gates/gates.h"
#include "git/tree.h"
#include "util/alloc.h"

static git_repository *store;

static bool read_later(const char *path, struct buf *text, void *data)
{
	return tree_read(data, path, text);
}

static git_object *tree_of(const char *commit)
{
	_cleanup_free_ char *name = xasprintf("%s^{tree}", commit);
	git_object *tree;

	if (git_revparse_single(&tree, store, name)) {
		fprintf(stderr, "gates: %s is not in the store\n", commit);
		exit(3);
	}
	return tree;
}

static bool is_c_file(const git_diff_delta *delta)
{
	const char *path = delta->new_file.path;
	size_t len = strlen(path);

	return delta->status == GIT_DELTA_MODIFIED && len > 2 && path[len - 2] == '.' &&
	       strchr("ch", path[len - 1]);
}

static bool refuses(const struct gates *gates, const git_diff_delta *delta)
{
	struct gate_file file = { .path = delta->new_file.path };
	struct finding_list findings;
	git_blob *before, *after;
	bool refused;

	if (git_blob_lookup(&before, store, &delta->old_file.id) ||
	    git_blob_lookup(&after, store, &delta->new_file.id))
		exit(3);
	file.before = git_blob_rawcontent(before);
	file.before_len = git_blob_rawsize(before);
	file.after = git_blob_rawcontent(after);
	file.after_len = git_blob_rawsize(after);
	gates_check(gates, &file, 1, &findings);
	for (size_t i = 0; i < findings.count; i++)
		if (findings.items[i].refuses)
			printf("%s:%zu %s\n", file.path, findings.items[i].line, findings.items[i].text);
	refused = finding_list_refuses(&findings);
	finding_list_release(&findings);
	git_blob_free(before);
	git_blob_free(after);
	return refused;
}

int main(int argc, char **argv)
{
	struct gates gates = { .read = read_later };
	size_t files = 0, refused = 0;
	struct error *err = NULL;
	git_object *from, *to;
	git_diff *diff;

	libgit2_start();
	if (argc != 4 || git_repository_open_bare(&store, argv[1])) {
		fprintf(stderr, "usage: gates STORE FROM TO\n");
		return 2;
	}
	from = tree_of(argv[2]);
	to = tree_of(argv[3]);
	gates.data = to;
	if (git_diff_tree_to_tree(&diff, store, (git_tree *)from, (git_tree *)to, NULL) ||
	    symbol_index_open(store, git_object_id(to), &gates.index, &err)) {
		fprintf(stderr, "gates: the trees cannot be compared\n");
		return 3;
	}
	for (size_t i = 0; i < git_diff_num_deltas(diff); i++) {
		const git_diff_delta *delta = git_diff_get_delta(diff, i);

		if (!is_c_file(delta))
			continue;
		files++;
		refused += refuses(&gates, delta);
	}
	printf("%zu %zu\n", files, refused);
	symbol_index_free(gates.index);
	git_diff_free(diff);
	git_object_free(from);
	git_object_free(to);
	git_repository_free(store);
	return 0;
}
