/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is up for review for the next release of a stable branch: an mbox or maildir with the
 * announcement of an -rc and its patches, or a quilt queue (a folder with a file `series`), as
 * stable-queue.git has one for each branch. Nothing in it is trusted.
 */
#ifndef RUN_RC_QUEUE_H
#define RUN_RC_QUEUE_H

#include <stddef.h>

#include "series/announcement.h"
#include "series/patch.h"
#include "util/error.h"

#define RC_MAX_PATCHES 5000u

struct rc_patch {
	char *name;		/* "017/123", or the path in the series; printable */
	struct patch *patch;
};

struct rc_queue {
	char *version;		/* "6.1.193-rc1", as it was announced; NULL: a quilt queue */
	struct announcement announcement;	/* message_id NULL: a quilt queue */
	struct rc_patch *patches;	/* in the order in which they apply; at least one */
	size_t count, alloc;
	char sha256[65];	/* over all of them and the version */
};

/*
 * Read the queue at `path`. Of several announcements the newest -rc counts; a mail that came
 * twice counts once; answers are left out. ERROR_INPUT, with the reason: no announcement, a
 * patch that is missing from its numbering, two that differ under one number, one that cannot
 * be read, one that the series reverses, guards or strips otherwise than by one folder; an
 * empty queue; more than the limits. The caller frees *ret with rc_queue_release().
 */
int rc_queue_read(const char *path, struct rc_queue *ret, struct error **err);

/* Free what it holds and zero it. */
void rc_queue_release(struct rc_queue *queue);
#define _cleanup_rc_queue_ __attribute__((cleanup(rc_queue_release)))

#endif
