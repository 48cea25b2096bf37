// SPDX-License-Identifier: GPL-2.0-only
/* What a function gives back by hand on all ways out, and no longer does on some. */
#include "gates_fixture.h"

#define FIND "\tp = find(n);\n\tif (!p)\n\t\treturn 1;\n"
#define PUT "\tnode_put(p);\n"
#define END "\treturn 0;\n"
#define LEAVES "\tif (n)\n\t\treturn 2;\n"

/* The body's first line is line 3 of the file. In the source nothing is given back. */
static const struct gate_rows by_hand = {
	.frame = "int f(int n)\n{\n\tstruct item *p;\n\n%s}\n",
	.only = REASON_BIT(REASON_REFERENCE_IMBALANCE),
	.with_names = true,
	.says = "f() may return without ",
	.source_before = "int f(int n)\n{\n\treturn 0;\n}\n",
	.source_after = "int f(int n)\n{\n\tif (n)\n\t\treturn 2;\n\treturn 0;\n}\n",
};

static void ways_out(void **state)
{
	static const struct gate_row rows[] = {
		{ "a return in front of it", FIND PUT END, FIND LEAVES PUT END,
		  "reference-imbalance 9 refuses p" },
		{ "a return behind it", FIND PUT END, FIND PUT LEAVES END, "" },
		{ "a return in front of the call", FIND PUT END, LEAVES FIND PUT END, "" },
		{ "one that gives it back", FIND PUT END,
		  FIND "\tif (n) {\n\t" PUT "\t\treturn 2;\n\t}\n" PUT END, "" },
		{ "it is gone", FIND PUT END, FIND END, "reference-imbalance 8 refuses p" },
		{ "it is gone on one way of two",
		  FIND "\tif (n) {\n\t" PUT "\t\treturn 2;\n\t}\n" PUT END,
		  FIND "\tif (n) {\n\t" PUT "\t\treturn 2;\n\t}\n" END,
		  "reference-imbalance 12 refuses p" },
		{ "a goto to where it is given back", FIND PUT END,
		  FIND "\tif (n)\n\t\tgoto out;\n\tn = 1;\nout:\n" PUT END, "" },
		{ "a goto past it", FIND PUT END,
		  FIND "\tif (n)\n\t\tgoto out;\n" PUT "out:\n" END,
		  "reference-imbalance 12 refuses p" },
		{ "the end of a function is a way out, too", FIND PUT, FIND "\tif (n)\n\t" PUT,
		  "reference-imbalance 10 refuses p" },
		{ "tested for in front of it", FIND PUT END, FIND "\tif (p)\n\t" PUT END, "" },
		{ "an error pointer", "\tp = find(n);\n\tif (IS_ERR(p))\n\t\treturn 1;\n" PUT END,
		  "\tp = find(n);\n\tif (IS_ERR(p) || n)\n\t\treturn 1;\n" PUT END, "" },
		{ "handed over", FIND PUT END, FIND "\tif (n) {\n\t\tit->p = p;\n\t\treturn 2;\n\t}\n" PUT END,
		  "" },
		{ "kept on some way before", FIND LEAVES PUT END, FIND LEAVES LEAVES PUT END, "" },
		{ "in a loop", FIND PUT END, FIND "\twhile (n--)\n\t\tif (n > 3)\n\t\t\treturn 2;\n" PUT END,
		  "reference-imbalance 10 refuses p" },
		{ "in a case", FIND PUT END,
		  FIND "\tswitch (n) {\n\tcase 1:\n\t\treturn 2;\n\tdefault:\n\t\tn = 2;\n\t}\n" PUT END,
		  "reference-imbalance 10 refuses p" },
		{ "memory", FIND "\tkfree(p);\n" END, FIND LEAVES "\tkfree(p);\n" END,
		  "reference-imbalance 9 refuses p" },
		{ "no function that gives back", FIND "\tuse(p);\n" END, FIND LEAVES "\tuse(p);\n" END,
		  "" },
		{ "what a member was given", "\tp = it->p;\n" PUT END, "\tp = it->p;\n" LEAVES PUT END, "" },
		{ "no longer taken", FIND PUT END, "\tp = it->p;\n" LEAVES END, "" },
	};
	struct gate_rows alone = by_hand;

	gate_rows_hold(&by_hand, rows, ARRAY_SIZE(rows));
	/* Without the change's own place there is no telling what its author meant. */
	alone.source_before = alone.source_after = NULL;
	gate_rows_hold(&alone, &(struct gate_row){ "alone", FIND PUT END, FIND LEAVES PUT END, "" }, 1);
}

static void frees_itself(void **state)
{
	struct gate_rows rows = by_hand;

	rows.frame = "int f(int n)\n{\n%s}\n";
	gate_rows_hold(&rows, &(struct gate_row){ "declared with __free()",
			"\tstruct item *p = find(n);\n\n\tif (!p)\n\t\treturn 1;\n" PUT END,
			"\tstruct item *p __free(node_put) = find(n);\n\n\tif (!p)\n\t\treturn 1;\n" LEAVES END,
			"" }, 1);
}

/* Its author left it, too. */
static void as_in_source(void **state)
{
	struct gate_rows rows = by_hand;

	rows.source_before = "int f(int n)\n{\n\tstruct item *p;\n\n" FIND PUT END "}\n";
	rows.source_after = "int f(int n)\n{\n\tstruct item *p;\n\n" FIND LEAVES PUT END "}\n";
	gate_rows_hold(&rows, &(struct gate_row){ "left by the author", FIND PUT END,
						  FIND LEAVES PUT END, "" }, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ways_out),
		cmocka_unit_test(frees_itself),
		cmocka_unit_test(as_in_source),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
