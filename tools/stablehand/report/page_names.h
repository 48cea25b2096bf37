/* SPDX-License-Identifier: GPL-2.0-only */
/* Names of files for what has any name. */
#ifndef REPORT_PAGE_NAMES_H
#define REPORT_PAGE_NAMES_H

#include "util/name_set.h"

/*
 * A name for a file: letters, digits, '.', '_' and '-' of `name`, at most 80 of them, which
 * needs no escape in a URL or in HTML. It begins with a letter or digit and is told apart from
 * those in `taken`, to which it is added, in any case of letters: a name that is changed, or
 * taken already, gets a part of its hash behind it. Allocated.
 */
char *page_file_name(struct name_set *taken, const char *name);

#endif
