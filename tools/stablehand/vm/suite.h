/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs lists of tests in test VMs, several at once on one loop. A lane is one
 * state in one boot variant, with its tests; any number of VMs may serve it,
 * each taking the next test when it is free: those whose time is not known
 * first, then the longest, so that what is left at the end is short. Lanes are
 * begun in their order, so what is to be compared runs side by side. A VM that
 * dies costs the test that ran in it a `crash` record, and the lane goes on in
 * a new boot.
 */
#ifndef VM_SUITE_H
#define VM_SUITE_H

#include <stddef.h>

#include "util/error.h"
#include "vm/engine.h"
#include "vm/record.h"

struct suite_test {
	const char *name;		/* unique in its lane; no blanks */
	const char *path;		/* in the guest, absolute */
	const char *const *args;	/* NULL-terminated; or NULL */
	double timeout;			/* seconds, before the engine's scaling */
	double expected;		/* seconds it took before; 0: not known */
};

struct suite_lane {
	const char *label;		/* for logs and progress, a safe file name: "base" */
	const struct engine *engine;
	struct machine machine;		/* its medium is made here, beside the initramfs */
	const struct suite_test *tests;
	size_t test_count;
};

struct suite_options {
	const struct suite_lane *lanes;
	size_t lane_count;
	unsigned int jobs;		/* VMs at once; 0: 1 */
	double boot_timeout;		/* seconds; 0: the engine's */
	double grace;			/* seconds beyond a test's timeout; 0: 60 */
	const char *log_folder;		/* made if need be: <label>-<boot>.console.log, .ktap */

	/*
	 * One outcome is known: exactly once for each test of a lane, unless the
	 * whole run fails. -1 with *err set ends the run.
	 */
	int (*on_record)(size_t lane, const struct record *record, void *data, struct error **err);

	/* A boot (1, 2, ... within its lane) begins; or NULL. */
	void (*on_boot)(size_t lane, unsigned int boot, const char *console_path, void *data);

	void *data;
};

struct suite_lane_result {
	size_t outcomes[OUTCOME_COUNT];	/* how many records of each */
	unsigned int boots;
	char *failure;		/* why the lane's tests could not be run to the end; or NULL */
};

struct suite_result {
	struct suite_lane_result *lanes;
	size_t lane_count;
	double seconds;
};

/*
 * Run all lanes. Shows its progress in the step that the caller has begun.
 * A kernel that does not come up twice in a row, or dies in eight boots in a
 * row without finishing a test, is a result: the rest of its lane's tests are
 * `crash` with the reason. Errors: ERROR_ENVIRONMENT (an engine does not
 * start), ERROR_INPUT (a test whose words do not make a command),
 * ERROR_INTERRUPTED. No VM is left behind in any case, and on_record has seen
 * what was finished.
 */
int suite_run(const struct suite_options *options, struct suite_result *ret_result,
	      struct error **err);

void suite_result_release(struct suite_result *result);

#endif
