/* SPDX-License-Identifier: GPL-2.0-only */
/* How coverage_add() is split; nothing else needs this. */
#ifndef RUN_COVERAGE_PARTS_H
#define RUN_COVERAGE_PARTS_H

#include "kernel/external.h"
#include "run/build_states.h"
#include "run/testing_parts.h"
#include "vm/behaviour.h"

/* One series of a branch on its way. */
struct coverage_walk {
	struct testing testing;
	const struct branch *branch;
	struct chain *chain;
	struct series_result *series;
	struct state_result state;	/* the ported build, with runs of its own */
	struct building building;
	struct external_item *items;	/* of the behaviour tests */
	struct external_result external;
	struct behaviour *behaviour;	/* of the series: its tests run, too; or NULL */
	struct external_result programs;	/* of it */
	struct lane *lanes;		/* one for each variant */
	char *list;			/* file with the functions to watch; removed at the end */
	struct initramfs_file *files;
	size_t file_count, file_alloc;
	char **words;			/* names, paths and arguments */
	size_t word_count, word_alloc;
	const char ***vectors;
	size_t vector_count, vector_alloc;
};

/* The name that a behaviour test of the series has here; allocated. */
char *coverage_own_name(const struct behaviour_test *test);

/* Choose the suite's variants, and those of the series' behaviour tests, which are read. */
int coverage_choose_variants(struct coverage_walk *run, struct error **err);

/* Write the list of functions to watch. */
int coverage_write_list(struct coverage_walk *run, struct error **err);

/* Make a lane for each variant, with the tests that it lacks, each by way of what counts. */
void coverage_make_lanes(struct coverage_walk *run);

/* Count what the records of all variants that were run hold. */
void coverage_count_hits(struct coverage_walk *run);

#endif
