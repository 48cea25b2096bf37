// SPDX-License-Identifier: GPL-2.0-only
/* Places within statements, lists, comments, blocks, loops and switches of B. */
#include "adapt_table.h"

#define F(body) "int f(struct d *d)\n{\n" body "\treturn 0;\n}\n"
#define K(n) "\tkeep" #n "(k" #n ");\n"
#define O(n) "\tother" #n "(o" #n ");\n"
#define ADD "\tadded(z);\n"
#define INSERT(what, above, below, b_old, made) \
	{ what, F(above below), F(above ADD below), F(b_old), made, RUNG_FUNCTION }
#define ADDED(what, above, added, below, b_above, b_below, made) \
	{ what, F(above below), F(above added below), F(b_above b_below), made, RUNG_FUNCTION }

/* B has in several lines what A has in one: four more are taken along. */
static void test_longer_statements(void **state)
{
#define OLD "\tret = count_init(net, family, sizeof(u32));\n"
#define NEW "\tret = count_init(net, family, sizeof(u64));\n"
#define UP4 "\ta.first =\n\t\ta.second =\n\t\ta.third =\n\t\ta.fourth =\n"
#define IN_B(size) "\t\tret = count_init(net, family, sizeof(" size "));\n"
#define DOWN(size) "\tret = count_init(net, family, sizeof(" size ") +\n"
#define REPLACE(what, b_old, made) { what, F(K(1) OLD K(2)), F(K(1) NEW K(2)), b_old, made, RUNG_TOKEN }
	static const struct row rows[] = {
		REPLACE("four lines above", F(K(1) UP4 IN_B("u32") K(2)),
			F(K(1) UP4 IN_B("u64") K(2))),
		REPLACE("five lines above", F(K(1) "\ta.zeroth =\n" UP4 IN_B("u32") K(2)), NULL),
		REPLACE("four lines below",
			F(K(1) DOWN("u32") "\t\tb1 +\n\t\tb2 +\n\t\tb3 +\n\t\tb4;\n" K(2)),
			F(K(1) DOWN("u64") "\t\tb1 +\n\t\tb2 +\n\t\tb3 +\n\t\tb4;\n" K(2))),
		REPLACE("five lines below",
			F(K(1) DOWN("u32") "\t\tb1 +\n\t\tb2 +\n\t\tb3 +\n\t\tb4 +\n\t\tb5;\n"
			K(2)), NULL),
		INSERT("in front of a condition that only B has", K(1), K(2), K(1)
		       "\tif (o1)\n\t\tkeep2(k2);\n",
		       F(K(1) ADD "\tif (o1)\n\t\tkeep2(k2);\n")),
		INSERT("in front of four of them", O(9), K(2),
		       "\tif (o1)\n\t\tfor (;o2;)\n\t\t\twhile (o3)\n\t\t\t\tif (o4)\n\t\t\t\t\tkeep2(k2);\n",
		       F(ADD
		       "\tif (o1)\n\t\tfor (;o2;)\n\t\t\twhile (o3)\n\t\t\t\tif (o4)\n\t\t\t\t\tkeep2(k2);\n")),
		INSERT("in front of five of them", O(9), K(2),
		       "\tif (o0)\n\tif (o1)\n\t\tfor (;o2;)\n\t\t\twhile (o3)\n\t\t\t\tif (o4)\n\t\t\t\t\tkeep2(k2);\n", NULL),
	};

	CHECK_ROWS(rows);
#undef OLD
#undef NEW
}

static void test_lists_and_comments(void **state)
{
#define LIST(items) "static const char *const names[] = {\n" items "};\n"
#define TEXT(lines) "/*\n * About it:\n" lines " */\nint x;\n"
	static const struct row rows[] = {
		{ "an item in a list", LIST("\t\"a\",\n\t\"z\",\n"),
		  LIST("\t\"a\",\n\t\"m\",\n\t\"z\",\n"), LIST("\t\"b\",\n\t\"z\",\n"),
		  LIST("\t\"b\",\n\t\"m\",\n\t\"z\",\n"), RUNG_FUNCTION },
		{ "behind the last item, which has its comma", LIST("\t\"a\",\n\t\"z\",\n"),
		  LIST("\t\"a\",\n\t\"z\",\n\t\"zz\",\n"),
		  LIST("\t\"b\",\n\t\"z\",\n"), LIST("\t\"b\",\n\t\"z\",\n\t\"zz\",\n"),
		  RUNG_FUNCTION },
		{ "behind the last item, which has none", LIST("\t\"a\",\n\t\"z\",\n"),
		  LIST("\t\"a\",\n\t\"z\",\n\t\"zz\",\n"),
		  LIST("\t\"b\",\n\t\"z\"\n"), NULL, 0 },
		{ "behind a comment that follows the comma", LIST("\t\"a\",\n\t\"z\",\n"),
		  LIST("\t\"a\",\n\t\"z\",\n\t\"zz\",\n"),
		  LIST("\t\"b\",\n\t\"z\",\t/* last */\n"),
		  LIST("\t\"b\",\n\t\"z\",\t/* last */\n\t\"zz\",\n"), RUNG_FUNCTION },
		{ "a line of a comment", TEXT(" * one of them,\n * and the last.\n"),
		  TEXT(" * one of them,\n * another one,\n * and the last.\n"),
		  "int y;\n" TEXT(" * one of them,\n * and the last.\n"),
		  "int y;\n" TEXT(" * one of them,\n * another one,\n * and the last.\n"),
		  RUNG_OFFSET },
		{ "code does not go into a comment", F(K(1) K(2)), F(K(1) ADD K(2)),
		  F("\t/* Not now:\n\tkeep1(k1);\n\tkeep2(k2);\n\t */\n"),
		  NULL, 0 },
		{ "code goes behind a comment", F(K(1) "\t/* Then: */\n" K(2)),
		  F(K(1) "\t/* Then: */\n" ADD K(2)),
		  F(O(1) "\t/* Then: */\n" K(2)), F(O(1) "\t/* Then: */\n" ADD K(2)), RUNG_FUNCTION
		  },
		{ "code goes between two comments", F("\t/* One: */\n\t/* Two: */\n" K(2)),
		  F("\t/* One: */\n" ADD "\t/* Two: */\n" K(2)),
		  F(O(1) "\t/* One: */\n\t/* Two: */\n" K(2)),
		  F(O(1) "\t/* One: */\n" ADD "\t/* Two: */\n" K(2)), RUNG_FUNCTION },
		{ "code goes between comments of //", F("\t// One:\n\t// Two:\n" K(2)),
		  F("\t// One:\n" ADD "\t// Two:\n" K(2)),
		  F(O(1) "\t// One:\n\t// Two:\n" K(2)),
		  F(O(1) "\t// One:\n" ADD "\t// Two:\n" K(2)), RUNG_FUNCTION },
		{ "an argument on its own line", F("\tcall_it(d,\n\t\tfirst,\n\t\tlast);\n"),
		  F("\tcall_it(d,\n\t\tfirst,\n\t\tsecond,\n\t\tlast);\n"),
		  F(O(1) "\tcall_it(d,\n\t\tfirst,\n\t\tlast);\n"),
		  F(O(1) "\tcall_it(d,\n\t\tfirst,\n\t\tsecond,\n\t\tlast);\n"), RUNG_FUNCTION },
		{ "a list of make ends where A's goes on",
		  "obj := a.o \\\n\tb.o \\\n\tc.o\nx := 1\n",
		  "obj := a.o \\\n\tb.o \\\n\tn.o \\\n\tc.o\nx := 1\n",
		  "obj := a.o \\\n\tb.o\nx := 1\n", NULL, 0 },
		{ "a list of make goes on", "obj := a.o \\\n\tb.o \\\n\tc.o\nx := 1\n",
		  "obj := a.o \\\n\tb.o \\\n\tn.o \\\n\tc.o\nx := 1\n",
		  "obj := z.o \\\n\tb.o \\\n\tc.o\nx := 1\n",
		  "obj := z.o \\\n\tb.o \\\n\tn.o \\\n\tc.o\nx := 1\n", RUNG_FUNCTION },
		{ "a line of make that is replaced is the last one in B",
		  "obj := a.o \\\n\tb.o \\\n\tc.o\nx := 1\n",
		  "obj := a.o \\\n\tbb.o \\\n\tc.o\nx := 1\n", "obj := a.o \\\n\tb.o\nx := 1\n",
		  NULL, 0 },
	};

	CHECK_ROWS(rows);
}

/* The braces, the branch, the case, the section that a place is within. */
static void test_blocks(void **state)
{
	static const struct row rows[] = {
		ADDED("B has no braces there", "\tif (d->on) {\n\t\tclose_it(d->file);\n",
		      "\t\tflush_it(d->file);\n", "\t}\n",
		      "\tif (d->on)\n\t\tclose_it(d->file);\n", "", NULL),
		{ "B has none for two statements",
		  F("\tif (d->on) {\n\t\tclose_it(d->file, 1);\n\t\tone(d);\n\t}\n"),
		  F("\tif (d->on) {\n\t\tflush_it(d);\n\t\tclose_it(d->file, 2);\n\t\tone(d);\n\t}\n"),
		  F("\tif (d->on)\n\t\tclose_it(d->file, 1);\n"), NULL, 0 },
		{ "nor after else",
		  F("\tif (d->on) {\n\t\tone(d);\n\t} else {\n\t\tclose_it(d->file, 1);\n\t\ttwo(d);\n\t}\n"),
		  F("\tif (d->on) {\n\t\tone(d);\n\t} else {\n\t\tflush_it(d);\n\t\tclose_it(d->file, 2);\n\t\ttwo(d);\n\t}\n"),
		  F("\tif (d->on)\n\t\tone(d);\n\telse\n\t\tclose_it(d->file, 1);\n"), NULL, 0 },
		{ "the other branch",
		  F("\tif (d->on) {\n\t\tone(d);\n\t\tlast(d);\n\t} else {\n\t\ttwo(d);\n\t\tlast(d);\n\t}\n"),
		  F("\tif (d->on) {\n\t\tone(d);\n\t\tadded(d);\n\t\tlast(d);\n\t} else {\n\t\ttwo(d);\n\t\tlast(d);\n\t}\n"),
		  F("\tif (d->on) {\n\t\tzero(d);\n\t\tone(d);\n\t\tlast(d);\n\t} else {\n\t\ttwo(d);\n\t\tlast(d);\n\t}\n"),
		  F("\tif (d->on) {\n\t\tzero(d);\n\t\tone(d);\n\t\tadded(d);\n\t\tlast(d);\n\t} else {\n\t\ttwo(d);\n\t\tlast(d);\n\t}\n"),
		  RUNG_FUNCTION },
		{ "the block is elsewhere",
		  F("\tif (d->on) {\n\t\tcheck_it(d, 1);\n\t}\n\tif (d->off) {\n\t\tstop_it(d, 2);\n\t}\n"),
		  F("\tif (d->on) {\n\t\tcheck_it(d, 3);\n\t}\n\tif (d->off) {\n\t\tstop_it(d, 2);\n\t}\n"),
		  F("\tif (d->on) {\n\t\tstop_it(d, 2);\n\t}\n\tif (d->off) {\n\t\tcheck_it(d, 1);\n\t}\n"), NULL, 0 },
		{ "the block has another condition",
		  F("\tif (d->on) {\n\t\tcheck_it(d, 1);\n\t\tone(d);\n\t}\n"),
		  F("\tif (d->on) {\n\t\tcheck_it(d, 3);\n\t\tone(d);\n\t}\n"),
		  F("\tif (d->up) {\n\t\tcheck_it(d, 1);\n\t\tone(d);\n\t}\n"),
		  F("\tif (d->up) {\n\t\tcheck_it(d, 3);\n\t\tone(d);\n\t}\n"), RUNG_FUNCTION },
		{ "a block more around it",
		  F("\tif (d->on) {\n\t\tcheck_it(d, 1);\n\t\tone(d);\n\t}\n"),
		  F("\tif (d->on) {\n\t\tcheck_it(d, 3);\n\t\tone(d);\n\t}\n"),
		  F("\twhile (d) {\n\t\tif (d->on) {\n\t\t\tcheck_it(d, 1);\n\t\t\tone(d);\n\t\t}\n\t}\n"),
		  F("\twhile (d) {\n\t\tif (d->on) {\n\t\t\tcheck_it(d, 3);\n\t\t\tone(d);\n\t\t}\n\t}\n"), RUNG_FUNCTION },
		{ "a label is no block", F("\tgoto out;\n" K(1) "out:\n" K(2)),
		  F("\tgoto out;\n" K(1) "out:\n" ADD K(2)),
		  F("\tgoto err;\n" K(1) "err:\n" K(2)), F("\tgoto err;\n" K(1) "err:\n" ADD K(2)),
		  RUNG_FUNCTION },
	};

	CHECK_ROWS(rows);
}

#define SWITCH(cases) "\tswitch (d->kind) {\n" cases "\t}\n"
#define CASE(name, end) "\tcase " name ":\n\t\tdo_" name "(d);\n\t\t" end ";\n"

static void test_cases(void **state)
{
#define NEW_CASE CASE("NEW", "break")
	static const struct row rows[] = {
		{ "behind a break", F(SWITCH(CASE("A", "break") CASE("Z", "break"))),
		  F(SWITCH(CASE("A", "break") NEW_CASE CASE("Z", "break"))),
		  F(SWITCH(CASE("B", "break") CASE("Z", "break"))),
		  F(SWITCH(CASE("B", "break") NEW_CASE CASE("Z", "break"))), RUNG_FUNCTION },
		{ "behind what falls through", F(SWITCH(CASE("A", "break") CASE("Z", "break"))),
		  F(SWITCH(CASE("A", "break") NEW_CASE CASE("Z", "break"))),
		  F(SWITCH(CASE("A", "fallthrough") CASE("Z", "break"))), NULL, 0 },
		{ "with a comment in between",
		  F(SWITCH(CASE("A", "break") "\t/* Now: */\n" CASE("Z", "break"))),
		  F(SWITCH(CASE("A", "break") "\t/* Now: */\n" NEW_CASE CASE("Z", "break"))),
		  F(SWITCH(CASE("A", "fallthrough") "\t/* Now: */\n" CASE("Z", "break"))), NULL, 0
		  },
		{ "a default", F(SWITCH(CASE("A", "break"))),
		  F(SWITCH(CASE("A", "break") "\tdefault:\n\t\tnone(d);\n")),
		  F(SWITCH(CASE("A", "fallthrough"))), NULL, 0 },
		{ "A falls through, too", F(SWITCH(CASE("A", "fallthrough") CASE("Z", "break"))),
		  F(SWITCH(CASE("A", "fallthrough") NEW_CASE CASE("Z", "break"))),
		  F(SWITCH(CASE("B", "break") CASE("A", "fallthrough") CASE("Z", "break"))),
		  F(SWITCH(CASE("B", "break") CASE("A", "fallthrough") NEW_CASE
		  CASE("Z", "break"))), RUNG_OFFSET },
		{ "no case is added", F(SWITCH(CASE("A", "break") CASE("Z", "break")) K(1)),
		  F(SWITCH(CASE("A", "break") CASE("Z", "break")) ADD K(1)),
		  F(SWITCH(CASE("A", "fallthrough") CASE("Z", "fallthrough")) K(1)),
		  F(SWITCH(CASE("A", "fallthrough") CASE("Z", "fallthrough")) ADD K(1)),
		  RUNG_FUNCTION },
	};

	CHECK_ROWS(rows);
}

#define LOOP(open, body, close) \
	"\tlist_for_each_entry(port, &d->ports, node) {\n" open body close "\t}\n"
#define BODY(more) "\t\tstop_it(port);\n" more "\t\tclear_it(port);\n\t\tstart_it(port);\n"
#define DEEP(more) "\t\t\tstop_it(port);\n" more "\t\t\tclear_it(port);\n\t\t\tstart_it(port);\n"
#define JUMP(what, jump, open, close, made) \
	{ what, F(LOOP("", BODY(""), "")), F(LOOP("", BODY("\t\tif (port->dead)\n\t\t\t" jump ";\n"), "")), F(LOOP(open, DEEP(""), close)), \
	  made, RUNG_FUNCTION }
#define JUMPED(jump, open, close) F(LOOP(open, DEEP("\t\t\tif (port->dead)\n\t\t\t\t" jump ";\n"), close))

static void test_jumps(void **state)
{
	static const struct row rows[] = {
		JUMP("continue within another if", "continue", "\t\tif (port->up) {\n", "\t\t}\n",
		     JUMPED("continue", "\t\tif (port->up) {\n", "\t\t}\n")),
		JUMP("break within another if", "break", "\t\tif (port->up) {\n", "\t\t}\n",
		     JUMPED("break", "\t\tif (port->up) {\n", "\t\t}\n")),
		JUMP("continue within another for", "continue", "\t\tfor (i = 0; i < 4; i++) {\n",
		     "\t\t}\n", NULL),
		JUMP("break within another for", "break", "\t\tfor (i = 0; i < 4; i++) {\n",
		     "\t\t}\n", NULL),
		JUMP("continue within another while", "continue", "\t\twhile (port->up) {\n",
		     "\t\t}\n", NULL),
		JUMP("break within another do", "break", "\t\tdo {\n", "\t\t} while (port->up);\n",
		     NULL),
		JUMP("continue within another loop by macro", "continue",
		     "\t\tfor_each_cpu(cpu, mask) {\n", "\t\t}\n", NULL),
		JUMP("break within a switch", "break", "\t\tswitch (port->kind) {\n\t\tcase ONE:\n",
		     "\t\t}\n", NULL),
		JUMP("continue within a switch", "continue",
		     "\t\tswitch (port->kind) {\n\t\tcase ONE:\n", "\t\t}\n",
		     JUMPED("continue", "\t\tswitch (port->kind) {\n\t\tcase ONE:\n", "\t\t}\n")),
		{ "one more jump than there was",
		  F(LOOP("", BODY("\t\tif (port->dead)\n\t\t\tbreak;\n"), "")),
		  F(LOOP("",
		  BODY("\t\tif (port->gone)\n\t\t\tbreak;\n\t\tif (port->off)\n\t\t\tbreak;\n"),
		  "")),
		  F(LOOP("\t\twhile (port->up) {\n",
		  DEEP("\t\t\tif (port->dead)\n\t\t\t\tbreak;\n"), "\t\t}\n")), NULL, 0 },
		{ "a jump that was there",
		  F(LOOP("", BODY("\t\tif (port->dead)\n\t\t\tbreak;\n"), "")),
		  F(LOOP("", BODY("\t\tif (port->gone)\n\t\t\tbreak;\n"), "")),
		  F(LOOP("\t\twhile (port->up) {\n",
		  DEEP("\t\t\tif (port->dead)\n\t\t\t\tbreak;\n"), "\t\t}\n")),
		  F(LOOP("\t\twhile (port->up) {\n",
		  DEEP("\t\t\tif (port->gone)\n\t\t\t\tbreak;\n"), "\t\t}\n")), RUNG_FUNCTION },
	};

	CHECK_ROWS(rows);
}

#define LOAD(first, more, second, end) \
	"int load(struct d *d)\n{\n\tint ret;\n\n\tret = fill(d, 1);\n\tif (ret)\n\t\t" first "\n" more \
	"\tret = drain(d, 2);\n\tif (ret)\n\t\t" second "\n\tuse(d, d->buf);\n\treturn 0;\n" end "}\n"
#define CHECKED "\tif (d->bad)\n\t\treturn -EIO;\n"
#define OUT "out:\n\trelease(d);\n\treturn ret;\n"

static void test_returns(void **state)
{
	static const struct row rows[] = {
		{ "B returns, too", LOAD("return ret;", "", "return ret;", ""),
		  LOAD("return ret;", CHECKED, "return ret;", ""),
		  "int x;\n" LOAD("return ret;", "", "return ret;", ""), "int x;\n"
		  LOAD("return ret;", CHECKED, "return ret;", ""), RUNG_OFFSET },
		{ "B gives back above", LOAD("return ret;", "", "return ret;", ""),
		  LOAD("return ret;", CHECKED, "return ret;", ""),
		  LOAD("goto out;", "", "return ret;", OUT), NULL, 0 },
		{ "B gives back below", LOAD("return ret;", "", "return ret;", ""),
		  LOAD("return ret;", CHECKED, "return ret;", ""),
		  LOAD("return ret;", "", "goto out;", OUT), NULL, 0 },
		{ "A gives back below, too", LOAD("return ret;", "", "goto out;", OUT),
		  LOAD("return ret;", CHECKED, "goto out;", OUT),
		  "int x;\n" LOAD("return ret;", "", "goto out;", OUT), "int x;\n"
		  LOAD("return ret;", CHECKED, "goto out;", OUT), RUNG_OFFSET },
		{ "no return is added", LOAD("return ret;", "", "return ret;", ""),
		  LOAD("return ret;", "\tmark(d);\n", "return ret;", ""),
		  LOAD("goto out;", "", "goto out;", OUT),
		  LOAD("goto out;", "\tmark(d);\n", "goto out;", OUT), RUNG_FUNCTION },
	};

	CHECK_ROWS(rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_longer_statements),
		cmocka_unit_test(test_lists_and_comments),
		cmocka_unit_test(test_blocks),
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_jumps),
		cmocka_unit_test(test_returns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
