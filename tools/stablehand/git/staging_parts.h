/* SPDX-License-Identifier: GPL-2.0-only */
/* What is staged, for the files that do it (git/staging.h); nothing else needs this. */
#ifndef GIT_STAGING_PARTS_H
#define GIT_STAGING_PARTS_H

#if __has_include(<git2/sys/errors.h>)
#include <git2/sys/errors.h>	/* newer ones have git_error_set_str() there */
#endif
#include <git2/sys/odb_backend.h>
#include <pthread.h>
#include <stdbool.h>

#include "git/pack.h"
#include "git/staging.h"
#include "util/hash_table.h"

struct staged_object {
	git_oid oid;
	git_object_t type;
	size_t len;
	void *data;
	struct pack_entry packed;	/* when it was compressed ahead */
	UT_hash_handle hh;		/* its next is the one that was written next */
};

struct staging {
	git_repository *store_repo;
	git_repository *repo;

	pthread_mutex_t lock;	/* for the store's backends, and the objects below */
	git_odb *store;
	struct staged_object *objects, *last;	/* a hash table by id, in the order of writing */
	struct staged_object *unpublished;	/* the first that is not published; NULL: all are */

	/* The thread that compresses ahead. */
	pthread_t compressor;
	pthread_cond_t written;	/* an object; or none will follow */
	struct staged_object *compressing;	/* the next; NULL: all are compressed */
	bool compresses, no_more, drop;

	struct publishing *publishing;	/* NULL: nothing is */
};

/*
 * A new object database of what is staged and of the store, whose only backend asks those of the
 * store itself: through git_odb_read() every object would be hashed twice, and each one that is
 * new would have the folder of packs listed again. The caller frees with git_odb_free().
 */
int staging_open_odb(struct staging *staging, git_odb **ret_odb, struct error **err);

/* Does the store have the object? The lock is held. */
bool staging_store_has(struct staging *staging, const git_oid *oid);

/* Have the thread that compresses ahead end: when all is compressed or, with `drop`, at once. */
void staging_finish_compressing(struct staging *staging, bool drop);

#endif
