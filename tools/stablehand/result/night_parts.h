/* SPDX-License-Identifier: GPL-2.0-only */
/* How result/night_news.h is split; nothing else needs this. */
#ifndef RESULT_NIGHT_PARTS_H
#define RESULT_NIGHT_PARTS_H

#include "result/night_news.h"

/* One branch on its way into a night. */
struct night_adding {
	struct night *night;
	const struct branch_result *branch;
	const struct night_before *before;
	struct observations *now;
	size_t first;			/* of the night's findings that are this branch's */
};

/* night_known.c: bring what was known before into `now`, and say what has turned bad. */
void night_take_known(struct night_adding *adding);

/* night_group.c: the findings of what is bad, like failures as one. */
void night_group(struct night_adding *adding);

/* The key of the finding that a bad observation belongs to. Allocated. */
char *night_finding_key(const struct night_adding *adding, const struct observation *o);

/* "fix/0001-guard.patch", "x86/one_test (npt=1)", "base": what it is of. Allocated. */
char *observation_name(const struct observation *o);

/* night_told.c: a piece of news of this branch, with what the observation (or NULL) is of. */
struct news *night_tell(struct night_adding *adding, enum news_kind kind,
			const struct observation *o);

/* Of findings that were opened, changed or closed. */
void night_tell_findings(struct night_adding *adding);

#endif
