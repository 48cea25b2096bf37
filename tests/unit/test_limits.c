// SPDX-License-Identifier: GPL-2.0-only
/* Limits as people write them. */
#include "unit.h"

#include "run/limits.h"

static void test_times(void **state)
{
	static const struct {
		const char *text;
		double seconds;		/* 0: refused */
	} rows[] = {
		{"6h", 21600}, {"90 min", 5400}, {"90m", 5400}, {"30s", 30}, {"1.5h", 5400}, {"2d", 172800},
		{"0h", 0}, {"", 0}, {"6", 0}, {"h", 0}, {"-6h", 0}, {"6 hours", 0}, {"6h ", 0}, {"1e9h", 0},
		{"99999999999999999999h", 0}, {"nanh", 0}, {"6hh", 0}, {"1..5h", 0},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		double seconds = 0;

		if (limits_parse_time(rows[i].text, &seconds) != (rows[i].seconds > 0) ||
		    seconds < rows[i].seconds - 0.001 || seconds > rows[i].seconds + 0.001)
			fail_msg("\"%s\": %g", rows[i].text, seconds);
	}
}

static void test_sizes(void **state)
{
	static const struct {
		const char *text;
		uint64_t bytes;
	} rows[] = {
		{"100G", 100ull << 30}, {"1.5T", 3ull << 39}, {"512 MiB", 512ull << 20}, {"4K", 4096},
		{"0G", 0}, {"100", 0}, {"100GB", 0}, {"-1G", 0}, {"99999999T", 0}, {"G", 0}, {"", 0},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		uint64_t bytes = 0;

		if (limits_parse_size(rows[i].text, &bytes) != (rows[i].bytes > 0) ||
		    bytes != rows[i].bytes)
			fail_msg("\"%s\": %llu", rows[i].text, (unsigned long long)bytes);
	}
}

static void test_a_project(void **state)
{
	char *dir = scratch_make();
	const struct context context = {.project = dir};
	_cleanup_free_ char *conf = path_join(dir, "stablehand.conf");
	static const char good[] = "[limits]\n\ttime = 6h\n\tcores = 8\n\tmemory = 16G\n"
				   "\tdisk = 100G\n";
	static const struct {
		const char *text, *complaint;
	} wrong[] = {
		{"[limits]\n\ttime = soon\n", "limits.time = soon: not a time"},
		{"[limits]\n\tcores = 0\n", "limits.cores = 0: not a number"},
		{"[limits]\n\tcores = 8x\n", "not a number"},
		{"[limits]\n\tdisk = much\n", "not a size"},
		{"[limits]\n\tmemory = much\n", "limits.memory = much: not a size"},
		{"[limits]\n\tdisk =\n", "limits.disk is empty"},
		{"[limits\n", ""},
	};
	struct limits limits;
	struct error *err = NULL;

	assert_works(limits_read(&context, &limits, &err), err);
	assert_true(!limits.cores && !limits.seconds && !limits.disk_bytes);
	assert_works(file_write(conf, good, strlen(good), 0644, &err), err);
	assert_works(limits_read(&context, &limits, &err), err);
	assert_int_equal(limits.cores, 8);
	assert_int_equal(limits.disk_bytes, 100ull << 30);
	assert_true(limits.memory_bytes == 16ull << 30);
	assert_true(limits.seconds > 21599 && limits.seconds < 21601);
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		assert_works(file_write(conf, wrong[i].text, strlen(wrong[i].text), 0644, &err), err);
		assert_fails(limits_read(&context, &limits, &err), err, wrong[i].complaint);
	}
	scratch_remove(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_a_project),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
