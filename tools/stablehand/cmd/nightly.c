// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "cmd/commands.h"
#include "cmd/known_result.h"
#include "cmd/pipeline_command.h"
#include "cmd/print.h"
#include "report/night_text.h"
#include "result/json.h"
#include "run/alerts.h"
#include "run/executor_conf.h"
#include "run/nightly.h"
#include "store/nights.h"
#include "util/alloc.h"
#include "util/buf.h"

#define MAX_LISTED 10000

/* --list N: the newest nights; --last: the newest one again. */
static int show_nights(struct context *context, const struct arguments *arguments, long max,
		       struct error **err)
{
	_cleanup_(nights_release) struct nights nights = {0};

	if (context_results_to_read(context, err) ||
	    (context->results && results_nights(context->results, context->project,
						pipeline_profile(arguments), max, &nights, err)))
		return -1;
	if (argument_value(arguments, "last")) {
		if (!nights.count)
			return error_set(err, ERROR_INPUT, "--last: there was no night yet");
		if (context->json)
			print_result(&out_stdout, night_to_json(&nights.items[0]));
		else
			night_text(&nights.items[0], &out_stdout);
		return night_exit_code(&nights.items[0]);
	}
	if (context->json)
		print_result(&out_stdout, nights_to_json(&nights));
	else
		nights_text(&nights, &out_stdout);
	return 0;
}

/* Nobody is sent less for a page that cannot be written. */
static void write_page(struct context *context, const struct nightly_options *options,
		       struct buf *said)
{
	_cleanup_error_ struct error *err = NULL;

	if (known_nightly_page(context, options->profile, &err))
		buf_printf(said, "page: %s\n", err->message);
}

static int have_night(struct context *context, const struct arguments *arguments,
		      struct error **err)
{
	_cleanup_(night_release) struct night night = {0};
	_cleanup_free_ char *given = pipeline_arguments_json(arguments);
	struct nightly_options options = {
		.profile = pipeline_profile(arguments),
		.arguments = given,
		.tests = argument_value(arguments, "tests"),
		.base_too = argument_value(arguments, "base"),
		.patient = argument_value(arguments, "patient"),
	};
	_cleanup_free_ char *text = NULL;
	_cleanup_buf_ struct buf said = {0};
	long jobs;

	if (argument_number(arguments, "jobs", 1, 4096, 0, &jobs, err))
		return -1;
	options.jobs = jobs;
	if (options.tests && !*options.tests)
		return error_set(err, ERROR_INPUT, "--tests: names no test");
	if (executor_use(context, argument_value(arguments, "executor"), err) ||
	    nightly_run(context, &options, arguments->operands, arguments->operand_count, &night,
			err))
		return -1;
	text = night_news_text(&night);
	alerts_keep(context, &night, text, &said);
	if (context->json)
		print_result(&out_stdout, night_to_json(&night));
	else
		night_text(&night, &out_stdout);
	write_page(context, &options, &said);
	alerts_send(context, &said);
	out_puts(&out_stderr, buf_str(&said));
	return night_exit_code(&night);
}

static int run_nightly(struct context *context, const struct arguments *arguments,
		       struct error **err)
{
	long max;

	if (argument_number(arguments, "list", 1, MAX_LISTED, 1, &max, err))
		return -1;
	if (!argument_value(arguments, "list") && !argument_value(arguments, "last"))
		return have_night(context, arguments, err);
	if (arguments->operand_count)
		return error_set(err, ERROR_INPUT, "--list and --last are of all branches");
	return show_nights(context, arguments, max, err);
}

const struct command command_nightly = {
	.name = "nightly",
	.operands = "[BRANCH...]",
	.max_operands = -1,
	.summary = "all of it, and only what is new since the last night",
	.description =
		"Asks the sources of each branch, judges and ports again, builds and tests what "
		"is not known yet, and tells the news since the last night: a new release, a "
		"patch whose verdict changed (present upstream now: drop it; no longer fits), a "
		"regression, told apart by what brought it (the branch's new release, or the "
		"patches), a build that broke, what is fixed, a flaky test, a later fix or a "
		"revert of what was ported, a source in trouble. One line when nothing is new. "
		"Bad news opens a finding, which has a key and stays open until it is seen to be "
		"good again; like failures are one finding. The exit code is 1 while a finding "
		"is open that nobody accepted (stablehand accept), else 0. A night that was "
		"killed is gone on with by the next; two at once are refused. Limits are in "
		"stablehand.conf: [limits] time = 6h, cores = 8. There [mail] (to, from, "
		"sendmail) and [webhook] (url) say who is sent the news, when there are any; "
		"what cannot be sent is said, and tried again by the next night. [nightly] page "
		"= DIR has the web pages of report --html written there.",
	.options = (const struct option_spec[]){
		{"profile", 0, "NAME",
		 "stable (default) or distro: which patches series.conf selects",
		 PIPELINE_PROFILES},
		{"base", 0, NULL, "also build and test branches that no patch was ported to"},
		{"jobs", 'j', "N", "at most N compilers or N VMs at once"},
		PIPELINE_EXECUTOR_OPTION,
		{"tests", 0, "NAMES", "only these tests, separated by commas"},
		{"patient", 0, NULL, "let tests finish that need minutes of all processors"},
		{"last", 0, NULL, "only show the last night again"},
		{"list", 0, "N", "only show the news of the last N nights"},
		{NULL}},
	.needs_project = true,
	.run = run_nightly,
};
