// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <string.h>
#include <unistd.h>

#include "git/pack_parts.h"
#include "util/alloc.h"
#include "util/file.h"

/* The fastest level: the next ones save 2 to 4% of the space for a third more time. */
#define LEVEL 1
/* The kernel is told to begin writing to the disk after so many bytes. */
#define FLUSH_CHUNK (32 << 20)

struct pack_scratch {
	struct libdeflate_compressor *compressor;
	unsigned char *out;
	size_t size;
};

struct pack_scratch *pack_scratch_new(void)
{
	struct pack_scratch *s = xcalloc(1, sizeof(*s));

	s->compressor = libdeflate_alloc_compressor(LEVEL);
	if (!s->compressor)
		abort();
	return s;
}

void pack_scratch_free(struct pack_scratch *s)
{
	if (!s)
		return;
	libdeflate_free_compressor(s->compressor);
	free(s->out);
	free(s);
}

char *pack_folder(git_repository *repo)
{
	return xasprintf("%sobjects/pack", git_repository_commondir(repo));
}

int pack_open(git_repository *repo, bool locked, struct pack **ret_pack, struct error **err)
{
	struct pack *p = xcalloc(1, sizeof(*p));
	unsigned char header[PACK_HEADER_BYTES] = "PACK\0\0\0\2";

	p->fd = -1;
	pthread_mutex_init(&p->lock, NULL);
	p->folder = pack_folder(repo);
	if (git_repository_odb(&p->odb, repo)) {
		error_git(err, ERROR_ENVIRONMENT, "the store");
		goto fail;
	}
	if (dir_make(p->folder, err))
		goto fail;
	p->aside = path_join(p->folder, "%sXXXXXX", locked ? PACK_ASIDE : PACK_GIT_ASIDE);
	p->fd = mkostemp(p->aside, O_CLOEXEC);
	if (p->fd < 0) {
		error_errno(err, ERROR_ENVIRONMENT, "%s", p->aside);
		free(TAKE_PTR(p->aside));
		goto fail;
	}
	p->aside_index = xasprintf("%s.idx", p->aside);
	buf_add(&p->pending, header, sizeof(header));
	*ret_pack = p;
	return 0;
fail:
	pack_free(p);
	return -1;
}

void pack_free(struct pack *p)
{
	struct packed_object *object, *next;

	if (!p)
		return;
	if (p->fd >= 0)
		close(p->fd);
	if (p->aside && !p->published)
		unlink(p->aside);
	if (p->aside_index && !p->published)
		unlink(p->aside_index);
	git_odb_free(p->odb);
	pthread_mutex_destroy(&p->lock);
	buf_release(&p->pending);
	free(p->folder);
	free(p->aside);
	free(p->aside_index);
	HASH_ITER(hh, p->objects, object, next) {
		HASH_DEL(p->objects, object);
		free(object);
	}
	free(p);
}

int pack_write_all(int fd, const void *data, size_t len, const char *name, struct error **err)
{
	const char *at = data;

	while (len) {
		ssize_t n = write(fd, at, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_errno(err, ERROR_ENVIRONMENT, "writing %s", name);
		at += n;
		len -= n;
	}
	return 0;
}

int pack_flush(struct pack *p, struct error **err)
{
	if (pack_write_all(p->fd, p->pending.data, p->pending.len, p->aside, err))
		return -1;
	p->written += p->pending.len;
	buf_clear(&p->pending);
	if (p->written - p->flushed >= FLUSH_CHUNK) {
		sync_file_range(p->fd, p->flushed, p->written - p->flushed, SYNC_FILE_RANGE_WRITE);
		p->flushed = p->written;
	}
	return 0;
}

static struct packed_object *find(const struct pack *p, const git_oid *oid)
{
	struct packed_object *object;

	HASH_FIND(hh, p->objects, oid->id, GIT_OID_RAWSZ, object);
	return object;
}

static bool store_has(const struct pack *p, const git_oid *oid)
{
	return git_odb_exists_ext(p->odb, oid, GIT_ODB_LOOKUP_NO_REFRESH);
}

bool pack_has(struct pack *p, const git_oid *oid)
{
	bool there;

	pthread_mutex_lock(&p->lock);
	there = find(p, oid) || store_has(p, oid);
	pthread_mutex_unlock(&p->lock);
	return there;
}

/* Is it new? Then it is ours to add. NULL: it is not. */
static struct packed_object *claim(struct pack *p, const git_oid *oid, bool ask_store)
{
	struct packed_object *object = NULL;

	pthread_mutex_lock(&p->lock);
	if (!find(p, oid) && !(ask_store && store_has(p, oid))) {
		object = xcalloc(1, sizeof(*object));
		git_oid_cpy(&object->oid, oid);
		HASH_ADD_KEYPTR(hh, p->objects, object->oid.id, GIT_OID_RAWSZ, object);
	}
	pthread_mutex_unlock(&p->lock);
	return object;
}

/* The head of an entry: type and inflated size, seven bits a byte after the first four. */
static size_t entry_head(unsigned char *to, git_object_t type, size_t size)
{
	size_t n = 0;
	unsigned char byte = type << 4 | (size & 15);

	for (size >>= 4; size; size >>= 7) {
		to[n++] = byte | 0x80;
		byte = size & 0x7f;
	}
	to[n++] = byte;
	return n;
}

static int append(struct pack *p, struct packed_object *object, const void *entry, size_t len,
		  uint32_t crc, struct error **err)
{
	int rc = 0;

	pthread_mutex_lock(&p->lock);
	object->offset = p->written + p->pending.len;
	object->crc = crc;
	buf_add(&p->pending, entry, len);
	if (p->pending.len >= PACK_WRITE_CHUNK)
		rc = pack_flush(p, err);
	pthread_mutex_unlock(&p->lock);
	return rc;
}

/* The entry of an object into s->out. */
static int compress(struct pack_scratch *s, git_object_t type, const void *data, size_t len,
		    size_t *ret_len, struct error **err)
{
	size_t head, body, bound;

	bound = libdeflate_zlib_compress_bound(s->compressor, len) + 16;
	if (bound > s->size) {
		free(s->out);
		s->out = xmalloc(bound);
		s->size = bound;
	}
	head = entry_head(s->out, type, len);
	body = libdeflate_zlib_compress(s->compressor, data, len, s->out + head, bound - head);
	if (!body)
		return error_set(err, ERROR_BUG, "an object of %zu bytes did not compress", len);
	*ret_len = head + body;
	return 0;
}

static int add(struct pack *p, struct pack_scratch *s, git_object_t type, const void *data,
	       size_t len, const git_oid *oid, bool ask_store, struct error **err)
{
	struct packed_object *object = claim(p, oid, ask_store);
	size_t packed;

	if (!object)
		return 0;
	if (compress(s, type, data, len, &packed, err))
		return -1;
	return append(p, object, s->out, packed, libdeflate_crc32(0, s->out, packed), err);
}

int pack_compress(struct pack_scratch *s, git_object_t type, const void *data, size_t len,
		  struct pack_entry *ret_entry, struct error **err)
{
	size_t packed;

	if (compress(s, type, data, len, &packed, err))
		return -1;
	ret_entry->bytes = memcpy(xmalloc(packed), s->out, packed);
	ret_entry->len = packed;
	return 0;
}

int pack_add_entry(struct pack *p, const struct pack_entry *entry, const git_oid *oid,
		   struct error **err)
{
	struct packed_object *object = claim(p, oid, false);

	if (!object)
		return 0;
	return append(p, object, entry->bytes, entry->len,
		      libdeflate_crc32(0, entry->bytes, entry->len), err);
}

int pack_add(struct pack *p, struct pack_scratch *s, git_object_t type, const void *data,
	     size_t len, const git_oid *oid, struct error **err)
{
	return add(p, s, type, data, len, oid, false, err);
}

int pack_put(struct pack *p, struct pack_scratch *s, git_object_t type, const void *data,
	     size_t len, git_oid *ret_oid, struct error **err)
{
	git_oid oid;

	if (git_odb_hash(&oid, data, len, type))
		return error_git(err, ERROR_BUG, "hashing an object");
	if (add(p, s, type, data, len, &oid, true, err))
		return -1;
	git_oid_cpy(ret_oid, &oid);
	return 0;
}
