/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Behaviour tests of a series: what its patches are meant to change, shown in
 * VMs of several states of a branch. All of it is data,
 * tests/behaviour/<series>/behaviour.conf (git-config syntax):
 *
 *   [module "collide"]	source = collide	a folder with a Kbuild
 *   [program "collision"]	source = collision.c	static C
 *   [program "smap_test"]	makefile = smap.mk	built in the suite's folder
 *   [state "guarded"]	what = ...  tree = PATTERN FROM [PATCH...]
 *   [test "npf-48"]	what = ...  program = collision  argument = 48
 *			variant = npt=1  timeout = 60
 *   [expect "TEST STATE BRANCH [VARIANT]"]	outcome = pass  says = ERE  kernel = ERE
 *   [variant "..."]	as in kernels/vm/variants.conf
 *
 * The first `tree` whose PATTERN (fnmatch) fits the branch gives a state its
 * tree: FROM is "base", or a profile ("stable", "distro"): base with all that
 * series.conf gives for it; then patches on top, paths below this folder, or
 * below the project when they begin with "patches/". The first [expect] whose
 * words fit is what a test must show there; a test without one is not run.
 */
#ifndef VM_BEHAVIOUR_H
#define VM_BEHAVIOUR_H

#include <stdbool.h>
#include <stddef.h>

#include "util/error.h"
#include "vm/record.h"
#include "vm/variant.h"

struct behaviour_source {
	char *name;
	bool module;		/* else a program */
	char *source, *makefile;	/* of a program one of them, of a module the source */
};

struct behaviour_state {
	char *name, *what;
	char **trees;		/* NULL-terminated */
};

struct behaviour_test {
	char *name, *what;
	char *program;		/* name of one of the sources */
	char **arguments, **variants;	/* NULL-terminated */
	unsigned timeout;	/* seconds on hardware */
};

struct behaviour_expect {
	char *test, *state, *branch, *variant;	/* the latter two fnmatch patterns */
	enum outcome outcome;
	char **says;		/* extended regular expressions: each fits a line of output */
	char **kernel;		/* each fits exactly one complaint of the kernel; no more of them */
};

struct behaviour {
	char *series, *folder;
	struct behaviour_source *sources;
	struct behaviour_state *states;
	struct behaviour_test *tests;
	struct behaviour_expect *expects;
	size_t source_count, source_alloc, state_count, state_alloc, test_count, test_alloc;
	size_t expect_count, expect_alloc;
	struct variants variants;	/* those of the project, then its own */
};

/*
 * Read <folder>/behaviour.conf; *variants are those of the project, which move
 * into the result. No such file: *ret_behaviour is NULL. ERROR_INPUT names the
 * file and what is wrong. Free with behaviour_free().
 */
int behaviour_read(const char *folder, const char *series, struct variants *variants,
		   struct behaviour **ret_behaviour, struct error **err);

/* The `tree` of a state for a branch, "FROM [PATCH...]"; NULL: it has none there. */
const char *behaviour_tree(const struct behaviour_state *state, const char *branch);

/* What a test must show; NULL: it is not run there. */
const struct behaviour_expect *behaviour_expected(const struct behaviour *behaviour,
						  const char *test, const char *state,
						  const char *branch, const char *variant);

/*
 * Does a record show what is expected? Else *ret_why (allocated) is the first
 * thing that is not as it should be. *ret_shown (allocated) is a line of the
 * record that tells what was seen: the kernel's, else the output's.
 */
bool behaviour_met(const struct behaviour_expect *expect, const struct record *record,
		   char **ret_why, char **ret_shown);

/* Free and set to NULL. NULL-safe; fits _cleanup_(). */
void behaviour_free(struct behaviour **behaviour);

#endif
