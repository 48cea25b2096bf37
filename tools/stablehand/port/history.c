// SPDX-License-Identifier: GPL-2.0-only
#include "port/history.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "port/cdefs.h"
#include "port/symbols.h"
#include "port/tree.h"
#include "series/mail_text.h"
#include "util/alloc.h"
#include "util/interrupt.h"

#define RELEASES "refs/kernels/*"
#define ID_DIGITS_MIN 8
#define FIXES_MAX 1000
#define NAMES_MAX 64
#define FILE_MAX_BYTES (4u << 20)

/* Call each() for the commits of all releases, newest first, up to max that have a parent. */
static int walk(git_repository *repo, size_t max,
		int (*each)(git_commit *commit, void *data, struct error **err), void *data,
		struct error **err)
{
	git_revwalk *walk = NULL;
	size_t seen = 0;
	git_oid id;
	int rc;

	if (git_revwalk_new(&walk, repo) || git_revwalk_sorting(walk, GIT_SORT_TIME) ||
	    git_revwalk_push_glob(walk, RELEASES)) {
		git_revwalk_free(walk);
		return error_git(err, ERROR_ENVIRONMENT, "reading the histories in the store");
	}
	for (rc = 0; !rc && seen < max && !git_revwalk_next(&id, walk);) {
		git_commit *commit;

		if (interrupt_pending()) {
			rc = interrupt_error(err);
			break;
		}
		/* A history may have been cut right here. */
		if (git_commit_lookup(&commit, repo, &id))
			continue;
		if (git_commit_parentcount(commit)) {
			seen++;
			rc = each(commit, data, err);
		}
		git_commit_free(commit);
	}
	git_revwalk_free(walk);
	return rc;
}

/* Later fixes. */

struct fix_search {
	const struct patch *const *patches;
	size_t patch_count;
	struct later_fixes *fixes;
};

/* The 40 digits of "commit <id> upstream." or "[ Upstream commit <id> ]"; allocated, or NULL. */
static char *quoted_id(const char *message)
{
	for (const char *line = message; line; line = strchr(line, '\n')) {
		const char *at = line + (*line == '\n');

		line = at;
		at += strspn(at, "[ ");
		if (!strncasecmp(at, "upstream ", 9))
			at += 9;
		if (strncasecmp(at, "commit ", 7))
			continue;
		at += 7;
		if (strspn(at, "0123456789abcdef") == GIT_OID_HEXSZ)
			return xstrndup(at, GIT_OID_HEXSZ);
	}
	return NULL;
}

/* Does what stands behind "Fixes:" name the patch, by its id or its title? */
static bool names_patch(const char *at, size_t len, const struct patch *patch)
{
	size_t digits = strspn(at, "0123456789abcdefABCDEF"), title;
	const char *open, *end = at + len;

	if (digits > len)
		digits = len;
	if (patch->upstream && digits >= ID_DIGITS_MIN) {
		size_t n = strlen(patch->upstream) < digits ? strlen(patch->upstream) : digits;

		if (!strncasecmp(at, patch->upstream, n))
			return true;
	}
	open = memmem(at, len, "(\"", 2);
	title = patch->subject ? strlen(patch->subject) : 0;
	return open && title > 10 && (size_t)(end - open) > title + 3 &&
	       !memcmp(open + 2, patch->subject, title) && open[2 + title] == '"';
}

static void add_fix(struct fix_search *search, size_t patch, git_commit *commit)
{
	const char *title = git_commit_summary(commit);
	char *id = quoted_id(git_commit_message(commit));

	if (!id) {
		id = xmalloc(GIT_OID_HEXSZ + 1);
		git_oid_tostr(id, GIT_OID_HEXSZ + 1, git_commit_id(commit));
	}
	for (size_t i = 0; i < search->fixes->count; i++) {
		const struct later_fix *there = &search->fixes->items[i];

		if (there->patch == patch && (!strcmp(there->id, id) ||
					      (title && !strcmp(there->title, title)))) {
			free(id);
			return;
		}
	}
	*ARRAY_ADD(search->fixes->items, search->fixes->count, search->fixes->alloc) =
		(struct later_fix){
			.patch = patch,
			.id = id,
			.title = xstrdup(title ? title : ""),
		};
}

static int look_for_fixes(git_commit *commit, void *data, struct error **err)
{
	const char *message = git_commit_message(commit);
	struct fix_search *search = data;

	for (const char *at = message; at && (at = strcasestr(at, "\nFixes:"));) {
		const char *text = at + 7 + strspn(at + 7, " \t");
		size_t len = strcspn(text, "\n");

		for (size_t i = 0; i < search->patch_count; i++)
			if (names_patch(text, len, search->patches[i]) &&
			    search->fixes->count < FIXES_MAX)
				add_fix(search, i, commit);
		at = text;
	}
	return 0;
}

int history_find_fixes(git_repository *repo, const struct patch *const *patches, size_t count,
		       struct later_fixes *ret_fixes, struct error **err)
{
	struct later_fixes fixes = { 0 };
	struct fix_search search = { patches, count, &fixes };

	if (walk(repo, HISTORY_MAX_COMMITS, look_for_fixes, &search, err)) {
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
		if (defs.items[i].kind != CDEF_PROTOTYPE && defs.items[i].name_len == strlen(name) &&
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

static int look_for_origins(git_commit *commit, void *data, struct error **err)
{
	_cleanup_tree_paths_ struct tree_paths paths = { 0 };
	git_tree *before = NULL, *after = NULL;
	struct origin_search *search = data;
	git_commit *parent = NULL;

	/* A merge brings what its second parent's commits did; a cut history has no parent. */
	if (git_commit_parentcount(commit) == 1 && !git_commit_parent(&parent, commit, 0) &&
	    !git_commit_tree(&before, parent) && !git_commit_tree(&after, commit) &&
	    !tree_changes(search->repo, before, after, &paths))
		for (size_t i = 0; i < paths.count; i++)
			if (words_is_c_file(paths.items[i]))
				look_at_file(search, commit, before, after, paths.items[i]);
	git_tree_free(before);
	git_tree_free(after);
	git_commit_free(parent);
	return 0;
}

int history_tell_origins(git_repository *repo, const struct words *names,
			 struct evidence_list *evidence, struct error **err)
{
	struct origin_search search = { .repo = repo };
	int rc = 0;

	for (size_t i = 0; i < names->count && search.count < NAMES_MAX; i++)
		search.origins[search.count++] = (struct origin){ .name = names->items[i].text };
	if (search.count)
		rc = walk(repo, HISTORY_MAX_COMPARED, look_for_origins, &search, err);
	for (size_t i = 0; i < search.count; i++) {
		struct origin *origin = &search.origins[i];
		_cleanup_free_ char *title = NULL;
		char hex[13];

		if (origin->found && !rc) {
			title = text_excerpt(origin->title ? origin->title : "",
					     origin->title ? strlen(origin->title) : 0, 200);
			git_oid_tostr(hex, sizeof(hex), &origin->commit);
			evidence_add(evidence, EVIDENCE_COMMIT, NULL, 0,
				     "%s came with commit %s (\"%s\"), in %s", origin->name, hex,
				     title, origin->path);
		}
		free(origin->title);
		free(origin->path);
	}
	return rc;
}
