// SPDX-License-Identifier: GPL-2.0-only
/* How a build that goes wrong is told from one that goes well, and what is kept of each. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <gnu/libc-version.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utime.h>

#include "build_fixture.h"
#include "kernel/make.h"
#include "kernel/objdir.h"
#include "kernel/selftests_list.h"
#include "util/interrupt.h"
#include "util/progress.h"

static const char *libc_version = "2.1";

/* Stands before the C library's own. */
const char *gnu_get_libc_version(void)
{
	return libc_version;
}

static void test_good(void **state)
{
	struct build_options options = options_for(&at.base);
	struct build_result result;
	char key[65];

	(void)state;
	set_mode("good");
	result = build(&options);
	assert_calls("tinyconfig\nolddefconfig\nbzImage\n");
	assert_int_equal(result.status, BUILD_OK);
	assert_false(result.cached);
	assert_int_equal(result.compiled, 2);
	assert_int_equal(result.ungranted.count, 1);
	assert_string_equal(result.ungranted.gaps[0].symbol, "CONFIG_REFUSED");
	assert_int_equal(result.ungranted.gaps[0].line, 2);
	assert_int_equal(result.module_count, 1);
	assert_string_equal(result.modules[0].name, "one_two");
	assert_file(result.folder, "modules/m/one-two.ko", "m/one-two.ko of good\n");
	assert_file(result.folder, "bzImage", "arch/x86/boot/bzImage of good\n");
	assert_file(result.folder, "sources", "kernel/a.c\n");
	assert_false(result.has_selftests);
	strcpy(key, result.key);
	build_result_release(&result);

	set_mode("good");
	result = build(&options);
	assert_calls("");
	assert_true(result.cached);
	assert_string_equal(result.key, key);
	assert_int_equal(result.status, BUILD_OK);
	assert_int_equal(result.ungranted.count, 1);
	assert_int_equal(result.module_count, 1);
	assert_true(path_exists(result.image));
	assert_true(path_exists(result.config));
	build_result_release(&result);

	/* A comment changes no kernel; an option does. */
	put(at.folder, "base.config", "# why\nCONFIG_GRANTED=y\nCONFIG_REFUSED=m\n", 0666);
	result = build(&options);
	assert_calls("");
	build_result_release(&result);
	put(at.folder, "base.config", "CONFIG_GRANTED=m\nCONFIG_REFUSED=m\n", 0666);
	result = build(&options);
	assert_calls("tinyconfig\nolddefconfig\nbzImage\n");
	build_result_release(&result);

	/* Another state in the same folder: configured already. */
	set_mode("good");
	options.tree = at.other;
	result = build(&options);
	assert_calls("bzImage\n");
	assert_string_not_equal(result.key, key);
	build_result_release(&result);
}

static void test_failed_is_kept(void **state)
{
	struct build_options options = options_for(&at.base);
	struct build_result result;

	(void)state;
	set_mode("broken");
	result = build(&options);
	assert_int_equal(result.status, BUILD_FAILED);
	assert_int_equal(result.failing_count, 2);
	assert_string_equal(result.failing[0], "a.c:7:3: error: no such thing");
	assert_null(result.image);
	assert_true(path_exists(result.log));
	build_result_release(&result);

	set_mode("good");
	result = build(&options);
	assert_calls("");
	assert_true(result.cached);
	assert_int_equal(result.status, BUILD_FAILED);
	assert_string_equal(result.failing[0], "a.c:7:3: error: no such thing");
	build_result_release(&result);

	options.retry_failed = true;
	result = build(&options);
	assert_int_equal(result.status, BUILD_OK);
	assert_file(result.folder, "bzImage", "arch/x86/boot/bzImage of good\n");
	build_result_release(&result);
	options.retry_failed = false;
	result = build(&options);
	assert_true(result.cached);
	assert_int_equal(result.status, BUILD_OK);
	build_result_release(&result);
}

static void test_missing_module(void **state)
{
	static const char *const modules[] = {"one-two", "three", NULL};
	struct build_options options = options_for(&at.base);
	struct build_result result;

	(void)state;
	options.modules = modules;
	set_mode("good");
	result = build(&options);
	assert_int_equal(result.status, BUILD_FAILED);
	assert_int_equal(result.failing_count, 1);
	assert_non_null(strstr(result.failing[0], "three"));
	build_result_release(&result);
}

static void test_disk_full_is_not_kept(void **state)
{
	struct build_options options = options_for(&at.base);
	struct build_result result;
	struct error *err = NULL;

	(void)state;
	set_mode("full");
	assert_int_equal(build_run(&options, &result, &err), -1);
	assert_int_equal(err->kind, ERROR_ENVIRONMENT);
	assert_non_null(strstr(err->message, "No space left on device"));
	error_clear(&err);
	set_mode("good");
	result = build(&options);
	assert_int_equal(result.status, BUILD_OK);
	assert_false(result.cached);
	build_result_release(&result);
}

/* What the compiler quotes from the source blames nobody. */
static void test_quoted_source(void **state)
{
	struct build_options options = options_for(&at.base);
	struct build_result result;

	(void)state;
	set_mode("quoting");
	result = build(&options);
	assert_int_equal(result.status, BUILD_FAILED);
	assert_int_equal(result.failing_count, 1);
	assert_string_equal(result.failing[0], "a.c:7:3: error: no such thing");
	build_result_release(&result);
}

/* A manifest of another version, or cut short, counts as none, and is replaced. */
static void test_bad_manifest(void **state)
{
	static const char *const bad[] = {"{\"schema\": 999}", "{\"schema\": 1", "",
					  "{\"schema\": 1}"};
	struct build_options options = options_for(&at.base);
	struct build_result result;

	(void)state;
	options.suite = "tools/testing/selftests/demo";
	set_mode("good");
	result = build(&options);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		put(result.folder, "manifest.json", bad[i], 0666);
		put(result.selftests.folder, "manifest.json", bad[i], 0666);
		for (int round = 0; round < 2; round++) {
			build_result_release(&result);
			result = build(&options);
			assert_int_equal(result.status, BUILD_OK);
			assert_int_equal(result.cached, round);
			assert_int_equal(result.selftests.cached, round);
		}
	}
	build_result_release(&result);
}

static void test_known_only(void **state)
{
	struct build_options options = options_for(&at.base);
	struct build_result result;

	(void)state;
	options.known_only = true;
	set_mode("good");
	result = build(&options);
	assert_calls("");
	assert_int_equal(result.status, BUILD_NOT_BUILT);
	assert_non_null(result.key);
	assert_false(path_exists(result.folder));
	build_result_release(&result);
}

static const struct arch other_arch = {
	.name = "other",
	.build = {
		.make_arch = "ARCH=other", .cross = "other-linux-gnu-", .packages = "gcc-other",
		.image = "Image", .image_path = "arch/other/boot/Image",
		.selftest_inputs = (const char *const[]){NULL}, .key = "arch other\n",
	},
};

/* An architecture is a row: its compiler, its image, and keys of its own. */
static void test_other_arch(void **state)
{
	static const char *const tools[] = {"gcc", "ld", "strip"};
	struct build_options options = options_for(&at.base);
	_cleanup_free_ char *path = path_join(at.bin, "arguments");
	_cleanup_buf_ struct buf arguments = {0};
	struct build_result result;
	struct error *err = NULL;
	char key[65];

	(void)state;
	set_mode("good");
	result = build(&options);
	strcpy(key, result.key);
	build_result_release(&result);

	options.arch = &other_arch;
	assert_int_equal(build_run(&options, &result, &err), -1);
	assert_non_null(strstr(err->message, "needs other-linux-gnu-gcc other-linux-gnu-ld"));
	assert_non_null(strstr(err->message, "apt-get install gcc-other"));
	error_clear(&err);
	for (size_t i = 0; i < ARRAY_SIZE(tools); i++) {
		_cleanup_free_ char *name = xasprintf("other-linux-gnu-%s", tools[i]);

		put(at.bin, name, "#!/bin/sh\necho tool 1\n", 0755);
	}
	for (int round = 0; round < 2; round++) {
		result = build(&options);
		assert_int_equal(result.cached, round);
		assert_string_not_equal(result.key, key);
		assert_file(result.folder, "Image", "arch/other/boot/Image of good\n");
		assert_non_null(strstr(result.image, "/Image"));
		build_result_release(&result);
	}
	assert_int_equal(file_read(path, 4096, &arguments, NULL), 0);
	assert_non_null(strstr(buf_str(&arguments), " ARCH=other "));
	assert_non_null(strstr(buf_str(&arguments), "CROSS_COMPILE=other-linux-gnu- "));
	assert_non_null(strstr(buf_str(&arguments), "other-linux-gnu-gcc "));
}

static void test_selftests(void **state)
{
	struct build_options options = options_for(&at.base);
	struct build_result result;
	struct selftest *tests;

	(void)state;
	options.suite = "tools/testing/selftests/demo";
	set_mode("good");
	for (int round = 0; round < 2; round++) {
		result = build(&options);
		assert_calls("tinyconfig\nolddefconfig\nbzImage\n"
			     "stablehand-list\nheaders_install\nsuite\n");
		assert_true(result.has_selftests);
		assert_int_equal(result.selftests.cached, round);
		assert_int_equal(result.selftests.timeout, 77);
		assert_int_equal(result.selftests.count, 6);
		assert_int_equal(result.selftests.built, 2);
		assert_int_equal(result.selftests.not_built, 3);
		tests = result.selftests.tests;
		assert_string_equal(tests[0].name, "x/good");
		assert_true(tests[0].built);
		assert_file(result.selftests.folder, "x/good", "good\n");
		assert_false(tests[1].built);
		assert_string_equal(tests[1].message, "bad.c:3: undefined reference to `gone'");
		assert_string_equal(tests[2].message,
				    "needs lib/l.o: l.c:1:1: error: broken library");
		assert_int_equal(tests[3].kind, SELFTEST_SCRIPT);
		assert_file(result.selftests.folder, "run.sh", "timeout=77\n");
		assert_int_equal(tests[4].kind, SELFTEST_HELPER);
		assert_true(tests[4].built);
		assert_int_equal(tests[5].kind, SELFTEST_SCRIPT);
		assert_string_equal(tests[5].message, "path outside the suite");
		build_result_release(&result);
	}
	/* A tree that differs in nothing that a suite is made from shares it. */
	set_mode("good");
	options.tree = at.other;
	result = build(&options);
	assert_false(result.cached);
	assert_true(result.selftests.cached);
	assert_calls("bzImage\n");
	build_result_release(&result);
}

static void test_selftests_retried(void **state)
{
	struct build_options options = options_for(&at.base);
	struct build_result result;

	(void)state;
	options.suite = "tools/testing/selftests/demo";
	set_mode("good");
	result = build(&options);
	assert_int_equal(result.selftests.not_built, 3);
	build_result_release(&result);

	set_mode("fixed");
	options.retry_failed = true;
	result = build(&options);
	assert_calls("stablehand-list\nheaders_install\nsuite\n");
	assert_true(result.cached);
	assert_false(result.selftests.cached);
	assert_int_equal(result.selftests.not_built, 1);
	build_result_release(&result);
	options.retry_failed = false;
	result = build(&options);
	assert_true(result.selftests.cached);
	assert_int_equal(result.selftests.not_built, 1);
	assert_file(result.selftests.folder, "bad", "bad\n");
	build_result_release(&result);
}

/* The key covers the suite's own folder wherever it is, and the C library linked in. */
static void test_selftests_key(void **state)
{
	const struct toolchain toolchain = {.arch = arch_default(), .identity = (char *)"gcc 1\n"};
	struct selftests_options options = {.repo = at.repo, .toolchain = &toolchain};
	const git_oid *const trees[] = {&at.base, &at.other};
	static const char *const suites[] = {"tools/testing/selftests/demo", "kernel"};
	char keys[2][80];

	(void)state;
	for (size_t s = 0; s < ARRAY_SIZE(suites); s++) {
		options.suite = suites[s];
		for (size_t i = 0; i < ARRAY_SIZE(trees); i++) {
			options.tree = *trees[i];
			assert_int_equal(selftests_key(&options, keys[i], NULL), 0);
		}
		assert_int_equal(!strcmp(keys[0], keys[1]), s == 0);
	}
	libc_version = "2.2";
	assert_int_equal(selftests_key(&options, keys[0], NULL), 0);
	assert_string_not_equal(keys[0], keys[1]);
}

/* Ctrl-C in make: the error says so, no make is left, and the next run builds. */
static void test_interrupted(void **state)
{
	struct build_options options = options_for(&at.base);
	_cleanup_free_ char *pid_path = path_join(at.bin, "pid");
	_cleanup_buf_ struct buf pid = {0};
	struct build_result result;
	int status;
	pid_t child;

	(void)state;
	set_mode("slow");
	child = fork();
	if (!child) {
		struct error *err = NULL;

		interrupt_install();
		if (!build_run(&options, &result, &err))
			_exit(1);
		_exit(err->kind == ERROR_INTERRUPTED ? 42 : 2);
	}
	for (int i = 0; i < 3000 && !pid.len; i++) {
		usleep(10000);
		if (path_exists(pid_path))
			assert_int_equal(file_read(pid_path, 64, &pid, NULL), 0);
	}
	assert_true(pid.len > 0);
	kill(child, SIGINT);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(WEXITSTATUS(status), 42);
	assert_int_equal(kill(atoi(pid.data), 0), -1);

	set_mode("good");
	result = build(&options);
	assert_int_equal(result.status, BUILD_OK);
	build_result_release(&result);
}

static bool obj_has(const char *obj, const char *name)
{
	_cleanup_free_ char *path = path_join(obj, "%s", name);

	return path_exists(path);
}

static void put_aged(const char *obj, const char *name, time_t age)
{
	_cleanup_free_ char *path = path_join(obj, "%s", name);
	struct utimbuf times = {.actime = 1700000000 - age, .modtime = 1700000000 - age};

	put(obj, name, "x", 0666);
	assert_int_equal(utime(path, &times), 0);
}

static void test_objdir_after_kill(void **state)
{
	_cleanup_free_ char *obj = path_join(at.folder, "obj");

	(void)state;
	assert_int_equal(objdir_begin(at.folder, obj, "gcc 1\n", NULL), 0);
	put_aged(obj, "old.o", 4000);
	put_aged(obj, "last.o", 0);
	put_aged(obj, "truncated.o", 20);
	/* No objdir_end(): killed. */
	assert_int_equal(objdir_begin(at.folder, obj, "gcc 1\n", NULL), 0);
	assert_true(obj_has(obj, "old.o"));
	assert_false(obj_has(obj, "last.o"));
	assert_false(obj_has(obj, "truncated.o"));

	put_aged(obj, "whole.o", 0);
	assert_int_equal(objdir_end(at.folder, obj, NULL), 0);
	assert_int_equal(objdir_begin(at.folder, obj, "gcc 1\n", NULL), 0);
	assert_true(obj_has(obj, "whole.o"));
	assert_int_equal(objdir_end(at.folder, obj, NULL), 0);
	/* Done, but in another boot: what it held back may be lost. */
	put(at.folder, "trust", "another boot\ndone\n", 0666);
	assert_int_equal(objdir_begin(at.folder, obj, "gcc 1\n", NULL), 0);
	assert_true(obj_has(obj, "old.o"));
	assert_false(obj_has(obj, "whole.o"));

	assert_int_equal(objdir_begin(at.folder, obj, "gcc 2\n", NULL), 0);
	assert_false(obj_has(obj, "old.o"));
}

/* What another program changes between two makes is made again, by its ctime. */
static void test_objdir_changed(void **state)
{
	static const char *const names[] = { "same.o", "edited.o", "linked.o", "swapped.o" };
	_cleanup_free_ char *obj = path_join(at.folder, "obj");
	_cleanup_free_ char *link = path_join(obj, "linked.o"), *gone = path_join(obj, "swapped.o");
	_cleanup_free_ char *other = path_join(at.folder, "other.o");
	_cleanup_free_ char *index = xasprintf("%s.index", obj);

	(void)state;
	assert_int_equal(objdir_begin(at.folder, obj, "gcc 1\n", NULL), 0);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		put_aged(obj, names[i], 4000);
	assert_int_equal(objdir_end(at.folder, obj, NULL), 0);
	assert_true(path_exists(index));
	put_aged(obj, "edited.o", 4000);
	put_aged(obj, "stray.o", 4000);
	assert_int_equal(unlink(link), 0);
	assert_int_equal(symlink("same.o", link), 0);
	put_aged(at.folder, "other.o", 4000);
	assert_int_equal(rename(other, gone), 0);
	assert_int_equal(objdir_begin(at.folder, obj, "gcc 1\n", NULL), 0);
	assert_true(obj_has(obj, "same.o"));
	assert_false(obj_has(obj, "edited.o"));
	assert_false(obj_has(obj, "linked.o"));
	assert_false(obj_has(obj, "swapped.o"));
	assert_false(obj_has(obj, "stray.o"));
	/* While a make is at work there is none; one that cannot be read is no excuse. */
	assert_false(path_exists(index));
	assert_int_equal(objdir_end(at.folder, obj, NULL), 0);
	put(at.folder, "obj.index", "1 2 3 4\n", 0666);
	assert_int_equal(objdir_begin(at.folder, obj, "gcc 1\n", NULL), 0);
	assert_false(obj_has(obj, "same.o"));
}

static void test_bad_cache_path(void **state)
{
	struct build_options options = options_for(&at.base);
	_cleanup_error_ struct error *err = NULL;
	struct build_result result;

	(void)state;
	options.cache = "/tmp/with blank";
	assert_int_equal(build_run(&options, &result, &err), -1);
	assert_int_equal(err->kind, ERROR_INPUT);
}

/* No folder of the build stays in the reason why a test was not built. */
static void test_failure_paths(void **state)
{
	struct selftests_failures failures = {.output = "/w/out", .suite = "/w/src/demo",
					      .obj = "/w/obj"};
	_cleanup_free_ char *first = NULL, *second = NULL;

	(void)state;
	selftests_failures_line(&failures, "/w/obj/usr/include/asm/kvm.h:5: error: no type");
	selftests_failures_line(&failures, "make: *** [../lib.mk:1: /w/out/a] Error 1");
	selftests_failures_line(&failures, "/w/src/demo/b.c:5: error: no type");
	selftests_failures_line(&failures, "make: *** [../lib.mk:1: /w/out/b] Error 1");
	first = selftests_failures_of(&failures, "a");
	second = selftests_failures_of(&failures, "b");
	assert_string_equal(first, "usr/include/asm/kvm.h:5: error: no type");
	assert_string_equal(second, "b.c:5: error: no type");
	selftests_failures_release(&failures);
}

static void test_lines(void **state)
{
	_cleanup_free_ char *target = make_line_target("make[1]: *** [Makefile:9: /o/x_test] Error 1");
	_cleanup_free_ char *line = make_line_short("/usr/bin/ld: /w/src/a.c:1: /w/src/b", "/w/src");

	(void)state;
	assert_string_equal(target, "/o/x_test");
	assert_null(make_line_target("make: Entering directory '/x'"));
	assert_string_equal(line, "a.c:1: b");
	assert_true(make_line_is_error("a.c:1:2: error: x"));
	assert_true(make_line_is_error("ERROR: modpost: \"f\" [m.ko] undefined!"));
	assert_true(make_line_is_error("Makefile:3: *** missing separator.  Stop."));
	assert_false(make_line_is_error("a.c:1:2: warning: x"));
	assert_false(make_line_is_error("collect2: error: ld returned 1 exit status"));
	assert_int_equal(selftests_settings_timeout("# x\ntimeout=120\n"), 120);
	assert_int_equal(selftests_settings_timeout("timeout=-1\n"), 0);
	assert_int_equal(selftests_settings_timeout("other=1\n"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_good, setup, teardown),
		cmocka_unit_test_setup_teardown(test_failed_is_kept, setup, teardown),
		cmocka_unit_test_setup_teardown(test_missing_module, setup, teardown),
		cmocka_unit_test_setup_teardown(test_disk_full_is_not_kept, setup, teardown),
		cmocka_unit_test_setup_teardown(test_quoted_source, setup, teardown),
		cmocka_unit_test_setup_teardown(test_bad_manifest, setup, teardown),
		cmocka_unit_test_setup_teardown(test_known_only, setup, teardown),
		cmocka_unit_test_setup_teardown(test_other_arch, setup, teardown),
		cmocka_unit_test_setup_teardown(test_selftests, setup, teardown),
		cmocka_unit_test_setup_teardown(test_selftests_retried, setup, teardown),
		cmocka_unit_test_setup_teardown(test_selftests_key, setup, teardown),
		cmocka_unit_test_setup_teardown(test_interrupted, setup, teardown),
		cmocka_unit_test_setup_teardown(test_objdir_after_kill, setup, teardown),
		cmocka_unit_test_setup_teardown(test_objdir_changed, setup, teardown),
		cmocka_unit_test_setup_teardown(test_bad_cache_path, setup, teardown),
		cmocka_unit_test(test_failure_paths),
		cmocka_unit_test(test_lines),
	};

	progress_quiet(true);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
