/* SPDX-License-Identifier: GPL-2.0-only */
/* What the forms share. */
#ifndef DELIVER_FORM_PARTS_H
#define DELIVER_FORM_PARTS_H

#include <stdbool.h>

#include "deliver/form.h"

extern const struct form form_stable, form_debian, form_ubuntu, form_suse, form_rpm, form_rpm_ark,
	form_rpm_ciq, form_yocto, form_git;

/*
 * The message of a ported commit, in its parts; all but the subject "" where there is none, else
 * with a newline at the end.
 */
struct message_parts {
	char *subject;
	char *text;		/* what its author wrote, without the trailers */
	char *trailers;		/* the block behind it, without the port's own lines */
	char *signoff;		/* of who ported it */
};

/* Take the message of patch i of a delivery apart: what the port had added is left out. */
int message_parts_read(const struct delivery *delivery, size_t i, struct message_parts *ret,
		       struct error **err);
void message_parts_release(struct message_parts *parts);
#define _cleanup_message_parts_ __attribute__((cleanup(message_parts_release)))

/* The patch differs from the one upstream by more than line numbers? */
bool form_is_backport(const struct form_work *work, size_t i);

/* "https://git.kernel.org/linus/<40 hex>", or NULL. Allocated. */
char *form_url(const struct form_work *work, size_t i);

/* "0001-kvm-guard-the-fault-code.patch". Allocated. */
char *form_file_name(const struct form_work *work, size_t i);

/*
 * The mail of commit i: "[prefix i/n]" when numbered and there are several. `more` are lines
 * for its header; `below` is text below the "---"; `behind` stands behind the diff. NULL: none.
 */
struct form_mail {
	const char *prefix;
	bool numbered;
	const char *more, *below, *behind;
};
int form_add_mail(const struct form_work *work, size_t i, const struct form_mail *mail,
		  struct buf *ret, struct error **err);

/* A mail without a diff before the others: "[prefix 0/n] subject" and a text. */
int form_add_cover(const struct form_work *work, const char *prefix, const char *subject,
		   const char *more, const char *text, struct buf *ret, struct error **err);

/* All files that a series of commits changes, and how much, as `git diff --stat` has it. */
int form_add_stat(const struct form_work *work, struct buf *ret, struct error **err);

/*
 * The message of a patch in a form's own words: the subject, `above` (a paragraph), what its
 * author wrote, then in the block of its trailers `lines`, the note in brackets if `noted`, and the
 * sign-off of who ported it.
 */
void form_compose(const struct form_work *work, size_t i, const struct message_parts *parts,
		  const char *above, const char *lines, bool noted, struct buf *message);

/* When a patch got its place, "2026-11-24": its commit's date. Allocated. */
int form_date(const struct form_work *work, size_t i, char **ret, struct error **err);

/* The folder of files that only one architecture has ("x86"), else "all". Allocated. */
int form_area(const struct form_work *work, size_t i, char **ret, struct error **err);

/* A word for a shell, in quotes where it needs them. */
void form_add_word(struct buf *buf, const char *word);

#endif
