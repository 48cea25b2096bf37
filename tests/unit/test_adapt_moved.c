// SPDX-License-Identifier: GPL-2.0-only
/* Functions under another name, twins, families, and code that is elsewhere in B. */
#include "adapt_table.h"

#define F(name, body) "int " name "(struct d *d)\n{\n" body "\treturn 0;\n}\n"
#define K(n) "\tkeep" #n "(k" #n ");\n"
#define M(n) "\tmiss" #n "(m" #n ");\n"
#define O(n) "\tother" #n "(o" #n ");\n"
#define ADD "\tadded(z, 1);\n"

static void test_renamed(void **state)
{
#define A_OLD F("f", K(1) K(2) K(3) K(4) K(5) K(6))
#define A_NEW F("f", K(1) K(2) K(3) ADD K(4) K(5) K(6))
	static const struct row rows[] = {
		{ "all of its lines", A_OLD, A_NEW, F("g", K(1) K(2) K(3) K(4) K(5) K(6)),
		  F("g", K(1) K(2) K(3) ADD K(4) K(5) K(6)), RUNG_MOVED },
		{ "most of its lines", A_OLD, A_NEW, F("g", O(1) K(2) K(3) K(4) K(5) O(6)),
		  F("g", O(1) K(2) K(3) ADD K(4) K(5) O(6)), RUNG_MOVED },
		{ "two of its lines", A_OLD, A_NEW, F("g", O(1) O(2) K(3) K(4) O(5) O(6)), NULL, 0
		  },
		{ "two functions with all of its lines", A_OLD, A_NEW,
		  F("g", K(1) K(2) K(3) K(4) K(5) K(6)) F("h", K(1) K(2) K(3) K(4) K(5) K(6)), NULL,
		  0 },
		{ "two functions, the second has two of its lines", A_OLD, A_NEW,
		  F("g", K(1) K(2) K(3) K(4) K(5) K(6)) F("h", K(1) O(2) O(3) O(4) K(5) O(6)),
		  F("g", K(1) K(2) K(3) ADD K(4) K(5) K(6)) F("h", K(1) O(2) O(3) O(4) K(5) O(6)),
		  RUNG_MOVED },
		{ "two functions, the first has two of its lines", A_OLD, A_NEW,
		  F("h", K(1) O(2) O(3) O(4) K(5) O(6)) F("g", K(1) K(2) K(3) K(4) K(5) K(6)),
		  F("h", K(1) O(2) O(3) O(4) K(5) O(6)) F("g", K(1) K(2) K(3) ADD K(4) K(5) K(6)),
		  RUNG_MOVED },
		{ "it is a function that A has, too", A_OLD F("g", K(1) K(2) K(3) K(4) K(5) K(6)),
		  A_NEW F("g", K(1) K(2) K(3) K(4) K(5) K(6)),
		  F("g", K(1) K(2) K(3) K(4) K(5) K(6)), NULL, 0 },
		{ "a structure", "struct s {\n\tint one_of;\n\tint two_of;\n\tint six_of;\n};\n",
		  "struct s {\n\tint one_of;\n\tint two_of;\n\tint added;\n\tint six_of;\n};\n",
		  "struct t {\n\tint one_of;\n\tint two_of;\n\tint six_of;\n};\n",
		  "struct t {\n\tint one_of;\n\tint two_of;\n\tint added;\n\tint six_of;\n};\n",
		  RUNG_MOVED },
		{ "the change is to all of it", F("f", K(1) K(2)) F("z", K(9)),
		  F("f", "\tnew1(n1);\n\tnew2(n2);\n") F("z", K(9)),
		  F("y", K(8)) F("f", K(1) K(2)), F("y", K(8)) F("f", "\tnew1(n1);\n\tnew2(n2);\n"),
		  RUNG_FUNCTION },
	};

	CHECK_ROWS(rows);
}

/* Of several of one name: the one that is like it, or the one in its place. */
static void test_several_of_a_name(void **state)
{
#define HALVES(a, b) "#ifdef SMP\n" a "#else\n" b "#endif\n"
#define SMP(more) F("f", "\tsmp1(s1);\n\tsmp2(s2);\n" more "\tsmp3(s3);\n")
#define UP(more) F("f", "\tup1(u1);\n\tup2(u2);\n" more "\tup3(u3);\n")
	static const struct row rows[] = {
		{ "the first of two", HALVES(SMP(""), UP("")), HALVES(SMP(ADD), UP("")),
		  HALVES(SMP(""), UP("")), HALVES(SMP(ADD), UP("")), RUNG_EXACT },
		{ "the second of two", HALVES(SMP(""), UP("")), HALVES(SMP(""), UP(ADD)),
		  HALVES(SMP(""), UP("")), HALVES(SMP(""), UP(ADD)), RUNG_EXACT },
		{ "in another order", HALVES(SMP(""), UP("")), HALVES(SMP(""), UP(ADD)),
		  HALVES(UP(""), SMP("")), HALVES(UP(ADD), SMP("")), RUNG_OFFSET },
		{ "only the one", HALVES(SMP(""), UP("")), HALVES(SMP(ADD), UP("")), SMP(""),
		  SMP(ADD), RUNG_OFFSET },
		{ "only the other", HALVES(SMP(""), UP("")), HALVES(SMP(ADD), UP("")), UP(""), NULL,
		  0 },
		{ "both alike: the one in its place", HALVES(SMP(""), SMP("")),
		  HALVES(SMP(""), SMP(ADD)), HALVES(SMP(""), SMP("")),
		  HALVES(SMP(""), SMP(ADD)), RUNG_EXACT },
		{ "both alike: the first", HALVES(SMP(""), SMP("")), HALVES(SMP(ADD), SMP("")),
		  HALVES(SMP(""), SMP("")),
		  HALVES(SMP(ADD), SMP("")), RUNG_EXACT },
		{ "both alike, and B has one", HALVES(SMP(""), SMP("")), HALVES(SMP(ADD), SMP("")),
		  SMP(""), NULL, 0 },
		{ "A has one, B has two", SMP(""), SMP(ADD), HALVES(UP(""), SMP("")),
		  HALVES(UP(""), SMP(ADD)), RUNG_OFFSET },
		{ "A has one, B has two, the other way round", SMP(""), SMP(ADD),
		  HALVES(SMP(""), UP("")), HALVES(SMP(ADD), UP("")), RUNG_OFFSET },
	};

	CHECK_ROWS(rows);
}

/* Which function it is about is said. */
static void test_said(void **state)
{
	static const struct row rows[] = {
		{ "of two of a name", HALVES(SMP(""), SMP("")), HALVES(SMP(ADD), SMP("")), SMP(""),
		  NULL, 0 },
		{ "of none", SMP(""), SMP(ADD), "int x;\n", NULL, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_buf_ struct buf said = { 0 };
		enum rung rung;
		_cleanup_free_ char *made = adapt_row(&rows[i], NULL, &rung, &said);

		assert_int_equal(rung, RUNG_REFUSED);
		if (!strstr(buf_str(&said), ": f ") && !strstr(buf_str(&said), "f()"))
			fail_msg("%s: f is not in: %s", rows[i].what, buf_str(&said));
	}
}

/* The lines around the change are in another function than A has them in. */
static void test_elsewhere(void **state)
{
#define FOUR K(1) K(2) K(3) K(4)
#define G(body) F("g", O(1) O(2) O(3) body O(4) O(5) O(6) O(7) O(8) O(9))
#define A_G F("g", O(1) O(2) O(3) O(4) O(5) O(6) O(7) O(8) O(9))
	static const struct row rows[] = {
		{ "in one that A has without them", F("f", FOUR) A_G,
		  F("f", K(1) K(2) ADD K(3) K(4)) A_G, G(FOUR), G(K(1) K(2) ADD K(3) K(4)),
		  RUNG_MOVED },
		{ "in one that only B has", F("f", FOUR), F("f", K(1) K(2) ADD K(3) K(4)), G(FOUR),
		  G(K(1) K(2) ADD K(3) K(4)), RUNG_MOVED },
		{ "one of them is missing", F("f", FOUR) A_G, F("f", K(1) K(2) ADD K(3) K(4)) A_G,
		  G(K(1) K(2) K(3)), G(K(1) K(2) ADD K(3)), RUNG_MOVED },
		{ "two of them are missing", F("f", FOUR) A_G, F("f", K(1) K(2) ADD K(3) K(4)) A_G,
		  G(K(2) K(3)), NULL, 0 },
		{ "far from each other", F("f", FOUR) A_G, F("f", K(1) K(2) ADD K(3) K(4)) A_G,
		  F("g", K(1) K(2) O(1) O(2) O(3) O(4) O(5) O(6) O(7) O(8) O(9)
		  "\tp1(q1);\n\tp2(q2);\n\tp3(q3);\n\tp4(q4);\n\tp5(q5);\n" K(3) K(4)), NULL, 0 },
		{ "a line is replaced", F("f", FOUR) A_G, F("f", K(1) "\tkeep2(k2, 2);\n" K(3) K(4))
		  A_G, G(FOUR), G(K(1) "\tkeep2(k2, 2);\n" K(3) K(4)),
		  RUNG_MOVED },
		{ "further in", F("f", FOUR) A_G, F("f", K(1) K(2) ADD K(3) K(4)) A_G,
		  G("\tif (d) {\n\t\tkeep1(k1);\n\t\tkeep2(k2);\n\t\tkeep3(k3);\n\t\tkeep4(k4);\n\t}\n"),
		  G("\tif (d) {\n\t\tkeep1(k1);\n\t\tkeep2(k2);\n\t\tadded(z, 1);\n\t\tkeep3(k3);\n\t\tkeep4(k4);\n\t}\n"), RUNG_MOVED },
	};

	CHECK_ROWS(rows);
}

/* Between definitions: by the nearest ones that B has, too. */
static void test_between_definitions(void **state)
{
#define ONE F("one", K(1))
#define TWO F("two", K(2))
#define SIX F("six", K(6))
#define NINE F("nine", K(9))
	static const struct row rows[] = {
		{ "another function in front", ONE "\nint x;\n\n" TWO, ONE
		  "\nint x;\nint added;\n\n" TWO, SIX "\nint x;\n\n" TWO,
		  SIX "\nint x;\nint added;\n\n" TWO, RUNG_EXACT },
		{ "another function behind", ONE "\nint x;\n\n" TWO, ONE "\nint x;\nint added;\n\n"
		  TWO, ONE "\nint x;\n\n" SIX,
		  ONE "\nint x;\nint added;\n\n" SIX, RUNG_FUNCTION },
		{ "elsewhere in the file", ONE "\nint x;\n\n" TWO, ONE "\nint x;\nint added;\n\n"
		  TWO, NINE "\n" SIX "\n" ONE "\nint x;\n\n" TWO,
		  NINE "\n" SIX "\n" ONE "\nint x;\nint added;\n\n" TWO, RUNG_OFFSET },
		{ "the same line twice, in front of others", ONE "\nMARK(x);\n\n" TWO
		  "\nMARK(x);\n\n" SIX, ONE "\nMARK(x);\n\n" TWO "\nMARK(x);\nMARK(y, 2);\n\n" SIX,
		  NINE "\n" ONE "\nMARK(x);\n\n" TWO "\nMARK(x);\n\n" SIX,
		  NINE "\n" ONE "\nMARK(x);\n\n" TWO "\nMARK(x);\nMARK(y, 2);\n\n" SIX, RUNG_OFFSET
		  },
		{ "an include", "#include <a.h>\n#include <b.h>\n\n" ONE,
		  "#include <a.h>\n#include <b.h>\n#include <c.h>\n\n" ONE,
		  "#include <z.h>\n#include <b.h>\n\n" SIX ONE,
		  "#include <z.h>\n#include <b.h>\n#include <c.h>\n\n" SIX ONE, RUNG_FUNCTION },
		{ "what is replaced is there", ONE "\n#define X 1\n\n" TWO, ONE "\n#define X 2\n\n"
		  TWO, SIX "\n#define X 1\n\n" TWO,
		  SIX "\n#define X 2\n\n" TWO, RUNG_EXACT },
		{ "what is replaced is not", ONE "\n#define X 1\n\n" TWO, ONE "\n#define X 2\n\n"
		  TWO, SIX "\n\n" TWO, NULL, 0 },
	};

	CHECK_ROWS(rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_renamed),
		cmocka_unit_test(test_several_of_a_name),
		cmocka_unit_test(test_said),
		cmocka_unit_test(test_elsewhere),
		cmocka_unit_test(test_between_definitions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
