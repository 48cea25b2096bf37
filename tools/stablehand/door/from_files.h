/* SPDX-License-Identifier: GPL-2.0-only */
/* Patches that are files: one, a folder of them, or a quilt series. */
#ifndef DOOR_FROM_FILES_H
#define DOOR_FROM_FILES_H

#include "door/incoming.h"
#include "util/buf.h"
#include "util/error.h"

#define DOOR_MAX_FILES 100000u	/* looked at in a folder */

/*
 * Append a file to buf, of at most PATCH_MAX_BYTES. ERROR_INPUT unless it is a plain file;
 * nothing is waited for (a FIFO). follow: a symbolic link is what it leads to, else it is none.
 */
int door_read_file(const char *path, bool follow, struct buf *buf, struct error **err);

/* Append what standard input has, of at most as much. */
int door_read_input(struct buf *buf, struct error **err);

/* Names of a folder's entries, without "." and "..", in the order of people: 9 before 10. */
struct door_names {
	char **items;
	size_t count, alloc;
};

/* ERROR_INPUT when it cannot be read, or has more than DOOR_MAX_FILES. The caller releases. */
int door_list_folder(const char *path, struct door_names *ret_names, struct error **err);

void door_names_release(struct door_names *names);
#define _cleanup_door_names_ __attribute__((cleanup(door_names_release)))

/* Add one file, whose content is text: a mail with a diff, or a plain diff. */
int from_patch_file(struct incoming *incoming, const char *path, const struct buf *text,
		    struct error **err);

/*
 * Add the patches of a folder, in the order of their names (numbers by value). A file "series"
 * makes it a quilt series: its order, -pN (0 and 1), comments and guards ("+x", "-x" before a
 * name, "#+x" behind it, as in guards(1) and quilt) are read. What is no patch, covers, links
 * and folders are left out and told; what cannot be read is ERROR_INPUT, each on a line.
 */
int from_folder(struct incoming *incoming, const char *path, struct error **err);

#endif
