/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How patch_parse() is split; nothing outside series/ needs this. It has
 * loaded GMime when any of it runs.
 */
#ifndef SERIES_PATCH_PARTS_H
#define SERIES_PATCH_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "series/patch.h"

#define PATCH_SECOND_MAIL						\
	"second mail in this file: it has to be one patch (stablehand import takes several)"

/* Where we are in a patch, for messages. */
struct patch_place {
	const char *name;
	bool decoded;		/* lines are those of the decoded text */
};

/* ERROR_INPUT "name:line: ..."; returns -1. */
int patch_error(struct error **err, const struct patch_place *place, size_t line,
		const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* What a mail says of its commit besides what becomes part of the patch. */
struct patch_claim {
	char id[41];		/* of its first line; "": none that counts */
};

/*
 * If data is a mail, fill the author, date, subject, Message-ID and upstream
 * id of its header into patch, the decoded text into patch->text, its
 * character set (allocated, or NULL) into *ret_charset, and the line number
 * of the text's first line into *ret_line. If it is not, data is the text.
 */
int patch_mail_read(struct patch *patch, const char *data, size_t len,
		    struct patch_place *place, char **ret_charset, size_t *ret_line,
		    struct patch_claim *ret_claim, struct error **err);

/*
 * Fill body, trailers and, where it says so, author, subject, date and the
 * upstream id from the text before the diff: len bytes. What the body has already
 * goes before the text. The claim counts where nothing else names a commit.
 */
void patch_message_read(struct patch *patch, const char *text, size_t len,
			const char *charset, const struct patch_claim *claim);

/*
 * An address "Name <user@host>" as UTF-8 or a raw header value, into allocated
 * texts without <, > and control characters. false when there is no
 * address.
 */
bool patch_address(const char *value, char **ret_name, char **ret_email);

/* A mail's date. false when it is none. */
bool patch_date(const char *value, int64_t *ret_seconds, int *ret_offset);

/* A subject without "Re:" and its [PATCH ...] brackets, on one line; allocated. */
char *patch_subject(const char *value);

/*
 * Parse the diff that begins at patch->text.data + start, whose first line is
 * number `line`, into patch->files.
 */
int patch_diff_read(struct patch *patch, size_t start, size_t line,
		    const struct patch_place *place, struct error **err);

/* What is taken off the names of files. */
enum patch_strip {
	STRIP_FIRST,		/* the first folder, a/ or b/ */
	STRIP_NOTHING,		/* -p0 */
	STRIP_HEADER,		/* nothing, and /dev/null is no name: "rename from" */
};

/*
 * The path in a line of a diff, len bytes at text: C-quoted by git, or plain
 * up to a tab. Checked: relative, inside the tree, no control characters; "//" is
 * "/". *ret_path is allocated, NULL for /dev/null. *ret_used (may be NULL) is how
 * many bytes it took. Returns NULL when fine, else what is wrong.
 */
const char *patch_path(const char *text, size_t len, enum patch_strip strip, char **ret_path,
		       size_t *ret_used);

/* Does the name of len bytes begin with a folder at the top of a kernel's tree, or with none? */
bool patch_path_is_at_top(const char *text, size_t len);

/*
 * Take the ending of a backup off whichever of two names of one file has it: ".orig", ".old",
 * ".bak", "~" or "~name". The second may be NULL: then only "~" and "~name" are one.
 */
void patch_path_drop_backup(char *name, char *other);

#endif
