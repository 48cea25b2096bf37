/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lists of tests as steps of a chain: one job per boot variant, with all states that run
 * in it. Records are passed on as they come.
 */
#ifndef RUN_SUITE_STEP_H
#define RUN_SUITE_STEP_H

#include "kernel/build.h"
#include "run/suite_job.h"
#include "run/walk.h"

/* Who made them gets what comes of them. Lanes count from 0, in the order added. */
struct suite_listener {
	int (*on_record)(void *data, size_t lane, const struct record *record, struct error **err);
	/* Its tests could not be run to the end. Or NULL. */
	void (*on_failure)(void *data, size_t lane, const char *why);
	void *data;
};

struct suite_lanes;

/*
 * Begin a list of lanes, run with so many VMs at once. round: as of struct suite_job. The texts
 * are copied; the context must outlive them. Give it to suite_lanes_add() or suite_lanes_free().
 */
struct suite_lanes *suite_lanes_new(const struct context *context, const char *branch,
				    const char *log_folder, const char *round, unsigned vms,
				    const struct suite_listener *listener);

struct suite_lane_options {
	const char *label;		/* names its logs: a safe file name */
	size_t variant;			/* lanes of one number share a job */
	const struct engine *engine;
	struct machine machine;		/* of the variant, with nothing of the state */
	const struct build_result *build;	/* the kernel, and its modules */
	const char *busybox;		/* or NULL */
	const struct suite_test *tests;	/* must live until the steps are over */
	size_t test_count;
};

/* Add a lane; its number. The VM gets the build's modules and what is added below. */
size_t suite_lanes_add_lane(struct suite_lanes *lanes, const struct suite_lane_options *options);

/* Add files and modules to the lane added last. */
void suite_lanes_add_module(struct suite_lanes *lanes, const char *source);
void suite_lanes_add_file(struct suite_lanes *lanes, const char *path, const char *source);
void suite_lanes_add_selftests(struct suite_lanes *lanes, const struct selftests *selftests);

/* Make the file system of the first lane's VMs in a folder; the caller frees *ret_path. */
int suite_lanes_initramfs(const struct suite_lanes *lanes, const char *folder, char **ret_path,
			  struct error **err);

/*
 * Add the steps at the end of the chain, which takes the lanes over; none when there
 * is no lane. title is what is shown, "9.1.y: testing (kvm)".
 */
void suite_lanes_add(struct suite_lanes *lanes, const char *title, struct chain *chain);

/* Free lanes that were not added to a chain. */
void suite_lanes_free(struct suite_lanes *lanes);

#endif
