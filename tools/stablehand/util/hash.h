/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * SHA-256 of files and buffers, and SHA-1 as a checksum, by libgcrypt, which
 * uses the processor's instructions for them. Object ids are no business of
 * this: git_odb_hash() detects the known attacks on SHA-1.
 */
#ifndef UTIL_HASH_H
#define UTIL_HASH_H

#include <stddef.h>

#include "util/error.h"

#define SHA256_BYTES 32
#define SHA1_BYTES 20

/* Hex SHA-256 of a file, 64 characters, in ret_hex (65 bytes). */
int file_sha256(const char *path, char *ret_hex, struct error **err);

/* Hex SHA-256 of a buffer. */
void data_sha256(const void *data, size_t len, char ret_hex[65]);

/* The bytes of it. */
void hash_sha256(const void *data, size_t len, unsigned char ret_sum[SHA256_BYTES]);

/* SHA-1 piece by piece; hash_end() gives the sum and frees. */
struct hash;
struct hash *hash_begin_sha1(void);
void hash_add(struct hash *hash, const void *data, size_t len);
void hash_end(struct hash *hash, unsigned char ret_sum[SHA1_BYTES]);

#endif
