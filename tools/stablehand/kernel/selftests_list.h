/* SPDX-License-Identifier: GPL-2.0-only */
/* Which tests a suite has, and which did not build and why. */
#ifndef KERNEL_SELFTESTS_LIST_H
#define KERNEL_SELFTESTS_LIST_H

#include "kernel/selftests.h"
#include "util/buf.h"

/*
 * A makefile that reads the suite's own and prints a line "stablehand KIND
 * NAME" for each test and helper; to be run in the suite's folder with -f and
 * the target "stablehand-list".
 */
extern const char selftests_list_makefile[];

/*
 * Take over one line that the makefile printed; other lines are passed over.
 * `output` is the OUTPUT folder that is cut from names. A name twice counts
 * once. A name that is no safe path is kept as not built.
 */
void selftests_list_line(struct selftests *selftests, const char *line, const char *output);

/* Why targets failed, gathered from make's output (--output-sync=target) line by line. */
struct selftests_failures {
	const char *output;	/* the OUTPUT folder */
	const char *suite;	/* folders whose paths are cut from messages */
	const char *obj;
	char *pending;		/* first error since the last failed target */
	struct {
		char *target, *message;
	} *failed;
	size_t count, alloc;
};

void selftests_failures_line(struct selftests_failures *failures, const char *line);
void selftests_failures_release(struct selftests_failures *failures);

/*
 * Allocated: why the test is not there. Its own error; else the first error
 * of something that it shares with others (a library object); else that make
 * reported no error.
 */
char *selftests_failures_of(const struct selftests_failures *failures, const char *name);

/* The timeout=N of a suite's settings file, in seconds; 0: none. */
unsigned selftests_settings_timeout(const char *text);

#endif
