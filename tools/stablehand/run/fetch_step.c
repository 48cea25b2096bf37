// SPDX-License-Identifier: GPL-2.0-only
#include "run/fetch_step.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "run/branch_lock.h"
#include "run/fetch_job.h"
#include "run/rc_source.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/progress.h"
#include "util/text.h"

#define RESOURCE "fetches"
#define AT_ONCE 2

/* One branch. */
struct fetch {
	struct fetch_steps *all;
	struct branch_run *run;
	size_t number, step;
	double started;
};

struct fetch_steps {
	struct walk *walk;
	struct fetch *fetches;
	size_t count;
	bool by_jobs, shown, over;
	char asked[64];
	void (*failed)(void *data, size_t i, const struct error *error);
	void *data;
};

static void release(void *data)
{
	struct fetch_steps *all = data;

	free(all->fetches);
	free(all);
}

static void show(void *data)
{
	const struct fetch_steps *all = data;
	const struct graph *graph = all->walk->graph;
	_cleanup_buf_ struct buf names = {0};
	size_t over = 0;

	if (all->over)
		return;
	for (size_t i = 0; i < all->count; i++) {
		enum graph_state state = graph_state(graph, all->fetches[i].step);

		over += state == GRAPH_DONE || state == GRAPH_FAILED;
		if (state == GRAPH_RUNNING)
			buf_printf(&names, "%s%s", names.len ? " " : "",
				   all->fetches[i].run->result->branch);
	}
	progress_update(over, all->count, 0, buf_str(&names));
}

static void tell_end(const struct fetch *fetch, const char *word)
{
	_cleanup_free_ char *took = text_duration(clock_seconds() - fetch->started);

	progress_note("%s: %s (%s)", fetch->run->result->branch, word, took);
}

static bool recent_is_enough(const struct pipeline_options *options)
{
	return !options->refresh && (options->recent || options->last != STEP_FETCH);
}

static bool store_will_do(const struct pipeline_options *options)
{
	return options->fall_back || options->last != STEP_FETCH;
}

static struct source_options source_options(const struct branch_run *run)
{
	const struct pipeline_options *options = run->options;

	return (struct source_options){
		.repo = run->context->repo,
		.branch = run->branch,
		.cache_dir = run->context->cache,
		.want_version = options->version,
		.max_age = recent_is_enough(options) ? FETCH_RECENT_SECONDS : 0,
		.offline = options->known_only,
		.fetch_rc = rc_source_fetch,
		.fall_back = store_will_do(options),
		.ret_no_answer = &run->result->not_fetched,
	};
}

static int fetch_here(const struct branch_run *run, struct error **err)
{
	const struct source_options source = source_options(run);
	_cleanup_close_ int lock = -1;

	if ((!run->options->known_only &&
	     branch_lock(run->context, run->result->branch, &lock, err)) ||
	    source_fetch(&source, &run->result->source, err))
		return -1;
	run->result->has_source = true;
	return 0;
}

/* Is there no source to be asked? 1: the result is filled; 0, -1. */
static int look(const struct branch_run *run, struct error **err)
{
	const struct source_options source = source_options(run);
	int rc = source_known(&source, &run->result->source, err);

	run->result->has_source = rc > 0;
	return rc;
}

static int begin(void *data, struct job **ret_job, struct error **err)
{
	struct fetch *fetch = data;
	struct fetch_steps *all = fetch->all;
	const struct pipeline_options *options = fetch->run->options;
	int known;

	if (!all->by_jobs)
		return fetch_here(fetch->run, err);
	if (!all->shown)
		progress_start("fetching %zu branches", all->count);
	all->shown = true;
	fetch->started = clock_seconds();
	known = look(fetch->run, err);
	if (known > 0)
		tell_end(fetch, "fetched");
	if (known)
		return known < 0 ? -1 : 0;
	return fetch_job_new(fetch->run->context, &(struct fetch_job){
				     .branch = fetch->run->result->branch,
				     .version = options->version,
				     .recent_is_enough = recent_is_enough(options),
				     .fall_back = store_will_do(options),
				     .asked = all->asked,
			     }, ret_job, err);
}

/* Take the release that the job has put into the store, with what it says of it. */
static int take_release(const struct branch_run *run, const struct fetched_release *release,
			struct error **err)
{
	struct source_result *to = &run->result->source;

	if (source_fetch(&(struct source_options){
				 .repo = run->context->repo,
				 .branch = run->branch,
				 .cache_dir = run->context->cache,
				 .want_version = release->version,
				 .offline = true,
			 }, to, err))
		return -1;
	free(to->source);
	to->source = xstrdup(release->source);
	for (size_t i = 0; i < release->tried_count; i++)
		source_add_tried(to, release->tried[i]);
	run->result->has_source = true;
	return 0;
}

static int end(void *data, const struct job_result *result, struct error **err)
{
	struct fetch *fetch = data;
	struct fetched_release release;
	int rc;

	if (!fetched_release_read(result->values, &release))
		return error_set(err, ERROR_BUG, "the fetch job reported no release");
	rc = take_release(fetch->run, &release, err);
	fetched_release_clear(&release);
	if (!rc)
		tell_end(fetch, "fetched");
	return rc;
}

static void failed(void *data, const struct job_result *result, const struct error *error)
{
	struct fetch *fetch = data;

	if (fetch->all->by_jobs && error->kind != ERROR_INTERRUPTED)
		tell_end(fetch, "no release");
	if (result && fetch_job_no_answer(result->values))
		fetch->run->result->not_fetched = true;
	fetch->all->failed(fetch->all->data, fetch->number, error);
}

struct fetch_steps *fetch_steps_add(struct walk *walk, struct branch_run *const *runs, size_t count,
				    void (*on_failure)(void *data, size_t i,
						       const struct error *error),
				    void *data, size_t *steps)
{
	struct fetch_steps *all = graph_keep(walk->graph, xcalloc(1, sizeof(*all)), release);

	*all = (struct fetch_steps){
		.walk = walk,
		.fetches = xcalloc(count + 1, sizeof(*all->fetches)),
		.count = count,
		.by_jobs = count > 1 && !runs[0]->options->known_only,
		.failed = on_failure,
		.data = data,
	};
	if (all->by_jobs) {
		walk->on_tick = show;
		walk->tick_data = all;
	}
	snprintf(all->asked, sizeof(all->asked), "%lld by %ld", (long long)time(NULL),
		 (long)getpid());
	graph_limit(walk->graph, RESOURCE, AT_ONCE);
	for (size_t i = 0; i < count; i++) {
		struct fetch *fetch = &all->fetches[i];

		*fetch = (struct fetch){.all = all, .run = runs[i], .number = i};
		steps[i] = fetch->step = graph_add(walk->graph, &(struct graph_step){
			.name = runs[i]->result->branch,
			.takes = {{RESOURCE, 1}},
			.begin = begin,
			.end = end,
			.failed = failed,
			.data = fetch,
		});
	}
	return all;
}

static int end_all(void *data, struct job **ret_job, struct error **err)
{
	struct fetch_steps *all = data;

	(void)ret_job;
	(void)err;
	all->over = true;
	if (all->shown)
		progress_end(NULL);
	return 0;
}

size_t fetch_steps_end(struct fetch_steps *all)
{
	struct graph *graph = all->walk->graph;
	size_t step = graph_add(graph, &(struct graph_step){
		.name = "fetched",
		.begin = end_all,
		.data = all,
	});

	for (size_t i = 0; i < all->count; i++)
		graph_after(graph, step, all->fetches[i].step);
	return step;
}
