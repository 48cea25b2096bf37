// SPDX-License-Identifier: GPL-2.0-only
#include "vm/record.h"

#include <stdlib.h>
#include <string.h>

static const char *const names[OUTCOME_COUNT] = {
	[OUTCOME_PASS] = "pass",
	[OUTCOME_FAIL] = "fail",
	[OUTCOME_SKIP] = "skip",
	[OUTCOME_TIMEOUT] = "timeout",
	[OUTCOME_CRASH] = "crash",
	[OUTCOME_NOT_BUILT] = "not-built",
};

const char *outcome_name(enum outcome outcome)
{
	return names[outcome];
}

int outcome_from_name(const char *name)
{
	for (int i = 0; i < OUTCOME_COUNT; i++)
		if (!strcmp(name, names[i]))
			return i;
	return -1;
}

void record_release(struct record *record)
{
	free(record->test);
	free(record->message);
	free(record->kernel_log);
	free(record->output);
	free(record->boot);
	free(record->host);
	memset(record, 0, sizeof(*record));
}
