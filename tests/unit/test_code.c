// SPDX-License-Identifier: GPL-2.0-only
/* Objects that the compiler makes here, and what is said of their difference. */
#include "unit.h"

#include "kernel/code.h"
#include "util/buf.h"
#include "util/process.h"

static char *dir;

static int setup(void **state)
{
	dir = scratch_make();
	return 0;
}

static int teardown(void **state)
{
	scratch_remove(dir);
	return 0;
}

static char *compile(const char *name, const char *text)
{
	_cleanup_free_ char *source = path_join(dir, "%s/x.c", name), *folder = path_join(dir, "%s", name);
	const char *const argv[] = {
		"env", "-C", folder, "cc", "-O2", "-g", "-w", "-fno-pic", "-mcmodel=kernel",
		"-fcf-protection=none", "-c", "x.c", NULL
	};
	char *object = path_join(dir, "%s/x.o", name);
	struct error *err = NULL;

	assert_works(dir_make(folder, &err), err);
	assert_works(file_write(source, text, strlen(text), 0666, &err), err);
	assert_works(process_check(argv, NULL, &err), err);
	return object;
}

/* All lines are two further down. */
static bool two_down(uint32_t from, uint32_t to, const void *data)
{
	return to == from + 2;
}

/* "identical: ", "differs: changed f; added data x; " */
static char *compare(const char *before, const char *after)
{
	_cleanup_free_ char *a = compile("a", before), *b = compile("b", after);
	_cleanup_code_comparison_ struct code_comparison comparison = { 0 };
	struct error *err = NULL;
	struct buf text = { 0 };

	assert_works(code_compare(a, b, two_down, NULL, &comparison, &err), err);
	buf_printf(&text, "%s:", code_is_name(comparison.is));
	for (size_t i = 0; i < comparison.count; i++)
		buf_printf(&text, " %s %s%s;", code_change_kind_name(comparison.changes[i].kind),
			   comparison.changes[i].is_data ? "data " : "", comparison.changes[i].name);
	return buf_detach(&text);
}

static void assert_is(const char *before, const char *after, const char *expected)
{
	_cleanup_free_ char *is = compare(before, after);

	assert_string_equal(is, expected);
}

#define HEAD "int printk(const char *f, ...); void report(const char *f, int line); extern int there;\n" \
	     "#define BUG_HERE asm volatile(\"1: ud2\\n.pushsection __bug_table,\\\"aw\\\"\\n2: .long 1b - .\\n" \
	     ".long %c0 - .\\n.word %c1\\n.word 0\\n.popsection\" : : \"i\" (__FILE__), \"i\" (__LINE__))\n"
#define F "static __attribute__((noinline)) int f(int a)\n{\n\tstatic int seen;\n\n" \
	  "\tif (!seen++)\n\t\tprintk(\"first %d\\n\", a);\n\treturn a * 3;\n}\n"
#define G "int g(int a)\n{\n\tint b = f(a) + there;\n\n\tprintk(\"then %d\\n\", b);\n\treturn b;\n}\n"

static void same_code(void **state)
{
	assert_is(HEAD F G, HEAD F G, "identical:");
	/* A comment, and other names of locals. */
	assert_is(HEAD F G, HEAD "/* told\n * here */\n" F
		  "int g(int a)\n{\n\tint sum = f(a) + there;\n\n\tprintk(\"then %d\\n\", sum);\n\treturn sum;\n}\n",
		  "identical:");
}

static void other_code(void **state)
{
	/* A function that grew moves what is behind it, and its strings: they stay the same. */
	assert_is(HEAD F G "int h(int a)\n{\n\treturn f(a) + 1;\n}\n",
		  HEAD "static __attribute__((noinline)) int f(int a)\n{\n\tstatic int seen;\n\n"
		  "\tif (!seen++)\n\t\tprintk(\"first of all %d %d\\n\", a, there);\n\treturn a * 3;\n}\n" G
		  "int h(int a)\n{\n\treturn f(a) + 1;\n}\n", "differs: changed f;");
	assert_is(HEAD F G, HEAD F "int more(void)\n{\n\treturn 2;\n}\n" G, "differs: added more;");
	assert_is(HEAD F G "int h(void)\n{\n\treturn 2;\n}\n", HEAD F G, "differs: removed h;");
	/* One constant. */
	assert_is("int g(void)\n{\n\treturn 5;\n}\n", "int g(void)\n{\n\treturn 6;\n}\n",
		  "differs: changed g;");
	/* Another function is called, another string shown, another variable read. */
	assert_is("int a(void); int b(void);\nint g(void)\n{\n\treturn a() + 1;\n}\n",
		  "int a(void); int b(void);\nint g(void)\n{\n\treturn b() + 1;\n}\n", "differs: changed g;");
	assert_is(HEAD "void g(void)\n{\n\tprintk(\"one\");\n}\n",
		  HEAD "void g(void)\n{\n\tprintk(\"two\");\n}\n", "differs: changed g;");
	assert_is("static volatile int a, b;\nint g(void)\n{\n\ta = 1;\n\tb = 2;\n\treturn a;\n}\n",
		  "static volatile int a, b;\nint g(void)\n{\n\ta = 1;\n\tb = 2;\n\treturn b;\n}\n",
		  "differs: changed g;");
}

#define SWITCH(a, b) "int k(int); int g(int n)\n{\n\tswitch (n) {\n\tcase 0: return k(3);\n\tcase 1: return k(" a ");\n" \
	"\tcase 2: return k(" b ");\n\tcase 3: return k(11);\n\tcase 4: return k(13);\n\tcase 5: return k(1);\n\t}\n\treturn 0;\n}\n"
#define TABLE(a, b) "int a(void); int b(void);\nasm(\".pushsection __ex_table, \\\"a\\\"\\n.quad " a ", " b "\\n.popsection\");\n"

static void tables(void **state)
{
	assert_is(SWITCH("5", "7"), SWITCH("5", "7"), "identical:");
	assert_is(SWITCH("5", "7"), SWITCH("7", "5"), "differs: changed g;");
	/* One that has moved is the same still. */
	assert_is(SWITCH("5", "7"), "int first(int n)\n{\n\tswitch (n) {\n\tcase 0: return first(13);\n"
		  "\tcase 1: return first(5);\n\tcase 2: return first(7);\n\tcase 3: return first(11);\n"
		  "\tcase 4: return first(17);\n\tcase 5: return first(19);\n\t}\n\treturn 0;\n}\n"
		  SWITCH("5", "7"), "differs: added first;");
	assert_is(TABLE("a", "b"), TABLE("a", "b"), "identical:");
	assert_is(TABLE("a", "b"), TABLE("b", "a"), "differs: changed data __ex_table;");
}

static void data(void **state)
{
	assert_is("int x[3] = { 1, 2, 3 };\n", "int x[3] = { 1, 2, 3 };\n", "identical:");
	assert_is("int x[3] = { 1, 2, 3 };\n", "int x[3] = { 1, 2, 4 };\n", "differs: changed data x;");
	assert_is("int x;\n", "long x;\n", "differs: changed data x;");
	assert_is("void k(void *); void g(void)\n{\n\tstatic struct { } key;\n\tk(&key);\n}\n",
		  "static int other; int *more(void)\n{\n\treturn &other;\n}\n"
		  "void k(void *); void g(void)\n{\n\tstatic struct { } key;\n\tk(&key);\n}\n",
		  "differs: added more; added data other;");
	assert_is("int a(void); int b(void);\nint (*p)(void) = a;\n",
		  "int a(void); int b(void);\nint (*p)(void) = b;\n", "differs: changed data p;");
	assert_is("const char *s = \"one\";\n", "const char *s = \"two\";\n", "differs: changed data s;");
}

static void only_lines(void **state)
{
	/* __LINE__ as an argument, and in the bug table. */
	assert_is(HEAD "void g(void)\n{\n\treport(\"g\", __LINE__);\n}\n",
		  HEAD "\n\nvoid g(void)\n{\n\treport(\"g\", __LINE__);\n}\n", "lines: lines g;");
	assert_is(HEAD "void g(void)\n{\n\tBUG_HERE;\n}\n", HEAD "\n\nvoid g(void)\n{\n\tBUG_HERE;\n}\n",
		  "lines: lines g;");
	/* Another distance than the change has is no line. */
	assert_is(HEAD "void g(void)\n{\n\treport(\"g\", __LINE__);\n}\n",
		  HEAD "\n\n\nvoid g(void)\n{\n\treport(\"g\", __LINE__);\n}\n", "differs: changed g;");
	assert_is(HEAD "void g(void)\n{\n\tBUG_HERE;\n}\n", HEAD "\n\n\nvoid g(void)\n{\n\tBUG_HERE;\n}\n",
		  "differs: changed data __bug_table;");
}

/* The compiler numbers statics of one name; one more must not make the others differ. */
static void numbered(void **state)
{
	assert_is("int a(void)\n{\n\tstatic int n = 1;\n\treturn n++;\n}\n"
		  "int b(void)\n{\n\tstatic int n = 2;\n\treturn n++;\n}\n",
		  "int c(void)\n{\n\tstatic int n = 3;\n\treturn n++;\n}\n"
		  "int a(void)\n{\n\tstatic int n = 1;\n\treturn n++;\n}\n"
		  "int b(void)\n{\n\tstatic int n = 2;\n\treturn n++;\n}\n",
		  "differs: added c; changed data n;");
}

static void refuses_what_is_none(void **state)
{
	_cleanup_free_ char *a = compile("a", "int x;\n"), *b = path_join(dir, "a/x.c");
	_cleanup_free_ char *cut = path_join(dir, "cut.o");
	struct code_comparison comparison;

	for (int i = 0; i < 3; i++) {
		_cleanup_error_ struct error *err = NULL;
		struct buf bytes = { 0 };

		assert_works(file_read(a, 1 << 20, &bytes, &err), err);
		assert_works(file_write(cut, bytes.data, bytes.len * (i + 1) / 4, 0666, &err), err);
		buf_release(&bytes);
		assert_int_equal(code_compare(a, i ? cut : b, NULL, NULL, &comparison, &err), -1);
		assert_int_equal(err->kind, ERROR_INPUT);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(same_code, setup, teardown),
		cmocka_unit_test_setup_teardown(other_code, setup, teardown),
		cmocka_unit_test_setup_teardown(tables, setup, teardown),
		cmocka_unit_test_setup_teardown(data, setup, teardown),
		cmocka_unit_test_setup_teardown(only_lines, setup, teardown),
		cmocka_unit_test_setup_teardown(numbered, setup, teardown),
		cmocka_unit_test_setup_teardown(refuses_what_is_none, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
