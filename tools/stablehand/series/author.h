/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Authors as `git am` takes them from a mail (git's mailinfo.c and ident.c): of a name it cuts
 * white space and punctuation at both ends, and one of fewer than 3 or more than 60 bytes, or
 * with an '@', it replaces by the address. A commit whose author has such a name is not the
 * one that its mail becomes.
 */
#ifndef SERIES_AUTHOR_H
#define SERIES_AUTHOR_H

#include <stdbool.h>

/* The name that `git am` makes of a name (UTF-8) and an address. The caller frees it. */
char *author_name_taken(const char *name, const char *email);

/* Is it an address that a mail carries as it is: ASCII, one word, nothing that needs quotes? */
bool author_email_carries(const char *email);

/*
 * Does a mail carry this author, so that `git am` makes the same of it? A name in quotes needs an
 * address with an '@'.
 */
bool author_carries(const char *name, const char *email);

/* Has a name characters for which it stands in quotes in a mail (RFC 5322)? */
bool author_needs_quotes(const char *name);

#endif
