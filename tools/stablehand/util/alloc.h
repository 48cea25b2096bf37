/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory: allocators that never return NULL (running out ends the program
 * with a message and exit code 3; sizes that come from outside are bounded before they get
 * here) and the cleanup attributes used everywhere.
 */
#ifndef UTIL_ALLOC_H
#define UTIL_ALLOC_H

#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* The pointer; the end of the program when it is NULL: what a library found no memory for. */
void *alloc_checked(void *pointer);

void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *old, size_t size);
char *xstrdup(const char *text);	/* NULL gives NULL */
char *xstrndup(const char *text, size_t len);
char *xasprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
char *xvasprintf(const char *fmt, va_list ap);

/*
 * From now on libuv and jansson use these as well. Call it once, before either is used: they give
 * an error where memory runs out, which what uses them here could only end the program for, and
 * jansson's would be missing fields.
 */
void alloc_for_libraries(void);

/*
 * With the address sanitizer: the bytes that an array or buffer has room for, but does not hold
 * yet, may not be touched, as if they were behind its memory; then they may.
 */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#define alloc_close(at, len) __asan_poison_memory_region(at, len)
#define alloc_open(at, len) __asan_unpoison_memory_region(at, len)
#else
#define alloc_close(at, len) ((void)0)
#define alloc_open(at, len) ((void)0)
#endif

/*
 * Room for more elements in an array that grows by doubling: returns the
 * array, perhaps moved, with space for at least count + 1 elements of `size`
 * bytes, of which that one is zeroed. *alloc is the capacity in elements and
 * is updated.
 */
void *xgrow(void *array, size_t count, size_t *alloc, size_t size);

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* Add a zeroed element to ptr/count/alloc and give its address. */
#define ARRAY_ADD(ptr, count, alloc)						\
	({									\
		if ((count) >= (alloc))						\
			(ptr) = xgrow((ptr), (count), &(alloc), sizeof(*(ptr)));	\
		alloc_open(&(ptr)[(count)], sizeof(*(ptr)));			\
		memset(&(ptr)[(count)], 0, sizeof(*(ptr)));			\
		&(ptr)[(count)++];						\
	})

static inline void free_cleanup_(void *p)
{
	free(*(void **)p);
}

/* Free the pointed-to memory when the variable goes out of scope. */
#define _cleanup_free_ __attribute__((cleanup(free_cleanup_)))
/* Call f(&variable) when the variable goes out of scope. */
#define _cleanup_(f) __attribute__((cleanup(f)))

/* The value of a pointer, which becomes NULL: hands ownership on. */
#define TAKE_PTR(p)				\
	({					\
		__auto_type take_ = (p);	\
		(p) = NULL;			\
		take_;				\
	})

#endif
