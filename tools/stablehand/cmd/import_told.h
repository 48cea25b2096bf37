/* SPDX-License-Identifier: GPL-2.0-only */
/* What an import means for what was there: resolutions, and what was ported before. */
#ifndef CMD_IMPORT_TOLD_H
#define CMD_IMPORT_TOLD_H

#include "door/incoming.h"
#include "door/series_write.h"
#include "run/context.h"
#include "util/error.h"

/*
 * Add notes: the resolutions of the series that settle hunks which its changed patches no longer
 * have, and how many belong to patches that left. ERROR_INPUT when one cannot be read.
 */
int import_tell_resolutions(const struct context *context, const char *series,
			    const struct series_written *written, struct incoming *incoming,
			    struct error **err);

#endif
