/* SPDX-License-Identifier: GPL-2.0-only */
/* What this process and all that it has started take of the machine, watched while they run. */
#ifndef UTIL_FOOTPRINT_H
#define UTIL_FOOTPRINT_H

#include <stdint.h>

struct footprint {
	uint64_t memory;		/* the most at once, in bytes, without what is shared */
	double cpu_seconds;		/* of all that has ended, and ours */
};

/* Begin to watch, once a second, in a thread. NULL when that cannot be had. */
struct footprint_watch *footprint_start(void);

/* End it and say what was seen; nothing of NULL. */
struct footprint footprint_stop(struct footprint_watch *watch);

/* Memory of a process and its descendants now, as of struct footprint. */
uint64_t footprint_memory(int pid);

#endif
