// SPDX-License-Identifier: GPL-2.0-only
/* What a commit message names and the branch does not have. */
#include "judge_fixture.h"

#include "judge/message_names.h"
#include "place/patch_words.h"

#define PATCH "--- a/a/f.c\n+++ b/a/f.c\n@@ -1,2 +1,3 @@\n int old_one(void);\n"	\
	      "+int new_one(void);\n use_of(old_mask, other_mask, BIG_OLD_FLAG);\n"

/* The missing names, with spaces between. Allocated. */
static char *missing_of(const char *message, const char *diff, const struct words *brought)
{
	_cleanup_patch_ struct patch *patch = patch_of(NULL, diff);
	_cleanup_words_ struct words words = { 0 }, missing = { 0 };
	struct symbols symbols = { .repo = store.repo };
	struct message_question question = {
		.symbols = &symbols, .message = message, .patch = patch, .words = &words,
		.brought = brought,
	};
	struct error *err = NULL;
	struct buf text = { 0 };

	words_of_patch(&words, patch);
	assert_works(repo_commit_tree(store.repo, &store.release, &symbols.tree, &err), err);
	assert_works(message_names_missing(&question, &missing, &err), err);
	buf_puts(&text, "");
	for (size_t i = 0; i < missing.count; i++)
		buf_printf(&text, "%s%s", i ? " " : "", missing.items[i]->text);
	symbols_release(&symbols);
	return buf_detach(&text);
}

static void names_what_is_not_there(void **state)
{
	static const struct {
		const char *message, *missing;
	} rows[] = {
		/* What is there, here or in the patch. */
		{ "a: x\n\nCall old_one() and new_one(), with A_FLAG and old_mask.\n", "" },
		/* What is not: functions, types, constants, and other names of the diff. */
		{ "a: gone()\n\nIn gone() and far().\n", "gone far" },
		{ "a: x\n\nThe struct gone_type, an enum gone or a union that.\n", "gone_type gone that" },
		{ "a: x\n\nThe destruct gone_type.\n", "" },
		{ "a: x\n\nGONE_FLAG, and other_mask as well.\n", "GONE_FLAG other_mask" },
		/* Words that name no code. */
		{ "a: x\n\nA gone_word, GONE, _GONE and it (that) and 2_GONE.\n", "" },
		/* Parts of others. */
		{ "a: x\n\nIn gone_dir/GONE_FILE, GONE_FILE.h, GONE-FLAG, GONE_*, --GONE_OPTION.\n", "" },
		{ "a: x\n\nAt the end GONE_FLAG.\nAnd a->GONE_FLAG2 too.\n", "GONE_FLAG GONE_FLAG2" },
		{ "a: x\n\nGONE_FLAG->member.\n", "GONE_FLAG" },
		/* The end of a name of the diff. */
		{ "a: x\n\nOLD_FLAG is BIG_OLD_FLAG, LD_FLAG is not.\n", "BIG_OLD_FLAG LD_FLAG" },
		/* Made by macros: nowhere as a word. */
		{ "a: x\n\ntrace_gone(), sys_gone(), CONFIG_GONE_OPTION, SetPageGone().\n", "" },
		/* What is quoted. */
		{ "a: x\n\nSince 123456789abc (\"a: use\ngone() now\") far() is.\n", "far" },
		{ "a: x\n\nAs in\n\n  gone()+0x1/0x2\n\tgone();\n> gone()\n\nor far().\n", "far" },
		{ "a: x\n\nWhy.\n\nFixes: 123456789abc (\"gone()\")\nLink: GONE_FLAG\n[ A: gone()\n  far() ]\n",
		  "" },
		/* A quotation mark that is never closed ends with its paragraph. */
		{ "a: x\n\nThe 5\" gone().\n\nThen far().\n", "far" },
		/* Names of the kernel's own file only, not parts of longer ones. */
		{ "a: x\n\nold_one_more() is another.\n", "old_one_more" },
		{ "", "" },
	};
	static const char *const files[][2] = {
		{ "a/f.c", "int old_one(void);\nuse_of(old_mask);\n" },
		{ "include/a.h", "#define A_FLAG 1\n" },
	};

	make_release(files, ARRAY_SIZE(files));
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *missing = missing_of(rows[i].message, PATCH, NULL);

		assert_string_equal(missing, rows[i].missing);
	}
}

static void takes_what_earlier_patches_bring(void **state)
{
	static const char *const files[][2] = { { "a/f.c", "int old_one(void);\n" } };
	_cleanup_patch_ struct patch *earlier = patch_of(NULL, "--- a/a/g.c\n+++ b/a/g.c\n"
							 "@@ -1 +1,2 @@\n before_it();\n+BROUGHT_FLAG;\n");
	_cleanup_words_ struct words brought = { 0 };
	_cleanup_free_ char *missing = NULL;

	make_release(files, 1);
	words_of_patch(&brought, earlier);
	missing = missing_of("a: x\n\nBROUGHT_FLAG and before_it().\n", PATCH, &brought);
	/* It only stands beside what that patch adds. */
	assert_string_equal(missing, "before_it");
}

/* Names below tools/ are seen from there only; what is no C code is not asked about. */
static void asks_where_the_patch_is(void **state)
{
	static const char *const files[][2] = {
		{ "a/f.c", "int old_one(void);\n" },
		{ "tools/t/x.h", "#define TOOL_FLAG 1\n" },
	};
	_cleanup_free_ char *here = NULL, *there = NULL, *script = NULL;

	make_release(files, ARRAY_SIZE(files));
	here = missing_of("a: TOOL_FLAG\n\nx\n", PATCH, NULL);
	there = missing_of("a: TOOL_FLAG\n\nx\n",
			   "--- a/tools/t/y.c\n+++ b/tools/t/y.c\n@@ -1 +1,2 @@\n a();\n+b();\n", NULL);
	script = missing_of("a: TOOL_FLAG\n\nx\n",
			    "--- a/scripts/x.py\n+++ b/scripts/x.py\n@@ -1 +1,2 @@\n a()\n+b()\n", NULL);
	assert_string_equal(here, "TOOL_FLAG");
	assert_string_equal(there, "");
	assert_string_equal(script, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_what_is_not_there),
		cmocka_unit_test(takes_what_earlier_patches_bring),
		cmocka_unit_test(asks_where_the_patch_is),
	};

	return cmocka_run_group_tests_name("judge: names of a message", tests, store_setup,
					   store_teardown);
}
