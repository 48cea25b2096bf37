/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Mails as they lie in a file: one, an mbox (split where git-mailsplit does, "From " lines in
 * bodies unescaped when it says mboxrd), or the files of a maildir. Headers are read by GMime.
 */
#ifndef DOOR_MAILBOX_H
#define DOOR_MAILBOX_H

#include <stdbool.h>
#include <stddef.h>

#include "util/buf.h"
#include "util/error.h"

#define MAILBOX_MAX_MAILS 20000u
#define MAILBOX_MAX_BYTES (256u << 20)
#define MAIL_MAX_BYTES (64u << 20)
#define MAIL_MAX_HEADER (1u << 20)

struct mail {
	char *where;		/* file and number, for messages */
	char *file;		/* the file that it is in, alone; "" when there are others in it */
	struct buf text;	/* all of it, with its "From " line, if it has one */
	size_t header;		/* where the header begins, behind that line */
	size_t body;		/* where the text behind the header's empty line begins */
	char *message_id;	/* without <>, printable; NULL: none */
	char *subject;		/* decoded, one line; "" when it has none */
	char *from;		/* printable; "" */
	char **references;	/* of In-Reply-To and References, NULL-terminated */
	size_t group;		/* mailbox_group(): mails with the same number belong together */
};

struct mailbox {
	struct mail *mails;
	size_t count, alloc, bytes;
};

/* Is the first line that of an mbox, or the header of a mail with a Message-ID, Subject or From? */
bool mailbox_is_one(const char *data, size_t len);

/*
 * Add the mails of a file's text. path: for messages. ERROR_INPUT: a mail is larger than the
 * limits above, has a NUL byte, or there are too many.
 */
int mailbox_add(struct mailbox *mailbox, const char *path, const struct buf *text,
		struct error **err);

/* Add the mails of a maildir (cur/ and new/), ordered by file name, oldest first as named. */
int mailbox_add_maildir(struct mailbox *mailbox, const char *path, struct error **err);

/* Does a folder have cur/ and new/? */
bool mailbox_is_maildir(const char *path);

/*
 * The text of a mail, decoded (quoted-printable, base64, parts), as UTF-8, appended. ERROR_INPUT
 * when it has too many parts.
 */
int mail_decoded(const struct mail *mail, struct buf *text, struct error **err);

/*
 * Give mails that belong together the same number: those that answer each other, and those whose
 * patches have the same subject and author (another version).
 */
void mailbox_group(struct mailbox *mailbox);

void mailbox_release(struct mailbox *mailbox);
#define _cleanup_mailbox_ __attribute__((cleanup(mailbox_release)))

#endif
