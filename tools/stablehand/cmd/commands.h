/* SPDX-License-Identifier: GPL-2.0-only */
/* The commands, each in the file of its name. To add one, add it here and in commands.c. */
#ifndef CMD_COMMANDS_H
#define CMD_COMMANDS_H

#include "cmd/command.h"

extern const struct command command_accept;
extern const struct command command_adapt_file;
extern const struct command command_bisect;
extern const struct command command_build;
extern const struct command command_check;
extern const struct command command_cve;
extern const struct command command_du;
extern const struct command command_explain;
extern const struct command command_export;
extern const struct command command_fetch;
extern const struct command command_gc;
extern const struct command command_help;
extern const struct command command_history;
extern const struct command command_import;
extern const struct command command_job;
extern const struct command command_lint;
extern const struct command command_nightly;
extern const struct command command_port;
extern const struct command command_report;
extern const struct command command_resolve;
extern const struct command command_review;
extern const struct command command_run;
extern const struct command command_show;
extern const struct command command_status;
extern const struct command command_test;

#endif
