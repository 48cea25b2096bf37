// SPDX-License-Identifier: GPL-2.0-only
/* Variables of the file that are objects in one branch and pointers to them in the other. */
#include "adapt_table.h"

#define FILE_WITH(variable, body) \
	"static struct item " variable ";\n\nint user(int n)\n{\n\tfirst(n);\n" body "\tlast(n);\n\treturn n;\n}\n"
#define OBJECT(body) FILE_WITH("main_item", "\tuse(&main_item);\n" body)
#define POINTER(body) FILE_WITH("*main_item", "\tuse(main_item);\n" body)
/* Where B has the pointer, and where it has the object. */
#define TO_POINTER(what, added, made) { what, OBJECT(""), OBJECT("\t" added ";\n"), POINTER(""), made, RUNG_SUBSTITUTION }
#define TO_OBJECT(what, added, made) { what, POINTER(""), POINTER("\t" added ";\n"), OBJECT(""), made, RUNG_SUBSTITUTION }
#define P(text) POINTER("\t" text ";\n")
#define O(text) OBJECT("\t" text ";\n")

static void test_to_pointer(void **state)
{
	static const struct row rows[] = {
		TO_POINTER("a member", "n = main_item.count", P("n = main_item->count")),
		TO_POINTER("its address, as B passes it", "use(&main_item)", P("use(main_item)")),
		TO_POINTER("its address, to what B does not pass it to", "other(&main_item)", NULL),
		TO_POINTER("its address, as the second argument", "other(n, &main_item)",
			   P("other(n, main_item)")),
		TO_POINTER("its address is kept", "p = &main_item", P("p = main_item")),
		TO_POINTER("its address is returned", "return &main_item", NULL),
		TO_POINTER("a mask", "n = n & main_item", NULL),
		TO_POINTER("a mask of what a call returns", "n = get(n) & main_item", NULL),
		TO_POINTER("a mask of an element", "n = list[n] & main_item", NULL),
		TO_POINTER("its size", "n = sizeof(main_item)", NULL),
		TO_POINTER("all of it", "copy = main_item", NULL),
		TO_POINTER("two of them", "main_item.count = main_item.used",
			   P("main_item->count = main_item->used")),
		TO_POINTER("an address and a member", "use(&main_item, main_item.used)",
			   P("use(main_item, main_item->used)")),
		TO_POINTER("two addresses", "other(n, &main_item, &main_item)",
			   P("other(n, main_item, main_item)")),
	};

	CHECK_ROWS(rows);
}

static void test_to_object(void **state)
{
	static const struct row rows[] = {
		TO_OBJECT("a member", "n = main_item->count", O("n = main_item.count")),
		TO_OBJECT("it is passed as B passes its address", "use(main_item)",
			  O("use(&main_item)")),
		TO_OBJECT("it is passed to what B does not pass its address to", "other(main_item)",
			  NULL),
		TO_OBJECT("it is the second argument", "other(n, main_item)",
			  O("other(n, &main_item)")),
		TO_OBJECT("it is in the middle", "other(n, main_item, n)",
			  O("other(n, &main_item, n)")),
		TO_OBJECT("it is kept", "p = main_item", O("p = &main_item")),
		TO_OBJECT("it is compared", "n = p == main_item", NULL),
		TO_OBJECT("is it there", "n = !main_item", NULL),
		TO_OBJECT("what it points to", "n = *main_item", NULL),
		TO_OBJECT("an element of it", "n = main_item[0]", NULL),
		TO_OBJECT("two members", "main_item->count = main_item->used",
			  O("main_item.count = main_item.used")),
		TO_OBJECT("it and a member", "use(main_item, main_item->used)",
			  O("use(&main_item, main_item.used)")),
		TO_OBJECT("it is passed twice", "other(n, main_item, main_item)",
			  O("other(n, &main_item, &main_item)")),
	};

	CHECK_ROWS(rows);
}

/* What is not told of a declaration is left as it is. */
static void test_left_alone(void **state)
{
#define LEFT(what, in_a, in_b, added) \
	{ what, FILE_WITH(in_a, ""), FILE_WITH(in_a, "\t" added ";\n"), FILE_WITH(in_b, ""), FILE_WITH(in_b, "\t" added ";\n"), RUNG_EXACT }
#define KINDS(type_a, type_b, added) "static " type_a ";\n\nint user(int n)\n{\n\tfirst(n);\n" added "\tlast(n);\n\treturn n;\n}\n"
	static const struct row rows[] = {
		LEFT("the same", "main_item", "main_item", "use(&main_item)"),
		LEFT("both are pointers", "*main_item", "*main_item", "use(main_item)"),
		LEFT("an array", "main_item", "main_item[2]", "use(&main_item)"),
		LEFT("a pointer to a pointer", "*main_item", "**main_item", "use(main_item)"),
		LEFT("a member of that name", "main_item", "*main_item", "use(p->main_item)"),
		LEFT("a direct member of that name", "main_item", "*main_item", "use(p.main_item)"),
		LEFT("a structure of that name", "main_item", "*main_item",
		     "use(sizeof(struct main_item))"),
		LEFT("a variable of the function", "n", "*n", "n = n + 1"),
		LEFT("another name", "main_item", "*main_item", "use(&other_item)"),
		{ "a number and a pointer to numbers",
		  "static int main_item;\n\nint user(int n)\n{\n\tfirst(n);\n\tlast(n);\n\treturn n;\n}\n",
		  "static int main_item;\n\nint user(int n)\n{\n\tfirst(n);\n\tuse(&main_item);\n\tlast(n);\n\treturn n;\n}\n",
		  "static int *main_item;\n\nint user(int n)\n{\n\tfirst(n);\n\tlast(n);\n\treturn n;\n}\n",
		  "static int *main_item;\n\nint user(int n)\n{\n\tfirst(n);\n\tuse(&main_item);\n\tlast(n);\n\treturn n;\n}\n", RUNG_EXACT },
	};

	CHECK_ROWS(rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_to_pointer),
		cmocka_unit_test(test_to_object),
		cmocka_unit_test(test_left_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
