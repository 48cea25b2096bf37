// SPDX-License-Identifier: GPL-2.0-only
/* What was published is used as long as it is what was published, and made again else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "build_fixture.h"
#include "kernel/check.h"
#include "kernel/checksums.h"
#include "kernel/external.h"
#include "kernel/manifest.h"
#include "kernel/step.h"
#include "util/progress.h"

#define SUITE "tools/testing/selftests/demo"

/* One byte is another; size and mtime are as they were. */
static void damage(const char *folder, const char *name)
{
	_cleanup_free_ char *path = path_join(folder, "%s", name);
	struct timespec times[2];
	struct stat st;
	int fd = open(path, O_RDWR);
	char byte;

	assert_true(fd >= 0);
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(pread(fd, &byte, 1, 0), 1);
	byte ^= 1;
	assert_int_equal(pwrite(fd, &byte, 1, 0), 1);
	times[0] = times[1] = st.st_mtim;
	assert_int_equal(futimens(fd, times), 0);
	close(fd);
}

static void drop(const char *folder, const char *name)
{
	_cleanup_free_ char *path = path_join(folder, "%s", name);

	assert_int_equal(path_remove(path, NULL), 0);
}

static void replace_by_link(const char *folder, const char *name)
{
	_cleanup_free_ char *path = path_join(folder, "%s", name);
	_cleanup_free_ char *moved = path_join(at.folder, "moved");

	assert_int_equal(path_remove(moved, NULL), 0);
	assert_int_equal(rename(path, moved), 0);
	assert_int_equal(symlink(moved, path), 0);
}

/* As an older program left it. */
static void drop_hashes(const char *folder)
{
	_cleanup_free_ char *path = path_join(folder, MANIFEST_NAME);
	json_t *root = json_load_file(path, 0, NULL);

	assert_int_equal(json_object_del(root, "files"), 0);
	json_object_del(root, "sum");
	json_object_del(root, "image");
	assert_int_equal(json_dump_file(root, path, 0), 0);
	json_decref(root);
	drop(folder, CHECKSUMS_VERIFIED);
}

static bool has_hash(const char *folder, const char *name)
{
	_cleanup_free_ char *path = path_join(folder, MANIFEST_NAME);
	json_t *root = json_load_file(path, 0, NULL);
	bool has = json_is_string(json_object_get(json_object_get(root, "files"), name));

	json_decref(root);
	return has;
}

static struct build_options with_suite(void)
{
	struct build_options options = options_for(&at.base);

	options.suite = SUITE;
	return options;
}

/* What the next builds say: of the first, was the kernel kept, were the tests; all after it. */
static void assert_kept(const struct build_options *options, bool kernel, bool tests)
{
	for (int round = 0; round < 3; round++) {
		struct build_result result = build(options);

		assert_int_equal(result.status, BUILD_OK);
		assert_int_equal(result.cached, round || kernel);
		assert_int_equal(result.selftests.cached, round || tests);
		assert_file(result.folder, "modules/m/one-two.ko", "m/one-two.ko of good\n");
		assert_file(result.folder, "bzImage", "arch/x86/boot/bzImage of good\n");
		assert_file(result.selftests.folder, "x/good", "good\n");
		build_result_release(&result);
	}
}

static void test_damaged(void **state)
{
	static void (*const harms[])(const char *folder, const char *name) = {
		damage, drop, replace_by_link,
	};
	struct build_options options = with_suite();
	struct build_result first;

	(void)state;
	set_mode("good");
	first = build(&options);
	for (size_t i = 0; i < ARRAY_SIZE(harms); i++) {
		harms[i](first.folder, "modules/m/one-two.ko");
		assert_kept(&options, false, true);
		harms[i](first.folder, "bzImage");
		assert_kept(&options, false, true);
		harms[i](first.selftests.folder, "x/good");
		assert_kept(&options, true, false);
		harms[i](first.selftests.folder, "run.sh");
		harms[i](first.folder, "System.map");
		assert_kept(&options, false, false);
	}
	build_result_release(&first);
}

static void test_damaged_is_not_built(void **state)
{
	struct build_options options = with_suite();
	struct build_result first, result;

	(void)state;
	set_mode("good");
	first = build(&options);
	options.known_only = true;
	damage(first.selftests.folder, "x/good");
	result = build(&options);
	assert_int_equal(result.status, BUILD_OK);
	assert_false(result.has_selftests);
	build_result_release(&result);
	damage(first.folder, "bzImage");
	result = build(&options);
	assert_int_equal(result.status, BUILD_NOT_BUILT);
	build_result_release(&result);
	build_result_release(&first);
}

/* A folder of an older program is taken as it is, and has hashes from then on. */
static void test_older(void **state)
{
	struct build_options options = with_suite();
	struct build_result first;

	(void)state;
	set_mode("good");
	first = build(&options);
	drop_hashes(first.folder);
	drop_hashes(first.selftests.folder);
	set_mode("good");
	assert_kept(&options, true, true);
	assert_calls("");
	assert_true(has_hash(first.folder, "modules/m/one-two.ko"));
	assert_true(has_hash(first.selftests.folder, "x/good"));
	damage(first.folder, "bzImage");
	assert_kept(&options, false, true);

	/* Not when something is missing. */
	drop_hashes(first.folder);
	drop(first.folder, "modules/m/one-two.ko");
	drop_hashes(first.selftests.folder);
	drop(first.selftests.folder, "run.sh");
	assert_kept(&options, false, false);
	build_result_release(&first);
}

static void test_failed(void **state)
{
	struct build_options options = options_for(&at.base);
	struct build_result first, result;

	(void)state;
	set_mode("broken");
	first = build(&options);
	drop_hashes(first.folder);
	result = build(&options);
	assert_true(result.cached);
	build_result_release(&result);
	drop_hashes(first.folder);
	drop(first.folder, "build.log");
	result = build(&options);
	assert_false(result.cached);
	build_result_release(&result);
	damage(first.folder, "build.log");
	result = build(&options);
	assert_false(result.cached);
	assert_int_equal(result.status, BUILD_FAILED);
	build_result_release(&result);
	build_result_release(&first);
}

static void test_step_and_check(void **state)
{
	static char *const folders[] = {(char *)"kernel/", NULL};
	struct build_options options = options_for(&at.base);
	struct build_result step;
	struct check_result checked;
	struct error *err = NULL;

	(void)state;
	for (int round = 0; round < 4; round++) {
		set_mode("good");
		assert_int_equal(step_build(&options, &step, &err), 0);
		assert_int_equal(step.cached, round % 2);
		if (round == 1)
			damage(step.folder, "build.log");
		build_result_release(&step);
	}
	for (int round = 0; round < 4; round++) {
		set_mode("good");
		assert_int_equal(check_run(&options, folders, &checked, &err), 0);
		assert_calls(round % 2 ? "" : "olddefconfig\nother\n");
		if (round == 1)
			{
			_cleanup_free_ char *kept = xstrndup(checked.log, strrchr(checked.log, '/') - checked.log);

			drop(kept, "symvers");
		}
		check_result_release(&checked);
	}
}

static void test_external(void **state)
{
	static const struct external_item items[] = {{EXTERNAL_MODULE, "module", "module"}};
	struct build_options options = options_for(&at.base);
	_cleanup_free_ char *sources = path_join(at.folder, "sources");
	_cleanup_free_ char *module = path_join(sources, "module"), *folder = NULL;
	struct external_options outside = {.build = &options, .folder = sources, .items = items,
					   .count = ARRAY_SIZE(items)};
	struct build_result result;
	struct error *err = NULL;

	(void)state;
	set_mode("good");
	result = build(&options);
	outside.kernel = &result;
	assert_int_equal(dir_make(module, NULL), 0);
	put(module, "Kbuild", "obj-m := module.o\n", 0666);
	for (size_t round = 0; round < 9; round++) {
		struct external_result external;

		set_mode("good");
		assert_int_equal(external_build(&outside, &external, &err), 0);
		assert_calls(round % 2 || round == 4 ? "" : "other\nother\n");
		free(folder);
		folder = path_join(at.cache, "builds/%s", external.key);
		assert_file(folder, "module.ko", "module\n");
		external_result_release(&external);
		if (round == 1 || round == 5)
			damage(folder, "module.ko");
		if (round == 3 || round == 7) {
			/* As an older program left it. */
			put(folder, "list", "made module.ko\n", 0666);
			drop(folder, MANIFEST_NAME);
		}
		if (round == 7)
			drop(folder, "module.ko");
	}
	build_result_release(&result);
}

static void test_hashed_once(void **state)
{
	_cleanup_free_ char *folder = path_join(at.folder, "published"), *damaged = NULL;
	json_t *manifest = json_object();
	struct error *err = NULL;
	size_t hashed;

	(void)state;
	assert_int_equal(dir_make(folder, NULL), 0);
	put(folder, "one", "1", 0666);
	put(folder, "two", "2", 0666);
	assert_int_equal(checksums_add(folder, manifest, &err), 0);
	usleep(30000);
	for (size_t round = 0; round < 3; round++) {
		assert_int_equal(checksums_check(folder, manifest, &damaged, &hashed, &err), 1);
		assert_int_equal(hashed, round ? 0 : 2);
	}
	put(folder, "two", "2", 0666);
	usleep(30000);
	for (size_t round = 0; round < 2; round++) {
		assert_int_equal(checksums_check(folder, manifest, &damaged, &hashed, &err), 1);
		assert_int_equal(hashed, !round);
	}
	/* Notes that cannot be read are none; another hash is another question. */
	put(folder, CHECKSUMS_VERIFIED, "{\"one\": 1", 0666);
	assert_int_equal(checksums_check(folder, manifest, &damaged, &hashed, &err), 1);
	assert_int_equal(hashed, 2);
	json_object_set(json_object_get(manifest, "files"), "one",
			json_object_get(json_object_get(manifest, "files"), "two"));
	assert_int_equal(checksums_check(folder, manifest, &damaged, &hashed, &err), 0);
	assert_string_equal(damaged, "one is damaged");
	json_decref(manifest);
}

/* In the clock tick in which a file was written, it may be written to again. */
static void test_hashed_again(void **state)
{
	_cleanup_free_ char *folder = path_join(at.folder, "published"), *damaged = NULL;
	_cleanup_free_ char *file = path_join(folder, "one");
	json_t *manifest = json_object();
	struct error *err = NULL;
	size_t hashed = 0;

	(void)state;
	assert_int_equal(dir_make(folder, NULL), 0);
	put(folder, "one", "1", 0666);
	assert_int_equal(checksums_add(folder, manifest, &err), 0);
	/* Until both checks come in that tick. */
	for (int i = 0; i < 200 && !hashed; i++) {
		assert_int_equal(utimensat(AT_FDCWD, file, NULL, 0), 0);
		for (int round = 0; round < 2; round++)
			assert_int_equal(checksums_check(folder, manifest, &damaged, &hashed, &err), 1);
	}
	assert_int_equal(hashed, 1);
	json_decref(manifest);
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_damaged),
		TEST(test_damaged_is_not_built),
		TEST(test_older),
		TEST(test_failed),
		TEST(test_step_and_check),
		TEST(test_external),
		TEST(test_hashed_once),
		TEST(test_hashed_again),
	};

	progress_quiet(true);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
