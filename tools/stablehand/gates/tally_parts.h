/* SPDX-License-Identifier: GPL-2.0-only */
/* How often each text was counted. */
#ifndef GATES_TALLY_PARTS_H
#define GATES_TALLY_PARTS_H

#include <stddef.h>

struct gate_tally {
	struct tally_entry *entries;
};

/* Count a text once more; it is copied. */
void gate_tally_add(struct gate_tally *tally, const char *text);

size_t gate_tally_of(const struct gate_tally *tally, const char *text);

void gate_tally_release(struct gate_tally *tally);

#endif
