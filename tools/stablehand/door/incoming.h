/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What comes in from outside, before it is part of the project: patches as text, in their
 * order, and what is to be told about them. Each reader (door/from_*.h) adds to it what it
 * finds; door/series_write.h makes a series of it. Nothing in it is trusted.
 */
#ifndef DOOR_INCOMING_H
#define DOOR_INCOMING_H

#include <stdbool.h>
#include <stddef.h>

#include "series/patch.h"
#include "util/buf.h"
#include "util/error.h"

#define INCOMING_MAX_PATCHES 2000u
#define INCOMING_MAX_BYTES (512u << 20)	/* of all patches */

struct incoming_patch {
	char *source;		/* the file, commit or message that it came from, for people */
	char *name;		/* of the file that it was in, "" when it was in none */
	struct buf text;	/* what becomes the file: a mail with a diff, or a plain diff */
	struct patch *patch;	/* the same, parsed */
};

/* Why something is told. */
enum incoming_note_kind {
	NOTE_LEFT_OUT,		/* was there, and is no part of the series: a cover letter, a reply */
	NOTE_MISSING,		/* was not there, and belongs to it: patch 3/5 */
	NOTE_CHANGED,		/* is not as it came: restored white space, a tag that was added */
	NOTE_ATTESTED,		/* what is known of who signed it */
	NOTE_LACKS,		/* does not say what others would like to know: no Fixes: */
	NOTE_UNSURE,		/* is taken as it is, and should be looked at */
	NOTE_KINDS
};

/* "left-out", "missing", "changed", "attested", "lacks", "unsure". */
const char *incoming_note_name(enum incoming_note_kind kind);

struct incoming_note {
	enum incoming_note_kind kind;
	char *about;		/* the patch, file or message that it is about; "" for all */
	char *text;
};

/* Somebody waits for an answer: the mail of a stable branch that a patch did not apply to. */
struct incoming_answer {
	char *branch;		/* "6.1.y" */
	char *commit;		/* the patch's id upstream, 40 lower-case hex digits */
	char *message_id;	/* to be answered, without <> */
	char *from;		/* its sender, "Name <user@host>", or "" */
};

struct incoming {
	struct incoming_patch *patches;
	size_t patch_count, patch_alloc, bytes;
	struct incoming_note *notes;
	size_t note_count, note_alloc;
	struct incoming_answer *answers;
	size_t answer_count, answer_alloc;
	char *title;		/* of the series as a whole (a cover letter's subject); or NULL */
};

/*
 * Add a patch behind those that are there: len bytes at text, copied. name is that of the file
 * that it was in (its last part is kept), or "". What patch_parse() refuses is ERROR_INPUT, and
 * so are more patches or bytes than the limits above.
 */
int incoming_add(struct incoming *incoming, const char *source, const char *name,
		 const void *text, size_t len, struct error **err);

/* Tell something. What comes from outside may be in it: it is cut and made printable. */
void incoming_note(struct incoming *incoming, enum incoming_note_kind kind, const char *about,
		   const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* Take out patches whose text is that of one before them, which is told. */
void incoming_drop_copies(struct incoming *incoming);

/* Tell what the patches do not say: their commits upstream, Fixes:, Signed-off-by:, authors. */
void incoming_tell_lacks(struct incoming *incoming);

/* Somebody waits for an answer; all is copied. The same one twice is one. */
void incoming_answer(struct incoming *incoming, const char *branch, const char *commit,
		     const char *message_id, const char *from);

/*
 * Put a header field into a patch's text, behind the others: "X-Upstream-Commit". A plain diff
 * gets a header, made of the name of its file. The patch is parsed anew.
 */
int incoming_set_header(struct incoming_patch *patch, const char *field, const char *value,
			struct error **err);

/* Free all; a zeroed one is fine, and it is that again. */
void incoming_release(struct incoming *incoming);
#define _cleanup_incoming_ __attribute__((cleanup(incoming_release)))

#endif
