// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/pipeline_command.h"

#include <stdio.h>
#include <string.h>

#include "cmd/print.h"
#include "report/matrix.h"
#include "report/report.h"
#include "result/json.h"
#include "result/rows.h"
#include "result/summary.h"
#include "run/executor_conf.h"
#include "run/record_event.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/out.h"
#include "util/progress.h"

#define SHOWN_AFTER 0.5	/* seconds: what is there at once need not fill in */

static double asked_at;

const char *pipeline_profile(const struct arguments *arguments)
{
	const char *name = argument_value(arguments, "profile");

	return name ? name : PIPELINE_DEFAULT_PROFILE;
}

static int read_options(const struct arguments *a, struct pipeline_options *options, struct error **err)
{
	const char *max_risk = argument_value(a, "max-risk");
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
	options->profile = pipeline_profile(a);
	if (options->tests && !*options->tests)
		return error_set(err, ERROR_INPUT, "--tests: names no test");
	if (options->shell && (options->tests || options->coverage))
		return error_set(err, ERROR_INPUT, "--shell runs no tests: not with --tests or --coverage");
	if (options->coverage && (options->state || options->behaviour || options->shell))
		return error_set(err, ERROR_INPUT, "--coverage: not with --state, --behaviour or "
				 "--shell; it is of the ported state");
	if (options->coverage)
		options->state = "ported";
	if (max_risk)
		options->max_risk = risk_of_name(max_risk);
	return 0;
}

char *pipeline_arguments_json(const struct arguments *arguments)
{
	json_t *array = json_array();
	char *text;

	for (size_t i = 0; arguments->specs && arguments->specs[i].name; i++) {
		_cleanup_free_ char *name = xasprintf("--%s", arguments->specs[i].name);

		if (!arguments->values[i])
			continue;
		json_array_append_new(array, json_string(name));
		if (arguments->specs[i].argument)
			json_array_append_new(array, json_string(arguments->values[i]));
	}
	for (int i = 0; i < arguments->operand_count; i++)
		json_array_append_new(array, json_string(arguments->operands[i]));
	text = json_dumps(array, JSON_COMPACT);
	json_decref(array);
	return text;
}

/* Keep what came of it; `failure`: all that came of it, as it ended there. */
static int record(struct context *context, const struct arguments *arguments,
		  const struct pipeline_options *options, const char *command,
		  struct result *result, const struct error *failure, struct error **err)
{
	_cleanup_free_ char *given = pipeline_arguments_json(arguments);
	int code = failure ? error_exit_code(failure) : result_exit_code(result);

	return event_record(context, options, command, given, code, result, err);
}

static int ask(struct context *context, const struct arguments *arguments, const char *command,
	       void (*on_verdicts)(struct context *context, const struct result *result),
	       struct pipeline_options *options, struct result *result, struct error **err)
{
	_cleanup_error_ struct error *failure = NULL;

	if (read_options(arguments, options, err) ||
	    executor_use(context, argument_value(arguments, "executor"), err))
		return -1;
	if (!pipeline_run(context, options, arguments->operands, arguments->operand_count, on_verdicts,
			  result, &failure)) {
		if (!command || options->shell ||
		    !record(context, arguments, options, command, result, NULL, &failure))
			return 0;
		/* Who only looks is told all the same, on a disk that is full, too. */
		if (options->known_only && failure->kind != ERROR_DAMAGED) {
			progress_note("not kept: %s", failure->message);
			return 0;
		}
		error_move(err, &failure);
		return -1;
	}
	/* What was done until Ctrl-C is known; the next run goes on there. */
	if (command && failure->kind == ERROR_INTERRUPTED)
		record(context, arguments, options, command, result, failure, NULL);
	error_move(err, &failure);
	return -1;
}

int pipeline_ask(struct context *context, const struct arguments *arguments, enum step last,
		 bool known_only, const char *command, struct ports *ret_ports,
		 struct result *result, struct error **err)
{
	struct pipeline_options options = {
		.last = last,
		.known_only = known_only,
		.ret_ports = ret_ports,
	};

	return ask(context, arguments, command, NULL, &options, result, err);
}

/* What is known so far, above the line that says what is being done. */
static void fill_in(struct context *context, struct result *result)
{
	struct out to = {.color = context->color, .rich = out_stdout.rich,
			 .width = progress_board_width()};
	char *text = NULL;
	size_t len;

	if (!to.width || clock_seconds() - asked_at < SHOWN_AFTER)
		return;
	to.file = open_memstream(&text, &len);
	if (!to.file)
		return;
	result_name_rows(result);
	matrix_picture(result, &to);
	fclose(to.file);
	progress_board(text, len);
	free(text);
}

int pipeline_ask_verdicts(struct context *context, const struct arguments *arguments,
			  const char *command, struct result *result, struct error **err)
{
	struct pipeline_options options = {
		.last = STEP_PORT,
		.known_only = true,
		.on_branch = fill_in,
	};
	int rc;

	asked_at = clock_seconds();
	rc = ask(context, arguments, command, NULL, &options, result, err);
	progress_end(NULL);
	progress_board(NULL, 0);
	return rc;
}

/* Before hours of building: what is known of all branches. */
static void show_verdicts(struct context *context, const struct result *result)
{
	if (result->count < 2)
		return;
	progress_end(NULL);
	matrix_text(result, &out_stdout);
	out_puts(&out_stdout, "\n");
	fflush(stdout);
}

int pipeline_command(struct context *context, const struct arguments *arguments, enum step last,
		     const char *command, struct error **err)
{
	_cleanup_(result_release) struct result result = {0};
	struct pipeline_options options = {.last = last};
	bool matrix = last >= STEP_PORT && !context->json;

	if (context->json && argument_value(arguments, "shell"))
		return error_set(err, ERROR_INPUT, "--shell: not with --json");
	if (ask(context, arguments, command, matrix ? show_verdicts : NULL, &options, &result, err))
		return -1;
	progress_end(NULL);
	/* The shell was the answer. */
	if (argument_value(arguments, "shell") && !result.branches[0].failure)
		return 0;
	if (context->json)
		print_result(&out_stdout, result_to_json(&result));
	else
		report_text(&result, &out_stdout);
	return result_exit_code(&result);
}
