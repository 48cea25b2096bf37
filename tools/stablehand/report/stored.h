/* SPDX-License-Identifier: GPL-2.0-only */
/* What is kept, and what was removed, as text. */
#ifndef REPORT_STORED_H
#define REPORT_STORED_H

#include "result/stored.h"
#include "util/out.h"

/* Groups (stored_group()), one a line, the sum, the notes. */
void stored_text(const struct stored *stored, struct out *to);

/* Each thing that was removed with its reason, what is left, the notes. */
void stored_removed_text(const struct stored *stored, struct out *to);

#endif
