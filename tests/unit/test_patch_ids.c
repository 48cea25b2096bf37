// SPDX-License-Identifier: GPL-2.0-only
/* The patch-ids of patches and of commits, and their index. */
#include "judge_fixture.h"

#include <dirent.h>
#include <signal.h>

#include "index/kept_file.h"
#include "index/patch_ids_parts.h"
#include "series/patch_id.h"
#include "util/interrupt.h"

/* --- of patches */

static const char *id_of(const char *diff, bool undone)
{
	_cleanup_patch_ struct patch *patch = patch_of(NULL, diff);
	git_oid id;

	return patch_id_of(patch, undone, &id) ? git_oid_tostr_s(&id) : "none";
}

#define ONE "--- a/a/f.c\n+++ b/a/f.c\n"
#define CHANGE "@@ -3,3 +3,4 @@\n \tone();\n-\ttwo();\n+\tTWO();\n+\tmore();\n \tthree();\n"
#define GIT "diff --git a/a/f.c b/a/f.c\n"
#define ADDED "diff --git a/new.c b/new.c\nnew file mode 100644\n"		\
	      "index 000000000000..1234567890ab\n--- /dev/null\n+++ b/new.c\n"	\
	      "@@ -0,0 +1,2 @@\n+one\n+two\n"
#define REMOVED "diff --git a/new.c b/new.c\ndeleted file mode 100644\n"	\
		"index 1234567890ab..000000000000\n--- a/new.c\n+++ /dev/null\n"	\
		"@@ -1,2 +0,0 @@\n-one\n-two\n"

/* What git patch-id --stable (2.39) says of them. */
static void ids_are_those_of_git(void **state)
{
	static const struct {
		const char *name, *diff, *id, *undone;
	} rows[] = {
		{ "a change", GIT ONE CHANGE,
		  "13616efdcd5a6bd845951c88b16ec95492267731",
		  "87c3f670e05a620728343065e81e057da15f9798" },
		{ "a file that is added", ADDED,
		  "bcc311a0e2cb3fb023ff81333295f035b8655f68",
		  "92e9efda12893f2155b90e874676596020975dee" },
		{ "a file that is removed", REMOVED,
		  "92e9efda12893f2155b90e874676596020975dee",
		  "bcc311a0e2cb3fb023ff81333295f035b8655f68" },
		{ "two files", GIT ONE CHANGE ADDED,
		  "cf24809db026ab8869949ebbe303ba8a4a8cd699",
		  "19ade64bf3e3a1287ded3eec2e955eddc1f6f486" },
		{ "two files the other way round", ADDED GIT ONE CHANGE,
		  "cf24809db026ab8869949ebbe303ba8a4a8cd699",
		  "19ade64bf3e3a1287ded3eec2e955eddc1f6f486" },
		{ "no newline at the end",
		  "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n one\n-two\n"
		  "\\ No newline at end of file\n+2\n\\ No newline at end of file\n",
		  "34f572a6a01666e603b0ed456ceb40eb58d2f842",
		  "e99255362566300663ade1c6fcc0162d5b76039b" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		for (int undone = 0; undone < 2; undone++) {
			const char *id = id_of(rows[i].diff, undone);

			if (strcmp(id, undone ? rows[i].undone : rows[i].id))
				fail_msg("%s%s: %s", rows[i].name, undone ? ", undone" : "", id);
		}
}

/* The form does not count: numbers of lines, white space, the header of git. */
static void of_one_change_the_same(void **state)
{
	static const char *const diffs[] = {
		ONE CHANGE,
		GIT "index 1234567890ab..abcdef123456 100644\n" ONE CHANGE,
		ONE "@@ -103,3 +104,4 @@ int f(void)\n \tone();\n-\ttwo();\n+\tTWO();\n"
		    "+\tmore();\n \tthree();\n",
		ONE "@@ -3,3 +3,4 @@\n  one();\n-  two();\n+  TWO ();\n+  more( );\n  three();\n",
	};
	_cleanup_free_ char *first = xstrdup(id_of(GIT ONE CHANGE, false));

	for (size_t i = 0; i < ARRAY_SIZE(diffs); i++)
		assert_string_equal(id_of(diffs[i], false), first);
}

static void those_without(void **state)
{
	static const struct {
		const char *name, *diff;
		bool has;
	} rows[] = {
		{ "a change", ONE CHANGE, true },
		{ "indentation alone", ONE "@@ -3,3 +3,3 @@\n \tone();\n-  two();\n+\ttwo();\n \tthree();\n",
		  false },
		{ "a line is split",
		  ONE "@@ -3,3 +3,4 @@\n \tone();\n-\ttwo(a, b);\n+\ttwo(a,\n+\t    b);\n \tthree();\n",
		  true },
		{ "indentation of one hunk, a change in the next",
		  ONE "@@ -3,3 +3,3 @@\n \tone();\n-  two();\n+\ttwo();\n \tthree();\n"
		      "@@ -13,2 +13,3 @@\n \tsix();\n+\tseven();\n \teight();\n",
		  true },
		{ "lines change places",
		  ONE "@@ -3,3 +3,3 @@\n-\tone();\n \ttwo();\n+\tone();\n \tthree();\n", true },
		{ "renamed",
		  "diff --git a/a/f.c b/a/g.c\nsimilarity index 90%\nrename from a/f.c\n"
		  "rename to a/g.c\n--- a/a/f.c\n+++ b/a/g.c\n" CHANGE, false },
		{ "another mode, too", GIT "old mode 100644\nnew mode 100755\n" ONE CHANGE, false },
		{ "another mode alone", GIT "old mode 100644\nnew mode 100755\n", false },
		{ "binary in part",
		  GIT ONE CHANGE "diff --git a/b.bin b/b.bin\nindex 1234567..2345678 100644\n"
		  "Binary files a/b.bin and b/b.bin differ\n", false },
		{ "a path with a blank",
		  "diff --git a/a/f g.c b/a/f g.c\n--- a/a/f g.c\n+++ b/a/f g.c\n" CHANGE, false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (rows[i].has == !strcmp(id_of(rows[i].diff, false), "none"))
			fail_msg("%s: %s", rows[i].name, id_of(rows[i].diff, false));
}

/* --- of commits */

static git_oid commit_of(const git_oid *parents, size_t count, const char *message, git_tree *tree)
{
	git_commit *list[2] = { 0 };
	git_signature *who;
	git_oid id;

	for (size_t i = 0; i < count; i++)
		assert_int_equal(git_commit_lookup(&list[i], store.repo, &parents[i]), 0);
	assert_int_equal(git_signature_new(&who, "A", "a@example.org", 1000000000, 0), 0);
	assert_int_equal(git_commit_create(&id, store.repo, NULL, who, who, NULL, message, tree,
					   count, (void *)list), 0);
	git_signature_free(who);
	git_commit_free(list[0]);
	git_commit_free(list[1]);
	git_tree_free(tree);
	return id;
}

#define ROOT(...) commit_of(NULL, 0, "root", TREE_OF(__VA_ARGS__))
#define COMMIT(parent, message, ...) commit_of(parent, 1, message, TREE_OF(__VA_ARGS__))
#define OLD "int f(void)\n{\n\tone();\n\ttwo();\n\tthree();\n}\n"
#define NEW "int f(void)\n{\n\tone();\n\tTWO();\n\tmore();\n\tthree();\n}\n"
#define WHOLE_HUNK "@@ -1,6 +1,7 @@\n int f(void)\n {\n \tone();\n-\ttwo();\n+\tTWO();\n" \
		   "+\tmore();\n \tthree();\n }\n"

static struct patch_ids *opened(const git_oid *tip)
{
	struct patch_ids *ids = NULL;
	struct error *err = NULL;

	assert_works(patch_ids_open(store.repo, tip, &ids, &err), err);
	return ids;
}

/* The title of the commit of that patch. Allocated. */
static char *found_by(const git_oid *tip, const char *diff)
{
	_cleanup_patch_ struct patch *patch = patch_of(NULL, diff);
	struct patch_ids *ids = opened(tip);
	struct history_commit commit;
	char *title;
	git_oid id;

	assert_true(patch_id_of(patch, false, &id));
	title = xstrdup(patch_ids_find(ids, &id, &commit) ? commit.title : "none");
	patch_ids_free(ids);
	return title;
}

static void assert_found(const git_oid *tip, const char *diff, const char *expected)
{
	_cleanup_free_ char *title = found_by(tip, diff);

	assert_string_equal(title, expected);
}

static void found_in_a_history(void **state)
{
	const git_oid root = ROOT({ "a/f.c", OLD }, { "b/g.c", OLD });
	const git_oid other = COMMIT(&root, "the other file", { "a/f.c", OLD }, { "b/g.c", NEW });
	const git_oid made = COMMIT(&other, "made", { "a/f.c", NEW }, { "b/g.c", NEW });
	const git_oid undone = COMMIT(&made, "undone", { "a/f.c", OLD }, { "b/g.c", NEW });
	const git_oid again = COMMIT(&undone, "again", { "a/f.c", NEW }, { "b/g.c", NEW });
	const git_oid added = COMMIT(&again, "added", { "a/f.c", NEW }, { "b/g.c", NEW },
				     { "new.c", "one\ntwo\n" });
	const git_oid removed = COMMIT(&added, "removed", { "a/f.c", NEW }, { "b/g.c", NEW });
	const git_oid both = COMMIT(&removed, "both", { "a/f.c", OLD }, { "b/g.c", OLD });

	assert_found(&root, ONE WHOLE_HUNK, "none");
	assert_found(&other, ONE WHOLE_HUNK, "none");
	assert_found(&made, ONE WHOLE_HUNK, "made");
	assert_found(&undone, ONE WHOLE_HUNK, "made");
	assert_found(&both, ONE WHOLE_HUNK, "again");	/* the nearest to the tip */
	assert_found(&both, "--- a/b/g.c\n+++ b/b/g.c\n" WHOLE_HUNK, "the other file");
	assert_found(&both, ADDED, "added");
	assert_found(&both, REMOVED, "removed");
	assert_found(&both, ONE CHANGE, "none");	/* with less around it */
	assert_found(&both, ONE WHOLE_HUNK "--- a/b/g.c\n+++ b/b/g.c\n" WHOLE_HUNK, "none");
}

/* Neither has one: binary changes cannot be told apart, and a merge changes nothing itself. */
static void binary_files_and_merges(void **state)
{
	const git_oid root = ROOT({ "a/f.c", OLD }, { "b.bin", "a" });
	const git_oid tip = COMMIT(&root, "binary, too", { "a/f.c", NEW }, { "b.bin", "b" });
	const git_oid side = COMMIT(&root, "side", { "a/f.c", OLD }, { "b.bin", "b" });
	const git_oid sides[2] = { side, root };
	const git_oid merge = commit_of(sides, 2, "merge",
					TREE_OF({ "a/f.c", NEW }, { "b.bin", "b" }));
	git_treebuilder *builder;
	git_tree *tree;
	git_oid id, bytes;

	assert_found(&tip, ONE WHOLE_HUNK "--- a/b.bin\n+++ b/b.bin\n@@ -1 +1 @@\n-a\n"
		     "\\ No newline at end of file\n+b\n\\ No newline at end of file\n",
		     "binary, too");
	assert_found(&merge, ONE WHOLE_HUNK, "none");

	/* The same with a NUL in it. */
	assert_int_equal(git_blob_create_from_buffer(&bytes, store.repo, "b\0b", 3), 0);
	tree = TREE_OF({ "a/f.c", NEW });
	assert_int_equal(git_treebuilder_new(&builder, store.repo, tree), 0);
	assert_int_equal(git_treebuilder_insert(NULL, builder, "b.bin", &bytes, GIT_FILEMODE_BLOB), 0);
	assert_int_equal(git_treebuilder_write(&id, builder), 0);
	git_treebuilder_free(builder);
	git_tree_free(tree);
	assert_int_equal(git_tree_lookup(&tree, store.repo, &id), 0);
	id = commit_of(&root, 1, "really binary", tree);
	{
		struct patch_ids *ids = opened(&id);
		struct history_commit commit;
		git_oid zero = { 0 };

		assert_int_equal(patch_ids_count(ids), 2);
		assert_false(patch_ids_find(ids, &zero, &commit));
		patch_ids_free(ids);
	}
	assert_found(&id, ONE WHOLE_HUNK, "none");
}

/* What came with mainline is in the branch by its version. */
static void own_commits_alone(void **state)
{
	const git_oid root = ROOT({ "a/f.c", OLD });
	const git_oid made = COMMIT(&root, "made", { "a/f.c", NEW });
	const git_oid rc1 = COMMIT(&made, "Linux 6.1-rc1", { "a/f.c", NEW });
	const git_oid undone = COMMIT(&rc1, "undone", { "a/f.c", OLD });
	const git_oid base = COMMIT(&undone, "Linux 6.1", { "a/f.c", OLD });
	const git_oid again = COMMIT(&base, "again", { "a/f.c", NEW });
	const git_oid stable = COMMIT(&again, "Linux 6.1.1", { "a/f.c", NEW });
	const git_oid late = COMMIT(&stable, "late", { "a/f.c", OLD });
	static const size_t counts[] = { 2, 0, 1, 0, 1, 2, 3 };
	const git_oid *const tips[] = { &made, &rc1, &undone, &base, &again, &stable, &late };

	for (size_t i = 0; i < ARRAY_SIZE(tips); i++) {
		struct patch_ids *ids = opened(tips[i]);

		assert_int_equal(patch_ids_count(ids), counts[i]);
		patch_ids_free(ids);
	}
	assert_found(&made, ONE WHOLE_HUNK, "made");
	assert_found(&base, ONE WHOLE_HUNK, "none");
	assert_found(&late, ONE WHOLE_HUNK, "again");
}

/* --- kept */

#define FOLDER "stablehand-patch-ids"

static git_oid many(git_oid tip, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		_cleanup_free_ char *text = xasprintf("%zu\n", i);

		tip = COMMIT(&tip, text, { "a/f.c", NEW }, { "n", text });
	}
	return tip;
}

static size_t kept(void)
{
	_cleanup_free_ char *path = path_join(store.dir, "store.git/" FOLDER);
	DIR *dir = opendir(path);
	struct dirent *entry;
	size_t count = 0;

	while (dir && (entry = readdir(dir)))
		count += entry->d_name[0] != '.';
	if (dir)
		closedir(dir);
	return count;
}

/* Give the kept file other bytes. */
static void keep(const git_oid *tip, const void *data, size_t len)
{
	kept_file_write(store.repo, FOLDER, tip, data, len);
}

static void kept_and_taken_over(void **state)
{
	const git_oid root = ROOT({ "a/f.c", OLD });
	const git_oid made = COMMIT(&root, "made", { "a/f.c", NEW });
	const git_oid tip = many(made, 80), next = many(tip, 5);
	_cleanup_buf_ struct buf bytes = { 0 };
	struct patch_ids_entry *entries;
	struct kept_file file;

	assert_found(&made, ONE WHOLE_HUNK, "made");
	assert_int_equal(kept(), 0);	/* too short */
	assert_found(&tip, ONE WHOLE_HUNK, "made");
	assert_int_equal(kept(), 1);
	assert_found(&tip, ONE WHOLE_HUNK, "made");

	/* A later tip takes what is kept over: here, that the last commit of `tip` made it. */
	assert_true(kept_file_map(store.repo, FOLDER, &tip, &file));
	buf_add(&bytes, file.data, file.len);
	kept_file_release(&file);
	entries = (void *)(bytes.data + sizeof(struct patch_ids_header));
	for (size_t i = 0; i < 82; i++)
		if (!memcmp(entries[i].commit, made.id, sizeof(entries[i].commit)))
			for (size_t j = 0; j < 82; j++)
				if (entries[j].number == 0)
					memcpy(entries[j].patch_id, entries[i].patch_id,
					       sizeof(entries[j].patch_id));
	keep(&tip, bytes.data, bytes.len);
	assert_found(&next, ONE WHOLE_HUNK, "79");
	assert_int_equal(kept(), 2);
}

static void damaged_ones_are_made_again(void **state)
{
	const git_oid root = ROOT({ "a/f.c", OLD });
	const git_oid made = COMMIT(&root, "made", { "a/f.c", NEW });
	const git_oid tip = many(made, 80);
	_cleanup_free_ char *path = path_join(store.dir, "store.git/" FOLDER "/%s",
					      git_oid_tostr_s(&tip));
	_cleanup_buf_ struct buf whole = { 0 };

	assert_found(&tip, ONE WHOLE_HUNK, "made");
	assert_works(file_read(path, 1 << 20, &whole, NULL), (struct error *)NULL);
	for (size_t len = 0; len < whole.len; len += 97) {
		assert_works(file_write(path, whole.data, len, 0644, NULL), (struct error *)NULL);
		assert_found(&tip, ONE WHOLE_HUNK, "made");
	}
	/* Whole, but of another version, of another length, or of fewer commits. */
	for (int damage = 0; damage < 4; damage++) {
		struct patch_ids_header header;
		_cleanup_buf_ struct buf bytes = { 0 };

		buf_add(&bytes, whole.data, whole.len - sizeof(uint64_t));
		memcpy(&header, bytes.data, sizeof(header));
		if (damage == 0)
			header.version++;
		else if (damage == 1)
			header.count++;
		else if (damage == 2)
			header.magic[0]++;
		else
			header.count = 0;
		memcpy(bytes.data, &header, sizeof(header));
		keep(&tip, bytes.data, damage == 3 ? sizeof(header) : bytes.len);
		assert_found(&tip, ONE WHOLE_HUNK, "made");
	}
	/* Numbers that point anywhere are not believed. */
	memset(whole.data + sizeof(struct patch_ids_header), 0xff,
	       whole.len - sizeof(uint64_t) - sizeof(struct patch_ids_header));
	keep(&tip, whole.data, whole.len - sizeof(uint64_t));
	assert_found(&tip, ONE WHOLE_HUNK, "none");
	{
		struct patch_ids *ids = opened(&tip);
		struct history_commit commit;
		git_oid id;

		memset(id.id, 0xff, sizeof(id.id));
		assert_false(patch_ids_find(ids, &id, &commit));
		patch_ids_free(ids);
	}
}

/* What was compared before Ctrl-C is kept; the rest follows the next time. */
static void interrupted(void **state)
{
	const git_oid root = ROOT({ "a/f.c", OLD });
	const git_oid made = COMMIT(&root, "made", { "a/f.c", NEW });
	const git_oid tip = many(made, 80), next = many(tip, 5);
	struct patch_ids *ids = NULL;
	struct error *err = NULL;

	assert_found(&tip, ONE WHOLE_HUNK, "made");
	interrupt_install();
	raise(SIGINT);
	assert_true(interrupt_pending());
	assert_int_equal(patch_ids_open(store.repo, &next, &ids, &err), -1);
	assert_int_equal(err->kind, ERROR_INTERRUPTED);
	error_clear(&err);
	interrupt_forget();
	assert_found(&next, ONE WHOLE_HUNK, "made");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(ids_are_those_of_git, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(of_one_change_the_same, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(those_without, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(found_in_a_history, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(binary_files_and_merges, store_setup,
						store_teardown),
		cmocka_unit_test_setup_teardown(own_commits_alone, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(kept_and_taken_over, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(damaged_ones_are_made_again, store_setup,
						store_teardown),
		cmocka_unit_test_setup_teardown(interrupted, store_setup, store_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
