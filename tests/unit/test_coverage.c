// SPDX-License-Identifier: GPL-2.0-only
#include "unit.h"

#include "util/buf.h"
#include "vm/coverage.h"

static void on_count(const char *name, size_t len, long long count, void *data)
{
	buf_printf(data, "%.*s=%lld ", (int)len, name, count);
}

static char *parse(const char *text)
{
	_cleanup_buf_ struct buf found = {0};

	coverage_parse(text, strlen(text), on_count, &found);
	buf_puts(&found, "");
	return buf_detach(&found);
}

static void test_parse(void **state)
{
	static const struct {
		const char *text, *found;
	} cases[] = {
		{"", ""},
		{"coverage a 1", "a=1 "},
		{"ok\ncoverage kvm:a.isra.0 12\ncoverage b -2\n", "kvm:a.isra.0=12 b=-2 "},
		{" coverage a 1\ncoveragea 1\ncoverage a\ncoverage a \ncoverage  1\n", ""},
		{"coverage a 1x\ncoverage a --1\ncoverage a 1 2\ncoverage a -\n", ""},
		/* More than a number can hold, and the most that is taken. */
		{"coverage a 1000000000000000000\ncoverage a 999999999999999999\n",
		 "a=999999999999999999 "},
		{"coverage a\033[2J 1\ncoverage a/b 1\ncoverage \xc3\xa4 1\n", ""},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *found = parse(cases[i].text);

		assert_string_equal(found, cases[i].found);
	}
}

static void test_long_names(void **state)
{
	for (size_t len = COVERAGE_NAME_MAX - 1; len <= COVERAGE_NAME_MAX + 1; len++) {
		_cleanup_buf_ struct buf text = {0};
		_cleanup_free_ char *found = NULL;

		buf_puts(&text, "coverage ");
		for (size_t i = 0; i < len; i++)
			buf_puts(&text, "a");
		buf_puts(&text, " 7\n");
		found = parse(buf_str(&text));
		assert_int_equal(strlen(found), len <= COVERAGE_NAME_MAX ? len + 3 : 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_long_names),
	};

	return cmocka_run_group_tests_name("coverage", tests, NULL, NULL);
}
