// SPDX-License-Identifier: GPL-2.0-only
#include "unit.h"

#include <unistd.h>

#include "kernel/code_size.h"
#include "kernel/object.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/process.h"

static char *folder;

/* Compile a text with gcc to <folder>/<name>. */
static char *compile(const char *name, const char *text)
{
	char *path = path_join(folder, "%s", name);
	_cleanup_free_ char *source = path_join(folder, "source.c");
	const char *const argv[] = {"gcc", "-O0", "-fcf-protection=none", "-c", "-o", path, source, NULL};
	const struct process_options options = {.argv = argv};
	struct process_exit how;

	assert_int_equal(file_write(source, text, strlen(text), 0666, NULL), 0);
	assert_int_equal(process_run(&options, &how, NULL), 0);
	assert_int_equal(how.status, 0);
	return path;
}

static void test_functions(void **state)
{
	_cleanup_free_ char *path = compile("a.o", "int data = 1; int other(void);\n"
		"static int hidden(int a) { return a; }\nint shown(int a) { return hidden(a) + other(); }\n");
	struct object object;

	assert_int_equal(object_read(path, &object, NULL), 0);
	assert_int_equal(object.function_count, 2);
	assert_string_equal(object.functions[0].name, "hidden");
	assert_string_equal(object.functions[0].file, "source.c");
	assert_string_equal(object.functions[1].name, "shown");
	assert_null(object.functions[1].file);
	assert_in_range(object.code_bytes, 10, 1000);
	object_release(&object);
}

static void test_bad_files(void **state)
{
	_cleanup_free_ char *path = path_join(folder, "text"), *none = path_join(folder, "none");
	_cleanup_free_ char *cut = compile("cut.o", "int a(void) { return 1; }\n");
	struct object object = {0};
	struct error *err = NULL;

	assert_int_equal(file_write(path, "no ELF file", 11, 0666, NULL), 0);
	assert_int_equal(object_read(path, &object, &err), -1);
	assert_int_equal(err->kind, ERROR_INPUT);
	error_clear(&err);
	assert_int_equal(object_read(none, &object, &err), -1);
	assert_int_equal(err->kind, ERROR_ENVIRONMENT);
	error_clear(&err);
	/* Whatever is missing of it, it is read or refused. */
	for (int size = 1200; size > 0; size -= 37) {
		assert_int_equal(truncate(cut, size), 0);
		if (!object_read(cut, &object, NULL))
			object_release(&object);
	}
}

static void make_build(struct build_result *build, const char *name, const char *a, const char *b)
{
	build->folder = path_join(folder, "%s", name);
	for (int i = 0; i < 2; i++) {
		const char *text = i ? b : a;
		struct build_module *module;
		_cleanup_free_ char *object = NULL, *to = NULL, *modules = NULL;

		if (!text)
			continue;
		module = ARRAY_ADD(build->modules, build->module_count, build->module_alloc);
		module->name = xstrdup(i ? "b" : "a");
		module->path = xasprintf("%s.ko", module->name);
		modules = path_join(build->folder, "modules");
		assert_int_equal(dir_make(modules, NULL), 0);
		object = compile("m.o", text);
		to = path_join(modules, "%s", module->path);
		assert_int_equal(rename(object, to), 0);
	}
}

static void test_code_sizes(void **state)
{
	struct build_result base = {0}, ported = {0};
	struct code_sizes sizes;

	make_build(&base, "base", "int f(int a) { return a; }\n", "int g(int a) { return a; }\n");
	make_build(&ported, "ported", "int x;\nint f(int a) { return a; }\n",
		   "int g(int a) { return a * a * a + 5; }\n");
	assert_int_equal(code_sizes_compare(&base, &ported, &sizes, NULL), 0);
	assert_int_equal(sizes.same, 1);
	assert_int_equal(sizes.count, 1);
	assert_string_equal(sizes.items[0].module, "b");
	assert_true(sizes.items[0].ported > sizes.items[0].base && sizes.items[0].base > 0);
	code_sizes_release(&sizes);
	/* One that is gone, and one that is new. */
	free(ported.modules[0].name);
	ported.modules[0].name = xstrdup("c");
	assert_int_equal(code_sizes_compare(&base, &ported, &sizes, NULL), 0);
	assert_int_equal(sizes.count, 3);
	assert_string_equal(sizes.items[0].module, "c");
	assert_true(!sizes.items[0].in_base && sizes.items[0].in_ported);
	assert_string_equal(sizes.items[2].module, "a");
	assert_true(sizes.items[2].in_base && !sizes.items[2].in_ported);
	assert_int_equal(sizes.items[2].ported, 0);
	code_sizes_release(&sizes);
	build_result_release(&base);
	build_result_release(&ported);
}

static int make_folder(void **state)
{
	folder = scratch_make();
	return 0;
}

static int remove_folder(void **state)
{
	scratch_remove(folder);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_functions),
		cmocka_unit_test(test_bad_files),
		cmocka_unit_test(test_code_sizes),
	};

	return cmocka_run_group_tests_name("object", tests, make_folder, remove_folder);
}
