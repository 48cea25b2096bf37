// SPDX-License-Identifier: GPL-2.0-only
#include "index/cve_status.h"

#include <string.h>

const char *cve_state_name(enum cve_state state)
{
	static const char *const names[] = {
		[CVE_NOT_AFFECTED] = "not-affected",
		[CVE_FIXED] = "fixed",
		[CVE_OPEN] = "open",
		[CVE_UNKNOWN] = "unknown",
		[CVE_REJECTED] = "rejected",
	};

	return names[state];
}

static bool is_same_culprit(const struct cve_range *a, const struct cve_range *b)
{
	return !memcmp(&a->since, &b->since, sizeof(a->since)) &&
	       !memcmp(a->since_commit, b->since_commit, sizeof(a->since_commit));
}

/* The line that has the culprit's fix in the release, else in a later one of its branch. */
static const struct cve_range *find_fix(const struct cve *cve, const struct cve_range *culprit,
					const struct kernel_version *release, bool *ret_here)
{
	const struct cve_range *later = NULL;
	unsigned int number;

	*ret_here = false;
	for (size_t i = 0; i < cve->range_count; i++) {
		const struct cve_range *range = &cve->ranges[i];

		if (!range->fixed.count || !is_same_culprit(range, culprit))
			continue;
		if (cve_version_in(&range->fixed, release)) {
			*ret_here = true;
			return range;
		}
		if (cve_version_of_branch(&range->fixed, release, &number))
			later = range;
	}
	return later;
}

void cve_status_of(const struct cve *cve, const struct kernel_version *release,
		   struct cve_status *ret_status)
{
	struct cve_status status = { .state = CVE_NOT_AFFECTED };

	if (cve->rejected || !cve->range_count) {
		*ret_status = (struct cve_status){
			.state = cve->rejected ? CVE_REJECTED : CVE_UNKNOWN,
		};
		return;
	}
	for (size_t i = 0; i < cve->range_count && status.state != CVE_OPEN; i++) {
		const struct cve_range *range = &cve->ranges[i], *fixed;
		bool here;

		if (!cve_version_in(&range->since, release))
			continue;
		fixed = find_fix(cve, range, release, &here);
		if (here && status.state == CVE_FIXED)
			continue;
		status = (struct cve_status){
			.state = here ? CVE_FIXED : CVE_OPEN,
			.since = range,
			.fixed = fixed,
		};
	}
	*ret_status = status;
}

bool cve_mainline_fix(const struct cve *cve, struct cve_version *ret_version)
{
	for (size_t i = 0; i < cve->range_count; i++) {
		const struct cve_version *fixed = &cve->ranges[i].fixed;

		if (fixed->count && !cve_version_is_stable(fixed)) {
			*ret_version = *fixed;
			return true;
		}
	}
	return false;
}
