// SPDX-License-Identifier: GPL-2.0-only
/* What squeue prints: whatever is read of it has the form that it is used in. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "run/slurm.h"
#include "util/alloc.h"
#include "util/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	_cleanup_free_ char *text = xstrndup((const char *)data, len);
	_cleanup_slurm_queue_ struct slurm_queue queue = {0};

	slurm_parse(text, &queue);
	for (size_t i = 0; i < queue.count; i++) {
		const struct slurm_entry *entry = &queue.entries[i];

		if (!text_is_hex(entry->sent, strlen(entry->sent), SLURM_SENT_CHARS,
				 SLURM_SENT_CHARS) ||
		    strspn(entry->id, "0123456789_") != strlen(entry->id) ||
		    entry->state > SLURM_OVER || !*entry->word || strchr(entry->node, '\n') ||
		    !slurm_find(&queue, entry->sent, entry->task))
			abort();
	}
	return 0;
}
