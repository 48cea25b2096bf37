// SPDX-License-Identifier: GPL-2.0-only
#include "run/pipeline.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "deliver/export.h"
#include "git/config.h"
#include "git/repo.h"
#include "kernel/branch.h"
#include "result/rows.h"
#include "run/behaviour_tests.h"
#include "run/branch_lock.h"
#include "run/build_states.h"
#include "run/coverage.h"
#include "run/fetch_branches.h"
#include "run/fetch_job.h"
#include "run/identity.h"
#include "run/port_branch.h"
#include "run/port_values.h"
#include "run/series_data.h"
#include "run/series_rows.h"
#include "run/shell.h"
#include "run/testing.h"
#include "series/series_conf.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/interrupt.h"
#include "util/progress.h"

const char *const pipeline_profiles[] = { PIPELINE_DEFAULT_PROFILE, "distro", NULL };

struct pipeline {
	struct context *context;
	struct pipeline_options options;
	struct series_conf *conf;
	struct identity identity;
	struct fetched *fetched;	/* several branches are fetched at once, before all else */
	size_t fetched_count;
};

static void pipeline_release(struct pipeline *p)
{
	for (size_t i = 0; i < p->fetched_count; i++)
		fetched_release(&p->fetched[i]);
	free(p->fetched);
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

/* What names the same patches of the same release, tested alike, in a command of its own. */
static void note_options(const struct pipeline_options *options, struct result *result)
{
	_cleanup_buf_ struct buf words = {0};

	if (strcmp(options->profile, PIPELINE_DEFAULT_PROFILE))
		buf_printf(&words, " --profile %s", options->profile);
	if (options->version)
		buf_printf(&words, " --release %s", options->version);
	if (options->patient)
		buf_puts(&words, " --patient");
	for (size_t i = 0; i < result->count && words.len; i++)
		result->branches[i].options = xstrdup(buf_str(&words));
}

static bool recent_is_enough(const struct pipeline_options *options)
{
	return !options->refresh && (options->recent || options->last != STEP_FETCH);
}

static bool store_will_do(const struct pipeline_options *options)
{
	return options->fall_back || options->last != STEP_FETCH;
}

static int fetch_all(struct pipeline *p, const struct result *result, struct error **err)
{
	const struct fetching_options options = {
		.version = p->options.version,
		.recent_is_enough = recent_is_enough(&p->options),
		.fall_back = store_will_do(&p->options),
	};

	if (p->options.known_only || result->count < 2)
		return 0;
	p->fetched = xcalloc(result->count, sizeof(*p->fetched));
	p->fetched_count = result->count;
	for (size_t i = 0; i < result->count; i++)
		p->fetched[i].branch = result->branches[i].branch;
	return fetching_run(p->context, &options, p->fetched, p->fetched_count, err);
}

/* Was the branch fetched with the others? Take over what came of it. */
static bool take_fetched(struct pipeline *p, struct branch_result *result, struct error **err)
{
	for (size_t i = 0; i < p->fetched_count; i++) {
		struct fetched *f = &p->fetched[i];

		if (strcmp(f->branch, result->branch))
			continue;
		result->not_fetched = f->failure && f->no_answer;
		result->has_source = !f->failure;
		result->source = f->source;
		f->source = (struct source_result){0};
		error_move(err, &f->failure);
		return true;
	}
	return false;
}

static int fetch(struct pipeline *p, const struct branch *branch, struct branch_result *result,
		 struct error **err)
{
	const struct context *context = p->context;
	const struct pipeline_options *options = &p->options;
	struct source_options source = {
		.repo = context->repo,
		.branch = branch,
		.cache_dir = context->cache,
		.want_version = options->version,
		.max_age = recent_is_enough(options) ? FETCH_RECENT_SECONDS : 0,
		.offline = options->known_only,
		.fall_back = store_will_do(options),
		.ret_no_answer = &result->not_fetched,
	};

	note_support(branch, result);
	if (take_fetched(p, result, err))
		return result->has_source ? 0 : -1;
	if (source_fetch(&source, &result->source, err))
		return -1;
	result->has_source = true;
	return 0;
}

struct writing {
	const char *out;
	char **written;
};

static int write_patches(const struct port_result *result, void *data, struct error **err)
{
	struct writing *w = data;

	return port_write_patches(result, w->out, &w->written, err);
}

/* How many patches that the profile gives would profile stable not? */
static size_t kept_from_stable(const struct series_conf *conf, const char *branch,
			       const char *profile, const char *series)
{
	_cleanup_free_ const struct series_entry **given = NULL, **stable = NULL;
	size_t given_count, stable_count, kept = 0;

	series_conf_select(conf, branch, profile, series, &given, &given_count);
	series_conf_select(conf, branch, "stable", series, &stable, &stable_count);
	for (size_t i = 0; i < given_count; i++) {
		bool both = false;

		for (size_t s = 0; s < stable_count; s++)
			both |= stable[s] == given[i];
		kept += !both;
	}
	return kept;
}

static int port_one(struct context *context, const struct pipeline_options *options,
		    const struct identity *identity, const struct series_conf *conf,
		    const char *series, struct branch_result *result, struct error **err)
{
	struct writing writing = {.out = options->out};
	const struct porting porting = {
		.context = context,
		.identity = identity,
		.conf = conf,
		.profile = options->profile,
		.result = result,
		.keep_ref = options->known_only,
		.on_result = options->known_only ? NULL : write_patches,
		.data = &writing,
	};
	struct series_result *sr;
	struct port_result ported;
	size_t count;

	if (porting_run(&porting, series, &ported, &count, err)) {
		config_free_strings(&writing.written);
		return -1;
	}
	if (!count) {
		/* Not for this branch (any more): what an earlier run wrote is gone now. */
		config_free_strings(&writing.written);
		port_result_release(&ported);
		return 0;
	}
	sr = ARRAY_ADD(result->series, result->series_count, result->series_alloc);
	port_values_take(&ported, sr);
	sr->kept_from_stable = kept_from_stable(conf, result->branch, options->profile, series);
	sr->written = writing.written;
	if (options->ret_ports)
		*ARRAY_ADD(options->ret_ports->items, options->ret_ports->count,
			   options->ret_ports->alloc) = ported;
	else
		port_result_release(&ported);
	return 0;
}

static int port(struct context *context, const struct pipeline_options *options,
		const struct identity *identity, const struct series_conf *conf,
		struct branch_result *result, struct error **err)
{
	_cleanup_free_ const char **names = series_conf_names(conf);

	for (const char **name = names; *name; name++)
		if ((!options->series || !strcmp(options->series, *name)) &&
		    port_one(context, options, identity, conf, *name, result, err))
			return -1;
	return 0;
}

/* The quick half, so that all verdicts are there before the first build. */
static int fetch_and_port(struct pipeline *p, const struct branch *branch,
			  struct branch_result *result, struct error **err)
{
	_cleanup_close_ int lock = -1;

	if ((!p->options.known_only && branch_lock(p->context, branch->name, &lock, err)) ||
	    fetch(p, branch, result, err))
		return -1;
	if (p->options.last < STEP_PORT)
		return 0;
	return port(p->context, &p->options, &p->identity, p->conf, result, err);
}

static int build_and_test(struct pipeline *p, const struct branch *branch,
			  struct branch_result *result, struct error **err)
{
	const struct porting porting = {
		.context = p->context,
		.identity = &p->identity,
		.conf = p->conf,
		.profile = p->options.profile,
		.result = result,
		.keep_ref = p->options.known_only,
	};
	_cleanup_close_ int lock = -1;

	if ((!p->options.known_only && branch_lock(p->context, branch->name, &lock, err)) ||
	    building_run(p->context, &p->options, branch, result, err))
		return -1;
	if (p->options.last < STEP_TEST)
		return 0;
	if (p->options.shell)
		return shell_run(p->context, &p->options, branch, result, err);
	if (p->options.coverage)
		return coverage_run(p->context, &p->options, branch, result, err);
	if (!p->options.behaviour &&
	    testing_run(p->context, &p->options, branch, result, err))
		return -1;
	if (!p->options.selftests &&
	    behaviour_run(p->context, &p->options, branch, &porting, result, err))
		return -1;
	/* Watching all functions takes as long as the tests: only when it is asked for. */
	return p->options.known_only && !p->options.behaviour ?
		coverage_run(p->context, &p->options, branch, result, err) : 0;
}

/*
 * Do one half for every branch that has not failed yet. Ctrl-C and a bug end
 * it all; other failures are the branch's own.
 */
static int for_branches(struct pipeline *p, struct result *result,
			int (*half)(struct pipeline *, const struct branch *,
				    struct branch_result *, struct error **),
			struct error **err)
{
	for (size_t i = 0; i < result->count; i++) {
		struct branch_result *b = &result->branches[i];
		_cleanup_free_ char *path = path_join(p->context->project, "kernels/%s.conf",
						      b->branch);
		_cleanup_branch_ struct branch *branch = NULL;
		_cleanup_error_ struct error *failure = NULL;

		if (b->failure)
			continue;
		if (interrupt_pending())
			return interrupt_error(err);
		if (!branch_load(path, &branch, &failure) && !half(p, branch, b, &failure))
			continue;
		if (failure->kind == ERROR_INTERRUPTED || failure->kind == ERROR_BUG) {
			error_wrap(&failure, "%s", b->branch);
			error_move(err, &failure);
			return -1;
		}
		b->failure = TAKE_PTR(failure);
	}
	return 0;
}

static int check_series(const struct pipeline *p, struct error **err)
{
	_cleanup_free_ const char **names = series_conf_names(p->conf);

	if (!p->options.series)
		return 0;
	for (const char **name = names; *name; name++)
		if (!strcmp(*name, p->options.series))
			return 0;
	return error_set(err, ERROR_INPUT, "--series %s: no such series in series.conf",
			 p->options.series);
}

static int find_identity(const struct context *context, bool known_only, struct identity *ret,
			 struct error **err)
{
	_cleanup_error_ struct error *why = NULL;

	if (!identity_read(context->project, ret, &why))
		return 0;
	/* Only commits carry it, not verdicts. */
	if (known_only && why->kind == ERROR_ENVIRONMENT)
		return identity_nobody(ret);
	error_move(err, &why);
	return -1;
}

static int no_such_branch(const char *name, const char *kernels, char *const *names, struct error **err)
{
	_cleanup_buf_ struct buf known = { 0 };

	for (; *names; names++)
		buf_printf(&known, " %s", *names);
	return error_set(err, ERROR_INPUT, "%s: no such branch (no %s/%s.conf); there are:%s", name, kernels,
			 name, buf_str(&known));
}

/* The branches named, each once; without names all of kernels/. */
static int add_branches(const struct context *context, char *const *wanted, size_t count,
			struct result *result, struct error **err)
{
	_cleanup_free_ char *kernels = path_join(context->project, "kernels");
	_cleanup_(config_free_strings) char **names = NULL;

	if (branch_list(kernels, &names, err))
		return -1;
	for (size_t i = 0; i < count; i++) {
		bool found = false;

		for (char **name = names; *name; name++)
			found |= !strcmp(*name, wanted[i]);
		if (!found)
			return no_such_branch(wanted[i], kernels, names, err);
		for (size_t b = 0; b < result->count; b++)
			found &= strcmp(result->branches[b].branch, wanted[i]) != 0;
		if (found)
			result_add(result, wanted[i])->named = true;
	}
	if (!*names)
		return error_set(err, ERROR_INPUT, "%s: no branch (no *.conf)", kernels);
	for (char **name = names; *name && !count; name++)
		result_add(result, *name);
	return 0;
}

int pipeline_run(struct context *context, const struct pipeline_options *options,
		 char *const *branches, size_t count,
		 void (*on_verdicts)(struct context *context, const struct result *result),
		 struct result *result, struct error **err)
{
	_cleanup_free_ char *out = path_join(context->project, "out");
	_cleanup_(pipeline_release) struct pipeline p = {.context = context, .options = *options};
	enum step last = options->last;

	if (add_branches(context, branches, count, result, err))
		return -1;
	note_options(&p.options, result);
	if (!p.options.out)
		p.options.out = out;
	if (last >= STEP_PORT) {
		if (series_data_read(context, &p.conf, err) || check_series(&p, err) ||
		    find_identity(context, options->known_only, &p.identity, err))
			return -1;
		if (last >= STEP_TEST && testing_check_options(context, &p.options, err))
			return -1;
		series_rows_add(result, p.conf, p.options.profile, p.options.series);
	}
	if (context_store(context, err) || (last >= STEP_TEST && context_results(context, err)) ||
	    fetch_all(&p, result, err) ||
	    for_branches(&p, result, fetch_and_port, err))
		return -1;
	result_name_rows(result);
	if (on_verdicts)
		on_verdicts(context, result);
	if (last < STEP_BUILD)
		return 0;
	return for_branches(&p, result, build_and_test, err);
}
