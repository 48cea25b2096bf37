/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The file `series` of a quilt series: one patch a line, its path relative to the file;
 * options behind it ("-p1", "-R", "--strip=1"), "# comment" to the line's end, and guards, either
 * as words before the path ("+x", "-x", guards(1)) or behind it ("#+x", as Mercurial's queues).
 */
#ifndef DOOR_QUILT_SERIES_H
#define DOOR_QUILT_SERIES_H

#include <stddef.h>

#include "util/error.h"

struct quilt_entry {
	char *path;		/* checked: stays below the folder */
	unsigned strip;		/* of -pN; 1 when not said, "ab" is 1 too */
	char *guards;		/* as they were written, "" when there are none */
};

struct quilt_series {
	struct quilt_entry *entries;
	size_t count, alloc;
};

/*
 * Parse len bytes. name is used in messages. A path that leaves the folder, a reversed patch
 * ("-R"), an option that is not known, the same patch twice: ERROR_INPUT with the line. The
 * caller releases *ret_series.
 */
int quilt_series_parse(const char *name, const char *data, size_t len,
		       struct quilt_series *ret_series, struct error **err);

void quilt_series_release(struct quilt_series *series);
#define _cleanup_quilt_series_ __attribute__((cleanup(quilt_series_release)))

#endif
