// SPDX-License-Identifier: GPL-2.0-only
/* Whether a place will do: what is there already, ways out, the edges of statements. */
#include "adapt_steps.h"

#include "adapt/check_exits.h"
#include "adapt/check_present.h"
#include "adapt/statement_edge.h"

#define F(body) "int f(struct d *d)\n{\n" body "\treturn 0;\n}\n"
#define L1 "\tcall(first, aa);\n"
#define L2 "\tcall(second, bb);\n"
#define L3 "\tcall(third, cc);\n"
#define L4 "\tcall(fourth, dd);\n"
#define L5 "\tcall(fifth, ee);\n"
#define L6 "\tcall(sixth, ff);\n"
#define ADD1 "\tadded(one, xx);\n"
#define ADD2 "\tadded(two, yy);\n"
#define ADD3 "\tadded(three, zz);\n"

/* The change goes in front of the line `at` of B, or replaces it. */
struct place_row {
	const char *what, *a_old, *a_new, *b_old, *at;
	const char *said; /* why not; NULL: it will do */
	long moved;	  /* lines that the place was moved by */
	size_t more;	  /* lines that it then replaces beyond those of A */
};

static char *present(struct steps *steps, struct adapt_change *change)
{
	const char *why = check_present(&steps->in, &steps->changes, change);

	return xstrdup(why ? why : "will do");
}

static char *exits(struct steps *steps, struct adapt_change *change)
{
	bool will = check_exits(&steps->in, &steps->alignment, &steps->changes, change);

	assert_int_equal(will, change->rung != RUNG_REFUSED);
	return xstrdup(will ? "will do" : change->text);
}

static char *edges(struct steps *steps, struct adapt_change *change)
{
	bool will = statement_edge_mend(&steps->in, &steps->alignment, change);

	assert_int_equal(will, change->rung != RUNG_REFUSED);
	return xstrdup(will ? "will do" : change->text);
}

static void check_places(char *(*check)(struct steps *, struct adapt_change *),
			 const struct place_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		_cleanup_steps_ struct steps steps;
		_cleanup_free_ char *said = NULL;
		struct adapt_change *change;
		size_t was;

		steps_begin(&steps, rows[i].a_old, rows[i].a_new, rows[i].b_old);
		if (!steps.changes.count)
			fail_msg("%s: no change", rows[i].what);
		change = &steps.changes.items[0];
		steps_align(&steps);
		steps_place(&steps, change, rows[i].at);
		was = change->b_line;
		said = check(&steps, change);
		assert_row(rows[i].what, said, rows[i].said ? rows[i].said : "will do");
		if ((long)(change->b_line - was) != rows[i].moved ||
		    change->b_count != change->a_count + rows[i].more)
			fail_msg("%s: from %zu to %zu, %zu lines", rows[i].what, was,
				 change->b_line, change->b_count);
	}
}
#define CHECK(check, rows) check_places(check, rows, ARRAY_SIZE(rows))

#define NEXT "the added code is there already, next to this place"
#define ELSEWHERE "the added code is there already, elsewhere in the function"
#define PART "a part of the added code is there already, next to this place"

/* ADD1, or more, is added between L2 and L3. */
static void test_present(void **state)
{
#define ADDS(what) F(L1 L2 L3 L4 L5 L6), F(L1 L2 what L3 L4 L5 L6)
	static const struct place_row rows[] = {
		{ "it is not there", ADDS(ADD1), F(L1 L2 L3 L4 L5 L6), "\tcall(third, cc);" },
		{ "right below", ADDS(ADD1), F(L1 L2 L3 ADD1 L4 L5 L6), "\tcall(third, cc);",
		  NEXT },
		{ "right above", ADDS(ADD1), F(L1 ADD1 L2 L3 L4 L5 L6), "\tcall(third, cc);",
		  NEXT },
		{ "four lines below", ADDS(ADD1), F(L1 L2 L3 L4 L5 ADD1 L6), "\tcall(third, cc);",
		  NEXT },
		{ "further below", ADDS(ADD1), F(L1 L2 L3 L4 L5 L6 ADD1), "\tcall(third, cc);",
		  ELSEWHERE },
		{ "further above", ADDS(ADD1), F(ADD1 L1 L4 L5 L2 L6 L3), "\tcall(third, cc);",
		  ELSEWHERE },
		{ "in another function", ADDS(ADD1),
		  F(L1 L2 L3 L4 L5 L6) "int g(void)\n{\n" ADD1 "}\n", "\tcall(third, cc);" },
		{ "with more around it", ADDS(ADD1 ADD2), F(L1 L2 ADD1 L3 ADD2 L4 L5 L6),
		  "\tcall(third, cc);", NEXT },
		{ "only one of two lines", ADDS(ADD1 ADD2), F(L1 L2 ADD1 L3 L4 L5 L6),
		  "\tcall(third, cc);" },
		{ "two of three lines in a row", ADDS(ADD1 ADD2 ADD3),
		  F(L1 L2 ADD1 ADD2 L3 L4 L5 L6), "\tcall(third, cc);", PART },
		{ "two of three, not in a row", ADDS(ADD1 ADD2 ADD3),
		  F(L1 L2 ADD1 L3 ADD3 L4 L5 L6), "\tcall(third, cc);" },
		{ "two of three, far away above", ADDS(ADD1 ADD2 ADD3),
		  F(ADD1 ADD2 L1 L4 L5 L6 L2 "\tnew();\n" L3), "\tcall(third, cc);" },
		{ "two of three, up to four lines above", ADDS(ADD1 ADD2 ADD3),
		  F(ADD1 ADD2 L1 L4 L5 L2 L3), "\tcall(third, cc);", PART },
		{ "two of three, up to four lines below", ADDS(ADD1 ADD2 ADD3),
		  F(L1 L2 L3 L4 L5 ADD1 ADD2 L6), "\tcall(third, cc);", PART },
		{ "two of three, five lines below", ADDS(ADD1 ADD2 ADD3),
		  F(L1 L2 L3 L4 L5 L6 ADD1 ADD2), "\tcall(third, cc);" },
		{ "A has it next to the place as well", F(L1 L2 L3 ADD1 L4),
		  F(L1 L2 ADD1 L3 ADD1 L4), F(L1 L2 L3 ADD1 L4), "\tcall(third, cc);" },
		{ "A has it in the function as well", F(L1 L2 L3 L4 L5 L6 ADD1),
		  F(L1 L2 ADD1 L3 L4 L5 L6 ADD1), F(L1 L2 L3 L4 L5 L6 ADD1), "\tcall(third, cc);" },
		{ "the change takes it away there", F(L1 L2 L3 L4 L5 L6 ADD1),
		  F(L1 L2 ADD1 L3 L4 L5 L6), F(L1 L2 L3 L4 L5 L6 ADD1), "\tcall(third, cc);" },
		{ "short lines say nothing", ADDS("\tx++;\n"), F(L1 L2 "\tx++;\n" L3 L4 L5 L6),
		  "\tcall(third, cc);" },
		{ "nor do comments next to it", ADDS("\t/* one of many, as long as it is */\n"),
		  F(L1 L2 "\t/* one of many, as long as it is */\n" L3 L4 L5 L6),
		  "\tcall(third, cc);" },
		{ "a single line that is no call, elsewhere",
		  ADDS("\td->value = compute_it + other;\n"),
		  F(L1 L2 L3 L4 L5 L6 "\td->value = compute_it + other;\n"), "\tcall(third, cc);" },
		{ "a call in a block, elsewhere", ADDS("\t\tadded(one, xx);\n"),
		  F(L1 L2 L3 L4 L5 L6 "\t\tadded(one, xx);\n"), "\tcall(third, cc);" },
		{ "two lines that are no calls, elsewhere",
		  ADDS("\td->one = compute_it;\n\td->two = compute_it;\n"),
		  F(L1 L2 L3 L4 L5 L6 "\td->one = compute_it;\n\td->two = compute_it;\n"),
		  "\tcall(third, cc);", ELSEWHERE },
		{ "outside of functions, further away", "int a1;\nint a2;\n",
		  "int a1;\nint added_value_of_it;\nint a2;\n",
		  "int a1;\nint a2;\nint b1;\nint b2;\nint b3;\nint b4;\nint added_value_of_it;\n",
		  "int a2;" },
	};

	CHECK(present, rows);
}

#define T(members) "struct ops t = {\n" members "};\n"

static void test_given(void **state)
{
#define GIVEN "the member is initialized already, to another value"
#define SETS T("\t.a = a,\n\t.z = z,\n"), T("\t.a = a,\n\t.m = m,\n\t.z = z,\n")
	static const struct place_row rows[] = {
		{ "it is not", SETS, T("\t.a = a,\n\t.z = z,\n"), "\t.z = z," },
		{ "below", SETS, T("\t.a = a,\n\t.z = z,\n\t.m = n,\n"), "\t.z = z,", GIVEN },
		{ "above", SETS, T("\t.m = n,\n\t.a = a,\n\t.z = z,\n"), "\t.z = z,", GIVEN },
		{ "behind a blank line", SETS, T("\t.a = a,\n\t.z = z,\n\n\t.m = n,\n"),
		  "\t.z = z,", GIVEN },
		{ "in the next table", SETS, T("\t.a = a,\n\t.z = z,\n") "\n" T("\t.m = n,\n"),
		  "\t.z = z," },
		{ "deeper", SETS, T("\t.a = a,\n\t.z = z,\n\t\t.m = n,\n"), "\t.z = z," },
		{ "further out",
		  "struct ops t = {\n\t.in = {\n\t\t.a = a,\n\t\t.z = z,\n\t},\n};\n",
		  "struct ops t = {\n\t.in = {\n\t\t.a = a,\n\t\t.m = m,\n\t\t.z = z,\n\t},\n};\n",
		  "struct ops t = {\n\t.m = n,\n\t.in = {\n\t\t.a = a,\n\t\t.z = z,\n\t},\n};\n",
		  "\t\t.z = z," },
		{ "a member of a member", SETS, T("\t.a = a,\n\t.z = z,\n\t.m.x = n,\n"),
		  "\t.z = z," },
		{ "a longer name", SETS, T("\t.a = a,\n\t.z = z,\n\t.mm = n,\n"), "\t.z = z," },
		{ "A has it twice, too", T("\t.a = a,\n\t.z = z,\n\t.m = n,\n"),
		  T("\t.a = a,\n\t.m = m,\n\t.z = z,\n\t.m = n,\n"),
		  T("\t.a = a,\n\t.z = z,\n\t.m = n,\n"), "\t.z = z," },
		{ "with something else between", SETS,
		  T("\t.a = a,\n\t.z = z,\n\tMORE,\n\t.m = n,\n"), "\t.z = z," },
	};

	CHECK(present, rows);
}

#define RELEASES "the error paths there release something in this branch"
#define CHECKED(leave) "\tif (check(d))\n\t\t" leave ";\n"
#define BAD(leave) "\tif (bad(d))\n\t\t" leave ";\n"

static void test_returns(void **state)
{
#define ADDS_RETURN \
	F(CHECKED("return 1") L1 L2), F(CHECKED("return 1") L1 "\tif (new(d))\n\t\treturn 2;\n" L2)
	static const struct place_row rows[] = {
		{ "B returns there, too", ADDS_RETURN, F(CHECKED("return 1") L1 L2),
		  "\tcall(second, bb);" },
		{ "above B goes to a label", ADDS_RETURN, F(CHECKED("goto out") L1 L2 "out:\n"),
		  "\tcall(second, bb);", RELEASES },
		{ "below", F(L1 L2 BAD("return 1")),
		  F(L1 "\tif (new(d))\n\t\treturn 2;\n" L2 BAD("return 1")),
		  F(L1 L2 BAD("goto out") "out:\n"), "\tcall(second, bb);", RELEASES },
		{ "the nearest one above counts", F(CHECKED("return 1") BAD("return 3") L1 L2),
		  F(CHECKED("return 1") BAD("return 3") L1 "\tif (new(d))\n\t\treturn 2;\n" L2),
		  F(CHECKED("goto out") BAD("return 3") L1 L2 "out:\n"), "\tcall(second, bb);" },
		{ "and the nearest one below", F(L1 L2 BAD("return 1") CHECKED("return 3")),
		  F(L1 "\tif (new(d))\n\t\treturn 2;\n" L2 BAD("return 1") CHECKED("return 3")),
		  F(L1 L2 BAD("return 1") CHECKED("goto out") "out:\n"), "\tcall(second, bb);" },
		{ "B does something else there", ADDS_RETURN, F(CHECKED("stop(d)") L1 L2),
		  "\tcall(second, bb);" },
		{ "no return is added", F(CHECKED("return 1") L1 L2),
		  F(CHECKED("return 1") L1 ADD1 L2), F(CHECKED("goto out") L1 L2 "out:\n"),
		  "\tcall(second, bb);" },
		{ "it is moved", F(CHECKED("return 1") L1 L2 "\tif (new(d))\n\t\treturn 2;\n"),
		  F(CHECKED("return 1") L1 "\tif (new(d))\n\t\treturn 2;\n" L2),
		  F(CHECKED("goto out") L1 L2 "\tif (new(d))\n\t\treturn 2;\nout:\n"),
		  "\tcall(second, bb);" },
		{ "a return without a condition says nothing", F("\treturn 1;\n" L1 L2),
		  F("\treturn 1;\n" L1 "\tif (new(d))\n\t\treturn 2;\n" L2),
		  F("\tgoto out;\n" L1 L2 "out:\n"), "\tcall(second, bb);" },
		{ "in another function it says nothing",
		  "int e(struct d *d)\n{\n" CHECKED("return 1") "}\n" F(L1 L2),
		  "int e(struct d *d)\n{\n" CHECKED("return 1") "}\n" F(
			  L1 "\tif (new(d))\n\t\treturn 2;\n" L2),
		  "int e(struct d *d)\n{\n" CHECKED("goto out") "out:\n}\n" F(L1 L2),
		  "\tcall(second, bb);" },
	};

	CHECK(exits, rows);
}

#define LEAVES "break or continue would leave a different loop or switch in this branch"
#define LOOP(head, body) F("\t" head " {\n" body "\t}\n")
#define IN1 "\t\tone(d, 1);\n"
#define IN2 "\t\ttwo(d, 2);\n"
#define DEEP1 "\t\t\tone(d, 1);\n"
#define DEEP2 "\t\t\ttwo(d, 2);\n"

static void test_jumps(void **state)
{
#define WITH(head, jump) LOOP(head, IN1 IN2), LOOP(head, IN1 "\t\tif (x)\n\t\t\t" jump ";\n" IN2)
#define WITHIN(head, inner) \
	LOOP(head, "\t\t" inner " {\n" DEEP1 DEEP2 "\t\t}\n"), "\t\t\ttwo(d, 2);"
	static const struct place_row rows[] = {
		{ "continue in the same loop", WITH("while (x)", "continue"),
		  LOOP("while (x)", IN1 IN2), "\t\ttwo(d, 2);" },
		{ "in a for of B alone", WITH("while (x)", "continue"),
		  WITHIN("while (x)", "for (;;)"), LEAVES },
		{ "in a while of B alone", WITH("for (;;)", "continue"),
		  WITHIN("for (;;)", "while (x)"), LEAVES },
		{ "in a do of B alone", WITH("for (;;)", "continue"), WITHIN("for (;;)", "do"),
		  LEAVES },
		{ "in a loop of a macro", WITH("for (;;)", "continue"),
		  WITHIN("for (;;)", "list_for_each_entry(x)"), LEAVES },
		{ "a switch of B alone is no loop", WITH("for (;;)", "continue"),
		  WITHIN("for (;;)", "switch (x)") },
		{ "but break leaves it", WITH("for (;;)", "break"),
		  WITHIN("for (;;)", "switch (x)"), LEAVES },
		{ "an if does not matter", WITH("for (;;)", "break"),
		  WITHIN("for (;;)", "if (x)") },
		{ "any word with each in it may be a loop", WITH("for (;;)", "break"),
		  WITHIN("for (;;)", "reach(x)"), LEAVES },
		{ "the other loop is not in the place of A's", WITH("for (;;)", "break"),
		  LOOP("while (x)", IN1 IN2), "\t\ttwo(d, 2);" },
		{ "no jump is added", LOOP("for (;;)", IN1 IN2),
		  LOOP("for (;;)", IN1 "\t\tthree(d);\n" IN2), WITHIN("for (;;)", "while (x)") },
		{ "a jump is altered", LOOP("for (;;)", "\t\tone(d);\n\t\tbreak;\n"),
		  LOOP("for (;;)", "\t\tone(d, 2);\n\t\tbreak;\n"),
		  LOOP("for (;;)", "\t\tone(d);\n\t\tbreak;\n"), "\t\tone(d);" },
	};

	CHECK(exits, rows);
}

#define SWITCH(cases) F("\tswitch (d->mode) {\n" cases "\t}\n")
#define A_CASE(end) "\tcase A:\n\t\tone(d);\n" end
#define DEFAULT "\tdefault:\n\t\tany(d);\n"
#define FALLS "the case above it falls through in this branch"

static void test_fallthrough(void **state)
{
#define ADDS_CASE(head)                         \
	SWITCH(A_CASE("\t\tbreak;\n") DEFAULT), \
		SWITCH(A_CASE("\t\tbreak;\n") "\t" head ":\n\t\ttwo(d);\n\t\tbreak;\n" DEFAULT)
	static const struct place_row rows[] = {
		{ "the case above breaks", ADDS_CASE("case B"),
		  SWITCH(A_CASE("\t\tbreak;\n") DEFAULT), "\tdefault:" },
		{ "it falls through in B", ADDS_CASE("case B"),
		  SWITCH(A_CASE("\t\tfallthrough;\n") DEFAULT), "\tdefault:", FALLS },
		{ "comments and blank lines aside", ADDS_CASE("case B"),
		  SWITCH(A_CASE("\t\tfallthrough;\n\n\t/* all others */\n") DEFAULT),
		  "\tdefault:", FALLS },
		{ "default, too", ADDS_CASE("default"),
		  SWITCH(A_CASE("\t\tfallthrough;\n") DEFAULT), "\tdefault:", FALLS },
		{ "in A it falls through, too", SWITCH(A_CASE("\t\tfallthrough;\n") DEFAULT),
		  SWITCH(A_CASE("\t\tfallthrough;\n") "\tcase B:\n\t\ttwo(d);\n" DEFAULT),
		  SWITCH(A_CASE("\t\tfallthrough;\n") DEFAULT), "\tdefault:" },
		{ "no case is added", SWITCH(A_CASE("\t\tbreak;\n") DEFAULT),
		  SWITCH(A_CASE("\t\tbreak;\n\t\tdead(d);\n") DEFAULT),
		  SWITCH(A_CASE("\t\tfallthrough;\n") DEFAULT), "\tdefault:" },
	};

	CHECK(exits, rows);
}

#define MIDDLE "would be in the middle of a statement of this branch"

/* A place amid a statement of B moves to its nearer edge. */
static void test_statements(void **state)
{
#define ADDS_LINE F("\tone(d);\n\ttwo(d, 22);\n"), F("\tone(d);\n" ADD1 "\ttwo(d, 22);\n")
	static const struct place_row rows[] = {
		{ "between two", ADDS_LINE, F("\tone(d);\n\ttwo(d, 22);\n"), "\ttwo(d, 22);" },
		{ "behind a label, a brace, a case", ADDS_LINE,
		  F("\tone(d);\nout:\n\ttwo(d, 22);\n"), "\ttwo(d, 22);" },
		{ "in front of a closing brace", ADDS_LINE, F("\tif (d) {\n\t\tone(d);\n\t}\n"),
		  "\t}" },
		{ "down to its end", ADDS_LINE,
		  F("\tone(d);\n\tstart(d,\n\t      1);\n\ttwo(d, 22);\n"), "\t      1);", NULL,
		  1 },
		{ "up to its beginning", ADDS_LINE,
		  F("\tone(d);\n\tstart(d,\n\t      1,\n\t      2,\n\t      3);\n\ttwo(d, 22);\n"),
		  "\t      1,", NULL, -1 },
		{ "down, when both are as near", ADDS_LINE,
		  F("\tone(d);\n\tstart(d,\n\t      1,\n\t      2);\n\ttwo(d, 22);\n"),
		  "\t      2);", NULL, 1 },
		{ "four lines down", ADDS_LINE,
		  F("\tone(d);\n\tstart(d, 1,\n\t      2,\n\t      3,\n\t      4,\n\t      5,\n\t      6,\n\t      7,\n"
		    "\t      8);\n\ttwo(d, 22);\n"),
		  "\t      5,", NULL, 4 },
		{ "five are too far on either side", ADDS_LINE,
		  F("\tone(d);\n\tstart(d, 1,\n\t      2,\n\t      3,\n\t      4,\n\t      5,\n\t      6,\n\t      7,\n"
		    "\t      8,\n\t      9,\n\t      10);\n\ttwo(d, 22);\n"),
		  "\t      6,", MIDDLE },
		{ "an item of a list", "int t[] = {\n\t1,\n\t2,\n};\n",
		  "int t[] = {\n\t1,\n\t3,\n\t2,\n};\n", "int t[] = {\n\t1,\n\t2,\n};\n", "\t2," },
		{ "in A it is amid a statement as well", F("\tone(d,\n\t    1);\n"),
		  F("\tone(d,\n\t    2,\n\t    1);\n"), F("\tone(d,\n\t    1);\n"), "\t    1);" },
		{ "behind a directive", ADDS_LINE, F("\tone(d)\n#ifdef X\n\ttwo(d, 22);\n#endif\n"),
		  "\ttwo(d, 22);" },
		{ "comments do not matter", ADDS_LINE,
		  F("\tone(d);\t/* 1, */\n\t/* 2, */\n\ttwo(d, 22);\n"), "\ttwo(d, 22);" },
		{ "a statement that is replaced has two lines in B",
		  F("\tone(d);\n\tstart(d, 1);\n"), F("\tone(d);\n\tstart(d, 2);\n"),
		  F("\tone(d);\n\tstart(d,\n\t      1);\n"), "\tstart(d,", NULL, 0, 1 },
		{ "and the first line is not the first of it", F("\tone(d);\n\tstart(d, 1);\n"),
		  F("\tone(d);\n\tstart(d, 2);\n"), F("\tone(d);\n\tret =\n\t\tstart(d, 1);\n"),
		  "\t\tstart(d, 1);", NULL, -1, 1 },
	};

	CHECK(edges, rows);
}

static void test_text_edges(void **state)
{
#define CONTINUES "line continuation differs in this branch"
#define COMMENTED "would end up inside a comment, or outside of one"
#define NO_COMMA "no comma at the end of the list in this branch"
	static const struct place_row rows[] = {
		{ "a continued line in both", "o := a \\\n\tb \\\n\tc\n",
		  "o := a \\\n\tx \\\n\tb \\\n\tc\n", "o := a \\\n\tb\n", "\tb" },
		{ "in A alone", "o := a \\\n\tb\n", "o := a \\\n\tx \\\n\tb\n", "o := a\n\tb\n",
		  "\tb", CONTINUES },
		{ "in B alone", "o := a\n\tb\n", "o := a\n\tx\n\tb\n", "o := a \\\n\tb\n", "\tb",
		  CONTINUES },
		{ "blanks behind the backslash", "o := a \\\n\tb\n", "o := a \\\n\tx \\\n\tb\n",
		  "o := a \\ \t\n\tb\n", "\tb" },
		{ "the end of what is replaced counts, too", "o := a\n\tb\n\tc\n",
		  "o := a\n\td\n\tc\n", "o := a\n\tb \\\n\tc\n", "\tb \\", CONTINUES },
		{ "within a comment in both", "/*\n * one\n * two\n */\n",
		  "/*\n * one\n * more\n * two\n */\n", "/*\n * one\n * two\n */\n", " * two" },
		{ "in B alone", F("\tone(d);\n\ttwo(d);\n"),
		  F("\tone(d);\n\tmore(d);\n\ttwo(d);\n"),
		  F("\t/* not:\n\tone(d);\n\ttwo(d);\n\t*/\n"), "\ttwo(d);", COMMENTED },
		{ "in A alone", F("\t/* not:\n\tone(d);\n\ttwo(d);\n\t*/\n"),
		  F("\t/* not:\n\tone(d);\n\tmore(d);\n\ttwo(d);\n\t*/\n"),
		  F("\tone(d);\n\ttwo(d);\n"), "\ttwo(d);", COMMENTED },
		{ "behind a comment", F("\t/* one */\n\ttwo(d);\n"),
		  F("\t/* one */\n\tmore(d);\n\ttwo(d);\n"), F("\tone(d);\n\ttwo(d);\n"),
		  "\ttwo(d);" },
		{ "in front of another one", F("\t/* one */\n\t/* two */\n"),
		  F("\t/* one */\n\tmore(d);\n\t/* two */\n"), F("\tone(d);\n\t/* two */\n"),
		  "\t/* two */" },
		{ "or one of one line", F("\tone(d);\t// one\n\t// two\n"),
		  F("\tone(d);\t// one\n\tmore(d);\n\t// two\n"), F("\tone(d);\n\t// two\n"),
		  "\t// two" },
		{ "the last item has a comma in both", "int t[] = {\n\t1,\n};\n",
		  "int t[] = {\n\t1,\n\t2,\n};\n", "int t[] = {\n\t0,\n};\n", "};" },
		{ "in A alone", "int t[] = {\n\t1,\n};\n", "int t[] = {\n\t1,\n\t2,\n};\n",
		  "int t[] = {\n\t1\n};\n", "};", NO_COMMA },
		{ "in neither", "int t[] = {\n\t1\n};\n", "int t[] = {\n\t1\n\t, 2\n};\n",
		  "int t[] = {\n\t1\n};\n", "};" },
		{ "an empty list", "int t[] = {\n\t1,\n};\n", "int t[] = {\n\t1,\n\t2,\n};\n",
		  "int t[] = {\n};\n", "};" },
		{ "with a comment behind it", "int t[] = {\n\t1,\n};\n",
		  "int t[] = {\n\t1,\n\t2,\n};\n", "int t[] = {\n\t1, /* one */\n};\n", "};" },
	};

	CHECK(edges, rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_present),	    cmocka_unit_test(test_given),
		cmocka_unit_test(test_returns),	    cmocka_unit_test(test_jumps),
		cmocka_unit_test(test_fallthrough), cmocka_unit_test(test_statements),
		cmocka_unit_test(test_text_edges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
