/* SPDX-License-Identifier: GPL-2.0-only */
/* Text from outside, made fit to be shown. */
#ifndef UTIL_TEXT_H
#define UTIL_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Bytes of the UTF-8 character at the start of `bytes` (len of them, at least
 * one), or 0 when it is not well-formed, a control character, or one that
 * reorders the text around it.
 */
size_t text_printable_length(const char *bytes, size_t len);

/*
 * A copy of len bytes that is valid UTF-8 without control characters: what is
 * not becomes \xNN, and so nothing from a patch or a guest can move a cursor
 * or forge a line. keep_newlines leaves newlines and tabs as they are. The
 * caller frees it.
 */
char *text_printable(const char *bytes, size_t len, bool keep_newlines);

/* "7.3 s" or "4 min 02 s". The caller frees it. */
char *text_duration(double seconds);

/*
 * The text as printable UTF-8: a tab stays, every other byte of
 * what is not becomes '?'. At most max bytes (at least 4) are
 * taken, then "..." is put behind. The caller frees it.
 */
char *text_excerpt(const char *text, size_t len, size_t max);

/*
 * How many columns of a terminal a line of printable text takes; a tab counts as eight. What
 * the C library does not know counts as one.
 */
size_t text_width(const char *text, size_t len);

/*
 * The text if it takes at most `width` columns (at least 3), else as much of its start as
 * there is place for, and an ellipsis: "..." unless the user's locale has UTF-8. The caller
 * frees it.
 */
char *text_cut(const char *text, size_t width);

/* Does it consist of at least min and at most max hex digits? */
bool text_is_hex(const char *text, size_t len, size_t min, size_t max);

#endif
