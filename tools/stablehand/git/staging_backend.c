// SPDX-License-Identifier: GPL-2.0-only
/* What libgit2 asks for objects: those that are staged, and those of the store. */
#include <stdio.h>
#include <string.h>

#include "git/staging_parts.h"
#include "util/alloc.h"
#include "util/hash.h"

/* One a repository. */
struct backend {
	git_odb_backend base;	/* first: libgit2 hands out its address */
	struct staging *staging;
};

static struct staging *staging_of(git_odb_backend *self)
{
	return ((struct backend *)self)->staging;
}

static const struct staged_object *find(const struct staging *s, const git_oid *oid)
{
	struct staged_object *object;

	HASH_FIND(hh, s->objects, oid->id, GIT_OID_RAWSZ, object);
	return object;
}

static int give(git_odb_backend *self, const struct staged_object *object, void **ret_data,
		size_t *ret_len, git_object_t *ret_type)
{
	void *copy = git_odb_backend_data_alloc(self, object->len + 1);

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

static int read_object(git_odb_backend *self, const git_oid *oid, void **ret_data,
		       size_t *ret_len, git_object_t *ret_type)
{
	struct staging *s = staging_of(self);
	const struct staged_object *object = find(s, oid);
	int rc;

	if (object)
		return give(self, object, ret_data, ret_len, ret_type);
	rc = ask_store(s, read, backend->read(ret_data, ret_len, ret_type, backend, oid));
	/* Somebody may have packed the store anew. */
	if (rc == GIT_ENOTFOUND && !git_odb_refresh(s->store))
		rc = ask_store(s, read, backend->read(ret_data, ret_len, ret_type, backend, oid));
	if (!rc && !is_object(oid, *ret_data, *ret_len, *ret_type)) {
		git_odb_backend_data_free(self, *ret_data);
		git_error_set_str(GIT_ERROR_ODB, "an object of the store is damaged");
		rc = GIT_EMISMATCH;
	}
	return rc;
}

bool staging_store_has(struct staging *s, const git_oid *oid)
{
	return !ask_store(s, exists, backend->exists(backend, oid) ? 0 : GIT_ENOTFOUND);
}

static int on_read(void **ret_data, size_t *ret_len, git_object_t *ret_type,
		   git_odb_backend *self, const git_oid *oid)
{
	struct staging *s = staging_of(self);
	int rc;

	pthread_mutex_lock(&s->lock);
	rc = read_object(self, oid, ret_data, ret_len, ret_type);
	pthread_mutex_unlock(&s->lock);
	return rc;
}

static int on_read_header(size_t *ret_len, git_object_t *ret_type, git_odb_backend *self,
			  const git_oid *oid)
{
	struct staging *s = staging_of(self);
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
	struct staging *s = staging_of(self);
	bool there;

	pthread_mutex_lock(&s->lock);
	there = find(s, oid) || staging_store_has(s, oid);
	pthread_mutex_unlock(&s->lock);
	return there;
}

/* Before a write: what the store has already, the pack will leave out. */
static int on_freshen(git_odb_backend *self, const git_oid *oid)
{
	struct staging *s = staging_of(self);
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
	struct staging *s = staging_of(self);
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
	struct staged_object *object;

	if (find(s, oid))
		return;
	object = xcalloc(1, sizeof(*object));
	object->oid = *oid;
	object->type = type;
	object->len = len;
	object->data = xmalloc(len + 1);
	memcpy(object->data, data, len);
	HASH_ADD_KEYPTR(hh, s->objects, object->oid.id, GIT_OID_RAWSZ, object);
	s->last = object;
	if (!s->unpublished)
		s->unpublished = object;
	if (!s->compressing)
		s->compressing = object;
	pthread_cond_signal(&s->written);
}

static int on_write(git_odb_backend *self, const git_oid *oid, const void *data, size_t len,
		    git_object_t type)
{
	struct staging *s = staging_of(self);

	pthread_mutex_lock(&s->lock);
	keep(s, oid, data, len, type);
	pthread_mutex_unlock(&s->lock);
	return 0;
}

static void on_free(git_odb_backend *self)
{
	free(self);
}

int staging_open_odb(struct staging *s, git_odb **ret_odb, struct error **err)
{
	struct backend *backend = xcalloc(1, sizeof(*backend));
	git_odb *odb = NULL;

	git_odb_init_backend(&backend->base, GIT_ODB_BACKEND_VERSION);
	backend->staging = s;
	backend->base.read = on_read;
	backend->base.read_header = on_read_header;
	backend->base.read_prefix = on_read_prefix;
	backend->base.exists = on_exists;
	backend->base.exists_prefix = on_exists_prefix;
	backend->base.write = on_write;
	backend->base.freshen = on_freshen;
	backend->base.free = on_free;
	if (git_odb_new(&odb) || git_odb_add_backend(odb, &backend->base, 1)) {
		free(backend);
		git_odb_free(odb);
		return error_git(err, ERROR_ENVIRONMENT, "the store");
	}
	*ret_odb = odb;
	return 0;
}
