/* SPDX-License-Identifier: GPL-2.0-only */
/* How testing_run() is split; nothing else needs this. */
#ifndef RUN_TESTING_PARTS_H
#define RUN_TESTING_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "run/branch_run.h"
#include "run/walk.h"
#include "util/buf.h"
#include "vm/engine.h"
#include "vm/initramfs.h"
#include "vm/settings.h"
#include "vm/suite.h"
#include "vm/variant.h"

#define VM_MEMORY_MIB 4096
#define VM_OWN_MIB 512		/* what a VM needs beside that */
#define VM_CPUS 2

/* What is the same for all states of a branch. */
struct testing {
	struct context *context;
	const struct pipeline_options *options;
	struct branch_result *result;
	const struct arch *arch;
	struct engine **opened;		/* each engine once */
	size_t opened_count, opened_alloc;
	struct variants variants;	/* those of the project */
	const struct variant **chosen;	/* of these, as the result's variants */
	size_t chosen_count, chosen_alloc;
	struct engine **engines;	/* for each: what runs its VMs; of `opened` */
	char **machines;	/* for each: what runs its VMs, in full: part of the run key */
	struct test_settings settings;
	char *guest_init;
	char *busybox;
	char *log_folder;
	unsigned jobs;
};

static inline struct testing testing_of(const struct branch_run *run)
{
	return (struct testing){
		.context = run->context,
		.options = run->options,
		.result = run->result,
		.arch = run->branch->arch,
	};
}

/* Was it built, and its tests with it? */
static inline bool state_testable(const struct state_result *state)
{
	return state->has_build && state->build.status == BUILD_OK && state->build.has_selftests;
}

/*
 * As of struct suite_job: nodes may still be at what a run that was killed has asked of them, which
 * the next one takes up. What is asked for anew is another job.
 */
const char *testing_round(const struct testing *t, const char *log_folder);

/* Read the project's variants and settings, probe the machine, choose a log folder. */
int testing_open(struct testing *t, struct error **err);

/*
 * When the variants are chosen: open their engines, describe their machines. A
 * variant whose engine is not there and that can be done without is chosen no
 * more, which the result tells.
 */
int testing_engines(struct testing *t, struct error **err);

/*
 * The key of everything that a record of a build may depend on when it is run
 * in a variant, `more` included; it is described in the results, and in
 * *ret_made_by (allocated) if that is not NULL.
 */
int testing_run_key(struct testing *t, const struct build_result *build, const char *state,
		    size_t variant, const char *more, char **ret_key, char **ret_made_by,
		    struct error **err);

/* What is set for the tests of a state in a variant, as far as outcomes depend on it, in lines. */
void testing_add_settings(const struct testing *t, const struct state_result *state, size_t variant,
			  struct buf *text);

/* Free what it holds. Fits _cleanup_(). */
void testing_release(struct testing *t);

/* One state in one variant, on its way through the VMs. */
struct lane {
	struct state_result *state;
	size_t variant;		/* of the result, of `chosen`, of the state's runs */
	char *label;		/* "base-npt=1": names its logs */
	char *initramfs;
	struct suite_test *tests;
	size_t count, alloc;
	char **paths;		/* of the tests; owned */
	size_t path_count, path_alloc;
	const char *module;	/* a .ko file, loaded after the build's own; or NULL */
	const struct initramfs_file *files;	/* beside the tests; or NULL */
	size_t file_count;
};

static inline struct test_run *lane_run(const struct lane *lane)
{
	return &lane->state->runs[lane->variant];
}

/* Free what it holds; its initramfs is removed. */
void lane_release(struct lane *lane);

/* Is a test among those asked for, by its whole name or its last part? */
bool test_selected(const struct pipeline_options *options, const char *test);

/*
 * Add the tests that the lane's run lacks the given attempt of: all that were
 * asked for, or with `repeat` those of them that it wants repeated.
 */
void lane_fill(struct testing *t, struct lane *lane, int attempt,
	       const struct comparison_table *repeat);

/* The VM of a variant, but for the files of a state. */
struct machine variant_machine(const struct variant *variant);

/* Make the file system of the lane's VMs; lane_release() removes it. */
int lane_initramfs(struct testing *t, struct lane *lane, struct error **err);

/* Does a series that was built change what the variant is for? */
bool testing_concerns(const struct variant *variant, const struct series_result *series);

/* Of the branch's variants, those that are asked for or that a series calls for. */
int testing_choose_variants(struct testing *t, const struct branch *branch, struct error **err);

/* What is set for a test in the lane's variant, or NULL. */
const struct test_setting *lane_setting(const struct testing *t, size_t variant,
					const char *test);

/*
 * Add what runs the tests that the lanes hold, as the given attempt, and keeps each record
 * as it comes; lanes without tests take no VM. A lane that could not be run to the end has
 * the reason in its run's not_run. The lanes must stay as they are until then.
 */
void lanes_add(struct testing *t, struct lane *lanes, size_t count, int attempt,
	       struct chain *chain);

#endif
