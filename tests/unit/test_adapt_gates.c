// SPDX-License-Identifier: GPL-2.0-only
/* The gates look at what was made, once it is known what the file is written in. */
#include "unit.h"

#include "adapt/adapt.h"

#define F(body) "int f(struct d *d, int n)\n{\n" body "\treturn 0;\n}\n"
#define K(n) "\tkeep" #n "(k" #n ");\n"
#define CHECK "\tif (n > 1)\n\t\treturn 1;\n\n"

struct gate_row {
	const char *what;
	const char *a_old, *a_new, *b_old, *b_new;
	bool passes;
};

static char *adapt_named(const struct gate_row *row, const char *name)
{
	_cleanup_adapt_result_ struct adapt_result result = { 0 };
	_cleanup_error_ struct error *err = NULL;
	struct adapt_options options = {
		.a_old = { row->a_old, strlen(row->a_old) },
		.a_new = { row->a_new, strlen(row->a_new) },
		.b_old = { row->b_old, strlen(row->b_old) },
		.name = name,
	};

	assert_works(adapt_file(&options, &result, &err), err);
	return xstrdup(result.adapted ? buf_str(&result.content) : "");
}

static void test_what_is_made(void **state)
{
#define A_OLD F(K(1) K(2) K(3))
#define A_NEW F(K(1) K(2) CHECK K(3))
#define B(before, more, behind) F(before K(1) K(2) more K(3) behind)
	static const struct gate_row rows[] = {
		{ "nothing is held", A_OLD, A_NEW, B("\tother(o);\n", "", ""),
		  B("\tother(o);\n", CHECK, ""), true },
		{ "a lock is held", A_OLD, A_NEW,
		  B("\tmutex_lock(&d->lock);\n", "", "\tmutex_unlock(&d->lock);\n"),
		  B("\tmutex_lock(&d->lock);\n", CHECK, "\tmutex_unlock(&d->lock);\n"), false },
		{ "a reference is held", A_OLD, A_NEW,
		  B("\tget_device(d);\n", "", "\tput_device(d);\n"),
		  B("\tget_device(d);\n", CHECK, "\tput_device(d);\n"), false },
		{ "the lock is given back before", A_OLD, A_NEW,
		  B("\tmutex_lock(&d->lock);\n\tmutex_unlock(&d->lock);\n", "", ""),
		  B("\tmutex_lock(&d->lock);\n\tmutex_unlock(&d->lock);\n", CHECK, ""), true },
		{ "A holds it, too, and leaves so", F("\tmutex_lock(&d->lock);\n" K(1) K(2) K(3)),
		  F("\tmutex_lock(&d->lock);\n" K(1) K(2) CHECK K(3)),
		  F("\tmutex_lock(&d->lock);\n" K(1) K(2) K(3) "\tother(o);\n"),
		  F("\tmutex_lock(&d->lock);\n" K(1) K(2) CHECK K(3) "\tother(o);\n"), true },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *plain = adapt_named(&rows[i], NULL), *named =
			adapt_named(&rows[i], "kernel/x.c");

		if
			(strcmp(plain, rows[i].b_new) ||
			strcmp(named, rows[i].passes ? rows[i].b_new : ""))
			fail_msg("%s:\n--- without a name\n%s--- with one\n%s---", rows[i].what,
				 plain, named);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_made),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
