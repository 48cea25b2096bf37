// SPDX-License-Identifier: GPL-2.0-only
#include "verdict/risk.h"

#include <string.h>

enum risk risk_of_name(const char *name)
{
	for (enum risk risk = RISK_LOW; risk <= RISK_HIGH; risk++)
		if (!strcmp(name, risk_name(risk)))
			return risk;
	return RISK_NONE;
}
