/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The job "suite": lists of tests run in VMs, several lanes side by side (vm/suite.h).
 * A lane is one state in one boot variant; lanes that are to be compared belong
 * into one job, so that they meet the same machine at the same time. Each record is
 * told when it is there, and all of them are published.
 */
#ifndef RUN_SUITE_JOB_H
#define RUN_SUITE_JOB_H

#include <stdbool.h>
#include <stddef.h>

#include "run/job_kinds.h"
#include "vm/initramfs.h"
#include "vm/suite.h"

struct suite_job_lane {
	const char *label;		/* as of struct suite_lane */
	const char *arch;		/* of the VM (arch/arch.h); NULL: the default */
	const char *engine;		/* "qemu" */
	const char *machine_is;		/* engine_describe(): has to be the same where it runs */
	const char *build;		/* key of the kernel's build */
	const char *selftests;		/* key of the suite's; or NULL */
	struct machine machine;		/* its kernel is absolute; no initramfs, no medium */
	struct initramfs_options contents;	/* of the VM's file system; no folder */
	const struct suite_test *tests;
	size_t test_count;
};

struct suite_job {
	const char *branch;
	const char *log_folder;		/* absolute; labels are unique in it */
	/*
	 * What these tests are to the branch ("attempt-1"), the same whenever they are asked for:
	 * then who asks again meets the job that was made before. NULL: it is a job of its own,
	 * by its log folder.
	 */
	const char *round;
	unsigned vms;			/* at once */
	const struct suite_job_lane *lanes;
	size_t lane_count;
};

extern const struct job_kind suite_job_kind;

/* The job. What tests are expected to take is a hint, everything else an input. */
struct job *suite_job_new(const struct suite_job *suite);

/* Why a lane's tests could not be run to the end, as the job published it; or NULL. */
const char *suite_job_failure(const json_t *values, size_t lane);

/* Read the inputs back, for the job itself and for tests. */
struct suite_given;
int suite_given_read(const struct job *job, struct suite_given **ret_given, struct error **err);
const struct suite_job *suite_given_job(const struct suite_given *given);
void suite_given_free(struct suite_given *given);

#endif
