// SPDX-License-Identifier: GPL-2.0-only
#include <git2/sys/repository.h>

#include "git/staging_parts.h"
#include "util/alloc.h"

/* Objects up to this size are kept in libgit2's caches, and so many bytes in all. */
#define CACHE_OBJECT_BYTES ((size_t)1 << 20)
#define CACHE_BYTES ((ssize_t)32 << 20)

static void set_cache_limits(void)
{
	git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_BLOB, CACHE_OBJECT_BYTES);
	git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_TREE, CACHE_OBJECT_BYTES);
	git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, CACHE_BYTES);
}

/*
 * Its configuration is empty: nothing in the user's is meant for what is made here, and libgit2
 * would look at each of its files again for every difference. Its object database is its own:
 * one that two repositories share caches in that which was given it last, and would go on to
 * while that one is freed by its thread.
 */
int staging_open_repo(struct staging *s, git_repository **ret_repo, struct error **err)
{
	git_repository *repo = NULL;
	git_config *none = NULL;
	git_odb *odb;
	int rc;

	if (staging_open_odb(s, &odb, err))
		return -1;
	rc = git_repository_open_bare(&repo, git_repository_path(s->store_repo)) ||
	     git_repository_set_odb(repo, odb) || git_config_new(&none) ||
	     git_repository_set_config(repo, none);
	git_config_free(none);
	git_odb_free(odb);
	if (rc) {
		error_git(err, ERROR_ENVIRONMENT, "the store");
		git_repository_free(repo);
		return -1;
	}
	*ret_repo = repo;
	return 0;
}

int staging_new(git_repository *store, struct staging **ret_staging, struct error **err)
{
	struct staging *s = xcalloc(1, sizeof(*s));

	pthread_mutex_init(&s->lock, NULL);
	pthread_cond_init(&s->written, NULL);
	set_cache_limits();
	s->store_repo = store;
	if (git_repository_odb(&s->store, store))
		error_git(err, ERROR_ENVIRONMENT, "the store");
	else
		staging_open_repo(s, &s->repo, err);
	if (!s->repo) {
		staging_free(s);
		return -1;
	}
	*ret_staging = s;
	return 0;
}

git_repository *staging_repo(const struct staging *staging)
{
	return staging->repo;
}

void staging_free(struct staging *s)
{
	struct staged_object *object, *next;

	if (!s)
		return;
	if (s->publishing)
		staging_finish_publish(s, NULL);
	staging_finish_compressing(s, true);
	git_repository_free(s->repo);
	git_odb_free(s->store);
	pthread_mutex_destroy(&s->lock);
	pthread_cond_destroy(&s->written);
	HASH_ITER(hh, s->objects, object, next) {
		HASH_DEL(s->objects, object);
		free(object->data);
		free(object->packed.bytes);
		free(object);
	}
	free(s);
}
