// SPDX-License-Identifier: GPL-2.0-only
#include "run/import_claims.h"

#include <git2.h>
#include <string.h>

#include "git/repo.h"
#include "git/start.h"
#include "run/project_conf.h"
#include "util/alloc.h"

static bool is_commit(git_repository *repo, const char *hex, const char *subject)
{
	git_commit *commit;
	const char *summary;
	git_oid id;
	bool same;

	if (git_oid_fromstr(&id, hex) || git_commit_lookup(&commit, repo, &id))
		return false;
	summary = git_commit_summary(commit);
	same = summary && subject && !strcmp(summary, subject);
	git_commit_free(commit);
	return same;
}

static int check(git_repository *repo, struct incoming *incoming, struct error **err)
{
	size_t proven = 0;

	for (size_t i = 0; i < incoming->patch_count; i++) {
		struct incoming_patch *incoming_patch = &incoming->patches[i];
		const struct patch *patch = incoming_patch->patch;
		_cleanup_free_ char *id = NULL;

		if (!patch->upstream_claimed || strlen(patch->upstream) != GIT_OID_HEXSZ ||
		    !is_commit(repo, patch->upstream, patch->subject))
			continue;
		id = xstrdup(patch->upstream);
		if (incoming_set_header(incoming_patch, "X-Upstream-Commit", id, err))
			return -1;
		proven++;
	}
	if (proven)
		incoming_note(incoming, NOTE_CHANGED, "", "X-Upstream-Commit says of %zu %s which commit "
			      "upstream %s: it is there under the same subject", proven,
			      proven == 1 ? "patch" : "patches", proven == 1 ? "it is" : "they are");
	return 0;
}

int import_check_claims(struct context *context, const struct import_options *options,
			struct incoming *incoming, struct error **err)
{
	_cleanup_repo_ git_repository *repo = NULL;
	_cleanup_free_ char *configured = NULL;
	const char *path = options->repository;
	bool any = false;

	for (size_t i = 0; i < incoming->patch_count; i++)
		any |= incoming->patches[i].patch->upstream_claimed;
	if (!any)
		return 0;
	if (!path && project_conf_path(context, "upstream.path", &configured, err))
		return -1;
	path = path ? path : configured;
	if (!path)
		return 0;
	libgit2_start();
	if (git_repository_open_ext(&repo, path, 0, NULL))
		return error_git(err, ERROR_INPUT, "%s", path);
	return check(repo, incoming, err);
}
