/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Does a commit message speak of code that the branch does not have? A message that was written
 * for a newer kernel may name a function or a flag that came later: whoever reads it on the branch
 * looks for it in vain.
 *
 * A word of the message counts as a name of code when "()" follows it, when struct, union or enum
 * precedes it, when it has an underscore and no small letters, or when it has an underscore and is
 * in the diff. What is quoted counts for nothing: trailers, titles of commits (in quotation
 * marks), lines that are indented (logs, code) and notes in brackets; neither do parts of paths,
 * names with a wildcard (PFERR_*), the end of a name of the diff (ACCESS_FLAG for
 * MY_ACCESS_FLAG), and names that the kernel's macros make (symbols_is_made()) or
 * that system calls have.
 */
#ifndef JUDGE_MESSAGE_NAMES_H
#define JUDGE_MESSAGE_NAMES_H

#include "index/symbols.h"
#include "series/patch.h"
#include "syntax/words.h"
#include "util/error.h"

struct message_question {
	struct symbols *symbols;	/* of the branch's release */
	const char *message;		/* subject and body */
	const struct patch *patch;	/* as it is on the branch */
	const struct words *words;	/* of that patch (place/patch_words.h) */
	const struct words *brought;	/* by the patches before it; or NULL */
};

/*
 * Add to `missing` each name of the message, once and in its order, that is nowhere in the release,
 * as seen from the patch's files, and that neither the patch nor one before it adds. A patch that
 * changes no C code is not asked about. Errors: as of symbols_find().
 */
int message_names_missing(const struct message_question *question, struct words *missing,
			  struct error **err);

#endif
