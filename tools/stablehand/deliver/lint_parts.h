/* SPDX-License-Identifier: GPL-2.0-only */
/* How lint() is split; nothing else needs this. */
#ifndef DELIVER_LINT_PARTS_H
#define DELIVER_LINT_PARTS_H

#include "deliver/lint.h"

void lint_add(struct lint_findings *findings, const char *rule, enum lint_level level, size_t patch,
	      const char *fmt, ...) __attribute__((format(printf, 5, 6)));

/* The commit upstream that a body names first, whatever the number of digits; NULL: none. */
struct lint_upstream {
	char id[41];
	size_t digits;
	bool picked;		/* only by "(cherry picked from commit ...)" */
};
bool lint_upstream_of(const char *body, struct lint_upstream *ret);

/* What the text of patch i says. */
void lint_message(const struct lint_options *options, size_t i, struct lint_findings *findings);

/*
 * The Fixes: lines of patch i. upstream: the message of its commit upstream, whose lines nobody
 * changes; NULL: not known, and a patch that names such a commit may have them from there.
 */
void lint_fixes(const struct patch *patch, size_t i, const char *upstream,
		struct lint_findings *findings);

/* What histories in the store know of the patches. */
int lint_history(const struct lint_options *options, struct lint_findings *findings,
		 struct error **err);

/* What becomes of them on the branch, and on newer ones. */
int lint_port(const struct lint_options *options, struct lint_findings *findings,
	      struct error **err);

#endif
