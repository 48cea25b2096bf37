/* SPDX-License-Identifier: GPL-2.0-only */
/* The states of behaviour tests: their trees, and what is built of them. */
#ifndef RUN_BEHAVIOUR_STATES_H
#define RUN_BEHAVIOUR_STATES_H

#include <stdbool.h>

#include <git2.h>

#include "kernel/build.h"
#include "kernel/external.h"
#include "run/port_branch.h"
#include "run/walk.h"
#include "vm/behaviour.h"

struct state_tree {
	const struct behaviour_state *state;
	bool has_tree;
	git_oid tree;
	char *why_not;			/* there is no tree, or no kernel; or NULL */
	const struct state_tree *same_as;	/* an earlier state of the same tree; or NULL */
	bool has_build;
	struct build_result build;
	struct external_result external;	/* a file for each of the behaviour's sources */
};

/* Make the tree of state->state on the branch of the porting, or say why there is none. */
int state_tree_find(const struct behaviour *behaviour, const struct porting *porting,
		    struct state_tree *state, struct error **err);

/*
 * Add what builds it and what the tests bring along (items: behaviour_items()); a failure
 * to compile goes to why_not. What is given must live as long as the chain's graph.
 */
void state_tree_add(struct chain *chain, const struct behaviour *behaviour,
		    const struct build_options *options, const struct external_item *items,
		    struct state_tree *state);

/* What its tests bring along, to be built against a kernel, in its order; free() it. */
struct external_item *behaviour_items(const struct behaviour *behaviour);

void state_tree_release(struct state_tree *state);

#endif
