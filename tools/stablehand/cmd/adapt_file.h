/* SPDX-License-Identifier: GPL-2.0-only */
/* adapt-file: one file, without a project; plumbing for scripts and scorers. */
#ifndef CMD_ADAPT_FILE_H
#define CMD_ADAPT_FILE_H

#include "cmd/command.h"

extern const struct command command_adapt_file;

#endif
