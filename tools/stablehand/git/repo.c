// SPDX-License-Identifier: GPL-2.0-only
#include "git/repo.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "git/start.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/interrupt.h"
#include "util/progress.h"

/* libgit2 opens none of another user's: its configuration could name programs to be run. */
static int not_opened(const char *path, const struct stat *st, struct error **err)
{
	_cleanup_free_ char *number = xasprintf("user %ld", (long)st->st_uid);
	const struct passwd *user;

	/* It says GIT_EOWNER, or what it did not find in the user's configuration. */
	if (st->st_uid == geteuid())
		return error_git(err, ERROR_DAMAGED, "%s", path);
	user = getpwuid(st->st_uid);
	return error_set(err, ERROR_ENVIRONMENT,
			 "%s belongs to %s: set XDG_CACHE_HOME to a folder of your own, or trust it "
			 "(git config --global --add safe.directory %s)",
			 path, user ? user->pw_name : number, path);
}

int repo_open(const char *path, git_repository **ret_repo, struct error **err)
{
	git_repository_init_options options = GIT_REPOSITORY_INIT_OPTIONS_INIT;
	_cleanup_free_ char *aside = xasprintf("%s.new", path);
	git_repository *repo;
	struct stat st;

	libgit2_start();
	if (!git_repository_open_ext(&repo, path, GIT_REPOSITORY_OPEN_NO_SEARCH |
				     GIT_REPOSITORY_OPEN_BARE, NULL)) {
		*ret_repo = repo;
		return 0;
	}
	if (!stat(path, &st))
		return not_opened(path, &st, err);
	/* Made aside, so that a killed run leaves no half-made one in its place. */
	options.flags = GIT_REPOSITORY_INIT_BARE | GIT_REPOSITORY_INIT_MKPATH;
	if (path_remove(aside, err))
		return -1;
	if (git_repository_init_ext(&repo, aside, &options))
		return error_git(err, ERROR_ENVIRONMENT, "making the store %s", path);
	git_repository_free(repo);
	if (rename(aside, path))
		return error_errno(err, ERROR_ENVIRONMENT, "making the store %s", path);
	if (git_repository_open_bare(ret_repo, path))
		return error_git(err, ERROR_ENVIRONMENT, "%s", path);
	return 0;
}

int repo_ref_commit(git_repository *repo, const char *ref, git_oid *ret_commit,
		    struct error **err)
{
	git_object *object, *commit;
	git_reference *reference;
	int rc = git_reference_lookup(&reference, repo, ref);

	if (rc)
		return error_git(err, rc == GIT_ENOTFOUND ? ERROR_INPUT : ERROR_DAMAGED, "%s", ref);
	rc = git_reference_peel(&object, reference, GIT_OBJECT_ANY);
	git_reference_free(reference);
	if (rc)
		return error_git(err, ERROR_DAMAGED, "%s", ref);
	rc = git_object_peel(&commit, object, GIT_OBJECT_COMMIT);
	git_object_free(object);
	if (rc)
		return error_git(err, ERROR_DAMAGED, "%s is not a commit", ref);
	git_oid_cpy(ret_commit, git_object_id(commit));
	git_object_free(commit);
	return 0;
}

int repo_ref_exists(git_repository *repo, const char *ref)
{
	git_oid oid;

	return !git_reference_name_to_id(&oid, repo, ref);
}

/* A reference is what makes an import count: it has to outlast a power cut. */
static void sync_references(int on)
{
	git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, on);
}

/* A writer holds a reference's lock for milliseconds; one that is older was left by a killed one. */
#define LOCK_SECONDS 5

/*
 * The reference's lock is there: wait until it goes, or remove what nobody has touched for so
 * long. 0: try again.
 */
static int pass_lock(git_repository *repo, const char *ref, struct error **err)
{
	_cleanup_free_ char *lock = path_join(git_repository_commondir(repo), "%s.lock", ref);
	struct stat st;

	if (interrupt_pending())
		return interrupt_error(err);
	if (stat(lock, &st))
		return 0;
	if (llabs((long long)time(NULL) - st.st_mtime) <= LOCK_SECONDS) {
		usleep(100000);
		return 0;
	}
	if (unlink(lock) && errno != ENOENT)
		return error_errno(err, ERROR_ENVIRONMENT, "%s", lock);
	progress_note("%s: removed a lock that a killed process left", ref);
	return 0;
}

/* Write a reference, to a commit or (commit is NULL) to another reference. */
static int write_reference(git_repository *repo, const char *ref, const git_oid *commit,
			   const char *target, const char *log_message, struct error **err)
{
	git_reference *reference = NULL;
	int rc;

	do {
		sync_references(1);
		rc = commit ? git_reference_create(&reference, repo, ref, commit, 1, log_message) :
			      git_reference_symbolic_create(&reference, repo, ref, target, 1,
							    log_message);
		sync_references(0);
		if (rc == GIT_ELOCKED && pass_lock(repo, ref, err))
			return -1;
	} while (rc == GIT_ELOCKED);
	if (rc)
		return error_git(err, ERROR_ENVIRONMENT, "writing %s", ref);
	git_reference_free(reference);
	return 0;
}

int repo_ref_set(git_repository *repo, const char *ref, const git_oid *commit,
		 const char *log_message, struct error **err)
{
	return write_reference(repo, ref, commit, NULL, log_message, err);
}

int repo_ref_point(git_repository *repo, const char *ref, const char *target,
		   const char *log_message, struct error **err)
{
	return write_reference(repo, ref, NULL, target, log_message, err);
}

int repo_commit_tree(git_repository *repo, const git_oid *oid, git_oid *ret_tree,
		     struct error **err)
{
	git_commit *commit;

	if (git_commit_lookup(&commit, repo, oid))
		return error_git(err, ERROR_ENVIRONMENT, "reading a commit");
	git_oid_cpy(ret_tree, git_commit_tree_id(commit));
	git_commit_free(commit);
	return 0;
}
