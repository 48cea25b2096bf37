/* SPDX-License-Identifier: GPL-2.0-only */
/* What the unit tests share: cmocka with what it must see first, and a scratch folder. */
#ifndef UNIT_H
#define UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "util/alloc.h"
#include "util/error.h"
#include "util/file.h"

/* Make a folder of this test's own below $TMPDIR. Remove it with scratch_remove(). */
static inline char *scratch_make(void)
{
	const char *tmp = getenv("TMPDIR");
	char *path = xasprintf("%s/stablehand-test-XXXXXX", tmp ? tmp : "/tmp");

	assert_non_null(mkdtemp(path));
	return path;
}

static inline void scratch_remove(char *path)
{
	assert_int_equal(path_remove(path, NULL), 0);
	free(path);
}

/* A copy that ends with a page, behind which nothing can be read: a read past it crashes. */
struct guarded {
	char *data;
	char *map;
	size_t map_len;
};

static inline struct guarded guarded_copy(const void *data, size_t len)
{
	size_t page = sysconf(_SC_PAGESIZE), room = (len + page - 1) / page * page;
	struct guarded guarded = { .map_len = room + page };

	guarded.map = mmap(NULL, guarded.map_len, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(guarded.map, MAP_FAILED);
	assert_int_equal(mprotect(guarded.map + room, page, PROT_NONE), 0);
	guarded.data = guarded.map + room - len;
	memcpy(guarded.data, data, len);
	return guarded;
}

static inline void guarded_release(struct guarded *guarded)
{
	munmap(guarded->map, guarded->map_len);
}
#define _cleanup_guarded_ __attribute__((cleanup(guarded_release)))

/* Compare what a row of a table gives, and name the row when it is something else. */
#define assert_row(row, found, expected)					\
	do {									\
		const char *found_ = (found), *expected_ = (expected);		\
										\
		if (strcmp(found_, expected_))					\
			fail_msg("row \"%s\":\n  found    \"%s\"\n  expected \"%s\"", \
				 (row), found_, expected_);			\
	} while (0)

/* A call that must work; shows the error when it does not. */
#define assert_works(call, err)							\
	do {									\
		if ((call) != 0)						\
			fail_msg("%s: %s", #call,				\
				 (err) ? (err)->message : "(no message)");	\
	} while (0)

/* A call that must fail with a message that holds `part`; clears the error. */
#define assert_fails(call, err, part)						\
	do {									\
		assert_int_equal((call), -1);					\
		assert_non_null(err);						\
		if (!strstr((err)->message, (part)))				\
			fail_msg("'%s' is not in: %s", (part), (err)->message);	\
		error_clear(&(err));						\
	} while (0)

#endif
