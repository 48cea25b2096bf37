// SPDX-License-Identifier: GPL-2.0-only
#include "git/pack.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/hash.h"
#include "util/interrupt.h"

#define ASIDE "tmp_import_"
#define GIT_ASIDE "tmp_pack_"
/* The fastest level: the next ones save 2 to 4% of the space for a third more time. */
#define LEVEL 1
#define WRITE_CHUNK (1 << 20)
/* The kernel is told to begin writing to the disk after so many bytes. */
#define FLUSH_CHUNK (32 << 20)
#define ORPHAN_SECONDS 600
#define HEADER_BYTES 12
#define LARGE_OFFSET 0x80000000u

struct packed_object {
	git_oid oid;
	uint32_t crc;
	uint64_t offset;
};

struct pack {
	git_odb *odb;
	char *folder, *aside, *aside_index;
	int fd;
	pthread_mutex_t lock;	/* for all below, and the odb */
	struct buf pending;
	uint64_t written, flushed;
	struct packed_object *objects;
	size_t count, alloc;
	uint32_t *slots;	/* open addressing: 1 + index into objects, 0 empty */
	size_t slot_count;	/* a power of two */
	bool published;
};

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

static char *pack_folder(git_repository *repo)
{
	return xasprintf("%sobjects/pack", git_repository_commondir(repo));
}

int pack_open(git_repository *repo, bool locked, struct pack **ret_pack, struct error **err)
{
	struct pack *p = xcalloc(1, sizeof(*p));
	unsigned char header[HEADER_BYTES] = "PACK\0\0\0\2";

	p->fd = -1;
	pthread_mutex_init(&p->lock, NULL);
	p->folder = pack_folder(repo);
	p->slot_count = 1 << 16;
	p->slots = xcalloc(p->slot_count, sizeof(*p->slots));
	if (git_repository_odb(&p->odb, repo)) {
		error_git(err, ERROR_ENVIRONMENT, "the store");
		goto fail;
	}
	if (dir_make(p->folder, err))
		goto fail;
	p->aside = path_join(p->folder, "%sXXXXXX", locked ? ASIDE : GIT_ASIDE);
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
	free(p->objects);
	free(p->slots);
	free(p);
}

static int write_all(int fd, const void *data, size_t len, const char *name, struct error **err)
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

static int flush(struct pack *p, struct error **err)
{
	if (write_all(p->fd, p->pending.data, p->pending.len, p->aside, err))
		return -1;
	p->written += p->pending.len;
	buf_clear(&p->pending);
	if (p->written - p->flushed >= FLUSH_CHUNK) {
		sync_file_range(p->fd, p->flushed, p->written - p->flushed, SYNC_FILE_RANGE_WRITE);
		p->flushed = p->written;
	}
	return 0;
}

static size_t slot_of(const struct pack *p, const git_oid *oid)
{
	size_t slot;

	memcpy(&slot, oid->id, sizeof(slot));
	for (slot &= p->slot_count - 1; p->slots[slot]; slot = (slot + 1) & (p->slot_count - 1))
		if (!git_oid_cmp(&p->objects[p->slots[slot] - 1].oid, oid))
			break;
	return slot;
}

static void grow_slots(struct pack *p)
{
	p->slot_count *= 2;
	free(p->slots);
	p->slots = xcalloc(p->slot_count, sizeof(*p->slots));
	for (size_t i = 0; i < p->count; i++)
		p->slots[slot_of(p, &p->objects[i].oid)] = i + 1;
}

static bool store_has(const struct pack *p, const git_oid *oid)
{
	return git_odb_exists_ext(p->odb, oid, GIT_ODB_LOOKUP_NO_REFRESH);
}

bool pack_has(struct pack *p, const git_oid *oid)
{
	bool there;

	pthread_mutex_lock(&p->lock);
	there = p->slots[slot_of(p, oid)] || store_has(p, oid);
	pthread_mutex_unlock(&p->lock);
	return there;
}

/* Is it new? Then it is ours to add, as number *ret_index. */
static bool claim(struct pack *p, const git_oid *oid, bool ask_store, size_t *ret_index)
{
	size_t slot;
	bool is_new;

	pthread_mutex_lock(&p->lock);
	slot = slot_of(p, oid);
	is_new = !p->slots[slot] && !(ask_store && store_has(p, oid));
	if (is_new) {
		git_oid_cpy(&ARRAY_ADD(p->objects, p->count, p->alloc)->oid, oid);
		p->slots[slot] = p->count;
		*ret_index = p->count - 1;
		if (p->count * 2 > p->slot_count)
			grow_slots(p);
	}
	pthread_mutex_unlock(&p->lock);
	return is_new;
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

static int append(struct pack *p, size_t index, const void *entry, size_t len, uint32_t crc,
		  struct error **err)
{
	int rc = 0;

	pthread_mutex_lock(&p->lock);
	p->objects[index].offset = p->written + p->pending.len;
	p->objects[index].crc = crc;
	buf_add(&p->pending, entry, len);
	if (p->pending.len >= WRITE_CHUNK)
		rc = flush(p, err);
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
	size_t index, packed;

	if (!claim(p, oid, ask_store, &index))
		return 0;
	if (compress(s, type, data, len, &packed, err))
		return -1;
	return append(p, index, s->out, packed, libdeflate_crc32(0, s->out, packed), err);
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
	size_t index;

	if (!claim(p, oid, false, &index))
		return 0;
	return append(p, index, entry->bytes, entry->len,
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

/* Write the number of objects into the header, and the SHA-1 of it all behind the end. */
static int finish_pack(struct pack *p, unsigned char sum[SHA1_BYTES], struct error **err)
{
	uint32_t count = htonl(p->count);
	_cleanup_free_ char *chunk = xmalloc(WRITE_CHUNK);
	struct hash *hash;
	int rc = 0;

	if (flush(p, err))
		return -1;
	if (pwrite(p->fd, &count, sizeof(count), HEADER_BYTES - sizeof(count)) != sizeof(count))
		return error_errno(err, ERROR_ENVIRONMENT, "writing %s", p->aside);
	hash = hash_begin_sha1();
	for (uint64_t at = 0; at < p->written && !rc;) {
		ssize_t n = pread(p->fd, chunk, WRITE_CHUNK, at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			rc = error_errno(err, ERROR_ENVIRONMENT, "reading %s", p->aside);
		} else if (interrupt_pending()) {
			rc = interrupt_error(err);
		} else {
			hash_add(hash, chunk, n);
			at += n;
		}
	}
	hash_end(hash, sum);
	if (rc)
		return -1;
	buf_add(&p->pending, sum, SHA1_BYTES);
	return flush(p, err);
}

static int by_oid(const void *a, const void *b)
{
	return git_oid_cmp(&((const struct packed_object *)a)->oid,
			   &((const struct packed_object *)b)->oid);
}

static void add_u32(struct buf *buf, uint32_t value)
{
	value = htonl(value);
	buf_add(buf, &value, sizeof(value));
}

/* The index of the sorted objects. */
static void make_index(struct pack *p, const unsigned char sum[SHA1_BYTES], struct buf *index)
{
	unsigned char own[SHA1_BYTES];
	uint32_t large = 0;
	struct hash *hash;

	buf_add(index, "\377tOc\0\0\0\2", 8);
	for (size_t first = 0, i = 0; first < 256; first++) {
		while (i < p->count && p->objects[i].oid.id[0] <= first)
			i++;
		add_u32(index, i);
	}
	for (size_t i = 0; i < p->count; i++)
		buf_add(index, p->objects[i].oid.id, SHA1_BYTES);
	for (size_t i = 0; i < p->count; i++)
		add_u32(index, p->objects[i].crc);
	for (size_t i = 0; i < p->count; i++)
		add_u32(index, p->objects[i].offset < LARGE_OFFSET ? p->objects[i].offset :
								     LARGE_OFFSET | large++);
	for (size_t i = 0; i < p->count; i++) {
		uint64_t offset = htobe64(p->objects[i].offset);

		if (p->objects[i].offset >= LARGE_OFFSET)
			buf_add(index, &offset, sizeof(offset));
	}
	buf_add(index, sum, SHA1_BYTES);
	hash = hash_begin_sha1();
	hash_add(hash, index->data, index->len);
	hash_end(hash, own);
	buf_add(index, own, SHA1_BYTES);
}

/*
 * The index aside, then both to the disk: the second sync finds most of its
 * work done by the first.
 */
static int write_index(struct pack *p, const struct buf *index, struct error **err)
{
	_cleanup_close_ int fd =
		open(p->aside_index, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0444);

	if (fd < 0)
		return error_errno(err, ERROR_ENVIRONMENT, "%s", p->aside_index);
	if (write_all(fd, index->data, index->len, p->aside_index, err))
		return -1;
	sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE);
	if (fsync(p->fd))
		return error_errno(err, ERROR_ENVIRONMENT, "writing %s", p->aside);
	if (fsync(fd))
		return error_errno(err, ERROR_ENVIRONMENT, "writing %s", p->aside_index);
	return 0;
}

/* The pack first: without its index it is not seen. */
static int move_in_place(struct pack *p, const unsigned char sum[SHA1_BYTES], struct error **err)
{
	_cleanup_free_ char *pack = NULL, *index = NULL;
	_cleanup_close_ int dir = -1;
	char hex[2 * SHA1_BYTES + 1];

	for (int i = 0; i < SHA1_BYTES; i++)
		snprintf(hex + 2 * i, 3, "%02x", sum[i]);
	pack = path_join(p->folder, "pack-%s.pack", hex);
	index = path_join(p->folder, "pack-%s.idx", hex);
	if (fchmod(p->fd, 0444) || rename(p->aside, pack))
		return error_errno(err, ERROR_ENVIRONMENT, "%s", pack);
	if (rename(p->aside_index, index)) {
		error_errno(err, ERROR_ENVIRONMENT, "%s", index);
		unlink(pack);
		return -1;
	}
	p->published = true;
	dir = open(p->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0 || fsync(dir))
		return error_errno(err, ERROR_ENVIRONMENT, "%s", p->folder);
	return 0;
}

int pack_publish(struct pack *p, size_t *ret_objects, uint64_t *ret_bytes, struct error **err)
{
	_cleanup_buf_ struct buf index = {0};
	unsigned char sum[SHA1_BYTES];

	if (!p->count) {
		*ret_objects = 0;
		*ret_bytes = 0;
		return 0;
	}
	if (finish_pack(p, sum, err))
		return -1;
	qsort(p->objects, p->count, sizeof(*p->objects), by_oid);
	make_index(p, sum, &index);
	if (write_index(p, &index, err) || move_in_place(p, sum, err))
		return -1;
	*ret_objects = p->count;
	*ret_bytes = p->written;
	return 0;
}

static bool has_no_index(const char *folder, const char *name)
{
	_cleanup_free_ char *index = NULL;
	size_t len = strlen(name);

	if (strncmp(name, "pack-", 5) || len < 10 || strcmp(name + len - 5, ".pack"))
		return false;
	index = path_join(folder, "%.*s.idx", (int)(len - 5), name);
	return !path_exists(index);
}

/* By age, too: a git that somebody runs in the store does not know of our lock. */
static bool is_orphan(const char *folder, const char *name)
{
	_cleanup_free_ char *path = path_join(folder, "%s", name);
	struct stat st;

	return (!strncmp(name, GIT_ASIDE, strlen(GIT_ASIDE)) || has_no_index(folder, name)) &&
	       !stat(path, &st) && st.st_mtime + ORPHAN_SECONDS < time(NULL);
}

void pack_sweep(git_repository *repo)
{
	_cleanup_free_ char *folder = pack_folder(repo);
	struct dirent *entry;
	DIR *dir = opendir(folder);

	while (dir && (entry = readdir(dir)))
		if (!strncmp(entry->d_name, ASIDE, strlen(ASIDE)) ||
		    is_orphan(folder, entry->d_name))
			unlinkat(dirfd(dir), entry->d_name, 0);
	if (dir)
		closedir(dir);
}
