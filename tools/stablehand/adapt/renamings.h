/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Rules for what was renamed in the kernel, newest name first:
 *
 *	[renaming "fd_file"]
 *		from = fd_file($x)
 *		to = $x.file
 *		reason = "struct fd is opaque since v6.12"
 *		without = copy_from_user msleep
 *
 * $word matches any argument: whatever is between brackets and commas. The section's name is
 * the identifier or header whose absence from a tree makes the rule apply. There may be several
 * rules for a name; the first one whose names all exist in the tree is used. A rule with
 * `without` applies only in functions that have none of these words.
 */
#ifndef ADAPT_RENAMINGS_H
#define ADAPT_RENAMINGS_H

#include <stddef.h>

#include "syntax/clex.h"
#include "util/error.h"

struct renaming {
	char *name;
	char *from, *to;	/* as text */
	char *reason;
	char *without;		/* words, one space apart; or NULL */
	struct ctokens from_tokens, to_tokens;	/* of that text */
};

struct renamings {
	struct renaming *items;
	size_t count, alloc;
};

/*
 * Read the rules from a file in git-config syntax; a missing file has none. ERROR_INPUT: a rule
 * lacks a key, or its `from` does not contain its name. The caller releases *ret_renamings.
 */
int renamings_read(const char *path, struct renamings *ret_renamings, struct error **err);

void renamings_release(struct renamings *renamings);
#define _cleanup_renamings_ __attribute__((cleanup(renamings_release)))

#endif
