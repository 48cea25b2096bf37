/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ported commits as mails that plain `git am` and `git apply` take. libgit2's
 * own writer (git_email_create_from_commit) leaves non-ASCII headers raw,
 * does not fold them and does not protect the body, so the mail is written
 * here and only the diff and its summary come from libgit2.
 */
#ifndef DELIVER_EXPORT_H
#define DELIVER_EXPORT_H

#include <git2.h>
#include <stdbool.h>
#include <stddef.h>

#include "port/port.h"
#include "util/buf.h"
#include "util/error.h"

struct export_options {
	const char *prefix;	/* what stands before n/m in the subject: "PATCH 6.1.y"; or NULL */
	size_t number, total;	/* from 1; a total of 1 gets no n/m */
	const char *more;	/* lines for the header, or NULL */
	const char *below;	/* below the "---", or NULL; each line safe there, the last empty */
	const char *behind;	/* text behind the diff, or NULL */
	bool says_8bit;		/* bytes of the diff count for the MIME header, too */
};

/*
 * One commit as a mail, appended to ret_mail. A line of the message that `git am` would
 * take for the end of the message or for the start of another mail ("---",
 * "diff -", "Index: ", "From x Mon ...") gets a space in front. A diff whose
 * lines end in CRLF needs `git am --keep-cr`, as with `git format-patch`. ERROR_INPUT when no
 * mail can carry the commit (deliver/mail.h), or a name of a file is too long for a folder.
 */
int export_mail_with(git_repository *repo, const git_oid *commit,
		     const struct export_options *options, struct buf *ret_mail,
		     struct error **err);

/* The text of a diff, behind its summary and an empty line if that is wanted, appended to ret. */
int export_diff(git_diff *diff, bool summary, struct buf *ret, struct error **err);

/* export_mail_with() a prefix and a place, and nothing else. */
int export_mail(git_repository *repo, const git_oid *commit, const char *prefix, size_t number,
		size_t total, struct buf *ret_mail, struct error **err);

/*
 * Write the commits of a port to <out_dir>/<branch>/<series>/0001-....patch; of
 * a series that did not land, those of the part that counts (port_counts()).
 * What is written appears when all of it is on the disk. If an earlier port
 * wrote other files there, the folder is moved aside first, as a whole: to
 * <series>.old-1, or the next number that is free. ret_paths (may be NULL) gets
 * a NULL-terminated array of the paths written, ret_aside (may be NULL) the
 * folder's new path or NULL; the caller frees each and the array.
 */
int port_write_patches(const struct port_result *result, const char *out_dir, char ***ret_paths,
		       char **ret_aside, struct error **err);

#endif
