/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One patch: a mail with a diff in it (as `git format-patch` writes), or a
 * plain unified diff. Nothing in it is trusted: sizes are bounded, paths are
 * checked, and every line of a hunk is accounted for before it is returned.
 *
 * The commit that a patch has upstream is taken from, first one wins:
 *   1. a line "commit <40 hex> upstream." or "[ Upstream commit <40 hex> ]"
 *      of the body;
 *   2. "(cherry picked from commit <40 hex>)" or "(backported from commit <40
 *      hex>)" in the body;
 *   3. the mail header "X-Upstream-Commit: <12 to 40 hex> (v6.6)", which the
 *      patches of this project use: `git am` ignores it, so that it never
 *      gets into a message. The version in parentheses may be left out;
 *   4. what distributions' headers say (series/patch_origin.h);
 *   5. the first line, "From <40 hex> Mon Sep 17 00:00:00 2001", which
 *      `git format-patch` writes. It names a commit of whoever wrote the file,
 *      which need not be upstream: it is a claim (upstream_claimed). It counts
 *      for nothing when it is all zeros, when the mail was sent (Message-ID,
 *      In-Reply-To) or is a draft ([PATCH v2], [RFC]), or when the headers say
 *      that the patch is not from upstream.
 */
#ifndef SERIES_PATCH_H
#define SERIES_PATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/buf.h"
#include "util/error.h"

#define PATCH_MAX_BYTES (64u << 20)
#define PATCH_MAX_LINES 4000000u	/* lines of all hunks */
#define PATCH_MAX_LINE_BYTES (1u << 20)
#define PATCH_MAX_HUNKS 20000u		/* the largest releases have some thousand */
#define PATCH_MAX_FILES 20000u

/* A line of a hunk; its text belongs to the patch. */
struct patch_line {
	const char *text;	/* without the leading ' ', '-' or '+' */
	uint32_t len;		/* with its newline, unless the file ends without one */
	char kind;		/* ' ', '-' or '+' */
};

struct patch_hunk {
	size_t old_start, old_count;	/* as in "@@ -old_start,old_count" */
	size_t new_start, new_count;
	char *heading;			/* text after the second @@, "" when none */
	size_t line_number;		/* of the @@ line, in the patch */
	const struct patch_line *lines;	/* line_count of them, part of the patch */
	size_t line_count;
};

enum patch_change {
	PATCH_MODIFY,		/* content, mode or both */
	PATCH_ADD,
	PATCH_DELETE,
	PATCH_RENAME,		/* old_path goes away; may have hunks */
	PATCH_COPY,
};

struct patch_file {
	enum patch_change change;
	char *old_path;		/* checked, the first folder (a/) gone; NULL when added */
	char *new_path;		/* NULL when deleted */
	unsigned old_mode;	/* 0: not said; else 0100644, 0100755, 0120000 or 0160000 */
	unsigned new_mode;
	char *old_blob;		/* ids of the index line, perhaps abbreviated; or NULL */
	char *new_blob;
	bool binary;		/* what it does to the content is not known: there are no hunks */
	size_t line_number;	/* where the file begins in the patch */
	struct patch_hunk *hunks;
	size_t hunk_count;
};

struct patch {
	char *name;		/* what the caller called it: for messages */

	/* The mail; all text is UTF-8. */
	char *author_name;	/* NULL in a plain diff */
	char *author_email;	/* NULL in a plain diff */
	char *author_said;	/* one without an address, which makes no author; or NULL */
	bool has_date;
	int64_t date;		/* seconds since 1970 */
	int date_offset;	/* minutes east of UTC */
	char *subject;		/* one line without [PATCH ...]; NULL in a plain diff */
	char *message_id;	/* without <>; or NULL */
	char *body;		/* what follows the subject, up to "---"; "" when empty */
	char **trailers;	/* "Key: value", in their order */
	size_t trailer_count;

	char *upstream;		/* lower-case hex, 12 to 40 digits; or NULL */
	char *upstream_version;	/* "v6.6"; or NULL */
	bool upstream_claimed;	/* only the mail's first line says so */

	struct patch_file *files;	/* at least one, unless it is unreadable */
	size_t file_count;

	struct buf text;	/* the decoded diff, which the lines point into */
	struct patch_line *lines;
	bool cut;		/* the text ended without a newline, which was added */

	char *unreadable;	/* patch_unreadable(): why; NULL of one that was read */
};

/*
 * Parse len bytes. name is used in messages ("name:34: ..."); line numbers
 * count from the first line of the data, or, when the mail was sent in base64
 * or quoted-printable, from that of the decoded text, which is then said.
 * Lines that end in CRLF: when every line of the diff's text does, mail
 * transport did it and the CRs are taken off; else the bytes are kept.
 * Names of files are "a/x" and "b/x", or "x" when all of the first one are in
 * folders that a kernel has at its top (-p0); the old one may be that of a
 * backup, "x.orig", "x~" or "x~name". A file in git's binary form is listed
 * without its content.
 *
 * Wrong in any way (no diff, truncated, miscounted, several mails, the diff of
 * a merge, a path that leaves the tree, too large): ERROR_INPUT. The caller
 * frees *ret_patch.
 */
int patch_parse(const char *name, const void *data, size_t len, struct patch **ret_patch,
		struct error **err);

/* Read and parse a file; its base name is the patch's name. */
int patch_read(const char *path, struct patch **ret_patch, struct error **err);

/*
 * What stands for a file that cannot be read as a patch in its series: with a name, the reason, no
 * files, and as `text` the file's own, if it is not larger than 4 MiB. The caller frees it.
 */
struct patch *patch_unreadable(const char *path, const char *why);

/* NULL-safe. */
void patch_free(struct patch *patch);

static inline void patch_free_cleanup_(struct patch **patch)
{
	patch_free(*patch);
}
#define _cleanup_patch_ __attribute__((cleanup(patch_free_cleanup_)))

#endif
