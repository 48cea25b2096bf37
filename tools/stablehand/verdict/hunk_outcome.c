// SPDX-License-Identifier: GPL-2.0-only
#include "verdict/hunk_outcome.h"

#include <stdlib.h>
#include <string.h>

void hunk_outcome_list_release(struct hunk_outcome_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		free(list->items[i].path);
		free(list->items[i].reason);
	}
	free(list->items);
	memset(list, 0, sizeof(*list));
}
