// SPDX-License-Identifier: GPL-2.0-only
/* Where a change goes in B, or why nowhere. */
#include "adapt_steps.h"

#include "adapt/placement.h"

#define F(body) "int f(struct d *d)\n{\n" body "\treturn 0;\n}\n"
#define L1 "\tcall(first, aa);\n"
#define L2 "\tcall(second, bb);\n"
#define L3 "\tcall(third, cc);\n"
#define L4 "\tcall(fourth, dd);\n"
#define L5 "\tcall(fifth, ee);\n"
#define L6 "\tcall(sixth, ff);\n"
#define X1 "\tx_of_b = 1;\n"
#define X2 "\ty_of_b = 2;\n"
#define X3 "\tz_of_b = 3;\n"
#define X4 "\tq_of_b = 4;\n"
#define NEW "\tadded(one, xx);\n"

struct placing_row {
	const char *what, *a_old, *a_new, *b_old;
	/* "COUNT of LINE": B's lines that are replaced from this one on; else the reason. */
	const char *place;
};

static void check_placing(const struct placing_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		_cleanup_steps_ struct steps steps;
		_cleanup_free_ char *place = NULL;
		struct adapt_change *change;
		const struct atom_text *b = &steps.in.b.text;

		steps_begin(&steps, rows[i].a_old, rows[i].a_new, rows[i].b_old);
		if (!steps.changes.count)
			fail_msg("%s: no change", rows[i].what);
		steps_align(&steps);
		change = &steps.changes.items[0];
		if (!placement_find(&steps.in, &steps.alignment, &steps.changes, change)) {
			assert_int_equal(change->rung, RUNG_REFUSED);
			place = xstrdup(change->text);
		} else if (change->b_line == b->line_count) {
			place = xasprintf("%zu of the end", change->b_count);
		} else {
			const struct atom_line *line = &b->lines[change->b_line];
			const char *text = b->data + line->start;
			size_t blank = strspn(text, "\t ");

			place = xasprintf("%zu of %.*s", change->b_count,
					  (int)(line->len - blank - 1), text + blank);
		}
		assert_row(rows[i].what, place, rows[i].place);
	}
}
#define CHECK(rows) check_placing(rows, ARRAY_SIZE(rows))

#define GAP "this branch has other code between the context lines"
#define ORDER "context is in a different order"

/* NEW is added between L3 and L4. */
static void test_inserted(void **state)
{
#define ADDS F(L1 L2 L3 L4 L5 L6), F(L1 L2 L3 NEW L4 L5 L6)
	static const struct placing_row rows[] = {
		{ "both lines are there", ADDS, F(L1 L2 L3 L4 L5 L6), "0 of call(fourth, dd);" },
		{ "B lacks the line above", ADDS, F(L1 L2 L4 L5 L6), "0 of call(fourth, dd);" },
		{ "B lacks the line below", ADDS, F(L1 L2 L3 L5 L6), "0 of call(fifth, ee);" },
		{ "B lacks both, those beyond them are neighbours", ADDS, F(L1 L2 L5 L6),
		  "0 of call(fifth, ee);" },
		{ "others are in their place", ADDS, F(L1 L2 X1 L5 L6), "context not found" },
		{ "B lacks four lines on either side", F(L6 L1 L2 L3 X1 X2 X3 L4),
		  F(L6 L1 L2 L3 NEW X1 X2 X3 L4), F(L6 L4), "0 of call(fourth, dd);" },
		{ "B lacks four lines above", F(L6 L1 L2 L3 L4 L5), F(L6 L1 L2 L3 L4 NEW L5),
		  F(L6 "\treturn 9;\n"), "context not found" },
		{ "one of B's own lines between them, below", ADDS, F(L1 L2 L3 X1 L4 L6),
		  "0 of x_of_b = 1;" },
		{ "nearer to those below", ADDS, F(L1 X4 L3 X1 L4 L5 L6),
		  "0 of call(fourth, dd);" },
		{ "nearer to those above", ADDS, F(L1 L2 L3 X1 L4 X4 L6), "0 of x_of_b = 1;" },
		{ "three of B's own", ADDS, F(L1 X4 L3 X1 X2 X3 L4 L5 L6),
		  "0 of call(fourth, dd);" },
		{ "four of B's own", ADDS, F(L1 L2 L3 X1 X2 X3 X4 L4 L5 L6), GAP },
		{ "blank lines and braces do not count", ADDS,
		  F(L1 L2 L3 X1 X2 "\n\t{\n\t}\n" X3 L4 "\tg();\n" L6), "0 of x_of_b = 1;" },
		{ "only a similar line above: below", ADDS,
		  F(L1 L2 "\tcall(third, cx);\n" X1 L4 L5 L6), "0 of call(fourth, dd);" },
		{ "only a similar line below: above", ADDS,
		  F(L1 L2 L3 X1 "\tcall(fourth, dx);\n" L5 L6), "0 of x_of_b = 1;" },
		{ "both only similar, with more between", ADDS,
		  F(L1 L2 "\tcall(third, cx);\n" X1 "\tcall(fourth, dx);\n" L5 L6),
		  "context not found" },
		{ "both only similar, but neighbours", ADDS,
		  F(L1 L2 "\tcall(third, cx);\n\tcall(fourth, dx);\n" L5 L6), "context differs" },
		{ "nothing is there", "\tone(d);\n", "\tone(d);\n\tnew(d);\n", "\tother = 1;\n",
		  "none of its context found" },
		{ "an empty file", "", "int x;\n", "int y;\n", "none of its context found" },
	};

	CHECK(rows);
}

/* Where an insertion can be said to be a line higher or lower, that counts which B has. */
static void test_slid(void **state)
{
#define IF(x) "\tif (" x ") {\n\t\tgo(" x ");\n\t}\n"
	static const struct placing_row rows[] = {
		{ "a block behind a block, said a line higher", F(IF("a") L1),
		  F(IF("a") IF("b") L1), F(IF("a") X1 L1), "0 of }" },
		{ "in front of one, B lacks the one above", F(L1 IF("a") L2),
		  F(L1 IF("b") IF("a") L2), F(X1 IF("a") L2), "0 of if (a) {" },
	};

	CHECK(rows);
}

/* Where order means nothing, B may have more. */
static void test_any_order(void **state)
{
#define D(n) "\tint " n ";\n"
#define DESIGNATED(members) "struct ops o = {\n" members "};\n"
#define M(n) "\t." n " = f_" n ",\n"
	static const struct placing_row rows[] = {
		{ "declarations, with more of A below", F(D("aa") D("zz") "\n" L1),
		  F(D("aa") D("mm") D("zz") "\n" L1),
		  F(D("aa") D("b1") D("b2") D("b3") D("b4") D("zz") "\n" L1), "0 of int zz;" },
		{ "a statement among declarations goes below them", F(D("aa") L1 L2),
		  F(D("aa") NEW L1 L2), F(D("aa") D("b1") L1 L2), "0 of call(first, aa);" },
		{ "members of a table", DESIGNATED(M("aa") M("zz")),
		  DESIGNATED(M("aa") M("mm") M("zz")),
		  DESIGNATED(M("aa") M("b1") M("b2") M("b3") M("b4") M("zz")), "0 of .b1 = f_b1," },
		{ "but not values of an array", "int o[] = {\n\t11,\n\t99,\n};\n",
		  "int o[] = {\n\t11,\n\t55,\n\t99,\n};\n",
		  "int o[] = {\n\t11,\n\t21,\n\t22,\n\t23,\n\t24,\n\t99,\n};\n", GAP },
	};

	CHECK(rows);
}

/* Outside of functions what is added is for what follows. */
static void test_in_front(void **state)
{
	static const struct placing_row rows[] = {
		{ "in front of what follows", "int aa;\nint zz;\n",
		  "int aa;\n#define M 1\nint zz;\n", "int aa;\nint b1;\nint zz;\n",
		  "0 of int zz;" },
		{ "which B has in another form", "int aa;\nint zz;\n",
		  "int aa;\n#define M 1\nint zz;\n", "int aa;\nint b1;\nlong yy = 1;\n",
		  "0 of int b1;" },
		{ "behind the export of a function", F(L1) "\nint zz;\n",
		  F(L1) "\n"
			"int g(void)\n{\n}\n"
			"\nint zz;\n",
		  F(L1) "EXPORT_SYMBOL(f);\n\nint yy;\n", "0 of int yy;" },
	};

	CHECK(rows);
}

#define MORE "this branch has more code there than the change replaces"

static void test_replaced(void **state)
{
#define NEW3 "\tcall(third, 33);\n"
	static const struct placing_row rows[] = {
		{ "the same line", F(L1 L2 L3 L4), F(L1 L2 NEW3 L4), F(L1 X1 L2 L3 L4),
		  "1 of call(third, cc);" },
		{ "an altered line", F(L1 L2 L3 L4), F(L1 L2 NEW3 L4),
		  F(L1 L2 "\tcall(third, cx);\n" L4), "1 of call(third, cx);" },
		{ "another line in its place is what B has there", F(L1 L2 L3 L4), F(L1 L2 NEW3 L4),
		  F(L1 L2 X1 L4), "1 of x_of_b = 1;" },
		{ "several lines", F(L1 L2 L3 L4), F(L1 "\tall(1);\n" L4), F(L1 L2 L3 L4),
		  "2 of call(second, bb);" },
		{ "the first of them is another one in B", F(L1 L2 L3 L4), F(L1 "\tall(1);\n" L4),
		  F(L1 X1 L3 L4), "2 of x_of_b = 1;" },
		{ "the last of them is another one in B", F(L1 L2 L3 L4), F(L1 "\tall(1);\n" L4),
		  F(L1 L2 X1 L4), "2 of call(second, bb);" },
		{ "the last of them is missing in B", F(L1 L2 L3 L4), F(L1 "\tall(1);\n" L4),
		  F(L1 L2 L4), "1 of call(second, bb);" },
		{ "B has two lines more between them", F(L1 L2 L3 L4), F(L1 "\tall(1);\n" L4),
		  F(L1 L2 X1 X2 L3 L4), "4 of call(second, bb);" },
		{ "three more", F(L1 L2 L3 L4), F(L1 "\tall(1);\n" L4), F(L1 L2 X1 X2 X3 L3 L4),
		  MORE },
		{ "one of them has moved up", F(L1 L2 L3 L4 L5), F(L1 L2 L3 "\tall(1);\n" L5),
		  F(L4 L1 L2 L3 L5), "1 of call(fourth, dd);" },
		{ "they are in another order", F(L1 L2 L3 L4 L5), F(L1 "\tall(1);\n" L4 L5),
		  F(L1 L3 L2 L4 L5), "the lines that it changes are in a different order" },
		{ "all lines of a file", "int a;\n", "int b;\n", "int a;\n", "1 of int a;" },
	};

	CHECK(rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_inserted),  cmocka_unit_test(test_slid),
		cmocka_unit_test(test_any_order), cmocka_unit_test(test_in_front),
		cmocka_unit_test(test_replaced),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
