// SPDX-License-Identifier: GPL-2.0-only
/* Options and arguments that added lines use, and what the branch's Kconfig files and macros take. */
#include "gates_fixture.h"
#include "port_fixture.h"

#define STRINGIFY "#define __stringify_1(x...) #x\n#define __stringify(x...) __stringify_1(x)\n"

/* What the branch has: macros that make a string of a name (OLD_*), or take one (NEW_*). */
static const char *const branch[][2] = {
	{ "include/linux/api.h",
	  STRINGIFY "#define MODULE_INFO(tag, info) static const char t[] = __stringify(tag) \"=\" info\n"
		    "#define OLD_NS(ns) MODULE_INFO(import_ns, __stringify(ns))\n"
		    "#define OLD_PLAIN(sym, ns) int sym = sizeof(#ns)\n"
		    "#define NEW_NS(ns) MODULE_INFO(import_ns, ns)\n"
		    "#define BOTH_WAYS(x) check(x, #x)\n#define UNUSED(x)\n"
		    "#define ROUND(x) ROUND(x)\n#define A_NAME \"text\"\n"
		    "#ifdef A\n#define TWO(x) #x\n#else\n#define TWO(x) \"a\" x\n#endif\n"
		    "#define APPENDS(x) x \"end\"\n#define OLD_TWICE(x) #x #x\n"
		    "#define HANDS_ON(a, b) OLD_PLAIN((a, 1), b)\n#define INDEX(x) t[x]\n#define SUM(x) 1 + x\n"
		    "#define D1(x) OLD_NS(x)\n#define D2(x) D1(x)\n#define D3(x) D2(x)\n"
		    "#define D4(x) D3(x)\n#define D5(x) D4(x)\n#define VARIADIC(...) #__VA_ARGS__\n"
		    "#define BROUGHT(x) #x\n#define TO_FUNCTION(x) pages(x)\n#define NAME_AND(x) #x \"a\" x\n"
		    "void array(struct folio f[]);\nvoid callback(long (*f)(struct folio *folio));\n"
		    "struct folio;\nlong pages(struct folio *folio);\nlong safe(const struct folio *folio);\n"
		    "static inline long second(int n, struct folio *folio)\n{\n\treturn n;\n}\n"
		    "#define macro_pages(folio) pages(folio)\nvoid number(int n);\n"
		    "void list(struct folio **all);\n#ifdef A\nlong half(struct folio *f);\n#else\n"
		    "long half(const struct folio *f);\n#endif\n/* a, v, use, MY_NS, CODE, CONFIG_IN_COMMENT */\n" },
	{ "mm/Kconfig", "config HERE\n\tbool \"It\"\n\nconfig 8BIT\n\tbool\n" },
	{ "mm/b.c", "/* WORD */\n#define CONFIG_MINE 1\nint n, f, it, item, key;\n" },
};

static struct symbol_index *index_of_branch;

static bool brings(const char *name, size_t len, void *data)
{
	return len == 7 && !memcmp(name, "BROUGHT", 7);
}

static bool read_branch(const char *path, struct buf *text, void *data)
{
	return listed_file(branch, ARRAY_SIZE(branch), path, text);
}

static struct gate_rows rows_of;

static int setup(void **state)
{
	store_setup(state);
	index_of_branch = index_of_release(branch, ARRAY_SIZE(branch));
	rows_of = (struct gate_rows){
		.gates = { .index = index_of_branch, .brings = brings, .read = read_branch },
		.only = REASON_BIT(REASON_MISSING_OPTION) | REASON_BIT(REASON_ARGUMENT_TYPE),
		.with_names = true,
	};
	return 0;
}

static int teardown(void **state)
{
	symbol_index_free(index_of_branch);
	return store_teardown(state);
}

static void options(void **state)
{
	static const struct gate_row rows[] = {
		{ "in Kconfig", "int n;\n", "#ifdef CONFIG_HERE\nint n;\n#endif\n", "" },
		{ "in no Kconfig, #ifdef", "int n;\n", "#ifdef CONFIG_GONE\nint n;\n#endif\n",
		  "missing-option 1 refuses CONFIG_GONE" },
		{ "#if IS_ENABLED()", "int n;\n", "#if IS_ENABLED(CONFIG_GONE)\nint n;\n#endif\n",
		  "missing-option 1 refuses CONFIG_GONE" },
		{ "in a function", "int f(void)\n{\n\treturn 0;\n}\n",
		  "int f(void)\n{\n\treturn IS_ENABLED(CONFIG_GONE);\n}\n",
		  "missing-option 3 refuses CONFIG_GONE" },
		{ "only a word of other code", "int n;\n", "#ifdef CONFIG_WORD\nint n;\n#endif\n",
		  "missing-option 1 refuses CONFIG_WORD" },
		{ "as a module", "int n;\n", "#ifdef CONFIG_HERE_MODULE\nint n;\n#endif\n", "" },
		{ "in no Kconfig, as a module", "int n;\n",
		  "#ifdef CONFIG_GONE_MODULE\nint n;\n#endif\n",
		  "missing-option 1 refuses CONFIG_GONE_MODULE" },
		{ "defined in a source", "int n;\n", "#ifdef CONFIG_MINE\nint n;\n#endif\n", "" },
		{ "its name begins with a digit", "int n;\n", "#ifdef CONFIG_8BIT\nint n;\n#endif\n",
		  "" },
		{ "that an earlier patch brings", "int n;\n",
		  "#ifdef CONFIG_BROUGHT\nint n;\n#endif\n", "" },
		{ "that the file has already", "#ifdef CONFIG_GONE\nint n;\n#endif\n",
		  "#ifdef CONFIG_GONE\nint n;\n#endif\n#ifdef CONFIG_GONE\nint m;\n#endif\n", "" },
		{ "in a comment", "int n;\n", "/* CONFIG_GONE */\nint n;\n", "" },
	};
	struct gate_rows program = rows_of;

	gate_rows_hold(&rows_of, rows, ARRAY_SIZE(rows));
	program.path = "tools/a.c";
	gate_rows_hold(&program, &(struct gate_row){ "of a program", "int n;\n",
						     "#ifdef CONFIG_GONE\nint n;\n#endif\n", "" },
		       1);
}

/* An option that a Kconfig file brings along, which is no C. */
static void option_comes_along(void **state)
{
	const struct gate_file files[] = {
		{ .path = "mm/a.c", .before = "int n;\n", .before_len = 7,
		  .after = "#ifdef CONFIG_GONE\nint n;\n#endif\n", .after_len = 33 },
		{ .path = "mm/Kconfig", .before = "", .after = "config GONE\n\tbool\n", .after_len = 18 },
	};
	_cleanup_findings_ struct finding_list with = { 0 }, without = { 0 };

	gates_check(&rows_of.gates, files, 1, &without);
	assert_int_equal(without.count, 1);
	gates_check(&rows_of.gates, files, 2, &with);
	assert_int_equal(with.count, 0);
}

/* A macro that another file of the change defines anew: who knows what that one takes. */
static void macro_comes_along(void **state)
{
	static const char uses[] = "OLD_NS(\"a\");\nint n;\n", defines[] = "int x;\n#define OLD_NS(ns) ns\n";
	const struct gate_file files[] = {
		{ .path = "mm/a.c", .before = "int n;\n", .before_len = 7,
		  .after = uses, .after_len = sizeof(uses) - 1 },
		{ .path = "mm/other.h", .before = "int x;\n", .before_len = 7,
		  .after = defines, .after_len = sizeof(defines) - 1 },
	};
	_cleanup_findings_ struct finding_list with = { 0 }, without = { 0 };

	gates_check(&rows_of.gates, files, 1, &without);
	assert_int_equal(without.count, 1);
	assert_int_equal(without.items[0].reason, REASON_ARGUMENT_TYPE);
	gates_check(&rows_of.gates, files, 2, &with);
	assert_int_equal(with.count, 0);
}

static void strings(void **state)
{
	static const struct gate_row rows[] = {
		{ "a string for a macro that makes one", "int n;\n", "OLD_NS(\"MY_NS\");\nint n;\n",
		  "argument-type 1 refuses OLD_NS" },
		{ "a name for it", "int n;\n", "OLD_NS(MY_NS);\nint n;\n", "" },
		{ "as the second argument", "int n;\n", "OLD_PLAIN(a, \"MY_NS\");\nint n;\n",
		  "argument-type 1 refuses OLD_PLAIN" },
		{ "a name for a macro that takes a string", "int n;\n", "NEW_NS(MY_NS);\nint n;\n",
		  "argument-type 1 refuses NEW_NS" },
		{ "a string for it", "int n;\n", "NEW_NS(\"MY_NS\");\nint n;\n", "" },
		{ "a macro that is a string", "int n;\n", "NEW_NS(A_NAME);\nint n;\n", "" },
		{ "one that the change defines", "int n;\n",
		  "#define FRESH \"x\"\nNEW_NS(FRESH);\nint n;\n", "" },
		{ "a macro that uses it in both ways", "int n;\n", "BOTH_WAYS(\"a\");\nint n;\n", "" },
		{ "one that does not use it", "int n;\n", "UNUSED(\"a\");\nint n;\n", "" },
		{ "one that stands for itself", "int n;\n", "ROUND(\"a\");\nint n;\n", "" },
		{ "definitions that do not agree", "int n;\n", "TWO(\"a\");\nint n;\n", "" },
		{ "a string in front of which it is put", "int n;\n", "APPENDS(MY_NS);\nint n;\n",
		  "argument-type 1 refuses APPENDS" },
		{ "made a string twice", "int n;\n", "OLD_TWICE(\"a\");\nint n;\n",
		  "argument-type 1 refuses OLD_TWICE" },
		{ "handed on behind a list in brackets", "int n;\n", "HANDS_ON(n, \"a\");\nint n;\n",
		  "argument-type 1 refuses HANDS_ON" },
		{ "the argument that is not made one", "int n;\n", "HANDS_ON(\"a\", n);\nint n;\n", "" },
		{ "behind an argument with a comma in brackets", "int n;\n", "OLD_PLAIN(x(1, 2), \"a\");\nint n;\n",
		  "argument-type 1 refuses OLD_PLAIN" },
		{ "behind an element", "int n;\n", "OLD_PLAIN(x[1], \"a\");\nint n;\n",
		  "argument-type 1 refuses OLD_PLAIN" },
		{ "behind a list of values", "int n;\n", "OLD_PLAIN({ 1, 2 }, \"a\");\nint n;\n",
		  "argument-type 1 refuses OLD_PLAIN" },
		{ "an argument that it has not", "int n;\n", "OLD_NS(A, \"a\");\nint n;\n", "" },
		{ "two strings as one argument", "int n;\n", "OLD_NS(\"a\" \"b\");\nint n;\n", "" },
		{ "a string of a sum", "int n;\n", "OLD_NS(1 + \"a\");\nint n;\n", "" },
		{ "an index", "int n;\n", "INDEX(\"a\");\nint n;\n", "" },
		{ "a part of a sum", "int n;\n", "SUM(\"a\");\nint n;\n", "" },
		{ "through four macros", "int n;\n", "D4(\"a\");\nint n;\n", "argument-type 1 refuses D4" },
		{ "through five, which is not followed", "int n;\n", "D5(\"a\");\nint n;\n", "" },
		{ "any number of arguments", "int n;\n", "VARIADIC(\"a\");\nint n;\n", "" },
		{ "a macro that an earlier patch brings", "int n;\n", "BROUGHT(\"a\");\nint n;\n", "" },
		{ "a macro that hands it to a function", "int n;\n", "TO_FUNCTION(\"a\");\nint n;\n", "" },
		{ "as a name and as a string", "int n;\n", "NAME_AND(\"a\");\nint n;\n", "" },
		{ "a macro in small letters", "int n;\n", "__stringify(\"a\");\nint n;\n", "" },
		{ "a name that is declared", "char text[2];\n", "char text[2];\nNEW_NS(text);\n", "" },
		{ "a name that an earlier patch brings", "int n;\n", "NEW_NS(BROUGHT);\nint n;\n", "" },
		{ "a name in a function", "int f(void)\n{\n\treturn 0;\n}\n",
		  "int f(void)\n{\n\tNEW_NS(MY_NS);\n\treturn 0;\n}\n", "" },
		{ "in a macro of its own", "int n;\n", "#define MINE OLD_NS(\"a\")\nint n;\n", "" },
		{ "as before", "OLD_NS(\"MY_NS\");\nint n;\n", "OLD_NS(\"MY_NS\");\nint m;\n", "" },
		{ "a macro of the change", "int n;\n", "#define OLD_NS(x) int y = sizeof(x)\nOLD_NS(\"a\");\n",
		  "" },
	};

	gate_rows_hold(&rows_of, rows, ARRAY_SIZE(rows));
}

static void pointers(void **state)
{
#define IN(type, body) "long f(" type "f, int n)\n{\n" body "\treturn 0;\n}\n"
#define CONST "const struct folio *"
	static const struct gate_row rows[] = {
		{ "const for what is not", IN(CONST, ""), IN(CONST, "\tpages(f);\n"),
		  "argument-type 3 refuses pages" },
		{ "in the function's new parameter, with its lines", IN("struct folio *", ""),
		  IN(CONST, "\treturn pages(f);\n"), "argument-type 3 refuses pages" },
		{ "as the second argument", IN(CONST, ""), IN(CONST, "\tsecond(n, f);\n"),
		  "argument-type 3 refuses second" },
		{ "const for const", IN(CONST, ""), IN(CONST, "\tsafe(f);\n"), "" },
		{ "not const", IN("struct folio *", ""), IN("struct folio *", "\tpages(f);\n"), "" },
		{ "a pointer that is const itself", IN("struct folio *const ", ""),
		  IN("struct folio *const ", "\tpages(f);\n"), "" },
		{ "for a macro", IN(CONST, ""), IN(CONST, "\tmacro_pages(f);\n"), "" },
		{ "in an expression", IN(CONST, ""), IN(CONST, "\tnumber(f != NULL);\n"), "" },
		{ "definitions that do not agree", IN(CONST, ""), IN(CONST, "\thalf(f);\n"), "" },
		{ "of a pointer's address", IN(CONST, ""), IN(CONST, "\tlist(&f);\n"), "" },
		{ "a call through a member", IN(CONST, ""), IN(CONST, "\tn = it->pages(f);\n"), "" },
		{ "for a number", IN(CONST, ""), IN(CONST, "\tsecond(f, n);\n"), "" },
		{ "for an array", IN(CONST, ""), IN(CONST, "\tarray(f);\n"), "" },
		{ "for a function", IN(CONST, ""), IN(CONST, "\tcallback(f);\n"), "" },
		{ "for a pointer to a pointer", IN(CONST, ""), IN(CONST, "\tlist(f);\n"), "" },
		{ "a pointer to a pointer", IN("const struct folio **", ""),
		  IN("const struct folio **", "\tpages(f);\n"), "" },
		{ "const behind the type", IN("struct folio const *", ""),
		  IN("struct folio const *", "\tpages(f);\n"), "argument-type 3 refuses pages" },
		{ "a number that is const", IN("const int ", ""), IN("const int ", "\tpages(f);\n"), "" },
		{ "behind a call", IN(CONST, ""), IN(CONST, "\tsecond(x(n, 1), f);\n"),
		  "argument-type 3 refuses second" },
		{ "behind an element", IN(CONST, ""), IN(CONST, "\tsecond(x[n], f);\n"),
		  "argument-type 3 refuses second" },
		{ "in a list of values", IN(CONST, ""), IN(CONST, "\tstruct x y = { f, f };\n"), "" },
		{ "one of two variables of that name", IN(CONST, ""),
		  IN(CONST, "\tif (n) {\n\t\tstruct folio *f = x;\n\n\t\tpages(f);\n\t}\n"), "" },
		{ "a variable that is not declared there", IN(CONST, ""), IN(CONST, "\tpages(item);\n"), "" },
		{ "on a line that was there", IN(CONST, "\tpages(f);\n"), IN(CONST, "\tpages(f);\n\tn = 1;\n"),
		  "" },
		{ "in the second of two functions", "int g(struct folio *f)\n{\n\treturn 0;\n}\n" IN(CONST, ""),
		  "int g(struct folio *f)\n{\n\treturn 0;\n}\n" IN(CONST, "\tpages(f);\n"),
		  "argument-type 7 refuses pages" },
		{ "in the first of two", "int g(struct folio *f)\n{\n\treturn 0;\n}\n" IN(CONST, ""),
		  "int g(struct folio *f)\n{\n\tpages(f);\n\treturn 0;\n}\n" IN(CONST, ""), "" },
	};
	static const struct gate_row alone[] = {
		{ "const for what is not", IN(CONST, ""), IN(CONST, "\tpages(f);\n"), "" },
	};
	struct gate_rows program = rows_of, unread = rows_of;

	gate_rows_hold(&rows_of, rows, ARRAY_SIZE(rows));
	program.path = "tools/a.c";
	gate_rows_hold(&program, alone, ARRAY_SIZE(alone));
	unread.gates.read = NULL;
	gate_rows_hold(&unread, alone, ARRAY_SIZE(alone));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options),
		cmocka_unit_test(option_comes_along),
		cmocka_unit_test(macro_comes_along),
		cmocka_unit_test(strings),
		cmocka_unit_test(pointers),
	};

	return cmocka_run_group_tests_name("gates: arguments", tests, setup, teardown);
}
