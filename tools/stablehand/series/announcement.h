/* SPDX-License-Identifier: GPL-2.0-only */
/* A mail that is to be answered, like the announcement of a stable -rc. */
#ifndef SERIES_ANNOUNCEMENT_H
#define SERIES_ANNOUNCEMENT_H

#include <stddef.h>

#include "util/error.h"

/* All printable, on one line and of bounded length; what may be NULL says so. */
struct announcement {
	char *message_id;	/* without <>; holds no blank, < or > */
	char *subject;		/* without "Re:" */
	char *name;		/* of who sent it; may be "" */
	char *email;		/* one word of ASCII */
	char *version;		/* of X-KernelTest-Version: letters, digits and ".+-~"; or NULL */
};

/*
 * Read one, whatever is in it. ERROR_INPUT: no mail, or one without a message id, a subject or
 * a sender who can be answered. The caller frees *ret with announcement_release().
 */
int announcement_read(const char *data, size_t len, struct announcement *ret, struct error **err);

/* Free what it holds and zero it. */
void announcement_release(struct announcement *announcement);

#endif
