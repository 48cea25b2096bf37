/* SPDX-License-Identifier: GPL-2.0-only */
/* The compiler, linker and make that build kernels, and how make is called. */
#ifndef KERNEL_TOOLCHAIN_H
#define KERNEL_TOOLCHAIN_H

#include <stddef.h>

#include "arch/arch.h"
#include "util/argv.h"
#include "util/error.h"

struct toolchain {
	const struct arch *arch;	/* that it builds for */
	char *identity;		/* first lines of gcc, ld and make --version, with newlines */
	char *work, *src;	/* a make may write in the one, but for the sources in the other */
	char *ccache;		/* ccache is put before the compiler, and keeps things here; or NULL */
};

/*
 * Look at the programs in PATH that build for an architecture (NULL: the default), in a folder
 * (absolute) for the work on a branch, in a cache. ERROR_ENVIRONMENT names what is missing and
 * how to install it. ccache is used where it is installed: it does not change what comes out, so
 * it is no part of the identity. It keeps things in a folder of the cache, as a makefile that is
 * not trusted could put anything there; in another one where the user has set CCACHE_DIR. No base
 * folder is set, because base and ported states are built in the very same folders and so share
 * hits as it is, while rewritten paths would show in the kernel's messages.
 */
int toolchain_probe(const struct arch *arch, const char *cache, const char *work,
		    struct toolchain *ret_toolchain, struct error **err);
void toolchain_release(struct toolchain *toolchain);

/* "gcc", or that of another architecture: "aarch64-linux-gnu-gcc". The caller frees it. */
char *toolchain_program(const struct toolchain *toolchain, const char *name);

/*
 * The command "make ARGS..." with an environment of its own: PATH, HOME, TMPDIR,
 * XDG_* and CCACHE_* of ours, C locale, fixed build time, user, host and
 * version; nothing else, so that what a user or a calling make exports
 * (MAKEFLAGS, CFLAGS, KCFLAGS, ARCH, KCONFIG_*) cannot change a result that is
 * kept by content. `settings` (may be NULL) are further "NAME=value" for the
 * environment. Both lists are NULL-terminated. Added to *ret_argv, which the caller releases in
 * any case. ERROR_ENVIRONMENT where builds are to be confined and cannot be.
 */
int toolchain_make_argv(const struct toolchain *toolchain, const char *const *settings,
			const char *const *args, struct argv *ret_argv, struct error **err);

#define _cleanup_toolchain_ __attribute__((cleanup(toolchain_release)))

#endif
