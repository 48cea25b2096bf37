/* SPDX-License-Identifier: GPL-2.0-only */
/* What the program that watches functions in the guest says (guest/coverage). */
#ifndef VM_COVERAGE_H
#define VM_COVERAGE_H

#include <stddef.h>

#define COVERAGE_MODULE "stablehand_coverage"
#define COVERAGE_RUNNER "coverage_run"
#define COVERAGE_FOLDER "coverage"	/* in the guest */
#define COVERAGE_LIST "functions"
#define COVERAGE_NAME_MAX 200		/* bytes of a name, module included */

/*
 * Call found() for each line "coverage NAME COUNT" of a test's output. NAME
 * is made of letters, digits and "_.:-" and has no NUL behind it; a negative
 * COUNT is a kernel's error number. Other lines are passed over. Nothing that
 * is said is to be believed further than it goes: a test can say it, too.
 */
void coverage_parse(const char *text, size_t len,
		    void (*found)(const char *name, size_t len, long long count, void *data),
		    void *data);

#endif
