// SPDX-License-Identifier: GPL-2.0-only
/* What files take on the disk, how that is written, locks that nobody waits for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "util/alloc.h"
#include "util/disk.h"
#include "util/file.h"

static void sizes_are_written(void **state)
{
	static const struct {
		uint64_t bytes;
		const char *text;
	} rows[] = {
		{ 0, "0 B" }, { 1023, "1023 B" }, { 1024, "1.0 KiB" }, { 1048575, "1.0 MiB" },
		{ 3ull << 29, "1.5 GiB" }, { UINT64_MAX, "16777216.0 TiB" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *text = size_text(rows[i].bytes);

		assert_string_equal(text, rows[i].text);
	}
}

static void files_with_two_names_count_once(void **state)
{
	char folder[] = "/tmp/test_disk.XXXXXX";
	_cleanup_(disk_seen_release) struct disk_seen seen = {0};
	_cleanup_free_ char *a = NULL, *b = NULL, *nowhere = NULL;
	uint64_t one, both, again;
	time_t changed;
	char bytes[9000];

	assert_non_null(mkdtemp(folder));
	a = path_join(folder, "a");
	b = path_join(folder, "b");
	nowhere = path_join(folder, "c");
	memset(bytes, 'x', sizeof(bytes));
	assert_int_equal(file_write(a, bytes, sizeof(bytes), 0666, NULL), 0);
	assert_int_equal(disk_usage(a, NULL, &one, &changed, NULL), 0);
	assert_true(one >= sizeof(bytes) && changed > 0);
	assert_int_equal(link(a, b), 0);
	assert_int_equal(disk_usage(folder, NULL, &both, NULL, NULL), 0);
	assert_int_equal(disk_usage(folder, &seen, &again, NULL, NULL), 0);
	assert_int_equal(both - again, one);
	assert_int_equal(disk_usage(a, &seen, &again, NULL, NULL), 0);
	assert_int_equal(again, 0);
	assert_int_equal(disk_usage(nowhere, NULL, &again, &changed, NULL), 0);
	assert_int_equal(again, 0);
	assert_int_equal(changed, 0);
	assert_int_equal(path_remove(folder, NULL), 0);
}

static void locks_are_tried(void **state)
{
	char folder[] = "/tmp/test_disk.XXXXXX";
	_cleanup_free_ char *path = NULL, *holder = NULL, *wanted = NULL;
	int first = -1, second = -1;

	assert_non_null(mkdtemp(folder));
	path = path_join(folder, "lock");
	assert_int_equal(file_lock_try(path, &first, &holder, NULL), 1);
	assert_null(holder);
	assert_int_equal(file_lock_try(path, &second, &holder, NULL), 0);
	wanted = xasprintf("process %d", (int)getpid());
	assert_string_equal(holder, wanted);
	assert_int_equal(second, -1);
	close(first);
	assert_int_equal(file_lock_try(path, &second, &holder, NULL), 1);
	close(second);
	assert_int_equal(path_remove(folder, NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes_are_written),
		cmocka_unit_test(files_with_two_names_count_once),
		cmocka_unit_test(locks_are_tried),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
