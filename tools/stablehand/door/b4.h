/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * b4 (https://b4.docs.kernel.org), which makes a series of a thread: the newest version, with the
 * tags of the replies, and who signed it. What it prints is read for what is to be told.
 */
#ifndef DOOR_B4_H
#define DOOR_B4_H

#include <stdbool.h>
#include <stddef.h>

#include "util/error.h"

enum b4_said_kind {
	B4_TAG,			/* "Reviewed-by: ...": was added to a patch */
	B4_TAG_LEFT_OUT,	/* a tag of somebody else's than the mail's sender */
	B4_ATTESTED,		/* "signed: ed25519/author@example.org" */
	B4_BAD_SIGNATURE,	/* of a key that we have, or of a domain */
	B4_NO_KEY,
	B4_WARNED,		/* whatever else it warned of */
};

struct b4_said {
	enum b4_said_kind kind;
	char *about;		/* subject of the patch, as b4 has it: "[PATCH v2 1/3] x"; "": of all */
	char *text;
};

struct b4_result {
	char *folder;		/* that it wrote mails to, each a file, in order; NULL: no patches */
	struct b4_said *said;
	size_t count, alloc;
};

/*
 * Run `b4 am` into the folder `out`. mailbox: an mbox, read without any network; NULL: the thread
 * of message_id is fetched. ERROR_ENVIRONMENT when b4 is not there, does not end within five
 * minutes or cannot fetch; ERROR_INPUT when it cannot read the mails. The caller releases
 * *ret_result, whose folder is NULL when it found no patch in a mailbox.
 */
int b4_am(const char *mailbox, const char *message_id, const char *out,
	  struct b4_result *ret_result, struct error **err);

/* Read what b4 printed, for b4_am() and tests. Any text will do. */
void b4_read_log(const char *log, struct b4_result *result);

void b4_result_release(struct b4_result *result);
#define _cleanup_b4_result_ __attribute__((cleanup(b4_result_release)))

#endif
