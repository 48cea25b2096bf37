// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/release.h"

#include <stdbool.h>
#include <ctype.h>
#include <string.h>

#include "git/repo.h"
#include "kernel/version.h"
#include "util/alloc.h"

#define RELEASE_REFS "refs/kernels/"
#define CHANGELOG_REFS "refs/changelogs/"
#define NEWEST_REFS "refs/newest/"
#define MAKEFILE_HEAD 4096

void release_clear(struct release *release)
{
	free(release->version);
	free(release->ref);
	memset(release, 0, sizeof(*release));
}

static char *ref_name(const char *folder, const char *branch, const char *version)
{
	char *ref = xasprintf("%s%s/%s", folder, branch, version);

	for (char *at = ref + strlen(folder) + strlen(branch); *at; at++)
		if (*at == '~')
			*at = '_';
	return ref;
}

char *release_ref(const char *branch, const char *version)
{
	return ref_name(RELEASE_REFS, branch, version);
}

char *release_changelog_ref(const char *branch, const char *version)
{
	return ref_name(CHANGELOG_REFS, branch, version);
}

int release_find(git_repository *repo, const char *branch, const char *version,
		 struct release *ret, struct error **err)
{
	_cleanup_free_ char *ref = release_ref(branch, version);
	git_oid commit;

	if (!version_valid(version))
		return error_set(err, ERROR_INPUT, "%s: not a version", version);
	if (!repo_ref_exists(repo, ref))
		return 0;
	if (repo_ref_commit(repo, ref, &commit, err))
		return -1;
	ret->version = xstrdup(version);
	ret->ref = TAKE_PTR(ref);
	ret->commit = commit;
	return 1;
}

/* on_release: 0 goes on, 1 ends the walk. Returns that, or -1. */
static int walk(git_repository *repo, const char *branch,
		int (*on_release)(const char *version, git_commit *commit, void *data), void *data,
		struct error **err)
{
	_cleanup_free_ char *folder = xasprintf("%s%s/", RELEASE_REFS, branch);
	_cleanup_free_ char *glob = xasprintf("%s*", folder);
	git_reference_iterator *refs;
	const char *name;
	int rc = 0, more;

	if (git_reference_iterator_glob_new(&refs, repo, glob))
		return error_git(err, ERROR_ENVIRONMENT, "listing %s", folder);
	while (!rc && !(more = git_reference_next_name(&name, refs))) {
		_cleanup_free_ char *version = xstrdup(name + strlen(folder));
		git_commit *commit;
		git_oid oid;

		for (char *at = version; *at; at++)
			if (*at == '_')
				*at = '~';
		if (!version_valid(version))
			continue;
		if (repo_ref_commit(repo, name, &oid, err)) {
			rc = -1;
		} else if (git_commit_lookup(&commit, repo, &oid)) {
			rc = error_git(err, ERROR_ENVIRONMENT, "reading %s", name);
		} else {
			rc = on_release(version, commit, data);
			git_commit_free(commit);
		}
	}
	git_reference_iterator_free(refs);
	return rc;
}

/* How many bytes of a version stand before its "-g<commit>"; all, when it has none. */
static size_t before_commit(const char *version)
{
	const char *g = strstr(version, "-g");

	if (!g || strlen(g) != 14 || strspn(g + 2, "0123456789abcdef") != 12)
		return strlen(version);
	return g - version;
}

struct newest {
	char *version;
	git_time_t time;
};

static int keep_newest(const char *version, git_commit *commit, void *data)
{
	struct newest *n = data;
	git_time_t time = git_commit_time(commit);

	if (n->version) {
		size_t len = before_commit(version);
		bool same = len == before_commit(n->version) && !strncmp(version, n->version, len);

		if (same && time != n->time ? time < n->time :
					      version_compare(version, n->version) < 0)
			return 0;
	}
	free(n->version);
	n->version = xstrdup(version);
	n->time = time;
	return 0;
}

int release_note_newest(git_repository *repo, const char *branch, const struct release *release,
			struct error **err)
{
	_cleanup_free_ char *ref = xasprintf(NEWEST_REFS "%s", branch);

	return repo_ref_point(repo, ref, release->ref, release->version, err);
}

/* What was noted, if it is there: 1, 0, -1. */
static int find_noted(git_repository *repo, const char *branch, struct release *ret,
		      struct error **err)
{
	_cleanup_free_ char *ref = xasprintf(NEWEST_REFS "%s", branch);
	git_oid commit;

	if (git_reference_name_to_id(&commit, repo, ref))
		return 0;
	return release_find_commit(repo, branch, &commit, ret, err);
}

int release_latest(git_repository *repo, const char *branch, struct release *ret,
		   struct error **err)
{
	struct newest newest = {0};
	int rc = find_noted(repo, branch, ret, err);

	if (rc)
		return rc;
	rc = walk(repo, branch, keep_newest, &newest, err);
	if (!rc && newest.version)
		rc = release_find(repo, branch, newest.version, ret, err);
	free(newest.version);
	return rc;
}

bool release_is_of(const char *version, const char *wanted)
{
	size_t len = strlen(wanted);

	if (strncmp(version, wanted, len))
		return false;
	/* What is reviewed before a release is not the release. */
	if (!strncmp(version + len, "-rc", 3) && isdigit((unsigned char)version[len + 3]))
		return false;
	return !version[len] || strchr("-~+", version[len]);
}

struct newest_of {
	const char *wanted;
	char *version;
};

static int keep_newest_of(const char *version, git_commit *commit, void *data)
{
	struct newest_of *newest = data;

	(void)commit;
	if (!release_is_of(version, newest->wanted) ||
	    (newest->version && version_compare(version, newest->version) < 0))
		return 0;
	free(newest->version);
	newest->version = xstrdup(version);
	return 0;
}

int release_find_of(git_repository *repo, const char *branch, const char *wanted,
		    struct release *ret, struct error **err)
{
	struct newest_of newest = {.wanted = wanted};
	int rc = release_find(repo, branch, wanted, ret, err);

	if (!rc)
		rc = walk(repo, branch, keep_newest_of, &newest, err);
	if (!rc && newest.version)
		rc = release_find(repo, branch, newest.version, ret, err);
	free(newest.version);
	return rc;
}

struct release_search {
	const char *line;
	const git_oid *commit;
	char *version;
};

static int match_release(const char *version, git_commit *commit, void *data)
{
	struct release_search *s = data;

	if (s->commit ? git_oid_cmp(s->commit, git_commit_id(commit)) :
			!strstr(git_commit_message(commit), s->line))
		return 0;
	s->version = xstrdup(version);
	return 1;
}

static int find(git_repository *repo, const char *branch, struct release_search *s,
		struct release *ret, struct error **err)
{
	int rc = walk(repo, branch, match_release, s, err);

	if (rc > 0)
		rc = release_find(repo, branch, s->version, ret, err);
	free(s->version);
	return rc;
}

static char *archive_line(const char *sha256)
{
	return xasprintf("\nsha256: %s\n", sha256);
}

int release_is_of_archive(git_repository *repo, const struct release *release,
			  const char *sha256, struct error **err)
{
	_cleanup_free_ char *line = archive_line(sha256);
	git_commit *commit;
	int rc;

	if (git_commit_lookup(&commit, repo, &release->commit))
		return error_git(err, ERROR_ENVIRONMENT, "reading %s", release->ref);
	rc = strstr(git_commit_message(commit), line) != NULL;
	git_commit_free(commit);
	return rc;
}

int release_find_archive(git_repository *repo, const char *branch, const char *sha256,
			 struct release *ret, struct error **err)
{
	_cleanup_free_ char *line = archive_line(sha256);
	struct release_search s = {.line = line};

	return find(repo, branch, &s, ret, err);
}

int release_find_commit(git_repository *repo, const char *branch, const git_oid *commit,
			struct release *ret, struct error **err)
{
	struct release_search s = {.commit = commit};

	return find(repo, branch, &s, ret, err);
}

int release_makefile_version(git_repository *repo, const git_oid *commit, char **ret_version,
			     struct error **err)
{
	git_tree_entry *entry = NULL;
	git_tree *tree = NULL;
	git_blob *blob = NULL;
	git_oid tree_id;
	int rc = -1;

	if (repo_commit_tree(repo, commit, &tree_id, err))
		return -1;
	if (git_tree_lookup(&tree, repo, &tree_id)) {
		error_git(err, ERROR_ENVIRONMENT, "reading the tree");
	} else if (git_tree_entry_bypath(&entry, tree, "Makefile") ||
		   git_blob_lookup(&blob, repo, git_tree_entry_id(entry))) {
		error_git(err, ERROR_INPUT, "the top Makefile");
	} else {
		git_object_size_t size = git_blob_rawsize(blob);

		rc = version_from_makefile(git_blob_rawcontent(blob),
					   size < MAKEFILE_HEAD ? size : MAKEFILE_HEAD,
					   ret_version, err);
	}
	git_blob_free(blob);
	git_tree_entry_free(entry);
	git_tree_free(tree);
	return rc;
}
