/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which tests ran through the functions that a series changes, in which boot
 * variant, and which functions were only compiled.
 */
#ifndef RESULT_COVERAGE_H
#define RESULT_COVERAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "result/seen.h"

/* A symbol in a variant. */
struct coverage_hits {
	int error;			/* errno: it could not be watched there; 0: it was */
	struct coverage_hit {
		char *test;
		long long count;	/* how often it was entered; at least 1 */
	} *items;			/* by name */
	size_t count, alloc;
};

/*
 * A symbol of a function, or, where the compiler left it none, the function
 * itself; then symbols of functions that hold its code.
 */
struct coverage_row {
	char *path, *function;
	size_t line;			/* of the function, from 1 */
	char *symbol;			/* "kvm:ept_walk_addr"; NULL: none of its own */
	char **stand_ins;		/* then: symbols that have rows of their own */
	size_t stand_in_count, stand_in_alloc;
	bool unchanged;			/* the series does not change it: here to stand for others */
	bool not_built;			/* the build does not read its file */
	struct coverage_hits *hits;	/* with a symbol: one for each variant */
};

struct coverage_variant {
	char *name;
	size_t tests;			/* that were run */
};

struct coverage_result {
	struct coverage_variant *variants;
	size_t variant_count, variant_alloc;
	struct coverage_row *rows;	/* by path, then line; the unchanged ones last */
	size_t count, alloc;
	struct seen seen;
};

/* The row of a symbol, or NULL. */
struct coverage_row *coverage_find(const struct coverage_result *result, const char *symbol);

/* Did a test run through it by its own symbol? */
bool coverage_ran_itself(const struct coverage_result *result, const struct coverage_row *row);

/* Did a test run through it, or through one that stands for it? */
bool coverage_ran(const struct coverage_result *result, const struct coverage_row *row);

void coverage_result_release(struct coverage_result *result);

#endif
