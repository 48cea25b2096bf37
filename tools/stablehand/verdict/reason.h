/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Why a piece of code is refused, or why a person should look at a patch: a code
 * for each check, whose word stays the same whatever the messages say.
 */
#ifndef VERDICT_REASON_H
#define VERDICT_REASON_H

enum reason {
	REASON_NONE,			/* of evidence that has none */

	/* Of the code that was placed (gates/gates.h). */
	REASON_MISSING_NAME,		/* the branch has no such identifier */
	REASON_MISSING_HEADER,
	REASON_MISSING_MEMBER,		/* of a structure */
	REASON_MISSING_LABEL,
	REASON_UNUSED_LABEL,
	REASON_ARGUMENT_COUNT,
	REASON_NO_DEFINITION,		/* only mentions of the function were found */
	REASON_UNDECLARED_VARIABLE,
	REASON_OUT_OF_SCOPE,		/* a variable, outside of its block */
	REASON_REDECLARATION,
	REASON_LOOP_DECLARATION,	/* for (int i ...) where the branch is built as gnu89 */
	REASON_UNBALANCED_BRACKETS,	/* or #if */
	REASON_CONTEXT_IMBALANCE,	/* a lock that is left held, or is not held */
	REASON_REFERENCE_IMBALANCE,
	REASON_DUPLICATE_LINES,
	REASON_UNREACHABLE_CODE,
	REASON_DECLARATION_AFTER_STATEMENT,
	REASON_NO_EFFECT,
	REASON_UNEXPECTED_BLOCK,
	REASON_MULTIPLE_STATEMENTS,	/* on one line */
	REASON_STRAY_JUMP,		/* break or continue that leaves nothing */
	REASON_RETURN_TYPE,
	REASON_ELSE_WITHOUT_IF,
	REASON_MISLEADING_INDENTATION,
	REASON_UNSET_VARIABLE,		/* read before anything assigns it */
	REASON_MISSING_OPTION,		/* of the configuration */
	REASON_ARGUMENT_TYPE,		/* a name for a string, const for what is not */
	REASON_CHANGED_TYPE,		/* a use that does not fit what a type becomes */

	/* Of the patch as a whole. */
	REASON_CONTEXT_SAME,		/* nothing to look at was found */
	REASON_HEADING_DIFFERS,		/* the line that names a hunk's function */
	REASON_TYPE_DIFFERS,		/* from that where the patch was made */
	REASON_CALLERS_DIFFER,		/* likewise */
	REASON_NO_CALLERS,		/* here, but where the patch was made */
	REASON_MISSING_FIX,		/* a known fix of the patch does not go with it */
	REASON_ADAPTED_HUNK,
	REASON_DROPPED_FILES,
	REASON_DROPPED_HUNKS,		/* a resolution has none of their lines */
	REASON_SAME_LINES,		/* a resolution changes those that the patch changes */
	REASON_OTHER_LINES,		/* a resolution changes others than the patch */
	REASON_LITTLE_CONTEXT,		/* a hunk has hardly a line to hold on to */
	REASON_OTHER_BRANCH,		/* the resolution was made on another branch */
	REASON_MISSING_PATCH,		/* one of the series that was not ported changes the same */

	/* Of the need. */
	REASON_AS_BEFORE,		/* what the patch changes is as it was */
	REASON_REMOVED_LINES_GONE,	/* nothing of it is */
	REASON_FIXED_COMMIT_HERE,	/* one that Fixes: names */
	REASON_FIXED_COMMIT_LATER,	/* it came with a later release than the branch's */
	REASON_ASKED_FOR,		/* by the patch's author, from a release on */
	REASON_CVE_OPEN,		/* by the kernel's CVE data: the release is open to it, */
	REASON_CVE_FIXED,		/* has the fix, */
	REASON_CVE_NOT_AFFECTED,	/* never had the fault */

	/* Of a refusal. */
	REASON_MAX_RISK,		/* it has more risk than max-risk allows */

	/* Of the message of a patch. */
	REASON_MESSAGE_NAME,		/* it names what the branch does not have */
	REASON_LAST = REASON_MESSAGE_NAME
};

/* The word, "none", "missing-name" ... "message-name". */
const char *reason_name(enum reason reason);

#endif
