/* SPDX-License-Identifier: GPL-2.0-only */
/* Text from outside, made fit to be shown. */
#ifndef UTIL_TEXT_H
#define UTIL_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * A copy of len bytes that is valid UTF-8 without control characters: what is
 * not becomes \xNN, and so nothing from a patch or a guest can move a cursor
 * or forge a line. keep_newlines leaves newlines and tabs as they are. The
 * caller frees it.
 */
char *text_printable(const char *bytes, size_t len, bool keep_newlines);

/* "7.3 s" or "4 min 02 s". The caller frees it. */
char *text_duration(double seconds);

#endif
