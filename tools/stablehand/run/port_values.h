/* SPDX-License-Identifier: GPL-2.0-only */
/* What porting found, as values of a result. */
#ifndef RUN_PORT_VALUES_H
#define RUN_PORT_VALUES_H

#include "port/port.h"
#include "result/series.h"

/* Ports that are kept for their objects, which may not be in the store. */
struct ports {
	struct port_result *items;
	size_t count, alloc;
};

/*
 * Fill a series' result, which is zeroed. The texts and facts of the port's patches
 * move there; its ids, verdicts and objects stay.
 */
void port_values_take(struct port_result *port, struct series_result *series);

void ports_release(struct ports *ports);

#endif
