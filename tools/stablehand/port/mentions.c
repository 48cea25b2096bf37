// SPDX-License-Identifier: GPL-2.0-only
#include "port/mentions.h"

#include <ctype.h>
#include <string.h>

#include "port/changelog.h"
#include "series/mail_text.h"
#include "util/alloc.h"
#include "util/interrupt.h"

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
		mention->found = true;
		tell(mention, EVIDENCE_COMMIT, "%s is in the history of the branch", mention->id);
	}
	git_commit_free(commit);
}

/* Does the line around a quoted id say that this commit is that one? */
static bool is_quote(const char *message, const char *at)
{
	const char *start = at, *end;

	while (start > message && start[-1] != '\n')
		start--;
	while (start < at && isspace((unsigned char)*start))
		start++;
	for (end = at; isxdigit((unsigned char)*end); end++)
		;
	if (at - start == 7 && !strncasecmp(start, "commit ", 7))
		return !strncasecmp(end, " upstream", 9);
	return (at - start >= 18 && !strncasecmp(at - 16, "upstream commit ", 16) &&
		*start == '[') ||
	       (at - start == 27 && !strncasecmp(start, "(cherry picked from commit ", 27));
}

static bool quotes(const char *message, const char *id)
{
	size_t len = strlen(id);
	char digits[ID_DIGITS + 1];

	memcpy(digits, id, ID_DIGITS);
	digits[ID_DIGITS] = '\0';
	for (const char *at = message; (at = strstr(at, digits)); at++) {
		size_t n = strspn(at, "0123456789abcdef");

		if (!strncmp(at, id, n < len ? n : len) && is_quote(message, at))
			return true;
	}
	return false;
}

static bool reverts(const char *summary, const char *title)
{
	size_t len = strlen(title);

	return !strncmp(summary, "Revert \"", 8) && !strncmp(summary + 8, title, len) &&
	       summary[8 + len] == '"';
}

static void look_at_commit(git_commit *commit, struct mentions *mentions)
{
	const char *message = git_commit_message(commit), *summary = git_commit_summary(commit);
	char hex[13];

	git_oid_tostr(hex, sizeof(hex), git_commit_id(commit));
	for (size_t i = 0; i < mentions->count; i++) {
		struct mention *mention = &mentions->items[i];

		if (mention->id && message && quotes(message, mention->id)) {
			mention->found = true;
			tell(mention, EVIDENCE_COMMIT, "commit %s here quotes %s", hex,
			     mention->id);
		} else if (mention->title && summary && !strcmp(summary, mention->title)) {
			mention->found = true;
			tell(mention, EVIDENCE_COMMIT, "commit %s here has the title \"%s\"", hex,
			     mention->title);
		} else if (mention->title && summary && reverts(summary, mention->title)) {
			mention->reverted = true;
			tell(mention, EVIDENCE_COMMIT, "commit %s here reverts \"%s\"", hex,
			     mention->title);
		}
	}
}

static int walk(git_repository *repo, const git_oid *release, struct mentions *mentions,
		struct error **err)
{
	git_oid id = *release;

	while (mentions->commits < MENTIONS_MAX_COMMITS) {
		git_commit *commit;

		if (interrupt_pending())
			return interrupt_error(err);
		if (git_commit_lookup(&commit, repo, &id)) {
			/* Where a shallow history was cut. */
			if (mentions->commits)
				return 0;
			return error_git(err, ERROR_ENVIRONMENT, "reading the release");
		}
		mentions->commits++;
		look_at_commit(commit, mentions);
		mentions->to_root = !git_commit_parentcount(commit);
		mentions->root = id;
		if (!mentions->to_root)
			git_oid_cpy(&id, git_commit_parent_id(commit, 0));
		git_commit_free(commit);
		if (mentions->to_root)
			break;
	}
	return 0;
}

static void on_item(const struct changelog_item *item, void *data)
{
	struct mentions *mentions = data;

	for (size_t i = 0; i < mentions->count; i++) {
		struct mention *mention = &mentions->items[i];
		_cleanup_free_ char *shown = NULL, *version = NULL;
		bool reverting;

		if (!mention->title || !changelog_names(item, mention->title, &reverting))
			continue;
		shown = text_excerpt(item->text, item->len, SHOWN_BYTES);
		version = text_excerpt(item->version, strlen(item->version), SHOWN_BYTES);
		*(reverting ? &mention->reverted : &mention->found) = true;
		tell(mention, EVIDENCE_CHANGELOG, "changelog of %s, line %zu: %s", version,
		     item->line, shown);
	}
}

int mentions_search(git_repository *repo, const git_oid *release, const git_oid *changelog,
		    struct mentions *mentions, struct error **err)
{
	git_blob *blob;

	for (size_t i = 0; i < mentions->count; i++)
		look_for_ancestor(repo, release, &mentions->items[i]);
	if (walk(repo, release, mentions, err))
		return -1;
	if (!changelog)
		return 0;
	if (git_blob_lookup(&blob, repo, changelog))
		return error_git(err, ERROR_ENVIRONMENT, "reading the changelog");
	changelog_walk(git_blob_rawcontent(blob), git_blob_rawsize(blob), on_item, mentions);
	git_blob_free(blob);
	return 0;
}
