// SPDX-License-Identifier: GPL-2.0-only
/* How the work of the gates grows with the files, and that they hear Ctrl-C. */
#include "gates_fixture.h"

#include <signal.h>

#include "util/interrupt.h"

/* Code that is repeated; "%u" in it is the number of the repetition. */
struct growing {
	const char *name;
	const char *first, *before, *after, *last;
	bool source;		/* the change was made in the same file */
};

static const struct growing rows[] = {
	{ "functions, each with a change",
	  "", "int f%u(int a)\n{\n\treturn a;\n}\n\n",
	  "int f%u(int a)\n{\n\tint b%u = a;\n\n\treturn b%u;\n}\n\n", "" },
	{ "new functions", "", "", "int f%u(int a)\n{\n\tif (a)\n\t\tgoto out;\n\tmutex_lock(&m);\nout:\n\treturn a;\n}\n\n", "" },
	{ "functions, each with a change, made so elsewhere",
	  "", "int f%u(int a)\n{\n\treturn a;\n}\n\n", "int f%u(int a)\n{\n\treturn b;\n}\n\n", "", true },
	{ "labels and jumps of a function", "int f(void)\n{\n", "",
	  "\tif (a)\n\t\tgoto l%u;\nl%u:\n\tg();\n", "}\n" },
	{ "jumps to nowhere", "int f(void)\n{\n", "", "\tgoto l%u;\n", "}\n" },
	{ "variables of a function", "int f(void)\n{\n", "", "\tint a%u = 0;\n\tg(a%u);\n", "}\n", true },
	{ "a variable in many blocks", "int f(void)\n{\n", "", "\t{\n\t\tint a = 0;\n\n\t\tg(a);\n\t}\n", "}\n", true },
	{ "a variable many times", "int f(void)\n{\n", "", "\tint a = 0;\n\ta = 1;\n", "}\n", true },
	{ "odd statements", "int f(void)\n{\n", "", "\treturn 0;\n\ta%u->b;\n", "}\n", true },
	{ "locks", "int f(void)\n{\n", "", "\tmutex_lock(&a);\n\tif (b)\n\t\treturn 0;\n\tmutex_unlock(&a);\n", "}\n" },
	{ "locks in locks", "int f(void)\n{\n\t", "", "mutex_lock(", "\n}\n" },
	{ "lines without a '}'", "", "#define A%u 1\n#define B%u 2\n\n\n", "#define A%u 1\n#define B%u 3\n\n\n", "" },
	{ "a long #define", "#define A \\\n", "", "\tb%u \\\n", "\n" },
	{ "members of members", "int f(struct a *b)\n{\n\tb", "", "->c", " = 0;\n}\n" },
	{ "lines that appear twice", "", "int a%u;\n", "int a%u;\nint long_name_%u = 0;\nint long_name_%u = 0;\n", "" },
	{ "brackets that are not closed", "", "int f%u(void)\n{\n\ta;\n}\n", "int f%u(void)\n{\n\tb(;\n}\n", "" },
	{ "blocks without an end", "int f(void)\n{\n", "", "int a, {", "" },
	{ "macros in macros", "int f(void)\n{\n", "", ";A(b", "" },
};

static char *repeated(const struct growing *row, const char *piece, unsigned count)
{
	struct buf text = { 0 };

	buf_puts(&text, row->first);
	for (unsigned i = 0; i < count; i++)
		for (const char *at = piece; *at; at++) {
			if (at[0] == '%' && at[1] == 'u')
				buf_printf(&text, "%u", i), at++;
			else
				buf_add(&text, at, 1);
		}
	buf_puts(&text, row->last);
	return buf_detach(&text);
}

/* The rounds of the loops over so many repetitions. */
static uint64_t steps_of(const struct growing *row, unsigned count, bool *ret_whole)
{
	_cleanup_free_ char *before = repeated(row, row->before, count);
	_cleanup_free_ char *after = repeated(row, row->after, count);
	uint64_t steps = 0;
	const struct gates gates = { .steps = &steps };
	const struct gate_file file = {
		.path = "mm/a.c",
		.before = before,
		.before_len = strlen(before),
		.after = after,
		.after_len = strlen(after),
		.source_before = row->source ? before : NULL,
		.source_before_len = row->source ? strlen(before) : 0,
		.source_after = row->source ? before : NULL,
		.source_after_len = row->source ? strlen(before) : 0,
	};
	_cleanup_findings_ struct finding_list findings = { 0 };

	*ret_whole = gates_check(&gates, &file, 1, &findings);
	return steps;
}

static void test_growth(void **state)
{
	const char *only = getenv("GROWTH_ROW"), *size = getenv("GROWTH_SIZE");
	unsigned count = size ? atoi(size) : 1000;
	bool whole;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		uint64_t once, twice;

		if (only && (size_t)atoi(only) != i)
			continue;
		once = steps_of(&rows[i], count, &whole);
		assert_true(whole);
		if (only)
			continue;
		twice = steps_of(&rows[i], 2 * count, &whole);
		if (twice > once * 22 / 10)
			fail_msg("%s: %lu rounds, and for twice as much %lu", rows[i].name, once, twice);
	}
}

/* It cannot be taken back: the last of all tests. */
static void test_interrupted(void **state)
{
	bool whole;

	(void)state;
	interrupt_install();
	raise(SIGINT);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		steps_of(&rows[i], 5000, &whole);
		if (whole)
			fail_msg("%s: Ctrl-C is not heard", rows[i].name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_growth),
		cmocka_unit_test(test_interrupted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
