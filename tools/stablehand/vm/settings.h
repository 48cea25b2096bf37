/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What single tests need to show something here, as data (git-config syntax,
 * kernels/vm/tests.conf): arguments, a longer time limit; the same for every
 * state, and with a reason.
 *
 *   [test "rseq_test"] on = tcg  timeout = 60  patience = 600  reason = many migrations
 *
 * "TEST WHERE" is for that engine or accelerator alone: what differs between
 * two of them is in two sections.
 */
#ifndef VM_SETTINGS_H
#define VM_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "util/error.h"

struct test_setting {
	char *test;		/* "x86_64/smm_test", or its last part */
	char **on;		/* engines or accelerators; NULL-terminated; empty: all */
	char **arguments;	/* NULL-terminated; empty: none */
	unsigned timeout;	/* seconds, as they are: nothing scales them; 0: the suite's */
	unsigned patience;	/* the limit of who has patience; 0: the same */
	bool alone;		/* no other VM runs beside its own */
	char *reason;		/* one line; never NULL */
};

struct test_settings {
	struct test_setting *items;
	size_t count, alloc;
};

/*
 * Read a file; one that is not there sets nothing. ERROR_INPUT names the file
 * and what is wrong: an unknown key, a value that is none, a missing reason.
 */
int test_settings_read(const char *path, struct test_settings *ret_settings, struct error **err);

/*
 * From now on the limit of a test with `patience` is that, and it runs alone: what
 * needs so long needs the processors, too.
 */
void test_settings_have_patience(struct test_settings *settings);

/* What holds for a test on an engine with an accelerator ("qemu", "tcg"); or NULL. */
const struct test_setting *test_settings_find(const struct test_settings *settings,
					      const char *test, const char *engine,
					      const char *accelerator);

/* Free what it holds. Fits _cleanup_(). */
void test_settings_release(struct test_settings *settings);

#endif
