// SPDX-License-Identifier: GPL-2.0-only
/*
 * A bundle, from which `git fetch` takes the commits where their base is, and the reference in the
 * store that `git push` takes them from.
 */
#include <stdbool.h>
#include <string.h>

#include "deliver/form_parts.h"
#include "util/alloc.h"

/* Pack what the commits bring and their base has not. */
static int add_pack(const struct form_work *work, struct buf *text, struct error **err)
{
	const struct delivery *delivery = work->delivery;
	git_packbuilder *builder = NULL;
	git_revwalk *walk = NULL;
	git_buf pack = { 0 };
	int rc = git_packbuilder_new(&builder, delivery->repo);

	if (!rc)
		rc = git_revwalk_new(&walk, delivery->repo);
	if (!rc)
		rc = git_revwalk_push(walk, &work->commits[delivery->count - 1]);
	if (!rc)
		rc = git_revwalk_hide(walk, &delivery->base);
	/* One thread, as several give another order each time. */
	if (!rc)
		git_packbuilder_set_threads(builder, 1);
	if (!rc)
		rc = git_packbuilder_insert_walk(builder, walk);
	if (!rc)
		rc = git_packbuilder_write_buf(&pack, builder);
	if (rc)
		rc = error_git(err, ERROR_ENVIRONMENT, "packing the commits");
	else
		buf_add(text, pack.ptr, pack.size);
	git_buf_dispose(&pack);
	git_revwalk_free(walk);
	git_packbuilder_free(builder);
	return rc;
}

/* Does the store itself have the commits, as they were ported before? */
static bool is_ported(const struct form_work *work)
{
	const struct delivery *delivery = work->delivery;
	git_repository *store;
	git_odb *odb = NULL;
	bool there;

	if (git_repository_open(&store, git_repository_path(delivery->repo)))
		return false;
	there = !git_repository_odb(&odb, store) &&
		git_odb_exists(odb, &work->commits[delivery->count - 1]);
	git_odb_free(odb);
	git_repository_free(store);
	return there;
}

static int write_bundle(const struct form_work *work, struct error **err)
{
	const struct delivery *delivery = work->delivery;
	struct buf *text = &delivery_add(work->files, "%s.bundle", delivery->series)->text;
	char base[GIT_OID_HEXSZ + 1], tip[GIT_OID_HEXSZ + 1];

	git_oid_tostr(base, sizeof(base), &delivery->base);
	git_oid_tostr(tip, sizeof(tip), &work->commits[delivery->count - 1]);
	buf_printf(text, "# v2 git bundle\n-%s %s\n%s refs/heads/%s-%s\n\n", base,
		   delivery->version, tip, delivery->series, delivery->branch);
	if (add_pack(work, text, err))
		return -1;
	buf_printf(&work->files->next, "git fetch %s.bundle refs/heads/%s-%s\n", delivery->series,
		   delivery->series, delivery->branch);
	if (!is_ported(work))
		buf_printf(&work->files->next, "stablehand port --series %s %s\n", delivery->series,
			   delivery->branch);
	buf_printf(&work->files->next, "git -C ");
	form_add_word(&work->files->next, git_repository_path(delivery->repo));
	buf_printf(&work->files->next, " push REMOTE %s:refs/heads/%s-%s\n", tip, delivery->series,
		   delivery->branch);
	return 0;
}

const struct form form_git = {
	.name = "git",
	.summary = "a bundle, and what to push",
	.write = write_bundle,
};
