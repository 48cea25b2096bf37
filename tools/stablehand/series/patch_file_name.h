/* SPDX-License-Identifier: GPL-2.0-only */
/* What the file of a patch is called. */
#ifndef SERIES_PATCH_FILE_NAME_H
#define SERIES_PATCH_FILE_NAME_H

#include <stddef.h>

/*
 * The name that `git format-patch` would give: "0001-some-subject.patch", of letters, digits,
 * '.', '_' and '-' whatever the subject is. The caller frees it.
 */
char *patch_file_name(size_t number, const char *subject);

#endif
