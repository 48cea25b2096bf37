// SPDX-License-Identifier: GPL-2.0-only
/* Keys, key files, results and events of jobs. */
#include "unit.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>

#include "run/fetch_job.h"
#include "run/job.h"
#include "run/job_event.h"
#include "run/job_result.h"

static struct job *make(const char *kind, const char *inputs, const char *hints)
{
	json_t *in = json_loads(inputs, 0, NULL);

	assert_non_null(in);
	return job_new(kind, in, hints ? json_loads(hints, 0, NULL) : NULL);
}

static void key_of(const char *kind, const char *inputs, const char *hints, char ret[65])
{
	struct job *job = make(kind, inputs, hints);

	strcpy(ret, job->key);
	job_free(job);
}

static void test_key_is_over_the_inputs(void **state)
{
	static const struct {
		const char *what, *kind, *inputs, *hints;
		bool same;
	} rows[] = {
		{"the same", "build", "{\"a\": 1, \"b\": [\"x\"]}", NULL, true},
		{"another order", "build", "{\"b\": [\"x\"], \"a\": 1}", NULL, true},
		{"hints", "build", "{\"a\": 1, \"b\": [\"x\"]}", "{\"j\": 7}", true},
		{"another kind", "fetch", "{\"a\": 1, \"b\": [\"x\"]}", NULL, false},
		{"another value", "build", "{\"a\": 2, \"b\": [\"x\"]}", NULL, false},
		{"another type", "build", "{\"a\": \"1\", \"b\": [\"x\"]}", NULL, false},
		{"one more in a list", "build", "{\"a\": 1, \"b\": [\"x\", \"x\"]}", NULL, false},
		{"one more input", "build", "{\"a\": 1, \"b\": [\"x\"], \"c\": null}", NULL, false},
		{"one less", "build", "{\"a\": 1}", NULL, false},
	};
	char first[65], other[65];

	key_of("build", "{\"a\": 1, \"b\": [\"x\"]}", "{\"j\": 1}", first);
	assert_int_equal(strlen(first), 64);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		key_of(rows[i].kind, rows[i].inputs, rows[i].hints, other);
		if (!strcmp(first, other) != rows[i].same)
			fail_msg("%s", rows[i].what);
	}
}

/* A folder with a kernels/9.1.y.conf of some content, as a context has it. */
static struct context make_project(const char *content)
{
	struct context context = {.project = scratch_make()};
	_cleanup_free_ char *kernels = path_join(context.project, "kernels");
	_cleanup_free_ char *path = path_join(kernels, "9.1.y.conf");

	assert_int_equal(dir_make(kernels, NULL), 0);
	assert_int_equal(file_write(path, content, strlen(content), 0666, NULL), 0);
	return context;
}

static void fetch_key(const char *file, struct fetch_job fetch, char ret[65])
{
	struct context context = make_project(file);
	struct error *err = NULL;
	struct job *job;

	assert_works(fetch_job_new(&context, &fetch, &job, &err), err);
	strcpy(ret, job->key);
	job_free(job);
	scratch_remove(context.project);
}

static void test_fetch_key_changes_with_each_input(void **state)
{
	const struct fetch_job same = {.branch = "9.1.y", .asked = "now"};
	struct fetch_job rows[] = {same, same, same, same};
	char first[65], other[65];

	rows[0].version = "9.1.7";
	rows[1].recent_is_enough = true;
	rows[2].fall_back = true;
	rows[3].asked = "later";
	fetch_key("a", same, first);
	fetch_key("a", same, other);
	assert_string_equal(first, other);
	fetch_key("b", same, other);
	assert_string_not_equal(first, other);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		fetch_key("a", rows[i], other);
		if (!strcmp(first, other))
			fail_msg("row %zu", i);
	}
}

static void test_key_file_round_trip(void **state)
{
	struct job *job = make("fetch", "{\"branch\": \"6.1.y\", \"n\": 1.5}", "{\"jobs\": 2}");
	char *cache = scratch_make(), *path;
	struct error *err = NULL;
	struct job *back;

	assert_works(job_write(job, cache, &path, &err), err);
	assert_works(job_read(path, &back, &err), err);
	assert_string_equal(back->kind, "fetch");
	assert_string_equal(back->key, job->key);
	assert_true(json_equal(back->inputs, job->inputs));
	assert_true(json_equal(back->hints, job->hints));
	job_free(job);
	job_free(back);
	free(path);
	scratch_remove(cache);
}

static void test_bad_key_files_are_refused(void **state)
{
	static const struct {
		const char *bytes, *why;
	} rows[] = {
		{"", "k:"},
		{"[]", "schema 1"},
		{"{\"schema\": 2}", "schema 1"},
		{"{\"schema\": 1, \"kind\": \"a\"}", "missing"},
		{"{\"schema\": 1, \"kind\": \"../a\", \"key\": \"\", \"inputs\": {}, \"hints\": {}}",
		 "missing"},
		{"{\"schema\": 1, \"kind\": \"\", \"key\": \"\", \"inputs\": {}, \"hints\": {}}",
		 "missing"},
		{"{\"schema\": 1, \"kind\": \"a\", \"key\": \"\", \"inputs\": [], \"hints\": {}}",
		 "missing"},
		{"{\"schema\": 1, \"kind\": \"a\", \"key\": \"ab\", \"inputs\": {}, \"hints\": {}}",
		 "not the one of its inputs"},
		{"{\"schema\": 1, \"schema\": 1}", "duplicate"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct error *err = NULL;
		struct job *job = NULL;

		assert_fails(job_parse(rows[i].bytes, strlen(rows[i].bytes), "k", &job, &err), err,
			     rows[i].why);
		assert_null(job);
	}
}

/* Publish a result for a job; error may be NULL. */
static void publish(const struct job *job, const char *cache, const char *error)
{
	struct job_result result = {.seconds = 1.5, .values = json_pack("{s:i}", "n", 7)};
	struct buf log = {0};
	struct error *err = NULL;

	buf_puts(&log, "importing\n");
	if (error)
		error_set(&result.error, ERROR_ENVIRONMENT, "%s", error);
	assert_works(job_result_publish(job, cache, &result, &log, &err), err);
	job_result_release(&result);
	buf_release(&log);
}

static void test_result_round_trip(void **state)
{
	struct job *job = make("fetch", "{\"branch\": \"6.1.y\"}", NULL);
	char *cache = scratch_make();
	_cleanup_free_ char *folder = job_folder(cache, job->key);
	_cleanup_free_ char *log = path_join(folder, "log"), *file = path_join(folder, "job.json");
	struct job_result result;

	assert_int_equal(job_result_read(cache, "fetch", job->key, &result, NULL), 0);
	publish(job, cache, NULL);
	assert_int_equal(job_result_read(cache, "fetch", job->key, &result, NULL), 1);
	assert_null(result.error);
	assert_true(result.seconds == 1.5);
	assert_int_equal(json_integer_value(json_object_get(result.values, "n")), 7);
	assert_true(path_exists(log) && path_exists(file));
	job_result_release(&result);
	/* Another kind's, or another job's, is none. */
	assert_int_equal(job_result_read(cache, "build", job->key, &result, NULL), 0);
	publish(job, cache, "no space\nleft");
	assert_int_equal(job_result_read(cache, "fetch", job->key, &result, NULL), 1);
	assert_int_equal(result.error->kind, ERROR_ENVIRONMENT);
	assert_string_equal(result.error->message, "no space\nleft");
	job_result_release(&result);
	job_free(job);
	scratch_remove(cache);
}

static void test_damaged_result_is_none(void **state)
{
	struct job *job = make("fetch", "{\"branch\": \"6.1.y\"}", NULL);
	char *cache = scratch_make();
	_cleanup_free_ char *folder = job_folder(cache, job->key);
	_cleanup_free_ char *path = path_join(folder, "result.json");
	_cleanup_buf_ struct buf bytes = {0};
	struct job_result result;

	publish(job, cache, NULL);
	assert_int_equal(file_read(path, 1 << 20, &bytes, NULL), 0);
	for (size_t len = 0; len + 2 < bytes.len; len++) {
		assert_int_equal(file_write(path, bytes.data, len, 0666, NULL), 0);
		assert_int_equal(job_result_read(cache, "fetch", job->key, &result, NULL), 0);
	}
	/* And is replaced. */
	publish(job, cache, NULL);
	assert_int_equal(job_result_read(cache, "fetch", job->key, &result, NULL), 1);
	job_result_release(&result);
	job_free(job);
	scratch_remove(cache);
}

static void age(const char *path, long seconds)
{
	const struct timespec times[2] = {{.tv_sec = time(NULL) - seconds},
					  {.tv_sec = time(NULL) - seconds}};

	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void test_old_folders_go(void **state)
{
	char *cache = scratch_make(), *folders[4];
	_cleanup_free_ char *dead = path_join(cache, "jobs/%064d.77", 1);
	_cleanup_free_ char *alive = path_join(cache, "jobs/%064d.78", 1);

	for (int i = 0; i < 4; i++) {
		_cleanup_free_ char *inputs = xasprintf("{\"n\": %d}", i);
		struct job *job = make("fetch", inputs, NULL);

		publish(job, cache, NULL);
		folders[i] = job_folder(cache, job->key);
		age(folders[i], 100 - i);
		job_free(job);
	}
	assert_int_equal(dir_make(dead, NULL) || dir_make(alive, NULL), 0);
	age(dead, 7200);
	job_prune(cache, 2);
	assert_false(path_exists(folders[0]) || path_exists(folders[1]) || path_exists(dead));
	assert_true(path_exists(folders[2]) && path_exists(folders[3]) && path_exists(alive));
	for (int i = 0; i < 4; i++)
		free(folders[i]);
	scratch_remove(cache);
}

static void keep_events(const struct job_event *event, void *data)
{
	struct buf *to = data;

	job_event_write(event, to);
}

static void test_events_round_trip(void **state)
{
	struct error *error = NULL;
	struct record record = {
		.test = (char *)"x86/one_test",
		.outcome = OUTCOME_TIMEOUT,
		.seconds = 2.25,
		.message = (char *)"killed",
		.kernel_log = (char *)"WARNING\nat fixture",
		.output = (char *)"",
		.boot = (char *)"/logs/a",
	};
	struct job_event events[] = {
		{.progress = {PROGRESS_START, "9.1.y: building base"}},
		{.progress = {PROGRESS_UPDATE, "guard.o", 3, 10, 60.5}},
		{.progress = {PROGRESS_UPDATE}},
		{.progress = {PROGRESS_END}},
		{.progress = {PROGRESS_NOTE, "a \"word\"\nmore"}},
		{.kind = JOB_EVENT_RECORD, .lane = 3, .record = record},
		{.kind = JOB_EVENT_ERROR},
	};
	_cleanup_buf_ struct buf sent = {0}, got = {0};
	struct job_event_reader reader = {0};

	error_set(&error, ERROR_INPUT, "9.1.y: nothing");
	events[ARRAY_SIZE(events) - 1].error = error;
	for (size_t i = 0; i < ARRAY_SIZE(events); i++)
		job_event_write(&events[i], &sent);
	/* However the bytes come. */
	for (size_t i = 0; i < sent.len; i++)
		job_event_feed(&reader, sent.data + i, 1, keep_events, &got);
	assert_string_equal(buf_str(&got), buf_str(&sent));
	assert_non_null(strstr(buf_str(&got), "\"outcome\":\"timeout\""));
	job_event_reader_release(&reader);
	error_clear(&error);
}

static void test_no_event_is_dropped(void **state)
{
	static const char *const bad[] = {
		"", "{}", "1", "{\"progress\":{}}", "{\"progress\":{\"is\":\"start\"}}",
		"{\"progress\":{\"is\":\"stop\",\"text\":\"a\"}}",
		"{\"record\":{\"lane\":0,\"test\":\"a\",\"outcome\":\"well\"}}",
		"{\"record\":{\"lane\":-1,\"test\":\"a\",\"outcome\":\"pass\",\"message\":\"\","
		"\"kernel_log\":\"\",\"output\":\"\",\"boot\":\"\"}}",
		"{\"record\":{\"lane\":0,\"test\":\"\",\"outcome\":\"pass\",\"message\":\"\","
		"\"kernel_log\":\"\",\"output\":\"\",\"boot\":\"\"}}",
		"{\"error\":{\"kind\":\"worse\",\"message\":\"\"}}",
	};
	_cleanup_buf_ struct buf got = {0}, longest = {0};
	struct job_event_reader reader = {0};
	const char *good = "{\"progress\":{\"is\":\"end\"}}\n";

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		job_event_feed(&reader, bad[i], strlen(bad[i]), keep_events, &got);
		job_event_feed(&reader, "\n", 1, keep_events, &got);
		if (got.len)
			fail_msg("taken: %s", bad[i]);
	}
	/* One that is too long takes nothing else with it. */
	memset(buf_reserve(&longest, 1 << 20), ' ', 1 << 20);
	for (int i = 0; i < 5; i++)
		job_event_feed(&reader, longest.data, 1 << 20, keep_events, &got);
	job_event_feed(&reader, good, strlen(good), keep_events, &got);
	assert_int_equal(got.len, 0);
	job_event_feed(&reader, good, strlen(good), keep_events, &got);
	assert_string_equal(buf_str(&got), good);
	job_event_reader_release(&reader);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_key_is_over_the_inputs),
		cmocka_unit_test(test_fetch_key_changes_with_each_input),
		cmocka_unit_test(test_key_file_round_trip),
		cmocka_unit_test(test_bad_key_files_are_refused),
		cmocka_unit_test(test_result_round_trip),
		cmocka_unit_test(test_damaged_result_is_none),
		cmocka_unit_test(test_old_folders_go),
		cmocka_unit_test(test_events_round_trip),
		cmocka_unit_test(test_no_event_is_dropped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
