// SPDX-License-Identifier: GPL-2.0-only
#include "unit.h"

#include "report/explain.h"
#include "report/matrix.h"
#include "report/report.h"
#include "report/table.h"
#include "result/order.h"
#include "result/rows.h"
#include "result/summary.h"
#include "run/series_rows.h"
#include "util/text.h"

#define NO_ANSWER -1	/* not fetched */
#define NOT_GIVEN -2

static const char conf_text[] = "fix/0001-one.patch\nfix/0002-two.patch\nother/0001-one.patch\n";

/* A report of branches with these verdicts for the three patches of conf_text. */
struct expected {
	const char *branch;
	int verdicts[3];
};

static void add_series(struct result *report, struct branch_result *b, const char *name,
		       const int *verdicts, size_t first)
{
	struct series_result *s = ARRAY_ADD(b->series, b->series_count, b->series_alloc);

	s->name = xstrdup(name);
	s->ported.state = xstrdup("ported");
	for (size_t row = first; row < report->row_count; row++) {
		struct patch_result *p;

		if (strcmp(report->rows[row].series, name) || verdicts[row] < 0)
			continue;
		p = ARRAY_ADD(s->patches, s->patch_count, s->patch_alloc);
		p->name = xstrdup(report->rows[row].name);
		p->subject = xasprintf("x86: subject %zu of %s", row + 1, name);
		p->verdict = verdicts[row];
	}
}

static void make_report(const struct expected *expected, size_t count, struct result *report)
{
	struct series_conf *conf;
	struct error *err = NULL;

	*report = (struct result){0};
	assert_works(series_conf_parse("conf", conf_text, strlen(conf_text), NULL, &conf, &err), err);
	for (size_t i = 0; i < count; i++)
		result_add(report, expected[i].branch);
	series_rows_add(report, conf, "stable", NULL);
	series_conf_free(conf);
	assert_int_equal(report->row_count, 3);
	for (size_t i = 0; i < count; i++) {
		struct branch_result *b = &report->branches[i];
		const int *verdicts = expected[i].verdicts;

		for (int row = 0; row < 3; row++) {
			assert_true(b->wanted[row]);
			b->wanted[row] = verdicts[row] != NOT_GIVEN;
		}
		if (verdicts[0] == NO_ANSWER) {
			b->not_fetched = true;
			error_set(&b->failure, ERROR_ENVIRONMENT, "%s: no source:\n  a: x\n  b: y",
				  b->branch);
			continue;
		}
		b->has_source = true;
		b->source.release.version = xasprintf("%s-release", b->branch);
		b->source.source = xstrdup("test");
		add_series(report, b, "fix", verdicts, 0);
		add_series(report, b, "other", verdicts, 2);
	}
	result_name_rows(report);
}

static void test_patch_of_row(void **state)
{
	static const struct expected expected[] = {
		{"5.1.y", {NOT_GIVEN, VERDICT_MOVED, VERDICT_CLEAN}},
		{"5.2.y", {NO_ANSWER, NO_ANSWER, NO_ANSWER}},
	};
	_cleanup_(result_release) struct result report;

	make_report(expected, 2, &report);
	assert_null(result_patch(&report, 0, 0));
	assert_int_equal(result_patch(&report, 0, 1)->verdict, VERDICT_MOVED);
	assert_int_equal(result_patch(&report, 0, 2)->verdict, VERDICT_CLEAN);
	assert_null(result_patch(&report, 1, 1));
	assert_null(report.rows[0].subject);
	assert_string_equal(report.rows[1].subject, "x86: subject 2 of fix");
	assert_int_equal(report.rows[2].number, 3);
}

static void test_order(void **state)
{
	static const struct expected expected[] = {
		/* As named on a command line: not in order. */
		{"6.12.y", {VERDICT_REFUSED, VERDICT_PRESENT, VERDICT_CLEAN}},
		{"6.1.y", {VERDICT_MOVED, VERDICT_CLEAN, VERDICT_REFUSED}},
		{"5.10.y", {VERDICT_NOT_AFFECTED, VERDICT_REFUSED, VERDICT_REFUSED}},
		{"6.6.y", {VERDICT_ADAPTED, VERDICT_SUPERSEDED, NOT_GIVEN}},
		{"6.18.y", {NO_ANSWER, NO_ANSWER, NO_ANSWER}},
		{"6.20.y", {VERDICT_REFUSED, VERDICT_REFUSED, VERDICT_REFUSED}},
		{"vendor", {VERDICT_REFUSED, VERDICT_CLEAN, VERDICT_CLEAN}},
	};
	_cleanup_(result_release) struct result report;
	_cleanup_(order_gaps_release) struct order_gaps gaps;

	make_report(expected, ARRAY_SIZE(expected), &report);
	report.branches[5].ended = true;
	order_check(&report, &gaps);
	assert_int_equal(gaps.count, 3);

	assert_int_equal(gaps.items[0].row, 0);
	assert_int_equal(gaps.items[0].oldest, 1);
	assert_int_equal(gaps.items[0].lack_count, 2);
	assert_int_equal(gaps.items[0].lacks[0].branch, 0);
	assert_string_equal(gaps.items[0].lacks[0].why, "refused");
	assert_int_equal(gaps.items[0].lacks[1].branch, 4);
	assert_string_equal(gaps.items[0].lacks[1].why, "not fetched");

	assert_int_equal(gaps.items[1].lack_count, 1);
	assert_int_equal(gaps.items[1].lacks[0].branch, 4);

	/* 6.1.y refused it, but is older than 6.12.y that gets it. */
	assert_int_equal(gaps.items[2].oldest, 0);
	assert_int_equal(gaps.items[2].lack_count, 1);
	assert_int_equal(gaps.items[2].lacks[0].branch, 4);
}

static char *text_of(const struct result *report)
{
	char *text = NULL;
	size_t len;
	struct out to = {.file = open_memstream(&text, &len)};

	assert_non_null(to.file);
	report_text(report, &to);
	fclose(to.file);
	return text;
}

/* Evidence is under the number that `explain` knows the patch by, and said once. */
static void test_text_of_evidence(void **state)
{
	static const struct expected expected[] = {
		{"5.1.y", {NOT_GIVEN, VERDICT_CLEAN, VERDICT_NOT_AFFECTED}},
		{"5.2.y", {VERDICT_NOT_AFFECTED, VERDICT_NOT_AFFECTED, VERDICT_CLEAN}},
	};
	_cleanup_(result_release) struct result report;
	_cleanup_free_ char *text = NULL;
	struct patch_result *patches;

	make_report(expected, 2, &report);
	patches = report.branches[0].series[0].patches;
	evidence_add(&patches[0].evidence, EVIDENCE_HUNK, "a.c", 10, "hunk at its line");
	evidence_add(&patches[0].evidence, EVIDENCE_HUNK, "a.c", 20, "hunk at its line");
	evidence_add(&patches[0].evidence, EVIDENCE_HUNK, "b.c", 20, "hunk at its line");
	evidence_add(&patches[0].evidence, EVIDENCE_HUNK, "b.c", 30, "hunk #2 at 30 (offset 1 line)");
	patches = report.branches[1].series[0].patches;
	for (int i = 0; i < 2; i++)
		evidence_add(&patches[i].evidence, EVIDENCE_SYMBOL, NULL, 0, "x is not there");
	text = text_of(&report);
	assert_non_null(strstr(text, "  # VERDICT PATCH"));
	assert_non_null(strstr(text, "  2 clean   x86: subject 2 of fix"));
	assert_non_null(strstr(text, "  patch 2\n"
				     "    a.c:10, 20\n      hunk at its line\n"
				     "    b.c:20\n      hunk at its line\n"
				     "    b.c:30\n      hunk #2 at 30 (offset 1 line)\n\n"));
	assert_non_null(strstr(text, "  patches 1, 2\n    x is not there\n\nother\n"));
}

static void test_find_row(void **state)
{
	static const struct expected expected[] = {
		{"5.1.y", {VERDICT_CLEAN, VERDICT_CLEAN, VERDICT_CLEAN}},
		{"5.2.y", {VERDICT_CLEAN, NOT_GIVEN, VERDICT_CLEAN}},
	};
	static const struct {
		const char *text;
		size_t row;
	} found[] = {
		{"fix/1", 0}, {"fix/01", 0}, {"other/001", 2}, {"2", 1}, {"02", 1}, {"0002-two", 1},
		{"patches/other/0001-one.patch", 2}, {"/a/fix/0002-two", 1},
		{"abcdef0123", 1}, {"ABCDEF0", 1}, {"0002-two.patch", 1}, {"fix/0001-one.patch", 0},
		{"other/0001-one", 2}, {"SUBJECT 2", 1}, {"of other", 2},
	};
	_cleanup_(result_release) struct result report;
	struct error *err = NULL;
	size_t row;

	make_report(expected, 2, &report);
	report.branches[0].series[0].patches[1].upstream =
		xstrdup("abcdef0123456789abcdef0123456789abcdef01");
	for (size_t i = 0; i < ARRAY_SIZE(found); i++) {
		assert_works(result_find_row(&report, 0, found[i].text, &row, &err), err);
		if (row != found[i].row)
			fail_msg("'%s' is row %zu", found[i].text, row);
	}
	assert_fails(result_find_row(&report, 0, "subject", &row, &err), err,
		     "\n  fix/02  x86: subject 2");
	assert_fails(result_find_row(&report, 0, "1", &row, &err), err, "can be any of these");
	assert_fails(result_find_row(&report, 0, "nothing", &row, &err), err,
		     "there are:\n  fix/01  x86");
	assert_fails(result_find_row(&report, 0, "", &row, &err), err, "no patch ''");
	assert_fails(result_find_row(&report, 0, "0", &row, &err), err, "no patch '0'");
	assert_fails(result_find_row(&report, 0, "4", &row, &err), err, "no patch '4'");
	assert_fails(result_find_row(&report, 0, "fix/3", &row, &err), err, "no patch 'fix/3'");
	assert_fails(result_find_row(&report, 0, "ix/1", &row, &err), err, "no patch 'ix/1'");
	assert_fails(result_find_row(&report, 0, "xfix/1", &row, &err), err,
		     "(did you mean 'fix/1'?); there are:");
	assert_fails(result_find_row(&report, 0, "abcdef", &row, &err), err, "no patch");
	assert_fails(result_find_row(&report, 0, "0002-tow.patch", &row, &err), err,
		     "did you mean '0002-two.patch'");
	/* Not given to that branch. */
	assert_fails(result_find_row(&report, 1, "2", &row, &err), err, "does not give fix/02, 0002-two.patch, to 5.2.y");
	assert_fails(result_find_row(&report, 1, "0001-one", &row, &err), err, "can be any");
}

static void test_not_fetched_is_no_failure(void **state)
{
	static const struct expected expected[] = {
		{"5.1.y", {VERDICT_CLEAN, VERDICT_CLEAN, VERDICT_CLEAN}},
		{"5.2.y", {NO_ANSWER, NO_ANSWER, NO_ANSWER}},
	};
	_cleanup_(result_release) struct result report, none;
	char *why;

	make_report(expected, 2, &report);
	assert_int_equal(result_exit_code(&report), 0);
	assert_int_equal(result_summary(&report).failures, 0);
	assert_int_equal(result_summary(&report).not_fetched, 1);
	why = branch_not_fetched(&report.branches[1]);
	assert_string_equal(why, "a: x; b: y");
	free(why);
	assert_null(branch_not_fetched(&report.branches[0]));
	report.branches[1].named = true;
	assert_int_equal(result_exit_code(&report), 3);
	assert_int_equal(result_summary(&report).failures, 1);
	/* Another failure is one, named or not. */
	report.branches[1].named = report.branches[1].not_fetched = false;
	assert_int_equal(result_exit_code(&report), 3);

	/* Nothing at all was fetched. */
	make_report(expected + 1, 1, &none);
	assert_int_equal(result_exit_code(&none), 3);
}

/* The matrix as text; the caller frees it. */
/* As for a terminal of so many columns; NULL: for none. */
static char *matrix(const struct result *report, const char *columns)
{
	char *text = NULL;
	size_t len;
	struct out to = {.file = tmpfile()};

	assert_non_null(to.file);
	setenv("LC_ALL", "C.UTF-8", 1);
	if (columns)
		setenv("COLUMNS", columns, 1);
	else
		unsetenv("COLUMNS");
	matrix_text(report, &to);
	len = ftell(to.file);
	rewind(to.file);
	text = xcalloc(1, len + 1);
	assert_int_equal(fread(text, 1, len, to.file), len);
	fclose(to.file);
	return text;
}

static size_t widest(const char *text)
{
	size_t max = 0;

	for (const char *at = text; *at;) {
		size_t len = strcspn(at, "\n"), width = text_width(at, len);

		if (width > max)
			max = width;
		at += len + (at[len] == '\n');
	}
	return max;
}

/* Thirty patches of one series on eight branches: one picture, however wide. */
static void test_matrix_turned(void **state)
{
	static const char *const branches[] = {"5.10.y", "5.15.y", "6.1.y", "6.6.y", "6.12.y",
					       "6.18.y", "7.2.y", "7.3.y"};
	_cleanup_(result_release) struct result report = {0};
	_cleanup_buf_ struct buf conf_lines = {0};
	struct series_conf *conf;
	struct error *err = NULL;
	char *text;

	for (int i = 1; i <= 30; i++)
		buf_printf(&conf_lines, "fix/%04d-x.patch\n", i);
	assert_works(series_conf_parse("conf", buf_str(&conf_lines), conf_lines.len, NULL, &conf, &err),
		     err);
	for (size_t b = 0; b < ARRAY_SIZE(branches); b++)
		result_add(&report, branches[b]);
	series_rows_add(&report, conf, "stable", NULL);
	series_conf_free(conf);
	for (size_t b = 0; b < report.count; b++) {
		int verdicts[30];

		for (size_t i = 0; i < 30; i++)
			verdicts[i] = (b + i) % (VERDICT_LAST + 1);
		/* Not known yet: neither a verdict nor "-". */
		if (b == 7)
			verdicts[29] = -1;
		report.branches[b].has_source = true;
		report.branches[b].source.release.version = xasprintf("%s.123-1", branches[b]);
		add_series(&report, &report.branches[b], "fix", verdicts, 0);
	}
	result_name_rows(&report);

	text = matrix(&report, "80");
	assert_true(widest(text) <= 80);
	assert_non_null(strstr(text, "                           1 1 1 1 1 1 1 1 1 1 2 2 2 2 2 2 2 2 2 2 3\n"
			       "  BRANCH 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0\n"
			       "  5.10.y n p s c m a r X B U n p s c m a r X B U n p s c m a r X B U\n"
			       "  5.15.y p s c m a r X B U n p s c m a r X B U n p s c m a r X B U n\n"));
	assert_non_null(strstr(text, "  7.3.y  X B U n p s c m a r X B U n p s c m a r X B U n p s c m a .\n"
			       "  n=not-affected, p=present, s=superseded, c=clean, m=moved, a=adapted,\n"
			       "    r=resolved, X=refused, B=blocked, U=unreadable\n"));
	assert_non_null(strstr(text, "\n   9 x86: subject 9 of fix\n  10 x86: subject 10 of fix\n"));
	free(text);

	text = matrix(&report, "120");
	assert_true(widest(text) <= 120);
	assert_non_null(strstr(text, "  BRANCH RELEASE      1 2 3 4 5 6 7 8 9 10 11 12 "));
	assert_non_null(strstr(text, "  6.1.y  6.1.y.123-1  s c m a r X B U n  p  s  c "));
	free(text);

	text = matrix(&report, "200");
	assert_non_null(strstr(text, "   1 x86: subject 1 of fix  not-affected "));
	free(text);
	/* What no terminal is behind is never cut. */
	text = matrix(&report, NULL);
	assert_non_null(strstr(text, "   1 x86: subject 1 of fix  not-affected "));
	free(text);
}

static void test_matrix(void **state)
{
	static const struct expected expected[] = {
		{"5.1.y", {VERDICT_NOT_AFFECTED, NOT_GIVEN, VERDICT_CLEAN}},
		{"5.2.y", {VERDICT_PRESENT, VERDICT_SUPERSEDED, VERDICT_ADAPTED}},
		{"5.3.y", {VERDICT_RESOLVED, VERDICT_REFUSED, VERDICT_MOVED}},
		{"6.1.y", {NO_ANSWER, NO_ANSWER, NO_ANSWER}},
	};
	/* However narrow: in full, turned with words or letters, downwards, with words cut, in blocks. */
	static const char *const widths[] = {"20", "30", "35", "44", "54", "55", "60", "80", "200"};
	_cleanup_(result_release) struct result report;
	char *text;

	make_report(expected, ARRAY_SIZE(expected), &report);
	text = matrix(&report, "200");
	assert_non_null(strstr(text, "  # PATCH                   5.1.y         5.2.y         5.3.y\n"));
	assert_non_null(strstr(text, "1 x86: subject 1 of fix   not-affected  present       resolved\n"));
	assert_non_null(strstr(text, "2 x86: subject 2 of fix   -             superseded    refused\n"));
	assert_non_null(strstr(text, "\n  6.1.y: not fetched: a: x; b: y\n"));
	free(text);
	for (size_t i = 0; i < ARRAY_SIZE(widths); i++) {
		text = matrix(&report, widths[i]);
		if (atoi(widths[i]) > 34 && widest(text) > (size_t)atoi(widths[i]))
			fail_msg("at %s columns:\n%s", widths[i], text);
		/* Cut or not, every verdict of 5.2.y can be told. */
		assert_true(strstr(text, "prese") && strstr(text, "super") && strstr(text, "adapt"));
		free(text);
	}
	/* Several series have no room for letters: words are cut, with the releases below. */
	text = matrix(&report, "50");
	assert_non_null(strstr(text, "  1 x86: subject 1 of fix   not-a\u2026 prese\u2026 resol\u2026\n"));
	assert_non_null(strstr(text, "\n  releases: 5.1.y 5.1.y-release, 5.2.y\n    5.2.y-release,"));
	free(text);
}

/* What the profile keeps from all branches is not silently missing. */
static void test_kept(void **state)
{
	static const struct expected expected[] = {
		{"6.1.y", {VERDICT_CLEAN, NOT_GIVEN, NOT_GIVEN}},
		{"6.6.y", {VERDICT_CLEAN, NOT_GIVEN, VERDICT_CLEAN}},
	};
	struct result report;
	char *text;

	make_report(expected, ARRAY_SIZE(expected), &report);
	text = matrix(&report, "200");
	assert_non_null(strstr(text, "\n  not shown: 1 of 3 patches, which series.conf keeps from these branches "
			       "in this profile\n"));
	free(text);
	result_release(&report);
}

static struct patch_result *patch_at(struct result *report, size_t branch, size_t row)
{
	return (struct patch_result *)result_patch(report, branch, row);
}

/* Patches that lack in the same branches are told in one line; refused does not mean needed. */
static void test_order_told_together(void **state)
{
	static const struct expected together[] = {
		{"6.1.y", {VERDICT_CLEAN, VERDICT_MOVED, VERDICT_ADAPTED}},
		{"6.6.y", {NO_ANSWER, NO_ANSWER, NO_ANSWER}},
	}, apart[] = {
		{"6.1.y", {VERDICT_CLEAN, VERDICT_MOVED, VERDICT_ADAPTED}},
		{"6.6.y", {VERDICT_REFUSED, VERDICT_PRESENT, VERDICT_REFUSED}},
		{"6.12.y", {VERDICT_PRESENT, VERDICT_REFUSED, VERDICT_PRESENT}},
	}, both[] = {
		{"6.1.y", {VERDICT_CLEAN, NOT_GIVEN, NOT_GIVEN}},
		{"6.6.y", {VERDICT_REFUSED, NOT_GIVEN, NOT_GIVEN}},
		{"6.12.y", {VERDICT_BLOCKED, NOT_GIVEN, NOT_GIVEN}},
		{"6.18.y", {NO_ANSWER, NO_ANSWER, NO_ANSWER}},
	};
	struct result report;
	char *text;

	make_report(together, ARRAY_SIZE(together), &report);
	text = matrix(&report, "200");
	assert_non_null(strstr(text, "\n  fix/01, 02, other/01 go to 6.1.y; whether a newer supported branch "
			       "needs them is not known: 6.6.y (not fetched)\n"));
	free(text);
	result_release(&report);

	make_report(apart, ARRAY_SIZE(apart), &report);
	patch_at(&report, 1, 0)->need = patch_at(&report, 1, 2)->need = NEED_NEEDED;
	text = matrix(&report, "200");
	assert_non_null(strstr(text, "\n  fix/01, other/01 go to 6.1.y; a newer supported branch needs "
			       "them, too: 6.6.y (refused)\n"
			       "  fix/02 goes to 6.1.y; whether a newer supported branch needs it "
			       "is not known: 6.12.y (refused)\n"));
	free(text);
	/* The same branches, but not as much is known of them; and one that needs none. */
	patch_at(&report, 1, 2)->need = NEED_UNKNOWN;
	patch_at(&report, 2, 1)->need = NEED_NOT_NEEDED;
	text = matrix(&report, "200");
	assert_non_null(strstr(text, "\n  fix/01 goes to 6.1.y; a newer supported branch needs "
			       "it, too: 6.6.y (refused)\n"
			       "  other/01 goes to 6.1.y; whether a newer supported branch needs it "
			       "is not known: 6.6.y (refused)\n"));
	assert_null(strstr(text, "fix/02 goes"));
	free(text);
	result_release(&report);

	make_report(both, ARRAY_SIZE(both), &report);
	patch_at(&report, 1, 0)->need = patch_at(&report, 2, 0)->need = NEED_NEEDED;
	text = matrix(&report, "200");
	assert_non_null(strstr(text, "\n  fix/01 goes to 6.1.y; newer supported branches need it, "
			       "too: 6.6.y (refused), 6.12.y (blocked); whether a newer supported "
			       "branch needs it is not known: 6.18.y (not fetched)\n"));
	free(text);
	result_release(&report);
}

/* Escaped once: a second time nobody could tell what was there. */
static void test_cells(void **state)
{
	static const char *const headings[] = {"NAME", "NEXT", NULL};
	char *text = NULL;
	size_t len;
	struct out to = {.file = open_memstream(&text, &len)};
	struct table *table = table_new(headings, &to);

	table_row(table);
	table_cell(table, STYLE_PLAIN, "%s", "a\033b");
	table_cell(table, STYLE_PLAIN, "%s", "x");
	table_row(table);
	table_cell(table, STYLE_PLAIN, "%s", "J\303\266rg");
	table_cell(table, STYLE_PLAIN, "%s", "y");
	table_print(table);
	fclose(to.file);
	assert_string_equal(text, "  NAME   NEXT\n  a\\x1bb x\n  J\303\266rg   y\n");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_patch_of_row),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_kept),
		cmocka_unit_test(test_order_told_together),
		cmocka_unit_test(test_text_of_evidence),
		cmocka_unit_test(test_find_row),
		cmocka_unit_test(test_not_fetched_is_no_failure),
		cmocka_unit_test(test_matrix),
		cmocka_unit_test(test_matrix_turned),
		cmocka_unit_test(test_cells),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
