/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The news of a night, sent to who asked for them in stablehand.conf:
 *
 *	[mail]
 *		to = person@example.org		; may stand several times
 *		from = robot@example.org	; else who commits, as git has it
 *		sendmail = /usr/sbin/sendmail	; the default; gets -i -f FROM -- TO..., no shell
 *	[webhook]
 *		url = https://chat.example.org/hook	; POST of a JSON object, no redirects
 *
 * Nothing is sent where nothing is configured, or there is no news. News wait in
 * <state>/alerts until they are sent: what fails is tried again by the next night, and what was
 * cut short by a kill may come twice, under the same Message-ID.
 */
#ifndef RUN_ALERTS_H
#define RUN_ALERTS_H

#include "result/night.h"
#include "run/context.h"
#include "util/buf.h"

/*
 * Put the news of a night that is over, if it has any, where they wait. text: the news as a person
 * reads them. Neither this nor sending fails, as it says nothing about the night: ret_said gets a
 * line for each way on which something was sent, or why it was not.
 */
void alerts_keep(const struct context *context, const struct night *night, const char *text,
		 struct buf *ret_said);

/* Send all that waits, of earlier nights as well. */
void alerts_send(const struct context *context, struct buf *ret_said);

#endif
