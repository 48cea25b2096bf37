/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The gates (gates/gates.h) on all that a step from one release to another changed: with the
 * names of the release that it leads to, and as nothing says who wrote it, each file by itself.
 */
#ifndef GATES_STEP_H
#define GATES_STEP_H

#include <git2.h>
#include <stddef.h>

#include "util/error.h"
#include "verdict/finding.h"

#define GATES_STEP_FINDINGS_MAX 2000u

struct gates_step {
	size_t files;		/* C and headers that were looked at */
	size_t others;		/* other files that differ */
	size_t too_large;	/* C of more than 16 MiB, which was not looked at */
	struct finding_list findings;	/* at most GATES_STEP_FINDINGS_MAX */
	bool cut;		/* there were more */
};

/*
 * Look at each C file that differs between two trees of a repository, and at who else uses what
 * they define. Reads both indexes of names (index/symbol_index.h), which are made if need be. Shows
 * progress. Errors: objects that cannot be read, Ctrl-C. The caller releases *ret_step.
 */
int gates_check_step(git_repository *repo, const git_oid *before, const git_oid *after,
		     struct gates_step *ret_step, struct error **err);

void gates_step_release(struct gates_step *step);
#define _cleanup_gates_step_ __attribute__((cleanup(gates_step_release)))

#endif
