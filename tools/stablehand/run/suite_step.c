// SPDX-License-Identifier: GPL-2.0-only
#include "run/suite_step.h"

#include <string.h>

#include "util/alloc.h"
#include "util/file.h"
#include "util/progress.h"

/* One lane, and what its VMs get. */
struct vm_lane {
	struct suite_job_lane job;
	size_t variant;
	struct initramfs_module *modules;
	size_t module_count, module_alloc;
	struct initramfs_file *files;
	size_t file_count, file_alloc;
	bool *seen;			/* of its tests: the record has been handed on */
};

struct suite_lanes {
	const struct context *context;
	char *branch, *log_folder, *round, *title;
	unsigned vms;
	struct suite_listener listener;
	struct vm_lane *lanes;
	size_t count, alloc;
	char **texts;			/* that the lanes point to */
	size_t text_count, text_alloc;
	size_t jobs, total, done;	/* jobs there are; tests in all, and of jobs that are over */
};

/* The lanes of one variant: a job. */
struct group {
	struct suite_lanes *all;
	size_t variant;
	size_t *numbers;		/* of its lanes */
	size_t count, alloc;
	struct error *error;		/* while records are read back */
};

static char *keep(struct suite_lanes *lanes, char *owned)
{
	return owned ? *ARRAY_ADD(lanes->texts, lanes->text_count, lanes->text_alloc) = owned : NULL;
}

struct suite_lanes *suite_lanes_new(const struct context *context, const char *branch,
				    const char *log_folder, const char *round, unsigned vms,
				    const struct suite_listener *listener)
{
	struct suite_lanes *lanes = xcalloc(1, sizeof(*lanes));

	lanes->context = context;
	lanes->branch = xstrdup(branch);
	lanes->log_folder = xstrdup(log_folder);
	lanes->round = xstrdup(round);
	lanes->vms = vms;
	lanes->listener = *listener;
	return lanes;
}

void suite_lanes_free(struct suite_lanes *lanes)
{
	for (size_t i = 0; i < lanes->count; i++) {
		free(lanes->lanes[i].modules);
		free(lanes->lanes[i].files);
		free(lanes->lanes[i].seen);
	}
	free(lanes->lanes);
	for (size_t i = 0; i < lanes->text_count; i++)
		free(lanes->texts[i]);
	free(lanes->texts);
	free(lanes->branch);
	free(lanes->log_folder);
	free(lanes->round);
	free(lanes->title);
	free(lanes);
}

static void release_lanes(void *data)
{
	suite_lanes_free(data);
}

size_t suite_lanes_add_lane(struct suite_lanes *lanes, const struct suite_lane_options *options)
{
	const struct build_result *build = options->build;
	struct vm_lane *lane = ARRAY_ADD(lanes->lanes, lanes->count, lanes->alloc);

	lane->variant = options->variant;
	lane->seen = xcalloc(options->test_count + 1, sizeof(*lane->seen));
	lane->job = (struct suite_job_lane){
		.label = keep(lanes, xstrdup(options->label)),
		.arch = options->engine->arch->name,
		.engine = keep(lanes, xstrdup(engine_name(options->engine))),
		.machine_is = keep(lanes, engine_describe(options->engine, &options->machine)),
		.build = keep(lanes, xstrdup(build->key)),
		.selftests = build->has_selftests ? keep(lanes, xstrdup(build->selftests.key)) : NULL,
		.machine = options->machine,
		.contents = {
			.init = keep(lanes, context_guest_init(lanes->context, options->engine->arch)),
			.busybox = keep(lanes, xstrdup(options->busybox)),
		},
		.tests = options->tests,
		.test_count = options->test_count,
	};
	lane->job.machine.kernel = keep(lanes, xstrdup(build->image));
	for (size_t i = 0; i < build->module_count; i++) {
		_cleanup_free_ char *source = path_join(build->folder, "modules/%s",
							build->modules[i].path);

		suite_lanes_add_module(lanes, source);
	}
	lanes->total += options->test_count;
	return lanes->count - 1;
}

void suite_lanes_add_module(struct suite_lanes *lanes, const char *source)
{
	struct vm_lane *lane = &lanes->lanes[lanes->count - 1];

	ARRAY_ADD(lane->modules, lane->module_count, lane->module_alloc)->source =
		keep(lanes, xstrdup(source));
}

void suite_lanes_add_file(struct suite_lanes *lanes, const char *path, const char *source)
{
	struct vm_lane *lane = &lanes->lanes[lanes->count - 1];

	*ARRAY_ADD(lane->files, lane->file_count, lane->file_alloc) = (struct initramfs_file){
		keep(lanes, xstrdup(path)), keep(lanes, xstrdup(source))};
}

void suite_lanes_add_selftests(struct suite_lanes *lanes, const struct selftests *selftests)
{
	for (size_t i = 0; i < selftests->count; i++) {
		const char *name = selftests->tests[i].name;
		_cleanup_free_ char *path = xasprintf("tests/%s", name);
		_cleanup_free_ char *source = path_join(selftests->folder, "%s", name);

		if (selftests->tests[i].built)
			suite_lanes_add_file(lanes, path, source);
	}
}

/* A lane with the lists that have been filled. */
static struct suite_job_lane whole_lane(const struct vm_lane *lane)
{
	struct suite_job_lane whole = lane->job;

	whole.contents.modules = lane->modules;
	whole.contents.module_count = lane->module_count;
	whole.contents.files = lane->files;
	whole.contents.file_count = lane->file_count;
	return whole;
}

int suite_lanes_initramfs(const struct suite_lanes *lanes, const char *folder, char **ret_path,
			  struct error **err)
{
	struct suite_job_lane lane = whole_lane(&lanes->lanes[0]);

	lane.contents.folder = folder;
	return initramfs_make(&lane.contents, ret_path, err);
}

static int begin(void *data, struct job **ret_job, struct error **err)
{
	struct group *group = data;
	struct suite_lanes *all = group->all;
	_cleanup_free_ struct suite_job_lane *lanes = xcalloc(group->count + 1, sizeof(*lanes));

	(void)err;
	for (size_t i = 0; i < group->count; i++)
		lanes[i] = whole_lane(&all->lanes[group->numbers[i]]);
	*ret_job = suite_job_new(&(struct suite_job){
		.branch = all->branch,
		.log_folder = all->log_folder,
		.round = all->round,
		.vms = all->vms,
		.lanes = lanes,
		.lane_count = group->count,
	});
	if (!all->done)
		progress_start("%s", all->title);
	return 0;
}

/* Hand a record on, unless that was done; one that was not asked for is none. */
static int take_record(struct group *group, const struct job_event *event, struct error **err)
{
	struct suite_lanes *all = group->all;
	size_t number = event->lane < group->count ? group->numbers[event->lane] : all->count;
	struct vm_lane *lane = number < all->count ? &all->lanes[number] : NULL;

	for (size_t i = 0; lane && i < lane->job.test_count; i++) {
		if (strcmp(lane->job.tests[i].name, event->record.test) || lane->seen[i])
			continue;
		lane->seen[i] = true;
		return all->listener.on_record(all->listener.data, number, &event->record, err);
	}
	return 0;
}

/* Its steps are ours: what is shown is about all of the jobs. */
static int on_event(void *data, const struct job_event *event, struct error **err)
{
	struct group *group = data;
	const struct suite_lanes *all = group->all;
	const struct progress_event *p = &event->progress;

	if (event->kind == JOB_EVENT_RECORD)
		return take_record(group, event, err);
	if (event->kind == JOB_EVENT_PROGRESS && p->what == PROGRESS_UPDATE)
		progress_update(all->done + p->done, all->total, all->jobs == 1 ? p->expected : 0,
				p->text);
	else if (event->kind == JOB_EVENT_PROGRESS && p->what == PROGRESS_NOTE)
		progress_replay(p);
	return 0;
}

static void on_published(const struct job_event *event, void *data)
{
	struct group *group = data;

	if (event->kind == JOB_EVENT_RECORD && !group->error)
		take_record(group, event, &group->error);
}

/* Elsewhere it is worth telling where. */
static void tell_host(const struct suite_lanes *all, const struct job_result *result)
{
	const json_t *host = json_object_get(result->values, "host");
	const char *node = json_string_value(json_object_get(host, "node"));
	const char *cpu = json_string_value(json_object_get(host, "cpu"));

	if (all->context->executor && node)
		progress_note("%s: on node %s%s%s", all->title, node, cpu && *cpu ? ", " : "",
			      cpu ? cpu : "");
}

static int end(void *data, const struct job_result *result, struct error **err)
{
	struct group *group = data;
	struct suite_lanes *all = group->all;

	tell_host(all, result);
	if (job_records_read(all->context->cache, result->key, on_published, group, err))
		return -1;
	if (group->error) {
		error_move(err, &group->error);
		return -1;
	}
	for (size_t i = 0; i < group->count; i++) {
		const char *why = suite_job_failure(result->values, i);

		all->done += all->lanes[group->numbers[i]].job.test_count;
		if (why && all->listener.on_failure)
			all->listener.on_failure(all->listener.data, group->numbers[i], why);
	}
	if (all->done == all->total)
		progress_end(NULL);
	return 0;
}

static void failed(void *data, const struct job_result *result, const struct error *error)
{
	(void)data;
	(void)result;
	(void)error;
	progress_end("stopped");
}

static void release_group(void *data)
{
	struct group *group = data;

	free(group->numbers);
	free(group);
}

static struct group *find_group(struct group **groups, size_t count, size_t variant)
{
	for (size_t i = 0; i < count; i++)
		if (groups[i]->variant == variant)
			return groups[i];
	return NULL;
}

void suite_lanes_add(struct suite_lanes *lanes, const char *title, struct chain *chain)
{
	struct graph *graph = chain->walk->graph;
	_cleanup_free_ struct group **groups = xcalloc(lanes->count + 1, sizeof(*groups));
	_cleanup_free_ struct graph_step *steps = NULL;

	graph_keep(graph, lanes, release_lanes);
	lanes->title = xstrdup(title);
	for (size_t i = 0; i < lanes->count; i++) {
		struct group *group = find_group(groups, lanes->jobs, lanes->lanes[i].variant);

		if (!group) {
			group = graph_keep(graph, xcalloc(1, sizeof(*group)), release_group);
			*group = (struct group){.all = lanes, .variant = lanes->lanes[i].variant};
			groups[lanes->jobs++] = group;
		}
		*ARRAY_ADD(group->numbers, group->count, group->alloc) = i;
	}
	steps = xcalloc(lanes->jobs + 1, sizeof(*steps));
	for (size_t i = 0; i < lanes->jobs; i++)
		steps[i] = (struct graph_step){
			.name = title,
			.takes = {{WALK_PROCESSORS, WALK_ALL}},
			.begin = begin,
			.event = on_event,
			.end = end,
			.failed = failed,
			.data = groups[i],
		};
	chain_add_beside(chain, steps, lanes->jobs);
}
