/* SPDX-License-Identifier: GPL-2.0-only */
/* The lines of one series in series.conf, changed as text: what people wrote around them stays. */
#ifndef DOOR_SERIES_LINES_H
#define DOOR_SERIES_LINES_H

#include <stddef.h>

#include "series/series_conf.h"
#include "util/buf.h"

/*
 * Append to `to` the text (len bytes, which conf was parsed from) with the lines of `series` as
 * `names` has them: count paths below the series' folder, in order. A line whose patch is still
 * there stays as it is, with its guards, and so do all other lines; those of patches that left
 * go; new ones follow the one that they come behind. If the order is another one, the lines of
 * the series stand together where its first one was. The lines of a series that was not there
 * are put at the end, below a comment with the title.
 */
void series_lines_edit(const char *text, size_t len, const struct series_conf *conf,
		       const char *series, const char *title, const char *const *names,
		       size_t count, struct buf *to);

#endif
