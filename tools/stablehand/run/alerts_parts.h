/* SPDX-License-Identifier: GPL-2.0-only */
/* How alerts_send() is split; nothing else needs this. */
#ifndef RUN_ALERTS_PARTS_H
#define RUN_ALERTS_PARTS_H

#include <jansson.h>

#include "run/context.h"
#include "util/buf.h"
#include "util/error.h"

/* What stablehand.conf says. NULL members: not configured. */
struct alert_conf {
	char **to;		/* NULL-terminated; never NULL */
	char *from, *sendmail;
	char *url;
	long post_seconds;	/* that a post may take */
};

/*
 * ERROR_INPUT for a file that cannot be read, an address that is none (or could be taken for an
 * option of sendmail), a program without its whole path, a URL that is not http or https.
 */
int alert_conf_read(const struct context *context, struct alert_conf *ret, struct error **err);
void alert_conf_release(struct alert_conf *conf);

/* News that wait, as they are kept. All texts may be anything. */
struct alert {
	const char *id;		/* of the night: "2026-12-01T02:00:00Z", its time */
	const char *subject;
	const char *text;
	const json_t *news;	/* an array */
};

/*
 * The whole mail, headers first, in lines of at most 998 bytes that end with a newline; nothing
 * in the alert can add a header.
 */
void alert_mail_write(const struct alert_conf *conf, const struct alert *alert, struct buf *ret);

/* Hand it to sendmail, from a file in the folder `work`, which is ours. */
int alert_mail_send(const struct alert_conf *conf, const struct alert *alert, const char *work,
		    struct error **err);

/* The object that is posted: {"night", "text", "news"}. A new reference. */
json_t *alert_post_object(const struct alert *alert);

/* Post it; anything but a status from 200 to 299 is an error. */
int alert_post_send(const struct alert_conf *conf, const struct alert *alert, struct error **err);

/* "https://chat.example.org" of a URL: what is behind may be a secret. Allocated. */
char *alert_post_place(const char *url);

#endif
