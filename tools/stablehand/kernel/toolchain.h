/* SPDX-License-Identifier: GPL-2.0-only */
/* The compiler, linker and make that build kernels, and how make is called. */
#ifndef KERNEL_TOOLCHAIN_H
#define KERNEL_TOOLCHAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "arch/arch.h"
#include "util/error.h"

struct toolchain {
	const struct arch *arch;	/* that it builds for */
	char *identity;		/* first lines of gcc, ld and make --version, with newlines */
	bool ccache;		/* ccache is in PATH and is put before the compiler */
};

/*
 * Look at the programs in PATH that build for an architecture (NULL: the default).
 * ERROR_ENVIRONMENT names what is missing and how to install it. ccache is used where it
 * is installed: it does not change what comes out, so it is no part of the identity. Its
 * folder and limits are the user's own; no base folder is set, because base and ported states are
 * built in the very same folders and so share hits as it is, while rewritten
 * paths would show in the kernel's messages.
 */
int toolchain_probe(const struct arch *arch, struct toolchain *ret_toolchain, struct error **err);
void toolchain_release(struct toolchain *toolchain);

/* "gcc", or that of another architecture: "aarch64-linux-gnu-gcc". The caller frees it. */
char *toolchain_program(const struct toolchain *toolchain, const char *name);

/*
 * The command "make ARGS..." with an environment of its own: PATH, HOME, TMPDIR,
 * XDG_* and CCACHE_* of ours, C locale, fixed build time, user, host and
 * version; nothing else, so that what a user or a calling make exports
 * (MAKEFLAGS, CFLAGS, KCFLAGS, ARCH, KCONFIG_*) cannot change a result that is
 * kept by content. `settings` (may be NULL) are further "NAME=value" for the
 * environment. Both lists are NULL-terminated. The vector and its strings are
 * freed with toolchain_argv_free().
 */
char **toolchain_make_argv(const struct toolchain *toolchain, const char *const *settings,
			   const char *const *args);
void toolchain_argv_free(char ***argv);

#define _cleanup_toolchain_ __attribute__((cleanup(toolchain_release)))
#define _cleanup_argv_ __attribute__((cleanup(toolchain_argv_free)))

#endif
