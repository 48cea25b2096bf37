// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "deliver/form_parts.h"
#include "deliver/upstream_id.h"
#include "util/alloc.h"

const struct form *const forms[] = {
	&form_stable, &form_debian, &form_ubuntu, &form_suse, &form_rpm, &form_rpm_ark,
	&form_rpm_ciq, &form_yocto, &form_git, NULL,
};

const struct form *form_find(const char *name)
{
	for (const struct form *const *form = forms; *form; form++)
		if (!strcmp((*form)->name, name))
			return *form;
	return NULL;
}

/* The same commit with another message and parent. */
static int make_commit(const struct delivery *delivery, const git_oid *id, const git_oid *parent_id,
		       const char *message, git_oid *ret, struct error **err)
{
	git_commit *commit = NULL, *parent = NULL;
	git_tree *tree = NULL;
	const git_commit *parents[1];
	int rc = git_commit_lookup(&commit, delivery->repo, id);

	if (!rc)
		rc = git_commit_lookup(&parent, delivery->repo, parent_id);
	if (!rc)
		rc = git_commit_tree(&tree, commit);
	parents[0] = parent;
	if (!rc)
		rc = git_commit_create(ret, delivery->repo, NULL, git_commit_author(commit),
				       git_commit_committer(commit), NULL,
				       message ? message : git_commit_message(commit), tree, 1,
				       (void *)parents);
	if (rc)
		rc = error_git(err, ERROR_ENVIRONMENT, "writing a commit");
	git_tree_free(tree);
	git_commit_free(parent);
	git_commit_free(commit);
	return rc;
}

static int make_commits(const struct form_work *work, struct error **err)
{
	const git_oid *parent = &work->delivery->base;

	for (size_t i = 0; i < work->delivery->count; i++) {
		const git_oid *id = &work->delivery->patches[i].commit;
		_cleanup_buf_ struct buf message = { 0 };

		if (work->form->message && work->form->message(work, i, &message, err))
			return error_wrap(err, "%s", work->delivery->patches[i].name);
		if (make_commit(work->delivery, id, parent, message.len ? message.data : NULL,
				&work->commits[i], err))
			return -1;
		parent = &work->commits[i];
	}
	return 0;
}

int form_write(const struct form *form, const struct delivery *delivery,
	       struct delivery_files *files, struct error **err)
{
	struct form_work work = {
		.form = form,
		.delivery = delivery,
		.commits = xcalloc(delivery->count + 1, sizeof(*work.commits)),
		.full_ids = xcalloc(delivery->count + 1, sizeof(*work.full_ids)),
		.files = files,
	};
	int rc = form->check ? form->check(delivery, err) : 0;

	for (size_t i = 0; i < delivery->count && !rc; i++)
		rc = upstream_full_id(delivery, i, &work.full_ids[i], err);
	if (!rc)
		rc = make_commits(&work, err);
	if (!rc)
		rc = form->write(&work, err);
	for (size_t i = 0; i < delivery->count; i++)
		free(work.full_ids[i]);
	free(work.full_ids);
	free(work.commits);
	return rc;
}
