/* SPDX-License-Identifier: GPL-2.0-only */
/* Adaptation of kernel/x.c between two small trees, each with an include/linux/api.h. */
#ifndef TESTS_ADAPT_TREES_H
#define TESTS_ADAPT_TREES_H

#include "unit.h"

#include <git2.h>

#include "adapt/adapt.h"

#define TREE_PATH "kernel/x.c"
#define EVERYWHERE \
	"struct item *next_item(struct item *it);\nint first(void);\nint last(void);\n" \
	"int third(struct item *it);\n"

/* Not file_write(), which waits for the disk: a table of trees has hundreds of files. */
static inline void write_tree_file(const char *dir, const char *path, const char *text)
{
	_cleanup_error_ struct error *err = NULL;
	_cleanup_free_ char *full = path_join(dir, "%s", path);
	_cleanup_free_ char *parent = xstrndup(full, strrchr(full, '/') - full);
	FILE *file;

	assert_works(dir_make(parent, &err), err);
	file = fopen(full, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
	assert_int_equal(fclose(file), 0);
}

/* A tree with that header and file; its folder and index are the caller's. */
static inline void make_tree(const char *dir, const char *name, const char *header,
			     const char *file, char **ret_folder, struct adapt_tree *ret_tree)
{
	_cleanup_error_ struct error *err = NULL;
	_cleanup_free_ char *all = xasprintf("struct item;\n%s%s", EVERYWHERE, header);
	char *folder = path_join(dir, "%s", name);

	write_tree_file(folder, "include/linux/api.h", all);
	write_tree_file(folder, TREE_PATH, file);
	*ret_tree = (struct adapt_tree){ .path = TREE_PATH, .folder = folder };
	assert_works(symbol_index_open_folder(folder, &ret_tree->index, &err), err);
	*ret_folder = folder;
}

/*
 * What B becomes ("": refused), the rung, and what is said of one of the
 * changes (NULL: anything). `what` is printed when it fails. part: as of a patch.
 */
static inline void check_trees_as(const char *what, bool part, const char *a_header,
				  const char *b_header, const char *a_old, const char *a_new,
				  const char *b_old, const char *b_new, enum rung rung,
				  const char *said)
{
	_cleanup_adapt_result_ struct adapt_result result = { 0 };
	_cleanup_error_ struct error *err = NULL;
	char *dir = scratch_make(), *folders[2];
	struct adapt_tree trees[2];
	struct adapt_options options = {
		.a_old = { a_old, strlen(a_old) },
		.a_new = { a_new, strlen(a_new) },
		.b_old = { b_old, strlen(b_old) },
		.tree_a = &trees[0],
		.tree_b = &trees[1],
		.part = part,
	};
	bool found = !said;
	const char *made;

	make_tree(dir, "a", a_header, a_old, &folders[0], &trees[0]);
	make_tree(dir, "b", b_header, b_old, &folders[1], &trees[1]);
	assert_works(adapt_file(&options, &result, &err), err);
	made = result.adapted ? buf_str(&result.content) : "";
	if (strcmp(made, b_new) || result.rung != rung)
		fail_msg("%s: %s, expected %s\n--- made\n%s--- expected\n%s---", what,
			 rung_name(result.rung), rung_name(rung), made, b_new);
	for (size_t i = 0; i < result.change_count; i++)
		found |= said && result.changes[i].text && !strcmp(result.changes[i].text, said);
	if (!found)
		fail_msg("%s: nobody said: %s (but %s)", what, said,
			 result.change_count && result.changes[0].text ? result.changes[0].text :
									 "nothing");
	for (size_t i = 0; i < 2; i++) {
		symbol_index_free(trees[i].index);
		free(folders[i]);
	}
	scratch_remove(dir);
}

static inline void check_trees(const char *what, const char *a_header, const char *b_header,
			       const char *a_old, const char *a_new, const char *b_old,
			       const char *b_new, enum rung rung, const char *said)
{
	check_trees_as(what, false, a_header, b_header, a_old, a_new, b_old, b_new, rung, said);
}

#endif
