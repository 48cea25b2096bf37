// SPDX-License-Identifier: GPL-2.0-only
/* A pack's end: its number of objects, sum and index, and both files in their place. */
#include <arpa/inet.h>
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "git/pack_parts.h"
#include "util/file.h"
#include "util/hash.h"
#include "util/interrupt.h"

#define LARGE_OFFSET 0x80000000u

int pack_sum(int fd, uint64_t len, unsigned char ret_sum[SHA1_BYTES], struct error **err)
{
	_cleanup_free_ char *chunk = xmalloc(PACK_WRITE_CHUNK);
	struct hash *hash = hash_begin_sha1();
	int rc = 1;

	for (uint64_t at = 0; at < len && rc > 0;) {
		size_t want = len - at < PACK_WRITE_CHUNK ? len - at : PACK_WRITE_CHUNK;
		ssize_t n = pread(fd, chunk, want, at);

		if (interrupt_pending()) {
			rc = interrupt_error(err);
		} else if (n > 0) {
			hash_add(hash, chunk, n);
			at += n;
		} else if (!n || errno != EINTR) {
			errno = n ? errno : 0;
			rc = 0;
		}
	}
	hash_end(hash, ret_sum);
	return rc;
}

/* Write the number of objects into the header, and the SHA-1 of it all behind the end. */
static int finish_pack(struct pack *p, unsigned char sum[SHA1_BYTES], struct error **err)
{
	uint32_t count = htonl(HASH_COUNT(p->objects));
	int rc;

	if (pack_flush(p, err))
		return -1;
	if (pwrite(p->fd, &count, sizeof(count), PACK_HEADER_BYTES - sizeof(count)) != sizeof(count))
		return error_errno(err, ERROR_ENVIRONMENT, "writing %s", p->aside);
	rc = pack_sum(p->fd, p->written, sum, err);
	if (!rc)
		error_errno(err, ERROR_ENVIRONMENT, "reading %s", p->aside);
	if (rc <= 0)
		return -1;
	buf_add(&p->pending, sum, SHA1_BYTES);
	return pack_flush(p, err);
}

static int by_oid(const struct packed_object *a, const struct packed_object *b)
{
	return git_oid_cmp(&a->oid, &b->oid);
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
	const struct packed_object *object = p->objects;
	uint32_t large = 0, before = 0;
	struct hash *hash;

	buf_add(index, "\377tOc\0\0\0\2", 8);
	for (size_t first = 0; first < 256; first++) {
		for (; object && object->oid.id[0] <= first; object = object->hh.next)
			before++;
		add_u32(index, before);
	}
	for (object = p->objects; object; object = object->hh.next)
		buf_add(index, object->oid.id, SHA1_BYTES);
	for (object = p->objects; object; object = object->hh.next)
		add_u32(index, object->crc);
	for (object = p->objects; object; object = object->hh.next)
		add_u32(index, object->offset < LARGE_OFFSET ? object->offset : LARGE_OFFSET | large++);
	for (object = p->objects; object; object = object->hh.next) {
		uint64_t offset = htobe64(object->offset);

		if (object->offset >= LARGE_OFFSET)
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
	if (pack_write_all(fd, index->data, index->len, p->aside_index, err))
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

	if (!p->objects) {
		*ret_objects = 0;
		*ret_bytes = 0;
		return 0;
	}
	if (finish_pack(p, sum, err))
		return -1;
	HASH_SORT(p->objects, by_oid);
	make_index(p, sum, &index);
	if (write_index(p, &index, err) || move_in_place(p, sum, err))
		return -1;
	*ret_objects = HASH_COUNT(p->objects);
	*ret_bytes = p->written;
	return 0;
}
