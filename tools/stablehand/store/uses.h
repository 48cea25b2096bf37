/* SPDX-License-Identifier: GPL-2.0-only */
/* Which builds events rested on, when, and what else belongs to these. */
#ifndef STORE_USES_H
#define STORE_USES_H

#include "store/results.h"

/*
 * Call on_use for every build that an event saw: the build's key and the time of the last such
 * event (struct seen). Errors: the database cannot be read.
 */
int results_build_uses(struct results *results,
		       void (*on_use)(const char *key, const char *at, void *data), void *data,
		       struct error **err);

/*
 * Call on_run for every run that an event saw together with a build, with the text of what made
 * it (results_describe_run()), and on_log for the log of every boot of these runs.
 */
int results_used_with(struct results *results, const char *build_key,
		      void (*on_run)(const char *description, void *data),
		      void (*on_log)(const char *log, void *data), void *data,
		      struct error **err);

/*
 * What the last good night of each project, profile and branch rested on, whenever that was:
 * call on_release for the release, and on_build for the build that was seen last of each of its
 * states at that release.
 */
int results_last_good(struct results *results,
		      void (*on_release)(const char *branch, const char *release, void *data),
		      void (*on_build)(const char *key, void *data), void *data,
		      struct error **err);

#endif
