// SPDX-License-Identifier: GPL-2.0-only
/* What squeue prints, the executors of a project's file, what passes to nodes, what jobs need. */
#include "unit.h"

#include <sys/stat.h>
#include <time.h>
#include <utime.h>

#include "run/executor_conf.h"
#include "run/lab.h"
#include "run/needs.h"
#include "run/slurm.h"
#include "util/footprint.h"

/* A line as squeue has it: fields of fixed width. */
static char *line(const char *job, const char *task, const char *state, const char *restarts,
		  const char *node, const char *comment)
{
	return xasprintf("%-12s%-12s%-20s%-8s%-40s%-64s%-20s\n", job, task, state, restarts,
			 !strcmp(node, "held") ? "launch failed requeued held" :
			 !strcmp(node, "gone") ? "ReqNodeNotAvail, UnavailableNodes:n1" : "None",
			 node,
			 comment);
}

#define SENT "0123456789abcdef"

static void test_lines(void **state)
{
	static const struct {
		const char *job, *task, *word, *restarts, *node, *comment;
		bool taken;
		enum slurm_state state;
	} rows[] = {
		{"12", "0", "PENDING", "0", "", SENT, true, SLURM_WAITS},
		{"12", "499", "RUNNING", "2", "node-7.example", SENT, true, SLURM_RUNS},
		{"12", "0", "COMPLETING", "0", "n1", SENT, true, SLURM_LEAVES},
		{"12", "0", "COMPLETED", "0", "n1", SENT, true, SLURM_OVER},
		{"12", "0", "NODE_FAIL", "0", "n1", SENT, true, SLURM_OVER},
		{"12", "0", "PREEMPTED", "0", "n1", SENT, true, SLURM_OVER},
		{"12", "0", "A_NEW_WORD", "0", "n1", SENT, true, SLURM_OVER},
		{"12", "0", "PENDING", "1", "held", SENT, true, SLURM_WAITS},
		{"12", "0", "PENDING", "0", "gone", SENT, true, SLURM_WAITS},
		{"12", "N/A", "RUNNING", "0", "n1", SENT},
		{"12", "0-3", "PENDING", "0", "", SENT},
		{"12", "-1", "RUNNING", "0", "n1", SENT},
		{"12", "99999999999", "RUNNING", "0", "n1", SENT},
		{"x", "0", "RUNNING", "0", "n1", SENT},
		{"12", "0", "", "0", "n1", SENT},
		{"12", "0", "RUNNING", "0", "n1", ""},
		{"12", "0", "RUNNING", "0", "n1", "somebody else's"},
		{"12", "0", "RUNNING", "0", "n1", SENT "0"},
		{"12", "0", "RUNNING", "0", "n1", "../../../../../x"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *text = line(rows[i].job, rows[i].task, rows[i].word,
						 rows[i].restarts, rows[i].node, rows[i].comment);
		_cleanup_slurm_queue_ struct slurm_queue queue = {0};

		slurm_parse(text, &queue);
		if (queue.count != rows[i].taken)
			fail_msg("row %zu: %zu entries", i, queue.count);
		if (!rows[i].taken)
			continue;
		assert_int_equal(queue.entries[0].state, rows[i].state);
		assert_string_equal(queue.entries[0].word, rows[i].word);
		assert_string_equal(queue.entries[0].node, rows[i].node);
		assert_int_equal(queue.entries[0].held, !strcmp(rows[i].node, "held"));
		assert_int_equal(queue.entries[0].node_gone, !strcmp(rows[i].node, "gone"));
		assert_int_equal(queue.entries[0].restarts, atoi(rows[i].restarts));
	}
}

static void test_lines_that_are_cut(void **state)
{
	_cleanup_free_ char *one = line("12", "0", "RUNNING", "0", "n1", SENT);
	_cleanup_free_ char *two = line("12", "1", "RUNNING", "0", "n2", SENT);

	for (size_t len = 0; len < strlen(one) - 1; len++) {
		_cleanup_slurm_queue_ struct slurm_queue queue = {0};
		_cleanup_free_ char *text = xasprintf("%.*s\n%s", (int)len, one, two);

		slurm_parse(text, &queue);
		/* The blanks behind the comment are part of the line. */
		assert_int_equal(queue.count, 1);
		assert_string_equal(queue.entries[0].id, "12_1");
		assert_null(slurm_find(&queue, SENT, 0));
		assert_ptr_equal(slurm_find(&queue, SENT, 1), &queue.entries[0]);
		assert_null(slurm_find(&queue, "0123456789abcde0", 1));
	}
}

static void write_conf(const char *dir, const char *text)
{
	_cleanup_free_ char *path = path_join(dir, "stablehand.conf");

	assert_int_equal(file_write(path, text, strlen(text), 0666, NULL), 0);
}

static void test_conf(void **state)
{
	char *dir = scratch_make();
	const struct context context = {.project = dir};
	struct executor_conf *conf = NULL;
	struct error *err = NULL;

	write_conf(dir, "[executor \"other\"]\n\ttype = slurm\n"
			"[executor \"lab\"]\n\ttype = slurm\n\tfolder = /srv/lab\n"
			"\tpartition = main\n\tconstraint = a&b\n\tkvm = kvm\n\tbuild-cores = 8\n"
			"\tsuite-memory = 2G\n\tsuite-time = 2h\n[limits]\n\tcores = 3\n");
	assert_works(executor_conf_read(&context, "lab", &conf, &err), err);
	assert_string_equal(conf->folder, "/srv/lab");
	assert_string_equal(conf->scratch, "/var/tmp/stablehand");
	assert_string_equal(conf->constraint, "a&b");
	assert_null(conf->account);
	assert_int_equal(conf->build.cores, 8);
	assert_int_equal(conf->suite.cores, 4);
	assert_true(conf->suite.memory == 2ull << 30 && conf->suite.seconds == 7200);
	assert_true(!conf->build.memory && !conf->build.seconds);
	executor_conf_free(&conf);
	assert_int_equal(executor_conf_read(&context, "la", &conf, &err), -1);
	assert_int_equal(err->kind, ERROR_INPUT);
	assert_non_null(strstr(err->message, "no executor 'la'; there is: local other lab"));
	error_clear(&err);
	scratch_remove(dir);
}

static void test_conf_that_is_wrong(void **state)
{
	static const struct {
		const char *text, *complaint;
	} rows[] = {
		{"type = condor", "executor.lab.type = condor: not a value"},
		{"partition = main", "executor.lab.type is not said"},
		{"type = slurm\n\tfolder = here", "executor.lab.folder = here"},
		{"type = slurm\n\tfolder =", "executor.lab.folder = : not"},
		{"type = slurm\n\tpartition = a b", "executor.lab.partition = a b"},
		{"type = slurm\n\tbuild-cores = 0", "executor.lab.build-cores = 0"},
		{"type = slurm\n\tbuild-memory = all", "executor.lab.build-memory = all"},
		{"type = slurm\n\tsuite-time = 3", "executor.lab.suite-time = 3"},
		{"type = slurm\n\tcolour = red", "executor.lab.colour: no such setting"},
		{"type = slurm\n\tbuild-colour = red", "executor.lab.build-colour: no such setting"},
	};
	char *dir = scratch_make();
	const struct context context = {.project = dir};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *text = xasprintf("[executor \"lab\"]\n\t%s\n", rows[i].text);
		_cleanup_error_ struct error *err = NULL;
		struct executor_conf *conf = NULL;

		write_conf(dir, text);
		assert_int_equal(executor_conf_read(&context, "lab", &conf, &err), -1);
		assert_null(conf);
		assert_int_equal(err->kind, ERROR_INPUT);
		if (!strstr(err->message, rows[i].complaint))
			fail_msg("row %zu: %s", i, err->message);
	}
	scratch_remove(dir);
}

static struct job *job_of(const char *kind, const char *branch, int number)
{
	return job_new(kind, json_pack("{s:s, s:i}", "branch", branch, "number", number), NULL);
}

static void test_lists(void **state)
{
	char *dir = scratch_make();
	_cleanup_job_ struct job *a = job_of("build", "9.1.y", 1), *b = job_of("build", "9.1.y", 2);
	const struct job *const jobs[] = {a, b};
	char sent[SLURM_SENT_CHARS + 1], other[SLURM_SENT_CHARS + 1], key[JOB_KEY_CHARS + 1];
	_cleanup_free_ char *folder = lab_path(dir, NULL), *file = NULL, *again = NULL;
	_cleanup_job_ struct job *back = NULL;
	struct error *err = NULL;

	assert_int_equal(dir_make(folder, NULL), 0);
	assert_works(lab_write(dir, jobs, 2, sent, &err), err);
	assert_works(lab_write(dir, jobs, 2, other, &err), err);
	assert_string_not_equal(sent, other);
	assert_true(lab_key(dir, sent, 1, key));
	assert_string_equal(key, b->key);
	assert_false(lab_key(dir, sent, 2, key));
	assert_false(lab_key(dir, "0000000000000000", 0, key));
	file = path_join(folder, "%s.json", a->key);
	assert_works(job_read(file, &back, &err), err);
	assert_string_equal(back->key, a->key);
	/* A list that is cut has no key where it is. */
	again = path_join(folder, "%s.list", sent);
	assert_int_equal(truncate(again, 100), 0);
	assert_true(lab_key(dir, sent, 0, key));
	assert_false(lab_key(dir, sent, 1, key));
	scratch_remove(dir);
}

static void make_old(const char *path, time_t age)
{
	const struct utimbuf times = {time(NULL) - age, time(NULL) - age};

	assert_int_equal(file_write(path, "x", 1, 0666, NULL), 0);
	assert_int_equal(utime(path, &times), 0);
}

static void test_prune(void **state)
{
	char *dir = scratch_make();
	_cleanup_free_ char *queued = path_join(dir, "lab/%s.list", SENT);
	_cleanup_free_ char *old = path_join(dir, "lab/fedcba9876543210.list");
	_cleanup_free_ char *young = path_join(dir, "lab/1111111111111111.list");
	_cleanup_free_ char *script = path_join(dir, "lab/node.sh"), *folder = lab_path(dir, NULL);
	struct slurm_entry entry = {.sent = SENT};
	const struct slurm_queue queue = {.entries = &entry, .count = 1};

	assert_int_equal(dir_make(folder, NULL), 0);
	make_old(queued, 100 * 86400);
	make_old(old, 100 * 86400);
	make_old(young, 86400);
	make_old(script, 100 * 86400);
	lab_prune(dir, &queue);
	assert_true(path_exists(queued) && path_exists(young) && path_exists(script));
	assert_false(path_exists(old));
	scratch_remove(dir);
}

static void test_kept_file(void **state)
{
	char *dir = scratch_make();
	_cleanup_free_ char *path = path_join(dir, "program"), *first = NULL, *second = NULL;
	_cleanup_free_ char *third = NULL;
	struct error *err = NULL;
	struct stat st;

	assert_int_equal(file_write(path, "one", 3, 0755, NULL), 0);
	assert_works(lab_keep_file(dir, path, &first, &err), err);
	assert_works(lab_keep_file(dir, path, &second, &err), err);
	assert_string_equal(first, second);
	assert_int_equal(stat(first, &st), 0);
	assert_true(st.st_mode & S_IXUSR);
	assert_int_equal(file_write(path, "two", 3, 0755, NULL), 0);
	assert_works(lab_keep_file(dir, path, &third, &err), err);
	assert_string_not_equal(first, third);
	assert_true(path_exists(first));
	scratch_remove(dir);
}

static void publish(const char *dir, int number, const char *text)
{
	_cleanup_free_ char *folder = path_join(dir, "jobs/%064d", number);
	_cleanup_free_ char *path = path_join(folder, "result.json");

	assert_int_equal(dir_make(folder, NULL), 0);
	assert_int_equal(file_write(path, text, strlen(text), 0666, NULL), 0);
}

static void test_needs(void **state)
{
	char *dir = scratch_make();
	_cleanup_job_ struct job *build = job_of("build", "9.1.y", 1);
	_cleanup_job_ struct job *other = job_of("build", "9.3.y", 1);
	_cleanup_job_ struct job *suite = job_of("suite", "9.1.y", 1);
	struct needs needs;

	publish(dir, 1, "{\"kind\":\"build\",\"seconds\":10,\"values\":{\"used\":"
			"{\"branch\":\"9.1.y\",\"memory\":500}}}");
	publish(dir, 2, "{\"kind\":\"build\",\"seconds\":7,\"values\":{\"used\":"
			"{\"branch\":\"9.1.y\",\"memory\":700,\"at_once\":2}}}");
	publish(dir, 3, "{\"kind\":\"build\",\"seconds\":90,\"error\":{},\"values\":{\"used\":"
			"{\"branch\":\"9.1.y\",\"memory\":900}}}");
	publish(dir, 4, "{\"kind\":\"build\",\"seconds\":9,\"values\":{\"used\":"
			"{\"branch\":\"9.2.y\",\"memory\":800}}}");
	publish(dir, 5, "{\"kind\":\"build\"");
	publish(dir, 6, "[]");
	needs_read(dir, &needs);
	assert_true(needs_find(&needs, build)->seconds == 10);
	assert_int_equal(needs_find(&needs, build)->memory, 700);
	assert_int_equal(needs_find(&needs, other)->memory, 800);
	assert_null(needs_find(&needs, suite));
	needs_release(&needs);
	/* 700 bytes for two. */
	assert_int_equal(needs_fit(dir, "build", "9.1.y", 1100, 1, 16), 3);
	assert_int_equal(needs_fit(dir, "build", "9.1.y", 1100, 1, 2), 2);
	assert_int_equal(needs_fit(dir, "build", "9.1.y", 10, 1, 16), 1);
	assert_int_equal(needs_fit(dir, "build", "9.1.y", 0, 1, 16), 16);
	assert_int_equal(needs_fit(dir, "suite", "9.1.y", 1100, 500, 16), 2);
	scratch_remove(dir);
}

static void test_footprint(void **state)
{
	struct footprint_watch *watch;
	uint64_t seen;
	size_t size = 64 << 20;
	char *memory = xmalloc(size);

	memset(memory, 1, size);
	watch = footprint_start();
	assert_non_null(watch);
	seen = footprint_stop(watch);
	assert_true(seen >= size && seen < size * 100);
	/* Volatile, or the memory would not be there. */
	assert_int_equal(((volatile char *)memory)[size - 1], 1);
	free(memory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_lines_that_are_cut),
		cmocka_unit_test(test_conf),
		cmocka_unit_test(test_conf_that_is_wrong),
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_prune),
		cmocka_unit_test(test_kept_file),
		cmocka_unit_test(test_needs),
		cmocka_unit_test(test_footprint),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
