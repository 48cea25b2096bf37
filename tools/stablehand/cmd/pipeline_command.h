/* SPDX-License-Identifier: GPL-2.0-only */
/* The pipeline (run/pipeline.h) as commands: their options, what they print. */
#ifndef CMD_PIPELINE_COMMAND_H
#define CMD_PIPELINE_COMMAND_H

#include "cmd/command.h"
#include "run/pipeline.h"

/* The options that all these commands share: use in a command's table. */
#define PIPELINE_FETCH_OPTIONS                                                                     \
	{"refresh", 0, NULL, "ask the sources even if they were asked within the hour"},     \
	{"release", 0, "VERSION", "use this release instead of the newest"}
#define PIPELINE_JUDGE_OPTIONS                                                                     \
	{"max-risk", 0, "LEVEL", "refuse patches whose risk is higher: low, medium or high",       \
	 "low medium high"}
#define PIPELINE_PORT_OPTIONS                                                                      \
	{"profile", 0, "NAME", "stable (default) or distro: which patches series.conf selects",    \
	 PIPELINE_PROFILES},                                                                       \
	PIPELINE_JUDGE_OPTIONS,                                                                    \
	{"series", 0, "NAME", "only this series"},                                                 \
	{"out", 0, "DIR", "write the patches below DIR (default: out in the project)"}
#define PIPELINE_EXECUTOR_OPTION                                                                   \
	{"executor", 0, "NAME", "build and test on an executor of stablehand.conf (default: local)"}
#define PIPELINE_BUILD_OPTIONS                                                                     \
	{"base", 0, NULL, "also build and test branches that no patch was ported to"},                        \
	{"retry", 0, NULL, "build again what failed before"},                                      \
	{"jobs", 'j', "N", "at most N compilers or N VMs at once"},                                \
	PIPELINE_EXECUTOR_OPTION
#define PIPELINE_SUITE_OPTIONS                                                                     \
	{"selftests", 0, NULL, "only the branch's selftests"},                                     \
	{"behaviour", 0, NULL, "only the behaviour tests, also where no patch was ported"},        \
	{"patient", 0, NULL, "let tests finish that need minutes of all processors"}
#define PIPELINE_TEST_OPTIONS                                                                      \
	{"tests", 0, "NAMES", "only these tests, separated by commas"},                            \
	PIPELINE_SUITE_OPTIONS,                                                                    \
	{"variant", 0, "NAME", "only this boot variant (kernels/vm/variants.conf)"},               \
	{"again", 0, NULL, "rerun tests whose outcome is known"}

/* Looking at what is there, without doing anything. */
#define PIPELINE_LOOK_OPTIONS                                                                      \
	{"release", 0, "VERSION", "use this release instead of the newest"},                            \
	{"profile", 0, "NAME", "stable (default) or distro: which patches series.conf selects",    \
	 PIPELINE_PROFILES},                                                                       \
	{"series", 0, "NAME", "only this series"}

/*
 * pipeline_run() with what was given to a command: options and, as operands, branches.
 * command: its name, under which the event is kept; NULL: it is not. ret_ports: as in
 * struct pipeline_options.
 */
int pipeline_ask(struct context *context, const struct arguments *arguments, enum step last,
		 bool known_only, const char *command, struct ports *ret_ports,
		 struct result *result, struct error **err);

/*
 * The same of the verdicts alone, for all branches; on a terminal the matrix fills in while they
 * are found out. An event of this command is kept.
 */
int pipeline_ask_verdicts(struct context *context, const struct arguments *arguments,
			  const char *command, struct result *result, struct error **err);

/* Do it, keep and print the result, and give its exit code. */
int pipeline_command(struct context *context, const struct arguments *arguments, enum step last,
		     const char *command, struct error **err);

/* The options and operands that were given, as a JSON array; the caller frees it. */
char *pipeline_arguments_json(const struct arguments *arguments);

/* The profile that was asked for, or the default one. */
const char *pipeline_profile(const struct arguments *arguments);

#endif
