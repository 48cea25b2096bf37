// SPDX-License-Identifier: GPL-2.0-only
/* Where a change goes, when the lines around it are the same, altered, elsewhere or not there. */
#include "adapt_table.h"

#define F(body) "int f(struct d *d)\n{\n" body "\treturn 0;\n}\n"
/* Lines that are unlike each other: of both, of A alone, of B alone. */
#define K(n) "\tkeep" #n "(k" #n ");\n"
#define M(n) "\tmiss" #n "(m" #n ");\n"
#define O(n) "\tother" #n "(o" #n ");\n"
#define ADD "\tadded(z);\n"
#define INSERT(what, above, below, b_old, b_new, rung) \
	{ what, F(above below), F(above ADD below), F(b_old), b_new, rung }

static void test_between_two_lines(void **state)
{
	static const struct row rows[] = {
		INSERT("no line between them", K(1), K(2), O(1) K(1) K(2) O(2), F(O(1) K(1) ADD K(2)
		       O(2)), RUNG_FUNCTION),
		INSERT("three lines between: below the longer run that is above", K(1), K(2),
		       K(1) O(1) O(2) O(3) K(2), F(K(1) ADD O(1) O(2) O(3) K(2)), RUNG_FUNCTION),
		INSERT("four lines between", K(1), K(2), K(1) O(1) O(2) O(3) O(4) K(2), NULL, 0),
		INSERT("three lines and a bracket between", K(1), K(2), K(1)
		       "\tif (o1) {\n\t\tother2(o2);\n\t}\n" O(3) K(2),
		       F(K(1) ADD "\tif (o1) {\n\t\tother2(o2);\n\t}\n" O(3) K(2)), RUNG_FUNCTION),
		INSERT("four lines and a bracket between", K(1), K(2),
		       K(1) "\tif (o1) {\n\t\tother2(o2);\n\t}\n" O(3) O(4) K(2), NULL, 0),
		INSERT("the longer run is below", M(1) K(1), K(2) K(3), K(1) O(1) K(2) K(3),
		       F(K(1) O(1) ADD K(2) K(3)), RUNG_FUNCTION),
		INSERT("the run above has a gap", K(1) K(2), K(3) K(4), K(1) O(1) K(2) O(2) K(3)
		       K(4),
		       F(K(1) O(1) K(2) O(2) ADD K(3) K(4)), RUNG_FUNCTION),
		INSERT("the run below has a gap", M(1) K(1), K(2) K(3) K(4), K(1) O(1) K(2) O(2)
		       K(3) K(4),
		       F(K(1) ADD O(1) K(2) O(2) K(3) K(4)), RUNG_FUNCTION),
		INSERT("as long above and below: above", M(1) K(1), K(2) M(2), K(1) O(1) K(2),
		       F(K(1) ADD O(1) K(2)), RUNG_FUNCTION),
		INSERT("a run is of four lines, the heavier one is below", K(1) K(2) K(3) K(4) K(5),
		       K(6) K(7) K(8) "\tkeep9(k9, k9);\n",
		       K(1) K(2) K(3) K(4) K(5) O(1) K(6) K(7) K(8) "\tkeep9(k9, k9);\n",
		       F(K(1) K(2) K(3) K(4) K(5) O(1) ADD K(6) K(7) K(8) "\tkeep9(k9, k9);\n"),
		       RUNG_FUNCTION),
		INSERT("a run is of four lines, the heavier one is above", "\tkeep9(k9, k9);\n" K(1)
		       K(2) K(3),
		       K(4) K(5) K(6) K(7) K(8),
		       "\tkeep9(k9, k9);\n" K(1) K(2) K(3) O(1) K(4) K(5) K(6) K(7) K(8),
		       F("\tkeep9(k9, k9);\n" K(1) K(2) K(3) ADD O(1) K(4) K(5) K(6) K(7) K(8)),
		       RUNG_FUNCTION),
		INSERT("both are altered", "\tfirst(d, 1, d->a);\n", "\tsecond(d, 2, d->b);\n",
		       "\tfirst(d, 1, d->x);\n\tsecond(d, 2, d->y);\n", NULL, 0),
		INSERT("the one above is altered", "\tfirst(d, 1, d->a);\n",
		       "\tsecond(d, 2, d->b);\n",
		       "\tfirst(d, 1, d->x);\n\tsecond(d, 2, d->b);\n",
		       F("\tfirst(d, 1, d->x);\n" ADD "\tsecond(d, 2, d->b);\n"), RUNG_FUNCTION),
		INSERT("the one below is altered", "\tfirst(d, 1, d->a);\n",
		       "\tsecond(d, 2, d->b);\n",
		       "\tfirst(d, 1, d->a);\n\tsecond(d, 2, d->y);\n",
		       F("\tfirst(d, 1, d->a);\n" ADD "\tsecond(d, 2, d->y);\n"), RUNG_FUNCTION),
		INSERT("a blank line holds nothing", "\tfirst(d, 1, d->a);\n\n",
		       "\tsecond(d, 2, d->b);\n",
		       "\tfirst(d, 1, d->x);\n\n\tsecond(d, 2, d->y);\n", NULL, 0),
		INSERT("what is above the blank line holds", "\tfirst(d, 1, d->a);\n\n",
		       "\tsecond(d, 2, d->b);\n",
		       "\tfirst(d, 1, d->a);\n\n\tsecond(d, 2, d->y);\n",
		       F("\tfirst(d, 1, d->a);\n\n" ADD "\tsecond(d, 2, d->y);\n"), RUNG_FUNCTION),
		INSERT("what is below the blank line holds", "\tfirst(d, 1, d->a);\n",
		       "\n\tsecond(d, 2, d->b);\n",
		       "\tfirst(d, 1, d->x);\n\n\tsecond(d, 2, d->b);\n",
		       F("\tfirst(d, 1, d->x);\n" ADD "\n\tsecond(d, 2, d->b);\n"), RUNG_FUNCTION),
	};

	CHECK_ROWS(rows);
}

static void test_lines_around_are_missing(void **state)
{
	static const struct row rows[] = {
		INSERT("what is beyond them follows each other", K(1) M(1), M(2) K(2), K(1) K(2),
		       F(K(1) ADD K(2)), RUNG_FUNCTION),
		INSERT("something is there instead", K(1) M(1), M(2) K(2), K(1) O(1) K(2), NULL, 0),
		INSERT("three are missing above", K(1) M(1) M(2) M(3), M(4) K(2), K(1) K(2),
		       F(K(1) ADD K(2)), RUNG_FUNCTION),
		INSERT("four are missing above", K(1) M(1) M(2) M(3) M(4), M(5) K(2), K(1) K(2),
		       NULL, 0),
		INSERT("four are missing below", K(1) M(1), M(2) M(3) M(4) M(5) K(2), K(1) K(2),
		       F(K(1) ADD K(2)), RUNG_FUNCTION),
		INSERT("five are missing below", K(1) M(1), M(2) M(3) M(4) M(5) M(6) K(2), K(1)
		       K(2), NULL, 0),
		INSERT("the one beyond, above, is altered", "\tkeep(d, 1, d->a);\n" M(1), M(2) K(2),
		       "\tkeep(d, 1, d->x);\n" K(2), NULL, 0),
		INSERT("the one beyond, below, is altered", K(1) M(1), M(2) "\tkeep(d, 2, d->b);\n",
		       K(1) "\tkeep(d, 2, d->y);\n", NULL, 0),
		INSERT("the one below is missing", K(1), M(1) K(2), K(1) O(1) K(2), F(K(1) ADD O(1)
		       K(2)), RUNG_FUNCTION),
		INSERT("the one above is missing", K(1) M(1), K(2), K(1) O(1) K(2), F(K(1) O(1) ADD
		       K(2)), RUNG_FUNCTION),
		INSERT("a blank line between other ones", K(1) M(1) "\n", M(2) K(2), K(1) O(1) "\n"
		       O(2) K(2), NULL, 0),
		INSERT("a blank line below the one that is there", K(1) "\n", M(2) K(2), K(1) "\n"
		       O(2) K(2),
		       F(K(1) "\n" ADD O(2) K(2)), RUNG_FUNCTION),
	};

	CHECK_ROWS(rows);
}

/* Equal lines: which of them is added is told by B. */
static void test_slides(void **state)
{
#define PUT "\tput_it(p);\n"
#define GET "\tget_it(p, g);\n"
	static const struct row rows[] = {
		{ "below", F(K(1) PUT K(2)), F(K(1) PUT GET PUT K(2)), F(K(1) O(1) PUT K(2)),
		  F(K(1) O(1) PUT GET PUT K(2)), RUNG_FUNCTION },
		{ "above", F(K(1) PUT K(2)), F(K(1) PUT GET PUT K(2)), F(K(1) PUT O(1) K(2)),
		  F(K(1) PUT GET PUT O(1) K(2)), RUNG_FUNCTION },
		{ "two lines below", F(K(1) PUT "\n" K(2)), F(K(1) PUT "\n" GET PUT "\n" K(2)),
		  F(K(1) O(1) PUT O(2) "\n" K(2)),
		  F(K(1) O(1) PUT O(2) "\n" GET PUT "\n" K(2)), RUNG_FUNCTION },
		{ "two lines above", F(K(1) PUT "\n" K(2)), F(K(1) PUT "\n" GET PUT "\n" K(2)),
		  F(K(1) PUT O(1) "\n" O(2) K(2)),
		  F(K(1) PUT "\n" GET PUT O(1) "\n" O(2) K(2)), RUNG_FUNCTION },
		{ "a block with the same end, which B has behind others",
		  F(K(1) "\tif (a) {\n\t\tone(a);\n\t}\n" K(2)),
		  F(K(1) "\tif (a) {\n\t\tone(a);\n\t}\n\tif (b) {\n\t\ttwo(b);\n\t}\n" K(2)),
		  F(K(1) "\tif (a) {\n\t\tone(a);\n\t}\n" O(1) K(2)),
		  F(K(1) "\tif (a) {\n\t\tone(a);\n\t}\n\tif (b) {\n\t\ttwo(b);\n\t}\n" O(1) K(2)),
		  RUNG_FUNCTION },
	};

	CHECK_ROWS(rows);
#undef PUT
#undef GET
}

static void test_declarations(void **state)
{
#define D4 "\tlong c1;\n\tlong c2;\n\tlong c3;\n\tlong c4;\n"
	static const struct row rows[] = {
		{ "a declaration goes among more of them", F("\tint aa;\n\n" K(1)),
		  F("\tint aa;\n\tint bb;\n\n" K(1)),
		  F("\tint aa;\n" D4 "\n" K(1)), F("\tint aa;\n\tint bb;\n" D4 "\n" K(1)),
		  RUNG_FUNCTION },
		{ "also a pointer", F("\tint aa;\n\n" K(1)), F("\tint aa;\n\tstruct b *bb;\n\n"
		  K(1)),
		  F("\tint aa;\n\tstruct b *c1;\n\tstruct b **c2;\n\tstruct b *c3;\n\tlong c4;\n\n"
		  K(1)),
		  F("\tint aa;\n\tstruct b *bb;\n\tstruct b *c1;\n\tstruct b **c2;\n\tstruct b *c3;\n\tlong c4;\n\n" K(1)),
		  RUNG_FUNCTION },
		{ "a statement goes behind them", F("\tint aa;\n" K(1)), F("\tint aa;\n" ADD K(1)),
		  F("\tint aa;\n\tlong c1;\n\tlong c2;\n" K(1)),
		  F("\tint aa;\n\tlong c1;\n\tlong c2;\n" ADD K(1)), RUNG_FUNCTION },
		{ "but not behind four", F("\tint aa;\n" K(1)), F("\tint aa;\n" ADD K(1)),
		  F("\tint aa;\n" D4 K(1)), NULL, 0 },
		{ "a declaration does not go among four statements", F("\tint aa;\n" K(1)),
		  F("\tint aa;\n\tint bb;\n" K(1)),
		  F("\tint aa;\n" O(1) O(2) O(3) O(4) K(1)), NULL, 0 },
		{ "return is no declaration", F("\tint aa;\n" K(1)), F("\tint aa;\n\treturn aa;\n"
		  K(1)),
		  F("\tint aa;\n\tlong c1;\n" K(1)), F("\tint aa;\n\tlong c1;\n\treturn aa;\n"
		  K(1)), RUNG_FUNCTION },
		{ "nor is goto", F("\tint aa;\n" K(1) "out:\n" K(2)), F("\tint aa;\n\tgoto out;\n"
		  K(1) "out:\n" K(2)),
		  F("\tint aa;\n\tlong c1;\n" K(1) "out:\n" K(2)),
		  F("\tint aa;\n\tlong c1;\n\tgoto out;\n" K(1) "out:\n" K(2)), RUNG_FUNCTION },
	};

	CHECK_ROWS(rows);
}

#define OPS(members) "static const struct ops ops = {\n" members "};\n"
#define MEMBER(name) "\t." #name " = my_" #name ",\n"

static void test_members_of_a_table(void **state)
{
	static const struct row rows[] = {
		{ "a member goes among more of them", OPS(MEMBER(open) MEMBER(close)),
		  OPS(MEMBER(open) MEMBER(added) MEMBER(close)),
		  OPS(MEMBER(open) MEMBER(b1) MEMBER(b2) MEMBER(b3) MEMBER(b4) MEMBER(close)),
		  OPS(MEMBER(open) MEMBER(added) MEMBER(b1) MEMBER(b2) MEMBER(b3) MEMBER(b4)
		  MEMBER(close)), RUNG_FUNCTION },
		{ "other lines are no members", OPS(MEMBER(open) MEMBER(close)), OPS(MEMBER(open)
		  MEMBER(added) MEMBER(close)),
		  OPS(MEMBER(open) "\tB_ONE(1),\n\tB_TWO(2),\n\tB_THREE(3),\n\tB_FOUR(4),\n"
		  MEMBER(close)), NULL, 0 },
		{ "another line is no member", OPS(MEMBER(open) MEMBER(close)), OPS(MEMBER(open)
		  "\tADDED(1),\n" MEMBER(close)),
		  OPS(MEMBER(open) MEMBER(b1) MEMBER(b2) MEMBER(b3) MEMBER(b4) MEMBER(close)), NULL,
		  0 },
		{ "behind another line", OPS("\tFIRST(1),\n" MEMBER(close)), OPS("\tFIRST(1),\n"
		  MEMBER(added) MEMBER(close)),
		  OPS("\tFIRST(1),\n" MEMBER(b1) MEMBER(b2) MEMBER(b3) MEMBER(b4) MEMBER(close)),
		  NULL, 0 },
	};

	CHECK_ROWS(rows);
}

static void test_outside_of_definitions(void **state)
{
#define B5 "int b1;\nint b2;\nint b3;\nint b4;\nint b5;\n"
	static const struct row rows[] = {
		{ "in front of what follows", "int aa;\nint zz;\n", "int aa;\nint mm;\nint zz;\n",
		  "int aa;\n" B5 "int zz;\n",
		  "int aa;\n" B5 "int mm;\nint zz;\n", RUNG_FUNCTION },
		{ "what follows is another one: behind what it follows", "int aa;\nlong zz[4];\n",
		  "int aa;\nint mm;\nlong zz[4];\n",
		  "int aa;\n" B5 "long zz[5];\n", "int aa;\nint mm;\n" B5 "long zz[5];\n",
		  RUNG_FUNCTION },
		{ "blank lines are passed", "int aa;\n\nint zz;\n", "int aa;\n\nint mm;\nint zz;\n",
		  "int aa;\n\n" B5 "\nint zz;\n",
		  "int aa;\n\n" B5 "\nint mm;\nint zz;\n", RUNG_FUNCTION },
		{ "at the start of the file", "int aa;\nint zz;\n", "int mm;\nint aa;\nint zz;\n",
		  "int aa;\nint yy;\n",
		  "int mm;\nint aa;\nint yy;\n", RUNG_FUNCTION },
		{ "at the end of the file", "int aa;\nint zz;\n", "int aa;\nint zz;\nint mm;\n",
		  "int yy;\nint zz;\n",
		  "int yy;\nint zz;\nint mm;\n", RUNG_FUNCTION },
		{ "between others than A has", "int aa;\nint zz;\n", "int aa;\nint mm;\nint zz;\n",
		  "char *x;\nchar *y;\n", NULL, 0 },
		{ "into an empty file", "", "int mm;\n", "", "int mm;\n", RUNG_EXACT },
		{ "into a file that is no longer empty", "", "int mm;\n", "int aa;\n", NULL, 0 },
	};

	CHECK_ROWS(rows);
}

#define C1 "\tchange1(c1, 1);\n"
#define C1N "\tchange1(c1, 2);\n"
#define C2 "\tchange2(c2, 1);\n"
#define C2N "\tchange2(c2, 2);\n"
#define C3 "\tchange3(c3, 1);\n"
#define C3N "\tchange3(c3, 2);\n"
#define C4 "\tchange4(c4, 1);\n"
#define C4N "\tchange4(c4, 2);\n"

static void test_lines_that_are_replaced(void **state)
{
	static const struct row rows[] = {
		{ "the line has moved down", F(K(1) C1 K(2) K(3)), F(K(1) C1N K(2) K(3)),
		  F(K(1) K(2) K(3) C1),
		  F(K(1) K(2) K(3) C1N), RUNG_FUNCTION },
		{ "the line has moved up", F(K(1) K(2) K(3) C1), F(K(1) K(2) K(3) C1N),
		  F(C1 K(1) K(2) K(3)),
		  F(C1N K(1) K(2) K(3)), RUNG_FUNCTION },
		{ "it is there twice", F(K(1) C1 K(2) K(3)), F(K(1) C1N K(2) K(3)), F(K(1) K(2) K(3)
		  C1 O(1) C1), NULL, 0 },
		{ "it was there twice", F(K(1) C1 K(2) K(3) C1 K(4)), F(K(1) C1N K(2) K(3) C1 K(4)),
		  F(K(1) K(2) C1 K(3) K(4)),
		  NULL, 0 },
		{ "a short line that has moved", F(K(1) "\taa = bb;\n" K(2) K(3)),
		  F(K(1) "\taa = cc;\n" K(2) K(3)),
		  F(K(1) K(2) K(3) "\taa = bb;\n"), F(K(1) K(2) K(3) "\taa = cc;\n"), RUNG_FUNCTION
		  },
		{ "too short to know it again", F(K(1) "\taa++;\n" K(2) K(3)), F(K(1) "\tbb++;\n"
		  K(2) K(3)),
		  F(K(1) K(2) K(3) "\taa++;\n"), NULL, 0 },
		{ "two lines", F(K(1) C1 C2 K(2)), F(K(1) C1N C2N K(2)), F(O(1) K(1) C1 C2 K(2)),
		  F(O(1) K(1) C1N C2N K(2)),
		  RUNG_FUNCTION },
		{ "two lines in another order", F(K(1) C1 C2 K(2)), F(K(1) C1N C2N K(2)),
		  F(K(1) C2 C1 K(2)), NULL, 0 },
		{ "two others between them", F(K(1) C1 C2 K(2)), F(K(1) C1N C2N K(2)),
		  F(K(1) C1 O(1) O(2) C2 K(2)),
		  F(K(1) C1N O(1) O(2) C2N K(2)), RUNG_TOKEN },
		{ "three others between them", F(K(1) C1 C2 K(2)), F(K(1) C1N C2N K(2)),
		  F(K(1) C1 O(1) O(2) O(3) C2 K(2)), NULL, 0 },
		{ "of four lines, three others between them", F(K(1) C1 C2 C3 C4 K(2)),
		  F(K(1) C1N C2N C3N C4N K(2)),
		  F(K(1) C1 O(1) C2 O(2) C3 O(3) C4 K(2)), F(K(1) C1N O(1) C2N O(2) C3N O(3) C4N
		  K(2)), RUNG_TOKEN },
		{ "of four lines, four others between them", F(K(1) C1 C2 C3 C4 K(2)),
		  F(K(1) C1N C2N C3N C4N K(2)),
		  F(K(1) C1 O(1) C2 O(2) O(4) C3 O(3) C4 K(2)), NULL, 0 },
		{ "the lines are not there", F(K(1) C1 K(2)), F(K(1) C1N K(2)), F(K(1) K(2)), NULL,
		  0 },
		{ "others are there instead", F(K(1) C1 K(2)), F(K(1) C1N K(2)), F(K(1) O(1) K(2)),
		  NULL, 0 },
		{ "removed, and one of them is not there", F(K(1) C1 C2 C3 C4 K(2)), F(K(1) K(2)),
		  F(K(1) C1 C2 C3 K(2)), F(K(1) K(2)),
		  RUNG_TOKEN },
	};

	CHECK_ROWS(rows);
}

/* The rung: three lines of context on either side, byte for byte. */
static void test_context_of_three(void **state)
{
#define G(body) "int g(void)\n{\n" body "\treturn 0;\n}\n"
#define UP K(1) K(2) K(3) K(4)
#define DOWN K(5) K(6) K(7) K(8)
	static const struct row rows[] = {
		INSERT("all is the same", UP, DOWN, UP DOWN, F(UP ADD DOWN), RUNG_EXACT),
		INSERT("the fourth line above is another one", UP, DOWN, O(1) K(2) K(3) K(4) DOWN,
		       F(O(1) K(2) K(3) K(4) ADD DOWN), RUNG_EXACT),
		INSERT("there is one more above these", UP, DOWN, O(1) UP DOWN, F(O(1) UP ADD DOWN),
		       RUNG_OFFSET),
		INSERT("the third line above is another one", UP, DOWN, K(1) O(2) K(3) K(4) DOWN,
		       F(K(1) O(2) K(3) K(4) ADD DOWN), RUNG_FUNCTION),
		INSERT("the fourth line below is another one", UP, DOWN, UP K(5) K(6) K(7) O(8),
		       F(UP ADD K(5) K(6) K(7) O(8)), RUNG_EXACT),
		INSERT("the third line below is another one", UP, DOWN, UP K(5) K(6) O(7) K(8),
		       F(UP ADD K(5) K(6) O(7) K(8)), RUNG_FUNCTION),
		INSERT("a blank in a line above", UP, DOWN, K(1) K(2) "\tkeep3( k3);\n" K(4) DOWN,
		       F(K(1) K(2) "\tkeep3( k3);\n" K(4) ADD DOWN), RUNG_FUNCTION),
		INSERT("a blank in the fourth line above", UP, DOWN, "\tkeep1( k1);\n" K(2) K(3)
		       K(4) DOWN,
		       F("\tkeep1( k1);\n" K(2) K(3) K(4) ADD DOWN), RUNG_EXACT),
		{ "two lines above is the start of the file",
		  "int a;\nint b;\nint c;\nint d;\nint e;\nint f;\n",
		  "int a;\nint b;\nint x;\nint c;\nint d;\nint e;\nint f;\n",
		  "int a;\nint b;\nint c;\nint d;\nint e;\nint g;\n",
		  "int a;\nint b;\nint x;\nint c;\nint d;\nint e;\nint g;\n", RUNG_EXACT },
		{ "two lines below is the end of the file",
		  "int a;\nint b;\nint c;\nint d;\nint e;\nint f;\n",
		  "int a;\nint b;\nint c;\nint d;\nint x;\nint e;\nint f;\n",
		  "int z;\nint b;\nint c;\nint d;\nint e;\nint f;\n",
		  "int z;\nint b;\nint c;\nint d;\nint x;\nint e;\nint f;\n", RUNG_EXACT },
		{ "a replaced line that is the same", F(UP C1 DOWN), F(UP C1N DOWN), F(UP C1 DOWN),
		  F(UP C1N DOWN), RUNG_EXACT },
		{ "a replaced line with another blank", F(UP C1 DOWN), F(UP C1N DOWN),
		  F(UP "\tchange1( c1, 1);\n" DOWN),
		  F(UP C1N DOWN), RUNG_FUNCTION },
		{ "a replaced line, the third above is another one", F(UP C1 DOWN), F(UP C1N DOWN),
		  F(K(1) O(2) K(3) K(4) C1 DOWN),
		  F(K(1) O(2) K(3) K(4) C1N DOWN), RUNG_FUNCTION },
		{ "a replaced line, the third below is another one", F(UP C1 DOWN), F(UP C1N DOWN),
		  F(UP C1 K(5) K(6) O(7) K(8)),
		  F(UP C1N K(5) K(6) O(7) K(8)), RUNG_FUNCTION },
		{ "a replaced line, the fourth below is another one", F(UP C1 DOWN), F(UP C1N DOWN),
		  F(UP C1 K(5) K(6) K(7) O(8)),
		  F(UP C1N K(5) K(6) K(7) O(8)), RUNG_EXACT },
		{ "two changes: the boldest counts", F(UP DOWN) G(K(1)), F(UP ADD DOWN) G(K(1) ADD),
		  F(UP DOWN) G(O(9) K(1)),
		  F(UP ADD DOWN) G(O(9) K(1) ADD), RUNG_FUNCTION },
	};

	CHECK_ROWS(rows);
}

/* Code that B has further in or out is added there as far in. */
static void test_deeper(void **state)
{
	static const struct row rows[] = {
		{ "one deeper, above and below", F(K(1) K(2)), F(K(1) ADD K(2)),
		  F("\tif (d) {\n\t\tkeep1(k1);\n\t\tkeep2(k2);\n\t}\n"),
		  F("\tif (d) {\n\t\tkeep1(k1);\n\t\tadded(z);\n\t\tkeep2(k2);\n\t}\n"),
		  RUNG_FUNCTION },
		{ "two deeper, with a blank line", F(K(1) K(2)), F(K(1) "\n" ADD K(2)),
		  F("\twhile (d) {\n\t\tif (d) {\n\t\t\tkeep1(k1);\n\t\t\tkeep2(k2);\n\t\t}\n\t}\n"),
		  F("\twhile (d) {\n\t\tif (d) {\n\t\t\tkeep1(k1);\n\n\t\t\tadded(z);\n\t\t\tkeep2(k2);\n\t\t}\n\t}\n"), RUNG_FUNCTION },
		{ "one further out", F("\tif (d) {\n\t\tkeep1(k1);\n\t\tkeep2(k2);\n\t}\n"),
		  F("\tif (d) {\n\t\tkeep1(k1);\n\t\tadded(z);\n\t\t\tdeep(z);\n\t\tkeep2(k2);\n\t}\n"), F(K(1) K(2)),
		  F(K(1) ADD "\t\tdeep(z);\n" K(2)), RUNG_FUNCTION },
		{ "a line is replaced", F(K(1) C1 K(2)), F(K(1) C1N K(2)),
		  F("\tif (d) {\n\t\tkeep1(k1);\n\t\tchange1(c1, 1);\n\t\tkeep2(k2);\n\t}\n"),
		  F("\tif (d) {\n\t\tkeep1(k1);\n\t\tchange1(c1, 2);\n\t\tkeep2(k2);\n\t}\n"),
		  RUNG_FUNCTION },
	};

	CHECK_ROWS(rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_between_two_lines),
		cmocka_unit_test(test_lines_around_are_missing),
		cmocka_unit_test(test_slides),
		cmocka_unit_test(test_declarations),
		cmocka_unit_test(test_members_of_a_table),
		cmocka_unit_test(test_outside_of_definitions),
		cmocka_unit_test(test_lines_that_are_replaced),
		cmocka_unit_test(test_context_of_three),
		cmocka_unit_test(test_deeper),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
