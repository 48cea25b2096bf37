// SPDX-License-Identifier: GPL-2.0-only
#include "index/patch_ids.h"

#include <stdlib.h>
#include <string.h>

#include "index/kept_file.h"
#include "index/kernel_version.h"
#include "index/patch_ids_parts.h"
#include "util/alloc.h"

#define FOLDER "stablehand-patch-ids"

struct patch_ids {
	struct history_index *history;
	struct patch_ids_layout layout;
	struct kept_file file;		/* what it points into, */
	struct buf owned;		/* or this */
};

bool patch_ids_lay_out(const void *data, size_t len, struct patch_ids_layout *ret_layout)
{
	struct patch_ids_header header;

	if (len < sizeof(header))
		return false;
	memcpy(&header, data, sizeof(header));
	if (memcmp(header.magic, PATCH_IDS_MAGIC, sizeof(header.magic)) ||
	    header.version != PATCH_IDS_VERSION ||
	    (len - sizeof(header)) / sizeof(*ret_layout->entries) != header.count ||
	    (len - sizeof(header)) % sizeof(*ret_layout->entries))
		return false;
	ret_layout->entries = (const void *)((const char *)data + sizeof(header));
	ret_layout->count = header.count;
	return true;
}

/* The numbers of the commits that did not come with a release of mainline. Allocated. */
static uint32_t *own_commits(const struct history_index *history, size_t *ret_count)
{
	size_t all = history_index_count(history), count = 0;
	uint32_t *own = xcalloc(all, sizeof(*own));

	for (size_t i = 0; i < all; i++) {
		struct history_commit commit;
		struct kernel_version version;

		history_index_commit(history, i, &commit);
		if (!commit.release || !kernel_version_read(commit.release, &version) ||
		    version.stable)
			own[count++] = i;
	}
	*ret_count = count;
	return own;
}

/* The file of the commit nearest to the tip that has one. */
static bool map_nearest(git_repository *repo, const struct history_index *history,
			const uint32_t *own, size_t count, struct kept_file *file,
			struct patch_ids_layout *layout)
{
	for (size_t i = 0; i < count; i++) {
		struct history_commit commit;

		history_index_commit(history, own[i], &commit);
		if (!kept_file_map(repo, FOLDER, &commit.id, file))
			continue;
		if (patch_ids_lay_out(file->data, file->len, layout))
			return true;
		kept_file_release(file);
	}
	return false;
}

/* What is missing in the file, or has none, is compared now. */
static int make(git_repository *repo, const git_oid *tip, const uint32_t *own, size_t count,
		struct patch_ids *ids, struct error **err)
{
	struct patch_ids_layout known = { 0 };
	struct kept_file nearest = { 0 };
	bool lasting = false;
	int rc;

	map_nearest(repo, ids->history, own, count, &nearest, &known);
	rc = patch_ids_make(repo, ids->history, own, count, &known, &ids->owned, &lasting, err);
	kept_file_release(&nearest);
	if (lasting && count >= HISTORY_INDEX_KEPT_FROM)
		kept_file_write(repo, FOLDER, tip, ids->owned.data, ids->owned.len);
	if (!rc)
		patch_ids_lay_out(ids->owned.data, ids->owned.len, &ids->layout);
	return rc;
}

int patch_ids_open(git_repository *repo, const git_oid *tip, struct patch_ids **ret_ids,
		   struct error **err)
{
	struct patch_ids *ids = xcalloc(1, sizeof(*ids));
	_cleanup_free_ uint32_t *own = NULL;
	size_t count;

	if (history_index_open(repo, tip, &ids->history, err)) {
		patch_ids_free(ids);
		return -1;
	}
	own = own_commits(ids->history, &count);
	/* One that was interrupted, or made of a history that was cut, has fewer. */
	if (!kept_file_map(repo, FOLDER, tip, &ids->file) ||
	    !patch_ids_lay_out(ids->file.data, ids->file.len, &ids->layout) ||
	    ids->layout.count != count) {
		kept_file_release(&ids->file);
		if (make(repo, tip, own, count, ids, err)) {
			patch_ids_free(ids);
			return -1;
		}
	}
	*ret_ids = ids;
	return 0;
}

void patch_ids_free(struct patch_ids *ids)
{
	if (!ids)
		return;
	history_index_free(ids->history);
	kept_file_release(&ids->file);
	buf_release(&ids->owned);
	free(ids);
}

size_t patch_ids_count(const struct patch_ids *ids)
{
	return ids->layout.count;
}

const struct history_index *patch_ids_history(const struct patch_ids *ids)
{
	return ids->history;
}

size_t patch_ids_search(const struct patch_ids_layout *layout, const git_oid *patch_id)
{
	size_t low = 0, high = layout->count;

	if (git_oid_is_zero(patch_id))
		return layout->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (memcmp(layout->entries[middle].patch_id, patch_id->id, GIT_OID_RAWSZ) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < layout->count &&
	       !memcmp(layout->entries[low].patch_id, patch_id->id, GIT_OID_RAWSZ) ?
	       low : layout->count;
}

bool patch_ids_find(const struct patch_ids *ids, const git_oid *patch_id,
		    struct history_commit *ret_commit)
{
	size_t at = patch_ids_search(&ids->layout, patch_id);
	const struct patch_ids_entry *entry = &ids->layout.entries[at];

	if (at == ids->layout.count || entry->number >= history_index_count(ids->history))
		return false;
	history_index_commit(ids->history, entry->number, ret_commit);
	return !memcmp(ret_commit->id.id, entry->commit, GIT_OID_RAWSZ);
}
