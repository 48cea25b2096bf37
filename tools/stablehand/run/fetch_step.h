/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fetching as steps of the graph. Of several branches each is a job
 * (run/fetch_job.h), two at a time: while one imports, the next already downloads; imports
 * themselves take turns, and use all processors. A single one is fetched right here.
 */
#ifndef RUN_FETCH_STEP_H
#define RUN_FETCH_STEP_H

#include <stddef.h>

#include "run/branch_run.h"
#include "run/walk.h"

struct fetch_steps;

/*
 * Add a step for each run (there are `count`); their numbers go to steps. When a step is
 * done its result has a source; when it failed, failed(data, i, error) is called for run
 * number i, whose not_fetched tells whether no source had a release. runs must live as
 * long as the graph.
 */
struct fetch_steps *fetch_steps_add(struct walk *walk, struct branch_run *const *runs, size_t count,
				    void (*failed)(void *data, size_t i, const struct error *error),
				    void *data, size_t *steps);

/*
 * Add a step that ends when all of them have. Porting has to wait for it, because patches
 * are adapted with the help of the other branches' releases.
 */
size_t fetch_steps_end(struct fetch_steps *fetching);

#endif
