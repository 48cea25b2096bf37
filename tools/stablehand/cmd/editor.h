/* SPDX-License-Identifier: GPL-2.0-only */
/* The user's editor. */
#ifndef CMD_EDITOR_H
#define CMD_EDITOR_H

#include <stdbool.h>

#include "util/error.h"

/* Can an editor be started: is there a terminal, or GIT_EDITOR, which may need none? */
bool editor_has_terminal(void);

/*
 * Run a program (a NULL-terminated argument vector) on our terminal, and wait.
 * ERROR_ENVIRONMENT when it cannot be started or fails.
 */
int terminal_run(char *const *argv, struct error **err);

/*
 * Open files (a NULL-terminated array) in the editor that git would take in
 * this folder (GIT_EDITOR, core.editor, VISUAL, EDITOR), on our terminal, and
 * wait. ERROR_ENVIRONMENT when there is none or it fails.
 */
int editor_run(const char *folder, char *const *paths, struct error **err);

#endif
