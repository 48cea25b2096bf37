// SPDX-License-Identifier: GPL-2.0-only
/* Replaced lines of which B has others, or more around them; changes with an offset; moved ways out. */
#include "adapt_table.h"

#define F(body) "int f(struct d *d, int n)\n{\n" body "\treturn 0;\n}\n"
#define K(n) "\tkeep" #n "(k" #n ");\n"
#define M(n) "\tmiss" #n "(m" #n ");\n"
#define O(n) "\tother" #n "(o" #n ");\n"
#define C(n) "\tchange" #n "(c" #n ", d" #n ", e" #n ");\n"
#define NEW "\tnew_one(d);\n"

static void test_replaced_as_a_whole(void **state)
{
	static const struct row rows[] = {
		{ "the first line is another one", F(K(1) M(1) C(1) C(2) C(3) K(2)),
		  F(K(1) NEW K(2)), F(K(1) O(1) C(1) C(2) C(3) K(2)),
		  F(K(1) NEW K(2)), RUNG_TOKEN },
		{ "the last line is another one", F(K(1) C(1) C(2) C(3) M(1) K(2)),
		  F(K(1) NEW K(2)), F(K(1) C(1) C(2) C(3) O(1) K(2)),
		  F(K(1) NEW K(2)), RUNG_TOKEN },
		{ "the first line is not there", F(K(1) M(1) C(1) C(2) C(3) K(2)), F(K(1) NEW K(2)),
		  F(K(1) C(1) C(2) C(3) K(2)),
		  F(K(1) NEW K(2)), RUNG_TOKEN },
		{ "the last line is not there", F(K(1) C(1) C(2) C(3) M(1) K(2)), F(K(1) NEW K(2)),
		  F(K(1) C(1) C(2) C(3) K(2)),
		  F(K(1) NEW K(2)), RUNG_TOKEN },
		{ "the line above is another one, too", F(M(9) M(1) C(1) C(2) C(3) K(2)),
		  F(M(9) NEW K(2)), F(O(9) O(1) C(1) C(2) C(3) K(2)),
		  F(O(9) O(1) NEW K(2)), RUNG_TOKEN },
		{ "the line below is another one, too", F(K(1) C(1) C(2) C(3) M(1) M(9)),
		  F(K(1) NEW M(9)), F(K(1) C(1) C(2) C(3) O(1) O(9)),
		  F(K(1) NEW O(1) O(9)), RUNG_TOKEN },
		{ "most of it is another one", F(K(1) M(1) M(2) M(3) C(1) K(2)), F(K(1) NEW K(2)),
		  F(K(1) O(1) O(2) O(3) C(1) K(2)), NULL, 0 },
		{ "removed, the first line of the file", "int one_of;\nint two_of;\nint six_of;\n",
		  "int two_of;\nint six_of;\n",
		  "int one_of;\nint two_of;\n", "int two_of;\n", RUNG_FUNCTION },
		{ "replaced, the first line of the file", "int one_of;\nint two_of;\nint six_of;\n",
		  "long one_of;\nint two_of;\nint six_of;\n",
		  "int one_of;\nint two_of;\n", "long one_of;\nint two_of;\n", RUNG_FUNCTION },
		{ "replaced, the last line of the file", "int one_of;\nint two_of;\nint six_of;\n",
		  "int one_of;\nint two_of;\nlong six_of;\n",
		  "int two_of;\nint six_of;\n", "int two_of;\nlong six_of;\n", RUNG_FUNCTION },
	};

	CHECK_ROWS(rows);
}

/* What follows the line that is replaced is in another block than in A. */
static void test_block_ends(void **state)
{
#define OLD "\t\tcopy_all(net, info, 1);\n"
#define CHANGED "\t\tcopy_all(net, info, 2);\n"
	static const struct row rows[] = {
		{ "the same", F("\tif (n) {\n" OLD "\t}\n"),
		  F("\tif (n) {\n" CHANGED "\t} else {\n\t\tmore(m);\n\t}\n"),
		  "int x;\n" F("\tif (n) {\n" OLD "\t}\n"), "int x;\n"
		  F("\tif (n) {\n" CHANGED "\t} else {\n\t\tmore(m);\n\t}\n"), RUNG_OFFSET },
		{ "B has more in the block", F("\tif (n) {\n" OLD "\t}\n"),
		  F("\tif (n) {\n" CHANGED "\t} else {\n\t\tmore(m);\n\t}\n"),
		  F("\tif (n) {\n" OLD "\t\tother(o);\n\t}\n"), NULL, 0 },
	};

	CHECK_ROWS(rows);
}

static void test_offsets(void **state)
{
#define TOP "int n1;\nint n2;\nint n3;\nint n4;\nint n5;\nint n6;\nint n7;\nint n8;\n"
	static const struct row rows[] = {
		{ "what is added further down is there already",
		  "int a1;\n#define A 1\n#define B 2\n",
		  TOP "int a1;\n#define A 1\n#define B 2\n#define C 3\n",
		  "int a1;\n#define C 7\n\n#define A 1\n#define B 2\n", NULL, 0 },
		{ "a definition that the change is not to",
		  "int a1;\n#define C 3\n#define A 1\n#define B 2\n",
		  TOP "int a1;\n#define C 3\n#define A 1\n#define B 2\n#define D 4\n",
		  "int a1;\n#define C 7\n\n#define A 1\n#define B 2\n",
		  TOP "int a1;\n#define C 7\n\n#define A 1\n#define B 2\n#define D 4\n",
		  RUNG_FUNCTION },
		{ "three changes", F(K(1) K(2) K(3) K(4) K(5) K(6)),
		  F(K(1) "\tx1(y1);\n" K(2) K(3) "\tx2(y2);\n\tx3(y3);\n" K(4) K(5) "\tx4(y4);\n"
		  K(6)),
		  F(O(1) K(1) K(2) K(3) O(2) K(4) K(5) K(6)),
		  F(O(1) K(1) "\tx1(y1);\n" K(2) K(3) O(2) "\tx2(y2);\n\tx3(y3);\n" K(4) K(5)
		  "\tx4(y4);\n" K(6)), RUNG_FUNCTION },
		{ "removed, replaced, added", F(K(1) C(1) K(2) C(2) K(3) K(4)),
		  F(K(1) K(2) "\tchange2(c2, d2, 5);\n" K(3) NEW K(4)),
		  F(O(1) K(1) C(1) K(2) C(2) K(3) K(4) O(4)),
		  F(O(1) K(1) K(2) "\tchange2(c2, d2, 5);\n" K(3) NEW K(4) O(4)), RUNG_FUNCTION },
		{ "two changes in one place", F(K(1) C(1) C(2) K(2)),
		  F(K(1) "\tchange1(c1, d1, 5);\n" K(3) "\tchange2(c2, d2, 5);\n" K(2)),
		  F(K(1) C(1) C(2) K(2) O(1)),
		  F(K(1) "\tchange1(c1, d1, 5);\n" K(3) "\tchange2(c2, d2, 5);\n" K(2) O(1)),
		  RUNG_FUNCTION },
	};

	CHECK_ROWS(rows);
}

/* A way out that moves stays one, or B has none there. */
static void test_moved_ways_out(void **state)
{
#define MORE "\tfirst_of(d);\n\tsecond_of(d);\n\tthird_of(d);\n\tfourth_of(d);\n\tfifth_of(d);\n\tsixth_of(d);\n"
#define CHECK(leave) "\tif (n > 7) {\n" leave "\t}\n"
	static const struct row rows[] = {
		{ "the same return", F(MORE CHECK("\t\treturn leave_it(d, 1);\n") K(1)),
		  F(CHECK("\t\treturn leave_it(d, 1);\n") MORE K(1)),
		  F(O(1) MORE CHECK("\t\treturn leave_it(d, 1);\n") K(1)),
		  F(O(1) CHECK("\t\treturn leave_it(d, 1);\n") MORE K(1)), RUNG_FUNCTION },
		{ "another return", F(MORE CHECK("\t\treturn leave_it(d, 1);\n") K(1)),
		  F(CHECK("\t\treturn leave_it(d, 1);\n") MORE K(1)),
		  F(MORE CHECK("\t\treturn leave_it(d);\n") K(1)),
		  F(CHECK("\t\treturn leave_it(d);\n") MORE K(1)), RUNG_SUBSTITUTION },
		{ "a value and a goto", F(MORE CHECK("\t\treturn leave_it(d, 1);\n") K(1)),
		  F(CHECK("\t\treturn leave_it(d, 1);\n") MORE K(1)),
		  F(MORE CHECK("\t\tn = leave_it(d, 1);\n\t\tgoto out;\n") K(1) "out:\n"),
		  F(CHECK("\t\tn = leave_it(d, 1);\n\t\tgoto out;\n") MORE K(1) "out:\n"),
		  RUNG_SUBSTITUTION },
		{ "a value, and no way out", F(MORE CHECK("\t\treturn leave_it(d, 1);\n") K(1)),
		  F(CHECK("\t\treturn leave_it(d, 1);\n") MORE K(1)),
		  F(MORE CHECK("\t\tn = leave_it(d, 1);\n\t\tstay(d);\n") K(1)), NULL, 0 },
	};

	CHECK_ROWS(rows);
}

static void test_arguments_that_b_lacks(void **state)
{
#define S(what) "int f(struct d *d)\n{\n\tint ret;\n\n\tret = prepare(d);\n\t" what "\n\tfinish(d);\n\treturn ret;\n}\n"
#define OTHER "\nvoid g(struct d *d)\n{\n\ttimer_delete(&d->o);\n}\n"
	static const struct row rows[] = {
		{ "the change is to one of them", S("go(d, w1 + w2, 1);"), S("go(d, w1 + w3, 1);"),
		  S("go(d, 1);"), NULL, 0 },
		{ "the change is to one that it has", S("go(d, w1 + w2, 1);"),
		  S("go(d, w1 + w3, 1);"), S("go(dev, w1 + w2, 1);"),
		  S("go(dev, w1 + w3, 1);"), RUNG_TOKEN },
		{ "another function with the same arguments, in other words",
		  S("ret = timer_delete(&d->t) + old;"), S("ret = timer_shutdown(&d->t) + old;"),
		  S("ret = del_timer(&d->t) + other;") OTHER,
		  S("ret = timer_shutdown(&d->t) + other;") OTHER, RUNG_TOKEN },
	};

	CHECK_ROWS(rows);
}

#define DEF(name, more) "static int " name "(struct d *d)\n{\n\tkick_" name "(d" more ");\n\treturn 1;\n}\n"

/* Whole definitions, of which one neighbour differs and the other is not there. */
static void test_whole_definitions(void **state)
{
#define ONE(more) DEF("one", more)
#define TWO DEF("two", "")
#define NEXT "int next_of(struct e *e)\n{\n\tfor (;;)\n\t\tspin(e, 9);\n\tgo_on(e->with);\n}\n"
#define ADDED "static void added(struct d *d)\n{\n\tlist_del(&d->node);\n\tfree_it(d);\n}\n"
	static const struct row rows[] = {
		{ "behind the one that it follows", ONE(", x") "\n" NEXT "\n" TWO, ONE(", x") "\n"
		  ADDED "\n" NEXT "\n" TWO, ONE("") "\n" TWO,
		  ONE("") "\n" ADDED "\n" TWO, RUNG_MOVED },
		{ "a note between them", ONE(", x") "/* note */\n\n" NEXT "\n" TWO, ONE(", x")
		  "/* note */\n\n" ADDED "\n" NEXT "\n" TWO,
		  ONE("") "\n" TWO, NULL, 0 },
		{ "it calls what is further down", DEF("free_it", "") "\n" ONE(", x") "\n" NEXT "\n"
		  TWO,
		  DEF("free_it", "") "\n" ONE(", x") "\n" ADDED "\n" NEXT "\n" TWO, ONE("") "\n" TWO
		  "\n" DEF("free_it", ""), NULL, 0 },
		{ "what is further down is declared", DEF("free_it", "") "\n" ONE(", x") "\n" NEXT
		  "\n" TWO,
		  DEF("free_it", "") "\n" ONE(", x") "\n" ADDED "\n" NEXT "\n" TWO,
		  "static int free_it(struct d *d);\n\n" ONE("") "\n" TWO "\n" DEF("free_it", ""),
		  "static int free_it(struct d *d);\n\n" ONE("") "\n" ADDED "\n" TWO "\n"
		  DEF("free_it", ""), RUNG_MOVED },
		{ "two definitions", ONE(", x") "\n" NEXT "\n" TWO, ONE(", x") "\n" ADDED "\n"
		  DEF("more", "") "\n" NEXT "\n" TWO,
		  ONE("") "\n" TWO, ONE("") "\n" ADDED "\n" DEF("more", "") "\n" TWO, RUNG_FUNCTION
		  },
		{ "removed, with the blank line", TWO "\n" ADDED "\n" ONE(""), TWO "\n" ONE(""),
		  NEXT "\n" ADDED "\n" DEF("six", ""),
		  NEXT "\n" DEF("six", ""), RUNG_FUNCTION },
		{ "removed, one of its lines is another one", TWO "\n" ADDED "\n" ONE(""), TWO "\n"
		  ONE(""),
		  NEXT
		  "\nstatic void added(struct d *d)\n{\n\tlist_del(&d->other);\n\tfree_it(d);\n}\n\n" DEF("six", ""),
		  NEXT "\n" DEF("six", ""), RUNG_TOKEN },
	};

	CHECK_ROWS(rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_replaced_as_a_whole),
		cmocka_unit_test(test_block_ends),
		cmocka_unit_test(test_offsets),
		cmocka_unit_test(test_moved_ways_out),
		cmocka_unit_test(test_arguments_that_b_lacks),
		cmocka_unit_test(test_whole_definitions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
