// SPDX-License-Identifier: GPL-2.0-only
/* When the content of a patch is in a tree, and when it only looks so. */
#include "judge_fixture.h"

#include "judge/present.h"

static const char *const states[] = {
	[PRESENT_NO] = "no",
	[PRESENT_PARTLY] = "partly",
	[PRESENT_YES] = "yes",
	[PRESENT_UNPROVEN] = "unproven",
};

struct present_row {
	const char *name;
	const char *file;	     /* the content of a/f.c */
	const char *heading, *lines; /* of the hunk for it */
	const char *expected;	     /* the state; of yes, with the line that is told */
};

static char *look(const git_tree *tree, const struct patch *patch, bool with_evidence)
{
	_cleanup_evidence_ struct evidence_list evidence = { 0 };
	_cleanup_free_ char *facts = NULL;
	struct error *err = NULL;
	enum present present;

	assert_works(present_check(store.repo, tree, patch, NULL, &evidence, &present, &err), err);
	facts = evidence_text(&evidence);
	if (with_evidence)
		return xasprintf("%s%s%s", states[present], *facts ? ": " : "", facts);
	return present == PRESENT_YES ? xasprintf("yes %zu", evidence.items[0].line) :
					xstrdup(states[present]);
}

static void check_rows(const struct present_row *rows, size_t count)
{
	size_t wrong = 0;

	for (size_t i = 0; i < count; i++) {
		_cleanup_free_ char *diff = diff_of("a/f.c", rows[i].heading, rows[i].lines);
		_cleanup_patch_ struct patch *patch = patch_of(NULL, diff);
		git_tree *tree = TREE_OF({ "a/f.c", rows[i].file });
		_cleanup_free_ char *found = look(tree, patch, false);

		if (strcmp(found, rows[i].expected)) {
			print_error("%s: %s, wanted %s\n", rows[i].name, found, rows[i].expected);
			wrong++;
		}
		git_tree_free(tree);
	}
	assert_int_equal(wrong, 0);
}

#define CHECK(rows) check_rows(rows, ARRAY_SIZE(rows))
#define F(body) "int f(void)\n{\n" body "}\n"

/* The whole new side of the hunk, its context included. */
static void whole_hunks(void **state)
{
#define ADDS " \tone();\n+\tif (fresh)\n+\t\tnine();\n \ttwo();\n"
#define ADDED "\tone();\n\tif (fresh)\n\t\tnine();\n\ttwo();\n"
	static const struct present_row rows[] = {
		{ "there", F(ADDED), "int f(void)", ADDS, "yes 4" },
		{ "not there", F("\tone();\n\ttwo();\n"), "int f(void)", ADDS, "no" },
		{ "one line of it is not", F("\tone();\n\tif (fresh)\n\ttwo();\n"), "int f(void)",
		  ADDS, "no" },
		{ "in another function", "int g(void)\n{\n" ADDED "}\nint f(void)\n{\n}\n",
		  "int f(void)", ADDS, "no" },
		{ "in this function and another", "int g(void)\n{\n" ADDED "}\n" F(ADDED),
		  "int f(void)", ADDS, "yes 11" },
		{ "without a heading", "int g(void)\n{\n" ADDED "}\n", "", ADDS, "yes 4" },
		{ "without a heading, twice", F(ADDED ADDED), "", ADDS, "yes 8" },
		{ "twice in the function", F(ADDED ADDED), "int f(void)", ADDS, "yes 8" },
		{ "where the old side is, too", F(ADDED "\tone();\n\ttwo();\n"), "int f(void)",
		  ADDS, "partly" },
		{ "where the old side is in another function",
		  F(ADDED) "int g(void)\n{\n\tone();\n\ttwo();\n}\n", "int f(void)", ADDS,
		  "yes 4" },
		{ "the old side is its beginning", F("\tone();\n\ttwo();\n\tfresh();\n"), "",
		  " \tone();\n \ttwo();\n+\tfresh();\n", "yes 5" },
		{ "the old side is its end", F("\tfresh();\n\tone();\n\ttwo();\n"), "",
		  "+\tfresh();\n \tone();\n \ttwo();\n", "yes 3" },
		{ "the old side follows it",
		  F("\tfresh();\n\tone();\n\ttwo();\n\tone();\n\ttwo();\n"), "",
		  "+\tfresh();\n \tone();\n \ttwo();\n", "partly" },
		{ "the old side stands before it",
		  F("\tone();\n\ttwo();\n\tone();\n\ttwo();\n\tfresh();\n"), "",
		  " \tone();\n \ttwo();\n+\tfresh();\n", "partly" },
		/* Enough context that it is no accident: two lines with text, of which one has words. */
		{ "one line of context", F("\tone();\n\tfresh();\n"), "",
		  " \tone();\n+\tfresh();\n", "yes 4" },
		{ "two lines of context", F("\tone();\n\tfresh();\n\ttwo();\n"), "",
		  " \tone();\n+\tfresh();\n \ttwo();\n", "yes 4" },
		{ "one of them is empty", F("\n\tfresh();\n\ttwo();\n"), "",
		  " \n+\tfresh();\n \ttwo();\n", "yes 4" },
		{ "one of them is blank", F(" \t\n\tfresh();\n\ttwo();\n"), "",
		  "  \t\n+\tfresh();\n \ttwo();\n", "yes 4" },
		{ "one of them is a brace", F("\tfresh();\n\ttwo();\n"), "",
		  " {\n+\tfresh();\n \ttwo();\n", "yes 3" },
		{ "both are braces", "int f(void)\n{\n\tfresh();\n}\n", "", " {\n+\tfresh();\n }\n",
		  "no" },
		/* What adds no text proves nothing. */
		{ "only removed", F("\tone();\n\ttwo();\n"), "int f(void)",
		  " \tone();\n-\tgone();\n \ttwo();\n", "unproven" },
		{ "only removed, and still there", F("\tone();\n\tgone();\n\ttwo();\n"),
		  "int f(void)", " \tone();\n-\tgone();\n \ttwo();\n", "no" },
		{ "only a brace is added", F("\tone();\n\t}\n\ttwo();\n"), "int f(void)",
		  " \tone();\n+\t}\n \ttwo();\n", "unproven" },
		{ "only an empty line is added", F("\tone();\n\n\ttwo();\n"), "int f(void)",
		  " \tone();\n+\n \ttwo();\n", "no" },
		{ "only a brace is added, elsewhere", F("\tone();\n\t}\n"), "int f(void)",
		  " \tone();\n+\t}\n \ttwo();\n", "no" },
		/* The line that is told is the first of code. */
		{ "behind a comment", F("\tone();\n\t/* why */\n\tfresh();\n\ttwo();\n"),
		  "int f(void)", " \tone();\n+\t/* why */\n+\tfresh();\n \ttwo();\n", "yes 5" },
		{ "behind the lines of a comment",
		  F("\tone();\n\t/*\n\t * why\n\t */\n\tfresh();\n\ttwo();\n"), "int f(void)",
		  " \tone();\n+\t/*\n+\t * why\n+\t */\n+\tfresh();\n \ttwo();\n", "yes 7" },
		{ "behind a comment of the other kind",
		  F("\tone();\n\t// why\n\tfresh();\n\ttwo();\n"), "int f(void)",
		  " \tone();\n+\t// why\n+\tfresh();\n \ttwo();\n", "yes 5" },
		{ "only comments", F("\tone();\n\t/* a */\n\t/* b */\n\ttwo();\n"), "int f(void)",
		  " \tone();\n+\t/* a */\n+\t/* b */\n \ttwo();\n", "yes 4" },
		{ "behind a division", F("\tone();\n\t/ nine\n\tfresh();\n\ttwo();\n"),
		  "int f(void)", " \tone();\n+\t/ nine\n+\tfresh();\n \ttwo();\n", "yes 5" },
		{ "behind a brace", F("\tone();\n\t{\n\tfresh();\n\ttwo();\n"), "int f(void)",
		  " \tone();\n+\t{\n+\tfresh();\n \ttwo();\n", "yes 5" },
		{ "the same line stands above", F("\tfresh();\n\tone();\n\tfresh();\n\ttwo();\n"),
		  "int f(void)", " \tone();\n+\tfresh();\n \ttwo();\n", "yes 5" },
	};

	CHECK(rows);
}

/* Each run of added lines in the function that the hunk names, where it is no accident. */
static void runs(void **state)
{
#define RUN(added) " \tzero();\n \tone();\n" added " \ttwo();\n \tthree();\n"
	static const struct present_row rows[] = {
		{ "both lines beside it are those of the patch",
		  F("\tone();\n\tnine();\n\ttwo();\n\tnine();\n"), "int f(void)",
		  RUN("+\tnine();\n"), "yes 4" },
		{ "only the one above, and its name is nowhere else",
		  F("\tone();\n\tnine();\n\tfour();\n"), "int f(void)", RUN("+\tnine();\n"),
		  "yes 4" },
		{ "only the one above, and its name is below",
		  F("\tone();\n\tnine();\n\tfour();\n\tif (nine)\n"), "int f(void)",
		  RUN("+\tnine();\n"), "no" },
		{ "only the one above, and its name is above",
		  F("\tif (nine)\n\tone();\n\tnine();\n\tfour();\n"), "int f(void)",
		  RUN("+\tnine();\n"), "no" },
		{ "only the one below, and its name is nowhere else",
		  F("\tfour();\n\tnine();\n\ttwo();\n"), "int f(void)", RUN("+\tnine();\n"),
		  "yes 4" },
		{ "only the one below, and its name is elsewhere",
		  F("\tfour();\n\tnine();\n\ttwo();\n\tif (nine)\n"), "int f(void)",
		  RUN("+\tnine();\n"), "no" },
		{ "neither", F("\tfour();\n\tnine();\n\tfive();\n"), "int f(void)",
		  RUN("+\tnine();\n"), "no" },
		{ "its name is in another function",
		  F("\tone();\n\tnine();\n\tfour();\n") "int g(void)\n{\n\tnine();\n}\n",
		  "int f(void)", RUN("+\tnine();\n"), "no" },
		{ "empty lines beside it", F("\tone();\n\n\tnine();\n \t\n\ttwo();\n\tnine();\n"),
		  "int f(void)", RUN("+\tnine();\n"), "yes 5" },
		{ "empty lines beside it in the patch",
		  F("\tone();\n\tnine();\n\ttwo();\n\tnine();\n"), "int f(void)",
		  " \tone();\n \n+\tnine();\n \n \ttwo();\n", "yes 4" },
		{ "braces beside it prove nothing", F("\t}\n\tnine();\n\t}\n"), "int f(void)",
		  " \t}\n+\tnine();\n \t}\n \tfive();\n", "no" },
		{ "a removed line beside it is passed",
		  F("\tone();\n\tnine();\n\ttwo();\n\tnine();\n"), "int f(void)",
		  RUN("-\tgone();\n+\tnine();\n"), "yes 4" },
		{ "a longer line above", F("\tone(1);\n\tnine();\n\tfour();\n"), "int f(void)",
		  RUN("+\tnine();\n"), "no" },
		{ "three lines with words, whose name is nowhere else",
		  F("\tfour();\n\tnine();\n\tten();\n\televen();\n\tfive();\n"), "int f(void)",
		  RUN("+\tnine();\n+\tten();\n+\televen();\n"), "no" },
		{ "two lines with words", F("\tfour();\n\tnine();\n\tten();\n\tfive();\n"),
		  "int f(void)", RUN("+\tnine();\n+\tten();\n"), "no" },
		{ "three lines, two with words",
		  F("\tfour();\n\tnine();\n\tten();\n\t}\n\tfive();\n"), "int f(void)",
		  RUN("+\tnine();\n+\tten();\n+\t}\n"), "no" },
		{ "three lines whose names are elsewhere",
		  F("\tfour();\n\tnine();\n\tten();\n\televen();\n\tfive(nine, ten, eleven);\n"),
		  "int f(void)", RUN("+\tnine();\n+\tten();\n+\televen();\n"), "no" },
		{ "the second name of its line is nowhere else",
		  F("\tone();\n\tfour(nine);\n\tfour();\n"), "int f(void)", RUN("+\tfour(nine);\n"),
		  "yes 4" },
		{ "a name of three letters", F("\tone();\n\tabc();\n\tfour();\n"), "int f(void)",
		  RUN("+\tabc();\n"), "yes 4" },
		{ "a name of two letters", F("\tone();\n\tab();\n\tfour();\n"), "int f(void)",
		  RUN("+\tab();\n"), "no" },
		{ "a number", F("\tone();\n\t1234;\n\tfour();\n"), "int f(void)", RUN("+\t1234;\n"),
		  "yes 4" },
		{ "a gap", F("\tone();\n\tnine();\n\tfour();\n\tten();\n\ttwo();\n"), "int f(void)",
		  RUN("+\tnine();\n+\tten();\n"), "no" },
		{ "two runs in their order",
		  F("\tone();\n\tnine();\n\ttwo();\n\tten();\n\tfour();\n"), "int f(void)",
		  " \tone();\n+\tnine();\n \ttwo();\n+\tten();\n \tthree();\n", "yes 4" },
		{ "two runs in another order",
		  F("\ttwo();\n\tten();\n\tfour();\n\tone();\n\tnine();\n"), "int f(void)",
		  " \tone();\n+\tnine();\n \ttwo();\n+\tten();\n \tthree();\n", "partly" },
		{ "only the first of two runs", F("\tone();\n\tnine();\n\ttwo();\n\tfour();\n"),
		  "int f(void)", " \tone();\n+\tnine();\n \ttwo();\n+\tten();\n \tthree();\n",
		  "partly" },
		{ "the same run twice, once there", F("\tone();\n\tnine();\n\tone();\n\tfour();\n"),
		  "int f(void)", " \tone();\n+\tnine();\n \tone();\n+\tnine();\n \tthree();\n",
		  "partly" },
		{ "the last lines of the function", "int f(void)\n{\n\tone();\n\tnine();\n",
		  "int f(void)", RUN("+\tnine();\n"), "yes 4" },
		{ "a function without such lines", F(""), "int f(void)", RUN("+\tnine();\n"),
		  "no" },
		{ "no such function", "int g(void)\n{\n\tone();\n\tnine();\n}\n", "int f(void)",
		  RUN("+\tnine();\n"), "yes 4" },
		{ "the second function of the name", F("\tfour();\n") F("\tone();\n\tnine();\n"),
		  "int f(void)", RUN("+\tnine();\n"), "yes 8" },
		{ "a heading that names no function", "struct f {\n\tone();\n\tnine();\n};\n",
		  "struct f {", RUN("+\tnine();\n"), "yes 3" },
		/* What is removed has to be gone. */
		{ "replaced", F("\tone();\n\tnine();\n\tfour();\n"), "int f(void)",
		  RUN("-\tgone();\n+\tnine();\n"), "yes 4" },
		{ "the old line has the same line above",
		  F("\tone();\n\tgone();\n\tone();\n\tnine();\n"), "int f(void)",
		  RUN("-\tgone();\n+\tnine();\n"), "no" },
		{ "the old line has the same line below",
		  F("\tone();\n\tnine();\n\tfour();\n\tgone();\n\ttwo();\n"), "int f(void)",
		  RUN("-\tgone();\n+\tnine();\n"), "no" },
		{ "the old line has a name that is nowhere else",
		  F("\tone();\n\tnine();\n\tfour();\n\tgone();\n"), "int f(void)",
		  RUN("-\tgone();\n+\tnine();\n"), "no" },
		{ "the old line says nothing", F("\tone();\n\tnine();\n\tfour();\n\tgo;\n"),
		  "int f(void)", RUN("-\tgo;\n+\tnine();\n"), "no" },
		{ "the old line says nothing, under the same line",
		  F("\tone();\n\tnine();\n\tfour();\n\tone();\n\tgo;\n\tfive();\n"), "int f(void)",
		  RUN("-\tgo;\n+\tnine();\n"), "no" },
		{ "the old line says nothing, above the same line",
		  F("\tone();\n\tnine();\n\tfour();\n\tgo;\n\ttwo();\n\tfive();\n"), "int f(void)",
		  RUN("-\tgo;\n+\tnine();\n"), "no" },
		{ "three old lines that say nothing",
		  F("\tone();\n\tnine();\n\tfour();\n\ta;\n\tb;\n\tc;\n"), "int f(void)",
		  RUN("-\ta;\n-\tb;\n-\tc;\n+\tnine();\n"), "no" },
		{ "two of three old lines", F("\tone();\n\tnine();\n\tfour();\n\ta;\n\tb;\n"),
		  "int f(void)", RUN("-\ta;\n-\tb;\n-\tc;\n+\tnine();\n"), "yes 4" },
		{ "the old line in another function",
		  "int g(void)\n{\n\tgone();\n}\n" F("\tone();\n\tnine();\n"), "int f(void)",
		  RUN("-\tgone();\n+\tnine();\n"), "no" },
		{ "the second of two old lines", F("\tone();\n\tnine();\n\tfour();\n\tgone();\n"),
		  "int f(void)",
		  " \tone();\n-\tother();\n+\tnine();\n \ttwo();\n-\tgone();\n \tthree();\n",
		  "partly" },
		{ "the whole old side, under the heading",
		  F("\tone();\n\tnine();\n\tfour();\n\tzero();\n\tone();\n\ttwo();\n\tthree();\n"),
		  "int f(void)", RUN("+\tnine();\n"), "partly" },
	};

	CHECK(rows);
}

/* A name is looked for up to 100 bytes. */
static void long_names(void **state)
{
	for (int len = 99; len < 102; len++) {
		char name[128] = "";
		_cleanup_free_ char *file = NULL, *lines = NULL;
		struct present_row row = { "a long name" };

		memset(name, 'x', len);
		file = xasprintf(F("\tone();\n\t%s();\n\tfour();\n"), name);
		lines = xasprintf(" \tzero();\n \tone();\n+\t%s();\n \ttwo();\n", name);
		row.file = file;
		row.heading = "int f(void)";
		row.lines = lines;
		row.expected = len <= 100 ? "yes 4" : "yes 4";
		check_rows(&row, 1);
	}
}

/* At the beginning of the file and of the hunk there is nothing above. */
static void beginnings(void **state)
{
	static const struct present_row rows[] = {
		{ "a hunk that begins with it", F("\tfour();\n\tnine();\n\ttwo();\n"),
		  "int f(void)", "+\tnine();\n \ttwo();\n \tthree();\n", "yes 4" },
		{ "a hunk that ends with it", F("\tone();\n\tnine();\n\tfour();\n"), "int f(void)",
		  " \tzero();\n \tone();\n+\tnine();\n", "yes 4" },
		{ "a hunk without context", F("\tone();\n\tnine();\n\tfour();\n"), "int f(void)",
		  "+\tnine();\n", "no" },
		{ "a hunk of three lines without context", F("\tnine();\n\tten();\n\televen();\n"),
		  "int f(void)", "+\tnine();\n+\tten();\n+\televen();\n", "no" },
		{ "an empty file", "", "int f(void)", " \tone();\n+\tnine();\n \ttwo();\n", "no" },
	};

	CHECK(rows);
}

static void assert_state(git_tree *tree, const char *diff, const char *expected)
{
	_cleanup_patch_ struct patch *patch = patch_of(NULL, diff);
	_cleanup_free_ char *found = look(tree, patch, true);

	assert_string_equal(found, expected);
	git_tree_free(tree);
}

/* Several hunks and files: all, some or none. */
static void several(void **state)
{
	_cleanup_free_ char *first = hunk_of("int f(void)", " \tone();\n+\tnine();\n \ttwo();\n");
	_cleanup_free_ char *second =
		hunk_of("int g(void)", " \tthree();\n+\tten();\n \tfour();\n");
	_cleanup_free_ char *two = xasprintf("--- a/a/f.c\n+++ b/a/f.c\n%s@@ -200,2 +201,3 @@%s",
					     first, strstr(second + 2, "@@") + 2);
	_cleanup_free_ char *removes =
		diff_of("a/g.c", "int h(void)", " \tone();\n-\tgone();\n \ttwo();\n");
	_cleanup_free_ char *three = xasprintf("%s%s", two, removes);
	const char *f = F("\tone();\n\tnine();\n\ttwo();\n"), *plain_f = F("\tone();\n\ttwo();\n");
	const char *g = "int g(void)\n{\n\tthree();\n\tten();\n\tfour();\n}\n";
	const char *h = "int h(void)\n{\n\tone();\n\ttwo();\n}\n";
	_cleanup_free_ char *both = xasprintf("%s%s", f, g), *last = xasprintf("%s%s", plain_f, g);

	assert_state(TREE_OF({ "a/f.c", both }), two, "yes: line a/f.c:4; line a/f.c:10");
	assert_state(TREE_OF({ "a/f.c", f }), two, "partly: note -:0; line a/f.c:4; file a/f.c:0");
	assert_state(TREE_OF({ "a/f.c", last }), two,
		     "partly: note -:0; line a/f.c:9; file a/f.c:0");
	assert_state(TREE_OF({ "a/f.c", plain_f }), two, "no");
	assert_state(TREE_OF({ "a/f.c", both }, { "a/g.c", h }), three,
		     "yes: line a/f.c:4; line a/f.c:10");
	assert_state(TREE_OF({ "a/f.c", both }, { "a/g.c", "" }), three,
		     "partly: note -:0; line a/f.c:4; line a/f.c:10; file a/g.c:0");
	assert_state(TREE_OF({ "a/f.c", plain_f }, { "a/g.c", h }), three, "no");
	assert_state(TREE_OF({ "a/g.c", h }), removes, "unproven");
	assert_state(TREE_OF({ "a/f.c", both }), three,
		     "partly: note -:0; line a/f.c:4; line a/f.c:10; file a/g.c:0");
}

/* Of a patch with many hunks 20 facts are told of what is there, and of what is not. */
static void many(void **state)
{
	struct buf diff = { 0 }, file = { 0 };
	git_tree *tree;

	buf_puts(&diff, "--- a/a/f.c\n+++ b/a/f.c\n");
	for (int i = 0; i < 50; i++) {
		buf_printf(&diff,
			   "@@ -%d,2 +%d,3 @@ int f%d(void)\n \tone();\n+\tnine%d();\n \ttwo();\n",
			   10 * i + 1, 10 * i + 1, i, i);
		buf_printf(&file, "int f%d(void)\n{\n\tone();\n", i);
		if (i >= 25)
			buf_printf(&file, "\tnine%d();\n", i);
		buf_puts(&file, "\ttwo();\n}\n");
	}
	{
		_cleanup_patch_ struct patch *patch = patch_of(NULL, buf_str(&diff));
		_cleanup_evidence_ struct evidence_list evidence = { 0 };
		size_t lines = 0, files = 0, notes = 0;
		struct error *err = NULL;
		enum present present;

		tree = TREE_OF({ "a/f.c", buf_str(&file) });
		assert_works(present_check(store.repo, tree, patch, NULL, &evidence, &present, &err),
			     err);
		for (size_t i = 0; i < evidence.count; i++) {
			lines += evidence.items[i].kind == EVIDENCE_LINE;
			files += evidence.items[i].kind == EVIDENCE_FILE;
			notes += evidence.items[i].kind == EVIDENCE_NOTE;
		}
		assert_int_equal(present, PRESENT_PARTLY);
		assert_int_equal(lines, 20);
		assert_int_equal(files, 20);
		assert_int_equal(notes, 1);
		assert_non_null(strstr(evidence.items[0].text, "25"));
		assert_non_null(strstr(evidence.items[0].text, "50"));
		git_tree_free(tree);
	}
	buf_release(&diff);
	buf_release(&file);
}

/* Files that come, go, are renamed, or change their mode. */
static void whole_files(void **state)
{
	static const char adds[] =
		"diff --git a/a/new.c b/a/new.c\nnew file mode 100644\n--- /dev/null\n+++ b/a/new.c\n"
		"@@ -0,0 +1,2 @@\n+int one;\n+int two;\n";
	static const char deletes[] =
		"diff --git a/a/old.c b/a/old.c\ndeleted file mode 100644\n--- a/a/old.c\n+++ /dev/null\n"
		"@@ -1 +0,0 @@\n-int one;\n";
	static const char renames[] =
		"diff --git a/a/old.c b/a/new.c\nsimilarity index 100%\nrename from a/old.c\nrename to a/new.c\n";
	static const char runs_now[] =
		"diff --git a/a/f.sh b/a/f.sh\nold mode 100644\nnew mode 100755\n";
	_cleanup_free_ char *changes =
		diff_of("a/f.c", "int f(void)", " \tone();\n+\tnine();\n \ttwo();\n");
	_cleanup_free_ char *runs_and_changes = xasprintf(
		"diff --git a/a/f.c b/a/f.c\nold mode 100644\nnew mode 100755\n%s", changes);
	_cleanup_free_ char *linked =
		diff_of("a/link.c", "int f(void)", " \tone();\n+\tnine();\n \ttwo();\n");
	static const char f[] = F("\tone();\n\tnine();\n\ttwo();\n");

	assert_state(TREE_OF({ "a/new.c", "int one;\nint two;\n" }), adds, "yes: file a/new.c:0");
	assert_state(TREE_OF({ "a/new.c", "int one;\nint two;\nint three;\n" }), adds, "no");
	assert_state(TREE_OF({ "a/new.c", "int one;\n" }), adds, "no");
	assert_state(TREE_OF({ "a/new.c", "int one;\nint twice;\n" }), adds, "no");
	assert_state(TREE_OF({ "a/new.c", "" }), adds, "no");
	assert_state(TREE_OF({ "a/other.c", "int one;\nint two;\n" }), adds, "no");
	assert_state(TREE_OF({ "a/other.c", "" }), deletes, "unproven");
	assert_state(TREE_OF({ "a/old.c", "int one;\n" }), deletes, "no");
	assert_state(TREE_OF({ "a/new.c", "int one;\n" }), renames, "unproven");
	assert_state(TREE_OF({ "a/old.c", "int one;\n" }), renames, "no");
	assert_state(TREE_OF({ "a/old.c", "int one;\n" }, { "a/new.c", "int one;\n" }), renames,
		     "no");
	assert_state(TREE_OF({ "a/f.sh", "" }), runs_now, "no");
	assert_state(TREE_OF({ "a/f.c", f }), changes, "yes: line a/f.c:4");
	assert_state(TREE_OF({ "a/f.c", f }), runs_and_changes, "partly: note -:0; line a/f.c:4");
	assert_state(TREE_OF({ "a/f.c", F("\tone();\n\ttwo();\n") }), runs_and_changes, "no");
	assert_state(TREE_OF({ "a/link.c", f }), linked, "no");
	assert_state(TREE_OF({ "a/f.c/x", "" }), changes, "no");
}

/*
 * A file that has the id of the index line is what the patch makes of it, whatever its lines are
 * like; unless the hunks are not there, so that the line is not theirs.
 */
static void the_result_itself(void **state)
{
	static const struct {
		const char *name, *file, *hunk;
		const char *result;	/* the content whose id the index line has; NULL: no line */
		size_t digits;
		const char *expected;
	} rows[] = {
		{ "it only removes", F("\tone();\n\tthree();\n"),
		  "@@ -1,5 +1,4 @@\n int f(void)\n {\n \tone();\n-\ttwo();\n \tthree();\n",
		  F("\tone();\n\tthree();\n"), 12, "yes: file a/f.c:0" },
		{ "it only removes, seven digits", F("\tone();\n\tthree();\n"),
		  "@@ -1,5 +1,4 @@\n int f(void)\n {\n \tone();\n-\ttwo();\n \tthree();\n",
		  F("\tone();\n\tthree();\n"), 7, "yes: file a/f.c:0" },
		{ "it only removes, too few digits", F("\tone();\n\tthree();\n"),
		  "@@ -1,5 +1,4 @@\n int f(void)\n {\n \tone();\n-\ttwo();\n \tthree();\n",
		  F("\tone();\n\tthree();\n"), 6, "unproven" },
		{ "it only removes, no index line", F("\tone();\n\tthree();\n"),
		  "@@ -1,5 +1,4 @@\n int f(void)\n {\n \tone();\n-\ttwo();\n \tthree();\n", NULL, 0,
		  "unproven" },
		{ "it only removes, another result", F("\tone();\n\tthree();\n"),
		  "@@ -1,5 +1,4 @@\n int f(void)\n {\n \tone();\n-\ttwo();\n \tthree();\n",
		  F("\tone();\n\tthree();\n\tfour();\n"), 12, "unproven" },
		{ "the id of a file without the hunk", F("\tone();\n\ttwo();\n\tthree();\n"),
		  "@@ -1,5 +1,4 @@\n int f(void)\n {\n \tone();\n-\ttwo();\n \tthree();\n",
		  F("\tone();\n\ttwo();\n\tthree();\n"), 12, "no" },
		{ "the right id, but a line further on", F("\tone();\n\tthree();\n"),
		  "@@ -2,5 +2,4 @@\n int f(void)\n {\n \tone();\n-\ttwo();\n \tthree();\n",
		  F("\tone();\n\tthree();\n"), 12, "unproven" },
		{ "a blank line", F("\tone();\n\n\tone();\n\tone();\n"),
		  "@@ -3,3 +3,4 @@ int f(void)\n \tone();\n+\n \tone();\n \tone();\n",
		  F("\tone();\n\n\tone();\n\tone();\n"), 12, "yes: line a/f.c:4; file a/f.c:0" },
		{ "all of the file is removed", "",
		  "@@ -1,2 +0,0 @@\n-int x;\n-int y;\n", "", 12, "yes: file a/f.c:0" },
		{ "the end without a newline", "int x;\nint z;",
		  "@@ -1,3 +1,2 @@\n int x;\n-int y;\n int z;\n\\ No newline at end of file\n",
		  "int x;\nint z;", 12, "yes: file a/f.c:0" },
	};
	size_t wrong = 0;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_buf_ struct buf diff = { 0 };
		_cleanup_patch_ struct patch *patch = NULL;
		_cleanup_free_ char *found = NULL;
		git_tree *tree = TREE_OF({ "a/f.c", rows[i].file });
		git_oid id;

		buf_puts(&diff, "diff --git a/a/f.c b/a/f.c\n");
		if (rows[i].result) {
			id = blob(rows[i].result);
			buf_printf(&diff, "index 0123456789ab..%.*s 100644\n",
				   (int)rows[i].digits, git_oid_tostr_s(&id));
		}
		buf_printf(&diff, "--- a/a/f.c\n+++ b/a/f.c\n%s", rows[i].hunk);
		patch = patch_of(NULL, buf_str(&diff));
		found = look(tree, patch, true);
		if (strcmp(found, rows[i].expected)) {
			print_error("%s: %s, wanted %s\n", rows[i].name, found, rows[i].expected);
			wrong++;
		}
		git_tree_free(tree);
	}
	assert_int_equal(wrong, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_result_itself),
		cmocka_unit_test(whole_hunks), cmocka_unit_test(runs),
		cmocka_unit_test(long_names),  cmocka_unit_test(beginnings),
		cmocka_unit_test(several),     cmocka_unit_test(many),
		cmocka_unit_test(whole_files),
	};

	return cmocka_run_group_tests_name("judge: present", tests, store_setup, store_teardown);
}
