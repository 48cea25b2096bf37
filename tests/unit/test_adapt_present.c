// SPDX-License-Identifier: GPL-2.0-only
/* What a change adds and B has already; entries of tables; whole definitions; lines that are split and joined. */
#include "adapt_table.h"

#define F(body) "int f(struct d *d)\n{\n" body "\treturn 0;\n}\n"
#define K(n) "\tkeep" #n "(k" #n ");\n"
#define ADD "\tadded(z, 1);\n"
#define ADDS(what, added, b_old, made, rung) \
	{ what, F(K(1) K(2) K(3) K(4) K(5) K(6) K(7)), F(K(1) added K(2) K(3) K(4) K(5) K(6) K(7)), F(b_old), made, rung }
#define REST K(2) K(3) K(4) K(5) K(6) K(7)

static void test_next_to_the_place(void **state)
{
	static const struct row rows[] = {
		ADDS("right below", ADD, K(1) K(2) ADD K(3) K(4) K(5) K(6) K(7),
		     F(K(1) K(2) ADD K(3) K(4) K(5) K(6) K(7)), RUNG_EXACT),
		ADDS("right above", ADD, ADD K(1) REST, F(ADD K(1) REST), RUNG_EXACT),
		ADDS("four lines below", ADD "\tif (aa)\n\t\tbb = cc;\n",
		     K(1) K(2) K(3) ADD "\tif (aa)\n\t\tbb = cc;\n" K(4) K(5) K(6) K(7),
		     F(K(1) K(2) K(3) ADD "\tif (aa)\n\t\tbb = cc;\n" K(4) K(5) K(6) K(7)),
		     RUNG_EXACT),
		ADDS("five lines below, in a block", "\tif (aa) {\n\t\tadded(z, 1);\n\t}\n",
		     K(1) K(2) K(3) K(4) K(5) "\tif (bb) {\n\t\tadded(z, 1);\n\t}\n" K(6) K(7),
		     F(K(1) "\tif (aa) {\n\t\tadded(z, 1);\n\t}\n" K(2) K(3) K(4) K(5)
		     "\tif (bb) {\n\t\tadded(z, 1);\n\t}\n" K(6) K(7)),
		     RUNG_EXACT),
		ADDS("a call elsewhere in the function", ADD, K(1) K(2) K(3) K(4) K(5) K(6) K(7)
		     ADD, NULL, 0),
		ADDS("a call elsewhere, under a condition", ADD, K(1) K(2) K(3) K(4) K(5) K(6) K(7)
		     "\tif (x)\n\t\tadded(z, 1);\n", NULL, 0),
		ADDS("a short line says nothing", "\taa = 1;\n", K(1) K(2) "\taa = 1;\n" K(3) K(4)
		     K(5) K(6) K(7),
		     F(K(1) "\taa = 1;\n" K(2) "\taa = 1;\n" K(3) K(4) K(5) K(6) K(7)),
		     RUNG_FUNCTION),
		ADDS("an assignment elsewhere", "\taa->bb = cc;\n", K(1) K(2) K(3) K(4) K(5) K(6)
		     K(7) "\taa->bb = cc;\n",
		     F(K(1) "\taa->bb = cc;\n" REST "\taa->bb = cc;\n"), RUNG_EXACT),
		ADDS("two lines elsewhere", "\taa->bb = cc;\n\tdd->ee = ff;\n", K(1) REST
		     "\taa->bb = cc;\n\tdd->ee = ff;\n", NULL, 0),
		ADDS("one of two lines elsewhere", "\taa->bb = cc;\n\tdd->ee = ff;\n", K(1) REST
		     "\taa->bb = cc;\n",
		     F(K(1) "\taa->bb = cc;\n\tdd->ee = ff;\n" REST "\taa->bb = cc;\n"),
		     RUNG_EXACT),
		ADDS("a comment next to it is none of it", "\t/* The same words here. */\n" ADD,
		     K(1) "\t/* The same words here. */\n" REST,
		     F(K(1) "\t/* The same words here. */\n\t/* The same words here. */\n" ADD
		     REST), RUNG_FUNCTION),
		{ "it is there in A, too", F(ADD K(1) K(2)), F(ADD K(1) ADD K(2)),
		  F(ADD K(1) K(2) K(3)), F(ADD K(1) ADD K(2) K(3)), RUNG_FUNCTION },
		{ "it is moved", F(K(1) K(2) ADD K(3)), F(K(1) ADD K(2) K(3)),
		  F(K(1) K(2) ADD K(3)), F(K(1) ADD K(2) K(3)), RUNG_EXACT },
		{ "it is in another function", F(K(1) K(2)), F(K(1) ADD K(2)), F(K(1) K(2))
		  "int g(void)\n{\n" ADD "\treturn 1;\n}\n",
		  F(K(1) ADD K(2)) "int g(void)\n{\n" ADD "\treturn 1;\n}\n", RUNG_EXACT },
	};

	CHECK_ROWS(rows);
}

/* Three telling lines in a row. */
static void test_part_of_it(void **state)
{
#define L1 "\tfirst(l1, 11);\n"
#define L2 "\tsecond(l2, 22);\n"
#define L3 "\tthird(l3, 33);\n"
#define L4 "\tfourth(l4, 44);\n"
	static const struct row rows[] = {
		ADDS("three of four lines", L1 L2 L3 L4, K(1) L1 L2 L3 REST, NULL, 0),
		ADDS("the last three of them", L1 L2 L3 L4, K(1) L2 L3 L4 REST, NULL, 0),
		ADDS("the first two of them", L1 L2 L3 L4, K(1) L1 L2 REST, NULL, 0),
		ADDS("the last two of them", L1 L2 L3 L4, K(1) L3 L4 REST, NULL, 0),
		ADDS("only one of them", L1 L2 L3 L4, K(1) L2 REST, F(K(1) L2 L1 L2 L3 L4 REST),
		     RUNG_FUNCTION),
		ADDS("three, not in a row", L1 L2 L3 L4, K(1) L1 L2 "\tother(o);\n" L4 REST,
		     NULL, 0),
		ADDS("three with brackets between them", L1 L2 "\t{\n" L3 "\t}\n" L4, K(1) L1 L2
		     "\t{\n" L3 "\t}\n" REST, NULL, 0),
		ADDS("three far below", L1 L2 L3 L4, K(1) K(2) K(3) K(4) K(5) K(6) L1 L2 L3 K(7),
		     F(K(1) L1 L2 L3 L4 K(2) K(3) K(4) K(5) K(6) L1 L2 L3 K(7)), RUNG_EXACT),
		{ "three far above", F(K(1) K(2) K(3) K(4) K(5) K(6) K(7)),
		  F(K(1) K(2) K(3) K(4) K(5) K(6) K(7) L1 L2 L3 L4),
		  F(L1 L2 L3 K(1) K(2) K(3) K(4) K(5) K(6) K(7)),
		  F(L1 L2 L3 K(1) K(2) K(3) K(4) K(5) K(6) K(7) L1 L2 L3 L4), RUNG_OFFSET },
	};

	CHECK_ROWS(rows);
}

/*
 * Of several changes some are there: each is told apart. The others are made only where the one
 * that is there could not be another's work: where it removes.
 */
static void test_some_of_them(void **state)
{
#define FAR K(2) K(3) K(4) K(5) K(6) K(7) "\tkeep8(k8);\n\tkeep9(k9);\n"
#define NINE "\tadded(z, 9);\n"
#define OTHER "\tother(o, 11);\n"
#define NOT_THIS ": other changes of the patch to this file are there already, but not this one\n"
	static const struct {
		struct row row;
		const char *said;
	} rows[] = {
		{ { "the first of two additions", F(K(1) FAR), F(K(1) L1 L2 FAR NINE),
		    F(K(1) L1 L2 FAR), NULL, 0 },
		  "change to line 4: present at line 4\nchange to line 12" NOT_THIS },
		{ { "the second of two additions", F(K(1) FAR OTHER), F(K(1) L1 L2 FAR NINE OTHER),
		    F(K(1) FAR NINE OTHER), NULL, 0 },
		  "change to line 4" NOT_THIS "change to line 12: present at line 12\n" },
		{ { "the first of two replacements", F(L1 FAR L2), F(L3 FAR L4), F(L3 FAR L2),
		    NULL, 0 },
		  "change to line 3: present at line 3\nchange to line 12" NOT_THIS },
		{ { "the second of two replacements", F(L1 FAR L2), F(L3 FAR L4), F(L1 FAR L4),
		    NULL, 0 },
		  "change to line 3" NOT_THIS "change to line 12: present at line 12\n" },
		{ { "the removal", F(K(1) L1 FAR), F(K(1) FAR L2), F(K(1) FAR), F(K(1) FAR L2),
		    RUNG_OFFSET },
		  "change to line 4: what it removes is not there\nchange to line 13: -\n" },
		{ { "the addition beside a removal", F(K(1) L1 FAR), F(K(1) FAR L2),
		    F(K(1) L1 FAR L2), NULL, 0 },
		  "change to line 4" NOT_THIS "change to line 13: present at line 13\n" },
	};
	size_t failed = 0;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct row *row = &rows[i].row;
		_cleanup_buf_ struct buf said = { 0 };
		enum rung rung;
		_cleanup_free_ char *made = adapt_row(row, NULL, &rung, &said);

		if (!strcmp(made, row->b_new ? row->b_new : "") &&
		    rung == (row->b_new ? row->rung : RUNG_REFUSED) &&
		    !strcmp(buf_str(&said), rows[i].said))
			continue;
		print_error("%s: %s\n%s%s", row->what, rung_name(rung), buf_str(&said), made);
		failed++;
	}
	assert_int_equal(failed, 0);
}

#define OPS(members) "static const struct ops ops = {\n" members "};\n"

static void test_members(void **state)
{
	static const struct row rows[] = {
		{ "given another value", OPS("\t.open = o,\n\t.poll = p,\n"),
		  OPS("\t.open = o,\n\t.seek = none,\n\t.poll = p,\n"),
		  OPS("\t.open = o,\n\t.poll = p,\n\t.mmap = m,\n\t.seek = some,\n"), NULL, 0 },
		{ "given another value above", OPS("\t.open = o,\n\t.poll = p,\n"),
		  OPS("\t.open = o,\n\t.seek = none,\n\t.poll = p,\n"),
		  OPS("\t.seek = some,\n\t.open = o,\n\t.poll = p,\n"), NULL, 0 },
		{ "behind a blank line", OPS("\t.open = o,\n\t.poll = p,\n"),
		  OPS("\t.open = o,\n\t.seek = none,\n\t.poll = p,\n"),
		  OPS("\t.open = o,\n\t.poll = p,\n\n\t.seek = some,\n"), NULL, 0 },
		{ "of another structure", OPS("\t.open = o,\n\t.poll = p,\n"),
		  OPS("\t.open = o,\n\t.seek = none,\n\t.poll = p,\n"),
		  OPS("\t.open = o,\n\t.poll = p,\n")
		  "static struct ops more = {\n\t.seek = some,\n};\n",
		  OPS("\t.open = o,\n\t.seek = none,\n\t.poll = p,\n")
		  "static struct ops more = {\n\t.seek = some,\n};\n", RUNG_EXACT },
		{ "of an inner structure", OPS("\t.open = o,\n\t.poll = p,\n"),
		  OPS("\t.open = o,\n\t.seek = none,\n\t.poll = p,\n"),
		  OPS("\t.open = o,\n\t.poll = p,\n\t.inner = {\n\t\t.seek = some,\n\t},\n"),
		  OPS("\t.open = o,\n\t.seek = none,\n\t.poll = p,\n\t.inner = {\n\t\t.seek = some,\n\t},\n"), RUNG_FUNCTION },
		{ "a name that begins the same", OPS("\t.open = o,\n\t.poll = p,\n"),
		  OPS("\t.open = o,\n\t.seek = none,\n\t.poll = p,\n"),
		  OPS("\t.open = o,\n\t.poll = p,\n\t.seeks = some,\n"),
		  OPS("\t.open = o,\n\t.seek = none,\n\t.poll = p,\n\t.seeks = some,\n"),
		  RUNG_FUNCTION },
		{ "the second of two is", OPS("\t.open = o,\n\t.poll = p,\n"),
		  OPS("\t.open = o,\n\t.lock = l,\n\t.seek = none,\n\t.poll = p,\n"),
		  OPS("\t.open = o,\n\t.poll = p,\n\t.mmap = m,\n\t.seek = some,\n"), NULL, 0 },
		{ "in A it is given twice, too",
		  OPS("\t.open = o,\n\t.poll = p,\n\t.seek = some,\n"),
		  OPS("\t.open = o,\n\t.seek = none,\n\t.poll = p,\n\t.seek = some,\n"),
		  OPS("\t.open = o,\n\t.poll = p,\n\t.seek = some,\n"),
		  OPS("\t.open = o,\n\t.seek = none,\n\t.poll = p,\n\t.seek = some,\n"), RUNG_EXACT
		  },
	};

	CHECK_ROWS(rows);
}

#define IDS(entries) "static const struct id ids[] = {\n" entries "\t{ }\n};\n"
#define ID(id, gen) "\t{ DEVICE(0x1af4, " id "), " gen " },\n"

static void test_entries(void **state)
{
	static const struct row rows[] = {
		{ "the same numbers", IDS(ID("0x1001", "A")),
		  IDS(ID("0x1001", "A") ID("0x1003", "B")),
		  IDS(ID("0x1003", "A") ID("0x1001", "A")),
		  NULL, 0 },
		{ "other numbers", IDS(ID("0x1001", "A")), IDS(ID("0x1001", "A") ID("0x1003", "B")),
		  IDS(ID("0x1002", "A") ID("0x1001", "A")),
		  IDS(ID("0x1002", "A") ID("0x1001", "A") ID("0x1003", "B")), RUNG_FUNCTION },
		{ "in capitals", IDS(ID("0x1001", "A")), IDS(ID("0x1001", "A") ID("0X1003", "B")),
		  IDS(ID("0X1003", "A") ID("0x1001", "A")), NULL, 0 },
		{ "three digits are no id",
		  "static const struct id ids[] = {\n\tONE(0x101),\n\t{ }\n};\n",
		  "static const struct id ids[] = {\n\tONE(0x101),\n\tTWO(0x103, 7),\n\t{ }\n};\n",
		  "static const struct id ids[] = {\n\tTHREE(0x103),\n\tONE(0x101),\n\t{ }\n};\n",
		  "static const struct id ids[] = {\n\tTHREE(0x103),\n\tONE(0x101),\n\tTWO(0x103, 7),\n\t{ }\n};\n", RUNG_FUNCTION },
		{ "four digits are",
		  "static const struct id ids[] = {\n\tONE(0x1001),\n\t{ }\n};\n",
		  "static const struct id ids[] = {\n\tONE(0x1001),\n\tTWO(0x1003, 7),\n\t{ }\n};\n",
		  "static const struct id ids[] = {\n\tTHREE(0x1003),\n\tONE(0x1001),\n\t{ }\n};\n",
		  NULL, 0 },
		{ "decimal numbers are no ids",
		  "static const struct id ids[] = {\n\tONE(100001),\n\t{ }\n};\n",
		  "static const struct id ids[] = {\n\tONE(100001),\n\tTWO(100003, 7),\n\t{ }\n};\n",
		  "static const struct id ids[] = {\n\tTHREE(100003),\n\tONE(100001),\n\t{ }\n};\n",
		  "static const struct id ids[] = {\n\tTHREE(100003),\n\tONE(100001),\n\tTWO(100003, 7),\n\t{ }\n};\n", RUNG_FUNCTION },
		{ "the change adds it twice", IDS(ID("0x1001", "A")),
		  IDS(ID("0x1001", "A") ID("0x1003", "B") ID("0x1003", "C")),
		  IDS(ID("0x1003", "A") ID("0x1001", "A")),
		  IDS(ID("0x1003", "A") ID("0x1001", "A") ID("0x1003", "B") ID("0x1003", "C")),
		  RUNG_FUNCTION },
		{ "A has these numbers in another entry", IDS(ID("0x1003", "C") ID("0x1001", "A")),
		  IDS(ID("0x1003", "C") ID("0x1001", "A") ID("0x1003", "B")),
		  IDS(ID("0x1003", "C") ID("0x1001", "A")),
		  IDS(ID("0x1003", "C") ID("0x1001", "A") ID("0x1003", "B")), RUNG_EXACT },
		{ "an entry is altered", IDS(ID("0x1001", "A")), IDS(ID("0x1001", "B")), "int x;\n"
		  IDS(ID("0x1001", "A")),
		  "int x;\n" IDS(ID("0x1001", "B")), RUNG_OFFSET },
		{ "another entry would be altered", IDS(ID("0x1001", "A")), IDS(ID("0x1001", "B")),
		  IDS(ID("0x1009", "A")), NULL, 0 },
		{ "the second of two is another one", IDS(ID("0x1001", "A") ID("0x1002", "A")),
		  IDS(ID("0x1001", "B") ID("0x1002", "B")),
		  IDS(ID("0x1001", "A") ID("0x1009", "A")), NULL, 0 },
	};

	CHECK_ROWS(rows);
}

#define DEF(name, call) "static int " name "(struct d *d)\n{\n\t" call "(d, 1);\n\treturn 1;\n}\n"
#define ONE DEF("one", "do_one")
#define TWO DEF("two", "do_two")
#define NEW DEF("new_one", "do_new")
#define MORE "int more(struct e *e)\n{\n\tfor (;;)\n\t\tspin(e);\n}\n"

static void test_whole_definitions(void **state)
{
	static const struct row rows[] = {
		{ "between the same two", ONE "\n" TWO, ONE "\n" NEW "\n" TWO, ONE "\n" TWO, ONE
		  "\n" NEW "\n" TWO, RUNG_EXACT },
		{ "another one between these", ONE "\n" TWO, ONE "\n" NEW "\n" TWO, ONE "\n" MORE
		  "\n" TWO, ONE "\n" MORE "\n" NEW "\n" TWO,
		  RUNG_FUNCTION },
		{ "behind an export", ONE "\n" TWO, ONE "\n" NEW "\n" TWO, ONE
		  "EXPORT_SYMBOL(one);\n\n" TWO,
		  ONE "EXPORT_SYMBOL(one);\n\n" NEW "\n" TWO, RUNG_FUNCTION },
		{ "behind two of them", ONE "\n" MORE, ONE "\n" NEW "\n" MORE, ONE
		  "EXPORT_SYMBOL(one);\nALLOW_ERROR(one, ERRNO);\n\n" TWO,
		  ONE "EXPORT_SYMBOL(one);\nALLOW_ERROR(one, ERRNO);\n\n" NEW "\n" TWO,
		  RUNG_FUNCTION },
		{ "at the end of the file", ONE "\n" TWO, ONE "\n" TWO "\n" NEW, MORE "\n" TWO, MORE
		  "\n" TWO "\n" NEW, RUNG_EXACT },
		{ "it is removed", ONE "\n" NEW "\n" TWO, ONE "\n" TWO, MORE "\n" NEW "\n" ONE, MORE
		  "\n" ONE, RUNG_MOVED },
		{ "it is removed, but is another one", ONE "\n" NEW "\n" TWO, ONE "\n" TWO, MORE
		  "\n" DEF("new_one", "do_other") "\n" ONE, NULL, 0 },
		{ "it is still used", ONE "\n" NEW "\n" TWO, ONE "\n" TWO, ONE "\n" NEW "\n" TWO
		  "int g(void)\n{\n\treturn new_one(0);\n}\n", NULL, 0 },
		{ "a function of that name is there", ONE "\n" TWO, ONE "\n" NEW "\n" TWO,
		  DEF("new_one", "x") "\n" ONE "\n" TWO, NULL, 0 },
	};

	CHECK_ROWS(rows);
}

/* Lines that are put next to those that a change replaces are a change of their own. */
static void test_split_changes(void **state)
{
#define OLD "\tcopy_all(net, info, 1);\n"
	static const struct row rows[] = {
		{ "behind", F(K(1) OLD K(2)),
		  F(K(1) "\tcopy_all(net, info, 2);\n\tif (info)\n\t\tgo(info);\n" K(2)),
		  F(K(1) OLD "\tother(o);\n" K(2)),
		  F(K(1) "\tcopy_all(net, info, 2);\n\tif (info)\n\t\tgo(info);\n\tother(o);\n"
		  K(2)), RUNG_FUNCTION },
		{ "in front", F(K(1) OLD K(2)),
		  F(K(1) "\tif (info)\n\t\tgo(info);\n\tcopy_all(net, info, 2);\n" K(2)),
		  F(K(1) "\tother(o);\n" OLD K(2)),
		  F(K(1) "\tother(o);\n\tif (info)\n\t\tgo(info);\n\tcopy_all(net, info, 2);\n"
		  K(2)), RUNG_FUNCTION },
		{ "on both sides", F(K(1) OLD K(2)),
		  F(K(1) "\tbefore(b);\n\tcopy_all(net, info, 2);\n\tbehind(c);\n" K(2)),
		  F(K(1) "\tother(o);\n" OLD "\tmore(p);\n" K(2)),
		  F(K(1)
		  "\tother(o);\n\tbefore(b);\n\tcopy_all(net, info, 2);\n\tbehind(c);\n\tmore(p);\n"
		  K(2)), RUNG_FUNCTION },
		{ "a block around it is not split", F(K(1) OLD K(2)),
		  F(K(1) "\tif (info) {\n\t\tcopy_all(net, info, 2);\n\t}\n" K(2)),
		  F(K(1) "\tother(o);\n" OLD K(2)),
		  F(K(1) "\tother(o);\n\tif (info) {\n\t\tcopy_all(net, info, 2);\n\t}\n" K(2)),
		  RUNG_FUNCTION },
		{ "the end of a statement is not split off", F(K(1) OLD K(2)),
		  F(K(1) "\tcopy_all(net, info,\n\t\t more, 2);\n" K(2)),
		  F(K(1) "\tcopy_all(net2, info, 1);\n" K(2)),
		  F(K(1) "\tcopy_all(net2, info,\n\t\t more, 2);\n" K(2)), RUNG_TOKEN },
	};

	CHECK_ROWS(rows);
}

static void test_ends_of_lines(void **state)
{
	static const struct row rows[] = {
		{ "the last line of B has no end", "int a;\n", "int a;\nint b;\n", "int a;",
		  "int a;\nint b;\n", RUNG_FUNCTION },
		{ "the last line of A_NEW has none", "int a;\n", "int a;\nint b;",
		  "int z;\nint a;\n", "int z;\nint a;\nint b;", RUNG_OFFSET },
		{ "B's lines end with \\r\\n", "int a;\nint z;\n", "int a;\nint b;\nint z;\n",
		  "int a;\r\nint z;\r\n", "int a;\r\nint b;\r\nint z;\r\n",
		  RUNG_FUNCTION },
		{ "A's lines do", "int a;\r\nint z;\r\n", "int a;\r\nint b;\r\nint z;\r\n",
		  "int a;\nint z;\n", "int a;\nint b;\nint z;\n", RUNG_FUNCTION },
		{ "both do", "int a;\r\nint z;\r\n", "int a;\r\nint b;\r\nint z;\r\n",
		  "int a;\r\nint z;\r\n", "int a;\r\nint b;\r\nint z;\r\n", RUNG_EXACT },
		{ "B has both", "int a;\nint z;\n", "int a;\nint b;\nint z;\n",
		  "int a;\r\nint z;\n", "int a;\r\nint b;\nint z;\n", RUNG_FUNCTION },
		{ "B has both, the other way round", "int a;\nint z;\n", "int a;\nint b;\nint z;\n",
		  "int a;\nint z;\r\n", "int a;\nint b;\nint z;\r\n",
		  RUNG_FUNCTION },
		{ "A_NEW has both", "int a;\nint z;\n", "int a;\nint b;\r\nint z;\n",
		  "int a;\r\nint z;\r\n", "int a;\r\nint b;\r\nint z;\r\n",
		  RUNG_FUNCTION },
		{ "a \\r within a line stays", "int a;\r\nint z;\r\n",
		  "int a;\r\nint b;\t/*\r*/\r\nint z;\r\n", "int a;\nint z;\n",
		  "int a;\nint b;\t/*\r*/\nint z;\n", RUNG_FUNCTION },
		{ "two changes with lines of B between them", F(K(1) K(2) K(3) K(4) K(5)),
		  F(K(1) ADD K(2) K(3) K(4) "\tmore(y, 2);\n" K(5)),
		  F(K(1) K(2) "\tother(o);\n" K(3) K(4) K(5)),
		  F(K(1) ADD K(2) "\tother(o);\n" K(3) K(4) "\tmore(y, 2);\n" K(5)), RUNG_FUNCTION
		  },
		{ "the first change is placed behind the second",
		  F(K(1) ADD K(2) K(3) "\tmore(y, 2);\n" K(4)),
		  F(K(1) "\tadded(z, 5);\n" K(2) K(3) "\tmore(y, 6);\n" K(4)),
		  F(K(1) "\tmore(y, 2);\n" K(2) K(3) ADD K(4)),
		  F(K(1) "\tmore(y, 6);\n" K(2) K(3) "\tadded(z, 5);\n" K(4)), RUNG_FUNCTION },
	};

	CHECK_ROWS(rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_next_to_the_place),
		cmocka_unit_test(test_part_of_it),
		cmocka_unit_test(test_some_of_them),
		cmocka_unit_test(test_members),
		cmocka_unit_test(test_entries),
		cmocka_unit_test(test_whole_definitions),
		cmocka_unit_test(test_split_changes),
		cmocka_unit_test(test_ends_of_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
