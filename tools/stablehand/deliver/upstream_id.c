// SPDX-License-Identifier: GPL-2.0-only
#include "deliver/upstream_id.h"

#include <string.h>

#include "judge/history.h"
#include "util/alloc.h"

struct search {
	const char *start;	/* of the id */
	char full[GIT_OID_HEXSZ + 1];
	bool several;
};

static void note(struct search *search, const char *id)
{
	if (!id || strlen(id) != GIT_OID_HEXSZ || strncmp(id, search->start, strlen(search->start)))
		return;
	search->several |= *search->full && strcmp(search->full, id);
	memcpy(search->full, id, sizeof(search->full));
}

static void found_id(const struct history_commit *commit, void *data)
{
	char hex[GIT_OID_HEXSZ + 1];

	git_oid_tostr(hex, sizeof(hex), &commit->id);
	note(data, hex);
}

static void found_copy(const struct history_commit *commit, void *data)
{
	note(data, commit->of);
}

static void look(const struct history_index *index, void *data)
{
	struct search *search = data;

	history_index_find(index, HISTORY_ID, search->start, found_id, search);
	history_index_find(index, HISTORY_OF, search->start, found_copy, search);
}

int upstream_full_id(const struct delivery *delivery, size_t i, char **ret_id, struct error **err)
{
	const struct delivery_patch *patch = &delivery->patches[i];
	struct search search = { .start = patch->upstream };

	if (!patch->upstream || strlen(patch->upstream) == GIT_OID_HEXSZ) {
		*ret_id = xstrdup(patch->upstream);
		return 0;
	}
	if (history_each(delivery->repo, look, &search, err))
		return -1;
	if (!*search.full || search.several)
		return error_set(err, ERROR_INPUT,
				 "%s: its commit upstream is only said as %s, and %s "
				 "in the store: give all 40 digits (X-Upstream-Commit)",
				 patch->name, patch->upstream,
				 search.several ? "several such are in the histories" :
						  "no such is in a history");
	*ret_id = xstrdup(search.full);
	return 0;
}
