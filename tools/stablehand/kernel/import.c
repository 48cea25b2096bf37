// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/import.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "git/pack.h"
#include "git/repo.h"
#include "git/store_lock.h"
#include "kernel/branch.h"
#include "kernel/import_contents.h"
#include "kernel/import_flow.h"
#include "kernel/import_tree.h"
#include "kernel/version.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/hash.h"
#include "util/interrupt.h"
#include "util/progress.h"

#define IDENTITY "stablehand <import@stablehand.invalid>"

void import_result_clear(struct import_result *result)
{
	release_clear(&result->release);
	memset(result, 0, sizeof(*result));
}

struct putting {
	struct pack *pack;
	struct pack_scratch *scratch;
};

static int put_tree(const void *bytes, size_t len, git_oid *ret_oid, void *data,
		    struct error **err)
{
	struct putting *p = data;

	if (interrupt_pending())
		return interrupt_error(err);
	return pack_put(p->pack, p->scratch, GIT_OBJECT_TREE, bytes, len, ret_oid, err);
}

static void commit_text(const struct import_options *options, const char *version,
			const char *sha256, const git_oid *tree, int64_t date, struct buf *text)
{
	char hex[GIT_OID_HEXSZ + 1];

	git_oid_tostr(hex, sizeof(hex), tree);
	buf_printf(text, "tree %s\n", hex);
	buf_printf(text, "author " IDENTITY " %lld +0000\n", (long long)date);
	buf_printf(text, "committer " IDENTITY " %lld +0000\n", (long long)date);
	buf_printf(text, "\n%s\n\n", version);
	if (options->origin)
		buf_printf(text, "%s\n", options->origin);
	buf_printf(text, "sha256: %s\n", sha256);
}

static int choose_version(const struct import_options *options, const char *makefile,
			  char **ret_version, struct error **err)
{
	char *version;

	if (options->version)
		version = xstrdup(options->version);
	else if (!makefile)
		return error_set(err, ERROR_INPUT, "no Makefile at the top of the tree");
	else if (version_from_makefile(makefile, strlen(makefile), &version, err))
		return -1;
	if (!version_valid(version) || !branch_takes(options->branch, version)) {
		error_set(err, ERROR_INPUT, "its version %s is not one of %s", version,
			  options->branch);
		free(version);
		return -1;
	}
	*ret_version = version;
	return 0;
}

/* Have libgit2 see the new pack. */
static int refresh(git_repository *repo, struct error **err)
{
	git_odb *odb;
	int rc = git_repository_odb(&odb, repo);

	if (!rc) {
		rc = git_odb_refresh(odb);
		git_odb_free(odb);
	}
	return rc ? error_git(err, ERROR_ENVIRONMENT, "reading the store again") : 0;
}

/* Trees and commit into the pack, the pack into the store. */
static int publish(const struct import_options *options, const char *version, const char *sha256,
		   struct pack *pack, const struct import_flow_result *flow,
		   struct import_result *result, git_oid *ret_commit, struct error **err)
{
	struct putting p = {.pack = pack, .scratch = pack_scratch_new()};
	_cleanup_buf_ struct buf text = {0};
	git_oid tree;
	int rc;

	rc = import_tree_write(flow->tree, put_tree, &p, &tree, err);
	if (!rc) {
		commit_text(options, version, sha256, &tree, flow->newest < 0 ? 0 : flow->newest,
			    &text);
		rc = pack_put(pack, p.scratch, GIT_OBJECT_COMMIT, text.data, text.len, ret_commit,
			      err);
	}
	pack_scratch_free(p.scratch);
	if (rc)
		return -1;
	if (pack_publish(pack, &result->objects_written, &result->bytes_written, err))
		return -1;
	return refresh(options->repo, err);
}

static int set_refs(const struct import_options *options, const char *version,
		    const struct import_flow_result *flow, const git_oid *commit,
		    struct error **err)
{
	_cleanup_free_ char *ref = release_ref(options->branch, version);
	_cleanup_free_ char *changelog = release_changelog_ref(options->branch, version);

	/* The release last: who sees it sees all that belongs to it. */
	if (flow->has_changelog &&
	    repo_ref_set(options->repo, changelog, &flow->changelog, "import", err))
		return -1;
	return repo_ref_set(options->repo, ref, commit, "import", err);
}

/*
 * Is that version there, of this very archive? 1, 0, -1. One of other content
 * neither answers for the archive nor gives way to it.
 */
static int find_version(const struct import_options *options, const char *version,
			const char *sha256, struct release *ret, struct error **err)
{
	_cleanup_(release_clear) struct release found = {0};
	int rc = release_find(options->repo, options->branch, version, &found, err);

	if (rc <= 0)
		return rc;
	rc = release_is_of_archive(options->repo, &found, sha256, err);
	if (rc < 0)
		return -1;
	if (!rc)
		return error_set(err, ERROR_INPUT,
				 "release %s is in the store with other content", version);
	*ret = found;
	found = (struct release){0};
	return 1;
}

/* The archive behind fd, with the store locked. */
static int import_locked(const struct import_options *options, int fd, const char *sha256,
			 struct import_result *result, struct error **err)
{
	_cleanup_(release_clear) struct release found = {0};
	struct import_flow_result flow = {0};
	_cleanup_free_ char *version = NULL;
	struct import_contents *contents;
	struct pack *pack = NULL;
	git_oid commit;
	int rc;

	pack_sweep(options->repo);
	contents = contents_load(options->repo, options->branch);
	rc = pack_open(options->repo, true, &pack, err);
	if (!rc)
		rc = import_flow(fd, result->bytes_read, pack, contents, &flow, err);
	if (!rc)
		rc = choose_version(options, flow.makefile, &version, err);
	if (!rc)
		rc = find_version(options, version, sha256, &found, err) < 0 ? -1 : 0;
	if (!rc)
		rc = publish(options, version, sha256, pack, &flow, result, &commit, err);
	pack_free(pack);
	if (!rc)
		rc = set_refs(options, version, &flow, &commit, err);
	if (!rc)
		contents_save(contents);
	contents_free(contents);
	if (!rc)
		rc = release_find(options->repo, options->branch, version, &result->release, err) >
				     0 ?
			     0 :
			     -1;
	if (!rc) {
		result->files = import_tree_count(flow.tree);
		result->has_changelog = flow.has_changelog;
	}
	import_tree_free(flow.tree);
	free(flow.makefile);
	return rc;
}

/* Is it there? 1, 0 or -1. */
static int find_release(const struct import_options *options, const char *sha256,
			struct import_result *result, struct error **err)
{
	if (options->version)
		return find_version(options, options->version, sha256, &result->release, err);
	return release_find_archive(options->repo, options->branch, sha256, &result->release, err);
}

static void note_found(const struct import_options *options, struct import_result *result)
{
	_cleanup_free_ char *changelog = release_changelog_ref(options->branch,
							       result->release.version);

	result->already_there = true;
	result->has_changelog = repo_ref_exists(options->repo, changelog);
}

int import_archive(const struct import_options *options, struct import_result *ret,
		   struct error **err)
{
	_cleanup_close_ int fd = open(options->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	_cleanup_(import_result_clear) struct import_result result = {0};
	_cleanup_close_ int lock = -1;
	char sha256[65];
	struct stat st;
	int rc;

	if (fd < 0 || fstat(fd, &st))
		return error_errno(err, ERROR_ENVIRONMENT, "%s", options->path);
	if (!S_ISREG(st.st_mode))
		return error_set(err, ERROR_INPUT, "%s: not a regular file", options->path);
	result.bytes_read = st.st_size;
	if (file_sha256(options->path, sha256, err))
		return -1;
	if (options->sha256 && strcmp(options->sha256, sha256))
		return error_set(err, ERROR_INPUT, "%s: its SHA-256 is %s, not %s", options->path,
				 sha256, options->sha256);
	if (store_lock(git_repository_commondir(options->repo), &lock, err))
		return -1;
	rc = find_release(options, sha256, &result, err);
	if (rc < 0)
		return -1;
	if (rc) {
		note_found(options, &result);
	} else {
		progress_start("%s: importing %s", options->branch,
			       options->version ? options->version : options->path);
		rc = import_locked(options, fd, sha256, &result, err);
		if (rc) {
			progress_end("failed");
			return error_wrap(err, "%s", options->path);
		}
		progress_end("%zu files, %zu new objects, %.1f MB", result.files,
			     result.objects_written, result.bytes_written / 1e6);
	}
	*ret = result;
	memset(&result, 0, sizeof(result));
	return 0;
}
