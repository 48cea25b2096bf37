// SPDX-License-Identifier: GPL-2.0-only
/*
 * The graph of a run: fetch all branches; port each; show the verdicts; then branch by
 * branch build, test, compare. A branch's builds and tests are a chain that its first
 * step fills, as what has to be done follows from the ports.
 */
#include "run/pipeline.h"

#include <string.h>
#include <time.h>

#include "result/rows.h"
#include "run/behaviour_tests.h"
#include "run/branch_lock.h"
#include "run/build_states.h"
#include "run/coverage.h"
#include "run/fetch_step.h"
#include "run/pipeline_parts.h"
#include "run/port_all.h"
#include "run/port_branch.h"
#include "run/shell.h"
#include "run/test_names.h"
#include "run/testing.h"
#include "run/vulns.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/interrupt.h"

const char *const pipeline_profiles[] = { PIPELINE_DEFAULT_PROFILE, "distro", NULL };

/* One branch on its way. */
struct branch_walk {
	struct pipeline *pipeline;
	struct branch_run run;
	struct branch *branch;
	struct chain chain;		/* of builds and tests */
	int lock;			/* while they are done */
	size_t port, last;		/* the steps */
};

static void pipeline_release(struct pipeline *p)
{
	if (p->walk.graph)
		walk_close(&p->walk);
	for (size_t i = 0; i < p->count; i++) {
		struct branch_walk *b = &p->branches[i];

		chain_release(&b->chain);
		branch_free(&b->branch);
		if (b->lock >= 0)
			close(b->lock);
	}
	free(p->branches);
	unapplied_free(p->unapplied);
	identity_release(&p->identity);
	series_conf_free(p->conf);
}

static void note_support(const struct branch *branch, struct branch_result *result)
{
	time_t now = time(NULL);
	struct tm date;
	char today[11];

	strftime(today, sizeof(today), "%Y-%m-%d", gmtime_r(&now, &date));
	result->eol = xstrdup(branch->eol);
	result->ended = branch_ended(branch, today);
}

/* Ctrl-C, a damaged store and a bug end it all; other failures are the branch's own. */
static void branch_failed(struct branch_walk *b, const struct error *error)
{
	struct error *copy = error_copy(error);

	if (error->kind == ERROR_INTERRUPTED || error->kind == ERROR_DAMAGED ||
	    error->kind == ERROR_BUG) {
		error_wrap(&copy, "%s", b->run.result->branch);
		graph_stop(b->pipeline->walk.graph, copy);
	} else {
		error_move(&b->run.result->failure, &copy);
	}
}

static void fetch_failed(void *data, size_t i, const struct error *error)
{
	struct pipeline *p = data;

	branch_failed(&p->branches[i], error);
}

static void step_failed(void *data, const struct job_result *result, const struct error *error)
{
	(void)result;
	branch_failed(data, error);
}

static int port(void *data, struct job **ret_job, struct error **err)
{
	struct branch_walk *b = data;
	const struct pipeline *p = b->pipeline;
	_cleanup_close_ int lock = -1;

	(void)ret_job;
	if (p->options.last < STEP_PORT)
		return 0;
	if (!p->options.known_only &&
	    branch_lock(p->context, b->run.result->branch, &lock, err))
		return -1;
	if (port_all(&b->run, p->conf, &p->identity, err))
		return -1;
	if (p->options.on_branch)
		p->options.on_branch(p->context, p->result);
	return 0;
}

static int verdicts(void *data, struct job **ret_job, struct error **err)
{
	struct pipeline *p = data;

	(void)ret_job;
	(void)err;
	result_name_rows(p->result);
	if (p->on_verdicts)
		p->on_verdicts(p->context, p->result);
	return 0;
}

static int shell(void *data, struct job **ret_job, struct error **err)
{
	struct branch_walk *b = data;

	(void)ret_job;
	return shell_run(&b->run, err);
}

static void add_tests(struct branch_walk *b)
{
	const struct pipeline *p = b->pipeline;
	const struct pipeline_options *options = &p->options;
	const struct porting porting = {
		.context = p->context,
		.identity = &p->identity,
		.conf = p->conf,
		.profile = options->profile,
		.max_risk = options->max_risk,
		.result = b->run.result,
	};

	if (options->shell) {
		chain_add(&b->chain, &(struct graph_step){
			.name = "shell",
			.begin = shell,
			.data = b,
		});
		return;
	}
	if (!options->coverage && !options->behaviour)
		testing_add(&b->chain, &b->run);
	if (!options->coverage && !options->selftests)
		behaviour_add(&b->chain, &b->run, &porting);
	/* Watching all functions takes as long as the tests: only when it is asked for. */
	if (options->coverage)
		coverage_add(&b->chain, &b->run);
}

static int begin_branch(void *data, struct job **ret_job, struct error **err)
{
	struct branch_walk *b = data;
	const struct pipeline_options *options = &b->pipeline->options;

	(void)ret_job;
	if ((options->last >= STEP_TEST && test_names_check(&b->run, err)) ||
	    branch_lock(b->run.context, b->run.result->branch, &b->lock, err) ||
	    build_states_add(&b->chain, &b->run, err))
		return -1;
	if (options->last >= STEP_TEST)
		add_tests(b);
	return 0;
}

/* Whatever came of the chain. */
static int end_branch(void *data, struct job **ret_job, struct error **err)
{
	struct branch_walk *b = data;
	const struct error *error = chain_error(&b->chain);

	(void)ret_job;
	(void)err;
	if (b->lock >= 0)
		close(b->lock);
	b->lock = -1;
	if (error)
		branch_failed(b, error);
	return 0;
}

/* Builds and tests of a branch, after those of the one before (or the verdicts). */
static size_t add_chain(struct branch_walk *b, size_t before)
{
	struct graph *graph = b->pipeline->walk.graph;
	size_t first, last, after;

	b->chain.walk = &b->pipeline->walk;
	first = chain_add(&b->chain, &(struct graph_step){
		.name = b->run.result->branch, .begin = begin_branch, .data = b});
	last = chain_add(&b->chain, &(struct graph_step){.name = b->run.result->branch});
	after = graph_add(graph, &(struct graph_step){
		.name = b->run.result->branch, .begin = end_branch, .data = b});
	b->last = after;
	graph_need(graph, first, b->port);
	graph_after(graph, first, before);
	graph_after(graph, after, last);
	return after;
}

/* The branches of the result, as their files say; one whose file is broken has failed. */
static void open_branches(struct pipeline *p)
{
	p->branches = xcalloc(p->result->count + 1, sizeof(*p->branches));
	for (size_t i = 0; i < p->result->count; i++) {
		struct branch_walk *b = &p->branches[p->count];
		struct branch_result *result = &p->result->branches[i];
		_cleanup_free_ char *path = path_join(p->context->project, "kernels/%s.conf",
						      result->branch);

		if (branch_load(path, &b->branch, &result->failure))
			continue;
		p->count++;
		note_support(b->branch, result);
		b->pipeline = p;
		b->lock = -1;
		b->run = (struct branch_run){p->context, &p->options, b->branch, result,
					     p->unapplied};
	}
}

/* Fetch and port, and then the verdicts; the step that shows these. */
static size_t add_ports(struct pipeline *p)
{
	struct graph *graph = p->walk.graph;
	_cleanup_free_ struct branch_run **runs = xcalloc(p->count + 1, sizeof(*runs));
	_cleanup_free_ size_t *fetches = xcalloc(p->count + 1, sizeof(*fetches));
	size_t fetched, shown;

	for (size_t i = 0; i < p->count; i++)
		runs[i] = &p->branches[i].run;
	fetched = fetch_steps_end(fetch_steps_add(&p->walk, runs, p->count, fetch_failed, p,
						  fetches));
	for (size_t i = 0; i < p->count; i++) {
		struct branch_walk *b = &p->branches[i];

		b->port = graph_add(graph, &(struct graph_step){
			.name = b->run.result->branch,
			.begin = port,
			.failed = step_failed,
			.data = b,
		});
		b->last = b->port;
		graph_need(graph, b->port, fetches[i]);
		graph_after(graph, b->port, fetched);
	}
	shown = graph_add(graph, &(struct graph_step){
		.name = "verdicts", .begin = verdicts, .data = p});
	graph_after(graph, shown, fetched);
	for (size_t i = 0; i < p->count; i++)
		graph_after(graph, shown, p->branches[i].port);
	return shown;
}

/* Which branches have had no end? */
static void note_interrupted(struct pipeline *p)
{
	for (size_t i = 0; i < p->count; i++) {
		struct branch_walk *b = &p->branches[i];

		b->run.result->interrupted = !b->run.result->failure &&
			graph_state(p->walk.graph, b->last) != GRAPH_DONE;
	}
}

int pipeline_run(struct context *context, const struct pipeline_options *options,
		 char *const *branches, size_t count,
		 void (*on_verdicts)(struct context *context, const struct result *result),
		 struct result *result, struct error **err)
{
	_cleanup_free_ char *out = path_join(context->project, "out");
	_cleanup_(pipeline_release) struct pipeline p = {
		.context = context,
		.options = *options,
		.result = result,
		.on_verdicts = on_verdicts,
	};
	_cleanup_error_ struct error *why = NULL;
	size_t before, shown;

	if (!p.options.out)
		p.options.out = out;
	if (pipeline_open(&p, branches, count, err) ||
	    (options->last >= STEP_PORT && vulns_use(context, err)))
		return -1;
	if (!options->known_only)
		job_prune(context->cache, JOB_KEEP);
	walk_open(&p.walk, context);
	p.walk.deadline = options->seconds > 0 ? clock_seconds() + options->seconds : 0;
	p.unapplied = unapplied_new();
	open_branches(&p);
	before = shown = add_ports(&p);
	/* One branch after the other here; elsewhere there is room for all at once. */
	for (size_t i = 0; i < p.count && options->last >= STEP_BUILD; i++)
		before = add_chain(&p.branches[i], p.walk.executor->remote ? shown : before);
	if (!graph_walk(p.walk.graph, &why))
		return 0;
	note_interrupted(&p);
	if (p.walk.out_of_time && why->kind == ERROR_INTERRUPTED && !interrupt_pending())
		return 0;
	error_move(err, &why);
	return -1;
}
