// SPDX-License-Identifier: GPL-2.0-only
#include "unit.h"

#include "index/changed_definitions.h"
#include "util/buf.h"

/* "name@line: symbols" of each function that changed, separated by "; ". */
static char *describe(const char *old_text, const char *new_text)
{
	_cleanup_(changed_defs_release) struct changed_defs changed = {0};
	_cleanup_buf_ struct buf all = {0};

	changed_defs_read("a/b.c", old_text, old_text ? strlen(old_text) : 0, new_text,
			  strlen(new_text), CDEF_FUNCTION, &changed);
	for (size_t i = 0; i < changed.count; i++) {
		const struct changed_def *function = &changed.items[i];

		assert_string_equal(function->path, "a/b.c");
		buf_printf(&all, "%s%s@%zu:", i ? "; " : "", function->name, function->line);
		for (size_t s = 0; s < function->symbol_count; s++)
			buf_printf(&all, " %s", function->symbols[s]);
	}
	buf_puts(&all, "");
	return buf_detach(&all);
}

#define BOTH "int same(void)\n{\n\treturn 1;\n}\n"
#define WALK_32 "#define FNAME(name) walk##32_##name\n"
#define WALK_EPT "#define FNAME(name) ept_##name\n"

static void test_changed(void **state)
{
	static const struct {
		const char *old_text, *new_text, *found;
	} cases[] = {
		{BOTH "int a(void)\n{\n\treturn 1;\n}\n", BOTH "int a(void)\n{\n\treturn 2;\n}\n",
		 "a@5: a"},
		/* Comments and blanks are no change, a parameter is. */
		{"int a(void)\n{\n\treturn 1;\n}\n", "int a(void)\n{\n\t/* one */\n\n\treturn  1;\n}\n", ""},
		{"int a(void)\n{\n}\n", "int a(int b)\n{\n}\n", "a@1: a"},
		/* New, moved, gone; a declaration is none. */
		{BOTH, "int new(void)\n{\n}\n" BOTH, "new@1: new"},
		{"int a(void)\n{\n}\n" BOTH, BOTH "int a(void)\n{\n}\n", ""},
		{BOTH "int gone(void)\n{\n}\n", BOTH, ""},
		{BOTH, BOTH "int declared(int a);\n", ""},
		/* No file before. */
		{NULL, BOTH, "same@1: same"},
		/* Named by a macro that is defined more than once. */
		{WALK_32 WALK_EPT "static int FNAME(go)(int a)\n{\n}\n",
		 WALK_32 WALK_EPT "static int FNAME(go)(int b)\n{\n}\n"
		 "static int FNAME(all)(int b)\n{\n\treturn FNAME(go)(b);\n}\n",
		 "FNAME(go)@3: walk32_go ept_go; FNAME(all)@6: walk32_all ept_all"},
		/* One that the file does not define, or that is no paste, names nothing. */
		{"", "int OTHER(a)(int b)\n{\n}\n", "OTHER(a)@1:"},
		{"#define F(x) x + 1\n", "#define F(x) x + 1\nint F(a)(int b)\n{\n}\n", "F(a)@2:"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *found = describe(cases[i].old_text, cases[i].new_text);

		assert_row(cases[i].new_text, found, cases[i].found);
	}
}

static void test_records(void **state)
{
	static const char old_text[] = "struct a {\n\tint b;\n};\nstruct c {\n\tint d;\n};\nint f(void) { }\n";
	static const char new_text[] = "struct a {\n\tint b, e;\n};\nstruct c {\n\tint d; /* d */\n};\n"
				       "union g {\n\tint h;\n};\n";
	_cleanup_(changed_defs_release) struct changed_defs changed = {0};

	changed_defs_read("a/b.h", old_text, strlen(old_text), new_text, strlen(new_text),
			  CDEF_RECORD, &changed);
	assert_int_equal(changed.count, 2);
	assert_string_equal(changed.items[0].name, "a");
	assert_int_equal(changed.items[0].symbol_count, 0);
	assert_string_equal(changed.items[1].name, "g");
}

static void test_symbols(void **state)
{
	static const char text[] = WALK_32 WALK_EPT "int FNAME(go)(void)\n{\n}\n";
	char **symbols = NULL;
	size_t count = 0, alloc = 0;

	changed_symbols(text, strlen(text), "FNAME(go)", &symbols, &count, &alloc);
	changed_symbols(text, strlen(text), "plain", &symbols, &count, &alloc);
	assert_int_equal(count, 3);
	assert_string_equal(symbols[0], "walk32_go");
	assert_string_equal(symbols[1], "ept_go");
	assert_string_equal(symbols[2], "plain");
	for (size_t i = 0; i < count; i++)
		free(symbols[i]);
	free(symbols);
}

static void test_callers(void **state)
{
	static const char text[] = "static int a(void)\n{\n\treturn a();\n}\n"
		"int b(void)\n{\n\treturn a();\n}\nint c(void)\n{\n\treturn aa() + FNAME(a)(1);\n}\n"
		"int d(void)\n{\n\treturn FNAME(b)(1) + FNAME;\n}\nint a;\n";
	static const struct {
		const char *name, *found;
	} cases[] = {
		{"a", "b@5 c@9 "}, {"b", "d@13 "}, {"FNAME(a)", "c@9 "}, {"FNAME(c)", ""}, {"", ""},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(callers_release) struct callers callers = {0};
		_cleanup_buf_ struct buf found = {0};

		callers_find(text, strlen(text), cases[i].name, &callers);
		for (size_t c = 0; c < callers.count; c++)
			buf_printf(&found, "%s@%zu ", callers.items[c].name, callers.items[c].line);
		assert_row(cases[i].name, buf_str(&found), cases[i].found);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_changed),
		cmocka_unit_test(test_records),
		cmocka_unit_test(test_symbols),
		cmocka_unit_test(test_callers),
	};

	return cmocka_run_group_tests_name("changed", tests, NULL, NULL);
}
