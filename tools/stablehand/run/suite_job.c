// SPDX-License-Identifier: GPL-2.0-only
#include "run/suite_job.h"

#include <string.h>

#include "util/alloc.h"
#include "util/file.h"
#include "util/host.h"
#include "util/progress.h"
#include "vm/engine.h"

/* The lanes as vm/suite.h has them. */
struct lanes {
	struct job_work *work;
	const struct suite_job *suite;
	struct suite_lane *lanes;
	struct engine **engines;	/* each once */
	size_t engine_count, engine_alloc;
	char **archives;		/* one for each lane */
	char *folder;			/* of these */
	char *host;			/* that this is */
};

static void lanes_release(struct lanes *l)
{
	for (size_t i = 0; i < l->engine_count; i++)
		engine_free(l->engines[i]);
	free(l->engines);
	for (size_t i = 0; i < l->suite->lane_count; i++)
		free(l->archives[i]);
	free(l->archives);
	free(l->lanes);
	if (l->folder)
		path_remove(l->folder, NULL);
	free(l->folder);
	free(l->host);
}

static int open_engine(struct lanes *l, const char *name, const char *arch_name,
		       struct engine **ret_engine, struct error **err)
{
	const struct arch *arch = arch_name ? arch_find(arch_name) : arch_default();

	for (size_t i = 0; i < l->engine_count; i++) {
		if (!strcmp(engine_name(l->engines[i]), name) && l->engines[i]->arch == arch) {
			*ret_engine = l->engines[i];
			return 0;
		}
	}
	if (engine_open(name, arch, NULL, ret_engine, err))
		return -1;
	*ARRAY_ADD(l->engines, l->engine_count, l->engine_alloc) = *ret_engine;
	return 0;
}

/* Outcomes are kept for a machine: another one would answer another question. */
static int check_machine(const struct suite_job_lane *lane, const struct engine *engine,
			 struct error **err)
{
	struct machine machine = lane->machine;
	_cleanup_free_ char *is = NULL;

	machine.kernel = NULL;
	is = engine_describe(engine, &machine);
	if (!strcmp(is, lane->machine_is))
		return 0;
	return error_set(err, ERROR_ENVIRONMENT, "%s: the VM on this machine differs from the one "
			 "the job was created for:\n%s", lane->label, is);
}

static int open_lane(struct lanes *l, size_t i, struct error **err)
{
	const struct suite_job_lane *from = &l->suite->lanes[i];
	struct initramfs_options contents = from->contents;
	struct suite_lane *to = &l->lanes[i];
	struct engine *engine;

	contents.folder = l->folder;
	if (open_engine(l, from->engine, from->arch, &engine, err) || check_machine(from, engine, err) ||
	    initramfs_make(&contents, &l->archives[i], err))
		return -1;
	*to = (struct suite_lane){
		.label = from->label,
		.engine = engine,
		.machine = from->machine,
		.tests = from->tests,
		.test_count = from->test_count,
	};
	to->machine.initramfs = l->archives[i];
	return 0;
}

static int on_record(size_t lane, const struct record *record, void *data, struct error **err)
{
	struct lanes *l = data;
	struct record here = *record;

	(void)err;
	here.host = l->host;
	job_record(l->work, lane, &here);
	return 0;
}

static json_t *lane_result(const struct suite_lane_result *lane)
{
	json_t *outcomes = json_object();

	for (size_t i = 0; i < OUTCOME_COUNT; i++)
		json_object_set_new(outcomes, outcome_name(i), json_integer(lane->outcomes[i]));
	return json_pack("{s:i, s:o, s:o*}", "boots", (int)lane->boots, "outcomes", outcomes,
			 "failure", job_text(lane->failure));
}

static int run_lanes(struct lanes *l, struct error **err)
{
	struct suite_options options = {
		.lanes = l->lanes,
		.lane_count = l->suite->lane_count,
		.jobs = l->suite->vms,
		.log_folder = l->suite->log_folder,
		.on_record = on_record,
		.data = l,
	};
	json_t *lanes = json_array();
	struct suite_result result;
	int rc;

	json_object_set_new(l->work->values, "lanes", lanes);
	progress_start("%s: testing", l->suite->branch);
	rc = suite_run(&options, &result, err);
	progress_end(rc ? "stopped" : NULL);
	if (rc)
		return -1;
	for (size_t i = 0; i < result.lane_count; i++)
		json_array_append_new(lanes, lane_result(&result.lanes[i]));
	suite_result_release(&result);
	return 0;
}

/* Which machine the logs are of lies beside them, as they outlive what the job publishes. */
static int note_host(const struct suite_job *suite, struct error **err)
{
	_cleanup_free_ char *path = NULL, *node = NULL, *cpu = NULL, *text = NULL;

	if (!suite->lane_count)
		return 0;
	/* Jobs of other variants, on other machines, have the same folder. */
	path = path_join(suite->log_folder, "%s.host", suite->lanes[0].label);
	host_names(&node, &cpu);
	text = xasprintf("node %s\ncpu %s\n", node, cpu);
	return dir_make(suite->log_folder, err) ||
	       file_write(path, text, strlen(text), 0666, err) ? -1 : 0;
}

static int run(struct job_work *work, struct error **err)
{
	struct suite_given *given;
	struct lanes l = {.work = work};
	int rc = 0;

	if (suite_given_read(work->job, &given, err))
		return -1;
	l.suite = suite_given_job(given);
	if (!path_is_below(l.suite->log_folder, work->context->logs)) {
		error_set(err, ERROR_INPUT, "suite job: log_folder is not below %s",
			  work->context->logs);
		suite_given_free(given);
		return -1;
	}
	l.lanes = xcalloc(l.suite->lane_count + 1, sizeof(*l.lanes));
	l.archives = xcalloc(l.suite->lane_count + 1, sizeof(*l.archives));
	l.host = host_line();
	l.folder = path_join(work->context->cache, "initramfs/%s/%s", l.suite->branch,
			     work->job->key);
	rc = note_host(l.suite, err);
	for (size_t i = 0; i < l.suite->lane_count && !rc; i++)
		rc = open_lane(&l, i, err);
	if (!rc)
		rc = run_lanes(&l, err);
	lanes_release(&l);
	suite_given_free(given);
	return rc;
}

/* Tests that could not be run to the end have to be run again. */
static bool holds(const struct context *context, const struct job *job,
		  const struct job_result *result)
{
	size_t count = json_array_size(json_object_get(result->values, "lanes"));

	(void)context;
	(void)job;
	for (size_t i = 0; i < count; i++)
		if (suite_job_failure(result->values, i))
			return false;
	return true;
}

const struct job_kind suite_job_kind = {
	.name = "suite",
	.run = run,
	.holds = holds,
};

const char *suite_job_failure(const json_t *values, size_t lane)
{
	json_t *lanes = json_object_get(values, "lanes");

	return json_string_value(json_object_get(json_array_get(lanes, lane), "failure"));
}
