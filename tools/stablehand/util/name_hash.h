/* SPDX-License-Identifier: GPL-2.0-only */
/* Hashes of short names: no defence against whoever chooses them to collide. */
#ifndef UTIL_NAME_HASH_H
#define UTIL_NAME_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The two halves of a product, folded. */
static inline uint64_t hash_mix(uint64_t a, uint64_t b)
{
	__uint128_t product = (__uint128_t)a * b;

	return (uint64_t)(product >> 64) ^ (uint64_t)product;
}

/* The hash of len bytes: a multiply and fold of 8 bytes at a time, as wyhash and others do it. */
static inline uint64_t name_hash(const char *name, size_t len)
{
	const uint64_t k0 = 0x9ae16a3b2f90404fu, k1 = 0xc949c7defebe6f8fu;
	uint64_t hash = k0 ^ len, word = 0;

	for (; len > 8; name += 8, len -= 8) {
		memcpy(&word, name, 8);
		hash = hash_mix(hash ^ word, k1);
	}
	word = 0;
	for (size_t i = 0; i < len; i++)
		word |= (uint64_t)(uint8_t)name[i] << 8 * i;
	hash = hash_mix(hash ^ word, k1);
	return hash_mix(hash, k0);
}

#endif
