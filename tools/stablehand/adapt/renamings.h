/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Rules for what got another name in the kernel, newest name first:
 *
 *	[renaming "fd_file"]
 *		from = fd_file($x)
 *		to = $x.file
 *		reason = "struct fd is opaque since v6.12"
 *		without = copy_from_user msleep
 *
 * $word stands for any argument: what is between brackets and commas. The
 * section's name is the name whose absence from a tree makes the rule fit. A
 * name may have several rules; the first whose result the tree has is used. With
 * `without` only in a function that has none of these words.
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
 * Read the rules of a file in git-config syntax. A file that is not there has
 * none. Error: ERROR_INPUT, a rule that lacks a part or whose `from` does not
 * have its name. The caller releases *ret_renamings.
 */
int renamings_read(const char *path, struct renamings *ret_renamings, struct error **err);

void renamings_release(struct renamings *renamings);
#define _cleanup_renamings_ __attribute__((cleanup(renamings_release)))

#endif
