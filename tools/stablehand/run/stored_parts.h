/* SPDX-License-Identifier: GPL-2.0-only */
/* A list of what is kept on its way (run/stored_list.h); nothing else needs this. */
#ifndef RUN_STORED_PARTS_H
#define RUN_STORED_PARTS_H

#include "run/stored_list.h"
#include "util/disk.h"

struct stored_link;

struct listing {
	struct context *context;
	struct stored *stored;
	struct disk_seen seen;
	struct stored_link *links;	/* what jobs say of folders of builds/; a hash table */
};

/* Call on_entry for everything right in a folder, in no order. One that is not there has none. */
int listing_each(struct listing *listing, const char *folder,
		 int (*on_entry)(struct listing *listing, const char *path, const char *name,
				 struct error **err),
		 struct error **err);

/* Give a thing that was just added its path, size and time. */
int listing_measure(struct listing *listing, struct stored_thing *thing, const char *path,
		    struct error **err);

/* <cache>/jobs and then <cache>/builds, of which jobs say what some are of. */
int listing_jobs(struct listing *listing, struct error **err);
int listing_builds(struct listing *listing, struct error **err);

void listing_release_links(struct listing *listing);

#endif
