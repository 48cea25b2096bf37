// SPDX-License-Identifier: GPL-2.0-only
#include "unit.h"

#include <time.h>

#include "place/place.h"

static void place(const char *diff, const char *data, size_t len, bool same_file,
		  struct place_result *ret_result)
{
	_cleanup_free_ char *text = xasprintf("--- a/f\n+++ b/f\n%s", diff);
	_cleanup_patch_ struct patch *patch = NULL;
	struct place_options options = { .data = data, .len = len, .path = "f",
					 .same_file = same_file };
	struct error *err = NULL;

	assert_works(patch_parse("p", text, strlen(text), &patch, &err), err);
	options.file = &patch->files[0];
	place_hunks(&options, ret_result);
	assert_int_equal(ret_result->hunks.count, patch->files[0].hunk_count);
}

/* verdicts: one letter a hunk, c(lean), m(oved), r(efused). */
static void assert_placed(const char *diff, const char *before, const char *verdicts,
			  const char *after)
{
	struct place_result result;
	size_t len = strlen(before);
	/* Of the exact size, so that a sanitizer sees a read past the end. */
	_cleanup_free_ char *data = memcpy(xmalloc(len), before, len);

	place(diff, data, len, false, &result);
	assert_int_equal(result.hunks.count, strlen(verdicts));
	for (size_t i = 0; verdicts[i]; i++) {
		const struct hunk_outcome *hunk = &result.hunks.items[i];

		if (*verdict_name(hunk->verdict) != verdicts[i])
			fail_msg("hunk %zu is %s: %s", i, verdict_name(hunk->verdict),
				 hunk->reason ? hunk->reason : "");
	}
	assert_true(result.placed);
	assert_string_equal(buf_str(&result.content), after);
	place_result_release(&result);
}

static void assert_refused(const char *diff, const char *before, size_t line, const char *reason)
{
	struct place_result result;
	const struct hunk_outcome *hunk;

	place(diff, before, strlen(before), false, &result);
	assert_false(result.placed);
	assert_int_equal(result.content.len, 0);
	hunk = &result.hunks.items[result.hunks.count - 1];
	assert_int_equal(hunk->verdict, VERDICT_REFUSED);
	if (!strstr(hunk->reason, reason))
		fail_msg("'%s' is not in: %s", reason, hunk->reason);
	assert_int_equal(hunk->line, line);
	place_result_release(&result);
}

static void at_its_line_or_another(void **state)
{
	assert_placed("@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n", "a\nb\nc\n", "c", "a\nB\nc\n");
	assert_placed("@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n", "x\ny\na\nb\nc\n", "m", "x\ny\na\nB\nc\n");
	assert_placed("@@ -9,3 +9,2 @@\n a\n-b\n c\n", "a\nb\nc\n", "m", "a\nc\n");
	/* Two hunks, the second moved as far as the first. */
	assert_placed("@@ -1,2 +1,2 @@\n-a\n+A\n b\n@@ -4,2 +4,2 @@\n d\n-e\n+E\n",
		      "x\na\nb\nc\nd\ne\n", "mm", "x\nA\nb\nc\nd\nE\n");
	/* Replacements at both ends need no context. */
	assert_placed("@@ -1,2 +1,2 @@\n-a\n-b\n+c\n+d\n", "a\nb\n", "c", "c\nd\n");
}

static void order_and_overlap(void **state)
{
	const char *diff = "@@ -1,2 +1,2 @@\n a\n-b\n+B\n@@ -5,2 +5,2 @@\n c\n-d\n+D\n";

	assert_refused(diff, "c\nd\nx\na\nb\n", 1, "above the hunk before it");
	/* The only free match of the second hunk is after the first. */
	assert_placed("@@ -1,3 +1,3 @@\n z\n a\n-b\n+B\n@@ -4,2 +4,2 @@\n a\n-b\n+C\n",
		      "z\na\nb\na\nb\n", "cc", "z\na\nB\na\nC\n");
}

#define TWINS(first, second)						\
	"int one(int a)\n{\n\tlock();\n\t" first "\n\tunlock();\n}\n\n"	\
	"int two(int a)\n{\n\tlock();\n\t" second "\n\tunlock();\n}\n"
#define TWIN_HUNK(line, heading)					\
	"@@ -" line ",3 +" line ",3 @@ " heading "\n \tlock();\n-\tdo();\n+\tdo_it();\n \tunlock();\n"

static void twin_functions(void **state)
{
	/* The line decides together with the function. */
	assert_placed(TWIN_HUNK("3", "int one(int a)"), TWINS("do();", "do();"), "c",
		      TWINS("do_it();", "do();"));
	/* Neither at its line: the function decides, whatever its signature. */
	assert_placed(TWIN_HUNK("90", "long two(char *b, int a)"), TWINS("do();", "do();"), "m",
		      TWINS("do();", "do_it();"));
	/* By luck the line of the hunk for two() is that in one(). */
	assert_placed(TWIN_HUNK("3", "int two(int a)"), TWINS("do();", "do();"), "m",
		      TWINS("do();", "do_it();"));
	/* two() has changed, so that the only match is in one(). */
	assert_refused(TWIN_HUNK("3", "int two(int a)"), TWINS("do();", "done();"), 3,
		       "the hunk is for \"int two(int a)\", which is at line 8");
	assert_refused(TWIN_HUNK("30", "int three(int a)"), TWINS("do();", "done();"), 3,
		       "which is not in this file");
	/* A renamed function around lines at their place, nothing else like it. */
	assert_placed(TWIN_HUNK("3", "int three(int a)"), TWINS("do();", "done();"), "c",
		      TWINS("do_it();", "done();"));
	assert_refused(TWIN_HUNK("3", "int three(int a)"), TWINS("do();", "do();"), 3,
		       "ambiguous: matches at 2 places");
	assert_refused(TWIN_HUNK("30", ""), TWINS("do();", "do();"), 3, "line 10, below \"int two(");
	/* The place of the hunk was patched before: the twin is not taken for it. */
	assert_refused(TWIN_HUNK("3", "int one(int a)"), TWINS("do_it();", "do();"), 10,
		       "the hunk is for \"int one(int a)\", which is at line 1");
	assert_refused(TWIN_HUNK("3", ""), TWINS("do_it();", "do();"), 3,
		       "already applied: its result is at line 3");
}

static void stated_and_shifted_line(void **state)
{
	/* After a move by 2 both the line of the hunk and the shifted one fit. */
	assert_refused("@@ -1,2 +1,2 @@\n a\n-b\n+B\n@@ -5,2 +5,2 @@\n k\n-l\n+L\n",
		       "x\ny\na\nb\nk\nl\nk\nl\n", 5, "ambiguous: matches at 2 places");
	assert_refused("@@ -1,2 +1,2 @@\n a\n-b\n+B\n@@ -5,2 +5,2 @@\n k\n-l\n+L\n",
		       "x\ny\na\nb\nz\nz\nk\nl\nk\nl\n", 7, "ambiguous: matches at 2 places");
	/* Only the shifted one, in the function that the hunk names. */
	assert_placed("@@ -1,2 +1,2 @@\n a\n-b\n+B\n@@ -5,2 +5,2 @@ int f(void)\n \tk\n-\tl\n+\tL\n",
		      "x\ny\na\nb\nint f(void)\n\tz\n\tk\n\tl\n\tk\n\tl\n", "mm",
		      "x\ny\na\nB\nint f(void)\n\tz\n\tk\n\tL\n\tk\n\tl\n");
}

/* Nothing after @@ that tells which of some equal blocks is meant. */
static void equal_blocks(void **state)
{
	static const char block[] = "{\n\t.a,\n\t.b,\n},\n", head[] = "{\n\t.c,\n\t.d,\n},\n";
	static const char hunk[] = "@@ -5,4 +5,4 @@\n {\n-\t.a,\n+\t.x,\n \t.b,\n },\n";
	_cleanup_free_ char *three = xasprintf("%s%s%s", block, block, block);
	_cleanup_free_ char *two = xasprintf("%s%s", block, block);
	_cleanup_free_ char *one = xasprintf("%s%s", head, block);
	_cleanup_free_ char *unique = xasprintf("%s{\n\t.x,\n\t.b,\n},\n", head);
	_cleanup_free_ char *middle = xasprintf("%s{\n\t.x,\n\t.b,\n},\n%s", block, block);
	struct place_result result;

	assert_refused(hunk, three, 1, "ambiguous: matches at 3 places");
	assert_refused(hunk, two, 1, "ambiguous: matches at 2 places");
	assert_placed(hunk, one, "c", unique);
	/* The very file that the patch was made for needs no more than the line. */
	place(hunk, three, strlen(three), true, &result);
	assert_true(result.placed);
	assert_int_equal(result.hunks.items[0].verdict, VERDICT_CLEAN);
	assert_string_equal(buf_str(&result.content), middle);
	place_result_release(&result);
	/* At its line, although its result is elsewhere too, as long as nothing else fits. */
	assert_placed(hunk, "{\n\t.x,\n\t.b,\n},\n{\n\t.a,\n\t.b,\n},\n", "c",
		      "{\n\t.x,\n\t.b,\n},\n{\n\t.x,\n\t.b,\n},\n");
}

static void headings(void **state)
{
	/* A hunk that shows the head of what it changes needs no heading. */
	assert_placed("@@ -9,3 +9,3 @@ int before(void)\n \n int g(void)\n-{}\n+{ }\n",
		      "int other(void);\n\nint g(void)\n{}\n", "m",
		      "int other(void);\n\nint g(void)\n{ }\n");
	/* Macros in capitals are told apart by their argument, variables by their name. */
	assert_placed("@@ -9,2 +9,2 @@ SYSCALL_DEFINE1(two, int, x)\n {\n-\ta;\n+\tb;\n",
		      "SYSCALL_DEFINE1(one, int, x)\n{\n\ta;\n}\nSYSCALL_DEFINE1(two, int, x)\n{\n\ta;\n}\n",
		      "m",
		      "SYSCALL_DEFINE1(one, int, x)\n{\n\ta;\n}\nSYSCALL_DEFINE1(two, int, x)\n{\n\tb;\n}\n");
	assert_placed("@@ -9,2 +9,2 @@ static const struct s two = {\n \t.a,\n-\t.b,\n+\t.c,\n",
		      "static struct s one = {\n\t.a,\n\t.b,\n};\nstatic struct s two = {\n\t.a,\n\t.b,\n};\n",
		      "m",
		      "static struct s one = {\n\t.a,\n\t.b,\n};\nstatic struct s two = {\n\t.a,\n\t.c,\n};\n");
	/* A label does not hide the function, but can be a heading itself. */
	assert_placed("@@ -9,2 +9,2 @@ int two(void)\n \ta;\n-\tb;\n+\tc;\n",
		      "int one(void)\nout:\n\ta;\n\tb;\nint two(void)\nout:\n\ta;\n\tb;\n", "m",
		      "int one(void)\nout:\n\ta;\n\tb;\nint two(void)\nout:\n\ta;\n\tc;\n");
	assert_placed("@@ -9,2 +9,2 @@ fail:\n \ta;\n-\tb;\n+\tc;\n",
		      "int one(void)\nout:\n\ta;\n\tb;\nfail:\n\ta;\n\tb;\n", "m",
		      "int one(void)\nout:\n\ta;\n\tb;\nfail:\n\ta;\n\tc;\n");
}

static void edges_of_the_file(void **state)
{
	const char *append = "@@ -1,2 +1,3 @@\n a\n b\n+c\n";

	assert_placed(append, "a\nb\n", "c", "a\nb\nc\n");
	assert_placed(append, "x\na\nb\n", "m", "x\na\nb\nc\n");
	assert_refused(append, "a\nb\nz\n", 1, "applies only to the end of the file");
	assert_refused("@@ -1,2 +1,3 @@\n+c\n a\n b\n", "x\na\nb\n", 2, "applies only to the start");
	/* Newlines at the end are lines' bytes. */
	assert_placed("@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n", "a", "c", "a\n");
	assert_placed("@@ -1 +1 @@\n-a\n+a\n\\ No newline at end of file\n", "x\na\n", "m", "x\na");
	assert_refused("@@ -1 +1 @@\n-a\n+a\n\\ No newline at end of file\n", "a\nx\n", 1,
		       "applies only to the end");
	assert_refused("@@ -1,2 +1,2 @@\n a\n-b\n+c\n", "a\nb", 1, "differ only in line endings");
}

static void without_context(void **state)
{
	struct place_result result;
	const char *insert = "@@ -1,0 +2 @@\n+x\n";

	assert_placed("@@ -0,0 +1 @@\n+x\n", "", "c", "x\n");
	assert_refused(insert, "a\nb\n", 0, "adds lines without context");
	place(insert, "a\nb\n", 4, true, &result);
	assert_true(result.placed);
	assert_string_equal(buf_str(&result.content), "a\nx\nb\n");
	place_result_release(&result);
	place("@@ -9,0 +10 @@\n+x\n", "a\nb\n", 4, true, &result);
	assert_false(result.placed);
	place_result_release(&result);
	place("@@ -1,0 +2 @@\n+x\n", "a", 1, true, &result);
	assert_false(result.placed);
	place_result_release(&result);
}

static void explained(void **state)
{
	assert_refused("@@ -2,4 +2,4 @@\n one\n two\n-three\n+3\n four\n",
		       "zero\none\ntwo\nthird\nfour\n", 2,
		       "nearest is line 2, where 3 of 4 lines match\n"
		       "line 4: expected \"three\", found \"third\"");
	assert_refused("@@ -1,2 +1,2 @@\n one\n-two\n+2\n", "one\r\ntwo\r\n", 1,
		       "differ only in line endings\nline 1: expected \"one\", found \"one\" (ends in CRLF)");
	assert_refused("@@ -1,2 +1,2 @@\n one\r\n-two\r\n+2\r\n", "one\ntwo\n", 1,
		       "differ only in line endings");
	assert_refused("@@ -1,2 +1,2 @@\n one\n-\ttwo\n+2\n", "one\n        two\n", 1,
		       "differ only in whitespace");
	assert_refused("@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n", "one\n2\nthree\n", 1,
		       "already applied: its result is at line 1");
	assert_refused("@@ -5 +5 @@\n-\x01\xff\n+b\n", "a\n", 2, "expected \"??\", found end of file");
}

/* Which place is the nearest, and what is said of how it differs. */
static void nearest_places(void **state)
{
	/* Most lines, wherever it is. */
	assert_refused("@@ -1,4 +1,4 @@\n a\n b\n-c\n+C\n d\n", "a\nx\ny\nz\na\nb\nx\nd\n", 5,
		       "nearest is line 5, where 3 of 4 lines match\nline 7: expected \"c\", found \"x\"");
	/* Of two with as many, the nearer one. */
	assert_refused("@@ -6,2 +6,2 @@\n a\n-b\n+B\n", "a\nx\n3\n4\n5\n6\na\nx\n", 7,
		       "nearest is line 7, where 1 of 2 lines match\nline 8: expected \"b\", found \"x\"");
	assert_refused("@@ -2,2 +2,2 @@\n a\n-b\n+B\n", "a\nx\n3\n4\n5\n6\na\nx\n", 1,
		       "nearest is line 1, where 1 of 2 lines match\nline 2: expected \"b\", found \"x\"");
	/* A line of the hunk's end votes for where it begins. */
	assert_refused("@@ -1,3 +1,3 @@\n-a\n+A\n b\n c\n", "1\n2\n3\nx\nb\nc\n", 4,
		       "nearest is line 4, where 2 of 3 lines match\nline 4: expected \"a\", found \"x\"");
	/* In front of the first line it cannot begin. */
	assert_refused("@@ -3,3 +3,3 @@\n a\n-b\n+B\n c\n", "c\nx\ny\nz\n", 3,
		       "nearest is line 3, where 0 of 3 lines match\nline 3: expected \"a\", found \"y\"\n"
		       "line 4: expected \"b\", found \"z\"\nline 5: expected \"c\", found end of file");
	/* Six lines are shown, the others counted. */
	assert_refused("@@ -1,8 +1,8 @@\n a\n-1\n+0\n 2\n 3\n 4\n 5\n 6\n 7\n", "a\nb\nc\nd\ne\nf\ng\nh\n", 1,
		       "line 7: expected \"6\", found \"g\"\nand 1 more lines");
	/* The last line has no newline; CR within is no ending. */
	assert_refused("@@ -1,2 +1,2 @@\n a\n-b\n+c\n", "a\nx", 1, "line 2: expected \"b\", found \"x\" (no newline at end)");
	assert_refused("@@ -1,2 +1,2 @@\n a\n-b c\n+d\n", "a\nbc\n", 1, "differ only in whitespace");
	assert_refused("@@ -1,2 +1,2 @@\n a\n-b\n+d\n", "a\nb  \n", 1, "differ only in whitespace");
	assert_refused("@@ -1,3 +1,3 @@\n a\n-b c\n+d\n e\n", "a\nbc\nf\n", 1,
		       "where 1 of 3 lines match\nline 2: expected \"b c\", found \"bc\"\n");
}

/* Processor time, since the machine may be busy. */
static double seconds(void)
{
	return (double)clock() / CLOCKS_PER_SEC;
}

/* A thousand hunks in 30000 lines, and inputs made to be slow. */
static void speed(void **state)
{
	struct buf before = { 0 }, diff = { 0 };
	struct place_result result;
	double start;

	for (int i = 0; i < 30000; i++)
		buf_printf(&before, i % 3 ? "line %d\n" : "}\n", i);
	for (int i = 0; i < 1000; i++)
		buf_printf(&diff, "@@ -%d,3 +%d,3 @@\n }\n-line %d\n+new\n line %d\n",
			   i * 30 + 11, i * 30 + 11, i * 30 + 1, i * 30 + 2);
	start = seconds();
	place(diff.data, before.data, before.len, false, &result);
	assert_true(result.placed);
	assert_int_equal(result.hunks.items[999].verdict, VERDICT_MOVED);
	assert_true(seconds() - start < 2);
	place_result_release(&result);

	buf_clear(&before);
	buf_clear(&diff);
	for (int i = 0; i < 300000; i++)
		buf_puts(&before, "a\n");
	for (int i = 0; i < 20000; i++)
		buf_printf(&diff, "@@ -%d,3 +%d,3 @@\n a\n a\n-a\n+b\n", 400000 + i * 4,
			   400000 + i * 4);
	start = seconds();
	place(diff.data, before.data, before.len, false, &result);
	assert_false(result.placed);
	assert_non_null(strstr(result.hunks.items[0].reason, "ambiguous: matches at 299998 places"));
	assert_non_null(strstr(result.hunks.items[19999].reason, "too frequent"));
	assert_true(seconds() - start < 30);
	place_result_release(&result);
	buf_release(&before);
	buf_release(&diff);
}

/* Hunks whose function is not in a file of a million lines: seeking it ends some time. */
static void seeking_a_function_is_bounded(void **state)
{
	struct buf before = { 0 }, diff = { 0 };
	struct place_result result;

	for (int i = 0; i < 1000000; i++)
		buf_printf(&before, i % 100 || i > 30000 ? "}\n" : "\tline %d\n", i);
	for (int i = 0; i < 201; i++)
		buf_printf(&diff, "@@ -%d,2 +%d,2 @@ int gone(void)\n-\tline %d\n+\tnew\n }\n",
			   i * 100 + 1, i * 100 + 1, i * 100);
	place(diff.data, before.data, before.len, false, &result);
	assert_false(result.placed);
	assert_int_equal(result.hunks.items[198].verdict, VERDICT_CLEAN);
	assert_int_equal(result.hunks.items[199].verdict, VERDICT_REFUSED);
	assert_non_null(strstr(result.hunks.items[199].reason, "the hunk is for \"int gone(void)\", "
			       "which was not searched for"));
	place_result_release(&result);
	buf_release(&before);
	buf_release(&diff);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(at_its_line_or_another),
		cmocka_unit_test(order_and_overlap),
		cmocka_unit_test(twin_functions),
		cmocka_unit_test(stated_and_shifted_line),
		cmocka_unit_test(equal_blocks),
		cmocka_unit_test(headings),
		cmocka_unit_test(edges_of_the_file),
		cmocka_unit_test(without_context),
		cmocka_unit_test(explained),
		cmocka_unit_test(nearest_places),
		cmocka_unit_test(speed),
		cmocka_unit_test(seeking_a_function_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
