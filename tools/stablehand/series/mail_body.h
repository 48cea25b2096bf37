/* SPDX-License-Identifier: GPL-2.0-only */
/* The text of a mail, whatever it was sent as. */
#ifndef SERIES_MAIL_BODY_H
#define SERIES_MAIL_BODY_H

#include <stdbool.h>
#include <stddef.h>

#include "util/buf.h"
#include "util/library_gmime.h"

#define MAIL_MAX_DEPTH 8	/* of parts in parts */
#define MAIL_MAX_PARTS 1000

/*
 * Parse a mail, its header first (no "From " line), len bytes that have to live as long. NULL:
 * none. GMime must be loaded. The caller releases it with lib_g_object_unref().
 */
GMimeMessage *mail_parse(const char *data, size_t len);

/*
 * Append the decoded text parts of a mail (as for mail_parse()), in their order, HTML left out.
 * *ret_charset is that of the first that says one (allocated, or NULL; untouched if it is set
 * already). NULL when fine, else what is wrong with it: too many parts, or too deep.
 */
const char *mail_text(const char *data, size_t len, struct buf *text, char **ret_charset);

#endif
