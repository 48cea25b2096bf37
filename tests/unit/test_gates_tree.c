// SPDX-License-Identifier: GPL-2.0-only
/* Which files of a patch the gates see, in the trees before and after it. */
#include "judge_fixture.h"

#include "gates/tree.h"

#define PLAIN "int f(void)\n{\n\treturn 0;\n}\n"
#define JUMPS "int f(void)\n{\n\tgoto gone;\n}\n"
#define HUNK(path) "--- a/" path "\n+++ b/" path "\n@@ -3 +3 @@\n-\treturn 0;\n+\tgoto gone;\n"

struct tree_row {
	const char *name, *diff;
	const char *before[2][2], *after[2][2];
	const char *branch[2][2]; /* what the index is of */
	const char *brought;	  /* a word of earlier patches */
	bool added;		  /* which they add */
	const char *expected;	  /* "reason path:line; ..." */
};

static git_tree *tree_of_row(const char *const (*files)[2])
{
	size_t count = 0;

	while (count < 2 && files[count][0])
		count++;
	return tree_of_files(files, count);
}

static char *check(const struct tree_row *row)
{
	_cleanup_patch_ struct patch *patch = patch_of(NULL, row->diff);
	_cleanup_findings_ struct finding_list findings = { 0 };
	_cleanup_words_ struct words brought = { 0 };
	git_tree *before = tree_of_row(row->before), *after = tree_of_row(row->after);
	git_tree *branch = tree_of_row(row->branch);
	struct symbols symbols = { .repo = store.repo, .tree = *git_tree_id(branch) };
	struct error *err = NULL;
	struct buf all = { 0 };

	if (row->brought)
		words_get(&brought, row->brought, strlen(row->brought), NULL)->added = row->added;
	assert_works(gates_check_trees(&symbols, &brought, before, after, patch, &findings, &err),
		     err);
	buf_puts(&all, "");
	for (size_t i = 0; i < findings.count; i++)
		buf_printf(&all, "%s%s %s:%zu", i ? "; " : "",
			   reason_name(findings.items[i].reason), findings.items[i].path,
			   findings.items[i].line);
	symbols_release(&symbols);
	git_tree_free(before);
	git_tree_free(after);
	git_tree_free(branch);
	return buf_detach(&all);
}

static void files(void **state)
{
#define BRANCH                                                       \
	{                                                            \
		{                                                    \
			"include/a.h", "int f, gone, fresh, n, i;\n" \
		}                                                    \
	}
	static const char loop_diff[] =
		"--- a/a/f.c\n+++ b/a/f.c\n@@ -3 +3 @@\n-\treturn 0;\n+\tfor (int i = 0; i; i++) ;\n";
	static const char loops[] = "int f(void)\n{\n\tfor (int i = 0; i; i++) ;\n}\n";
	static const char uses_diff[] =
		"--- a/a/f.c\n+++ b/a/f.c\n@@ -3 +3 @@\n-\treturn 0;\n+\treturn mine;\n";
	static const char uses[] = "int f(void)\n{\n\treturn mine;\n}\n";
	static const struct tree_row rows[] = {
		{ "changed",
		  HUNK("a/f.c"),
		  { { "a/f.c", PLAIN } },
		  { { "a/f.c", JUMPS } },
		  BRANCH,
		  NULL,
		  false,
		  "missing-label a/f.c:3" },
		{ "as it was before",
		  HUNK("a/f.c"),
		  { { "a/f.c", JUMPS } },
		  { { "a/f.c", JUMPS "int n;\n" } },
		  BRANCH,
		  NULL,
		  false,
		  "" },
		{ "new",
		  HUNK("a/f.c"),
		  { { "b/b.c", "" } },
		  { { "a/f.c", JUMPS } },
		  BRANCH,
		  NULL,
		  false,
		  "missing-label a/f.c:3" },
		{ "gone",
		  HUNK("a/f.c"),
		  { { "a/f.c", PLAIN } },
		  { { "b/b.c", "" } },
		  BRANCH,
		  NULL,
		  false,
		  "" },
		{ "a header",
		  HUNK("a/f.h"),
		  { { "a/f.h", PLAIN } },
		  { { "a/f.h", JUMPS } },
		  BRANCH,
		  NULL,
		  false,
		  "missing-label a/f.h:3" },
		{ "no C file",
		  HUNK("a/f.S"),
		  { { "a/f.S", PLAIN } },
		  { { "a/f.S", JUMPS } },
		  BRANCH,
		  NULL,
		  false,
		  "" },
		{ "a symbolic link",
		  HUNK("a/link.c"),
		  { { "b/b.c", "" } },
		  { { "a/link.c", JUMPS } },
		  BRANCH,
		  NULL,
		  false,
		  "" },
		{ "a symbolic link before",
		  HUNK("a/link.c"),
		  { { "a/link.c", PLAIN } },
		  { { "b/b.c", "" } },
		  BRANCH,
		  NULL,
		  false,
		  "" },
		{ "not of the patch",
		  HUNK("a/f.c"),
		  { { "a/g.c", PLAIN } },
		  { { "a/g.c", JUMPS } },
		  BRANCH,
		  NULL,
		  false,
		  "" },
		{ "renamed",
		  "diff --git a/a/f.c b/a/g.c\nsimilarity index 90%\nrename from a/f.c\nrename to a/g.c\n"
		  "--- a/a/f.c\n+++ b/a/g.c\n@@ -1 +1 @@\n-x\n+y\n",
		  { { "a/f.c", JUMPS } },
		  { { "a/g.c", JUMPS "int n;\n" } },
		  BRANCH,
		  NULL,
		  false,
		  "" },
		{ "renamed without a change",
		  "diff --git a/a/f.c b/a/g.c\nsimilarity index 100%\nrename from a/f.c\nrename to a/g.c\n",
		  { { "b/b.c", "" } },
		  { { "a/g.c", JUMPS } },
		  BRANCH,
		  NULL,
		  false,
		  "" },
		{ "deleted",
		  "diff --git a/a/f.c b/a/f.c\ndeleted file mode 100644\n--- a/a/f.c\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n",
		  { { "a/f.c", PLAIN } },
		  { { "a/f.c", JUMPS } },
		  BRANCH,
		  NULL,
		  false,
		  "" },
		{ "two",
		  HUNK("a/f.c") HUNK("a/g.c"),
		  { { "a/f.c", PLAIN }, { "a/g.c", PLAIN } },
		  { { "a/f.c", JUMPS }, { "a/g.c", JUMPS } },
		  BRANCH,
		  NULL,
		  false,
		  "missing-label a/f.c:3; missing-label a/g.c:3" },
		/* Names are looked for in the branch, in what earlier patches add, and nowhere else. */
		{ "a name that nothing has",
		  uses_diff,
		  { { "a/f.c", PLAIN } },
		  { { "a/f.c", uses } },
		  BRANCH,
		  NULL,
		  false,
		  "missing-name a/f.c:3" },
		{ "a name of the branch",
		  uses_diff,
		  { { "a/f.c", PLAIN } },
		  { { "a/f.c", uses } },
		  { { "include/a.h", "int mine;\n" } },
		  NULL,
		  false,
		  "" },
		{ "a name that an earlier patch adds",
		  uses_diff,
		  { { "a/f.c", PLAIN } },
		  { { "a/f.c", uses } },
		  BRANCH,
		  "mine",
		  true,
		  "" },
		{ "a name that an earlier patch knows",
		  uses_diff,
		  { { "a/f.c", PLAIN } },
		  { { "a/f.c", uses } },
		  BRANCH,
		  "mine",
		  false,
		  "missing-name a/f.c:3" },
		/* The branch's Makefile says what C it is. */
		{ "old C",
		  loop_diff,
		  { { "a/f.c", PLAIN } },
		  { { "a/f.c", loops } },
		  { { "include/a.h", "int i;\n" },
		    { "Makefile", "KBUILD_CFLAGS := -std=gnu89\n" } },
		  NULL,
		  false,
		  "loop-declaration a/f.c:3" },
		{ "new C",
		  loop_diff,
		  { { "a/f.c", PLAIN } },
		  { { "a/f.c", loops } },
		  { { "include/a.h", "int i;\n" },
		    { "Makefile", "KBUILD_CFLAGS := -std=gnu11\n" } },
		  NULL,
		  false,
		  "" },
		{ "no Makefile",
		  loop_diff,
		  { { "a/f.c", PLAIN } },
		  { { "a/f.c", loops } },
		  { { "include/a.h", "int i;\n" } },
		  NULL,
		  false,
		  "" },
	};
	size_t wrong = 0;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *found = check(&rows[i]);

		if (strcmp(found, rows[i].expected)) {
			print_error("%s: '%s', wanted '%s'\n", rows[i].name, found,
				    rows[i].expected);
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files),
	};

	return cmocka_run_group_tests_name("gates: trees", tests, store_setup, store_teardown);
}
