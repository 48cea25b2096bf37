// SPDX-License-Identifier: GPL-2.0-only
#include "unit.h"

#include "kernel/sources_used.h"

static void add(const char *path, size_t len, void *data)
{
	buf_printf(data, "%.*s|", (int)len, path);
}

static void test_parse(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"", ""},
		{"cmd_a.o := gcc -c a.c\n", ""},
		{"source_a.o := /s/a.c\n", "/s/a.c|"},
		{"source_a.o := /s/a.c", "/s/a.c|"},
		{"source_a.o = /s/a.c\n", ""},
		{"deps_a.o := \\\n    $(wildcard include/config/X) \\\n  /s/x.h \\\n  y.h \\\n\n"
		 "a.o: $(deps_a.o)\n  z.h \\\n", "/s/x.h|y.h|"},
		{"deps_a.o := a.h $(wildcard b c) d.h\n e.h \\\n", "a.h|d.h|"},
		{"deps_a.o := \\\n a.h \\", "a.h|"},
		{"x\nsource_a.o := a.c\ndeps_a.o :=\n b.h\nsource_b.o := b.S\n", "a.c|b.S|"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_buf_ struct buf got = {0};

		sources_used_parse(cases[i].text, strlen(cases[i].text), add, &got);
		assert_string_equal(buf_str(&got), cases[i].want);
	}
}

static void put(const char *folder, const char *name, const char *text)
{
	_cleanup_free_ char *path = path_join(folder, "%s", name), *above = xstrdup(path);
	struct error *err = NULL;

	*strrchr(above, '/') = '\0';
	assert_works(dir_make(above, &err), err);
	assert_works(file_write(path, text, strlen(text), 0644, &err), err);
}

static void put_cmd(const char *folder, const char *name, const char *source, const char *deps)
{
	_cleanup_free_ char *text = xasprintf("cmd_x := gcc\n\nsource_x := %s\n\ndeps_x := \\\n"
					      "    $(wildcard include/config/A) \\\n%s\n"
					      "x: $(deps_x)\n\n$(deps_x):\n", source, deps);

	put(folder, name, text);
}

static void test_collect(void **state)
{
	static const char *const files[] = {"a/one.c", "a/two.S", "v/three.c", "include/h.h",
					    "include/unused.h", "a/not.c"};
	char *dir = scratch_make();
	_cleanup_free_ char *src = path_join(dir, "src"), *obj = path_join(dir, "obj");
	_cleanup_free_ char *alias = path_join(dir, "alias"), *text = NULL;
	_cleanup_free_ char *three = xasprintf("%s/a/../v/three.c", src);
	_cleanup_free_ char *deps = xasprintf("  %s/include/h.h \\\n  %s/gone.h \\\n"
					      "  %s/../other/h.h \\\n  /usr/include/stdio.h \\\n"
					      "  include/generated/g.h \\\n", src, src, src);
	_cleanup_buf_ struct buf list = {0};
	_cleanup_(sources_used_release) struct sources_used used = {0};
	struct error *err = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(files); i++)
		put(src, files[i], "x");
	put(dir, "other/h.h", "x");
	put(obj, "include/generated/g.h", "x");
	put_cmd(obj, "a/.one.o.cmd", "../src/a/one.c", deps);
	put_cmd(obj, "a/.two.s.cmd", "/nowhere/x.c", deps);
	put_cmd(obj, "v/.three.o.cmd", three, deps);
	text = xasprintf("source_x := %s/a/not.c\n", src);
	put(obj, "a/notes.cmd", text);
	assert_works(sources_used_collect(src, obj, &list, &err), err);
	assert_string_equal(buf_str(&list), "a/one.c\ninclude/h.h\nv/three.c\n");

	/* make may call the same tree by another name. */
	buf_clear(&list);
	assert_int_equal(symlink(src, alias), 0);
	assert_works(sources_used_collect(alias, obj, &list, &err), err);
	assert_string_equal(buf_str(&list), "a/one.c\ninclude/h.h\nv/three.c\n");

	assert_int_equal(sources_used_read(dir, &used, &err), 0);
	put(dir, SOURCES_USED_NAME, buf_str(&list));
	assert_int_equal(sources_used_read(dir, &used, &err), 1);
	assert_int_equal(used.count, 3);
	assert_true(sources_used_contains(&used, "a/one.c"));
	assert_true(sources_used_contains(&used, "v/three.c"));
	assert_false(sources_used_contains(&used, "a/two.S"));
	assert_false(sources_used_contains(&used, "v/three"));
	assert_false(sources_used_contains(&used, ""));
	scratch_remove(dir);
}

static void test_nothing_compiled(void **state)
{
	char *dir = scratch_make();
	_cleanup_free_ char *obj = path_join(dir, "obj");
	_cleanup_buf_ struct buf list = {0};
	struct error *err = NULL;

	assert_works(dir_make(obj, &err), err);
	assert_works(sources_used_collect(dir, obj, &list, &err), err);
	assert_int_equal(list.len, 0);
	scratch_remove(dir);
}

static void test_is_code(void **state)
{
	assert_true(sources_used_is_code("a/b.c"));
	assert_true(sources_used_is_code("a/b.lds.S"));
	assert_true(sources_used_is_code("b.h"));
	assert_false(sources_used_is_code("a/Makefile"));
	assert_false(sources_used_is_code("a/Kconfig"));
	assert_false(sources_used_is_code("a/b.rst"));
	assert_false(sources_used_is_code("a/b."));
	assert_false(sources_used_is_code(".c"));
	assert_false(sources_used_is_code(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_collect),
		cmocka_unit_test(test_nothing_compiled),
		cmocka_unit_test(test_is_code),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
