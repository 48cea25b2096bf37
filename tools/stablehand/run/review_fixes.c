// SPDX-License-Identifier: GPL-2.0-only
/* What upstream did later to the commits of a step: fixes and reverts that the branch lacks. */
#include <stdlib.h>
#include <string.h>

#include "index/history_index.h"
#include "index/mentions.h"
#include "run/review_parts.h"
#include "util/alloc.h"

#define TITLE_MIN 11		/* shorter ones are no evidence */
#define LATER_MAX 2000		/* fixes and reverts of a step */

/* A commit upstream that is about one of the changes. */
struct later {
	size_t change;
	bool reverts;
	git_oid id;
	char hex[GIT_OID_HEXSZ + 1];
	char *title;
	size_t number;		/* in upstream's history, the tip is 0 */
};

struct search {
	const struct history_index *index;
	struct later *items;
	size_t count, alloc;
	size_t change;
	bool reverts;
	size_t number;		/* SIZE_MAX: none */
};

static void add_later(const struct history_commit *commit, void *data)
{
	struct search *search = data;
	struct later *later;

	for (size_t i = 0; i < search->count; i++)
		if (search->items[i].change == search->change &&
		    git_oid_equal(&search->items[i].id, &commit->id))
			return;
	if (search->count >= LATER_MAX)
		return;
	later = ARRAY_ADD(search->items, search->count, search->alloc);
	*later = (struct later){
		.change = search->change,
		.reverts = search->reverts,
		.id = commit->id,
		.title = xstrdup(commit->title),
		.number = commit->number,
	};
	git_oid_tostr(later->hex, sizeof(later->hex), &commit->id);
}

static void take_number(const struct history_commit *commit, void *data)
{
	struct search *search = data;

	if (search->number == SIZE_MAX)
		search->number = commit->number;
}

/* The number, from the tip, of the newest commit that says this; SIZE_MAX: none. */
static size_t newest_number(struct search *search, enum history_saying saying, const char *text)
{
	search->number = SIZE_MAX;
	history_index_find(search->index, saying, text, take_number, search);
	return search->number;
}

static void look_for(struct search *search, const struct review_change *change)
{
	search->reverts = false;
	history_index_find(search->index, HISTORY_FIXES_ID, change->upstream, add_later, search);
	if (strlen(change->title) < TITLE_MIN)
		return;
	history_index_find(search->index, HISTORY_FIXES_TITLE, change->title, add_later, search);
	search->reverts = true;
	history_index_find(search->index, HISTORY_REVERTS, change->title, add_later, search);
}

/* Was it undone in its turn: a fix by a revert, a revert by its commit coming again? */
static bool is_undone(struct search *search, const struct review_run *run,
		      const struct later *later)
{
	const char *title = later->reverts ? run->changes[later->change].title : later->title;

	return newest_number(search, later->reverts ? HISTORY_TITLE : HISTORY_REVERTS, title) <
	       later->number;
}

/* Does the step itself bring it? */
static bool is_in_step(const struct review_run *run, const struct later *later)
{
	for (size_t i = 0; i < run->count; i++) {
		const struct review_change *change = &run->changes[i];

		if ((change->upstream && !strncmp(later->hex, change->upstream,
						  strlen(change->upstream))) ||
		    (*later->title && !strcmp(change->title, later->title)))
			return true;
	}
	return false;
}

static void tell(struct review_run *run, const struct later *later)
{
	struct review_finding *finding = review_add(run->review);

	*finding = (struct review_finding){
		.kind = later->reverts ? REVIEW_REVERTED : REVIEW_LATER_FIX,
		.sureness = REVIEW_LIKELY,
		.harm = REVIEW_HARM_RUN,
		.text = xasprintf(later->reverts ?
				  "upstream reverted it with %.12s (\"%s\"), which the branch does "
				  "not have" :
				  "upstream fixed it with %.12s (\"%s\"), which the branch does not "
				  "have", later->hex, later->title),
	};
	review_name_change(finding, &run->changes[later->change]);
}

static int tell_missing(struct review_run *run, struct search *search, struct error **err)
{
	struct mentions mentions = { 0 };
	int rc = 0;

	for (size_t i = 0; i < search->count; i++)
		mentions_add(&mentions, search->items[i].hex, search->items[i].title);
	if (search->count)
		rc = mentions_search(run->context->repo, &run->tip,
				     run->has_changelog ? &run->changelog : NULL, &mentions, err);
	for (size_t i = 0; i < search->count && !rc; i++) {
		const struct later *later = &search->items[i];

		if (!mentions.items[i].found && !is_in_step(run, later) &&
		    !is_undone(search, run, later))
			tell(run, later);
	}
	mentions_release(&mentions);
	return rc;
}

int review_find_fixes(struct review_run *run, struct error **err)
{
	struct search search = { 0 };
	struct history_index *index;
	int rc;

	if (!run->count)
		return 0;
	if (!run->has_upstream_tip) {
		review_note(run->review, "later fixes upstream were not looked for: no history of "
			    "upstream (path in [upstream] of stablehand.conf names a repository)");
		return 0;
	}
	if (history_index_open(run->context->repo, &run->upstream_tip, &index, err))
		return -1;
	search.index = index;
	for (search.change = 0; search.change < run->count; search.change++)
		if (run->changes[search.change].upstream &&
		    strlen(run->changes[search.change].upstream) >= HISTORY_ID_DIGITS_MIN)
			look_for(&search, &run->changes[search.change]);
	rc = tell_missing(run, &search, err);
	if (history_index_count(index) >= HISTORY_INDEX_MAX)
		review_note(run->review, "later fixes were looked for among upstream's newest %u "
			    "commits", HISTORY_INDEX_MAX);
	run->review->fixes_known = !rc;
	history_index_free(index);
	for (size_t i = 0; i < search.count; i++)
		free(search.items[i].title);
	free(search.items);
	return rc;
}
