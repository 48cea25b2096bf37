// SPDX-License-Identifier: GPL-2.0-only
/* Any bytes as an index file whose head is made to fit, asked and taken apart. */
#include <stdlib.h>

#include "index/symbol_index_parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void ask(struct symbol_index *index)
{
	static const char *const names[] = { "take", "s", "helper", "in_kvm", "count", "x", "pair_t" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		size_t n = strlen(names[i]);
		struct symbol_defs defs;
		struct symbol_def def;

		symbol_index_has(index, names[i], n, SYMBOL_NEAR, "drivers/a/a.c");
		symbol_index_has(index, names[i], n, SYMBOL_ANYWHERE, "drivers/a/a.c");
		symbol_index_is_member(index, names[i], n);
		symbol_index_takes(index, names[i], n, 2, "drivers/a/a.c");
		symbol_index_record_has(index, names[i], n, "x", 1, "mm/slub.c");
		symbol_defs_of(index, names[i], n, SYMBOL_NEAR, "mm/slub.c", &defs);
		while (symbol_defs_next(&defs, &def)) {
			size_t at = 0, member_len;

			while (symbol_def_member(&def, &at, &member_len))
				;
			if (strlen(def.folder) + strlen(def.file) > 1u << 20)
				abort();
		}
	}
}

static void take_over(const struct symbol_layout *layout)
{
	struct symbol_source source = { .name = "a.c" };
	struct symbol_unit unit = {
		.path = "",
		.end = 1,
		.sources = &source,
		.source_count = 1,
	};
	struct symbol_units units = { .items = &unit, .count = 1, .file_count = 1 };
	struct symbol_run merged;
	struct symbol_reuse reuse = { 0 };
	_cleanup_buf_ struct buf bytes = { 0 };
	bool done = false;

	for (uint32_t i = 0; i < layout->header->file_count; i++)
		memcpy(source.id.id, layout->files[i].id, sizeof(source.id.id));
	symbol_reuse_find(layout, &units, &done, &reuse);
	if (symbol_merge(NULL, 0, &reuse, 1, &merged)) {
		struct symbol_index *index;

		/* What was taken is an index like any other. */
		symbol_write(&merged, &units, 0, &bytes);
		index = symbol_index_of_bytes(bytes.data, bytes.len);
		if (!index)
			abort();
		ask(index);
		symbol_index_free(index);
	}
	symbol_reuse_release(&reuse);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	_cleanup_free_ uint8_t *copy = xmalloc(len + 1);
	struct symbol_header *header = (void *)copy;
	struct symbol_index *index;
	struct symbol_layout layout;

	memcpy(copy, data, len);
	if (len >= sizeof(*header)) {
		memcpy(header->magic, SYMBOL_INDEX_MAGIC, sizeof(header->magic));
		header->version = SYMBOL_INDEX_VERSION;
		header->bytes = len;
		header->checksum = symbol_checksum(header + 1, len - sizeof(*header));
		header->header_checksum = symbol_checksum(header, offsetof(struct symbol_header,
									   header_checksum));
	}
	index = symbol_index_of_bytes(copy, len);
	if (index)
		ask(index);
	if (index && symbol_layout_read(copy, len, &layout))
		take_over(&layout);
	symbol_index_free(index);
	return 0;
}
