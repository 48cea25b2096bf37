// SPDX-License-Identifier: GPL-2.0-only
#include "index/mentions.h"

#include <string.h>

#include "index/changelog_index.h"
#include "index/history_index.h"
#include "util/alloc.h"
#include "util/text.h"

#define ID_DIGITS 12		/* of an id that a message is searched for */
#define EVIDENCE_MAX 4		/* finds that are kept of each commit */
#define SHOWN_BYTES 200

struct mention *mentions_add(struct mentions *mentions, const char *id, const char *title)
{
	struct mention *mention = ARRAY_ADD(mentions->items, mentions->count, mentions->alloc);

	memset(mention, 0, sizeof(*mention));
	mention->id = id && text_is_hex(id, strlen(id), ID_DIGITS, GIT_OID_HEXSZ) ? id : NULL;
	mention->title = title && *title ? title : NULL;
	return mention;
}

void mentions_release(struct mentions *mentions)
{
	for (size_t i = 0; i < mentions->count; i++)
		evidence_list_release(&mentions->items[i].evidence);
	free(mentions->items);
	memset(mentions, 0, sizeof(*mentions));
}

#define tell(mention, kind, ...)						\
	do {									\
		if ((mention)->evidence.count < EVIDENCE_MAX)			\
			evidence_add(&(mention)->evidence, kind, NULL, 0, __VA_ARGS__); \
	} while (0)

/* Is the commit itself among the ancestors? Its object being there is cheap to ask. */
static void look_for_ancestor(git_repository *repo, const git_oid *release,
			      struct mention *mention)
{
	git_commit *commit;
	git_oid prefix;

	if (!mention->id || git_oid_fromstrn(&prefix, mention->id, strlen(mention->id)) ||
	    git_commit_lookup_prefix(&commit, repo, &prefix, strlen(mention->id)))
		return;
	if (git_oid_equal(git_commit_id(commit), release) ||
	    git_graph_descendant_of(repo, release, git_commit_id(commit)) == 1) {
		mention->found = mention->found_by_id = true;
		tell(mention, EVIDENCE_COMMIT, "%s is in the history of the branch", mention->id);
	}
	git_commit_free(commit);
}

static void on_copy(const struct history_commit *commit, void *data)
{
	struct mention *mention = data;

	mention->found = mention->found_by_id = true;
	tell(mention, EVIDENCE_COMMIT, "commit %.12s here quotes %s",
	     git_oid_tostr_s(&commit->id), mention->id);
}

/* One that also quotes the id was told already. */
static void on_title(const struct history_commit *commit, void *data)
{
	struct mention *mention = data;

	if (commit->of && mention->id &&
	    !strncmp(commit->of, mention->id, strnlen(mention->id, strlen(commit->of))))
		return;
	mention->found = true;
	tell(mention, EVIDENCE_COMMIT, "commit %.12s here has the title \"%s\"",
	     git_oid_tostr_s(&commit->id), mention->title);
}

static void on_revert(const struct history_commit *commit, void *data)
{
	struct mention *mention = data;

	mention->reverted = true;
	tell(mention, EVIDENCE_COMMIT, "commit %.12s here reverts \"%s\"",
	     git_oid_tostr_s(&commit->id), mention->title);
}

static int look_in_history(git_repository *repo, const git_oid *release, struct mentions *mentions,
			   struct error **err)
{
	struct history_index *index;

	if (history_index_open(repo, release, &index, err))
		return -1;
	mentions->commits = history_index_count(index);
	mentions->whole = history_index_whole(index, &mentions->root);
	for (size_t i = 0; i < mentions->count; i++) {
		struct mention *mention = &mentions->items[i];

		if (mention->id)
			history_index_find(index, HISTORY_OF, mention->id, on_copy, mention);
		if (mention->title) {
			history_index_find(index, HISTORY_TITLE, mention->title, on_title, mention);
			history_index_find(index, HISTORY_REVERTS, mention->title, on_revert,
					   mention);
		}
	}
	history_index_free(index);
	return 0;
}

static void on_item(const struct changelog_item *item, bool reverting, void *data)
{
	struct mention *mention = data;
	_cleanup_free_ char *shown = text_excerpt(item->text, item->len, SHOWN_BYTES);
	_cleanup_free_ char *version = text_excerpt(item->version, strlen(item->version),
						    SHOWN_BYTES);

	*(reverting ? &mention->reverted : &mention->found) = true;
	tell(mention, EVIDENCE_CHANGELOG, "changelog of %s, line %zu: %s", version, item->line,
	     shown);
}

int mentions_search(git_repository *repo, const git_oid *release, const git_oid *changelog,
		    struct mentions *mentions, struct error **err)
{
	struct changelog_index *index;

	for (size_t i = 0; i < mentions->count; i++)
		look_for_ancestor(repo, release, &mentions->items[i]);
	if (look_in_history(repo, release, mentions, err))
		return -1;
	if (!changelog)
		return 0;
	if (changelog_index_open(repo, changelog, &index, err))
		return -1;
	for (size_t i = 0; i < mentions->count; i++)
		if (mentions->items[i].title)
			changelog_index_find(index, mentions->items[i].title, on_item,
					     &mentions->items[i]);
	changelog_index_free(index);
	return 0;
}
