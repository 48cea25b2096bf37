// SPDX-License-Identifier: GPL-2.0-only
/* Do the lines that a port changes go back to those of its patch? */
#include "judge_fixture.h"

#include "port/changed_lines.h"

#define ONE " a();\n-b();\n+c();\n"
#define TWO " d();\n+e();\n f();\n"

static void compared(void **state)
{
	static const struct {
		const char *name;
		const char *patch[2], *port[2];		/* hunks of a/f.c */
		bool same;
		size_t lost, number;
	} rows[] = {
		{ "the same", { ONE, TWO }, { ONE, TWO }, true, 0, 0 },
		{ "in another order, with other context", { ONE, TWO },
		  { " x();\n+e();\n", " y();\n-b();\n+c();\n" }, true, 0, 0 },
		{ "other blanks", { ONE, TWO }, { "-\tb( );\n+  c();\n", TWO }, false, 0, 0 },
		{ "other indentation", { ONE, TWO }, { "-\tb();\n+  c();\n", TWO }, true, 0, 0 },
		{ "the first is left out", { ONE, TWO }, { TWO }, false, 1, 1 },
		{ "the second is left out", { ONE, TWO }, { ONE }, false, 1, 2 },
		{ "both are rewritten", { ONE, TWO }, { "-g();\n+h();\n" }, false, 2, 1 },
		{ "half of a hunk is left", { ONE }, { " a();\n+c();\n" }, false, 0, 0 },
		{ "it adds what the patch removes", { ONE }, { " a();\n+b();\n-c();\n" }, false, 1, 1 },
		{ "more than the patch", { ONE }, { ONE, TWO }, false, 0, 0 },
		{ "a line without a word more", { ONE }, { " a();\n-b();\n+c();\n+}\n" }, true, 0, 0 },
		{ "a hunk without a word is none", { ONE, " x();\n+}\n" }, { ONE }, true, 0, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_patch_ struct patch *patch = NULL, *port = NULL;
		struct changed_lines changed;

		for (int side = 0; side < 2; side++) {
			const char *const *hunks = side ? rows[i].port : rows[i].patch;
			_cleanup_free_ char *diff = diff_of("a/f.c", "", hunks[0]);
			_cleanup_free_ char *second = hunks[1] ? hunk_of("", hunks[1]) : NULL;
			_cleanup_free_ char *all = NULL;

			/* Behind the first one, whatever its length. */
			if (second)
				all = xasprintf("%s@@ -200%s", diff, strchr(second, ','));
			*(side ? &port : &patch) = patch_of(NULL, all ? all : diff);
		}
		changed = changed_lines_compare(patch, port);
		if (changed.same != rows[i].same || changed.lost != rows[i].lost ||
		    changed.number != rows[i].number)
			fail_msg("%s: %d, %zu, %zu", rows[i].name, changed.same, changed.lost,
				 changed.number);
		assert_int_equal(!changed.path, !changed.lost);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(compared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
