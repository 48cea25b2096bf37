// SPDX-License-Identifier: GPL-2.0-only
/* What the histories in the store know of the patches and their commits upstream. */
#include <string.h>
#include <strings.h>

#include "deliver/lint_parts.h"
#include "index/mentions.h"
#include "judge/history.h"
#include "util/alloc.h"

/* A patch, and the commit that it was upstream. */
struct upstream {
	char id[41];			/* "": it says none of 40 digits */
	const char *subject;
	bool found, copy;		/* in a history; only as a copy, in another branch's */
	git_oid commit;
	char *revert;			/* a commit that reverts it, or NULL */
};

struct search {
	struct upstream *items;
	size_t count;
	struct upstream *now;
};

static void found_itself(const struct history_commit *commit, void *data)
{
	struct search *search = data;

	search->now->found = true;
	search->now->copy = false;
	search->now->commit = commit->id;
}

static void found_copy(const struct history_commit *commit, void *data)
{
	struct search *search = data;

	if (search->now->found)
		return;
	search->now->found = search->now->copy = true;
	search->now->commit = commit->id;
}

static void found_revert(const struct history_commit *commit, void *data)
{
	struct search *search = data;

	if (!search->now->revert)
		search->now->revert = xasprintf("%.12s", commit->of ? commit->of :
						git_oid_tostr_s(&commit->id));
}

static void look(const struct history_index *index, void *data)
{
	struct search *search = data;

	for (size_t i = 0; i < search->count; i++) {
		search->now = &search->items[i];
		if (*search->now->id) {
			history_index_find(index, HISTORY_ID, search->now->id, found_itself,
					   search);
			history_index_find(index, HISTORY_OF, search->now->id, found_copy, search);
		}
		if (search->now->subject)
			history_index_find(index, HISTORY_REVERTS, search->now->subject,
					   found_revert, search);
	}
}

/* Is it in the same submission? */
static bool is_sent(const struct lint_options *options, const char *title)
{
	for (size_t i = 0; i < options->count; i++)
		if (options->patches[i].patch->subject &&
		    !strcmp(options->patches[i].patch->subject, title))
			return true;
	return false;
}

static int compare(const struct lint_options *options, const struct upstream *upstream, size_t i,
		   struct lint_findings *findings, struct error **err)
{
	const struct patch *patch = options->patches[i].patch;
	const char *subject, *where = upstream->copy ? "another branch's copy" : "upstream";
	const git_signature *author;
	git_commit *commit;

	if (git_commit_lookup(&commit, options->repo, &upstream->commit))
		return error_git(err, ERROR_ENVIRONMENT, "reading a commit of a history");
	subject = git_commit_summary(commit);
	author = git_commit_author(commit);
	if (patch->subject && strcmp(patch->subject, subject))
		lint_add(findings, "subject", LINT_FAIL, i, "the subject is not that of %s: %s",
			 where, subject);
	if (patch->author_email && strcasecmp(patch->author_email, author->email) &&
	    strcmp(patch->author_name, author->name))
		lint_add(findings, "author", LINT_FAIL, i, "the author is not that of %s: %s <%s>",
			 where, author->name, author->email);
	lint_fixes(patch, i, git_commit_message(commit), findings);
	git_commit_free(commit);
	return 0;
}

/* Which of the fixes does the branch have, by its history or changelog? */
static int check_fixes(const struct lint_options *options, const struct later_fixes *fixes,
		       struct lint_findings *findings, struct error **err)
{
	struct mentions mentions = { 0 };
	int rc = 0;

	for (size_t i = 0; i < fixes->count; i++)
		mentions_add(&mentions, fixes->items[i].id, fixes->items[i].title);
	if (options->release && fixes->count)
		rc = mentions_search(options->repo, &options->release->commit,
				     options->release->changelog, &mentions, err);
	for (size_t i = 0; i < fixes->count && !rc; i++) {
		const struct later_fix *fix = &fixes->items[i];

		if (!is_sent(options, fix->title) && !mentions.items[i].found)
			lint_add(findings, "later-fix", LINT_WARN, fix->patch,
				 "a later fix of it does not go along: %.12s (\"%s\")",
				 fix->id, fix->title);
	}
	mentions_release(&mentions);
	return rc;
}

static int find_fixes(const struct lint_options *options, struct lint_findings *findings,
		      struct error **err)
{
	_cleanup_free_ const struct patch **patches = xcalloc(options->count, sizeof(*patches));
	struct later_fixes fixes;
	int rc;

	for (size_t i = 0; i < options->count; i++)
		patches[i] = options->patches[i].patch;
	if (history_find_fixes(options->repo, patches, options->count, &fixes, err))
		return -1;
	rc = check_fixes(options, &fixes, findings, err);
	later_fixes_release(&fixes);
	return rc;
}

int lint_history(const struct lint_options *options, struct lint_findings *findings,
		 struct error **err)
{
	struct search search = {
		.items = xcalloc(options->count, sizeof(*search.items)),
		.count = options->count,
	};
	int rc;

	for (size_t i = 0; i < options->count; i++) {
		struct lint_upstream said;

		search.items[i].subject = options->patches[i].patch->subject;
		if (lint_upstream_of(options->patches[i].patch->body, &said) && said.digits == 40)
			memcpy(search.items[i].id, said.id, sizeof(said.id));
	}
	rc = history_each(options->repo, look, &search, err);
	for (size_t i = 0; i < options->count && !rc; i++) {
		struct upstream *upstream = &search.items[i];
		_cleanup_free_ char *title = xasprintf("Revert \"%s\"", upstream->subject ?
						       upstream->subject : "");

		if (upstream->found)
			rc = compare(options, upstream, i, findings, err);
		else
			lint_fixes(options->patches[i].patch, i, NULL, findings);
		if (upstream->revert && !is_sent(options, title))
			lint_add(findings, "reverted", LINT_FAIL, i, "it was reverted by %s",
				 upstream->revert);
	}
	for (size_t i = 0; i < options->count; i++)
		free(search.items[i].revert);
	free(search.items);
	return rc ? rc : find_fixes(options, findings, err);
}
