/* SPDX-License-Identifier: GPL-2.0-only */
/* Text from outside, made fit to be shown. */
#ifndef UTIL_TEXT_H
#define UTIL_TEXT_H

#include <stddef.h>

/*
 * A copy of len bytes that is valid UTF-8 without control characters: what is
 * not becomes \xNN, and so nothing from a patch or a guest can move a cursor
 * or forge a line. keep_newlines leaves newlines and tabs as they are. The
 * caller frees it.
 */
char *text_printable(const char *bytes, size_t len, int keep_newlines);

#endif
