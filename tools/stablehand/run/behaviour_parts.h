/* SPDX-License-Identifier: GPL-2.0-only */
/* How behaviour_add() is split; nothing else needs this. */
#ifndef RUN_BEHAVIOUR_PARTS_H
#define RUN_BEHAVIOUR_PARTS_H

#include "result/attempts.h"
#include "run/behaviour_states.h"
#include "run/build_states.h"
#include "run/testing_parts.h"
#include "vm/behaviour.h"

/* One state in one variant. */
struct cell_run {
	struct state_tree *state;
	size_t variant;		/* of the testing's chosen */
	char *label, *run_key;
	struct suite_test *tests;
	size_t count, alloc;
	struct attempts attempts;
};

/* The behaviour tests of one series on their way. */
struct behaviour_walk {
	struct testing testing;
	const struct branch *branch;
	struct porting porting;
	struct chain *chain;
	struct series_result *series;
	struct behaviour *behaviour;
	struct building building;
	struct external_item *items;	/* what its tests bring along */
	struct state_tree *states;	/* one for each of the behaviour's */
	struct cell_run *cells;
	size_t cell_count;
	struct cell_run **lanes;	/* those that are run, by their number there */
	size_t lane_count;
};

/* What is expected of a test in a state and a variant; NULL: nothing, it is not run. */
const struct behaviour_expect *behaviour_wanted(const struct behaviour_walk *run,
						const struct behaviour_test *test,
						const struct state_tree *state,
						const struct variant *variant);

/* What was built of a program for a state; NULL: it is none of the behaviour's. */
const struct external_file *behaviour_file(const struct behaviour_walk *run,
					   const struct state_tree *state, const char *program);

/* Put what is known of each cell into the series' matrix. */
void behaviour_report(const struct behaviour_walk *run, struct behaviour_result *result);

#endif
