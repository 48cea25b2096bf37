// SPDX-License-Identifier: GPL-2.0-only
#include "adapt/rung.h"

const char *rung_name(enum rung rung)
{
	static const char *const names[] = {
		[RUNG_EXACT] = "exact",
		[RUNG_OFFSET] = "offset",
		[RUNG_FUNCTION] = "function",
		[RUNG_MOVED] = "moved",
		[RUNG_TOKEN] = "token",
		[RUNG_SUBSTITUTION] = "substitution",
		[RUNG_SIGNATURE] = "signature",
		[RUNG_INLINED] = "inlined",
		[RUNG_REFUSED] = "refused",
	};

	return names[rung];
}

const char *rung_say(enum rung rung)
{
	static const char *const texts[] = {
		[RUNG_EXACT] = "at its line",
		[RUNG_OFFSET] = "at another line",
		[RUNG_FUNCTION] = "placed by its function, the lines around it differ",
		[RUNG_MOVED] = "placed by its surroundings, in another function",
		[RUNG_TOKEN] = "merged by words with the lines that are here",
		[RUNG_SUBSTITUTION] = "with the names that this branch has",
		[RUNG_SIGNATURE] = "with the arguments that functions take in this branch",
		[RUNG_INLINED] = "where this branch has the code of the function",
		[RUNG_REFUSED] = "refused",
	};

	return texts[rung];
}
