// SPDX-License-Identifier: GPL-2.0-only
#include "run/fetch_branches.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "kernel/branch.h"
#include "run/executor.h"
#include "run/fetch_job.h"
#include "run/graph.h"
#include "run/job_kinds.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/progress.h"
#include "util/text.h"

#define AT_ONCE 2

struct fetching {
	struct context *context;
	const struct fetching_options *options;
	char asked[64];
	struct graph *graph;
};

/* One branch. */
struct fetch {
	struct fetching *fetching;
	struct fetched *fetched;
	double started;
};

static void show(void *data)
{
	struct fetching *f = data;
	size_t count = graph_count(f->graph);
	_cleanup_buf_ struct buf names = {0};

	for (size_t i = 0; i < count; i++)
		if (graph_state(f->graph, i) == GRAPH_RUNNING)
			buf_printf(&names, "%s%s", names.len ? " " : "", graph_name(f->graph, i));
	progress_update(graph_count_of(f->graph, GRAPH_DONE) +
			graph_count_of(f->graph, GRAPH_FAILED), count, 0, buf_str(&names));
}

static void tell_end(const struct fetch *fetch, const char *word)
{
	_cleanup_free_ char *took = text_duration(clock_seconds() - fetch->started);

	progress_note("%s: %s (%s)", fetch->fetched->branch, word, took);
}

static int begin(void *data, struct job **ret_job, struct error **err)
{
	struct fetch *fetch = data;
	const struct fetching_options *options = fetch->fetching->options;

	fetch->started = clock_seconds();
	return fetch_job_new(fetch->fetching->context, &(struct fetch_job){
				     .branch = fetch->fetched->branch,
				     .version = options->version,
				     .recent_is_enough = options->recent_is_enough,
				     .fall_back = options->fall_back,
				     .asked = fetch->fetching->asked,
			     }, ret_job, err);
}

/* Take the release that the job has put into the store, with what it says of it. */
static int take_release(struct fetch *fetch, const struct fetched_release *release,
			struct error **err)
{
	const struct context *context = fetch->fetching->context;
	struct source_result *to = &fetch->fetched->source;
	_cleanup_free_ char *path = path_join(context->project, "kernels/%s.conf",
					      fetch->fetched->branch);
	_cleanup_branch_ struct branch *branch = NULL;

	if (branch_load(path, &branch, err) ||
	    source_fetch(&(struct source_options){
				 .repo = context->repo,
				 .branch = branch,
				 .cache_dir = context->cache,
				 .want_version = release->version,
				 .offline = true,
			 }, to, err))
		return -1;
	free(to->source);
	to->source = xstrdup(release->source);
	for (size_t i = 0; i < release->tried_count; i++)
		source_add_tried(to, release->tried[i]);
	return 0;
}

static int end(void *data, const struct job_result *result, struct error **err)
{
	struct fetch *fetch = data;
	struct fetched_release release;
	int rc;

	if (!fetched_release_read(result->values, &release))
		return error_set(err, ERROR_BUG, "%s: the job that fetched it names no release",
				 fetch->fetched->branch);
	rc = take_release(fetch, &release, err);
	fetched_release_clear(&release);
	if (!rc)
		tell_end(fetch, "fetched");
	return rc;
}

static void failed(void *data, const struct job_result *result, const struct error *error)
{
	struct fetch *fetch = data;

	if (error->kind != ERROR_INTERRUPTED)
		tell_end(fetch, "no release");
	fetch->fetched->no_answer = result && fetch_job_no_answer(result->values);
	error_set(&fetch->fetched->failure, error->kind, "%s", error->message);
}

void fetched_release(struct fetched *fetched)
{
	error_clear(&fetched->failure);
	source_result_clear(&fetched->source);
}

static int done(void *data, const struct job *job, struct job_result *ret_result,
		struct error **err)
{
	const struct fetching *f = data;

	return job_done(f->context, job, ret_result, err);
}

int fetching_run(struct context *context, const struct fetching_options *options,
		 struct fetched *fetched, size_t count, struct error **err)
{
	_cleanup_free_ struct fetch *fetches = xcalloc(count + 1, sizeof(*fetches));
	struct fetching f = {.context = context, .options = options};
	struct graph_options graph = {
		.executor = executor_local_new(context),
		.cache = context->cache,
		.done = done,
		.on_tick = show,
		.data = &f,
	};
	int rc;

	job_prune(context->cache, JOB_KEEP);
	snprintf(f.asked, sizeof(f.asked), "%lld by %ld", (long long)time(NULL), (long)getpid());
	f.graph = graph_new(&graph);
	graph_limit(f.graph, "fetches", AT_ONCE);
	for (size_t i = 0; i < count; i++) {
		fetches[i] = (struct fetch){.fetching = &f, .fetched = &fetched[i]};
		graph_add(f.graph, &(struct graph_step){
			.name = fetched[i].branch,
			.takes = {{"fetches", 1}},
			.begin = begin,
			.end = end,
			.failed = failed,
			.data = &fetches[i],
		});
	}
	progress_start("fetching %zu branches", count);
	rc = graph_walk(f.graph, err);
	progress_end(NULL);
	graph_free(f.graph);
	graph.executor->free(graph.executor);
	return rc;
}
