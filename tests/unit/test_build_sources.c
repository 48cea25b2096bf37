// SPDX-License-Identifier: GPL-2.0-only
/* A build is of the tree, whatever somebody does to the work tree and whenever. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sys/stat.h>
#include <unistd.h>

#include "build_fixture.h"
#include "kernel/check.h"
#include "kernel/external.h"
#include "kernel/step.h"
#include "util/progress.h"

#define SUITE "tools/testing/selftests/demo"

static char *source(const char *name)
{
	return path_join(at.cache, "work/6.1.y/src/%s", name);
}

static void assert_compiled(const struct build_result *result, const char *content)
{
	_cleanup_free_ char *want = xasprintf("compiled: %s\n", content);
	_cleanup_buf_ struct buf log = {0};

	assert_int_equal(file_read(result->log, 65536, &log, NULL), 0);
	assert_non_null(strstr(buf_str(&log), want));
}

static void assert_refused(const struct build_options *options, const char *path)
{
	struct build_result result;
	struct error *err = NULL;

	assert_int_equal(build_run(options, &result, &err), -1);
	assert_int_equal(err->kind, ERROR_ENVIRONMENT);
	assert_non_null(strstr(err->message, path));
	error_clear(&err);
}

static void assert_not_built(const struct build_options *options)
{
	struct build_options look = *options;
	struct build_result result;

	look.known_only = true;
	result = build(&look);
	assert_int_equal(result.status, BUILD_NOT_BUILT);
	build_result_release(&result);
}

static void test_edited_before(void **state)
{
	struct build_options options = options_for(&at.base);
	_cleanup_free_ char *file = source("kernel/a.c"), *stray = source("include/new.h");
	_cleanup_free_ char *folder = source("include");
	struct build_result result;

	(void)state;
	set_mode("good");
	result = build(&options);
	assert_compiled(&result, "base");
	build_result_release(&result);
	assert_int_equal(path_remove(at.cache, NULL), 0);

	set_mode("broken");
	result = build(&options);
	build_result_release(&result);
	assert_int_equal(file_write(file, "stray line\n", 11, 0666, NULL), 0);
	assert_int_equal(mkdir(folder, 0777), 0);
	assert_int_equal(file_write(stray, "", 0, 0666, NULL), 0);
	set_mode("good");
	options.retry_failed = true;
	result = build(&options);
	assert_compiled(&result, "base");
	assert_false(path_exists(stray));
	build_result_release(&result);
}

static void test_edited_meanwhile(void **state)
{
	static const char *const modes[] = {"meddling", "good"};
	struct build_options options = options_for(&at.base);
	struct build_result result;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(modes); i++) {
		set_mode(modes[i]);
		if (!i) {
			assert_refused(&options, "kernel/a.c was changed while make ran");
			assert_not_built(&options);
			continue;
		}
		result = build(&options);
		assert_false(result.cached);
		assert_compiled(&result, "base");
		assert_file(result.folder, "bzImage", "arch/x86/boot/bzImage of good\n");
		build_result_release(&result);
	}
}

static void test_suite_edited_meanwhile(void **state)
{
	struct build_options options = options_for(&at.base);
	struct build_result result;

	(void)state;
	options.suite = SUITE;
	set_mode("suite-meddling");
	assert_refused(&options, SUITE "/new.h");
	set_mode("good");
	result = build(&options);
	assert_true(result.cached);
	assert_false(result.selftests.cached);
	build_result_release(&result);
}

static void test_step_edited_meanwhile(void **state)
{
	struct build_options options = options_for(&at.base);
	struct build_result result;
	struct error *err = NULL;

	(void)state;
	set_mode("meddling");
	assert_int_equal(step_build(&options, &result, &err), -1);
	assert_non_null(strstr(err->message, "kernel/a.c was changed while make ran"));
	error_clear(&err);
	set_mode("good");
	assert_int_equal(step_build(&options, &result, &err), 0);
	assert_false(result.cached);
	assert_compiled(&result, "base");
	build_result_release(&result);
}

/* Whatever runs make in a branch's folders has the branch's lock meanwhile. */
static void test_one_at_a_time(void **state)
{
	static char *const folders[] = {(char *)"kernel/", NULL};
	static const struct external_item items[] = {
		{EXTERNAL_MODULE, "module", "module"}, {EXTERNAL_SELFTEST, "test", "test.mk"},
	};
	struct build_options options = options_for(&at.base);
	_cleanup_free_ char *sources = path_join(at.folder, "sources");
	_cleanup_free_ char *module = path_join(sources, "module");
	struct external_options outside = {.build = &options, .folder = sources, .items = items,
					   .count = ARRAY_SIZE(items)};
	struct external_result external;
	struct build_result result, step;
	struct check_result checked;
	struct error *err = NULL;

	(void)state;
	options.suite = SUITE;
	set_mode("good");
	result = build(&options);
	assert_calls("tinyconfig\nolddefconfig\nbzImage\nstablehand-list\nheaders_install\nsuite\n");

	assert_int_equal(dir_make(module, NULL), 0);
	put(sources, "test.mk", "", 0666);
	put(module, "Kbuild", "", 0666);
	outside.kernel = &result;
	set_mode("good");
	assert_int_equal(external_build(&outside, &external, &err), 0);
	/* What is prepared, the module, the test. */
	assert_calls("headers_install\nother\nsuite\n");
	external_result_release(&external);

	set_mode("good");
	assert_int_equal(check_run(&options, folders, &checked, &err), 0);
	assert_calls("olddefconfig\nother\n");
	check_result_release(&checked);

	set_mode("good");
	options.tree = at.other;
	assert_int_equal(step_build(&options, &step, &err), 0);
	assert_int_equal(step_restore(&options, &err), 0);
	assert_calls("bzImage\nbzImage\n");
	build_result_release(&step);
	build_result_release(&result);
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_edited_before),
		TEST(test_edited_meanwhile),
		TEST(test_suite_edited_meanwhile),
		TEST(test_step_edited_meanwhile),
		TEST(test_one_at_a_time),
	};

	progress_quiet(true);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
