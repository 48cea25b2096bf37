// SPDX-License-Identifier: GPL-2.0-only
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "git/pack.h"
#include "git/repo.h"
#include "git/store_lock.h"
#include "kernel/import_reader.h"
#include "kernel/source_kinds.h"
#include "kernel/version.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/progress.h"

#define FETCHING "refs/fetching/"
#define SOURCE_GIT_MAX_MIB 16384	/* all of Linux is a third of that */

/*
 * What stands before the subcommand: only transports that are authenticated
 * or local, nothing of the store's own hooks, and objects that are checked.
 */
#define GIT_SAFE								\
	"-c", "protocol.allow=never", "-c", "protocol.https.allow=always",	\
	"-c", "protocol.ssh.allow=always", "-c", "protocol.file.allow=always",	\
	"-c", "core.hooksPath=/dev/null", "-c", "transfer.fsckObjects=true",	\
	"-c", "fetch.unpackLimit=1", "-c", "gc.auto=0", "-c", "maintenance.auto=false"

static const char *const environment[] = {"LC_ALL=C", "GIT_TERMINAL_PROMPT=0", NULL};

/* A path, or a URL of these transports; "ext::" and options are neither. */
static int check_location(const struct branch_source *source, struct error **err)
{
	static const char *const allowed[] = {"https://", "ssh://", "file:///"};

	if (!source->is_url)
		return 0;
	for (size_t i = 0; i < ARRAY_SIZE(allowed); i++)
		if (!strncasecmp(source->location, allowed[i], strlen(allowed[i])))
			return 0;
	return error_set(err, ERROR_INPUT, "%s: not an https, ssh or file URL", source->location);
}

/* Its first complaint says most: what follows is advice. */
static const char *complaint(struct buf *errors)
{
	static const char *const words[] = {"fatal: ", "error: "};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		char *found = strstr(buf_str(errors), words[i]);

		if (found) {
			found[strcspn(found, "\n")] = '\0';
			return found + strlen(words[i]);
		}
	}
	return source_last_line(errors);
}

static int run_git(const char *const *argv, struct buf *output, struct error **err)
{
	_cleanup_buf_ struct buf errors = {0};
	struct process_options options = {
		.argv = argv,
		.env = environment,
		.output = output,
		.errors = &errors,
	};
	struct process_exit how;

	if (process_run(&options, &how, err))
		return -1;
	if (how.signal)
		return error_set(err, ERROR_ENVIRONMENT, "git was killed by signal %d", how.signal);
	if (how.status)
		return error_set(err, ERROR_ENVIRONMENT, "git exited with %d: %s", how.status,
				 complaint(&errors));
	return 0;
}

/* Which commit the reference is at; an annotated tag gives the commit that it is of. */
static int find_tip(const struct branch_source *source, const char *ref, git_oid *ret,
		    struct error **err)
{
	_cleanup_free_ char *peeled = xasprintf("%s^{}", ref);
	const char *const argv[] = { "git",	    GIT_SAFE, "ls-remote",
				     "--exit-code", "--",     source->location,
				     ref,	    peeled,   NULL };
	_cleanup_buf_ struct buf output = {0};
	const char *last;

	if (run_git(argv, &output, err)) {
		/* With --exit-code, 2 and no message: there is no such reference. */
		if (*err && strstr((*err)->message, "exited with 2"))
			return error_wrap(err, "%s has no %s", source->location, ref);
		return -1;
	}
	last = source_last_line(&output);
	if (strlen(last) < GIT_OID_HEXSZ || git_oid_fromstrn(ret, last, GIT_OID_HEXSZ))
		return error_set(err, ERROR_INPUT, "%s: unexpected reply", source->location);
	return 0;
}

/* Objects and bytes in the packs of the store. */
static int count_store(const char *git_dir, size_t *ret_objects, uint64_t *ret_bytes,
		       struct error **err)
{
	const char *const argv[] = {"git", git_dir, "count-objects", "-v", NULL};
	_cleanup_buf_ struct buf output = {0};
	unsigned long long objects = 0, kib = 0;
	const char *at;

	if (run_git(argv, &output, err))
		return -1;
	at = strstr(buf_str(&output), "in-pack: ");
	if (at)
		sscanf(at, "in-pack: %llu", &objects);
	at = strstr(buf_str(&output), "size-pack: ");
	if (at)
		sscanf(at, "size-pack: %llu", &kib);
	*ret_objects = objects;
	*ret_bytes = kib * 1024;
	return 0;
}

/* The version of the commit; with -g<commit> when that version is another commit already. */
static int choose_version(const struct source_options *options, const git_oid *commit,
			  char **ret_version, struct error **err)
{
	const char *branch = options->branch->name;
	_cleanup_(release_clear) struct release other = {0};
	_cleanup_free_ char *version = NULL;
	char hex[13];
	int rc;

	if (release_makefile_version(options->repo, commit, &version, err))
		return -1;
	if (!branch_takes(branch, version))
		return error_set(err, ERROR_INPUT, "its version %s is not one of %s", version,
				 branch);
	if (options->want_version && strcmp(version, options->want_version))
		return error_set(err, ERROR_INPUT, "the tag's tree says %s", version);
	rc = release_find(options->repo, branch, version, &other, err);
	if (rc < 0)
		return -1;
	if (rc && git_oid_cmp(&other.commit, commit)) {
		git_oid_tostr(hex, sizeof(hex), commit);
		*ret_version = xasprintf("%s-g%s", version, hex);
	} else {
		*ret_version = TAKE_PTR(version);
	}
	return 0;
}

/* The commit is in the store: give it its reference. */
static int adopt(const struct source_options *options, const git_oid *commit,
		 struct source_result *result, struct error **err)
{
	_cleanup_free_ char *version = NULL, *ref = NULL;

	if (choose_version(options, commit, &version, err))
		return -1;
	ref = release_ref(options->branch->name, version);
	if (repo_ref_set(options->repo, ref, commit, "fetch", err))
		return -1;
	return release_find(options->repo, options->branch->name, version, &result->release, err) >
			       0 ?
		       0 :
		       -1;
}

/* A limit that is lower already stays. */
static bool can_bound(rlim_t bytes)
{
	struct rlimit limit;

	return !getrlimit(RLIMIT_FSIZE, &limit) && limit.rlim_max >= bytes &&
	       process_in_path("prlimit");
}

/*
 * git does not say why its index-pack ended: is there a pack in part of all that it may write?
 * That one is removed.
 */
static bool was_too_large(const char *repository, off_t most)
{
	_cleanup_free_ char *folder = path_join(repository, "objects/pack");
	DIR *dir = opendir(folder);
	struct dirent *entry;
	bool found = false;

	while (dir && !found && (entry = readdir(dir))) {
		_cleanup_free_ char *path = path_join(folder, "%s", entry->d_name);
		struct stat st;

		found = !strncmp(entry->d_name, "tmp_", 4) && !lstat(path, &st) &&
			st.st_size >= most && !unlink(path);
	}
	if (dir)
		closedir(dir);
	return found;
}

struct sizes {
	git_odb *odb;
	uint64_t total;
	struct error **err;
};

static int count_size(const char *root, const git_tree_entry *entry, void *data)
{
	struct sizes *sizes = data;
	git_object_t type;
	size_t len;

	if (git_tree_entry_type(entry) != GIT_OBJECT_BLOB)
		return 0;
	if (git_odb_read_header(&len, &type, sizes->odb, git_tree_entry_id(entry)))
		return error_git(sizes->err, ERROR_ENVIRONMENT, "reading what was fetched");
	sizes->total += len;
	if (len > IMPORT_MAX_FILE)
		return error_set(sizes->err, ERROR_INPUT, "%s%s is larger than %llu bytes", root,
				 git_tree_entry_name(entry), IMPORT_MAX_FILE);
	if (sizes->total > IMPORT_MAX_TOTAL)
		return error_set(sizes->err, ERROR_INPUT, "its tree has more than %llu bytes",
				 IMPORT_MAX_TOTAL);
	return 0;
}

/* The bounds of archives are those of trees: what is small in a pack may not be so outside. */
static int check_sizes(git_repository *repo, const git_oid *id, struct error **err)
{
	struct sizes sizes = {.err = err};
	git_commit *commit = NULL;
	git_tree *tree = NULL;
	int rc = 0;

	if (git_repository_odb(&sizes.odb, repo) || git_commit_lookup(&commit, repo, id) ||
	    git_commit_tree(&tree, commit))
		rc = error_git(err, ERROR_ENVIRONMENT, "reading what was fetched");
	if (!rc && git_tree_walk(tree, GIT_TREEWALK_PRE, count_size, &sizes)) {
		rc = -1;
		if (err && !*err)
			error_git(err, ERROR_ENVIRONMENT, "reading what was fetched");
	}
	git_tree_free(tree);
	git_commit_free(commit);
	git_odb_free(sizes.odb);
	return rc;
}

/*
 * Get the reference's commit, and those before it that are not before the tag
 * `since` (NULL: none). Returns 1 when the commit is the tag's or an earlier one.
 */
static int download(const char *repository, const struct branch_source *source,
		    const char *refspec, const char *since, struct error **err)
{
	_cleanup_free_ char *git_dir = xasprintf("--git-dir=%s", repository);
	_cleanup_free_ char *depth = since ? xasprintf("--shallow-exclude=%s", since) :
					     xstrdup("--depth=1");
	unsigned long long mib = source->max_mib ? source->max_mib : SOURCE_GIT_MAX_MIB;
	_cleanup_free_ char *most = xasprintf("--fsize=%llu", mib << 20);
	/* What is received is one pack (unpackLimit), so one file. */
	const char *const argv[] = {
		"prlimit", most, "git", git_dir, GIT_SAFE, "fetch", "--quiet", depth, "--no-tags",
		"--no-write-fetch-head", "--no-recurse-submodules", "--", source->location, refspec,
		NULL
	};
	const char *const *run = can_bound(mib << 20) ? argv : argv + 2;
	_cleanup_buf_ struct buf errors = {0};
	int rc = source_download(run, environment, NULL, 0, &errors, err);

	if (rc <= 0)
		return rc;
	if (was_too_large(repository, mib << 20))
		return error_set(err, ERROR_INPUT, "%s has more than %llu MiB to fetch; \"max-mib\" of "
				 "the source says how much is received at most", source->location, mib);
	if (since && strstr(buf_str(&errors), "no commits selected for shallow"))
		return 1;
	if (since && strstr(buf_str(&errors), "deepen-not"))
		return error_set(err, ERROR_ENVIRONMENT, "%s has no tag %s, which \"since\" names",
				 source->location, since);
	return error_set(err, ERROR_ENVIRONMENT, "git fetch: %s", complaint(&errors));
}

static int fetch(const struct source_options *options, const struct branch_source *source,
		 const char *ref, struct source_result *result, struct error **err)
{
	const char *repository = git_repository_path(options->repo);
	_cleanup_free_ char *git_dir = xasprintf("--git-dir=%s", repository);
	_cleanup_free_ char *aside = xasprintf("%s%s", FETCHING, options->branch->name);
	_cleanup_free_ char *refspec = xasprintf("+%s:%s", ref, aside);
	size_t before, after;
	uint64_t bytes_before, bytes_after;
	git_reference *reference;
	git_oid commit;
	int rc;

	if (count_store(git_dir, &before, &bytes_before, err))
		return -1;
	rc = source->since ? download(repository, source, refspec, source->since, err) : 1;
	if (rc > 0)
		rc = download(repository, source, refspec, NULL, err);
	if (rc || repo_ref_commit(options->repo, aside, &commit, err))
		return -1;
	rc = check_sizes(options->repo, &commit, err) || adopt(options, &commit, result, err) ? -1 : 0;
	/* It only kept the objects until the release's own reference was there. */
	if (!git_reference_lookup(&reference, options->repo, aside)) {
		git_reference_delete(reference);
		git_reference_free(reference);
	}
	if (rc || count_store(git_dir, &after, &bytes_after, err))
		return -1;
	result->objects_written = after > before ? after - before : 0;
	result->bytes_written = bytes_after > bytes_before ? bytes_after - bytes_before : 0;
	return 0;
}

/* "refs/tags/v6.12" for 6.12.0, which is tagged without its zero. */
static char *tag_ref(const char *version)
{
	size_t len = strlen(version);
	const char *dot = strchr(version, '.');

	if (dot && len > 2 && strchr(dot + 1, '.') == version + len - 2 && version[len - 1] == '0')
		len -= 2;
	return xasprintf("refs/tags/v%.*s", (int)len, version);
}

/* Is nothing there of what came before the commit? libgit2 1.7 takes a cut for the beginning. */
static bool is_cut(git_repository *repo, const git_oid *id)
{
	git_commit *commit, *parent = NULL;
	bool cut;

	if (git_commit_lookup(&commit, repo, id))
		return true;
	cut = git_commit_parent(&parent, commit, 0);
	git_commit_free(parent);
	git_commit_free(commit);
	return cut;
}

int source_git_fetch(const struct source_options *options, const struct branch_source *source,
		     struct source_result *result, struct error **err)
{
	_cleanup_free_ char *ref = NULL;
	_cleanup_close_ int lock = -1;
	git_oid tip;
	int rc;

	if (check_location(source, err))
		return -1;
	ref = options->want_version ? tag_ref(options->want_version) :
				      xasprintf("refs/heads/%s", source->git_branch);
	if (find_tip(source, ref, &tip, err))
		return -1;
	rc = release_find_commit(options->repo, options->branch->name, &tip, &result->release, err);
	if (rc < 0)
		return -1;
	if (rc && !(source->since && is_cut(options->repo, &tip))) {
		result->already_there = true;
		return 0;
	}
	release_clear(&result->release);
	if (store_lock(git_repository_commondir(options->repo), &lock, err))
		return -1;
	pack_sweep(options->repo);
	progress_start("%s: fetching %s of %s", options->branch->name, ref, source->location);
	rc = fetch(options, source, ref, result, err);
	progress_end(rc ? "failed" : NULL);
	return rc;
}
