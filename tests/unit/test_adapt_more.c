// SPDX-License-Identifier: GPL-2.0-only
/* Blocks of files that are no C, names at the edge of being constants, arguments of odd form. */
#include "adapt_table.h"

#define F(body) "int f(struct d *d, int n)\n{\n" body "\treturn 0;\n}\n"
#define K(n) "\tkeep" #n "(k" #n ");\n"
#define O(n) "\tother" #n "(o" #n ");\n"

/* Nodes with the same lines: the one that is named. */
static void test_nodes(void **state)
{
#define NODE(name, more) name " {\n\tstatus;\n" more "\treg;\n\tclocks;\n};\n\n"
	static const struct row rows[] = {
		{ "in another order", NODE("cpu_one", "") NODE("cpu_two", ""), NODE("cpu_one", "") NODE("cpu_two", "\tadded;\n"),
		  NODE("cpu_two", "") NODE("cpu_one", ""), NULL, 0 },
		{ "the other one is not there", NODE("cpu_one", "") NODE("cpu_two", ""), NODE("cpu_one", "") NODE("cpu_two", "\tadded;\n"),
		  NODE("cpu_two", ""), NODE("cpu_two", "\tadded;\n"), RUNG_FUNCTION },
		{ "one more in front", NODE("cpu_one", "") NODE("cpu_two", ""), NODE("cpu_one", "") NODE("cpu_two", "\tadded;\n"),
		  NODE("cpu_nil", "") NODE("cpu_one", "") NODE("cpu_two", ""),
		  NODE("cpu_nil", "") NODE("cpu_one", "") NODE("cpu_two", "\tadded;\n"), RUNG_OFFSET },
	};

	CHECK_ROWS(rows);
}

/* A statement of one branch of several. */
static void test_branches(void **state)
{
#define IF(a, b, c) "\tif (d->one) {\n\t\tset_up(d);\n" a "\t} else if (d->two) {\n\t\tset_up(d);\n" b "\t} else {\n\t\tset_up(d);\n" c "\t}\n"
#define SWITCH(a, b) "\tswitch (n) {\n\tcase 1:\n\t\tset_up(d);\n" a "\t\tbreak;\n\tcase 2:\n\t\tset_up(d);\n" b "\t\tbreak;\n\t}\n"
#define ADD "\t\tadded(d, 1);\n"
	static const struct row rows[] = {
		{ "the first", F(IF("", "", "")), F(IF(ADD, "", "")), F(O(1) IF("", "", "")), F(O(1) IF(ADD, "", "")), RUNG_FUNCTION },
		{ "the second", F(IF("", "", "")), F(IF("", ADD, "")), F(O(1) IF("", "", "")), F(O(1) IF("", ADD, "")), RUNG_OFFSET },
		{ "the last", F(IF("", "", "")), F(IF("", "", ADD)), F(O(1) IF("", "", "")), F(O(1) IF("", "", ADD)), RUNG_OFFSET },
		{ "a case", F(SWITCH("", "")), F(SWITCH("", ADD)), F(O(1) SWITCH("", "")), F(O(1) SWITCH("", ADD)), RUNG_OFFSET },
		{ "a case that B does not have", F(SWITCH("", "")), F(SWITCH("", ADD)),
		  F("\tswitch (n) {\n\tcase 1:\n\t\tset_up(d);\n\t\tbreak;\n\t}\n"), NULL, 0 },
		{ "a loop within another block", F("\tfor (;;) {\n\t\tset_up(d);\n\t\tgo(d);\n\t}\n"), F("\tfor (;;) {\n\t\tset_up(d);\n" ADD "\t\tgo(d);\n\t}\n"),
		  F("\tif (n) {\n\t\tfor (;;) {\n\t\t\tset_up(d);\n\t\t\tgo(d);\n\t\t}\n\t}\n"),
		  F("\tif (n) {\n\t\tfor (;;) {\n\t\t\tset_up(d);\n\t\t\tadded(d, 1);\n\t\t\tgo(d);\n\t\t}\n\t}\n"), RUNG_FUNCTION },
	};

	CHECK_ROWS(rows);
}

/* What lines tell of names: constants, members, two of them, the longest. */
static void test_substitutions(void **state)
{
#define LINE(a, b) "\tuse(d, " a ", " b ", n);\n"
#define TOLD(what, a, b, added, made, names) \
	{ what, F(a K(1) K(2)), F(a K(1) "\t" added ";\n" K(2)), F(b K(1) K(2)), made, RUNG_SUBSTITUTION, names }
#define MADE(b, text) F(b K(1) "\t" text ";\n" K(2))
	static const struct row rows[] = {
		TOLD("a constant", LINE("MODE_ONE", "1"), LINE("MODE_UNO", "1"), "put(MODE_ONE)", MADE(LINE("MODE_UNO", "1"), "put(MODE_UNO)"),
		     "use\nput\nMODE_UNO\n"),
		TOLD("a constant with digits", LINE("MODE_1", "1"), LINE("MODE_2", "1"), "put(MODE_1)", MADE(LINE("MODE_2", "1"), "put(MODE_2)"),
		     "use\nput\nMODE_2\n"),
		TOLD("a word for a constant", LINE("MODE_ONE", "1"), LINE("mode", "1"), "put(MODE_ONE)", MADE(LINE("mode", "1"), "put(mode)"),
		     "use\nput\nmode\n"),
		TOLD("a constant for a word", LINE("mode", "1"), LINE("MODE_ONE", "1"), "put(mode)", MADE(LINE("MODE_ONE", "1"), "put(MODE_ONE)"),
		     "use\nput\nMODE_ONE\n"),
		TOLD("a member for a call", LINE("mode_of(d)", "1"), LINE("d->mode", "1"), "put(mode_of(d))", MADE(LINE("d->mode", "1"), "put(d->mode)"),
		     "use\nput\nmode\n"),
		TOLD("two that follow each other", LINE("one_a + one_b", "1"), LINE("two_a + two_b", "1"), "put(one_b, one_a)",
		     MADE(LINE("two_a + two_b", "1"), "put(two_b, two_a)"), "use\nput\ntwo_a\ntwo_b\n"),
		{ "brackets that do not agree tell nothing", F(LINE("mode_of(d", "1)") K(1) K(2)), F(LINE("mode_of(d", "1)") K(1) "\tput(mode_of);\n" K(2)),
		  F(LINE("d->mode", "1") K(1) K(2)), NULL, 0, "use\nput\nmode\n" },
		{ "an equal line tells nothing", F(LINE("mode", "1") K(1) K(2)), F(LINE("mode", "1") K(1) "\tput(more);\n" K(2)),
		  F(LINE("mode", "1") K(1) K(2)), NULL, 0, "use\nput\nmode\n" },
		{ "more than sixteen atoms are no name", F(LINE("old_name", "1") K(1) K(2)), F(LINE("old_name", "1") K(1) "\tput(old_name);\n" K(2)),
		  F(LINE("a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9", "1") K(1) K(2)), NULL, 0,
		  "use\nput\na1\na2\na3\na4\na5\na6\na7\na8\na9\n" },
	};

	CHECK_ROWS(rows);
}

/* Where the changed lines of two changes touch, or B has them in another order. */
static void test_neighbouring_changes(void **state)
{
	static const struct row rows[] = {
		{ "one behind the other", F(K(1) "\tset_one(a, 1);\n" K(2) "\tset_two(b, 1);\n" K(3)), F(K(1) "\tset_one(a, 2);\n" K(2) "\tset_two(b, 2);\n" K(3)),
		  F(K(1) "\tset_one(a, 1);\n" K(2) "\tset_two(b, 1);\n" O(1)), F(K(1) "\tset_one(a, 2);\n" K(2) "\tset_two(b, 2);\n" O(1)), RUNG_FUNCTION },
		{ "nothing between them in B", F(K(1) "\tset_one(a, 1);\n" K(2) "\tset_two(b, 1);\n" K(3)),
		  F(K(1) "\tset_one(a, 2);\n" K(2) "\tset_two(b, 2);\n" K(3)), F(K(1) "\tset_one(a, 1);\n\tset_two(b, 1);\n" K(3)),
		  F(K(1) "\tset_one(a, 2);\n\tset_two(b, 2);\n" K(3)), RUNG_FUNCTION },
		{ "added above and removed below", F(K(1) K(2) "\tset_two(b, 1);\n" K(3)), F(K(1) "\tset_one(a, 2);\n" K(2) K(3)),
		  F(K(1) K(2) "\tset_two(b, 1);\n" K(3) O(1)), F(K(1) "\tset_one(a, 2);\n" K(2) K(3) O(1)), RUNG_FUNCTION },
		{ "only one of them can be", F(K(1) "\tset_one(a, 1);\n" K(2) "\tset_two(b, 1);\n" K(3)),
		  F(K(1) "\tset_one(a, 2);\n" K(2) "\tset_two(b, 2);\n" K(3)), F(K(1) "\tset_one(a, 1);\n" K(2) K(3)), NULL, 0 },
	};

	CHECK_ROWS(rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nodes),
		cmocka_unit_test(test_branches),
		cmocka_unit_test(test_substitutions),
		cmocka_unit_test(test_neighbouring_changes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
