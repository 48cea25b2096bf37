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

#define ALSO(call) "\t" call ";\n"
#define LOST(line) "reference-imbalance " line " refuses p"

/* What counts as giving it back: FUNCTION(VARIABLE), with such a word in the function's name. */
static void what_gives_back(void **state)
{
	static const struct gate_row rows[] = {
		{ "the word alone", FIND ALSO("put(p)") END, FIND LEAVES ALSO("put(p)") END, LOST("9") },
		{ "the first of two words", FIND ALSO("put_node(p)") END,
		  FIND LEAVES ALSO("put_node(p)") END, LOST("9") },
		{ "the word in the middle", FIND ALSO("node_free_all(p)") END,
		  FIND LEAVES ALSO("node_free_all(p)") END, LOST("9") },
		{ "a word that ends so", FIND ALSO("input(p)") END, FIND LEAVES ALSO("input(p)") END, "" },
		{ "a word that begins so", FIND ALSO("node_putter(p)") END,
		  FIND LEAVES ALSO("node_putter(p)") END, "" },
		{ "a call through a member", FIND ALSO("n->put(p)") END,
		  FIND LEAVES ALSO("n->put(p)") END, "" },
		{ "two arguments", FIND ALSO("node_put(p, n)") END,
		  FIND LEAVES ALSO("node_put(p, n)") END, "" },
		{ "an expression", FIND ALSO("node_put(&p)") END, FIND LEAVES ALSO("node_put(&p)") END,
		  "" },
		{ "another function gives it back", FIND PUT END, FIND ALSO("kfree(p)") END, LOST("9") },
		{ "a function of a longer name", FIND PUT END, FIND ALSO("node_put_all(p)") END,
		  LOST("9") },
		{ "another variable", FIND PUT END, FIND ALSO("node_put(q)") END, LOST("9") },
		{ "a member of that name", FIND PUT END, FIND ALSO("node_put(n->p)") END, LOST("9") },
		{ "the second of two pairs", FIND ALSO("node_put(q)") PUT END, FIND ALSO("node_put(q)") END,
		  LOST("9") },
		{ "the same one twice", FIND "\tif (n) {\n\t" PUT "\t\treturn 2;\n\t}\n" PUT END,
		  FIND LEAVES END, LOST("9") },
		{ "the eighth pair", FIND ALSO("put(a)") ALSO("put(b)") ALSO("put(c)") ALSO("put(d)")
		  ALSO("put(e)") ALSO("put(g)") ALSO("put(h)") PUT END, FIND END, LOST("8") },
	};

	gate_rows_hold(&by_hand, rows, ARRAY_SIZE(rows));
}

/* What of a function's code says that it is held, and what that it no longer is. */
static void what_holds_it(void **state)
{
#define TAKE "\tp = find(n);\n"
	static const struct gate_row rows[] = {
		{ "used in between", FIND PUT END, FIND ALSO("use(p)") LEAVES PUT END, LOST("10") },
		{ "a member of it is read", FIND PUT END, FIND ALSO("n = p->count") LEAVES PUT END,
		  LOST("10") },
		{ "a member of it is returned", FIND PUT END,
		  FIND "\tif (n)\n\t\treturn p->count;\n" PUT END, LOST("9") },
		{ "it is returned", FIND PUT END, FIND "\tif (n)\n\t\treturn p;\n" PUT END, "" },
		{ "another variable has it", FIND PUT END, FIND ALSO("q = p") LEAVES PUT END, "" },
		{ "a member of that name is stored", FIND PUT END, FIND ALSO("q = n->p") LEAVES PUT END,
		  LOST("10") },
		{ "a member of that name is set", FIND PUT END, FIND ALSO("n->p = NULL") LEAVES PUT END,
		  LOST("10") },
		{ "it is set to nothing", FIND PUT END, FIND PUT ALSO("p = NULL") LEAVES END, "" },
		{ "it is compared, not set", FIND PUT END, FIND ALSO("n = n == p") LEAVES PUT END,
		  LOST("10") },
		{ "taken again", FIND PUT END, FIND PUT FIND LEAVES PUT END, LOST("13") },
		{ "another thing, not by a call", FIND PUT END, FIND PUT ALSO("p = n") LEAVES END, "" },
		{ "== NULL", TAKE "\tif (p == NULL)\n\t\treturn 1;\n" PUT END,
		  TAKE "\tif (p == NULL)\n\t\treturn 1;\n" LEAVES PUT END, LOST("9") },
		{ "== NULL alone", FIND PUT END, TAKE "\tif (p == NULL)\n\t\treturn 1;\n" PUT END, "" },
		{ "== something else", FIND PUT END, TAKE "\tif (p == last)\n\t\treturn 1;\n" PUT END,
		  LOST("7") },
		{ "something == NULL", FIND PUT END, TAKE "\tif (p && q == NULL)\n\t\treturn 1;\n" PUT END,
		  LOST("7") },
		{ "IS_ERR_OR_NULL()", FIND PUT END,
		  TAKE "\tif (IS_ERR_OR_NULL(p))\n\t\treturn 1;\n" PUT END, "" },
		{ "IS_ERR()", FIND PUT END, TAKE "\tif (IS_ERR(p))\n\t\treturn 1;\n" PUT END, "" },
		{ "a part of it has another", FIND PUT END, FIND ALSO("q = p - n") LEAVES PUT END, LOST("10") },
		{ "a bracket, no call", FIND PUT END, FIND PUT ALSO("p = ((n))") LEAVES END, "" },
		{ "another test", FIND PUT END, TAKE "\tif (is_odd(p))\n\t\treturn 1;\n" PUT END,
		  LOST("7") },
		{ "no test at all", FIND PUT END, TAKE "\tif (n)\n\t\treturn 1;\n" PUT END, LOST("7") },
		{ "!n", FIND PUT END, TAKE "\tif (!n)\n\t\treturn 1;\n" PUT END, LOST("7") },
		{ "a member of that name is tested", FIND PUT END,
		  TAKE "\tif (!n->p)\n\t\treturn 1;\n" PUT END, LOST("7") },
		{ "there is something", FIND PUT END, TAKE "\tif (p)\n\t\treturn 1;\n" PUT END, LOST("7") },
		{ "there is something, and more", FIND PUT END,
		  TAKE "\tif (p && n)\n\t\treturn 1;\n" PUT END, LOST("7") },
		{ "there is something, else", FIND PUT END,
		  TAKE "\tif (p)\n\t\tuse(p);\n\telse\n\t\treturn 1;\n" PUT END, "" },
		{ "the way on holds nothing", FIND PUT END,
		  TAKE "\tif (p) {\n\t" PUT "\t\treturn 1;\n\t}\n" END, "" },
		{ "the way on may hold it", FIND PUT END,
		  TAKE "\tif (p && n) {\n\t" PUT "\t\treturn 1;\n\t}\n" END, LOST("10") },
	};

	gate_rows_hold(&by_hand, rows, ARRAY_SIZE(rows));
}

/* Ways through if, loops, blocks, switch and goto. */
static void ways_through(void **state)
{
#define IF_ELSE(one, two) "\tif (n)\n\t" one "\telse\n\t" two
	static const struct gate_row rows[] = {
		{ "in both branches", FIND PUT END, FIND IF_ELSE(PUT, PUT) END, "" },
		{ "in the first of two", FIND PUT END, FIND IF_ELSE(PUT, ALSO("use(p)")) END, LOST("12") },
		{ "in the second of two", FIND PUT END, FIND IF_ELSE(ALSO("use(p)"), PUT) END,
		  LOST("12") },
		{ "the second returns", FIND PUT END, FIND IF_ELSE(PUT, ALSO("return 3")) END, LOST("11") },
		{ "both return without", FIND PUT END, FIND IF_ELSE(ALSO("return 2"), ALSO("return 3")) PUT,
		  LOST("9") },
		{ "both give it back and return", FIND PUT END,
		  FIND "\tif (n) {\n\t" PUT "\t\treturn 2;\n\t} else {\n\t" PUT "\t\treturn 3;\n\t}\n",
		  "" },
		{ "in a condition", FIND PUT END, FIND "\tif (node_put(p))\n\t\treturn 2;\n" END, "" },
		{ "in a loop", FIND PUT END, FIND "\twhile (n--) {\n\t" PUT "\t}\n" END, "" },
		{ "in a loop that returns", FIND PUT END,
		  FIND "\twhile (n--) {\n\t" PUT "\t\treturn 2;\n\t}\n" END, LOST("12") },
		{ "in a loop that is left at its end", FIND PUT END,
		  FIND "\tdo {\n\t\tif (n)\n\t\t\treturn 2;\n\t} while (n--);\n" PUT END, LOST("10") },
		{ "in a block", FIND PUT END, FIND "\t{\n\t" PUT "\t}\n" END, "" },
		{ "in a block that returns", FIND PUT END, FIND "\t{\n\t" PUT "\t\treturn 2;\n\t}\n" END,
		  "" },
		{ "a case behind one that is left", FIND PUT END,
		  FIND "\tswitch (n) {\n\tcase 1:\n\t\tbreak;\n\tcase 2:\n\t\treturn 2;\n\t}\n" PUT END,
		  LOST("12") },
		{ "what follows a return is not reached", FIND PUT END, FIND PUT END LEAVES, "" },
		{ "a goto over a return", FIND PUT END, FIND "\tgoto out;\n\treturn 2;\nout:\n" PUT END, "" },
		{ "a goto behind it", FIND PUT END,
		  FIND PUT "\tif (n)\n\t\tgoto out;\n\tn = 1;\nout:\n" END, "" },
		{ "a goto to one label of two", FIND PUT END,
		  FIND "\tif (n)\n\t\tgoto last;\nout:\n" PUT "last:\n" END, LOST("13") },
		{ "a goto to the other label of two", FIND PUT END,
		  FIND "\tif (n)\n\t\tgoto out;\nout:\n" PUT "last:\n" END, "" },
		{ "a goto to the end", FIND PUT, FIND "\tif (n)\n\t\tgoto out;\n" PUT "out:\n\tuse(n);\n",
		  LOST("13") },
		{ "a goto to nowhere", FIND PUT END, FIND "\tif (n)\n\t\tgoto gone;\n" PUT END, "" },
		{ "a return within a macro's block", FIND PUT END,
		  FIND "\tfor_each_item(q, n) {\n\t\tif (q)\n\t\t\treturn 2;\n\t}\n" PUT END, LOST("10") },
	};

	gate_rows_hold(&by_hand, rows, ARRAY_SIZE(rows));
}

static void which_functions(void **state)
{
	struct gate_rows rows = by_hand;
	static const struct gate_row no_such[] = {
		{ "the function is new", NULL, FIND LEAVES PUT END, "" },
		{ "nothing is changed in it", FIND LEAVES PUT END, FIND LEAVES PUT END, "" },
	};

	gate_rows_hold(&by_hand, no_such, ARRAY_SIZE(no_such));
	rows.says = "f() may return without node_put(p), unlike before";
	gate_rows_hold(&rows, &(struct gate_row){ "what is said", FIND PUT END, FIND LEAVES PUT END,
						  LOST("9") }, 1);
	rows.frame = NULL;
	gate_rows_hold(&rows, &(struct gate_row){ "it was declared only", "int f(int n);\n",
			"int f(int n)\n{\n" FIND LEAVES PUT END "}\n", "" }, 1);
	rows.frame = "int g(int n)\n{\n" FIND LEAVES PUT END "}\n\nint f(int n)\n{\n%s}\n";
	gate_rows_hold(&rows, &(struct gate_row){ "the second of two functions", FIND PUT END,
						  FIND LEAVES PUT END, LOST("18") }, 1);
}

static void frees_itself(void **state)
{
	struct gate_rows rows = by_hand;

	rows.frame = "int f(int n)\n{\n%s}\n";
	gate_rows_hold(&rows, &(struct gate_row){ "declared with __free()",
			"\tstruct item *p = find(n);\n\n\tif (!p)\n\t\treturn 1;\n" PUT END,
			"\tstruct item *p __free(node_put) = find(n);\n\n\tif (!p)\n\t\treturn 1;\n" LEAVES END,
			"" }, 1);
	gate_rows_hold(&rows, &(struct gate_row){ "declared with __free(), taken later",
			"\tstruct item *p = NULL;\n\n" FIND PUT END,
			"\tstruct item *p __free(node_put) = NULL;\n\n" FIND LEAVES END, "" }, 1);
	gate_rows_hold(&rows, &(struct gate_row){ "another variable declared with __free()",
			"\tstruct item *p = find(n);\n\n\tif (!p)\n\t\treturn 1;\n" PUT END,
			"\tstruct item *p = find(n);\n\tstruct item *q __free(node_put) = find(n);\n\n"
			"\tif (!p)\n\t\treturn 1;\n" LEAVES PUT END,
			LOST("9") }, 1);
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
		cmocka_unit_test(what_gives_back),
		cmocka_unit_test(what_holds_it),
		cmocka_unit_test(ways_through),
		cmocka_unit_test(which_functions),
		cmocka_unit_test(frees_itself),
		cmocka_unit_test(as_in_source),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
