// SPDX-License-Identifier: GPL-2.0-only
/* What place.h promises, clause by clause: each row a patch, a file, and what becomes of it. */
#include "unit.h"

#include "place/place.h"
#include "syntax/lines.h"

#define MOST 8

static void place_in(const char *diff, const char *data, size_t len, bool same_file,
		     struct place_result *ret_result)
{
	_cleanup_free_ char *text = xasprintf("--- a/f\n+++ b/f\n%s", diff);
	_cleanup_patch_ struct patch *patch = NULL;
	struct place_options options = { .data = data, .len = len, .path = "f", .same_file = same_file };
	struct error *err = NULL;

	assert_works(patch_parse("p", text, strlen(text), &patch, &err), err);
	options.file = &patch->files[0];
	place_hunks(&options, ret_result);
}

/* Where a hunk went, or the nearest place to where it was refused. */
struct outcome {
	enum verdict verdict;
	size_t line;
};

#define CLEAN VERDICT_CLEAN
#define MOVED VERDICT_MOVED
#define REFUSED VERDICT_REFUSED

enum file { OTHER_FILE, SAME_FILE };

struct clause {
	const char *what, *diff, *before;
	struct outcome hunks[MOST];
	const char *after;	/* NULL: not all hunks are placed */
	enum file file;
};

static void check_clauses(const struct clause *clauses, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct clause *clause = &clauses[i];
		size_t len = strlen(clause->before);
		_cleanup_guarded_ struct guarded copy = guarded_copy(clause->before, len);
		_cleanup_place_result_ struct place_result result;

		place_in(clause->diff, copy.data, len, clause->file == SAME_FILE, &result);
		for (size_t j = 0; j < result.hunks.count; j++) {
			const struct hunk_outcome *hunk = &result.hunks.items[j];

			if (hunk->verdict != clause->hunks[j].verdict || hunk->line != clause->hunks[j].line)
				fail_msg("%s: hunk %zu is %s at %zu: %s", clause->what, j + 1,
					 verdict_name(hunk->verdict), hunk->line,
					 hunk->reason ? hunk->reason : "");
			assert_int_equal(hunk->verdict == REFUSED, hunk->reason != NULL);
		}
		assert_int_equal(result.placed, clause->after != NULL);
		if (clause->after && strcmp(buf_str(&result.content), clause->after))
			fail_msg("%s: %s", clause->what, buf_str(&result.content));
		assert_true(clause->after || !result.content.len);
	}
}

static void at_the_line_or_elsewhere(void **state)
{
	static const struct clause clauses[] = {
		{ "at its line", "@@ -2,2 +2,2 @@\n a\n-b\n+B\n", "x\na\nb\n", { { CLEAN, 2 } }, "x\na\nB\n" },
		{ "above its line", "@@ -3,2 +3,2 @@\n a\n-b\n+B\n", "x\na\nb\n", { { MOVED, 2 } }, "x\na\nB\n" },
		{ "below its line", "@@ -1,2 +1,2 @@\n a\n-b\n+B\n", "x\na\nb\n", { { MOVED, 2 } }, "x\na\nB\n" },
		{ "in the first line", "@@ -1 +1 @@\n-a\n+A\n", "a\nb\n", { { CLEAN, 1 } }, "A\nb\n" },
		{ "all lines go", "@@ -1,2 +0,0 @@\n-a\n-b\n", "a\nb\n", { { CLEAN, 1 } }, "" },
		{ "the first lines go", "@@ -1,2 +0,0 @@\n-a\n-b\n", "a\nb\nc\n", { { CLEAN, 1 } }, "c\n" },
		{ "one byte differs", "@@ -1,2 +1,2 @@\n a\n-b\n+B\n", "a\nc\n", { { REFUSED, 1 } } },
		{ "a blank differs", "@@ -1,2 +1,2 @@\n a\n-b\n+B\n", "a \nb\n", { { REFUSED, 1 } } },
		{ "the file ends too early", "@@ -1,2 +1,2 @@\n a\n-b\n+B\n", "a\n", { { REFUSED, 1 } } },
		{ "an empty file", "@@ -1,2 +1,2 @@\n a\n-b\n+B\n", "", { { REFUSED, 1 } } },
		{ "the second follows the first at once",
		  "@@ -1 +1 @@\n-a\n+A\n@@ -2 +2 @@\n-b\n+B\n", "a\nb\n", { { CLEAN, 1 }, { CLEAN, 2 } },
		  "A\nB\n" },
		{ "the second would overlap the first",
		  "@@ -1,2 +1,2 @@\n a\n-b\n+B\n@@ -3,2 +3,2 @@\n b\n-c\n+C\n", "a\nb\nc\n",
		  { { CLEAN, 1 }, { REFUSED, 2 } } },
		{ "the second is above the first",
		  "@@ -1 +1 @@\n-b\n+B\n@@ -2 +2 @@\n-a\n+A\n", "a\nb\n", { { MOVED, 2 }, { REFUSED, 1 } } },
		{ "one is refused, the next placed, and nothing is written",
		  "@@ -1 +1 @@\n-x\n+X\n@@ -2 +2 @@\n-b\n+B\n", "a\nb\n", { { REFUSED, 1 }, { CLEAN, 2 } } },
		{ "lines grow and shrink",
		  "@@ -1 +1,3 @@\n-a\n+1\n+2\n+3\n@@ -2,2 +4 @@\n-b\n-c\n+4\n", "a\nb\nc\nd\n",
		  { { CLEAN, 1 }, { CLEAN, 2 } }, "1\n2\n3\n4\nd\n" },
	};

	check_clauses(clauses, ARRAY_SIZE(clauses));
}

/* The next hunk is expected as far from its line as the one before went. */
static void moved_as_the_one_before(void **state)
{
	static const struct clause clauses[] = {
		{ "down, with a twin further down", "@@ -1 +1 @@\n-\ta\n+\tA\n@@ -2 +2 @@ int f(void)\n-\tb\n+\tB\n",
		  "int f(void)\n\ta\n\tb\n\tb\n", { { MOVED, 2 }, { MOVED, 3 } },
		  "int f(void)\n\tA\n\tB\n\tb\n" },
		{ "up, with a twin further down", "@@ -4 +4 @@\n-\ta\n+\tA\n@@ -6 +6 @@ int f(void)\n-\tb\n+\tB\n",
		  "int f(void)\n\ta\n\tc\n\tb\n\tb\n", { { MOVED, 2 }, { MOVED, 4 } },
		  "int f(void)\n\tA\n\tc\n\tB\n\tb\n" },
		{ "the twin in another function is not it",
		  "@@ -1 +1 @@\n-\ta\n+\tA\n@@ -2 +2 @@ int g(void)\n-\tb\n+\tB\n",
		  "\tx\n\ta\n\tb\nint g(void)\n\tb\n", { { MOVED, 2 }, { MOVED, 5 } },
		  "\tx\n\tA\n\tb\nint g(void)\n\tB\n" },
		{ "the function was renamed, but nothing else is like it",
		  "@@ -1 +1 @@\n-\ta\n+\tA\n@@ -2 +2 @@ int old(void)\n-\tb\n+\tB\n",
		  "int new(void)\n\ta\n\tb\n", { { MOVED, 2 }, { MOVED, 3 } }, "int new(void)\n\tA\n\tB\n" },
		{ "the function was renamed, and it is elsewhere",
		  "@@ -1 +1 @@\n-\ta\n+\tA\n@@ -2 +2 @@ int old(void)\n-\tb\n+\tB\n",
		  "int new(void)\n\ta\n\tc\n\tb\n", { { MOVED, 2 }, { REFUSED, 4 } } },
		{ "the function is there, but above another place",
		  "@@ -1 +1 @@\n-\ta\n+\tA\n@@ -2 +2 @@ int old(void)\n-\tb\n+\tB\n",
		  "int new(void)\n\ta\n\tb\nint old(void)\n", { { MOVED, 2 }, { REFUSED, 3 } } },
		{ "a hunk that is refused moves nothing",
		  "@@ -1 +1 @@\n-z\n+Z\n@@ -3 +3 @@ int f(void)\n-\tb\n+\tB\n", "int f(void)\n\ta\n\tb\n\tb\n",
		  { { REFUSED, 1 }, { CLEAN, 3 } } },
		{ "up to the first line",
		  "@@ -4 +4 @@\n-\ta\n+\tA\n@@ -5 +5 @@\n-\tx\n+\tX\n@@ -6 +6 @@\n-b\n+B\n",
		  "\ta\n\tx\nb\nb2\n", { { MOVED, 1 }, { MOVED, 2 }, { MOVED, 3 } }, "\tA\n\tX\nB\nb2\n" },
		{ "both its line and the moved one fit",
		  "@@ -1 +1 @@\n-\ta\n+\tA\n@@ -3 +3 @@\n-b\n+B\n", "\tx\n\ta\nb\nb\n",
		  { { MOVED, 2 }, { REFUSED, 3 } } },
		{ "both fit, and both are in its function",
		  "@@ -1 +1 @@\n-\ta\n+\tA\n@@ -3 +3 @@ int f(void)\n-\tb\n+\tB\n", "int f(void)\n\ta\n\tb\n\tb\n",
		  { { MOVED, 2 }, { REFUSED, 3 } } },
	};

	check_clauses(clauses, ARRAY_SIZE(clauses));
}

static void several_places(void **state)
{
	static const struct clause clauses[] = {
		{ "two, at neither", "@@ -9 +9 @@\n-a\n+A\n", "a\na\n", { { REFUSED, 1 } } },
		{ "two, at the first, without a function", "@@ -1 +1 @@\n-a\n+A\n", "a\na\n", { { REFUSED, 1 } } },
		{ "in the very file its line is enough", "@@ -2 +2 @@\n-a\n+A\n", "a\na\n", { { CLEAN, 2 } },
		  "a\nA\n", SAME_FILE },
		{ "but not another line", "@@ -3 +3 @@\n-a\n+A\n", "a\na\n", { { REFUSED, 1 } }, NULL, SAME_FILE },
		{ "the only place goes in the very file, too", "@@ -3 +3 @@\n-a\n+A\n", "x\na\n", { { MOVED, 2 } },
		  "x\nA\n", SAME_FILE },
		{ "one is in its function", "@@ -9 +9 @@ int f(void)\n-\ta\n+\tA\n",
		  "\ta\nint f(void)\n\ta\nint g(void)\n\ta\n", { { MOVED, 3 } },
		  "\ta\nint f(void)\n\tA\nint g(void)\n\ta\n" },
		{ "two are in its function", "@@ -9 +9 @@ int f(void)\n-\ta\n+\tA\n",
		  "int f(void)\n\ta\n\ta\nint g(void)\n\ta\n", { { REFUSED, 2 } } },
		{ "two in its function, one at its line", "@@ -3 +3 @@ int f(void)\n-\ta\n+\tA\n",
		  "int f(void)\n\ta\n\ta\nint g(void)\n\ta\n", { { CLEAN, 3 } },
		  "int f(void)\n\ta\n\tA\nint g(void)\n\ta\n" },
		{ "none is in its function, one at its line", "@@ -2 +2 @@ int h(void)\n-\ta\n+\tA\n",
		  "int f(void)\n\ta\nint g(void)\n\ta\n", { { REFUSED, 2 } } },
		{ "places above the hunk before it do not count",
		  "@@ -2 +2 @@\n-x\n+X\n@@ -3 +3 @@\n-a\n+A\n", "a\nx\na\n", { { CLEAN, 2 }, { CLEAN, 3 } },
		  "a\nX\nA\n" },
		{ "a label says only where in a function", "@@ -9 +9 @@ err:\n-\ta\n+\tA\n",
		  "int f(void)\nout:\n\ta\n", { { MOVED, 3 } }, "int f(void)\nout:\n\tA\n" },
		{ "but tells places apart", "@@ -9 +9 @@ out:\n-\ta\n+\tA\n",
		  "int f(void)\nerr:\n\ta\nout:\n\ta\n", { { MOVED, 5 } }, "int f(void)\nerr:\n\ta\nout:\n\tA\n" },
		{ "the function is there twice: the first is named", "@@ -9 +9 @@ int g(void)\n-\ta\n+\tA\n",
		  "int g(void)\n{\nint f(void)\n\ta\nint g(void)\n", { { REFUSED, 4 } } },
	};

	check_clauses(clauses, ARRAY_SIZE(clauses));
}

static void ends_of_the_file(void **state)
{
	static const struct clause clauses[] = {
		{ "lines in front of the first", "@@ -1 +1,2 @@\n+0\n a\n", "a\nb\n", { { CLEAN, 1 } }, "0\na\nb\n" },
		{ "not in front of another", "@@ -1 +1,2 @@\n+0\n a\n", "b\na\n", { { REFUSED, 2 } } },
		{ "only the first of two", "@@ -1 +1,2 @@\n+0\n a\n", "a\na\n", { { CLEAN, 1 } }, "0\na\na\n" },
		{ "two lines in front", "@@ -1 +1,3 @@\n+0\n+1\n a\n", "b\na\n", { { REFUSED, 2 } } },
		{ "a replaced first line may move", "@@ -1,2 +1,2 @@\n+0\n-a\n b\n", "x\na\nb\n", { { MOVED, 2 } },
		  "x\n0\nb\n" },
		{ "lines behind the last", "@@ -1 +1,2 @@\n a\n+0\n", "b\na\n", { { MOVED, 2 } }, "b\na\n0\n" },
		{ "not behind another", "@@ -1 +1,2 @@\n a\n+0\n", "a\nb\n", { { REFUSED, 1 } } },
		{ "only the last of two", "@@ -1 +1,2 @@\n a\n+0\n", "a\na\n", { { MOVED, 2 } }, "a\na\n0\n" },
		{ "two lines behind", "@@ -1 +1,3 @@\n a\n+0\n+1\n", "a\nb\n", { { REFUSED, 1 } } },
		{ "a replaced last line may be amid", "@@ -1,2 +1,2 @@\n a\n-b\n+0\n", "a\nb\nc\n", { { CLEAN, 1 } },
		  "a\n0\nc\n" },
		{ "lines of context on both sides may be amid", "@@ -1,2 +1,3 @@\n a\n+0\n b\n", "x\na\nb\ny\n",
		  { { MOVED, 2 } }, "x\na\n0\nb\ny\n" },
		{ "in the very file the ends hold, too", "@@ -1 +1,2 @@\n a\n+0\n", "a\nb\n", { { REFUSED, 1 } }, NULL,
		  SAME_FILE },
		{ "a last line without newline ends the file",
		  "@@ -1 +1 @@\n-a\n+A\n\\ No newline at end of file\n", "a\nb\n", { { REFUSED, 1 } } },
		{ "also when a removal follows it",
		  "@@ -1,2 +1 @@\n-a\n+A\n\\ No newline at end of file\n-b\n", "a\nb\nc\n", { { REFUSED, 1 } } },
		{ "and when the file ends there", "@@ -1,2 +1 @@\n-a\n+A\n\\ No newline at end of file\n-b\n",
		  "a\nb\n", { { CLEAN, 1 } }, "A" },
		{ "a removed newline at the end", "@@ -1,2 +1,2 @@\n a\n-b\n+b\n\\ No newline at end of file\n",
		  "x\na\nb\n", { { MOVED, 2 } }, "x\na\nb" },
		{ "lines only go, wherever", "@@ -1 +0,0 @@\n-a\n", "x\na\ny\n", { { MOVED, 2 } }, "x\ny\n" },
	};

	check_clauses(clauses, ARRAY_SIZE(clauses));
}

static void insertions_without_context(void **state)
{
	static const struct clause clauses[] = {
		{ "into an empty file", "@@ -0,0 +1 @@\n+x\n", "", { { CLEAN, 0 } }, "x\n" },
		{ "not at a line of an empty file", "@@ -1,0 +2 @@\n+x\n", "", { { REFUSED, 0 } } },
		{ "nor of the very file when it has no such line", "@@ -1,0 +2 @@\n+x\n", "", { { REFUSED, 0 } },
		  NULL, SAME_FILE },
		{ "not in front of another file", "@@ -0,0 +1 @@\n+x\n", "a\n", { { REFUSED, 0 } } },
		{ "in front of the very file", "@@ -0,0 +1 @@\n+x\n", "a\n", { { CLEAN, 0 } }, "x\na\n", SAME_FILE },
		{ "amid the very file", "@@ -1,0 +2 @@\n+x\n", "a\nb\n", { { CLEAN, 1 } }, "a\nx\nb\n", SAME_FILE },
		{ "behind the very file", "@@ -2,0 +3 @@\n+x\n", "a\nb\n", { { CLEAN, 2 } }, "a\nb\nx\n", SAME_FILE },
		{ "not behind its end", "@@ -3,0 +4 @@\n+x\n", "a\nb\n", { { REFUSED, 0 } }, NULL, SAME_FILE },
		{ "not behind a line without newline", "@@ -2,0 +3 @@\n+x\n", "a\nb", { { REFUSED, 0 } }, NULL,
		  SAME_FILE },
		{ "but behind the one before it", "@@ -1,0 +2 @@\n+x\n", "a\nb", { { CLEAN, 1 } }, "a\nx\nb",
		  SAME_FILE },
		{ "a line without newline only at the end",
		  "@@ -1,0 +2 @@\n+x\n\\ No newline at end of file\n", "a\nb\n", { { REFUSED, 0 } }, NULL, SAME_FILE },
		{ "and there it goes", "@@ -2,0 +3 @@\n+x\n\\ No newline at end of file\n", "a\nb\n",
		  { { CLEAN, 2 } }, "a\nb\nx", SAME_FILE },
		{ "at once behind the hunk before it",
		  "@@ -1 +1 @@\n-a\n+A\n@@ -1,0 +2 @@\n+x\n", "a\nb\n", { { CLEAN, 1 }, { CLEAN, 1 } },
		  "A\nx\nb\n", SAME_FILE },
		{ "not above the hunk before it, which moved",
		  "@@ -1 +1 @@\n-a\n+A\n@@ -1,0 +2 @@\n+x\n", "y\na\nb\n", { { MOVED, 2 }, { REFUSED, 0 } }, NULL,
		  SAME_FILE },
	};

	check_clauses(clauses, ARRAY_SIZE(clauses));
}

/* When the result is there already the nearest place is where. */
static void results_that_are_there(void **state)
{
	static const struct clause clauses[] = {
		{ "the result instead", "@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n", "x\na\nB\nc\n", { { REFUSED, 2 } } },
		{ "the last of two results", "@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n", "a\nB\nc\na\nB\nc\n",
		  { { REFUSED, 4 } } },
		{ "the result and what looks like its place", "@@ -9,2 +9,2 @@\n-b\n+B\n c\n", "b\nc\nB\nc\n",
		  { { REFUSED, 3 } } },
		{ "a result in another function is none", "@@ -9,2 +9,2 @@ int f(void)\n-\tb\n+\tB\n \tc\n",
		  "int f(void)\n\tb\n\tc\nint g(void)\n\tB\n\tc\n", { { MOVED, 2 } },
		  "int f(void)\n\tB\n\tc\nint g(void)\n\tB\n\tc\n" },
		{ "a result in its function is one", "@@ -9,2 +9,2 @@ int f(void)\n-\tb\n+\tB\n \tc\n",
		  "int f(void)\n\tb\n\tc\n\tB\n\tc\n", { { REFUSED, 4 } } },
		{ "lines that only go leave nothing that tells", "@@ -9,2 +9 @@\n a\n-b\n", "a\nc\na\nb\n", { { MOVED, 3 } },
		  "a\nc\na\n" },
		{ "an added brace tells nothing", "@@ -9,2 +9,2 @@\n-b\n+}\n c\n", "b\nc\n}\nc\n", { { MOVED, 1 } },
		  "}\nc\n}\nc\n" },
		{ "nor do blanks and the like", "@@ -9,2 +9,2 @@\n-b\n+ \t{}();\n c\n", "b\nc\n \t{}();\nc\n",
		  { { MOVED, 1 } }, " \t{}();\nc\n \t{}();\nc\n" },
		{ "one byte of text does", "@@ -9,2 +9,2 @@\n-b\n+});*\n c\n", "b\nc\n});*\nc\n", { { REFUSED, 3 } } },
		{ "also in the first line of the hunk", "@@ -9,2 +9,2 @@\n+B\n-b\n c\n", "b\nc\nB\nc\n",
		  { { REFUSED, 3 } } },
		{ "as does text in front of blanks", "@@ -9,2 +9,2 @@\n-b\n+x {\n c\n", "b\nc\nx {\nc\n",
		  { { REFUSED, 3 } } },
		{ "three lines of context without text do not tell", "@@ -1,3 +1,3 @@\n p\n-b\n+}\n q\n",
		  "p\nz\nq\np\n}\nq\n", { { REFUSED, 1 } } },
		{ "four do", "@@ -1,4 +1,4 @@\n p\n-b\n+}\n q\n r\n", "p\nz\nq\nr\np\n}\nq\nr\n", { { REFUSED, 5 } } },
	};

	check_clauses(clauses, ARRAY_SIZE(clauses));
}

/* "a" to "h" as lines of a hunk that is expected at a line, of which the first is removed. */
static void the_nearest_place(void **state)
{
	static const struct clause clauses[] = {
		{ "where most lines are equal", "@@ -1,3 +1,2 @@\n-a\n b\n c\n", "a\nx\ny\nz\nb\nc\n",
		  { { REFUSED, 4 } } },
		{ "the first of two, being nearer", "@@ -2,2 +2 @@\n-a\n b\n", "x\na\ny\nz\na\n", { { REFUSED, 2 } } },
		{ "the second of two, being nearer", "@@ -5,2 +5 @@\n-a\n b\n", "a\ny\nz\nx\na\n", { { REFUSED, 5 } } },
		{ "nearer from above", "@@ -4,2 +4 @@\n-a\n b\n", "a\ny\nz\nx\na\n", { { REFUSED, 5 } } },
		{ "nearer from below", "@@ -2,2 +2 @@\n-a\n b\n", "a\ny\nz\nx\na\n", { { REFUSED, 1 } } },
		{ "both as far", "@@ -3,2 +3 @@\n-a\n b\n", "a\ny\nz\nx\na\n", { { REFUSED, 1 } } },
		{ "more lines win over nearness", "@@ -1,3 +1,2 @@\n-a\n b\n c\n", "a\ny\nz\nx\na\nb\n",
		  { { REFUSED, 5 } } },
		{ "by a line amid the hunk", "@@ -1,3 +1,2 @@\n-a\n b\n c\n", "x\nx\nb\nx\n", { { REFUSED, 2 } } },
		{ "not before the file begins", "@@ -1,3 +1,2 @@\n-a\n b\n c\n", "c\nx\nx\nc\n", { { REFUSED, 2 } } },
		{ "nothing is equal: where it is expected", "@@ -2,2 +2 @@\n-a\n b\n", "x\ny\nz\n", { { REFUSED, 2 } } },
		{ "or where the file ends", "@@ -9,2 +9 @@\n-a\n b\n", "x\ny\nz\n", { { REFUSED, 4 } } },
		{ "where it ends, which is nearer to the later", "@@ -99,2 +99 @@\n-a\n b\n", "a\ny\na\nz\n",
		  { { REFUSED, 3 } } },
		{ "where the hunk before it makes it expected",
		  "@@ -1 +1 @@\n-p\n+P\n@@ -3,2 +3 @@\n-a\n b\n", "x\nx\nx\np\na\nx\nx\na\n",
		  { { MOVED, 4 }, { REFUSED, 5 } } },
	};

	check_clauses(clauses, ARRAY_SIZE(clauses));
}

static char *reason_of(const char *diff, const char *before)
{
	struct place_result result;
	char *reason;

	place_in(diff, before, strlen(before), false, &result);
	assert_non_null(result.hunks.items[result.hunks.count - 1].reason);
	reason = TAKE_PTR(result.hunks.items[result.hunks.count - 1].reason);
	place_result_release(&result);
	return reason;
}

static size_t newlines(const char *text)
{
	size_t count = 0;

	for (; *text; text++)
		count += *text == '\n';
	return count;
}

static bool says(const char *reason, const char *part)
{
	return strstr(reason, part);
}

/* A line that is in the file 64 times may tell where a hunk is meant to go, not one more. */
static void frequent_lines_tell_nothing(void **state)
{
	for (int count = 64; count <= 65; count++) {
		struct buf before = { 0 };
		struct place_result result;

		for (int i = 0; i < 10; i++)
			buf_puts(&before, "x\n");
		for (int i = 0; i < count; i++)
			buf_puts(&before, "a\n");
		place_in("@@ -2,2 +2 @@\n-a\n b\n", before.data, before.len, false, &result);
		assert_int_equal(result.hunks.items[0].line, count == 64 ? 11 : 2);
		place_result_release(&result);
		buf_release(&before);
	}
}

/* A reason shows lines that differ, at most six of them, and no equal ones. */
static void what_differs_is_shown(void **state)
{
	static const char diff[] = "@@ -1,9 +1,8 @@\n-gone_1\n gone_2\n gone_3\n same\n gone_4\n gone_5\n"
				   " gone_6\n gone_7\n gone_8\n";
	_cleanup_free_ char *all = reason_of(diff, "has_1\nhas_2\nhas_3\nsame\nhas_4\nhas_5\nhas_6\nhas_7\nhas_8\n");
	_cleanup_free_ char *six = reason_of("@@ -1,7 +1,6 @@\n-gone_1\n gone_2\n gone_3\n same\n gone_4\n"
					     " gone_5\n gone_6\n", "1\n2\n3\nsame\n4\n5\n6\n");
	_cleanup_free_ char *end = reason_of("@@ -1,2 +1 @@\n-same\n gone_1\n", "x\nsame\n");

	for (int i = 1; i <= 8; i++) {
		_cleanup_free_ char *gone = xasprintf("\"gone_%d\"", i);
		_cleanup_free_ char *has = xasprintf("\"has_%d\"", i);

		assert_int_equal(says(all, gone), i <= 6);
		assert_int_equal(says(all, has), i <= 6);
		assert_int_equal(says(six, gone), i <= 6);
	}
	assert_false(says(all, "\"same\""));
	/* The line with the place, the six, and how many more there are: two. */
	assert_int_equal(newlines(all), 7);
	assert_true(says(strrchr(all, '\n'), " 2 "));
	assert_int_equal(newlines(six), 6);
	/* Line numbers are those of the file. */
	assert_true(says(all, "line 1:"));
	assert_true(says(all, "line 5: "));
	assert_false(says(all, "line 4: "));
	assert_true(says(end, "line 3: "));
	assert_true(says(end, "\"gone_1\""));
}

enum difference { OF_TEXT, OF_SPACE, OF_ENDS };

/* What the first line of a reason says of the kind of the differences: "" for those of text. */
static char *remark_of(const char *diff, const char *before)
{
	_cleanup_free_ char *reason = reason_of(diff, before);
	const char *remark = strchr(reason, ';');

	return xstrndup(remark ? remark : "", remark ? strcspn(remark, "\n") : 0);
}

static void kinds_of_differences(void **state)
{
	static const struct {
		const char *what, *diff, *before;
		enum difference difference;
	} cases[] = {
		{ "text", "@@ -1,2 +1 @@\n a\n-b\n", "a\nc\n", OF_TEXT },
		{ "text beside space", "@@ -1,3 +1,2 @@\n a\n-b\n c\n", "a\n b\nd\n", OF_TEXT },
		{ "text beside ends", "@@ -1,3 +1,2 @@\n a\n-b\n c\n", "a\nb\r\nd\n", OF_TEXT },
		{ "lines that are not there", "@@ -1,2 +1 @@\n a\n-b\n", "a\n", OF_TEXT },
		{ "one line is longer", "@@ -1,2 +1 @@\n a\n-b\n", "a\nb c\n", OF_TEXT },
		{ "one line is shorter", "@@ -1,2 +1 @@\n a\n-b c\n", "a\nb\n", OF_TEXT },
		{ "indentation", "@@ -1,2 +1 @@\n a\n-\tb\n", "a\n        b\n", OF_SPACE },
		{ "blanks at the end", "@@ -1,2 +1 @@\n a\n-b\n", "a\nb \n", OF_SPACE },
		{ "blanks amid", "@@ -1,2 +1 @@\n a\n-b  c\n", "a\nb c\n", OF_SPACE },
		{ "blanks in front and at the end", "@@ -1,2 +1 @@\n a\n- b\n", "a\nb \n", OF_SPACE },
		{ "a blank line with blanks", "@@ -1,2 +1 @@\n a\n-\n", "a\n \t\n", OF_SPACE },
		{ "space beside ends", "@@ -1,3 +1,2 @@\n a\n-b\n c\n", "a\n b\nc\r\n", OF_SPACE },
		{ "a CR", "@@ -1,2 +1 @@\n a\n-b\n", "a\nb\r\n", OF_ENDS },
		{ "no newline", "@@ -1,2 +1 @@\n a\n-b\n", "a\nb", OF_ENDS },
		{ "several CRs", "@@ -1,3 +1,2 @@\n a\n-b\n c\n", "a\nb\r\nc\r\n", OF_ENDS },
	};

	_cleanup_free_ char *space = remark_of("@@ -1,2 +1 @@\n a\n-b c\n", "a\nb\tc\n");
	_cleanup_free_ char *ends = remark_of("@@ -1,2 +1 @@\n a\n-b\n", "a\nb\r\n");
	const char *const remarks[] = { [OF_TEXT] = "", [OF_SPACE] = space, [OF_ENDS] = ends };

	assert_true(*space && *ends && strcmp(space, ends));
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *remark = remark_of(cases[i].diff, cases[i].before);

		if (strcmp(remark, remarks[cases[i].difference]))
			fail_msg("%s: '%s'", cases[i].what, remark);
	}
}

/* How a shown line ends is told where it is not a newline. */
static void ends_of_shown_lines(void **state)
{
	static const struct {
		const char *before, *shown, *end;	/* end NULL: nothing is said of it */
	} cases[] = {
		{ "a\nc\n", "\"c\"", NULL }, { "a\nc\r\n", "\"c\"", "CRLF" }, { "a\nc", "\"c\"", "newline" },
		{ "a\n\n", "\"\"", NULL }, { "a\n\r\n", "\"\"", "CRLF" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *reason = reason_of("@@ -1,2 +1 @@\n a\n-b\n", cases[i].before);
		const char *shown = strstr(reason, cases[i].shown), *end = shown + strlen(cases[i].shown);

		if (!shown || (cases[i].end ? !strstr(end, cases[i].end) : *end))
			fail_msg("%s: %s", cases[i].shown, reason);
	}
}

/* What is in front of the file is not looked at. */
static void nothing_before_the_file(void **state)
{
	static const char data[] = "\r\nx\n";
	struct place_result result;

	place_in("@@ -1,2 +1 @@\n-b\n x\n", data + 1, strlen(data + 1), false, &result);
	assert_int_equal(result.hunks.items[0].line, 1);
	assert_false(says(result.hunks.items[0].reason, "CRLF"));
	place_result_release(&result);
}

/* The places of an ambiguous hunk are listed with the lines above them, six at most. */
static void listed_places(void **state)
{
	static const char diff[] = "@@ -99 +99 @@\n-\ta\n+\tA\n";
	_cleanup_free_ char *two = reason_of(diff, "\ta\nint one_f(void) \r\n\ta\n");
	_cleanup_free_ char *six = reason_of(diff, "\ta\n\ta\n\ta\n\ta\n\ta\n\ta\n");
	_cleanup_free_ char *seven = reason_of(diff, "\ta\n\ta\n\ta\n\ta\n\ta\n\ta\n\ta\n");

	assert_true(says(two, "line 1,"));
	assert_true(says(two, "line 3, "));
	/* Without its newline and CR. */
	assert_true(says(two, "\"int one_f(void) \""));
	assert_int_equal(newlines(two), 2);
	assert_int_equal(newlines(six), 6);
	assert_true(says(six, "line 6, "));
	assert_int_equal(newlines(seven), 6);
	assert_true(says(seven, " 7 "));
	assert_false(says(seven, "line 7, "));
}

static void another_function(void **state)
{
	_cleanup_free_ char *there = reason_of("@@ -9 +9 @@ int two_f(void)\n-\ta\n+\tA\n",
					       "int one_f(void)\n\ta\nint two_f(void)\n\tb\nint two_f(void)\n");
	_cleanup_free_ char *first = reason_of("@@ -9 +9 @@ int two_f(void)\n-\ta\n+\tA\n",
					       "int two_f(void)\nint one_f(void)\n\ta\n");
	_cleanup_free_ char *gone = reason_of("@@ -9 +9 @@ int two_f(void)\n-\ta\n+\tA\n",
					      "int one_f(void)\n\ta\n");

	assert_true(says(there, "line 2") && says(there, "\"int one_f(void)\"") &&
		    says(there, "\"int two_f(void)\""));
	/* The first of that name. */
	assert_true(says(there, "line 3"));
	assert_false(says(there, "line 5"));
	assert_true(says(first, "line 3") && says(first, "line 1"));
	assert_true(says(gone, "line 2") && says(gone, "not in this file"));
}

static void what_an_outcome_holds(void **state)
{
	struct place_result result;
	const struct hunk_outcome *hunks;

	place_in("@@ -1,2 +1,2 @@\n a\n-b\n+B\n@@ -8 +8 @@\n-z\n+Z\n", "x\na\nb\n", 6, false, &result);
	hunks = result.hunks.items;
	assert_int_equal(result.hunks.count, 2);
	assert_string_equal(hunks[0].path, "f");
	assert_int_equal(hunks[0].patch_line, 3);
	assert_int_equal(hunks[0].wanted, 1);
	assert_int_equal(hunks[0].line, 2);
	assert_null(hunks[0].reason);
	assert_string_equal(hunks[1].path, "f");
	assert_int_equal(hunks[1].patch_line, 7);
	assert_int_equal(hunks[1].wanted, 8);
	assert_int_equal(hunks[1].verdict, VERDICT_REFUSED);
	place_result_release(&result);
}

/* A file that is too large to be cut into lines: every hunk is refused, and says why. */
static void too_large_a_file(void **state)
{
	const size_t len = (size_t)LINES_MAX_BYTES + 1;
	_cleanup_free_ char *data = xcalloc(len, 1);
	struct place_result result;

	place_in("@@ -1 +1 @@\n-a\n+A\n@@ -5 +5 @@\n-b\n+B\n", data, len, true, &result);
	assert_false(result.placed);
	assert_int_equal(result.content.len, 0);
	assert_int_equal(result.hunks.count, 2);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(result.hunks.items[i].verdict, VERDICT_REFUSED);
		assert_string_equal(result.hunks.items[i].path, "f");
		assert_int_equal(result.hunks.items[i].patch_line, i ? 6 : 3);
		assert_int_equal(result.hunks.items[i].wanted, i ? 5 : 1);
		assert_non_null(result.hunks.items[i].reason);
	}
	place_result_release(&result);
}

/*
 * The work for a file is 200 million steps. Each of the first hunks takes two for each line:
 * to see that its lines, which are frequent, are nowhere, and for the nearest place; and 3, 3
 * and 192 for its own lines. So 200 steps are left by a hundred hunks.
 */
static void work_is_bounded(void **state)
{
	enum { LINES = 999900, HUNKS = 100 };
	struct buf before = { 0 }, diff = { 0 };
	struct place_result result;
	const struct hunk_outcome *hunks;

	buf_puts(&before, "u\n");
	for (int i = 2; i < LINES; i++)
		buf_puts(&before, i % 2 ? "\tb\n" : "\ta\n");
	buf_puts(&before, "v\n");
	for (int i = 0; i < HUNKS; i++)
		buf_printf(&diff, "@@ -%d,3 +%d,2 @@\n-\tb\n \tb\n \ta\n", 3000000 + 4 * i, 3000000 + 3 * i);
	/* Found by its rare line, but whether the result is there cannot be told any more. */
	buf_puts(&diff, "@@ -3000500,3 +3000500,3 @@\n-u\n+\ta\n \ta\n \tb\n");
	/* The place that is most like it is not sought any more: it is where it is expected. */
	buf_puts(&diff, "@@ -3000600,2 +3000600 @@\n-u\n zz\n");
	place_in(buf_str(&diff), before.data, before.len, false, &result);
	hunks = result.hunks.items;
	assert_int_equal(result.hunks.count, HUNKS + 2);
	for (int i = 0; i < HUNKS + 2; i++) {
		assert_int_equal(hunks[i].verdict, VERDICT_REFUSED);
		assert_int_equal(hunks[i].line, i == HUNKS ? 1 : LINES + 1);
	}
	place_result_release(&result);
	buf_release(&before);
	buf_release(&diff);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(at_the_line_or_elsewhere),
		cmocka_unit_test(moved_as_the_one_before),
		cmocka_unit_test(several_places),
		cmocka_unit_test(ends_of_the_file),
		cmocka_unit_test(insertions_without_context),
		cmocka_unit_test(results_that_are_there),
		cmocka_unit_test(the_nearest_place),
		cmocka_unit_test(frequent_lines_tell_nothing),
		cmocka_unit_test(what_differs_is_shown),
		cmocka_unit_test(kinds_of_differences),
		cmocka_unit_test(ends_of_shown_lines),
		cmocka_unit_test(nothing_before_the_file),
		cmocka_unit_test(listed_places),
		cmocka_unit_test(another_function),
		cmocka_unit_test(what_an_outcome_holds),
		cmocka_unit_test(too_large_a_file),
		cmocka_unit_test(work_is_bounded),
	};

	return cmocka_run_group_tests_name("place clauses", tests, NULL, NULL);
}
