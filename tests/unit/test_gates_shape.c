// SPDX-License-Identifier: GPL-2.0-only
/* Brackets, labels and lines that appear twice. */
#include "gates_fixture.h"

#define END "\treturn 0;\n"

/* The body's first line is line 3 of the file. */
#define FRAME "int f(struct item *it, int n)\n{\n%s}\n"

static void hold(const char *says, const char *frame, enum reason first, enum reason second,
		 const struct gate_row *rows, size_t count)
{
	const struct gate_rows framed = {
		.frame = frame,
		.only = REASON_BIT(first) | REASON_BIT(second),
		.with_names = true,
		.says = says,
	};

	gate_rows_hold(&framed, rows, count);
}

static void brackets(void **state)
{
	static const struct gate_row rows[] = {
		{ "as they are", END, "\tif (n) {\n\t\tit->a[n] = 1;\n\t}\n" END, "" },
		{ "one ( too many", END, "\tuse((n);\n" END, "unbalanced-brackets 3 refuses" },
		{ "one ) too many", END, "\tuse(n));\n" END, "unbalanced-brackets 3 refuses" },
		{ "one [ too many", END, "\tit->a[[n] = 1;\n" END,
		  "unbalanced-brackets 3 refuses" },
		{ "one ] too many", END, "\tit->a[n]] = 1;\n" END,
		  "unbalanced-brackets 3 refuses" },
		{ "one { too many", END, "\tif (n) {\n" END, "unbalanced-brackets 3 refuses" },
		{ "one } too many", END, "\t}\n" END, "unbalanced-brackets 3 refuses" },
		{ "an #if too many", END, "#if A\n" END, "unbalanced-brackets 3 refuses" },
		{ "an #ifdef too many", END, "#ifdef A\n" END, "unbalanced-brackets 3 refuses" },
		{ "an #ifndef too many", END, "#ifndef A\n" END, "unbalanced-brackets 3 refuses" },
		{ "an #endif too many", END, "#endif\n" END, "unbalanced-brackets 3 refuses" },
		{ "an #if that ends", END, "#if A\n\tuse(1);\n#endif\n" END, "" },
		{ "an #if with an #else", END, "#if A\n\tuse(1);\n#else\n\tuse(2);\n#endif\n" END,
		  "" },
		{ "another directive", END, "#define M 1\n" END, "" },
		{ "a macro named as a directive is", END, "#define M if\n#define N endif\n" END,
		  "" },
		{ "in a string and a comment", END, "\tuse(\"(\"); /* { */\n\tuse('[');\n" END,
		  "" },
		{ "in a macro", END, "#define M (\n" END, "" },
		{ "as many of each as before", "\tuse((n);\n" END, "\tuse((n);\n\tuse(1);\n" END,
		  "" },
		{ "more than before", "\tuse((n);\n" END, "\tuse((n);\n\tuse((1);\n" END,
		  "unbalanced-brackets 4 refuses" },
		{ "fewer than before", "\tuse((n);\n\tuse((1);\n" END, "\tuse((n);\n" END,
		  "unbalanced-brackets 4 refuses" },
		{ "mended", "\tuse((n);\n" END, "\tuse(n);\n" END, "" },
		/* Each half of an #if has its own. */
		{ "a { in both halves", END,
		  "#if A\n\tif (n) {\n#else\n\tif (it) {\n#endif\n\t}\n" END, "" },
		{ "a { in three parts", END,
		  "#if A\n\tif (n) {\n#elif B\n\tif (n) {\n#else\n\tif (it) {\n#endif\n\t}\n" END,
		  "" },
		{ "a { in the first half only", END,
		  "#if A\n\tif (n) {\n#else\n\tuse(1);\n#endif\n\t}\n" END,
		  "unbalanced-brackets 3 refuses" },
		{ "a { in the last half only", END,
		  "#if A\n\tuse(1);\n#else\n\tif (n) {\n#endif\n\t}\n" END,
		  "unbalanced-brackets 3 refuses" },
		{ "a ( in both halves", END,
		  "#if A\n\tuse(1 +\n#else\n\tuse(2 +\n#endif\n\t    n);\n" END, "" },
		{ "a ( in the last half only", END,
		  "#if A\n\tuse(1);\n#else\n\tuse((2);\n#endif\n" END,
		  "unbalanced-brackets 3 refuses" },
		{ "a [ in both halves", END,
		  "#if A\n\tit->a[1 +\n#else\n\tit->a[2 +\n#endif\n\t    n] = 1;\n" END, "" },
		{ "a [ in the last half only", END,
		  "#if A\n\tuse(1);\n#else\n\tit->a[[2];\n#endif\n" END,
		  "unbalanced-brackets 3 refuses" },
		{ "halves within halves", END,
		  "#if A\n#if B\n\tif (n) {\n#else\n\tif (it) {\n#endif\n#else\n\tif (n > 1) {\n#endif\n\t}\n" END,
		  "" },
		{ "in a half within the last half only", END,
		  "#if A\n\tuse(1);\n#else\n#if B\n\tif (n) {\n#else\n\tif (it) {\n#endif\n#endif\n\t}\n" END,
		  "unbalanced-brackets 3 refuses" },
		{ "an #else without its #if", END, "#else\n\tuse(1);\n" END, "" },
	};
	static const struct gate_row in_file[] = {
		{ "a partner beyond the code around the change",
		  "#if A\nint a(void)\n{\n}\nint f(void)\n{\n}\nint b(void)\n{\n}\n#endif\n",
		  "#if A\nint a(void)\n{\n}\nint f(void)\n{\n#endif\n#if B\n}\nint b(void)\n{\n}\n#endif\n",
		  "" },
		{ "a function that ends amid its text",
		  "int f(int n)\n{\n\tif (n) {\n\t\tuse(1);\n\t}\n\treturn 0;\n}\n",
		  "int f(int n)\n{\n\tif (n)\n\t\tuse(1);\n\t}\n\treturn 0;\n}\n}\nint g(int n)\n{\n\tif (n) {\n\treturn 0;\n}\n",
		  "unbalanced-brackets 3 refuses" },
		{ "a brace in the first column amid a function", "int f(int n)\n{\n\tuse(1);\n}\n",
		  "int f(int n)\n{\n\tuse(1);\nif (n)\n{\n}\n}\n",
		  "unbalanced-brackets 4 refuses" },
		{ "braces in the second column", "int f(int n)\n{\n\tuse(1);\n}\n",
		  "int f(int n)\n{\n\tuse(1);\nif (n)\n {\n }\n}\n", "" },
		{ "braces of tables", "int f(int n)\n{\n\tuse(1);\n}\n",
		  "static struct item list[] = { {\n\t.count = 1,\n}, {\n\t.count = 2,\n} };\nint f(int n)\n{\n\tuse(1);\n}\n",
		  "" },
		{ "a brace with more behind it", "int f(int n)\n{\n\tuse(1);\n}\n",
		  "int f(int n)\n{\n\tuse(1);\n{ use(2);\n} use(3);\n}\n", "" },
		{ "as many of them as before", "int f(int n)\n{\nif (n)\n{\n\tuse(1);\n}\n}\n",
		  "int f(int n)\n{\nif (n)\n{\n\tuse(2);\n}\n}\n", "" },
		{ "at the end of the file", "int z;\n", "int z;\nint f(void)\n{\n}", "" },
		{ "of a new file", NULL, "int f(void)\n{\n\tif (1) {\n}\n",
		  "unbalanced-brackets 1 refuses" },
		{ "of a new file that is well", NULL, "int f(void)\n{\n\tif (1) {\n\t}\n}\n", "" },
	};

	hold(NULL, FRAME, REASON_UNBALANCED_BRACKETS, REASON_UNBALANCED_BRACKETS, rows,
	     ARRAY_SIZE(rows));
	hold(NULL, NULL, REASON_UNBALANCED_BRACKETS, REASON_UNBALANCED_BRACKETS, in_file,
	     ARRAY_SIZE(in_file));
	/* Halves are told apart to a depth of 32. */
	for (int depth = 31; depth < 34; depth++) {
		struct buf after = { 0 };
		struct gate_row row = { "conditions", END, NULL,
					depth < 33 ? "" : "unbalanced-brackets 3 refuses" };

		for (int i = 0; i < depth; i++)
			buf_puts(&after, "#if A\n");
		buf_puts(&after, "\tif (n) {\n#else\n\tif (it) {\n#endif\n\t}\n");
		for (int i = 1; i < depth; i++)
			buf_puts(&after, "#endif\n");
		buf_puts(&after, END);
		row.after = buf_str(&after);
		hold(NULL, FRAME, REASON_UNBALANCED_BRACKETS, REASON_UNBALANCED_BRACKETS, &row, 1);
		buf_release(&after);
	}
}

static void labels(void **state)
{
	static const struct gate_row rows[] = {
		{ "a jump to a label", END, "\tif (n)\n\t\tgoto out;\nout:\n" END, "" },
		{ "a jump to none", END, "\tif (n)\n\t\tgoto out;\n" END,
		  "missing-label 4 refuses out" },
		{ "two jumps to none, told once", END, "\tif (n)\n\t\tgoto out;\n\tgoto out;\n" END,
		  "missing-label 4 refuses out" },
		{ "a jump to a longer label", END, "\tgoto out;\nouter:\n\tgoto outer;\n" END,
		  "missing-label 3 refuses out" },
		{ "a jump to none, as before", "\tgoto out;\n" END, "\tgoto out;\n\tuse(1);\n" END,
		  "" },
		{ "a jump whose label went", "\tgoto out;\nout:\n" END, "\tgoto out;\n" END,
		  "missing-label 3 refuses out" },
		{ "a jump where the label was not used", "out:\n" END, "\tgoto gone;\nout:\n" END,
		  "missing-label 3 refuses gone" },
		{ "a jump to what a pointer shows to", END, "\tgoto *it;\n" END, "" },
		{ "a jump in a macro", END, "#define M goto out\n" END, "" },
		{ "a label that nothing jumps to", END, "out:\n" END, "unused-label 3 high out" },
		{ "a label whose jump went", "\tgoto out;\nout:\n" END, "out:\n" END,
		  "unused-label 3 high out" },
		{ "a label whose jump went away with it", "\tgoto out;\nout:\n" END, END, "" },
		{ "a label without use, as before", "out:\n" END, "out:\n\tuse(1);\n" END, "" },
		{ "a label that is taken the address of", END, "\tit->p = &&out;\nout:\n" END, "" },
		{ "a case and a default", END,
		  "\tswitch (n) {\n\tcase ONE:\n\tdefault:\n\t\tuse(1);\n\t}\n" END, "" },
		{ "a choice", END, "\tn = n ? out : it;\n" END, "" },
		{ "a new function's jump", NULL, "\tgoto out;\n", "missing-label 3 refuses out" },
		{ "a new function's label", NULL, "out:\n" END, "unused-label 3 high out" },
		{ "a jump at the very end", END, "\treturn 0;\n\tgoto\n", "" },
	};
	static const struct gate_row in_file[] = {
		{ "the label of another function",
		  "int g(void)\n{\nout:\n\tgoto out;\n}\nint f(void)\n{\n}\n",
		  "int g(void)\n{\nout:\n\tgoto out;\n}\nint f(void)\n{\n\tgoto out;\n}\n",
		  "missing-label 8 refuses out" },
		{ "in both functions", "int g(void)\n{\n}\nint f(void)\n{\n}\n",
		  "int g(void)\n{\n\tgoto a;\n}\nint f(void)\n{\n\tgoto b;\n}\n",
		  "missing-label 3 refuses a; missing-label 7 refuses b" },
		{ "in a function that is not touched", "int z;\nint g(void)\n{\n\tgoto a;\n}\n",
		  "int z, k;\nint g(void)\n{\n\tgoto a;\n}\n", "" },
	};

	hold("f()", FRAME, REASON_MISSING_LABEL, REASON_UNUSED_LABEL, rows, ARRAY_SIZE(rows));
	hold(NULL, NULL, REASON_MISSING_LABEL, REASON_UNUSED_LABEL, in_file, ARRAY_SIZE(in_file));
}

static void duplicates(void **state)
{
#define CALL "\tuse_it(it, n);\n"
	static const struct gate_row rows[] = {
		{ "a call above", CALL END, CALL CALL END, "duplicate-lines 4 high" },
		{ "a call once", END, CALL END, "" },
		{ "another call", CALL END, CALL "\tuse_it(it, m);\n" END, "" },
		{ "a line between", CALL END, CALL "\tn++;\n" CALL END, "" },
		{ "an assignment", "\tit->count = 1;\n" END,
		  "\tit->count = 1;\n\tit->count = 1;\n" END, "duplicate-lines 4 high" },
		{ "with another indentation", CALL END, CALL "\t\tuse_it(it, n); \n" END,
		  "duplicate-lines 4 high" },
		{ "above the other, with another indentation", "\t\tuse_it(it, n);\n" END,
		  CALL "\t\tuse_it(it, n);\n" END, "duplicate-lines 3 high" },
		{ "two lines above the others", "\t\tuse_it(it, n);\n\t\tn++;\n" END,
		  CALL "\tn++;\n\t\tuse_it(it, n);\n\t\tn++;\n" END, "duplicate-lines 3 high" },
		{ "two lines above half of them", "\t\tuse_it(it, n);\n\t\tn--;\n" END,
		  CALL "\tn++;\n\t\tuse_it(it, n);\n\t\tn--;\n" END, "" },
		{ "two lines", CALL "\tn++;\n" END, CALL "\tn++;\n" CALL "\tn++;\n" END,
		  "duplicate-lines 5 high" },
		{ "the first of two lines", CALL "\tn++;\n" END,
		  CALL "\tn++;\n" CALL "\tn--;\n" END, "" },
		{ "the second of two lines", "\tn++;\n" CALL END,
		  "\tn++;\n" CALL "\tn--;\n" CALL END, "" },
		{ "both new", END, CALL CALL END, "" },
		{ "a line of 13 bytes", "\tuse_it(i, n);\n" END,
		  "\tuse_it(i, n);\n\tuse_it(i, n);\n" END, "duplicate-lines 4 high" },
		{ "a line of 12 bytes", "\tuse_i(i, n);\n" END,
		  "\tuse_i(i, n);\n\tuse_i(i, n);\n" END, "" },
		{ "neither a call nor an assignment", "\tvery_long_name++;\n" END,
		  "\tvery_long_name++;\n\tvery_long_name++;\n" END, "" },
		{ "a comment", "\t/* use_it(it, n) */\n" END,
		  "\t/* use_it(it, n) */\n\t/* use_it(it, n) */\n" END, "" },
		{ "a comment's line", "\t/*\n\t * use_it(it, n)\n\t */\n" END,
		  "\t/*\n\t * use_it(it, n)\n\t * use_it(it, n)\n\t */\n" END, "" },
		{ "braces", "\tif (n) {\n\t}\n" END, "\tif (n) {\n\t}\n\t}\n" END, "" },
		{ "as before", CALL CALL END, CALL CALL "\tn++;\n" END, "" },
		{ "removed", CALL CALL END, CALL END, "" },
	};
	static const struct gate_row in_file[] = {
		{ "at the beginning of the file", "int count = 1234;\n",
		  "int count = 1234;\nint count = 1234;\n", "duplicate-lines 2 high" },
		{ "without an end of line", "int count = 1234;\n",
		  "int count = 1234;\nint count = 1234;", "duplicate-lines 2 high" },
		{ "at the end of the file", "int z;\n", "int z;\nint count = 1234;\n", "" },
		{ "above the first line", "int z;\n", "int count = 1234;\nint z;\n", "" },
		{ "three lines, of which the file has two above",
		  "int a = 123456;\nint b = 123456;\nint z;\n",
		  "int a = 123456;\nint b = 123456;\nint c = 123456;\nint a = 123456;\nint b = 123456;\nint z;\n",
		  "" },
		{ "a new file", NULL, "int count = 1234;\nint count = 1234;\n", "" },
	};

	hold(NULL, FRAME, REASON_DUPLICATE_LINES, REASON_DUPLICATE_LINES, rows, ARRAY_SIZE(rows));
	hold(NULL, NULL, REASON_DUPLICATE_LINES, REASON_DUPLICATE_LINES, in_file,
	     ARRAY_SIZE(in_file));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(brackets),
		cmocka_unit_test(labels),
		cmocka_unit_test(duplicates),
	};

	return cmocka_run_group_tests_name("gates: brackets, labels, lines", tests, NULL, NULL);
}
