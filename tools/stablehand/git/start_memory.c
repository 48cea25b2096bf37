// SPDX-License-Identifier: GPL-2.0-only
/*
 * libgit2's memory. It does not withstand running out of it (1.5 follows a null pointer where it
 * reads a configuration), so it gets ours, which ends the program with a message.
 */
#include <git2.h>
#include <git2/sys/alloc.h>
#include <stdlib.h>
#include <string.h>

#include "git/start_parts.h"
#include "util/alloc.h"

static void *allocate(size_t size, const char *file, int line)
{
	return xmalloc(size);
}

static void *reallocate(void *old, size_t size, const char *file, int line)
{
	return xrealloc(old, size);
}

/* Later versions make these of the two above. */
#if LIBGIT2_VER_MAJOR == 1 && LIBGIT2_VER_MINOR <= 5
#define FUNCTIONS 9

static void *callocate(size_t count, size_t size, const char *file, int line)
{
	return xcalloc(count, size);
}

static char *duplicate(const char *text, const char *file, int line)
{
	return xstrdup(text);
}

/* Its own of these two differ in whether the text may end before its length. */
static char *duplicate_start(const char *text, size_t max, const char *file, int line)
{
	return xstrndup(text, strnlen(text, max));
}

static char *duplicate_part(const char *text, size_t len, const char *file, int line)
{
	char *part = xmalloc(len + 1);

	memcpy(part, text, len);
	part[len] = '\0';
	return part;
}

static void *reallocate_array(void *old, size_t count, size_t size, const char *file, int line)
{
	size_t bytes;

	return __builtin_mul_overflow(count, size, &bytes) ? NULL : xrealloc(old, bytes);
}

static void *allocate_array(size_t count, size_t size, const char *file, int line)
{
	return reallocate_array(NULL, count, size, file, line);
}
#else
#define FUNCTIONS 3
#endif

void libgit2_use_our_memory(void)
{
	git_allocator allocator = {
		.gmalloc = allocate,
		.grealloc = reallocate,
		.gfree = free,
#if LIBGIT2_VER_MAJOR == 1 && LIBGIT2_VER_MINOR <= 5
		.gcalloc = callocate,
		.gstrdup = duplicate,
		.gstrndup = duplicate_start,
		.gsubstrdup = duplicate_part,
		.greallocarray = reallocate_array,
		.gmallocarray = allocate_array,
#endif
	};

	/* A version between them that has others keeps its own. */
	if (sizeof(allocator) == FUNCTIONS * sizeof(void *))
		git_libgit2_opts(GIT_OPT_SET_ALLOCATOR, &allocator);
}
