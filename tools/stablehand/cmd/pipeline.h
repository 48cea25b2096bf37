/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The way of a series through a branch: fetch, port, build, test. Each step
 * uses what the one before left in the report, and every step can be asked
 * again: what was done before is found, not repeated.
 */
#ifndef CMD_PIPELINE_H
#define CMD_PIPELINE_H

#include <stdbool.h>
#include <stddef.h>

#include "cmd/context.h"
#include "report/report.h"
#include "util/error.h"

enum step {
	STEP_FETCH,
	STEP_PORT,
	STEP_BUILD,
	STEP_TEST,
};

/* Of the states: not only base and ported, but the tree after each patch. */
#define PIPELINE_EACH "each"

#define PIPELINE_DEFAULT_PROFILE "stable"

/* The names of all profiles, NULL-terminated. */
extern const char *const pipeline_profiles[];

struct pipeline_options {
	enum step last;			/* do it and all before it */
	bool known_only;		/* do nothing slow: only tell what is known */
	bool refresh;			/* ask the sources even if they were asked lately */
	bool fall_back;			/* fetch: what the store has will do when no source answers */
	bool recent;			/* not then, although fetching is all there is to do */
	const char *version;		/* a release other than the newest; or NULL */
	const char *profile;		/* "stable" or "distro" */
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
	bool patient;			/* give tests the time that they need */
	bool retry;			/* build again what failed before */
	unsigned jobs;			/* of make, and VMs at once; 0: by the machine */
};

/* The options that all these commands share: use in a command's table. */
#define PIPELINE_FETCH_OPTIONS                                                                     \
	{"refresh", 0, NULL, "ask the sources again even if they were asked within the hour"},     \
	{"release", 0, "VERSION", "take this release, not the newest"}
#define PIPELINE_PORT_OPTIONS                                                                      \
	{"profile", 0, "NAME", "stable (default) or distro: which patches series.conf gives"},     \
	{"series", 0, "NAME", "only this series"},                                                 \
	{"out", 0, "DIR", "write the patches below DIR (default: out in the project)"}
#define PIPELINE_BUILD_OPTIONS                                                                     \
	{"base", 0, NULL, "build and test also where no patch was ported"},                        \
	{"retry", 0, NULL, "build again what failed before"},                                      \
	{"jobs", 'j', "N", "at most N compilers, and N VMs, at once"}
#define PIPELINE_SUITE_OPTIONS                                                                     \
	{"selftests", 0, NULL, "only the branch's selftests"},                                     \
	{"behaviour", 0, NULL, "only the behaviour tests, also where no patch was ported"},        \
	{"patient", 0, NULL, "let tests come to their end that need minutes of all processors"}
#define PIPELINE_TEST_OPTIONS                                                                      \
	{"tests", 0, "NAMES", "only these tests, separated by commas"},                            \
	PIPELINE_SUITE_OPTIONS,                                                                    \
	{"variant", 0, "NAME", "only this boot variant (kernels/vm/variants.conf)"},               \
	{"again", 0, NULL, "run tests again whose outcome is known"}

/* Looking at what is there, without doing anything. */
#define PIPELINE_LOOK_OPTIONS                                                                      \
	{"release", 0, "VERSION", "take this release, not the newest"},                            \
	{"profile", 0, "NAME", "stable (default) or distro: which patches series.conf gives"},     \
	{"series", 0, "NAME", "only this series"}

/*
 * Take the branches named (none: all of kernels/) through the steps and fill
 * the report; on_verdicts (or NULL) is called when all verdicts are in it,
 * before the first build. A branch that cannot be dealt with has its failure in the
 * report and the others go on. Returns 0, or -1 when nothing more can be done
 * at all (series.conf is broken, Ctrl-C).
 */
int pipeline_run(struct context *context, const struct arguments *arguments, enum step last,
		 bool known_only,
		 void (*on_verdicts)(struct context *context, const struct report *report),
		 struct report *report, struct error **err);

/* pipeline_run(), print the report, and give its exit code. */
int pipeline_command(struct context *context, const struct arguments *arguments, enum step last,
		     bool known_only, struct error **err);

#endif
