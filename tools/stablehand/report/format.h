/* SPDX-License-Identifier: GPL-2.0-only */
/* A result in forms that other programs read: a table. */
#ifndef REPORT_FORMAT_H
#define REPORT_FORMAT_H

#include "result/earlier.h"
#include "result/result.h"
#include "util/error.h"
#include "util/out.h"

/* The mail that is answered. All on one line; the address is one word. */
struct format_reply {
	const char *message_id;		/* without <> */
	const char *subject;
	const char *name, *email;	/* of who wrote it */
};

/* What the formats need to know besides the result. */
struct format_options {
	const char *origin;	/* kcidb: what its ids begin with: [a-z0-9_]+; NULL: stablehand */
	const char *name, *email;	/* rc-mail: who answers */
	const struct format_reply *reply;	/* rc-mail; NULL: to no mail that is known */
	const struct earlier *earlier;	/* rc-mail: what it is compared with; NULL: nothing */
};

struct report_format {
	const char *name;
	const char *what;		/* a phrase */
	/*
	 * Write all of a result; what it holds may be anything. ERROR_INPUT when it cannot be
	 * told in this format, ERROR_ENVIRONMENT when a library is not there; nothing is written
	 * then.
	 */
	int (*write)(const struct result *result, const struct format_options *options,
		     struct out *to, struct error **err);
};

/* All of them; ends with a NULL name. */
extern const struct report_format report_formats[];

/* The one of that name, or NULL. */
const struct report_format *report_format_find(const char *name);

#endif
