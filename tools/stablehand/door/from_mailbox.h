/* SPDX-License-Identifier: GPL-2.0-only */
/* Mails become patches: threads through b4, and what b4 does not know. */
#ifndef DOOR_FROM_MAILBOX_H
#define DOOR_FROM_MAILBOX_H

#include "door/incoming.h"
#include "door/mailbox.h"
#include "door/quoted.h"
#include "util/error.h"

/*
 * Add what the mails hold, group by group (mailbox_group()): that a patch failed on a stable tree
 * (door/from_failed.h); patches without a Message-ID, as git format-patch writes them, each as it
 * is; all else through b4, which takes the newest version with the tags of the replies. Mails
 * that are no part of it are told. ERROR_INPUT when there is no patch in any.
 */
int from_mailbox(struct incoming *incoming, struct mailbox *mailbox,
		 const struct door_trees *trees, struct error **err);

/* Has one of the mails a diff behind "> ", and none otherwise? */
bool mailbox_has_quoted(const struct mailbox *mailbox);

/* Add the thread of a message: `word` is its id, with or without <>, or a URL that ends in it. */
int from_message_id(struct incoming *incoming, const char *word, struct error **err);

#endif
