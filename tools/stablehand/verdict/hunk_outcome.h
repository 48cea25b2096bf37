/* SPDX-License-Identifier: GPL-2.0-only */
/* What became of one hunk of a patch. */
#ifndef VERDICT_HUNK_OUTCOME_H
#define VERDICT_HUNK_OUTCOME_H

#include <stdbool.h>
#include <stddef.h>

#include "verdict/risk.h"
#include "verdict/verdict.h"

struct hunk_outcome {
	char *path;		/* in the branch's tree */
	size_t patch_line;	/* of the hunk's @@ line in the patch */
	enum verdict verdict;	/* clean, moved, adapted, resolved or refused */
	enum risk risk;		/* adapted: how much a person should look at it */
	size_t wanted;		/* first line that the hunk names in the file before it */
	size_t line;		/* first line where it went; refused: nearest place; 0: none */
	bool adaptable;		/* refused with its file, but by itself it could be adapted */
	char *reason;		/* refused: why, adapted: how; valid UTF-8, perhaps several lines; else NULL */
};

struct hunk_outcome_list {
	struct hunk_outcome *items;
	size_t count, alloc;
};

/* Free what the list holds; it may be used again. */
void hunk_outcome_list_release(struct hunk_outcome_list *list);

#endif
