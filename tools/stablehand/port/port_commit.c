// SPDX-License-Identifier: GPL-2.0-only
#include "port/port_parts.h"

#include "series/author.h"
#include "series/commit_message.h"
#include "util/alloc.h"

static int sign(const char *name, const char *email, int64_t when, int offset,
		git_signature **ret_signature, struct error **err)
{
	if (git_signature_new(ret_signature, name, email, when, offset))
		return error_git(err, ERROR_INPUT, "%s <%s> cannot be part of a commit", name,
				 email);
	return 0;
}

int port_commit(const struct port_options *options, const struct patch *patch,
		const git_commit *release, const char *own_message, const git_oid *parent_id,
		const git_oid *tree_id, struct port_patch *ported, struct error **err)
{
	git_signature *author = NULL, *committer = NULL;
	git_commit *parent = NULL;
	git_tree *tree = NULL;
	_cleanup_free_ char *message = message_compose(patch, own_message,
						       ported->unproven ? NULL : patch->upstream,
						       ported->deviation.note,
						       options->committer_name,
						       options->committer_email);
	_cleanup_free_ char *taken = NULL;
	const char *name = patch->author_name, *email = patch->author_email;
	int64_t when = patch->has_date ? patch->date : git_commit_time(release);
	int offset = patch->has_date ? patch->date_offset : git_commit_time_offset(release);
	const git_commit *parents[1];
	int rc = -1;

	if (!name) {
		email = options->committer_email;
		name = taken = author_name_taken(options->committer_name, email);
		evidence_add(&ported->evidence, EVIDENCE_NOTE, NULL, 0,
			     "the patch names no author%s%s%s: the committer is used",
			     patch->author_said ? " with an address (" : "",
			     patch->author_said ? patch->author_said : "",
			     patch->author_said ? ")" : "");
	}
	if (sign(name, email, when, offset, &author, err) ||
	    sign(options->committer_name, options->committer_email, when, offset, &committer, err))
		goto done;
	if (git_commit_lookup(&parent, options->repo, parent_id) ||
	    git_tree_lookup(&tree, options->repo, tree_id)) {
		error_git(err, ERROR_ENVIRONMENT, "reading what was just written");
		goto done;
	}
	parents[0] = parent;
	rc = git_commit_create(&ported->commit, options->repo, NULL, author, committer, NULL,
			       message, tree, 1, (void *)parents);
	if (rc) {
		rc = error_git(err, ERROR_ENVIRONMENT, "writing a commit");
		goto done;
	}
	git_oid_cpy(&ported->tree, tree_id);
	ported->has_commit = true;
done:
	git_signature_free(author);
	git_signature_free(committer);
	git_commit_free(parent);
	git_tree_free(tree);
	return rc;
}
