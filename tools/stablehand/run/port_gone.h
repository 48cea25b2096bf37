/* SPDX-License-Identifier: GPL-2.0-only */
/* Series that left series.conf, and what was ported of them. */
#ifndef RUN_PORT_GONE_H
#define RUN_PORT_GONE_H

#include "run/branch_run.h"
#include "util/error.h"

/*
 * What earlier ports wrote to <out>/<branch>/ for a series that is none of `names`
 * (NULL-terminated) is moved aside as for one that changed, its reference
 * refs/ports/<branch>/<series> is removed, and both is told. Folders without such mails are
 * somebody else's.
 */
int port_gone(const struct branch_run *run, const char *const *names, struct error **err);

#endif
