/* SPDX-License-Identifier: GPL-2.0-only */
/* What every command works with: folders, the stores, how to print. */
#ifndef RUN_CONTEXT_H
#define RUN_CONTEXT_H

#include <stdbool.h>

#include <git2.h>

#include "util/error.h"

struct arch;
struct cve_table;
struct executor_conf;
struct results;

struct context {
	char *project;		/* folder with series.conf, kernels/, patches/ */
	char *cache;		/* $XDG_CACHE_HOME/stablehand */
	char *state;		/* $XDG_STATE_HOME/stablehand */
	char *logs;		/* of the VMs' boots: <state>/logs, or as run/executor_conf.h has it */
	char *guest_init;	/* PID 1 of the test VM, of the default architecture; found beside the
				 * program; context_guest_init() has it of any */
	char *guest_coverage;	/* folder with the sources of what watches functions; likewise */
	bool json, color;
	bool pager;		/* long text goes through one, on a terminal */
	git_repository *repo;	/* <cache>/store.git; opened by context_store() */
	struct results *results;	/* <state>/results.db; by context_results() */
	struct executor_conf *executor;	/* what jobs run on; NULL: this machine */
	struct cve_table *cves;	/* the kernel's CVE data; by vulns_use(); NULL: none is configured */
};

/*
 * Fill the context from the environment. The project is the folder with a series.conf and
 * kernels/ that holds directory (NULL: the current one), the nearest one above it; where
 * there is none it is directory, and with needs_project ERROR_INPUT. How to print is left
 * to the caller.
 */
int context_init(struct context *context, const char *directory, bool needs_project,
		 struct error **err);

/* PID 1 of an architecture's test VMs, found beside the program; NULL: not there. Allocated. */
char *context_guest_init(const struct context *context, const struct arch *arch);

/* ERROR_INPUT unless the project's folder holds a series.conf and kernels/. */
int context_check_project(const struct context *context, struct error **err);

/*
 * Take the lock under which the stores are made, opened to be written, and mended: two first
 * runs at once must not both make them. The caller closes *ret_fd.
 */
int context_lock_stores(const struct context *context, int *ret_fd, struct error **err);

/* Open the store of kernels unless it is open, made if it is not there. */
int context_store(struct context *context, struct error **err);

/* The same for the results. */
int context_results(struct context *context, struct error **err);

/* Only to look: nothing is made or changed; results stays NULL where nothing is known yet. */
int context_results_to_read(struct context *context, struct error **err);

/* Close and free everything. A zeroed context is fine. */
void context_release(struct context *context);

#endif
