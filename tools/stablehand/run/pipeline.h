/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The way of a series through a branch: fetch, port, build, test. Each step
 * uses what the one before left in the result, and every step can be asked
 * again: what was done before is found, not repeated.
 */
#ifndef RUN_PIPELINE_H
#define RUN_PIPELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "result/result.h"
#include "run/context.h"
#include "util/error.h"

struct ports;

enum step {
	STEP_FETCH,
	STEP_PORT,
	STEP_BUILD,
	STEP_TEST,
};

/* Of the states: not only base and ported, but the tree after each patch. */
#define PIPELINE_EACH "each"

#define PIPELINE_DEFAULT_PROFILE "stable"

/* The names of all profiles, NULL-terminated; and as the help has them. */
extern const char *const pipeline_profiles[];
#define PIPELINE_PROFILES "stable distro"

struct pipeline_options {
	enum step last;			/* do it and all before it */
	bool known_only;		/* only tell the verdicts of what is known: last is STEP_PORT */
	bool refresh;			/* ask the sources even if they were asked lately */
	bool fall_back;			/* fetch: what the store has will do when no source answers */
	bool recent;			/* not then, although fetching is all there is to do */
	const char *version;		/* a release other than the newest; or NULL */
	const char *profile;		/* "stable" or "distro" */
	enum risk max_risk;		/* more is refused; none: as the series says */
	const char *series;		/* only this one; or NULL */
	const char *state;		/* only "base" or "ported" is built; PIPELINE_EACH; or NULL */
	bool check;			/* W=1, sparse and checksums of exports, too */
	bool shell;			/* no tests: a shell in a VM of one state */
	bool coverage;			/* instead of comparing: what runs through what is changed */
	bool behaviour;			/* of the tests only the behaviour tests */
	bool selftests;			/* only the branch's own; never both */
	const char *variant;		/* only this boot variant; or NULL */
	const char *tests;		/* only these, separated by commas; or NULL */
	const char *out;		/* folder for the patches */
	bool base_too;			/* build and test branches on which nothing landed */
	bool again;			/* run tests again whose outcome is known */
	bool repeat_all;		/* run every test as often as one that differs */
	bool patient;			/* give tests the time that they need */
	bool retry;			/* build again what failed before */
	unsigned jobs;			/* of make, and VMs at once; 0: by the machine */
	uint64_t memory;		/* of these, in bytes (run/needs.h); 0: no limit */
	double seconds;			/* after so many the rest is left, as by Ctrl-C; 0: never */
	/* NULL, or what to do with the result so far whenever a branch was ported. */
	void (*on_branch)(struct context *context, struct result *result);
	struct ports *ret_ports;	/* NULL, or where each port goes, for its objects */
};

/* ERROR_INPUT unless a branch is one of those of the folder, which branch_list() gave. */
int pipeline_check_branch(const char *name, const char *kernels, char *const *names,
			  struct error **err);

/*
 * Take branches (`count` names, none: all of kernels/) through the steps and fill
 * the result; on_verdicts (or NULL) is called when all verdicts are in it,
 * before the first build. A branch that cannot be dealt with has its failure in the
 * result and the others go on. Returns 0, or -1 when nothing more can be done
 * at all (series.conf is broken, Ctrl-C).
 */
int pipeline_run(struct context *context, const struct pipeline_options *options,
		 char *const *branches, size_t count,
		 void (*on_verdicts)(struct context *context, const struct result *result),
		 struct result *result, struct error **err);

#endif
