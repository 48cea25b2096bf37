// SPDX-License-Identifier: GPL-2.0-only
#include "unit.h"

#include "vm/reason.h"

static void test_reasons(void **state)
{
	static const struct {
		const char *output, *reason;
	} cases[] = {
		{"==== Test Assertion Failure ====\n  x86/a_test.c:108: run->reason == 4\n  pid=2\n",
		 "x86/a_test.c:108: run->reason == 4"},
		{"a.c:x: no\nlib.c:12 neither\nb.c:7: this\nc.c:8: not this\n", "b.c:7: this"},
		{"ends in a.c:", NULL},
		{"ends in a.c:12", NULL},
		{"nothing\n", NULL},
		{"", NULL},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *reason = reason_of_failure(cases[i].output);

		if (cases[i].reason)
			assert_string_equal(reason, cases[i].reason);
		else
			assert_null(reason);
	}
}

static void test_length_is_bounded(void **state)
{
	_cleanup_free_ char *long_line = xasprintf("a.c:1: %1000s", "x");
	_cleanup_free_ char *reason = reason_of_failure(long_line);

	assert_int_equal(strlen(reason), 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reasons),
		cmocka_unit_test(test_length_is_bounded),
	};

	return cmocka_run_group_tests_name("reason", tests, NULL, NULL);
}
