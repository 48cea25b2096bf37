/* SPDX-License-Identifier: GPL-2.0-only */
/* The .config of a build: the smallest one, and what the fragments ask for. */
#ifndef KERNEL_CONFIGURE_H
#define KERNEL_CONFIGURE_H

#include <stdbool.h>

#include <git2.h>

#include "kernel/kconfig.h"
#include "kernel/make.h"
#include "kernel/toolchain.h"
#include "util/buf.h"
#include "util/error.h"

struct configure_options {
	git_repository *repo;
	git_oid tree;			/* what src holds */
	const char *src, *obj, *work;	/* folders of the branch */
	const struct toolchain *toolchain;
	const struct kconfig *wanted;	/* the fragments, read */
	const struct buf *text;		/* the same as lines for a .config */
	const char *log;		/* make's output is appended */
};

struct configure_result {
	bool ran;			/* false: .config was right already */
	bool ok;			/* false: make failed, see failing */
	struct kconfig_gaps gaps;	/* asked for and not granted */
	struct make_result failing;	/* of the make that failed */
};

/*
 * Make <obj>/.config by tinyconfig, the fragments and olddefconfig, and say
 * what was not granted. Nothing is run when neither the fragments nor the
 * toolchain nor anything in the tree that kconfig reads (Kconfig files,
 * scripts/, *.config, the top and the architecture's makefiles) is another
 * than when the .config that is there was made.
 */
int configure_run(const struct configure_options *options, struct configure_result *ret_result,
		  struct error **err);

void configure_result_release(struct configure_result *result);

#endif
