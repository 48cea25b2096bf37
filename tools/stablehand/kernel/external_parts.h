/* SPDX-License-Identifier: GPL-2.0-only */
/* What is made from outside the tree, on its way (kernel/external.h); nothing else needs this. */
#ifndef KERNEL_EXTERNAL_PARTS_H
#define KERNEL_EXTERNAL_PARTS_H

#include <stddef.h>

#include "kernel/build_tree.h"
#include "kernel/external.h"
#include "kernel/make.h"
#include "util/buf.h"

struct external_making {
	const struct external_options *options;
	struct build_tree tree;
	char *target, *aside, *work, *log;
	struct buf list;
};

/* The name under which an item is published ("x.ko"), in `name`, which is returned. */
const char *external_file_name(const struct external_item *item, char *name, size_t size);

/* Run make with the tree's toolchain; what it says goes to the log. */
int external_run_make(struct external_making *making, const char *const *args,
		      const char *const *settings, struct make_result *ret_made,
		      struct error **err);

/*
 * Make one item, put it into the folder aside, and a line about it into the list. One
 * that does not build is no error.
 */
int external_make_item(struct external_making *making, const struct external_item *item,
		       struct error **err);

#endif
