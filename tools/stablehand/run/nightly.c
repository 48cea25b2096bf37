// SPDX-License-Identifier: GPL-2.0-only
#include "run/nightly.h"

#include <string.h>

#include "result/night_news.h"
#include "result/observed.h"
#include "run/accepted.h"
#include "run/limits.h"
#include "run/nightly_parts.h"
#include "run/record_event.h"
#include "run/watch.h"
#include "store/nights.h"
#include "store/results_copy.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/hash.h"
#include "util/progress.h"

/* One night on its way. */
struct nightly {
	struct context *context;
	const struct nightly_options *options;
	struct night *night;
	struct result result;
	struct pipeline_options asked;
	struct observations *observed;	/* one for each branch of the result */
	struct nightly_known *known;	/* likewise */
	struct night_finding *open;	/* when it began */
	size_t open_count;
	bool all;			/* no branch was named */
	int lock;
};

static void nightly_release(struct nightly *n)
{
	for (size_t i = 0; n->observed && i < n->result.count; i++) {
		observations_release(&n->observed[i]);
		observations_release(&n->known[i].list);
	}
	free(n->observed);
	free(n->known);
	for (size_t i = 0; i < n->open_count; i++)
		night_finding_release(&n->open[i]);
	free(n->open);
	result_release(&n->result);
	if (n->lock >= 0)
		close(n->lock);
}

/* One night of a project at a time. */
static int take_lock(struct nightly *n, struct error **err)
{
	_cleanup_free_ char *folder = path_join(n->context->cache, "locks"), *holder = NULL;
	_cleanup_free_ char *path = NULL;
	char hash[65];
	int rc;

	data_sha256(n->context->project, strlen(n->context->project), hash);
	path = path_join(folder, "nightly-%.12s", hash);
	if (dir_make(folder, err))
		return -1;
	rc = file_lock_try(path, &n->lock, &holder, err);
	if (rc)
		return rc < 0 ? -1 : 0;
	return error_set(err, ERROR_ENVIRONMENT, "a night of %s is going on (%s): wait for it, or "
			 "stop it", n->context->project, *holder ? holder : "another process");
}

/* --- the work */

static int walk_all(struct nightly *n, char *const *branches, size_t count, struct error **err)
{
	const struct nightly_options *given = n->options;
	struct pipeline_options options = {
		.last = STEP_TEST,
		.refresh = true,
		.profile = given->profile,
		.tests = given->tests,
		.base_too = given->base_too,
		.patient = given->patient,
		.jobs = given->jobs,
	};
	_cleanup_error_ struct error *failure = NULL;
	struct limits limits;

	if (limits_read(n->context, &limits, err))
		return -1;
	options.seconds = limits.seconds;
	options.jobs = options.jobs ? options.jobs : limits.cores;
	options.memory = limits.memory_bytes;
	n->asked = options;
	if (pipeline_run(n->context, &options, branches, count, NULL, &n->result, &failure)) {
		/* What was done until Ctrl-C is known; the next night goes on there. */
		if (failure->kind == ERROR_INTERRUPTED)
			event_record(n->context, &options, "nightly", given->arguments,
				     error_exit_code(failure), &n->result, NULL);
		error_move(err, &failure);
		return -1;
	}
	for (size_t i = 0; i < n->result.count && !n->night->stopped; i++)
		if (n->result.branches[i].interrupted)
			n->night->stopped = xstrdup("the time of [limits] was up");
	return event_record(n->context, &options, "nightly", given->arguments, 0, &n->result, err);
}

/* A test that is not there says nothing about a branch. */
static int check_tests(const struct nightly *n, struct error **err)
{
	for (size_t i = 0; n->options->tests && i < n->result.count; i++) {
		struct error *failure = n->result.branches[i].failure;

		if (failure && failure->kind == ERROR_INPUT)
			return error_set(err, ERROR_INPUT, "%s", failure->message);
	}
	return 0;
}

/* --- the news */

/* What the nights before left. What a later program wrote is as if it were not there. */
static int look_back(struct nightly *n, size_t index, struct error **err)
{
	_cleanup_(last_observed_release) struct last_observed last = {0};
	struct nightly_known *known = &n->known[index];
	int there = results_last_observed(n->context->results, n->context->project,
					  n->options->profile, n->result.branches[index].branch,
					  &last, err);

	if (there > 0 && !observations_read(last.text, &known->list, NULL))
		known->night = last.night;
	return there < 0 ? -1 : 0;
}

static void add_branch(struct nightly *n, size_t index)
{
	const struct nightly_known *known = &n->known[index];
	const struct night_before before = {
		.known = known->night ? &known->list : NULL,
		.night = known->night,
		.open = n->open,
		.open_count = n->open_count,
	};

	night_add_branch(n->night, &n->result.branches[index], &before, &n->observed[index]);
}

static bool was_looked_at(const struct nightly *n, const char *branch)
{
	for (size_t i = 0; i < n->result.count; i++)
		if (!strcmp(n->result.branches[i].branch, branch))
			return true;
	return false;
}

/* Findings of branches that this night is not about; or whose branch is no more. */
static void keep_others(struct nightly *n)
{
	struct night *night = n->night;

	for (size_t i = 0; i < n->open_count; i++) {
		struct night_finding *f = &n->open[i];
		struct news *gone;

		if (was_looked_at(n, f->branch))
			continue;
		if (!n->all) {
			*ARRAY_ADD(night->findings, night->finding_count,
				   night->finding_alloc) = *f;
			*f = (struct night_finding){.key = xstrdup(""), .branch = xstrdup("")};
			continue;
		}
		gone = ARRAY_ADD(night->news, night->news_count, night->news_alloc);
		gone->kind = NEWS_FIXED;
		gone->branch = xstrdup(f->branch);
		gone->finding = xstrdup(f->key);
		gone->text = xasprintf("%s: the branch is not in kernels/ any more", f->text);
	}
}

static int apply_accepted(struct nightly *n, struct error **err)
{
	_cleanup_(acceptances_release) struct acceptances accepted = {0};
	char today[11];

	accepted_today(today);
	if (accepted_read(n->context, &accepted, err))
		return -1;
	accepted_apply(&accepted, today, n->night->findings, n->night->finding_count);
	return 0;
}

/* Observe, with what was known before at hand; what looks worse is looked at again. */
static int observe_all(struct nightly *n, struct error **err)
{
	n->observed = xcalloc(n->result.count + 1, sizeof(*n->observed));
	n->known = xcalloc(n->result.count + 1, sizeof(*n->known));
	for (size_t i = 0; i < n->result.count; i++) {
		observe_branch(&n->result.branches[i], &n->observed[i]);
		if (look_back(n, i, err) ||
		    (n->known[i].night && !n->night->stopped &&
		     nightly_confirm(n->context, &n->asked, &n->result.branches[i],
				     &n->known[i].list, &n->observed[i], err)))
			return -1;
	}
	return watch_reverts(n->context, &n->result, n->observed, err);
}

static int derive(struct nightly *n, struct error **err)
{
	for (size_t i = 0; i < n->result.count; i++)
		add_branch(n, i);
	keep_others(n);
	if (apply_accepted(n, err))
		return -1;
	night_finish(n->night);
	return 0;
}

/* --- the end */

static int write_night(struct nightly *n, struct error **err)
{
	_cleanup_free_ struct night_observed *observed = xcalloc(n->result.count + 1,
								 sizeof(*observed));
	_cleanup_free_ char *database = path_join(n->context->state, "results.db");
	int rc;

	for (size_t i = 0; i < n->result.count; i++)
		observed[i] = (struct night_observed){
			.branch = n->result.branches[i].branch,
			.release = n->night->branches[i].release,
			.good = n->night->branches[i].good,
			.text = observations_text(&n->observed[i]),
		};
	rc = results_add_night(n->context->results, n->context->project, n->night, observed,
			       n->result.count, err);
	for (size_t i = 0; i < n->result.count; i++)
		free((char *)observed[i].text);
	if (!rc)
		results_copy(n->context->results, database);
	return rc;
}

/* Builds and boots that the night has made. */
static void count_jobs(struct nightly *n, size_t boots)
{
	size_t now = results_count_boots(n->context->results);

	for (size_t i = 0; i < n->result.count; i++) {
		const struct branch_result *b = &n->result.branches[i];

		n->night->jobs += b->base.has_build && !b->base.build.cached;
		for (size_t s = 0; s < b->series_count; s++)
			n->night->jobs += b->series[s].ported.has_build &&
					  !b->series[s].ported.build.cached;
	}
	n->night->jobs += now > boots ? now - boots : 0;
}

static int have_night(struct nightly *n, char *const *branches, size_t count, struct error **err)
{
	_cleanup_(acceptances_release) struct acceptances accepted = {0};
	_cleanup_(seen_release) struct seen began = {0};
	size_t boots;

	/* Not after hours of work. */
	if (accepted_read(n->context, &accepted, err))
		return -1;
	if (take_lock(n, err) || context_results(n->context, err) ||
	    results_open_findings(n->context->results, n->context->project, n->options->profile,
				  &n->open, &n->open_count, err))
		return -1;
	seen_now(&began);
	n->night->began = TAKE_PTR(began.at);
	n->night->profile = xstrdup(n->options->profile);
	boots = results_count_boots(n->context->results);
	if (walk_all(n, branches, count, err) || check_tests(n, err) || observe_all(n, err))
		return -1;
	progress_end(NULL);
	seen_now(&n->night->seen);
	count_jobs(n, boots);
	return derive(n, err) || write_night(n, err) ? -1 : 0;
}

int nightly_run(struct context *context, const struct nightly_options *options,
		char *const *branches, size_t count, struct night *ret_night, struct error **err)
{
	_cleanup_(night_release) struct night night = {0};
	_cleanup_(nightly_release) struct nightly n = {
		.context = context,
		.options = options,
		.night = &night,
		.all = !count,
		.lock = -1,
	};

	if (have_night(&n, branches, count, err))
		return -1;
	*ret_night = night;
	night = (struct night){0};
	return 0;
}
