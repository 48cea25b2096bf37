/* SPDX-License-Identifier: GPL-2.0-only */
/* What a person does next about a patch that a branch does not get. */
#ifndef REPORT_NEXT_H
#define REPORT_NEXT_H

#include <stdbool.h>

#include "result/result.h"

/* Is this what a patch that is missing is missing for, not only known of it? */
bool next_is_reason(const struct patch_result *patch, const struct evidence *evidence);

/*
 * "stablehand resolve 6.1.y kvm-pferr/03" for the patch of a row on a branch (indexes); NULL: it
 * is not missing. Allocated.
 */
char *next_command(const struct result *result, size_t branch, size_t row);

#endif
