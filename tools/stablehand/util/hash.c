// SPDX-License-Identifier: GPL-2.0-only
#include "util/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <gcrypt.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "util/alloc.h"
#include "util/file.h"

#define READ_CHUNK ((size_t)256 << 10)

/* Before the first use, as libgcrypt wants it; no secret here is worth locked memory. */
static void start_library(void)
{
	gcry_check_version(NULL);
	gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
	gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
}

static void start(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, start_library);
}

static gcry_md_hd_t begin(int algorithm)
{
	gcry_md_hd_t md;

	start();
	if (gcry_md_open(&md, algorithm, 0))
		abort();
	return md;
}

void hash_sha256(const void *data, size_t len, unsigned char ret_sum[SHA256_BYTES])
{
	start();
	gcry_md_hash_buffer(GCRY_MD_SHA256, ret_sum, data, len);
}

struct mac {
	gcry_mac_hd_t handle;
};

struct mac *mac_new(const unsigned char key[MAC_KEY_BYTES])
{
	struct mac *mac = xcalloc(1, sizeof(*mac));

	start();
	if (gcry_mac_open(&mac->handle, GCRY_MAC_GMAC_AES, 0, NULL) ||
	    gcry_mac_setkey(mac->handle, key, MAC_KEY_BYTES))
		abort();
	return mac;
}

void mac_sum(struct mac *mac, const void *data, size_t len, unsigned char ret_sum[MAC_BYTES])
{
	static const unsigned char nonce[12];
	size_t got = MAC_BYTES;

	if (gcry_mac_reset(mac->handle) || gcry_mac_setiv(mac->handle, nonce, sizeof(nonce)) ||
	    gcry_mac_write(mac->handle, data, len) || gcry_mac_read(mac->handle, ret_sum, &got) ||
	    got != MAC_BYTES)
		abort();
}

void mac_free(struct mac *mac)
{
	if (mac)
		gcry_mac_close(mac->handle);
	free(mac);
}

void random_bytes(void *ret_bytes, size_t len)
{
	start();
	gcry_randomize(ret_bytes, len, GCRY_STRONG_RANDOM);
}

static void to_hex(const unsigned char *sum, char ret_hex[65])
{
	for (size_t i = 0; i < SHA256_BYTES; i++)
		sprintf(ret_hex + 2 * i, "%02x", sum[i]);
}

void data_sha256(const void *data, size_t len, char ret_hex[65])
{
	unsigned char sum[SHA256_BYTES];

	hash_sha256(data, len, sum);
	to_hex(sum, ret_hex);
}

int file_sha256(const char *path, char *ret_hex, struct error **err)
{
	/* A FIFO must not block here, and a device has no end. */
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	_cleanup_free_ char *chunk = xmalloc(READ_CHUNK);
	struct stat st;
	gcry_md_hd_t md;
	ssize_t n;

	if (fd < 0 || fstat(fd, &st))
		return error_errno(err, ERROR_INPUT, "%s", path);
	if (!S_ISREG(st.st_mode))
		return error_set(err, ERROR_INPUT, "%s: not a regular file", path);
	md = begin(GCRY_MD_SHA256);
	do {
		n = read(fd, chunk, READ_CHUNK);
		if (n > 0)
			gcry_md_write(md, chunk, n);
	} while (n > 0 || (n < 0 && errno == EINTR));
	if (n < 0)
		error_errno(err, ERROR_INPUT, "%s", path);
	else
		to_hex(gcry_md_read(md, GCRY_MD_SHA256), ret_hex);
	gcry_md_close(md);
	return n < 0 ? -1 : 0;
}

struct hash {
	gcry_md_hd_t md;
};

struct hash *hash_begin_sha1(void)
{
	struct hash *hash = xcalloc(1, sizeof(*hash));

	hash->md = begin(GCRY_MD_SHA1);
	return hash;
}

void hash_add(struct hash *hash, const void *data, size_t len)
{
	gcry_md_write(hash->md, data, len);
}

void hash_end(struct hash *hash, unsigned char ret_sum[SHA1_BYTES])
{
	memcpy(ret_sum, gcry_md_read(hash->md, GCRY_MD_SHA1), SHA1_BYTES);
	gcry_md_close(hash->md);
	free(hash);
}
