/* SPDX-License-Identifier: GPL-2.0-only */
/* The mail around an exported diff. */
#ifndef DELIVER_MAIL_H
#define DELIVER_MAIL_H

#include <git2.h>

#include "util/buf.h"
#include "util/error.h"

/*
 * Append the header of a commit's mail with its empty line: From (the mbox
 * line, then the author), Date, "Subject: [prefix] ..." folded at 76 columns,
 * non-ASCII words encoded (RFC 2047), and the MIME lines that a message in
 * UTF-8 needs. ERROR_ENVIRONMENT when GMime is missing.
 */
int mail_add_header(struct buf *mail, const git_commit *commit, const char *prefix,
		    struct error **err);

/*
 * Append the message without its subject, so that `git am` finds the same
 * text: a line that would end it gets a space in front.
 */
void mail_add_message(struct buf *mail, const git_commit *commit);

#endif
