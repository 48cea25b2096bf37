/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Is what a hunk does in a file already? How it is told, and why that is safe: presence.c.
 */
#ifndef PLACE_PRESENCE_H
#define PLACE_PRESENCE_H

#include <stdbool.h>
#include <stddef.h>

#include "series/patch.h"

enum presence {
	PRESENCE_ABSENT,	/* what it adds is not there, or that is not known */
	PRESENCE_PART,		/* some of its changes are there */
	PRESENCE_GONE,		/* it only removes, and what it removes is not there */
	PRESENCE_THERE,
};

struct hunk_presence {
	enum presence presence;
	bool is_comment;	/* the hunk changes nothing but comments */
	bool weak;		/* gone, which only another hunk can confirm */
	bool grown;		/* there, but the file has more in it, or other names */
	size_t line;		/* of the file that shows what it adds, from 1; 0: none */
	size_t doubtful;		/* line from 1 that looks like a part of a change; or 0 */
	bool *done;		/* for each line of the hunk: does its change hold already? */
};

struct file_presence {
	struct hunk_presence *hunks;	/* one for each hunk of the file, in order */
	size_t count;
	bool result;		/* the file is, byte for byte, what the patch makes of it */
};

/*
 * Look for the changes of all hunks in the len bytes of a file, whose name in the patch tells
 * whether it has the comments of C. A file that is the patch's result has all of them, also those
 * that only remove: these are gone. A file too large to be read
 * (64 MB) has none, nor does anything count of a hunk of many thousand lines, which would take too
 * long, or when Ctrl-C has come (util/interrupt.h). The caller releases *ret_presence, which keeps
 * nothing of the arguments.
 */
void presence_find(const struct patch_file *file, const char *data, size_t len,
		   struct file_presence *ret_presence);

void file_presence_release(struct file_presence *presence);
#define _cleanup_file_presence_ __attribute__((cleanup(file_presence_release)))

/* Does the file have something that one of the hunks adds? */
bool file_presence_adds(const struct file_presence *presence);

/* What holds for all hunks together: THERE, GONE (no hunk adds), PART or ABSENT. */
enum presence file_presence_sum(const struct file_presence *presence);

#endif
