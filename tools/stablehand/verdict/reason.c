// SPDX-License-Identifier: GPL-2.0-only
#include "verdict/reason.h"

const char *reason_name(enum reason reason)
{
	static const char *const names[] = {
		[REASON_NONE] = "none",
		[REASON_MISSING_NAME] = "missing-name",
		[REASON_MISSING_HEADER] = "missing-header",
		[REASON_MISSING_MEMBER] = "missing-member",
		[REASON_MISSING_LABEL] = "missing-label",
		[REASON_UNUSED_LABEL] = "unused-label",
		[REASON_ARGUMENT_COUNT] = "argument-count",
		[REASON_NO_DEFINITION] = "no-definition",
		[REASON_UNDECLARED_VARIABLE] = "undeclared-variable",
		[REASON_OUT_OF_SCOPE] = "out-of-scope",
		[REASON_REDECLARATION] = "redeclaration",
		[REASON_LOOP_DECLARATION] = "loop-declaration",
		[REASON_UNBALANCED_BRACKETS] = "unbalanced-brackets",
		[REASON_CONTEXT_IMBALANCE] = "context-imbalance",
		[REASON_REFERENCE_IMBALANCE] = "reference-imbalance",
		[REASON_DUPLICATE_LINES] = "duplicate-lines",
		[REASON_UNREACHABLE_CODE] = "unreachable-code",
		[REASON_DECLARATION_AFTER_STATEMENT] = "declaration-after-statement",
		[REASON_NO_EFFECT] = "no-effect",
		[REASON_UNEXPECTED_BLOCK] = "unexpected-block",
		[REASON_MULTIPLE_STATEMENTS] = "multiple-statements",
		[REASON_STRAY_JUMP] = "stray-jump",
		[REASON_RETURN_TYPE] = "return-type",
		[REASON_ELSE_WITHOUT_IF] = "else-without-if",
		[REASON_MISLEADING_INDENTATION] = "misleading-indentation",
		[REASON_CONTEXT_SAME] = "context-same",
		[REASON_HEADING_DIFFERS] = "heading-differs",
		[REASON_TYPE_DIFFERS] = "type-differs",
		[REASON_CALLERS_DIFFER] = "callers-differ",
		[REASON_NO_CALLERS] = "no-callers",
		[REASON_MISSING_FIX] = "missing-fix",
		[REASON_ADAPTED_HUNK] = "adapted-hunk",
		[REASON_DROPPED_FILES] = "dropped-files",
		[REASON_DROPPED_HUNKS] = "dropped-hunks",
		[REASON_SAME_LINES] = "same-lines",
		[REASON_OTHER_LINES] = "other-lines",
		[REASON_LITTLE_CONTEXT] = "little-context",
		[REASON_OTHER_BRANCH] = "other-branch",
		[REASON_MISSING_PATCH] = "missing-patch",
		[REASON_AS_BEFORE] = "as-before",
		[REASON_REMOVED_LINES_GONE] = "removed-lines-gone",
		[REASON_FIXED_COMMIT_HERE] = "fixed-commit-here",
		[REASON_FIXED_COMMIT_LATER] = "fixed-commit-later",
		[REASON_ASKED_FOR] = "asked-for",
	};

	return names[reason];
}
