/* SPDX-License-Identifier: GPL-2.0-only */
/* Ctrl-C and SIGTERM as a flag that long work looks at. */
#ifndef UTIL_INTERRUPT_H
#define UTIL_INTERRUPT_H

#include <stdbool.h>

#include "util/error.h"

/*
 * From now on SIGINT, SIGTERM and (unless it was ignored) SIGHUP set the flag
 * instead of ending the process; a second SIGINT does end it (children die with their parent).
 */
void interrupt_install(void);

/* Has one of these signals come? */
bool interrupt_pending(void);

/* The signal was our own, and has done what it was for: the flag is cleared. */
void interrupt_forget(void);

/* Sets an ERROR_INTERRUPTED; returns -1. */
int interrupt_error(struct error **err);

#endif
