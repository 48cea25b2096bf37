/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Versions as the kernel's CVE data writes them: "6.15" is mainline's, "6.12.29" a stable
 * release, "2.6.32" mainline's again and "2.6.32.19" a stable release; "0" is none.
 */
#ifndef INDEX_CVE_VERSION_H
#define INDEX_CVE_VERSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "index/kernel_version.h"

struct cve_version {
	uint16_t parts[4];
	uint16_t count;		/* of parts; 0: "0" */
};

/* Read len bytes, all of them. false: that is no version. */
bool cve_version_read(const char *text, size_t len, struct cve_version *ret_version);

/* "2.6.32.19", or "0". Allocated. */
char *cve_version_text(const struct cve_version *version);

/* Is it of a stable branch, not mainline's? */
bool cve_version_is_stable(const struct cve_version *version);

/*
 * Is it a stable release of the branch that a release belongs to? *ret_number is its last
 * number.
 */
bool cve_version_of_branch(const struct cve_version *version, const struct kernel_version *release,
			   unsigned int *ret_number);

/*
 * Does a release have what came with this version? What came with a stable release of another
 * branch it has not: where a branch got the same by its own backport, the data says so.
 */
bool cve_version_in(const struct cve_version *version, const struct kernel_version *release);

#endif
