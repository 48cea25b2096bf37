/* SPDX-License-Identifier: GPL-2.0-only */
/* A thread of mails as b4 makes a series of it. */
#ifndef DOOR_THREAD_H
#define DOOR_THREAD_H

#include "door/incoming.h"
#include "door/mailbox.h"
#include "door/subject.h"
#include "util/error.h"

/* A mail that was looked at. */
struct mail_look {
	const struct mail *mail;
	struct subject subject;
	bool diff;		/* has one */
	bool quoted;		/* has one behind "> " only */
};

struct mail_group {
	struct mail_look *mails;
	size_t count, alloc;
};

/*
 * Add the series that b4 makes of the group: each patch as a mail, with X-Upstream-Commit where
 * the mail had it, and X-Attestation where somebody signed it. What b4 added, left out and warned
 * of is told, and so are all mails that no patch was made of, and numbers that are missing.
 */
int thread_add(struct incoming *incoming, const struct mail_group *group, struct error **err);

/* The same of a thread that b4 fetches. */
int thread_fetch(struct incoming *incoming, const char *message_id, struct error **err);

#endif
