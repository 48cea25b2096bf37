// SPDX-License-Identifier: GPL-2.0-only
/* Which line shows that a hunk is there, what moved, and what holds for all hunks of a file. */
#include "presence_table.h"

#define F(body) "int f(struct foo *foo)\n{\n" body "}\n"
#define G(body) "int g(struct foo *foo)\n{\n" body "}\n"
#define IN_F "@@ 3 int f(struct foo *foo)\n"
#define A " \tfoo_a(foo);\n"
#define B " \tfoo_b(foo);\n"
#define HAS_A "\tfoo_a(foo);\n"
#define HAS_B "\tfoo_b(foo);\n"
#define QUIESCE "\tfoo_quiesce_rings(foo);\n"

static void lines_shown(void **state)
{
	static const struct presence_row rows[] = {
		{ "the line that says most", IN_F A "+\tif (ret)\n+\t\tfoo_quiesce_rings(foo, true);\n" B,
		  F(HAS_A "\tif (ret)\n\t\tfoo_quiesce_rings(foo, true);\n" HAS_B), "THERE", NULL, "5" },
		{ "the first of two that say as much", IN_F A "+\tfoo_one_thing(foo);\n+\tfoo_two_things(foo);\n" B,
		  F(HAS_A "\tfoo_one_thing(foo);\n\tfoo_two_things(foo);\n" HAS_B), "THERE", NULL, "4" },
		{ "the first of two changes", IN_F A "+\tfoo_lock(foo);\n" B "+\tfoo_unlock(foo);\n \tfoo_c(foo);\n",
		  F(HAS_A "\tfoo_lock(foo);\n" HAS_B "\tfoo_unlock(foo);\n\tfoo_c(foo);\n"), "THERE", NULL, "4" },
		{ "only the second of two changes", IN_F A "+\tfoo_lock(foo);\n" B "+\tfoo_unlock(foo);\n \tfoo_c(foo);\n",
		  F(HAS_A HAS_B "\tfoo_unlock(foo);\n\tfoo_c(foo);\n"), "PART .d", NULL, "5" },
		{ "more in it", IN_F A "-\tfoo->len = strlen(name);\n+\tfoo->len = strnlen(name, FOO_MAX);\n" B,
		  F(HAS_A "\tfoo->len = min(strnlen(name, FOO_MAX), limit);\n" HAS_B), "THERE", NULL, "4+" },
		{ "another name in it", IN_F A "+\tret = foo_set_timeout(foo, FOO_DELAY_MS, foo->unit_width);\n" B,
		  F(HAS_A "\tret = __foo_set_timeout(foo, FOO_DELAY_MS, foo->unit_width);\n" HAS_B), "THERE", NULL,
		  "4+" },
		{ "another name of a label",
		  IN_F A "+\tif (foo_is_late(foo, FOO_DELAY_MS))\n+\t\tgoto err_clk;\n" B,
		  F(HAS_A "\tif (foo_is_late(foo, FOO_DELAY_MS))\n\t\tgoto err_clk_off;\n" HAS_B), "THERE", NULL,
		  "4+" },
		{ "another name behind else",
		  IN_F A "+\tif (foo_is_late(foo, FOO_DELAY_MS))\n+\t\tx = 1;\n+\telse foo_stop(foo);\n" B,
		  F(HAS_A "\tif (foo_is_late(foo, FOO_DELAY_MS))\n\t\tx = 1;\n\telse __foo_stop(foo);\n" HAS_B),
		  "THERE", NULL, "4+" },
		{ "another name of what is returned",
		  IN_F A "+\tif (foo_is_late(foo, FOO_DELAY_MS))\n+\t\treturn foo_stop(foo);\n" B,
		  F(HAS_A "\tif (foo_is_late(foo, FOO_DELAY_MS))\n\t\treturn __foo_stop(foo);\n" HAS_B), "THERE",
		  NULL, "4+" },
		{ "another name of what has its size taken",
		  IN_F A "+\tfoo_wipe(foo, FOO_DELAY_MS, sizeof foo_ring);\n" B,
		  F(HAS_A "\tfoo_wipe(foo, FOO_DELAY_MS, sizeof foo_ring_hdr);\n" HAS_B), "THERE", NULL, "4+" },
		{ "another name of a variable that is declared",
		  IN_F A "+\tstruct foo_ring ring_one = foo_ring_of(foo, FOO_DELAY_MS);\n" B,
		  F(HAS_A "\tstruct foo_ring ring_one_of = foo_ring_of(foo, FOO_DELAY_MS);\n" HAS_B), "DOUBT", NULL,
		  "?4" },
		{ "another name of a pointer that is declared",
		  IN_F A "+\tstruct foo_ring *ring_one = foo_ring_of(foo, FOO_DELAY_MS);\n" B,
		  F(HAS_A "\tstruct foo_ring *ring_one_of = foo_ring_of(foo, FOO_DELAY_MS);\n" HAS_B), "DOUBT",
		  NULL, "?4" },
		{ "another name among twelve",
		  IN_F A "+\tfoo_setup(foo, one, two, three, four, five, six, seven, eight, nine, FOO_DELAY_MS);\n" B,
		  F(HAS_A "\tfoo_setup(foo, one, two, three, four, other, six, seven, eight, nine, FOO_DELAY_MS);\n" HAS_B),
		  "THERE", NULL, "4+" },
		{ "another name among eleven",
		  IN_F A "+\tfoo_setup(foo, one, two, three, four, five, six, seven, eight, FOO_DELAY_MS);\n" B,
		  F(HAS_A "\tfoo_setup(foo, one, two, three, four, other, six, seven, eight, FOO_DELAY_MS);\n" HAS_B),
		  "DOUBT", NULL, "?4" },
		{ "under a condition, with blanks for tabs", IN_F A "+\tfoo_set_timeout(foo, 50);\n" B,
		  F("        foo_a(foo);\n        if (foo->slow)\n                foo_set_timeout(foo, 50);\n"
		    "        foo_b(foo);\n"), "DOUBT", NULL, "?5" },
		{ "both the old and the new line",
		  IN_F A "-\tfoo->len = strlen(name);\n+\tfoo->len = strnlen(name, FOO_MAX);\n" B,
		  F(HAS_A "\tfoo->len = strlen(name);\n\tfoo->len = strnlen(name, FOO_MAX);\n" HAS_B), "DOUBT",
		  NULL, "?5" },
		{ "the new and the old line",
		  IN_F A "-\tfoo->len = strlen(name);\n+\tfoo->len = strnlen(name, FOO_MAX);\n" B,
		  F(HAS_A "\tfoo->len = strnlen(name, FOO_MAX);\n\tfoo->len = strlen(name);\n" HAS_B), "DOUBT",
		  NULL, "?4" },
		{ "two places, one of them with it", IN_F A "+" QUIESCE B,
		  F(HAS_A HAS_B "\n" HAS_A QUIESCE HAS_B), "PART? d", NULL, "7?7" },
		{ "nothing", IN_F A "+" QUIESCE B, F(HAS_A HAS_B), "ABSENT", NULL, "-" },
		{ "a removal shows no line", IN_F A "-" QUIESCE B, F(HAS_A HAS_B), "GONE", NULL, "-" },
		{ "two hunks", IN_F A "+" QUIESCE B "@@ 20 int g(struct foo *foo)\n \tfoo_c(foo);\n"
		  "+\tfoo_drain_queue(foo);\n \tfoo_d(foo);\n",
		  F(HAS_A QUIESCE HAS_B) G("\tfoo_c(foo);\n\tfoo_drain_queue(foo);\n\tfoo_d(foo);\n"),
		  "THERE THERE", NULL, "4 10" },
		{ "white space alone, byte by byte", IN_F A "-        foo_c(foo);\n+\tfoo_c(foo);\n" B,
		  F(HAS_A "\tfoo_c(foo);\n" HAS_B), "THERE", NULL, "4" },
		{ "white space alone, not yet", IN_F A "-        foo_c(foo);\n+\tfoo_c(foo);\n" B,
		  F(HAS_A "        foo_c(foo);\n" HAS_B), "ABSENT", NULL, "-" },
		{ "white space of two lines, one of them done",
		  IN_F A "-        foo_c(foo);\n-        foo_d(foo);\n+\tfoo_c(foo);\n+\tfoo_d(foo);\n" B,
		  F(HAS_A "\tfoo_c(foo);\n        foo_d(foo);\n" HAS_B), "ABSENT", NULL, "-" },
		{ "of three equal places, the first", "@@ 2\n foo_a\n-foo_b\n+foo_c\n foo_d\n",
		  "foo_a\nfoo_c\nfoo_d\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\nfoo_a\nfoo_c\nfoo_d\n"
		  "17\n18\n19\n20\nfoo_a\nfoo_c\nfoo_d\n", "THERE", "list.txt", "2" },
		{ "of three equal places, the last", "@@ 19\n foo_a\n-foo_b\n+foo_c\n foo_d\n",
		  "foo_a\nfoo_c\nfoo_d\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\nfoo_a\nfoo_c\nfoo_d\n"
		  "17\n18\n19\n20\nfoo_a\nfoo_c\nfoo_d\n", "THERE", "list.txt", "22" },
		{ "of three equal places, the nearest", "@@ 14\n foo_a\n-foo_b\n+foo_c\n foo_d\n",
		  "foo_a\nfoo_c\nfoo_d\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\nfoo_a\nfoo_c\nfoo_d\n"
		  "17\n18\n19\n20\nfoo_a\nfoo_c\nfoo_d\n", "THERE", "list.txt", "15" },
	};

	presence_rows(rows, ARRAY_SIZE(rows));
}

/* Code that has moved: enough of it, in a row, once. */
#define ONE "\tfoo_start_engine(foo, 1, FOO_FIRST);\n"
#define TWO "\tfoo_start_engine(foo, 2, FOO_SECOND);\n"
#define THREE "\tfoo_start_engine(foo, 3, FOO_THIRD);\n"
#define RUN "+" ONE "+" TWO "+" THREE
#define HAS_RUN ONE TWO THREE
#define CALL "\tfoo_start_all(foo);\n"
#define FOUR_TIMES(x) x x x x
#define OFTEN FOUR_TIMES(FOUR_TIMES(FOUR_TIMES(ONE "\n"))) /* 64 times */

static void code_that_moved(void **state)
{
	static const struct presence_row rows[] = {
		{ "into another function", IN_F A RUN B, F(HAS_A CALL HAS_B) G(HAS_RUN), "THERE", NULL, "9" },
		{ "with a blank line in it", IN_F A RUN B, F(HAS_A CALL HAS_B) G(ONE "\n" TWO THREE), "THERE", NULL,
		  "9" },
		{ "with another line in it", IN_F A RUN B, F(HAS_A CALL HAS_B) G(ONE TWO "\tx();\n" THREE), "ABSENT",
		  NULL, "-" },
		{ "without its last line", IN_F A RUN B, F(HAS_A CALL HAS_B) G(ONE TWO), "ABSENT", NULL, "-" },
		{ "too little to tell", IN_F A "+" ONE "+" TWO B, F(HAS_A CALL HAS_B) G(ONE TWO), "ABSENT", NULL, "-" },
		{ "into two functions", IN_F A RUN B, F(HAS_A CALL HAS_B) G(HAS_RUN) "int h(void)\n{\n" HAS_RUN "}\n",
		  "ABSENT", NULL, "-" },
		{ "the place is as it was", IN_F A RUN B, F(HAS_A HAS_B) G(HAS_RUN), "ABSENT", NULL, "-" },
		{ "what it replaces is still where it was", IN_F A "-\tfoo_start_all(foo);\n" RUN B,
		  F(HAS_A CALL HAS_B) G(HAS_RUN), "ABSENT", NULL, "-" },
		{ "behind many lines like its first", IN_F A RUN B, F(HAS_A CALL HAS_B) G(OFTEN HAS_RUN), "THERE", NULL,
		  "137" },
		{ "in front of many and behind them", IN_F A RUN B, F(HAS_A CALL HAS_B) G(HAS_RUN OFTEN HAS_RUN),
		  "ABSENT", NULL, "-" },
	};

	presence_rows(rows, ARRAY_SIZE(rows));
}

/* Where an include stands does not matter. */
static void includes(void **state)
{
#define INC(name) "#include <linux/" name ".h>\n"
#define ADD_INC "@@ 2\n " INC("b") "+" INC("foo") " \n int x;\n"
	static const struct presence_row rows[] = {
		{ "at another place", ADD_INC, INC("a") INC("foo") INC("b") INC("c") "\nint x;\n", "THERE", NULL,
		  "2" },
		{ "at another place, and the hunk's is as it was", ADD_INC, INC("a") INC("foo") INC("b") "\nint x;\n",
		  "PART? d", NULL, "2?2" },
		{ "not there", ADD_INC, INC("a") INC("b") "\nint x;\n", "ABSENT", NULL, "-" },
		{ "another header", ADD_INC, INC("a") INC("food") INC("b") "\nint x;\n", "ABSENT", NULL, "-" },
		{ "the second of two is not there", "@@ 2\n " INC("b") "+" INC("foo") "+" INC("bar") " \n int x;\n",
		  INC("a") INC("foo") INC("b") "\nint x;\n", "ABSENT", NULL, "-" },
		{ "two at other places", "@@ 2\n " INC("b") "+" INC("foo") "+" INC("bar") " \n int x;\n",
		  INC("bar") INC("foo") INC("b") INC("c") "\nint x;\n", "THERE", NULL, "2" },
		{ "another directive at another place", "@@ 2\n " INC("b") "+#define FOO_LIMIT 9\n \n int x;\n",
		  INC("b") "\nint x;\n\nint y;\n\nint z;\n\nint w;\n\nint v;\n\nint u;\n\n#define FOO_LIMIT 9\n",
		  "ABSENT", NULL, "-" },
		{ "an include of make at another place", "@@ 2\n b := 1\n+-include local.mk\n \n c := 1\n",
		  "b := 1\n\nc := 1\n\nd := 1\n\ne := 1\n\nf := 1\n\ng := 1\n\nh := 1\n\n-include local.mk\n",
		  "DOUBT", "Makefile", "?15" },
		{ "an include and something else", "@@ 2\n " INC("b") "+" INC("foo") "+int foo_count;\n \n int x;\n",
		  INC("foo") INC("b") "\nint x;\n", "ABSENT", NULL, "-" },
	};

	presence_rows(rows, ARRAY_SIZE(rows));
}

/* "#if 0" above what is there. */
static void disabled(void **state)
{
#define ADDS IN_F A "+" QUIESCE B
	static const struct presence_row rows[] = {
		{ "behind its #else", ADDS, F(HAS_A "#if 0\n\tx();\n#else\n" QUIESCE "#endif\n" HAS_B), "THERE",
		  NULL, "7" },
		{ "behind its #endif", ADDS, F(HAS_A "#if 0\n\tx();\n#endif\n" QUIESCE HAS_B), "THERE", NULL, "7" },
		{ "in a longer condition", ADDS, F(HAS_A "#if 0 || FOO\n" QUIESCE "#endif\n" HAS_B), "THERE", NULL,
		  "5" },
		{ "#if 1", ADDS, F(HAS_A "#if 1\n" QUIESCE "#endif\n" HAS_B), "THERE", NULL, "5" },
		{ "#ifndef", ADDS, F(HAS_A "#ifndef FOO\n" QUIESCE "#endif\n" HAS_B), "THERE", NULL, "5" },
		{ "another directive in between", ADDS,
		  F(HAS_A "#if 0\n#define FOO 1\n" QUIESCE "#endif\n" HAS_B), "DOUBT", NULL, "?6" },
	};

	presence_rows(rows, ARRAY_SIZE(rows));
}

/* "!x" is not "x", also where a line begins with it. */
static void negated(void **state)
{
#define CONDITION IN_F " \tif (foo->on &&\n+\t    foo_ring_is_ready(foo) &&\n \t    foo->count)\n \t\tfoo_a(foo);\n"
#define KICK IN_F A "+\tif (foo_ring_is_ready(foo))\n+\t\treturn foo_kick_ring(foo);\n" B
#define ARGUMENT IN_F " \tfoo_call(foo,\n+\t\t foo->ring_size_all,\n \t\t foo->count);\n"
	static const struct presence_row rows[] = {
		{ "as it is added", CONDITION,
		  F("\tif (foo->on &&\n\t    foo_ring_is_ready(foo) &&\n\t    foo->count)\n" "\t" HAS_A), "THERE", NULL,
		  "4" },
		{ "negated", CONDITION,
		  F("\tif (foo->on &&\n\t    !foo_ring_is_ready(foo) &&\n\t    foo->count)\n" "\t" HAS_A), "DOUBT", NULL,
		  "?4" },
		{ "negated in a line with more", CONDITION,
		  F("\tif (foo->on &&\n\t    foo->off && !foo_ring_is_ready(foo) &&\n\t    foo->count)\n" "\t" HAS_A),
		  "DOUBT", NULL, "?4" },
		{ "its address", ARGUMENT,
		  F("\tfoo_call(foo,\n\t\t &foo->ring_size_all,\n\t\t foo->count);\n"), "DOUBT", NULL, "?4" },
		{ "what it points to", ARGUMENT,
		  F("\tfoo_call(foo,\n\t\t *foo->ring_size_all,\n\t\t foo->count);\n"), "DOUBT", NULL, "?4" },
		{ "its negative", ARGUMENT,
		  F("\tfoo_call(foo,\n\t\t -foo->ring_size_all,\n\t\t foo->count);\n"), "DOUBT", NULL, "?4" },
		{ "the argument itself", ARGUMENT,
		  F("\tfoo_call(foo,\n\t\t foo->ring_size_all,\n\t\t foo->count);\n"), "THERE", NULL, "4" },
		{ "compared with nothing", KICK,
		  F(HAS_A "\tif (foo_ring_is_ready(foo) == 0)\n\t\treturn foo_kick_ring(foo);\n" HAS_B), "DOUBT", NULL,
		  "?4" },
		{ "compared with false", KICK,
		  F(HAS_A "\tif (foo_ring_is_ready(foo) == false)\n\t\treturn foo_kick_ring(foo);\n" HAS_B), "DOUBT",
		  NULL, "?4" },
		{ "compared with something", KICK,
		  F(HAS_A "\tif (foo_ring_is_ready(foo) < FOO_MAX)\n\t\treturn foo_kick_ring(foo);\n" HAS_B), "DOUBT",
		  NULL, "?4" },
		{ "with another condition, which compares", KICK,
		  F(HAS_A "\tif (foo_ring_is_ready(foo) && foo->count == 0)\n\t\treturn foo_kick_ring(foo);\n" HAS_B),
		  "THERE", NULL, "5+" },
		{ "its complement", IN_F A "-\tx =\n-\t    0;\n+\tx =\n+\t    FOO_RING_MASK_ALL;\n" B,
		  F(HAS_A "\tx =\n\t    ~FOO_RING_MASK_ALL;\n" HAS_B), "DOUBT", NULL, "?5" },
	};

	presence_rows(rows, ARRAY_SIZE(rows));
}

static void sums(void **state)
{
#define HUNK(of) { .presence = PRESENCE_##of }
#define COMMENT(of) { .presence = PRESENCE_##of, .is_comment = true }
	static const struct {
		const char *what;
		struct hunk_presence hunks[3];
		size_t count;
		enum presence sum;
	} rows[] = {
		{ "no hunk", { { 0 } }, 0, PRESENCE_ABSENT },
		{ "there", { HUNK(THERE) }, 1, PRESENCE_THERE },
		{ "gone", { HUNK(GONE) }, 1, PRESENCE_GONE },
		{ "absent", { HUNK(ABSENT) }, 1, PRESENCE_ABSENT },
		{ "in part", { HUNK(PART) }, 1, PRESENCE_PART },
		{ "there and gone", { HUNK(THERE), HUNK(GONE) }, 2, PRESENCE_THERE },
		{ "there and absent", { HUNK(THERE), HUNK(ABSENT) }, 2, PRESENCE_PART },
		{ "gone and absent", { HUNK(GONE), HUNK(ABSENT) }, 2, PRESENCE_PART },
		{ "there and in part", { HUNK(THERE), HUNK(PART) }, 2, PRESENCE_PART },
		{ "absent and in part", { HUNK(ABSENT), HUNK(PART) }, 2, PRESENCE_PART },
		{ "a comment alone", { COMMENT(ABSENT) }, 1, PRESENCE_ABSENT },
		{ "there but for a comment", { HUNK(THERE), COMMENT(ABSENT) }, 2, PRESENCE_THERE },
		{ "gone but for a comment", { COMMENT(ABSENT), HUNK(GONE) }, 2, PRESENCE_GONE },
		{ "in part, and a comment", { HUNK(PART), COMMENT(ABSENT) }, 2, PRESENCE_PART },
		{ "absent, and a comment", { HUNK(THERE), HUNK(ABSENT), COMMENT(ABSENT) }, 3, PRESENCE_PART },
		{ "a comment is there", { COMMENT(THERE), HUNK(ABSENT) }, 2, PRESENCE_PART },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct file_presence presence = { (struct hunk_presence *)rows[i].hunks, rows[i].count };

		if (file_presence_sum(&presence) != rows[i].sum)
			fail_msg("%s: %d", rows[i].what, file_presence_sum(&presence));
	}
}

static void adds(void **state)
{
	struct hunk_presence hunks[2] = { { .presence = PRESENCE_GONE }, { .presence = PRESENCE_GONE } };
	const struct file_presence presence = { hunks, 2 }, none = { hunks, 0 };

	assert_false(file_presence_adds(&presence));
	hunks[1] = (struct hunk_presence){ .presence = PRESENCE_PART, .line = 7 };
	assert_true(file_presence_adds(&presence));
	assert_false(file_presence_adds(&none));
	hunks[0].line = 3;
	assert_true(file_presence_adds(&presence));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_shown),
		cmocka_unit_test(code_that_moved),
		cmocka_unit_test(includes),
		cmocka_unit_test(disabled),
		cmocka_unit_test(negated),
		cmocka_unit_test(sums),
		cmocka_unit_test(adds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
