/* SPDX-License-Identifier: GPL-2.0-only */
/* Why a test failed, in the test's own words. */
#ifndef VM_REASON_H
#define VM_REASON_H

/*
 * The first line of a test's output that names a place in C source
 * ("x86_64/a_test.c:108: what was asserted"), without blanks around it and at
 * most 200 bytes long; NULL when there is none. The caller frees it.
 */
char *reason_of_failure(const char *output);

#endif
