// SPDX-License-Identifier: GPL-2.0-only
/* What a job of tests is given, as JSON and back. */
#include <string.h>
#include <sys/types.h>

#include "run/suite_job.h"
#include "util/alloc.h"
#include "util/file.h"

#define MAX_LANES 256
#define MAX_WORDS 65536		/* tests, files, modules or arguments of one list */
#define MAX_SECONDS 1e7

static json_t *module_to_json(const struct initramfs_module *module)
{
	return json_pack("{s:o, s:o*}", "source", job_text(module->source), "parameters",
			 job_text(module->parameters));
}

static json_t *contents_to_json(const struct initramfs_options *contents)
{
	json_t *modules = json_array(), *files = json_array();

	for (size_t i = 0; i < contents->module_count; i++)
		json_array_append_new(modules, module_to_json(&contents->modules[i]));
	for (size_t i = 0; i < contents->file_count; i++)
		json_array_append_new(files, json_pack("[o, o]", job_text(contents->files[i].path),
						       job_text(contents->files[i].source)));
	return json_pack("{s:o, s:o*, s:o, s:o}", "init", job_text(contents->init), "busybox",
			 job_text(contents->busybox), "modules", modules, "files", files);
}

static json_t *test_to_json(const struct suite_test *test)
{
	json_t *args = json_array();

	for (const char *const *arg = test->args; arg && *arg; arg++)
		json_array_append_new(args, job_text(*arg));
	return json_pack("{s:o, s:o, s:o, s:f}", "name", job_text(test->name), "path",
			 job_text(test->path), "args", args, "timeout", test->timeout);
}

static json_t *machine_to_json(const struct machine *m)
{
	return json_pack("{s:o, s:o*, s:o*, s:o*, s:I, s:I}", "kernel", job_text(m->kernel),
			 "parameters", job_text(m->parameters), "model", job_text(m->model), "cpu",
			 job_text(m->cpu), "cpus", (json_int_t)m->cpus, "memory_mib", (json_int_t)m->memory_mib);
}

static json_t *lane_to_json(const struct suite_job_lane *lane)
{
	json_t *tests = json_array();

	for (size_t i = 0; i < lane->test_count; i++)
		json_array_append_new(tests, test_to_json(&lane->tests[i]));
	return json_pack("{s:o, s:o*, s:o, s:o, s:o, s:o*, s:o, s:o, s:o}", "label",
			 job_text(lane->label), "arch", job_text(lane->arch), "engine",
			 job_text(lane->engine), "machine_is", job_text(lane->machine_is),
			 "build", job_text(lane->build), "selftests", job_text(lane->selftests),
			 "machine", machine_to_json(&lane->machine), "contents",
			 contents_to_json(&lane->contents), "tests", tests);
}

static json_t *expected_to_json(const struct suite_job_lane *lane)
{
	json_t *list = json_array();

	for (size_t i = 0; i < lane->test_count; i++)
		json_array_append_new(list, json_real(lane->tests[i].expected));
	return list;
}

struct job *suite_job_new(const struct suite_job *suite)
{
	json_t *lanes = json_array(), *expected = json_array();

	for (size_t i = 0; i < suite->lane_count; i++) {
		json_array_append_new(lanes, lane_to_json(&suite->lanes[i]));
		json_array_append_new(expected, expected_to_json(&suite->lanes[i]));
	}
	return job_new("suite", json_pack("{s:o, s:o, s:I, s:o}", "branch",
					  job_text(suite->branch),
					  suite->round ? "round" : "log_folder",
					  job_text(suite->round ? suite->round : suite->log_folder),
					  "vms", (json_int_t)suite->vms, "lanes", lanes),
		       json_pack("{s:o, s:o*}", "expected", expected, "log_folder",
				 suite->round ? job_text(suite->log_folder) : NULL));
}

/* Texts point into the job, lists are our own. */
struct suite_given {
	struct suite_job suite;
	void **lists;
	size_t list_count, list_alloc;
};

static void *new_list(struct suite_given *given, size_t count, size_t size)
{
	return *ARRAY_ADD(given->lists, given->list_count, given->list_alloc) =
		       xcalloc(count + 1, size);
}

void suite_given_free(struct suite_given *given)
{
	if (!given)
		return;
	for (size_t i = 0; i < given->list_count; i++)
		free(given->lists[i]);
	free(given->lists);
	free(given);
}

const struct suite_job *suite_given_job(const struct suite_given *given)
{
	return &given->suite;
}

/* The elements of a list, or -1 when it is none or too long. */
static ssize_t length(const json_t *list)
{
	return json_is_array(list) && json_array_size(list) <= MAX_WORDS ?
		       (ssize_t)json_array_size(list) : -1;
}

static bool is_absolute(const char *path)
{
	return path && *path == '/';
}

static bool take_contents(struct suite_given *given, const json_t *object,
			  struct initramfs_options *ret)
{
	json_t *modules = json_object_get(object, "modules");
	json_t *files = json_object_get(object, "files");
	struct initramfs_module *module;
	struct initramfs_file *file;

	if (json_unpack((json_t *)object, "{s:s, s?:s}", "init", &ret->init, "busybox",
			&ret->busybox) ||
	    length(modules) < 0 || length(files) < 0)
		return false;
	ret->module_count = length(modules);
	ret->modules = module = new_list(given, ret->module_count, sizeof(*module));
	for (size_t i = 0; i < ret->module_count; i++)
		if (json_unpack(json_array_get(modules, i), "{s:s, s?:s}", "source",
				&module[i].source, "parameters", &module[i].parameters))
			return false;
	ret->file_count = length(files);
	ret->files = file = new_list(given, ret->file_count, sizeof(*file));
	for (size_t i = 0; i < ret->file_count; i++)
		if (json_unpack(json_array_get(files, i), "[s, s]", &file[i].path, &file[i].source))
			return false;
	return true;
}

static bool take_test(struct suite_given *given, json_t *object, struct suite_test *ret)
{
	json_t *args = json_object_get(object, "args");
	const char **words;

	if (json_unpack(object, "{s:s, s:s, s:F}", "name", &ret->name, "path", &ret->path, "timeout",
			&ret->timeout) ||
	    length(args) < 0 || !*ret->name || strpbrk(ret->name, " \t\n") ||
	    !is_absolute(ret->path) || !(ret->timeout >= 0 && ret->timeout <= MAX_SECONDS))
		return false;
	ret->args = words = new_list(given, length(args), sizeof(*words));
	for (ssize_t i = 0; i < length(args); i++)
		if (!(words[i] = json_string_value(json_array_get(args, i))))
			return false;
	return true;
}

static bool take_machine(json_t *object, struct machine *ret)
{
	json_int_t cpus, memory;

	if (json_unpack(object, "{s:s, s?:s, s?:s, s?:s, s:I, s:I}", "kernel", &ret->kernel,
			"parameters", &ret->parameters, "model", &ret->model, "cpu", &ret->cpu,
			"cpus", &cpus, "memory_mib", &memory) ||
	    cpus < 0 || cpus > 4096 || memory < 0 || memory > 1 << 24 || !is_absolute(ret->kernel))
		return false;
	ret->cpus = cpus;
	ret->memory_mib = memory;
	return true;
}

/* How long the tests took before, as far as that is known. */
static void take_expected(const json_t *list, struct suite_test *tests, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		double seconds = json_number_value(json_array_get(list, i));

		tests[i].expected = seconds > 0 && seconds < MAX_SECONDS ? seconds : 0;
	}
}

static bool take_lane(struct suite_given *given, json_t *object, const json_t *expected,
		      struct suite_job_lane *ret)
{
	json_t *tests = json_object_get(object, "tests");
	struct suite_test *test;

	if (json_unpack(object, "{s:s, s?:s, s:s, s:s, s:s, s?:s}", "label", &ret->label, "arch",
			&ret->arch, "engine", &ret->engine, "machine_is", &ret->machine_is, "build", &ret->build,
			"selftests", &ret->selftests) ||
	    !path_is_safe(ret->label, strlen(ret->label)) || strchr(ret->label, '/') ||
	    (ret->arch && !arch_find(ret->arch)) || length(tests) < 0 ||
	    !take_machine(json_object_get(object, "machine"), &ret->machine) ||
	    !take_contents(given, json_object_get(object, "contents"), &ret->contents))
		return false;
	ret->test_count = length(tests);
	ret->tests = test = new_list(given, ret->test_count, sizeof(*test));
	for (size_t i = 0; i < ret->test_count; i++)
		if (!take_test(given, json_array_get(tests, i), &test[i]))
			return false;
	take_expected(expected, test, ret->test_count);
	return true;
}

static bool take(struct suite_given *given, const struct job *job)
{
	json_t *lanes = json_object_get(job->inputs, "lanes");
	json_t *expected = json_object_get(job->hints, "expected");
	struct suite_job *suite = &given->suite;
	struct suite_job_lane *lane;
	json_int_t vms;

	if (json_unpack(job->inputs, "{s:s, s?:s, s?:s, s:I}", "branch", &suite->branch, "round",
			&suite->round, "log_folder", &suite->log_folder, "vms", &vms) ||
	    (suite->round && json_unpack(job->hints, "{s:s}", "log_folder", &suite->log_folder)) ||
	    !path_is_safe(suite->branch, strlen(suite->branch)) || strchr(suite->branch, '/') ||
	    !is_absolute(suite->log_folder) || vms < 1 || vms > 4096 || length(lanes) < 0 ||
	    length(lanes) > MAX_LANES)
		return false;
	suite->vms = vms;
	suite->lane_count = length(lanes);
	suite->lanes = lane = new_list(given, suite->lane_count, sizeof(*lane));
	for (size_t i = 0; i < suite->lane_count; i++)
		if (!take_lane(given, json_array_get(lanes, i), json_array_get(expected, i),
			       &lane[i]))
			return false;
	return true;
}

int suite_given_read(const struct job *job, struct suite_given **ret_given, struct error **err)
{
	struct suite_given *given = xcalloc(1, sizeof(*given));

	if (!take(given, job)) {
		suite_given_free(given);
		return error_set(err, ERROR_INPUT, "suite job: missing or invalid inputs");
	}
	*ret_given = given;
	return 0;
}
