// SPDX-License-Identifier: GPL-2.0-only
/* A result to JSON and back. */
#include "unit.h"

#include "report/report.h"
#include "result/json.h"
#include "result/rows.h"
#include "result/summary.h"

/* Every field of the schema, each with a value of its own where that can be. */
#define FULL "tests/fuzz/corpus/result_json/full"

static void read_file(struct buf *bytes)
{
	struct error *err = NULL;

	assert_works(file_read(FULL, 1 << 20, bytes, &err), err);
}

static void read_full(struct result *result)
{
	_cleanup_buf_ struct buf bytes = {0};
	struct error *err = NULL;

	read_file(&bytes);
	assert_works(result_from_json(bytes.data, bytes.len, result, &err), err);
}

/* As the command prints it; the caller frees it. */
static char *written(const struct result *result)
{
	json_t *object = result_to_json(result);
	char *text = json_dumps(object, JSON_INDENT(1)), *line = xasprintf("%s\n", text);

	free(text);
	json_decref(object);
	return line;
}

static void test_nothing_is_lost(void **state)
{
	_cleanup_(result_release) struct result result = {0}, again = {0};
	_cleanup_free_ char *once = NULL, *twice = NULL;
	_cleanup_buf_ struct buf bytes = {0};
	struct error *err = NULL;

	read_file(&bytes);
	read_full(&result);
	once = written(&result);
	assert_string_equal(once, buf_str(&bytes));
	assert_works(result_from_json(once, strlen(once), &again, &err), err);
	twice = written(&again);
	assert_string_equal(twice, once);
}

/* What is read is where it belongs, not only written again. */
static void test_values(void **state)
{
	_cleanup_(result_release) struct result result = {0};
	const struct branch_result *b;
	const struct series_result *fix, *other;
	const struct comparison_table *table;
	const struct coverage_row *function;

	read_full(&result);
	assert_int_equal(result.count, 3);
	b = &result.branches[0];
	fix = &b->series[0];
	other = &b->series[1];
	assert_true(b->has_source && b->source.already_there && b->named && !b->ended);
	assert_int_equal(b->source.bytes_read, 99999);
	assert_string_equal(b->seen.at, "2026-11-24T17:03:59Z");
	assert_true(b->wanted[0] && b->wanted[3]);
	assert_null(result.branches[2].wanted);
	assert_true(result.branches[2].interrupted && !b->interrupted);
	assert_int_equal(result.branches[1].failure->kind, ERROR_ENVIRONMENT);
	assert_string_equal(result.branches[1].failure->message, "9.2.y: no source:\n  a: x\n  b: y");
	assert_false(result.branches[1].wanted[2]);

	assert_true(fix->landed && fix->whole && !fix->partly && !fix->aside);
	assert_true(!other->landed && other->partly && !other->whole);
	assert_string_equal(other->aside, "/p/out/9.1.y/other.old-1");
	assert_int_equal(other->patches[0].verdict, VERDICT_BLOCKED);
	assert_string_equal(other->patches[0].blocked_by, "0000-before.patch");
	assert_int_equal(series_missing(other), 1);
	assert_true(fix->patches[1].unproven && !fix->patches[0].unproven);
	assert_int_equal(fix->patch_count, 2);
	assert_int_equal(fix->patches[1].verdict, VERDICT_ADAPTED);
	assert_int_equal(fix->patches[0].evidence.items[0].reason, REASON_CONTEXT_SAME);
	assert_int_equal(fix->patches[0].evidence.items[0].risk, RISK_LOW);
	assert_true(fix->patches[1].hunks.items[0].adaptable);
	assert_int_equal(fix->patches[1].deviation.spans[2].kind, DEVIATION_PORTED);
	assert_string_equal(buf_str(&fix->patches[1].deviation.spans[2].text), "-del_timer();\n");
	assert_int_equal(fix->patches[0].tree.id[0], 0xbb);
	assert_int_equal(other->patches[1].need, NEED_NOT_NEEDED);
	assert_string_equal(fix->written[1], "/p/out/9.1.y/fix/0002-adapted.patch");
	assert_null(fix->written[2]);

	assert_true(b->base.has_build && fix->ported.knows_sources && !other->ported.knows_sources);
	assert_int_equal(b->base.build.selftests.timeout, 120);
	assert_int_equal(b->base.build.selftests.tests[2].kind, SELFTEST_HELPER);
	assert_true(fix->ported.code.items[0].changes[1].is_data);
	assert_true(fix->sizes.items[1].in_ported && !fix->sizes.items[1].in_base);
	assert_int_equal(fix->steps.items[0].build.status, BUILD_FAILED);
	assert_int_equal(fix->check.symbols[1].change, ABI_REMOVED);

	table = fix->comparisons[0];
	assert_int_equal(table->totals[COMPARISON_REGRESSED], 1);
	assert_int_equal(table->ported_outcomes[OUTCOME_FAIL], 1);
	assert_string_equal(table->rows[1].ported->kernel_log, "WARNING: CPU: 0 at f\nBUG: g\n");
	assert_null(fix->comparisons[1]);
	assert_int_equal(b->base.runs[1].alone.count, 1);
	assert_int_equal(other->ported.runs[0].alone.ported_outcomes[OUTCOME_SKIP], 1);
	assert_string_equal(b->base.runs[0].made_by, "branch 9.1.y\nhost Linux\n");
	assert_string_equal(b->base.runs[0].seen.by, "stablehand 0.0");
	assert_string_equal(state_not_run(&fix->ported), "the VM does not come up: panic");

	assert_int_equal(fix->behaviour.cells[1].result, CELL_NOT_MET);
	function = &fix->coverage.rows[0];
	assert_int_equal(function->hits[0].items[0].count, 7);
	assert_int_equal(function->hits[1].error, 2);
	assert_true(fix->coverage.rows[2].unchanged && fix->coverage.rows[2].not_built);
	assert_true(coverage_ran(&fix->coverage, &fix->coverage.rows[1]));
	assert_int_equal(result_summary(&result).steps_failed, 1);
	assert_int_equal(result_exit_code(&result), 1);
}

/* A place in the object, and what is put there instead. */
static const struct {
	const char *path;	/* "branches 0 patches 0 verdict" */
	const char *value;	/* JSON; NULL: taken away */
	const char *said;
} wrong[] = {
	{"schema", "3", "schema 3; this program reads schema 2"},
	{"schema", "\"2\"", "not what run, build, test or report --json print"},
	{"branches", NULL, "not what run, build, test or report --json print"},
	{"branches", "{}", "branches: is no list"},
	{"rows 0 number", "-1", "rows[0].number: is no count"},
	{"rows 1", "7", "rows: holds what is no object"},
	{"branches 0 branch", NULL, "branches[0].branch: missing"},
	{"branches 0 ended", "0", "branches[0].ended: is no boolean"},
	{"branches 0 release_commit", "\"1234\"", "branches[0].release_commit: is no object id"},
	{"branches 0 given", "[1, 4]", "branches[0].given: 4 is no row"},
	{"branches 0 given", "[\"1\"]", "branches[0].given: holds what is no count"},
	{"branches 0 passed_over 0", "[]", "branches[0].passed_over: holds what is no text"},
	{"branches 0 patches 1 verdict", "\"fitted\"", "branches[0].patches[1].verdict: not a word"},
	{"branches 0 patches 1 series", "\"none\"", "patches[1].series: the branch has none"},
	{"branches 0 patches 1 hunks 0 line", "\"x\"", "branches[0].patches[1].hunks[0].line: is no count"},
	{"branches 0 patches 0 evidence 0 kind", "true", "evidence[0].kind: is no word"},
	{"branches 0 builds 1 series", "null", "branches[0].builds[1].series: twice"},
	{"branches 0 builds 0 selftests", "[]", "builds[0].selftests: is no object"},
	{"branches 0 runs 1 variant", "\"npt=1\"", "branches[0].runs[1].variant: twice"},
	{"branches 0 tests 0 variant", "\"ept\"", "tests[0].variant: the branch has none"},
	{"branches 0 tests 1 records", "{\"base\": null, \"ported\": null}", "records: neither base nor"},
	{"branches 0 coverage 0 coverage functions 0 variants", "[]", "not one for each variant"},
	{"branches 0 coverage 0 coverage functions 1 inlined_in", "[\"kvm:f\"]", "inlined where no row"},
	{"branches 1 failure", NULL, "branches[1].failure: missing, though it is not fetched"},
	{"branches 1 failure kind", "\"worse\"", "branches[1].failure.kind: not a word"},
};

static void change(json_t *whole, const char *path, const char *value)
{
	json_t *at = whole, *new = value ? json_loads(value, JSON_DECODE_ANY, NULL) : NULL;

	for (;;) {
		size_t len = strcspn(path, " ");
		_cleanup_free_ char *name = xstrndup(path, len);
		bool last = !path[len];

		path += len + !last;
		if (json_is_array(at) && last) {
			assert_int_equal(json_array_set_new(at, atoi(name), new), 0);
			return;
		}
		if (json_is_array(at)) {
			at = json_array_get(at, atoi(name));
		} else if (last) {
			assert_int_equal(new ? json_object_set_new(at, name, new) :
					       json_object_del(at, name), 0);
			return;
		} else {
			at = json_object_get(at, name);
		}
		assert_non_null(at);
	}
}

static void test_what_is_wrong_is_told_with_its_place(void **state)
{
	_cleanup_buf_ struct buf bytes = {0};

	read_file(&bytes);
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		json_t *whole = json_loadb(bytes.data, bytes.len, 0, NULL);
		_cleanup_(result_release) struct result result = {0};
		_cleanup_free_ char *text = NULL;
		struct error *err = NULL;

		change(whole, wrong[i].path, wrong[i].value);
		text = json_dumps(whole, 0);
		json_decref(whole);
		if (!result_from_json(text, strlen(text), &result, &err))
			fail_msg("%s is read", wrong[i].path);
		if (err->kind != ERROR_INPUT || !strstr(err->message, wrong[i].said))
			fail_msg("%s: %s", wrong[i].path, err->message);
		error_clear(&err);
	}
}

static void test_no_json(void **state)
{
	struct error *err = NULL;
	struct result result;

	assert_fails(result_from_json("{\n\"a\": tru", 10, &result, &err), err, "line 2");
	assert_fails(result_from_json("", 0, &result, &err), err, "line 1");
	assert_fails(result_from_json("[]", 2, &result, &err), err, "not what run");
}

/* What comes from outside can neither colour nor reorder, read or shown. */
static void test_hostile_text(void **state)
{
	_cleanup_(result_release) struct result result = {0};
	_cleanup_buf_ struct buf bytes = {0};
	_cleanup_free_ char *text = NULL;
	struct error *err = NULL;
	json_t *whole;

	read_file(&bytes);
	whole = json_loadb(bytes.data, bytes.len, 0, NULL);
	change(whole, "branches 0 patches 0 subject", "\"\\u001b[31mred\\u202e\"");
	change(whole, "branches 0 ports 0 written 0", "\"a\\rb\"");
	text = json_dumps(whole, 0);
	json_decref(whole);
	assert_works(result_from_json(text, strlen(text), &result, &err), err);
	assert_string_equal(result.branches[0].series[0].patches[0].subject,
			    "\\x1b[31mred\\xe2\\x80\\xae");
	assert_string_equal(result.branches[0].series[0].written[0], "a\\x0db");
}

static void test_error(void **state)
{
	struct error *err = NULL;
	json_t *object, *inner;

	error_set(&err, ERROR_ENVIRONMENT, "no disk\nat all");
	object = error_to_json(err);
	inner = json_object_get(object, "error");
	assert_int_equal(json_integer_value(json_object_get(object, "schema")), 2);
	assert_string_equal(json_string_value(json_object_get(inner, "kind")), "environment");
	assert_string_equal(json_string_value(json_object_get(inner, "message")), "no disk\nat all");
	assert_int_equal(json_integer_value(json_object_get(inner, "exit_code")), 3);
	json_decref(object);
	error_clear(&err);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_is_lost),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_what_is_wrong_is_told_with_its_place),
		cmocka_unit_test(test_no_json),
		cmocka_unit_test(test_hostile_text),
		cmocka_unit_test(test_error),
	};

	return cmocka_run_group_tests_name("result-json", tests, NULL, NULL);
}
