/* SPDX-License-Identifier: GPL-2.0-only */
/* Mails as b4 reads and writes them, for door/thread.c; nothing else needs this. */
#ifndef DOOR_THREAD_PARTS_H
#define DOOR_THREAD_PARTS_H

#include <stddef.h>

#include "util/buf.h"

/*
 * A header, with the fields that b4 takes over on one line each: it stops at those that are
 * folded when it reads them from a file (seen in 0.12). What was signed stays so, since how a
 * header is folded does not count (RFC 6376, 3.4.2).
 */
void thread_put_header(struct buf *to, const char *text, size_t len);

/* A body: a line that readers of mailboxes take for the next mail gets a '>' in front (mboxrd). */
void thread_put_body(struct buf *to, const char *text, size_t len);

/*
 * A mail that b4 wrote: such lines are what they were, and the author's name stands in quotes
 * where it has to.
 */
void thread_take(struct buf *to, const char *text, size_t len);

/* Put another author into the header of a mail. */
void thread_set_author(struct buf *text, const char *name, const char *email);

#endif
