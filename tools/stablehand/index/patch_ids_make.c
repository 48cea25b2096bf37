// SPDX-License-Identifier: GPL-2.0-only
/* The patch-id of each commit, from what differs between its tree and its parent's. */
#include <stdlib.h>
#include <string.h>

#include "git/tree.h"
#include "index/patch_ids_parts.h"
#include "util/alloc.h"
#include "util/hash_table.h"
#include "util/interrupt.h"
#include "util/progress.h"

#define PROGRESS_FROM 256u	/* commits that are told of */
#define PROGRESS_EVERY 64u

/* Of an older file: not compared again. */
struct compared {
	git_oid commit;
	const uint8_t *patch_id;
	UT_hash_handle hh;
};

/* Does it change the content of text files, and nothing else? */
static bool is_text_alone(const git_diff *diff)
{
	for (size_t i = 0; i < git_diff_num_deltas(diff); i++) {
		const git_diff_delta *delta = git_diff_get_delta(diff, i);

		if ((delta->flags & GIT_DIFF_FLAG_BINARY) ||
		    (delta->status != GIT_DELTA_ADDED && delta->status != GIT_DELTA_DELETED &&
		     (delta->status != GIT_DELTA_MODIFIED ||
		      delta->old_file.mode != delta->new_file.mode)))
			return false;
	}
	return true;
}

/* The same options whatever the user's configuration is, as those of most who send mails. */
static int patch_id_between(git_repository *repo, git_tree *before, git_tree *after,
			    git_oid *ret_id)
{
	_cleanup_tree_paths_ struct tree_paths paths = { 0 };
	git_diff_options options = GIT_DIFF_OPTIONS_INIT;
	git_diff *diff;
	int rc;

	if (tree_changes(repo, before, after, &paths))
		return -1;
	if (!paths.count || paths.count > PATCH_IDS_FILES_MAX)
		return 0;
	options.flags = GIT_DIFF_DISABLE_PATHSPEC_MATCH | GIT_DIFF_INDENT_HEURISTIC;
	options.pathspec = (git_strarray){ paths.items, paths.count };
	options.max_size = PATCH_IDS_FILE_BYTES_MAX;
	if (git_diff_tree_to_tree(&diff, repo, before, after, &options))
		return -1;
	/* Which files are binary is known when they were read. */
	rc = git_diff_patchid(ret_id, diff, NULL);
	if (rc || !is_text_alone(diff))
		*ret_id = (git_oid){ 0 };
	git_diff_free(diff);
	return rc ? -1 : 0;
}

/* A merge has none, nor has the last commit of a history. -1: something could not be read. */
static int patch_id_of_commit(git_repository *repo, const git_oid *id, git_oid *ret_id)
{
	git_commit *commit, *parent = NULL;
	git_tree *before = NULL, *after = NULL;
	int rc = 0;

	*ret_id = (git_oid){ 0 };
	if (git_commit_lookup(&commit, repo, id))
		return -1;
	if (git_commit_parentcount(commit) == 1 && !git_commit_parent(&parent, commit, 0))
		rc = git_commit_tree(&before, parent) || git_commit_tree(&after, commit) ||
		     patch_id_between(repo, before, after, ret_id) ? -1 : 0;
	git_tree_free(before);
	git_tree_free(after);
	git_commit_free(parent);
	git_commit_free(commit);
	return rc;
}

static struct compared *list_known(const struct patch_ids_layout *known,
				   struct compared **ret_items)
{
	struct compared *items = xcalloc(known->count + 1, sizeof(*items)), *table = NULL;

	for (size_t i = 0; i < known->count; i++) {
		struct compared *item = &items[i], *there;

		git_oid_fromraw(&item->commit, known->entries[i].commit);
		item->patch_id = known->entries[i].patch_id;
		HASH_FIND(hh, table, &item->commit, sizeof(item->commit), there);
		if (!there)
			HASH_ADD(hh, table, commit, sizeof(item->commit), item);
	}
	*ret_items = items;
	return table;
}

static int compare_entries(const void *a, const void *b)
{
	const struct patch_ids_entry *x = a, *y = b;
	int order = memcmp(x->patch_id, y->patch_id, sizeof(x->patch_id));

	if (order)
		return order;
	return x->number < y->number ? -1 : x->number > y->number;
}

static void put_together(struct patch_ids_entry *entries, size_t count, struct buf *bytes)
{
	const struct patch_ids_header header = {
		.magic = PATCH_IDS_MAGIC,
		.version = PATCH_IDS_VERSION,
		.count = count,
	};

	if (count)
		qsort(entries, count, sizeof(*entries), compare_entries);
	buf_add(bytes, &header, sizeof(header));
	if (count)
		buf_add(bytes, entries, count * sizeof(*entries));
}

/* Returns 0, or -1 after Ctrl-C; then those that are known are still taken over. */
static int compare_all(git_repository *repo, const struct history_index *history,
		       const uint32_t *own, size_t count, struct compared *known, bool told,
		       struct patch_ids_entry *entries, size_t *ret_done, bool *ret_lasting,
		       struct error **err)
{
	size_t done = 0, looked_at = 0;
	int rc = 0;

	for (size_t i = 0; i < count; i++) {
		struct patch_ids_entry *entry = &entries[done];
		struct history_commit commit;
		struct compared *there;
		git_oid patch_id;

		history_index_commit(history, own[i], &commit);
		HASH_FIND(hh, known, &commit.id, sizeof(commit.id), there);
		if (!there && !rc && interrupt_pending())
			rc = interrupt_error(err);
		if (!there && rc)
			continue;
		if (!there && told && looked_at++ % PROGRESS_EVERY == 0)
			progress_update(i, count, 0, NULL);
		if (there)
			git_oid_fromraw(&patch_id, there->patch_id);
		else if (patch_id_of_commit(repo, &commit.id, &patch_id))
			*ret_lasting = false;
		memcpy(entry->patch_id, patch_id.id, sizeof(entry->patch_id));
		memcpy(entry->commit, commit.id.id, sizeof(entry->commit));
		entry->number = own[i];
		done++;
	}
	*ret_done = done;
	return rc;
}

int patch_ids_make(git_repository *repo, const struct history_index *history,
		   const uint32_t *own, size_t count, const struct patch_ids_layout *known,
		   struct buf *bytes, bool *ret_lasting, struct error **err)
{
	_cleanup_free_ struct patch_ids_entry *entries = xcalloc(count + 1, sizeof(*entries));
	_cleanup_free_ struct compared *items = NULL;
	struct compared *table = list_known(known, &items);
	bool told = count > known->count && count - known->count >= PROGRESS_FROM;
	size_t done;
	int rc;

	*ret_lasting = true;
	if (told)
		progress_start("comparing the commits of a branch's history");
	rc = compare_all(repo, history, own, count, table, told, entries, &done, ret_lasting, err);
	if (told)
		progress_end(rc ? "interrupted" : NULL);
	HASH_CLEAR(hh, table);
	put_together(entries, done, bytes);
	return rc;
}
