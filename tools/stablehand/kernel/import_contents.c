// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/import_contents.h"

#include <dirent.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>

#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"

#define FOLDER "stablehand-contents"
#define MAX_BYTES ((size_t)64 << 20)
#define KEY_FILE ".key"
#define MAGIC "stablehand contents 2\n"
#define MAGIC_BYTES (sizeof(MAGIC) - 1)
/* Behind it the SHA-256 of the key, by which sums under another one are told. */
#define HEAD_BYTES (MAGIC_BYTES + SHA256_BYTES)

/* In the file as in memory: bytes only. */
struct known {
	unsigned char sum[MAC_BYTES];
	unsigned char blob[GIT_OID_RAWSZ];
};

struct import_contents {
	char *folder, *path;	/* of the branch's file */
	unsigned char key[MAC_KEY_BYTES], key_sum[SHA256_BYTES];
	struct buf loaded;	/* of struct known */
	size_t count;
	uint32_t *slots;	/* open addressing: 1 + index, 0 empty */
	size_t slot_count;	/* a power of two */

	pthread_mutex_t lock;	/* for what is noted */
	struct known *noted;
	size_t noted_count, noted_alloc;
};

static const struct known *known(const struct import_contents *c, size_t index)
{
	return (const struct known *)c->loaded.data + index;
}

static uint32_t *slot_of(const struct import_contents *c, const unsigned char *sum)
{
	size_t slot;

	memcpy(&slot, sum, sizeof(slot));
	for (slot &= c->slot_count - 1; c->slots[slot]; slot = (slot + 1) & (c->slot_count - 1))
		if (!memcmp(known(c, c->slots[slot] - 1)->sum, sum, MAC_BYTES))
			break;
	return &c->slots[slot];
}

/* Add a file, if it is one of ours and whole. */
static void load(struct import_contents *c, const char *path)
{
	_cleanup_buf_ struct buf file = {0};
	unsigned char sum[SHA256_BYTES];
	size_t len;

	if (!path_exists(path) || file_read(path, MAX_BYTES - c->loaded.len, &file, NULL) ||
	    file.len < HEAD_BYTES + SHA256_BYTES)
		return;
	len = file.len - HEAD_BYTES - SHA256_BYTES;
	hash_sha256(file.data, file.len - SHA256_BYTES, sum);
	if (memcmp(file.data, MAGIC, MAGIC_BYTES) || len % sizeof(struct known) ||
	    memcmp(file.data + MAGIC_BYTES, c->key_sum, SHA256_BYTES) ||
	    memcmp(file.data + file.len - SHA256_BYTES, sum, SHA256_BYTES))
		return;
	buf_add(&c->loaded, file.data + HEAD_BYTES, len);
}

/* The store's key, made with its first import. Where it cannot be kept it is this import's. */
static void load_key(struct import_contents *c)
{
	_cleanup_free_ char *path = path_join(c->folder, KEY_FILE);
	_cleanup_buf_ struct buf file = {0};

	if (path_exists(path) && !file_read(path, MAC_KEY_BYTES, &file, NULL) &&
	    file.len == MAC_KEY_BYTES) {
		memcpy(c->key, file.data, MAC_KEY_BYTES);
	} else {
		random_bytes(c->key, MAC_KEY_BYTES);
		if (!dir_make(c->folder, NULL))
			file_write(path, c->key, MAC_KEY_BYTES, 0600, NULL);
	}
	hash_sha256(c->key, MAC_KEY_BYTES, c->key_sum);
}

static void load_others(struct import_contents *c)
{
	struct dirent *entry;
	DIR *dir = opendir(c->folder);

	while (dir && (entry = readdir(dir))) {
		_cleanup_free_ char *path = path_join(c->folder, "%s", entry->d_name);

		if (entry->d_name[0] != '.' && strcmp(path, c->path))
			load(c, path);
	}
	if (dir)
		closedir(dir);
}

struct import_contents *contents_load(git_repository *repo, const char *branch)
{
	struct import_contents *c = xcalloc(1, sizeof(*c));

	pthread_mutex_init(&c->lock, NULL);
	c->folder = xasprintf("%s" FOLDER, git_repository_commondir(repo));
	c->path = path_join(c->folder, "%s", branch);
	load_key(c);
	load(c, c->path);
	load_others(c);
	c->count = c->loaded.len / sizeof(struct known);
	for (c->slot_count = 1024; c->slot_count < 2 * c->count;)
		c->slot_count *= 2;
	c->slots = xcalloc(c->slot_count, sizeof(*c->slots));
	for (size_t i = 0; i < c->count; i++)
		*slot_of(c, known(c, i)->sum) = i + 1;
	return c;
}

struct mac *contents_mac(const struct import_contents *c)
{
	return mac_new(c->key);
}

bool contents_find(const struct import_contents *c, const unsigned char sum[MAC_BYTES],
		   git_oid *ret_blob)
{
	uint32_t index = *slot_of(c, sum);

	if (!index)
		return false;
	memcpy(ret_blob->id, known(c, index - 1)->blob, GIT_OID_RAWSZ);
	return true;
}

void contents_note(struct import_contents *c, const unsigned char sum[MAC_BYTES],
		   const git_oid *blob)
{
	struct known *noted;

	pthread_mutex_lock(&c->lock);
	noted = ARRAY_ADD(c->noted, c->noted_count, c->noted_alloc);
	memcpy(noted->sum, sum, MAC_BYTES);
	memcpy(noted->blob, blob->id, GIT_OID_RAWSZ);
	pthread_mutex_unlock(&c->lock);
}

void contents_save(const struct import_contents *c)
{
	_cleanup_buf_ struct buf file = {0};
	unsigned char sum[SHA256_BYTES];

	buf_add(&file, MAGIC, MAGIC_BYTES);
	buf_add(&file, c->key_sum, SHA256_BYTES);
	buf_add(&file, c->noted, c->noted_count * sizeof(*c->noted));
	hash_sha256(file.data, file.len, sum);
	buf_add(&file, sum, sizeof(sum));
	if (!dir_make(c->folder, NULL))
		file_write(c->path, file.data, file.len, 0644, NULL);
}

void contents_free(struct import_contents *c)
{
	if (!c)
		return;
	pthread_mutex_destroy(&c->lock);
	buf_release(&c->loaded);
	free(c->folder);
	free(c->path);
	free(c->slots);
	free(c->noted);
	free(c);
}
