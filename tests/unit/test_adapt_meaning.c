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

#define TEST(callee, condition)                                                           \
	"int run(struct d *d)\n{\n\tint ret;\n\n\tret = " callee "(d);\n\tfree_one(d);\n\n\tif (" \
	condition ")\n\t\ttake(d);\n\treturn ret;\n}\n"

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
		{ "compared with another value", TEST("run_in_a", "ret < 0"), TEST("run_in_a", "ret < 1"),
		  TEST("run_in_b", "ret < 0"), NULL, RUNG_REFUSED },
	};

	CHECK_ROWS(rows);
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
		cmocka_unit_test(tests_of_results),
		cmocka_unit_test(assignments),
		cmocka_unit_test(functions),
	};

	git_libgit2_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
