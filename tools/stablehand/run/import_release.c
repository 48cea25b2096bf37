// SPDX-License-Identifier: GPL-2.0-only
#include "run/import_release.h"

#include <string.h>

#include "git/repo.h"
#include "git/tree_diff.h"
#include "index/cve_status.h"
#include "util/alloc.h"

#define RELEASES "refs/kernels/"

/* A release in the store. */
struct stored {
	char *branch, *version;
	struct kernel_version number;
	git_oid commit;
};

struct stored_list {
	struct stored *items;
	size_t count, alloc;
};

/* Two of one branch, and the fix that came between them. */
struct pair {
	const struct stored *before, *after;
	const struct cve_range *range;
};

static void stored_release(struct stored_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		free(list->items[i].branch);
		free(list->items[i].version);
	}
	free(list->items);
}

/* A reference writes "_" where a version has "~". */
static char *version_of_ref(const char *name)
{
	char *version = xstrdup(name);

	for (char *at = version; *at; at++)
		if (*at == '_')
			*at = '~';
	return version;
}

static int add_stored(git_reference *ref, struct stored_list *list, struct error **err)
{
	const char *name = git_reference_name(ref) + strlen(RELEASES);
	const char *slash = strchr(name, '/');
	struct kernel_version number;
	struct stored *stored;
	git_oid commit;

	if (!slash || !kernel_version_read(slash + 1, &number))
		return 0;
	if (repo_ref_commit(git_reference_owner(ref), git_reference_name(ref), &commit, err))
		return -1;
	stored = ARRAY_ADD(list->items, list->count, list->alloc);
	*stored = (struct stored){ xstrndup(name, slash - name), version_of_ref(slash + 1), number,
				   commit };
	return 0;
}

static int list_stored(git_repository *store, struct stored_list *list, struct error **err)
{
	git_reference_iterator *iterator;
	git_reference *ref;
	int rc = 0;

	if (git_reference_iterator_glob_new(&iterator, store, RELEASES "*"))
		return error_git(err, ERROR_ENVIRONMENT, "reading the releases");
	while (!rc && !git_reference_next(&ref, iterator)) {
		rc = add_stored(ref, list, err);
		git_reference_free(ref);
	}
	git_reference_iterator_free(iterator);
	return rc;
}

static unsigned int gap(const struct pair *pair)
{
	return pair->after->number.stable - pair->before->number.stable;
}

/* Those nearest to a fix of one branch; nothing changes when *best is nearer. */
static void find_pair(const struct stored_list *list, const struct cve_range *range,
		      struct pair *best)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct stored *before = &list->items[i];
		unsigned int number;

		if (!cve_version_of_branch(&range->fixed, &before->number, &number) ||
		    before->number.stable >= number)
			continue;
		for (size_t j = 0; j < list->count; j++) {
			const struct stored *after = &list->items[j];
			const struct pair pair = { before, after, range };

			if (!strcmp(before->branch, after->branch) &&
			    after->number.major == before->number.major &&
			    after->number.minor == before->number.minor &&
			    after->number.stable >= number &&
			    (!best->range || gap(&pair) < gap(best)))
				*best = pair;
		}
	}
}

static int diff_files(git_repository *store, const struct pair *pair, const struct cve *cve,
		      struct buf *text, struct error **err)
{
	_cleanup_free_ char **paths = xcalloc(cve->path_count + 1, sizeof(*paths));
	git_oid before, after;

	for (size_t i = 0; i < cve->path_count; i++)
		paths[i] = (char *)cve_path(cve, i);
	if (repo_commit_tree(store, &pair->before->commit, &before, err) ||
	    repo_commit_tree(store, &pair->after->commit, &after, err))
		return -1;
	return tree_diff_of_paths(store, &before, &after, paths, cve->path_count, text, err);
}

/* "X-Upstream-Commit: <id> (v6.15)" */
static void write_upstream(const struct cve *cve, struct buf *mail)
{
	struct cve_version mainline;
	git_oid id;

	git_oid_fromraw(&id, cve->fixes[0]);
	buf_printf(mail, "X-Upstream-Commit: %s", git_oid_tostr_s(&id));
	if (cve_mainline_fix(cve, &mainline)) {
		_cleanup_free_ char *version = cve_version_text(&mainline);

		buf_printf(mail, " (v%s)", version);
	}
	buf_puts(mail, "\n");
}

static void write_mail(const struct pair *pair, const struct cve *cve, const char *diff,
		       struct buf *mail)
{
	_cleanup_free_ char *id = cve_id_text(cve->id);
	_cleanup_free_ char *fixed = cve_version_text(&pair->range->fixed);
	git_oid commit;

	git_oid_fromraw(&commit, pair->range->fixed_commit);
	buf_printf(mail, "Subject: [PATCH] %s\n", *cve->title ? cve->title : id);
	write_upstream(cve, mail);
	buf_printf(mail, "\nThis is not the commit that fixes %s. It is what differs between\n"
		   "%s and %s of %s, the releases around %s that\n"
		   "brought the fix (%.12s), in the files that the fix changes. Other\n"
		   "changes to them may be part of it, and author and message are not known.\n---\n",
		   id, pair->before->version, pair->after->version, pair->before->branch, fixed,
		   git_oid_tostr_s(&commit));
	buf_puts(mail, diff);
}

int import_release(struct incoming *incoming, git_repository *store, const struct cve *cve,
		   struct error **err)
{
	_cleanup_(stored_release) struct stored_list list = { 0 };
	_cleanup_free_ char *id = cve_id_text(cve->id), *source = NULL;
	_cleanup_buf_ struct buf diff = { 0 }, mail = { 0 };
	struct pair best = { 0 };

	if (!cve->path_count || !cve->fix_count)
		return 0;
	if (list_stored(store, &list, err))
		return -1;
	for (size_t i = 0; i < cve->range_count; i++)
		find_pair(&list, &cve->ranges[i], &best);
	if (!best.range)
		return 0;
	if (diff_files(store, &best, cve, &diff, err))
		return -1;
	if (!diff.len)
		return 0;
	write_mail(&best, cve, buf_str(&diff), &mail);
	source = xasprintf("%s to %s of %s", best.before->version, best.after->version,
			   best.before->branch);
	if (incoming_add(incoming, source, "", buf_str(&mail), mail.len, err))
		return -1;
	incoming_note(incoming, NOTE_UNSURE, id,
		      "is what %s to %s of %s changed in the files of the fix, not the commit: other "
		      "changes may be in it, author and message are not known", best.before->version,
		      best.after->version, best.before->branch);
	return 1;
}
