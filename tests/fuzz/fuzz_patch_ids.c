// SPDX-License-Identifier: GPL-2.0-only
/* Any bytes as a file of patch-ids, as they are and with a head that fits. */
#include <stdlib.h>

#include "index/patch_ids_parts.h"
#include "util/alloc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* All that it points to is inside. */
static void walk(const uint8_t *data, size_t len)
{
	_cleanup_free_ uint8_t *copy = xmalloc(len + 1);
	struct patch_ids_layout layout;
	git_oid id = { .id = { 1 } };
	uint32_t sum = 0;

	memcpy(copy, data, len);
	if (!patch_ids_lay_out(copy, len, &layout))
		return;
	for (size_t i = 0; i < layout.count; i++) {
		for (size_t j = 0; j < GIT_OID_RAWSZ; j++)
			sum += layout.entries[i].patch_id[j] + layout.entries[i].commit[j];
		sum += layout.entries[i].number;
	}
	if (layout.count)
		git_oid_fromraw(&id, layout.entries[layout.count / 2].patch_id);
	if (patch_ids_search(&layout, &id) > layout.count || (sum && !layout.count))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	_cleanup_free_ uint8_t *fitting = xmalloc(len + sizeof(struct patch_ids_header));
	struct patch_ids_header header = {
		.magic = PATCH_IDS_MAGIC,
		.version = PATCH_IDS_VERSION,
		.count = len / sizeof(struct patch_ids_entry),
	};

	walk(data, len);
	memcpy(fitting, &header, sizeof(header));
	memcpy(fitting + sizeof(header), data, len);
	walk(fitting, len + sizeof(header));
	return 0;
}
