/* SPDX-License-Identifier: GPL-2.0-only */
/* One run of make: its log kept, its steps counted, its failures picked out. */
#ifndef KERNEL_MAKE_H
#define KERNEL_MAKE_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/toolchain.h"
#include "util/error.h"

struct make_options {
	const struct toolchain *toolchain;
	const char *const *settings;	/* "NAME=value" for the environment, or NULL */
	const char *const *args;	/* what follows "make" */
	const char *reads;		/* a folder of sources outside the work folder; or NULL */
	const char *log;		/* appended to */
	const char *hide;		/* folder whose path is cut from kept lines, or NULL */
	bool show;			/* progress_update() for each step */
	size_t expected_steps;		/* 0: not known */
	double expected_seconds;	/* 0: not known */
	void (*on_line)(const char *line, void *data);	/* every line, or NULL */
	void *data;
};

struct make_result {
	bool ok;
	double seconds;
	size_t steps;		/* "  CC      path" and the like */
	size_t compiled;	/* those that are CC or AS */
	char **failing;		/* what failed, at most 40 lines, the first first; at least 1 unless ok */
	size_t failing_count, failing_alloc;
};

/*
 * Run make, confined to the work folder where programs can be (util/confine.h). That it fails is a result, unless the machine is to blame (disk
 * or memory ran out, make was killed or never ends: ERROR_ENVIRONMENT).
 */
int make_run(const struct make_options *options, struct make_result *ret_result,
	     struct error **err);

void make_result_release(struct make_result *result);

/* Does a line of make's output name an error (not a warning) of compiler, linker or modpost? */
bool make_line_is_error(const char *line);

/*
 * If the line is make's own "make[1]: *** [file:line: TARGET] Error 1" for a
 * target, an allocated copy of TARGET, else NULL.
 */
char *make_line_target(const char *line);

/* An allocated copy of the line without any "<hide>/" and without "/usr/bin/ld: " in front. */
char *make_line_short(const char *line, const char *hide);

#define _cleanup_make_ __attribute__((cleanup(make_result_release)))

#endif
