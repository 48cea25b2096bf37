/* SPDX-License-Identifier: GPL-2.0-only */
/* The whole id of a commit upstream, of which a patch may say fewer digits. */
#ifndef DELIVER_UPSTREAM_ID_H
#define DELIVER_UPSTREAM_ID_H

#include "deliver/delivery.h"

/*
 * The id of patch i's commit upstream in 40 digits, allocated; NULL: none is known. One with fewer
 * digits is looked up in the histories in the store: a commit with that id, or one that quotes
 * it. ERROR_INPUT when they have none, or several.
 */
int upstream_full_id(const struct delivery *delivery, size_t i, char **ret_id, struct error **err);

#endif
