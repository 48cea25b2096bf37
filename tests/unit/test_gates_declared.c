// SPDX-License-Identifier: GPL-2.0-only
/* The names that a code declares. */
#include "unit.h"

#include "gates/check_parts.h"
#include "util/buf.h"

struct declared_row {
	const char *what, *code;
	const char *names;   /* those of `asked` that it declares, each behind a blank */
	const char *members; /* likewise of its structures' members */
};

#define F(body) "int f(int n)\n{\n" body "\treturn 0;\n}\n"

/* What is asked for in each row. */
static const char *const asked[] = { "a", "b", "c", "d", "u" };

static char *those_of(const struct name_set *set)
{
	struct buf text = { 0 };

	buf_puts(&text, "");
	for (size_t i = 0; i < ARRAY_SIZE(asked); i++)
		if (name_set_has(set, asked[i], strlen(asked[i])))
			buf_printf(&text, " %s", asked[i]);
	return buf_detach(&text);
}

static bool row_holds(const struct declared_row *row)
{
	struct name_set declared = { 0 }, members = { 0 };
	struct gate_code code = { 0 };
	struct gate_work work = { 0 };
	_cleanup_free_ char *names = NULL, *own = NULL;

	ctokens_read(&code.tokens, row->code, strlen(row->code), false);
	ctokens_pair(&code.tokens);
	cdefs_read(&code.tokens, &code.defs);
	gate_declared(&code, &declared, &members, &work);
	names = those_of(&declared);
	own = those_of(&members);
	name_set_release(&declared);
	name_set_release(&members);
	cdefs_release(&code.defs);
	ctokens_release(&code.tokens);
	if (!strcmp(names, row->names) && !strcmp(own, row->members ? row->members : ""))
		return true;
	print_error("%s: \"%s\" and members \"%s\"\n", row->what, names, own);
	return false;
}

static void rows_hold(const struct declared_row *rows, size_t count)
{
	size_t wrong = 0;

	for (size_t i = 0; i < count; i++)
		wrong += !row_holds(&rows[i]);
	assert_int_equal(wrong, 0);
}

static void in_functions(void **state)
{
	static const struct declared_row rows[] = {
		{ "a number", F("\tint a;\n"), " a" },
		{ "two numbers", F("\tint a, b;\n"), " a b" },
		{ "with values", F("\tint a = u, b = u;\n"), " a b" },
		{ "an array, whose size is used", F("\tint a[u];\n"), " a" },
		{ "a list of values", F("\tint a[] = { u, u }, b;\n"), " a b" },
		{ "a pointer", F("\tstruct x *a, **b;\n"), " a b" },
		{ "a pointer to a function", F("\tint (*a)(int u), b;\n"), " a" },
		{ "one that returns a structure", F("\tstruct x (*a)(int u);\n"), " a" },
		{ "a typedef", F("\tu a;\n"), " a" },
		{ "a pointer to one", F("\tu *a;\n"), " a" },
		{ "const and static", F("\tstatic const int a, b = 1;\n"), " a b" },
		{ "typeof()", F("\ttypeof(u) a = u, b;\n"), " a b" },
		{ "__typeof__()", F("\t__typeof__(u) *a;\n"), " a" },
		{ "another call", F("\tother(u) + d;\n"), "" },
		{ "a macro in capitals that declares", F("\tLIST_HEAD(a);\n"), " a" },
		{ "one with two names", F("\tBITMAP(a, b);\n"), " a b" },
		{ "with a cleanup", F("\tvoid *a __free(kfree) = u;\n"), " a" },
		{ "a bit field's width", F("\tstruct { int a : 3; } b;\n"), " a b" },
		{ "a structure with a name", F("\tstruct a { int c; } b;\n"), " a b c" },
		{ "in a for", F("\tfor (int a = 0; a < u; a++)\n\t\tuse(u);\n"), " a" },
		{ "in a block", F("\tif (u) {\n\t\tint a;\n\t}\n"), " a" },
		{ "behind a block", F("\tif (u) {\n\t}\n\tint a;\n"), " a" },
		{ "behind a case", F("\tswitch (n) {\n\tcase 1:\n\t\tu(1);\n\tdefault:\n\t\tint a;\n\t}\n"),
		  " a" },
		{ "an assignment", F("\ta = u;\n\tb += u;\n"), "" },
		{ "a member", F("\tu->a = d;\n"), "" },
		{ "a call", F("\ta(b, c);\n"), "" },
		{ "what is returned", F("\treturn a;\n"), "" },
		{ "a product", F("\tx = a * b;\n"), "" },
		{ "a label", F("\tgoto a;\na:\n\tu(1);\n"), " a" },
		{ "two labels", F("a:\nb:\n\tu(1);\n"), " a b" },
		{ "only gone to", F("\tgoto a;\n"), "" },
		{ "no label, but a choice", F("\tx = n ? a : b;\n"), "" },
		{ "in the second function", F("") "int g(void)\n{\n\tint a;\n}\n", " a" },
	};

	rows_hold(rows, ARRAY_SIZE(rows));
}

static void parameters(void **state)
{
	static const struct declared_row rows[] = {
		{ "one", "int x(int a)\n{\n\treturn u;\n}\n", " a" },
		{ "two", "int x(int a, u *b)\n{\n\treturn u;\n}\n", " a b" },
		{ "an array", "int x(int a[4], int b)\n{\n}\n", " a b" },
		{ "a function", "int x(int (*a)(int), int b)\n{\n}\n", " a b" },
		{ "a function that returns one", "int x(int (*a(int b))(int))\n{\n}\n", " a b" },
		{ "only types", "int x(struct x, int *);\n", "" },
		{ "of a prototype", "int x(int a);\n", " a" },
		{ "of a macro", "#define X(a, b) use(a, u)\n", " a b" },
		{ "what a macro's body declares", "#define X() do { int a = u; } while (0)\n", " a" },
	};

	rows_hold(rows, ARRAY_SIZE(rows));
}

static void outside_of_functions(void **state)
{
	static const struct declared_row rows[] = {
		{ "a structure", "struct a {\n\tint b;\n\tu *c;\n};\n", " a b c", " b c" },
		{ "members on one line", "struct a { int b, c; };\n", " a b c", " b c" },
		{ "a union", "union a { int b; };\n", " a b", " b" },
		{ "an enumeration's values", "enum a { b, c };\n", " a b c" },
		{ "a macro", "#define a u\n", " a" },
		{ "a function", "int a(void)\n{\n\treturn u;\n}\n", " a" },
		{ "a prototype", "int a(void);\n", " a" },
		{ "a macro of assembler", "asm(\".macro\");\n.macro a\n", " a" },
		{ "another directive of assembler", ".globl a\n", "" },
		{ "a function named by a macro", "int NAME(a)(int b)\n{\n\treturn u;\n}\n", " a b" },
		{ "nothing", "", "" },
	};

	rows_hold(rows, ARRAY_SIZE(rows));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_functions),
		cmocka_unit_test(parameters),
		cmocka_unit_test(outside_of_functions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
