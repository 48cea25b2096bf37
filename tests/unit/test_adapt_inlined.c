// SPDX-License-Identifier: GPL-2.0-only
/* Code of a function that B lacks, in the functions that have it instead: how much of it must be there. */
#include "adapt_table.h"

#define H(body) "static void settle(struct item *it, int n)\n{\n" body "}\n\n"
#define FUNCTION(name, body) "int " name "(struct item *it, int n)\n{\n" body "\treturn n;\n}\n\n"
#define U(body) FUNCTION("user", body)
#define CALLS FUNCTION("user", "\tfirst();\n\tsettle(it, n);\n")
#define P1 "\tprepare1(p1, 1);\n"
#define P2 "\tprepare2(p2, 2);\n"
#define P3 "\tprepare3(p3, 3);\n"
#define P4 "\tprepare4(p4, 4);\n"
#define Q1 "\tquit1(q1, 1);\n"
#define Q2 "\tquit2(q2, 2);\n"
#define Q3 "\tquit3(q3, 3);\n"
#define Q4 "\tquit4(q4, 4);\n"
#define O "\tother(o, 7);\n"
#define ADD "\tadded(z);\n"
/* Not known as its code, but found by its surroundings: nearly all of the lines are there. */
#define FOUND(what, above, added, below, b_old, made) \
	{ what, H(above below) CALLS, H(above added below) CALLS, b_old, made, RUNG_MOVED }
#define INLINE(what, above, added, below, b_old, made) \
	{ what, H(above below) CALLS, H(above added below) CALLS, b_old, made, RUNG_INLINED }

static void test_how_much_is_there(void **state)
{
	static const struct row rows[] = {
		INLINE("all of it", P1 P2 P3, ADD, Q1 Q2 Q3, U("\tfirst();\n" P1 P2 P3 Q1 Q2 Q3),
		       U("\tfirst();\n" P1 P2 P3 ADD Q1 Q2 Q3)),
		INLINE("the fourth line above is another one", P1 P2 P3 P4, ADD, Q1 Q2 Q3,
		       U("\tfirst();\n" O P2 P3 P4 Q1 Q2 Q3),
		       U("\tfirst();\n" O P2 P3 P4 ADD Q1 Q2 Q3)),
		FOUND("the third line above is another one", P1 P2 P3 P4, ADD, Q1 Q2 Q3,
		      U("\tfirst();\n" P1 O P3 P4 Q1 Q2 Q3),
		      U("\tfirst();\n" P1 O P3 P4 ADD Q1 Q2 Q3)),
		INLINE("the fourth line below is another one", P1 P2 P3, ADD, Q1 Q2 Q3 Q4,
		       U("\tfirst();\n" P1 P2 P3 Q1 Q2 Q3 O),
		       U("\tfirst();\n" P1 P2 P3 ADD Q1 Q2 Q3 O)),
		FOUND("the third line below is another one", P1 P2 P3, ADD, Q1 Q2 Q3 Q4,
		      U("\tfirst();\n" P1 P2 P3 Q1 Q2 O Q4),
		      U("\tfirst();\n" P1 P2 P3 ADD Q1 Q2 O Q4)),
		FOUND("a line between them", P1 P2 P3, ADD, Q1 Q2 Q3,
		      U("\tfirst();\n" P1 P2 O P3 Q1 Q2 Q3),
		      U("\tfirst();\n" P1 P2 O P3 ADD Q1 Q2 Q3)),
		FOUND("a line between them, below", P1 P2 P3, ADD, Q1 Q2 Q3,
		      U("\tfirst();\n" P1 P2 P3 Q1 O Q2 Q3),
		      U("\tfirst();\n" P1 P2 P3 ADD Q1 O Q2 Q3)),
		INLINE("blank lines of B", P1 P2 P3, ADD, Q1 Q2 Q3,
		       U("\tfirst();\n" P1 "\n" P2 P3 Q1 Q2 "\n" Q3),
		       U("\tfirst();\n" P1 "\n" P2 P3 ADD Q1 Q2 "\n" Q3)),
		INLINE("blank lines of A", P1 "\n" P2 P3, ADD, Q1 Q2 "\n" Q3,
		       U("\tfirst();\n" P1 P2 P3 Q1 Q2 Q3),
		       U("\tfirst();\n" P1 P2 P3 ADD Q1 Q2 Q3)),
		INLINE("two lines above, one below", P1 P2, ADD, Q1, U("\tfirst();\n" P1 P2 Q1),
		       U("\tfirst();\n" P1 P2 ADD Q1)),
		INLINE("one line above, two below", P1, ADD, Q1 Q2, U("\tfirst();\n" P1 Q1 Q2),
		       U("\tfirst();\n" P1 ADD Q1 Q2)),
		FOUND("one line above, one below", P1, ADD, Q1, U("\tfirst();\n" P1 Q1),
		      U("\tfirst();\n" P1 ADD Q1)),
		FOUND("an altered line above", P1 P2 P3, ADD, Q1 Q2 Q3,
		      U("\tfirst();\n" P1 P2 "\tprepare3(p3, 9);\n" Q1 Q2 Q3),
		      U("\tfirst();\n" P1 P2 "\tprepare3(p3, 9);\n" ADD Q1 Q2 Q3)),
		INLINE("it is there twice", P1 P2, ADD, Q1 Q2,
		       U("\tfirst();\n" P1 P2 Q1 Q2 O P1 P2 Q1 Q2), NULL),
		INLINE("all its lines are short", "\taa++;\n\tbb++;\n", ADD, "\tcc++;\n",
		       U("\tfirst();\n\taa++;\n\tbb++;\n\tcc++;\n"), NULL),
		INLINE("one of its lines is not", "\taa++;\n\tbb = cc;\n", ADD, "\tcc++;\n",
		       U("\tfirst();\n\taa++;\n\tbb = cc;\n\tcc++;\n"),
		       U("\tfirst();\n\taa++;\n\tbb = cc;\n" ADD "\tcc++;\n")),
	};

	CHECK_ROWS(rows);
}

static void test_replaced(void **state)
{
#define REPLACE(what, old, new, in_b, made) \
	{ what, H(P1 P2 old Q1 Q2) CALLS, H(P1 P2 new Q1 Q2) CALLS, U("\tfirst();\n" P1 P2 in_b Q1 Q2), made, RUNG_INLINED }
	static const struct row rows[] = {
		REPLACE("the same line", "\tset(d, 1);\n", "\tset(d, 2);\n", "\tset(d, 1);\n",
			U("\tfirst();\n" P1 P2 "\tset(d, 2);\n" Q1 Q2)),
		REPLACE("a line of other words", "\tset(d, 1);\n", "\tset(d, 2);\n",
			"\tset(dev, 1);\n",
			U("\tfirst();\n" P1 P2 "\tset(dev, 2);\n" Q1 Q2)),
		REPLACE("another line", "\tset(d, 1);\n", "\tset(d, 2);\n", O, NULL),
		REPLACE("no line", "\tset(d, 1);\n", "\tset(d, 2);\n", "", NULL),
		REPLACE("it is removed", "\tset(d, 1);\n", "", "\tset(d, 1);\n",
			U("\tfirst();\n" P1 P2 Q1 Q2)),
		REPLACE("two lines, one is not there", "\tset(d, 1);\n\tclear(e, 5, 6);\n",
			"\tset(d, 2);\n\tclear(e, 5, 7);\n", "\tset(d, 1);\n", NULL),
		{ "its last line, which is no return", H(P1 P2 Q1 "\tfinish(q9, 1);\n") CALLS,
		  H(P1 P2 Q1 "\tfinish(q9, 2);\n") CALLS,
		  U("\tfirst();\n" P1 P2 Q1 "\tfinish(q9, 1);\n"),
		  U("\tfirst();\n" P1 P2 Q1 "\tfinish(q9, 2);\n"), RUNG_INLINED },
		{ "two changes of it", H(P1 P2 P3 Q1 Q2 Q3) CALLS,
		  H(P1 P2 ADD P3 Q1 "\tmore(z);\n" Q2 Q3) CALLS,
		  U("\tfirst();\n" P1 P2 P3 Q1 Q2 Q3),
		  U("\tfirst();\n" P1 P2 ADD P3 Q1 "\tmore(z);\n" Q2 Q3), RUNG_INLINED },
		{ "its declarations are no code of it", H("\tint x = 1;\n\n" P1 P2 Q1 Q2) CALLS,
		  H("\tint x = 2;\n\n" P1 P2 Q1 Q2) CALLS,
		  U("\tint x = 1;\n\n\tfirst();\n" P1 P2 Q1 Q2),
		  U("\tint x = 2;\n\n\tfirst();\n" P1 P2 Q1 Q2), RUNG_MOVED },
		{ "nor is its return",
		  "static int settle(struct item *it, int n)\n{\n" P1 P2 Q1 "\treturn n + 1;\n}\n\n"
		  FUNCTION("user", "\tn = settle(it, n);\n"),
		  "static int settle(struct item *it, int n)\n{\n" P1 P2 Q1 "\treturn n + 2;\n}\n\n"
		  FUNCTION("user", "\tn = settle(it, n);\n"),
		  FUNCTION("user", P1 P2 Q1 "\tit->count = first(n);\n"), NULL, 0 },
	};

	CHECK_ROWS(rows);
}

static void test_callers(void **state)
{
#define CODE P1 P2 Q1 Q2
#define MADE P1 P2 ADD Q1 Q2
#define MORE \
	"\tmore1(m1, 1);\n\tmore2(m2, 2);\n\tmore3(m3, 3);\n\tmore4(m4, 4);\n\tmore5(m5, 5);\n\tmore6(m6, 6);\n"
	static const struct row rows[] = {
		{ "a second one", H(CODE) CALLS FUNCTION("other", "\tsettle(it, n);\n"), H(MADE)
		  CALLS FUNCTION("other", "\tsettle(it, n);\n"),
		  U(CODE) FUNCTION("other", CODE), U(MADE) FUNCTION("other", MADE), RUNG_INLINED },
		{ "a second one, which does not have it", H(CODE) CALLS
		  FUNCTION("other", "\tsettle(it, n);\n"),
		  H(MADE) CALLS FUNCTION("other", "\tsettle(it, n);\n"), U(CODE)
		  FUNCTION("other", O), NULL, 0 },
		{ "the first one does not have it", H(CODE) CALLS
		  FUNCTION("other", "\tsettle(it, n);\n"),
		  H(MADE) CALLS FUNCTION("other", "\tsettle(it, n);\n"), U(O)
		  FUNCTION("other", CODE), NULL, 0 },
		{ "a third one, which has it partly", H(CODE) CALLS
		  FUNCTION("other", "\tsettle(it, n);\n"),
		  H(MADE) CALLS FUNCTION("other", "\tsettle(it, n);\n"), U(CODE)
		  FUNCTION("other", P1 P2 Q1), NULL, 0 },
		{ "one that calls it twice", H(CODE)
		  FUNCTION("user", "\tsettle(it, n);\n\tsettle(it, 1);\n"),
		  H(MADE) FUNCTION("user", "\tsettle(it, n);\n\tsettle(it, 1);\n"), U(CODE),
		  U(MADE), RUNG_MOVED },
		{ "one that only names it", H(CODE) CALLS FUNCTION("other", "\tuse(settle);\n"),
		  H(MADE) CALLS FUNCTION("other", "\tuse(settle);\n"),
		  U(CODE) FUNCTION("other", "\tuse(NULL);\n"), NULL, 0 },
		{ "B has the function", H(CODE) CALLS, H(MADE) CALLS, U(CODE)
		  "static int settle(void)\n{\n\treturn 9;\n}\n", U(MADE)
		  "static int settle(void)\n{\n\treturn 9;\n}\n", RUNG_MOVED },
		{ "B's tree has the name elsewhere", H(CODE) CALLS, H(MADE) CALLS, U(CODE), U(MADE),
		  RUNG_MOVED, "settle\nadded\nz\n" },
		{ "B's tree does not have it", H(CODE) CALLS, H(MADE) CALLS, U(CODE), U(MADE),
		  RUNG_INLINED, "added\nz\n" },
		{ "in a function that only B has", H(CODE MORE) CALLS,
		  H(MADE MORE) CALLS, U("\tfirst();\n\tsettle_all(it);\n")
		  "void settle_all(struct item *it)\n{\n\tbegin(it);\n" CODE
		  "\tmore1(m1, 1);\n\tfinish(it);\n\tgo_on(it);\n}\n",
		  U("\tfirst();\n\tsettle_all(it);\n")
		  "void settle_all(struct item *it)\n{\n\tbegin(it);\n" MADE
		  "\tmore1(m1, 1);\n\tfinish(it);\n\tgo_on(it);\n}\n", RUNG_INLINED },
		{ "in two functions that only B has", H(CODE MORE) CALLS,
		  H(MADE MORE) CALLS, U("\tfirst();\n\tsettle_all(it);\n")
		  "void settle_all(struct item *it)\n{\n\tbegin(it);\n" CODE
		  "\tmore1(m1, 1);\n\tfinish(it);\n}\n"
		  "void settle_one(struct item *it)\n{\n\tstart(it);\n" CODE
		  "\tmore1(m1, 1);\n\tend(it);\n}\n", NULL, 0 },
	};

	CHECK_ROWS(rows);
}

/* The names of what is added mean the same in the caller. */
static void test_meaning(void **state)
{
#define L(body) "static void settle(struct item *it, int n)\n{\n\tint x = 0;\n\n" body "}\n\n"
#define V(declaration, body) "int user(struct item *it, int n)\n{\n" declaration "\tfirst();\n" body "\treturn n;\n}\n\n"
	static const struct row rows[] = {
		{ "a variable that the caller has", L(CODE) CALLS, L(P1 P2 "\tuse(x);\n" Q1 Q2)
		  CALLS, V("\tint x;\n\n", CODE),
		  V("\tint x;\n\n", P1 P2 "\tuse(x);\n" Q1 Q2), RUNG_INLINED },
		{ "a variable that it does not have", L(CODE) CALLS, L(P1 P2 "\tuse(x);\n" Q1 Q2)
		  CALLS, V("\tint y;\n\n", CODE), NULL, 0 },
		{ "a parameter that is passed as it is", L(CODE) CALLS, L(P1 P2 "\tuse(n);\n" Q1 Q2)
		  CALLS, V("\tint y;\n\n", CODE),
		  V("\tint y;\n\n", P1 P2 "\tuse(n);\n" Q1 Q2), RUNG_INLINED },
		{ "the first parameter", L(CODE) CALLS, L(P1 P2 "\tuse(it);\n" Q1 Q2) CALLS,
		  V("\tint y;\n\n", CODE),
		  V("\tint y;\n\n", P1 P2 "\tuse(it);\n" Q1 Q2), RUNG_INLINED },
		{ "a parameter that is passed altered", L(CODE)
		  FUNCTION("user", "\tfirst();\n\tsettle(it, n + 1);\n"),
		  L(P1 P2 "\tuse(n);\n" Q1 Q2)
		  FUNCTION("user", "\tfirst();\n\tsettle(it, n + 1);\n"), V("\tint y;\n\n", CODE),
		  NULL, 0 },
		{ "the first parameter, altered", L(CODE)
		  FUNCTION("user", "\tfirst();\n\tsettle(&it, n);\n"),
		  L(P1 P2 "\tuse(it);\n" Q1 Q2) FUNCTION("user", "\tfirst();\n\tsettle(&it, n);\n"),
		  V("\tint y;\n\n", CODE), NULL, 0 },
		{ "another variable is passed", L(CODE)
		  FUNCTION("user", "\tfirst();\n\tsettle(it, m);\n"),
		  L(P1 P2 "\tuse(n);\n" Q1 Q2) FUNCTION("user", "\tfirst();\n\tsettle(it, m);\n"),
		  V("\tint y;\n\n", CODE), NULL, 0 },
		{ "a parameter that is passed altered, but a line of both uses it",
		  L(P1 P2 "\tmark(n, 5);\n" Q1 Q2)
		  FUNCTION("user", "\tfirst();\n\tsettle(it, n + 1);\n"),
		  L(P1 P2 "\tmark(n, 5);\n\tuse(n);\n" Q1 Q2)
		  FUNCTION("user", "\tfirst();\n\tsettle(it, n + 1);\n"),
		  V("", P1 P2 "\tmark(n, 5);\n" Q1 Q2), V("", P1 P2 "\tmark(n, 5);\n\tuse(n);\n" Q1
		  Q2), RUNG_INLINED },
		{ "a return that the caller has none of there", L(CODE) CALLS,
		  L(P1 P2 "\tif (bad)\n\t\treturn;\n" Q1 Q2) CALLS, V("", CODE), NULL, 0 },
		{ "names that are no variables", L(CODE) CALLS,
		  L(P1 P2 "\tuse(global, FLAG);\n" Q1 Q2) CALLS, V("", CODE),
		  V("", P1 P2 "\tuse(global, FLAG);\n" Q1 Q2), RUNG_INLINED },
		{ "only the second name is another one", L(CODE) CALLS,
		  L(P1 P2 "\tuse(global, x);\n" Q1 Q2) CALLS, V("", CODE), NULL, 0 },
	};

	CHECK_ROWS(rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_how_much_is_there),
		cmocka_unit_test(test_replaced),
		cmocka_unit_test(test_callers),
		cmocka_unit_test(test_meaning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
