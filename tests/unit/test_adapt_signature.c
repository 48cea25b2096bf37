// SPDX-License-Identifier: GPL-2.0-only
/* Calls and members that B has otherwise, each told by small trees of both sides. */
#include "adapt_trees.h"

#define USER(body) "#include <linux/api.h>\n\nint user(struct item *it, int n)\n{\n" body "}\n"

/* An argument fewer: both declarations tell which. */
static void test_argument_fewer(void **state)
{
	check_trees("an argument fewer, told by both declarations",
		    "int take(struct item *it, int n, bool more);\n", "int take(struct item *it, int n);\n",
		    USER("\tint a = n;\n\n\tfirst();\n\tlast();\n\treturn a;\n"),
		    USER("\tint a = n;\n\n\tfirst();\n\tif (take(it, n + 1, true))\n\t\treturn 1;\n\tlast();\n\treturn a;\n"),
		    USER("\tint a = n;\n\n\tfirst();\n\tlast();\n\treturn a;\n"),
		    USER("\tint a = n;\n\n\tfirst();\n\tif (take(it, n + 1))\n\t\treturn 1;\n\tlast();\n\treturn a;\n"),
		    RUNG_SIGNATURE,
		    "take() takes (struct item *it, int n) in this branch, "
		    "(struct item *it, int n, bool more) in the source tree");
}

/* What B's function always does was asked for by the other calls of A, not by this one. */
static void test_value_left_out(void **state)
{
	check_trees("the value left out differs from that of the other calls",
		    "int take(struct item *it, int n, bool more);\n", "int take(struct item *it, int n);\n",
		    USER("\ttake(it, 1, true);\n\tfirst();\n\tlast();\n\treturn n;\n"),
		    USER("\ttake(it, 1, true);\n\tfirst();\n\ttake(it, n, false);\n\tlast();\n\treturn n;\n"),
		    USER("\ttake(it, 1);\n\tfirst();\n\tlast();\n\treturn n;\n"), "", RUNG_REFUSED, NULL);
	check_trees("the value left out is that of the other calls",
		    "int take(struct item *it, int n, bool more);\n", "int take(struct item *it, int n);\n",
		    USER("\ttake(it, 1, true);\n\tfirst();\n\tlast();\n\treturn n;\n"),
		    USER("\ttake(it, 1, true);\n\tfirst();\n\ttake(it, n, true);\n\tlast();\n\treturn n;\n"),
		    USER("\ttake(it, 1);\n\tfirst();\n\tlast();\n\treturn n;\n"),
		    USER("\ttake(it, 1);\n\tfirst();\n\ttake(it, n);\n\tlast();\n\treturn n;\n"), RUNG_SUBSTITUTION, NULL);
}

/* The same parameters in another order. */
static void test_another_order(void **state)
{
	check_trees("the same parameters in another order",
		    "", "",
		    "static int put(struct item *it, u32 reg, u32 val)\n{\n\treturn 0;\n}\n\n" USER("\tfirst();\n\tlast();\n\treturn n;\n"),
		    "static int put(struct item *it, u32 reg, u32 val)\n{\n\treturn 0;\n}\n\n"
		    USER("\tfirst();\n\tput(it, 1, 2);\n\tlast();\n\treturn n;\n"),
		    "static int put(struct item *it, u32 val, u32 reg)\n{\n\treturn 0;\n}\n\n" USER("\tfirst();\n\tlast();\n\treturn n;\n"),
		    "", RUNG_REFUSED, NULL);
}

/* Two parameters of one type: which of them B lacks is not told by the types. */
static void test_which_one_is_not_told(void **state)
{
	check_trees("two parameters of one type: which is missing is not told",
		    "int take(int from, int to, int step);\n", "int take(int a, int b);\n",
		    USER("\tfirst();\n\tlast();\n\treturn n;\n"),
		    USER("\tfirst();\n\ttake(1, 2, n);\n\tlast();\n\treturn n;\n"),
		    USER("\tfirst();\n\tlast();\n\treturn n;\n"), "", RUNG_REFUSED,
		    "take() takes (int a, int b) in this branch, "
		    "(int from, int to, int step) in the source tree");
	/* A call that both have on the same line does tell. */
	check_trees("a call on a line that both have tells which",
		    "int take(int from, int to, int step);\n", "int take(int a, int b);\n",
		    USER("\ttake(7, 8, n);\n\tfirst();\n\tlast();\n\treturn n;\n"),
		    USER("\ttake(7, 8, n);\n\tfirst();\n\ttake(1, 2, n);\n\tlast();\n\treturn n;\n"),
		    USER("\ttake(8, n);\n\tfirst();\n\tlast();\n\treturn n;\n"),
		    USER("\ttake(8, n);\n\tfirst();\n\ttake(2, n);\n\tlast();\n\treturn n;\n"),
		    RUNG_SIGNATURE, NULL);
	/* Two such calls that tell different things do not. */
	check_trees("two such calls tell different things",
		    "int take(int from, int to, int step);\n", "int take(int a, int b);\n",
		    USER("\ttake(7, 8, n);\n\ttake(5, 6, n);\n\tfirst();\n\tlast();\n\treturn n;\n"),
		    USER("\ttake(7, 8, n);\n\ttake(5, 6, n);\n\tfirst();\n\ttake(1, 2, n);\n\tlast();\n\treturn n;\n"),
		    USER("\ttake(8, n);\n\ttake(5, 6);\n\tfirst();\n\tlast();\n\treturn n;\n"),
		    "", RUNG_REFUSED, NULL);
}

/* An argument more: what every call of B's file passes, if it means the same everywhere. */
static void test_argument_more(void **state)
{
	const char *const a = "int take(struct item *it);\n";
	const char *const b = "int take(struct item *it, bool sync);\n";
	const char *const old = USER("\tfirst();\n\tlast();\n\treturn n;\n");
	const char *const new = USER("\tfirst();\n\ttake(it->next);\n\tlast();\n\treturn n;\n");
#define OTHER(call) "int other(struct item *it, bool how)\n{\n\t" call "\n}\n\n"

	check_trees("an argument more, which every call passes",
		    a, b, old, new, OTHER("return take(it, false);") USER("\tfirst();\n\tlast();\n\treturn n;\n"),
		    OTHER("return take(it, false);")
		    USER("\tfirst();\n\ttake(it->next, false);\n\tlast();\n\treturn n;\n"), RUNG_SIGNATURE, NULL);
	/* A variable of another function cannot be passed here; without any call there is nothing. */
	check_trees("an argument more, a variable of another function",
		    a, b, old, new, OTHER("return take(it, how);") USER("\tfirst();\n\tlast();\n\treturn n;\n"),
		    "", RUNG_REFUSED, NULL);
	check_trees("an argument more, and no call",
		    a, b, old, new, old, "", RUNG_REFUSED,
		    "take() takes (struct item *it, bool sync) in this branch, "
		    "(struct item *it) in the source tree");
	check_trees("an argument more, and calls that pass different values",
		    a, b, old, new, OTHER("return take(it, false) + take(it, true);")
		    USER("\tfirst();\n\tlast();\n\treturn n;\n"), "", RUNG_REFUSED, NULL);
}

/* Both trees take as many: nothing is touched; a definition that the change brings counts. */
static void test_nothing_to_do(void **state)
{
	check_trees("both take as many",
		    "int take(int a, int b);\n", "int take(int a, int b);\n",
		    USER("\tfirst();\n\tlast();\n\treturn n;\n"),
		    USER("\tfirst();\n\ttake(1, 2);\n\tlast();\n\treturn n;\n"),
		    USER("\tfirst();\n\tlast();\n\treturn n;\n"),
		    USER("\tfirst();\n\ttake(1, 2);\n\tlast();\n\treturn n;\n"), RUNG_EXACT, NULL);
	check_trees("the change brings the definition",
		    "\n", "\n",
		    "static int take(int a)\n{\n\treturn a;\n}\n\n" USER("\tfirst();\n\treturn take(n);\n"),
		    "static int take(int a, int b)\n{\n\treturn a;\n}\n\n" USER("\tfirst();\n\treturn take(n, 1);\n"),
		    "static int take(int a)\n{\n\treturn a;\n}\n\n" USER("\tfirst();\n\treturn take(n);\n"),
		    "static int take(int a, int b)\n{\n\treturn a;\n}\n\n" USER("\tfirst();\n\treturn take(n, 1);\n"),
		    RUNG_EXACT, NULL);
}

/* A member that the structure has under another name, as the same function shows. */
static void test_member(void **state)
{
	const char *const a = "struct item {\n\tint count, new_flag;\n};\n";
	const char *const b = "struct item {\n\tint count, flag;\n};\nint new_flag;\n";

	check_trees("a member under another name, as the function shows",
		    a, b, USER("\tfirst();\n\tit->new_flag = 1;\n\tlast();\n\tthird(it);\n\treturn n;\n"),
		    USER("\tfirst();\n\tit->new_flag = 1;\n\tlast();\n\tthird(it);\n\tit->new_flag = 0;\n\treturn n;\n"),
		    USER("\tfirst();\n\tit->flag = 1;\n\tlast();\n\tthird(it);\n\treturn n;\n"),
		    USER("\tfirst();\n\tit->flag = 1;\n\tlast();\n\tthird(it);\n\tit->flag = 0;\n\treturn n;\n"),
		    RUNG_SUBSTITUTION, NULL);
	check_trees("a member under another name, which nothing shows",
		    a, b, USER("\tfirst();\n\tlast();\n\treturn n;\n"),
		    USER("\tfirst();\n\tit->new_flag = 0;\n\tlast();\n\treturn n;\n"),
		    USER("\tfirst();\n\tlast();\n\treturn n;\n"), "", RUNG_REFUSED,
		    "item has no member new_flag in this branch");
}

/* As many arguments, and of another kind: what B's own calls pass instead. */
static void test_argument_of_another_kind(void **state)
{
#define WITH(definition, body) \
	"#include <linux/api.h>\n\nstatic void put(" definition ", int n)\n{\n\tfirst();\n}\n\n" \
	"int user(struct item *it, int n)\n{\n" body "}\n"
	const char *const api = "struct item { void *regs; };\n";

	check_trees("an argument of another type, as B's calls pass it",
		    api, api,
		    WITH("struct item *it", "\tput(it, 1);\n\tfirst();\n\tlast();\n\treturn n;\n"),
		    WITH("struct item *it", "\tput(it, 1);\n\tfirst();\n\tput(it, n);\n\tlast();\n\treturn n;\n"),
		    WITH("void *base", "\tput(it->regs, 1);\n\tfirst();\n\tlast();\n\treturn n;\n"),
		    WITH("void *base", "\tput(it->regs, 1);\n\tfirst();\n\tput(it->regs, n);\n\tlast();\n"
			 "\treturn n;\n"), RUNG_SIGNATURE,
		    "put() takes (void *base, int n) in this branch, "
		    "(struct item *it, int n) in the source tree");
	/* No call tells. */
	check_trees("an argument of another type, and no call",
		    api, api, WITH("struct item *it", "\tfirst();\n\tlast();\n\treturn n;\n"),
		    WITH("struct item *it", "\tfirst();\n\tput(it, n);\n\tlast();\n\treturn n;\n"),
		    WITH("void *base", "\tfirst();\n\tlast();\n\treturn n;\n"), "", RUNG_REFUSED, NULL);
	/* The same type under another name, or another width, is the same kind. */
	check_trees("a parameter of another name",
		    api, api, WITH("const struct item *it", "\tfirst();\n\tlast();\n\treturn n;\n"),
		    WITH("const struct item *it", "\tfirst();\n\tput(it, n);\n\tlast();\n\treturn n;\n"),
		    WITH("struct item *one", "\tfirst();\n\tlast();\n\treturn n;\n"),
		    WITH("struct item *one", "\tfirst();\n\tput(it, n);\n\tlast();\n\treturn n;\n"),
		    RUNG_EXACT, NULL);
	/* What a macro's parameter is called says what it takes. */
#define MACRO(name, body) "#include <linux/api.h>\n\n#define each(" name ") first()\n" USER_OF(body)
#define USER_OF(body) "int user(struct item *it, int n)\n{\n" body "}\n"
	check_trees("a macro's parameter of another name",
		    api, api, MACRO("sk", "\tfirst();\n\tlast();\n\treturn n;\n"),
		    MACRO("sk", "\tfirst();\n\teach(it);\n\tlast();\n\treturn n;\n"),
		    MACRO("np", "\tfirst();\n\tlast();\n\treturn n;\n"), "", RUNG_REFUSED,
		    "each() takes (np) in this branch, (sk) in the source tree");
	check_trees("a macro's parameter with underscores",
		    api, api, MACRO("sk", "\tfirst();\n\tlast();\n\treturn n;\n"),
		    MACRO("sk", "\tfirst();\n\teach(it);\n\tlast();\n\treturn n;\n"),
		    MACRO("__sk", "\tfirst();\n\tlast();\n\treturn n;\n"),
		    MACRO("__sk", "\tfirst();\n\teach(it);\n\tlast();\n\treturn n;\n"), RUNG_EXACT, NULL);
}

/* An object of the file that is allocated in the other branch. */
static void test_pointer_for_object(void **state)
{
#define FILE_WITH(variable, body) \
	"#include <linux/api.h>\n\nstatic struct item " variable ";\n\n" \
	"int user(struct item *it, int n)\n{\n" body "}\n"
#define CALLED(with) "\tuse(" with ");\n"
	const char *const api = "struct item { int count; };\nvoid use(struct item *it);\n";

	check_trees("an object that is a pointer in B",
		    api, api, FILE_WITH("main_item", CALLED("&main_item") "\tfirst();\n\tlast();\n\treturn n;\n"),
		    FILE_WITH("main_item", CALLED("&main_item") "\tfirst();\n\tuse(&main_item);\n\tn = main_item.count;\n\tlast();\n\treturn n;\n"),
		    FILE_WITH("*main_item", CALLED("main_item") "\tfirst();\n\tlast();\n\treturn n;\n"),
		    FILE_WITH("*main_item", CALLED("main_item") "\tfirst();\n\tuse(main_item);\n\tn = main_item->count;\n\tlast();\n\treturn n;\n"),
		    RUNG_SUBSTITUTION, "main_item is a pointer in this branch");
	check_trees("a pointer that is an object in B",
		    api, api, FILE_WITH("*main_item", CALLED("main_item") "\tfirst();\n\tlast();\n\treturn n;\n"),
		    FILE_WITH("*main_item", CALLED("main_item") "\tfirst();\n\tuse(main_item);\n\tn = main_item->count;\n\tlast();\n\treturn n;\n"),
		    FILE_WITH("main_item", CALLED("&main_item") "\tfirst();\n\tlast();\n\treturn n;\n"),
		    FILE_WITH("main_item", CALLED("&main_item") "\tfirst();\n\tuse(&main_item);\n\tn = main_item.count;\n\tlast();\n\treturn n;\n"),
		    RUNG_SUBSTITUTION, "main_item is not a pointer in this branch");
	/* What no call of the branch is given is not known to take it. */
	check_trees("a pointer that is an object in B, and no call takes it",
		    api, api, FILE_WITH("*main_item", "\tlast();\n\tfirst();\n\treturn n;\n"),
		    FILE_WITH("*main_item", "\tlast();\n\tuse(main_item);\n\tfirst();\n\treturn n;\n"),
		    FILE_WITH("main_item", "\tlast();\n\tfirst();\n\treturn n;\n"), "", RUNG_REFUSED,
		    "main_item is not a pointer in this branch");
	/* Nor is an object ever missing. */
	check_trees("a pointer that is an object in B, compared with NULL",
		    api, api, FILE_WITH("*main_item", "\tlast();\n\tfirst();\n\treturn n;\n"),
		    FILE_WITH("*main_item", "\tlast();\n\tif (!main_item)\n\t\treturn 1;\n\tfirst();\n\treturn n;\n"),
		    FILE_WITH("main_item", "\tlast();\n\tfirst();\n\treturn n;\n"), "", RUNG_REFUSED,
		    "main_item is not a pointer in this branch");
	/* Its size is another; a variable of the function is another. */
	check_trees("the size of an object that is a pointer in B",
		    api, api, FILE_WITH("main_item", CALLED("&main_item") "\tfirst();\n\tlast();\n\treturn n;\n"),
		    FILE_WITH("main_item", CALLED("&main_item") "\tfirst();\n\tn = sizeof(main_item);\n\tlast();\n\treturn n;\n"),
		    FILE_WITH("*main_item", CALLED("main_item") "\tfirst();\n\tlast();\n\treturn n;\n"), "", RUNG_REFUSED,
		    "main_item is a pointer in this branch");
	check_trees("a variable of the function with the same name",
		    api, api, FILE_WITH("n", "\tfirst();\n\tlast();\n\treturn n;\n"),
		    FILE_WITH("n", "\tfirst();\n\tn = n + 1;\n\tlast();\n\treturn n;\n"), FILE_WITH("*n", "\tfirst();\n\tlast();\n\treturn n;\n"),
		    FILE_WITH("*n", "\tfirst();\n\tn = n + 1;\n\tlast();\n\treturn n;\n"), RUNG_EXACT, NULL);
}

/* A way out where the change was made under a guard, and the branch would keep its lock. */
static void test_lock_is_kept(void **state)
{
	const char *const api = "#define guard(x) lock_of_##x\nvoid mutex_lock(struct item *it);\n"
				"void mutex_unlock(struct item *it);\n";

	for (int part = 0; part < 2; part++)
		check_trees_as(part ? "a part of a patch" : "all of it", part, api, api,
			       USER("\tguard(mutex)(it);\n\tfirst();\n\tlast();\n\treturn n;\n"),
			       USER("\tguard(mutex)(it);\n\tif (n > 1)\n\t\treturn 1;\n\n\tfirst();\n\tlast();\n\treturn n;\n"),
			       USER("\tmutex_lock(it);\n\tfirst();\n\tlast();\n\tmutex_unlock(it);\n\treturn n;\n"),
			       "", RUNG_REFUSED,
			       "user() returns with mutex_lock(it) held (context imbalance), unlike before");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_argument_fewer),
		cmocka_unit_test(test_value_left_out),
		cmocka_unit_test(test_another_order),
		cmocka_unit_test(test_which_one_is_not_told),
		cmocka_unit_test(test_argument_more),
		cmocka_unit_test(test_nothing_to_do),
		cmocka_unit_test(test_member),
		cmocka_unit_test(test_argument_of_another_kind),
		cmocka_unit_test(test_pointer_for_object),
		cmocka_unit_test(test_lock_is_kept),
	};

	git_libgit2_init();
	return cmocka_run_group_tests_name("adapt_signature", tests, NULL, NULL);
}
