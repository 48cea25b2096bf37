/* SPDX-License-Identifier: GPL-2.0-only */
/* How series_write() is split; nothing outside door/ needs this. */
#ifndef DOOR_SERIES_PARTS_H
#define DOOR_SERIES_PARTS_H

#include "door/series_write.h"
#include "series/answers.h"
#include "series/series_conf.h"
#include "util/text.h"

/* A patch that series.conf has in the series. */
struct present {
	const char *name;	/* its path below the series' folder; part of the conf */
	struct buf text;	/* of its file; empty when there is none */
	struct patch *patch;	/* parsed; NULL when it cannot be */
	bool ruled;		/* rules.conf names it */
	struct planned *planned;	/* what came in as a version of it; NULL: none */
};

/* A patch that came in. */
struct planned {
	struct incoming_patch *incoming;
	struct present *present;	/* NULL: it is new */
	char *name;		/* of its file */
};

struct plan {
	char *folder;		/* patches/SERIES */
	char *conf_path;
	struct buf conf_text;
	struct series_conf *conf;
	struct present *present;	/* in the order of series.conf */
	size_t present_count;
	struct planned *items;
	size_t count;
};

/* Read what is there. A folder or file that is a symbolic link is ERROR_INPUT. */
int plan_open(const struct series_write_options *options, struct incoming *incoming,
	      struct plan *ret_plan, struct error **err);

void plan_release(struct plan *plan);
#define _cleanup_plan_ __attribute__((cleanup(plan_release)))

/*
 * The text of answers.conf with what came in, appended to `text`; nothing when that changes
 * nothing.
 */
int answers_merge(const struct plan *plan, const struct incoming *incoming,
		  const struct series_written *written, struct buf *text, struct error **err);

#endif
