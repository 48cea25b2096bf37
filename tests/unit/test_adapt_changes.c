// SPDX-License-Identifier: GPL-2.0-only
/* What turns one version of a file into the next, change by change. */
#include "adapt_steps.h"

/* Each as "old LINE+COUNT new LINE+COUNT", lines from 0, "part" when it was split off. */
static char *found(const char *a_old, const char *a_new)
{
	_cleanup_steps_ struct steps steps;
	_cleanup_buf_ struct buf said = { 0 };

	steps_begin(&steps, a_old, a_new, "");
	for (size_t i = 0; i < steps.changes.count; i++) {
		const struct adapt_change *change = &steps.changes.items[i];

		buf_printf(&said, "%sold %zu+%zu new %zu+%zu%s", i ? ", " : "", change->a_line,
			   change->a_count, change->n_line, change->n_count,
			   change->part ? " part" : "");
	}
	return xstrdup(buf_str(&said));
}

struct finding {
	const char *what, *a_old, *a_new, *changes;
};

static void check_findings(const struct finding *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		_cleanup_free_ char *changes = found(rows[i].a_old, rows[i].a_new);

		assert_row(rows[i].what, changes, rows[i].changes);
	}
}
#define CHECK_FINDINGS(rows) check_findings(rows, ARRAY_SIZE(rows))

static void test_lines(void **state)
{
	static const struct finding rows[] = {
		{ "no difference", "a\nb\n", "a\nb\n", "" },
		{ "a line added", "a\nb\n", "a\nx\nb\n", "old 1+0 new 1+1" },
		{ "lines added in front of all others", "a\n", "x\ny\na\n", "old 0+0 new 0+2" },
		{ "a line added at the end", "a\n", "a\nx\n", "old 1+0 new 1+1" },
		{ "a line removed", "a\nb\nc\n", "a\nc\n", "old 1+1 new 1+0" },
		{ "all lines removed", "a\nb\n", "", "old 0+2 new 0+0" },
		{ "lines replaced", "a\nb\nc\nd\n", "a\nx y z\nd\n", "old 1+2 new 1+1" },
		{ "a file that is new", "", "a\nb\n", "old 0+0 new 0+2" },
		{ "several changes", "a\nb\nc\nd\ne\n", "x\na\nc\nd\ny\ne\n",
		  "old 0+0 new 0+1, old 1+1 new 2+0, old 4+0 new 4+1" },
	};

	CHECK_FINDINGS(rows);
}

#define F(body) "int f(struct d *d)\n{\n\tint ret;\n\n" body "\treturn ret;\n}\n"

/* New lines next to one that is altered are a change of their own. */
static void test_split(void **state)
{
	static const struct finding rows[] = {
		{ "new lines below an altered one", F("\tret = go(d, 1);\n"),
		  F("\tret = go(d, 2);\n\tif (ret)\n\t\treturn ret;\n"),
		  "old 4+1 new 4+1, old 5+0 new 5+2 part" },
		{ "new lines above an altered one", F("\tret = go(d, 1);\n"),
		  F("\tif (!d)\n\t\treturn 1;\n\tret = go(d, 2);\n"),
		  "old 4+1 new 6+1, old 4+0 new 4+2 part" },
		{ "above and below", F("\tret = go(d, 1);\n"),
		  F("\tlock(d);\n\tret = go(d, 2);\n\tunlock(d);\n"),
		  "old 4+1 new 5+1, old 5+0 new 6+1 part, old 4+0 new 4+1 part" },
		{ "two altered lines", F("\tret = go(d, 1);\n\tret += come(d, 1);\n"),
		  F("\tret = go(d, 2);\n\tret += come(d, 2);\n\tunlock(d);\n"),
		  "old 4+2 new 4+2, old 6+0 new 6+1 part" },
		{ "a new line between two altered ones stays with them",
		  F("\tret = go(d, 1);\n\tret += come(d, 1);\n"),
		  F("\tret = go(d, 2);\n\tunlock(d);\n\tret += come(d, 2);\n"), "old 4+2 new 4+3" },
		{ "a second change in the same file",
		  "int a = 1;\nint b;\n" F("\tret = go(d, 1);\n"),
		  "int a = 2;\nint c;\nint b;\n" F("\tret = go(d, 2);\n\tunlock(d);\n"),
		  "old 0+1 new 0+1, old 6+1 new 7+1, old 1+0 new 1+1 part, old 7+0 new 8+1 part" },
		{ "more removed than added", F("\tret = go(d, 1);\n\tret += come(d, 1);\n"),
		  F("\tret = go(d, 2);\n"), "old 4+2 new 4+1" },
	};

	CHECK_FINDINGS(rows);
}

/* A line that is another one afterwards has become no line: nothing tells where the new ones go. */
static void test_replaced(void **state)
{
	static const struct finding rows[] = {
		{ "half of it is the same: altered", "alpha beta\n", "alpha gamma\ndelta\n",
		  "old 0+1 new 0+1, old 1+0 new 1+1 part" },
		{ "less than half: replaced", "alpha beta other\n", "alpha gamma more\ndelta\n",
		  "old 0+1 new 0+2" },
		{ "nothing is the same", F("\tret = go(d, 1);\n"),
		  F("\tstop_all();\n\tfree(it);\n"), "old 4+1 new 4+2" },
		{ "one of two lines is replaced", F("\tret = go(d, 1);\n\tcome(back);\n"),
		  F("\tret = go(d, 2);\n\tstop_all();\n\tfree(it);\n"), "old 4+2 new 4+3" },
		{ "a blank line is none that was altered", F("\tret = go(d, 1);\n\n"),
		  F("\tret = go(d, 2);\n\tstop_all();\n\tfree(it);\n"), "old 4+2 new 4+3" },
		{ "nor has a line become a blank one", F("\tret = go(d, 1);\n\tcome(back);\n"),
		  F("\tret = go(d, 2);\n\n\n\tstop_all();\n"), "old 4+2 new 4+4" },
	};

	CHECK_FINDINGS(rows);
}

/* What is split off is whole: it ends at the depth at which it begins, and never goes below. */
static void test_not_cut(void **state)
{
	static const struct finding rows[] = {
		{ "put into a block", F("\tret = go(d, 1);\n"),
		  F("\tif (d->on) {\n\t\tret = go(d, 2);\n\t}\n"), "old 4+1 new 4+3" },
		{ "the end of a block, and another block",
		  F("\tif (d->on) {\n\t\tret = go(d, 1);\n\t}\n"),
		  F("\tif (d->on) {\n\t\tret = go(d, 2);\n\t} else {\n\t\tret = stop(d);\n\t}\n"),
		  "old 5+1 new 5+3" },
		{ "a whole block below", F("\tret = go(d, 1);\n"),
		  F("\tret = go(d, 2);\n\tif (ret) {\n\t\tstop(d[0]);\n\t}\n"),
		  "old 4+1 new 4+1, old 5+0 new 5+3 part" },
		{ "a whole block above", F("\tret = go(d, 1);\n"),
		  F("\tif (!d) {\n\t\tstop(d[0]);\n\t}\n\tret = go(d, 2);\n"),
		  "old 4+1 new 7+1, old 4+0 new 4+3 part" },
		{ "the arguments of a call", F("\tret = go(d, 1);\n"),
		  F("\tret = go(d, 2,\n\t\t alpha,\n\t\t beta);\n"), "old 4+1 new 4+3" },
		{ "the call around it", F("\tret = go(d, 1);\n"),
		  F("\tunless(\n\t\tret = go(d, 2);\n\t);\n"), "old 4+1 new 4+3" },
		{ "the index around it", F("\tret = go(d, 1);\n"),
		  F("\ttable[\n\t\tret = go(d, 2);\n\t];\n"), "old 4+1 new 4+3" },
		{ "brackets of a string, of a character and of a comment are text",
		  F("\tret = go(d, 1);\n"),
		  F("\tret = go(d, 2);\n\ttell(\"(\");\n\tput('{');\t/* [ */\n"),
		  "old 4+1 new 4+1, old 5+0 new 5+2 part" },
		{ "above it opens, below is whole", F("\tret = go(d, 1);\n\t}\n"),
		  F("\tfor (;;) {\n\tret = go(d, 2);\n\tstop(d);\n\t}\n"),
		  "old 4+1 new 4+2, old 5+0 new 6+1 part" },
	};

	CHECK_FINDINGS(rows);
}

static void test_length(void **state)
{
	static const struct {
		const char *what;
		size_t lines;
		const char *changes;
	} rows[] = {
		{ "a change of 2000 lines", 2000, "old 0+1 new 0+1, old 1+0 new 1+1999 part" },
		{ "a longer one is not split", 2001, "old 0+1 new 0+2001" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_buf_ struct buf text = { 0 };
		_cleanup_free_ char *changes = NULL;

		buf_printf(&text, "first_of(all, 2);\n");
		for (size_t line = 1; line < rows[i].lines; line++)
			buf_printf(&text, "x%zu\n", line);
		changes = found("first_of(all, 1);\n", buf_str(&text));
		assert_row(rows[i].what, changes, rows[i].changes);
	}
}

/* Of lines 0 to 9 (a to j) some are replaced or removed. */
static void test_removes(void **state)
{
	static const char text[] = "a\nb\nc\nd\ne\nf\ng\nh\na\ng\n";
	/* Exactly as many as there are, so that a look behind the last is seen. */
	struct change_list changes = { .items = xcalloc(3, sizeof(*changes.items)), .count = 3 };
	_cleanup_buf_ struct buf gone = { 0 }, like = { 0 };
	_cleanup_steps_ struct steps steps;

	changes.items[0] = (struct adapt_change){ .a_line = 2, .a_count = 2, .n_count = 1 };
	changes.items[1] = (struct adapt_change){ .a_line = 5, .n_count = 4 };
	changes.items[2] = (struct adapt_change){ .a_line = 8, .a_count = 2 };
	steps_begin(&steps, text, "", "");
	for (size_t line = 0; line < steps.in.a.text.line_count; line++) {
		uint32_t id = steps.in.a.text.lines[line].id;

		buf_printf(&gone, "%d", changes_remove(&changes, line));
		buf_printf(&like, "%d", changes_remove_like(&changes, &steps.in.a.text, id));
	}
	assert_row("lines that are replaced or removed", buf_str(&gone), "0011000011");
	assert_row("and those that are equal to one", buf_str(&like), "1011001011");
	change_list_release(&changes);
	assert_null(changes.items);
	assert_int_equal(changes.count, 0);
}

/* The texts of all changes are given back. */
static void test_release(void **state)
{
	struct change_list changes = { .items = xcalloc(2, sizeof(*changes.items)), .count = 2 };

	change_say(&changes.items[0], xstrdup("one"));
	change_say(&changes.items[1], xstrdup("two"));
	change_say(&changes.items[1], xstrdup("three"));
	assert_string_equal(changes.items[1].text, "three");
	change_list_release(&changes);
}

static void test_refuse(void **state)
{
	struct adapt_change change = { .rung = RUNG_TOKEN, .text = xstrdup("merged with y()") };

	assert_false(change_refuse(&change, "context differs"));
	assert_int_equal(change.rung, RUNG_REFUSED);
	assert_string_equal(change.text, "context differs");
	assert_false(change_refuse(&change, "another reason"));
	assert_string_equal(change.text, "context differs");
	free(change.text);

	/* Without a reason, what was said is the reason. */
	change = (struct adapt_change){ .rung = RUNG_EXACT, .text = xstrdup("y() is not here") };
	assert_false(change_refuse(&change, ""));
	assert_int_equal(change.rung, RUNG_REFUSED);
	assert_string_equal(change.text, "y() is not here");
	free(change.text);

	/* What was said of a change that is refused already is its reason. */
	change = (struct adapt_change){ .rung = RUNG_REFUSED, .text = xstrdup("first") };
	assert_false(change_refuse(&change, "second"));
	assert_string_equal(change.text, "first");
	free(change.text);
}

static void test_rungs(void **state)
{
	struct adapt_change change = { .rung = RUNG_FUNCTION };

	change_raise_rung(&change, RUNG_OFFSET);
	assert_int_equal(change.rung, RUNG_FUNCTION);
	change_raise_rung(&change, RUNG_TOKEN);
	assert_int_equal(change.rung, RUNG_TOKEN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),	 cmocka_unit_test(test_split),
		cmocka_unit_test(test_replaced), cmocka_unit_test(test_not_cut),
		cmocka_unit_test(test_length),	 cmocka_unit_test(test_removes),
		cmocka_unit_test(test_release),	 cmocka_unit_test(test_refuse),
		cmocka_unit_test(test_rungs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
