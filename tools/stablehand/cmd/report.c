// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/commands.h"
#include "cmd/known_result.h"
#include "cmd/pipeline_command.h"
#include "cmd/report_format.h"
#include "git/config.h"
#include "kernel/branch.h"
#include "report/format.h"
#include "result/join.h"
#include "result/json.h"
#include "result/summary.h"
#include "run/context.h"
#include "run/texts.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"

#define FILE_MAX (512u << 20)

static int read_all(int fd, const char *name, struct buf *bytes, struct error **err)
{
	ssize_t n;

	while ((n = read(fd, buf_reserve(bytes, 65536), 65536)) > 0) {
		bytes->len += n;
		bytes->data[bytes->len] = '\0';
		if (bytes->len > FILE_MAX)
			return error_set(err, ERROR_INPUT, "%s: too large", name);
	}
	return n < 0 ? error_errno(err, ERROR_ENVIRONMENT, "%s", name) : 0;
}

/* What was printed with --json once. */
static int read_from(const char *path, struct result *ret_result, struct error **err)
{
	_cleanup_buf_ struct buf bytes = {0};
	bool standard = !strcmp(path, "-");

	if (standard ? read_all(STDIN_FILENO, "standard input", &bytes, err) :
		       stream_read(path, FILE_MAX, &bytes, err))
		return -1;
	if (result_from_json(buf_str(&bytes), bytes.len, ret_result, err))
		return error_wrap(err, "%s", standard ? "standard input" : path);
	return 0;
}

static bool is_there(const struct result *result, const char *name)
{
	for (size_t i = 0; i < result->count; i++)
		if (!strcmp(result->branches[i].branch, name))
			return true;
	return false;
}

/* The branches named, each once; without names all of kernels/. */
static int read_store(struct context *context, const struct arguments *arguments,
		      struct result *result, struct error **err)
{
	struct known_question q = {context, .release = argument_value(arguments, "release")};
	_cleanup_free_ char *kernels = path_join(context->project, "kernels");
	_cleanup_(config_free_strings) char **names = NULL;

	q.profile = pipeline_profile(arguments);
	if (context_check_project(context, err) || branch_list(kernels, &names, err) || context_results_to_read(context, err))
		return -1;
	for (int i = 0; i < arguments->operand_count; i++) {
		const char *name = arguments->operands[i];

		if (pipeline_check_branch(name, kernels, names, err))
			return -1;
		if (!is_there(result, name) &&
		    known_add_branch(&q, name, true, result, err))
			return -1;
	}
	for (char **name = names; *name && !arguments->operand_count; name++)
		if (known_add_branch(&q, *name, false, result, err))
			return -1;
	return 0;
}

static int run_report(struct context *context, const struct arguments *arguments,
		      struct error **err)
{
	const struct result_filter filter = {
		.series = argument_value(arguments, "series"),
		.variant = argument_value(arguments, "variant"),
		.tests = argument_value(arguments, "tests"),
		.only_selftests = argument_value(arguments, "selftests"),
		.only_behaviour = argument_value(arguments, "behaviour"),
		.base_too = argument_value(arguments, "base") || argument_value(arguments, "behaviour"),
	};
	const char *from = argument_value(arguments, "from"), *html = argument_value(arguments, "html");
	_cleanup_(result_release) struct result result = {0};
	const struct report_format *format = NULL;

	if (filter.only_selftests && filter.only_behaviour)
		return error_set(err, ERROR_INPUT, "--selftests and --behaviour leave no test");
	if (from && (arguments->operand_count || argument_value(arguments, "profile") ||
		     argument_value(arguments, "release")))
		return error_set(err, ERROR_INPUT, "--from: the file says which branches, profile and "
				 "release");
	if (report_format_read(context, arguments, &format, err))
		return -1;
	if (from ? read_from(from, &result, err) : read_store(context, arguments, &result, err))
		return -1;
	if (result_check_filter(&result, &filter, err))
		return -1;
	result_filter(&result, &filter);
	if ((html || argument_value(arguments, "texts")) && !from &&
	    texts_read(context, &result, err))
		return -1;
	if (html && known_write_page(context, from ? NULL : pipeline_profile(arguments), &result, html,
				     err))
		return -1;
	/* The page is what was asked for, unless something else was as well. */
	if ((!html || context->json || argument_value(arguments, "format") ||
	     argument_value(arguments, "out")) && report_format_write(context, arguments, format, &result, err))
		return -1;
	return result_exit_code(&result);
}

const struct command command_report = {
	.name = "report",
	.operands = "[BRANCH...]",
	.max_operands = -1,
	.summary = "what is known, without doing anything",
	.description =
		"Prints what port, build, test and run have found out about each branch, as of when, "
		"and by which program. Looks at nothing but the store: starts no process and asks "
		"nobody. With --from it prints a result that was saved with --json, anywhere, also "
		"without a project. With --format it is written for a CI server (junit), for what "
		"reads the kernel's own tests (ktap), for KernelCI's collection of results (kcidb; its "
		"origin is that of [kcidb] in stablehand.conf), as the answer to the announcement of a "
		"stable -rc (rc-mail: the base of one branch beside its release before, to be looked at "
		"and sent by you) or as text or JSON; with --out into a file, which appears whole. With --html a folder of web pages is "
		"written, which need no network and no script; DIR is made, or replaced if it was made "
		"so before, and else refused.",
	.options = (const struct option_spec[]){
		PIPELINE_LOOK_OPTIONS,
		{"from", 0, "FILE", "a result that was printed with --json; - is standard input"},
		REPORT_FORMAT_OPTIONS,
		{"html", 0, "DIR", "as web pages in a folder of their own, index.html first"},
		{"texts", 0, NULL, "in JSON also patches, their ports, and what tests wrote"},
		{"base", 0, NULL, "also branches that no patch was ported to"},
		{"tests", 0, "NAMES", "only these tests, separated by commas"},
		{"selftests", 0, NULL, "only the branch's selftests"},
		{"behaviour", 0, NULL, "only the behaviour tests, also where no patch was ported"},
		{"variant", 0, "NAME", "only this boot variant (kernels/vm/variants.conf)"},
		{NULL}},
	.run = run_report,
};
