/* SPDX-License-Identifier: GPL-2.0-only */
/* How many tests passed on a branch, night by night: a few points of any number of nights. */
#ifndef REPORT_PAGE_TREND_H
#define REPORT_PAGE_TREND_H

#include <stddef.h>

#include "result/night.h"

#define TREND_POINTS 180

struct trend_point {
	size_t base, ported;	/* tests that passed: the least of the nights that it stands for */
};

struct trend {
	struct trend_point points[TREND_POINTS];	/* the oldest first */
	size_t count;
	size_t nights;			/* that tested the branch */
	const char *first, *last;	/* UTC, of the oldest and the newest; the nights' */
	size_t least, most;		/* of both lines */
	struct trend_point newest;	/* of that night alone */
};

/*
 * Each point stands for as many nights as any other, give or take one, so that a night on
 * which tests failed is seen however many there are.
 */
void trend_make(const struct nights *nights, const char *branch, struct trend *ret);

#endif
