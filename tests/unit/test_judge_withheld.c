// SPDX-License-Identifier: GPL-2.0-only
/* What a patch that a branch does not get would have brought. */
#include "judge_fixture.h"

#include "judge/withheld.h"

#define FILE_OF(path, lines) "--- a/" path "\n+++ b/" path "\n" lines
#define ADDS FILE_OF("a/f.c", "@@ -1,2 +1,3 @@\n int x;\n+int fresh(int a);\n int y;\n")
#define CHANGES FILE_OF("a/f.c", "@@ -1,3 +1,3 @@\n int x;\n-int known(int a);\n+int known(long a);\n int y;\n")
#define REMOVES FILE_OF("a/f.c", "@@ -1,3 +1,2 @@\n int x;\n-int gone(int a);\n int y;\n")
#define CALLS FILE_OF("a/f.c", "@@ -1,3 +1,3 @@\n {\n-\tcalled(1);\n+\tcalled(2);\n }\n")
#define KEEPS FILE_OF("a/f.c", "@@ -1,2 +1,3 @@\n int kept(int a);\n+int kept(int a);\n int y;\n")
#define MAKES                                                                          \
	"diff --git a/a/new.c b/a/new.c\nnew file mode 100644\n--- /dev/null\n+++ b/a/new.c\n" \
	"@@ -0,0 +1 @@\n+int made;\n"
#define RENAMES                                                                        \
	"diff --git a/a/old.c b/a/moved.c\nsimilarity index 100%\nrename from a/old.c\n"  \
	"rename to a/moved.c\n"

static void names(void **state)
{
	static const struct {
		const char *what, *diff, *name;
		bool declares, changes;
	} rows[] = {
		{ "declared anew", ADDS, "fresh", true, false },
		{ "declared otherwise", CHANGES, "known", false, true },
		{ "removed", REMOVES, "gone", false, false },
		{ "only called", CALLS, "called", false, false },
		{ "declared again, as around it", KEEPS, "kept", false, false },
		{ "only around it", ADDS, "x", false, false },
		{ "not named", ADDS, "other", false, false },
		{ "the beginning of a name", ADDS, "fres", false, false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_patch_ struct patch *patch = patch_of("a: b", rows[i].diff);
		_cleanup_withheld_ struct withheld_list list = { 0 };

		withheld_add(&list, patch, VERDICT_REFUSED, false);
		if (withheld_declares(&list.items[0], rows[i].name) != rows[i].declares ||
		    withheld_any_declares(&list, rows[i].name) != rows[i].declares ||
		    withheld_changes(&list.items[0], rows[i].name) != rows[i].changes)
			fail_msg("%s: %s", rows[i].what, rows[i].name);
	}
}

static void files(void **state)
{
	_cleanup_patch_ struct patch *patch = patch_of("a: b", ADDS MAKES RENAMES);
	_cleanup_withheld_ struct withheld_list list = { 0 };
	const struct withheld_patch *withheld;

	withheld_add(&list, patch, VERDICT_REFUSED, false);
	withheld = &list.items[0];
	assert_true(withheld_makes(withheld, "a/new.c"));
	assert_true(withheld_makes(withheld, "a/moved.c"));
	assert_false(withheld_makes(withheld, "a/f.c"));
	assert_false(withheld_makes(withheld, "a/old.c"));
	assert_true(withheld_any_makes(&list, "a/moved.c"));
	assert_false(withheld_any_makes(&list, "a/f.c"));

	assert_true(withheld_adds_in(withheld, "fresh", "a/f.c"));
	assert_false(withheld_adds_in(withheld, "x", "a/f.c"));
	assert_false(withheld_adds_in(withheld, "other", "a/f.c"));
	/* A name is not held to one of the patch's files. */
	assert_true(withheld_adds_in(withheld, "fresh", "a/new.c"));
	assert_false(withheld_adds_in(withheld, "fresh", "a/other.c"));
}

static void lists(void **state)
{
	_cleanup_patch_ struct patch *first = patch_of("a: b", ADDS), *second = patch_of("a: c", MAKES);
	_cleanup_withheld_ struct withheld_list list = { 0 };

	assert_false(withheld_any_declares(NULL, "fresh"));
	assert_false(withheld_any_makes(NULL, "a/new.c"));
	assert_false(withheld_any_declares(&list, "fresh"));
	withheld_add(&list, first, VERDICT_REFUSED, true);
	withheld_add(&list, second, VERDICT_BLOCKED, false);
	assert_int_equal(list.count, 2);
	assert_ptr_equal(list.items[0].patch, first);
	assert_int_equal(list.items[0].verdict, VERDICT_REFUSED);
	assert_true(list.items[0].partly);
	assert_int_equal(list.items[1].verdict, VERDICT_BLOCKED);
	assert_false(list.items[1].partly);
	assert_true(withheld_any_declares(&list, "fresh"));
	assert_true(withheld_any_declares(&list, "made"));
	assert_true(withheld_any_makes(&list, "a/new.c"));
	withheld_list_release(&list);
	assert_int_equal(list.count, 0);
	withheld_add(&list, second, VERDICT_UNREADABLE, false);
	assert_false(withheld_any_declares(&list, "fresh"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names),
		cmocka_unit_test(files),
		cmocka_unit_test(lists),
	};

	return cmocka_run_group_tests_name("judge: withheld", tests, store_setup, store_teardown);
}
