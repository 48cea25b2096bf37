/* SPDX-License-Identifier: GPL-2.0-only */
/* The cover letter of a series, as `git format-patch --cover-letter` writes it. */
#ifndef SERIES_COVER_H
#define SERIES_COVER_H

#include "util/buf.h"
#include "util/error.h"

#define COVER_FILE "0000-cover-letter.patch"

/*
 * Append what its author wrote in the mail's body: up to git's list of the patches, its diffstat
 * or the signature, decoded to UTF-8, blank lines at the ends left out, a newline behind.
 * *ret_subject is the mail's, as of patch_subject() (allocated); NULL when it has none, or that
 * which git puts there. Returns 1; 0 when there is no such file, or nothing in it, and no
 * subject; -1 when it cannot be read (ERROR_INPUT).
 */
int cover_read(const char *path, char **ret_subject, struct buf *ret_text, struct error **err);

#endif
