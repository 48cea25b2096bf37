/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which files of the source tree a kernel build read, by the .<name>.cmd
 * files that kbuild's fixdep leaves beside what it makes.
 */
#ifndef KERNEL_SOURCES_USED_H
#define KERNEL_SOURCES_USED_H

#include <stdbool.h>
#include <stddef.h>

#include "util/buf.h"
#include "util/error.h"

#define SOURCES_USED_NAME "sources"

/*
 * Call found() for each path that one .cmd file names, as it is written there:
 * the value of "source_<target> := path", and the words of "deps_<target> := \"
 * and the lines that it goes on with, other than $(wildcard ...). What else is
 * in the text is passed over. The path has no NUL behind it, no blank in it,
 * and at least one byte.
 */
void sources_used_parse(const char *text, size_t len,
			void (*found)(const char *path, size_t len, void *data), void *data);

/*
 * Add to `list` the files below the work tree `src` that the .cmd files below
 * the object folder `obj` name and that are there: relative to src, sorted,
 * each once, a line each. Paths in .cmd files are absolute or relative to obj;
 * what is elsewhere (generated files, the compiler's headers) is left out. A
 * .cmd file of more than 16 MiB is an ERROR_INPUT. Files compiled by an
 * earlier configuration in the same obj are still in the list: kbuild removes
 * neither their objects nor the .cmd files.
 */
int sources_used_collect(const char *src, const char *obj, struct buf *list, struct error **err);

struct sources_used {
	char *text;
	const char **paths;	/* sorted; they point into text */
	size_t count, alloc;
};

/*
 * The list that a published build has: 1 and *ret_used filled, which the
 * caller releases; 0 when it has none, so that nothing can be said; -1.
 */
int sources_used_read(const char *folder, struct sources_used *ret_used, struct error **err);

/* Did the build read the file at this path of the tree? */
bool sources_used_contains(const struct sources_used *used, const char *path);

/* Is it something that a compiler reads (.c, .h, .S), by its name? */
bool sources_used_is_code(const char *path);

/* Free what it holds. Fits _cleanup_(). */
void sources_used_release(struct sources_used *used);

#endif
