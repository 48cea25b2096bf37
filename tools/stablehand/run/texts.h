/* SPDX-License-Identifier: GPL-2.0-only */
/* What a page shows and a result holds only when it is asked for: patches, ports, output of tests. */
#ifndef RUN_TEXTS_H
#define RUN_TEXTS_H

#include "result/result.h"
#include "run/context.h"

/*
 * Add to a result of the store: of each patch the mail as it is in patches/ now, and the one that
 * port writes for its commit; of each test with something to look at (test_row_is_notable())
 * what it wrote when it was first run. Nothing is made and no source is asked: what is not there,
 * or cannot be read, stays NULL. Errors: results.db cannot be read; Ctrl-C.
 */
int texts_read(struct context *context, struct result *result, struct error **err);

#endif
