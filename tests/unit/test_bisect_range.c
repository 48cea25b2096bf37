// SPDX-License-Identifier: GPL-2.0-only
/* The search for the first bad one: every length, every place, with every one or two skipped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "run/bisect_range.h"
#include "util/alloc.h"

#define LONGEST 40
#define NONE SIZE_MAX

/* Search; commits from `bad` on are bad. How many were looked at? */
static size_t look(size_t count, size_t bad, size_t skip_one, size_t skip_other,
		   struct bisect_range *range)
{
	size_t steps = 0, commit;

	bisect_range_init(range, count);
	while (bisect_range_next(range, &commit)) {
		assert_true(commit >= range->first && commit < range->bad);
		assert_false(range->skipped[commit]);
		if (commit == skip_one || commit == skip_other)
			bisect_range_skip(range, commit);
		else if (commit >= bad)
			bisect_range_bad(range, commit);
		else
			bisect_range_good(range, commit);
		assert_true(++steps <= count);
	}
	return steps;
}

static void each_is_found(void **state)
{
	for (size_t count = 1; count <= LONGEST; count++)
		for (size_t bad = 0; bad < count; bad++) {
			_cleanup_(bisect_range_release) struct bisect_range range;
			size_t steps = look(count, bad, NONE, NONE, &range), most = 0;

			for (size_t n = count - 1; n; n /= 2)
				most++;
			assert_int_equal(range.bad, bad);
			assert_int_equal(bisect_range_left(&range), 1);
			assert_true(steps <= most);
		}
}

/* The first bad one is among those that are left, and all others of these were skipped. */
static void check(size_t count, size_t bad, size_t a, size_t b)
{
	_cleanup_(bisect_range_release) struct bisect_range range;

	look(count, bad, a, b, &range);
	assert_true(range.first <= bad && bad <= range.bad);
	for (size_t i = range.first; i < range.bad; i++)
		assert_true(i == a || i == b);
	if (a != bad && b != bad && a + 1 != bad && b + 1 != bad)
		assert_int_equal(bisect_range_left(&range), 1);
}

static void some_are_skipped(void **state)
{
	for (size_t count = 1; count <= LONGEST / 2; count++)
		for (size_t bad = 0; bad < count; bad++)
			for (size_t a = 0; a < count; a++)
				for (size_t b = a; b < count; b++)
					check(count, bad, a, b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_is_found),
		cmocka_unit_test(some_are_skipped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
