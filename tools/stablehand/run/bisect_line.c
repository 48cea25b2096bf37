// SPDX-License-Identifier: GPL-2.0-only
/* Which commits are in question. */
#include <string.h>
#include <time.h>

#include "kernel/release.h"
#include "kernel/version.h"
#include "run/bisect_parts.h"
#include "util/alloc.h"
#include "util/interrupt.h"
#include "util/text.h"

#define COMMITS_MAX 1000000

/* "v6.1.190", what it says, or the tag without what a packager put behind it. */
static int find_in(git_repository *repo, const char *name, git_oid *ret_id)
{
	_cleanup_free_ char *tag = xasprintf("refs/tags/v%s^{commit}", name);
	_cleanup_free_ char *upstream = xasprintf("refs/tags/v%.*s^{commit}",
						  (int)strcspn(name, "-~+"), name);
	_cleanup_free_ char *itself = xasprintf("%s^{commit}", name);
	const char *const tries[] = { tag, itself, upstream };
	git_object *object;

	for (size_t i = 0; i < ARRAY_SIZE(tries); i++) {
		if (git_revparse_single(&object, repo, tries[i]))
			continue;
		*ret_id = *git_object_id(object);
		git_object_free(object);
		return 1;
	}
	git_error_clear();
	return 0;
}

static int find_release(struct context *context, const struct bisect_options *options,
			const char *name, git_oid *ret_id, struct error **err)
{
	_cleanup_(release_clear) struct release release = {0};
	int rc;

	if (!version_valid(name))
		return error_set(err, ERROR_INPUT, "%s: not a version (with --git it may be a tag or a "
				 "commit)", name);
	rc = release_find_of(context->repo, options->branch, name, &release, err);
	if (rc > 0)
		*ret_id = release.commit;
	return rc;
}

static int find(struct context *context, const struct bisect_options *options,
		const struct bisect_line *line, const char *name, git_oid *ret_id,
		struct error **err)
{
	int rc = line->own ? find_in(line->repo, name, ret_id) :
			     find_release(context, options, name, ret_id, err);

	if (!rc && line->own)
		return error_set(err, ERROR_INPUT, "%s: no such release, tag or commit in %s", name,
				 options->git);
	if (!rc)
		return error_set(err, ERROR_INPUT, "%s: no such release of %s in the store: stablehand "
				 "fetch --release %s %s", name, options->branch, name, options->branch);
	return rc < 0 ? -1 : 0;
}

static int no_history(const struct bisect_options *options, struct error **err)
{
	return error_set(err, ERROR_INPUT, "no history of first parents from %s to %s in %s%s",
			 options->good, options->bad, options->git ? options->git : "the store",
			 options->git ? "" : ": name a repository with --git, or a git source with "
			 "\"since\"");
}

/* The first parent of a commit: 1; 0: it has none, or a fetched history is cut there. */
static int first_parent(git_repository *repo, git_oid *at)
{
	git_commit *commit, *parent = NULL;
	int rc;

	if (git_commit_lookup(&commit, repo, at))
		return 0;
	rc = !git_commit_parent(&parent, commit, 0);
	if (rc)
		*at = *git_commit_id(parent);
	git_commit_free(parent);
	git_commit_free(commit);
	return rc;
}

/* From the bad one on down; a walk of libgit2's fails where a history is cut. */
static int walk(const struct bisect_options *options, struct bisect_line *line, git_oid at,
		struct error **err)
{
	while (line->count < COMMITS_MAX) {
		if (interrupt_pending())
			return interrupt_error(err);
		*ARRAY_ADD(line->commits, line->count, line->alloc) = at;
		if (!first_parent(line->repo, &at))
			break;
		if (git_oid_equal(&at, &line->good))
			return 0;
	}
	git_error_clear();
	return no_history(options, err);
}

int bisect_line_find(struct context *context, const struct bisect_options *options,
		     struct bisect_line *line, struct error **err)
{
	git_oid bad;
	int rc;

	*line = (struct bisect_line){ .repo = context->repo };
	if (options->git) {
		if (git_repository_open_ext(&line->repo, options->git, 0, NULL))
			return error_git(err, ERROR_INPUT, "%s", options->git);
		line->own = true;
	}
	if (find(context, options, line, options->good, &line->good, err) ||
	    find(context, options, line, options->bad, &bad, err))
		return -1;
	if (git_oid_equal(&line->good, &bad))
		return error_set(err, ERROR_INPUT, "%s and %s are the same commit", options->good,
				 options->bad);
	rc = walk(options, line, bad, err);
	for (size_t i = 0; !rc && i < line->count / 2; i++) {
		git_oid oid = line->commits[i];

		line->commits[i] = line->commits[line->count - 1 - i];
		line->commits[line->count - 1 - i] = oid;
	}
	return rc;
}

void bisect_line_release(struct bisect_line *line)
{
	if (line->own)
		git_repository_free(line->repo);
	free(line->commits);
	*line = (struct bisect_line){0};
}

static char *printable(const char *text)
{
	return text_printable(text ? text : "", text ? strlen(text) : 0, false);
}

int bisect_describe(git_repository *repo, const git_oid *id, struct bisect_commit *ret_commit,
		    struct error **err)
{
	_cleanup_free_ char *author = NULL;
	char date[32] = "";
	git_commit *commit;
	time_t when;
	struct tm tm;

	if (git_commit_lookup(&commit, repo, id))
		return error_git(err, ERROR_INPUT, "commit %s", git_oid_tostr_s(id));
	author = xasprintf("%s <%s>", git_commit_author(commit)->name,
			   git_commit_author(commit)->email);
	when = git_commit_author(commit)->when.time;
	if (gmtime_r(&when, &tm))
		strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%SZ", &tm);
	*ret_commit = (struct bisect_commit){
		.id = xstrdup(git_oid_tostr_s(id)),
		.subject = printable(git_commit_summary(commit)),
		.author = printable(author),
		.date = xstrdup(date),
	};
	git_commit_free(commit);
	return 0;
}
