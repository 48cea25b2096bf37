// SPDX-License-Identifier: GPL-2.0-only
#include "verdict/deviation.h"

#include <stdlib.h>
#include <string.h>

const char *deviation_kind_name(enum deviation_kind kind)
{
	static const char *const names[] = {
		[DEVIATION_SAME] = "same",
		[DEVIATION_ORIGINAL] = "original",
		[DEVIATION_PORTED] = "ported",
	};

	return names[kind];
}

void deviation_release(struct deviation *deviation)
{
	for (size_t i = 0; i < deviation->count; i++)
		buf_release(&deviation->spans[i].text);
	free(deviation->spans);
	free(deviation->note);
	memset(deviation, 0, sizeof(*deviation));
}
