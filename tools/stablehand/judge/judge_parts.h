/* SPDX-License-Identifier: GPL-2.0-only */
/* What a judge knows: gathered by judge_new.c, used by judge.c. */
#ifndef JUDGE_JUDGE_PARTS_H
#define JUDGE_JUDGE_PARTS_H

#include "index/kernel_version.h"
#include "index/mentions.h"
#include "index/patch_ids.h"
#include "index/symbols.h"
#include "judge/history.h"
#include "judge/judge.h"
#include "syntax/words.h"

/* A commit that a Fixes: line names. */
struct fixed {
	char *id, *title;	/* each may be NULL */
};

/* What is known about one patch. Its mentions follow each other: itself, then fixes. */
struct judged {
	struct fixed *fixes;
	size_t fixes_count, fixes_alloc;
	size_t mention;		/* index of its own */
	struct words words;
	char *contained;	/* why its version says that the branch has it; or NULL */
	struct patch *placed;	/* what became of it, where that is another; or NULL */
	bool left_out;		/* not affected, or superseded */
	bool partly;		/* present in part */
	struct words missing;	/* judge_missing() */
};

struct judge {
	struct judge_options options;
	struct judged *patches;
	struct mentions mentions;
	struct patch_ids *patch_ids;	/* of the release; NULL: not yet needed */
	struct words brought;	/* by patches that landed */
	struct symbols symbols;	/* of the release */
	struct later_fixes later;
	size_t later_mention;	/* index of the first of theirs */
	struct first_release *releases;	/* of each mention before that */
	bool has_version;
	struct kernel_version version;	/* of the release */
};

#endif
