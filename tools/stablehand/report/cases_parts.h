/* SPDX-License-Identifier: GPL-2.0-only */
/* How report_suites_make() is split; nothing else needs this. */
#ifndef REPORT_CASES_PARTS_H
#define REPORT_CASES_PARTS_H

#include "report/cases.h"

/* The suites that a branch's builds and tests make; series NULL: base. Each adds none or more. */
void suites_add_branch(const struct result *result, size_t branch, struct report_suites *to);
void suites_add_patches(const struct result *result, size_t branch, size_t series,
			struct report_suites *to);
void suites_add_builds(const struct result *result, size_t branch, struct report_suites *to);
void suites_add_tests(const struct result *result, size_t branch, struct report_suites *to);

/*
 * A new suite, valid until the next; the parts of its name behind the branch's, NULL-terminated,
 * are copied, those that it keeps (series, state, variant) are not.
 */
struct report_suite *suite_begin(const struct result *result, size_t branch, enum suite_kind kind,
				 const struct seen *seen, struct report_suites *to, ...)
	__attribute__((sentinel));

/* Take it back when it has no case. */
void suite_end(struct report_suites *suites);

/* A case of any texts (NULL: ""), which are cleaned and copied. */
struct report_case *suite_add(struct report_suite *suite, const char *name,
			      enum case_status status, double seconds, const char *message,
			      const char *detail);

#endif
