// SPDX-License-Identifier: GPL-2.0-only
/* Which files of an older index have not changed, wherever they are now. */
#include <stdlib.h>

#include "index/symbol_index_parts.h"

/* A file of the units. */
struct content {
	const uint8_t *id;
	const char *name;
	bool taken;
};

/* All of them by number, and a hash table of the numbers; one content may be there repeatedly. */
struct contents {
	struct content *items;
	uint32_t *slots;		/* number + 1 */
	size_t mask;
};

static size_t first_slot(const struct contents *contents, const uint8_t *id)
{
	uint64_t start;

	memcpy(&start, id, sizeof(start));
	return start & contents->mask;
}

static void read_units(const struct symbol_units *units, struct contents *ret)
{
	struct contents contents = { .mask = 1 };
	uint32_t number = 0;

	while (contents.mask < units->file_count * 2)
		contents.mask = contents.mask << 1 | 1;
	contents.items = xcalloc(units->file_count + 1, sizeof(*contents.items));
	contents.slots = xcalloc(contents.mask + 1, sizeof(*contents.slots));
	for (size_t i = 0; i < units->count; i++)
		for (size_t j = 0; j < units->items[i].source_count; j++) {
			const struct symbol_source *source = &units->items[i].sources[j];
			size_t slot = first_slot(&contents, source->id.id);

			contents.items[number] = (struct content){ source->id.id, source->name };
			while (contents.slots[slot])
				slot = (slot + 1) & contents.mask;
			contents.slots[slot] = ++number;
		}
	*ret = contents;
}

static void contents_release(struct contents *contents)
{
	free(contents->items);
	free(contents->slots);
}

/* The number of a file with that content and name that is not taken yet; UINT32_MAX: none. */
static uint32_t take(struct contents *contents, const struct symbol_layout *older, uint32_t file)
{
	const uint8_t *id = older->files[file].id;
	uint32_t name = older->files[file].name;

	if (name >= older->header->text_bytes)
		return UINT32_MAX;
	for (size_t slot = first_slot(contents, id); contents->slots[slot];
	     slot = (slot + 1) & contents->mask) {
		struct content *content = &contents->items[contents->slots[slot] - 1];

		/* How a file is read depends on its name, too. */
		if (content->taken || memcmp(content->id, id, GIT_OID_RAWSZ) ||
		    strcmp(content->name, older->texts + name))
			continue;
		content->taken = true;
		return contents->slots[slot] - 1;
	}
	return UINT32_MAX;
}

size_t symbol_shared_files(const struct symbol_layout *older, const struct symbol_units *units)
{
	_cleanup_(contents_release) struct contents contents;
	size_t shared = 0;

	read_units(units, &contents);
	for (uint32_t i = 0; i < older->header->file_count; i++)
		shared += take(&contents, older, i) != UINT32_MAX;
	return shared;
}

void symbol_reuse_find(const struct symbol_layout *older, const struct symbol_units *units,
		       bool *done, struct symbol_reuse *ret_reuse)
{
	_cleanup_(contents_release) struct contents contents = { 0 };
	struct symbol_reuse reuse = { .older = older };
	size_t count = older->header->file_count;

	if (older->header->flags & SYMBOL_INDEX_LIST || !symbol_layout_verify(older))
		return;
	read_units(units, &contents);
	reuse.files = xmalloc((count + 1) * sizeof(*reuse.files));
	for (size_t i = 0; i < count; i++) {
		reuse.files[i] = take(&contents, older, i);
		if (reuse.files[i] != UINT32_MAX)
			done[reuse.files[i]] = true;
	}
	*ret_reuse = reuse;
}

void symbol_reuse_release(struct symbol_reuse *reuse)
{
	free(reuse->files);
	*reuse = (struct symbol_reuse){ 0 };
}
