/* SPDX-License-Identifier: GPL-2.0-only */
/* The message of a ported commit, in the form that stable takes. */
#ifndef SERIES_COMMIT_MESSAGE_H
#define SERIES_COMMIT_MESSAGE_H

#include "series/patch.h"
#include "util/error.h"

/*
 * ERROR_ENVIRONMENT, naming the git commands that set them, when a name or
 * address is missing; also when it cannot be part of a commit.
 */
int message_check_committer(const char *name, const char *email, struct error **err);

/*
 * The subject of a patch: its own, or made from its file's name when it is a
 * plain diff. Never empty. The caller frees it.
 */
char *message_subject(const struct patch *patch);

/*
 * The subject and body of a patch as the branch's own text has them ("Subject\n\nbody"), the
 * patch's last paragraph below it if it has trailers; NULL: as the patch has them. The caller frees both.
 */
void message_text(const struct patch *patch, const char *own, char **ret_subject,
		  char **ret_body);

/*
 * Compose the message of the text that `own` makes (message_text()): the subject, then "commit <id> upstream." (for an
 * abbreviated id "[ Upstream commit <id> ]") unless the body says so (the id is
 * `upstream`, which may be NULL: none that could be said), the
 * body as it is, "[ name: note ]" at the width of a message, and the committer's Signed-off-by, unless
 * that is the last line already; the note then goes above it. note says what
 * differs from upstream in the text of the patch; it is NULL when only line
 * numbers do (clean, moved), as is the custom. The committer was checked with
 * message_check_committer(). Ends in a newline. The caller frees it.
 */
char *message_compose(const struct patch *patch, const char *own, const char *upstream,
		      const char *note, const char *committer_name, const char *committer_email);

/*
 * The note as it stands in a message, "[ name: note ]", in lines as long as the rest of a message
 * has them. The caller frees it.
 */
char *message_note(const char *name, const char *note);

#endif
