// SPDX-License-Identifier: GPL-2.0-only
/* A function that B does not have, its code being inlined where A calls it. */
#include "adapt_trees.h"

#define HELPER(more) \
	"static int settle(struct item *it, int n)\n{\n\tint ret;\n\n\tlock_item(it);\n" more \
	"\tret = it->count + n;\n\tunlock_item(it);\n\treturn ret;\n}\n\n"
#define CODE(more) \
	"\tlock_item(it);\n" more "\tret = it->count + n;\n\tunlock_item(it);\n"
#define API \
	"struct item {\n\tint count, used;\n};\nvoid lock_item(struct item *it);\n" \
	"void unlock_item(struct item *it);\n"
#define CALLS(name) \
	"int " name "(struct item *it, int n)\n{\n\tfirst();\n\treturn settle(it, n);\n}\n\n"
#define INLINED(name, more) \
	"int " name "(struct item *it, int n)\n{\n\tint ret;\n\n\tfirst();\n" CODE(more) "\treturn ret;\n}\n\n"

static void test_one_place(void **state)
{
	check_trees("inlined in its caller",
		    API, API, HELPER("") CALLS("user"), HELPER("\tit->used = 1;\n") CALLS("user"),
		    INLINED("user", ""), INLINED("user", "\tit->used = 1;\n"), RUNG_INLINED,
		    "settle() does not exist in this branch, its code is in user()");
}

/* One change becomes as many as there are places. */
static void test_several_places(void **state)
{
	check_trees("inlined in both callers",
		    API, API, HELPER("") CALLS("user") CALLS("other"),
		    HELPER("\tit->used = 1;\n") CALLS("user") CALLS("other"),
		    INLINED("user", "") INLINED("other", ""),
		    INLINED("user", "\tit->used = 1;\n") INLINED("other", "\tit->used = 1;\n"),
		    RUNG_INLINED, "settle() does not exist in this branch, its code is in user(), other()");
	/* All of them or none. */
	check_trees("inlined in one of two callers",
		    API, API, HELPER("") CALLS("user") CALLS("other"),
		    HELPER("\tit->used = 1;\n") CALLS("user") CALLS("other"),
		    INLINED("user", "") "int other(struct item *it, int n)\n{\n\treturn last();\n}\n", "",
		    RUNG_REFUSED, NULL);
	/* Twice in one function: which is meant is not told. */
	check_trees("inlined twice in its caller",
		    API, API, HELPER("") CALLS("user"), HELPER("\tit->used = 1;\n") CALLS("user"),
		    "int user(struct item *it, int n)\n{\n\tint ret;\n\n" CODE("") "\tfirst();\n" CODE("")
		    "\treturn ret;\n}\n", "", RUNG_REFUSED, NULL);
}

/* The code goes in as far as B's is. */
static void test_deeper(void **state)
{
	check_trees("the code is further in",
		    API, API, HELPER("") CALLS("user"), HELPER("\tif (n)\n\t\tit->used = 1;\n") CALLS("user"),
		    "int user(struct item *it, int n)\n{\n\tint ret;\n\n\tif (first()) {\n\t\tlock_item(it);\n"
		    "\t\tret = it->count + n;\n\t\tunlock_item(it);\n\t}\n\treturn ret;\n}\n",
		    "int user(struct item *it, int n)\n{\n\tint ret;\n\n\tif (first()) {\n\t\tlock_item(it);\n"
		    "\t\tif (n)\n\t\t\tit->used = 1;\n"
		    "\t\tret = it->count + n;\n\t\tunlock_item(it);\n\t}\n\treturn ret;\n}\n",
		    RUNG_INLINED, NULL);
}

/* B's other function has it, which A does not have; it is called by A's caller. */
static void test_other_function(void **state)
{
#define ANY(more, other) \
	"int settle_any(struct item *it, int n, int how)\n{\n\tint ret = 0;\n\n\tswitch (how) {\n" \
	other "\tcase 1:\n" more "\t\tlock_item(it);\n\t\tret = it->count + n;\n\t\tunlock_item(it);\n\t\tbreak;\n" \
	"\tdefault:\n\t\tlast();\n\t}\n\treturn ret;\n}\n\n"
#define VIA_ANY "int user(struct item *it, int n)\n{\n\tfirst();\n\treturn settle_any(it, n, 1);\n}\n"

#define LONGER(more) \
	"static int settle(struct item *it, int n)\n{\n\tint ret;\n\n" more CODE("") \
	"\tit->count += third(it);\n\tif (it->count > n)\n\t\tit->count = 2 * n;\n\treturn ret;\n}\n\n"

	check_trees("in another function, which the caller calls",
		    API, API, LONGER("") CALLS("user"), LONGER("\tit->used = 1;\n") CALLS("user"),
		    ANY("", "") VIA_ANY, ANY("\t\tit->used = 1;\n", "") VIA_ANY, RUNG_INLINED, NULL);
	/* It has it twice. */
	check_trees("twice in another function",
		    API, API, LONGER("") CALLS("user"), LONGER("\tit->used = 1;\n") CALLS("user"),
		    ANY("", "\tcase 2:\n" CODE("")) VIA_ANY, "", RUNG_REFUSED, NULL);
}

/* What would mean something else there. */
static void test_other_meaning(void **state)
{
	/* A return of the helper is none of its caller, unless B has it so. */
	check_trees("a return that would leave the caller",
		    API, API, HELPER("") CALLS("user"),
		    HELPER("\tif (it->used)\n\t\treturn 0;\n") CALLS("user"),
		    "int user(struct item *it, int n)\n{\n\tint ret;\n\n\tfirst();\n" CODE("")
		    "\tlast();\n\tthird(it);\n\treturn n;\n}\n", "", RUNG_REFUSED, NULL);
	/* `why` is another variable of the caller. */
	check_trees("a variable that is another one in the caller",
		    API, API,
		    "static void settle(struct item *it, int why)\n{\n\tlock_item(it);\n\tit->count = 1;\n"
		    "\tunlock_item(it);\n}\n\n"
		    "int user(struct item *it, int n)\n{\n\tint why = first();\n\n\tsettle(it, n);\n\treturn why;\n}\n",
		    "static void settle(struct item *it, int why)\n{\n\tlock_item(it);\n\tit->used = why;\n"
		    "\tit->count = 1;\n\tunlock_item(it);\n}\n\n"
		    "int user(struct item *it, int n)\n{\n\tint why = first();\n\n\tsettle(it, n);\n\treturn why;\n}\n",
		    "int user(struct item *it, int n)\n{\n\tint why = first();\n\n\tlock_item(it);\n"
		    "\tit->count = 1;\n\tunlock_item(it);\n\treturn why;\n}\n", "", RUNG_REFUSED, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_place),
		cmocka_unit_test(test_several_places),
		cmocka_unit_test(test_deeper),
		cmocka_unit_test(test_other_function),
		cmocka_unit_test(test_other_meaning),
	};

	git_libgit2_init();
	return cmocka_run_group_tests_name("adapt_inline", tests, NULL, NULL);
}
