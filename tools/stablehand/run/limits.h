/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a project may take of this machine: [limits] of stablehand.conf.
 *
 *	time = 6h	; of a night: d, h, min or m, s
 *	cores = 8	; compilers and VMs at once
 *	memory = 16G	; of these: what is measured of earlier ones says how many fit
 *	disk = 100G	; of the cache: T, G, M, K (of 1024)
 */
#ifndef RUN_LIMITS_H
#define RUN_LIMITS_H

#include <stdbool.h>
#include <stdint.h>

#include "run/context.h"
#include "util/error.h"

/* 0: no limit is set. */
struct limits {
	double seconds;
	unsigned cores;
	uint64_t memory_bytes, disk_bytes;
};

/* Read them. ERROR_INPUT: one is not as above, or is 0. */
int limits_read(const struct context *context, struct limits *ret_limits, struct error **err);

/* "1.5h", "90 min", "100G": one number and one unit. false: it is none, or not above 0. */
bool limits_parse_time(const char *text, double *ret_seconds);
bool limits_parse_size(const char *text, uint64_t *ret_bytes);

/* "8": a whole number from 1 to 4096, and nothing else. */
bool limits_parse_cores(const char *text, unsigned *ret_cores);

#endif
