/* SPDX-License-Identifier: GPL-2.0-only */
/* Who commits. */
#ifndef RUN_IDENTITY_H
#define RUN_IDENTITY_H

#include "util/error.h"

struct identity {
	char *name, *email;
};

/*
 * As git itself would say in this folder; an identity that git would have to
 * guess is none: ERROR_ENVIRONMENT, with the commands that set one. Free with
 * identity_release().
 */
int identity_read(const char *folder, struct identity *ret, struct error **err);

/* One that stands in where nothing is written; always returns 0. */
int identity_nobody(struct identity *ret);

void identity_release(struct identity *identity);

#endif
