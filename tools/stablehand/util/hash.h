/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * SHA-256 of files and buffers, SHA-1 and GMAC as checksums, by libgcrypt, which
 * uses the processor's instructions for them. Object ids are no business of
 * this: git_odb_hash() detects the known attacks on SHA-1.
 */
#ifndef UTIL_HASH_H
#define UTIL_HASH_H

#include <stddef.h>

#include "util/error.h"

#define SHA256_BYTES 32
#define SHA1_BYTES 20
#define MAC_KEY_BYTES 32
#define MAC_BYTES 16

/* Hex SHA-256 of a file, 64 characters, in ret_hex (65 bytes). */
int file_sha256(const char *path, char *ret_hex, struct error **err);

/* Hex SHA-256 of a buffer. */
void data_sha256(const void *data, size_t len, char ret_hex[65]);

/* The bytes of it. */
void hash_sha256(const void *data, size_t len, unsigned char ret_sum[SHA256_BYTES]);

/*
 * A checksum under a key: GMAC (NIST SP 800-38D) with AES-256. The nonce is always the
 * same, which is right as long as nobody sees the sums: who does not know the key cannot
 * make two contents that have the same one, but for one chance in 2^128 a block. Six times
 * as fast as SHA-256. One for each thread.
 */
struct mac;
struct mac *mac_new(const unsigned char key[MAC_KEY_BYTES]);
void mac_sum(struct mac *mac, const void *data, size_t len, unsigned char ret_sum[MAC_BYTES]);

/* NULL-safe. */
void mac_free(struct mac *mac);

/* Random bytes, good enough for a key. */
void random_bytes(void *ret_bytes, size_t len);

/* SHA-1 piece by piece; hash_end() gives the sum and frees. */
struct hash;
struct hash *hash_begin_sha1(void);
void hash_add(struct hash *hash, const void *data, size_t len);
void hash_end(struct hash *hash, unsigned char ret_sum[SHA1_BYTES]);

#endif
