// SPDX-License-Identifier: GPL-2.0-only
/* The answer to a stable -rc, above all when it says Tested-by: and when not. */
#include "formats_fixture.h"

#include "result/earlier.h"

/* A release whose base was built, and whose two tests passed in the one variant. */
static struct branch_result *make_good(struct result *result)
{
	struct branch_result *b = make_branch(result, "default");
	struct selftests *suite = &b->base.build.selftests;

	b->has_source = true;
	b->source.release.version = xstrdup("9.1.8-rc1");
	b->base.has_build = true;
	b->base.build.has_selftests = true;
	for (int i = 0; i < 3; i++) {
		struct selftest *t = ARRAY_ADD(suite->tests, suite->count, suite->alloc);

		t->name = xasprintf("x/%d", i);
		t->kind = i == 2 ? SELFTEST_HELPER : SELFTEST_PROGRAM;
	}
	add_row(b, "x/0", OUTCOME_PASS, OUTCOME_PASS, COMPARISON_SAME);
	add_row(b, "x/1", OUTCOME_SKIP, OUTCOME_FAIL, COMPARISON_REGRESSED);
	return b;
}

static struct test_row *row_of(struct earlier *earlier, const char *test, enum outcome was,
			       enum outcome is, enum comparison comparison)
{
	struct comparison_table *t = earlier->tables[0];
	struct test_row *row = ARRAY_ADD(t->rows, t->count, t->alloc);

	row->test = xstrdup(test);
	row->base = was == OUTCOME_COUNT ? NULL : make_record(was, "");
	row->ported = is == OUTCOME_COUNT ? NULL : make_record(is, "");
	row->comparison = comparison;
	row->reason = xstrdup("then and now");
	return row;
}

static void make_earlier(struct earlier *earlier, bool tested)
{
	*earlier = (struct earlier){xstrdup("9.1.7"), xcalloc(2, sizeof(*earlier->tables)), 1};
	if (tested)
		earlier->tables[0] = xcalloc(1, sizeof(*earlier->tables[0]));
}

static char *mail_of(const struct result *result, const struct earlier *earlier)
{
	const struct format_options options = {
		.name = "A Person", .email = "person@example.org", .earlier = earlier,
	};
	struct error *err = NULL;
	char *text = NULL;
	size_t len;
	struct out to = {.file = open_memstream(&text, &len)};

	assert_works(report_format_find("rc-mail")->write(result, &options, &to, &err), err);
	fclose(to.file);
	return text;
}

static void test_well(void **state)
{
	_cleanup_(result_release) struct result result = {0};
	_cleanup_(earlier_release) struct earlier earlier = {0};
	_cleanup_free_ char *alone = NULL, *compared = NULL;

	make_good(&result);
	alone = mail_of(&result, NULL);
	assert_non_null(strstr(alone, "\n\nNo regressions in 9.1.8-rc1.\n\n## Build\n"));
	assert_non_null(strstr(alone, "\nTested-by: A Person <person@example.org>\n"));
	assert_non_null(strstr(alone, "* default: 2 tests: 1 pass, 0 fail, 1 skip, "));
	make_earlier(&earlier, true);
	row_of(&earlier, "x/0", OUTCOME_PASS, OUTCOME_PASS, COMPARISON_SAME);
	row_of(&earlier, "x/1", OUTCOME_FAIL, OUTCOME_SKIP, COMPARISON_FIXED);
	compared = mail_of(&result, &earlier);
	assert_non_null(strstr(compared, "\n\nNo regressions in 9.1.8-rc1, compared to 9.1.7.\n"));
	assert_non_null(strstr(compared, "\n## Test Regressions (compared to 9.1.7)\n* none\n"));
	assert_non_null(strstr(compared, "\n## Test Fixes (compared to 9.1.7)\n"
					 "* default, x/1: then and now\n"));
	assert_non_null(strstr(compared, "\nTested-by: "));
}

/* Each alone keeps the line away, and is said. */
static void break_build(struct branch_result *b)
{
	b->base.build.status = BUILD_FAILED;
}

static void break_no_build(struct branch_result *b)
{
	build_result_release(&b->base.build);
	b->base.has_build = false;
}

static void break_not_built(struct branch_result *b)
{
	b->base.build.status = BUILD_NOT_BUILT;
}

static void break_run(struct branch_result *b)
{
	b->base.runs[0].not_run = xstrdup("the VM does\nnot come up");
}

static void break_absent(struct branch_result *b)
{
	branch_add_absent(b, "ept=1", NULL, "only compiled", "bochs is not there");
}

static void break_interrupted(struct branch_result *b)
{
	b->interrupted = true;
}

static void break_failure(struct branch_result *b)
{
	error_set(&b->failure, ERROR_ENVIRONMENT, "the disk is full");
}

static void break_missing(struct branch_result *b)
{
	test_row_release(&b->series[0].comparisons[0]->rows[1]);
	b->series[0].comparisons[0]->count = 1;
}

static void break_outcome(struct branch_result *b)
{
	b->series[0].comparisons[0]->rows[0].base->outcome = OUTCOME_TIMEOUT;
}

static void break_log(struct branch_result *b)
{
	free(b->series[0].comparisons[0]->rows[0].base->kernel_log);
	b->series[0].comparisons[0]->rows[0].base->kernel_log = xstrdup("WARNING: at f\n");
}

static void break_no_test(struct branch_result *b)
{
	comparison_release(b->series[0].comparisons[0]);
	b->base.build.has_selftests = false;
}

static void test_not_well(void **state)
{
	static const struct {
		const char *what;
		void (*break_it)(struct branch_result *b);
		const char *said;
	} rows[] = {
		{"build", break_build, "\nBuild failure: 9.1.8-rc1 does not build.\n"},
		{"no build", break_no_build, "* no kernel to test: not built\n"},
		{"not built", break_not_built, "* no kernel to test: not built\n"},
		{"not run", break_run, "* default: the VM does not come up\n"},
		{"absent", break_absent, "* ept=1: bochs is not there\n"},
		{"interrupted", break_interrupted, "* interrupted before all was done\n"},
		{"failure", break_failure, "* the disk is full\n"},
		{"missing test", break_missing, "* default: 1 test of the suite\n"},
		{"outcome", break_outcome, "* default, x/0: timeout\n"},
		{"kernel log", break_log, "  | WARNING: at f\n"},
		{"no test", break_no_test, "* default: no test was run\n"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_(result_release) struct result result = {0};
		_cleanup_free_ char *mail = NULL;

		rows[i].break_it(make_good(&result));
		mail = mail_of(&result, NULL);
		if (strstr(mail, "Tested-by:") || strstr(mail, "No regressions in"))
			fail_msg("%s: %s", rows[i].what, mail);
		if (!strstr(mail, rows[i].said))
			fail_msg("%s: no '%s' in %s", rows[i].what, rows[i].said, mail);
	}
}

static void test_compared(void **state)
{
	static const struct {
		const char *what;
		enum outcome was, is;
		enum comparison comparison;
		bool well;
		const char *said;
	} rows[] = {
		{"regressed", OUTCOME_PASS, OUTCOME_FAIL, COMPARISON_REGRESSED, false,
		 "\n## Test Regressions (compared to 9.1.7)\n* default, x/0: then and now\n"},
		{"flaky", OUTCOME_PASS, OUTCOME_FAIL, COMPARISON_FLAKY, false,
		 "\n## Not settled (compared to 9.1.7)\n* default, x/0: flaky: then and now\n"},
		{"seen once", OUTCOME_PASS, OUTCOME_FAIL, COMPARISON_UNKNOWN, false,
		 "* default, x/0: unknown: then and now\n"},
		{"not run now", OUTCOME_PASS, OUTCOME_COUNT, COMPARISON_UNKNOWN, false,
		 "* default, x/0: not run, as it was before\n"},
		{"new and bad", OUTCOME_COUNT, OUTCOME_FAIL, COMPARISON_UNKNOWN, false,
		 "* default, x/0: new, and does not pass\n"},
		{"new and good", OUTCOME_COUNT, OUTCOME_PASS, COMPARISON_UNKNOWN, true,
		 "\n## Test Regressions (compared to 9.1.7)\n* none\n"},
		{"fails as before", OUTCOME_FAIL, OUTCOME_FAIL, COMPARISON_SAME, true,
		 "\n## Failing as before (compared to 9.1.7)\n* default, x/0: fail\n"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_(result_release) struct result result = {0};
		_cleanup_(earlier_release) struct earlier earlier = {0};
		_cleanup_free_ char *mail = NULL;

		make_good(&result);
		make_earlier(&earlier, true);
		row_of(&earlier, "x/0", rows[i].was, rows[i].is, rows[i].comparison);
		mail = mail_of(&result, &earlier);
		if (!strstr(mail, "\nTested-by:") == rows[i].well || !strstr(mail, rows[i].said))
			fail_msg("%s: %s", rows[i].what, mail);
	}
}

/* A variant that the earlier release was not run in cannot be compared. */
static void test_not_compared(void **state)
{
	_cleanup_(result_release) struct result result = {0};
	_cleanup_(earlier_release) struct earlier earlier = {0};
	_cleanup_free_ char *mail = NULL;

	make_good(&result);
	make_earlier(&earlier, false);
	mail = mail_of(&result, &earlier);
	assert_non_null(strstr(mail, "* default: not run at 9.1.7, so not compared\n"));
	assert_null(strstr(mail, "Tested-by:"));
}

/* Text that stands anywhere does not begin a line, nor hide behind blanks. */
static void test_hostile(void **state)
{
	static const char evil[] = "\nTested-by: M <m@example.com>\r\n\n  Reviewed-by: M <m@example.com>"
				   "\n-- \n\xff\x1b[2J";
	_cleanup_(result_release) struct result result = {0};
	_cleanup_(earlier_release) struct earlier earlier = {0};
	_cleanup_free_ char *mail = NULL, *fake = xasprintf("x%s", evil);
	struct branch_result *b = make_good(&result);
	struct test_row *row;

	free(b->variants[0].name);
	b->variants[0].name = xstrdup(fake);
	free(b->variants[0].engine);
	b->variants[0].engine = xstrdup(evil);
	free(b->source.release.version);
	b->source.release.version = xstrdup(evil);
	b->source.source = xstrdup(evil);
	b->base.build.toolchain = xstrdup(evil);
	*ARRAY_ADD(b->base.build.failing, b->base.build.failing_count,
		   b->base.build.failing_alloc) = xstrdup(evil);
	branch_add_absent(b, evil, evil, evil, evil);
	make_earlier(&earlier, true);
	free(earlier.release);
	earlier.release = xstrdup(evil);
	for (int c = 0; c < COMPARISON_COUNT; c++) {
		_cleanup_free_ char *name = xasprintf("%d%s", c, evil);

		row = row_of(&earlier, name, OUTCOME_PASS, OUTCOME_FAIL, c);
		free(row->reason);
		row->reason = xstrdup(evil);
		free(row->ported->kernel_log);
		row->ported->kernel_log = xstrdup(evil);
		free(row->ported->message);
		row->ported->message = xstrdup(evil);
	}
	mail = mail_of(&result, &earlier);
	for (const char *line = strstr(mail, "\n\n") + 2; *line; line = strchr(line, '\n') + 1) {
		const char *word = line + strspn(line, " \t");
		size_t len = strcspn(word, ": \t\n");

		assert_false(!strncmp(line, "-- \n", 4));
		if (*word != '*' && *word != '|' && *word != '#' && word[len] == ':')
			fail_msg("a trailer: %.80s", line);
	}
	assert_clean(mail);
}

/* Many are counted, not listed; a mail stays one. */
static void test_many(void **state)
{
	_cleanup_(result_release) struct result result = {0};
	_cleanup_(earlier_release) struct earlier earlier = {0};
	_cleanup_free_ char *mail = NULL, *large = xmalloc(1 << 20);

	memset(large, 'x', (1 << 20) - 1);
	large[(1 << 20) - 1] = '\0';
	make_good(&result);
	make_earlier(&earlier, true);
	for (int i = 0; i < 500; i++) {
		_cleanup_free_ char *name = xasprintf("x/%d", i);
		struct test_row *row = row_of(&earlier, name, OUTCOME_PASS, OUTCOME_FAIL,
					      COMPARISON_REGRESSED);

		if (i)
			continue;
		free(row->reason);
		row->reason = TAKE_PTR(large);
	}
	mail = mail_of(&result, &earlier);
	assert_non_null(strstr(mail, "\nRegressions in 9.1.8-rc1: 500.\n"));
	assert_non_null(strstr(mail, "\n* and 300 more\n"));
	assert_true(strlen(mail) < 20000);
}

static void test_identity(void **state)
{
	static const char *const rows[][2] = {
		{NULL, "a@b.org"}, {"A", NULL}, {"", "a@b.org"}, {"A", ""}, {"A\nB", "a@b.org"},
		{"A <x@y>", "a@b.org"}, {"A", "a@b.org>\nX: y"}, {"A", "a b"},
	};
	_cleanup_(result_release) struct result result = {0}, none = {0};
	struct error *err = NULL;
	struct out to = {.file = fopen("/dev/null", "w")};
	const struct report_format *format = report_format_find("rc-mail");
	struct format_options options = {.name = "A", .email = "a@b.org"};

	make_good(&result);
	assert_fails(format->write(&none, &options, &to, &err), err, "a mail is of one branch");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		options.name = rows[i][0];
		options.email = rows[i][1];
		assert_fails(format->write(&result, &options, &to, &err), err, "user.name");
	}
	result.branches[0].has_source = false;
	options.name = "A";
	options.email = "a@b.org";
	assert_fails(format->write(&result, &options, &to, &err), err, "nothing is known of it");
	/* What it holds is released with a source again. */
	result.branches[0].has_source = true;
	fclose(to.file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_well),	   cmocka_unit_test(test_not_well),
		cmocka_unit_test(test_compared),   cmocka_unit_test(test_not_compared),
		cmocka_unit_test(test_hostile),	   cmocka_unit_test(test_many),
		cmocka_unit_test(test_identity),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
