// SPDX-License-Identifier: GPL-2.0-only
/* Hunks and files that are too large to be compared, and Ctrl-C. */
#include "presence_table.h"

#include <signal.h>

#include "util/interrupt.h"

/* Lines that are repeated; "%u" in them is the number of the repetition. */
static const struct growing_row {
	const char *what, *hunk_first, *hunk, *hunk_last, *file_first, *file, *file_last;
	const char *few;	/* the answer for 50 of them */
} rows[] = {
	{ "added lines", "@@ 1\n a b c\n", "+foo_%u(a);\n", " d e f\n",
	  "a b c\n", "foo_%u(a);\n", "d e f\n", "THERE" },
	{ "added and other lines", "@@ 1\n a b c\n", "+foo_%u(a);\n bar_%u(b);\n", " d e f\n",
	  "a b c\n", "foo_%u(a);\nbar_%u(b);\n", "d e f\n", "THERE" },
	{ "replaced lines", "@@ 3 int f(void)\n a b c\n", "-\tfoo_%u(a);\n+\tfoo_%u(b);\n"
	  " \tbar_%u();\n",
	  " d e f\n", "int f(void)\n{\na b c\n", "\tfoo_%u(b);\n\tbar_%u();\n", "d e f\n}\n",
	  "THERE" },
	{ "lines that are alike", "@@ 1\n a b c\n", "+foo(a);\n bar(b);\n", " d e f\n",
	  "a b c\n", "foo(a);\nbar(b);\n", "d e f\n", "THERE" },
	{ "removed lines", "@@ 1\n a b c\n", "-foo_long_%u(a);\n bar_%u(b);\n", " d e f\n",
	  "a b c\n", "bar_%u(b);\n", "d e f\n", "GONE" },
	{ "removed lines, others here", "@@ 1\n a b c\n", "-foo_%u(a);\n bar_%u(b);\n",
	  " d e f\n",
	  "a b c\n", "foo_%u(a);\nbar_%u(b);\n", "d e f\n", "ABSENT" },
	{ "functions of a line", "@@ 1\n", "+int f_%u(void) { return g(); }\n"
	  " int f_%u(int) { return h(); }\n",
	  " d e f\n", "", "int f_%u(void) { return g(); }\nint f_%u(int) { return h(); }\n",
	  "d e f\n", "THERE" },
	{ "lines of a macro", "@@ 1\n #define A \\\n", "+\tb%u \\\n \tc%u \\\n", " d e f\n",
	  "#define A \\\n", "\tb%u \\\n\tc%u \\\n", "d e f\n", "THERE" },
};

static void repeat(struct buf *text, const char *piece, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		for (const char *at = piece; *at; at++) {
			if (at[0] == '%' && at[1] == 'u')
				buf_printf(text, "%u", i), at++;
			else
				buf_add(text, at, 1);
		}
}

static char *answer_for(const struct growing_row *row, unsigned count)
{
	struct buf hunk = { 0 }, file = { 0 };
	char *answer;

	buf_puts(&hunk, row->hunk_first);
	repeat(&hunk, row->hunk, count);
	buf_puts(&hunk, row->hunk_last);
	buf_puts(&file, row->file_first);
	repeat(&file, row->file, count);
	buf_puts(&file, row->file_last);
	answer = presence_answer("f.c", buf_str(&hunk), buf_str(&file), file.len, false);
	buf_release(&hunk);
	buf_release(&file);
	return answer;
}

static void few_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *answer = answer_for(&rows[i], 50);

		assert_row(rows[i].what, answer, rows[i].few);
	}
}

/* It would take hours. */
static void too_many_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *answer = answer_for(&rows[i], 30000);

		assert_row(rows[i].what, answer, "ABSENT");
	}
}

static void long_line(void **state)
{
	struct buf hunk = { 0 }, file = { 0 };
	char *answer;

	(void)state;
	buf_puts(&hunk, "@@ 1\n a b c\n+");
	repeat(&hunk, "a%u ", 100000);
	buf_puts(&hunk, "\n d e f\n");
	buf_puts(&file, "a b c\n");
	repeat(&file, "b%u ", 100000);
	buf_puts(&file, "\nd e f\n");
	answer = presence_answer("f.c", buf_str(&hunk), buf_str(&file), file.len, false);
	assert_string_equal(answer, "ABSENT");
	free(answer);
	buf_release(&hunk);
	buf_release(&file);
}

/* It cannot be taken back: the last of all tests. */
static void interrupted(void **state)
{
	(void)state;
	interrupt_install();
	raise(SIGINT);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *answer = answer_for(&rows[i], 50);

		assert_row(rows[i].what, answer, "ABSENT");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(few_lines),
		cmocka_unit_test(too_many_lines),
		cmocka_unit_test(long_line),
		cmocka_unit_test(interrupted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
