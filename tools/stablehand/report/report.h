/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All that is known about the branches of one run, in one typed structure.
 * The commands fill it; text and JSON are renderings of it.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "kernel/build.h"
#include "kernel/code_size.h"
#include "kernel/source.h"
#include "port/port.h"
#include "report/behaviour.h"
#include "report/check.h"
#include "report/code.h"
#include "report/compare.h"
#include "report/coverage.h"
#include "report/steps.h"
#include "series/series_conf.h"
#include "store/results.h"

/* The tests of one state in one boot variant. */
struct run_report {
	char *run_key;			/* of its records; NULL: tests not asked for */
	char *made_by;			/* what the records depend on, in lines; or NULL */
	struct attempts attempts;
	char *not_run;			/* why tests did not run although asked for; or NULL */
	struct comparison_table alone;	/* its outcomes, where there is nothing to compare with */
};

/* One tree that was built and perhaps run. */
struct state_report {
	char *state;			/* "base", "ported" */
	bool has_build;
	struct build_result build;
	struct run_report *runs;	/* one for each of the branch's variants; NULL: none yet */
	size_t run_count;
	bool knows_sources;		/* the build tells which files it read */
	char **not_built;		/* files of the series' patches that it did not; then */
	size_t not_built_count, not_built_alloc;
	char **new_warnings;		/* of the compiler, that base's log does not have */
	size_t new_warning_count, new_warning_alloc;
	struct code_report code;	/* against base; of the ported state only */
};

/* One series on one branch. */
struct series_report {
	struct port_result port;
	size_t kept_from_stable;	/* of its patches: series.conf keeps them from profile stable */
	char **written;			/* paths of the patches written; NULL-terminated; or NULL */
	struct state_report ported;
	bool knows_sizes;		/* base and ported are there to be compared; then */
	struct code_sizes sizes;
	struct steps_report steps;	/* empty: not asked for, or none is kept */
	struct check_report check;	/* not made: not asked for, or not known */
	struct comparison_table **comparisons;	/* one for each variant; NULL: not made */
	size_t comparison_count;
	struct coverage_report coverage;	/* empty: not asked for, or not known */
	struct behaviour_report behaviour;	/* empty: no behaviour tests, or not asked for */
};

/* A way in which the builds of a branch were started (vm/variant.h). */
struct variant_report {
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

struct branch_report {
	char *branch;
	char *options;			/* as asked for: " --profile distro"; NULL: the defaults */
	bool named;			/* asked for by its name, not as one of all */
	char *eol;			/* "2027-12"; or NULL: not known */
	bool ended;			/* that is past: no longer supported */
	bool *wanted;			/* for each row of the report: series.conf gives it */
	struct error *failure;		/* why there is no more than this; or NULL */
	bool not_fetched;		/* that is because no source gave a release */
	bool has_source;
	struct source_result source;
	struct series_report *series;
	size_t series_count, series_alloc;
	struct state_report base;
	char **only_compiled;		/* "sev: ...: path": what a series changes and nothing runs */
	size_t only_compiled_count, only_compiled_alloc;
	struct variant_report *variants;
	size_t variant_count, variant_alloc;
	struct absent_variant *absent;
	size_t absent_count, absent_alloc;
};

/* A patch of series.conf, as numbered there: what `status` has a line for. */
struct report_row {
	size_t number;			/* from 1, over all series */
	char *series;
	char *name;			/* base name of the file */
	char *subject;			/* NULL: not read, as no branch shown has it */
};

struct report {
	struct report_row *rows;
	size_t row_count, row_alloc;
	struct branch_report *branches;
	size_t count, alloc;
};

/* Counts over a whole report. */
struct summary {
	size_t branches, failures;	/* failures: branches without an answer */
	size_t not_fetched;		/* of all branches; not in failures unless named */
	size_t landed, refused, other;	/* patches by verdict */
	size_t builds_ok, builds_failed;
	size_t steps_ok, steps_failed;	/* patches built by themselves */
	size_t tests, comparisons[COMPARISON_COUNT];
	size_t behaviour[CELL_COUNT];	/* cells of behaviour tests */
	size_t new_and_bad;		/* tests that only ported has, and that do not pass */
	size_t untested;		/* states whose tests could not run */
};

/* Add a branch; the pointer is valid until the next call. */
struct branch_report *report_add(struct report *report, const char *branch);

/* Add a boot variant to a branch; what may be NULL; engine and accelerator are the callee's then. */
void report_add_variant(struct branch_report *branch, const char *name, const char *what,
			char *engine, char *accelerator);

/* Add a variant that could not be run, once. The texts are copied; what may be NULL. */
void report_add_absent(struct branch_report *branch, const char *name, const char *what,
		       const char *otherwise, const char *reason);

/* When the variants and series are there: room for the runs and comparisons of each. */
void report_make_runs(struct branch_report *branch);

/* Forget the comparisons, which point into the runs' attempts. */
void report_drop_comparisons(struct branch_report *branch);

/* Why a state's tests did not run, of the first variant that tells; or NULL. */
const char *report_not_run(const struct state_report *state);

/* Free everything. Fits _cleanup_(). */
void report_release(struct report *report);

struct summary report_summary(const struct report *report);

/*
 * Add a row for each patch of series.conf (of one series, if not NULL), and
 * note which branches the profile gives it to. The branches are there already.
 */
void report_add_rows(struct report *report, const struct series_conf *conf, const char *profile,
		     const char *series);

/* When the verdicts are there: give the rows their subjects. */
void report_name_rows(struct report *report);

/*
 * The row that a person means on a branch (an index): by its number, the name
 * of its file, or a part of the subject that no other has (in any case).
 * ERROR_INPUT names the ones there are.
 */
int report_find_row(const struct report *report, size_t branch, const char *text, size_t *ret_row,
		    struct error **err);

/* The patch of a row on a branch (an index), or NULL: not given, or no answer. */
const struct port_patch *report_patch(const struct report *report, size_t branch, size_t row);

/*
 * By which number a person calls a patch: that of its row. `patch` counts from 0
 * those of the series that the branch (an index) is given. 0: there is no such.
 */
size_t report_number(const struct report *report, size_t branch, const char *series, size_t patch);

/* Why a branch is not fetched, in one line; NULL when it is. The caller frees it. */
char *report_not_fetched(const struct branch_report *branch);

/*
 * 0 when all is well, 1 for a finding: a refused patch, a failed build, a
 * regression, a new test that does not pass, tests that could not run; and when
 * a branch has no answer, the exit code of its error. A branch that is not
 * fetched counts when it was named, or when there is no other.
 */
int report_exit_code(const struct report *report);

/* As text for a terminal; color: with escape sequences. */
void report_text(const struct report *report, FILE *to, bool color);

/* As one JSON object of schema 1. 0, or -1 when writing failed. */
int report_json(const struct report *report, FILE *to);

#endif
