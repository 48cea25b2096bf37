// SPDX-License-Identifier: GPL-2.0-only
#include "run/import_cve.h"

#include <string.h>

#include "git/start.h"
#include "index/cve_status.h"
#include "run/import_commits.h"
#include "run/import_release.h"
#include "run/project_conf.h"
#include "run/vulns.h"
#include "util/alloc.h"

struct fixing {
	struct context *context;
	struct incoming *incoming;
	const char *id;			/* of the CVE */
	const struct cve *cve;
	char *upstream;			/* path of the repository; or NULL */
	bool from_release;		/* what two releases differ in stands for all of its fixes */
};

/* Is it there, with what it came from? A shallow copy may end at it. */
static bool has_commit(git_repository *repo, const git_oid *id)
{
	git_commit *commit, *parent;
	bool has;

	if (git_commit_lookup(&commit, repo, id))
		return false;
	has = git_commit_parentcount(commit) == 1 && !git_commit_parent(&parent, commit, 0);
	if (has)
		git_commit_free(parent);
	git_commit_free(commit);
	return has;
}

static bool is_of(const struct patch *patch, const char *hex, const struct cve *cve)
{
	if (patch->upstream)
		return !strncmp(patch->upstream, hex, strlen(patch->upstream));
	/* Only where it cannot be another of several. */
	return cve->fix_count == 1 && patch->subject && *cve->title &&
	       !strcmp(patch->subject, cve->title);
}

/* 1: it came in beside the CVE. */
static int take_given(struct fixing *fixing, const char *hex, struct error **err)
{
	for (size_t i = 0; i < fixing->incoming->patch_count; i++) {
		struct incoming_patch *given = &fixing->incoming->patches[i];
		bool said = given->patch->upstream && !given->patch->upstream_claimed;

		if (!is_of(given->patch, hex, fixing->cve))
			continue;
		if (said)
			return 1;
		incoming_note(fixing->incoming, NOTE_CHANGED, given->source,
			      "X-Upstream-Commit: %s was added, by %s", hex, fixing->id);
		return incoming_set_header(given, "X-Upstream-Commit", hex, err) ? -1 : 1;
	}
	return 0;
}

static int take_upstream(struct fixing *fixing, const git_oid *id, struct error **err)
{
	char hex[GIT_OID_HEXSZ + 1];
	git_repository *repo;
	bool has;

	if (!fixing->upstream)
		return 0;
	libgit2_start();
	if (git_repository_open_ext(&repo, fixing->upstream, 0, NULL))
		return error_git(err, ERROR_INPUT, "%s", fixing->upstream);
	has = has_commit(repo, id);
	git_repository_free(repo);
	if (!has)
		return 0;
	git_oid_tostr(hex, sizeof(hex), id);
	return import_commits(fixing->incoming, fixing->upstream, hex, err) ? -1 : 1;
}

/* Mainline's own, where the branch's history goes back before it. */
static int take_from_store(struct fixing *fixing, const git_oid *id, struct error **err)
{
	git_repository *store = fixing->context->repo;
	char hex[GIT_OID_HEXSZ + 1];

	if (!has_commit(store, id))
		return 0;
	git_oid_tostr(hex, sizeof(hex), id);
	return import_commits(fixing->incoming, git_repository_path(store), hex, err) ? -1 : 1;
}

/*
 * A commit of a stable branch that the store has. Which of several fixes upstream it is a
 * backport of only its message says, so it is looked at where there is one.
 */
static int take_backport(struct fixing *fixing, const char *hex, struct error **err)
{
	const struct cve *cve = fixing->cve;

	for (size_t i = 0; i < cve->range_count && cve->fix_count == 1; i++) {
		const struct cve_range *range = &cve->ranges[i];
		_cleanup_free_ char *version = NULL;
		char backport[GIT_OID_HEXSZ + 1];
		struct incoming_patch *added;
		git_oid id;

		git_oid_fromraw(&id, range->fixed_commit);
		if (git_oid_is_zero(&id) || !has_commit(fixing->context->repo, &id))
			continue;
		git_oid_tostr(backport, sizeof(backport), &id);
		if (import_commits(fixing->incoming, git_repository_path(fixing->context->repo),
				   backport, err))
			return -1;
		added = &fixing->incoming->patches[fixing->incoming->patch_count - 1];
		version = cve_version_text(&range->fixed);
		incoming_note(fixing->incoming, NOTE_UNSURE, fixing->id,
			      "is the backport that %s has (%.12s), not the commit upstream", version,
			      backport);
		if (added->patch->upstream && !strcmp(added->patch->upstream, hex))
			return 1;
		return incoming_set_header(added, "X-Upstream-Commit", hex, err) ? -1 : 1;
	}
	return 0;
}

static int nowhere(const struct fixing *fixing, const char *hex, struct error **err)
{
	return error_set(err, ERROR_INPUT,
			 "%s: its fix, commit %s upstream (\"%s\"), is not here: %s, and the store has "
			 "no release before and after it. Name a repository that has it (--git DIR, or "
			 "path in [upstream] of stablehand.conf), or its mail beside it "
			 "(stablehand import %s MAIL)", fixing->id, hex, fixing->cve->title,
			 fixing->upstream ? "the upstream repository does not have it" :
					    "no upstream repository is configured", fixing->id);
}

static int take_fix(struct fixing *fixing, size_t number, struct error **err)
{
	char hex[GIT_OID_HEXSZ + 1];
	git_oid id;
	int rc;

	git_oid_fromraw(&id, fixing->cve->fixes[number]);
	git_oid_tostr(hex, sizeof(hex), &id);
	rc = take_given(fixing, hex, err);
	if (!rc)
		rc = take_upstream(fixing, &id, err);
	if (!rc)
		rc = take_from_store(fixing, &id, err);
	if (!rc)
		rc = take_backport(fixing, hex, err);
	if (!rc && !fixing->from_release) {
		rc = import_release(fixing->incoming, fixing->context->repo, fixing->cve, err);
		fixing->from_release = rc > 0;
	} else if (!rc) {
		rc = 1;
	}
	return rc ? rc : nowhere(fixing, hex, err);
}

static bool is_fix(const struct patch *patch, const struct cve *cve)
{
	for (size_t i = 0; i < cve->fix_count; i++) {
		char hex[GIT_OID_HEXSZ + 1];
		git_oid id;

		git_oid_fromraw(&id, cve->fixes[i]);
		git_oid_tostr(hex, sizeof(hex), &id);
		if (is_of(patch, hex, cve))
			return true;
	}
	return false;
}

/*
 * Who names a CVE and a mail wants the fix: what else its thread has is not missing, unless
 * something else came in as well.
 */
static void leave_thread(struct fixing *fixing)
{
	struct incoming *incoming = fixing->incoming;
	size_t kept = 0, left;

	for (size_t i = 0; i < incoming->patch_count; i++)
		if (!is_fix(incoming->patches[i].patch, fixing->cve))
			return;
	for (size_t i = 0; i < incoming->note_count; i++) {
		struct incoming_note *note = &incoming->notes[i];

		if (note->kind != NOTE_MISSING) {
			incoming->notes[kept++] = *note;
			continue;
		}
		free(note->about);
		free(note->text);
	}
	left = incoming->note_count - kept;
	incoming->note_count = kept;
	if (left)
		incoming_note(incoming, NOTE_LEFT_OUT, fixing->id,
			      "%zu other %s of the same thread, no part of the fix", left,
			      left == 1 ? "patch" : "patches");
}

static int find_cve(const struct cve_table *table, const char *id, struct cve *ret_cve,
		    struct error **err)
{
	git_oid commit;
	int64_t time;

	cve_table_commit(table, &commit, &time);
	if (!cve_table_find(table, cve_id_read(id, strlen(id)), ret_cve))
		return error_set(err, ERROR_INPUT, "%s: vulns %.12s does not have it", id,
				 git_oid_tostr_s(&commit));
	if (ret_cve->rejected)
		return error_set(err, ERROR_INPUT, "%s was rejected (vulns %.12s)", id,
				 git_oid_tostr_s(&commit));
	if (!ret_cve->fix_count)
		return error_set(err, ERROR_INPUT, "%s: vulns %.12s names no fix%s%s", id,
				 git_oid_tostr_s(&commit), *ret_cve->problem ? "; " : "",
				 ret_cve->problem);
	return 0;
}

int import_cve(struct context *context, const struct import_options *options, const char *id,
	       struct incoming *incoming, struct error **err)
{
	_cleanup_cve_table_ struct cve_table *table = NULL;
	struct fixing fixing = { .context = context, .incoming = incoming, .id = id };
	struct cve cve;
	int rc = 0;

	if (vulns_open(context, options->vulns, &table, err))
		return -1;
	if (!table)
		return error_set(err, ERROR_INPUT,
				 "%s: what fixes it says the kernel's vulns repository: name a copy "
				 "(--vulns DIR, or path in [vulns] of stablehand.conf)", id);
	if (find_cve(table, id, &cve, err) || context_store(context, err))
		return -1;
	fixing.cve = &cve;
	if (options->repository)
		fixing.upstream = xstrdup(options->repository);
	else if (project_conf_path(context, "upstream.path", &fixing.upstream, err))
		return -1;
	for (size_t i = 0; i < cve.fix_count && rc >= 0; i++)
		rc = take_fix(&fixing, i, err);
	free(fixing.upstream);
	if (rc < 0)
		return -1;
	leave_thread(&fixing);
	if (!incoming->title)
		incoming->title = xstrdup(id);
	return 0;
}
