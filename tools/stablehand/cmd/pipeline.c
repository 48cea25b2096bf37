// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/pipeline.h"

#include <stdio.h>
#include <string.h>

#include "cmd/testing.h"
#include "git/config.h"
#include "git/repo.h"
#include "kernel/branch.h"
#include "port/export.h"
#include "series/series_conf.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/interrupt.h"
#include "util/process.h"
#include "util/progress.h"

#define CHECK_AGAIN_SECONDS 3600

struct identity {
	char *name, *email;
};

static void identity_release(struct identity *identity)
{
	free(identity->name);
	free(identity->email);
}

/*
 * Who commits, as git itself would say; an identity that git would have to
 * guess is none.
 */
static int read_identity(const struct context *context, struct identity *ret, struct error **err)
{
	const char *const argv[] = {"git", "-C", context->project, "-c", "user.useConfigOnly=true",
				    "var", "GIT_COMMITTER_IDENT", NULL};
	_cleanup_error_ struct error *why = NULL;
	_cleanup_buf_ struct buf text = {0};
	char *open, *close;

	if (!process_in_path("git"))
		return error_set(err, ERROR_ENVIRONMENT, "git is not there: apt-get install git");
	if (process_check(argv, &text, &why)) {
		if (why->kind == ERROR_INTERRUPTED) {
			error_move(err, &why);
			return -1;
		}
		return error_set(err, ERROR_ENVIRONMENT,
				 "no committer for the Signed-off-by line; set it with\n"
				 "  git config --global user.name \"Your Name\"\n"
				 "  git config --global user.email you@example.org");
	}
	open = text.data ? strstr(text.data, " <") : NULL;
	close = open ? strchr(open, '>') : NULL;
	if (!close)
		return error_set(err, ERROR_ENVIRONMENT, "git var GIT_COMMITTER_IDENT: %s",
				 buf_str(&text));
	ret->name = xstrndup(text.data, open - text.data);
	ret->email = xstrndup(open + 2, close - open - 2);
	return 0;
}

static void tell_waiting(const char *holder, void *data)
{
	progress_note("%s: waiting for another stablehand (%s)", (const char *)data, holder);
}

/*
 * One run at a time works on a branch; the lock goes with the file descriptor.
 * Telling what is known waits for nobody.
 */
static int lock_branch(const struct context *context, const char *branch, bool known_only,
		       int *ret_fd, struct error **err)
{
	_cleanup_free_ char *folder = path_join(context->cache, "locks");
	_cleanup_free_ char *path = path_join(folder, "%s", branch);

	if (known_only)
		return 0;
	if (dir_make(folder, err))
		return -1;
	return file_lock(path, tell_waiting, (void *)branch, ret_fd, err);
}

static int fetch(struct context *context, const struct pipeline_options *options,
		 const struct branch *branch, struct branch_report *report, struct error **err)
{
	struct source_options source = {
		.repo = context->repo,
		.branch = branch,
		.cache_dir = context->cache,
		.want_version = options->version,
		.max_age = options->refresh || options->last == STEP_FETCH ? 0 : CHECK_AGAIN_SECONDS,
		.offline = options->known_only,
		.fall_back = options->last != STEP_FETCH,
	};

	if (source_fetch(&source, &report->source, err))
		return -1;
	report->has_source = true;
	return 0;
}

struct patch_set {
	struct patch **patches;
	size_t count, alloc;
};

static void patch_set_release(struct patch_set *set)
{
	for (size_t i = 0; i < set->count; i++)
		patch_free(set->patches[i]);
	free(set->patches);
}

static int read_patches(const struct context *context, const struct series_conf *conf,
			const char *branch, const struct pipeline_options *options,
			const char *series, struct patch_set *set, struct error **err)
{
	_cleanup_free_ const struct series_entry **entries = NULL;
	size_t count;

	series_conf_select(conf, branch, options->profile, series, &entries, &count);
	for (size_t i = 0; i < count; i++) {
		_cleanup_free_ char *path = path_join(context->project, "patches/%s",
						      entries[i]->path);
		struct patch *patch;

		if (patch_read(path, &patch, err))
			return -1;
		*ARRAY_ADD(set->patches, set->count, set->alloc) = patch;
	}
	return 0;
}

static int port_one(struct context *context, const struct pipeline_options *options,
		    const struct identity *identity, const struct series_conf *conf,
		    const char *series, struct branch_report *report, struct error **err)
{
	_cleanup_(patch_set_release) struct patch_set set = {0};
	struct series_report *sr;
	struct port_options port = {
		.keep_ref = options->known_only,
		.repo = context->repo,
		.release = report->source.release.commit,
		.branch = report->branch,
		.series = series,
		.committer_name = identity->name,
		.committer_email = identity->email,
	};
	struct port_result result;
	int rc = 0;

	if (read_patches(context, conf, report->branch, options, series, &set, err))
		return -1;
	port.patches = (const struct patch *const *)set.patches;
	port.patch_count = set.count;
	if (port_series(&port, &result, err))
		return -1;
	if (!set.count) {
		/* Not for this branch (any more): what an earlier run wrote goes. */
		if (!options->known_only)
			rc = port_write_patches(context->repo, &result, options->out, NULL, err);
		port_result_release(&result);
		return rc;
	}
	sr = ARRAY_ADD(report->series, report->series_count, report->series_alloc);
	sr->port = result;
	sr->ported.state = xstrdup("ported");
	return options->known_only ? 0 : port_write_patches(context->repo, &sr->port, options->out,
							    &sr->written, err);
}

static int port(struct context *context, const struct pipeline_options *options,
		const struct identity *identity, const struct series_conf *conf,
		struct branch_report *report, struct error **err)
{
	_cleanup_free_ const char **names = series_conf_names(conf);

	for (const char **name = names; *name; name++)
		if ((!options->series || !strcmp(options->series, *name)) &&
		    port_one(context, options, identity, conf, *name, report, err))
			return -1;
	return 0;
}

static bool landed_somewhere(const struct branch_report *report)
{
	for (size_t i = 0; i < report->series_count; i++)
		if (report->series[i].port.landed)
			return true;
	return false;
}

static bool wants_state(const struct pipeline_options *options, const char *state)
{
	return !options->state || !strcmp(options->state, state);
}

static int build_state(struct build_options *build, const git_oid *tree,
		       struct state_report *state, struct error **err)
{
	build->tree = *tree;
	build->state = state->state;
	if (build_run(build, &state->build, err))
		return -1;
	state->has_build = true;
	return 0;
}

static int build(struct context *context, const struct pipeline_options *options,
		 const struct branch *branch, struct branch_report *report, struct error **err)
{
	_cleanup_git_config_ git_config *config = NULL;
	_cleanup_(config_free_strings) char **modules = NULL, **fragments = NULL;
	struct build_options build = {
		.repo = context->repo,
		.branch = branch->name,
		.cache = context->cache,
		.suite = branch->tests_folder,
		.jobs = options->jobs,
		.retry_failed = options->retry,
		.known_only = options->known_only,
	};
	size_t count = 0, alloc = 0;
	git_oid base;

	if (!landed_somewhere(report) && !options->base_too)
		return 0;
	if (config_open(branch->path, &config, err))
		return -1;
	modules = config_strings(config, "build.module");
	for (char **name = branch->fragments; *name; name++)
		*ARRAY_ADD(fragments, count, alloc) =
			path_join(context->project, "kernels/config/%s", *name);
	*ARRAY_ADD(fragments, count, alloc) = NULL;
	build.modules = (const char *const *)modules;
	build.fragments = (const char *const *)fragments;

	if (repo_commit_tree(context->repo, &report->source.release.commit, &base, err))
		return -1;
	if (wants_state(options, "base") && build_state(&build, &base, &report->base, err))
		return -1;
	for (size_t i = 0; i < report->series_count; i++) {
		struct series_report *series = &report->series[i];

		if (series->port.landed && wants_state(options, "ported") &&
		    build_state(&build, &series->port.tree, &series->ported, err))
			return -1;
	}
	return 0;
}

struct pipeline {
	struct context *context;
	struct pipeline_options options;
	struct series_conf *conf;
	struct identity identity;
};

/* The quick half, so that all verdicts are there before the first build. */
static int fetch_and_port(struct pipeline *p, const struct branch *branch,
			  struct branch_report *report, struct error **err)
{
	_cleanup_close_ int lock = -1;

	if (lock_branch(p->context, branch->name, p->options.known_only, &lock, err) ||
	    fetch(p->context, &p->options, branch, report, err))
		return -1;
	if (p->options.last < STEP_PORT)
		return 0;
	return port(p->context, &p->options, &p->identity, p->conf, report, err);
}

static int build_and_test(struct pipeline *p, const struct branch *branch,
			  struct branch_report *report, struct error **err)
{
	_cleanup_close_ int lock = -1;

	if (lock_branch(p->context, branch->name, p->options.known_only, &lock, err) ||
	    build(p->context, &p->options, branch, report, err))
		return -1;
	if (p->options.last < STEP_TEST)
		return 0;
	return testing_run(p->context, &p->options, report, err);
}

/*
 * Do one half for every branch that has not failed yet. Ctrl-C and a bug end
 * it all; other failures are the branch's own.
 */
static int for_branches(struct pipeline *p, struct report *report,
			int (*half)(struct pipeline *, const struct branch *,
				    struct branch_report *, struct error **),
			struct error **err)
{
	for (size_t i = 0; i < report->count; i++) {
		struct branch_report *b = &report->branches[i];
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

static int add_branches(const struct context *context, const struct arguments *arguments,
			struct report *report, struct error **err)
{
	_cleanup_free_ char *kernels = path_join(context->project, "kernels");
	_cleanup_(config_free_strings) char **names = NULL;

	if (branch_list(kernels, &names, err))
		return -1;
	for (int i = 0; i < arguments->operand_count; i++) {
		bool found = false;

		for (char **name = names; *name; name++)
			found |= !strcmp(*name, arguments->operands[i]);
		if (!found)
			return error_set(err, ERROR_INPUT, "%s: no such branch (no %s/%s.conf)",
					 arguments->operands[i], kernels, arguments->operands[i]);
		for (size_t b = 0; b < report->count; b++)
			found &= strcmp(report->branches[b].branch, arguments->operands[i]) != 0;
		if (found)
			report_add(report, arguments->operands[i]);
	}
	if (!*names)
		return error_set(err, ERROR_INPUT, "%s: no branch (no *.conf)", kernels);
	for (char **name = names; *name && !arguments->operand_count; name++)
		report_add(report, *name);
	return 0;
}

static int read_options(const struct context *context, const struct arguments *a,
			struct pipeline_options *options, struct error **err)
{
	long jobs;

	if (argument_number(a, "jobs", 1, 4096, 0, &jobs, err))
		return -1;
	options->jobs = jobs;
	options->refresh = argument_value(a, "refresh");
	options->version = argument_value(a, "release");
	options->series = argument_value(a, "series");
	options->tests = argument_value(a, "tests");
	options->state = argument_value(a, "state");
	options->base_too = argument_value(a, "base");
	options->again = argument_value(a, "again");
	options->retry = argument_value(a, "retry");
	options->out = argument_value(a, "out");
	options->profile = argument_value(a, "profile");
	if (!options->profile)
		options->profile = "stable";
	if (strcmp(options->profile, "stable") && strcmp(options->profile, "distro"))
		return error_set(err, ERROR_INPUT, "--profile %s: stable or distro", options->profile);
	if (options->tests && !*options->tests)
		return error_set(err, ERROR_INPUT, "--tests: names no test");
	if (options->state && strcmp(options->state, "base") && strcmp(options->state, "ported"))
		return error_set(err, ERROR_INPUT, "--state %s: base or ported", options->state);
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

int pipeline_run(struct context *context, const struct arguments *arguments, enum step last,
		 bool known_only, struct report *report, struct error **err)
{
	_cleanup_free_ char *conf = path_join(context->project, "series.conf");
	_cleanup_free_ char *patches = path_join(context->project, "patches");
	_cleanup_free_ char *out = path_join(context->project, "out");
	_cleanup_(identity_release) struct identity identity = {0};
	_cleanup_series_conf_ struct series_conf *series = NULL;
	struct pipeline p = {.context = context, .options = {.last = last, .known_only = known_only}};

	if (read_options(context, arguments, &p.options, err) ||
	    add_branches(context, arguments, report, err))
		return -1;
	if (!p.options.out)
		p.options.out = out;
	if (last >= STEP_PORT) {
		if (series_conf_read(conf, patches, &series, err))
			return -1;
		p.conf = series;
		if (check_series(&p, err) || read_identity(context, &identity, err))
			return -1;
		p.identity = identity;
	}
	if (context_stores(context, err) || for_branches(&p, report, fetch_and_port, err))
		return -1;
	if (last < STEP_BUILD)
		return 0;
	return for_branches(&p, report, build_and_test, err);
}

int pipeline_command(struct context *context, const struct arguments *arguments, enum step last,
		     bool known_only, struct error **err)
{
	_cleanup_(report_release) struct report report = {0};

	if (pipeline_run(context, arguments, last, known_only, &report, err))
		return -1;
	progress_end(NULL);
	if (context->json)
		report_json(&report, stdout);
	else
		report_text(&report, stdout, context->color);
	return report_exit_code(&report);
}
