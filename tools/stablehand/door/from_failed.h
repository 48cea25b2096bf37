/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A mail of the stable tree's maintainers that a patch did not apply: 'FAILED: patch "[PATCH] x"
 * failed to apply to 6.1-stable tree'. It names the commit ("git cherry-pick -x ID"), the branch,
 * the message to be answered ("--in-reply-to '<id>'"), sometimes what else may be needed
 * ("Possible dependencies:"), and holds the patch as git format-patch writes it.
 */
#ifndef DOOR_FROM_FAILED_H
#define DOOR_FROM_FAILED_H

#include "door/incoming.h"
#include "door/mailbox.h"
#include "util/error.h"

/*
 * Add its patch, unless it is there from another such mail, and who waits for an answer. branch
 * is what its subject says. ERROR_INPUT when it has no commit, no patch, or that of another one.
 */
int from_failed(struct incoming *incoming, const struct mail *mail, const char *branch,
		struct error **err);

#endif
