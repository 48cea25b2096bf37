// SPDX-License-Identifier: GPL-2.0-only
#include "git/ahead.h"

#include <pthread.h>

#include "util/alloc.h"

struct ahead {
	pthread_t thread;
	git_odb *odb;
	git_oid *ids;
	size_t count;
};

/* Not through the repository, which is for one thread; its cache is for all. */
static void *read_all(void *data)
{
	struct ahead *a = data;
	git_odb_object *object;

	for (size_t i = 0; i < a->count; i++)
		if (!git_odb_read(&object, a->odb, &a->ids[i]))
			git_odb_object_free(object);
	return NULL;
}

static void free_ahead(struct ahead *a)
{
	git_odb_free(a->odb);
	free(a->ids);
	free(a);
}

struct ahead *ahead_start(git_repository *repo, git_oid *ids, size_t count)
{
	struct ahead *a = xcalloc(1, sizeof(*a));

	a->ids = ids;
	a->count = count;
	if (!count || git_repository_odb(&a->odb, repo) ||
	    pthread_create(&a->thread, NULL, read_all, a)) {
		free_ahead(a);
		return NULL;
	}
	return a;
}

void ahead_finish(struct ahead *a)
{
	if (!a)
		return;
	pthread_join(a->thread, NULL);
	free_ahead(a);
}
