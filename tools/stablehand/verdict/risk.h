/* SPDX-License-Identifier: GPL-2.0-only */
/* How much a person should look at a patch that landed. */
#ifndef VERDICT_RISK_H
#define VERDICT_RISK_H

enum risk {
	RISK_NONE,		/* it did not land, or was not judged */
	RISK_LOW,
	RISK_MEDIUM,
	RISK_HIGH,
};

/* The word, "none" ... "high". */
static inline const char *risk_name(enum risk risk)
{
	static const char *const names[] = {
		[RISK_NONE] = "none",
		[RISK_LOW] = "low",
		[RISK_MEDIUM] = "medium",
		[RISK_HIGH] = "high",
	};

	return names[risk];
}

/* The risk of a word, "low" ... "high"; RISK_NONE: it is none. */
enum risk risk_of_name(const char *name);

#endif
