/* SPDX-License-Identifier: GPL-2.0-only */
/* What the subject of a mail says: "Re: [PATCH v2 RFC 3/5] kvm: some title". */
#ifndef DOOR_SUBJECT_H
#define DOOR_SUBJECT_H

#include <stdbool.h>
#include <stddef.h>

struct subject {
	bool reply;		/* "Re:", "Fwd:" */
	bool patch;		/* a bracket with PATCH or RFC */
	unsigned version;	/* 1 when not said */
	unsigned number, of;	/* 3/5; 0/0 when not said */
	char *title;		/* without all that */
	char *failed_on;	/* "6.1.y": a patch failed to apply to that stable tree; or NULL */
};

/* Read one; any text will do. Numbers are at most 9999. The caller releases it. */
void subject_read(const char *text, struct subject *ret_subject);

void subject_release(struct subject *subject);
#define _cleanup_subject_ __attribute__((cleanup(subject_release)))

/* Is a line of a header (len bytes) the subject of a mail that tells of a patch that failed? */
bool subject_is_failed_header(const char *line, size_t len);

#endif
