/* SPDX-License-Identifier: GPL-2.0-only */
/* Types as text: tokens with a blank between them. */
#ifndef JUDGE_RISK_TYPES_H
#define JUDGE_RISK_TYPES_H

#include <stddef.h>

#include "syntax/clex.h"

/*
 * How a type that is `there` in the source tree and `here` in the branch differs.
 * Allocated; NULL when both mean the same.
 */
char *risk_type_difference(const char *here, const char *there);

/*
 * The type of the name at a token, whose declaration begins at token `start`,
 * without qualifiers. Of "u32 a, *b" the pointer belongs to b. Allocated.
 */
char *risk_declared_type(const struct ctokens *tokens, size_t start, size_t name);

#endif
