// SPDX-License-Identifier: GPL-2.0-only
#include "adapt_table.h"

#define LOAD(way, more, end) \
	"int load(struct d *d)\n{\n\tint ret;\n\n\td->buf = alloc(d);\n\tret = fill(d, d->buf);\n\tif (ret)\n\t\t" way \
	"\n" more "\tuse(d, d->buf);\n" end "}\n"
#define CHECKED "\tret = check(d);\n\tif (ret)\n\t\treturn ret;\n"
#define GIVE_BACK "\treturn 0;\n\nout:\n\trelease(d);\n\treturn ret;\n"

/* Where B goes to a label, a return that is new would keep what it gives back there. */
static void test_new_return(void **state)
{
	static const struct row rows[] = {
		{ "a return is added where B goes to a label",
		  LOAD("return ret;", "", "\treturn 0;\n"),
		  LOAD("return ret;", CHECKED, "\treturn 0;\n"),
		  LOAD("goto out;", "", GIVE_BACK),
		  NULL,
		  RUNG_REFUSED },
		{ "a call is added where B goes to a label",
		  LOAD("return ret;", "", "\treturn 0;\n"),
		  LOAD("return ret;", "\tmark(d);\n", "\treturn 0;\n"),
		  LOAD("goto out;", "", GIVE_BACK),
		  LOAD("goto out;", "\tmark(d);\n", GIVE_BACK),
		  RUNG_FUNCTION },
		{ "a return is added where B returns",
		  LOAD("return ret;", "", "\treturn 0;\n"),
		  LOAD("return ret;", CHECKED, "\treturn 0;\n"),
		  LOAD("return ret;", "", "\treturn 1;\n"),
		  LOAD("return ret;", CHECKED, "\treturn 1;\n"),
		  RUNG_EXACT },
	};

	CHECK_ROWS(rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_new_return),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
