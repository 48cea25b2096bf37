/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The command table: one descriptor a command. Parsing, help, the man page
 * and the shell completion all come from it.
 */
#ifndef CMD_COMMAND_H
#define CMD_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "util/error.h"

struct context;

struct option_spec {
	const char *name;	/* long name, without the dashes */
	char letter;		/* short form, or 0 */
	const char *argument;	/* NULL: a switch; else the word for its value */
	const char *help;
	const char *values;	/* those that it takes, separated by blanks; NULL: any */
};

#define COMMAND_MAX_OPTIONS 32

/* What was given to a command. Strings live as long as main's argv. */
struct arguments {
	const struct option_spec *specs;
	const char *values[COMMAND_MAX_OPTIONS];	/* by index in specs; NULL: not given */
	char **operands;
	int operand_count;
};

struct command {
	const char *name;
	const char *operands;		/* as shown in help: "[BRANCH...]" */
	int min_operands, max_operands;	/* max -1: any number */
	const char *summary;		/* a phrase, no full stop */
	const char *description;	/* sentences, for help and the man page */
	const struct option_spec *options;	/* ends with a NULL name; or NULL */
	bool needs_project;		/* must run in a project folder */
	bool json_to_stderr;		/* as standard output is the file that was asked for */
	/* Returns 0, or 1 for a finding; -1 with *err set when it could not tell. */
	int (*run)(struct context *context, const struct arguments *arguments,
		   struct error **err);
};

/* All commands, in the order shown; ends with NULL. */
extern const struct command *const commands[];

/* Options before the command name; ends with a NULL name. */
extern const struct option_spec global_options[];

/*
 * The command of that name; with any_start also the only one whose name starts so.
 * ERROR_INPUT names what may have been meant.
 */
int command_find(const char *name, bool any_start, const struct command **ret_command,
		 struct error **err);

/*
 * Is it one of the values that its option takes (struct option_spec)? ERROR_INPUT names these.
 * Not given: it is.
 */
int argument_check(const struct arguments *arguments, const char *name, struct error **err);

/* The value of an option ("" for a switch that was given), or NULL. */
const char *argument_value(const struct arguments *arguments, const char *name);

/* The same as a whole number within min..max; `fallback` when not given. */
int argument_number(const struct arguments *arguments, const char *name, long min, long max,
		    long fallback, long *ret_number, struct error **err);

/*
 * Parse the options of `specs` from argv[0..argc). Stops at the first operand
 * when stop_at_operand is set. Fills the values, and operands with what is
 * left. Short options may stand together, the last with its value (-qC DIR). An option that is
 * not of `specs`, but of `global` (NULL: none), is set there: those of all commands may stand
 * behind the command, too. ERROR_INPUT for an unknown option or a missing value.
 */
int arguments_parse(const struct option_spec *specs, int argc, char **argv, bool stop_at_operand,
		    struct arguments *global, struct arguments *ret_arguments, struct error **err);

/* Help on standard output: of everything, or of one command; as an object, or as text. */
void help_overview(bool json);
void help_command(const struct command *command, bool json);

#endif
