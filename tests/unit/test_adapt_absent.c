// SPDX-License-Identifier: GPL-2.0-only
/* Hunks of a file whose subject the branch does not have. */
#include "port_fixture.h"

#define CHIP "new/chip/chip.c"
#define CHIP_FILE                                                                   \
	"struct chip {\n\tint irq;\n};\n\nint chip_on(void)\n{\n\treturn 1;\n}\n\n" \
	"int chip_off(void)\n{\n\treturn 0;\n}\n\nint chip_reset(void)\n{\n\treturn 2;\n}\n"
#define STATIC(name) "\nstatic int " name "(void)\n{\n\treturn 0;\n}\n"
#define TWO_FUNCTIONS \
	"int chip_on(void)\n{\n\treturn 1;\n}\n\nint chip_off(void)\n{\n\treturn 0;\n}\n"
#define CHIP_HUNK "--- a/" CHIP "\n+++ b/" CHIP "\n@@ -5,4 +5,4 @@\n int chip_on(void)\n {\n"	\
		  "-\treturn 1;\n+\treturn 3;\n }\n"
#define TWO_HUNK "--- a/" CHIP "\n+++ b/" CHIP "\n@@ -1,4 +1,4 @@\n int chip_on(void)\n {\n"	\
		 "-\treturn 1;\n+\treturn 3;\n }\n"
#define F_HUNK "--- a/a/f.c\n+++ b/a/f.c\n@@ -2,6 +2,7 @@ int f(void)\n {\n \tone();\n \ttwo();\n" \
	       "+\ttwo();\n \tthree();\n \treturn 0;\n }\n"

/* A release of the fixture with one more file; path NULL: without it. */
static git_oid tree_with(const char *path, const char *text)
{
	const char *const files[][2] = {
		{ "Makefile", "VERSION = 6\n" }, { "a/f.c", C_FILE }, { path, text },
	};
	struct error *err = NULL;
	git_oid id;

	make_release(files, path ? 3 : 2);
	assert_works(repo_commit_tree(store.repo, &store.release, &id, &err), err);
	return id;
}

/* Port the text to a branch with one more file, or none; it was made where the chip is. */
static void port(const char *text, const char *chip, const char *path, const char *content,
		 struct port_result *ret_result)
{
	struct adapt_source source = { .tree = tree_with(CHIP, chip), .name = "9.9.y" };
	struct port_options options = {
		.repo = store.repo, .branch = "6.1.y", .series = "s", .patch_count = 1,
		.committer_name = "C", .committer_email = "c@example.org", .judge = true,
		.sources = &source, .source_count = 1,
	};
	struct error *err = NULL;
	struct patch *patch;

	tree_with(path, content);
	options.release = store.release;
	assert_works(patch_parse("p", text, strlen(text), &patch, &err), err);
	options.patches = (const struct patch *const *)&patch;
	assert_works(port_series(&options, ret_result, &err), err);
	patch_free(patch);
}

static bool says(const struct evidence_list *evidence, const char *start)
{
	for (size_t i = 0; i < evidence->count; i++)
		if (!strncmp(evidence->items[i].text, start, strlen(start)))
			return true;
	return false;
}

static void assert_verdict(const struct port_patch *ported, enum verdict verdict)
{
	assert_string_equal(verdict_name(ported->verdict), verdict_name(verdict));
}

static void dropped_and_said(void **state)
{
	/* Whichever of the files comes first. */
	static const char *const texts[] = { CHIP_HUNK F_HUNK, F_HUNK CHIP_HUNK };

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct port_result result;
		const struct port_patch *ported;

		port(texts[i], CHIP_FILE, NULL, NULL, &result);
		ported = &result.patches[0];
		assert_verdict(ported, VERDICT_ADAPTED);
		assert_string_equal(risk_name(ported->risk), "high");
		assert_true(says(&ported->evidence,
				 "dropped, with 1 hunk: this branch has neither its directory"));
		assert_true(says(&ported->evidence, "the changes to 1 file were dropped"));
		assert_string_equal(ported->deviation.note, "left out " CHIP);
		assert_content(&result.tree, "a/f.c",
			       "int f(void)\n{\n\tone();\n\ttwo();\n\ttwo();\n"
			       "\tthree();\n\treturn 0;\n}\n");
		assert_content(&result.tree, CHIP, "(none)");
		port_result_release(&result);
	}
}

/* A static function elsewhere is another one, if most of them are nowhere. */
static void dropped_beside_a_namesake(void **state)
{
	struct port_result result;

	port(CHIP_HUNK F_HUNK, CHIP_FILE STATIC("go"), "old/chips.c", STATIC("go"), &result);
	assert_verdict(&result.patches[0], VERDICT_ADAPTED);
	port_result_release(&result);
}

static void refused_where_it_is_not_proven(void **state)
{
	static const struct {
		const char *what;	/* printed when it fails */
		const char *text, *chip, *path, *content;
	} cases[] = {
		{ "the folder is there: all of the file may have other names", CHIP_HUNK F_HUNK,
		  CHIP_FILE, "new/chip/other.c", "int other;\n" },
		{ "a file of that name elsewhere", CHIP_HUNK F_HUNK, CHIP_FILE, "old/chip.c",
		  "int other;\n" },
		{ "a function is called that nothing defines", CHIP_HUNK F_HUNK, CHIP_FILE,
		  "old/chips.c", "int f2(void)\n{\n\treturn chip_off();\n}\n" },
		{ "a structure is named that nothing defines", CHIP_HUNK F_HUNK, CHIP_FILE,
		  "old/chips.h", "struct chip;\n" },
		{ "more than one of four static functions are there", CHIP_HUNK F_HUNK,
		  CHIP_FILE STATIC("go") STATIC("stop"), "old/chips.c",
		  STATIC("go") STATIC("stop") },
		{ "two functions say little", TWO_HUNK F_HUNK, TWO_FUNCTIONS, NULL, NULL },
		{ "two functions say little, one in both halves of an #if", TWO_HUNK F_HUNK,
		  "int chip_on(void)\n{\n\treturn 1;\n}\n\n#ifdef A" STATIC(
			  "chip_go") "#else" STATIC("chip_go") "#endif\n",
		  NULL, NULL },
		{ "the file that the patch was made for is not known", CHIP_HUNK F_HUNK,
		  "int chip_on(void)\n{\n\treturn 9;\n}\n", NULL, NULL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct port_result result;

		port(cases[i].text, cases[i].chip, cases[i].path, cases[i].content, &result);
		if (result.patches[0].verdict != VERDICT_REFUSED ||
		    !says(&result.patches[0].evidence, "not in this branch"))
			fail_msg("%s: %s", cases[i].what, verdict_name(result.patches[0].verdict));
		assert_content(&result.tree, "a/f.c", C_FILE);
		port_result_release(&result);
	}
}

static void nothing_is_left(void **state)
{
	struct port_result result;

	port(CHIP_HUNK, CHIP_FILE, NULL, NULL, &result);
	assert_false(verdict_landed(result.patches[0].verdict));
	port_result_release(&result);
}

/* What stays needs what was dropped. */
static void not_what_the_rest_builds_on(void **state)
{
	static const char *const text =
		"--- a/" CHIP "\n+++ b/" CHIP "\n@@ -5,4 +5,9 @@\n int chip_on(void)\n {\n"
		" \treturn 1;\n }\n+\n+int chip_new(void)\n+{\n+\treturn 1;\n+}\n"
		"--- a/a/f.c\n+++ b/a/f.c\n@@ -3,3 +3,4 @@\n \tone();\n \ttwo();\n"
		"+\tchip_new();\n \tthree();\n";
	struct port_result result;

	port(text, CHIP_FILE, NULL, NULL, &result);
	assert_verdict(&result.patches[0], VERDICT_REFUSED);
	port_result_release(&result);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(dropped_and_said, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(dropped_beside_a_namesake, store_setup,
						store_teardown),
		cmocka_unit_test_setup_teardown(refused_where_it_is_not_proven, store_setup,
						store_teardown),
		cmocka_unit_test_setup_teardown(nothing_is_left, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(not_what_the_rest_builds_on, store_setup,
						store_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
