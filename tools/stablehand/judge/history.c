// SPDX-License-Identifier: GPL-2.0-only
#include "judge/history.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "git/tree.h"
#include "index/history_index.h"
#include "index/symbols.h"
#include "syntax/cdefs.h"
#include "syntax/identifier.h"
#include "util/alloc.h"
#include "util/interrupt.h"
#include "util/text.h"

#define RELEASES "refs/kernels/*"
#define TITLE_MIN 11
#define FIXES_MAX 1000
#define NAMES_MAX 64
#define FILE_MAX_BYTES (4u << 20)

int history_each(git_repository *repo,
		 void (*each)(const struct history_index *index, void *data), void *data,
		 struct error **err)
{
	git_reference_iterator *references;
	git_reference *reference;
	int rc = 0;

	if (git_reference_iterator_glob_new(&references, repo, RELEASES))
		return error_git(err, ERROR_ENVIRONMENT, "reading the releases in the store");
	while (!rc && !git_reference_next(&reference, references)) {
		struct history_index *index;

		if (git_reference_type(reference) == GIT_REFERENCE_DIRECT) {
			rc = history_index_open(repo, git_reference_target(reference), &index, err);
			if (!rc) {
				each(index, data);
				history_index_free(index);
			}
		}
		git_reference_free(reference);
	}
	git_reference_iterator_free(references);
	return rc;
}

/* First releases. */

struct release_search {
	const char *const *ids;
	size_t count;
	struct first_release *releases, *release;
};

static void take_release(const struct history_commit *commit, void *data)
{
	struct first_release *release = ((struct release_search *)data)->release;
	struct kernel_version version;

	release->has_commit = true;
	release->commit = commit->id;
	if (!commit->release || !kernel_version_read(commit->release, &version) ||
	    (release->known && kernel_version_contains(&release->version, &version) !=
			       KERNEL_CONTAINS_YES))
		return;
	release->known = true;
	release->version = version;
}

static void take_copy(const struct history_commit *commit, void *data)
{
	struct first_release *release = ((struct release_search *)data)->release;

	if (release->has_commit)
		return;
	release->has_commit = true;
	release->commit = commit->id;
}

static void look_for_releases(const struct history_index *index, void *data)
{
	struct release_search *search = data;

	for (size_t i = 0; i < search->count; i++) {
		search->release = &search->releases[i];
		if (!search->ids[i])
			continue;
		history_index_find(index, HISTORY_ID, search->ids[i], take_release, search);
		history_index_find(index, HISTORY_OF, search->ids[i], take_copy, search);
	}
}

int history_first_releases(git_repository *repo, const char *const *ids, size_t count,
			   struct first_release *releases, struct error **err)
{
	struct release_search search = { .ids = ids, .count = count, .releases = releases };

	memset(releases, 0, count * sizeof(*releases));
	return history_each(repo, look_for_releases, &search, err);
}

/* Later fixes. */

struct fix_search {
	const struct patch *const *patches;
	size_t patch_count, patch;
	struct later_fixes *fixes;
};

static void add_fix(const struct history_commit *commit, void *data)
{
	struct fix_search *search = data;
	struct later_fixes *fixes = search->fixes;
	char id[GIT_OID_HEXSZ + 1];

	git_oid_tostr(id, sizeof(id), &commit->id);
	if (commit->of)
		snprintf(id, sizeof(id), "%s", commit->of);
	for (size_t i = 0; i < fixes->count; i++)
		if (fixes->items[i].patch == search->patch &&
		    (!strcmp(fixes->items[i].id, id) ||
		     (*commit->title && !strcmp(fixes->items[i].title, commit->title))))
			return;
	if (fixes->count < FIXES_MAX)
		*ARRAY_ADD(fixes->items, fixes->count, fixes->alloc) = (struct later_fix){
			.patch = search->patch,
			.id = xstrdup(id),
			.title = xstrdup(commit->title),
		};
}

static void look_for_fixes(const struct history_index *index, void *data)
{
	struct fix_search *search = data;

	for (size_t i = 0; i < search->patch_count; i++) {
		const struct patch *patch = search->patches[i];

		search->patch = i;
		if (patch->upstream)
			history_index_find(index, HISTORY_FIXES_ID, patch->upstream, add_fix,
					   search);
		if (patch->subject && strlen(patch->subject) >= TITLE_MIN)
			history_index_find(index, HISTORY_FIXES_TITLE, patch->subject, add_fix,
					   search);
	}
}

int history_find_fixes(git_repository *repo, const struct patch *const *patches, size_t count,
		       struct later_fixes *ret_fixes, struct error **err)
{
	struct later_fixes fixes = { 0 };
	struct fix_search search = { .patches = patches, .patch_count = count, .fixes = &fixes };

	if (history_each(repo, look_for_fixes, &search, err)) {
		later_fixes_release(&fixes);
		return -1;
	}
	*ret_fixes = fixes;
	return 0;
}

void later_fixes_release(struct later_fixes *fixes)
{
	for (size_t i = 0; i < fixes->count; i++) {
		free(fixes->items[i].id);
		free(fixes->items[i].title);
	}
	free(fixes->items);
	*fixes = (struct later_fixes){ 0 };
}

/* Where identifiers came from. */

struct origin {
	const char *name;
	bool found, defines;
	git_oid commit;
	char *title, *path;
};

struct origin_search {
	git_repository *repo;
	struct origin origins[NAMES_MAX];
	size_t count;
};

static bool defines(const char *text, size_t len, const char *name)
{
	_cleanup_ctokens_ struct ctokens tokens = { 0 };
	_cleanup_cdefs_ struct cdefs defs = { 0 };

	ctokens_read(&tokens, text, len, false);
	cdefs_read(&tokens, &defs);
	for (size_t i = 0; i < defs.count; i++)
		if (defs.items[i].kind != CDEF_PROTOTYPE &&
		    defs.items[i].name_len == strlen(name) &&
		    !memcmp(text + defs.items[i].name, name, strlen(name)))
			return true;
	return false;
}

static void take_origin(struct origin *origin, git_commit *commit, const char *path,
			const char *text, size_t len)
{
	bool here = defines(text, len, origin->name);

	if (origin->found && origin->defines && !here)
		return;
	free(origin->title);
	free(origin->path);
	origin->found = true;
	origin->defines = here;
	origin->commit = *git_commit_id(commit);
	origin->title = xstrdup(git_commit_summary(commit));
	origin->path = xstrdup(path);
}

static git_blob *read_blob(git_repository *repo, const git_tree *tree, const char *path)
{
	git_filemode_t mode;
	git_blob *blob;
	git_oid id;

	if (!tree_lookup(tree, path, &id, &mode) || git_blob_lookup(&blob, repo, &id))
		return NULL;
	if (git_blob_rawsize(blob) > FILE_MAX_BYTES) {
		git_blob_free(blob);
		return NULL;
	}
	return blob;
}

static void look_at_file(struct origin_search *search, git_commit *commit, const git_tree *before,
			 const git_tree *after, const char *path)
{
	git_blob *old_blob, *new_blob = read_blob(search->repo, after, path);

	if (!new_blob)
		return;
	old_blob = read_blob(search->repo, before, path);
	for (size_t i = 0; i < search->count; i++) {
		const char *text = git_blob_rawcontent(new_blob), *name = search->origins[i].name;
		size_t len = git_blob_rawsize(new_blob);

		if (symbols_in_text(text, len, name) &&
		    (!old_blob || !symbols_in_text(git_blob_rawcontent(old_blob),
						   git_blob_rawsize(old_blob), name)))
			take_origin(&search->origins[i], commit, path, text, len);
	}
	git_blob_free(old_blob);
	git_blob_free(new_blob);
}

static void look_for_origins(struct origin_search *search, git_commit *commit)
{
	_cleanup_tree_paths_ struct tree_paths paths = { 0 };
	git_tree *before = NULL, *after = NULL;
	git_commit *parent = NULL;

	/* A merge brings what its second parent's commits did; a cut history has no parent. */
	if (git_commit_parentcount(commit) == 1 && !git_commit_parent(&parent, commit, 0) &&
	    !git_commit_tree(&before, parent) && !git_commit_tree(&after, commit) &&
	    !tree_changes(search->repo, before, after, &paths))
		for (size_t i = 0; i < paths.count; i++)
			if (path_is_c_file(paths.items[i]))
				look_at_file(search, commit, before, after, paths.items[i]);
	git_tree_free(before);
	git_tree_free(after);
	git_commit_free(parent);
}

struct dated_commit {
	git_oid id;
	int64_t time;
};

struct dated_commits {
	struct dated_commit *items;
	size_t count, alloc;
};

static void add_commits(const struct history_index *index, void *data)
{
	struct dated_commits *commits = data;
	struct history_commit commit;

	/* The last one of a history has nothing to be compared with. */
	for (size_t i = 0; i + 1 < history_index_count(index); i++) {
		history_index_commit(index, i, &commit);
		*ARRAY_ADD(commits->items, commits->count, commits->alloc) =
			(struct dated_commit){ commit.id, commit.time };
	}
}

static int compare_newest_first(const void *a, const void *b)
{
	const struct dated_commit *x = a, *y = b;

	if (x->time != y->time)
		return x->time > y->time ? -1 : 1;
	return git_oid_cmp(&x->id, &y->id);
}

static int search_histories(struct origin_search *search, struct error **err)
{
	struct dated_commits commits = { 0 };
	size_t looked_at = 0;
	int rc;

	rc = history_each(search->repo, add_commits, &commits, err);
	if (commits.count)
		qsort(commits.items, commits.count, sizeof(*commits.items), compare_newest_first);
	for (size_t i = 0; !rc && i < commits.count && looked_at < HISTORY_MAX_COMPARED; i++) {
		git_commit *commit;

		if (interrupt_pending())
			rc = interrupt_error(err);
		else if ((!i || !git_oid_equal(&commits.items[i].id, &commits.items[i - 1].id)) &&
			 !git_commit_lookup(&commit, search->repo, &commits.items[i].id)) {
			look_for_origins(search, commit);
			looked_at++;
			git_commit_free(commit);
		}
	}
	free(commits.items);
	return rc;
}

int history_tell_origins(git_repository *repo, const struct words *names,
			 struct evidence_list *evidence, struct error **err)
{
	struct origin_search search = { .repo = repo };
	int rc = 0;

	for (size_t i = 0; i < names->count && search.count < NAMES_MAX; i++)
		search.origins[search.count++] = (struct origin){ .name = names->items[i]->text };
	if (search.count)
		rc = search_histories(&search, err);
	for (size_t i = 0; i < search.count; i++) {
		struct origin *origin = &search.origins[i];
		_cleanup_free_ char *title = NULL;
		char hex[13];

		if (origin->found && !rc) {
			title = text_excerpt(origin->title ? origin->title : "",
					     origin->title ? strlen(origin->title) : 0, 200);
			git_oid_tostr(hex, sizeof(hex), &origin->commit);
			evidence_add(evidence, EVIDENCE_COMMIT, NULL, 0,
				     "%s was added by commit %s (\"%s\"), in %s", origin->name, hex,
				     title, origin->path);
		}
		free(origin->title);
		free(origin->path);
	}
	return rc;
}
