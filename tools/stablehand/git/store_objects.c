// SPDX-License-Identifier: GPL-2.0-only
/* Indexes of packs are read as gitformat-pack(5) has them, version 2. */
#include "git/store_objects.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "git/store_objects_parts.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/text.h"

#define MAGIC "\377tOc\0\0\0\2"
#define FANOUT_BYTES (256 * 4)
#define HEAD_BYTES (8 + FANOUT_BYTES)
#define TRAILER_BYTES (2 * GIT_OID_RAWSZ)
#define ENTRY_BYTES (GIT_OID_RAWSZ + 4 + 4)
#define LARGE 0x80000000u

char *store_pack_path(const struct store_objects *objects, const struct store_pack *pack,
		      const char *suffix)
{
	return path_join(objects->path, "objects/pack/%s%s", pack->name, suffix);
}

static uint32_t get_u32(const unsigned char *at)
{
	uint32_t value;

	memcpy(&value, at, sizeof(value));
	return ntohl(value);
}

static int bad_index(const char *path, struct error **err)
{
	return error_set(err, ERROR_DAMAGED, "%s: not an index of a pack", path);
}

/* The copies of a pack from its index, which is mapped. */
static int read_entries(struct store_objects *o, const unsigned char *map, size_t len,
			uint64_t pack_bytes, const char *path, struct error **err)
{
	const unsigned char *ids, *sums, *offsets, *large;
	uint32_t count, large_count;

	if (len < HEAD_BYTES + TRAILER_BYTES || memcmp(map, MAGIC, 8))
		return bad_index(path, err);
	count = get_u32(map + HEAD_BYTES - 4);
	if ((len - HEAD_BYTES - TRAILER_BYTES) / ENTRY_BYTES < count)
		return bad_index(path, err);
	ids = map + HEAD_BYTES;
	sums = ids + (size_t)count * GIT_OID_RAWSZ;
	offsets = sums + (size_t)count * 4;
	large = offsets + (size_t)count * 4;
	large_count = (map + len - TRAILER_BYTES - large) / 8;
	for (uint32_t i = 0; i < count; i++) {
		struct store_copy *copy = ARRAY_ADD(o->copies, o->count, o->alloc);
		uint32_t offset = get_u32(offsets + (size_t)i * 4);

		git_oid_fromraw(&copy->oid, ids + (size_t)i * GIT_OID_RAWSZ);
		copy->pack = o->pack_count - 1;
		copy->crc = get_u32(sums + (size_t)i * 4);
		copy->offset = offset;
		if (offset & LARGE) {
			if ((offset & ~LARGE) >= large_count)
				return bad_index(path, err);
			memcpy(&copy->offset, large + (size_t)(offset & ~LARGE) * 8, 8);
			copy->offset = be64toh(copy->offset);
		}
		if (copy->offset >= pack_bytes)
			return bad_index(path, err);
	}
	return 0;
}

static int read_index(struct store_objects *o, struct store_pack *pack, struct error **err)
{
	_cleanup_free_ char *path = store_pack_path(o, pack, ".idx");
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat st;
	void *map;
	int rc;

	if (fd < 0 || fstat(fd, &st))
		return error_errno(err, ERROR_ENVIRONMENT, "%s", path);
	if (!S_ISREG(st.st_mode) || st.st_size < HEAD_BYTES)
		return bad_index(path, err);
	map = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (map == MAP_FAILED)
		return error_errno(err, ERROR_ENVIRONMENT, "%s", path);
	rc = read_entries(o, map, st.st_size, pack->bytes, path, err);
	munmap(map, st.st_size);
	return rc;
}

/* What belongs to a pack beside its index. */
static void look_beside(const struct store_objects *o, struct store_pack *pack)
{
	static const char *const suffixes[] = { ".idx", ".rev", ".bitmap", ".mtimes", ".keep" };
	struct stat st;

	for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++) {
		_cleanup_free_ char *path = store_pack_path(o, pack, suffixes[i]);

		if (lstat(path, &st))
			continue;
		pack->beside_bytes += st.st_size;
		pack->kept |= !strcmp(suffixes[i], ".keep");
	}
}

static int add_pack(struct store_objects *o, const char *index, struct error **err)
{
	struct store_pack *pack = ARRAY_ADD(o->packs, o->pack_count, o->pack_alloc);
	_cleanup_free_ char *path = NULL;
	struct stat st;

	pack->name = xstrndup(index, strlen(index) - strlen(".idx"));
	path = store_pack_path(o, pack, ".pack");
	if (lstat(path, &st))
		return error_errno(err, ERROR_DAMAGED, "%s", path);
	pack->bytes = st.st_size;
	look_beside(o, pack);
	return read_index(o, pack, err);
}

static int is_index(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return len > 9 && !strncmp(entry->d_name, "pack-", 5) &&
	       !strcmp(entry->d_name + len - 4, ".idx");
}

static int read_packs(struct store_objects *o, struct error **err)
{
	_cleanup_free_ char *folder = path_join(o->path, "objects/pack");
	struct dirent **files = NULL;
	int count = scandir(folder, &files, is_index, alphasort), rc = 0;

	for (int i = 0; i < count; i++) {
		if (!rc)
			rc = add_pack(o, files[i]->d_name, err);
		free(files[i]);
	}
	free(files);
	return rc;
}

static void read_loose_folder(struct store_objects *o, const char *name)
{
	_cleanup_free_ char *folder = path_join(o->path, "objects/%s", name);
	DIR *dir = opendir(folder);
	struct dirent *entry;
	struct stat st;

	while (dir && (entry = readdir(dir))) {
		_cleanup_free_ char *hex = xasprintf("%s%s", name, entry->d_name);
		struct store_copy *copy;

		if (!text_is_hex(hex, strlen(hex), GIT_OID_HEXSZ, GIT_OID_HEXSZ) ||
		    fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW))
			continue;
		copy = ARRAY_ADD(o->copies, o->count, o->alloc);
		git_oid_fromstr(&copy->oid, hex);
		copy->pack = STORE_LOOSE;
		copy->bytes = (uint64_t)st.st_blocks * 512;
	}
	if (dir)
		closedir(dir);
}

static void read_loose(struct store_objects *o)
{
	_cleanup_free_ char *path = path_join(o->path, "objects");
	DIR *dir = opendir(path);
	struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		if (text_is_hex(entry->d_name, strlen(entry->d_name), 2, 2))
			read_loose_folder(o, entry->d_name);
	if (dir)
		closedir(dir);
}

static int compare_oids(const void *a, const void *b)
{
	return git_oid_cmp(a, b);
}

/* The commits at which git cut the histories that it fetched. */
static int read_cuts(struct store_objects *o, struct error **err)
{
	_cleanup_free_ char *path = path_join(o->path, STORE_SHALLOW);
	_cleanup_buf_ struct buf text = {0};

	if (!path_exists(path))
		return 0;
	if (file_read(path, STORE_SHALLOW_MAX, &text, err))
		return -1;
	for (const char *line = buf_str(&text); *line; line += strcspn(line, "\n") + 1) {
		if (strcspn(line, "\n") == GIT_OID_HEXSZ &&
		    text_is_hex(line, GIT_OID_HEXSZ, GIT_OID_HEXSZ, GIT_OID_HEXSZ))
			git_oid_fromstr(ARRAY_ADD(o->cuts, o->cut_count, o->cut_alloc), line);
		if (!line[strcspn(line, "\n")])
			break;
	}
	if (o->cut_count)
		qsort(o->cuts, o->cut_count, sizeof(*o->cuts), compare_oids);
	return 0;
}

static int by_oid_and_pack(const void *a, const void *b)
{
	const struct store_copy *x = a, *y = b;
	int rc = git_oid_cmp(&x->oid, &y->oid);

	return rc ? rc : x->pack < y->pack ? -1 : x->pack > y->pack;
}

static int by_pack_and_offset(const void *a, const void *b, void *data)
{
	const struct store_copy *copies = data;
	const struct store_copy *x = &copies[*(const uint32_t *)a];
	const struct store_copy *y = &copies[*(const uint32_t *)b];

	if (x->pack != y->pack)
		return x->pack < y->pack ? -1 : 1;
	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

/* An entry goes as far as the next one; the last one to the pack's own checksum. */
static int measure(struct store_objects *o, struct error **err)
{
	o->by_offset = xcalloc(o->count + 1, sizeof(*o->by_offset));
	for (size_t i = 0; i < o->count; i++)
		o->by_offset[i] = i;
	if (o->count)
		qsort_r(o->by_offset, o->count, sizeof(*o->by_offset), by_pack_and_offset,
			o->copies);
	for (size_t i = 0; i < o->count; i++) {
		struct store_copy *copy = &o->copies[o->by_offset[i]];
		struct store_copy *next = i + 1 < o->count ? &o->copies[o->by_offset[i + 1]] : NULL;
		struct store_pack *pack;
		uint64_t end;

		if (copy->pack == STORE_LOOSE)
			break;
		pack = &o->packs[copy->pack];
		if (!pack->count++)
			pack->first = i;
		end = next && next->pack == copy->pack ? next->offset :
							 pack->bytes - GIT_OID_RAWSZ;
		if (end <= copy->offset)
			return error_set(err, ERROR_DAMAGED, "%s: its index is not of it", pack->name);
		copy->bytes = end - copy->offset;
	}
	return 0;
}

static int load(struct store_objects *o, struct error **err)
{
	_cleanup_free_ char *alternates = path_join(o->path, "objects/info/alternates");

	if (path_exists(alternates))
		return error_set(err, ERROR_ENVIRONMENT, "%s: objects of another repository are used",
				 alternates);
	if (read_packs(o, err) || read_cuts(o, err))
		return -1;
	read_loose(o);
	if (o->count > UINT32_MAX - 1)
		return error_set(err, ERROR_ENVIRONMENT, "%s: too many objects", o->path);
	if (o->count)
		qsort(o->copies, o->count, sizeof(*o->copies), by_oid_and_pack);
	return measure(o, err);
}

int store_objects_load(const char *path, struct store_objects **ret_objects, struct error **err)
{
	struct store_objects *objects = xcalloc(1, sizeof(*objects));

	objects->path = xstrdup(path);
	if (load(objects, err)) {
		store_objects_free(objects);
		return -1;
	}
	*ret_objects = objects;
	return 0;
}

void store_objects_free(struct store_objects *objects)
{
	if (!objects)
		return;
	for (size_t i = 0; i < objects->pack_count; i++)
		free(objects->packs[i].name);
	free(objects->packs);
	free(objects->copies);
	free(objects->by_offset);
	free(objects->cuts);
	free(objects->path);
	free(objects);
}

struct store_copy *store_objects_find(const struct store_objects *o, const git_oid *oid)
{
	size_t low = 0, high = o->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (git_oid_cmp(&o->copies[middle].oid, oid) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < o->count && git_oid_equal(&o->copies[low].oid, oid) ? &o->copies[low] : NULL;
}

bool store_objects_is_marked(const struct store_objects *objects, const git_oid *oid)
{
	const struct store_copy *copy = store_objects_find(objects, oid);

	return copy && copy->owner != STORE_OWNER_NONE;
}

static bool is_first_copy(const struct store_objects *o, size_t i)
{
	return !i || !git_oid_equal(&o->copies[i].oid, &o->copies[i - 1].oid);
}

uint64_t store_objects_bytes(const struct store_objects *o, uint32_t owner)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < o->count; i++)
		if (is_first_copy(o, i) && o->copies[i].owner == owner)
			bytes += o->copies[i].bytes;
	return bytes;
}

uint64_t store_objects_duplicate_bytes(const struct store_objects *o)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < o->count; i++)
		if (!is_first_copy(o, i))
			bytes += o->copies[i].bytes;
	return bytes;
}

uint64_t store_objects_index_bytes(const struct store_objects *o)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < o->pack_count; i++)
		bytes += o->packs[i].beside_bytes;
	return bytes;
}

size_t store_objects_pack_count(const struct store_objects *objects)
{
	return objects->pack_count;
}
