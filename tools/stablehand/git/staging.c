// SPDX-License-Identifier: GPL-2.0-only
#include "git/staging.h"

#if __has_include(<git2/sys/errors.h>)
#include <git2/sys/errors.h>	/* newer ones have git_error_set_str() there */
#endif
#include <git2/sys/odb_backend.h>
#include <git2/sys/repository.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "git/pack.h"
#include "util/alloc.h"
#include "util/hash.h"

/* Objects up to this size are kept in libgit2's caches, and so many bytes in all. */
#define CACHE_OBJECT_BYTES ((size_t)1 << 20)
#define CACHE_BYTES ((ssize_t)32 << 20)
#define SLOTS_AT_FIRST 1024	/* a power of two */

struct staged_object {
	git_oid oid;
	git_object_t type;
	size_t len;
	void *data;
	struct pack_entry packed;	/* when it was compressed ahead */
};

/*
 * The backend is the only one of its object database. It asks those of the
 * store itself: through git_odb_read() every object would be hashed twice, and
 * each one that is new would have the folder of packs listed again.
 */
struct staging {
	git_odb_backend backend;	/* first: libgit2 hands out its address */
	git_repository *store_repo;
	git_odb *odb;
	git_repository *repo;

	pthread_mutex_t lock;	/* for the store's backends, and the objects below */
	git_odb *store;
	struct staged_object *objects;
	size_t count, alloc, published;
	uint32_t *slots;	/* open addressing: 1 + index into objects, 0 empty */
	size_t slot_count;	/* a power of two */

	/* The thread that compresses ahead. Its objects are those before `compressed`. */
	pthread_t compressor;
	pthread_cond_t written;	/* an object; or none will follow */
	size_t compressed;
	bool compresses, no_more, drop;

	struct publishing *publishing;	/* NULL: nothing is */
};

struct publishing {
	pthread_t thread;
	struct staging *staging;
	const struct staged_object **objects;	/* that the store lacks */
	size_t count;
	struct error *error;
	int rc;
};

static uint32_t *slot_of(const struct staging *s, const git_oid *oid)
{
	size_t slot;

	memcpy(&slot, oid->id, sizeof(slot));
	for (slot &= s->slot_count - 1; s->slots[slot]; slot = (slot + 1) & (s->slot_count - 1))
		if (git_oid_equal(&s->objects[s->slots[slot] - 1].oid, oid))
			break;
	return &s->slots[slot];
}

static const struct staged_object *find(const struct staging *s, const git_oid *oid)
{
	uint32_t index = *slot_of(s, oid);

	return index ? &s->objects[index - 1] : NULL;
}

static void grow_slots(struct staging *s)
{
	s->slot_count *= 2;
	free(s->slots);
	s->slots = xcalloc(s->slot_count, sizeof(*s->slots));
	for (size_t i = 0; i < s->count; i++)
		*slot_of(s, &s->objects[i].oid) = i + 1;
}

static int give(struct staging *s, const struct staged_object *object, void **ret_data,
		size_t *ret_len, git_object_t *ret_type)
{
	void *copy = git_odb_backend_data_alloc(&s->backend, object->len + 1);

	if (!copy)
		return GIT_ERROR;
	memcpy(copy, object->data, object->len);
	((char *)copy)[object->len] = '\0';
	*ret_data = copy;
	*ret_len = object->len;
	*ret_type = object->type;
	return 0;
}

/* Ask the store's backends in turn: `call` uses `backend`, which has `function`. */
#define ask_store(s, function, call)							\
	({										\
		int rc_ = GIT_ENOTFOUND;						\
		git_odb_backend *backend;						\
											\
		for (size_t i_ = 0; rc_ == GIT_ENOTFOUND &&				\
		     i_ < git_odb_num_backends((s)->store); i_++)			\
			if (!git_odb_get_backend(&backend, (s)->store, i_) && backend->function) \
				rc_ = (call);						\
		rc_;									\
	})

/* Is this the object of that id? */
static bool is_object(const git_oid *oid, const void *data, size_t len, git_object_t type)
{
	struct hash *hash = hash_begin_sha1();
	unsigned char sum[SHA1_BYTES];
	char head[64];

	/* With its NUL. */
	hash_add(hash, head, snprintf(head, sizeof(head), "%s %zu",
				      git_object_type2string(type), len) + 1);
	hash_add(hash, data, len);
	hash_end(hash, sum);
	return !memcmp(sum, oid->id, SHA1_BYTES);
}

static int read_object(struct staging *s, const git_oid *oid, void **ret_data, size_t *ret_len,
		       git_object_t *ret_type)
{
	const struct staged_object *object = find(s, oid);
	int rc;

	if (object)
		return give(s, object, ret_data, ret_len, ret_type);
	rc = ask_store(s, read, backend->read(ret_data, ret_len, ret_type, backend, oid));
	/* Somebody may have packed the store anew. */
	if (rc == GIT_ENOTFOUND && !git_odb_refresh(s->store))
		rc = ask_store(s, read, backend->read(ret_data, ret_len, ret_type, backend, oid));
	if (!rc && !is_object(oid, *ret_data, *ret_len, *ret_type)) {
		git_odb_backend_data_free(&s->backend, *ret_data);
		git_error_set_str(GIT_ERROR_ODB, "an object of the store is damaged");
		rc = GIT_EMISMATCH;
	}
	return rc;
}

static bool store_has(struct staging *s, const git_oid *oid)
{
	return !ask_store(s, exists, backend->exists(backend, oid) ? 0 : GIT_ENOTFOUND);
}

static int on_read(void **ret_data, size_t *ret_len, git_object_t *ret_type,
		   git_odb_backend *self, const git_oid *oid)
{
	struct staging *s = (struct staging *)self;
	int rc;

	pthread_mutex_lock(&s->lock);
	rc = read_object(s, oid, ret_data, ret_len, ret_type);
	pthread_mutex_unlock(&s->lock);
	return rc;
}

static int on_read_header(size_t *ret_len, git_object_t *ret_type, git_odb_backend *self,
			  const git_oid *oid)
{
	struct staging *s = (struct staging *)self;
	const struct staged_object *object;
	int rc = 0;

	pthread_mutex_lock(&s->lock);
	object = find(s, oid);
	if (object) {
		*ret_len = object->len;
		*ret_type = object->type;
	} else {
		rc = ask_store(s, read_header,
			       backend->read_header(ret_len, ret_type, backend, oid));
	}
	pthread_mutex_unlock(&s->lock);
	return rc;
}

static int on_exists(git_odb_backend *self, const git_oid *oid)
{
	struct staging *s = (struct staging *)self;
	bool there;

	pthread_mutex_lock(&s->lock);
	there = find(s, oid) || store_has(s, oid);
	pthread_mutex_unlock(&s->lock);
	return there;
}

/* Before a write: what the store has already, the pack will leave out. */
static int on_freshen(git_odb_backend *self, const git_oid *oid)
{
	struct staging *s = (struct staging *)self;
	bool there;

	pthread_mutex_lock(&s->lock);
	there = find(s, oid);
	pthread_mutex_unlock(&s->lock);
	return there ? 0 : GIT_ENOTFOUND;
}

/* Ids are abbreviated by people, who know none that is only staged. */
static int on_exists_prefix(git_oid *ret_oid, git_odb_backend *self, const git_oid *prefix,
			    size_t len)
{
	struct staging *s = (struct staging *)self;
	int rc;

	pthread_mutex_lock(&s->lock);
	rc = git_odb_exists_prefix(ret_oid, s->store, prefix, len);
	pthread_mutex_unlock(&s->lock);
	return rc;
}

static int on_read_prefix(git_oid *ret_oid, void **ret_data, size_t *ret_len,
			  git_object_t *ret_type, git_odb_backend *self, const git_oid *prefix,
			  size_t len)
{
	int rc = on_exists_prefix(ret_oid, self, prefix, len);

	return rc ? rc : on_read(ret_data, ret_len, ret_type, self, ret_oid);
}

static void keep(struct staging *s, const git_oid *oid, const void *data, size_t len,
		 git_object_t type)
{
	uint32_t *slot = slot_of(s, oid);
	struct staged_object *object;

	if (*slot)
		return;
	object = ARRAY_ADD(s->objects, s->count, s->alloc);
	object->oid = *oid;
	object->type = type;
	object->len = len;
	object->data = xmalloc(len + 1);
	memcpy(object->data, data, len);
	*slot = s->count;
	if (s->count * 2 > s->slot_count)
		grow_slots(s);
	pthread_cond_signal(&s->written);
}

static int on_write(git_odb_backend *self, const git_oid *oid, const void *data, size_t len,
		    git_object_t type)
{
	struct staging *s = (struct staging *)self;

	pthread_mutex_lock(&s->lock);
	keep(s, oid, data, len, type);
	pthread_mutex_unlock(&s->lock);
	return 0;
}

/* The staging outlives its object database, of which this is part. */
static void on_free(git_odb_backend *self)
{
}

static void set_cache_limits(void)
{
	git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_BLOB, CACHE_OBJECT_BYTES);
	git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_TREE, CACHE_OBJECT_BYTES);
	git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, CACHE_BYTES);
}

/*
 * A repository on the staged objects. Its configuration is empty: nothing in
 * the user's is meant for what is made here, and libgit2 would look at each of
 * its files again for every difference.
 */
static int open_repo(const struct staging *s, git_repository **ret_repo, struct error **err)
{
	git_repository *repo = NULL;
	git_config *none = NULL;

	if (git_repository_open_bare(&repo, git_repository_path(s->store_repo)) ||
	    git_repository_set_odb(repo, s->odb) || git_config_new(&none) ||
	    git_repository_set_config(repo, none)) {
		error_git(err, ERROR_ENVIRONMENT, "the store");
		git_config_free(none);
		git_repository_free(repo);
		return -1;
	}
	git_config_free(none);
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
	s->slot_count = SLOTS_AT_FIRST;
	s->slots = xcalloc(s->slot_count, sizeof(*s->slots));
	git_odb_init_backend(&s->backend, GIT_ODB_BACKEND_VERSION);
	s->backend.read = on_read;
	s->backend.read_header = on_read_header;
	s->backend.read_prefix = on_read_prefix;
	s->backend.exists = on_exists;
	s->backend.exists_prefix = on_exists_prefix;
	s->backend.write = on_write;
	s->backend.freshen = on_freshen;
	s->backend.free = on_free;
	if (git_repository_odb(&s->store, store) || git_odb_new(&s->odb) ||
	    git_odb_add_backend(s->odb, &s->backend, 1))
		error_git(err, ERROR_ENVIRONMENT, "the store");
	else
		open_repo(s, &s->repo, err);
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

int staging_open_repo(const struct staging *s, git_repository **ret_repo, struct error **err)
{
	return open_repo(s, ret_repo, err);
}

/* The next object to compress; false when there will be none. */
static bool next_written(struct staging *s, struct staged_object *ret)
{
	while (s->compressed == s->count && !s->no_more)
		pthread_cond_wait(&s->written, &s->lock);
	if (s->compressed == s->count || s->drop)
		return false;
	*ret = s->objects[s->compressed];
	return true;
}

static void *compress_ahead(void *data)
{
	struct pack_scratch *scratch = pack_scratch_new();
	struct staging *s = data;
	struct staged_object object;

	pthread_mutex_lock(&s->lock);
	while (next_written(s, &object)) {
		pthread_mutex_unlock(&s->lock);
		/* What fails here will fail again when the pack is written. */
		pack_compress(scratch, object.type, object.data, object.len, &object.packed, NULL);
		pthread_mutex_lock(&s->lock);
		s->objects[s->compressed++].packed = object.packed;
	}
	pthread_mutex_unlock(&s->lock);
	pack_scratch_free(scratch);
	return NULL;
}

void staging_compress_ahead(struct staging *s)
{
	s->compresses = !pthread_create(&s->compressor, NULL, compress_ahead, s);
}

/* Have it end: when all is compressed or, with `drop`, at once. */
static void finish_compressing(struct staging *s, bool drop)
{
	if (!s->compresses)
		return;
	pthread_mutex_lock(&s->lock);
	s->no_more = true;
	s->drop = drop;
	pthread_cond_signal(&s->written);
	pthread_mutex_unlock(&s->lock);
	pthread_join(s->compressor, NULL);
	s->compresses = false;
}

static int add_object(struct pack *pack, struct pack_scratch *scratch,
		      const struct staged_object *object, struct error **err)
{
	if (object->packed.bytes)
		return pack_add_entry(pack, &object->packed, &object->oid, err);
	return pack_add(pack, scratch, object->type, object->data, object->len, &object->oid, err);
}

static int write_pack(struct publishing *p, struct error **err)
{
	struct pack_scratch *scratch;
	struct pack *pack;
	uint64_t bytes;
	size_t objects;
	int rc = 0;

	finish_compressing(p->staging, false);
	if (pack_open(p->staging->store_repo, false, &pack, err))
		return -1;
	scratch = pack_scratch_new();
	for (size_t i = 0; i < p->count && !rc; i++)
		rc = add_object(pack, scratch, p->objects[i], err);
	if (!rc)
		rc = pack_publish(pack, &objects, &bytes, err);
	pack_scratch_free(scratch);
	pack_free(pack);
	return rc;
}

static void *publish(void *data)
{
	struct publishing *p = data;

	p->rc = write_pack(p, &p->error);
	return NULL;
}

static struct publishing *prepare(struct staging *s)
{
	struct publishing *p = xcalloc(1, sizeof(*p));

	p->staging = s;
	p->objects = xcalloc(s->count, sizeof(*p->objects));
	/*
	 * The last one leads to those before it: when the store has it, it has
	 * them. Else what it has of them is there twice, which does no harm.
	 */
	pthread_mutex_lock(&s->lock);
	if (!store_has(s, &s->objects[s->count - 1].oid))
		for (size_t i = s->published; i < s->count; i++)
			p->objects[p->count++] = &s->objects[i];
	pthread_mutex_unlock(&s->lock);
	return p;
}

static void free_publishing(struct publishing *p)
{
	error_clear(&p->error);
	free(p->objects);
	free(p);
}

void staging_start_publish(struct staging *s)
{
	struct publishing *p;

	if (s->publishing || s->published == s->count)
		return;
	p = prepare(s);
	if (pthread_create(&p->thread, NULL, publish, p))
		free_publishing(p);
	else
		s->publishing = p;
}

int staging_finish_publish(struct staging *s, struct error **err)
{
	struct publishing *p = TAKE_PTR(s->publishing);
	int rc;

	if (!p && s->published == s->count)
		return 0;
	if (p) {
		pthread_join(p->thread, NULL);
	} else {
		p = prepare(s);
		publish(p);
	}
	rc = p->rc;
	if (rc)
		error_move(err, &p->error);
	free_publishing(p);
	if (!rc && git_odb_refresh(s->store))
		rc = error_git(err, ERROR_ENVIRONMENT, "reading the store again");
	if (!rc)
		s->published = s->count;
	return rc;
}

void staging_free(struct staging *s)
{
	if (!s)
		return;
	if (s->publishing)
		staging_finish_publish(s, NULL);
	finish_compressing(s, true);
	git_repository_free(s->repo);
	git_odb_free(s->odb);
	git_odb_free(s->store);
	pthread_mutex_destroy(&s->lock);
	pthread_cond_destroy(&s->written);
	for (size_t i = 0; i < s->count; i++) {
		free(s->objects[i].data);
		free(s->objects[i].packed.bytes);
	}
	free(s->objects);
	free(s->slots);
	free(s);
}
