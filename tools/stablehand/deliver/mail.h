/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The mail around an exported diff. What is written has to be read as it was by `git am`, that
 * is by git's mailinfo.c, which is less than RFC 5322 and 2047 and reads some lines of a message
 * as the patch's own header; where the two differ, the author stands once more in front of the
 * message.
 */
#ifndef DELIVER_MAIL_H
#define DELIVER_MAIL_H

#include <git2.h>
#include <stdbool.h>

#include "util/buf.h"
#include "util/error.h"

/*
 * Would `git am` make the same author, date and subject of this commit's mail? ERROR_INPUT with
 * what it would not: an author that no mail carries (series/author.h), a date before 1970, a
 * subject that begins with "Re:" or ':'.
 */
int mail_check(git_commit *commit, struct error **err);

/*
 * Append the header of a commit's mail with its empty line: From (the mbox
 * line, then the author), Date, "Subject: [prefix] ..." folded at 76 columns, text that is not
 * ASCII or reads like an encoded word encoded (RFC 2047), further lines (`more`, or NULL), and
 * the MIME lines that a message in UTF-8 needs, or a diff with other bytes than ASCII (is_8bit).
 */
void mail_add_header(struct buf *mail, git_commit *commit, const char *prefix, const char *more,
		     bool is_8bit);

/*
 * The lines of a header, each on its own: "From: ", "Date: ", "Subject: [prefix] ..." (NULL: none
 * in front), MIME.
 */
void mail_add_author(struct buf *mail, const git_signature *author);
void mail_add_date(struct buf *mail, const git_time *when);
void mail_add_subject(struct buf *mail, const char *prefix, const char *subject);
void mail_add_mime(struct buf *mail);

/*
 * Append the message without its subject, so that `git am` finds the same
 * text: a line that would end it gets a space in front (message_compose() leaves none).
 */
void mail_add_message(struct buf *mail, const git_commit *commit);

#endif
