/* SPDX-License-Identifier: GPL-2.0-only */
/* What lint() says of patches that are exported. */
#ifndef CMD_EXPORT_LINT_H
#define CMD_EXPORT_LINT_H

#include "deliver/delivery.h"
#include "deliver/lint.h"
#include "run/context.h"

/*
 * Look at the patches as the mails that they become; stable: as mails to the stable list. What
 * becomes of them on branches is known from porting, and not asked again. The caller releases
 * *ret.
 */
int export_lint(const struct context *context, const struct delivery *delivery, bool stable,
		struct lint_findings *ret, struct error **err);

#endif
