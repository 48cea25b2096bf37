/* SPDX-License-Identifier: GPL-2.0-only */
/* `stablehand resolve`: a person settles what was refused. */
#ifndef CMD_RESOLVE_H
#define CMD_RESOLVE_H

#include "cmd/command.h"

extern const struct command command_resolve;

#endif
