// SPDX-License-Identifier: GPL-2.0-only
/* Calls that a change adds, of functions that take other arguments in B. */
#include "adapt_tree_table.h"

/* Between two lines that both have. */
#define USER(body) "#include <linux/api.h>\n\nint user(struct item *it, int n)\n{\n" body "\treturn n;\n}\n"
#define LINES(call) USER("\tfirst();\n" call "\tlast();\n")
#define CALL(what, a_api, b_api, call, made) \
	{ what, a_api, b_api, LINES(""), LINES("\t" call ";\n"), LINES(""), made, RUNG_SIGNATURE }
#define MADE(call) LINES("\t" call ";\n")
/* With a line in front that both have, in their own words. */
#define SEEN(what, a_api, b_api, a_call, b_call, call, made) \
	{ what, a_api, b_api, USER("\t" a_call ";\n\tfirst();\n\tlast();\n"), \
	  USER("\t" a_call ";\n\tfirst();\n\t" call ";\n\tlast();\n"), \
	  USER("\t" b_call ";\n\tfirst();\n\tlast();\n"), made, RUNG_SIGNATURE }
#define SEEN_MADE(b_call, call) USER("\t" b_call ";\n\tfirst();\n\t" call ";\n\tlast();\n")

#define ITEM "struct item {\n\tint count;\n\tstruct item *next;\n};\nstruct other {\n\tint count;\n};\n"

static void test_left_out(void **state)
{
	static const struct tree_row rows[] = {
		CALL("the first", "int take(int how, struct item *it, bool more);\n",
		     "int take(struct item *it, bool more);\n",
		     "take(1, it, true)", MADE("take(it, true)")),
		CALL("the second", "int take(struct item *it, int how, bool more);\n",
		     "int take(struct item *it, bool more);\n",
		     "take(it, 1, true)", MADE("take(it, true)")),
		CALL("the last", "int take(struct item *it, bool more, int how);\n",
		     "int take(struct item *it, bool more);\n",
		     "take(it, true, 1)", MADE("take(it, true)")),
		CALL("two of four", "int take(struct item *it, int how, bool more, u32 flags);\n",
		     "int take(struct item *it, u32 flags);\n",
		     "take(it, 1, true, n)", MADE("take(it, n)")),
		CALL("all of them", "int take(struct item *it);\n", "int take(void);\n", "take(it)",
		     MADE("take()")),
		CALL("under other names: by their types", "int take(struct item *it, int how);\n",
		     "int take(struct item *one);\n",
		     "take(it, 1)", MADE("take(it)")),
		CALL("without names", "int take(struct item *, int);\n",
		     "int take(struct item *);\n", "take(it, 1)", MADE("take(it)")),
		CALL("of one type, told by its name", "int take(int from, int to);\n",
		     "int take(int to);\n", "take(n, 2)", MADE("take(2)")),
		CALL("of one type, not told", "int take(int from, int to);\n",
		     "int take(int other);\n", "take(n, 2)", NULL),
		CALL("B's is of another type", "int take(int from, int to);\n",
		     "int take(struct item *it);\n", "take(n, 2)", NULL),
		CALL("in another order", "int take(struct item *it, int from, bool to);\n",
		     "int take(bool to, int from);\n",
		     "take(it, 1, true)", NULL),
		CALL("arguments with brackets and commas",
		     "int take(struct item *it, int how, bool more);\n",
		     "int take(struct item *it, bool more);\n",
		     "take(third(it, 1), n[1, 2], (n, true))",
		     MADE("take(third(it, 1), (n, true))")),
		CALL("a call in a call", "int take(struct item *it, int how);\n",
		     "int take(struct item *it);\n", "take(it, take(it, 2))",
		     MADE("take(it)")),
		CALL("over two lines", "int take(int how, struct item *it, bool more);\n",
		     "int take(struct item *it, bool more);\n",
		     "take(1,\n\t     it,\n\t     true)", MADE("take(it,\n\t     true)")),
		CALL("over two lines, the second",
		     "int take(struct item *it, int how, bool more);\n",
		     "int take(struct item *it, bool more);\n",
		     "take(it,\n\t     1, true)", MADE("take(it, true)")),
		CALL("with a comment", "int take(struct item *it, int how);\n",
		     "int take(struct item *it);\n", "take(it, 1 /* once */)",
		     MADE("take(it)")),
		CALL("in a return", "int take(struct item *it, int how);\n",
		     "int take(struct item *it);\n", "return take(it, 1)",
		     MADE("return take(it)")),
		CALL("behind else", "int take(struct item *it, int how);\n",
		     "int take(struct item *it);\n",
		     "if (n)\n\t\tn = 1;\n\telse\n\t\ttake(it, 1)",
		     MADE("if (n)\n\t\tn = 1;\n\telse\n\t\ttake(it)")),
		CALL("in a case", "int take(struct item *it, int how);\n",
		     "int take(struct item *it);\n",
		     "do\n\t\ttake(it, 1);\n\twhile (n)", MADE("do\n\t\ttake(it);\n\twhile (n)")),
		CALL("two calls in a line", "int take(struct item *it, int how);\n",
		     "int take(struct item *it);\n",
		     "n = take(it, 1) + take(it, 2)", MADE("n = take(it) + take(it)")),
	};

	CHECK_TREES(rows);
}

static void test_not_touched(void **state)
{
	static const struct tree_row rows[] = {
		{ "as many arguments", "int take(struct item *it, int how);\n",
		  "int take(struct item *it, int how);\n", LINES(""),
		  LINES("\ttake(it, 1);\n"), LINES(""), LINES("\ttake(it, 1);\n"), RUNG_EXACT },
		{ "any number of them", "int take(struct item *it, int how);\n",
		  "int take(struct item *it, ...);\n", LINES(""),
		  LINES("\ttake(it, 1);\n"), LINES(""), LINES("\ttake(it, 1);\n"), RUNG_EXACT },
		{ "nothing is told of it", "int take(struct item *it, int how);\n",
		  "#define OTHER take\n", LINES(""),
		  LINES("\ttake(it, 1);\n"), LINES(""), LINES("\ttake(it, 1);\n"), RUNG_EXACT },
		{ "a pointer of that name is called", "int take(struct item *it, int how);\n",
		  "int take(struct item *it);\n", LINES(""),
		  LINES("\tit->take(it, 1);\n"), LINES(""), LINES("\tit->take(it, 1);\n"),
		  RUNG_EXACT },
		{ "a member of that name is called", "int take(struct item *it, int how);\n",
		  "int take(struct item *it);\n", LINES(""),
		  LINES("\tit.take(it, 1);\n"), LINES(""), LINES("\tit.take(it, 1);\n"), RUNG_EXACT
		  },
		{ "it is declared", "int take(struct item *it, int how);\n",
		  "int take(struct item *it);\n", LINES(""),
		  "struct item *take(struct item *it, int how);\n" LINES(""), LINES(""),
		  "struct item *take(struct item *it, int how);\n" LINES(""), RUNG_EXACT },
		{ "A's tree does not take it so: another part of the change",
		  "int take(struct item *it);\n", "int take(struct item *it);\n",
		  LINES(""), LINES("\ttake(it, 1);\n"), LINES(""), LINES("\ttake(it, 1);\n"),
		  RUNG_EXACT },
		{ "the change defines it", "\n", "int take(struct item *it);\n", LINES(""),
		  "int take(struct item *it, int how)\n{\n\treturn how;\n}\n\n"
		  LINES("\ttake(it, 1);\n"), LINES(""),
		  "int take(struct item *it, int how)\n{\n\treturn how;\n}\n\n"
		  LINES("\ttake(it, 1);\n"), RUNG_EXACT },
		{ "B's own call, which the change does not touch",
		  "int take(struct item *it, int how);\n", "int take(struct item *it);\n",
		  USER("\ttake(it, 1);\n\tn = 1;\n"), USER("\ttake(it, 1);\n\tn = 2;\n"),
		  USER("\ttake(it);\n\tn = 1;\n"),
		  USER("\ttake(it);\n\tn = 2;\n"), RUNG_FUNCTION },
	};

	CHECK_TREES(rows);
}

/* A call on a line of both tells which argument goes, and what comes. */
static void test_told_by_calls(void **state)
{
#define THREE "int take(int from, int to, int step);\n"
#define TWO "int take(int a, int b);\n"
	static const struct tree_row rows[] = {
		SEEN("the first goes", THREE, TWO, "take(7, 8, n)", "take(8, n)",
		     "take(1, 2, n + 1)", SEEN_MADE("take(8, n)", "take(2, n + 1)")),
		SEEN("the last goes", THREE, TWO, "take(7, 8, n)", "take(7, 8)",
		     "take(1, 2, n + 1)", SEEN_MADE("take(7, 8)", "take(1, 2)")),
		SEEN("the one in the middle goes", THREE, TWO, "take(7, 8, n)", "take(7, n)",
		     "take(1, 2, n + 1)",
		     SEEN_MADE("take(7, n)", "take(1, n + 1)")),
		SEEN("one of two equal ones", THREE, TWO, "take(7, 7, n)", "take(7, n)",
		     "take(1, 2, n + 1)", NULL),
		SEEN("B passes something else", THREE, TWO, "take(7, 8, n)", "take(8, 9)",
		     "take(1, 2, n + 1)", NULL),
		SEEN("a constant comes first", "int take(int a);\n", TWO, "take(n)",
		     "take(FLAG, n)", "take(n + 1)",
		     SEEN_MADE("take(FLAG, n)", "take(FLAG, n + 1)")),
		SEEN("a constant comes last", "int take(int a);\n", TWO, "take(n)", "take(n, FLAG)",
		     "take(n + 1)",
		     SEEN_MADE("take(n, FLAG)", "take(n + 1, FLAG)")),
		SEEN("a number comes", "int take(int a);\n", TWO, "take(n)", "take(n, 0)",
		     "take(n + 1)", SEEN_MADE("take(n, 0)", "take(n + 1, 0)")),
		SEEN("a truth comes", "int take(int a);\n", TWO, "take(n)", "take(n, true)",
		     "take(n + 1)",
		     SEEN_MADE("take(n, true)", "take(n + 1, true)")),
		SEEN("a variable of the function comes", "int take(int a);\n",
		     "int take(struct item *it, int a);\n", "take(n)", "take(it, n)",
		     "take(n + 1)", SEEN_MADE("take(it, n)", "take(it, n + 1)")),
		SEEN("a member comes: not in every place the same", "int take(int a);\n", TWO,
		     "take(n)", "take(n, it->count)", "take(n + 1)", NULL),
		SEEN("a call comes", "int take(int a);\n", TWO, "take(n)", "take(n, first())",
		     "take(n + 1)", NULL),
		SEEN("two come", "int take(int a);\n", "int take(int a, int b, int c);\n",
		     "take(n)", "take(1, n, FLAG)", "take(n + 1)",
		     SEEN_MADE("take(1, n, FLAG)", "take(1, n + 1, FLAG)")),
		{ "two calls agree", "int take(int a);\n", TWO,
		  USER("\ttake(n);\n\tfirst();\n\ttake(2);\n\tlast();\n"),
		  USER("\ttake(n);\n\tfirst();\n\ttake(2);\n\tlast();\n\ttake(3);\n"),
		  USER("\ttake(n, 0);\n\tfirst();\n\ttake(2, 0);\n\tlast();\n"),
		  USER("\ttake(n, 0);\n\tfirst();\n\ttake(2, 0);\n\tlast();\n\ttake(3, 0);\n"),
		  RUNG_SIGNATURE },
		{ "two calls agree on what goes", THREE, TWO,
		  USER("\ttake(7, 8, n);\n\tfirst();\n\ttake(5, 6, n);\n\tlast();\n"),
		  USER("\ttake(7, 8, n);\n\tfirst();\n\ttake(5, 6, n);\n\tlast();\n\ttake(1, 2, n + 1);\n"),
		  USER("\ttake(8, n);\n\tfirst();\n\ttake(6, n);\n\tlast();\n"),
		  USER("\ttake(8, n);\n\tfirst();\n\ttake(6, n);\n\tlast();\n\ttake(2, n + 1);\n"),
		  RUNG_SIGNATURE },
		{ "two calls do not agree on what goes", THREE, TWO,
		  USER("\ttake(7, 8, n);\n\tfirst();\n\ttake(5, 6, n);\n\tlast();\n"),
		  USER("\ttake(7, 8, n);\n\tfirst();\n\ttake(5, 6, n);\n\tlast();\n\ttake(1, 2, n + 1);\n"),
		  USER("\ttake(8, n);\n\tfirst();\n\ttake(5, n);\n\tlast();\n"), NULL, 0 },
		{ "two calls pass different things", "int take(int a);\n", TWO,
		  USER("\ttake(n);\n\tfirst();\n\ttake(2);\n\tlast();\n"),
		  USER("\ttake(n);\n\tfirst();\n\ttake(2);\n\tlast();\n\ttake(3);\n"),
		  USER("\ttake(n, 0);\n\tfirst();\n\ttake(2, 1);\n\tlast();\n"), NULL, 0 },
		{ "two calls pass it in different places", "int take(int a);\n", TWO,
		  USER("\ttake(n);\n\tfirst();\n\ttake(2);\n\tlast();\n"),
		  USER("\ttake(n);\n\tfirst();\n\ttake(2);\n\tlast();\n\ttake(3);\n"),
		  USER("\ttake(n, 0);\n\tfirst();\n\ttake(0, 2);\n\tlast();\n"), NULL, 0 },
	};

	CHECK_TREES(rows);
}

/* What is left out asked for something, and B does what the others ask for. */
static void test_values_left_out(void **state)
{
#define A_TAKE "int take(struct item *it, int how);\n"
#define B_TAKE "int take(struct item *it);\n"
#define VALUE(what, seen, call, made) SEEN(what, A_TAKE, B_TAKE, "take(it, " seen ")", "take(it)", "take(it->next, " call ")", made)
#define GONE(what, value) \
	{ what, A_TAKE, B_TAKE, USER("\ttake(it, " value ");\n\tfirst();\n\tlast();\n"), \
	  USER("\ttake(it, " value ");\n\tfirst();\n\ttake(it->next, " value ");\n\tlast();\n"), \
	  USER("\ttake(it);\n\tfirst();\n\tlast();\n"), LEFT, RUNG_SUBSTITUTION }
#define LEFT SEEN_MADE("take(it)", "take(it->next)")
	static const struct tree_row rows[] = {
		GONE("the same constant", "MODE"),
		VALUE("another constant", "MODE", "OTHER", NULL),
		GONE("the same truth", "true"),
		VALUE("the other truth", "true", "false", NULL),
		VALUE("a variable is no value", "MODE", "n", LEFT),
		VALUE("nor is one instead of it", "n", "MODE", LEFT),
		VALUE("nor is a number", "1", "2", LEFT),
		VALUE("nor a name with small letters", "Mode", "Other", LEFT),
		{ "both are asked for", A_TAKE, B_TAKE,
		  USER("\ttake(it, MODE);\n\tfirst();\n\ttake(it, OTHER);\n\tlast();\n"),
		  USER("\ttake(it, MODE);\n\tfirst();\n\ttake(it, OTHER);\n\tlast();\n\ttake(it->next, OTHER);\n"),
		  USER("\ttake(it);\n\tfirst();\n\ttake(it);\n\tlast();\n"),
		  USER("\ttake(it);\n\tfirst();\n\ttake(it);\n\tlast();\n\ttake(it->next);\n"),
		  RUNG_SUBSTITUTION },
		SEEN("the one that is kept may be another", "int take(int mode, int how);\n",
		     "int take(int mode);\n", "take(MODE, 1)",
		     "take(MODE)", "take(OTHER, 2)", SEEN_MADE("take(MODE)", "take(OTHER)")),
	};

	CHECK_TREES(rows);
}

/* As many arguments, of other kinds: of functions that the file itself or its folder defines. */
static void test_kinds(void **state)
{
#define PUT(parameter) "static void put(" parameter ", int n)\n{\n\tfirst();\n}\n\n"
#define KIND(what, a, b, made) \
	{ what, ITEM, ITEM, PUT(a) LINES(""), PUT(a) LINES("\tput(it, n);\n"), PUT(b) LINES(""), made, RUNG_EXACT }
#define SAME_KIND(what, a, b) KIND(what, a, b, PUT(b) LINES("\tput(it, n);\n"))
	static const struct tree_row rows[] = {
		SAME_KIND("the same", "struct item *it", "struct item *it"),
		SAME_KIND("under another name", "struct item *it", "struct item *one"),
		SAME_KIND("const", "struct item *it", "const struct item *it"),
		SAME_KIND("const behind", "struct item *it", "struct item const *it"),
		SAME_KIND("of memory that is mapped", "void *it", "void __iomem *it"),
		SAME_KIND("volatile", "u32 *it", "volatile u32 *it"),
		SAME_KIND("of the user", "u32 *it", "u32 __user *it"),
		SAME_KIND("numbers of another width", "u32 it", "u64 it"),
		KIND("a pointer to something else", "struct item *it", "struct other *it", NULL),
		KIND("a pointer to anything", "struct item *it", "void *it", NULL),
		KIND("a name that begins the same", "struct item *it", "struct items *it", NULL),
		KIND("a value", "struct item *it", "int it", NULL),
		KIND("a pointer for a value", "int it", "struct item *it", NULL),
		SAME_KIND("arrays are not told", "int it[4]", "long it[4]"),
		KIND("an array for a value", "int it", "int it[4]", NULL),
		SAME_KIND("pointers to functions are not told", "int (*it)(int)", "void *it"),
	};

	CHECK_TREES(rows);
}

static void test_order(void **state)
{
#define SET(parameters) "static void set(" parameters ")\n{\n\tfirst();\n}\n\n"
#define ORDER(what, a, b, made) \
	{ what, ITEM, ITEM, SET(a) LINES(""), SET(a) LINES("\tset(it, n, 1);\n"), SET(b) LINES(""), made, RUNG_EXACT }
	static const struct tree_row rows[] = {
		ORDER("the same", "struct item *it, int reg, int val",
		      "struct item *it, int reg, int val",
		      SET("struct item *it, int reg, int val") LINES("\tset(it, n, 1);\n")),
		ORDER("two have changed places", "struct item *it, int reg, int val",
		      "struct item *it, int val, int reg", NULL),
		ORDER("all have changed places", "struct item *it, int reg, int val",
		      "int reg, int val, struct item *it", NULL),
		ORDER("other names", "struct item *it, int reg, int val",
		      "struct item *it, int val, int mask",
		      SET("struct item *it, int val, int mask") LINES("\tset(it, n, 1);\n")),
		ORDER("an array among them", "struct item *it, int reg[4], int val",
		      "struct item *it, int val, int reg[4]", NULL),
		ORDER("no names", "struct item *, int, int", "struct item *, int, int",
		      SET("struct item *, int, int") LINES("\tset(it, n, 1);\n")),
	};

	CHECK_TREES(rows);
}

/* What B's calls pass where A's pass the same as the one that is added. */
static void test_passed_instead(void **state)
{
#define IT PUT("struct item *it")
#define BASE PUT("void *base")
#define INSTEAD(what, a_calls, b_calls, call, made) \
	{ what, ITEM, ITEM, IT USER(a_calls "\tfirst();\n\tlast();\n"), IT USER(a_calls "\tfirst();\n\t" call ";\n\tlast();\n"), \
	  BASE USER(b_calls "\tfirst();\n\tlast();\n"), made, RUNG_SIGNATURE }
#define INSTEAD_MADE(b_calls, call) BASE USER(b_calls "\tfirst();\n\t" call ";\n\tlast();\n")
	static const struct tree_row rows[] = {
		INSTEAD("a member of it", "\tput(it, 1);\n", "\tput(it->next, 1);\n", "put(it, n)",
			INSTEAD_MADE("\tput(it->next, 1);\n", "put(it->next, n)")),
		INSTEAD("nothing is passed like it", "\tput(it, 1);\n", "\tput(it->next, 1);\n",
			"put(it->next, n)", NULL),
		INSTEAD("two calls agree", "\tput(it, 1);\n\tput(it, 2);\n",
			"\tput(it->next, 1);\n\tput(it->next, 2);\n", "put(it, n)",
			INSTEAD_MADE("\tput(it->next, 1);\n\tput(it->next, 2);\n",
				     "put(it->next, n)")),
		INSTEAD("two calls do not", "\tput(it, 1);\n\tput(it, 2);\n",
			"\tput(it->next, 1);\n\tput(it->prev, 2);\n", "put(it, n)", NULL),
		INSTEAD("a variable that is another file's", "\tput(it, 1);\n",
			"\tput(global, 1);\n", "put(it, n)", NULL),
	};

	CHECK_TREES(rows);
}

/* Macros: their parameters have no types, their names say what is meant. */
static void test_macros(void **state)
{
#define EACH(names) "#define each(" names ") first()\n"
#define MACRO(what, a, b, call, made) \
	{ what, ITEM, ITEM, EACH(a) LINES(""), EACH(a) LINES("\t" call ";\n"), EACH(b) LINES(""), made, RUNG_EXACT }
	static const struct tree_row rows[] = {
		MACRO("the same", "it, n", "it, n", "each(it, n)", EACH("it, n")
		      LINES("\teach(it, n);\n")),
		MACRO("underlines aside", "it, n", "__it, _n", "each(it, n)", EACH("__it, _n")
		      LINES("\teach(it, n);\n")),
		MACRO("another name", "it, n", "it, node", "each(it, n)", NULL),
		MACRO("any number", "it, ...", "it, ...", "each(it, n)", EACH("it, ...")
		      LINES("\teach(it, n);\n")),
		{ "a function in place of the macro", ITEM, ITEM, EACH("it, n") LINES(""),
		  EACH("it, n") LINES("\teach(it, n);\n"),
		  "static void each(struct item *one, int two)\n{\n}\n" LINES(""),
		  "static void each(struct item *one, int two)\n{\n}\n" LINES("\teach(it, n);\n"),
		  RUNG_OFFSET },
	};

	CHECK_TREES(rows);
}

/* Sixteen arguments are compared, seventeen are not. */
static void test_many(void **state)
{
#define P14 "int b, int c, int d, int e, int f, int g, int h, int i, int j, int k, int l, int m, int n, int o"
#define V14 "2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15"
	static const struct tree_row rows[] = {
		CALL("sixteen", "int take(int a, " P14 ", int p);\n", "int take(int a, " P14 ");\n",
		     "take(1, " V14 ", 16)",
		     MADE("take(1, " V14 ")")),
		{ "seventeen", "int take(int a, " P14 ", int p, int q);\n", "int take(int a, " P14
		  ");\n", LINES(""),
		  LINES("\ttake(1, " V14 ", 16, 17);\n"), LINES(""),
		  LINES("\ttake(1, " V14 ", 16, 17);\n"), RUNG_EXACT },
	};

	CHECK_TREES(rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_left_out),
		cmocka_unit_test(test_not_touched),
		cmocka_unit_test(test_told_by_calls),
		cmocka_unit_test(test_values_left_out),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_passed_instead),
		cmocka_unit_test(test_macros),
		cmocka_unit_test(test_many),
	};

	git_libgit2_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
