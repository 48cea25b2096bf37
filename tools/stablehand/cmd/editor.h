/* SPDX-License-Identifier: GPL-2.0-only */
/* The user's editor. */
#ifndef CMD_EDITOR_H
#define CMD_EDITOR_H

#include "util/error.h"

/*
 * Open files (a NULL-terminated array) in the editor that git would take in
 * this folder (GIT_EDITOR, core.editor, VISUAL, EDITOR), on our terminal, and
 * wait. ERROR_ENVIRONMENT when there is none or it fails.
 */
int editor_run(const char *folder, char *const *paths, struct error **err);

#endif
