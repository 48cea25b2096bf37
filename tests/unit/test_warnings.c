// SPDX-License-Identifier: GPL-2.0-only
#include "unit.h"

#include "kernel/warnings.h"

static void test_parse(void **state)
{
	static const struct {
		const char *line, *path, *text;
		size_t number;
	} cases[] = {
		{ "../kernel/a.c:12:5: warning: unused variable 'x' [-Wunused-variable]", "kernel/a.c",
		  "unused variable 'x' [-Wunused-variable]", 12 },
		{ "/var/work/6.1.y/src/mm/b.c:3: warning: text", "mm/b.c", "text", 3 },
		{ "mm/b.h:7:1: warning: text", "mm/b.h", "text", 7 },
		{ ".config:12:warning: override: X", NULL, NULL, 0 },
		{ "  CC      mm/a.o", NULL, NULL, 0 },
		{ "warning: no place", NULL, NULL, 0 },
		{ "ld: warning: something: 1", NULL, NULL, 0 },
		{ "mm/a.c:1:1: error: text", NULL, NULL, 0 },
		{ "", NULL, NULL, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct warning_line w;
		_cleanup_free_ char *path = NULL, *text = NULL;

		assert_int_equal(warning_parse(cases[i].line, strlen(cases[i].line), &w),
				 !!cases[i].path);
		if (!cases[i].path)
			continue;
		path = xstrndup(w.path, w.path_len);
		text = xstrndup(w.text, w.text_len);
		assert_string_equal(path, cases[i].path);
		assert_string_equal(text, cases[i].text);
		assert_int_equal(w.number, cases[i].number);
	}
}

static void test_compare(void **state)
{
	static const char base[] = "../a.c:1:1: warning: old\n  CC b.o\n";
	static const char ported[] =
		"../a.c:5:1: warning: old\n../a.c:6:1: warning: new\n../a.c:6:1: warning: new\n"
		"../b.c:1:1: warning: old";
	char *dir = scratch_make(), **warnings = NULL;
	_cleanup_free_ char *one = path_join(dir, "base"), *two = path_join(dir, "ported");
	size_t count = 0, alloc = 0;
	struct error *err = NULL;

	assert_works(file_write(one, base, strlen(base), 0600, &err), err);
	assert_works(file_write(two, ported, strlen(ported), 0600, &err), err);
	assert_works(warnings_compare(one, two, &warnings, &count, &alloc, &err), err);
	assert_int_equal(count, 2);
	assert_string_equal(warnings[0], "a.c:6: new");
	assert_string_equal(warnings[1], "b.c:1: old");
	free(warnings[0]);
	free(warnings[1]);
	count = 0;
	assert_works(warnings_compare(two, "/nonexistent/log", &warnings, &count, &alloc, &err), err);
	assert_int_equal(count, 0);
	free(warnings);
	scratch_remove(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_compare),
	};

	return cmocka_run_group_tests_name("warnings", tests, NULL, NULL);
}
