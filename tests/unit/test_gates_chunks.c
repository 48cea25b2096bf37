// SPDX-License-Identifier: GPL-2.0-only
/* Which code around a change is looked at, and on what line of its file a finding is. */
#include "gates_fixture.h"

/* What is found in a file that becomes another, as text. */
static char *check(const char *path, const char *before, const char *after)
{
	const struct gate_rows rows = { .with_names = true };
	const struct gate_file file = {
		.path = path,
		.before = before,
		.before_len = gate_length(before),
		.after = after,
		.after_len = gate_length(after),
	};
	_cleanup_findings_ struct finding_list findings = { 0 };

	gates_check(&rows.gates, &file, 1, &findings);
	return gate_findings_text(&rows, &findings);
}

#define FUNCTIONS 5

/*
 * Functions f0, f1 ... with so many lines in front of them and behind them; each whose
 * bit is set in `jumps` jumps to a label l0, l1 ... that there is not.
 */
static char *functions(unsigned jumps, size_t lines)
{
	struct buf text = { 0 };

	for (size_t i = 0; i < lines; i++)
		buf_printf(&text, "int above_the_functions_%zu;\n", i);
	for (int f = 0; f < FUNCTIONS; f++) {
		buf_printf(&text, "int f%d(void)\n{\n", f);
		if (jumps >> f & 1)
			buf_printf(&text, "\tgoto l%d;\n", f);
		buf_puts(&text, "\treturn 0;\n}\n\n");
	}
	for (size_t i = 0; i < lines; i++)
		buf_printf(&text, "int below_the_functions_%zu;\n", i);
	return buf_detach(&text);
}

/* Each jump that one of the two texts has is told in the other one's place, and no other. */
static void each_function_that_changes(void **state)
{
	static const size_t lines[] = { 0, 1, 9, 10, 11, 200 };

	for (size_t l = 0; l < ARRAY_SIZE(lines); l++) {
		_cleanup_free_ char *plain = functions(0, lines[l]);

		for (unsigned jumps = 0; jumps < 1 << FUNCTIONS; jumps++) {
			_cleanup_free_ char *after = functions(jumps, lines[l]);
			_cleanup_free_ char *found = check("mm/a.c", plain, after);
			_cleanup_free_ char *mended = check("mm/a.c", after, plain);
			_cleanup_free_ char *made = check("mm/a.c", NULL, after);
			size_t line = lines[l];
			struct buf expected = { 0 };

			buf_puts(&expected, "");
			for (int f = 0; f < FUNCTIONS; f++) {
				if (jumps >> f & 1)
					buf_printf(&expected, "%smissing-label %zu refuses l%d",
						   expected.len ? "; " : "", line + 3, f);
				line += 5 + (jumps >> f & 1);
			}
			assert_string_equal(found, buf_str(&expected));
			assert_string_equal(mended, "");
			assert_string_equal(made, buf_str(&expected));
			buf_release(&expected);
		}
	}
}

/* What one function has already is not told when another changes, before it or behind it. */
static void not_what_was_there(void **state)
{
	for (unsigned jumps = 0; jumps < 1 << FUNCTIONS; jumps++)
		for (int more = 0; more < FUNCTIONS; more++) {
			_cleanup_free_ char *before = functions(jumps, 2);
			_cleanup_free_ char *after = functions(jumps | 1u << more, 2);
			_cleanup_free_ char *found = check("mm/a.c", before, after);
			_cleanup_free_ char *expected = NULL;
			size_t line = 2 + 3;

			for (int f = 0; f < more; f++)
				line += 5 + (jumps >> f & 1);
			expected = xasprintf("missing-label %zu refuses l%d", line, more);
			assert_string_equal(found, jumps >> more & 1 ? "" : expected);
		}
}

/* Where the text begins, ends, and where nothing of it is the same. */
static void edges(void **state)
{
#define JUMP "int f(void)\n{\n\tgoto gone;\n}\n"
	static const struct gate_row rows[] = {
		{ "a new file", NULL, JUMP, "missing-label 3 refuses gone" },
		{ "an empty one before", "", JUMP, "missing-label 3 refuses gone" },
		{ "an empty one after", JUMP, "", "" },
		{ "both empty", "", "", "" },
		{ "no change", JUMP, JUMP, "" },
		{ "nothing is the same", "int z;\n", JUMP, "missing-label 3 refuses gone" },
		{ "at the beginning", "int z;\n", JUMP "int z;\n", "missing-label 3 refuses gone" },
		{ "at the end", "int z;\n", "int z;\n" JUMP, "missing-label 4 refuses gone" },
		{ "behind a line without an end", "int z;", "int z;\n" JUMP,
		  "missing-label 4 refuses gone" },
		{ "before a line without an end", "int z;", JUMP "int z;",
		  "missing-label 3 refuses gone" },
		{ "without an end of its own", "int z;\n",
		  "int z;\nint f(void)\n{\n\tgoto gone;\n}", "missing-label 4 refuses gone" },
		{ "between lines that are the same", "int z;\nint z;\n", "int z;\n" JUMP "int z;\n",
		  "missing-label 4 refuses gone" },
		{ "before a function of the same text", "int f(void)\n{\n}\n",
		  JUMP "int f(void)\n{\n}\n", "missing-label 3 refuses gone" },
		{ "a line that begins as the one before did", "int f(void)\n{\n\treturn 1;\n}\n",
		  "int f(void)\n{\n\tgoto gone;\n}\n", "missing-label 3 refuses gone" },
		{ "a line that ends as the one before did", "int f(void)\n{\n\tuse(1) ;\n}\n",
		  "int f(void)\n{\n\tgoto gone ;\n}\n", "missing-label 3 refuses gone" },
		{ "a last line whose end was there", "xgone;\n",
		  "int f(void)\n{\n\tgoto\ngone;\n}\n", "missing-label 4 refuses gone" },
		{ "a text that ends as the other one, amid a line", "int z; }\n",
		  "int f(void)\n{\n\tgoto gone; }\n", "missing-label 3 refuses gone" },
		{ "a text that ends as the other one, amid its first line", "goto gone; }\n",
		  "int f(void)\n{\nuse(1); goto gone; }\n", "missing-label 3 refuses gone" },
		{ "the last line of a function",
		  "int f(void)\n{\n\tuse(1);\n}\nint g(void)\n{\n}\n",
		  "int f(void)\n{\n\tuse(1);\n\tgoto gone;\n}\nint g(void)\n{\n}\n",
		  "missing-label 4 refuses gone" },
		{ "its end, too", "int f(void)\n{\n\tuse(1);\n}\nint g(void)\n{\n}\n",
		  "int f(void)\n{\n\tuse(1);\n\tgoto gone;\n}\n\nint h(void)\n{\n\tgoto more;\n}\nint g(void)\n{\n}\n",
		  "missing-label 4 refuses gone; missing-label 9 refuses more" },
		{ "only removed lines", "int f(void)\n{\n\tgoto gone;\ngone:\n\treturn 0;\n}\n",
		  "int f(void)\n{\n\tgoto gone;\n\treturn 0;\n}\n",
		  "missing-label 3 refuses gone" },
		{ "the first line of a function is removed",
		  "int f(void)\n{\ngone:\n\tgoto gone;\n}\n", "int f(void)\n{\n\tgoto gone;\n}\n",
		  "missing-label 3 refuses gone" },
		{ "the last line of a function is removed",
		  "int f(void)\n{\n\tgoto gone;\ngone:;\n}\n", "int f(void)\n{\n\tgoto gone;\n}\n",
		  "missing-label 3 refuses gone" },
	};
	const struct gate_rows whole = { .with_names = true };

	gate_rows_hold(&whole, rows, ARRAY_SIZE(rows));
}

/* Only C files, and those that are there. */
static void files(void **state)
{
	static const struct {
		const char *path;
		bool looked_at;
	} rows[] = {
		{ "mm/a.c", true },    { "mm/a.h", true },   { "a.c", true },
		{ "mm/a.S", false },   { "mm/a.cc", false }, { "mm/ac", false },
		{ "Makefile", false }, { ".c", false },	     { "c", false },
		{ "mm/a.", false },
	};
	const struct gates gates = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *found = check(rows[i].path, NULL, JUMP);

		assert_string_equal(found, rows[i].looked_at ? "missing-label 3 refuses gone" : "");
	}
	{
		const struct gate_file file = { .path = "mm/a.c",
						.before = JUMP,
						.before_len = strlen(JUMP) };
		_cleanup_findings_ struct finding_list findings = { 0 };

		gates_check(&gates, &file, 1, &findings);
		assert_int_equal(findings.count, 0);
	}
	{
		const struct gate_file both[] = {
			{ .path = "mm/a.c", .after = JUMP, .after_len = strlen(JUMP) },
			{ .path = "mm/b.c", .after = JUMP, .after_len = strlen(JUMP) },
		};
		_cleanup_findings_ struct finding_list findings = { 0 };

		gates_check(&gates, both, 2, &findings);
		assert_int_equal(findings.count, 2);
		assert_string_equal(findings.items[0].path, "mm/a.c");
		assert_string_equal(findings.items[1].path, "mm/b.c");
		assert_true(finding_list_refuses(&findings));
	}
}

/* Of one thing the first is told; of all no more than 200. */
static void how_many_are_told(void **state)
{
	const struct gates gates = { 0 };

	for (int count = 199; count < 202; count++) {
		struct buf text = { 0 };
		_cleanup_findings_ struct finding_list findings = { 0 };
		struct gate_file file = { .path = "mm/a.c" };

		buf_puts(&text, "int f(void)\n{\n");
		for (int i = 0; i < count; i++)
			buf_printf(&text, "\tgoto l%d;\n\tgoto l%d;\n", i, i);
		buf_puts(&text, "}\n");
		file.after = buf_str(&text);
		file.after_len = text.len;
		gates_check(&gates, &file, 1, &findings);
		assert_int_equal(findings.count, count < 200 ? count : 200);
		assert_string_equal(findings.items[198].name, "l198");
		assert_int_equal(findings.items[198].line, 3 + 2 * 198);
		buf_release(&text);
	}
}

/* What the change has in its own place is left out: the same, of the same file. */
static void left_out_of_its_source(void **state)
{
	static const char plain[] = "int f(void)\n{\n\treturn 0;\n}\n";
	static const char one[] = "int f(void)\n{\n\tif (n)\n\t\tgoto one;\n\treturn 0;\n}\n";
	static const char two[] = "int f(void)\n{\n\tif (n)\n\t\tgoto two;\n\treturn 0;\n}\n";
	static const char both[] =
		"int f(void)\n{\n\tif (n)\n\t\tgoto one;\n\tif (n)\n\t\tgoto two;\n\treturn 0;\n}\n";
	static const struct {
		const char *name, *source_before, *source_after, *after, *expected;
	} rows[] = {
		{ "not known", NULL, NULL, both,
		  "missing-label 4 refuses one; missing-label 6 refuses two" },
		{ "neither", plain, plain, both,
		  "missing-label 4 refuses one; missing-label 6 refuses two" },
		{ "the first", plain, one, both, "missing-label 6 refuses two" },
		{ "the second", plain, two, both, "missing-label 4 refuses one" },
		{ "both", plain, both, both, "" },
		{ "another", plain, two, one, "missing-label 4 refuses one" },
		{ "that had it before", one, one, one, "missing-label 4 refuses one" },
		{ "a new file there", NULL, one, one, "" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct gate_rows with = {
			.source_before = rows[i].source_before,
			.source_after = rows[i].source_after,
			.with_names = true,
		};
		const struct gate_row row = { rows[i].name, plain, rows[i].after,
					      rows[i].expected };

		gate_rows_hold(&with, &row, 1);
	}
	{
		/* In another file of the change, it is another matter. */
		const struct gate_file files[] = {
			{ .path = "mm/a.c",
			  .before = plain,
			  .before_len = strlen(plain),
			  .after = one,
			  .after_len = strlen(one) },
			{ .path = "mm/b.c",
			  .before = plain,
			  .before_len = strlen(plain),
			  .after = plain,
			  .after_len = strlen(plain),
			  .source_before = plain,
			  .source_before_len = strlen(plain),
			  .source_after = one,
			  .source_after_len = strlen(one) },
		};
		const struct gates gates = { 0 };
		_cleanup_findings_ struct finding_list findings = { 0 };

		gates_check(&gates, files, 2, &findings);
		assert_int_equal(findings.count, 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_function_that_changes),
		cmocka_unit_test(not_what_was_there),
		cmocka_unit_test(edges),
		cmocka_unit_test(files),
		cmocka_unit_test(how_many_are_told),
		cmocka_unit_test(left_out_of_its_source),
	};

	return cmocka_run_group_tests_name("gates: the code around a change", tests, NULL, NULL);
}
