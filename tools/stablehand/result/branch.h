/* SPDX-License-Identifier: GPL-2.0-only */
/* All that is known about one branch. */
#ifndef RESULT_BRANCH_H
#define RESULT_BRANCH_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/source.h"
#include "result/seen.h"
#include "result/series.h"
#include "util/error.h"

/* A way in which the builds of a branch were started (vm/variant.h). */
struct variant_result {
	char *name;
	char *what;			/* or NULL */
	char *engine;			/* what ran the VMs, in a line */
	char *accelerator;		/* "tcg: why" */
};

/* A variant that could not be run, as what runs it is not on this machine. */
struct absent_variant {
	char *name;
	char *what;			/* or NULL */
	char *otherwise;		/* what holds without it: "KVM for Intel was only compiled" */
	char *reason;			/* what is not there, and how to get it */
};

struct branch_result {
	char *branch;
	struct seen seen;		/* the verdicts, and all that has no time of its own */
	char *options;			/* as asked for: " --profile distro"; NULL: the defaults */
	bool named;			/* asked for by its name, not as one of all */
	char *eol;			/* "2027-12"; or NULL: not known */
	bool ended;			/* that is past: no longer supported */
	bool *wanted;			/* for each row of the result: series.conf gives it */
	struct error *failure;		/* why there is no more than this; or NULL */
	bool not_fetched;		/* that is because no source gave a release */
	bool not_asked;			/* that is because nobody has asked about it yet */
	bool interrupted;		/* Ctrl-C came before all was done that was asked for */
	bool has_source;
	struct source_result source;
	struct series_result *series;
	size_t series_count, series_alloc;
	struct state_result base;
	char **only_compiled;		/* "sev: ...: path": what a series changes and nothing runs */
	size_t only_compiled_count, only_compiled_alloc;
	struct variant_result *variants;
	size_t variant_count, variant_alloc;
	struct absent_variant *absent;
	size_t absent_count, absent_alloc;
};

/* Add a boot variant to a branch; what may be NULL; engine and accelerator are the callee's then. */
void branch_add_variant(struct branch_result *branch, const char *name, const char *what,
			char *engine, char *accelerator);

/* Is it the one that there is where nobody names any? */
bool variant_is_default(const struct variant_result *variant);

/* Add a variant that could not be run, once. The texts are copied; what may be NULL. */
void branch_add_absent(struct branch_result *branch, const char *name, const char *what,
		       const char *otherwise, const char *reason);

/* When the variants and series are there: room for the runs and comparisons of each. */
void branch_make_runs(struct branch_result *branch);

/*
 * Compare base with each series in each variant, as far as there are runs of both; the
 * outcomes of one that is alone are only counted.
 */
void branch_compare(struct branch_result *branch);

/* Forget what branch_compare() made. */
void branch_drop_comparisons(struct branch_result *branch);

/* Why a branch is not fetched, in one line; NULL when it is. The caller frees it. */
char *branch_not_fetched(const struct branch_result *branch);

/* Free what it holds and zero it. */
void branch_result_release(struct branch_result *branch);

#endif
