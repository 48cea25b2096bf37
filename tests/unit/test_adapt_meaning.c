// SPDX-License-Identifier: GPL-2.0-only
/* Changes that compile in B and mean something else there. */
#include "adapt_table.h"
#include "adapt_tree_table.h"

#define WAY(mark, way, tail)                                                              \
	"int set(struct d *d)\n{\n\tint ret;\n\n\tret = fill(d);\n\tif (ret) {\n\t\t" mark \
	"\t\t" way "\n\t}\n\tuse(d);\nout:\n" tail "\treturn ret;\n}\n"
#define STRAIGHT                                                                          \
	"int set(struct d *d)\n{\n\tint ret;\n\n\tret = fill(d);\n\tif (ret) {\n\t\tmark(d);\n" \
	"\t\treturn ret;\n\t}\n\tuse(d);\n\treturn ret;\n}\n"
#define UNLOCK "\tdone(d);\n"

static void ways_out(void **state)
{
	static const struct row rows[] = {
		{ "a goto becomes a return, and B's label does more", WAY("mark(d);\n", "goto out;", UNLOCK),
		  STRAIGHT, WAY("mark(d);\n", "goto out;", UNLOCK "\tif (d->old)\n\t\td->old = 1;\n"),
		  NULL, RUNG_REFUSED },
		{ "B's label does the same", WAY("mark(d);\n", "goto out;", UNLOCK), STRAIGHT,
		  WAY("mark(d);\n", "goto out;", UNLOCK), STRAIGHT, RUNG_EXACT },
		{ "a return becomes another one", WAY("mark(d);\n", "return ret;", UNLOCK),
		  WAY("mark(d);\n", "return -1;", UNLOCK),
		  WAY("mark(d);\n", "return ret;", UNLOCK "\tmore(d);\n"),
		  WAY("mark(d);\n", "return -1;", UNLOCK "\tmore(d);\n"), RUNG_EXACT },
	};

	CHECK_ROWS(rows);
}

/* The label stays, as another goto names it: only the way out changes. */
#define LATE(way, tail)                                                                    \
	"int set(struct d *d)\n{\n\tint ret;\n\n\tret = first(d);\n\tif (ret)\n\t\tgoto out;\n" \
	"\tret = fill(d);\n\tif (ret)\n\t\t" way "\n\tuse(d, 1);\n\tuse(d, 2);\n\tuse(d, 3);\n" \
	"\tuse(d, 4);\nout:\n" tail "\treturn ret;\n}\n"
#define ONE(value) "int one(struct d *d)\n{\n\tprepare(d);\n\treturn " value ";\n}\n\n"
#define LATER(name, b_tail, made, rung)                                                    \
	{ name, LATE("goto out;", UNLOCK), LATE("return ret;", UNLOCK), LATE("goto out;", b_tail), made, \
	  rung }

static void ways_out_of_a_label_that_stays(void **state)
{
	static const struct row rows[] = {
		LATER("the same", UNLOCK, LATE("return ret;", UNLOCK), RUNG_EXACT),
		LATER("one line more", UNLOCK "\tdrop(d);\n", NULL, 0),
		LATER("one line more in front", "\tdrop(d);\n" UNLOCK, NULL, 0),
		LATER("another line, but no more of them", "\tdrop(d);\n", LATE("return ret;", "\tdrop(d);\n"),
		      RUNG_EXACT),
		LATER("less", "", LATE("return ret;", ""), RUNG_EXACT),
		LATER("a comment more", UNLOCK "\t/* Then go. */\n",
		      LATE("return ret;", UNLOCK "\t/* Then go. */\n"), RUNG_EXACT),
		{ "the second of two changes",
		  ONE("1") LATE("goto out;", UNLOCK), ONE("2") LATE("return ret;", UNLOCK),
		  ONE("1") LATE("goto out;", UNLOCK "\tdrop(d);\n"), NULL, 0 },
		{ "of two changes none", ONE("1") LATE("goto out;", UNLOCK), ONE("2") LATE("return ret;", UNLOCK),
		  ONE("1") LATE("goto out;", UNLOCK), ONE("2") LATE("return ret;", UNLOCK), RUNG_EXACT },
		{ "another goto instead", LATE("goto out;", UNLOCK "last:\n"), LATE("goto last;", UNLOCK "last:\n"),
		  LATE("goto out;", UNLOCK "\tdrop(d);\nlast:\n"),
		  LATE("goto last;", UNLOCK "\tdrop(d);\nlast:\n"), RUNG_EXACT },
		{ "another line than the goto's becomes a return", LATE("goto out;", UNLOCK),
		  "int set(struct d *d)\n{\n\tint ret;\n\n\tret = first(d);\n\tif (ret)\n\t\tgoto out;\n"
		  "\tret = fill(d);\n\tif (ret)\n\t\tgoto out;\n\tuse(d, 1);\n\treturn use(d, 2);\n\tuse(d, 3);\n"
		  "\tuse(d, 4);\nout:\n" UNLOCK "\treturn ret;\n}\n",
		  LATE("goto out;", UNLOCK "\tdrop(d);\n"),
		  "int set(struct d *d)\n{\n\tint ret;\n\n\tret = first(d);\n\tif (ret)\n\t\tgoto out;\n"
		  "\tret = fill(d);\n\tif (ret)\n\t\tgoto out;\n\tuse(d, 1);\n\treturn use(d, 2);\n\tuse(d, 3);\n"
		  "\tuse(d, 4);\nout:\n" UNLOCK "\tdrop(d);\n\treturn ret;\n}\n", RUNG_EXACT },
	};

	CHECK_ROWS(rows);
}

/* What a row is refused for, with the line of B that shows it. */
static void said_of(const struct row *row, const char *expected)
{
	_cleanup_buf_ struct buf said = { 0 };
	enum rung rung;
	_cleanup_free_ char *made = adapt_row(row, NULL, &rung, &said);

	if (!strstr(buf_str(&said), expected))
		fail_msg("%s: %s, not %s", row->what, buf_str(&said), expected);
}

#define TEST(callee, condition)                                                           \
	"int run(struct d *d)\n{\n\tint ret;\n\n\tret = " callee "(d);\n\tfree_one(d);\n\n\tif (" \
	condition ")\n\t\ttake(d);\n\treturn ret;\n}\n"

/* The value is set by another function in B: goes the change of its test? */
#define TURNED(what, was, is, goes)                                                        \
	{ what, TEST("run_in_a", was), TEST("run_in_a", is), TEST("run_in_b", was),             \
	  (goes) ? TEST("run_in_b", is) : NULL, (goes) ? RUNG_FUNCTION : RUNG_REFUSED }

static void tests_of_results(void **state)
{
	static const struct row rows[] = {
		{ "the test is turned round, and another function sets the value",
		  TEST("run_in_a", "ret == 1 && d->new"), TEST("run_in_a", "!ret && d->new"),
		  TEST("RUN_IN_B", "ret == 1 && d->new"), NULL, RUNG_REFUSED },
		{ "the same function sets it", TEST("run_in_a", "ret == 1 && d->new"),
		  TEST("run_in_a", "!ret && d->new"), TEST("run_in_a", "ret == 1 && d->new"),
		  TEST("run_in_a", "!ret && d->new"), RUNG_EXACT },
		{ "the value is tested as before", TEST("run_in_a", "ret == 1 && d->new"),
		  TEST("run_in_a", "ret == 1 && d->newer"), TEST("RUN_IN_B", "ret == 1 && d->new"),
		  TEST("RUN_IN_B", "ret == 1 && d->newer"), RUNG_FUNCTION },
		TURNED("not tested any more", "ret && d->new", "d->new && d->old", true),
		TURNED("negated", "ret", "!ret", false),
		TURNED("no longer negated", "!ret", "ret", false),
		TURNED("another operator", "ret < 0", "ret <= 0", false),
		TURNED("the other operator", "ret == 1", "ret != 1", false),
		TURNED("compared no more", "ret > 1", "ret", false),
		TURNED("tested behind another test that stays", "d->new && ret > 1", "d->new && ret > 2", false),
		TURNED("the test stays and another is changed", "ret > 1 && d->new > 1", "ret > 1 && d->new > 2",
		       true),
		TURNED("tested twice", "ret > 1 && ret < 4", "ret > 1 && ret < 5", true),
		TURNED("a member of that name", "d->ret < 0", "d->ret < 1", true),
		TURNED("a member of it", "ret->x < 0", "ret->x < 1", true),
		TURNED("an element of it", "ret[0] < 0", "ret[0] < 1", true),
		TURNED("a call of it", "ret(0) < 0", "ret(0) < 1", true),
		TURNED("something that is not set there", "err < 0", "err < 1", true),
		{ "compared with another value", TEST("run_in_a", "ret < 0"), TEST("run_in_a", "ret < 1"),
		  TEST("run_in_b", "ret < 0"), NULL, RUNG_REFUSED },
	};

	CHECK_ROWS(rows);
}

#define ADDS(callee, test, more)                                                          \
	"int run(struct d *d)\n{\n\tint ret;\n\n\tret = " callee "(d);\n" test "\tnote(d);\n\treturn ret;\n}\n\n" \
	more
#define GIVES_UP "\tif (ret < 0)\n\t\treturn ret;\n"
#define SO(callee, condition)                                                             \
	"int other(struct d *d)\n{\n\tint ret;\n\n\tret = " callee "(d);\n\tif (" condition               \
	")\n\t\treturn 1;\n\treturn 0;\n}\n"
#define NEW_TEST(what, more, goes)                                                        \
	{ what, ADDS("run_in_a", "", more), ADDS("run_in_a", GIVES_UP, more), ADDS("run_in_b", "", more), \
	  (goes) ? ADDS("run_in_b", GIVES_UP, more) : NULL, (goes) ? RUNG_FUNCTION : RUNG_REFUSED }

/* A test that is new, of a value that another function sets in B. */
static void added_tests(void **state)
{
	static const struct row rows[] = {
		NEW_TEST("nothing tells what it gives", "", false),
		NEW_TEST("it is tested otherwise", SO("run_in_b", "ret == 1"), false),
		NEW_TEST("another one is tested so", SO("run_in_c", "ret < 0"), false),
		NEW_TEST("it is tested so already", SO("run_in_b", "ret < 0"), true),
		{ "the same function sets it", ADDS("run_in_a", "", ""), ADDS("run_in_a", GIVES_UP, ""),
		  ADDS("run_in_a", "", "int y;\n"), ADDS("run_in_a", GIVES_UP, "int y;\n"), RUNG_EXACT },
		{ "the change brings the call", ADDS("run_in_a", "", ""),
		  ADDS("run_in_a", "\tret = fresh(d);\n" GIVES_UP, ""), ADDS("run_in_b", "", ""),
		  ADDS("run_in_b", "\tret = fresh(d);\n" GIVES_UP, ""), RUNG_FUNCTION },
		{ "beside a test that stays", TEST("run_in_a", "d->new"), TEST("run_in_a", "!ret && d->new"),
		  TEST("run_in_b", "d->new"), NULL, RUNG_REFUSED },
	};

	CHECK_ROWS(rows);
}

static void reasons(void **state)
{
	static const struct row more = LATER("one line more", UNLOCK "\tdrop(d);\n", NULL, 0);
	static const struct row first = LATER("one line more in front", "\tdrop(d);\n" UNLOCK, NULL, 0);
	static const struct row turned = TURNED("the other operator", "ret == 1", "ret != 1", false);

	said_of(&more, "goto out becomes return, but here the label does more (line 17)");
	said_of(&first, "goto out becomes return, but here the label does more (line 16)");
	said_of(&turned, "the test of ret is changed, but here run_in_b() sets it, not run_in_a()");
}

#define QUEUE(members) "struct queue {\n\tint count;\n" members "};\nint make_queue(struct queue *q);\n"
#define UAR "\tint uar;\n"
#define CREATE(more)                                                                      \
	"#include <linux/api.h>\n\nint create(struct queue *q)\n{\n\tq->count = first();\n" more \
	"\treturn make_queue(q);\n}\n"

static void assignments(void **state)
{
	static const struct tree_row rows[] = {
		{ "only B's structure has the member still", QUEUE(""), QUEUE(UAR),
		  CREATE("\tq->uar = last();\n"), CREATE(""), CREATE("\tq->uar = last();\n"), NULL, 0 },
		{ "both have it", QUEUE(UAR), QUEUE(UAR), CREATE("\tq->uar = last();\n"), CREATE(""),
		  CREATE("\tq->uar = last();\n"), CREATE(""), RUNG_EXACT },
		{ "only A's has it", QUEUE(UAR), QUEUE(""), CREATE("\tq->uar = last();\n"), CREATE(""),
		  CREATE("\tq->uar = last();\n"), CREATE(""), RUNG_EXACT },
		{ "another member goes", QUEUE(""), QUEUE(UAR), CREATE("\tq->all = last();\n"), CREATE(""),
		  CREATE("\tq->all = last();\n"), CREATE(""), RUNG_EXACT },
		{ "it goes with one in front", QUEUE("\tint all;\n"), QUEUE("\tint all;\n" UAR),
		  CREATE("\tq->all = last();\n\tq->uar = last();\n"), CREATE(""),
		  CREATE("\tq->all = last();\n\tq->uar = last();\n"), NULL, 0 },
		{ "it is assigned at another place", QUEUE(""), QUEUE(UAR),
		  CREATE("\tq->uar = last();\n\tfirst();\n"), CREATE("\tfirst();\n\tq->uar = last();\n"),
		  CREATE("\tq->uar = last();\n\tfirst();\n"), CREATE("\tfirst();\n\tq->uar = last();\n"),
		  RUNG_EXACT },
		{ "it is compared, not assigned", QUEUE(""), QUEUE(UAR),
		  CREATE("\tif (q->uar == last())\n\t\tfirst();\n"), CREATE(""),
		  CREATE("\tif (q->uar == last())\n\t\tfirst();\n"), CREATE(""), RUNG_EXACT },
		{ "it gets another value", QUEUE(""), QUEUE(UAR), CREATE("\tq->uar = last();\n"),
		  CREATE("\tq->uar = first();\n"), CREATE("\tq->uar = last();\n"),
		  CREATE("\tq->uar = first();\n"), RUNG_EXACT },
	};

	CHECK_TREES(rows);
}

#define USES(more) "#include <linux/api.h>\n\nint uses(int n)\n{\n\tfirst();\n" more "\treturn n;\n}\n"

/* B has the word as a variable of some function, A has a function or macro. */
static void functions(void **state)
{
	const char *mentions = "static inline int other(void)\n{\n\tint fd_file = 1;\n\n\treturn fd_file;\n}\n";
	const char *macro = "#define fd_file(n) (n)\n";

	check_trees_as("it is only a variable here", false, macro, mentions, USES(""),
		       USES("\tn = fd_file(n);\n"), USES(""), "", RUNG_REFUSED, NULL);
	check_trees_as("it is there", false, macro, macro, USES(""), USES("\tn = fd_file(n);\n"),
		       USES(""), USES("\tn = fd_file(n);\n"), RUNG_EXACT, NULL);
	check_trees_as("neither tree tells", false, mentions, mentions, USES(""),
		       USES("\tn = fd_file(n);\n"), USES(""), USES("\tn = fd_file(n);\n"), RUNG_EXACT,
		       NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ways_out),
		cmocka_unit_test(ways_out_of_a_label_that_stays),
		cmocka_unit_test(tests_of_results),
		cmocka_unit_test(added_tests),
		cmocka_unit_test(reasons),
		cmocka_unit_test(assignments),
		cmocka_unit_test(functions),
	};

	git_libgit2_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
