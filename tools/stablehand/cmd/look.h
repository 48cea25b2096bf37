/* SPDX-License-Identifier: GPL-2.0-only */
/* Commands that only look at what is there: status and explain. */
#ifndef CMD_LOOK_H
#define CMD_LOOK_H

#include "cmd/command.h"

extern const struct command command_status, command_explain;

#endif
