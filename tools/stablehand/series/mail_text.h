/* SPDX-License-Identifier: GPL-2.0-only */
/* Text of mails and patches, of unknown origin, made fit to be stored. */
#ifndef SERIES_MAIL_TEXT_H
#define SERIES_MAIL_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The text as UTF-8: converted from charset (NULL: unknown) or, when that is
 * not known or says ASCII or UTF-8 and the bytes are not, from ISO-8859-1, as
 * git does. NUL bytes become spaces. GMime must be loaded (gmime_load()). The
 * caller frees it.
 */
char *text_to_utf8(const char *text, size_t len, const char *charset);

/*
 * The text as git keeps a message: no white space at line ends, no blank
 * lines at the start or end, never two in a row, a newline at the end unless
 * it is empty. The caller frees it.
 */
char *text_clean(const char *text);

/* Is it a trailer, "Signed-off-by: ..." (letters, digits and '-' before ": ")? */
bool text_is_trailer(const char *line, size_t len);

/*
 * Does a line of len bytes end a message, as for git-mailinfo: "---", "--- file", "diff -...",
 * "Index: ..."?
 */
bool text_begins_diff(const char *line, size_t len);

/*
 * Does a line begin a mail of a mailbox, as for git-mailsplit: "From ", digits around the last
 * colon, then a year ("From x Mon Sep 17 00:00:00 2001")?
 */
bool text_begins_mail(const char *line, size_t len);

#endif
