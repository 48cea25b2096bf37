// SPDX-License-Identifier: GPL-2.0-only
#include "result/attempts.h"

#include <stdlib.h>
#include <string.h>

const struct record *attempts_find(const struct attempts *attempts, const char *test, int number)
{
	size_t low = 0, high = attempts->count;

	while (low < high) {
		size_t middle = (low + high) / 2;
		const struct attempt *a = &attempts->items[middle];
		int order = strcmp(a->record.test, test);

		if (!order)
			order = a->number - number;
		if (!order)
			return &a->record;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

void attempts_release(struct attempts *attempts)
{
	for (size_t i = 0; i < attempts->count; i++)
		record_release(&attempts->items[i].record);
	free(attempts->items);
	*attempts = (struct attempts){0};
}
