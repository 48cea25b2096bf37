/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Counts what is allocated and not freed, so that a test without a sanitizer sees what is left
 * behind. Include it in the one source of a test program. Where a sanitizer has its own
 * malloc(), which tells by itself, nothing is counted.
 */
#ifndef ALLOCATIONS_H
#define ALLOCATIONS_H

#include <stddef.h>
#include <stdlib.h>

/* Blocks that are allocated now. */
static size_t allocations;

#ifndef __SANITIZE_ADDRESS__

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void __libc_free(void *block);

void *malloc(size_t size)
{
	allocations++;
	return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	allocations++;
	return __libc_calloc(count, size);
}

void *realloc(void *block, size_t size)
{
	allocations += !block;
	return __libc_realloc(block, size);
}

void free(void *block)
{
	allocations -= !!block;
	__libc_free(block);
}

#endif

#endif
