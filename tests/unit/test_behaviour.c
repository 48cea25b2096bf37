// SPDX-License-Identifier: GPL-2.0-only
/* Behaviour tests as read from their file, and what meets an expectation. */
#include "unit.h"


#include "vm/behaviour.h"

static const char good[] =
	"[module \"m\"]\n\tsource = m\n"
	"[program \"p\"]\n\tsource = p.c\n"
	"[program \"q\"]\n\tmakefile = q.mk\n"
	"[state \"before\"]\n\twhat = as it was\n\ttree = 6.1.y base\n"
	"\ttree = 6.* base take-out.patch\n"
	"[state \"after\"]\n\ttree = * stable\n"
	"[variant \"odd\"]\n\tparameter = odd\n"
	"[test \"t\"]\n\tprogram = p\n\targument = -x\n\targument = 5\n\tvariant = odd\n"
	"\ttimeout = 9\n"
	"[test \"u\"]\n\tprogram = q\n"
	"[expect \"t before 6.1.y\"]\n\toutcome = fail\n\tsays = ^got [0-9]+$\n"
	"[expect \"t before * od?\"]\n\toutcome = pass\n\tkernel = WARNING: .* f\n"
	"\tkernel = BUG\n";

static int read_text(const char *text, struct behaviour **ret, struct error **err)
{
	char *dir = scratch_make();
	_cleanup_free_ char *path = path_join(dir, "behaviour.conf");
	_cleanup_(variants_release) struct variants variants = {0};
	int rc;

	assert_int_equal(file_write(path, text, strlen(text), 0644, err), 0);
	variants_complete(&variants, arch_default());
	rc = behaviour_read(dir, "fix", &variants, ret, err);
	scratch_remove(dir);
	return rc;
}

static void test_reading(void **state)
{
	_cleanup_(behaviour_free) struct behaviour *b = NULL;
	struct error *err = NULL;

	assert_works(read_text(good, &b, &err), err);
	assert_int_equal(b->source_count, 3);
	assert_true(b->sources[0].module);
	assert_string_equal(b->sources[2].makefile, "q.mk");
	assert_string_equal(behaviour_tree(&b->states[0], "6.1.y"), "base");
	assert_string_equal(behaviour_tree(&b->states[0], "6.12.y"), "base take-out.patch");
	assert_null(behaviour_tree(&b->states[0], "7.1.y"));
	assert_string_equal(behaviour_tree(&b->states[1], "5.10.y"), "stable");
	assert_string_equal(b->tests[0].arguments[1], "5");
	assert_null(b->tests[0].arguments[2]);
	assert_int_equal(b->tests[0].timeout, 9);
	/* Without a variant: the project's first. */
	assert_string_equal(b->tests[1].variants[0], VARIANT_DEFAULT);
	assert_int_equal(behaviour_expected(b, "t", "before", "6.1.y", "odd")->outcome,
			 OUTCOME_FAIL);
	assert_int_equal(behaviour_expected(b, "t", "before", "6.12.y", "odd")->outcome,
			 OUTCOME_PASS);
	assert_null(behaviour_expected(b, "t", "before", "6.12.y", "even"));
	assert_null(behaviour_expected(b, "t", "after", "6.1.y", "odd"));
}

static void test_no_file(void **state)
{
	_cleanup_(variants_release) struct variants variants = {0};
	struct behaviour *b = (struct behaviour *)&variants;
	struct error *err = NULL;

	assert_works(behaviour_read("/nonexistent", "fix", &variants, &b, &err), err);
	assert_null(b);
}

static void test_bad_files(void **state)
{
	static const struct {
		const char *text, *complaint;
	} cases[] = {
		{"[program \"p\"]\n\tsource = ../p.c\n", "not a path"},
		{"[program \"p/q\"]\n\tsource = p.c\n", "not one of a file"},
		{"[program \"p\"]\n\tsource = p.c\n\tmakefile = q\n", "either source or makefile"},
		{"[module \"m\"]\n\tmakefile = m.mk\n", "unknown key"},
		{"[test \"t\"]\n\tprogram = gone\n", "no such program"},
		{"[program \"p\"]\n\tsource = p.c\n[test \"t\"]\n\tprogram = p\n\tvariant = no\n",
		 "no such variant"},
		{"[program \"p\"]\n\tsource = p.c\n[test \"t\"]\n\tprogram = p\n\ttimeout = -1\n",
		 "not seconds"},
		{"[expect \"t s\"]\n\toutcome = pass\n", "TEST STATE BRANCH"},
		{"[expect \"t s *\"]\n\toutcome = pass\n", "no such test or state"},
		{"[expect \"t s *\"]\n\toutcome = good\n", "not an outcome"},
		{"[expect \"t s *\"]\n\tsays = (\n", "not an extended regular expression"},
		{"[color \"t\"]\n\tred = 1\n", "unknown key"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct behaviour *b = NULL;
		struct error *err = NULL;

		assert_fails(read_text(cases[i].text, &b, &err), err, cases[i].complaint);
		assert_null(b);
	}
}

static void test_expectations(void **state)
{
	static const struct {
		const char *state;	/* branch of the expectation */
		enum outcome outcome;
		const char *output, *kernel_log, *why;	/* NULL: met */
	} cases[] = {
		{"6.1.y", OUTCOME_FAIL, "x\ngot 12\n", "", NULL},
		{"6.1.y", OUTCOME_PASS, "got 12\n", "", "pass, not fail"},
		{"6.1.y", OUTCOME_FAIL, "got none\n", "", "output has no '^got"},
		{"6.1.y", OUTCOME_FAIL, "got 12\n", "BUG: x\n", "1 kernel warnings, expected 0"},
		{"6.2.y", OUTCOME_PASS, "", "WARNING: at f\nBUG: y\n", NULL},
		{"6.2.y", OUTCOME_PASS, "", "WARNING: at f\n", "0 times, expected once"},
		{"6.2.y", OUTCOME_PASS, "", "WARNING: at f\nWARNING: at f\nBUG\n",
		 "2 times, expected once"},
		{"6.2.y", OUTCOME_PASS, "", "WARNING: at f\nBUG\nOops: 2\n", "3 kernel warnings, expected 2"},
		{"6.2.y", OUTCOME_CRASH, "", "WARNING: at f\nBUG\n", "crash: gone, not pass"},
	};
	_cleanup_(behaviour_free) struct behaviour *b = NULL;
	struct error *err = NULL;

	assert_works(read_text(good, &b, &err), err);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct record record = {
			.test = (char *)"t", .outcome = cases[i].outcome,
			.message = (char *)(cases[i].outcome == OUTCOME_CRASH ? "gone" : ""),
			.output = (char *)cases[i].output,
			.kernel_log = (char *)cases[i].kernel_log, .boot = (char *)"",
		};
		_cleanup_free_ char *why = NULL, *shown = NULL;
		bool met = behaviour_met(behaviour_expected(b, "t", "before", cases[i].state, "odd"),
					 &record, &why, &shown);

		if (met != !cases[i].why || (!met && !strstr(why, cases[i].why)))
			fail_msg("case %zu: %s", i, met ? "met" : why);
		if (record.kernel_log[0])
			assert_memory_equal(shown, record.kernel_log, strlen(shown));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reading),
		cmocka_unit_test(test_no_file),
		cmocka_unit_test(test_bad_files),
		cmocka_unit_test(test_expectations),
	};

	return cmocka_run_group_tests_name("behaviour", tests, NULL, NULL);
}
