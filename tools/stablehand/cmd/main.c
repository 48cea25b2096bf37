// SPDX-License-Identifier: GPL-2.0-only
#include <malloc.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cmd/commands.h"
#include "cmd/pager.h"
#include "cmd/kept_print.h"
#include "cmd/print.h"
#include "result/json.h"
#include "run/context.h"
#include "run/kept_check.h"
#include "util/alloc.h"
#include "util/interrupt.h"
#include "util/out.h"
#include "util/progress.h"

#define DESCRIPTORS 256

/* Where an error goes as an object, too (--json); NULL: nowhere. */
static struct out *json_out;

static int print_error(struct error *err)
{
	int code = error_exit_code(err);

	progress_end("failed");
	if (json_out)
		print_result(json_out, error_to_json(err));
	if (json_out == &out_stderr)
		return code;
	out_printf(&out_stderr, "stablehand: %s\n", err->message);
	if (err->kind == ERROR_BUG)
		out_puts(&out_stderr, "stablehand: this is a bug of stablehand; please report it\n");
	return code;
}

/*
 * A report that did not fit on the disk must not look like one that did. A reader
 * who has seen enough is told nothing: the code is that of SIGPIPE, as the shell has it.
 */
static int close_output(int code)
{
	_cleanup_error_ struct error *err = NULL;
	bool broken_pipe;

	if (out_flush(&out_stdout, &broken_pipe, &err) && !(broken_pipe && pager_finish()))
		return broken_pipe ? 128 + SIGPIPE : print_error(err);
	/* The object was asked for. That it is not there only the code can tell. */
	if (json_out == &out_stderr && out_flush(&out_stderr, &broken_pipe, &err))
		return broken_pipe ? 128 + SIGPIPE : error_exit_code(err);
	pager_finish();
	return code;
}

static void print_version(bool json)
{
	if (json)
		print_result(&out_stdout, json_pack("{s:i, s:s}", "schema", JSON_SCHEMA, "version",
						    STABLEHAND_VERSION));
	else
		out_puts(&out_stdout, "stablehand " STABLEHAND_VERSION "\n");
}

/* The command line is wrong; command: whose help says more, or "". */
static int usage(struct error *err, const char *command)
{
	int code = print_error(err);

	if (json_out != &out_stderr)
		out_printf(&out_stderr, "Try 'stablehand help%s%s'.\n", *command ? " " : "", command);
	return close_output(code);
}

/* Is --json among the arguments? Asked before, or though, they cannot be parsed. */
static bool wants_json(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--"); i++)
		if (!strcmp(argv[i], "--json"))
			return true;
	return false;
}

/*
 * Files of a kernel come and go by the thousand: what one was read into is
 * kept for the next, not given back to be zeroed anew.
 */
static void keep_memory(void)
{
	mallopt(M_MMAP_THRESHOLD, 4 << 20);
	mallopt(M_TRIM_THRESHOLD, 32 << 20);
}

/*
 * Packs, indexes and the channels of what we start: with fewer descriptors anything may fail, and
 * libraries with them. The soft limit is ours to raise.
 */
static int check_descriptors(struct error **err)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return error_errno(err, ERROR_ENVIRONMENT, "asking for the limit of open files");
	if (limit.rlim_cur >= DESCRIPTORS)
		return 0;
	if (limit.rlim_max >= DESCRIPTORS) {
		limit.rlim_cur = DESCRIPTORS;
		if (!setrlimit(RLIMIT_NOFILE, &limit))
			return 0;
	}
	return error_set(err, ERROR_ENVIRONMENT,
			 "%llu files may be open at once, %d are needed: ulimit -n %d",
			 (unsigned long long)limit.rlim_max, DESCRIPTORS, DESCRIPTORS);
}

static bool want_color(const struct arguments *global)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
	const char *when = argument_value(global, "color");

	if (argument_value(global, "no-color"))
		return false;
	if (when && strcmp(when, "auto"))
		return !strcmp(when, "always");
	return isatty(STDOUT_FILENO) && !(no_color && *no_color) && term && *term &&
	       strcmp(term, "dumb");
}

static int attempt(const struct command *command, const struct arguments *global,
		   const struct arguments *arguments, struct error **err)
{
	struct context context = {
		.json = argument_value(global, "json"),
		.color = out_stdout.color,
		.pager = !argument_value(global, "no-pager"),
	};
	int rc = context_init(&context, argument_value(global, "directory"), command->needs_project,
			      err);

	if (!rc)
		rc = command->run(&context, arguments, err);
	context_release(&context);
	return rc;
}

/* Was anything damaged? It is mended then, and told. */
static bool mend(const struct arguments *global)
{
	_cleanup_(kept_report_release) struct kept_report report = {0};
	_cleanup_error_ struct error *err = NULL;
	struct context context = {0};
	bool mended = !context_init(&context, argument_value(global, "directory"), false, &err) &&
		      !kept_check(&context, true, &report, &err) && kept_is_damaged(&report);

	progress_end(NULL);
	if (err)
		out_printf(&out_stderr, "stablehand: what is damaged was not mended: %s\n", err->message);
	kept_print(&context, &report, &out_stderr);
	context_release(&context);
	return mended;
}

/* Has the terminal the 256 colours of xterm? */
static bool has_many_colors(void)
{
	const char *term = getenv("TERM"), *color_term = getenv("COLORTERM");

	return (color_term && *color_term) || (term && strstr(term, "256color"));
}

static int run_command(const struct command *command, const struct arguments *global,
		       const struct arguments *arguments)
{
	_cleanup_error_ struct error *err = NULL;
	int rc;

	keep_memory();
	interrupt_install();
	out_stdout.color = want_color(global);
	out_stdout.rich = has_many_colors();
	progress_quiet(argument_value(global, "quiet"));
	if (command->run != command_help.run && check_descriptors(&err))
		return print_error(err);
	rc = attempt(command, global, arguments, &err);
	/* What one process finds damaged its parent mends, for all of its jobs. */
	if (rc < 0 && err->kind == ERROR_DAMAGED && command != &command_job && mend(global)) {
		error_clear(&err);
		rc = attempt(command, global, arguments, &err);
	}
	return rc < 0 ? print_error(err) : rc;
}

int main(int argc, char **argv)
{
	_cleanup_error_ struct error *err = NULL;
	struct arguments global, arguments;
	const struct command *command;
	const char *name;

	alloc_for_libraries();
	out_open_standard();
	json_out = wants_json(argc, argv) ? &out_stdout : NULL;
	if (arguments_parse(global_options, argc - 1, argv + 1, true, NULL, &global, &err))
		return usage(err, "");
	if (argument_value(&global, "version")) {
		print_version(json_out);
		return close_output(0);
	}
	if (argument_value(&global, "help")) {
		help_overview(json_out);
		return close_output(0);
	}
	if (!global.operand_count && json_out) {
		error_set(&err, ERROR_INPUT, "no command");
		return usage(err, "");
	}
	if (!global.operand_count) {
		help_overview(false);
		close_output(0);
		return 2;
	}
	name = global.operands[0];
	if (command_find(name, false, &command, &err))
		return usage(err, "");
	for (int i = 1; i < global.operand_count && strcmp(global.operands[i], "--"); i++)
		if (!strcmp(global.operands[i], "--help") || !strcmp(global.operands[i], "-h")) {
			help_command(command, json_out);
			return close_output(0);
		}
	if (json_out && command->json_to_stderr)
		json_out = &out_stderr;
	if (arguments_parse(command->options, global.operand_count - 1, global.operands + 1, false,
			    &global, &arguments, &err) ||
	    (arguments.operand_count < command->min_operands &&
	     error_set(&err, ERROR_INPUT, "%s needs %s", name, command->operands)) ||
	    (command->max_operands >= 0 && arguments.operand_count > command->max_operands &&
	     error_set(&err, ERROR_INPUT, "%s: too many arguments", name))) {
		return usage(err, name);
	}
	return close_output(run_command(command, &global, &arguments));
}
