// SPDX-License-Identifier: GPL-2.0-only
/* Entries of a pack copied into another one as they stand. Format: gitformat-pack(5). */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <libdeflate.h>

#include "git/pack_parts.h"
#include "git/store_objects_parts.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/interrupt.h"
#include "util/progress.h"

#define HEAD_MAX 40		/* bytes before an entry's data: type, size, base */

/* One pack on its way into another. */
struct copying {
	const struct store_objects *objects;
	const struct store_pack *from;
	int fd;
	struct pack *to;
	bool *copied;			/* of each entry, in the order of offsets */
	struct buf bytes;
};

static const struct store_copy *entry_at(const struct copying *c, size_t n)
{
	const struct store_objects *o = c->objects;

	return &o->copies[o->by_offset[c->from->first + n]];
}

static int damaged(const struct copying *c, const struct store_copy *copy, struct error **err)
{
	return error_set(err, ERROR_DAMAGED, "%s.pack: object %s cannot be read", c->from->name,
			 git_oid_tostr_s(&copy->oid));
}

/* The entry that begins at an offset, by its place among them; -1: none does. */
static ssize_t find_offset(const struct copying *c, uint64_t offset)
{
	size_t low = 0, high = c->from->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (entry_at(c, middle)->offset < offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low < c->from->count && entry_at(c, low)->offset == offset ? (ssize_t)low : -1;
}

/* That of an id in this pack; -1: it is in another. */
static ssize_t find_id(const struct copying *c, const git_oid *oid)
{
	const struct store_objects *o = c->objects;
	const struct store_copy *copy = store_objects_find(o, oid);

	for (; copy && copy < o->copies + o->count && git_oid_equal(&copy->oid, oid); copy++)
		if (&o->packs[copy->pack == STORE_LOOSE ? 0 : copy->pack] == c->from &&
		    copy->pack != STORE_LOOSE)
			return find_offset(c, copy->offset);
	return -1;
}

static int read_entry(struct copying *c, const struct store_copy *copy, struct error **err)
{
	char *room;

	buf_clear(&c->bytes);
	room = buf_reserve(&c->bytes, copy->bytes);
	for (uint64_t done = 0; done < copy->bytes;) {
		ssize_t n = pread(c->fd, room + done, copy->bytes - done, copy->offset + done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return damaged(c, copy, err);
		done += n;
	}
	c->bytes.len = copy->bytes;
	return libdeflate_crc32(0, c->bytes.data, copy->bytes) == copy->crc ? 0 :
									      damaged(c, copy, err);
}

/* How far the head of an entry goes, type and size; 0: further than the entry. */
static size_t head_length(const struct buf *bytes)
{
	size_t n = 0;

	while (n < bytes->len && n < HEAD_MAX && (bytes->data[n++] & 0x80))
		;
	return n < bytes->len ? n : 0;
}

static int copy_entry(struct copying *c, size_t n, struct error **err);

/*
 * A delta needs its base, in the same pack, whatever leads to that. By its offset it cannot name
 * it any more: the new entry does by the id.
 */
static int copy_delta(struct copying *c, const struct store_copy *copy, size_t head, bool by_id,
		      struct error **err)
{
	const unsigned char *at = (unsigned char *)c->bytes.data + head;
	const unsigned char *end = (unsigned char *)c->bytes.data + c->bytes.len;
	_cleanup_buf_ struct buf entry = {0};
	struct pack_entry made;
	uint64_t back = 0;
	ssize_t base;
	git_oid oid;

	if (by_id) {
		if (end - at < GIT_OID_RAWSZ)
			return damaged(c, copy, err);
		git_oid_fromraw(&oid, at);
		at += GIT_OID_RAWSZ;
		base = find_id(c, &oid);
	} else {
		back = *at & 0x7f;
		while (at < end && (*at & 0x80))
			if (++at < end)
				back = ((back + 1) << 7) | (*at & 0x7f);
		at++;
		base = back && back < copy->offset ? find_offset(c, copy->offset - back) : -1;
	}
	if (base < 0 || at >= end)
		return damaged(c, copy, err);
	oid = entry_at(c, base)->oid;
	c->bytes.data[0] = (c->bytes.data[0] & ~0x70) | GIT_OBJECT_REF_DELTA << 4;
	buf_add(&entry, c->bytes.data, head);
	buf_add(&entry, oid.id, GIT_OID_RAWSZ);
	buf_add(&entry, at, end - at);
	made = (struct pack_entry){ entry.data, entry.len };
	return pack_add_entry(c->to, &made, &copy->oid, err) || copy_entry(c, base, err) ? -1 : 0;
}

static int copy_entry(struct copying *c, size_t n, struct error **err)
{
	const struct store_copy *copy = entry_at(c, n);
	size_t head;
	int type;

	if (c->copied[n])
		return 0;
	c->copied[n] = true;
	if (interrupt_pending())
		return interrupt_error(err);
	if (read_entry(c, copy, err))
		return -1;
	head = head_length(&c->bytes);
	if (!head)
		return damaged(c, copy, err);
	type = (c->bytes.data[0] >> 4) & 7;
	if (type == GIT_OBJECT_OFS_DELTA || type == GIT_OBJECT_REF_DELTA)
		return copy_delta(c, copy, head, type == GIT_OBJECT_REF_DELTA, err);
	return pack_add_entry(c->to, &(struct pack_entry){ c->bytes.data, c->bytes.len }, &copy->oid,
			      err);
}

static int copy_all(struct copying *c, const bool *stays, struct error **err)
{
	for (size_t n = 0; n < c->from->count; n++) {
		if (stays[c->objects->by_offset[c->from->first + n]] && copy_entry(c, n, err))
			return -1;
		progress_update(n, c->from->count, 0, NULL);
	}
	return 0;
}

int store_pack_copy(const struct store_objects *objects, git_repository *repo,
		    const struct store_pack *from, const bool *stays, uint64_t *ret_bytes,
		    struct error **err)
{
	_cleanup_free_ char *path = store_pack_path(objects, from, ".pack");
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct copying c = { .objects = objects, .from = from, .fd = fd };
	size_t count;
	int rc;

	if (fd < 0)
		return error_errno(err, ERROR_ENVIRONMENT, "%s", path);
	rc = pack_open(repo, true, &c.to, err);
	c.copied = xcalloc(from->count + 1, sizeof(*c.copied));
	if (!rc)
		rc = copy_all(&c, stays, err) || pack_publish(c.to, &count, ret_bytes, err) ? -1 : 0;
	pack_free(c.to);
	free(c.copied);
	buf_release(&c.bytes);
	return rc;
}
