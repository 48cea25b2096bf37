/* SPDX-License-Identifier: GPL-2.0-only */
/* All series of series.conf on one branch: ported, written, put into the result. */
#ifndef RUN_PORT_ALL_H
#define RUN_PORT_ALL_H

#include "run/branch_run.h"
#include "run/identity.h"
#include "series/series_conf.h"

/*
 * Port every series, or the one that is asked for, to the release in the run's result.
 * Patches are written to options->out unless only what is known is to be told.
 */
int port_all(const struct branch_run *run, const struct series_conf *conf,
	     const struct identity *identity, struct error **err);

#endif
