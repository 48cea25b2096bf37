// SPDX-License-Identifier: GPL-2.0-only
/* Keys, key files, results and events of jobs. */
#include "unit.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>

#include "run/build_job.h"
#include "run/fetch_job.h"
#include "run/job.h"
#include "run/job_event.h"
#include "run/job_result.h"
#include "run/suite_job.h"

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

/* The key of a build, with a fragment of some content. */
static void build_key(void **state, const char *fragment, struct build_job build, char ret[65])
{
	_cleanup_free_ char *path = path_join(*state, "fragment");
	const char *const fragments[] = {path, NULL};
	struct error *err = NULL;
	struct job *job;

	assert_int_equal(file_write(path, fragment, strlen(fragment), 0666, NULL), 0);
	build.options.fragments = fragments;
	assert_works(build_job_new(&build, &job, &err), err);
	strcpy(ret, job->key);
	job_free(job);
}

static void test_build_key_changes_with_each_input(void **state)
{
	static const char *const modules[] = {"kvm", NULL}, *const more[] = {"kvm", "kvm_amd", NULL};
	static char *const folders[] = {(char *)"arch/x86/kvm/", NULL};
	static char *const others[] = {(char *)"mm/", NULL};
	const struct external_item item = {EXTERNAL_PROGRAM, "a", "a.c"};
	struct build_job same = {.options = {
		.branch = "9.1.y", .state = "base", .modules = modules, .suite = "tools/kvm"}};
	struct build_job rows[] = {same, same, same, same, same, same, same, same, same, same};
	const struct arch arch = {.name = "other"};
	struct build_job hint = same, check = same;
	char first[65], other[65], *folder = scratch_make();

	*state = folder;
	rows[0].options.branch = "9.2.y";
	rows[1].options.state = "ported";
	rows[2].options.tree.id[0] = 1;
	rows[3].options.modules = more;
	rows[4].options.suite = NULL;
	rows[5].options.retry_failed = true;
	rows[6].key = "ab";
	rows[7].kind = BUILD_JOB_CHECK;
	rows[7].folders = folders;
	rows[8].kind = BUILD_JOB_EXTERNAL;
	rows[8].folder = "/a";
	rows[8].items = &item;
	rows[8].item_count = 1;
	rows[9].options.arch = &arch;
	build_key(state, "A=y", same, first);
	hint.options.jobs = 7;
	build_key(state, "A=y", hint, other);
	assert_string_equal(first, other);
	build_key(state, "A=m", same, other);
	assert_string_not_equal(first, other);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		build_key(state, "A=y", rows[i], other);
		if (!strcmp(first, other))
			fail_msg("row %zu", i);
	}
	check.kind = BUILD_JOB_CHECK;
	check.folders = folders;
	build_key(state, "A=y", check, first);
	check.folders = others;
	build_key(state, "A=y", check, other);
	assert_string_not_equal(first, other);
	scratch_remove(folder);
}

static const char *const args[] = {"-i", "3", NULL};
static const struct suite_test two_tests[] = {
	{"x86/one_test", "/tests/x86/one_test", args, 20, 1.5},
	{"x86/two_test", "/tests/x86/two_test", NULL, 0.5, 0},
};
static const struct initramfs_module modules[] = {{"/b/kvm.ko", "npt=0"}, {"/b/amd.ko", NULL}};
static const struct initramfs_file files[] = {{"tests/x86/one_test", "/b/one"}};
static const struct suite_job_lane lanes[] = {
	{
		.label = "base-default",
		.arch = "x86_64",
		.engine = "qemu",
		.machine_is = "qemu of some kind\n",
		.build = "ab",
		.selftests = "cd",
		.machine = {.kernel = "/b/bzImage", .parameters = "a=1", .cpu = "-smap", .cpus = 2,
			    .memory_mib = 4096},
		.contents = {.init = "/i", .modules = modules, .module_count = 2, .files = files,
			     .file_count = 1, .busybox = "/bin/busybox"},
		.tests = two_tests,
		.test_count = 2,
	},
	{
		.label = "ported-default",
		.engine = "bochs",
		.machine_is = "bochs",
		.build = "ef",
		.machine = {.kernel = "/c/bzImage"},
		.contents = {.init = "/i"},
		.tests = two_tests,
		.test_count = 1,
	},
};
static const struct suite_job suite = {
	.branch = "9.1.y",
	.log_folder = "/logs/9.1.y/1",
	.vms = 2,
	.lanes = lanes,
	.lane_count = 2,
};

static void test_suite_round_trip(void **state)
{
	struct job *job = suite_job_new(&suite), *again;
	struct suite_given *given;
	struct error *err = NULL;
	const struct suite_job *back;

	assert_works(suite_given_read(job, &given, &err), err);
	back = suite_given_job(given);
	assert_string_equal(back->lanes[0].machine.cpu, "-smap");
	assert_string_equal(back->lanes[0].contents.modules[0].parameters, "npt=0");
	assert_string_equal(back->lanes[0].tests[0].args[1], "3");
	assert_true(back->lanes[0].tests[0].expected == 1.5);
	assert_null(back->lanes[1].selftests);
	/* Nothing is lost: what was read makes the same job. */
	again = suite_job_new(back);
	assert_string_equal(again->key, job->key);
	assert_true(json_equal(again->inputs, job->inputs) && json_equal(again->hints, job->hints));
	job_free(again);
	suite_given_free(given);
	job_free(job);
}

static void suite_key(const struct suite_job *from, char ret[65])
{
	struct job *job = suite_job_new(from);

	strcpy(ret, job->key);
	job_free(job);
}

/* Who asks again, elsewhere and later, meets the same job, and reads where its logs go. */
static void test_suite_round_is_the_key(void **state)
{
	struct suite_job one = suite, two;
	struct suite_given *given;
	struct error *err = NULL;
	char first[65], other[65];
	struct job *job;

	one.round = "attempt-1";
	two = one;
	two.log_folder = "/logs/9.1.y/2";
	suite_key(&one, first);
	suite_key(&two, other);
	assert_string_equal(first, other);
	job = suite_job_new(&two);
	assert_works(suite_given_read(job, &given, &err), err);
	assert_string_equal(suite_given_job(given)->log_folder, "/logs/9.1.y/2");
	assert_string_equal(suite_given_job(given)->round, "attempt-1");
	suite_given_free(given);
	json_object_del(job->hints, "log_folder");
	assert_int_equal(suite_given_read(job, &given, &err), -1);
	error_clear(&err);
	job_free(job);
	two.round = "attempt-2";
	suite_key(&two, other);
	assert_string_not_equal(first, other);
	suite_key(&suite, other);
	assert_string_not_equal(first, other);
}

static void test_suite_key_changes_with_each_input(void **state)
{
	struct suite_test test = two_tests[0], rows_of_tests[4];
	struct suite_job_lane lane = lanes[0], rows[17];
	struct suite_job one = suite;
	char first[65], other[65];
	size_t count = 0;

	lane.test_count = 1;
	lane.tests = &test;
	one.lanes = &lane;
	one.lane_count = 1;
	suite_key(&one, first);
	test.expected = 100;
	suite_key(&one, other);
	assert_string_equal(first, other);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		rows[i] = lane;
	for (size_t i = 0; i < ARRAY_SIZE(rows_of_tests); i++)
		rows_of_tests[i] = test;
	rows[count++].label = "other";
	rows[count++].arch = "other";
	rows[count++].engine = "bochs";
	rows[count++].machine_is = "other";
	rows[count++].build = "other";
	rows[count++].selftests = NULL;
	rows[count++].machine.kernel = "/other";
	rows[count++].machine.parameters = NULL;
	rows[count++].machine.cpu = NULL;
	rows[count++].machine.cpus = 1;
	rows[count++].machine.memory_mib = 1;
	rows[count++].contents.init = "/other";
	rows[count++].contents.busybox = NULL;
	rows[count++].contents.module_count = 1;
	rows[count++].contents.file_count = 0;
	rows[count++].test_count = 0;
	assert_int_equal(count + 1, ARRAY_SIZE(rows));
	rows[count].tests = rows_of_tests;
	for (size_t i = 0; i < count; i++) {
		one.lanes = &rows[i];
		suite_key(&one, other);
		if (!strcmp(first, other))
			fail_msg("row %zu", i);
	}
	rows_of_tests[0].name = "other";
	rows_of_tests[1].path = "/other";
	rows_of_tests[2].args = NULL;
	rows_of_tests[3].timeout = 7;
	one.lanes = &rows[count];
	for (size_t i = 0; i < ARRAY_SIZE(rows_of_tests); i++) {
		rows[count].tests = &rows_of_tests[i];
		suite_key(&one, other);
		if (!strcmp(first, other))
			fail_msg("test %zu", i);
	}
	one = suite;
	one.vms = 1;
	suite_key(&suite, first);
	suite_key(&one, other);
	assert_string_not_equal(first, other);
	one = suite;
	one.log_folder = "/other";
	suite_key(&one, other);
	assert_string_not_equal(first, other);
	one = suite;
	one.branch = "9.2.y";
	suite_key(&one, other);
	assert_string_not_equal(first, other);
}

/* Set one thing in a job's inputs, by a path of names and numbers. */
static void bad_suite(const char *where, json_t *value)
{
	struct job *job = suite_job_new(&suite);
	_cleanup_free_ char *path = xstrdup(where);
	char *rest = path, *word = strsep(&rest, " ");
	struct suite_given *given = NULL;
	struct error *err = NULL;
	json_t *at = job->inputs;

	for (; rest; word = strsep(&rest, " "))
		at = json_is_array(at) ? json_array_get(at, atoi(word)) : json_object_get(at, word);
	if (json_is_array(at))
		json_array_set(at, atoi(word), value);
	else
		json_object_set(at, word, value);
	if (!suite_given_read(job, &given, &err))
		fail_msg("taken: %s", where);
	error_clear(&err);
	assert_null(given);
	json_decref(value);
	job_free(job);
}

static void test_bad_suites_are_refused(void **state)
{
	bad_suite("branch", json_string("../9.1.y"));
	bad_suite("branch", json_string("a/b"));
	bad_suite("branch", json_integer(1));
	bad_suite("log_folder", json_string("logs"));
	bad_suite("vms", json_integer(0));
	bad_suite("vms", json_integer(1 << 20));
	bad_suite("lanes", json_object());
	bad_suite("lanes 0", json_null());
	bad_suite("lanes 0 label", json_string("../a"));
	bad_suite("lanes 0 label", json_string("a/b"));
	bad_suite("lanes 0 machine kernel", json_string("bzImage"));
	bad_suite("lanes 0 machine cpus", json_integer(-1));
	bad_suite("lanes 0 machine memory_mib", json_string("4096"));
	bad_suite("lanes 0 contents", json_null());
	bad_suite("lanes 0 contents files", json_null());
	bad_suite("lanes 0 contents files 0", json_string("a"));
	bad_suite("lanes 0 contents modules 0", json_array());
	bad_suite("lanes 0 tests", json_string("all"));
	bad_suite("lanes 0 tests 0 name", json_string("two words"));
	bad_suite("lanes 0 tests 0 name", json_string(""));
	bad_suite("lanes 0 tests 0 path", json_string("tests/a"));
	bad_suite("lanes 0 tests 0 timeout", json_real(-1));
	bad_suite("lanes 0 tests 0 timeout", json_real(1e30));
	bad_suite("lanes 0 tests 0 args", json_null());
	bad_suite("lanes 0 tests 0 args 0", json_integer(1));
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
		 "does not match the inputs"},
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
	assert_works(job_result_publish(job, cache, &result, &log, &(struct buf){0}, &err), err);
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
		.host = (char *)"n1, EPYC",
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
	assert_non_null(strstr(buf_str(&got), "\"host\":\"n1, EPYC\""));
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
		cmocka_unit_test(test_build_key_changes_with_each_input),
		cmocka_unit_test(test_suite_round_trip),
		cmocka_unit_test(test_suite_round_is_the_key),
		cmocka_unit_test(test_suite_key_changes_with_each_input),
		cmocka_unit_test(test_bad_suites_are_refused),
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
