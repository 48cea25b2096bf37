/* SPDX-License-Identifier: GPL-2.0-only */
/* What this process and all that it has started take of the machine, watched while they run. */
#ifndef UTIL_FOOTPRINT_H
#define UTIL_FOOTPRINT_H

#include <stdint.h>

/* Begin to watch, once a second, in a thread. NULL when that cannot be had. */
struct footprint_watch *footprint_start(void);

/* End it and give the most memory that was seen at once, as below; 0 of NULL. */
uint64_t footprint_stop(struct footprint_watch *watch);

/* Memory of a process and its descendants now, in bytes, without what they share. */
uint64_t footprint_memory(int pid);

#endif
