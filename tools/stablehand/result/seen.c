// SPDX-License-Identifier: GPL-2.0-only
#include "result/seen.h"

#include <stdlib.h>
#include <time.h>

#include "util/alloc.h"

void seen_now(struct seen *seen)
{
	time_t now = time(NULL);
	char at[32];
	struct tm tm;

	seen_release(seen);
	strftime(at, sizeof(at), "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &tm));
	seen->at = xstrdup(at);
	seen->by = xstrdup("stablehand " STABLEHAND_VERSION);
}

void seen_inherit(struct seen *seen, const struct seen *whole)
{
	if (seen->at)
		return;
	seen->at = xstrdup(whole->at);
	seen->by = xstrdup(whole->by);
}

void seen_release(struct seen *seen)
{
	free(seen->at);
	free(seen->by);
	*seen = (struct seen){0};
}
