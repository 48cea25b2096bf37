// SPDX-License-Identifier: GPL-2.0-only
/* Several definitions, changes and jumps in one file, where the second of them decides. */
#include "adapt_table.h"

#define F(body) "int f(struct d *d, int n)\n{\n" body "\treturn 0;\n}\n"
#define K(n) "\tkeep" #n "(k" #n ");\n"
#define O(n) "\tother" #n "(o" #n ");\n"

/* A jump more than A had: one of its lines had one already. */
static void test_one_jump_more(void **state)
{
#define LOOP(open, body, close) "\tlist_for_each_entry(port, &d->ports, node) {\n" open body close "\t}\n"
#define ONE(in, name) in "\tif (port->" name ")\n" in "\t\tbreak;\n"
#define BODY(in, more) in "\tstop_it(port);\n" more in "\tclear_it(port);\n"
	static const struct row rows[] = {
		{ "in the same loop", F(LOOP("", BODY("\t", ONE("\t", "dead")), "")),
		  F(LOOP("", BODY("\t", ONE("\t", "gone") ONE("\t", "off")), "")),
		  F(O(1) LOOP("", BODY("\t", ONE("\t", "dead")), "")),
		  F(O(1) LOOP("", BODY("\t", ONE("\t", "gone") ONE("\t", "off")), "")),
		  RUNG_FUNCTION },
		{ "in a loop that only B has", F(LOOP("", BODY("\t", ONE("\t", "dead")), "")),
		  F(LOOP("", BODY("\t", ONE("\t", "gone") ONE("\t", "off")), "")),
		  F(LOOP("\t\twhile (port->up) {\n", BODY("\t\t", ONE("\t\t", "dead")), "\t\t}\n")),
		  NULL, 0 },
	};

	CHECK_ROWS(rows);
}

/* What B has of a condition that A has twice: behind the same statement. */
static void test_ways_out(void **state)
{
#define LOAD(first, second, more, end) \
	"int load(struct d *d)\n{\n\tint ret;\n\n\tret = fill(d, 1);\n\tif (ret)\n\t\t" first "\n\tret = drain(d, 2);\n\tif (ret)\n\t\t" second "\n" \
	"\tuse_up(d);\n" more "\tfinish_it(d);\n\treturn 0;\n" end "}\n"
#define CHECKED "\tif (d->bad)\n\t\treturn -EIO;\n"
#define OUT "out:\n\trelease(d);\n\treturn ret;\n"
	static const struct row rows[] = {
		{ "only the first gives back", LOAD("return ret;", "return ret;", "", ""),
		  LOAD("return ret;", "return ret;", CHECKED, ""),
		  LOAD("goto out;", "return ret;", "", OUT),
		  LOAD("goto out;", "return ret;", CHECKED, OUT), RUNG_FUNCTION },
		{ "the last one gives back", LOAD("return ret;", "return ret;", "", ""),
		  LOAD("return ret;", "return ret;", CHECKED, ""),
		  LOAD("return ret;", "goto out;", "", OUT), NULL, 0 },
		{ "a return that moves", LOAD("return ret;", "return ret;", CHECKED, ""),
		  LOAD("return ret;", "return ret;", "\tmark(d);\n" CHECKED, ""),
		  LOAD("return ret;", "goto out;", CHECKED, OUT),
		  LOAD("return ret;", "goto out;", "\tmark(d);\n" CHECKED, OUT), RUNG_FUNCTION },
	};

	CHECK_ROWS(rows);
}

/* The second entry of two on one line of the change. */
static void test_second_entries(void **state)
{
#define IDS(entries) "static const struct id ids[] = {\n" entries "\t{ }\n};\n"
#define PAIR(a, b, gen) "\t{ DEVICE(" a ", " b "), " gen " },\n"
	static const struct row rows[] = {
		{ "the device is another one", IDS(PAIR("0x1af4", "0x1001", "A")),
		  IDS(PAIR("0x1af4", "0x1001", "B")), IDS(PAIR("0x1af4", "0x1009", "A")),
		  NULL, 0 },
		{ "the maker is another one", IDS(PAIR("0x1af4", "0x1001", "A")),
		  IDS(PAIR("0x1af4", "0x1001", "B")), IDS(PAIR("0x1bbb", "0x1001", "A")),
		  NULL, 0 },
		{ "the second of two lines",
		  IDS(PAIR("0x1af4", "0x1001", "A") PAIR("0x1af4", "0x1002", "A")),
		  IDS(PAIR("0x1af4", "0x1001", "B") PAIR("0x1af4", "0x1002", "B")),
		  "int x;\n" IDS(PAIR("0x1af4", "0x1001", "A") PAIR("0x1af4", "0x1002", "A")),
		  "int x;\n" IDS(PAIR("0x1af4", "0x1001", "B") PAIR("0x1af4", "0x1002", "B")),
		  RUNG_OFFSET },
		{ "added: the same maker, another device", IDS(PAIR("0x1af4", "0x1001", "A")),
		  IDS(PAIR("0x1af4", "0x1001", "A") PAIR("0x1af4", "0x1003", "B")),
		  IDS(PAIR("0x1bbb", "0x1003", "A") PAIR("0x1af4", "0x1001", "A")),
		  IDS(PAIR("0x1bbb", "0x1003", "A") PAIR("0x1af4", "0x1001", "A")
		  PAIR("0x1af4", "0x1003", "B")), RUNG_FUNCTION },
	};

	CHECK_ROWS(rows);
}

/* The definitions of a file that a change adds to: each of them is looked at. */
static void test_second_definitions(void **state)
{
#define D(name, value) "#define " name " " value "\n"
	static const struct row rows[] = {
		{ "the second of two macros is there", D("A", "1") D("B", "2"), D("A", "1")
		  D("B", "2") D("C", "3") D("E", "5"),
		  D("E", "7") "\n" D("A", "1") D("B", "2"), NULL, 0 },
		{ "neither is", D("A", "1") D("B", "2"), D("A", "1") D("B", "2") D("C", "3")
		  D("E", "5"), D("G", "7") "\n" D("A", "1") D("B", "2"),
		  D("G", "7") "\n" D("A", "1") D("B", "2") D("C", "3") D("E", "5"), RUNG_OFFSET },
		{ "A had it, and it is there", D("E", "5") D("A", "1") D("B", "2"), D("E", "5")
		  D("A", "1") D("C", "3") D("B", "2"),
		  D("E", "7") D("A", "1") D("B", "2"), D("E", "7") D("A", "1") D("C", "3")
		  D("B", "2"), RUNG_FUNCTION },
		{ "a record without members in B", "struct s {\n\tint a_of;\n};\nint x;\n",
		  "struct s {\n\tint a_of;\n\tint b_of;\n};\nint x;\n",
		  "struct s;\nint x;\n", NULL, 0 },
	};

	CHECK_ROWS(rows);
}

/* A line that moves, beside other changes; blocks that a text names. */
static void test_beside_other_changes(void **state)
{
#define ADD "\tadded(z, 1);\n"
#define NODE(name, more) name " {\n\tstatus;\n" more "\treg;\n\tclocks;\n};\n\n"
	static const struct row rows[] = {
		{ "a line moves up", F("\tset(a, 1);\n" K(1) K(2) ADD K(3)),
		  F("\tset(a, 2);\n" K(1) ADD K(2) K(3)),
		  "int x;\n" F("\tset(a, 1);\n" K(1) K(2) ADD K(3)), "int x;\n"
		  F("\tset(a, 2);\n" K(1) ADD K(2) K(3)), RUNG_OFFSET },
		{ "a line moves down", F("\tset(a, 1);\n" K(1) ADD K(2) K(3) K(4)),
		  F("\tset(a, 2);\n" K(1) K(2) K(3) ADD K(4)),
		  "int x;\n" F("\tset(a, 1);\n" K(1) ADD K(2) K(3) K(4)), "int x;\n"
		  F("\tset(a, 2);\n" K(1) K(2) K(3) ADD K(4)), RUNG_OFFSET },
		{ "nodes that a text names, in another order", NODE("\"one\"", "")
		  NODE("\"two\"", ""), NODE("\"one\"", "") NODE("\"two\"", "\tadded;\n"),
		  NODE("\"two\"", "") NODE("\"one\"", ""), NULL, 0 },
		{ "nodes that a number names, in another order", NODE("[1]", "") NODE("[2]", ""),
		  NODE("[1]", "") NODE("[2]", "\tadded;\n"),
		  NODE("[2]", "") NODE("[1]", ""), NULL, 0 },
		{ "nodes that a number names", NODE("[1]", "") NODE("[2]", ""), NODE("[1]", "")
		  NODE("[2]", "\tadded;\n"),
		  "x;\n\n" NODE("[1]", "") NODE("[2]", ""), "x;\n\n" NODE("[1]", "")
		  NODE("[2]", "\tadded;\n"), RUNG_OFFSET },
	};

	CHECK_ROWS(rows);
}

/* Comments that go on. */
static void test_comments(void **state)
{
#define NOTE(lines) "\t/*\n" lines "\t */\n"
	static const struct row rows[] = {
		{ "a line of one within a function",
		  F(K(1) NOTE("\t * First of all.\n\t * And the last.\n") K(2)),
		  F(K(1) NOTE("\t * First of all.\n\t * Then this one.\n\t * And the last.\n")
		  K(2)),
		  F(O(1) K(1) NOTE("\t * First of all.\n\t * And the last.\n") K(2)),
		  F(O(1) K(1) NOTE("\t * First of all.\n\t * Then this one.\n\t * And the last.\n")
		  K(2)), RUNG_OFFSET },
		{ "a line of one that B does not have",
		  F(K(1) NOTE("\t * First of all.\n\t * And the last.\n") K(2)),
		  F(K(1) NOTE("\t * First of all.\n\t * Then this one.\n\t * And the last.\n")
		  K(2)), F(K(1) K(2)), NULL, 0 },
		{ "a whole one in front of a line", F(K(1) K(2)),
		  F(K(1) NOTE("\t * First of all.\n") K(2)), F(O(1) K(1) K(2)),
		  F(O(1) K(1) NOTE("\t * First of all.\n") K(2)), RUNG_FUNCTION },
		{ "code behind one, in front of another",
		  F(NOTE("\t * First.\n") NOTE("\t * Second.\n") K(2)),
		  F(NOTE("\t * First.\n") K(1) NOTE("\t * Second.\n") K(2)),
		  F(O(1) NOTE("\t * First.\n") NOTE("\t * Second.\n") K(2)),
		  F(O(1) NOTE("\t * First.\n") K(1) NOTE("\t * Second.\n") K(2)), RUNG_OFFSET },
	};

	CHECK_ROWS(rows);
}

/* Objects and pointers whose declarations are of another form. */
static void test_declarations(void **state)
{
#define FILE_WITH(declaration, more) \
	declaration ";\n\nint user(int n)\n{\n\tuse(n);\n" more "\tlast(n);\n\treturn n;\n}\n"
	static const struct row rows[] = {
		{ "a function of that name", FILE_WITH("static struct item main_item", ""),
		  FILE_WITH("static struct item main_item", "\tuse(&main_item);\n"),
		  FILE_WITH("static struct item *main_item(void)", ""),
		  FILE_WITH("static struct item *main_item(void)", "\tuse(&main_item);\n"),
		  RUNG_EXACT },
		{ "a list of them", FILE_WITH("static struct item main_item", ""),
		  FILE_WITH("static struct item main_item", "\tuse(&main_item);\n"),
		  FILE_WITH("static struct item *main_item[4]", ""),
		  FILE_WITH("static struct item *main_item[4]", "\tuse(&main_item);\n"), RUNG_EXACT
		  },
		{ "with a value", FILE_WITH("static struct item main_item = { 0 }", ""),
		  FILE_WITH("static struct item main_item = { 0 }", "\tn = main_item.count;\n"),
		  FILE_WITH("static struct item *main_item = NULL", ""),
		  FILE_WITH("static struct item *main_item = NULL", "\tn = main_item->count;\n"),
		  RUNG_SUBSTITUTION },
	};

	CHECK_ROWS(rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_jump_more),
		cmocka_unit_test(test_ways_out),
		cmocka_unit_test(test_second_entries),
		cmocka_unit_test(test_second_definitions),
		cmocka_unit_test(test_beside_other_changes),
		cmocka_unit_test(test_comments),
		cmocka_unit_test(test_declarations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
