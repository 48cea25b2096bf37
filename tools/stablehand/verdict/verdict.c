// SPDX-License-Identifier: GPL-2.0-only
#include "verdict/verdict.h"

const char *verdict_name(enum verdict verdict)
{
	static const char *const names[] = {
		[VERDICT_NOT_AFFECTED] = "not-affected",
		[VERDICT_PRESENT] = "present",
		[VERDICT_SUPERSEDED] = "superseded",
		[VERDICT_CLEAN] = "clean",
		[VERDICT_MOVED] = "moved",
		[VERDICT_ADAPTED] = "adapted",
		[VERDICT_RESOLVED] = "resolved",
		[VERDICT_REFUSED] = "refused",
		[VERDICT_BLOCKED] = "blocked",
		[VERDICT_UNREADABLE] = "unreadable",
	};

	return names[verdict];
}

bool verdict_landed(enum verdict verdict)
{
	return verdict == VERDICT_CLEAN || verdict == VERDICT_MOVED ||
	       verdict == VERDICT_ADAPTED || verdict == VERDICT_RESOLVED;
}

bool verdict_is_missing(enum verdict verdict)
{
	return verdict == VERDICT_REFUSED || verdict == VERDICT_BLOCKED ||
	       verdict == VERDICT_UNREADABLE;
}

const char *need_name(enum need need)
{
	static const char *const names[] = {
		[NEED_UNKNOWN] = "unknown",
		[NEED_NEEDED] = "needed",
		[NEED_NOT_NEEDED] = "not-needed",
	};

	return names[need];
}
