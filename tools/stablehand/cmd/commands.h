/* SPDX-License-Identifier: GPL-2.0-only */
/* The commands, each in the file of its name. To add one, add it here and in commands.c. */
#ifndef CMD_COMMANDS_H
#define CMD_COMMANDS_H

#include "cmd/command.h"

extern const struct command command_adapt_file, command_build, command_explain, command_fetch,
	command_help, command_import, command_job, command_port, command_report, command_resolve,
	command_run, command_status, command_test;

#endif
