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
		[RUNG_EXACT] = "at the same line",
		[RUNG_OFFSET] = "at another line",
		[RUNG_FUNCTION] = "placed by function, context differs",
		[RUNG_MOVED] = "placed by context, in another function",
		[RUNG_TOKEN] = "merged token by token with different lines",
		[RUNG_SUBSTITUTION] = "with the names of this branch",
		[RUNG_SIGNATURE] = "with the arguments that functions take in this branch",
		[RUNG_INLINED] = "where this branch has the code of the function inlined",
		[RUNG_REFUSED] = "refused",
	};

	return texts[rung];
}
