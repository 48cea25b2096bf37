// SPDX-License-Identifier: GPL-2.0-only
/* Files of a tree by their base names, in one tree after the other. */
#include "judge_fixture.h"

#include "git/file_names.h"

static void assert_only(const git_tree *tree, const char *path, const char *only)
{
	_cleanup_free_ char *found = file_names_only(tree, path);

	assert_string_equal(found ? found : "none", only ? only : "none");
}

static void of_small_trees(void **state)
{
	git_tree *tree = TREE_OF({ "Makefile", "x" }, { "a/f.c", "x" }, { "a/b/g.c", "x" },
				 { "c/g.c", "x" }, { "c/d/e/h.c", "x" }, { "f/x.c", "x" });

	assert_only(tree, "a/f.c", "a/f.c");
	assert_only(tree, "elsewhere/f.c", "a/f.c");
	assert_only(tree, "h.c", "c/d/e/h.c");
	assert_only(tree, "x/Makefile", "Makefile");
	/* Two of them, none, a folder, a part of a name. */
	assert_only(tree, "a/g.c", NULL);
	assert_true(file_names_have(tree, "a/g.c"));
	assert_only(tree, "a/i.c", NULL);
	assert_false(file_names_have(tree, "a/i.c"));
	assert_only(tree, "x/f", NULL);
	assert_false(file_names_have(tree, "d"));
	assert_false(file_names_have(tree, "a/.c"));
	git_tree_free(tree);

	/* The next one shares a folder, and has lost and got files in others. */
	tree = TREE_OF({ "a/f.c", "x" }, { "a/b/g.c", "y" }, { "c/d/e/i.c", "x" }, { "f/x.c", "x" });
	assert_only(tree, "c/g.c", "a/b/g.c");
	assert_only(tree, "h.c", NULL);
	assert_only(tree, "i.c", "c/d/e/i.c");
	assert_only(tree, "x.c", "f/x.c");
	assert_false(file_names_have(tree, "Makefile"));
	git_tree_free(tree);
}

/* A folder of so many files that what is above it has no list of all. */
static void of_large_folders(void **state)
{
	git_treebuilder *builder;
	git_oid content = blob("x\n"), folder, above, root;
	git_tree *tree;

	assert_int_equal(git_treebuilder_new(&builder, store.repo, NULL), 0);
	for (int i = 0; i < 5000; i++) {
		char name[16];

		snprintf(name, sizeof(name), "f%d.c", i);
		assert_int_equal(git_treebuilder_insert(NULL, builder, name, &content,
							GIT_FILEMODE_BLOB), 0);
	}
	assert_int_equal(git_treebuilder_write(&folder, builder), 0);
	git_treebuilder_clear(builder);
	git_treebuilder_insert(NULL, builder, "large", &folder, GIT_FILEMODE_TREE);
	git_treebuilder_insert(NULL, builder, "f7.c", &content, GIT_FILEMODE_BLOB);
	git_treebuilder_insert(NULL, builder, "own.c", &content, GIT_FILEMODE_BLOB);
	assert_int_equal(git_treebuilder_write(&above, builder), 0);
	git_treebuilder_clear(builder);
	git_treebuilder_insert(NULL, builder, "above", &above, GIT_FILEMODE_TREE);
	assert_int_equal(git_treebuilder_write(&root, builder), 0);
	git_treebuilder_free(builder);
	assert_int_equal(git_tree_lookup(&tree, store.repo, &root), 0);
	assert_only(tree, "f4999.c", "above/large/f4999.c");
	assert_only(tree, "own.c", "above/own.c");
	assert_only(tree, "f7.c", NULL);
	assert_true(file_names_have(tree, "f7.c"));
	assert_false(file_names_have(tree, "f5000.c"));
	git_tree_free(tree);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(of_small_trees, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(of_large_folders, store_setup, store_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
