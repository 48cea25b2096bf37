/* SPDX-License-Identifier: GPL-2.0-only */
/* Long text on a terminal goes through a pager, as git has it. */
#ifndef CMD_PAGER_H
#define CMD_PAGER_H

#include <stdbool.h>

/*
 * From now on what is printed on standard output goes through the pager that git would take in
 * this folder (GIT_PAGER, core.pager, PAGER, less), with git's defaults for less and lv. Nothing
 * happens where standard output is no terminal, `wanted` is false, or the pager is "cat" or
 * none; one that cannot be started is not missed. Call it once, right before printing.
 */
void pager_start(const char *folder, bool wanted);

/* At the very end: what was printed is out; wait for the pager. Was there one? */
bool pager_finish(void);

#endif
