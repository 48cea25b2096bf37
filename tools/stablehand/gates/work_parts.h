/* SPDX-License-Identifier: GPL-2.0-only */
/* What the loops over input have in common: their rounds are counted, and they hear Ctrl-C. */
#ifndef GATES_WORK_PARTS_H
#define GATES_WORK_PARTS_H

#include <stdbool.h>
#include <stdint.h>

#include "util/interrupt.h"

#define GATE_ROUNDS_BETWEEN_LOOKS 4096

struct gate_work {
	uint64_t steps;
	bool interrupted;
};

/* Count a round of a loop. true: it is to end. */
static inline bool gate_stops(struct gate_work *work)
{
	if (++work->steps % GATE_ROUNDS_BETWEEN_LOOKS == 0 && interrupt_pending())
		work->interrupted = true;
	return work->interrupted;
}

#endif
