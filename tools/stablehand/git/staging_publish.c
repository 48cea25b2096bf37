// SPDX-License-Identifier: GPL-2.0-only
/* What is staged goes into the store: compressed ahead, and written as a pack, in threads. */
#include "git/staging_parts.h"
#include "util/alloc.h"

struct publishing {
	pthread_t thread;
	struct staging *staging;
	const struct staged_object **objects;	/* that the store lacks */
	size_t count;
	struct error *error;
	int rc;
};

/* The next object to compress; NULL when there will be none. */
static struct staged_object *next_written(struct staging *s)
{
	while (!s->compressing && !s->no_more)
		pthread_cond_wait(&s->written, &s->lock);
	return s->drop ? NULL : s->compressing;
}

static void *compress_ahead(void *data)
{
	struct pack_scratch *scratch = pack_scratch_new();
	struct staging *s = data;
	struct staged_object *object;

	pthread_mutex_lock(&s->lock);
	while ((object = next_written(s))) {
		struct pack_entry packed = {0};

		pthread_mutex_unlock(&s->lock);
		/* What fails here will fail again when the pack is written. */
		pack_compress(scratch, object->type, object->data, object->len, &packed, NULL);
		pthread_mutex_lock(&s->lock);
		object->packed = packed;
		s->compressing = object->hh.next;
	}
	pthread_mutex_unlock(&s->lock);
	pack_scratch_free(scratch);
	return NULL;
}

void staging_compress_ahead(struct staging *s)
{
	s->compresses = !pthread_create(&s->compressor, NULL, compress_ahead, s);
}

void staging_finish_compressing(struct staging *s, bool drop)
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

	staging_finish_compressing(p->staging, false);
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
	p->objects = xcalloc(HASH_COUNT(s->objects), sizeof(*p->objects));
	/*
	 * The last one leads to those before it: when the store has it, it has
	 * them. Else what it has of them is there twice, which does no harm.
	 */
	pthread_mutex_lock(&s->lock);
	if (!staging_store_has(s, &s->last->oid))
		for (struct staged_object *o = s->unpublished; o; o = o->hh.next)
			p->objects[p->count++] = o;
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

	if (s->publishing || !s->unpublished)
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

	if (!p && !s->unpublished)
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
		s->unpublished = NULL;
	return rc;
}
