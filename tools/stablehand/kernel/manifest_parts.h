/* SPDX-License-Identifier: GPL-2.0-only */
/* What writing and reading manifests (manifest.c) and checking them (manifest_check.c) share. */
#ifndef KERNEL_MANIFEST_PARTS_H
#define KERNEL_MANIFEST_PARTS_H

#include <jansson.h>

#include "kernel/manifest.h"

#define MANIFEST_SCHEMA 1
#define MANIFEST_SUM "sum"	/* the member with the hash of all others */

/* That hash, in hex. */
void manifest_sum(const json_t *root, char ret_hex[65]);

/*
 * 1 and a new reference; 0 when there is none of this version, and *ret_damaged if
 * it has no good one; -1 when it cannot be read.
 */
int manifest_read_json(const char *folder, json_t **ret_root, char **ret_damaged,
		       struct error **err);

/* Set *ret_damaged, if it is asked for. */
void manifest_say(char **ret_damaged, const char *what);

#endif
