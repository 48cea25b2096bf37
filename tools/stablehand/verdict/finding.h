/* SPDX-License-Identifier: GPL-2.0-only */
/* What a gate says of code that was placed (gates/gates.h). */
#ifndef VERDICT_FINDING_H
#define VERDICT_FINDING_H

#include <stdbool.h>
#include <stddef.h>

#include "verdict/evidence.h"
#include "verdict/reason.h"
#include "verdict/risk.h"

struct finding {
	enum reason reason;
	bool refuses;		/* the patch cannot be taken as it is */
	enum risk risk;		/* of one that does not refuse; else none */
	char *path;		/* in the branch */
	size_t line;		/* in the file as it is after the patch, from 1 */
	char *name;		/* identifier that it is about; or NULL */
	char *text;		/* what is wrong, valid UTF-8 */
};

struct finding_list {
	struct finding *items;
	size_t count, alloc;
};

/* Does one of them refuse? */
bool finding_list_refuses(const struct finding_list *findings);

/* Add the first 20 as evidence; *risk becomes the highest of those that do not refuse. */
void finding_list_tell(const struct finding_list *findings, struct evidence_list *evidence,
		       enum risk *risk);

/* Free what one holds. */
void finding_release(struct finding *finding);

/* Free what the list holds; it may be used again. */
void finding_list_release(struct finding_list *findings);
#define _cleanup_findings_ __attribute__((cleanup(finding_list_release)))

#endif
