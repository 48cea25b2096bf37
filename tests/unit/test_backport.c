// SPDX-License-Identifier: GPL-2.0-only
/* Backports held against their originals: what is left out, what is in another function. */
#include "judge_fixture.h"

#include "judge/backport.h"
#include "series/patch_of_trees.h"

#define FILES_MAX 3

struct backport_row {
	const char *name;
	const char *upstream_before[FILES_MAX][2], *upstream_after[FILES_MAX][2];
	const char *before[FILES_MAX][2], *after[FILES_MAX][2];
	const char *expected; /* "left-out|misplaced[?] path:line; ..." */
};

static git_tree *tree_of_row(const char *const (*files)[2])
{
	size_t count = 0;

	while (count < FILES_MAX && files[count][0])
		count++;
	return tree_of_files(files, count);
}

static struct patch *difference(const git_tree *before, const git_tree *after)
{
	struct patch *patch = NULL;
	struct error *err = NULL;

	assert_works(patch_of_trees(store.repo, git_tree_id(before), git_tree_id(after), "x",
				    &patch, &err),
		     err);
	return patch;
}

static char *compare(const struct backport_row *row)
{
	git_tree *trees[] = { tree_of_row(row->upstream_before), tree_of_row(row->upstream_after),
			      tree_of_row(row->before), tree_of_row(row->after) };
	_cleanup_patch_ struct patch *original = difference(trees[0], trees[1]);
	_cleanup_patch_ struct patch *backport = difference(trees[2], trees[3]);
	_cleanup_backport_findings_ struct backport_findings findings = { 0 };
	struct error *err = NULL;
	struct buf all = { 0 };

	assert_works(backport_compare(
			     &(struct backport_question){
				     .repo = store.repo,
				     .original = original,
				     .backport = backport,
				     .original_after = trees[1],
				     .before = trees[2],
				     .after = trees[3],
			     },
			     &findings, &err),
		     err);
	buf_puts(&all, "");
	for (size_t i = 0; i < findings.count; i++)
		buf_printf(&all, "%s%s%s %s:%zu", i ? "; " : "",
			   findings.items[i].fault == BACKPORT_LEFT_OUT ? "left-out" : "misplaced",
			   findings.items[i].doubtful ? "?" : "", findings.items[i].path,
			   findings.items[i].line);
	for (size_t i = 0; i < ARRAY_SIZE(trees); i++)
		git_tree_free(trees[i]);
	return buf_detach(&all);
}

/* Two functions alike, with something in each. */
#define FILE_OF(first, second)                                                               \
	"int first(int a)\n{\n\tint r = one(a);\n\n" first "\tif (r)\n\t\treturn r;\n"       \
	"\treturn two(a);\n}\n\nint gap_1, gap_2;\nint gap_3, gap_4;\nint gap_5, gap_6;\n\n" \
	"int second(int a)\n{\n\tint r = three(a);\n\n" second "\tif (!r)\n\t\treturn r;\n"  \
	"\treturn four(a);\n}\n"
/* The first one alone, under another name. */
#define NAMED(first)                                                                             \
	"int before(int a)\n{\n\tint r = one(a);\n\n" first "\tif (r)\n\t\treturn r;\n"          \
	"\treturn two(a);\n}\n"
#define PLAIN FILE_OF("", "")
#define CHECK "\tif (a > 255)\n\t\treturn -1;\n"
#define A(text)                \
	{                      \
		"mm/a.c", text \
	}
#define B(text)                \
	{                      \
		"mm/b.c", text \
	}

static void differences(void **state)
{
	static const struct backport_row rows[] = {
		{ "as upstream",
		  { A(PLAIN) },
		  { A(FILE_OF(CHECK, "")) },
		  { A(PLAIN) },
		  { A(FILE_OF(CHECK, "")) },
		  "" },
		{ "a hunk of two is left out",
		  { A(PLAIN) },
		  { A(FILE_OF(CHECK, "\ta--;\n")) },
		  { A(PLAIN) },
		  { A(FILE_OF(CHECK, "")) },
		  "left-out mm/a.c:17" },
		{ "a file of two is left out",
		  { A(PLAIN), B(PLAIN) },
		  { A(FILE_OF(CHECK, "")), B(FILE_OF(CHECK, "")) },
		  { A(PLAIN), B(PLAIN) },
		  { A(FILE_OF(CHECK, "")), B(PLAIN) },
		  "left-out mm/b.c:2" },
		{ "that the branch has already",
		  { A(PLAIN), B(PLAIN) },
		  { A(FILE_OF(CHECK, "")), B(FILE_OF(CHECK, "")) },
		  { A(PLAIN), B(FILE_OF(CHECK, "")) },
		  { A(FILE_OF(CHECK, "")), B(FILE_OF(CHECK, "")) },
		  "" },
		{ "a file that the branch does not have",
		  { A(PLAIN), B(PLAIN) },
		  { A(FILE_OF(CHECK, "")), B(FILE_OF(CHECK, "")) },
		  { A(PLAIN) },
		  { A(FILE_OF(CHECK, "")) },
		  "" },
		{ "what the hunk is about is not there",
		  { A(PLAIN), B(PLAIN) },
		  { A(FILE_OF(CHECK, "")), B(FILE_OF(CHECK, "")) },
		  { A(PLAIN), B("int other;\n") },
		  { A(FILE_OF(CHECK, "")), B("int other;\n") },
		  "" },
		{ "of a program: that may be meant",
		  { A(PLAIN), { "tools/t.c", PLAIN } },
		  { A(FILE_OF(CHECK, "")), { "tools/t.c", FILE_OF(CHECK, "") } },
		  { A(PLAIN), { "tools/t.c", PLAIN } },
		  { A(FILE_OF(CHECK, "")), { "tools/t.c", PLAIN } },
		  "left-out? tools/t.c:2" },
		{ "a comment alone",
		  { A(PLAIN), B(PLAIN) },
		  { A(FILE_OF(CHECK, "")), B(FILE_OF("\t/* Why. */\n", "")) },
		  { A(PLAIN), B(PLAIN) },
		  { A(FILE_OF(CHECK, "")), B(PLAIN) },
		  "" },
		{ "a new file is left out",
		  { A(PLAIN) },
		  { A(FILE_OF(CHECK, "")), B("int b;\n") },
		  { A(PLAIN) },
		  { A(FILE_OF(CHECK, "")) },
		  "left-out? mm/b.c:0" },
		{ "in the other function",
		  { A(PLAIN) },
		  { A(FILE_OF("", CHECK)) },
		  { A(PLAIN) },
		  { A(FILE_OF(CHECK, "")) },
		  "left-out mm/a.c:17; misplaced mm/a.c:5" },
		{ "in both functions, as upstream",
		  { A(PLAIN) },
		  { A(FILE_OF(CHECK, CHECK)) },
		  { A(PLAIN) },
		  { A(FILE_OF(CHECK, CHECK)) },
		  "" },
		{ "the function has another name here",
		  { A(PLAIN) },
		  { A(FILE_OF(CHECK, "")) },
		  { A(NAMED("")) },
		  { A(NAMED(CHECK)) },
		  "" },
	};
	size_t wrong = 0;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *found = compare(&rows[i]);

		if (strcmp(found, rows[i].expected)) {
			print_error("%s: found '%s', wanted '%s'\n", rows[i].name, found,
				    rows[i].expected);
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(differences),
	};

	return cmocka_run_group_tests(tests, store_setup, store_teardown);
}
