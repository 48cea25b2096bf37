// SPDX-License-Identifier: GPL-2.0-only
/* From a command line to what a pipeline is to do, and on which branches. */
#include <string.h>

#include "cmd/pipeline_parts.h"
#include "git/config.h"
#include "kernel/branch.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"

static int no_such_branch(const char *name, const char *kernels, char *const *names, struct error **err)
{
	_cleanup_buf_ struct buf known = { 0 };

	for (; *names; names++)
		buf_printf(&known, " %s", *names);
	return error_set(err, ERROR_INPUT, "%s: no such branch (no %s/%s.conf); there are:%s", name, kernels,
			 name, buf_str(&known));
}

int pipeline_add_branches(const struct context *context, const struct arguments *arguments,
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
			return no_such_branch(arguments->operands[i], kernels, names, err);
		for (size_t b = 0; b < report->count; b++)
			found &= strcmp(report->branches[b].branch, arguments->operands[i]) != 0;
		if (found)
			report_add(report, arguments->operands[i])->named = true;
	}
	if (!*names)
		return error_set(err, ERROR_INPUT, "%s: no branch (no *.conf)", kernels);
	for (char **name = names; *name && !arguments->operand_count; name++)
		report_add(report, *name);
	return 0;
}

const char *const pipeline_profiles[] = { PIPELINE_DEFAULT_PROFILE, "distro", NULL };

static bool is_profile(const char *name)
{
	const char *const *profile = pipeline_profiles;

	while (*profile && strcmp(*profile, name))
		profile++;
	return *profile;
}

static int check_state(const struct pipeline_options *options, struct error **err)
{
	bool each = options->last == STEP_BUILD;

	if (!options->state || !strcmp(options->state, "base") || !strcmp(options->state, "ported") ||
	    (each && !strcmp(options->state, PIPELINE_EACH)))
		return 0;
	return error_set(err, ERROR_INPUT, "--state %s: base%s ported%s", options->state,
			 each ? "," : " or", each ? " or each" : "");
}

int pipeline_read_options(const struct arguments *a, struct pipeline_options *options,
			  struct error **err)
{
	long jobs;

	if (argument_number(a, "jobs", 1, 4096, 0, &jobs, err))
		return -1;
	options->jobs = jobs;
	options->refresh = argument_value(a, "refresh");
	options->recent = argument_value(a, "recent");
	options->fall_back = argument_value(a, "fall-back");
	options->version = argument_value(a, "release");
	options->series = argument_value(a, "series");
	options->shell = argument_value(a, "shell");
	if (options->shell && a->operand_count != 1)
		return error_set(err, ERROR_INPUT, "--shell: name one branch");
	options->behaviour = argument_value(a, "behaviour");
	options->selftests = argument_value(a, "selftests");
	if (options->selftests && options->behaviour)
		return error_set(err, ERROR_INPUT, "--selftests and --behaviour leave no test");
	options->check = argument_value(a, "check");
	options->coverage = argument_value(a, "coverage");
	options->variant = argument_value(a, "variant");
	options->tests = argument_value(a, "tests");
	options->state = argument_value(a, "state");
	options->base_too = argument_value(a, "base");
	options->again = argument_value(a, "again");
	options->patient = argument_value(a, "patient");
	options->retry = argument_value(a, "retry");
	options->out = argument_value(a, "out");
	if (options->out && !*options->out)
		return error_set(err, ERROR_INPUT, "--out: names no folder");
	options->profile = argument_value(a, "profile");
	if (!options->profile)
		options->profile = PIPELINE_DEFAULT_PROFILE;
	if (!is_profile(options->profile))
		return error_set(err, ERROR_INPUT, "--profile %s: stable or distro", options->profile);
	if (options->tests && !*options->tests)
		return error_set(err, ERROR_INPUT, "--tests: names no test");
	if (options->shell && (options->tests || options->coverage))
		return error_set(err, ERROR_INPUT, "--shell runs no tests: not with --tests or --coverage");
	if (options->coverage && (options->state || options->behaviour || options->shell))
		return error_set(err, ERROR_INPUT, "--coverage: not with --state, --behaviour or "
				 "--shell; it is of the ported state");
	if (options->coverage)
		options->state = "ported";
	return check_state(options, err);
}
